//! JSON: the contract `errdex-lint/1`.

use serde::Serialize;

use crate::diagnostic::Severity;
use crate::lint::located::{Located, Region};

use super::{Run, Summary};

/// The version of the contract; it changes when a key changes its meaning or goes away.
pub const SCHEMA: &str = "errdex-lint/1";

/// What a run found.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Output<'r> {
    /// The contract's version.
    pub schema: &'static str,
    /// The findings, file by file, in the order of the text.
    pub diagnostics: Vec<Finding<'r>>,
    /// How many there are.
    pub summary: Summary,
}

/// One finding.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Finding<'r> {
    /// `subject/name`.
    pub rule: &'r str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: &'r str,
    /// The file, as it was named; `-` for the standard input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<&'r str>,
    /// The place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Place>,
    /// Further places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Label<'r>>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<&'r str>,
    /// The page of the rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'r str>,
    /// The change that mends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix<'r>>,
}

/// A place. Offsets count bytes from 0, lines and columns from 1; columns count characters.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Place {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The line of the first.
    pub line: usize,
    /// The column of the first.
    pub column: usize,
    /// The line of the end.
    pub end_line: usize,
    /// The column behind the last character.
    pub end_column: usize,
}

/// A further place.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Label<'r> {
    /// The place.
    pub span: Place,
    /// What is to be seen there.
    pub message: &'r str,
}

/// A change.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Fix<'r> {
    /// Whether it cannot change what was meant.
    pub safe: bool,
    /// The edits, in the order of the text, without overlap.
    pub edits: Vec<Edit<'r>>,
}

/// One replacement of bytes.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Edit<'r> {
    /// The first byte that is replaced.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// What stands there afterwards.
    pub text: &'r str,
}

/// The run as JSON, with line ends.
#[must_use]
pub fn render(run: &Run<'_>) -> String {
    let diagnostics = run.findings.iter().map(|found| finding(found, run)).collect();
    super::super::json::render_pretty(&Output { schema: SCHEMA, diagnostics, summary: run.summary })
}

fn finding<'r>(found: &'r Located, run: &'r Run<'_>) -> Finding<'r> {
    let diagnostic = &found.diagnostic;
    let labels = diagnostic.labels.iter().zip(&found.labels).map(|(label, region)| Label { span: place(*region), message: &label.message });
    let edit = |edit: &'r crate::diagnostic::Edit| Edit { start: edit.span.start, end: edit.span.end, text: &edit.text };
    Finding {
        rule: &diagnostic.rule,
        severity: diagnostic.severity,
        message: &diagnostic.message,
        path: diagnostic.path.as_deref(),
        span: found.place.map(place),
        labels: labels.collect(),
        help: diagnostic.help.as_deref(),
        url: run.pages.get(&*diagnostic.rule).and_then(|page| page.url.as_deref()),
        fix: diagnostic.fix.as_ref().map(|fix| Fix { safe: fix.safe, edits: fix.edits.iter().map(edit).collect() }),
    }
}

const fn place(region: Region) -> Place {
    Place {
        start: region.span.start,
        end: region.span.end,
        line: region.start.line,
        column: region.start.column,
        end_line: region.end.line,
        end_column: region.end.column,
    }
}
