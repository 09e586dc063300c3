//! The index that streams of bytes are searched with by code: [`Codes`] finds a code by its very bytes, where
//! [`Names`](super::index::Names) forgives case and separators.
//!
//! Like the other indexes it is a sorted array: whatever bytes a reader is given, it ends and stays within them.

use std::hint::black_box;

use super::buckets::Buckets;
use super::image::{Error, u32_at};

/// Codes with more bytes than this are in no stream's index; only `explain` finds them.
pub const LONGEST: usize = 63;
/// So many bytes of a code stand in its row, the last ones.
const TAIL: usize = 16;
/// The bytes of a row.
const ROW: usize = TAIL + 8;
/// So many codes are waited for at a time.
const WARMED: usize = 32;

/// A hash table from codes to their places in the order of the names.
///
/// Layout: the heads of the buckets; the number of rows; rows of the code's last bytes (16, filled with zeros), its place in the names (4),
/// and where its text lies (4); the texts, each behind a byte with its length. Most codes are so short that their row is all there is to
/// look at.
#[derive(Debug, Clone, Copy)]
pub struct Codes<'c> {
    buckets: Buckets<'c>,
    rows: &'c [u8],
    texts: &'c [u8],
}

/// A code of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code<'c> {
    /// Its text, to the letter.
    pub text: &'c [u8],
    /// Its place in the order of the names, which leads to its records.
    pub name: u32,
}

impl<'c> Codes<'c> {
    /// Writes the table; `codes` has each code with its place in the names.
    #[must_use]
    pub fn write(codes: &[(&str, u32)]) -> Vec<u8> {
        // Behind zeros it could not be told where a code ends.
        let is_kept = |(code, _): &&(&str, u32)| code.len() <= LONGEST && !code.ends_with('\0');
        let hashed = |&(code, name)| (hash(tail(str::as_bytes(code)), code.len()), code, name);
        let mut rows: Vec<(u64, &str, u32)> = Vec::with_capacity(codes.len());
        rows.extend(codes.iter().filter(is_kept).map(hashed));
        rows.sort_unstable();
        rows.dedup();
        let mut bytes = Buckets::write(&rows.iter().map(|(hash, ..)| upper(*hash)).collect::<Vec<_>>());
        bytes.extend(narrow(rows.len()));
        let mut texts = Vec::new();
        for (_, code, name) in rows {
            bytes.extend(tail(code.as_bytes()));
            bytes.extend(name.to_le_bytes());
            bytes.extend(narrow(texts.len()));
            texts.push(u8::try_from(code.len()).expect("at most LONGEST"));
            texts.extend(code.as_bytes());
        }
        bytes.extend(texts);
        bytes
    }

    /// Reads the table in place.
    ///
    /// # Errors
    /// If the bytes cannot be one.
    pub fn read(bytes: &'c [u8]) -> Result<Self, Error> {
        Self::parts(bytes).ok_or(Error::damaged("the index of codes in streams"))
    }

    fn parts(bytes: &'c [u8]) -> Option<Self> {
        let (buckets, rest) = Buckets::read(bytes)?;
        let (count, rest) = rest.split_first_chunk::<4>()?;
        let (rows, texts) = rest.split_at_checked((u32::from_le_bytes(*count) as usize).checked_mul(ROW)?)?;
        Some(Self { buckets, rows, texts })
    }

