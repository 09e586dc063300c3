//! Rules for documentation that mentions codes.

use super::{FixKind, Rule};

/// A mark of `errdex docs sync` that is none.
pub static BAD_MARK: Rule = Rule::error("docs/bad-mark");
/// A quoted message that is not the one the code has.
pub static DRIFTED_MESSAGE: Rule = Rule::warning("docs/drifted-message").fix(FixKind::Unsafe);
/// A row for a code that has one.
pub static DUPLICATE_ROW: Rule = Rule::warning("docs/duplicate-row");
/// A marked table that has not the codes it should have.
pub static INCOMPLETE_TABLE: Rule = Rule::error("docs/incomplete-table");
/// A code that is answered no more.
pub static RETIRED_CODE: Rule = Rule::warning("docs/retired-code").fix(FixKind::Unsafe);
/// A template of the site that cannot be used; `errdex docs build` reports it.
pub static TEMPLATE_ERROR: Rule = Rule::error("docs/template-error");
/// A code that is in no catalog.
pub static UNKNOWN_CODE: Rule = Rule::error("docs/unknown-code").fix(FixKind::Unsafe);
/// A code that is no link, where codes should be.
pub static UNLINKED_CODE: Rule = Rule::warning("docs/unlinked-code").fix(FixKind::Safe);
/// A status that the code beside it never has.
pub static WRONG_STATUS: Rule = Rule::error("docs/wrong-status").fix(FixKind::Unsafe);

/// All of them, sorted by id.
pub const RULES: &[&Rule] = &[
    &BAD_MARK,
    &DRIFTED_MESSAGE,
    &DUPLICATE_ROW,
    &INCOMPLETE_TABLE,
    &RETIRED_CODE,
    &TEMPLATE_ERROR,
    &UNKNOWN_CODE,
    &UNLINKED_CODE,
    &WRONG_STATUS,
];
