//! Rules for the error and API pages of vendors.

use super::{FixKind, Rule};

/// Advice that speaks of a parameter in the URL, where the URL has none.
pub static ABSENT_PARAMETER: Rule = Rule::warning("page/absent-parameter");
/// Advice that replaces a value which the sample does not have.
pub static ABSENT_VALUE: Rule = Rule::warning("page/absent-value");
/// A text of a sample that is nothing but blanks.
pub static BLANK_VALUE: Rule = Rule::warning("page/blank-value");
/// Two names or values that differ in nothing but case.
pub static CASE_MISMATCH: Rule = Rule::error("page/case-mismatch");
/// What the page says is not what the catalog knows.
pub static CATALOG_DRIFT: Rule = Rule::note("page/catalog-drift");
/// Heading, field and scenario with different codes.
pub static CODE_MISMATCH: Rule = Rule::error("page/code-mismatch");
/// The format that a date is said to have is not the one it has.
pub static DATE_FORMAT_MISMATCH: Rule = Rule::warning("page/date-format-mismatch");
/// A reference to something that is not there.
pub static DEAD_REFERENCE: Rule = Rule::warning("page/dead-reference");
/// A description that speaks of another thing than the name.
pub static DESCRIPTION_MISMATCH: Rule = Rule::warning("page/description-mismatch");
/// A code that is documented more than once.
pub static DUPLICATE_CODE: Rule = Rule::warning("page/duplicate-code");
/// A title that several entries have.
pub static DUPLICATE_TITLE: Rule = Rule::warning("page/duplicate-title");
/// A label without a value.
pub static EMPTY_FIELD: Rule = Rule::error("page/empty-field");
/// Parameters that are all mandatory, although they exclude each other.
pub static EXCLUSIVE_MANDATORY: Rule = Rule::error("page/exclusive-mandatory");
/// A URL that leads to another resource than the one it stands in.
pub static FOREIGN_URL: Rule = Rule::error("page/foreign-url");
/// A label and its value without anything between them.
pub static GLUED_LABEL: Rule = Rule::note("page/glued-label").fix(FixKind::Safe);
/// A date or time that no calendar or clock has.
pub static IMPOSSIBLE_DATE: Rule = Rule::error("page/impossible-date");
/// An id that is nearly a UUID.
pub static MALFORMED_UUID: Rule = Rule::error("page/malformed-uuid");
/// Description and message of an error that differ.
pub static MESSAGE_MISMATCH: Rule = Rule::warning("page/message-mismatch");
/// A sample without a parameter that its table calls mandatory.
pub static MISSING_MANDATORY: Rule = Rule::error("page/missing-mandatory");
/// A URL whose path begins otherwise than all others of its host.
pub static ODD_URL_PREFIX: Rule = Rule::warning("page/odd-url-prefix");
/// A text in a sample that speaks of another action than the sample.
pub static OTHER_ACTION: Rule = Rule::warning("page/other-action");
/// A sample with a method that does not do what the error is about.
pub static OTHER_METHOD: Rule = Rule::warning("page/other-method");
/// A sentence that introduces a call with another purpose than the title.
pub static OTHER_PURPOSE: Rule = Rule::warning("page/other-purpose");
/// A number outside of the range that its table allows.
pub static OUT_OF_RANGE: Rule = Rule::error("page/out-of-range");
/// A list of parameters, or the path, that does not agree with the table.
pub static PARAMETER_LIST_MISMATCH: Rule = Rule::warning("page/parameter-list-mismatch");
/// A row with more or fewer cells than the head of its table.
pub static RAGGED_ROW: Rule = Rule::warning("page/ragged-row");
/// Advice to rename a value.
pub static RENAMED_VALUE: Rule = Rule::note("page/renamed-value").fix(FixKind::Safe);
/// The tags of QINQ with the meaning of the other.
pub static SWAPPED_TAGS: Rule = Rule::error("page/swapped-tags");
/// A value of another type than its table says.
pub static TYPE_MISMATCH: Rule = Rule::error("page/type-mismatch");
/// A field of a sample that is in no table.
pub static UNDOCUMENTED_FIELD: Rule = Rule::warning("page/undocumented-field");
/// A value that its table does not list.
pub static UNLISTED_VALUE: Rule = Rule::error("page/unlisted-value");

/// All of them, sorted by id.
pub const RULES: &[&Rule] = &[
    &ABSENT_PARAMETER,
    &ABSENT_VALUE,
    &BLANK_VALUE,
    &CASE_MISMATCH,
    &CATALOG_DRIFT,
    &CODE_MISMATCH,
    &DATE_FORMAT_MISMATCH,
    &DEAD_REFERENCE,
    &DESCRIPTION_MISMATCH,
    &DUPLICATE_CODE,
    &DUPLICATE_TITLE,
    &EMPTY_FIELD,
    &EXCLUSIVE_MANDATORY,
    &FOREIGN_URL,
    &GLUED_LABEL,
    &IMPOSSIBLE_DATE,
    &MALFORMED_UUID,
    &MESSAGE_MISMATCH,
    &MISSING_MANDATORY,
    &ODD_URL_PREFIX,
    &OTHER_ACTION,
    &OTHER_METHOD,
    &OTHER_PURPOSE,
    &OUT_OF_RANGE,
    &PARAMETER_LIST_MISMATCH,
    &RAGGED_ROW,
    &RENAMED_VALUE,
    &SWAPPED_TAGS,
    &TYPE_MISMATCH,
    &UNDOCUMENTED_FIELD,
    &UNLISTED_VALUE,
];
