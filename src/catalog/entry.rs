//! What a catalog says: [`Entry`], [`Provider`] with its families and envelopes, [`Operation`].
//!
//! The same types are read from YAML (`source`) and from an image (`image`), so that there is one place
//! where the format is defined. `catalog/README.md` explains every key to the people who write them.

use serde::{Deserialize, Serialize};

use super::value::{Json, OneOrMany, Table, Text};

/// One meaning of a code: what it says, why it happens, what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Entry<'c> {
    /// The code as the provider prints it; absent for an error that is known by its message alone.
    #[serde(borrow, default)]
    pub code: Option<Text<'c>>,
    /// Tells the entries of one code apart: lower-case words with hyphens.
    #[serde(default)]
    pub slug: Option<Text<'c>>,
    /// The HTTP status that comes with it.
    #[serde(default)]
    pub status: Option<u16>,
    /// One line that names the meaning.
    pub title: Text<'c>,
    /// The template of the message: `{name}` is a hole.
    #[serde(default)]
    pub message: Option<Text<'c>>,
    /// What the provider says beyond the message.
    #[serde(default)]
    pub description: Option<Text<'c>>,
    /// Why it happens; may use the holes of the message, and the names in `blame`.
    pub cause: Text<'c>,
    /// The first thing to do; may use the same holes.
    pub fix: Text<'c>,
    /// Markdown: how to find out, and what to do if the fix does not help.
    #[serde(default)]
    pub steps: Option<Text<'c>>,
    /// The calls that answer so: `METHOD /path/{parameter}`.
    #[serde(default)]
    pub operations: OneOrMany<Text<'c>>,
    /// Request fields that the provider names beside the error.
    #[serde(default)]
    pub properties: OneOrMany<Text<'c>>,
    /// Which parts of the request to look at.
    #[serde(default)]
    pub blame: OneOrMany<Blame<'c>>,
    /// Whether the same request may succeed later.
    #[serde(default)]
    pub retryable: Option<bool>,
    /// What the code is, where it is no error to act on.
    #[serde(default)]
    pub role: Option<Role>,
    /// Where the provider documents it.
    #[serde(default)]
    pub url: Option<Text<'c>>,
    /// Where the sources contradict each other, and what was decided.
    #[serde(default)]
    pub notes: Option<Text<'c>>,
    /// When it appeared.
    #[serde(default)]
    pub since: Option<Text<'c>>,
    /// That it is answered no more.
    #[serde(default)]
    pub retired: Option<Retired<'c>>,
    /// Where the knowledge is from.
    pub source: Text<'c>,
    /// Captured answers.
    #[serde(default)]
    pub examples: Vec<Example<'c>>,
    /// Texts for a rule of the linter.
    #[serde(default)]
    pub cases: Vec<Case<'c>>,
}

impl Entry<'_> {
    /// The id: `provider/CODE`, `provider/CODE/slug` or `provider/slug`.
    #[must_use]
    pub fn id(&self, provider: &str) -> String {
        let parts = [Some(provider), self.code.as_deref(), self.slug.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join("/")
    }
}

/// What a code is that is not itself the error to act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A general code around the real one: what is inside it counts first.
    Wrapper,
    /// A line of a stack: where it happened, not what.
    Frame,
    /// All went well.
    Success,
    /// A rule of a linter: nothing that a capture has.
    Rule,
}

impl Role {
    /// Whether a capture that has it has an error.
    #[must_use]
    pub const fn is_error(self) -> bool {
        matches!(self, Self::Wrapper)
    }
}

/// Where in the request to look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Blame<'c> {
    /// The part of the request.
    #[serde(rename = "in")]
    pub part: RequestPart,
    /// The path parameter, query key, header, or body field (`contacts[].userName`).
    #[serde(borrow)]
    pub name: Text<'c>,
}

impl Blame<'_> {
    /// The name by which `cause` and `fix` have its value: the last step of the way to a field, without brackets.
    #[must_use]
    pub fn hole(&self) -> &str {
        let last = self.name.rsplit(['.', '/']).find(|step| !step.is_empty()).unwrap_or_default();
        last.split('[').next().unwrap_or_default()
    }
}

/// A part of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum RequestPart {
    /// A segment of the URL's path.
    Path,
    /// A value of the URL's query.
    Query,
    /// A field of the body.
    Body,
    /// A header.
    Header,
}

