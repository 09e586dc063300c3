//! Captures in many shapes, with a catalog of many providers: `tests/data/captures/INDEX.tsv` says what must be found in each.

use std::collections::BTreeMap;
use std::path::Path;

use errdex::capture::parse;
use errdex::catalog::layers::{Layer, Layers};
use errdex::catalog::{Catalog, Image, compile, folder};
use errdex::matcher::{Finding, Findings, Matcher};
use errdex::redact::redact;

/// How many of a hundred captures must have the true code among the findings, and how many as the one to act on.
const FOUND: usize = 95;
const PRIMARY: usize = 90;

/// A row of the index.
struct Row {
    file: String,
    finding: String,
    primary: bool,
}

#[test]
fn captures_of_many_providers_are_read() {
    let folder = Path::new("tests/data/captures");
    let image = compiled("tests/data/any-api");
    let layers = Layers::new(vec![
        Layer { origin: None, catalog: errdex::builtin::catalog() },
        Layer { origin: Some("any-api".to_owned()), catalog: Catalog::new(&image) },
    ]);
    let matcher = Matcher::new(layers);
    let rows = rows(&folder.join("INDEX.tsv"));
    let mut read: BTreeMap<&str, Findings<'_>> = BTreeMap::new();
    for row in &rows {
        read.entry(&row.file).or_insert_with(|| {
            let bytes = std::fs::read(folder.join(&row.file)).unwrap();
            matcher.find(&parse(redact(bytes), &matcher.envelopes().unwrap())).unwrap()
        });
    }
    let expected: Vec<&Row> = rows.iter().filter(|row| row.finding != "NONE").collect();
    let is_found = |row: &&&Row| read[row.file.as_str()].list.iter().any(|finding| is_it(finding, &row.finding));
    let acted_on = |row: &&&Row| {
        let findings = &read[row.file.as_str()];
        findings.primary().is_some_and(|primary| is_it(&findings.list[primary], &row.finding))
    };
    let missed: Vec<&str> = expected.iter().filter(|row| !is_found(row)).map(|row| row.file.as_str()).collect();
    let first: Vec<&&Row> = expected.iter().filter(|row| row.primary).collect();
    let aside: Vec<&str> = first.iter().filter(|row| !acted_on(row)).map(|row| row.file.as_str()).collect();
    let wrong: Vec<&str> =
        rows.iter().filter(|row| row.finding == "NONE" && !read[row.file.as_str()].list.is_empty()).map(|row| row.file.as_str()).collect();
    println!("{} of {} missed: {missed:?}", missed.len(), expected.len());
    println!("{} of {} not primary: {aside:?}", aside.len(), first.len());
    assert_eq!(wrong, [""; 0], "captures without an error have a finding");
    assert!(missed.len() * 100 <= expected.len() * (100 - FOUND), "{} of {} missed: {missed:?}", missed.len(), expected.len());
    assert!(aside.len() * 100 <= first.len() * (100 - PRIMARY), "{} of {} not primary: {aside:?}", aside.len(), first.len());
}

fn compiled(folder: &str) -> Image {
    let files = folder::read(Path::new(folder)).unwrap();
    let bytes = compile(&files).unwrap_or_else(|problems| panic!("{problems:#?}"));
    Image::new(bytes).unwrap()
}

fn rows(index: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(index).unwrap();
    let rows = text.lines().skip(1).filter(|line| !line.is_empty()).map(|line| {
        let mut cells = line.split('\t').map(str::to_owned);
        let (file, finding) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
        Row { file, finding, primary: cells.next().as_deref() == Some("yes") }
    });
    rows.collect()
}

/// Whether a finding is the expected one: `CODE`, `message:ID` or `status:NUMBER`.
fn is_it(finding: &Finding<'_>, expected: &str) -> bool {
    if let Some(status) = expected.strip_prefix("status:") {
        return finding.status.map(|status| status.to_string()).as_deref() == Some(status);
    }
    if let Some(id) = expected.strip_prefix("message:") {
        return finding.candidates.iter().any(|candidate| candidate.known.id == id);
    }
    let same = |code: &str| errdex::catalog::key::fold(code) == errdex::catalog::key::fold(expected);
    let own = finding.fields.code.as_ref().is_some_and(|code| same(&code.text));
    own || finding.candidates.iter().any(|candidate| candidate.known.record.entry.code.as_deref().is_some_and(same))
}
