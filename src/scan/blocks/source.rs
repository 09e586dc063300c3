//! [`Source`]: what is read, and how.

use std::io::{self, Read};
use std::sync::Arc;

/// The text of a source.
pub enum Source<'r> {
    /// It can only be read on.
    Stream(Box<dyn Read + Send + 'r>),
    /// It can be read at any place, by several at once.
    Places(Arc<dyn ReadAt + 'r>),
}

impl<'r> Source<'r> {
    /// A text that can only be read on.
    pub fn stream(text: impl Read + Send + 'r) -> Self {
        Self::Stream(Box::new(text))
    }

    /// Reads all of it.
    ///
    /// # Errors
    /// As for reading.
    pub fn read_to_end(self, bytes: &mut Vec<u8>) -> io::Result<usize> {
        match self {
            Self::Stream(mut text) => text.read_to_end(bytes),
            Self::Places(text) => AsStream { text: &*text, offset: 0 }.read_to_end(bytes),
        }
    }
}

/// A text that can be read at any place, from its start.
struct AsStream<'r> {
    text: &'r dyn ReadAt,
    offset: u64,
}

impl Read for AsStream<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.text.read_at(bytes, self.offset)?;
        self.offset += count as u64;
        Ok(count)
    }
}

/// A text that can be read at any place, as a file can.
pub trait ReadAt: Send + Sync {
    /// Reads at an offset: at least one byte, or none if the text ends before it.
    ///
    /// # Errors
    /// As for [`Read::read`].
    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize>;
}

/// A part of a text that somebody is to read.
pub struct Ticket<'r> {
    pub(super) text: Arc<dyn ReadAt + 'r>,
    /// The number of the source.
    pub(super) source: u32,
    /// Which part of it, from 0.
    pub(super) number: u64,
    /// The bytes of each part.
    pub(super) size: usize,
}

impl<'r> Ticket<'r> {
    pub(super) const fn new(text: Arc<dyn ReadAt + 'r>, source: u32, number: u64, size: usize) -> Self {
        Self { text, source, number, size }
    }

    /// Reads the part, as far as the text goes, or as far as it can be read.
    pub(super) fn read(&self, bytes: &mut [u8]) -> Loaded {
        let mut len = 0;
        while len < bytes.len() {
            match self.text.read_at(&mut bytes[len..], self.number * self.size as u64 + len as u64) {
                Ok(0) => break,
                Ok(more) => len += more.min(bytes.len() - len),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Loaded { len, error: Some(error) },
            }
        }
        Loaded { len, error: None }
    }
}

/// What was read by a ticket.
#[derive(Debug)]
pub struct Loaded {
    /// How many bytes.
    pub(super) len: usize,
    /// Why there are no more.
    pub(super) error: Option<io::Error>,
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
