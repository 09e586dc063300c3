//! Findings made ready for people and programs: [`Explanation`] is what every output format shows, and the JSON contract.
//!
//! Absent means unknown: there are no empty texts and no nulls in it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::capture::{Capture, Detail, Shape};
use crate::catalog::entry::{Blame, Case, RequestPart, Retired};
use crate::catalog::layers::{Known, Layers};
use crate::catalog::template::{Piece, Template, pieces};
use crate::catalog::{Entry, Reading};
use crate::diagnostic::{Diagnostic, Severity};
use crate::matcher::{Candidate, Evidence, Finding, Findings, Verdict};
use crate::span::{LineIndex, Span};

/// The version of the contract; it changes when a key changes its meaning or goes away.
pub const SCHEMA: &str = "errdex/1";

/// All that is said of one input.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Explanation {
    /// The contract's version.
    pub schema: &'static str,
    /// What was read.
    pub input: Input,
    /// The index of the finding to act on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary: Option<usize>,
    /// One for each error, in the order of the input.
    pub findings: Vec<FindingView>,
    /// How many further findings were left out.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: usize,
    /// For a prefix of codes: the entries that begin so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listing: Option<Listing>,
    /// What was wrong with the input and could be read all the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub diagnostics: Vec<Forgiven>,
}

/// What was read.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Input {
    /// The file's name, `-` for the standard input, or the argument itself.
    pub name: String,
    /// What it looks like.
    pub shape: Shape,
    /// How many secrets were masked.
    pub redactions: usize,
}

/// A place in the (redacted) input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Place {
    /// The first byte, from 0.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

/// One error.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FindingView {
    /// How sure it is.
    pub verdict: Verdict,
    /// The provider, if all candidates have the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The code as the capture has it, or that of the only candidate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The HTTP status of the capture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The message as the capture has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// More words of the provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The id under which the provider logged the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation: Option<String>,
    /// What stood in the holes of the message.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
    /// The parts of the request that the provider names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<DetailView>,
    /// Where the code, or else the message, stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Place>,
    /// Where the message stands.
    #[serde(skip)]
    pub message_place: Option<Place>,
    /// The entries, the likeliest first.
    pub candidates: Vec<CandidateView>,
    /// What to change in the request, the likeliest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blame: Vec<BlameView>,
    /// What would tell the candidates apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<Question>,
    /// What the code's parts mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<FamilyView>,
    /// Known codes near to an unlisted one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nearest: Vec<Brief>,
}

/// A part of the request that the provider names.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DetailView {
    /// The part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub property: Option<String>,
    /// What is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The value that was sent; a list or object as its JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// A piece of the captured request to change.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BlameView {
    /// `request.path`, `request.query`, `request.header` or `request.body`.
    #[serde(rename = "in")]
    pub part: String,
    /// The parameter of the path, the query's key, the header, or the body's field.
    pub name: String,
    /// The value that was sent; absent if the request lacks the piece.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Where the value stands; absent if the request lacks the piece.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Place>,
}

/// An entry that may be the one.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CandidateView {
    /// The entry's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The template of its message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// What the provider says of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Why it happens, with the values in place.
    #[cfg_attr(test, schemars(with = "String"))]
    pub cause: Filled,
    /// What to do, with the values in place.
    #[cfg_attr(test, schemars(with = "String"))]
    pub fix: Filled,
    /// Markdown: how to find out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<String>,
    /// The calls that answer so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<String>,
    /// Which parts of the request to look at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub check: Vec<Check>,
    /// Whether the same request may succeed later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retryable: Option<bool>,
    /// Where the provider documents it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where the sources contradict each other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// That it is answered no more, and by what.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired: Option<String>,
    /// Where the knowledge is from.
    pub source: String,
    /// The catalog it is from; absent for the built-in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalog: Option<String>,
    /// What speaks for it.
    pub evidence: Vec<Evidence>,
    /// Captured answers; only in the full explanation.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<ExampleView>,
    /// What a rule of the linter finds, and what it should be: all in the full explanation, else one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<CaseView>,
}