    /// The number of codes. A row's number is below it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len() / ROW
    }

    /// Whether there is no code.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The code of a row; an empty one if there is none.
    #[must_use]
    pub fn code(&self, row: usize) -> Code<'c> {
        let Some(bytes) = self.rows.get(row * ROW..(row + 1) * ROW) else { return Code { text: &[], name: u32::MAX } };
        let text = self.texts.get(u32_at(bytes, TAIL + 4) as usize..).and_then(|text| text.split_first());
        let text = text.and_then(|(len, text)| text.get(..usize::from(*len))).unwrap_or(&[]);
        Code { text, name: u32_at(bytes, TAIL) }
    }

    /// Brings what [`find`](Self::find) will look at for these codes into the caches: of several at a time, as one does not depend on the
    /// other. A table of many codes is larger than the caches are, and waiting for one code after the other takes several times as long.
    pub fn warm<'t>(&self, codes: impl Iterator<Item = &'t [u8]>) {
        let mut firsts = [0; WARMED];
        let mut codes = codes.peekable();
        while codes.peek().is_some() {
            let mut count = 0;
            for (first, code) in firsts.iter_mut().zip(&mut codes) {
                *first = self.buckets.rows(upper(hash(tail(code), code.len()))).start;
                count += 1;
            }
            let row = |first: &usize| self.rows.get(first * ROW).copied().unwrap_or_default();
            black_box(firsts[..count].iter().map(row).fold(0, |sum, byte| sum ^ byte));
        }
    }

    /// The row of a code.
    #[must_use]
    pub fn find(&self, code: &[u8]) -> Option<usize> {
        let tail = tail(code);
        let is_all = code.len() < TAIL && code.last() != Some(&0);
        let rows = self.buckets.rows(upper(hash(tail, code.len()))).take_while(|row| *row < self.len());
        let has_tail = |row: &usize| self.rows.get(row * ROW..row * ROW + TAIL).is_some_and(|bytes| *bytes == tail);
        rows.filter(has_tail).find(|row| is_all || self.code(*row).text == code)
    }
}

/// The last bytes of a code, at the start of what has room for them.
#[inline]
fn tail(code: &[u8]) -> [u8; TAIL] {
    if let Some(tail) = code.last_chunk() {
        return *tail;
    }
    let mut tail = [0; TAIL];
    tail[..code.len()].copy_from_slice(code);
    tail
}

/// The hash of a code: of its last bytes and its length, so that it can be had without a loop.
#[inline]
fn hash(tail: [u8; TAIL], len: usize) -> u64 {
    let (low, high) = halves(u128::from_le_bytes(tail));
    mixed(low ^ mixed(high ^ (len as u64) << 56))
}

/// The half that tells the bucket.
#[inline]
const fn upper(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// The two halves of a product, over each other: all bits of a number reach all others.
#[inline]
fn mixed(number: u64) -> u64 {
    let product = u128::from(number ^ 0x1F2E_94C3_68A1_D70B) * 0x9E37_79B9_7F4A_7C15;
    let (low, high) = halves(product);
    low ^ high
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the other half is the other number")]
const fn halves(number: u128) -> (u64, u64) {
    (number as u64, (number >> 64) as u64)
}

fn narrow(number: usize) -> [u8; 4] {
    u32::try_from(number).expect("an image has less than 4 GiB").to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_to_the_letter() {
        let long = "L".repeat(LONGEST + 1);
        let bytes = Codes::write(&[
            ("EQ-2010005", 3),
            ("NoSuchKey", 7),
            ("x", 1),
            ("NoSuchKey", 7),
            (&long, 9),
            ("ANoSuchKeyThatIsLong", 8),
            ("x\0", 2),
        ]);
        let codes = Codes::read(&bytes).unwrap();
        assert_eq!(codes.len(), 4);
        let name = |code: &str| codes.find(code.as_bytes()).map(|row| codes.code(row).name);
        assert_eq!([name("EQ-2010005"), name("NoSuchKey"), name("x"), name("ANoSuchKeyThatIsLong")], [Some(3), Some(7), Some(1), Some(8)]);
        assert_eq!([name("nosuchkey"), name(""), name("BNoSuchKeyThatIsLong"), name(&long), name("x\0")], [None; 5]);
        for cut in 0..bytes.len() {
            if let Ok(codes) = Codes::read(&bytes[..cut]) {
                let _ = codes.find(b"NoSuchKey");
            }
        }
    }
}
