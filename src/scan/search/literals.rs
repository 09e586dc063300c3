//! Literals: the prefixes that codes of a family begin with, and whole codes where there are few. Vectors compare many at once.

use aho_corasick::packed::{Config, MatchKind, Searcher};
use aho_corasick::{AhoCorasick, AhoCorasickBuilder};

/// Searches a text for several strings.
#[derive(Debug)]
pub(super) enum Literals {
    /// For some dozens of strings, on processors with vectors.
    Packed(Box<Searcher>),
    /// For all others.
    Automaton(Box<AhoCorasick>),
}

impl Literals {
    /// `None` if there is nothing to search for, or far too much.
    pub(super) fn new(strings: &[Vec<u8>]) -> Option<Self> {
        if strings.is_empty() {
            return None;
        }
        let packed = Config::new().match_kind(MatchKind::LeftmostLongest).builder().extend(strings).build();
        if let Some(packed) = packed {
            return Some(Self::Packed(Box::new(packed)));
        }
        let kind = aho_corasick::MatchKind::LeftmostLongest;
        AhoCorasickBuilder::new().match_kind(kind).build(strings).ok().map(|automaton| Self::Automaton(Box::new(automaton)))
    }

    /// Hands over the number of each string that is found, and its place; of several at one place the longest.
    pub(super) fn find(&self, text: &[u8], mut found: impl FnMut(usize, usize, usize)) {
        match self {
            Self::Packed(searcher) => searcher.find_iter(text).for_each(|at| found(at.pattern().as_usize(), at.start(), at.end())),
            Self::Automaton(searcher) => searcher.find_iter(text).for_each(|at| found(at.pattern().as_usize(), at.start(), at.end())),
        }
    }
}
