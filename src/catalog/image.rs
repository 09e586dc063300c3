//! The container of a compiled catalog: a header and eight sections, each with its checksum, read in place.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | magic |
//! | 4, 4 | version, number of sections |
//! | 8 | length of the file |
//! | 24 each | sections: offset, length, checksum (XXH3, 64 bit) |
//! | 8 | checksum of all before |
//!
//! All numbers are little-endian. An image in a file is read by positions: the header, the sections that a
//! question needs, and single records. What is read is checked before it is believed.

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use elsa::sync::FrozenMap;
use xxhash_rust::xxh3::xxh3_64;

const MAGIC: [u8; 8] = *b"ERRDEX\x1a\n";
/// The version of the format. A reader takes its own version and no other.
pub const VERSION: u32 = 6;
const SECTIONS: u32 = 8;
const HEADER: usize = 8 + 4 + 4 + 8 + COUNT * 24 + 8;
/// [`SECTIONS`] as the length of an array.
const COUNT: usize = SECTIONS as usize;
/// Up to so many bytes of records are kept whole, where many of them are asked for.
const WHOLE: u64 = 16 << 20;
/// The bytes of one row of [`Section::Places`].
const PLACE: usize = 8 + 4 + 8;

/// The parts of an image, in the order in which they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// The providers.
    Providers,
    /// The operations, each with its provider's id.
    Operations,
    /// Folded codes and the records that have them.
    Names,
    /// Where each record lies, with its checksum.
    Places,
    /// The records.
    Records,
    /// Pieces of the templates and the records that have them.
    Anchors,
    /// Codes to the letter, to search streams with.
    Codes,
    /// Windows of the templates, to search streams with.
    Samples,
}

/// What the compiler puts together; the records' places are worked out here.
#[derive(Debug, Default)]
pub struct Parts {
    /// [`Section::Providers`].
    pub providers: Vec<u8>,
    /// [`Section::Operations`].
    pub operations: Vec<u8>,
    /// [`Section::Names`].
    pub names: Vec<u8>,
    /// The records, in the order of the names.
    pub records: Vec<Vec<u8>>,
    /// [`Section::Anchors`].
    pub anchors: Vec<u8>,
    /// [`Section::Codes`].
    pub codes: Vec<u8>,
    /// [`Section::Samples`].
    pub samples: Vec<u8>,
}

/// Writes an image.
#[must_use]
pub fn write(parts: &Parts) -> Vec<u8> {
    let mut places = Vec::with_capacity(parts.records.len() * PLACE);
    let mut offset = 0;
    for record in &parts.records {
        places.extend((offset as u64).to_le_bytes());
        places.extend(u32::try_from(record.len()).expect("a record is a few kilobytes").to_le_bytes());
        places.extend(xxh3_64(record).to_le_bytes());
        offset += record.len();
    }
    let records = parts.records.concat();
    let sections = [&parts.providers, &parts.operations, &parts.names, &places, &records, &parts.anchors, &parts.codes, &parts.samples];
    let mut image = header(&sections);
    for section in sections {
        image.extend_from_slice(section);
    }
    image
}

fn header(sections: &[&Vec<u8>; COUNT]) -> Vec<u8> {
    let total = HEADER + sections.iter().map(|section| section.len()).sum::<usize>();
    let mut header = Vec::with_capacity(total);
    header.extend(MAGIC);
    header.extend(VERSION.to_le_bytes());
    header.extend(SECTIONS.to_le_bytes());
    header.extend((total as u64).to_le_bytes());
    let mut offset = HEADER;
    for section in sections {
        header.extend((offset as u64).to_le_bytes());
        header.extend((section.len() as u64).to_le_bytes());
        header.extend(xxh3_64(section).to_le_bytes());
        offset += section.len();
    }
    let checksum = xxh3_64(&header);
    header.extend(checksum.to_le_bytes());
    header
}

/// Why an image cannot be used.
#[derive(Debug)]
pub struct Error(Kind);

