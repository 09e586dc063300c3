//! Findings made ready for people and programs: [`Explanation`] is what every output format shows, and the JSON contract.

mod contract;
mod filled;

use crate::capture::{Capture, Detail, Shape};
use crate::catalog::Reading;
use crate::catalog::entry::{Blame, Case, RequestPart, Retired};
use crate::catalog::layers::{Known, Layers};
use crate::diagnostic::Diagnostic;
use crate::matcher::{Candidate, Evidence, Finding, Findings, Verdict};
use crate::span::{LineIndex, Span};

pub use contract::{
    BlameView, Brief, CandidateView, CaseView, Check, DetailView, ExampleView, Explanation, FamilyView, FindingView, Forgiven, Input,
    Listing, Place, Question, SCHEMA, Topic,
};
pub use filled::{Filled, FilledPiece};

use filled::message_holes;

/// How much to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Depth {
    /// What is needed to act.
    #[default]
    Usual,
    /// Examples as well.
    Full,
}

/// Explains the findings of a capture.
#[must_use]
pub fn explain(name: &str, capture: &Capture, findings: &Findings<'_>, layers: &Layers<'_>, depth: Depth) -> Explanation {
    let places = Places { text: capture.text.text(), index: LineIndex::new(capture.text.text()) };
    let input = Input { name: name.to_owned(), shape: capture.shape, redactions: capture.text.redactions() };
    let mut explanation = empty(input);
    explanation.primary = findings.primary();
    explanation.more = findings.more;
    explanation.findings = findings.list.iter().map(|finding| view(finding, Some(&places), layers, depth)).collect();
    explanation.diagnostics = capture.problems.iter().map(|problem| places.forgiven(problem)).collect();
    explanation
}

/// Explains a code or id that was given by itself.
#[must_use]
pub fn explain_code(name: &str, finding: Option<&Finding<'_>>, layers: &Layers<'_>, depth: Depth) -> Explanation {
    let mut explanation = empty(Input { name: name.to_owned(), shape: Shape::Code, redactions: 0 });
    explanation.primary = finding.map(|_| 0);
    explanation.findings = finding.into_iter().map(|finding| view(finding, None, layers, depth)).collect();
    explanation
}

/// Lists the entries whose code begins with a prefix.
#[must_use]
pub fn list(prefix: &str, known: &[Known<'_>]) -> Explanation {
    let mut explanation = empty(Input { name: prefix.to_owned(), shape: Shape::Code, redactions: 0 });
    explanation.listing = Some(Listing { prefix: prefix.to_owned(), entries: known.iter().map(brief).collect() });
    explanation
}

fn empty(input: Input) -> Explanation {
    Explanation { schema: SCHEMA, input, primary: None, findings: Vec::new(), more: 0, listing: None, diagnostics: Vec::new() }
}

struct Places<'t> {
    text: &'t str,
    index: LineIndex,
}

impl Places<'_> {
    fn of(&self, span: Span) -> Place {
        let position = self.index.position(self.text, span.start);
        Place { start: span.start, end: span.end, line: position.line, column: position.column }
    }

    fn forgiven(&self, problem: &Diagnostic) -> Forgiven {
        Forgiven {
            rule: problem.rule.to_string(),
            severity: problem.severity,
            message: problem.message.clone(),
            span: problem.span.map(|span| self.of(span)),
        }
    }
}

fn view(finding: &Finding<'_>, places: Option<&Places<'_>>, layers: &Layers<'_>, depth: Depth) -> FindingView {
    let fields = &finding.fields;
    let own_code = || match &finding.candidates[..] {
        [only] if finding.verdict.is_known() => only.known.record.entry.code.as_deref().map(str::to_owned),
        _ => None,
    };
    let span = fields.code.as_ref().or(fields.message.as_ref()).map(|field| field.span).or(fields.status.map(|(_, span)| span));
    let place = |span: Span| places.map(|places| places.of(span));
    FindingView {
        verdict: finding.verdict,
        provider: provider(finding),
        code: fields.code.as_ref().map(|code| code.text.clone()).or_else(own_code),
        status: finding.status,
        message: fields.message.as_ref().map(|message| message.text.clone()),
        description: fields.description.as_ref().map(|description| description.text.clone()),
        correlation: fields.correlation.as_ref().map(|correlation| correlation.text.clone()),
        values: finding.values.iter().cloned().collect(),
        details: fields.details.iter().map(detail).collect(),
        span: span.and_then(place),
        message_place: fields.message.as_ref().and_then(|message| place(message.span)),
        candidates: finding.candidates.iter().map(|one| candidate(one, &with_blamed(finding, one), layers, depth)).collect(),
        blame: finding.blame.iter().map(|blame| blame_view(blame, places)).collect(),
        question: question(finding),
        family: finding.family.as_ref().map(|family| family_view(family, finding.verdict)),
        nearest: finding.nearest.iter().map(brief).collect(),
    }
}

/// The provider that all candidates share; of an unlisted code, the family's.
fn provider(finding: &Finding<'_>) -> Option<String> {
    if !finding.verdict.is_known() {
        let family = finding.family.as_ref()?;
        return family.id.split_once('/').map(|(provider, _)| provider.to_owned());
    }
    let mut providers = finding.candidates.iter().map(|candidate| candidate.known.record.provider.as_str());
    let first = providers.next()?;
    providers.all(|other| other == first).then(|| first.to_owned())
}

fn blame_view(blame: &crate::matcher::Blame, places: Option<&Places<'_>>) -> BlameView {
    let value = blame.value.as_ref();
    BlameView {
        part: format!("request.{}", blame.part.name()),
        name: blame.name.clone(),
        value: value.map(|value| value.text.clone()).filter(|text| !text.is_empty()),
        span: value.and_then(|value| Some(places?.of(value.span))),
    }
}

