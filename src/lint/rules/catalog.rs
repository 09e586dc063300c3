//! Rules for catalogs: what makes one wrong is `catalog::check`'s; what makes it poor is here.

use super::Rule;

/// All of them, sorted by id.
pub const RULES: &[&Rule] = &[];
