//! SARIF 2.1.0, as far as a linter needs it.

use serde::Serialize;

use crate::diagnostic::Severity;
use crate::lint::located::{Located, Region};

use super::super::printable;
use super::Run;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

#[derive(Serialize)]
struct Log<'r> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [RunObject<'r>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RunObject<'r> {
    tool: Tool<'r>,
    invocations: [Invocation; 1],
    column_kind: &'static str,
    results: Vec<ResultObject<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
}

#[derive(Serialize)]
struct Tool<'r> {
    driver: Driver<'r>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'r> {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'r> {
    id: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    short_description: Option<Message<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    full_description: Option<Message<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Message<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<&'r str>,
}

#[derive(Serialize)]
struct Message<'r> {
    text: std::borrow::Cow<'r, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultObject<'r> {
    rule_id: &'r str,
    rule_index: usize,
    level: Severity,
    message: Message<'r>,
    locations: Vec<Location<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'r>>,
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Fix<'r>>,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "errdexFinding/v1")]
    finding: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<RegionObject>,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RegionObject {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
    byte_offset: usize,
    byte_length: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fix<'r> {
    description: Message<'r>,
    artifact_changes: [Change<'r>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'r> {
    artifact_location: Artifact,
    replacements: Vec<Replacement<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'r> {
    deleted_region: RegionObject,
    #[serde(skip_serializing_if = "Option::is_none")]
    inserted_content: Option<Message<'r>>,
}

/// The run as JSON.
#[must_use]
pub fn render(run: &Run<'_>) -> String {
    let rules: Vec<Rule<'_>> = run.pages.iter().map(|(id, page)| rule(id, page)).collect();
    let index = |id: &str| rules.iter().position(|rule| rule.id == id).unwrap_or_default();
    let results = run.findings.iter().map(|found| result(found, index(&found.diagnostic.rule))).collect();
    let driver = Driver { name: "errdex", semantic_version: env!("CARGO_PKG_VERSION"), rules };
    let run = RunObject {
        tool: Tool { driver },
        invocations: [Invocation { execution_successful: run.is_complete }],
        column_kind: "unicodeCodePoints",
        results,
    };
    super::super::json::render_pretty(&Log { schema: SCHEMA, version: "2.1.0", runs: [run] })
}

fn rule<'r>(id: &'r str, page: &'r super::Page) -> Rule<'r> {
    let text = |text: &'r str| (!text.is_empty()).then(|| Message { text: text.into() });
    Rule {
        id,
        short_description: text(&page.title),
        full_description: text(&page.cause),
        help: text(&page.fix),
        help_uri: page.url.as_deref(),
    }
}

fn result(found: &Located, rule_index: usize) -> ResultObject<'_> {
    let diagnostic = &found.diagnostic;
    let path = diagnostic.path.as_deref().unwrap_or("-");
    let labels = diagnostic.labels.iter().zip(&found.labels).enumerate().map(|(at, (label, region))| Location {
        id: Some(at + 1),
        physical_location: Physical { artifact_location: artifact(path), region: Some(object(*region)) },
        message: Some(Message { text: printable(&label.message) }),
    });
    let place = Physical { artifact_location: artifact(path), region: found.place.map(object) };
    ResultObject {
        rule_id: &diagnostic.rule,
        rule_index,
        level: diagnostic.severity,
        message: Message { text: message(diagnostic) },
        locations: vec![Location { id: None, physical_location: place, message: None }],
        related_locations: labels.collect(),
        partial_fingerprints: Fingerprints { finding: format!("{:016x}", found.fingerprint) },
        fixes: fix(found, path).into_iter().collect(),
    }
}

/// The message with the help: viewers show no other text beside a finding.
fn message(diagnostic: &crate::diagnostic::Diagnostic) -> std::borrow::Cow<'_, str> {
    match &diagnostic.help {
        Some(help) => format!("{}\n{}", printable(&diagnostic.message), printable(help)).into(),
        None => printable(&diagnostic.message),
    }
}

fn fix<'r>(found: &'r Located, path: &str) -> Option<Fix<'r>> {
    let fix = found.diagnostic.fix.as_ref()?;
    let replacements = fix.edits.iter().zip(&found.edits).map(|(edit, region)| Replacement {
        deleted_region: object(*region),
        inserted_content: (!edit.text.is_empty()).then(|| Message { text: edit.text.as_str().into() }),
    });
    let described = if fix.safe { "Safe: it cannot change what was meant." } else { "Unsafe: it guesses what was meant." };
    Some(Fix {
        description: Message { text: described.into() },
        artifact_changes: [Change { artifact_location: artifact(path), replacements: replacements.collect() }],
    })
}

const fn object(region: Region) -> RegionObject {
    RegionObject {
        start_line: region.start.line,
        start_column: region.start.column,
        end_line: region.end.line,
        end_column: region.end.column,
        byte_offset: region.span.start,
        byte_length: region.span.len(),
    }
}

fn artifact(path: &str) -> Artifact {
    let path = path.replace('\\', "/");
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    Artifact { uri: format!("{scheme}{}", encoded(&path)) }
}

/// A path as a part of an address.
fn encoded(path: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes().map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_addresses() {
        assert_eq!(artifact("docs/a b#c.md").uri, "docs/a%20b%23c.md");
        assert_eq!(artifact("/x/ü.md").uri, "file:///x/%C3%BC.md");
    }
}
