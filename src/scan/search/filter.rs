//! [`Filter`]: says of a hash whether it is surely none of those it knows. One word of memory is looked at.
#![expect(clippy::inline_always, reason = "only what is part of the loop is compiled for the vectors")]

/// A Bloom filter with three bits for each hash, all in the same word.
#[derive(Debug)]
pub(super) struct Filter {
    words: Vec<u64>,
    shift: u32,
}

/// A filter to be asked many times in a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Probe<'f> {
    words: &'f [u64],
    shift: u32,
}

impl Filter {
    /// Bits for each hash: of the hashes that it does not know, one in two hundred passes.
    const SPREAD: usize = 16;

    /// A filter that knows the hashes, of which there are about `count`.
    pub(super) fn new(count: usize, hashes: impl Iterator<Item = u64>) -> Self {
        let size = count.saturating_mul(Self::SPREAD).next_power_of_two().max(1 << 10) / 64;
        let mut filter = Self { words: vec![0; size], shift: 64 - size.ilog2() };
        for hash in hashes {
            let word = filter.probe().word(hash);
            filter.words[word] |= bits(hash).iter().fold(0, |bits, bit| bits | 1 << bit);
        }
        filter
    }

    /// A filter that knows nothing.
    pub(super) fn of_none() -> Self {
        Self::new(0, std::iter::empty())
    }

    /// A filter that knows everything.
    #[cfg(test)]
    pub(super) fn of_all() -> Self {
        Self { words: vec![u64::MAX; 16], shift: 60 }
    }

    /// The filter, to be asked.
    #[inline]
    pub(super) fn probe(&self) -> Probe<'_> {
        Probe { words: &self.words, shift: self.shift }
    }
}

impl Probe<'_> {
    /// 1 if a hash may be one of those, else 0: what is counted by it needs no branch.
    #[inline(always)]
    pub(super) fn has(self, hash: u64) -> usize {
        let word = self.words[self.word(hash)];
        let [first, second, third] = bits(hash).map(|bit| word >> bit);
        usize::from(first & second & third & 1 > 0)
    }

    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "there are fewer words than 2 to the 32")]
    const fn word(self, hash: u64) -> usize {
        // It is below the number of words anyway; so it need not be tested.
        (hash >> self.shift) as usize & (self.words.len() - 1)
    }
}

/// The bits in its word that a hash has.
#[inline(always)]
const fn bits(hash: u64) -> [u32; 3] {
    [(hash & 63) as u32, (hash >> 6 & 63) as u32, (hash >> 12 & 63) as u32]
}
