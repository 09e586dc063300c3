//! What blocks are cut of a text, and the law that nothing is lost.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use proptest::prelude::*;

use super::*;

/// Gives a text in pieces of given sizes, over and over; a size of 0 is a read that was interrupted.
struct Pieces {
    text: Vec<u8>,
    at: usize,
    sizes: Vec<usize>,
    turn: usize,
}

impl Read for Pieces {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.turn += 1;
        let size = self.sizes[self.turn % self.sizes.len()];
        if size == 0 {
            return Err(ErrorKind::Interrupted.into());
        }
        let count = size.min(bytes.len()).min(self.text.len() - self.at);
        bytes[..count].copy_from_slice(&self.text[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

fn pieces(text: &[u8], sizes: &[usize]) -> Source<'static> {
    let sizes = if sizes.iter().all(|size| *size == 0) { vec![1] } else { sizes.to_vec() };
    Source::stream(Pieces { text: text.to_vec(), at: 0, sizes, turn: 0 })
}

fn settings(block: usize, max_record: usize) -> Settings {
    Settings { block, max_record, lines: Lines::Counted }
}

/// All blocks, read with two buffers in turns as two workers would; the zeros around each are looked at.
fn blocks(reader: &mut Reader<'_>) -> Vec<(Block, Vec<u8>)> {
    let mut buffers = [Buffer::default(), Buffer::default()];
    let mut all = Vec::new();
    while let Some(block) = reader.next(&mut buffers[all.len() % 2]) {
        let buffer = &buffers[all.len() % 2];
        let (before, after) = (&buffer.padded()[..PADDING], &buffer.padded()[PADDING + buffer.text().len()..]);
        assert_eq!((before, after), (&[0; PADDING][..], &[0; PADDING][..]));
        all.push((block, buffer.text().to_vec()));
    }
    all
}

/// What a text is cut into: blocks with a bar between them, and a `>` where a long line goes on in the next.
fn check(settings: Settings, text: &str, sizes: &[usize], expected: &str) {
    let source = pieces(text.as_bytes(), sizes);
    let mut reader = Reader::new(settings, std::iter::once(Ok(source)), |_, _| panic!("no failure"));
    let found: Vec<String> = blocks(&mut reader)
        .into_iter()
        .map(|(block, text)| String::from_utf8(text).unwrap() + if matches!(block.part, First | Later) { ">" } else { "" })
        .collect();
    assert_eq!(found.join("|"), expected, "{text:?} {sizes:?}");
}

use Part::{First, Last, Later, Lines as Whole};

#[test]
fn what_one_read_gave_is_handed_on_with_its_last_line() {
    check(settings(99, 99), "one\ntwo\nthr", &[99], "one\ntwo\n|thr");
    check(settings(99, 99), "one\ntwo\nthree\n", &[6], "one\n|two\n|three\n");
    check(settings(4, 99), "a\nb\nlong line\nc\n", &[99], "a\nb\n|long line\nc\n");
    check(settings(99, 99), "", &[1], "");
    check(settings(99, 99), "\n\n", &[0, 1], "\n|\n");
}

#[test]
fn a_line_above_the_cap_comes_in_pieces() {
    check(settings(8, 4), "123\n1234", &[99], "123\n|1234");
    check(settings(8, 4), "1234\na\n", &[99], "1234>|\n|a\n");
    check(settings(8, 4), "123456789\na\nb", &[3], "1234>|5678>|9\n|a\n|b");
    check(settings(8, 4), "12345678", &[1], "1234>|5678");
}

#[test]
fn sources_that_fail_are_told_and_left() {
    struct Torn;
    impl Read for Torn {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("torn"))
        }
    }
    let mut failures = Vec::new();
    let sources: Vec<io::Result<Source<'_>>> = vec![
        Err(io::Error::other("closed")),
        Ok(Source::stream((&b"a\nb"[..]).chain(Torn))),
        Ok(Source::stream(&b""[..])),
        Ok(Source::stream(&b"c"[..])),
    ];
    let mut reader = Reader::new(Settings::default(), sources.into_iter(), |source, error| failures.push((source, error.to_string())));
    let blocks = blocks(&mut reader);
    assert_eq!(reader.counts(), Counts { sources: 3, failed: 2, bytes: 4, long_records: 0 });
    drop(reader);
    let places: Vec<_> = blocks.iter().map(|(block, text)| (block.source, block.offset, &text[..])).collect();
    assert_eq!(places, [(1, 0, &b"a\n"[..]), (1, 2, b"b"), (3, 0, b"c")]);
    assert_eq!(failures, [(0, "closed".to_owned()), (1, "torn".to_owned())]);
}

