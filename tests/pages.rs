//! Vendors' pages: one page in several renders must be read as the same catalog, and that compiles.

use std::path::PathBuf;

use errdex::catalog::compile;
use errdex::catalog::source::File;
use errdex::lint::page::{Imported, import};
use errdex::lint::{Document, Kind, Knowledge};
use errdex::matcher::Matcher;
use errdex::redact::{Veiled, veil};
use errdex::render::diagnostics;

use crate::support::layers;

fn text_of(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/pages");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

fn imported(name: &str, text: &str) -> Imported {
    let matcher = Matcher::new(layers());
    let knowledge = Knowledge::new(&matcher);
    let Veiled { text, secrets } = veil(text.to_owned());
    import(&Document { name, text: &text, secrets: &secrets, kind: Kind::Page }, None, &knowledge)
}

/// All files of a catalog as one text.
fn catalog(imported: &Imported) -> String {
    imported.files.iter().fold(String::new(), |all, file| all + &format!("# {}\n{}\n", file.path, file.text))
}

fn check(snapshot: &str, names: &[&str]) {
    let first = imported(names[0], &text_of(names[0]));
    let expected = catalog(&first);
    for name in &names[1..] {
        same_catalog(names[0], &expected, name, &catalog(&imported(name, &text_of(name))));
    }
    let file =
        |file: &errdex::lint::page::ImportedFile| File { path: file.path.clone(), shown: file.path.clone(), text: file.text.clone() };
    let files: Vec<File> = first.files.iter().map(file).collect();
    let problems = compile(&files).err().unwrap_or_default();
    assert!(problems.is_empty(), "{problems:#?}");
    insta::assert_snapshot!(snapshot.to_owned(), expected);
    let text = text_of(names[0]);
    let shown = diagnostics::render(&first.findings, |_| Some(text.as_str()), 100);
    insta::assert_snapshot!(format!("{snapshot}-findings"), anstream::adapter::strip_str(&shown).to_string());
}

fn same_catalog(first: &str, expected: &str, name: &str, found: &str) {
    let differs = expected.lines().zip(found.lines()).find(|(a, b)| a != b);
    assert!(expected == found, "{name} gives another catalog than {first}: {differs:?}");
}

#[test]
fn error_pages_are_read_alike_in_all_renders() {
    check("page-errors", &["errors-glued.txt", "errors.md", "errors.html", "errors-tabs.txt", "errors-lines.txt"]);
}

#[test]
fn pages_of_calls_are_read_alike_in_all_renders() {
    check("page-call", &["call-flat.txt", "call.md", "call.html", "call-tabs.txt"]);
}
