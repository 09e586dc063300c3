//! Coverage: which entries a body of traffic has shown, and which never.
//!
//! An entry is seen when a finding leaves it as the only one. A finding that several entries fit counts for none of them; how many
//! such there were is told.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Knowledge;
use crate::capture;
use crate::catalog::entry::Role;
use crate::catalog::layers::Layers;
use crate::catalog::{Error, Record};
use crate::matcher::{Finding, STATUSES, Verdict};
use crate::redact::{Redacted, redact};

/// What was seen so far.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// The ids of the entries, and how often each was seen.
    entries: BTreeMap<String, usize>,
    ambiguous: usize,
    unlisted: usize,
}

/// How much of the catalogs was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Coverage {
    /// Of all providers together.
    pub total: Share,
    /// Of each provider, by its id.
    pub providers: BTreeMap<String, ProviderShare>,
    /// The ids of the entries that were seen, and how often.
    pub seen: BTreeMap<String, usize>,
    /// The ids of the entries that were not.
    pub never: BTreeSet<String>,
    /// Errors that several entries fit.
    pub ambiguous: usize,
    /// Errors whose code is in no catalog.
    pub unlisted: usize,
}

/// The share of a provider, and of its families.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ProviderShare {
    /// Of all its entries.
    #[serde(flatten)]
    pub share: Share,
    /// Of those of each family, by the family's id; entries without a family are under none.
    pub families: BTreeMap<String, Share>,
}

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Share {
    /// How many entries were seen.
    pub seen: usize,
    /// How many there are.
    pub entries: usize,
}

impl Share {
    /// Whether it is at least so many percent; of nothing, all was seen.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "there are no catalogs of that size")]
    pub fn reaches(self, percent: f64) -> bool {
        self.entries == 0 || self.seen as f64 * 100.0 >= percent * self.entries as f64
    }

    /// In percent, cut off, so that 100 is all.
    #[must_use]
    pub fn percent(self) -> usize {
        (self.seen * 100).checked_div(self.entries).unwrap_or(100)
    }

    const fn add(&mut self, is_seen: bool) {
        self.entries += 1;
        self.seen += is_seen as usize;
    }
}

impl Seen {
    /// Looks at the traffic of one file. One with more errors than a capture may have is read by halves.
    ///
    /// # Errors
    /// If an image is damaged.
    pub fn add(&mut self, text: Redacted, knowledge: &Knowledge<'_>) -> Result<(), Error> {
        let envelopes = knowledge.matcher.envelopes()?;
        let capture = capture::parse(text, &envelopes);
        let findings = knowledge.matcher.find(&capture)?;
        if findings.more > 0
            && let Some((first, second)) = halves(capture.text.text())
        {
            self.add(redact(first.into()), knowledge)?;
            return self.add(redact(second.into()), knowledge);
        }
        findings.list.iter().for_each(|finding| self.count(finding));
        Ok(())
    }

    fn count(&mut self, finding: &Finding<'_>) {
        match (finding.verdict, &finding.candidates[..]) {
            (Verdict::Unlisted, _) => self.unlisted += 1,
            (Verdict::StatusOnly, _) | (_, []) => {}
            (_, [only]) => *self.entries.entry(only.known.record.id()).or_default() += 1,
            _ => self.ambiguous += 1,
        }
    }

    /// How much of the catalogs that is. Entries that are retired, rules of linters and HTTP statuses are not counted.
    ///
    /// # Errors
    /// If an image is damaged.
    pub fn of(&self, layers: &Layers<'_>) -> Result<Coverage, Error> {
        let mut coverage = Coverage {
            total: Share::default(),
            providers: BTreeMap::new(),
            seen: BTreeMap::new(),
            never: BTreeSet::new(),
            ambiguous: self.ambiguous,
            unlisted: self.unlisted,
        };
        let mut told = BTreeSet::new();
        for layer in layers.iter() {
            for number in layer.catalog.numbers() {
                let record = layer.catalog.record(number)?;
                // Of entries with the same id in several catalogs one counts.
                if counts(&record) && told.insert(record.id()) {
                    coverage.add(&record, self.entries.get(&record.id()).copied().unwrap_or(0));
                }
            }
        }
        Ok(coverage)
    }
}

impl Coverage {
    fn add(&mut self, record: &Record<'_>, times: usize) {
        let is_seen = times > 0;
        self.total.add(is_seen);
        let provider = self.providers.entry(record.provider.to_string()).or_default();
        provider.share.add(is_seen);
        if let Some(family) = &record.family {
            provider.families.entry(family.id.to_string()).or_default().add(is_seen);
        }
        if is_seen {
            self.seen.insert(record.id(), times);
        } else {
            self.never.insert(record.id());
        }
    }
}

/// The text in two parts, cut at the line end that is next to its middle; `None` if it is one line.
fn halves(text: &str) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    let (before, behind) = bytes.split_at(bytes.len() / 2);
    let cut = memchr::memrchr(b'\n', before).or_else(|| Some(before.len() + memchr::memchr(b'\n', behind)?))? + 1;
    (cut < text.len()).then(|| text.split_at(cut))
}

/// Whether an entry is one that traffic should show.
fn counts(record: &Record<'_>) -> bool {
    let is_error = record.entry.role.is_none_or(Role::is_error);
    // Not to have seen a status says nothing of a catalog.
    is_error && record.provider.as_str() != STATUSES && record.entry.retired.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin;
    use crate::catalog::layers::Layer;
    use crate::matcher::Matcher;

    #[test]
    fn entries_are_counted_once_in_their_family() {
        let matcher = Matcher::new(Layers::new(vec![Layer { origin: None, catalog: builtin::catalog() }]));
        let knowledge = Knowledge::new(&matcher);
        let mut seen = Seen::default();
        let twice = "{\"errorCode\": \"EQ-2010005\"}\n{\"errorCode\": \"EQ-2010005\"}\n{\"errorCode\": \"EQ-2010095\"}\n{\"errorCode\": \"EQX-121-403\"}";
        seen.add(redact(twice.as_bytes().to_vec()), &knowledge).unwrap();
        let coverage = seen.of(knowledge.catalogs).unwrap();
        assert_eq!(coverage.seen, BTreeMap::from([("equinix/EQ-2010005".to_owned(), 2)]));
        assert_eq!((coverage.total.seen, coverage.unlisted, coverage.ambiguous), (1, 1, 1));
        let equinix = &coverage.providers["equinix"];
        assert_eq!((equinix.share.seen, equinix.families["equinix/eq-portal"].seen), (1, 1));
        assert_eq!(coverage.never.len() + 1, coverage.total.entries);
        assert!(!coverage.never.iter().any(|id| id.starts_with("errdex/") || id.starts_with("http/")));
        seen.add(redact(format!("{twice}\n").repeat(1800).into_bytes()), &knowledge).unwrap();
        assert_eq!(seen.of(knowledge.catalogs).unwrap().seen["equinix/EQ-2010005"], 2 + 2 * 1800, "all of a long log count");
        assert!(!coverage.total.reaches(99.0) && Share::default().reaches(100.0) && Share { seen: 1, entries: 3 }.percent() == 33);
    }
}
