//! [`Follow`]: the text of files that are still being written, for as long as somebody wants it, as `tail -F` gives it.

mod file;
mod trail;

use std::io::{self, Read};
use std::mem;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use memchr::memrchr;

pub(super) use file::Event;
use file::Followed;
pub(super) use trail::{Place, Trail};

use crate::scan::blocks::Next;

/// How long to wait before looking again: short for a person, long for a machine.
const PAUSE: Duration = Duration::from_millis(200);

/// How much is read at once of one of several files.
const PIECE: usize = 64 << 10;

/// How much room is kept for lines that were given.
const ROOM: usize = 1 << 20;

/// Reads files, goes on at their ends, and with those that take their places. Packed files are not unpacked.
///
/// The text of one file is given as it comes. Of several, each gives whole lines, and one that is longer than a record may be is cut. Where
/// a file is left in the middle of a line, a line feed is put in.
pub(super) struct Follow<'f> {
    files: Vec<Lines>,
    /// The file to look at next, so that none is kept waiting by one that is always being written.
    turn: usize,
    /// Waits until it is time to look again, or says that it is enough.
    pause: Box<dyn FnMut() -> Next + Send + 'f>,
    on_event: Box<dyn FnMut(u32, Event<'_>) + Send + 'f>,
    trail: Trail,
    /// How much of a line of one of several files is held back until it has an end.
    longest: usize,
    /// What is ready to be given, from `at` on: whole lines of one file.
    ready: Vec<u8>,
    at: usize,
    /// How much has been made ready, or given as it came.
    given: u64,
    is_over: bool,
}

/// A file, and the line in it that has no end yet.
struct Lines {
    number: u32,
    file: Followed,
    line: Vec<u8>,
    /// Where the line begins.
    start: u64,
}

/// Waits a moment, until this becomes true.
pub(super) fn pause(stop: &AtomicBool) -> impl FnMut() -> Next + Send {
    move || {
        if !stop.load(Ordering::Relaxed) {
            thread::sleep(PAUSE);
        }
        if stop.load(Ordering::Relaxed) { Next::Stop } else { Next::Read }
    }
}

impl<'f> Follow<'f> {
    /// Follows files from their starts. A line of one of several files is cut behind more than `longest` bytes. `pause` is called when there is nothing to read; after it has said [`Next::Stop`], the text is over.
    /// `on_event` is told what happens to which file.
    pub(super) fn new(
        paths: impl IntoIterator<Item = PathBuf>,
        longest: usize,
        pause: impl FnMut() -> Next + Send + 'f,
        on_event: impl FnMut(u32, Event<'_>) + Send + 'f,
    ) -> Self {
        let lines = |(path, number)| Lines { number, file: Followed::new(path), line: Vec::new(), start: 0 };
        let files = paths.into_iter().zip(0..).map(lines).collect();
        Self {
            files,
            turn: 0,
            pause: Box::new(pause),
            on_event: Box::new(on_event),
            trail: Trail::default(),
            longest,
            ready: Vec::new(),
            at: 0,
            given: 0,
            is_over: false,
        }
    }

    /// Tells of which files the text is, also while it is being read.
    pub(super) fn trail(&self) -> Trail {
        self.trail.clone()
    }

    /// Reads of the only file.
    fn read_one(&mut self, bytes: &mut [u8]) -> Option<usize> {
        let on_event = &mut self.on_event;
        let piece = self.files[0].file.read(bytes, &mut |event| on_event(0, event))?;
        self.trail.push(self.given, Place { file: 0, offset: piece.offset });
        self.given += piece.len as u64;
        Some(piece.len)
    }

    /// Looks at all files, from the next in turn, until one has a line; makes it ready.
    fn look(&mut self) -> bool {
        let count = self.files.len();
        for _ in 0..count {
            let lines = &mut self.files[self.turn];
            self.turn = (self.turn + 1) % count;
            let (number, on_event) = (lines.number, &mut self.on_event);
            let Some(start) = lines.read(&mut self.ready, self.longest, &mut |event| on_event(number, event)) else { continue };
            self.note(Place { file: number, offset: start }, 0);
            return true;
        }
        false
    }

    /// Notes where what is ready from `from` on is from.
    fn note(&mut self, place: Place, from: usize) {
        self.trail.push(self.given, place);
        self.given += (self.ready.len() - from) as u64;
    }

    /// Makes ready what was held back: no end will come.
    fn finish(&mut self) {
        self.is_over = true;
        for i in 0..self.files.len() {
            let lines = &mut self.files[i];
            if !lines.line.is_empty() {
                let (place, from) = (Place { file: lines.number, offset: lines.start }, self.ready.len());
                self.ready.append(&mut lines.line);
                self.ready.push(b'\n');
                self.note(place, from);
            }
        }
    }

    /// Gives of what is ready.
    fn give(&mut self, bytes: &mut [u8]) -> usize {
        let rest = &self.ready[self.at..];
        let count = rest.len().min(bytes.len());
        bytes[..count].copy_from_slice(&rest[..count]);
        self.at += count;
        if self.at == self.ready.len() {
            self.ready.clear();
            self.ready.shrink_to(ROOM);
            self.at = 0;
        }
        count
    }
}

impl Read for Follow<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.ready.is_empty() || self.is_over || bytes.is_empty() {
                return Ok(self.give(bytes));
            }
            let is_idle = match self.files.len() {
                1 => match self.read_one(bytes) {
                    Some(count) => return Ok(count),
                    None => true,
                },
                _ => !self.look(),
            };
            if is_idle && (self.pause)() == Next::Stop {
                self.finish();
            }
        }
    }
}

impl Lines {
    /// Reads until there is a line, or nothing more at the moment. Appends whole lines and returns where they begin.
    fn read(&mut self, ready: &mut Vec<u8>, longest: usize, tell: &mut dyn FnMut(Event<'_>)) -> Option<u64> {
        loop {
            let before = self.line.len();
            self.line.resize(before + PIECE, 0);
            let piece = self.file.read(&mut self.line[before..], tell);
            self.line.truncate(before + piece.map_or(0, |piece| piece.len));
            let piece = piece?;
            if before == 0 {
                self.start = piece.offset;
            }
            let start = self.start;
            if let Some(at) = memrchr(b'\n', &self.line[before..]) {
                let rest = self.line.split_off(before + at + 1);
                ready.append(&mut mem::replace(&mut self.line, rest));
                self.start = piece.offset + (at + 1) as u64;
                return Some(start);
            }
            if self.line.len() > longest {
                ready.append(&mut mem::take(&mut self.line));
                ready.push(b'\n');
                return Some(start);
            }
        }
    }
}

#[cfg(test)]
mod tests;
