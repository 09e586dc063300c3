//! The house's rules that a machine can hold: the order of the parts, a doc for every file, a reason for every dependency.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The parts in reading order. A file imports only parts to the left of its own, and its own.
const PARTS: [&str; 17] = [
    "span",
    "diagnostic",
    "hidden",
    "catalog",
    "builtin",
    "redact",
    "capture",
    "matcher",
    "explain",
    "lookup",
    "scan",
    "address",
    "lint",
    "render",
    "site",
    "cli",
    "main",
];

/// Files that belong to no part: the list of parts, and the generator of the schemas, which only tests have.
const APART: [&str; 2] = ["lib", "schema"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder with an ending, with their text.
fn files(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let mut open = vec![root().join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for item in std::fs::read_dir(folder).unwrap() {
            let path = item.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

fn part(path: &Path) -> String {
    let below = path.strip_prefix(root().join("src")).unwrap();
    let first = below.iter().next().unwrap().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn parts_import_only_parts_before_them() {
    let place = |part: &str| PARTS.iter().position(|other| *other == part);
    let mut wrong = Vec::new();
    for (path, text) in files("src", "rs") {
        let own = part(&path);
        if APART.contains(&own.as_str()) {
            continue;
        }
        let own_place = place(&own).unwrap_or_else(|| panic!("{own} is no part: put it into PARTS and ARCHITECTURE.md"));
        let code = text.split("#[cfg(test)]").next().unwrap();
        for import in code.split("crate::").skip(1) {
            let name: String = import.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if place(&name).is_some_and(|place| place > own_place) {
                wrong.push(format!("{}: crate::{name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_file_says_what_it_is() {
    let mut all = files("src", "rs");
    all.extend(files("tests", "rs"));
    all.push((root().join("build.rs"), std::fs::read_to_string(root().join("build.rs")).unwrap()));
    let silent: Vec<_> = all.iter().filter(|(_, text)| !text.starts_with("//! ")).map(|(path, _)| path).collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn files_stay_small() {
    const MOST: usize = 650;
    let own = files("src", "rs").into_iter().filter(|(path, _)| !path.ends_with("tests.rs"));
    let large: Vec<_> = own.map(|(path, text)| (path, text.lines().count())).filter(|(_, lines)| *lines > MOST).collect();
    assert!(large.is_empty(), "each file is one subject: {large:#?}");
}

#[test]
fn every_dependency_has_a_reason() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut silent = Vec::new();
    let of_program = r#"[target.'cfg(not(target_family = "wasm"))'.dependencies]"#;
    for table in ["[dependencies]", of_program, "[dev-dependencies]"] {
        let lines: Vec<&str> =
            manifest.lines().skip_while(|line| *line != table).skip(1).take_while(|line| !line.starts_with('[')).collect();
        for (i, line) in lines.iter().enumerate().filter(|(_, line)| line.contains('=') && !line.starts_with('#')) {
            // Two that belong together may share their reason.
            let reasoned = lines[..i].iter().rev().take(2).any(|line| line.starts_with('#'));
            if !reasoned {
                silent.push(*line);
            }
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn the_catalog_holds_no_secret() {
    for (path, text) in files("catalog", "yaml") {
        assert!(!text.contains("Bearer ey"), "{} has a token", path.display());
    }
}

/// What the reader of captures tells of a capture; none of it is a finding of the linter.
const TOLD_BY_READERS: [&str; 2] = ["response/json", "response/too-many-errors"];

#[test]
fn every_rule_that_is_reported_is_listed() {
    let listed: Vec<&str> = errdex::lint::rules::all().map(|rule| rule.id).collect();
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let subjects: Vec<&str> = listed.iter().filter_map(|id| id.split('/').next()).collect();
    let is_rule = |text: &&str| text.split_once('/').is_some_and(|(subject, name)| subjects.contains(&subject) && is_word(name));
    let mut unlisted = Vec::new();
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for (path, text) in files("src", "rs").into_iter().filter(|(path, _)| !path.ends_with("tests.rs")) {
        // What tests say is not reported; a literal of a path is no rule.
        let code = text.split("#[cfg(test)]").next().unwrap();
        let literals = code.split('"').skip(1).step_by(2).filter(is_rule);
        for id in literals.filter(|id| !listed.contains(id)) {
            match TOLD_BY_READERS.iter().find(|told| **told == id) {
                Some(id) => drop(told.insert(id)),
                None => unlisted.push(format!("{id} in {}", path.display())),
            }
        }
    }
    assert!(told.iter().eq(&TOLD_BY_READERS), "no reader says more than {told:?}");
    assert!(unlisted.is_empty(), "in no list of src/lint/rules: {unlisted:#?}");
    assert!(listed.iter().filter(|id| id.starts_with("catalog/")).count() > 40, "only {listed:?}");
}
