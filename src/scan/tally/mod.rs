//! Counting: a [`Tally`] for each worker, merged at the end.
//!
//! # What is bounded, and the law of merging
//!
//! However the sightings are split among tallies, and in whatever order these are merged, the result is the same. So what is limited may not depend on
//! who came first: of labels, unlisted codes and messages the *smallest* in the order of bytes are kept. One that is among the smallest of all sightings
//! is among the smallest of every part of them, so it is never lost; any other one is counted together with its like, as [`OTHER`]
//! label or as an unlisted code that is not named. (Twice as many are held before they are sorted out, so that this costs little.)
//!
//! Only [`Limits::pairs`] counts as they come, for the memory of one worker: it is so high that no log which was not made for it gets there.

mod firsts;
#[cfg(test)]
mod laws;
mod names;
mod rows;
mod sums;

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::sync::Arc;

pub use self::firsts::Firsts;
use self::names::Names;
use self::rows::{Rows, clip};
pub use self::sums::Sums;
use super::time::Time;

/// The label under which those are counted that are too many.
pub const OTHER: &str = "other";
/// The most bytes of a sample.
pub const LONGEST_SAMPLE: usize = 1024;
/// The most bytes of a label.
pub const LONGEST_LABEL: usize = 64;
/// The most bytes of an unlisted code, as many as a catalog takes.
pub const LONGEST_CODE: usize = 200;
/// The most bytes of a message of an unlisted code.
pub const LONGEST_MESSAGE: usize = 512;
/// The number of [`OTHER`].
const OTHER_LABEL: u32 = u32::MAX;
/// The number of no label or source.
const NONE: u32 = u32::MAX - 1;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The entry of this number. Numbers are dense: a table has a place for each.
    Entry(u32),
    /// One of these entries, in order; it is not known which.
    Several(Box<[u32]>),
    /// A code of a family's shape that is in no catalog.
    Unlisted(Box<str>),
}

/// Where and with what it was found.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen<'s> {
    /// The number of the source; the order of numbers is that of the input.
    pub source: u32,
    /// The offset of the record in its source.
    pub offset: u64,
    /// When.
    pub time: Option<Time>,
    /// What findings are grouped by.
    pub label: Option<&'s str>,
    /// The HTTP status; counted of unlisted codes.
    pub status: Option<u16>,
    /// The message, redacted; kept of unlisted codes.
    pub message: Option<&'s str>,
}

/// How much is kept.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Different labels.
    pub labels: usize,
    /// Different unlisted codes.
    pub unlisted: usize,
    /// Different messages of one unlisted code.
    pub messages: usize,
    /// Pairs of a row and a source, and of a row and a label, in one tally. Above it a label counts as [`OTHER`], and a source is not named.
    pub pairs: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { labels: 10_000, unlisted: 10_000, messages: 8, pairs: 2 << 20 }
    }
}

/// Counts of findings.
#[derive(Debug, Clone)]
pub struct Tally {
    limits: Limits,
    /// What other workers found first.
    firsts: Arc<Firsts>,
    labels: Names,
    /// The findings of each label, by its number.
    by_label: Vec<u64>,
    other_labels: u64,
    /// Entries, alone and several.
    known: Rows,
    /// The row of each entry, `NONE` if it has none yet.
    entries: Vec<u32>,
    several: BTreeMap<Box<[u32]>, u32>,
    codes: Names,
    /// Rows in the order of the numbers of `codes`.
    unlisted: Rows,
    details: Vec<Details>,
    /// Findings of unlisted codes that are not named.
    more_unlisted: u64,
}

/// What is kept of an unlisted code besides.
#[derive(Debug, Clone, Default)]
struct Details {
    statuses: BTreeMap<u16, u64>,
    messages: BTreeSet<Box<str>>,
}

/// All that was counted of one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// What was found.
    pub what: Subject,
    /// How often.
    pub count: u64,
    /// The first and the last time.
    pub times: Option<(Time, Time)>,
    /// How often in each source, by its number.
    pub sources: Vec<(u32, u64)>,
    /// How often with each label, [`OTHER`] among them.
    pub labels: BTreeMap<String, u64>,
    /// The first of them.
    pub sample: String,
    /// How often with each HTTP status, of an unlisted code.
    pub statuses: BTreeMap<u16, u64>,
    /// Some of its messages, of an unlisted code.
    pub messages: BTreeSet<Box<str>>,
}

