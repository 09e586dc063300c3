//! What is wrong with a page: one file for each kind of thing that a page has.

mod advice;
mod drift;
mod entries;
mod samples;
mod shapes;
mod tables;
mod urls;
mod words;

use super::super::prose::Rules;
use super::super::rules::page as rules;
use super::super::{Knowledge, Report, Rule, prose, requests, responses};
use super::fields::Label;
use super::model::{Page, Sample, SampleKind};
use crate::capture::json::{Document, Kind, Node};
use crate::diagnostic::Diagnostic;
use crate::span::Span;

/// Reports all that is wrong with a page.
pub(super) fn check(text: &str, page: &Page<'_>, knowledge: &Knowledge<'_>, report: &mut Report) {
    let before = report.len();
    for sample in all_samples(page) {
        inner(sample, knowledge, report);
    }
    let end = report.len();
    for sample in all_samples(page) {
        values(sample, report);
    }
    // What is wrong with a value of a sample is said once, by those who know requests better.
    let said: Vec<_> = report.since(before).iter().filter_map(|finding: &Diagnostic| finding.span).collect();
    shapes::check(text, &said, report);
    prose(page, knowledge, report);
    entries::check(page, report);
    if !page.entries.is_empty() {
        let families = advice::Families::new(knowledge);
        page.entries.iter().for_each(|entry| advice::check(entry, &families, report));
    }
    advice::links(text, report);
    for operation in &page.operations {
        tables::check(operation, report);
        samples::check(operation, report);
        words::purpose(operation, page.title.as_ref(), report);
    }
    urls::check(text, page, report);
    say_once(before, end, report);
    drift::check(page, knowledge, report);
}

/// Rules of which one finding says what the schema of an operation would say again.
const SAID: [&Rule; 7] = [
    &rules::CASE_MISMATCH,
    &rules::FOREIGN_URL,
    &rules::ODD_URL_PREFIX,
    &rules::OUT_OF_RANGE,
    &rules::TYPE_MISMATCH,
    &rules::UNDOCUMENTED_FIELD,
    &rules::UNLISTED_VALUE,
];

/// Takes back what was found in the samples at places where the page's own tables say it better.
fn say_once(before: usize, end: usize, report: &mut Report) {
    let own = report.since(end).iter().filter(|finding| SAID.iter().any(|rule| finding.rule == rule.id));
    let mut places: Vec<Span> = own.filter_map(|finding| finding.span).collect();
    places.sort_unstable();
    let said = |span: Span| {
        let until = places.partition_point(|place| place.start < span.end);
        until > 0 && places[until - 1].overlaps(span)
    };
    report.take_back(before, end, |finding| {
        !finding.rule.contains("/json-") && !finding.rule.contains("/shell-") && finding.span.is_some_and(said)
    });
}

/// The sentences of a page. Descriptions in tables are short of words, and of grammar.
fn prose(page: &Page<'_>, knowledge: &Knowledge<'_>, report: &mut Report) {
    const PROSE: Rules = Rules { misspelled: &rules::MISSPELLED_WORD, doubled: &rules::DOUBLED_WORD, renamed: &rules::RENAMED_VALUE };
    for entry in &page.entries {
        let fields = entry.fields.iter().filter(|field| field.label != Label::Code).map(|field| &field.value);
        let texts = entry.title.iter().chain(&entry.summary).chain(fields).chain(&entry.explanations);
        texts.for_each(|text| prose::lint(text, PROSE, knowledge, report));
    }
    let rows = page.operations.iter().flat_map(|operation| &operation.tables).flat_map(|table| &table.rows);
    let texts = rows.filter_map(|row| row.description.as_ref());
    texts.chain(page.notes.iter().map(|note| &note.advice)).for_each(|text| prose::lint(text, PROSE, knowledge, report));
}

/// What is wrong with the values of a sample, whatever it is a sample of.
fn values(sample: &Sample<'_>, report: &mut Report) {
    let text = &sample.text;
    let Some(start) = sample.body() else { return };
    let document = Document::read(text.text(), start);
    for node in document.root().into_iter().flat_map(Node::descendants) {
        urls::own_link(node, text, report);
        let body = node.inner_span().of(text.text());
        if node.kind() == Kind::String && !body.is_empty() && body.trim().is_empty() {
            let span = text.span(node.span());
            report.add(&rules::BLANK_VALUE, span, "this value is nothing but a blank").help("show a value, an empty text, or null");
        }
    }
}

fn all_samples<'p, 't>(page: &'p Page<'t>) -> impl Iterator<Item = &'p Sample<'t>> {
    let of_entries = page.entries.iter().flat_map(|entry| &entry.samples);
    of_entries.chain(page.operations.iter().flat_map(|operation| &operation.samples))
}

fn inner(sample: &Sample<'_>, knowledge: &Knowledge<'_>, report: &mut Report) {
    match sample.kind {
        SampleKind::Request => requests::lint(&sample.text, knowledge, report),
        SampleKind::Body => responses::lint(&sample.text, knowledge, report),
    }
}