impl RequestPart {
    /// The word for it in all outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Body => "body",
            Self::Header => "header",
        }
    }
}

/// That an entry is answered no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Retired<'c> {
    /// The day, `YYYY-MM-DD`, or the version.
    #[serde(borrow, default)]
    pub on: Option<Text<'c>>,
    /// The id of the entry that stands in its place.
    #[serde(default)]
    pub by: Option<Text<'c>>,
    /// Why.
    #[serde(default)]
    pub note: Option<Text<'c>>,
}

/// An answer as it was captured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Example<'c> {
    /// The command that caused it.
    #[serde(borrow, default)]
    pub request: Option<Text<'c>>,
    /// The answer, in any shape that errdex reads.
    pub response: Text<'c>,
    /// What to change in the request, in one sentence.
    #[serde(default)]
    pub correction: Option<Text<'c>>,
}

/// A text in which a rule of the linter finds something, and what it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Case<'c> {
    /// The name of a file that has such a text; its ending says what kind it is.
    #[serde(borrow)]
    pub file: Text<'c>,
    /// The rule finds something here.
    pub bad: Text<'c>,
    /// No rule finds anything here.
    pub good: Text<'c>,
}

/// One API vendor or standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Provider<'c> {
    /// The folder's name, the first part of every id.
    #[serde(borrow)]
    pub id: Text<'c>,
    /// The name that people know.
    pub name: Text<'c>,
    /// Where its documentation starts.
    #[serde(default)]
    pub homepage: Option<Text<'c>>,
    /// The hosts that answer its calls.
    #[serde(default)]
    pub hosts: Vec<Text<'c>>,
    /// The shapes of its codes, the narrower first.
    #[serde(default)]
    pub families: Vec<Family<'c>>,
    /// Where the parts of an error stand in its bodies.
    #[serde(default)]
    pub envelopes: Vec<Envelope<'c>>,
}

/// One shape of code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Family<'c> {
    /// Its name within the provider.
    #[serde(borrow)]
    pub id: Text<'c>,
    /// What its codes are about.
    #[serde(default)]
    pub title: Option<Text<'c>>,
    /// A regular expression for the whole code.
    pub shape: Text<'c>,
    /// Whether such a code counts anywhere in a text, without a key beside it.
    #[serde(default)]
    pub bare: bool,
    /// What stands right before such a code where it counts without an envelope: `ORA-`, `SQL Error`, `Msg`.
    #[serde(default)]
    pub keys: OneOrMany<Text<'c>>,
    /// What the pieces of a code mean.
    #[serde(default)]
    pub parts: Table<'c, Part<'c>>,
}

/// A piece of a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Part<'c> {
    /// `1-4`: the first to the fourth digit of the code.
    #[serde(borrow, default)]
    pub digits: Option<Text<'c>>,
    /// The piece between separators, from 1.
    #[serde(default)]
    pub segment: Option<u8>,
    /// What may stand there, and what it means.
    #[serde(default)]
    pub values: Table<'c, Text<'c>>,
}

impl Part<'_> {
    /// The digits' range, from 1, both ends included; `None` if it is not of the form `1-4` or `3`.
    #[must_use]
    pub fn digit_range(&self) -> Option<(usize, usize)> {
        let digits = self.digits.as_deref()?;
        let (from, to) = digits.split_once('-').unwrap_or((digits, digits));
        let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
        (0 < from && from <= to).then_some((from, to))
    }

    /// This piece of a code.
    #[must_use]
    pub fn of(&self, code: &str) -> Option<String> {
        if let Some((from, to)) = self.digit_range() {
            let digits: String = code.chars().filter(char::is_ascii_digit).collect();
            return digits.get(from - 1..to).map(str::to_owned);
        }
        let segment = usize::from(self.segment?);
        let mut segments = code.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty());
        segments.nth(segment.checked_sub(1)?).map(str::to_owned)
    }

    /// What this piece of a code means, or the piece itself where no meaning is known.
    #[must_use]
    pub fn meaning(&self, code: &str) -> Option<String> {
        let piece = self.of(code)?;
        Some(self.values.get(&piece).map_or_else(|| piece.clone(), ToString::to_string))
    }
}

