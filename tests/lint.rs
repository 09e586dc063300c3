//! The rules of the linter, as data: the cases of their pages in the catalog, and planted mistakes under `tests/data/lint/`.
//!
//! A planted mistake is a block that begins with a line `=== rule/id file-name`; `⟦` and `⟧` stand around the text that the finding must
//! point at. The marks are taken out, and the rule must find exactly what was marked.

use std::collections::{BTreeMap, BTreeSet};

use errdex::builtin;
use errdex::catalog::entry::{Case, Role};
use errdex::catalog::layers::{Layer, Layers};
use errdex::catalog::source::File;
use errdex::catalog::{Catalog, Image, compile, folder};
use errdex::diagnostic::{Diagnostic, Edit};
use errdex::lint::{self, Kind, Knowledge, rules};
use errdex::matcher::Matcher;
use errdex::span::{LineIndex, Span};

use crate::support;

/// The provider around entries of catalogs that stand alone in a case.
const PROVIDER: &str = "\
id: shop
name: Shop
hosts: [api.shop.example]
families:
  - id: shop
    shape: 'SHOP-[A-Z]+-\\d{3}|SHOP-\\d{7}'
    bare: true
    parts:
      status: { segment: 3 }
";

/// A score is asked for on the command line, a folder is no text, and a text of megabytes is no page.
const WITHOUT_A_CASE: [&str; 4] = ["catalog/low-score", "catalog/missing-provider", "catalog/too-large", "docs/template-error"];
/// The built-in catalog with that of Acme on top, which has a code that is retired.
fn layers() -> Layers<'static> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/acme");
    let bytes = compile(&folder::read(&folder).unwrap()).unwrap();
    let image: &'static Image = Box::leak(Box::new(Image::new(bytes).unwrap()));
    let acme = Layer { origin: Some("acme".to_owned()), catalog: Catalog::new(image) };
    Layers::new(support::layers().iter().cloned().chain([acme]).collect())
}

/// What the rules may ask. Only where links are wanted there is a site to link to.
fn knowledge<'k>(id: &str, matcher: &'k Matcher<'k>) -> Knowledge<'k> {
    let base_url = (id == "docs/unlinked-code").then(|| "https://errors.example/".to_owned());
    Knowledge { base_url, ..support::knowledge(matcher) }
}

/// Lints a text as the file of that name.
fn findings(name: &str, text: &str, knowledge: &Knowledge<'_>) -> Vec<Diagnostic> {
    let kind = Kind::of(name, text);
    if kind != Kind::Catalog {
        return lint::check(name, text.to_owned(), kind, knowledge).findings;
    }
    let file = |path: &str, text: &str| File { path: format!("shop/{path}"), shown: path.to_owned(), text: text.to_owned() };
    let mut files = vec![file(name, text)];
    if name != "provider.yaml" {
        files.push(file("provider.yaml", PROVIDER));
    }
    lint::check_catalog(files, knowledge).swap_remove(0).findings
}

/// What is told of findings when they are not those that were wanted.
fn told(text: &str, findings: &[Diagnostic]) -> Vec<String> {
    let index = LineIndex::new(text);
    let tell = |finding: &Diagnostic| {
        let span = finding.span.unwrap_or_default();
        let place = index.position(text, span.start);
        format!("    {}:{} {} `{}`: {}", place.line, place.column, finding.rule, span.of(text).escape_debug(), finding.message)
    };
    findings.iter().map(tell).collect()
}

/// All cases of all rules, each with the rule's id.
fn cases() -> Vec<(String, Case<'static>)> {
    let catalog = builtin::catalog();
    let records = catalog.numbers().map(|number| catalog.record(number).unwrap()).filter(|record| record.provider.as_str() == "errdex");
    let with_id = |record: errdex::catalog::Record<'static>| {
        let id = record.entry.code.as_ref().map(ToString::to_string).unwrap_or_default();
        record.entry.cases.into_iter().map(move |case| (id.clone(), case)).collect::<Vec<_>>()
    };
    records.flat_map(with_id).collect()
}

#[test]
fn each_rule_has_its_page() {
    let listed: Vec<&str> = rules::all().map(|rule| rule.id).collect();
    let well_formed = |id: &str| {
        let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        id.split_once('/').is_some_and(|(subject, name)| is_word(subject) && name.split('-').all(is_word))
    };
    let odd: Vec<_> = listed.iter().filter(|id| !well_formed(id)).collect();
    assert!(odd.is_empty(), "no ids of rules: {odd:?}");
    assert!(listed.is_sorted_by(|a, b| a < b), "not sorted, or twice: {listed:#?}");
    let catalog = builtin::catalog();
    let records: Vec<_> =
        catalog.numbers().map(|number| catalog.record(number).unwrap()).filter(|r| r.provider.as_str() == "errdex").collect();
    let pages: BTreeSet<&str> = records.iter().filter_map(|record| record.entry.code.as_deref()).collect();
    let listed: BTreeSet<&str> = listed.into_iter().collect();
    let without: Vec<_> = listed.difference(&pages).collect();
    let unlisted: Vec<_> = pages.difference(&listed).collect();
    assert!(without.is_empty() && unlisted.is_empty(), "rules without a page: {without:#?}\npages without a rule: {unlisted:#?}");
    let wrong: Vec<String> =
        records.iter().filter(|record| record.entry.role != Some(Role::Rule)).map(errdex::catalog::Record::id).collect();
    assert!(wrong.is_empty(), "without `role: rule`: {wrong:#?}");
    let silent = records.iter().filter(|record| record.entry.cases.is_empty()).filter_map(|record| record.entry.code.as_deref());
    assert_eq!(silent.collect::<Vec<_>>(), WITHOUT_A_CASE, "each other page shows a bad and a good text");
}

