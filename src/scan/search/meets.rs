//! Where words meet: `access denied` has a letter, a blank, a letter. Nearly all messages have such a place, and most of a log has none.
#![expect(clippy::inline_always, reason = "only what is part of the loop is compiled for the vectors")]

use crate::catalog::samples::{BEFORE, hash};

use super::classes::Classes;
use super::filter::Probe;

/// So many windows are worked on in one step.
const BATCH: usize = 128;

/// What words are joined by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Joins {
    /// A blank.
    pub(super) space: bool,
    /// An underscore or a hyphen.
    pub(super) mark: bool,
}

/// Finds where words meet, chunk by chunk.
#[derive(Debug)]
pub(super) struct Meets {
    space: u64,
    mark: u64,
    /// What the bits of the chunk before say, shifted to where they are needed.
    join: u64,
    letter: u64,
}

impl Meets {
    /// For the beginning of a text.
    pub(super) fn new(joins: Joins) -> Self {
        let asked = |join: bool| if join { u64::MAX } else { 0 };
        Self { space: asked(joins.space), mark: asked(joins.mark), join: 0, letter: 0 }
    }

    /// At which bytes of the next chunk a word begins that is joined to the one before.
    #[inline(always)]
    pub(super) const fn step(&mut self, classes: &Classes) -> u64 {
        let letter = classes.lower | classes.upper;
        let join = classes.space & self.space | (classes.underscore | classes.hyphen) & self.mark;
        let meets = letter & (join << 1 | self.join) & (letter << 2 | self.letter);
        (self.join, self.letter) = (join >> 63, letter >> 62);
        meets
    }
}

/// Keeps of some places, at which words meet, those whose window the filter knows; how many these are.
#[inline(always)]
pub(super) fn sift(padded: &[u8], base: usize, filter: Probe<'_>, places: &mut [u32]) -> usize {
    let windows = padded[base - BEFORE..].array_windows();
    let mut hashes = [0; BATCH];
    let mut live = 0;
    for from in (0..places.len()).step_by(BATCH) {
        let batch = from..places.len().min(from + BATCH);
        for (hash, place) in hashes.iter_mut().zip(&places[batch.clone()]) {
            *hash = u64::from_le_bytes(*windows.clone().nth(*place as usize).expect("padding"));
        }
        for window in &mut hashes[..batch.len()] {
            *window = widened(hash(window.to_le_bytes()));
        }
        for (at, hash) in batch.zip(&hashes) {
            places[live] = places[at];
            live += filter.has(*hash);
        }
    }
    live
}

/// The hash of a window as filters take it.
#[inline(always)]
pub(super) const fn widened(hash: u32) -> u64 {
    (hash as u64) << 32 | hash as u64
}

/// Where the window begins whose words meet at a place.
#[inline]
pub(super) fn window(base: usize, place: u32) -> u32 {
    u32::try_from(base + place as usize - BEFORE).unwrap_or(u32::MAX)
}
