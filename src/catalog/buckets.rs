//! The heads of the hash tables in an image: which rows have hashes that begin with the same bits.

use std::ops::Range;

use super::image::u32_at;

/// Where the rows of each bucket begin, of rows in the order of their hashes.
///
/// Layout: the number of bits that tell a bucket; the first row of each bucket, and one more.
#[derive(Debug, Clone, Copy)]
pub(super) struct Buckets<'c> {
    bits: u32,
    heads: &'c [u8],
}

impl<'c> Buckets<'c> {
    /// The heads of rows with these hashes, which are in ascending order.
    pub(super) fn write(hashes: &[u32]) -> Vec<u8> {
        let bits = (hashes.len().max(8) * 2).next_power_of_two().ilog2();
        let mut bytes = bits.to_le_bytes().to_vec();
        let mut row = 0;
        for bucket in 0..=1_u64 << bits {
            while row < hashes.len() && u64::from(hashes[row] >> (32 - bits)) < bucket {
                row += 1;
            }
            bytes.extend(u32::try_from(row).expect("an image has less than 4 GiB").to_le_bytes());
        }
        bytes
    }

    /// Reads the heads in place; also gives what stands behind them. `None` if the bytes cannot be such.
    pub(super) fn read(bytes: &'c [u8]) -> Option<(Self, &'c [u8])> {
        let (bits, rest) = bytes.split_first_chunk::<4>()?;
        let bits = u32::from_le_bytes(*bits);
        if !(1..=30).contains(&bits) {
            return None;
        }
        let (heads, rest) = rest.split_at_checked(((1 << bits) + 1) * 4)?;
        Some((Self { bits, heads }, rest))
    }

    /// The rows among which those of a hash are. Whether there are so many, the caller must see.
    #[inline]
    pub(super) fn rows(self, hash: u32) -> Range<usize> {
        let head = (hash >> (32 - self.bits)) as usize * 4;
        u32_at(self.heads, head) as usize..u32_at(self.heads, head + 4) as usize
    }
}
