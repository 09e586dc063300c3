//! The catalog compiler, on arbitrary YAML in the place of one file of a catalog that is right otherwise.
//!
//! Laws: the same files give the same result, in whatever order they come. It is either diagnostics, an error among them, each
//! with a place in its file, and harmless when shown; or an image that holds what the files say, to the letter, and in which
//! each entry is found by its code, by its id, and by a message made from its template.

#![no_main]

use errdex::catalog::layers::{Extent, Known, Layer, Layers};
use errdex::catalog::source::{self, File};
use errdex::catalog::template::{ANCHOR, Piece, Template, pieces, plain};
use errdex::catalog::{Catalog, Entry, Image, Record, compile, key};
use errdex::diagnostic::{Diagnostic, Severity};
use errdex::render::diagnostics::render;
use errdex_fuzz::{ask_all, check_harmless, files, fits, read_all, without_colors};
use libfuzzer_sys::{Corpus, fuzz_target};

/// The longest text that is tried: long ones take long and show nothing that short ones do not.
const MOST: usize = 4 << 10;
/// The other files, small for speed.
const PROVIDER: &str =
    "{id: acme, name: Acme, families: [{id: pay, shape: 'AC-[0-9]{4}', parts: {area: {digits: 1-2, values: {'10': cards}}}}]}";
const ENTRIES: &str = "entries: [{code: AC-2001, title: t, message: 'refused by {bank}', cause: c, fix: f, source: s}]";

fuzz_target!(|text: &str| -> Corpus {
    if text.len() > MOST {
        return Corpus::Reject;
    }
    check(text);
    Corpus::Keep
});

fn check(text: &str) {
    let mut files = catalog_with(text);
    let result = compile(&files);
    match &result {
        Ok(image) => check_image(image, &files),
        Err(problems) => check_problems(problems, &files),
    }
    files.reverse();
    assert!(compile(&files) == result, "the order of the files, or chance, changed the result");
}

/// The kind of file is read off the keys, so that the files of any catalog can be seeds.
fn catalog_with(text: &str) -> Vec<File> {
    let has = |key: &str| text.lines().any(|line| line.starts_with(key));
    match () {
        () if has("method") => files(PROVIDER, &[("acme/cards.yaml", ENTRIES), ("acme/operations/pay.yaml", text)]),
        () if has("entries") => files(PROVIDER, &[("acme/cards.yaml", text)]),
        () => files(text, &[("acme/cards.yaml", ENTRIES)]),
    }
}

fn check_problems(problems: &[Diagnostic], files: &[File]) {
    assert!(problems.iter().any(|problem| problem.severity == Severity::Error), "{problems:?}");
    for problem in problems {
        let file = files.iter().find(|file| Some(&file.shown) == problem.path.as_ref());
        let text = &file.unwrap_or_else(|| panic!("{problem:?} is in no file")).text;
        assert!(problem.span.is_some_and(|span| fits(span, text)), "{problem:?}");
        assert!(problem.labels.iter().all(|label| fits(label.span, text)), "{problem:?}");
        assert!(!problem.message.is_empty(), "{problem:?}");
    }
    let text_of = |path: &str| files.iter().find(|file| file.shown == path).map(|file| file.text.as_str());
    check_harmless(&without_colors(&render(problems, text_of, 80)));
}

fn check_image(bytes: &[u8], files: &[File]) {
    let (sources, problems) = source::read(files);
    assert!(problems.iter().all(|problem| problem.severity != Severity::Error), "{problems:?}");
    let image = Image::new(bytes.to_vec()).expect("it was just written");
    read_all(&image, "AC-1001").expect("it was just written");
    ask_all(&image, "the card of ann was refused: expired").expect("it was just written");

    let catalog = Catalog::new(&image);
    let records: Vec<Record<'_>> = catalog.numbers().map(|number| catalog.record(number).expect("it was just written")).collect();
    let mut written: Vec<&Entry<'_>> = sources.iter().flat_map(|source| &source.entries).map(|placed| &placed.value).collect();
    let mut read: Vec<&Entry<'_>> = records.iter().map(|record| &record.entry).collect();
    written.sort_by_key(|entry| entry.id(""));
    read.sort_by_key(|entry| entry.id(""));
    assert_eq!(read, written);
    let providers: Vec<_> = sources.iter().map(|source| source.provider.value.clone()).collect();
    assert_eq!(catalog.providers().expect("it was just written"), providers);
    let operations: usize = sources.iter().map(|source| source.operations.len()).sum();
    assert_eq!(catalog.operations().expect("it was just written").len(), operations);

    check_names(catalog, &records);
    let layers = Layers::new(vec![Layer { origin: None, catalog }]);
    for record in &records {
        check_found(&layers, record);
    }
}

/// The index of codes has every record once, under its folded code, in order.
fn check_names(catalog: Catalog<'_>, records: &[Record<'_>]) {
    let names = catalog.names().expect("it was just written");
    assert!((1..names.len()).all(|at| names.key(at - 1) < names.key(at)));
    let mut next = 0;
    for at in 0..names.len() {
        let range = names.records(at);
        assert!(range.start == next && !range.is_empty(), "{range:?} after {next}");
        next = range.end;
        for number in range {
            let entry = &records[number as usize].entry;
            let name = entry.code.as_ref().or(entry.slug.as_ref()).expect("each entry has one of them");
            assert_eq!(key::fold(name), names.key(at));
        }
    }
    assert_eq!(next as usize, records.len());
}

fn check_found(layers: &Layers<'_>, record: &Record<'_>) {
    let (id, entry) = (record.id(), &record.entry);
    let has = |found: Vec<Known<'_>>| found.iter().any(|known| known.id == id && known.record == *record);
    assert!(has(layers.by_id(&id).expect("it was just written")), "{id} by its id");
    if let Some(code) = &entry.code {
        assert!(has(layers.by_code(code).expect("it was just written")), "{id} by its code");
    }
    let Some(source) = entry.message.as_deref() else { return };
    let template = Template::parse(source).expect("the compiler checked it");
    let message = plain(&filled(source));
    assert!(template.fit(&message).is_some(), "{source:?} does not fit {:?}", message.text);
    if has_anchor(template.texts()) {
        let spoken = layers.by_message(&message, Extent::Whole).expect("it was just written");
        assert!(has(spoken.into_iter().map(|spoken| spoken.known).collect()), "{id} by {:?}", message.text);
    }
}

/// Whether a text has a piece by which its template is found: at the start of a word, which behind a hole is not its first byte.
fn has_anchor(texts: &[String]) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || !c.is_ascii();
    let pieces = |(index, text): (usize, &String)| {
        let mut before = (index > 0).then_some('x');
        text.char_indices().any(|(at, c)| {
            let starts = is_word(c) && before.is_none_or(|before| !is_word(before));
            before = Some(c);
            starts && text.len() - at >= ANCHOR
        })
    };
    texts.iter().enumerate().any(pieces)
}

/// A message made from a template.
fn filled(source: &str) -> String {
    let pieces = pieces(source).expect("the compiler checked it");
    let text = |piece: &Piece<'_>| match piece {
        Piece::Text(text) => (*text).to_owned(),
        Piece::Hole(..) => "x".to_owned(),
    };
    pieces.iter().map(text).collect()
}