#[derive(Debug)]
enum Kind {
    Io(std::io::Error),
    Foreign,
    Version(u32),
    Damaged(&'static str),
}

impl Error {
    /// That a part of the image does not hold what it should.
    pub(super) const fn damaged(what: &'static str) -> Self {
        Self(Kind::Damaged(what))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Io(error) => write!(f, "cannot be read: {error}"),
            Kind::Foreign => f.write_str("is no errdex image (make one with `errdex catalog compile FOLDER -o FILE`)"),
            Kind::Version(version) => {
                write!(f, "is an image of format version {version}, this errdex reads version {VERSION}: compile it again")
            }
            Kind::Damaged(what) => write!(f, "is damaged ({what}): compile it again"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Kind::Io(error) => Some(error),
            Kind::Foreign | Kind::Version(_) | Kind::Damaged(_) => None,
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self(Kind::Io(error))
    }
}

/// Several images that stand one behind the other, each by itself; a site has its layers so.
///
/// # Errors
/// If one is no image, or cut off.
pub fn split(mut bytes: &[u8]) -> Result<Vec<&[u8]>, Error> {
    let mut images = Vec::new();
    while !bytes.is_empty() {
        if !bytes.starts_with(&MAGIC) {
            return Err(Error(Kind::Foreign));
        }
        let len = bytes.get(16..24).map(|len| u64_at(len, 0)).and_then(|len| usize::try_from(len).ok());
        let parts = len.filter(|&len| len >= HEADER).and_then(|len| bytes.split_at_checked(len));
        let (image, rest) = parts.ok_or(Error::damaged("cut off"))?;
        images.push(image);
        bytes = rest;
    }
    Ok(images)
}

/// A compiled catalog: its bytes, or the file that has them.
pub struct Image {
    bytes: Bytes,
    sections: [Extent; COUNT],
    /// Sections that were checked; with those of a file, their bytes.
    checked: [OnceLock<Vec<u8>>; COUNT],
    /// Records of a file that were read.
    records: FrozenMap<u32, Box<[u8]>>,
    /// The bytes of records that were read one by one and not kept.
    read_singly: AtomicU64,
}

enum Bytes {
    Memory(Cow<'static, [u8]>),
    File(File),
}

#[derive(Debug, Clone, Copy)]
struct Extent {
    offset: u64,
    len: u64,
    checksum: u64,
}

impl Image {
    /// An image in memory.
    ///
    /// # Errors
    /// If it is no image, of another version, cut off, or its header damaged.
    pub fn new(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, Error> {
        let bytes = bytes.into();
        let sections = read_header(&bytes[..bytes.len().min(HEADER)], bytes.len() as u64)?;
        Ok(Self::with(Bytes::Memory(bytes), sections))
    }

    /// An image in a file. Only its header is read now.
    ///
    /// # Errors
    /// As for [`Image::new`], and if the file cannot be read.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let file = File::open(path)?;
        let len = file.metadata()?.len();
        let mut head = vec![0; HEADER.min(usize::try_from(len).unwrap_or(HEADER))];
        read_at(&file, &mut head, 0)?;
        let sections = read_header(&head, len)?;
        Ok(Self::with(Bytes::File(file), sections))
    }

    fn with(bytes: Bytes, sections: [Extent; COUNT]) -> Self {
        Self { bytes, sections, checked: [const { OnceLock::new() }; COUNT], records: FrozenMap::new(), read_singly: AtomicU64::new(0) }
    }

    /// The bytes of a section, checked.
    ///
    /// # Errors
    /// If they cannot be read or are not what was written.
    pub fn section(&self, section: Section) -> Result<&[u8], Error> {
        let extent = self.sections[section as usize];
        let cell = &self.checked[section as usize];
        if let Bytes::Memory(bytes) = &self.bytes {
            let bytes = part(bytes, extent.offset, extent.len)?;
            // The built-in image is part of the program, which is as sound as the program itself.
            if matches!(self.bytes, Bytes::Memory(Cow::Owned(_))) && cell.get().is_none() {
                verify(bytes, extent.checksum)?;
                let _ = cell.set(Vec::new());
            }
            return Ok(bytes);
        }
        if cell.get().is_none() {
            let bytes = self.read(extent.offset, extent.len)?;
            verify(&bytes, extent.checksum)?;
            let _ = cell.set(bytes);
        }
        Ok(cell.get().map_or(&[], Vec::as_slice))
    }

    /// The number of records.
    #[must_use]
    pub fn len(&self) -> u32 {
        u32::try_from(self.sections[Section::Places as usize].len / PLACE as u64).unwrap_or(u32::MAX)
    }

    /// Whether it has no record.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The size in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        HEADER as u64 + self.sections.iter().map(|section| section.len).sum::<u64>()
    }

    /// All bytes, as they stand.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn bytes(&self) -> Result<Cow<'_, [u8]>, Error> {
        match &self.bytes {
            Bytes::Memory(bytes) => Ok(Cow::Borrowed(bytes)),
            Bytes::File(_) => self.read(0, self.size()).map(Cow::Owned),
        }
    }

    /// The bytes of a record, checked. Records are numbered from 0, in the order of their names.
    ///
    /// # Errors
    /// If there is no such record, or its bytes cannot be read or are not what was written.
    pub fn record(&self, number: u32) -> Result<&[u8], Error> {
        let place = self.place(number)?;
        let bytes = match &self.bytes {
            Bytes::Memory(bytes) => part(bytes, place.offset, place.len)?,
            Bytes::File(_) => match self.records.get(&number) {
                Some(bytes) => bytes,
                None => self.records.insert(number, self.read(place.offset, place.len)?.into()),
            },
        };
        verify(bytes, place.checksum)?;
        Ok(bytes)
    }

