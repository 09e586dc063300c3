//! [`Sums`]: what was counted, ready to be looked at row by row. There may be a hundred thousand rows, so none is made before it is asked for.

use std::collections::BTreeMap;

use super::rows::Settled;
use super::{Counted, Counts, Details, NONE, OTHER, Subject, Tally};

/// What was counted. Rows have numbers: first those of entries, then those of unlisted codes.
#[derive(Debug)]
pub struct Sums {
    known: Settled,
    unlisted: Settled,
    /// What each row is of.
    subjects: Vec<Subject>,
    details: Vec<Details>,
    /// By number.
    labels: Vec<Box<str>>,
    by_label: Vec<u64>,
    other_labels: u64,
    more_unlisted: u64,
}

impl Tally {
    /// What was counted, to be looked at row by row.
    #[must_use]
    pub fn sums(mut self) -> Sums {
        self.sort_out_labels();
        self.sort_out_codes();
        let mut subjects = vec![Subject::Entry(0); self.known.list.len()];
        for (number, row) in (0..).zip(&self.entries).filter(|(_, row)| **row != NONE) {
            subjects[*row as usize] = Subject::Entry(number);
        }
        for (numbers, row) in self.several {
            subjects[row as usize] = Subject::Several(numbers);
        }
        subjects.extend(self.codes.list.into_iter().map(Subject::Unlisted));
        let Self { labels, by_label, other_labels, known, unlisted, details, more_unlisted, .. } = self;
        let (known, unlisted) = (known.settled(), unlisted.settled());
        Sums { known, unlisted, subjects, details, labels: labels.list.into_iter().collect(), by_label, other_labels, more_unlisted }
    }

    /// What was counted, in order.
    #[must_use]
    pub fn counts(self) -> Counts {
        let sums = self.sums();
        let mut rows: Vec<Counted> = (0..sums.len()).map(|row| sums.row(row)).collect();
        rows.sort_by(|a, b| a.what.cmp(&b.what));
        Counts { rows, labels: sums.labels(), more_unlisted: sums.more_unlisted }
    }
}

impl Sums {
    /// The number of rows.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.subjects.len()
    }

    /// Whether nothing was found that has a row.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.subjects.is_empty()
    }

    /// Findings of unlisted codes that have no row.
    #[must_use]
    pub const fn more_unlisted(&self) -> u64 {
        self.more_unlisted
    }

    /// How often each label was seen, [`OTHER`] among them.
    #[must_use]
    pub fn labels(&self) -> BTreeMap<String, u64> {
        let mut labels: BTreeMap<String, u64> = self.labels.iter().map(ToString::to_string).zip(self.by_label.iter().copied()).collect();
        if self.other_labels > 0 {
            labels.insert(OTHER.to_owned(), self.other_labels);
        }
        labels
    }

    /// What a row is of.
    #[must_use]
    pub fn subject(&self, row: usize) -> &Subject {
        &self.subjects[row]
    }

    /// How often that was found.
    #[must_use]
    pub fn count(&self, row: usize) -> u64 {
        match row.checked_sub(self.known.len()) {
            None => self.known.count(row),
            Some(row) => self.unlisted.count(row),
        }
    }

    /// All that was counted of it.
    #[must_use]
    pub fn row(&self, row: usize) -> Counted {
        let what = self.subjects[row].clone();
        match row.checked_sub(self.known.len()) {
            None => self.known.counted(row, what, &self.labels),
            Some(row) => {
                let Details { statuses, messages } = self.details[row].clone();
                Counted { statuses, messages, ..self.unlisted.counted(row, what, &self.labels) }
            }
        }
    }
}
