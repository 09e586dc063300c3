//! Whole catalogs: ours is clean, and hostile ones are told in a clear line each.

use std::path::Path;

use super::*;
use crate::builtin;
use crate::catalog::folder;
use crate::catalog::layers::Layer;
use crate::catalog::{Catalog, compile};

fn found(files: &[File]) -> Vec<Diagnostic> {
    let matcher = Matcher::new(Layers::new(vec![Layer { origin: None, catalog: builtin::catalog() }]));
    lint(files, &Knowledge::new(&matcher))
}

/// A catalog of one file of entries.
fn files(entries: &str) -> Vec<File> {
    let file = |path: &str, text: &str| File { path: path.into(), shown: path.into(), text: text.into() };
    vec![file("acme/provider.yaml", "id: acme\nname: Acme\n"), file("acme/entries.yaml", entries)]
}

fn told(files: &[File], found: &[Diagnostic]) -> String {
    let text = |path: &str| files.iter().find(|file| file.shown == path).map_or("", |file| file.text.as_str());
    let line = |one: &Diagnostic| {
        let path = one.path.as_deref().unwrap_or_default();
        let place = crate::span::LineIndex::new(text(path)).position(text(path), one.span.unwrap_or_default().start);
        format!("{path}:{}:{} {} {} ({})\n", place.line, place.column, one.rule, one.message, one.help.as_deref().unwrap_or_default())
    };
    found.iter().map(line).collect()
}

#[test]
fn our_own_catalog_is_clean() {
    let files = folder::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("catalog")).unwrap();
    let found = found(&files);
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), told(&files, &found));
}

/// An entry without a message, with an example.
fn entry(code: &str, response: &str) -> String {
    format!("- code: {code}\n  title: Boom\n  cause: It broke.\n  fix: Mend it.\n  source: s\n  examples:\n  - response: '{response}'\n")
}

