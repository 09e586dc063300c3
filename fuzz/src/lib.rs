//! What several fuzz targets need: a small catalog that is right, reading all that an image has, and what may be shown.

use errdex::catalog::layers::{Extent, Layer, Layers};
use errdex::catalog::source::File;
use errdex::catalog::template::plain;
use errdex::catalog::{Catalog, Error, Image};
use errdex::span::Span;

/// A `provider.yaml` without mistakes, with all keys.
pub const PROVIDER: &str = include_str!("../seeds/yaml/provider.yaml");
/// An entry file without mistakes, with all keys.
pub const ENTRIES: &str = include_str!("../seeds/yaml/entries.yaml");
/// An operation without mistakes, with all keys.
pub const OPERATION: &str = include_str!("../seeds/yaml/operation.yaml");

/// What our styles, and those of the snippets, are made of.
const COLORS: [&str; 10] = ["0", "1", "2", "32", "33", "36", "91", "92", "94", "96"];

/// Files of a catalog with one provider.
#[must_use]
pub fn files(provider: &str, others: &[(&str, &str)]) -> Vec<File> {
    let file = |path: &str, text: &str| File { path: path.to_owned(), shown: format!("catalog/{path}"), text: text.to_owned() };
    let others = others.iter().map(|(path, text)| file(path, text));
    std::iter::once(file("acme/provider.yaml", provider)).chain(others).collect()
}

/// Whether a span lies in a text, on the borders of characters.
#[must_use]
pub fn fits(span: Span, text: &str) -> bool {
    text.get(span.start..span.end).is_some()
}

/// Reads every part of an image, and asks it all that can be asked about a text. Gives the number of things read.
///
/// # Errors
/// If the image is damaged.
pub fn read_all(image: &Image, text: &str) -> Result<usize, Error> {
    let catalog = Catalog::new(image);
    let mut read = catalog.providers()?.len() + catalog.operations()?.len();
    let names = catalog.names()?;
    read += (0..names.len()).map(|at| names.key(at).len() + names.records(at).len()).sum::<usize>();
    read += names.exact(text).len() + names.prefix(text).len();
    read += catalog.anchors()?.records(text).len();
    let (codes, samples) = (catalog.codes()?, catalog.samples()?);
    read += (0..codes.len()).filter_map(|row| codes.find(codes.code(row).text)).count();
    let said = b"the card of ann was refused";
    read += samples.records(said, 4).count();
    for windows in [&samples.meeting, &samples.anywhere] {
        windows.warm(said, &[4, 9]);
        read += windows.hashes().count() + windows.records(said, 9).count();
    }
    for number in catalog.numbers() {
        read += catalog.record(number)?.id().len();
        read += catalog.message_in(number, &mut Vec::new())?.map_or(0, |message| message.len());
    }
    Ok(read)
}

/// Asks a catalog all that the program asks. Gives the number of answers.
///
/// # Errors
/// If the image is damaged.
pub fn ask_all(image: &Image, text: &str) -> Result<usize, Error> {
    const FEW: usize = 5;
    let layers = Layers::new(vec![Layer { origin: None, catalog: Catalog::new(image) }]);
    let by_name = layers.by_code(text)?.len() + layers.by_id(text)?.len() + layers.by_prefix(text, FEW)?.len();
    let message = plain(text);
    let by_message = layers.by_message(&message, Extent::Whole)?.len() + layers.by_message(&message, Extent::Part)?.len();
    Ok(by_name + by_message + layers.nearest(text, FEW)?.len() + layers.providers()?.len())
}

/// Holds that a text may be shown: no control characters but line ends, no marks that turn the direction of text.
///
/// # Panics
/// If it may not.
pub fn check_harmless(shown: &str) {
    let turns =
        |c| matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let harmful = shown.find(|c: char| (c.is_control() && c != '\n') || turns(c));
    assert!(harmful.is_none(), "{harmful:?} in {shown:?}");
}

/// A text for a terminal without the escapes of our own styles.
///
/// # Panics
/// If it has other escapes.
#[must_use]
pub fn without_colors(shown: &str) -> String {
    let mut parts = shown.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (color, rest) = part.split_once('m').expect("an escape is a color");
        assert!(COLORS.contains(&color), "{color:?} is no color of ours");
        plain += rest;
    }
    plain
}
