//! The list of rules, [`all`]: what there is, how bad it is, whether errdex can mend it.
//!
//! What a rule means, why, with a bad and a good text, is its entry in the catalog, `catalog/errdex/`, under the rule's id.

pub mod catalog;
pub mod docs;
pub mod lint;
pub mod page;
pub mod request;
pub mod response;

use crate::catalog::key::distance;
use crate::diagnostic::Severity;

/// One rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// `subject/name`; the name says the pattern, not the remedy.
    pub id: &'static str,
    /// How bad it is, unless the user says otherwise.
    pub severity: Severity,
    /// Whether errdex can mend it, always or at times.
    pub fix: Option<FixKind>,
}

/// What a fix may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FixKind {
    /// It cannot change what was meant.
    Safe,
    /// It guesses what was meant: only by `--fix --unsafe`.
    Unsafe,
}

impl Rule {
    /// A rule whose breach is wrong.
    #[must_use]
    pub const fn error(id: &'static str) -> Self {
        Self { id, severity: Severity::Error, fix: None }
    }

    /// A rule whose breach is probably a mistake.
    #[must_use]
    pub const fn warning(id: &'static str) -> Self {
        Self { id, severity: Severity::Warning, fix: None }
    }

    /// A rule whose breach is worth knowing.
    #[must_use]
    pub const fn note(id: &'static str) -> Self {
        Self { id, severity: Severity::Note, fix: None }
    }

    /// The same, with a fix.
    #[must_use]
    pub const fn fix(self, kind: FixKind) -> Self {
        Self { fix: Some(kind), ..self }
    }
}

/// All rules, subject by subject, each list sorted by id.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    [catalog::RULES, docs::RULES, lint::RULES, page::RULES, request::RULES, response::RULES].into_iter().flatten().copied()
}

/// The rule of an id.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == id)
}

/// The ids that are at most three typing errors away, the nearest first.
#[must_use]
pub fn nearest(id: &str) -> Vec<&'static str> {
    let mut near: Vec<_> = all().filter_map(|rule| Some((distance(id, rule.id, 3)?, rule.id))).collect();
    near.sort_unstable();
    near.into_iter().map(|(_, id)| id).take(3).collect()
}
