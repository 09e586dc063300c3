//! Rules of `response/`: answers against what is known of them.

use super::{Excerpt, Knowledge, Report};

/// Lints every response in an excerpt.
pub(super) fn lint(_excerpt: &Excerpt<'_>, _knowledge: &Knowledge<'_>, _report: &mut Report) {}
