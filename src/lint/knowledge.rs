//! [`Knowledge`]: what rules may ask, made once for all documents.

use std::collections::BTreeSet;

use super::operations::Operations;
use crate::catalog::layers::Layers;
use crate::matcher::Matcher;

/// The catalogs, and what is made of them on demand.
pub struct Knowledge<'k> {
    /// Finds entries in captures.
    pub matcher: &'k Matcher<'k>,
    /// All entries, operations and providers.
    pub catalogs: &'k Layers<'k>,
    /// Where the catalog's site is, with `/` at its end, if the user said so: docs should link there.
    pub base_url: Option<String>,
    /// The operations, made ready when a call is held against them.
    pub operations: Operations<'k>,
    /// Words that are spelled right whatever a dictionary says, in lower case.
    pub words: BTreeSet<String>,
}

impl<'k> Knowledge<'k> {
    /// What the catalogs of a matcher say, and nothing of a user.
    #[must_use]
    pub fn new(matcher: &'k Matcher<'k>) -> Self {
        Self { matcher, catalogs: matcher.layers(), base_url: None, operations: Operations::default(), words: BTreeSet::new() }
    }
}