    /// The same, read into `room` if the image is a file. Nothing is kept, unless many records are asked for and all are few megabytes.
    ///
    /// # Errors
    /// As for [`record`](Self::record).
    pub fn record_in<'r>(&'r self, number: u32, room: &'r mut Vec<u8>) -> Result<&'r [u8], Error> {
        let place = self.place(number)?;
        let bytes = match &self.bytes {
            Bytes::Memory(bytes) => part(bytes, place.offset, place.len)?,
            Bytes::File(_) if self.asks_for_all(place.len) => {
                part(self.section(Section::Records)?, place.offset - self.sections[Section::Records as usize].offset, place.len)?
            }
            Bytes::File(file) => {
                room.resize(usize::try_from(place.len).map_err(|_| Error::damaged("larger than memory"))?, 0);
                read_at(file, room, place.offset)?;
                room
            }
        };
        verify(bytes, place.checksum)?;
        Ok(bytes)
    }

    /// Whether so many records of a file were read one by one, with the next of `len` bytes, that all of them may as
    /// well be read at once.
    fn asks_for_all(&self, len: u64) -> bool {
        let all = self.sections[Section::Records as usize].len;
        all <= WHOLE && self.read_singly.fetch_add(len, Ordering::Relaxed) + len > all / 8
    }

    /// Where a record lies in the image.
    fn place(&self, number: u32) -> Result<Extent, Error> {
        let places = self.section(Section::Places)?;
        let row = |number: usize| places.get(number.checked_mul(PLACE)?..)?.get(..PLACE);
        let end = |row: &[u8]| u64_at(row, 0).checked_add(u64::from(u32_at(row, 8)));
        let own = row(number as usize).ok_or(Error::damaged("no such record"))?;
        let (offset, len, checksum) = (u64_at(own, 0), u64::from(u32_at(own, 8)), u64_at(own, 12));
        let records = self.sections[Section::Records as usize];
        // One behind the other: no two records share bytes, so all of them together are no more than the file.
        let start = if number == 0 { Some(0) } else { row(number as usize - 1).and_then(end) };
        if start != Some(offset) || end(own).is_none_or(|end| end > records.len) {
            return Err(Error::damaged("a record lies outside"));
        }
        Ok(Extent { offset: records.offset + offset, len, checksum })
    }

    /// Reads from the file; `read_header` made sure that the range lies within it, so no more is allocated than the file has.
    fn read(&self, offset: u64, len: u64) -> Result<Vec<u8>, Error> {
        let Bytes::File(file) = &self.bytes else { return Ok(Vec::new()) };
        let mut bytes = vec![0; usize::try_from(len).map_err(|_| Error::damaged("larger than memory"))?];
        read_at(file, &mut bytes, offset)?;
        Ok(bytes)
    }
}

impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Image").field("records", &self.len()).finish_non_exhaustive()
    }
}

fn read_header(head: &[u8], len: u64) -> Result<[Extent; COUNT], Error> {
    if !head.starts_with(&MAGIC) {
        return Err(Error(Kind::Foreign));
    }
    if head.len() < HEADER {
        return Err(Error::damaged("cut off"));
    }
    if u32_at(head, 8) != VERSION {
        return Err(Error(Kind::Version(u32_at(head, 8))));
    }
    if u64_at(head, HEADER - 8) != xxh3_64(&head[..HEADER - 8]) || u32_at(head, 12) != SECTIONS {
        return Err(Error::damaged("its header"));
    }
    if u64_at(head, 16) != len {
        return Err(Error::damaged("cut off or longer than it was"));
    }
    let extent = |i: usize| {
        let at = 24 + i * 24;
        Extent { offset: u64_at(head, at), len: u64_at(head, at + 8), checksum: u64_at(head, at + 16) }
    };
    let sections: [Extent; COUNT] = std::array::from_fn(extent);
    let behind = |end: u64, section: &Extent| end.checked_add(section.len).filter(|_| section.offset == end);
    if sections.iter().try_fold(HEADER as u64, behind) != Some(len) {
        return Err(Error::damaged("its sections do not follow each other"));
    }
    Ok(sections)
}

fn part(bytes: &[u8], offset: u64, len: u64) -> Result<&[u8], Error> {
    let range = usize::try_from(offset).ok().zip(usize::try_from(len).ok());
    let part = range.and_then(|(offset, len)| bytes.get(offset..offset.checked_add(len)?));
    part.ok_or(Error::damaged("cut off"))
}

fn verify(bytes: &[u8], checksum: u64) -> Result<(), Error> {
    if xxh3_64(bytes) == checksum { Ok(()) } else { Err(Error::damaged("a checksum does not fit")) }
}

/// The number at an offset that the caller knows to be there.
pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(not(unix))]
fn read_at(mut file: &File, bytes: &mut [u8], offset: u64) -> std::io::Result<()> {
    use std::io::{Read, Seek, SeekFrom};
    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(bytes)
}
