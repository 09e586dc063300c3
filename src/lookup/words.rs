//! The index of words: which entries have a word in their title, message, code or name.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::catalog::Record;
use crate::catalog::key::{distance, fold};

/// A word of a title counts most: it says what the entry is about.
const TITLE: u32 = 6;
const CODE: u32 = 5;
const MESSAGE: u32 = 4;
const PROVIDER: u32 = 2;
/// The most words of one text that are read.
const MOST_WORDS: usize = 400;

/// A word, the letters it is made of, and its rows.
type Word = (String, u64, Range<usize>);

/// All words in order, each with its entries.
#[derive(Default)]
pub(super) struct Words {
    words: Vec<Word>,
    /// Entries, each with the weight of the word for it.
    rows: Vec<(usize, u32)>,
}

impl Words {
    /// For each of so many entries, how well it has a word, or one that begins with it, or else one that was meant by it.
    pub(super) fn scores(&self, word: &str, count: usize) -> Vec<u32> {
        let mut scores = vec![0; count];
        let meant = if self.beginning(word).is_empty() { self.nearest(word) } else { vec![word] };
        for word in meant {
            for (other, _, rows) in self.beginning(word) {
                let factor = if other == word { 2 } else { 1 };
                for &(entry, weight) in &self.rows[rows.clone()] {
                    scores[entry] = scores[entry].max(weight * factor);
                }
            }
        }
        scores
    }

    /// The words that begin with a text.
    fn beginning(&self, text: &str) -> &[Word] {
        let from = self.words.partition_point(|(word, ..)| word.as_str() < text);
        let count = self.words[from..].partition_point(|(word, ..)| word.starts_with(text));
        &self.words[from..from + count]
    }

    /// The words that are the fewest typing errors away, two at most.
    fn nearest(&self, word: &str) -> Vec<&str> {
        let allowed = match word.chars().count() {
            0..4 => return Vec::new(),
            4..8 => 1,
            _ => 2,
        };
        let own = letters(word);
        let others = self.words.iter().filter(|(_, letters, _)| may_be_near(own, *letters, allowed));
        let near: Vec<(usize, &str)> = others.filter_map(|(other, ..)| Some((distance(word, other, allowed)?, other.as_str()))).collect();
        let nearest = near.iter().map(|(errors, _)| *errors).min();
        near.into_iter().filter(|(errors, _)| Some(*errors) == nearest).map(|(_, word)| word).collect()
    }
}

/// Collects the words of entries.
#[derive(Default)]
pub(super) struct Builder {
    words: BTreeMap<String, Vec<(usize, u32)>>,
}

impl Builder {
    /// Adds an entry; entries come in ascending order.
    pub(super) fn add(&mut self, entry: usize, record: &Record<'_>) {
        let known = &record.entry;
        let optional = |text: &Option<_>| text.as_ref().map(ToString::to_string).unwrap_or_default();
        let code = known.code.as_deref().unwrap_or_default();
        self.put(entry, fold(code), CODE);
        let texts = [
            (known.title.to_string(), TITLE),
            (format!("{code} {}", known.slug.as_deref().unwrap_or_default()), CODE),
            (optional(&known.message), MESSAGE),
            (record.provider.to_string(), PROVIDER),
        ];
        for (text, weight) in texts {
            words(&text).take(MOST_WORDS).for_each(|word| self.put(entry, word, weight));
        }
        let status = known.status.map(|status| status.to_string()).unwrap_or_default();
        self.put(entry, status, PROVIDER);
    }

    fn put(&mut self, entry: usize, word: String, weight: u32) {
        if word.is_empty() {
            return;
        }
        let rows = self.words.entry(word).or_default();
        match rows.last_mut() {
            Some((last, best)) if *last == entry => *best = weight.max(*best),
            _ => rows.push((entry, weight)),
        }
    }

    pub(super) fn build(self) -> Words {
        let mut all = Words::default();
        for (word, rows) in self.words {
            let from = all.rows.len();
            all.rows.extend(rows);
            let letters = letters(&word);
            all.words.push((word, letters, from..all.rows.len()));
        }
        all
    }
}

/// The words of a text, in lower case.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(fold)
}

/// The letters and digits that a word has, a bit each (some share one). Words far from each other mostly differ in these, which is seen
/// at once.
pub(super) fn letters(word: &str) -> u64 {
    word.chars().fold(0, |bits, c| bits | 1 << (u32::from(c) & 63))
}

/// Whether so many edits may make one set of letters of the other: each adds one and takes one at most.
pub(super) fn may_be_near(a: u64, b: u64, edits: usize) -> bool {
    (a ^ b).count_ones() as usize <= 2 * edits
}
