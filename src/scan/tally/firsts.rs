//! [`Firsts`]: where each entry was found first by any worker, so that not every worker keeps a sample of each.

use std::sync::atomic::{AtomicU64, Ordering};

/// The bits of an offset; those above are of the source.
const OFFSET: u32 = 44;

/// The first place of each entry, shared by all workers.
#[derive(Debug, Default)]
pub struct Firsts {
    places: Vec<AtomicU64>,
}

impl Firsts {
    /// Nothing was found yet, of so many entries.
    #[must_use]
    pub fn new(entries: usize) -> Self {
        Self { places: std::iter::repeat_with(|| AtomicU64::new(u64::MAX)).take(entries).collect() }
    }

    /// Notes a place of an entry; `false` if an earlier one is known. The first of all is never refused, whoever comes when.
    pub(super) fn may_be_first(&self, entry: u32, source: u32, offset: u64) -> bool {
        let Some(first) = self.places.get(entry as usize) else { return true };
        // Beyond what has room, every place may be the first.
        if source >> (u64::BITS - OFFSET) != 0 || offset >> OFFSET != 0 {
            return true;
        }
        let place = u64::from(source) << OFFSET | offset;
        first.fetch_min(place, Ordering::Relaxed) >= place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_place_is_never_refused() {
        let firsts = Firsts::new(1);
        let places = [(1, 5), (1, 7), (1, 5), (0, 1 << 43), (1, 4), (u32::MAX, 0), (0, u64::MAX), (0, 9)];
        let found = places.map(|(source, offset)| firsts.may_be_first(0, source, offset));
        assert_eq!(found, [true, false, true, true, false, true, true, true]);
        assert!(firsts.may_be_first(1, 9, 9) && firsts.may_be_first(1, 10, 9));
    }
}
