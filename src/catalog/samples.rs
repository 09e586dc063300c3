//! The index that streams of bytes are searched with by message: [`Samples`] finds a message by looking at few places only.
//!
//! Of each template some thirteen bytes in a row are chosen, its *segment*, and in it a *window* of eight bytes, five of them before a
//! place where two words meet. So only such places of a text need be looked at. Of the few templates that have no such place, all six windows
//! of a segment are kept: whatever place such a message begins at, one of every six places in a row falls on one of its windows.

use std::hint::black_box;

use super::buckets::Buckets;
use super::image::{Error, u32_at};

/// Of templates whose words do not meet, every so many bytes of a text a window is looked at.
pub const STRIDE: usize = 6;
/// The bytes of a window.
pub const WINDOW: usize = 8;
/// The bytes of a window before the word that is joined to another: of that the end, and what joins them.
pub const BEFORE: usize = 5;
/// The bytes of a template that are compared: all six windows are in them.
const SEGMENT: usize = WINDOW + STRIDE - 1;
/// The bytes of a row.
const ROW: usize = 12;
/// The bits of a check that have the place of the window.
const PLACE: u32 = 7;
/// Of so few rows each is looked at, as they lie beside each other.
const FEW: usize = 8;
/// So many places are waited for at a time.
const WARMED: usize = 32;

/// What joins two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// A blank.
    Space,
    /// An underscore or a hyphen, for messages that are one long word.
    Mark,
}

/// The windows of the messages of a catalog.
///
/// Layout: what joins words, a bit for each; the length of the first table; the tables.
#[derive(Debug, Clone, Copy)]
pub struct Samples<'c> {
    joins: u32,
    /// Those where words meet.
    pub meeting: Windows<'c>,
    /// Those that may begin anywhere.
    pub anywhere: Windows<'c>,
}

/// A hash table from windows to the records whose messages have them.
///
/// Layout: the heads of the buckets; rows of the window's hash, the segment's check with the place
/// of the window in it, and the record; in this order.
#[derive(Debug, Clone, Copy)]
pub struct Windows<'c> {
    buckets: Buckets<'c>,
    rows: &'c [u8],
}

/// Hash, check and record.
type Row = (u32, u32, u32);

impl Join {
    const ALL: [Self; 2] = [Self::Space, Self::Mark];

    const fn bit(self) -> u32 {
        1 << self as u32
    }

    const fn is(self, byte: u8) -> bool {
        match self {
            Self::Space => byte == b' ',
            Self::Mark => matches!(byte, b'_' | b'-'),
        }
    }

    /// Whether two words meet in a window of a segment.
    fn is_in(self, segment: &[u8; SEGMENT], at: usize) -> bool {
        let [last, join, first] = [2, 1, 0].map(|before| segment[at + BEFORE - before]);
        last.is_ascii_alphabetic() && self.is(join) && first.is_ascii_alphabetic()
    }
}

impl<'c> Samples<'c> {
    /// Writes the tables; `texts` has, for each record with a message, its number and the texts of its template, in plain form.
    #[must_use]
    pub fn write(texts: &[(u32, Vec<String>)]) -> Vec<u8> {
        let counts =
            Counts::of(texts.iter().flat_map(|(_, texts)| texts).flat_map(|text| text.as_bytes().array_windows()).map(|w| hash(*w)));
        let of_segments = Counts::of(texts.iter().flat_map(|(_, texts)| segments(texts)).map(of_segment));
        let (mut joins, mut meeting, mut anywhere) = (0, Vec::new(), Vec::new());
        for (record, texts) in texts {
            let rarest = |join: Join| {
                windows(texts, join).min_by_key(|(segment, at)| (counts.get(window_of(segment, *at)), of_segments.get(of_segment(segment))))
            };
            if let Some((join, (segment, at))) = Join::ALL.into_iter().find_map(|join| Some((join, rarest(join)?))) {
                joins |= join.bit();
                meeting.push(row(segment, at, *record));
            } else if let Some(segment) = segments(texts).min_by_key(|segment| of_segments.get(of_segment(segment))) {
                anywhere.extend((0..STRIDE).map(|at| row(segment, at, *record)));
            }
        }
        let (meeting, anywhere) = (Windows::write(meeting), Windows::write(anywhere));
        let len = u32::try_from(meeting.len()).expect("an image has less than 4 GiB");
        [&joins.to_le_bytes()[..], &len.to_le_bytes(), &meeting, &anywhere].concat()
    }

    /// Reads the tables in place.
    ///
    /// # Errors
    /// If the bytes cannot be such.
    pub fn read(bytes: &'c [u8]) -> Result<Self, Error> {
        Self::parts(bytes).ok_or(Error::damaged("the index of messages in streams"))
    }

    fn parts(bytes: &'c [u8]) -> Option<Self> {
        let (joins, rest) = bytes.split_first_chunk()?;
        let (len, rest) = rest.split_first_chunk()?;
        let (meeting, anywhere) = rest.split_at_checked(u32::from_le_bytes(*len) as usize)?;
        let joins = u32::from_le_bytes(*joins);
        Some(Self { joins, meeting: Windows::read(meeting)?, anywhere: Windows::read(anywhere)? })
    }

    /// Whether words that are so joined must be looked at.
    #[must_use]
    pub const fn has(&self, join: Join) -> bool {
        self.joins & join.bit() > 0
    }

    /// The records whose message has its segment around the window at a place of a text; the same may come more than once.
    #[must_use = "an iterator does nothing by itself"]
    pub fn records(&self, text: &[u8], at: usize) -> impl Iterator<Item = u32> {
        self.meeting.records(text, at).chain(self.anywhere.records(text, at))
    }
}

