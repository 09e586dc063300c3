//! [`Sources`]: what is to be read, by arguments: files, folders, patterns, the standard input.

mod decode;
mod find;

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::render::printable;
#[cfg(unix)]
use crate::scan::blocks::ReadAt;
use crate::scan::blocks::{Next, Source, Waiting};

pub(super) use decode::is_plain;

/// Says whether the standard input is to be read on, when there is something to read.
pub(super) type Wait = dyn Fn() -> io::Result<Next> + Send + Sync;

/// What is to be read, in order. What cannot be read has a place in it, too, and fails when it is opened.
#[derive(Debug)]
pub(super) struct Sources {
    list: Vec<Item>,
}

/// One source.
#[derive(Debug)]
struct Item {
    name: String,
    place: Place,
    /// How many bytes it has, if that is known: packed, if it is.
    size: Option<u64>,
}

#[derive(Debug)]
enum Place {
    Stdin,
    File(PathBuf),
    /// What came of looking for it.
    Failed(io::ErrorKind, String),
}

impl Sources {
    /// What the arguments stand for; without any, the standard input.
    pub(super) fn find(arguments: &[OsString]) -> Self {
        Self { list: if arguments.is_empty() { vec![Item::stdin()] } else { find::find(arguments) } }
    }

    /// How many of them are the standard input. It is no file: what comes through it in several parts may come from one.
    pub(super) fn inputs(&self) -> u32 {
        let count = self.list.iter().filter(|item| matches!(item.place, Place::Stdin)).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// The name of a source as it may be printed; empty if there is none of this number.
    pub(super) fn name(&self, source: u32) -> &str {
        self.list.get(source as usize).map_or("", |item| &item.name)
    }

    /// The paths, if all are files.
    pub(super) fn paths(&self) -> Option<Vec<PathBuf>> {
        let path = |item: &Item| if let Place::File(path) = &item.place { Some(path.clone()) } else { None };
        self.list.iter().map(path).collect()
    }

    /// How many bytes there are to read, if that is known. Packed files count as they are, and so does `read` of [`open`](Self::open).
    pub(super) fn total(&self) -> Option<u64> {
        let known = |item: &Item| if matches!(item.place, Place::Failed(..)) { Some(0) } else { item.size };
        self.list.iter().map(known).sum()
    }

    /// Opens one after the other, and unpacks what is packed. What is read is added to `read` before it is unpacked. Before each read of the standard
    /// input `wait` is asked.
    pub(super) fn open<'r>(
        &'r self,
        read: &'r AtomicU64,
        wait: Option<&'r Wait>,
    ) -> impl Iterator<Item = io::Result<Source<'r>>> + Send + 'r {
        self.list.iter().map(move |item| match &item.place {
            Place::Failed(kind, message) => Err(io::Error::new(*kind, message.as_str())),
            Place::File(path) => file(path, read),
            Place::Stdin => match wait {
                Some(wait) => Ok(unpacked(Waiting::new(stdin()?, wait), read)),
                None => Ok(unpacked(stdin()?, read)),
            },
        })
    }
}

impl Item {
    fn stdin() -> Self {
        let size = stdin().and_then(|file| size(&file)).unwrap_or(None);
        Self { name: "-".to_owned(), place: Place::Stdin, size }
    }

    fn file(path: PathBuf) -> Self {
        let size = path.metadata().ok().filter(fs::Metadata::is_file).map(|metadata| metadata.len());
        Self { name: name(&path), place: Place::File(path), size }
    }

    fn failed(path: &Path, kind: io::ErrorKind, message: String) -> Self {
        Self { name: name(path), place: Place::Failed(kind, message), size: None }
    }
}

fn name(path: &Path) -> String {
    printable(&path.to_string_lossy()).into_owned()
}

fn unpacked<'r>(text: impl Read + Send + 'r, read: &'r AtomicU64) -> Source<'r> {
    Source::stream(decode::Decode::new(Counted { text, read }))
}

