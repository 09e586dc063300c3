//! Search while typing: [`Lookup`] finds entries by their code, by a part of it, and by words of title and message; typing errors are
//! forgiven. The likeliest stand first.
//!
//! Codes are asked of the image's own index; the index of words is made of the records, once.

mod words;

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use serde::Serialize;

use crate::catalog::key::{distance, fold};
use crate::catalog::layers::Layers;
use crate::catalog::{Error, Record};

use words::{Words, letters};

/// The bytes of a query that are read.
const MOST_QUERY: usize = 200;
/// The words of a query that are looked for.
const MOST_WORDS: usize = 12;
/// A shorter part of a code is in too many of them.
const MIN_PART: usize = 3;

/// An entry that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// The entry's id.
    pub id: String,
    /// The code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The title.
    pub title: String,
    /// Where it stands on a site.
    pub page: Page,
}

/// The page of an entry, and the place on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// What the page is about: `provider/CODE`, or `provider/slug` for an entry without a code.
    pub name: String,
    /// The meaning, where a code may have several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
}

impl Page {
    /// The page of an entry.
    #[must_use]
    pub fn new(record: &Record<'_>) -> Self {
        let entry = &record.entry;
        let name = entry.code.as_deref().or(entry.slug.as_deref()).unwrap_or_default();
        let slug = entry.slug.as_deref().filter(|_| entry.code.is_some());
        Self { name: format!("{}/{name}", record.provider), slug: slug.map(str::to_owned) }
    }
}

/// How an entry was found, from the weakest to the strongest; in each, the more the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// The code is a few typing errors away; none counts most.
    Typo(Reverse<usize>),
    /// Some of the words: how many, and how good.
    SomeWords(usize, u32),
    /// The query stands in the code.
    InCode,
    /// All words.
    AllWords(u32),
    /// The code begins with the query.
    Prefix,
    /// The code is the query, but for case and separators.
    Code,
    /// The id is.
    Id,
}

/// Finds entries; made once from the catalogs.
pub struct Lookup<'c> {
    layers: Layers<'c>,
    /// The number of the first entry of each layer.
    firsts: Vec<usize>,
    /// Folded codes in the order of each layer, with the letters they are made of and their entries.
    keys: Vec<(&'c str, u64, Range<usize>)>,
    /// By id. Of entries with the same id, the one of the highest layer counts.
    ids: HashMap<String, usize>,
    /// By folded id, which several may share: `rate-limit` and `RateLimit`.
    folded: HashMap<String, Vec<usize>>,
    words: Words,
    /// How many entries there are, with those that do not count.
    count: usize,
}

impl<'c> Lookup<'c> {
    /// Reads all entries.
    ///
    /// # Errors
    /// If an image is damaged; so with the other questions.
    pub fn new(layers: Layers<'c>) -> Result<Self, Error> {
        let (mut firsts, mut keys, mut count) = (Vec::new(), Vec::new(), 0);
        for layer in layers.iter() {
            let names = layer.catalog.names()?;
            firsts.push(count);
            keys.extend((0..names.len()).map(|at| {
                let records = names.records(at);
                (names.key(at), letters(names.key(at)), count + records.start as usize..count + records.end as usize)
            }));
            count += layer.catalog.image().len() as usize;
        }
        let mut lookup = Self { layers, firsts, keys, ids: HashMap::new(), folded: HashMap::new(), words: Words::default(), count };
        lookup.read()?;
        Ok(lookup)
    }

    fn read(&mut self) -> Result<(), Error> {
        for entry in 0..self.count {
            let id = self.record(entry)?.id();
            self.folded.entry(fold(&id)).or_default().push(entry);
            self.ids.insert(id, entry);
        }
        let mut builder = words::Builder::default();
        for entry in 0..self.count {
            let record = self.record(entry)?;
            if self.counts(entry, &record) {
                builder.add(entry, &record);
            }
        }
        self.words = builder.build();
        Ok(())
    }

