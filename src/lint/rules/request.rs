//! Rules for captured requests, wherever they stand.

use super::Rule;

/// All of them, sorted by id.
pub const RULES: &[&Rule] = &[];
