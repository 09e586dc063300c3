//! [`Reader`]: the text of one source after the other, in blocks of whole lines.
//!
//! A block is what one read gave, cut behind its last line feed. The rest is carried over to the next block: it is copied once, and it is
//! not searched for a line feed again. A line without an end is read on until it has one, or has become longer than the cap.

use std::io::{self, ErrorKind, Read};
use std::mem;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use memchr::{memchr, memchr_iter, memrchr};

/// The zeros before and behind the text of a [`Buffer`]. The search for codes looks at a vector of up to 64 bytes at once (AVX-512), and at the
/// bytes around a place: with so many zeros it needs no test for either end, and a zero belongs to no code.
pub const PADDING: usize = 64;

/// Blocks that are large enough for the cost of reading and taking turns to vanish, and small enough for the cache of a core.
pub const BLOCK: usize = 256 << 10;

/// The longest record that is kept in one piece, if nobody says otherwise.
pub const MAX_RECORD: usize = 16 << 20;

/// The text of a source.
pub type Source<'r> = Box<dyn Read + Send + 'r>;

/// How to cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// What is asked for with one read; at least one byte. A block has at most so many bytes, and what was carried over.
    pub block: usize,
    /// A record that is longer, with its line feed, is handed on in pieces of this size; at least one byte.
    pub max_record: usize,
    /// Whether the lines are counted.
    pub lines: Lines,
}

impl Default for Settings {
    fn default() -> Self {
        Self { block: BLOCK, max_record: MAX_RECORD, lines: Lines::Unknown }
    }
}

/// Whether blocks know the numbers of their lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// They do; each byte is looked at once more for it.
    Counted,
    /// They do not.
    Unknown,
}

/// What a block is, and where it stands. Its text is in the [`Buffer`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Which block of the whole input it is, from 0.
    pub number: u64,
    /// Which source it is of, from 0. Sources that could not be opened have a number, too.
    pub source: u32,
    /// Where it begins in its source.
    pub offset: u64,
    /// The number of its first line in its source, from 1, if lines are counted.
    pub line: Option<u64>,
    /// What is in it.
    pub part: Part,
}

/// What a block has in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Whole lines. The last of a source may have no line feed.
    Lines,
    /// The beginning of a line that is longer than the cap.
    First,
    /// What follows in such a line.
    Later,
    /// The end of such a line, with its line feed if it has one.
    Last,
}

/// The text of a block, with [`PADDING`] zeros to either side. Meant to be used again for the next block.
#[derive(Debug, Default)]
pub struct Buffer {
    /// All of it can be read into.
    bytes: Vec<u8>,
    /// How long the text is, which begins behind the padding.
    len: usize,
}

impl Buffer {
    /// The text.
    #[must_use]
    pub fn text(&self) -> &[u8] {
        self.bytes.get(self.range()).unwrap_or_default()
    }

    /// The text with the zeros around it; empty before anything was read.
    #[must_use]
    pub fn padded(&self) -> &[u8] {
        self.bytes.get(..self.len + 2 * PADDING).unwrap_or_default()
    }

    const fn range(&self) -> Range<usize> {
        PADDING..PADDING + self.len
    }

    /// Makes room for so many bytes behind the text.
    fn reserve(&mut self, more: usize) {
        let needed = self.len + more + 2 * PADDING;
        if self.bytes.len() < needed {
            // Twice the size, as a line without an end comes in many pieces.
            let size = if self.bytes.is_empty() { needed } else { needed.max(2 * self.bytes.len()) };
            self.bytes.resize(size, 0);
        }
    }

    /// Gives back half of the room if a long line was here and is gone. By halves, as the next line may be as long.
    fn shrink(&mut self, normal: usize) {
        if self.bytes.len() > normal && self.len < self.bytes.len() / 4 {
            self.bytes.truncate(normal.max(self.bytes.len() / 2));
            self.bytes.shrink_to_fit();
        }
    }

