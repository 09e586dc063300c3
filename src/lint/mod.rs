//! The linter: one list of rules over everything that carries knowledge of errors, and one kind of finding, [`Diagnostic`].
//!
//! A [`Document`] is a file without its secrets; its [`Kind`] says which rules look at it. Rules report to a [`Report`]; suppressions in
//! the text are applied by [`check`], the levels and baselines of the user to what comes out of it. Nothing here reads files or prints.

pub mod config;
pub mod docs;
pub mod document;
pub mod excerpt;
pub mod knowledge;
pub mod levels;
pub mod report;
pub mod rules;
pub mod suppress;

mod lines;
mod requests;
mod responses;

pub use document::{Document, Kind};
pub use excerpt::Excerpt;
pub use knowledge::Knowledge;
pub use report::Report;
pub use rules::Rule;

use crate::catalog::source::{self, File};
use crate::diagnostic::Diagnostic;
use crate::redact::{Veiled, veil};

/// A text that was linted.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The text, its secrets veiled: what may be shown.
    pub text: String,
    /// The findings, in the order of the text.
    pub findings: Vec<Diagnostic>,
}

/// Lints the text of a file: veils its secrets, asks the rules, and takes out what is suppressed.
#[must_use]
pub fn check(name: &str, text: String, kind: Kind, knowledge: &Knowledge<'_>) -> Checked {
    let Veiled { text, secrets } = veil(text);
    let findings = lint(&Document { name, text: &text, secrets: &secrets, kind }, knowledge);
    let findings = suppress::apply(name, &text, kind, findings);
    Checked { text, findings }
}

/// The same for the files of a catalog, which only make sense together; one result for each, in their order.
#[must_use]
pub fn check_catalog(files: Vec<File>, knowledge: &Knowledge<'_>) -> Vec<Checked> {
    let veiled: Vec<File> = files.into_iter().map(|file| File { text: veil(file.text).text, ..file }).collect();
    let mut findings = lint_catalog(&veiled, knowledge);
    let of_file = |file: File| {
        let is_own = |finding: &mut Diagnostic| finding.path.as_deref() == Some(&file.shown);
        let own: Vec<Diagnostic> = findings.extract_if(.., is_own).collect();
        let findings = suppress::apply(&file.shown, &file.text, Kind::Catalog, own);
        Checked { text: file.text, findings }
    };
    veiled.into_iter().map(of_file).collect()
}

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
        Kind::Config => drop(config::read(document.text, &mut report)),
        Kind::Shell | Kind::Http | Kind::Har | Kind::Json | Kind::Log => {
            requests::lint(&whole, knowledge, &mut report);
            responses::lint(&whole, knowledge, &mut report);
        }
    }
    report.finish()
}

/// All findings in a catalog, file by file.
fn lint_catalog(files: &[File], _knowledge: &Knowledge<'_>) -> Vec<Diagnostic> {
    let (providers, mut problems) = source::read(files);
    problems.extend(crate::catalog::check::check(&providers));
    problems.sort_by(|a, b| (&a.path, a.span).cmp(&(&b.path, b.span)));
    problems
}
