//! The examples of entries and operations: whether errdex finds the entry in its answer, whether commands and bodies are sound, and
//! whether everything in them is a value.
//!
//! An entry shows a request that fails, on purpose. So of its request only what stops it from being sent counts, not what the API
//! says of it; and not even that where the entry blames that part.

use std::sync::LazyLock;

use regex::Regex;

use crate::capture;
use crate::catalog::entry::RequestPart;
use crate::catalog::source::Placed;
use crate::catalog::{Entry, Error, Operation};
use crate::diagnostic::Diagnostic;
use crate::lint::rules::catalog::{EXAMPLE_OF_ANOTHER_ENTRY, PLACEHOLDER_IN_EXAMPLE};
use crate::lint::{Excerpt, Knowledge, Report, requests, responses};
use crate::matcher::Verdict;
use crate::redact::redact;
use crate::span::Span;

use super::scalar;
use super::texts::Texts;

/// What stands for a value that somebody was to put in.
static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
    let words = [
        r"\b[xX]{4,}(?:-[xX]{3,})*\b",
        r"(?i:\b(?:please )?(?:enter|insert|provide) (?:a|an|the|your)\b[^\x22'\n]{0,40})",
        r"<(?:(?i:your|my|the|some|enter|insert|replace)[ _-][^<>\n]{1,60}|[A-Z][A-Z0-9]*(?:[_ -][A-Z0-9]+)+)>",
        r"(?i:\byour[_-](?:api[_-]?key|token|id|access[_-]token|client[_-](?:id|secret)|password)\b)",
        r"\b(?:TODO|TBD|FIXME|lorem ipsum)\b",
    ];
    Regex::new(&words.join("|")).expect("a regular expression that is written here")
});

/// The examples of an entry. Without `knowledge` of this very catalog, nobody can say what is found in them.
pub(super) fn entry(texts: &Texts<'_, Entry<'static>>, provider: &str, knowledge: &Knowledge<'_>, report: &mut Report) {
    let entry = &texts.placed.value;
    for (index, example) in entry.examples.iter().enumerate() {
        let at = |key: &'static str| ["examples".to_owned(), index.to_string(), key.to_owned()];
        let found_again = is_found(texts.placed, provider, &example.response, knowledge);
        if let Ok(Err(instead)) = &found_again {
            let place = texts.placed.place(&["examples", &index.to_string(), "response"]);
            report.add(&EXAMPLE_OF_ANOTHER_ENTRY, place, instead.clone()).help(
                "an example must show its own entry, and no other may fit it: put the right code, message and status into it, or mend the `message`",
            );
        }
        if let Some(request) = excerpt(texts, &at("request")) {
            placeholders(&request, report);
            let found = findings(report, |own| requests::lint(&request, knowledge, own));
            report.extend(found.into_iter().filter(|finding| stops_sending(finding, entry)));
        }
        if let Some(response) = excerpt(texts, &at("response")) {
            placeholders(&response, report);
            if matches!(found_again, Ok(Ok(()))) {
                report.extend(findings(report, |own| responses::lint(&response, knowledge, own)));
            }
        }
    }
}

/// The examples of an operation, which succeed.
pub(super) fn operation(texts: &Texts<'_, Operation<'static>>, knowledge: &Knowledge<'_>, report: &mut Report) {
    for index in 0..texts.placed.value.examples.len() {
        let at = |key: &'static str| ["examples".to_owned(), index.to_string(), key.to_owned()];
        if let Some(request) = excerpt(texts, &at("request")) {
            placeholders(&request, report);
            let found = findings(report, |own| requests::lint(&request, knowledge, own));
            report.extend(found.into_iter().filter(|finding| finding.rule != "request/placeholder-value"));
        }
        if let Some(response) = excerpt(texts, &at("response")) {
            placeholders(&response, report);
            report.extend(findings(report, |own| responses::lint(&response, knowledge, own)));
        }
    }
}

fn excerpt<'t, T>(texts: &Texts<'t, T>, at: &[String; 3]) -> Option<Excerpt<'t>> {
    let (_, node) = texts.placed.node.nearest(&[&at[0], &at[1]]).get(&at[2])?;
    scalar::excerpt(texts.file, node)
}

/// What rules report to an empty report of the same file.
fn findings(report: &Report, lint: impl FnOnce(&mut Report)) -> Vec<Diagnostic> {
    let mut own = Report::new(report.path());
    lint(&mut own);
    own.finish()
}

/// Whether a finding in the request of an entry keeps it from being sent as it was meant, and is not the error that is shown.
fn stops_sending(finding: &Diagnostic, entry: &Entry<'_>) -> bool {
    let blames = |parts: &[RequestPart]| entry.blame.is_empty() || entry.blame.iter().any(|blame| parts.contains(&blame.part));
    let Some(name) = finding.rule.strip_prefix("request/") else { return false };
    match name {
        _ if name.starts_with("shell-") || name == "secret" => true,
        _ if name.starts_with("json-") => !blames(&[RequestPart::Body]),
        "url-blank" | "url-double-slash" => !blames(&[RequestPart::Path, RequestPart::Query]),
        "doubled-scheme" | "malformed-header" => !blames(&[RequestPart::Header]),
        _ => false,
    }
}

fn placeholders(text: &Excerpt<'_>, report: &mut Report) {
    for found in PLACEHOLDER.find_iter(text.text()) {
        let shown = found.as_str().trim_end();
        let span = Span::new(found.start(), found.start() + shown.len());
        report
            .add(&PLACEHOLDER_IN_EXAMPLE, text.span(span), format!("`{shown}` stands where a value belongs"))
            .help("put a made-up value of the right form there");
    }
}

/// Whether an answer is read as its entry: what is found instead.
fn is_found(
    placed: &Placed<Entry<'static>>,
    provider: &str,
    response: &str,
    knowledge: &Knowledge<'_>,
) -> Result<Result<(), String>, Error> {
    if placed.value.role.is_some_and(|role| !role.is_error()) {
        return Ok(Ok(()));
    }
    let own = placed.value.id(provider);
    let capture = capture::parse(redact(response.as_bytes().to_vec()), &knowledge.matcher.envelopes()?);
    let findings = knowledge.matcher.find(&capture)?;
    let Some(finding) = findings.primary().map(|primary| &findings.list[primary]) else {
        return Ok(Err("errdex finds no error in this answer".to_owned()));
    };
    let ids: Vec<&str> = finding.candidates.iter().map(|candidate| candidate.known.id.as_str()).collect();
    let is_known = finding.verdict.is_known() || (finding.verdict == Verdict::StatusOnly && ids == [&own]);
    Ok(match ids.as_slice() {
        [id] if *id == own && is_known && finding.verdict != Verdict::Drifted => Ok(()),
        _ if finding.verdict == Verdict::Drifted && ids.contains(&own.as_str()) => {
            Err("the message of this answer fits no `message` of its code".to_owned())
        }
        [] => Err(format!("errdex finds no entry in this answer; the code in it is {}", finding.verdict.name())),
        [id] if finding.verdict.is_known() => Err(format!("errdex reads this answer as `{id}`")),
        several if finding.verdict.is_known() => Err(format!("errdex cannot tell {} apart by this answer", listed(several))),
        _ => Err("errdex finds nothing but a status in this answer".to_owned()),
    })
}

/// Up to three ids, so that the message stays one line.
fn listed(ids: &[&str]) -> String {
    const MOST: usize = 3;
    let mut shown = ids.iter().take(MOST).map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    if ids.len() > MOST {
        shown += &format!(" and {} others", ids.len() - MOST);
    }
    shown
}
