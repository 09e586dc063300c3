//! [`Outline`]: the summary of a scan. Its rows are made when they are asked for, as of a large catalog there may be very many.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::listed::Listed;
use super::merge::{add, entry};
use super::{EntryCount, Names, SCHEMA, Sighted, Summary, Totals, UnlistedCount};
use crate::scan::label::By;
use crate::scan::tally::{Counted, Subject, Sums};

/// The summary of what was counted.
pub struct Outline<'n> {
    by: Option<By>,
    totals: Totals,
    sums: Sums,
    /// The rows of entries, and those of unlisted codes, in the order of the summary.
    entries: Vec<u32>,
    unlisted: Vec<u32>,
    names: Names<'n>,
}

impl<'n> Outline<'n> {
    /// The summary of what was counted. Of `totals` the caller gives what was read: bytes, records over the cap, and sources.
    #[must_use]
    pub fn new(by: Option<By>, mut totals: Totals, sums: Sums, names: Names<'n>) -> Self {
        totals.more_unlisted = sums.more_unlisted();
        totals.findings = (0..sums.len()).map(|row| sums.count(row)).sum::<u64>() + totals.more_unlisted;
        totals.by = sums.labels();
        let (entries, unlisted) = order(&sums, &names);
        Self { by, totals, sums, entries, unlisted, names }
    }

    /// The same with all its rows.
    #[must_use]
    pub fn whole(&self) -> Summary {
        let entries = self.entries().map(Cow::into_owned).collect();
        let unlisted = self.unlisted().map(Cow::into_owned).collect();
        Summary { schema: SCHEMA.to_owned(), by: self.by, totals: self.totals.clone(), entries, unlisted }
    }

    fn entry(&self, row: u32) -> EntryCount {
        let row = self.sums.row(row as usize);
        let known = numbers(&row.what).iter().map(|&number| (self.names.known)(number)).collect();
        EntryCount { seen: self.sighted(row), ..entry(known) }
    }

    fn code(&self, row: u32) -> UnlistedCount {
        let mut row = self.sums.row(row as usize);
        let code = code(&row.what).to_owned();
        let (statuses, messages) = (std::mem::take(&mut row.statuses), std::mem::take(&mut row.messages));
        let messages = messages.into_iter().map(String::from).collect();
        UnlistedCount { family: (self.names.family)(&code), code, seen: self.sighted(row), statuses, messages }
    }

    fn sighted(&self, row: Counted) -> Sighted {
        let mut files = BTreeMap::new();
        for (source, count) in row.sources {
            add(&mut files, (self.names.source)(source), count);
        }
        let (first, last) = row.times.unzip();
        let sample = Some(row.sample).filter(|sample| !sample.is_empty());
        Sighted { count: row.count, first, last, files, by: row.labels, sample }
    }
}

impl Listed for Outline<'_> {
    fn by(&self) -> Option<By> {
        self.by
    }

    fn totals(&self) -> &Totals {
        &self.totals
    }

    fn entries(&self) -> Box<dyn Iterator<Item = Cow<'_, EntryCount>> + '_> {
        Box::new(self.entries.iter().map(|row| Cow::Owned(self.entry(*row))))
    }

    fn unlisted(&self) -> Box<dyn Iterator<Item = Cow<'_, UnlistedCount>> + '_> {
        Box::new(self.unlisted.iter().map(|row| Cow::Owned(self.code(*row))))
    }

    fn unlisted_findings(&self) -> u64 {
        self.unlisted.iter().map(|row| self.sums.count(*row as usize)).sum::<u64>() + self.totals.more_unlisted
    }
}

/// The rows of entries and of unlisted codes: the most frequent first, then in the order of their ids and codes.
fn order(sums: &Sums, names: &Names<'_>) -> (Vec<u32>, Vec<u32>) {
    // One behind the other, each with its end: a hundred thousand texts of their own would take several times as much.
    let (mut texts, mut entries, mut unlisted) = (String::new(), Vec::new(), Vec::new());
    for row in 0..sums.len() {
        let start = texts.len();
        let list = match sums.subject(row) {
            Subject::Unlisted(code) => {
                texts += code;
                &mut unlisted
            }
            known => {
                let mut ids: Vec<String> = numbers(known).iter().map(|&number| (names.id)(number)).collect();
                ids.sort();
                ids.dedup();
                // As lists are compared.
                texts += &ids.join("\0");
                &mut entries
            }
        };
        list.push((Reverse(sums.count(row)), start, texts.len(), u32::try_from(row).expect("a row has 64 bytes")));
    }
    let rows = |mut list: Vec<(Reverse<u64>, usize, usize, u32)>| {
        list.sort_unstable_by_key(|&(count, start, end, _)| (count, &texts[start..end]));
        list.into_iter().map(|(.., row)| row).collect()
    };
    (rows(entries), rows(unlisted))
}

/// The entries that a row may be of.
fn numbers(what: &Subject) -> &[u32] {
    match what {
        Subject::Entry(number) => std::slice::from_ref(number),
        Subject::Several(numbers) => numbers,
        Subject::Unlisted(_) => &[],
    }
}

fn code(what: &Subject) -> &str {
    if let Subject::Unlisted(code) = what { code } else { "" }
}