fn detail(detail: &Detail) -> DetailView {
    let text = |field: &Option<crate::capture::Field>| field.as_ref().map(|field| field.text.clone());
    DetailView { property: text(&detail.property), reason: text(&detail.reason), value: text(&detail.value) }
}

/// The values for the holes of an entry's texts: those of the message, and those of the request that the entry names, where there is
/// but one of the name.
fn with_blamed(finding: &Finding<'_>, candidate: &Candidate<'_>) -> Vec<(String, String)> {
    let mut values = finding.values.clone();
    for named in candidate.known.record.entry.blame.iter().filter(|named| named.part != RequestPart::Header) {
        let hole = named.hole();
        let is_it = |blame: &&crate::matcher::Blame| blame.part == named.part && blame.hole() == hole;
        let sent: Vec<&str> = finding.blame.iter().filter(is_it).filter_map(|blame| Some(blame.value.as_ref()?.text.trim())).collect();
        if let [only] = sent[..]
            && !only.is_empty()
            && !values.iter().any(|(name, _)| name == hole)
        {
            values.push((hole.to_owned(), only.to_owned()));
        }
    }
    values
}

fn candidate(candidate: &Candidate<'_>, values: &[(String, String)], layers: &Layers<'_>, depth: Depth) -> CandidateView {
    let entry = &candidate.known.record.entry;
    let text = |text: &Option<crate::catalog::value::Text<'_>>| text.as_ref().map(ToString::to_string);
    let examples = if depth == Depth::Full { &entry.examples[..] } else { &[] };
    let has_holes = entry.cause.contains('{') || entry.fix.contains('{');
    let holes = if has_holes { message_holes(entry) } else { Vec::new() };
    CandidateView {
        id: candidate.known.id.clone(),
        title: entry.title.to_string(),
        status: entry.status,
        message: text(&entry.message),
        description: text(&entry.description),
        cause: Filled::new(&entry.cause, values, &holes),
        fix: Filled::new(&entry.fix, values, &holes),
        steps: text(&entry.steps),
        operations: entry.operations.iter().map(ToString::to_string).collect(),
        check: entry.blame.iter().map(check).collect(),
        retryable: entry.retryable,
        url: text(&entry.url),
        notes: text(&entry.notes),
        retired: entry.retired.as_ref().map(retired),
        source: entry.source.to_string(),
        catalog: layers.origin(candidate.known.layer).map(str::to_owned),
        evidence: candidate.evidence.clone(),
        examples: examples
            .iter()
            .map(|example| ExampleView {
                request: text(&example.request),
                response: example.response.to_string(),
                correction: text(&example.correction),
            })
            .collect(),
        cases: entry.cases.iter().take(if depth == Depth::Full { usize::MAX } else { 1 }).map(case).collect(),
    }
}

fn case(case: &Case<'_>) -> CaseView {
    CaseView { file: case.file.to_string(), bad: case.bad.to_string(), good: case.good.to_string() }
}

fn check(blame: &Blame<'_>) -> Check {
    Check { part: blame.part, name: blame.name.to_string() }
}

/// One sentence on what became of a retired entry.
fn retired(retired: &Retired<'_>) -> String {
    let on = retired.on.as_ref().map(|on| format!(" since {on}")).unwrap_or_default();
    let by = retired.by.as_ref().map(|by| format!("; {by} stands in its place")).unwrap_or_default();
    let note = retired.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
    format!("Retired{on}{by}{note}")
}

fn brief(known: &Known<'_>) -> Brief {
    let entry = &known.record.entry;
    Brief { id: known.id.clone(), code: entry.code.as_ref().map(ToString::to_string), status: entry.status, title: entry.title.to_string() }
}

fn family_view(family: &Reading<'_>, verdict: Verdict) -> FamilyView {
    FamilyView {
        id: family.id.to_string(),
        title: family.title.as_ref().map(ToString::to_string),
        parts: family.parts.iter().map(|(name, meaning)| (name.to_string(), meaning.to_string())).collect(),
        inferred: verdict == Verdict::Unlisted,
        meanings: family.parts.iter().map(|(_, meaning)| meaning.to_string()).collect(),
    }
}

/// The cheapest question whose answers differ the most.
fn question(finding: &Finding<'_>) -> Option<Question> {
    if finding.candidates.len() < 2 {
        return None;
    }
    let entries: Vec<_> = finding.candidates.iter().map(|candidate| &candidate.known.record.entry).collect();
    let seen = |evidence: Evidence| finding.candidates.iter().any(|candidate| candidate.evidence.contains(&evidence));
    let message = different(entries.iter().map(|entry| entry.message.as_deref().unwrap_or("").to_owned()));
    let status = different(entries.iter().map(|entry| entry.status.unwrap_or_default().to_string()));
    let operation = different(entries.iter().map(|entry| entry.operations.iter().map(ToString::to_string).collect::<String>()));
    let check = different(entries.iter().map(|entry| entry.blame.iter().map(|blame| blame.name.to_string()).collect::<String>()));
    let topics = [
        (Topic::Message, if seen(Evidence::Message) { 1 } else { message }, "What does the message say?"),
        (Topic::Status, if finding.status.is_some() { 1 } else { status }, "Which HTTP status came with it?"),
        (Topic::Operation, operation, "Which call was it?"),
        (Topic::Check, check, "Which part of the request is wrong?"),
    ];
    // Of topics that separate equally well the first counts.
    let best = topics.into_iter().rev().max_by_key(|(_, answers, _)| *answers)?;
    (best.1 > 1).then_some(Question { about: best.0, text: best.2 })
}

fn different(answers: impl Iterator<Item = String>) -> usize {
    answers.collect::<std::collections::HashSet<_>>().len()
}