/// All that was counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// What was found, in the order of the subjects.
    pub rows: Vec<Counted>,
    /// How often each label was seen, [`OTHER`] among them.
    pub labels: BTreeMap<String, u64>,
    /// Findings of unlisted codes that have no row.
    pub more_unlisted: u64,
}

impl Default for Tally {
    fn default() -> Self {
        Self::within(Limits::default())
    }
}

impl Tally {
    /// An empty tally with limits of its own.
    #[must_use]
    pub fn within(limits: Limits) -> Self {
        Self {
            limits,
            firsts: Arc::default(),
            labels: Names::default(),
            by_label: Vec::new(),
            other_labels: 0,
            known: Rows::default(),
            entries: Vec::new(),
            several: BTreeMap::new(),
            codes: Names::default(),
            unlisted: Rows::default(),
            details: Vec::new(),
            more_unlisted: 0,
        }
    }

    /// The same, which keeps no sample where another of those that share `firsts` has an earlier one. All of them must be merged.
    #[must_use]
    pub fn sharing(self, firsts: Arc<Firsts>) -> Self {
        Self { firsts, ..self }
    }

    /// Counts one finding. `sample` makes its redacted text; it is only asked if there is none from before this place yet.
    #[inline]
    pub fn add(&mut self, what: Subject, seen: &Seen<'_>, sample: impl FnOnce() -> String) {
        let label = self.label(seen.label, 1);
        let pairs = self.limits.pairs;
        match what {
            Subject::Entry(number) => {
                let row = self.entry(number);
                let firsts = &self.firsts;
                let sample = || if firsts.may_be_first(number, seen.source, seen.offset) { sample() } else { String::new() };
                self.known.add(row, seen, label, pairs, sample);
            }
            Subject::Several(numbers) => {
                let row = self.several(numbers);
                self.known.add(row, seen, label, pairs, sample);
            }
            Subject::Unlisted(code) => {
                let Some(row) = self.code(clip(&code, LONGEST_CODE)) else {
                    self.more_unlisted += 1;
                    return;
                };
                self.details[row as usize].add(seen, self.limits.messages);
                self.unlisted.add(row, seen, label, pairs, sample);
            }
        }
    }

    /// Brings the rows of some entries into the caches, of many at a time, as one does not depend on the other.
    pub fn warm(&self, entries: &[u32]) {
        let row = |entry: &u32| self.entries.get(*entry as usize).copied().unwrap_or(NONE);
        black_box(entries.iter().map(|entry| self.known.count_of(row(entry))).fold(0, |sum, count| sum ^ count));
    }

    /// Takes in what another worker counted, of the same entries, sources and limits.
    pub fn merge(&mut self, mut other: Self) {
        // The labels first: a row that came without them would lose its own when they are sorted out.
        let labels: Vec<(Box<str>, u64)> = other.labels.list.drain(..).zip(other.by_label.drain(..)).collect();
        for (label, count) in &labels {
            self.label(Some(label), *count);
        }
        self.other_labels += other.other_labels;
        let names: Vec<u32> = labels.iter().map(|(label, _)| self.labels.get(label).unwrap_or(OTHER_LABEL)).collect();
        let name = |label: u32| names.get(label as usize).copied().unwrap_or(label);
        let pairs = self.limits.pairs;
        let mut places: Vec<u32> = vec![NONE; other.known.list.len()];
        for (number, row) in (0..).zip(&other.entries).filter(|(_, row)| **row != NONE) {
            places[*row as usize] = self.entry(number);
        }
        for (numbers, row) in std::mem::take(&mut other.several) {
            places[row as usize] = self.several(numbers);
        }
        self.known.merge(other.known, &places, name, pairs);
        let codes = std::mem::take(&mut other.codes.list);
        // All codes before their rows: each may be the one that sorts others out.
        for code in &codes {
            let _ = self.code(code);
        }
        let places: Vec<u32> = codes.iter().map(|code| self.codes.get(code).unwrap_or(NONE)).collect();
        for (details, &place) in other.details.into_iter().zip(&places) {
            if let Some(own) = self.details.get_mut(place as usize) {
                own.merge(details, self.limits.messages);
            }
        }
        self.more_unlisted += other.more_unlisted + self.unlisted.merge(other.unlisted, &places, name, pairs);
    }

