//! The index that streams of bytes are searched with by message: [`Samples`] finds a message by looking at every sixth place only.
//!
//! Of each template some thirteen bytes in a row are chosen, and of these all six windows of eight bytes are kept. Whatever place such a
//! message begins at, one of every six places in a row falls on one of its windows.

use std::hint::black_box;

use super::buckets::Buckets;
use super::image::{Error, u32_at};

/// Every so many bytes of a text a window is looked at.
pub const STRIDE: usize = 6;
/// The bytes of a window.
pub const WINDOW: usize = 8;
/// The bytes of a template of which all windows are kept.
const SEGMENT: usize = WINDOW + STRIDE - 1;
/// The bytes of a row.
const ROW: usize = 12;
/// The bits of a check that have the place of the window.
const PLACE: u32 = 7;
/// Of so few rows each is looked at, as they lie beside each other.
const FEW: usize = 8;
/// So many places are waited for at a time.
const WARMED: usize = 32;

/// A hash table from windows to the records whose messages have them.
///
/// Layout: the heads of the buckets; rows of the window's hash, the segment's check with the place
/// of the window in it, and the record; in this order.
#[derive(Debug, Clone, Copy)]
pub struct Samples<'c> {
    buckets: Buckets<'c>,
    rows: &'c [u8],
}

impl<'c> Samples<'c> {
    /// Writes the table; `texts` has, for each record with a message, its number and the texts of its template, in plain form.
    #[must_use]
    pub fn write(texts: &[(u32, Vec<String>)]) -> Vec<u8> {
        let mut rows: Vec<(u32, u32, u32)> = Vec::new();
        for (segment, record) in rarest(texts) {
            rows.extend((0..STRIDE).map(|at| (window_of(&segment, at), check(&segment, at), record)));
        }
        rows.sort_unstable();
        rows.dedup();
        let mut bytes = Buckets::write(&rows.iter().map(|(hash, ..)| *hash).collect::<Vec<_>>());
        for (hash, check, record) in rows {
            for number in [hash, check, record] {
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
        let (buckets, rows) = Buckets::read(bytes).ok_or(Error::damaged("the index of messages in streams"))?;
        Ok(Self { buckets, rows })
    }

    /// Whether no message can be found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The hashes of all windows, in ascending order, some more than once, to make a filter of.
    #[must_use = "an iterator does nothing by itself"]
    pub fn hashes(&self) -> impl Iterator<Item = u32> + use<'c> {
        self.rows.chunks_exact(ROW).map(|row| u32_at(row, 0))
    }

    /// Brings what [`knows`](Self::knows) will look at for these places into the caches, of several at a time, as one does not depend on the
    /// other.
    pub fn warm(&self, text: &[u8], places: &[u32]) {
        let mut firsts = [0; WARMED];
        for places in places.chunks(WARMED) {
            for (first, place) in firsts.iter_mut().zip(places) {
                let window = text.get(*place as usize..).and_then(|text| text.first_chunk());
                *first = self.buckets.rows(window.map_or(0, |window| hash(*window))).start;
            }
            let rows = firsts[..places.len()].iter().map(|first| self.rows.get(first.saturating_mul(ROW)).copied().unwrap_or_default());
            black_box(rows.fold(0, |sum, byte| sum ^ byte));
        }
    }

    /// Whether some message has its segment around the window at a place of a text.
    #[must_use]
    pub fn knows(&self, text: &[u8], at: usize) -> bool {
        self.records(text, at).next().is_some()
    }

    /// The records whose message has its segment around the window at a place of a text; the same may come more than once.
    pub fn records(&self, text: &[u8], at: usize) -> impl Iterator<Item = u32> + use<'c> {
        let own = self.with_window(text.get(at..).and_then(|text| text.first_chunk()).map_or(0, |window| hash(*window)));
        let checks = if own.is_empty() { [None; STRIDE] } else { checks(text, at) };
        // Few rows are looked at one by one, of many those of each place are looked for.
        let (few, many) = if own.len() <= FEW { (own, &[][..]) } else { (&[][..], own) };
        let places = if many.is_empty() { 0..0 } else { 0..STRIDE };
        let places = places.flat_map(move |place| checks[place].map_or(&[][..], |check| within(many, |row| u32_at(row, 4), check)));
        let few = few.iter().filter(move |row| {
            let check = u32_at(*row, 4);
            checks.get((check & PLACE) as usize).is_some_and(|own| *own == Some(check))
        });
        few.chain(places).map(|row| u32_at(row, 8))
    }

