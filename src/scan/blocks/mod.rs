//! [`Reader`]: the text of one source after the other, in blocks of whole lines.
//!
//! A block is what one read gave, cut behind its last line feed. The rest is carried over to the next block: it is copied once, and it is
//! not searched for a line feed again. A line without an end is read on until it has one, or has become longer than the cap.

mod buffer;
mod cut;
mod source;

use std::io::{self, ErrorKind};
use std::mem;

use memchr::memchr_iter;

pub use buffer::Buffer;
use cut::{Cut, Open, cut, rest};
pub use source::{Loaded, Next, ReadAt, Source, Ticket, Waiting};

/// The zeros before and behind the text of a [`Buffer`]. The search for codes looks at a vector of up to 64 bytes at once (AVX-512), and at the
/// bytes around a place: with so many zeros it needs no test for either end, and a zero belongs to no code.
pub const PADDING: usize = 64;

/// Blocks that are large enough for the cost of reading and taking turns to vanish, and small enough for the cache of a core.
pub const BLOCK: usize = 256 << 10;

/// The longest record that is kept in one piece, if nobody says otherwise.
pub const MAX_RECORD: usize = 16 << 20;

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

type OnFailure<'r> = Box<dyn FnMut(u32, &io::Error) + Send + 'r>;

/// Reads sources in blocks.
pub struct Reader<'r> {
    settings: Settings,
    sources: Box<dyn Iterator<Item = io::Result<Source<'r>>> + Send + 'r>,
    on_failure: OnFailure<'r>,
    open: Option<Open<'r>>,
    /// What is carried over. It changes places with the buffer that is to be filled.
    carried: Buffer,
    /// How much of it is known to have no line feed.
    searched: usize,
    /// Whether, of a text that is read by places, some more may be cut of it at once.
    is_rest: bool,
    /// How many sources there were.
    begun: u32,
    number: u64,
    counts: Counts,
}

/// How the next block is to be had.
pub enum Claim<'r> {
    /// By [`Reader::next`].
    Next,
    /// By [`Reader::rest`]: of what was read, more can be cut.
    Rest,
    /// By reading at a place: what is read is to be given to [`Reader::settle`] when it is its turn.
    At(Ticket<'r>),
}

