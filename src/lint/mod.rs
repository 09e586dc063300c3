//! The linter: one list of rules over everything that carries knowledge of errors, and one kind of finding, [`Diagnostic`].
//!
//! A [`Document`] is a file without its secrets; its [`Kind`] says which rules look at it. Rules report to a [`Report`]; suppressions in
//! the text are applied by [`check`], the levels and baselines of the user to what comes out of it. Nothing here reads files or prints.

pub mod baseline;
pub mod catalog;
pub mod config;
pub mod coverage;
pub mod docs;
pub mod document;
pub mod excerpt;
pub mod fix;
pub mod knowledge;
pub mod levels;
pub mod located;
pub mod operations;
pub mod page;
pub mod prose;
pub mod report;
pub mod rules;
pub mod suppress;

mod body;
#[cfg(test)]
mod laws;
mod lines;
mod requests;
mod responses;
mod traffic;

pub use document::{Document, Kind};
pub use excerpt::Excerpt;
pub use knowledge::Knowledge;
pub use report::Report;
pub use rules::Rule;

use std::collections::HashMap;

use crate::catalog::source::File;
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
    // Most texts are done with one search, and what is not looked at needs no veil.
    if kind == Kind::Markdown && !docs::concerns(&text, knowledge) {
        let findings = suppress::apply(name, &text, kind, Vec::new());
        return Checked { text: if findings.is_empty() { String::new() } else { veil(text).text }, findings };
    }
    let Veiled { text, secrets } = veil(text);
    let findings = lint(&Document { name, text: &text, secrets: &secrets, kind }, knowledge);
    let findings = suppress::apply(name, &text, kind, findings);
    Checked { text, findings }
}

/// The same for the files of a catalog, which only make sense together; one result for each, in their order.
#[must_use]
pub fn check_catalog(files: Vec<File>, knowledge: &Knowledge<'_>) -> Vec<Checked> {
    by_file(files, |veiled| catalog::lint(veiled, knowledge))
}

/// The same for some files of a catalog whose others are not at hand.
#[must_use]
pub fn check_part(files: Vec<File>, knowledge: &Knowledge<'_>) -> Vec<Checked> {
    by_file(files, |veiled| catalog::lint_part(veiled, knowledge))
}

fn by_file(files: Vec<File>, lint: impl Fn(&[File]) -> Vec<Diagnostic>) -> Vec<Checked> {
    let veiled: Vec<File> = files.into_iter().map(|file| File { text: veil(file.text).text, ..file }).collect();
    let mut findings: HashMap<String, Vec<Diagnostic>> = HashMap::new();
    for finding in lint(&veiled) {
        findings.entry(finding.path.clone().unwrap_or_default()).or_default().push(finding);
    }
    let of_file = |file: File| {
        let own = findings.remove(&file.shown).unwrap_or_default();
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
        Kind::Markdown => docs::lint(document, knowledge, &mut report),
        Kind::Html => html(document, knowledge, &mut report),
        Kind::Page => page::lint(document, knowledge, &mut report),
        // Its files only make sense together.
        Kind::Catalog => {}
        Kind::Config => drop(config::read(document.text, &mut report)),
        Kind::Shell | Kind::Http | Kind::Har | Kind::Json | Kind::Log => {
            requests::secrets(document.secrets, &mut report);
            requests::lint(&whole, knowledge, &mut report);
            responses::lint(&whole, knowledge, &mut report);
        }
    }
    report.finish()
}

/// HTML is a vendor's page, or docs. A table of codes may stand in both: it is a vendor's if it tells of codes that nobody knows.
fn html(document: &Document<'_>, knowledge: &Knowledge<'_>, report: &mut Report) {
    if !docs::is_html(document.text) || page::is_page(document.text) {
        return page::lint(document, knowledge, report);
    }
    docs::lint(document, knowledge, report);
    if page::has_entries(document.text) && !docs::speaks_of_codes(document.text, knowledge) {
        page::lint(document, knowledge, report);
    }
}
