//! [`Summary`]: what a scan counted, as people keep it: the JSON contract `errdex-scan/1`, and the merging of such files.
//!
//! That of a scan is an [`Outline`], of which no row is made before it is printed; one that was read is a `Summary`, and both are [`Listed`].
//!
//! Merging gives what one scan of all inputs would have given, to the byte. So it has the limits of a [`Tally`](super::tally::Tally),
//! and they are of the same kind: the smallest are kept. Samples and what is known of an entry are the earlier summary's.
//! Absent means unknown: there are no empty texts and no nulls.

#[cfg(test)]
mod laws;
mod listed;
mod merge;
mod outline;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::label::By;
use super::tally::Limits;
use super::time::Time;

pub use listed::{Json, Listed, OnlyUnlisted};
pub use outline::Outline;

/// The version of the contract; it changes when a key changes its meaning or goes away.
pub const SCHEMA: &str = "errdex-scan/1";

/// What was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Summary {
    /// The contract's version.
    pub schema: String,
    /// What the findings are grouped by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<By>,
    /// How much was read and found.
    pub totals: Totals,
    /// The entries that were found, the most frequent first.
    #[serde(default)]
    pub entries: Vec<EntryCount>,
    /// The codes of a family's shape that are in no catalog, the most frequent first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unlisted: Vec<UnlistedCount>,
}

/// How much was read and found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Totals {
    /// The bytes that were read, decompressed.
    pub bytes: u64,
    /// The findings, those of unlisted codes among them.
    pub findings: u64,
    /// The records that were longer than the cap and were read in pieces.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub over_cap: u64,
    /// The inputs.
    pub sources: Sources,
    /// The findings of unlisted codes that are not listed, as there are too many.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more_unlisted: u64,
    /// How often each label was seen; `other` are those that are not listed, as there are too many.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by: BTreeMap<String, u64>,
}

/// The inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Sources {
    /// How many were read.
    pub read: u64,
    /// How many could not be read, or not to their end.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub failed: u64,
}

/// How often an entry was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct EntryCount {
    /// `ambiguous` where it is one of several entries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Ambiguous>,
    /// The entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The entries that it may be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<String>,
    /// The code, if all have the same; and so on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The entry's title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// Whether the same request may succeed later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retryable: Option<bool>,
    /// How often, when and where.
    #[serde(flatten)]
    pub seen: Sighted,
}

/// How often an unlisted code was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UnlistedCount {
    /// The code.
    pub code: String,
    /// The family whose shape it has: `provider/family`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// How often, when and where.
    #[serde(flatten)]
    pub seen: Sighted,
    /// How often with which HTTP status.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub statuses: BTreeMap<u16, u64>,
    /// A few of its messages, redacted.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub messages: BTreeSet<String>,
}

/// How often something was seen, when and where.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Sighted {
    /// How often.
    pub count: u64,
    /// The first time, of the findings that have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub first: Option<Time>,
    /// The last time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub last: Option<Time>,
    /// How often in each file.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<String, u64>,
    /// How often with each label.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by: BTreeMap<String, u64>,
    /// The redacted text of the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<String>,
}

/// The one verdict that a summary names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Ambiguous {
    /// Several entries fit equally.
    Ambiguous,
}

/// What is known of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// The entry's id.
    pub id: String,
    /// Its code, if it has one.
    pub code: Option<String>,
    /// The provider's id.
    pub provider: String,
    /// Its title.
    pub title: String,
    /// What to do.
    pub fix: String,
    /// Whether the same request may succeed later.
    pub retryable: Option<bool>,
}

/// What a tally has only numbers for.
#[derive(Clone, Copy)]
pub struct Names<'n> {
    /// The id of the entry of a number.
    pub id: &'n dyn Fn(u32) -> String,
    /// What is known of the entry of a number.
    pub known: &'n dyn Fn(u32) -> Known,
    /// The family of an unlisted code: `provider/family`.
    pub family: &'n dyn Fn(&str) -> Option<String>,
    /// The name of the source of a number.
    pub source: &'n dyn Fn(u32) -> String,
}

/// Why summaries cannot be merged, or a text is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoSummary(String);

impl fmt::Display for NoSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoSummary {}

impl Summary {
    /// Reads what was written.
    ///
    /// # Errors
    /// If it is no summary, or one of another version.
    pub fn read(json: &[u8]) -> Result<Self, NoSummary> {
        /// Only the version, which tells whether the rest can be read.
        #[derive(Deserialize)]
        struct Version {
            schema: String,
        }
        let version: Version =
            serde_json::from_slice(json).map_err(|error| NoSummary(format!("not the JSON of `errdex scan`: {error}")))?;
        check_version(&version.schema)?;
        serde_json::from_slice(json).map_err(|error| NoSummary(format!("not a summary of version {SCHEMA}: {error}")))
    }

    /// The summary that one scan of all inputs, in this order, would have given.
    ///
    /// # Errors
    /// If they are of another version, or grouped by different things.
    pub fn merge(list: impl IntoIterator<Item = Self>) -> Result<Self, NoSummary> {
        Self::merge_within(list, Limits::default())
    }
}

fn check_version(schema: &str) -> Result<(), NoSummary> {
    if schema == SCHEMA {
        return Ok(());
    }
    let shown: String = schema.chars().take(40).collect();
    Err(NoSummary(format!("a summary of version {shown:?}; this errdex reads {SCHEMA}")))
}

impl EntryCount {
    /// The ids: one, or those that it may be.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.id.iter().chain(&self.ids).map(String::as_str)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_zero(count: &u64) -> bool {
    *count == 0
}
