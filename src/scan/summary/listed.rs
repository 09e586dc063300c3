//! [`Listed`]: a summary as those see it who print it, whether its rows are all there or are made one by one.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::{EntryCount, SCHEMA, Summary, Totals, UnlistedCount};
use crate::scan::label::By;

/// A summary that can be gone through, as often as one likes.
pub trait Listed {
    /// What the findings are grouped by.
    fn by(&self) -> Option<By>;
    /// How much was read and found.
    fn totals(&self) -> &Totals;
    /// The entries that were found, the most frequent first.
    fn entries(&self) -> Box<dyn Iterator<Item = Cow<'_, EntryCount>> + '_>;
    /// The codes of a family's shape that are in no catalog, the most frequent first.
    fn unlisted(&self) -> Box<dyn Iterator<Item = Cow<'_, UnlistedCount>> + '_>;
    /// How often any code was found that is in no catalog.
    fn unlisted_findings(&self) -> u64;
}

impl Listed for Summary {
    fn by(&self) -> Option<By> {
        self.by
    }

    fn totals(&self) -> &Totals {
        &self.totals
    }

    fn entries(&self) -> Box<dyn Iterator<Item = Cow<'_, EntryCount>> + '_> {
        Box::new(self.entries.iter().map(Cow::Borrowed))
    }

    fn unlisted(&self) -> Box<dyn Iterator<Item = Cow<'_, UnlistedCount>> + '_> {
        Box::new(self.unlisted.iter().map(Cow::Borrowed))
    }

    fn unlisted_findings(&self) -> u64 {
        self.unlisted.iter().fold(self.totals.more_unlisted, |sum, code| sum.saturating_add(code.seen.count))
    }
}

/// A summary without its entries.
pub struct OnlyUnlisted<'l> {
    all: &'l dyn Listed,
    totals: Totals,
}

impl<'l> OnlyUnlisted<'l> {
    /// What a summary says of unlisted codes.
    #[must_use]
    pub fn of(all: &'l dyn Listed) -> Self {
        Self { all, totals: Totals { findings: all.unlisted_findings(), ..all.totals().clone() } }
    }
}

impl Listed for OnlyUnlisted<'_> {
    fn by(&self) -> Option<By> {
        self.all.by()
    }

    fn totals(&self) -> &Totals {
        &self.totals
    }

    fn entries(&self) -> Box<dyn Iterator<Item = Cow<'_, EntryCount>> + '_> {
        Box::new(std::iter::empty())
    }

    fn unlisted(&self) -> Box<dyn Iterator<Item = Cow<'_, UnlistedCount>> + '_> {
        self.all.unlisted()
    }

    fn unlisted_findings(&self) -> u64 {
        self.all.unlisted_findings()
    }
}

/// A summary as JSON, of which no more than a row is in memory.
pub struct Json<'l>(pub &'l dyn Listed);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The keys of `Summary`, in its order; a law holds the two equal.
        let mut fields = serializer.serialize_struct("Summary", 5)?;
        fields.serialize_field("schema", SCHEMA)?;
        if let Some(by) = self.0.by() {
            fields.serialize_field("by", &by)?;
        }
        fields.serialize_field("totals", self.0.totals())?;
        fields.serialize_field("entries", &Rows(|| self.0.entries()))?;
        if self.0.unlisted().next().is_some() {
            fields.serialize_field("unlisted", &Rows(|| self.0.unlisted()))?;
        }
        fields.end()
    }
}

/// Rows that are made while they are written.
struct Rows<F>(F);

impl<I: Iterator<Item: Serialize>, F: Fn() -> I> Serialize for Rows<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}
