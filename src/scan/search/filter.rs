//! [`Filter`]: says of a hash whether it is surely none of those it knows. One bit is looked at.

/// A Bloom filter with one hash.
#[derive(Debug)]
pub(super) struct Filter {
    bits: Vec<u64>,
    shift: u32,
}

impl Filter {
    /// A filter that knows the hashes, of which there are about `count`. A hash it does not know passes once in `spread` times.
    pub(super) fn new(count: usize, spread: usize, hashes: impl Iterator<Item = u64>) -> Self {
        let size = (count.saturating_mul(spread)).next_power_of_two().max(1 << 10);
        let mut filter = Self { bits: vec![0; size / 64], shift: 64 - size.ilog2() };
        for hash in hashes {
            let (word, bit) = filter.place(hash);
            filter.bits[word] |= 1 << bit;
        }
        filter
    }

    /// A filter that knows everything.
    #[cfg(test)]
    pub(super) fn of_all() -> Self {
        Self { bits: vec![u64::MAX; 16], shift: 54 }
    }

    /// Whether a hash may be one of those.
    #[inline]
    pub(super) fn has(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        self.bits[word] >> bit & 1 == 1
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the upper bits of the hash are fewer than those of an offset")]
    const fn place(&self, hash: u64) -> (usize, u32) {
        let place = hash >> self.shift;
        ((place / 64) as usize, (place % 64) as u32)
    }
}
