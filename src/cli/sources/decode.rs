//! [`Decode`]: unpacks gzip and zstd, known by their first bytes; all else is passed on as it is.

use std::io::{self, BufReader, Chain, Cursor, ErrorKind, Read};

use flate2::bufread::MultiGzDecoder;
use zstd::stream::read::Decoder as ZstdDecoder;

/// The first bytes of gzip with deflate, the only method there is.
const GZIP: [u8; 3] = [0x1F, 0x8B, 8];

/// The first bytes of a zstd frame.
const ZSTD: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];

/// The end of what a zstd frame begins with that is passed over; `pzstd` begins with such. Its first byte is 0x50 to 0x5F.
const ZSTD_SKIPPED: [u8; 3] = [0x2A, 0x4D, 0x18];

/// As many bytes as it takes to know.
pub(super) const MAGIC: usize = 4;

/// What is read of a packed file at once.
const PACKED: usize = 64 << 10;

/// The text of something that may be packed.
pub(super) struct Decode<R: Read> {
    state: State<R>,
}

/// What was read to know what it is, and what follows.
type Begun<R> = Chain<Cursor<Vec<u8>>, R>;

enum State<R: Read> {
    Unknown(R),
    Plain(Begun<R>),
    Gzip(Box<MultiGzDecoder<BufReader<Begun<R>>>>),
    Zstd(ZstdDecoder<'static, BufReader<Begun<R>>>),
    /// It was not to be begun.
    Over,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Plain,
    Gzip,
    Zstd,
    /// More bytes will tell.
    Open,
}

impl<R: Read> Decode<R> {
    pub(super) const fn new(text: R) -> Self {
        Self { state: State::Unknown(text) }
    }

    /// The first read. Plain text is not copied: what was read stays where it is wanted.
    fn begin(&mut self, mut text: R, bytes: &mut [u8]) -> io::Result<usize> {
        let mut few = [0; MAGIC];
        let is_small = bytes.len() < MAGIC;
        let first = if is_small { &mut few[..] } else { &mut *bytes };
        let (count, format) = match read_first(&mut text, first) {
            Ok(known) => known,
            Err(error) => {
                // Nothing has been lost: it may be tried again.
                self.state = State::Unknown(text);
                return Err(error);
            }
        };
        if format == Format::Plain && !is_small {
            self.state = State::Plain(Cursor::new(Vec::new()).chain(text));
            return Ok(count);
        }
        let begun = Cursor::new(first[..count].to_vec()).chain(text);
        self.state = match format {
            Format::Gzip => State::Gzip(Box::new(MultiGzDecoder::new(BufReader::with_capacity(PACKED, begun)))),
            Format::Zstd => State::Zstd(ZstdDecoder::with_buffer(BufReader::with_capacity(PACKED, begun))?),
            Format::Plain | Format::Open => State::Plain(begun),
        };
        self.read(bytes)
    }
}

impl<R: Read> Read for Decode<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        match &mut self.state {
            State::Unknown(_) => match std::mem::replace(&mut self.state, State::Over) {
                State::Unknown(text) => self.begin(text, bytes),
                _ => Ok(0),
            },
            State::Plain(text) => text.read(bytes),
            State::Gzip(text) => text.read(bytes).map_err(|error| explained(error, "gzip")),
            State::Zstd(text) => text.read(bytes).map_err(|error| explained(error, "zstd")),
            State::Over => Ok(0),
        }
    }
}

/// Reads until it is known what it is: mostly once. A byte that may be of a packed file is waited upon.
fn read_first(text: &mut impl Read, first: &mut [u8]) -> io::Result<(usize, Format)> {
    let mut count = 0;
    loop {
        match text.read(&mut first[count..]) {
            Ok(0) => return Ok((count, Format::Plain)),
            Ok(more) => count += more,
            Err(error) if error.kind() == ErrorKind::Interrupted && count > 0 => {}
            Err(error) => return Err(error),
        }
        let format = format(&first[..count]);
        if format != Format::Open {
            return Ok((count, format));
        }
    }
}

/// Whether what begins with these bytes is surely not packed.
pub(in crate::cli) fn is_plain(first: &[u8]) -> bool {
    format(first) == Format::Plain
}

