//! Code quality of GitLab: a list of issues, each with a fingerprint that stays when lines move.

use serde::Serialize;

use crate::diagnostic::Severity;
use crate::lint::located::Located;

use super::super::printable;
use super::Run;

#[derive(Serialize)]
struct Issue<'r> {
    description: String,
    check_name: &'r str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'r>,
}

#[derive(Serialize)]
struct Location<'r> {
    path: &'r str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// The run as JSON.
#[must_use]
pub fn render(run: &Run<'_>) -> String {
    super::super::json::render_pretty(&run.findings.iter().map(|found| issue(found)).collect::<Vec<_>>())
}

fn issue(found: &Located) -> Issue<'_> {
    let diagnostic = &found.diagnostic;
    let severity = match diagnostic.severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Note => "info",
    };
    let lines = found.place.map_or(Lines { begin: 1, end: 1 }, |place| Lines { begin: place.start.line, end: place.end.line });
    Issue {
        description: printable(&diagnostic.message).into_owned(),
        check_name: &diagnostic.rule,
        fingerprint: format!("{:016x}", found.fingerprint),
        severity,
        location: Location { path: diagnostic.path.as_deref().unwrap_or("-"), lines },
    }
}