/// A text in which a rule of the linter finds something, and what it should be.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CaseView {
    /// The name of a file that has such a text.
    pub file: String,
    /// The rule finds something here.
    pub bad: String,
    /// No rule finds anything here.
    pub good: String,
}

/// A part of the request to look at.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Check {
    /// The part.
    #[serde(rename = "in")]
    pub part: RequestPart,
    /// The name within it.
    pub name: String,
}

/// A captured answer.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ExampleView {
    /// The command that caused it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// The answer.
    pub response: String,
    /// What to change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correction: Option<String>,
}

/// What would tell the candidates apart.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Question {
    /// What the question is about.
    pub about: Topic,
    /// The question.
    pub text: &'static str,
}

/// In what the candidates differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// The HTTP status.
    Status,
    /// The message.
    Message,
    /// The call.
    Operation,
    /// The part of the request that is wrong.
    Check,
}

/// What a code's parts mean.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FamilyView {
    /// The family's id.
    pub id: String,
    /// What its codes are about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The parts, each with its meaning, or as it stands.
    pub parts: BTreeMap<String, String>,
    /// Whether this is all that is known of the code.
    #[serde(skip_serializing_if = "is_false")]
    pub inferred: bool,
    /// The meanings in the order of the code.
    #[serde(skip)]
    pub meanings: Vec<String>,
}

/// An entry in one line.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Brief {
    /// The entry's id.
    pub id: String,
    /// The code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The title.
    pub title: String,
}

/// The entries whose code begins with a prefix.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Listing {
    /// The prefix.
    pub prefix: String,
    /// The entries, in order.
    pub entries: Vec<Brief>,
}

/// What was wrong with the input and could be read all the same.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Forgiven {
    /// The rule that it breaks.
    pub rule: String,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Place>,
}

/// A text of the catalog with values of the capture in its holes. The pieces are kept apart, so that each format can
/// make the values harmless in its own way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled(Vec<FilledPiece>);

/// A piece of a filled text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilledPiece {
    /// Text of the catalog.
    Text(String),
    /// A value of the capture.
    Value(String),
    /// The name of a hole without a value.
    Open(String),
}

impl Filled {
    /// The pieces, in order.
    #[must_use]
    pub fn pieces(&self) -> &[FilledPiece] {
        &self.0
    }

    /// A text of an entry where there is no capture: the holes of its message stay open.
    #[must_use]
    pub fn open(text: &str, entry: &Entry<'_>) -> Self {
        // Reading the message is worth it only for what has holes.
        let holes = if text.contains('{') { message_holes(entry) } else { Vec::new() };
        Self::new(text, &[], &holes)
    }

    /// What only the request could tell is left out where there is none: `the quote id {quoteId}` is `the quote id`.
    fn new(template: &str, values: &[(String, String)], message_holes: &[String]) -> Self {
        let Ok(pieces) = pieces(template) else { return Self(vec![FilledPiece::Text(template.to_owned())]) };
        let mut filled: Vec<FilledPiece> = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Text(text) => filled.push(FilledPiece::Text(text.to_owned())),
                Piece::Hole(name, _) => match values.iter().find(|(hole, _)| hole == name) {
                    Some((_, value)) => filled.push(FilledPiece::Value(value.clone())),
                    None if message_holes.iter().any(|hole| hole == name) => filled.push(FilledPiece::Open(name.to_owned())),
                    None => {
                        if let Some(FilledPiece::Text(before)) = filled.last_mut() {
                            before.truncate(before.trim_end().len());
                        }
                    }
                },
            }
        }
        Self(filled)
    }
}

impl std::fmt::Display for Filled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|piece| match piece {
            FilledPiece::Text(text) | FilledPiece::Value(text) => f.write_str(text),
            FilledPiece::Open(name) => write!(f, "<{name}>"),
        })
    }
}

impl Serialize for Filled {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

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

fn message_holes(entry: &Entry<'_>) -> Vec<String> {
    let template = entry.message.as_deref().and_then(|message| Template::parse(message).ok());
    template.map(|template| template.holes().to_vec()).unwrap_or_default()
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

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_zero(number: &usize) -> bool {
    *number == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}