    /// The findings so far.
    #[must_use]
    pub fn findings(&self) -> u64 {
        self.known.count() + self.unlisted.count() + self.more_unlisted
    }

    /// The row of an entry.
    #[inline]
    fn entry(&mut self, number: u32) -> u32 {
        match self.entries.get(number as usize) {
            Some(&row) if row != NONE => row,
            _ => self.new_entry(number),
        }
    }

    #[cold]
    fn new_entry(&mut self, number: u32) -> u32 {
        let at = number as usize;
        if self.entries.len() <= at {
            self.entries.resize(at + 1, NONE);
        }
        self.entries[at] = self.known.push();
        self.entries[at]
    }

    fn several(&mut self, numbers: Box<[u32]>) -> u32 {
        *self.several.entry(numbers).or_insert_with(|| self.known.push())
    }

    /// The number of a code; `None` if it is not named.
    fn code(&mut self, code: &str) -> Option<u32> {
        if self.codes.list.len() >= self.limits.unlisted.saturating_mul(2) && self.codes.get(code).is_none() {
            self.sort_out_codes();
        }
        let row = self.codes.number(code)?;
        if row as usize == self.details.len() {
            self.unlisted.push();
            self.details.push(Details::default());
        }
        Some(row)
    }

    /// Counts a label and gives its number; `NONE` for no label.
    #[inline]
    fn label(&mut self, label: Option<&str>, count: u64) -> u32 {
        label.filter(|label| !label.is_empty()).map_or(NONE, |label| self.some_label(clip(label, LONGEST_LABEL), count))
    }

    fn some_label(&mut self, label: &str, count: u64) -> u32 {
        if self.labels.list.len() >= self.limits.labels.saturating_mul(2) && self.labels.get(label).is_none() {
            self.sort_out_labels();
        }
        let Some(number) = Some(label).filter(|label| *label != OTHER).and_then(|label| self.labels.number(label)) else {
            self.other_labels += count;
            return OTHER_LABEL;
        };
        if number as usize == self.by_label.len() {
            self.by_label.push(0);
        }
        self.by_label[number as usize] += count;
        number
    }

    /// Keeps the smallest labels.
    fn sort_out_labels(&mut self) {
        let Some(numbers) = self.labels.keep(self.limits.labels) else { return };
        let mut kept = vec![0; self.labels.list.len()];
        for (count, &number) in self.by_label.iter().zip(&numbers) {
            *kept.get_mut(number as usize).unwrap_or(&mut self.other_labels) += count;
        }
        self.by_label = kept;
        let name = |label: u32| numbers.get(label as usize).copied().unwrap_or(label);
        self.known.rename_labels(name, self.limits.pairs);
        self.unlisted.rename_labels(name, self.limits.pairs);
    }

    /// Keeps the smallest unlisted codes.
    fn sort_out_codes(&mut self) {
        let Some(places) = self.codes.keep(self.limits.unlisted) else { return };
        let (rows, details) = (std::mem::take(&mut self.unlisted), std::mem::take(&mut self.details));
        for _ in &self.codes.list {
            self.unlisted.push();
            self.details.push(Details::default());
        }
        for (details, &place) in details.into_iter().zip(&places) {
            if let Some(own) = self.details.get_mut(place as usize) {
                *own = details;
            }
        }
        self.more_unlisted += self.unlisted.merge(rows, &places, |label| label, self.limits.pairs);
    }
}

impl Details {
    fn add(&mut self, seen: &Seen<'_>, most: usize) {
        if let Some(status) = seen.status {
            *self.statuses.entry(status).or_default() += 1;
        }
        if let Some(message) = seen.message.filter(|message| !message.is_empty()) {
            self.message(clip(message, LONGEST_MESSAGE), most);
        }
    }

    fn message(&mut self, message: &str, most: usize) {
        let fits = self.messages.len() < most || self.messages.last().is_some_and(|last| *message < **last);
        if fits && !self.messages.contains(message) {
            self.messages.insert(message.into());
            if self.messages.len() > most {
                self.messages.pop_last();
            }
        }
    }

    fn merge(&mut self, other: Self, most: usize) {
        for (status, count) in other.statuses {
            *self.statuses.entry(status).or_default() += count;
        }
        other.messages.iter().for_each(|message| self.message(message, most));
    }
}