/// Whether a ticket may be settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Those before it are to be settled first, and all be cut that can be.
    Wait,
    /// It is next.
    Now,
    /// Its text came to its end before it.
    Void,
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
            open: None,
            carried: Buffer::default(),
            searched: 0,
            is_rest: false,
            begun: 0,
            number: 0,
            counts: Counts::default(),
        }
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
            let block = match self.claim()? {
                Claim::Next => self.next_of_stream(buffer),
                Claim::Rest => self.rest(buffer),
                Claim::At(ticket) => {
                    let loaded = buffer.load(&ticket);
                    self.settle(&ticket, &loaded, buffer)
                }
            };
            if block.is_some() {
                return block;
            }
        }
    }

    /// How the next block is to be had; `None` at the end of the last source. Several may ask in turns: of a text that can be read at any
    /// place, each gets the next part to read by itself.
    pub fn claim(&mut self) -> Option<Claim<'r>> {
        if self.open.is_none() {
            self.open = Some(self.open_next()?);
        }
        let open = self.open.as_mut()?;
        let Source::Places(text) = &open.text else { return Some(Claim::Next) };
        if self.is_rest {
            return Some(Claim::Rest);
        }
        let ticket = Ticket::new(text.clone(), open.number, open.given, self.settings.block);
        open.given += 1;
        Some(Claim::At(ticket))
    }

    /// Whether a ticket may be settled.
    #[must_use]
    pub fn turn(&self, ticket: &Ticket<'_>) -> Turn {
        match &self.open {
            Some(open) if open.number == ticket.source && !open.is_at_end => {
                if open.settled == ticket.number && !self.is_rest {
                    Turn::Now
                } else {
                    Turn::Wait
                }
            }
            _ => Turn::Void,
        }
    }

    /// Makes a block of what was read by a ticket, which must be next; `None` if there is none yet, or no more in this source.
    pub fn settle(&mut self, ticket: &Ticket<'_>, loaded: &Loaded, buffer: &mut Buffer) -> Option<Block> {
        if self.turn(ticket) != Turn::Now {
            return None;
        }
        let mut open = self.open.take()?;
        open.settled += 1;
        if let Some(error) = &loaded.error {
            self.fail(open.number, error);
        }
        open.is_at_end = loaded.len < self.settings.block;
        buffer.join(&mut self.carried, loaded.len);
        self.hand_on(open, buffer)
    }

    /// Makes a block of what was read already; `None` if more must be read for it, or there is no more in this source.
    pub fn rest(&mut self, buffer: &mut Buffer) -> Option<Block> {
        let open = self.open.take()?;
        mem::swap(buffer, &mut self.carried);
        self.carried.clear();
        self.hand_on(open, buffer)
    }

    /// Cuts a block of a text that is read by places.
    fn hand_on(&mut self, mut open: Open<'r>, buffer: &mut Buffer) -> Option<Block> {
        let searched = mem::take(&mut self.searched);
        let cut = match cut(buffer.text(), searched, self.settings.max_record, &open) {
            Some(cut) => cut,
            None if open.is_at_end => rest(&open, buffer),
            None => {
                self.searched = buffer.len();
                self.is_rest = false;
                mem::swap(buffer, &mut self.carried);
                self.open = Some(open);
                return None;
            }
        };
        self.carry(buffer, &cut);
        self.is_rest = self.carried.len() > 0 && (open.is_at_end || cut.part != Part::Lines);
        let block = (cut.len > 0).then(|| self.block(&mut open, buffer.text(), cut.part));
        self.open = Some(open).filter(|open| !open.is_at_end || self.is_rest);
        block
    }

    /// The next block of a text that can only be read on; `None` if it is over.
    fn next_of_stream(&mut self, buffer: &mut Buffer) -> Option<Block> {
        let mut open = self.open.take()?;
        mem::swap(buffer, &mut self.carried);
        // What changed places with it is free, and takes what will be left of this block.
        self.carried.shrink(4 * self.settings.block);
        self.carried.clear();
        let cut = self.fill(&mut open, buffer);
        let is_over = cut.is_none();
        let cut = cut.unwrap_or_else(|| rest(&open, buffer));
        self.carry(buffer, &cut);
        let block = (cut.len > 0).then(|| self.block(&mut open, buffer.text(), cut.part));
        self.open = (!is_over).then_some(open);
        block
    }

    fn open_next(&mut self) -> Option<Open<'r>> {
        loop {
            let source = self.sources.next()?;
            let number = self.begun;
            self.begun += 1;
            match source {
                Ok(text) => {
                    self.counts.sources += 1;
                    return Some(Open::new(text, number));
                }
                Err(error) => self.fail(number, &error),
            }
        }
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
            searched = buffer.len();
            if self.read(open, buffer) == 0 {
                return None;
            }
        }
    }

    /// Reads once; 0 if the source is over.
    fn read(&mut self, open: &mut Open<'r>, buffer: &mut Buffer) -> usize {
        let Source::Stream(text) = &mut open.text else { return 0 };
        loop {
            match buffer.read(text, self.settings.block) {
                Ok(count) => return count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    self.fail(open.number, &error);
                    return 0;
                }
            }
        }
    }

    /// Takes what stands behind the cut for the next block.
    fn carry(&mut self, buffer: &mut Buffer, cut: &Cut) {
        let rest = &buffer.text()[cut.len..];
        self.searched = if cut.part == Part::Lines { rest.len() } else { 0 };
        self.carried.set(rest);
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

#[cfg(test)]
mod tests;
