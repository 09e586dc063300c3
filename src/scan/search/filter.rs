//! [`Filter`]: says of a hash whether it is surely none of those it knows. One word of memory is looked at.

/// A Bloom filter with three bits for each hash, all in the same word.
#[derive(Debug)]
pub(super) struct Filter {
    words: Vec<u64>,
    shift: u32,
}

impl Filter {
    /// Bits for each hash: of the hashes that it does not know, one in two hundred passes.
    const SPREAD: usize = 16;

    /// A filter that knows the hashes, of which there are about `count`. Their upper halves count.
    pub(super) fn new(count: usize, hashes: impl Iterator<Item = u64>) -> Self {
        let size = count.saturating_mul(Self::SPREAD).next_power_of_two().max(1 << 10) / 64;
        let mut filter = Self { words: vec![0; size], shift: 64 - size.ilog2() };
        for hash in hashes {
            let (word, bits) = filter.place(hash);
            filter.words[word] |= bits;
        }
        filter
    }

    /// A filter that knows everything.
    #[cfg(test)]
    pub(super) fn of_all() -> Self {
        Self { words: vec![u64::MAX; 16], shift: 60 }
    }

    /// Whether a hash may be one of those.
    #[inline]
    pub(super) fn has(&self, hash: u64) -> bool {
        let (word, bits) = self.place(hash);
        self.words[word] & bits == bits
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "there are fewer words than 2 to the 32")]
    const fn place(&self, hash: u64) -> (usize, u64) {
        let bits = 1 << (hash >> 32 & 63) | 1 << (hash >> 38 & 63) | 1 << (hash >> 44 & 63);
        ((hash >> self.shift) as usize, bits)
    }
}