#[test]
fn what_was_read_before_a_failure_is_handed_on() {
    struct Torn;
    impl ReadAt for Torn {
        fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
            let rest = b"one\ntwo".get(usize::try_from(offset).unwrap()..).filter(|rest| !rest.is_empty());
            let rest = rest.ok_or_else(|| io::Error::other("torn"))?;
            bytes[..rest.len()].copy_from_slice(rest);
            Ok(rest.len())
        }
    }
    let mut failures = Vec::new();
    let mut reader =
        Reader::new(Settings::default(), std::iter::once(Ok(Source::Places(Arc::new(Torn)))), |_, error| failures.push(error.to_string()));
    let text: Vec<u8> = blocks(&mut reader).into_iter().flat_map(|(_, text)| text).collect();
    assert_eq!((text.as_slice(), reader.counts().failed), (&b"one\ntwo"[..], 1));
    drop(reader);
    assert_eq!(failures, ["torn"]);
}

#[test]
fn waiting_can_end_a_text() {
    let mut asked = 0;
    let text = Waiting::new(&b"abc"[..], || {
        asked += 1;
        Ok(if asked < 3 { Next::Read } else { Next::Stop })
    });
    let mut reader = Reader::new(settings(1, 9), std::iter::once(Ok(Source::stream(text))), |_, _| {});
    assert_eq!(blocks(&mut reader)[0].1, b"ab");
}

#[test]
fn buffers_grow_for_a_long_line_and_shrink_again() {
    let mut text = vec![b'x'; 100_000];
    text.push(b'\n');
    text.extend("short\n".repeat(2000).bytes());
    let mut reader = Reader::new(settings(100, 1 << 20), std::iter::once(Ok(pieces(&text, &[100]))), |_, _| {});
    let mut buffer = Buffer::default();
    reader.next(&mut buffer).unwrap();
    assert!((100_001..=300_000).contains(&buffer.size()), "{}", buffer.size());
    while reader.next(&mut buffer).is_some() {}
    assert!(buffer.size() <= 1000 && reader.carried.size() <= 1000);
}

/// A text that is read by places, in pieces of no more than some bytes. Of what stands behind `end`, nothing is there any more.
struct Places {
    text: Vec<u8>,
    most: usize,
}

impl ReadAt for Places {
    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
        let rest = usize::try_from(offset).ok().and_then(|offset| self.text.get(offset..)).unwrap_or_default();
        let count = rest.len().min(bytes.len()).min(self.most);
        bytes[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }
}

fn places(text: &[u8], most: usize) -> Source<'static> {
    Source::Places(Arc::new(Places { text: text.to_vec(), most: most.max(1) }))
}