    /// The rows of a window.
    fn with_window(&self, hash: u32) -> &'c [[u8; ROW]] {
        let range = self.buckets.rows(hash);
        let rows = self.rows.get(range.start.saturating_mul(ROW)..range.end.saturating_mul(ROW)).unwrap_or(&[]);
        within(rows.as_chunks().0, |row| u32_at(row, 0), hash)
    }
}

/// The rows with a key, of rows in its order.
fn within(rows: &[[u8; ROW]], key: impl Fn(&[u8]) -> u32, wanted: u32) -> &[[u8; ROW]] {
    let before = |rows: &[[u8; ROW]], test: &dyn Fn(u32) -> bool| match rows.len() {
        0..=FEW => rows.iter().take_while(|row| test(key(*row))).count(),
        _ => rows.partition_point(|row| test(key(row))),
    };
    let rows = &rows[before(rows, &|key| key < wanted)..];
    &rows[..before(rows, &|key| key <= wanted)]
}

/// For each place that the window at `at` may have in a segment, the check of the segment that stands there then.
fn checks(text: &[u8], at: usize) -> [Option<u32>; STRIDE] {
    let segment = |place: usize| at.checked_sub(place).and_then(|start| text.get(start..)?.first_chunk());
    std::array::from_fn(|place| segment(place).map(|segment| check(segment, place)))
}

fn window_of(segment: &[u8; SEGMENT], at: usize) -> u32 {
    hash(segment[at..at + WINDOW].try_into().expect("eight bytes"))
}

/// The hash of a segment, and in its lowest bits the place of a window in it.
fn check(segment: &[u8; SEGMENT], at: usize) -> u32 {
    let both = window_of(segment, 0).rotate_left(9) ^ window_of(segment, STRIDE - 1);
    both & !PLACE | u32::try_from(at).expect("below STRIDE") & PLACE
}

/// The hash of a window of a text. It forgives the case of letters.
#[must_use]
#[inline]
pub fn hash(window: [u8; WINDOW]) -> u32 {
    const LOWER: u64 = 0x2020_2020_2020_2020;
    ((u64::from_le_bytes(window) | LOWER).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32
}

/// For each record the segment of its texts that the fewest records have.
fn rarest(texts: &[(u32, Vec<String>)]) -> Vec<([u8; SEGMENT], u32)> {
    // Counts by hash, so that a hundred thousand templates need no map of millions of segments.
    const COUNTERS: usize = 1 << 20;
    let mut counts = vec![0_u32; COUNTERS];
    let counter = |segment: &[u8; SEGMENT]| (check(segment, 0) >> 3) as usize % COUNTERS;
    for (_, texts) in texts {
        for segment in segments(texts) {
            counts[counter(segment)] += 1;
        }
    }
    let pick = |(record, texts): &(u32, Vec<String>)| {
        let rarest = segments(texts).min_by_key(|segment| counts[counter(segment)])?;
        Some((*rarest, *record))
    };
    texts.iter().filter_map(pick).collect()
}

/// The segments of a template's texts that stand in a log as they stand here: what JSON or XML escape, and what may be written in several
/// ways, is in none.
fn segments(texts: &[String]) -> impl Iterator<Item = &[u8; SEGMENT]> {
    let is_safe = |byte: &u8| byte.is_ascii_alphanumeric() || b" .,:;-_()[]=*%#@!?".contains(byte);
    texts.iter().flat_map(|text| text.as_bytes().array_windows()).filter(move |segment| segment.iter().all(is_safe))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_six_places_tells_a_message() {
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let templates = [
            (3, texts(&["access denied to ", " of the one quote"])),
            (9, texts(&["access denied to you"])),
            (11, texts(&["too short"])),
            (12, texts(&["a \"quote\" \"of\" \"it\" "])),
        ];
        let bytes = Samples::write(&templates);
        let samples = Samples::read(&bytes).unwrap();
        let found = |text: &str| -> Vec<u32> {
            let mut found: Vec<u32> = (0..text.len()).step_by(STRIDE).flat_map(|at| samples.records(text.as_bytes(), at)).collect();
            found.dedup();
            found
        };
        for before in 0..STRIDE {
            let text = format!("{}Access Denied to Your cat", "-".repeat(before));
            assert_eq!(found(&text), [9], "{text}");
        }
        assert_eq!(found("Access denied to ann of the one quote."), [3]);
        assert_eq!(found("too short, a \"quote\" \"of\" \"it\" "), Vec::<u32>::new());
    }
}
