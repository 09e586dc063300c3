//! Messages by their windows: every sixth place of a text is looked at.

use std::ops::Range;

use super::filter::Filter;
use crate::catalog::samples::{STRIDE, Samples, WINDOW, hash};

/// Windows are looked at in groups, for which the bounds are checked once.
const GROUP: usize = 8;
/// So many places are collected before the tables are asked.
const BATCH: usize = 4096;

/// What the messages of all catalogs are found by.
#[derive(Debug)]
pub(super) struct Messages<'c> {
    layers: Vec<Samples<'c>>,
    filter: Filter,
}

impl<'c> Messages<'c> {
    /// `None` if no catalog has a message that can be found so.
    pub(super) fn new(layers: Vec<Samples<'c>>) -> Option<Self> {
        let mut hashes: Vec<u32> = layers.iter().flat_map(Samples::hashes).collect();
        hashes.sort_unstable();
        hashes.dedup();
        let filter = Filter::new(hashes.len(), hashes.iter().map(|hash| u64::from(*hash) << 32));
        (!hashes.is_empty()).then_some(Self { layers, filter })
    }

    /// Finds the places in some ranges of a padded text that are windows of a message.
    pub(super) fn find(
        &self,
        padded: &[u8],
        ranges: impl Iterator<Item = Range<usize>>,
        places: &mut Vec<u32>,
        mut found: impl FnMut(usize),
    ) {
        places.resize(BATCH + GROUP, 0);
        let mut count = 0;
        for Range { start: mut at, end } in ranges {
            while at < end {
                count += self.group(padded, at, places[count..].first_chunk_mut().expect("there is room for a group"));
                at += GROUP * STRIDE;
                // The last group may reach behind the range.
                while at > end && count > 0 && places[count - 1] as usize >= end {
                    count -= 1;
                }
                if count >= BATCH {
                    self.sift(padded, &places[..count], &mut found);
                    count = 0;
                }
            }
        }
        self.sift(padded, &places[..count], &mut found);
    }

    /// Hands over those of the places that are windows of a message.
    fn sift(&self, padded: &[u8], places: &[u32], found: &mut impl FnMut(usize)) {
        self.layers.iter().for_each(|layer| layer.warm(padded, places));
        let is_known = |place: &usize| self.layers.iter().any(|layer| layer.knows(padded, *place));
        places.iter().map(|place| *place as usize).filter(is_known).for_each(found);
    }

    /// Writes the places of a group that pass the filter. The last may lie behind the text, where nothing passes but by chance.
    #[inline]
    fn group(&self, padded: &[u8], at: usize, places: &mut [u32; GROUP]) -> usize {
        const LEN: usize = (GROUP - 1) * STRIDE + WINDOW;
        let Some(text) = padded[at..].first_chunk::<LEN>() else { return 0 };
        let mut count = 0;
        for window in 0..GROUP {
            let from = window * STRIDE;
            let hash = hash(text[from..from + WINDOW].try_into().expect("eight bytes"));
            places[count % GROUP] = narrow(at + from);
            count += usize::from(self.filter.has(u64::from(hash) << 32));
        }
        count
    }

    /// The records whose messages have a segment at a place, each with its layer.
    pub(super) fn records(&self, padded: &[u8], at: usize) -> impl Iterator<Item = (usize, u32)> {
        self.layers.iter().enumerate().flat_map(move |(number, layer)| layer.records(padded, at).map(move |record| (number, record)))
    }
}

/// A block with its padding is a few megabytes.
fn narrow(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
