//! `errdex annotate`, on arbitrary bytes that are read and cut in arbitrary ways.
//!
//! Laws: a line in is a line out, and what has no finding stays as it is. How the bytes are cut and how many threads there are makes no
//! difference. What is a JSON object stays one, and what has been annotated is not annotated again.

#![no_main]

use std::io::Read;
use std::num::NonZeroUsize;

use errdex::builtin;
use errdex::catalog::layers::{Layer, Layers};
use errdex::scan::annotate::{Annotate, Census, Counts, Dialect, Style};
use errdex::scan::blocks::{Reader, Settings, Source};
use errdex::scan::pool::{Flush, run};
use errdex::scan::resolve::Resolver;
use errdex::scan::search::{Scope, Search};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;

/// A text, and how it is read.
#[derive(Debug, Arbitrary)]
struct Input {
    block: u8,
    read: u8,
    max_record: Option<u8>,
    threads: u8,
    text: Vec<u8>,
}

/// How a text is read and worked on.
#[derive(Clone, Copy)]
struct Way {
    block: usize,
    read: usize,
    max_record: usize,
    threads: usize,
}

fuzz_target!(|input: Input| {
    let max_record = input.max_record.map_or(1 << 20, usize::from);
    let whole = Way { block: 1 << 16, read: 1 << 16, max_record, threads: 1 };
    let cut = Way { block: input.block.into(), read: usize::from(input.read) + 1, threads: usize::from(input.threads % 3) + 1, ..whole };
    for dialect in [Dialect::Json, Dialect::Suffix, Dialect::Logfmt, Dialect::Mmexternal] {
        let (output, counts) = annotated(&input.text, dialect, whole);
        assert!(annotated(&input.text, dialect, cut) == (output.clone(), counts), "{dialect:?}: the way makes a difference");
        let (before, after) = (lines(&input.text), lines(&output));
        assert_eq!((before.len() as u64, before.len()), (counts.lines, after.len()), "{dialect:?}");
        if dialect == Dialect::Mmexternal {
            assert!(after.iter().all(|line| is_object(line)));
            continue;
        }
        assert_eq!(input.text.last() == Some(&b'\n'), output.last() == Some(&b'\n'));
        let changed: Vec<_> = before.iter().zip(&after).filter(|(before, after)| before != after).collect();
        assert_eq!(changed.len() as u64, counts.annotated, "{dialect:?}");
        assert!(dialect != Dialect::Json || changed.iter().all(|(_, after)| is_object(after)));
        let again = annotated(&output, dialect, Way { max_record: 1 << 20, ..whole }).0;
        assert!(max_record < 1 << 20 || again == output, "{dialect:?}: twice is not once");
    }
});

fn annotated(text: &[u8], dialect: Dialect, way: Way) -> (Vec<u8>, Counts) {
    thread_local! {
        static LAYERS: Layers<'static> = Layers::new(vec![Layer { origin: None, catalog: builtin::catalog() }]);
        static SEARCH: &'static Search<'static> =
            LAYERS.with(|layers| Box::leak(Box::new(Search::new(layers, Scope::All).expect("the built-in catalog is sound"))));
    }
    let search = SEARCH.with(|search| *search);
    let layers = LAYERS.with(Layers::clone);
    let settings = Settings { block: way.block, max_record: way.max_record, ..Settings::default() };
    let source = Source::stream(Cut(text, way.read));
    let mut reader = Reader::new(settings, std::iter::once(Ok(source)), |_, error| panic!("{error}"));
    let style = Style { dialect, chosen: dialect.usual() };
    let resolver = || Resolver::new(search, layers.clone(), false).expect("the built-in catalog is sound");
    let make = || Annotate::new(search, resolver(), &style, Census::Taken);
    let mut output = Vec::new();
    let threads = NonZeroUsize::new(way.threads).expect("at least one");
    let outcome = run(&mut reader, threads, make, &mut output, Flush::Auto);
    outcome.result.expect("memory takes everything");
    (output, outcome.workers.iter().map(Annotate::counts).fold(Counts::default(), Counts::and))
}

/// A text that comes in pieces.
struct Cut<'t>(&'t [u8], usize);

impl Read for Cut<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        let room = bytes.len().min(self.1);
        self.0.read(&mut bytes[..room])
    }
}

fn lines(text: &[u8]) -> Vec<&[u8]> {
    let mut lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    lines.pop_if(|last| last.is_empty());
    lines
}

fn is_object(line: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(line).is_ok()
}
