//! Rules for captured requests, wherever they stand.

use super::{FixKind, Rule, Shared};
use crate::capture::json::Leniency;

/// A body in a request by GET.
pub static BODY_WITH_GET: Rule = Rule::warning("request/body-with-get");
/// A field that the operation does not take beside another.
pub static CONFLICTING_FIELD: Rule = Rule::error("request/conflicting-field");
/// `Bearer Bearer`.
pub static DOUBLED_SCHEME: Rule = Rule::error("request/doubled-scheme").fix(FixKind::Safe);
/// A date or time that no calendar or clock shows.
pub static IMPOSSIBLE_TIME: Rule = Rule::error("request/impossible-time");
/// An escape sequence that JSON does not know.
pub static JSON_BAD_ESCAPE: Rule = Rule::error("request/json-bad-escape");
/// A comment in JSON.
pub static JSON_COMMENT: Rule = Rule::warning("request/json-comment");
/// A string in doubled quotes.
pub static JSON_DOUBLED_QUOTES: Rule = Rule::error("request/json-doubled-quotes");
/// A key that comes twice in one object.
pub static JSON_DUPLICATE_KEY: Rule = Rule::error("request/json-duplicate-key");
/// JSON that is escaped as if it lay in another string.
pub static JSON_ESCAPED: Rule = Rule::error("request/json-escaped");
/// A comma without a value before it.
pub static JSON_EXTRA_COMMA: Rule = Rule::error("request/json-extra-comma").fix(FixKind::Unsafe);
/// `}` where `]` is due, or the other way round.
pub static JSON_MISMATCHED_CLOSER: Rule = Rule::error("request/json-mismatched-closer");
/// An object or list that is never closed.
pub static JSON_MISSING_CLOSER: Rule = Rule::error("request/json-missing-closer").fix(FixKind::Unsafe);
/// No colon between key and value.
pub static JSON_MISSING_COLON: Rule = Rule::error("request/json-missing-colon").fix(FixKind::Unsafe);
/// No comma between two members or elements.
pub static JSON_MISSING_COMMA: Rule = Rule::error("request/json-missing-comma").fix(FixKind::Unsafe);
/// A value without a key in an object.
pub static JSON_MISSING_KEY: Rule = Rule::error("request/json-missing-key");
/// Members without the `{` before them.
pub static JSON_MISSING_OPENER: Rule = Rule::error("request/json-missing-opener");
/// A string that is never closed.
pub static JSON_MISSING_QUOTE: Rule = Rule::error("request/json-missing-quote");
/// A key without a value.
pub static JSON_MISSING_VALUE: Rule = Rule::error("request/json-missing-value");
/// A blank that JSON does not know.
pub static JSON_NON_BREAKING_SPACE: Rule = Rule::error("request/json-non-breaking-space").fix(FixKind::Safe);
/// `True`, `None` and other literals of other languages.
pub static JSON_NON_JSON_LITERAL: Rule = Rule::error("request/json-non-json-literal").fix(FixKind::Safe);
/// `=` or `;` in the place of `:` or `,`.
pub static JSON_OTHER_SEPARATOR: Rule = Rule::error("request/json-other-separator");
/// A line end or control character in a string.
pub static JSON_RAW_CONTROL: Rule = Rule::error("request/json-raw-control");
/// A document behind the document.
pub static JSON_SECOND_DOCUMENT: Rule = Rule::error("request/json-second-document");
/// A string in single quotes.
pub static JSON_SINGLE_QUOTES: Rule = Rule::error("request/json-single-quotes").fix(FixKind::Safe);
/// A string in typographic quotes.
pub static JSON_SMART_QUOTES: Rule = Rule::error("request/json-smart-quotes").fix(FixKind::Safe);
/// A closer, quote or word that belongs to nothing.
pub static JSON_STRAY_TOKEN: Rule = Rule::error("request/json-stray-token");
/// A prefix of Python before a string.
pub static JSON_STRING_PREFIX: Rule = Rule::error("request/json-string-prefix");
/// A comma before a closer.
pub static JSON_TRAILING_COMMA: Rule = Rule::error("request/json-trailing-comma").fix(FixKind::Safe);
/// A quote in a string without its backslash.
pub static JSON_UNESCAPED_QUOTE: Rule = Rule::error("request/json-unescaped-quote");
/// A key without quotes.
pub static JSON_UNQUOTED_KEY: Rule = Rule::error("request/json-unquoted-key");
/// A text without quotes.
pub static JSON_UNQUOTED_VALUE: Rule = Rule::error("request/json-unquoted-value");
/// An e-mail address that is none.
pub static MALFORMED_EMAIL: Rule = Rule::error("request/malformed-email");
/// A header without a colon, or with a blank before it.
pub static MALFORMED_HEADER: Rule = Rule::error("request/malformed-header");
/// A UUID with a wrong group or a digit that is none.
pub static MALFORMED_UUID: Rule = Rule::error("request/malformed-uuid");
/// A value that does not fit the schema of the operation.
pub static MALFORMED_VALUE: Rule = Rule::error("request/malformed-value").fix(FixKind::Unsafe);
/// No body where the operation wants one.
pub static MISSING_BODY: Rule = Rule::error("request/missing-body");
/// A field that the operation wants and does not get.
pub static MISSING_FIELD: Rule = Rule::error("request/missing-field");
/// No header that the operation wants.
pub static MISSING_HEADER: Rule = Rule::error("request/missing-header");
/// A value above or below what the operation allows.
pub static OUT_OF_RANGE: Rule = Rule::error("request/out-of-range");
/// A value that was to be replaced.
pub static PLACEHOLDER_VALUE: Rule = Rule::warning("request/placeholder-value");
/// A secret that is written out.
pub static SECRET: Rule = Rule::warning("request/secret");
/// A line of a command that does not say that it goes on.
pub static SHELL_MISSING_CONTINUATION: Rule = Rule::error("request/shell-missing-continuation").fix(FixKind::Safe);
/// `-X` without the method.
pub static SHELL_MISSING_METHOD: Rule = Rule::error("request/shell-missing-method");
/// A quote too many in a command.
pub static SHELL_STRAY_QUOTE: Rule = Rule::error("request/shell-stray-quote").fix(FixKind::Unsafe);
/// A quote in a command that is never closed.
pub static SHELL_UNCLOSED_QUOTE: Rule = Rule::error("request/shell-unclosed-quote").fix(FixKind::Unsafe);
/// JSON in a command without quotes around it.
pub static SHELL_UNQUOTED_BODY: Rule = Rule::error("request/shell-unquoted-body").fix(FixKind::Safe);
/// A field that the operation does not have.
pub static UNKNOWN_FIELD: Rule = Rule::error("request/unknown-field").fix(FixKind::Unsafe);
/// A method that no operation has at that path.
pub static UNKNOWN_METHOD: Rule = Rule::warning("request/unknown-method");
/// A parameter of the query that the operation does not have.
pub static UNKNOWN_PARAMETER: Rule = Rule::error("request/unknown-parameter").fix(FixKind::Unsafe);
/// A value that is none of those that the operation lists.
pub static UNKNOWN_VALUE: Rule = Rule::error("request/unknown-value").fix(FixKind::Unsafe);
/// A blank in a URL.
pub static URL_BLANK: Rule = Rule::error("request/url-blank").fix(FixKind::Safe);
/// Two slashes in the path of a URL.
pub static URL_DOUBLE_SLASH: Rule = Rule::error("request/url-double-slash").fix(FixKind::Unsafe);
/// A host that is nearly one of a provider.
pub static URL_UNKNOWN_HOST: Rule = Rule::error("request/url-unknown-host").fix(FixKind::Unsafe);
/// A path that is nearly one of an operation.
pub static URL_UNKNOWN_PATH: Rule = Rule::error("request/url-unknown-path").fix(FixKind::Unsafe);
/// A value of another type than the operation wants.
pub static WRONG_TYPE: Rule = Rule::error("request/wrong-type");

