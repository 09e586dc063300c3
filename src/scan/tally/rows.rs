//! Counts by subject, source and label: what each finding is added to.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasher, Hasher, RandomState};

use super::{Counted, LONGEST_SAMPLE, NONE, OTHER, OTHER_LABEL, Seen, Subject};
use crate::scan::time::Time;

/// Counts of pairs: of a row and a source, or a row and a label.
type Pairs = HashMap<(u32, u32), u64, Mixing>;
/// The same in order.
type Sorted = Vec<((u32, u32), u64)>;

/// Counts of several subjects.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    pub(super) list: Vec<Row>,
    /// The sample of each row.
    samples: Vec<Box<str>>,
    /// How often a row was counted in a source, and with a label, but for what its `Run`s hold.
    sources: Pairs,
    labels: Pairs,
}

/// Counts of one subject. All that changes with each finding is in one line of the cache.
#[derive(Debug, Clone)]
#[repr(align(64))]
pub(super) struct Row {
    count: u64,
    times: Option<(Time, Time)>,
    source: Run,
    label: Run,
    /// The place of the sample.
    source_of_sample: u32,
    offset_of_sample: u64,
}

/// How often the same source or label came last: it often comes again, and then costs one addition.
#[derive(Debug, Clone, Copy)]
struct Run {
    number: u32,
    count: u32,
}

impl Run {
    const NEW: Self = Self { number: NONE, count: 0 };

    /// Counts one more of a number; gives the run that is over with it.
    #[inline]
    const fn add(&mut self, number: u32) -> Option<Self> {
        if self.number == number && self.count < u32::MAX {
            self.count += 1;
            return None;
        }
        Some(std::mem::replace(self, Self { number, count: 1 }))
    }

    /// Takes in another run; gives what is over with it.
    fn merge(&mut self, other: Self) -> Self {
        match self.count.checked_add(other.count) {
            Some(count) if self.number == other.number || self.count == 0 || other.count == 0 => {
                let number = if other.count == 0 { self.number } else { other.number };
                *self = Self { number, count };
                Self::NEW
            }
            _ => other,
        }
    }
}

impl Rows {
    pub(super) fn count(&self) -> u64 {
        self.list.iter().map(|row| row.count).sum()
    }

    /// How often a row was counted; 0 if there is none.
    pub(super) fn count_of(&self, at: u32) -> u64 {
        self.list.get(at as usize).map_or(0, |row| row.count)
    }

    pub(super) fn push(&mut self) -> u32 {
        let number = u32::try_from(self.list.len()).expect("as many as there are entries, or codes that are kept");
        let (source, label) = (Run::NEW, Run::NEW);
        self.list.push(Row { count: 0, times: None, source, label, source_of_sample: u32::MAX, offset_of_sample: u64::MAX });
        self.samples.push(Box::default());
        number
    }

    #[inline]
    pub(super) fn add(&mut self, at: u32, seen: &Seen<'_>, label: u32, pairs: usize, sample: impl FnOnce() -> String) {
        let row = &mut self.list[at as usize];
        row.count += 1;
        if let Some(run) = row.source.add(seen.source) {
            settle(&mut self.sources, at, run, pairs, NONE);
        }
        if let Some(run) = row.label.add(label) {
            settle(&mut self.labels, at, run, pairs, OTHER_LABEL);
        }
        if let Some(time) = seen.time {
            row.times = Some(row.times.map_or((time, time), |(first, last)| (first.min(time), last.max(time))));
        }
        if (seen.source, seen.offset) < row.place() {
            (row.source_of_sample, row.offset_of_sample) = (seen.source, seen.offset);
            self.samples[at as usize] = clip(&sample(), LONGEST_SAMPLE).into();
        }
    }

    /// Takes in other rows: each at its place here; what has none is left out, and its findings are returned.
    pub(super) fn merge(&mut self, more: Self, places: &[u32], label: impl Fn(u32) -> u32, pairs: usize) -> u64 {
        let mut left_out = 0;
        for ((row, sample), &place) in more.list.into_iter().zip(more.samples).zip(places) {
            let Some(own) = self.list.get_mut(place as usize) else {
                left_out += row.count;
                continue;
            };
            if row.place() < own.place() {
                self.samples[place as usize] = sample;
            }
            own.merge(&row);
            // Most were counted in the same source and with the same label, and then there is nothing to look up.
            let named = Run { number: label(row.label.number), ..row.label };
            let (source, label) = (own.source.merge(row.source), own.label.merge(named));
            settle(&mut self.sources, place, source, pairs, NONE);
            settle(&mut self.labels, place, label, pairs, OTHER_LABEL);
        }
        let here = |row: u32| places.get(row as usize).copied().filter(|&place| (place as usize) < self.list.len());
        for ((row, number), count) in sorted(more.sources) {
            let Some(at) = here(row) else { continue };
            add(&mut self.sources, (at, number), count, pairs, NONE);
        }
        for ((row, number), count) in sorted(more.labels) {
            let Some(at) = here(row) else { continue };
            add(&mut self.labels, (at, label(number)), count, pairs, OTHER_LABEL);
        }
        left_out
    }

    /// Gives labels other numbers, several of them maybe the same.
    pub(super) fn rename_labels(&mut self, name: impl Fn(u32) -> u32, pairs: usize) {
        self.settle(pairs);
        let mut labels = Pairs::default();
        let old = std::mem::take(&mut self.labels).into_iter().map(|((row, number), count)| ((row, name(number)), count));
        old.for_each(|(pair, count)| *labels.entry(pair).or_default() += count);
        self.labels = labels;
    }

