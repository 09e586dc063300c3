//! Rules for documentation that mentions codes.

use super::Rule;

/// All of them, sorted by id.
pub const RULES: &[&Rule] = &[];
