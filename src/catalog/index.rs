//! The two indexes of an image, each with its writer and its reader: [`Names`] finds records by code,
//! [`Anchors`] by a piece of their message.
//!
//! Both are plain sorted arrays: whatever bytes a reader is given, it ends and stays within them.

use std::ops::Range;

use super::buckets::Buckets;
use super::image::{Error, u32_at};
use super::template::ANCHOR;

/// Folded codes in order, each with the numbers of its records, which are consecutive.
///
/// Layout: count; count + 1 offsets of keys; count + 1 first records; the keys.
#[derive(Debug, Clone, Copy)]
pub struct Names<'c> {
    count: usize,
    offsets: &'c [u8],
    firsts: &'c [u8],
    keys: &'c [u8],
}

impl<'c> Names<'c> {
    /// Writes the index; `names` has the folded code of each record, in ascending order.
    #[must_use]
    pub fn write(names: &[String]) -> Vec<u8> {
        let mut rows: Vec<(&str, usize)> = names.iter().enumerate().map(|(record, name)| (name.as_str(), record)).collect();
        rows.dedup_by(|next, row| next.0 == row.0);
        let mut bytes = number(rows.len());
        let mut offset = 0;
        for (key, _) in &rows {
            bytes.extend(number(offset));
            offset += key.len();
        }
        bytes.extend(number(offset));
        for (_, record) in &rows {
            bytes.extend(number(*record));
        }
        bytes.extend(number(names.len()));
        for (key, _) in &rows {
            bytes.extend(key.as_bytes());
        }
        bytes
    }

    /// Reads the index in place.
    ///
    /// # Errors
    /// If the bytes cannot be one.
    pub fn read(bytes: &'c [u8]) -> Result<Self, Error> {
        let damaged = Error::damaged("the index of codes");
        let (count, rest) = bytes.split_first_chunk::<4>().ok_or(Error::damaged("the index of codes"))?;
        let count = u32::from_le_bytes(*count) as usize;
        let table = (count + 1).checked_mul(4).filter(|table| table.checked_mul(2).is_some_and(|both| both <= rest.len()));
        let Some(table) = table else { return Err(damaged) };
        let (offsets, rest) = rest.split_at(table);
        let (firsts, keys) = rest.split_at(table);
        Ok(Self { count, offsets, firsts, keys })
    }

    /// The number of different codes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is no code.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The key at a place in the order.
    #[must_use]
    pub fn key(&self, at: usize) -> &'c str {
        std::str::from_utf8(self.bytes(at)).unwrap_or_default()
    }

    fn bytes(&self, at: usize) -> &'c [u8] {
        let range = u32_at(self.offsets, at * 4) as usize..u32_at(self.offsets, at * 4 + 4) as usize;
        self.keys.get(range).unwrap_or_default()
    }

    /// The records of the key at a place in the order.
    #[must_use]
    pub fn records(&self, at: usize) -> Range<u32> {
        u32_at(self.firsts, at * 4)..u32_at(self.firsts, at * 4 + 4)
    }

    /// The same of a place that an index names; an empty range if there is no such place.
    #[must_use]
    pub fn of(&self, place: u32) -> Range<u32> {
        if (place as usize) < self.count { self.records(place as usize) } else { 0..0 }
    }

    /// The records of a folded code; an empty range if there is none.
    #[must_use]
    pub fn exact(&self, key: &str) -> Range<u32> {
        let at = self.lower_bound(key);
        if at < self.count && self.bytes(at) == key.as_bytes() { self.records(at) } else { 0..0 }
    }

    /// The places of all keys that start with a prefix.
    #[must_use]
    pub fn prefix(&self, prefix: &str) -> Range<usize> {
        let from = self.lower_bound(prefix);
        let mut to = from;
        while to < self.count && self.key(to).starts_with(prefix) {
            to += 1;
        }
        from..to
    }

    fn lower_bound(&self, key: &str) -> usize {
        let (mut from, mut to) = (0, self.count);
        while from < to {
            let middle = from.midpoint(to);
            if self.bytes(middle) < key.as_bytes() { from = middle + 1 } else { to = middle }
        }
        from
    }
}

/// A hash table from pieces of [`ANCHOR`] bytes to the records whose message has them.
///
/// Layout: the heads of the buckets; rows of the piece's hash, the hash of
/// as many bytes behind it (0: the text ends there), and the record.
#[derive(Debug, Clone, Copy)]
pub struct Anchors<'c> {
    buckets: Buckets<'c>,
    rows: &'c [u8],
}

/// The bytes of a row.
const ROW: usize = 12;
/// So many records are collected before those found twice are dropped.
const MANY: usize = 4096;

/// A piece of a text: its hash, and that of the bytes behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Piece {
    hash: u32,
    behind: u32,
}

impl<'c> Anchors<'c> {
    /// Writes the table; `texts` has, for each record with a message, its number and the texts of its template.
    #[must_use]
    pub fn write(texts: &[(u32, Vec<String>)]) -> Vec<u8> {
        let mut rows = rarest(texts);
        rows.sort_unstable();
        let mut bytes = Buckets::write(&rows.iter().map(|(piece, _)| piece.hash).collect::<Vec<_>>());
        for (piece, record) in rows {
            for number in [piece.hash, piece.behind, record] {
                bytes.extend(number.to_le_bytes());
            }
        }
        bytes
    }