impl<'c> Windows<'c> {
    fn write(mut rows: Vec<Row>) -> Vec<u8> {
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

    fn read(bytes: &'c [u8]) -> Option<Self> {
        let (buckets, rows) = Buckets::read(bytes)?;
        Some(Self { buckets, rows })
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The hashes of all windows, in ascending order, some more than once, to make a filter of.
    #[must_use = "an iterator does nothing by itself"]
    pub fn hashes(&self) -> impl ExactSizeIterator<Item = u32> + use<'c> {
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
    pub fn records(&self, text: &[u8], at: usize) -> impl Iterator<Item = u32> {
        let own = self.with_window(text.get(at..).and_then(|text| text.first_chunk()).map_or(0, |window| hash(*window)));
        // The check of the segment that stands there if the window has a place in it.
        let check_at = move |place: usize| {
            let segment = at.checked_sub(place).and_then(|start| text.get(start..)?.first_chunk());
            segment.map(|segment| check(segment, place))
        };
        // Few rows are looked at one by one, of many those of each place are looked for.
        let (few, many) = if own.len() <= FEW { (own, &[][..]) } else { (&[][..], own) };
        let few = few.iter().filter(move |row| {
            let check = u32_at(*row, 4);
            check_at((check & PLACE) as usize) == Some(check)
        });
        let places = if many.is_empty() { 0..0 } else { 0..STRIDE };
        let places = places.flat_map(move |place| check_at(place).map_or(&[][..], |check| within(many, |row| u32_at(row, 4), check)));
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
    let rows = &rows[rows.partition_point(|row| key(row) < wanted)..];
    // Mostly there are none.
    let has_any = rows.first().is_some_and(|row| key(row) == wanted);
    if has_any { &rows[..rows.partition_point(|row| key(row) == wanted)] } else { &[] }
}

fn row(segment: &[u8; SEGMENT], at: usize, record: u32) -> Row {
    (window_of(segment, at), check(segment, at), record)
}

fn window_of(segment: &[u8; SEGMENT], at: usize) -> u32 {
    hash(segment[at..at + WINDOW].try_into().expect("eight bytes"))
}

/// The hash of a segment, and in its lowest bits the place of a window in it.
fn check(segment: &[u8; SEGMENT], at: usize) -> u32 {
    of_segment(segment) & !PLACE | u32::try_from(at).expect("below STRIDE") & PLACE
}

fn of_segment(segment: &[u8; SEGMENT]) -> u32 {
    window_of(segment, 0).rotate_left(9) ^ window_of(segment, STRIDE - 1)
}

/// The hash of a window of a text. It forgives the case of letters.
#[must_use]
#[inline]
pub fn hash(window: [u8; WINDOW]) -> u32 {
    const LOWER: u64 = 0x2020_2020_2020_2020;
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let product = (u64::from_le_bytes(window) | LOWER).wrapping_mul(ODD);
    // The upper half has something of all bytes, the lower has not; so again.
    ((product ^ product >> 32).wrapping_mul(ODD) >> 32) as u32
}

/// How often something stands in templates. By hash, so that a hundred thousand of them need no map of millions of pieces.
struct Counts(Vec<u32>);

impl Counts {
    const SIZE: usize = 1 << 20;

    fn of(hashes: impl Iterator<Item = u32>) -> Self {
        let mut counts = vec![0; Self::SIZE];
        hashes.for_each(|hash| counts[hash as usize % Self::SIZE] += 1);
        Self(counts)
    }

    fn get(&self, hash: u32) -> u32 {
        self.0[hash as usize % Self::SIZE]
    }
}

/// The windows of a template's texts where words meet: their segments, and their places in these.
fn windows(texts: &[String], join: Join) -> impl Iterator<Item = (&[u8; SEGMENT], usize)> {
    let windows = segments(texts).flat_map(|segment| (0..STRIDE).map(move |at| (segment, at)));
    windows.filter(move |(segment, at)| join.is_in(segment, *at))
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
    fn few_places_tell_a_message() {
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let templates = [
            (3, texts(&["access denied to ", " of the one quote"])),
            (9, texts(&["access denied to you"])),
            (11, texts(&["too short"])),
            (12, texts(&["a \"quote\" \"of\" \"it\" "])),
            (13, texts(&["tag_not_allowed"])),
            (14, texts(&["unauthorizeduser: "])),
        ];
        let bytes = Samples::write(&templates);
        let samples = Samples::read(&bytes).unwrap();
        assert!(samples.has(Join::Space) && samples.has(Join::Mark));
        let found = |text: &str| -> Vec<u32> {
            let is_joined = |at: &usize| text.as_bytes().get(at + BEFORE - 1).is_some_and(|byte| b" _".contains(byte));
            let meeting = (0..text.len()).filter(is_joined).flat_map(|at| samples.meeting.records(text.as_bytes(), at));
            let anywhere = (0..text.len()).step_by(STRIDE).flat_map(|at| samples.anywhere.records(text.as_bytes(), at));
            let mut found: Vec<u32> = meeting.chain(anywhere).collect();
            found.dedup();
            found
        };
        for before in 0..STRIDE {
            let before = "-".repeat(before);
            assert_eq!(found(&format!("{before}Access Denied to Your cat")), [9]);
            assert_eq!(found(&format!("{before}UnauthorizedUser: ann")), [14]);
        }
        assert_eq!(found("Access denied to ann of the one quote."), [3]);
        assert_eq!(found("error TAG_NOT_ALLOWED"), [13]);
        assert_eq!(found("too short, a \"quote\" \"of\" \"it\" "), Vec::<u32>::new());
        for cut in 0..bytes.len() {
            if let Ok(samples) = Samples::read(&bytes[..cut]) {
                let _ = samples.records(b"access denied to you", 0).count();
            }
        }
    }
}