/// All blocks, the parts of which several read at a time, in an order that `picks` tells, and with buffers of their own.
fn blocks_of_several(reader: &mut Reader<'_>, picks: &[usize]) -> Vec<(Block, Vec<u8>)> {
    let mut waiting: Vec<(Ticket<'_>, Buffer, Loaded)> = Vec::new();
    let (mut all, mut turn) = (Vec::new(), 0);
    loop {
        turn += 1;
        let pick = picks[turn % picks.len()];
        let must_claim = waiting.iter().all(|(ticket, ..)| reader.turn(ticket) == Turn::Wait);
        if waiting.len() < 1 + pick % 3 || must_claim {
            let mut buffer = Buffer::default();
            match reader.claim() {
                Some(Claim::At(ticket)) => {
                    let read = buffer.load(&ticket);
                    waiting.insert(pick % (waiting.len() + 1), (ticket, buffer, read));
                }
                Some(Claim::Next) => panic!("there are no streams"),
                Some(Claim::Rest) => {
                    let block = reader.rest(&mut buffer);
                    all.extend(block.map(|block| (block, buffer.text().to_vec())));
                }
                None if waiting.is_empty() => return all,
                None => {}
            }
        }
        let Some(next) = waiting.iter().position(|(ticket, ..)| reader.turn(ticket) != Turn::Wait) else { continue };
        let (ticket, mut buffer, read) = waiting.remove(next);
        let block = reader.settle(&ticket, &read, &mut buffer);
        all.extend(block.map(|block| (block, buffer.text().to_vec())));
        assert!(block.is_none() || buffer.padded()[..PADDING] == [0; PADDING] && buffer.padded()[PADDING + buffer.len()..] == [0; PADDING]);
    }
}

#[test]
fn a_file_that_shrinks_is_read_as_far_as_it_goes() {
    struct Shrinking(Places, AtomicBool);
    impl ReadAt for Shrinking {
        fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
            if self.1.swap(true, Ordering::Relaxed) { Ok(0) } else { self.0.read_at(bytes, offset) }
        }
    }
    let text = Shrinking(Places { text: b"one\ntwo\nthree\n".to_vec(), most: 6 }, AtomicBool::new(false));
    let mut reader = Reader::new(settings(6, 99), std::iter::once(Ok(Source::Places(Arc::new(text)))), |_, _| panic!("no failure"));
    let texts: Vec<Vec<u8>> = blocks(&mut reader).into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, [&b"one\n"[..], b"tw"]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn several_read_what_one_reads(
        texts in prop::collection::vec(prop::collection::vec(prop_oneof![Just(b'\n'), Just(b'x'), any::<u8>()], 0..60), 0..4),
        block in 1..40_usize,
        max_record in 1..40_usize,
        most in 1..40_usize,
        picks in prop::collection::vec(0..6_usize, 1..8),
    ) {
        let sources = || texts.iter().map(|text| Ok(places(text, most)));
        let mut reader = Reader::new(settings(block, max_record), sources(), |_, _| panic!("no failure"));
        let one = blocks(&mut reader);
        let counts = reader.counts();
        let mut reader = Reader::new(settings(block, max_record), sources(), |_, _| panic!("no failure"));
        let several = blocks_of_several(&mut reader, &picks);
        prop_assert_eq!(&several, &one);
        prop_assert_eq!(reader.counts(), counts);
    }

    #[test]
    fn blocks_are_the_text_cut_at_line_starts(
        texts in prop::collection::vec(prop::collection::vec(prop_oneof![Just(b'\n'), Just(0), Just(b'x'), any::<u8>()], 0..60), 0..4),
        sizes in prop::collection::vec(0..20_usize, 1..8),
        block in 0..40_usize,
        max_record in 0..40_usize,
        is_file in any::<bool>(),
    ) {
        let source = |text: &Vec<u8>| if is_file { places(text, sizes[0]) } else { pieces(text, &sizes) };
        let sources = texts.iter().map(|text| Ok(source(text)));
        let mut reader = Reader::new(settings(block, max_record), sources, |_, _| panic!("no failure"));
        let blocks = blocks(&mut reader);
        let counts = reader.counts();
        prop_assert_eq!(blocks.iter().map(|(block, _)| block.number).collect::<Vec<_>>(), (0..blocks.len() as u64).collect::<Vec<_>>());
        let long = |text: &Vec<u8>| text.split_inclusive(|byte| *byte == b'\n').filter(|line| line.len() > max_record.max(1)).count();
        prop_assert_eq!(counts.long_records, texts.iter().map(long).sum::<usize>() as u64);
        for (number, text) in texts.iter().enumerate() {
            let mut seen = 0;
            let mut before = Part::Lines;
            for (block, part) in blocks.iter().filter(|(block, _)| block.source as usize == number) {
                prop_assert_eq!(block.offset, seen as u64);
                prop_assert_eq!(&text[seen..seen + part.len()], &part[..]);
                prop_assert_eq!(block.line, Some(1 + memchr_iter(b'\n', &text[..seen]).count() as u64));
                prop_assert_eq!(matches!(before, First | Later), matches!(block.part, Later | Last));
                let is_line_start = seen == 0 || text[seen - 1] == b'\n';
                prop_assert_eq!(is_line_start, matches!(block.part, Whole | First));
                seen += part.len();
                let is_line_end = part.ends_with(b"\n") || seen == text.len();
                prop_assert_eq!(is_line_end, matches!(block.part, Whole | Last));
                before = block.part;
            }
            prop_assert_eq!(seen, text.len());
        }
    }
}
