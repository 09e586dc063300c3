//! [`Followed`]: one file that is still being written, and those that take its place.

use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read, Seek};
use std::mem;
use std::path::PathBuf;

use super::super::sources::is_plain;

/// So many bytes tell whether a file is packed.
const FIRST: u64 = 8;

/// What happened to a file.
#[derive(Debug)]
pub(in crate::cli) enum Event<'e> {
    /// It is there, and read from its start.
    Begun,
    /// It is not there, and waited for.
    Missing,
    /// Another has taken its place, and is read from now on.
    Replaced,
    /// It has become shorter, and is read from its start.
    Truncated,
    /// It cannot be read. That is tried again.
    Failed(&'e io::Error),
    /// It is packed, and no log grows so.
    Packed,
}

impl fmt::Display for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Begun => f.write_str("is read"),
            Self::Missing => f.write_str("is not there; waiting for it"),
            Self::Replaced => f.write_str("was replaced; reading the new file"),
            Self::Truncated => f.write_str("was cut; reading it from its start"),
            Self::Failed(error) => write!(f, "cannot be read, trying again: {error}"),
            Self::Packed => f.write_str("is packed, and left out; without --follow it is read"),
        }
    }
}

/// A file by its path.
#[derive(Debug)]
pub(super) struct Followed {
    path: PathBuf,
    open: Option<Open>,
    /// Whether it was told that it is not there, or cannot be read; once is enough.
    is_told: bool,
}

#[derive(Debug)]
struct Open {
    file: File,
    metadata: Metadata,
    offset: u64,
    /// Whether the last that was read is a line without an end.
    is_mid_line: bool,
    /// Whether another has taken its place. Then it is read to its end once more, for what was written in between.
    is_replaced: bool,
}

/// Whether a file begins as a packed one does; it is at its start again then.
fn is_packed(file: &mut File) -> bool {
    let mut first = Vec::new();
    let read = file.by_ref().take(FIRST).read_to_end(&mut first).and_then(|_| file.rewind());
    read.is_ok() && !is_plain(&first)
}

/// What a read gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    /// How many bytes.
    pub(super) len: usize,
    /// Where they stand in the file.
    pub(super) offset: u64,
}

impl Followed {
    pub(super) const fn new(path: PathBuf) -> Self {
        Self { path, open: None, is_told: false }
    }

    /// Reads once; `None` if there is nothing at the moment. Where a file is left in the middle of a line, a line feed is put in.
    pub(super) fn read(&mut self, bytes: &mut [u8], tell: &mut dyn FnMut(Event<'_>)) -> Option<Piece> {
        loop {
            let Some(open) = &mut self.open else {
                self.open = Some(self.begin(tell)?);
                continue;
            };
            let offset = open.offset;
            match open.file.read(bytes) {
                Ok(0) => {}
                Ok(len) => {
                    open.offset += len as u64;
                    open.is_mid_line = bytes[len - 1] != b'\n';
                    self.is_told = false;
                    return Some(Piece { len, offset });
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.tell_once(Event::Failed(&error), tell);
                    return None;
                }
            }
            if self.at_end(tell)? && !bytes.is_empty() {
                bytes[0] = b'\n';
                return Some(Piece { len: 1, offset });
            }
        }
    }

    fn begin(&mut self, tell: &mut dyn FnMut(Event<'_>)) -> Option<Open> {
        let opened = File::open(&self.path).and_then(|file| file.metadata().map(|metadata| (file, metadata)));
        match opened {
            Ok((mut file, metadata)) => {
                if metadata.is_file() && is_packed(&mut file) {
                    self.tell_once(Event::Packed, tell);
                    return None;
                }
                if !metadata.is_dir() {
                    tell(Event::Begun);
                }
                Some(Open { file, metadata, offset: 0, is_mid_line: false, is_replaced: false })
            }
            Err(error) => self.fail(&error, tell),
        }
    }

    /// Tells why there is nothing.
    fn fail<T>(&mut self, error: &io::Error, tell: &mut dyn FnMut(Event<'_>)) -> Option<T> {
        let event = if error.kind() == ErrorKind::NotFound { Event::Missing } else { Event::Failed(error) };
        self.tell_once(event, tell);
        None
    }

    /// Looks what has become of a file that was read to its end; `None` if there is nothing more at the moment, else whether it was left
    /// in the middle of a line.
    fn at_end(&mut self, tell: &mut dyn FnMut(Event<'_>)) -> Option<bool> {
        let open = self.open.as_mut()?;
        if open.is_replaced {
            let is_mid_line = open.is_mid_line;
            self.open = None;
            tell(Event::Replaced);
            return Some(is_mid_line);
        }
        match fs::metadata(&self.path) {
            Ok(there) if !is_same(&there, &open.metadata) => {
                // Not at once: whoever wrote the old one may be at its last line.
                open.is_replaced = true;
                None
            }
            Ok(_) => self.restart(tell),
            Err(error) => self.fail(&error, tell),
        }
    }

    /// Begins again with a file that has become shorter.
    fn restart(&mut self, tell: &mut dyn FnMut(Event<'_>)) -> Option<bool> {
        let open = self.open.as_mut()?;
        let len = open.file.metadata().map_or(open.offset, |metadata| metadata.len());
        // A folder has a length, too, and a device has none.
        if len >= open.offset || !open.metadata.is_file() {
            return None;
        }
        if let Err(error) = open.file.rewind() {
            self.tell_once(Event::Failed(&error), tell);
            return None;
        }
        open.offset = 0;
        tell(Event::Truncated);
        Some(mem::take(&mut open.is_mid_line))
    }

    fn tell_once(&mut self, event: Event<'_>, tell: &mut dyn FnMut(Event<'_>)) {
        if !mem::replace(&mut self.is_told, true) {
            tell(event);
        }
    }
}

/// Whether both are of the same file. It cannot have been deleted and its number given to another, as it is open.
#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Whether both are of the same file, as far as can be told.
#[cfg(not(unix))]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    one.created().ok() == other.created().ok()
}