#[test]
fn cases_do_as_their_pages_say() {
    let matcher = Matcher::new(layers());
    let mut wrong = Vec::new();
    for (id, case) in cases() {
        let knowledge = knowledge(&id, &matcher);
        let bad = findings(&case.file, &case.bad, &knowledge);
        if bad.is_empty() || bad.iter().any(|finding| finding.rule != id) {
            wrong.push(format!(
                "{id}: the bad {} must break this rule and no other:\n{}",
                case.file.as_str(),
                told(&case.bad, &bad).join("\n")
            ));
        }
        let good = findings(&case.file, &case.good, &knowledge);
        if !good.is_empty() {
            wrong.push(format!("{id}: the good {} must break no rule:\n{}", case.file.as_str(), told(&case.good, &good).join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The text with the edits of all fixes applied, those that overlap an earlier one left out; none if there is no fix.
fn mended(text: &str, findings: &[Diagnostic]) -> Option<String> {
    let mut edits: Vec<&Edit> = Vec::new();
    for fix in findings.iter().filter_map(|finding| finding.fix.as_ref()) {
        let is_free = |edit: &Edit| edits.iter().all(|other| !other.span.overlaps(edit.span) && other.span.start != edit.span.start);
        if fix.edits.iter().all(is_free) {
            edits.extend(&fix.edits);
        }
    }
    edits.sort_by_key(|edit| edit.span);
    let mut mended = String::new();
    let mut read = 0;
    for edit in &edits {
        mended += &text[read..edit.span.start];
        mended += &edit.text;
        read = edit.span.end;
    }
    (!edits.is_empty()).then(|| mended + &text[read..])
}

#[test]
fn fixes_mend_what_their_pages_show() {
    const ROUNDS: usize = 5;
    let matcher = Matcher::new(layers());
    let mut wrong = Vec::new();
    let mut mending: BTreeMap<String, bool> = BTreeMap::new();
    for (id, case) in cases() {
        let knowledge = knowledge(&id, &matcher);
        let rule = rules::by_id(&id).unwrap();
        let mut text = case.bad.to_string();
        for _ in 0..ROUNDS {
            let Some(next) = mended(&text, &findings(&case.file, &text, &knowledge)) else { break };
            text = next;
        }
        let has_fix = text != case.bad.as_str();
        *mending.entry(id.clone()).or_default() |= has_fix;
        let left = findings(&case.file, &text, &knowledge);
        if has_fix && !left.is_empty() {
            wrong.push(format!("{id}: fixed, the bad {} still has:\n{}\n{text}", case.file.as_str(), told(&text, &left).join("\n")));
        }
        if has_fix && rule.fix.is_none() {
            wrong.push(format!("{id}: has a fix, but the rule says that it has none"));
        }
    }
    let idle = mending.iter().filter(|(id, mends)| !**mends && rules::by_id(id).unwrap().fix.is_some());
    wrong.extend(idle.map(|(id, _)| format!("{id}: the rule says that it has a fix, but no case is mended by one")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A text with marks in it, taken apart: the text, and where the marks stood.
fn unmarked(marked: &str) -> (String, Vec<Span>) {
    let (mut text, mut open, mut spans) = (String::new(), Vec::new(), Vec::new());
    for c in marked.chars() {
        match c {
            '⟦' => open.push(text.len()),
            '⟧' => spans.push(Span::new(open.pop().expect("a mark that was opened"), text.len())),
            c => text.push(c),
        }
    }
    assert!(open.is_empty(), "a mark is not closed in {marked}");
    spans.sort_unstable();
    (text, spans)
}

#[test]
fn planted_mistakes_are_found_where_they_are() {
    let matcher = Matcher::new(layers());
    let mut wrong = Vec::new();
    let mut count = 0;
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/lint");
    for subject in ["catalog", "docs", "lint", "page", "request", "response"] {
        let Ok(planted) = std::fs::read_to_string(folder.join(format!("{subject}.txt"))) else { continue };
        let blocks = format!("\n{planted}");
        for block in blocks.split("\n=== ").skip(1) {
            let (head, marked) = block.split_once('\n').unwrap();
            let (id, name) = head.split_once(' ').expect("a rule and a file's name");
            let knowledge = knowledge(id, &matcher);
            let (text, expected) = unmarked(marked);
            let found = findings(name.trim(), &text, &knowledge);
            let own: Vec<Diagnostic> = found.into_iter().filter(|finding| finding.rule == id).collect();
            let spans: Vec<Span> = own.iter().filter_map(|finding| finding.span).collect();
            if spans != expected {
                wrong.push(format!("{subject}.txt: {head}: wanted {expected:?}, found {spans:?}\n{}", told(&text, &own).join("\n")));
            }
            assert!(rules::by_id(id).is_some(), "{subject}.txt: there is no rule {id}");
            count += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 0, "nothing was planted");
}
