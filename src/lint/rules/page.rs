//! Rules for the error and API pages of vendors.

use super::Rule;

/// All of them, sorted by id.
pub const RULES: &[&Rule] = &[];
