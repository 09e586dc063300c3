//! Messages by their windows: where words meet, and for the few messages without such a place at every sixth byte.

use std::ops::Range;

use super::filter::{Filter, Probe};
use super::meets::{Joins, widened};
use crate::catalog::samples::{Join, STRIDE, Samples, WINDOW, Windows, hash};

/// Windows that may begin anywhere are looked at in groups, for which the bounds are checked once.
const GROUP: usize = 8;
/// So many places are collected before the tables are asked.
const BATCH: usize = 4096;

/// What the messages of all catalogs are found by.
#[derive(Debug)]
pub(super) struct Messages<'c> {
    layers: Vec<Samples<'c>>,
    joins: Joins,
    meeting: Filter,
    /// Most catalogs have no message that needs it.
    anywhere: Option<Filter>,
}

impl<'c> Messages<'c> {
    /// `None` if no catalog has a message that can be found so.
    pub(super) fn new(layers: Vec<Samples<'c>>) -> Option<Self> {
        let has = |join: Join| layers.iter().any(|layer| layer.has(join));
        let joins = Joins { space: has(Join::Space), mark: has(Join::Mark) };
        let meeting = filter(layers.iter().map(|layer| layer.meeting));
        let anywhere = filter(layers.iter().map(|layer| layer.anywhere));
        let is_empty = meeting.is_none() && anywhere.is_none();
        (!is_empty).then(|| Self { layers, joins, meeting: meeting.unwrap_or_else(Filter::of_none), anywhere })
    }

    /// What joins words, and what knows the windows where they meet.
    pub(super) const fn meeting(&self) -> (Joins, &Filter) {
        (self.joins, &self.meeting)
    }

    /// Finds the places in some ranges of a padded text, which are in order, that are windows of a message. Of the windows where words meet
    /// those are given that the filter knows, in order.
    pub(super) fn find(
        &self,
        padded: &[u8],
        ranges: impl Iterator<Item = Range<usize>> + Clone,
        windows: &[u32],
        places: &mut Vec<u32>,
        mut found: impl FnMut(usize),
    ) {
        places.clear();
        let mut parts = ranges.clone().peekable();
        let start = parts.peek().map_or(0, |part| part.start);
        for window in &windows[windows.partition_point(|window| (*window as usize) < start)..] {
            let at = *window as usize;
            while parts.next_if(|part| part.end <= at).is_some() {}
            let Some(part) = parts.peek() else { break };
            if part.contains(&at) {
                places.push(*window);
            }
        }
        self.sift(padded, places, |layer| layer.meeting, &mut found);
        if let Some(filter) = &self.anywhere {
            self.stride(padded, ranges, filter, places, &mut found);
        }
    }

    /// Looks at every sixth place.
    fn stride(
        &self,
        padded: &[u8],
        ranges: impl Iterator<Item = Range<usize>>,
        filter: &Filter,
        places: &mut Vec<u32>,
        found: &mut impl FnMut(usize),
    ) {
        places.resize(BATCH + GROUP, 0);
        let mut count = 0;
        for Range { start: mut at, end } in ranges {
            while at < end {
                count += group(filter.probe(), padded, at, places[count..].first_chunk_mut().expect("there is room for a group"));
                at += GROUP * STRIDE;
                // The last group may reach behind the range.
                while at > end && count > 0 && places[count - 1] as usize >= end {
                    count -= 1;
                }
                if count >= BATCH {
                    self.sift(padded, &places[..count], |layer| layer.anywhere, found);
                    count = 0;
                }
            }
        }
        self.sift(padded, &places[..count], |layer| layer.anywhere, found);
    }

    /// Hands over those of the places that are windows of a message.
    fn sift(&self, padded: &[u8], places: &[u32], of: impl Fn(&Samples<'c>) -> Windows<'c>, found: &mut impl FnMut(usize)) {
        self.layers.iter().for_each(|layer| of(layer).warm(padded, places));
        let is_known = |place: &usize| self.layers.iter().any(|layer| of(layer).knows(padded, *place));
        places.iter().map(|place| *place as usize).filter(is_known).for_each(found);
    }

    /// The records whose messages have a segment at a place, each with its layer.
    pub(super) fn records(&self, padded: &[u8], at: usize) -> impl Iterator<Item = (usize, u32)> {
        self.layers.iter().enumerate().flat_map(move |(number, layer)| layer.records(padded, at).map(move |record| (number, record)))
    }
}

/// A filter of all windows of some tables; `None` if there are none.
fn filter<'c>(tables: impl Iterator<Item = Windows<'c>> + Clone) -> Option<Filter> {
    let count = tables.clone().map(|table| table.hashes().len()).sum();
    let hashes = tables.flat_map(|table| table.hashes()).map(widened);
    (count > 0).then(|| Filter::new(count, hashes))
}

/// Writes the places of a group that pass the filter. The last may lie behind the text, where nothing passes but by chance.
#[inline]
fn group(filter: Probe<'_>, padded: &[u8], at: usize, places: &mut [u32; GROUP]) -> usize {
    const LEN: usize = (GROUP - 1) * STRIDE + WINDOW;
    let Some(text) = padded[at..].first_chunk::<LEN>() else { return 0 };
    let mut count = 0;
    for window in 0..GROUP {
        let from = window * STRIDE;
        let hash = hash(text[from..from + WINDOW].try_into().expect("eight bytes"));
        places[count % GROUP] = narrow(at + from);
        count += filter.has(widened(hash));
    }
    count
}

/// A block with its padding is a few megabytes.
fn narrow(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
