//! [`Knowledge`]: what rules may ask, made once for all documents.

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
}