    fn record(&self, entry: usize) -> Result<Record<'c>, Error> {
        let layer = self.firsts.partition_point(|&first| first <= entry).saturating_sub(1);
        let number = entry - self.firsts[layer];
        let catalog = self.layers.iter().nth(layer).expect("each layer has a first entry").catalog;
        catalog.record(u32::try_from(number).unwrap_or(u32::MAX))
    }

    fn counts(&self, entry: usize, record: &Record<'_>) -> bool {
        self.ids.get(&record.id()) == Some(&entry)
    }

    /// The entries for what was typed so far, the likeliest first; at most `limit`.
    ///
    /// # Errors
    /// If an image is damaged.
    pub fn find(&self, query: &str, limit: usize) -> Result<Vec<Hit>, Error> {
        let query = &query[..query.floor_char_boundary(MOST_QUERY)];
        let folded = fold(query);
        if folded.is_empty() {
            return Ok(Vec::new());
        }
        let mut ranks = vec![None; self.count];
        self.by_words(query, &mut ranks);
        self.by_code(&folded, &mut ranks);
        if ranks.iter().all(Option::is_none) {
            self.by_typo(&folded, &mut ranks);
        }
        let mut hits = Vec::new();
        for entry in best_first(&ranks) {
            if hits.len() == limit {
                break;
            }
            let record = self.record(entry)?;
            if self.counts(entry, &record) {
                hits.push(hit(&record));
            }
        }
        Ok(hits)
    }

    fn by_code(&self, folded: &str, ranks: &mut [Option<Rank>]) {
        for &entry in self.folded.get(folded).into_iter().flatten() {
            raise(ranks, entry..entry + 1, Rank::Id);
        }
        for (key, _, entries) in &self.keys {
            let rank = match key.find(folded) {
                Some(0) if key.len() == folded.len() => Rank::Code,
                Some(0) => Rank::Prefix,
                Some(_) if folded.len() >= MIN_PART => Rank::InCode,
                _ => continue,
            };
            raise(ranks, entries.clone(), rank);
        }
    }

    fn by_words(&self, query: &str, ranks: &mut [Option<Rank>]) {
        let words = split(query);
        let mut sums = vec![(0, 0); self.count];
        for word in &words {
            let scores = self.words.scores(word, self.count);
            for (sum, score) in sums.iter_mut().zip(scores).filter(|(_, score)| *score > 0) {
                *sum = (sum.0 + 1, sum.1 + score);
            }
        }
        for (entry, &(count, score)) in sums.iter().enumerate().filter(|(_, (count, _))| *count > 0) {
            let rank = if count == words.len() { Rank::AllWords(score) } else { Rank::SomeWords(count, score) };
            raise(ranks, entry..entry + 1, rank);
        }
    }

    fn by_typo(&self, folded: &str, ranks: &mut [Option<Rank>]) {
        let (allowed, own) = (if folded.chars().count() < 6 { 1 } else { 2 }, letters(folded));
        for (key, letters, entries) in &self.keys {
            if words::may_be_near(own, *letters, allowed)
                && let Some(errors) = distance(folded, key, allowed)
            {
                raise(ranks, entries.clone(), Rank::Typo(Reverse(errors)));
            }
        }
    }
}

/// Gives entries a rank, if they have no better one. An index may name more entries than there are.
fn raise(ranks: &mut [Option<Rank>], entries: Range<usize>, rank: Rank) {
    for best in ranks.iter_mut().take(entries.end).skip(entries.start) {
        *best = (*best).max(Some(rank));
    }
}

/// The entries that have a rank, best first; of equal ones, in the order of the catalogs. Where the query is understood, those that
/// only have some of its words do not count.
fn best_first(ranks: &[Option<Rank>]) -> Vec<usize> {
    let is_understood = ranks.iter().any(|rank| *rank > Some(Rank::InCode));
    let counts = |rank: &Rank| !is_understood || !matches!(rank, Rank::SomeWords(..));
    let ranked = ranks.iter().enumerate().filter_map(|(entry, rank)| Some((Reverse((*rank)?), entry)));
    let mut ranked: Vec<_> = ranked.filter(|(Reverse(rank), _)| counts(rank)).collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, entry)| entry).collect()
}

/// The words of a query. One with a digit is taken for a code and stays whole, as its separators are not searched.
fn split(query: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in query.split_whitespace() {
        if word.contains(|c: char| c.is_ascii_digit()) {
            words.push(fold(word));
        } else {
            words.extend(words::words(word));
        }
    }
    words.retain(|word| !word.is_empty());
    words.dedup();
    words.truncate(MOST_WORDS);
    words
}

fn hit(record: &Record<'_>) -> Hit {
    let entry = &record.entry;
    Hit {
        id: record.id(),
        code: entry.code.as_ref().map(ToString::to_string),
        status: entry.status,
        title: entry.title.to_string(),
        page: Page::new(record),
    }
}

#[cfg(test)]
mod tests;