/// A file that is not packed can be read by several at once.
#[cfg(unix)]
fn file<'r>(path: &Path, read: &'r AtomicU64) -> io::Result<Source<'r>> {
    use std::os::unix::fs::FileExt;
    let file = File::open(path)?;
    let mut first = [0; decode::MAGIC];
    let is_plain = file.metadata()?.is_file() && file.read_at(&mut first, 0).is_ok_and(|count| is_plain(&first[..count]));
    Ok(if is_plain { Source::Places(Arc::new(Counted { text: file, read })) } else { unpacked(file, read) })
}

#[cfg(not(unix))]
fn file<'r>(path: &Path, read: &'r AtomicU64) -> io::Result<Source<'r>> {
    Ok(unpacked(File::open(path)?, read))
}

/// The standard input past the buffer that the library keeps: who waits for more must know that there is none.
#[cfg(unix)]
fn stdin() -> io::Result<File> {
    use std::os::fd::AsFd;
    io::stdin().as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(unix)]
fn size(stdin: &File) -> io::Result<Option<u64>> {
    let metadata = stdin.metadata()?;
    Ok(metadata.is_file().then_some(metadata.len()))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it can fail elsewhere")]
fn stdin() -> io::Result<io::Stdin> {
    Ok(io::stdin())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it can fail elsewhere")]
fn size(_: &io::Stdin) -> io::Result<Option<u64>> {
    Ok(None)
}

/// Counts what is read.
struct Counted<'r, R> {
    text: R,
    read: &'r AtomicU64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.text.read(bytes)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

#[cfg(unix)]
impl ReadAt for Counted<'_, File> {
    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
        let count = std::os::unix::fs::FileExt::read_at(&self.text, bytes, offset)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;
    use crate::scan::blocks::{Buffer, Counts, Reader, Settings};

    #[test]
    fn sources_are_read_in_order_and_failures_have_names() {
        let folder = tempfile::tempdir().unwrap();
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(b"packed\n").unwrap();
        let packed = packed.finish().unwrap();
        fs::write(folder.path().join("a.log"), "plain\n").unwrap();
        fs::write(folder.path().join("b.log.gz"), &packed).unwrap();
        let arguments = ["missing", "."].map(|name| folder.path().join(name).into());
        let sources = Sources::find(&arguments);
        assert_eq!((sources.list.len(), sources.total()), (3, Some(6 + packed.len() as u64)));
        assert_eq!(sources.paths(), None);

        let read = AtomicU64::new(0);
        let mut failures = Vec::new();
        let mut reader = Reader::new(Settings::default(), sources.open(&read, None), |source, error| failures.push((source, error.kind())));
        let mut buffer = Buffer::default();
        let mut found = Vec::new();
        while let Some(block) = reader.next(&mut buffer) {
            let name = sources.name(block.source).rsplit('/').next().unwrap();
            found.push((name.to_owned(), String::from_utf8(buffer.text().to_vec()).unwrap()));
        }
        assert_eq!(reader.counts(), Counts { sources: 2, failed: 1, bytes: 13, long_records: 0 });
        drop(reader);
        assert_eq!(found, [("a.log", "plain\n"), ("b.log.gz", "packed\n")].map(|(name, text)| (name.to_owned(), text.to_owned())));
        assert_eq!(failures, [(0, io::ErrorKind::NotFound)]);
        assert_eq!(Some(read.into_inner()), sources.total());
    }

    #[test]
    fn without_arguments_it_is_the_standard_input() {
        let sources = Sources::find(&[]);
        assert_eq!((sources.list.len(), sources.name(0), sources.paths()), (1, "-", None));
        let read = AtomicU64::new(0);
        let stop = || Ok(Next::Stop);
        let mut reader = Reader::new(Settings::default(), sources.open(&read, Some(&stop)), |_, error| panic!("{error}"));
        assert_eq!(reader.next(&mut Buffer::default()), None);
        let files = Sources::find(&["/dev/null".into()]);
        assert_eq!(files.paths(), Some(vec![PathBuf::from("/dev/null")]));
    }
}