/// Where the parts of an error stand in a body. The paths are those of `catalog/README.md`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Envelope<'c> {
    /// Its name within the provider.
    #[serde(borrow)]
    pub id: Text<'c>,
    /// The paths to each error; none: the body itself.
    #[serde(default)]
    pub errors: OneOrMany<Text<'c>>,
    /// The code.
    #[serde(default)]
    pub code: OneOrMany<Text<'c>>,
    /// The message.
    #[serde(default)]
    pub message: OneOrMany<Text<'c>>,
    /// More words.
    #[serde(default)]
    pub description: OneOrMany<Text<'c>>,
    /// The HTTP status.
    #[serde(default)]
    pub status: OneOrMany<Text<'c>>,
    /// The id under which the provider logged the call.
    #[serde(default)]
    pub correlation: OneOrMany<Text<'c>>,
    /// The parts of the request that were wrong.
    #[serde(default)]
    pub details: Option<Details<'c>>,
    /// Codes that mean success.
    #[serde(default)]
    pub success: OneOrMany<Text<'c>>,
}

/// Where the details of an error stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Details<'c> {
    /// The paths to each detail, from the error.
    #[serde(borrow)]
    pub at: OneOrMany<Text<'c>>,
    /// The part of the request that is wrong.
    #[serde(default)]
    pub property: OneOrMany<Text<'c>>,
    /// What is wrong with it.
    #[serde(default)]
    pub reason: OneOrMany<Text<'c>>,
    /// The value that was sent.
    #[serde(default)]
    pub value: OneOrMany<Text<'c>>,
}

/// One call of an API: what it takes and what it may answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Operation<'c> {
    /// Its name within the provider.
    #[serde(borrow)]
    pub id: Text<'c>,
    /// One line that says what it does.
    pub title: Text<'c>,
    /// The HTTP method, upper case.
    pub method: Text<'c>,
    /// The path with `{parameter}` holes.
    pub path: Text<'c>,
    /// What it does, in a sentence.
    #[serde(default)]
    pub summary: Option<Text<'c>>,
    /// More on it, in Markdown.
    #[serde(default)]
    pub description: Option<Text<'c>>,
    /// Path, query and header parameters.
    #[serde(default)]
    pub parameters: Vec<Parameter<'c>>,
    /// The body it takes.
    #[serde(default)]
    pub body: Option<Body<'c>>,
    /// What it answers.
    #[serde(default)]
    pub responses: Vec<Response<'c>>,
    /// The ids of the entries it may answer with.
    #[serde(default)]
    pub entries: Vec<Text<'c>>,
    /// Markdown: how to make the call.
    #[serde(default)]
    pub steps: Option<Text<'c>>,
    /// Where the sources contradict each other, and what was decided.
    #[serde(default)]
    pub notes: Option<Text<'c>>,
    /// Where the provider documents it.
    #[serde(default)]
    pub url: Option<Text<'c>>,
    /// Where the knowledge is from.
    pub source: Text<'c>,
    /// Calls that work.
    #[serde(default)]
    pub examples: Vec<OperationExample<'c>>,
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Parameter<'c> {
    /// Its name.
    #[serde(borrow)]
    pub name: Text<'c>,
    /// Where it stands.
    #[serde(rename = "in")]
    pub part: RequestPart,
    /// Whether the call fails without it.
    #[serde(default)]
    pub required: bool,
    /// What it is.
    #[serde(default)]
    pub description: Option<Text<'c>>,
    /// JSON Schema 2020-12 of its value.
    #[serde(default)]
    pub schema: Option<Json<'c>>,
}

/// The body that an operation takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Body<'c> {
    /// Whether the call fails without it.
    #[serde(default)]
    pub required: bool,
    /// Its media type.
    #[serde(borrow, default)]
    pub content_type: Option<Text<'c>>,
    /// JSON Schema 2020-12.
    pub schema: Json<'c>,
}

/// One answer of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Response<'c> {
    /// The HTTP status.
    pub status: u16,
    /// What it means.
    #[serde(borrow)]
    pub description: Text<'c>,
    /// JSON Schema 2020-12 of the body.
    #[serde(default)]
    pub schema: Option<Json<'c>>,
    /// A body.
    #[serde(default)]
    pub example: Option<Json<'c>>,
}

/// A call that works, with its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OperationExample<'c> {
    /// What the example shows.
    #[serde(borrow)]
    pub title: Text<'c>,
    /// The command.
    pub request: Text<'c>,
    /// The answer.
    #[serde(default)]
    pub response: Option<Text<'c>>,
}
