//! Where what was read of a source is cut.

use memchr::{memchr, memrchr};

use super::{Buffer, Part, Source};

/// The source that is being read.
pub(super) struct Open<'r> {
    pub(super) text: Source<'r>,
    pub(super) number: u32,
    /// Of a text that is read by places: how many tickets were given, how many are done with, and whether one came to the end.
    pub(super) given: u64,
    pub(super) settled: u64,
    pub(super) is_at_end: bool,
    pub(super) offset: u64,
    pub(super) line: u64,
    /// Whether the beginning of a long record has been handed on, but not its end.
    pub(super) is_inside: bool,
}

impl<'r> Open<'r> {
    pub(super) const fn new(text: Source<'r>, number: u32) -> Self {
        Self { text, number, given: 0, settled: 0, is_at_end: false, offset: 0, line: 1, is_inside: false }
    }
}

/// How much of what was read is handed on, and what it is.
pub(super) struct Cut {
    pub(super) len: usize,
    pub(super) part: Part,
}

/// Where to cut a text of which `searched` bytes have no line feed.
pub(super) fn cut(text: &[u8], searched: usize, max_record: usize, open: &Open<'_>) -> Option<Cut> {
    let is_long = text.len() > max_record;
    if open.is_inside || is_long {
        let first = memchr(b'\n', &text[searched..]).map(|at| searched + at + 1).filter(|len| *len <= max_record);
        match (open.is_inside, first) {
            (true, Some(len)) => return Some(Cut { len, part: Part::Last }),
            (true, None) => return is_long.then_some(Cut { len: max_record, part: Part::Later }),
            (false, None) => return Some(Cut { len: max_record, part: Part::First }),
            (false, Some(_)) => {}
        }
    }
    memrchr(b'\n', &text[searched..]).map(|at| Cut { len: searched + at + 1, part: Part::Lines })
}

/// All that is left of a source that is over.
pub(super) const fn rest(open: &Open<'_>, buffer: &Buffer) -> Cut {
    Cut { len: buffer.len(), part: if open.is_inside { Part::Last } else { Part::Lines } }
}