    /// Puts the runs with the other counts.
    fn settle(&mut self, pairs: usize) {
        for (at, row) in (0..).zip(&mut self.list) {
            settle(&mut self.sources, at, std::mem::replace(&mut row.source, Run::NEW), pairs, NONE);
            settle(&mut self.labels, at, std::mem::replace(&mut row.label, Run::NEW), pairs, OTHER_LABEL);
        }
    }

    /// The rows, when all is counted.
    pub(super) fn settled(self) -> Settled {
        let runs = |of: fn(&Row) -> Run| (0..).zip(&self.list).map(move |(at, row)| (at, of(row)));
        let (sources, labels) = (listed(self.sources, runs(|row| row.source)), listed(self.labels, runs(|row| row.label)));
        Settled { list: self.list, samples: self.samples, sources, labels }
    }
}

/// Counts of several subjects, of which none changes any more.
#[derive(Debug)]
pub(super) struct Settled {
    list: Vec<Row>,
    samples: Vec<Box<str>>,
    sources: Sorted,
    labels: Sorted,
}

impl Settled {
    pub(super) const fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn count(&self, at: usize) -> u64 {
        self.list[at].count
    }

    /// All that was counted of a subject.
    pub(super) fn counted(&self, at: usize, what: Subject, labels: &[Box<str>]) -> Counted {
        let label = |number: u32| labels.get(number as usize).map_or(OTHER, |label| label).to_owned();
        let row = &self.list[at];
        Counted {
            what,
            count: row.count,
            times: row.times,
            sources: of(&self.sources, at).collect(),
            labels: of(&self.labels, at).map(|(number, count)| (label(number), count)).collect(),
            sample: String::from(&*self.samples[at]),
            statuses: BTreeMap::new(),
            messages: BTreeSet::new(),
        }
    }
}

/// The counts of a row.
fn of(counts: &Sorted, at: usize) -> impl Iterator<Item = (u32, u64)> {
    let first = counts.partition_point(|((row, _), _)| (*row as usize) < at);
    counts[first..].iter().take_while(move |((row, _), _)| *row as usize == at).map(|((_, number), count)| (*number, *count))
}

/// Counts and what the runs hold, in order.
fn listed(counts: Pairs, runs: impl Iterator<Item = (u32, Run)>) -> Sorted {
    let mut list: Sorted = counts.into_iter().collect();
    let runs = runs.filter(|(_, run)| run.count > 0 && run.number != NONE);
    list.extend(runs.map(|(row, run)| ((row, run.number), run.count.into())));
    list.sort_unstable();
    list.dedup_by(|next, first| {
        let is_same = next.0 == first.0;
        first.1 += if is_same { next.1 } else { 0 };
        is_same
    });
    list
}

impl Row {
    const fn place(&self) -> (u32, u64) {
        (self.source_of_sample, self.offset_of_sample)
    }

    fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.times = match (self.times, other.times) {
            (Some((first, last)), Some((other_first, other_last))) => Some((first.min(other_first), last.max(other_last))),
            (own, other) => own.or(other),
        };
        if other.place() < self.place() {
            (self.source_of_sample, self.offset_of_sample) = other.place();
        }
    }
}

/// Adds a run to the counts.
fn settle(counts: &mut Pairs, row: u32, run: Run, pairs: usize, instead: u32) {
    if run.count > 0 {
        add(counts, (row, run.number), run.count.into(), pairs, instead);
    }
}

/// Adds to the count of a pair, unless its number is `NONE`. Where there are `pairs` of them already, a new one counts as `instead`, or not
/// at all if that is `NONE`.
fn add(counts: &mut Pairs, (row, number): (u32, u32), more: u64, pairs: usize, instead: u32) {
    if number == NONE {
        return;
    }
    if let Some(count) = counts.get_mut(&(row, number)) {
        *count += more;
        return;
    }
    let number = if counts.len() < pairs { number } else { instead };
    if number != NONE {
        *counts.entry((row, number)).or_default() += more;
    }
}

/// In order, as that of a hash map is another one each time.
fn sorted(counts: Pairs) -> Vec<((u32, u32), u64)> {
    let mut list: Vec<((u32, u32), u64)> = counts.into_iter().collect();
    list.sort_unstable_by_key(|(pair, _)| *pair);
    list
}

/// The start of a text that has no more bytes than that.
pub(super) fn clip(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// Hashes pairs of numbers with one multiplication, as they are counted while searching. The key is another one in each run, so that nobody can
/// write logs whose pairs meet in one place.
#[derive(Debug, Clone)]
struct Mixing {
    key: u64,
}

impl Default for Mixing {
    fn default() -> Self {
        Self { key: RandomState::new().hash_one(0) }
    }
}

impl BuildHasher for Mixing {
    type Hasher = Mixer;

    fn build_hasher(&self) -> Mixer {
        Mixer(self.key)
    }
}

struct Mixer(u64);

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u32(byte.into());
        }
    }

    fn write_u32(&mut self, number: u32) {
        // The digits of pi; both halves of the product, so that every bit of the number reaches every other.
        let product = u128::from(self.0.rotate_left(32) ^ u64::from(number)) * 0x243F_6A88_85A3_08D3;
        let [low, high] = [product & u128::from(u64::MAX), product >> 64].map(|half| u64::try_from(half).unwrap_or_default());
        self.0 = low ^ high;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
