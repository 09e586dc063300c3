//! [`Buffer`]: the text of a block, with zeros around it.

use std::io::{self, Read};
use std::ops::Range;

use super::PADDING;
use super::source::{Loaded, Ticket};

/// What is read at a place begins with a page of memory: some processors copy at half the speed to other places.
const PAGE: usize = 4096;
/// The room before it, for what is left of the block before.
const ROOM: usize = 60 << 10;

/// The text of a block, with [`PADDING`] zeros to either side. Meant to be used again for the next block.
#[derive(Debug)]
pub struct Buffer {
    /// All of it can be read into.
    bytes: Vec<u8>,
    /// Where the text begins.
    start: usize,
    /// How long it is.
    len: usize,
}

impl Default for Buffer {
    fn default() -> Self {
        Self { bytes: Vec::new(), start: PADDING, len: 0 }
    }
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
        self.bytes.get(self.start - PADDING..self.start + self.len + PADDING).unwrap_or_default()
    }

    pub(super) const fn len(&self) -> usize {
        self.len
    }

    const fn range(&self) -> Range<usize> {
        self.start..self.start + self.len
    }

    /// Forgets the text.
    pub(super) const fn clear(&mut self) {
        (self.start, self.len) = (PADDING, 0);
    }

    /// Makes room for so many bytes behind the text.
    fn reserve(&mut self, more: usize) {
        let needed = self.range().end + more + PADDING;
        if self.bytes.len() < needed {
            // Twice the size, as a line without an end comes in many pieces.
            let size = if self.bytes.is_empty() { needed } else { needed.max(2 * self.bytes.len()) };
            self.bytes.resize(size, 0);
        }
    }

    /// Reads once, up to so many bytes, to the end of the text.
    pub(super) fn read(&mut self, text: &mut (impl Read + ?Sized), size: usize) -> io::Result<usize> {
        self.reserve(size);
        let end = self.range().end;
        let count = text.read(&mut self.bytes[end..end + size])?.min(size);
        self.len += count;
        Ok(count)
    }

    /// Reads the part of a ticket. It is a text only when it has been joined to what was before it.
    pub fn load(&mut self, ticket: &Ticket<'_>) -> Loaded {
        let most = PADDING + ROOM + PAGE + ticket.size + PADDING;
        self.shrink(2 * most);
        if self.bytes.len() < most {
            self.bytes.resize(most, 0);
        }
        let first = PADDING + ROOM;
        let aligned = self.bytes[first..].as_ptr().align_offset(PAGE);
        (self.start, self.len) = (first + aligned.min(PAGE), 0);
        ticket.read(&mut self.bytes[self.start..self.start + ticket.size])
    }

    /// Puts what is left of the block before in front of `count` bytes that were loaded.
    pub(super) fn join(&mut self, before: &mut Self, count: usize) {
        let (from, len) = (self.start, before.len);
        if len + PADDING <= from {
            self.start = from - len;
            self.bytes[self.start..from].copy_from_slice(before.text());
            self.bytes[self.start - PADDING..self.start].fill(0);
        } else {
            before.reserve(count);
            let end = before.range().end;
            before.bytes[end..end + count].copy_from_slice(&self.bytes[from..from + count]);
            std::mem::swap(self, before);
        }
        self.len = len + count;
        before.clear();
    }

    /// Takes a text, whatever was here before.
    pub(super) fn set(&mut self, text: &[u8]) {
        self.clear();
        self.reserve(text.len());
        self.len = text.len();
        let range = self.range();
        self.bytes[range].copy_from_slice(text);
        self.bytes[..PADDING].fill(0);
    }

    /// Gives back half of the room if a long line was here and is gone. By halves, as the next line may be as long.
    pub(super) fn shrink(&mut self, normal: usize) {
        if self.bytes.len() > normal && self.len < self.bytes.len() / 4 {
            self.bytes.truncate(normal.max(self.bytes.len() / 2));
            self.bytes.shrink_to_fit();
            self.clear();
        }
    }

    /// Cuts off what stands behind `len` bytes, and lets zeros follow.
    pub(super) fn cut(&mut self, len: usize) {
        self.len = len;
        let end = self.range().end;
        self.bytes[end..end + PADDING].fill(0);
    }

    /// The bytes of memory that it takes.
    #[cfg(test)]
    pub(super) const fn size(&self) -> usize {
        self.bytes.capacity()
    }
}