    /// Reads the table in place.
    ///
    /// # Errors
    /// If the bytes cannot be one.
    pub fn read(bytes: &'c [u8]) -> Result<Self, Error> {
        let (buckets, rows) = Buckets::read(bytes).ok_or(Error::damaged("the index of messages"))?;
        Ok(Self { buckets, rows })
    }

    /// The records of which a piece stands in a text (plain form), each once, in ascending order.
    #[must_use]
    pub fn records(&self, text: &str) -> Vec<u32> {
        let text = text.as_bytes();
        let mut found = Vec::new();
        let mut room = MANY;
        for at in words(text, 0) {
            found.extend(self.at(text, at));
            // A text may repeat a piece, and many records may have it.
            if found.len() > room {
                sort_once(&mut found);
                room = MANY.max(2 * found.len());
            }
        }
        sort_once(&mut found);
        found
    }

    /// Whether a piece of any record stands in a text (plain form).
    #[must_use]
    pub fn knows(&self, text: &[u8]) -> bool {
        words(text, 0).any(|at| self.at(text, at).next().is_some())
    }

    /// The records of which a piece stands at an offset of a text.
    fn at<'t>(&self, text: &'t [u8], at: usize) -> impl Iterator<Item = u32> + use<'c, 't> {
        let hash = hash(&text[at..at + ANCHOR]);
        let range = self.buckets.rows(hash);
        let rows = self.rows.get(range.start.saturating_mul(ROW)..range.end.saturating_mul(ROW)).unwrap_or(&[]);
        let behind = move |row: &[u8]| matches!(u32_at(row, 4), 0) || u32_at(row, 4) == behind(text, at);
        rows.chunks_exact(ROW).filter(move |row| u32_at(row, 0) == hash && behind(row)).map(|row| u32_at(row, 8))
    }
}

fn sort_once(records: &mut Vec<u32>) {
    records.sort_unstable();
    records.dedup();
}

/// Where pieces begin: with a word, as five of six offsets need not be looked at then.
fn words(text: &[u8], from: usize) -> impl Iterator<Item = usize> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte >= 0x80;
    let starts = move |at: &usize| is_word(text[*at]) && (*at == 0 || !is_word(text[at - 1]));
    (from..(text.len() + 1).saturating_sub(ANCHOR)).filter(starts)
}

/// The hash of the bytes behind a piece, never 0; 0 if the text ends before.
fn behind(text: &[u8], at: usize) -> u32 {
    text.get(at + ANCHOR..at + 2 * ANCHOR).map_or(0, |bytes| hash(bytes).max(1))
}

/// For each record the piece of its texts that the fewest records have.
fn rarest(texts: &[(u32, Vec<String>)]) -> Vec<(Piece, u32)> {
    // Counts by hash, so that a hundred thousand templates need no map of millions of pieces.
    const COUNTERS: usize = 1 << 20;
    let mut counts = vec![0_u32; COUNTERS];
    let counter = |piece: Piece| (piece.hash ^ piece.behind.rotate_left(7)) as usize % COUNTERS;
    for (_, texts) in texts {
        for piece in pieces(texts) {
            counts[counter(piece)] += 1;
        }
    }
    let pick = |(record, texts): &(u32, Vec<String>)| {
        let rarest = pieces(texts).into_iter().min_by_key(|&piece| (piece.behind == 0, counts[counter(piece)]))?;
        Some((rarest, *record))
    };
    texts.iter().filter_map(pick).collect()
}

/// All pieces of the texts around the holes of a template. Behind a hole a text may begin in the middle of a word.
fn pieces(texts: &[String]) -> Vec<Piece> {
    let from = |index: usize, text: &str| if index == 0 { 0 } else { text.chars().next().map_or(0, char::len_utf8) };
    let texts = texts.iter().enumerate().map(|(index, text)| (text.as_bytes(), from(index, text)));
    texts
        .flat_map(|(text, from)| words(text, from).map(|at| Piece { hash: hash(&text[at..at + ANCHOR]), behind: behind(text, at) }))
        .collect()
}

/// A multiplicative hash of eight bytes; the upper half has the mixed bits.
fn hash(window: &[u8]) -> u32 {
    let bytes: [u8; ANCHOR] = window.try_into().expect("a window of ANCHOR bytes");
    let mixed = u64::from_le_bytes(bytes).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 32) as u32
}

fn number(value: usize) -> Vec<u8> {
    u32::try_from(value).expect("an image has less than 4 GiB").to_le_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_exactly_and_by_prefix() {
        let names = ["a1", "eq1", "eq1", "eq12", "z"].map(str::to_owned);
        let bytes = Names::write(&names);
        let index = Names::read(&bytes).unwrap();
        assert_eq!((index.exact("eq1"), index.exact("eq12"), index.exact("zz")), (1..3, 3..4, 0..0));
        assert_eq!(index.prefix("eq").map(|at| index.key(at)).collect::<Vec<_>>(), ["eq1", "eq12"]);
        assert!(Names::read(&bytes[..10]).is_err());
    }

    #[test]
    fn anchors_are_the_rare_pieces() {
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let bytes = Anchors::write(&[(3, texts(&["access denied to ", " of the one quote"])), (9, texts(&["access denied to you"]))]);
        let index = Anchors::read(&bytes).unwrap();
        assert_eq!(index.records("error: access denied to you now"), [9]);
        assert_eq!(index.records("short"), Vec::<u32>::new());
    }
}
