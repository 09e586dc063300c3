//! What the reader forgives, by name.

use crate::span::Span;

/// How many forgiven places a document keeps; [`Leniency::Truncated`] and [`Leniency::TooLarge`], which come at most
/// once each, are kept beyond it.
pub const MAX_FORGIVEN: usize = 1_000;

/// One place where the text is not JSON and was read all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Forgiven {
    /// What was forgiven.
    pub what: Leniency,
    /// Where. Something missing has an empty span at the place where it should have been.
    pub span: Span,
}

/// A way in which a text is not JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Leniency {
    /// A comma before a closer.
    TrailingComma,
    /// A comma with no value before it.
    ExtraComma,
    /// No comma between two members or elements.
    MissingComma,
    /// No colon between key and value.
    MissingColon,
    /// `=`, `=>`, `:=` or `->` for the colon, or `;` for the comma.
    OtherSeparator,
    /// A value in an object that has no key; it is read as a member with an empty key.
    MissingKey,
    /// A key without a value; it gets an empty [`Kind::Word`](super::Kind::Word).
    MissingValue,
    /// A string without its closing quote, although the text goes on.
    MissingQuote,
    /// Members without the `{` before them.
    MissingOpener,
    /// A container without its closer, although the text goes on.
    MissingCloser,
    /// A `]` where a `}` was due, or the other way round.
    MismatchedCloser,
    /// A string in `'…'`.
    SingleQuotes,
    /// A string in typographic quotes.
    SmartQuotes,
    /// A string in `""…""`, as in a CSV field.
    DoubledQuotes,
    /// Quotes, line ends or tabs escaped with backslashes, as inside another string. Reported once a document.
    Escaped,
    /// A quote inside a string without its backslash.
    UnescapedQuote,
    /// A Python prefix (`u`, `b`, `r`) before a string.
    StringPrefix,
    /// U+00A0, another Unicode blank, or a control character, where JSON has its own four blanks. One report for each
    /// run of blanks.
    NonBreakingSpace,
    /// The text ended inside a value.
    Truncated,
    /// Something that belongs nowhere and was passed over: a closer, a quote, an ellipsis, a word.
    StrayToken,
    /// A key without quotes.
    UnquotedKey,
    /// A value without quotes that is no JSON literal.
    UnquotedValue,
    /// A comment, `//` to the end of the line or `/* */`.
    Comment,
    /// A raw control character in a string, mostly a line end. One report for each string.
    RawControl,
    /// An escape that JSON does not know, or half a surrogate pair. Not looked for inside [`Escaped`](Self::Escaped).
    BadEscape,
    /// `None`, `True`, `NaN`, `undefined` and the like.
    NonJsonLiteral,
    /// More than the reader takes; the rest was not read.
    TooLarge,
}

impl Leniency {
    /// The rule's name, in kebab case, for example `json-trailing-comma`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.describe().0
    }

    /// What is wrong, in one line of lower case, without a full stop.
    #[must_use]
    pub const fn message(self) -> &'static str {
        self.describe().1
    }

    /// Name and message, side by side, so that neither is forgotten.
    const fn describe(self) -> (&'static str, &'static str) {
        match self {
            Self::TrailingComma => ("json-trailing-comma", "trailing comma before `}` or `]`"),
            Self::ExtraComma => ("json-extra-comma", "comma without a value before it"),
            Self::MissingComma => ("json-missing-comma", "missing comma"),
            Self::MissingColon => ("json-missing-colon", "missing colon after a key"),
            Self::OtherSeparator => ("json-other-separator", "separator other than `:` and `,`"),
            Self::MissingKey => ("json-missing-key", "value without a key in an object"),
            Self::MissingValue => ("json-missing-value", "key without a value"),
            Self::MissingQuote => ("json-missing-quote", "missing closing quote"),
            Self::MissingOpener => ("json-missing-opener", "missing `{`"),
            Self::MissingCloser => ("json-missing-closer", "missing `}` or `]`"),
            Self::MismatchedCloser => ("json-mismatched-closer", "`}` and `]` mixed up"),
            Self::SingleQuotes => ("json-single-quotes", "single quotes around a string"),
            Self::SmartQuotes => ("json-smart-quotes", "typographic quotes around a string"),
            Self::DoubledQuotes => ("json-doubled-quotes", "doubled quotes around a string, as in a CSV field"),
            Self::Escaped => ("json-escaped", "escaped with backslashes, as inside another string"),
            Self::UnescapedQuote => ("json-unescaped-quote", "quote inside a string without a backslash"),
            Self::StringPrefix => ("json-string-prefix", "prefix before a string"),
            Self::NonBreakingSpace => ("json-non-breaking-space", "blank that JSON does not know, such as U+00A0"),
            Self::Truncated => ("json-truncated", "text ends inside a value"),
            Self::StrayToken => ("json-stray-token", "stray text, passed over"),
            Self::UnquotedKey => ("json-unquoted-key", "key without quotes"),
            Self::UnquotedValue => ("json-unquoted-value", "text value without quotes"),
            Self::Comment => ("json-comment", "comment"),
            Self::RawControl => ("json-raw-control", "raw line end or control character in a string"),
            Self::BadEscape => ("json-bad-escape", "escape sequence that JSON does not know"),
            Self::NonJsonLiteral => ("json-non-json-literal", "literal of another language"),
            Self::TooLarge => ("json-too-large", "too large: the rest was not read"),
        }
    }
}
