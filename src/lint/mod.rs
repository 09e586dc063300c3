//! The linter: one list of rules over everything that carries knowledge of errors, and one kind of finding, [`Diagnostic`].
//!
//! A [`Document`] is a file without its secrets; its [`Kind`] says which rules look at it. Rules report to a [`Report`]; the levels,
//! suppressions and baselines of the user are applied to what comes out, not by the rules. Nothing here reads files or prints.

pub mod docs;
pub mod document;
pub mod excerpt;
pub mod knowledge;
pub mod report;
pub mod rules;

mod requests;
mod responses;

pub use document::{Document, Kind};
pub use excerpt::Excerpt;
pub use knowledge::Knowledge;
pub use report::Report;
pub use rules::Rule;

use crate::diagnostic::Diagnostic;

/// All findings in a document, in the order of its text.
#[must_use]
pub fn lint(document: &Document<'_>, knowledge: &Knowledge<'_>) -> Vec<Diagnostic> {
    let mut report = Report::new(document.name);
    let whole = Excerpt::whole(document.text);
    match document.kind {
        // Catalogs are linted as a folder; docs and pages have readers of their own.
        Kind::Markdown => docs::lint(document, knowledge, &mut report),
        Kind::Page if docs::is_html(document.text) => docs::lint(document, knowledge, &mut report),
        Kind::Catalog | Kind::Page => {}
        Kind::Shell | Kind::Http | Kind::Har | Kind::Json | Kind::Log => {
            requests::lint(&whole, knowledge, &mut report);
            responses::lint(&whole, knowledge, &mut report);
        }
    }
    report.finish()
}