/// All of them, sorted by id.
pub const RULES: &[&Rule] = &[
    &BODY_WITH_GET,
    &CONFLICTING_FIELD,
    &DOUBLED_SCHEME,
    &IMPOSSIBLE_TIME,
    &JSON_BAD_ESCAPE,
    &JSON_COMMENT,
    &JSON_DOUBLED_QUOTES,
    &JSON_DUPLICATE_KEY,
    &JSON_ESCAPED,
    &JSON_EXTRA_COMMA,
    &JSON_MISMATCHED_CLOSER,
    &JSON_MISSING_CLOSER,
    &JSON_MISSING_COLON,
    &JSON_MISSING_COMMA,
    &JSON_MISSING_KEY,
    &JSON_MISSING_OPENER,
    &JSON_MISSING_QUOTE,
    &JSON_MISSING_VALUE,
    &JSON_NON_BREAKING_SPACE,
    &JSON_NON_JSON_LITERAL,
    &JSON_OTHER_SEPARATOR,
    &JSON_RAW_CONTROL,
    &JSON_SECOND_DOCUMENT,
    &JSON_SINGLE_QUOTES,
    &JSON_SMART_QUOTES,
    &JSON_STRAY_TOKEN,
    &JSON_STRING_PREFIX,
    &JSON_TRAILING_COMMA,
    &JSON_UNESCAPED_QUOTE,
    &JSON_UNQUOTED_KEY,
    &JSON_UNQUOTED_VALUE,
    &MALFORMED_EMAIL,
    &MALFORMED_HEADER,
    &MALFORMED_UUID,
    &MALFORMED_VALUE,
    &MISSING_BODY,
    &MISSING_FIELD,
    &MISSING_HEADER,
    &OUT_OF_RANGE,
    &PLACEHOLDER_VALUE,
    &SECRET,
    &SHELL_MISSING_CONTINUATION,
    &SHELL_MISSING_METHOD,
    &SHELL_STRAY_QUOTE,
    &SHELL_UNCLOSED_QUOTE,
    &SHELL_UNQUOTED_BODY,
    &UNKNOWN_FIELD,
    &UNKNOWN_METHOD,
    &UNKNOWN_PARAMETER,
    &UNKNOWN_VALUE,
    &URL_BLANK,
    &URL_DOUBLE_SLASH,
    &URL_UNKNOWN_HOST,
    &URL_UNKNOWN_PATH,
    &WRONG_TYPE,
];

