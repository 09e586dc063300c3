//! The image reader, on sections that are nonsense or altered but have sound checksums, and on altered headers.
//!
//! Laws: reading ends, with an answer or an error. An altered header is refused, unless its checksum was made to fit. A file
//! is read like memory. And no more is allocated than a small multiple of the image, whatever it claims to hold.

#![no_main]

use std::io::Write;
use std::sync::LazyLock;

use errdex::catalog::image::{Image, Parts, Section, write};
use errdex::catalog::{Error, compile};
use errdex_fuzz::{ENTRIES, OPERATION, PROVIDER, ask_all, files, read_all};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use peak_alloc::PeakAlloc;
use xxhash_rust::xxh3::xxh3_64;

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

/// What may be allocated for each byte of the image and of the question, and for none at all: serde asks for up to
/// a mebibyte for each list before it has seen an element, and lists lie within lists.
const FOR_EACH_BYTE: usize = 64;
const FOR_NOTHING: usize = 4 << 20;
/// The most rows of a crowded section.
const MOST_ROWS: usize = 4096;

/// An image to make, and what to ask it.
#[derive(Debug, Arbitrary)]
struct Input {
    providers: Bytes,
    operations: Bytes,
    names: Bytes,
    records: Vec<Bytes>,
    anchors: Bytes,
    codes: Bytes,
    samples: Bytes,
    header: Vec<Change>,
    /// Whether the checksum is made to fit the altered header.
    mended: bool,
    /// How often the question is repeated.
    times: u8,
    question: String,
}

/// A part of an image.
#[derive(Debug, Arbitrary)]
enum Bytes {
    Nonsense(Vec<u8>),
    /// The part of a real image, so that the reader gets far.
    Real {
        changes: Vec<Change>,
        cut: u8,
    },
    /// The same row again and again, so that a little input makes a large image.
    Crowded {
        head: Vec<u8>,
        row: [u8; 8],
        times: u16,
    },
}

/// One byte that is another afterwards; the place counts from the start, again and again.
#[derive(Debug, Arbitrary)]
struct Change {
    at: u16,
    to: u8,
}

fuzz_target!(|input: Input| {
    let bytes = image(&input);
    let altered = bytes != write(&parts(&input));
    let file = file(&bytes);
    let question = input.question.repeat(usize::from(input.times).max(1));
    let allowed = FOR_NOTHING + FOR_EACH_BYTE * (bytes.len() + question.len());

    let before = start_counting();
    let from_file = Image::open(file.path()).map(|image| read(&image, &question));
    check_allocated(before, allowed);

    let size = bytes.len();
    let before = start_counting();
    let from_memory = Image::new(bytes).map(|image| read(&image, &question));
    check_allocated(before, allowed);

    assert!(from_memory.is_ok() || altered, "{:?}: the header of {size} bytes is as it was written", from_memory.err());
    assert!(from_memory.is_err() || !altered || input.mended, "an altered header was believed");
    assert_eq!(format!("{from_file:?}"), format!("{from_memory:?}"), "a file is read like memory");
});

/// All answers of an image, as far as it has any.
fn read(image: &Image, question: &str) -> (Result<usize, Error>, Result<usize, Error>) {
    (read_all(image, question), ask_all(image, question))
}

fn start_counting() -> usize {
    ALLOCATED.reset_peak_usage();
    ALLOCATED.current_usage()
}

fn check_allocated(before: usize, allowed: usize) {
    let allocated = ALLOCATED.peak_usage().saturating_sub(before);
    assert!(allocated <= allowed, "{allocated} bytes at once, {allowed} are allowed");
}

fn file(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a folder for temporary files");
    file.write_all(bytes).expect("room for a small file");
    file
}

fn image(input: &Input) -> Vec<u8> {
    let mut image = write(&parts(input));
    let sections = u32::from_le_bytes(image[12..16].try_into().expect("four bytes")) as usize;
    let header = 24 + sections * 24 + 8;
    change(&mut image[..header], &input.header);
    if input.mended {
        let checksum = xxh3_64(&image[..header - 8]);
        image[header - 8..header].copy_from_slice(&checksum.to_le_bytes());
    }
    image
}

fn parts(input: &Input) -> Parts {
    let records = input.records.iter().enumerate();
    Parts {
        providers: input.providers.over(&REAL.providers),
        operations: input.operations.over(&REAL.operations),
        names: input.names.over(&REAL.names),
        records: records.map(|(number, bytes)| bytes.over(&REAL.records[number % REAL.records.len()])).collect(),
        anchors: input.anchors.over(&REAL.anchors),
        codes: input.codes.over(&REAL.codes),
        samples: input.samples.over(&REAL.samples),
    }
}

impl Bytes {
    fn over(&self, real: &[u8]) -> Vec<u8> {
        match self {
            Self::Nonsense(bytes) => bytes.clone(),
            Self::Crowded { head, row, times } => [&head[..], &row.repeat(usize::from(*times) % MOST_ROWS)].concat(),
            Self::Real { changes, cut } => {
                let mut bytes = real[..real.len().saturating_sub(usize::from(*cut))].to_vec();
                change(&mut bytes, changes);
                bytes
            }
        }
    }
}

fn change(bytes: &mut [u8], changes: &[Change]) {
    let len = bytes.len();
    for change in changes.iter().filter(|_| len > 0) {
        bytes[usize::from(change.at) % len] = change.to;
    }
}

/// The parts of a real image.
static REAL: LazyLock<Parts> = LazyLock::new(|| {
    let compiled =
        compile(&files(PROVIDER, &[("acme/cards.yaml", ENTRIES), ("acme/operations/pay.yaml", OPERATION)])).expect("it has no mistakes");
    let image = Image::new(compiled).expect("it was just written");
    let section = |section| image.section(section).expect("it was just written").to_vec();
    Parts {
        providers: section(Section::Providers),
        operations: section(Section::Operations),
        names: section(Section::Names),
        records: (0..image.len()).map(|number| image.record(number).expect("it was just written").to_vec()).collect(),
        anchors: section(Section::Anchors),
        codes: section(Section::Codes),
        samples: section(Section::Samples),
    }
});
