//! Rules of `request/`: curl commands, HAR entries, `.http` files, wherever they stand.

use super::{Excerpt, Knowledge, Report};

/// Lints every request in an excerpt.
pub(super) fn lint(_excerpt: &Excerpt<'_>, _knowledge: &Knowledge<'_>, _report: &mut Report) {}