    /// Cuts off what stands behind `len` bytes, and lets zeros follow.
    fn cut(&mut self, len: usize) {
        self.len = len;
        let end = self.range().end;
        self.bytes[end..end + PADDING].fill(0);
    }
}

/// What was read so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// The sources that were opened.
    pub sources: u32,
    /// The sources that could not be opened, or not be read to their end.
    pub failed: u32,
    /// The bytes handed on.
    pub bytes: u64,
    /// The records that were longer than the cap.
    pub long_records: u64,
}

/// Asks before each read whether to go on; at [`Next::Stop`] the text is over. For a pipe, in whose `read` nothing but its writer could wake
/// us: the caller waits until there is something to read, or a signal.
///
/// It belongs directly around the pipe, below whatever decompresses, for that may still hold text when the pipe has none.
pub struct Waiting<R, W> {
    text: R,
    wait: W,
}

/// What a [`Waiting`] does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It reads.
    Read,
    /// It says that the text is over.
    Stop,
}

impl<R: Read, W: FnMut() -> io::Result<Next>> Waiting<R, W> {
    /// Calls `wait` before each read of `text`.
    pub const fn new(text: R, wait: W) -> Self {
        Self { text, wait }
    }
}

impl<R: Read, W: FnMut() -> io::Result<Next>> Read for Waiting<R, W> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        match (self.wait)()? {
            Next::Read => self.text.read(bytes),
            Next::Stop => Ok(0),
        }
    }
}

type OnFailure<'r> = Box<dyn FnMut(u32, &io::Error) + Send + 'r>;

/// Reads sources in blocks.
pub struct Reader<'r> {
    settings: Settings,
    sources: Box<dyn Iterator<Item = io::Result<Source<'r>>> + Send + 'r>,
    on_failure: OnFailure<'r>,
    stop: Option<&'r AtomicBool>,
    open: Option<Open<'r>>,
    /// What is carried over. It changes places with the buffer that is to be filled.
    carried: Buffer,
    /// How much of it is known to have no line feed.
    searched: usize,
    /// How many sources there were.
    begun: u32,
    number: u64,
    counts: Counts,
}

/// The source that is being read.
struct Open<'r> {
    text: Source<'r>,
    number: u32,
    offset: u64,
    line: u64,
    /// Whether the beginning of a long record has been handed on, but not its end.
    is_inside: bool,
}

/// How much of what was read is handed on, and what it is.
struct Cut {
    len: usize,
    part: Part,
}

impl<'r> Reader<'r> {
    /// A reader of sources, each of which is opened when its turn comes. One that cannot be opened or read is told to `on_failure`, with its
    /// number, and left; what could be read of it is handed on.
    pub fn new(
        settings: Settings,
        sources: impl Iterator<Item = io::Result<Source<'r>>> + Send + 'r,
        on_failure: impl FnMut(u32, &io::Error) + Send + 'r,
    ) -> Self {
        let max_record = settings.max_record.max(1);
        // No line that came with one read is longer than the cap, so only the first of a block can be.
        let block = settings.block.clamp(1, max_record);
        Self {
            settings: Settings { block, max_record, ..settings },
            sources: Box::new(sources.fuse()),
            on_failure: Box::new(on_failure),
            stop: None,
            open: None,
            carried: Buffer::default(),
            searched: 0,
            begun: 0,
            number: 0,
            counts: Counts::default(),
        }
    }

    /// The same, but at its end as soon as this becomes true: it is asked before each read. What has been read by then is handed on.
    #[must_use]
    pub fn stopped_by(mut self, stop: &'r AtomicBool) -> Self {
        self.stop = Some(stop);
        self
    }

    /// What was read so far.
    #[must_use]
    pub const fn counts(&self) -> Counts {
        self.counts
    }

    /// The number that the next block will have.
    pub(super) const fn next_number(&self) -> u64 {
        self.number
    }