/// Those that answers have as well.
pub(in crate::lint) static SHARED: Shared = Shared {
    json: &[
        (Leniency::BadEscape, &JSON_BAD_ESCAPE),
        (Leniency::Comment, &JSON_COMMENT),
        (Leniency::DoubledQuotes, &JSON_DOUBLED_QUOTES),
        (Leniency::Escaped, &JSON_ESCAPED),
        (Leniency::ExtraComma, &JSON_EXTRA_COMMA),
        (Leniency::MismatchedCloser, &JSON_MISMATCHED_CLOSER),
        (Leniency::MissingCloser, &JSON_MISSING_CLOSER),
        (Leniency::Truncated, &JSON_MISSING_CLOSER),
        (Leniency::MissingColon, &JSON_MISSING_COLON),
        (Leniency::MissingComma, &JSON_MISSING_COMMA),
        (Leniency::MissingKey, &JSON_MISSING_KEY),
        (Leniency::MissingOpener, &JSON_MISSING_OPENER),
        (Leniency::MissingQuote, &JSON_MISSING_QUOTE),
        (Leniency::MissingValue, &JSON_MISSING_VALUE),
        (Leniency::NonBreakingSpace, &JSON_NON_BREAKING_SPACE),
        (Leniency::NonJsonLiteral, &JSON_NON_JSON_LITERAL),
        (Leniency::OtherSeparator, &JSON_OTHER_SEPARATOR),
        (Leniency::RawControl, &JSON_RAW_CONTROL),
        (Leniency::SingleQuotes, &JSON_SINGLE_QUOTES),
        (Leniency::SmartQuotes, &JSON_SMART_QUOTES),
        (Leniency::StrayToken, &JSON_STRAY_TOKEN),
        (Leniency::StringPrefix, &JSON_STRING_PREFIX),
        (Leniency::TrailingComma, &JSON_TRAILING_COMMA),
        (Leniency::UnescapedQuote, &JSON_UNESCAPED_QUOTE),
        (Leniency::UnquotedKey, &JSON_UNQUOTED_KEY),
        (Leniency::UnquotedValue, &JSON_UNQUOTED_VALUE),
    ],
    conflicting_field: &CONFLICTING_FIELD,
    impossible_time: &IMPOSSIBLE_TIME,
    json_duplicate_key: &JSON_DUPLICATE_KEY,
    json_second_document: &JSON_SECOND_DOCUMENT,
    malformed_email: &MALFORMED_EMAIL,
    malformed_uuid: &MALFORMED_UUID,
    malformed_value: &MALFORMED_VALUE,
    missing_field: &MISSING_FIELD,
    out_of_range: &OUT_OF_RANGE,
    unknown_field: &UNKNOWN_FIELD,
    unknown_value: &UNKNOWN_VALUE,
    wrong_type: &WRONG_TYPE,
    placeholder: Some(&PLACEHOLDER_VALUE),
};
