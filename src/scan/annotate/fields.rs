//! [`Chosen`]: what is said of a finding.

use serde::Serialize;

use crate::catalog::entry::Entry;
use crate::explain::{CandidateView, FindingView};
use crate::matcher::Verdict;

/// A part of what is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// How sure it is.
    Verdict,
    /// The id of the entry, or the ids of those that it may be.
    Id,
    /// The code.
    Code,
    /// The title of the entry.
    Title,
    /// What to do.
    Fix,
    /// Whether the same request may succeed later.
    Retryable,
    /// How many findings the line has besides.
    More,
    /// Whose code it is.
    Provider,
    /// The HTTP status that the line names.
    Status,
    /// The message that the line has.
    Message,
    /// What stood in the holes of the message.
    Values,
    /// Why it happens.
    Cause,
    /// How to find out.
    Steps,
    /// Where the provider documents it.
    Url,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Verdict,
        Self::Id,
        Self::Code,
        Self::Title,
        Self::Fix,
        Self::Retryable,
        Self::More,
        Self::Provider,
        Self::Status,
        Self::Message,
        Self::Values,
        Self::Cause,
        Self::Steps,
        Self::Url,
    ];

    /// The word for it, which is also its key. Of several ids that is `ids`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Verdict => "verdict",
            Self::Id => "id",
            Self::Code => "code",
            Self::Title => "title",
            Self::Fix => "fix",
            Self::Retryable => "retryable",
            Self::More => "more",
            Self::Provider => "provider",
            Self::Status => "status",
            Self::Message => "message",
            Self::Values => "values",
            Self::Cause => "cause",
            Self::Steps => "steps",
            Self::Url => "url",
        }
    }
}

/// What is said of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// These parts, in this order, of the finding to act on.
    Fields(Vec<Field>),
    /// All findings as `explain` shows them.
    All,
}

impl Chosen {
    /// Whether what is said depends on more than which entry it is.
    pub(super) fn is_of_the_line(&self) -> bool {
        match self {
            Self::All => true,
            Self::Fields(fields) => {
                fields.iter().any(|field| matches!(field, Field::Provider | Field::Status | Field::Message | Field::Values))
            }
        }
    }

    /// Whether what is said of an entry has values of the line in it.
    pub(super) fn has_values(&self, entry: &Entry<'_>) -> bool {
        let has = |field: Field| match self {
            Self::All => true,
            Self::Fields(fields) => fields.contains(&field),
        };
        (has(Field::Fix) && entry.fix.contains('{')) || (has(Field::Cause) && entry.cause.contains('{'))
    }
}

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Value<'v> {
    /// A text, a word mostly.
    Text(&'v str),
    /// A text that was put together.
    Made(String),
    /// Several words.
    List(Vec<&'v str>),
    /// A number.
    Number(usize),
    /// Yes or no.
    Flag(bool),
    /// Values by their names.
    Map(&'v std::collections::BTreeMap<String, String>),
}

/// The values of the fields of a code that is in no catalog, with their keys.
pub(super) fn unlisted<'v>(code: &'v str, fields: &'v [Field]) -> impl Iterator<Item = (&'static str, Value<'v>)> {
    fields.iter().filter_map(move |field| match field {
        Field::Verdict => Some((field.name(), Value::Text(Verdict::Unlisted.name()))),
        Field::Code => Some((field.name(), Value::Text(code))),
        _ => None,
    })
}

/// The values of fields that are known, with their keys.
pub(super) fn values<'v>(view: &'v FindingView, fields: &'v [Field], more: usize) -> impl Iterator<Item = (&'static str, Value<'v>)> {
    fields.iter().filter_map(move |field| match field {
        Field::Id if view.candidates.len() > 1 && is_known(view) => {
            Some(("ids", Value::List(view.candidates.iter().map(|candidate| candidate.id.as_str()).collect())))
        }
        field => Some((field.name(), value(view, *field, more)?)),
    })
}

fn value(view: &FindingView, field: Field, more: usize) -> Option<Value<'_>> {
    Some(match field {
        Field::Verdict => Value::Text(view.verdict.name()),
        Field::Id => Value::Text(agreed(view, |candidate| Some(candidate.id.as_str()))?),
        Field::Code => Value::Text(view.code.as_deref()?),
        Field::Title => Value::Text(agreed(view, |candidate| Some(candidate.title.as_str()))?),
        Field::Fix => Value::Made(agreed(view, |candidate| Some(candidate.fix.to_string()))?),
        Field::Retryable => Value::Flag(agreed(view, |candidate| candidate.retryable)?),
        Field::More => Value::Number(Some(more).filter(|more| *more > 0)?),
        Field::Provider => Value::Text(view.provider.as_deref()?),
        Field::Status => Value::Number(view.status.or_else(|| agreed(view, |candidate| candidate.status))?.into()),
        Field::Message => Value::Text(view.message.as_deref()?),
        Field::Values => Value::Map(Some(&view.values).filter(|values| !values.is_empty())?),
        Field::Cause => Value::Made(agreed(view, |candidate| Some(candidate.cause.to_string()))?),
        Field::Steps => Value::Text(agreed(view, |candidate| candidate.steps.as_deref())?),
        Field::Url => Value::Text(agreed(view, |candidate| candidate.url.as_deref())?),
    })
}

/// What all candidates say: where it is not known which it is, nothing is said that may be wrong.
fn agreed<'v, T: PartialEq>(view: &'v FindingView, of: impl Fn(&'v CandidateView) -> Option<T>) -> Option<T> {
    let (first, rest) = view.candidates.split_first().filter(|_| is_known(view))?;
    let first = of(first);
    first.filter(|first| rest.iter().all(|other| of(other).as_ref() == Some(first)))
}

/// The candidates of an unlisted code are not what was found.
const fn is_known(view: &FindingView) -> bool {
    view.verdict.is_known()
}