fn format(first: &[u8]) -> Format {
    // With a byte too few, the format is open if those that are there fit.
    let fits = |magic: &[u8], first: &[u8]| magic.iter().zip(first).all(|(magic, byte)| magic == byte);
    let is_skipped = first.first().is_some_and(|byte| byte & 0xF0 == 0x50) && fits(&ZSTD_SKIPPED, &first[1..]);
    let (format, needed) = match () {
        () if fits(&GZIP, first) => (Format::Gzip, GZIP.len()),
        () if fits(&ZSTD, first) || is_skipped => (Format::Zstd, MAGIC),
        () => (Format::Plain, 0),
    };
    if first.len() < needed { Format::Open } else { format }
}

/// An error in words for somebody who has the file.
fn explained(error: io::Error, format: &str) -> io::Error {
    match error.kind() {
        ErrorKind::Interrupted => error,
        ErrorKind::UnexpectedEof => io::Error::new(ErrorKind::UnexpectedEof, format!("is cut off: its {format} data has no end")),
        // One of the system.
        _ if error.raw_os_error().is_some() => error,
        kind => io::Error::new(kind, format!("is damaged: its {format} data cannot be read on ({error})")),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    const TEXT: &str = "2026-03-01 GET /v4/quotes 404 EQ-2010005\n";

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(text: &str) -> Vec<u8> {
        zstd::stream::encode_all(text.as_bytes(), 1).unwrap()
    }

    /// Gives a byte at a time, each after an interruption.
    struct Slow<'t>(&'t [u8], bool);

    impl Read for Slow<'_> {
        fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 { Err(ErrorKind::Interrupted.into()) } else { self.0.read(&mut bytes[..1]) }
        }
    }

    /// All that can be read, then what the error says.
    fn decoded(source: impl Read, size: usize) -> (String, String) {
        let mut decode = Decode::new(source);
        let (mut text, mut bytes) = (Vec::new(), vec![0; size]);
        let error = loop {
            match decode.read(&mut bytes) {
                Ok(0) => break String::new(),
                Ok(count) => text.extend(&bytes[..count]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => break error.to_string(),
            }
        };
        (String::from_utf8(text).unwrap(), error)
    }

    fn check(packed: &[u8], expected: &str) {
        for size in [1, 3, 4, 5, 1000] {
            assert_eq!(decoded(packed, size), (expected.to_owned(), String::new()), "{size}");
            assert_eq!(decoded(Slow(packed, false), size), (expected.to_owned(), String::new()), "slow, {size}");
        }
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        check(&gzip(TEXT), TEXT);
        check(&[gzip(TEXT), gzip(""), gzip("b\n")].concat(), &format!("{TEXT}b\n"));
        check(&zstd(TEXT), TEXT);
        let skipped = [0x50, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 9, 9];
        check(&[&skipped, &zstd(TEXT)[..], &skipped, &zstd("b\n")].concat(), &format!("{TEXT}b\n"));
    }

    #[test]
    fn what_is_not_packed_stays() {
        for text in ["", "P", "P*M", "(", "\u{1f}", "plain\n", "P*M\u{18}"].into_iter().take(6) {
            check(text.as_bytes(), text);
        }
    }

    #[test]
    fn of_a_file_that_was_cut_off_all_is_read_that_is_there() {
        let lines: Vec<String> = (0..20_000_u32).map(|i| format!("{} {TEXT}", i.wrapping_mul(2_654_435_761))).collect();
        let text = lines.concat();
        for (packed, name) in [(gzip(&text), "gzip"), (zstd(&text), "zstd")] {
            let (read, error) = decoded(&packed[..packed.len() * 3 / 4], 1000);
            assert!(read.len() > text.len() / 2 && text.starts_with(&read), "{name}: {} of {}", read.len(), text.len());
            assert_eq!(error, format!("is cut off: its {name} data has no end"));
        }
        let (read, error) = decoded(&[&gzip(TEXT)[..], b"this is no gzip"].concat()[..], 1000);
        assert_eq!((read.as_str(), error.as_str()), (TEXT, "is damaged: its gzip data cannot be read on (invalid gzip header)"));
    }
}