#[test]
fn an_overlay_has_the_families_below_it() {
    let entries = format!("entries:\n{}", entry("EQX-999-001", r#"{"errorCode":"EQX-999-001","errorMessage":"boom"}"#));
    let mut files = files(&entries);
    files[0].text = "id: equinix\nname: Equinix\n".to_owned();
    let all = found(&files);
    assert!(all.iter().all(|one| one.rule != "catalog/example-of-another-entry"), "{}", told(&files, &all));
}

#[test]
fn an_earlier_state_of_a_catalog_is_not_below_it() {
    let family = "id: acme\nname: Acme\nfamilies:\n- id: a\n  shape: A-\\d+\n  bare: true\n";
    let state = |slug: &str| {
        let slugged = entry("A-1", "A-1: boom").replacen("- code: A-1\n", &format!("- code: A-1\n  slug: {slug}\n"), 1);
        let rest: String = (2..5).map(|number| entry(&format!("A-{number}"), &format!("A-{number}: boom"))).collect();
        let mut files = files(&format!("entries:\n{slugged}{rest}"));
        family.clone_into(&mut files[0].text);
        files
    };
    let before = Image::new(compile(&state("old")).unwrap()).unwrap();
    let matcher = Matcher::new(Layers::new(vec![Layer { origin: None, catalog: Catalog::new(&before) }]));
    let files = state("new");
    let all = lint(&files, &Knowledge::new(&matcher));
    assert!(all.iter().all(|one| one.rule != "catalog/example-of-another-entry"), "{}", told(&files, &all));
}

#[test]
fn hostile_catalogs_are_told_in_a_line_each() {
    let bomb = format!("a: &a [x, x]\nb: &b [*a, *a]\nentries: [{}]\n", "*b, ".repeat(1000));
    let deep = format!("entries: {}{}\n", "[".repeat(1000), "]".repeat(1000));
    let lists = (0..1000).fold(String::new(), |text, depth| text + &format!("{}-\n", " ".repeat(depth)));
    let cases = [
        (bomb, "catalog/yaml-alias"),
        (deep, "catalog/yaml-syntax"),
        (lists, "catalog/yaml-syntax"),
        ("\0\u{1}\u{7f}\u{feff}".to_owned(), "catalog/yaml-syntax"),
        (String::new(), "catalog/empty-file"),
    ];
    for (text, rule) in cases {
        let files = files(&text);
        let found = found(&files);
        assert_eq!(found.iter().map(|one| one.rule.as_ref()).collect::<Vec<_>>(), [rule], "{}", told(&files, &found));
        assert!(found.iter().all(|one| !one.message.contains('\n') && one.message.len() < 200), "{}", told(&files, &found));
    }
}

#[test]
fn findings_are_those_of_one_thread() {
    let entry = |number: usize| {
        format!(
            "- {{code: A-{number:04}, title: Numbr {number}, message: Item {number} is gone, cause: It was sold., fix: Order anothr one., source: s}}\n"
        )
    };
    let files = files(&(0..600).fold("entries:\n".to_owned(), |text, number| text + &entry(number)));
    let found = found(&files);
    let count = |rule: &str| found.iter().filter(|one| one.rule == rule).count();
    assert_eq!((count("catalog/misspelled-word"), count("catalog/missing-example"), found.len()), (1200, 600, 1800));
    assert!(found.is_sorted_by_key(|one| one.span.unwrap().start));
}

/// The rules that a text breaks as a file of a catalog whose others are not at hand.
fn found_alone(path: &str, text: &str) -> Vec<String> {
    let matcher = Matcher::new(Layers::new(vec![Layer { origin: None, catalog: builtin::catalog() }]));
    let file = File { path: path.into(), shown: path.into(), text: text.into() };
    lint_part(&[file], &Knowledge::new(&matcher)).into_iter().map(|one| format!("{} {}", one.rule, one.message)).collect()
}

#[test]
fn of_a_part_only_what_it_says_is_told() {
    let entry = "- {code: A-1, title: Gone, cause: It was sold., fix: Order it it again., source: s, retired: {by: acme/A-2}}\n";
    assert_eq!(found_alone("acme/a.yaml", &format!("entries:\n{entry}")), ["catalog/doubled-word `it` stands here twice"]);
    let hole = "entries:\n- {code: A-1, title: Gone, cause: 'No {it}.', fix: Order it., source: s}\n";
    assert_eq!(
        found_alone("acme/a.yaml", hole),
        ["catalog/dangling-reference `cause` uses the hole `{it}`, which neither `message` nor `blame` has"]
    );
    assert_eq!(found_alone("acme/a.yaml", "entry: []\n"), ["catalog/unknown-key unknown key `entry`; an entry file has only `entries`"]);
    assert_eq!(found_alone("acme/provider.yaml", "id: acme\nnam: Acme\n").len(), 2);
    assert_eq!(found_alone("acme/provider.yaml", "id: acme\nname: Acme\n"), [""; 0]);
}

#[test]
fn no_entry_is_its_own_successor() {
    let files = files("entries:\n- {code: A-1, title: Gone, cause: It was sold., fix: Order it., source: s, retired: {by: acme/A-1}}\n");
    assert_eq!(
        told(&files, &found(&files)),
        "acme/entries.yaml:2:90 catalog/dangling-reference the entry names itself as its successor (name the entry that came instead, or write a `note`)\n"
    );
}

#[test]
fn schemas_that_are_none_are_told_where_they_are_wrong() {
    let told_of = |operation: &str| {
        let mut files = files("entries: []\n");
        let head = "id: make\ntitle: Make\nmethod: POST\npath: /orders\nsource: s\n";
        let path = "acme/operations/make.yaml";
        files.push(File { path: path.into(), shown: path.into(), text: format!("{head}{operation}") });
        told(&files, &found(&files))
    };
    let cases = [
        ("body: {schema: {type: objct}}\n", "6:23 catalog/bad-schema no JSON schema: `type` may not be the text `objct`"),
        (
            "body: {schema: {type: object, required: order}}\n",
            "6:41 catalog/bad-schema no JSON schema: `required` may not be the text `order`, but must be a list",
        ),
        (
            "responses: [{status: 200, description: d, schema: {properties: {a: {minimum: '1'}}}}]\n",
            "6:78 catalog/bad-schema no JSON schema: `minimum` may not be the text `1`, but must be a number",
        ),
        (
            "parameters: [{name: n, in: query, schema: {pattern: '['}}]\n",
            "6:53 catalog/bad-schema no JSON schema: `pattern` is the text `[`, which is no regex",
        ),
        ("body: {schema: {$ref: 'https://a.example/b'}}\n", "catalog/bad-schema no JSON schema: "),
        ("body: {schema: text}\n", "6:16 catalog/bad-schema no JSON schema: "),
    ];
    for (operation, expect) in cases {
        let told = told_of(operation);
        assert!(told.contains(expect) && told.lines().count() == 1, "{operation}{told}");
    }
    assert_eq!(told_of("body: {schema: {type: object, required: [order]}}\n"), "");
}
