//! The JSON contract of an explanation, `errdex/1`: [`Explanation`] and what it is made of.
//!
//! Absent means unknown: there are no empty texts and no nulls in it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::capture::Shape;
use crate::catalog::entry::RequestPart;
use crate::diagnostic::Severity;
use crate::matcher::{Evidence, Verdict};

use super::Filled;

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

impl FindingView {
    /// What it is about, in a few words; not yet printable.
    #[must_use]
    pub fn title(&self) -> String {
        match (&self.candidates[..], self.verdict) {
            (_, Verdict::Unlisted) => "is in no catalog".to_owned(),
            ([only], _) => only.title.clone(),
            ([], _) => String::new(),
            (several, _) => format!("{} meanings", several.len()),
        }
    }
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

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_zero(number: &usize) -> bool {
    *number == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}