    /// The next block, its text in `buffer`; `None` at the end of the last source.
    pub fn next(&mut self, buffer: &mut Buffer) -> Option<Block> {
        loop {
            let mut open = self.open.take().or_else(|| self.open_next())?;
            mem::swap(buffer, &mut self.carried);
            // What changed places with it is free, and takes what will be left of this block.
            self.carried.shrink(4 * self.settings.block);
            self.carried.len = 0;
            let cut = self.fill(&mut open, buffer);
            let is_over = cut.is_none();
            let cut = cut.unwrap_or_else(|| rest(&open, buffer));
            self.carry(buffer, &cut);
            let block = (cut.len > 0).then(|| self.block(&mut open, buffer.text(), cut.part));
            self.open = (!is_over).then_some(open);
            if block.is_some() {
                return block;
            }
        }
    }

    fn open_next(&mut self) -> Option<Open<'r>> {
        while !self.is_stopped() {
            let source = self.sources.next()?;
            let number = self.begun;
            self.begun += 1;
            match source {
                Ok(text) => {
                    self.counts.sources += 1;
                    return Some(Open { text, number, offset: 0, line: 1, is_inside: false });
                }
                Err(error) => self.fail(number, &error),
            }
        }
        None
    }

    fn is_stopped(&self) -> bool {
        self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed))
    }

    fn fail(&mut self, source: u32, error: &io::Error) {
        self.counts.failed += 1;
        (self.on_failure)(source, error);
    }

    /// Reads until there is something to hand on; `None` if the source is over before that.
    fn fill(&mut self, open: &mut Open<'r>, buffer: &mut Buffer) -> Option<Cut> {
        let mut searched = mem::take(&mut self.searched);
        loop {
            if let Some(cut) = cut(buffer.text(), searched, self.settings.max_record, open) {
                return Some(cut);
            }
            searched = buffer.len;
            if self.read(open, buffer) == 0 {
                return None;
            }
        }
    }

    /// Reads once; 0 if the source is over.
    fn read(&mut self, open: &mut Open<'r>, buffer: &mut Buffer) -> usize {
        buffer.reserve(self.settings.block);
        let end = buffer.range().end;
        while !self.is_stopped() {
            match open.text.read(&mut buffer.bytes[end..end + self.settings.block]) {
                Ok(count) => {
                    buffer.len += count.min(self.settings.block);
                    return count;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    self.fail(open.number, &error);
                    return 0;
                }
            }
        }
        0
    }

    /// Takes what stands behind the cut for the next block.
    fn carry(&mut self, buffer: &mut Buffer, cut: &Cut) {
        let rest = &buffer.text()[cut.len..];
        self.carried.reserve(rest.len());
        self.carried.len = rest.len();
        let range = self.carried.range();
        self.carried.bytes[range].copy_from_slice(rest);
        self.searched = if cut.part == Part::Lines { rest.len() } else { 0 };
        buffer.cut(cut.len);
    }

    /// What is known of a block; notes that it was handed on.
    fn block(&mut self, open: &mut Open<'r>, text: &[u8], part: Part) -> Block {
        let line = (self.settings.lines == Lines::Counted).then_some(open.line);
        let block = Block { number: self.number, source: open.number, offset: open.offset, line, part };
        open.is_inside = matches!(part, Part::First | Part::Later);
        open.offset += text.len() as u64;
        if line.is_some() {
            open.line += memchr_iter(b'\n', text).count() as u64;
        }
        self.number += 1;
        self.counts.bytes += text.len() as u64;
        self.counts.long_records += u64::from(part == Part::First);
        block
    }
}

/// Where to cut a text of which `searched` bytes have no line feed.
fn cut(text: &[u8], searched: usize, max_record: usize, open: &Open<'_>) -> Option<Cut> {
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
const fn rest(open: &Open<'_>, buffer: &Buffer) -> Cut {
    Cut { len: buffer.len, part: if open.is_inside { Part::Last } else { Part::Lines } }
}

#[cfg(test)]
mod tests;
