//! Rules for what steers the linter: suppressions, and `errdex.toml`.

use super::Rule;

/// A key of `errdex.toml` that means nothing.
pub static CONFIG_UNKNOWN_KEY: Rule = Rule::error("lint/config-unknown-key");
/// A value in `errdex.toml` that cannot be, or TOML that cannot be read.
pub static CONFIG_WRONG_VALUE: Rule = Rule::error("lint/config-wrong-value");
/// A suppression that says no reason, and so does not count.
pub static MISSING_REASON: Rule = Rule::error("lint/missing-reason");
/// A suppression, or a level, of a rule that does not exist.
pub static UNKNOWN_RULE: Rule = Rule::error("lint/unknown-rule");
/// A suppression that suppresses nothing.
pub static UNUSED_SUPPRESSION: Rule = Rule::warning("lint/unused-suppression");

/// All of them, sorted by id.
pub const RULES: &[&Rule] = &[&CONFIG_UNKNOWN_KEY, &CONFIG_WRONG_VALUE, &MISSING_REASON, &UNKNOWN_RULE, &UNUSED_SUPPRESSION];
