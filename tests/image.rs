//! Compiled catalogs: the same source gives the same bytes, and whatever bytes a reader is given, it ends with an answer or an error.

use std::path::Path;

use errdex::builtin;
use errdex::catalog::image::{Parts, split, write};
use errdex::catalog::key::{distance, fold};
use errdex::catalog::source::File;
use errdex::catalog::template::{Template, plain};
use errdex::catalog::{Catalog, Error, Image, compile, folder};
use proptest::prelude::*;

fn acme() -> Vec<File> {
    folder::read(Path::new("tests/data/acme")).unwrap()
}

/// Reads everything that an image has.
fn read_all(image: &Image) -> Result<usize, Error> {
    let catalog = Catalog::new(image);
    let names = catalog.names()?;
    let mut read = catalog.providers()?.len() + catalog.operations()?.len();
    read += (0..names.len()).map(|at| names.key(at).len() + names.records(at).len()).sum::<usize>();
    read += names.exact("acme1001").len() + names.prefix("a").len();
    read += catalog.anchors()?.records("card of ann was refused: expired").len();
    let (codes, samples) = (catalog.codes()?, catalog.samples()?);
    read += (0..codes.len()).map(|row| codes.code(row).text.len() + codes.find(codes.code(row).text).unwrap_or_default()).sum::<usize>();
    read += samples.meeting.hashes().chain(samples.anywhere.hashes()).count() + samples.records(b"the card of ann was refused", 4).count();
    for number in catalog.numbers() {
        read += catalog.record(number)?.id().len();
        read += catalog.message_in(number, &mut Vec::new())?.map_or(0, |message| message.len());
    }
    Ok(read)
}

#[test]
fn the_same_source_gives_the_same_bytes() {
    let (mut files, bytes) = (acme(), compile(&acme()).unwrap());
    files.reverse();
    assert_eq!(compile(&files).unwrap(), bytes);
    assert!(read_all(&Image::new(bytes).unwrap()).unwrap() > 0);
}

#[test]
fn a_file_is_read_like_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("acme.image");
    std::fs::write(&path, compile(&acme()).unwrap()).unwrap();
    let image = Image::open(&path).unwrap();
    assert_eq!(read_all(&image).unwrap(), read_all(&Image::new(compile(&acme()).unwrap()).unwrap()).unwrap());
}

#[test]
fn a_message_is_read_alone_as_with_its_record() {
    let catalog = builtin::catalog();
    for number in catalog.numbers() {
        let mut room = Vec::new();
        assert_eq!(catalog.message_in(number, &mut room).unwrap(), catalog.record(number).unwrap().entry.message);
    }
}

#[test]
fn a_cut_image_is_refused() {
    let bytes = compile(&acme()).unwrap();
    for len in 0..bytes.len() {
        assert!(Image::new(bytes[..len].to_vec()).is_err(), "{len} bytes of {}", bytes.len());
    }
    assert!(Image::new([&bytes[..], b"x"].concat()).is_err(), "longer than it was");
}

#[test]
fn an_altered_image_is_refused() {
    let bytes = compile(&acme()).unwrap();
    for at in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[at] ^= 0x41;
        assert!(Image::new(altered).and_then(|image| read_all(&image)).is_err(), "byte {at}");
    }
}

#[test]
fn errors_say_what_to_do() {
    let message = |bytes: &[u8]| Image::new(bytes.to_vec()).unwrap_err().to_string();
    assert!(message(b"PK\x03\x04").contains("is no errdex image"));
    assert!(message(b"").contains("is no errdex image"));
    let mut newer = compile(&acme()).unwrap();
    newer[8] = 9;
    assert!(message(&newer).contains("version 9"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// Sound checksums over nonsense: the reader must not trust what it finds, only that it was written so.
    #[test]
    fn any_sections_are_read_to_an_end(
        providers in prop::collection::vec(any::<u8>(), 0..64),
        names in prop::collection::vec(any::<u8>(), 0..96),
        records in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..48), 0..4),
        anchors in prop::collection::vec(any::<u8>(), 0..96),
        codes in prop::collection::vec(any::<u8>(), 0..96),
        samples in prop::collection::vec(any::<u8>(), 0..96),
        small in 0_u8..4,
    ) {
        let shrink = |mut bytes: Vec<u8>| { if bytes.len() >= 4 { bytes[..4].copy_from_slice(&[small, 0, 0, 0]); } bytes };
        let parts = Parts { providers, operations: vec![0], names: shrink(names), records, anchors: shrink(anchors), codes: shrink(codes), samples: shrink(samples) };
        let _ = read_all(&Image::new(write(&parts)).unwrap());
    }

    /// A template fits the messages that are made from it, and gives the values back.
    #[test]
    fn filled_templates_fit(first in "[A-Z][a-z]{2,8} ", middle in " [a-z]{3,9} ", values in ("[a-zA-Z0-9]{1,9}", "[A-Za-z0-9 ]{0,5}[a-z0-9]")) {
        let template = Template::parse(&format!("{first}[{{one}}]{middle}[{{two}}]")).unwrap();
        let message = format!("{first}[{}]{middle}[{}].", values.0, values.1.trim());
        let fit = template.fit(&plain(&message)).expect("made from it");
        prop_assert_eq!(fit.values[0].1.of(&message), &values.0);
        prop_assert_eq!(fit.values[1].1.of(&message), values.1.trim());
    }

    /// The distance of codes is a distance: none to itself, the same both ways, and never beyond the limit.
    #[test]
    fn distances_are_distances(a in "[a-d0-2]{0,8}", b in "[a-d0-2]{0,8}") {
        prop_assert_eq!(distance(&a, &a, 2), Some(0));
        prop_assert_eq!(distance(&a, &b, 3), distance(&b, &a, 3));
        prop_assert!(distance(&a, &b, 3).is_none_or(|edits| edits <= 3));
        prop_assert_eq!(fold(&fold(&a)), fold(&a));
    }
}

#[test]
fn images_behind_each_other_are_read_one_by_one() {
    let bytes = compile(&acme()).unwrap();
    let both = [&bytes[..], &bytes].concat();
    assert_eq!(split(&both).unwrap(), [&bytes[..], &bytes]);
    assert_eq!(Image::new(bytes.clone()).unwrap().bytes().unwrap(), bytes);
    assert!(split(&both[..both.len() - 1]).is_err(), "the second is cut off");
    assert!(split(&[&bytes[..], b"x"].concat()).is_err(), "something else behind it");
    // One that claims to be empty would never end.
    let none = [&bytes[..16], &[0; 8], &bytes[24..]].concat();
    assert!(split(&none).is_err(), "no length");
}
