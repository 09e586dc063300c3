//! Rules for captured answers, wherever they stand.

use super::{FixKind, Rule, Shared};
use crate::capture::json::Leniency;

/// A list of errors in which one has no code.
pub static BROKEN_ENVELOPE: Rule = Rule::error("response/broken-envelope");
/// A message that none of the code's entries has.
pub static DRIFTED_MESSAGE: Rule = Rule::warning("response/drifted-message");
/// An error in an answer that says that all went well.
pub static ERROR_IN_SUCCESS: Rule = Rule::warning("response/error-in-success");
/// A date or time that no calendar or clock shows.
pub static IMPOSSIBLE_TIME: Rule = Rule::error("response/impossible-time");
/// An escape sequence that JSON does not know.
pub static JSON_BAD_ESCAPE: Rule = Rule::error("response/json-bad-escape");
/// A comment in JSON.
pub static JSON_COMMENT: Rule = Rule::warning("response/json-comment");
/// A string in doubled quotes.
pub static JSON_DOUBLED_QUOTES: Rule = Rule::error("response/json-doubled-quotes");
/// A key that comes twice in one object.
pub static JSON_DUPLICATE_KEY: Rule = Rule::error("response/json-duplicate-key");
/// JSON that is escaped as if it lay in another string.
pub static JSON_ESCAPED: Rule = Rule::error("response/json-escaped");
/// A comma without a value before it.
pub static JSON_EXTRA_COMMA: Rule = Rule::error("response/json-extra-comma").fix(FixKind::Unsafe);
/// `}` where `]` is due, or the other way round.
pub static JSON_MISMATCHED_CLOSER: Rule = Rule::error("response/json-mismatched-closer");
/// An object or list that is never closed.
pub static JSON_MISSING_CLOSER: Rule = Rule::error("response/json-missing-closer").fix(FixKind::Unsafe);
/// No colon between key and value.
pub static JSON_MISSING_COLON: Rule = Rule::error("response/json-missing-colon").fix(FixKind::Unsafe);
/// No comma between two members or elements.
pub static JSON_MISSING_COMMA: Rule = Rule::error("response/json-missing-comma").fix(FixKind::Unsafe);
/// A value without a key in an object.
pub static JSON_MISSING_KEY: Rule = Rule::error("response/json-missing-key");
/// Members without the `{` before them.
pub static JSON_MISSING_OPENER: Rule = Rule::error("response/json-missing-opener");
/// A string that is never closed.
pub static JSON_MISSING_QUOTE: Rule = Rule::error("response/json-missing-quote");
/// A key without a value.
pub static JSON_MISSING_VALUE: Rule = Rule::error("response/json-missing-value");
/// A blank that JSON does not know.
pub static JSON_NON_BREAKING_SPACE: Rule = Rule::error("response/json-non-breaking-space").fix(FixKind::Safe);
/// `True`, `None` and other literals of other languages.
pub static JSON_NON_JSON_LITERAL: Rule = Rule::error("response/json-non-json-literal").fix(FixKind::Safe);
/// `=` or `;` in the place of `:` or `,`.
pub static JSON_OTHER_SEPARATOR: Rule = Rule::error("response/json-other-separator");
/// A line end or control character in a string.
pub static JSON_RAW_CONTROL: Rule = Rule::error("response/json-raw-control");
/// A document behind the document.
pub static JSON_SECOND_DOCUMENT: Rule = Rule::error("response/json-second-document");
/// A string in single quotes.
pub static JSON_SINGLE_QUOTES: Rule = Rule::error("response/json-single-quotes").fix(FixKind::Safe);
/// A string in typographic quotes.
pub static JSON_SMART_QUOTES: Rule = Rule::error("response/json-smart-quotes").fix(FixKind::Safe);
/// A closer, quote or word that belongs to nothing.
pub static JSON_STRAY_TOKEN: Rule = Rule::error("response/json-stray-token");
/// A prefix of Python before a string.
pub static JSON_STRING_PREFIX: Rule = Rule::error("response/json-string-prefix");
/// A comma before a closer.
pub static JSON_TRAILING_COMMA: Rule = Rule::error("response/json-trailing-comma").fix(FixKind::Safe);
/// A quote in a string without its backslash.
pub static JSON_UNESCAPED_QUOTE: Rule = Rule::error("response/json-unescaped-quote");
/// A key without quotes.
pub static JSON_UNQUOTED_KEY: Rule = Rule::error("response/json-unquoted-key");
/// A text without quotes.
pub static JSON_UNQUOTED_VALUE: Rule = Rule::error("response/json-unquoted-value");
/// An e-mail address that is none.
pub static MALFORMED_EMAIL: Rule = Rule::error("response/malformed-email");
/// A UUID with a wrong group or a digit that is none.
pub static MALFORMED_UUID: Rule = Rule::error("response/malformed-uuid");
/// A value that does not fit the schema of the operation.
pub static MALFORMED_VALUE: Rule = Rule::error("response/malformed-value").fix(FixKind::Unsafe);
/// A field that the operation wants and does not get.
pub static MISSING_FIELD: Rule = Rule::error("response/missing-field");
/// A value above or below what the operation allows.
pub static OUT_OF_RANGE: Rule = Rule::error("response/out-of-range");
/// A code that is in no catalog.
pub static UNKNOWN_CODE: Rule = Rule::warning("response/unknown-code");
/// A field that the operation does not have.
pub static UNKNOWN_FIELD: Rule = Rule::error("response/unknown-field").fix(FixKind::Unsafe);
/// A status with which the code does not come.
pub static UNKNOWN_STATUS: Rule = Rule::warning("response/unknown-status");
/// A value that is none of those that the operation lists.
pub static UNKNOWN_VALUE: Rule = Rule::error("response/unknown-value").fix(FixKind::Unsafe);
/// A value of another type than the operation wants.
pub static WRONG_TYPE: Rule = Rule::error("response/wrong-type");

/// All of them, sorted by id.
pub const RULES: &[&Rule] = &[
    &BROKEN_ENVELOPE,
    &DRIFTED_MESSAGE,
    &ERROR_IN_SUCCESS,
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
    &MALFORMED_UUID,
    &MALFORMED_VALUE,
    &MISSING_FIELD,
    &OUT_OF_RANGE,
    &UNKNOWN_CODE,
    &UNKNOWN_FIELD,
    &UNKNOWN_STATUS,
    &UNKNOWN_VALUE,
    &WRONG_TYPE,
];

/// Those that requests have as well.
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
    conflicting_field: &MALFORMED_VALUE,
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
    placeholder: None,
};
