//! What is wrong with a page: one file for each kind of thing that a page has.

mod advice;
mod drift;
mod entries;
mod samples;
mod shapes;
mod tables;
mod urls;
mod words;

use super::super::rules::page as rules;
use super::super::{Knowledge, Report, requests, responses};
use super::model::{Page, Sample, SampleKind};
use crate::capture::json::{Document, Kind, Node};
use crate::diagnostic::Diagnostic;

/// Reports all that is wrong with a page.
pub(super) fn check(text: &str, page: &Page<'_>, knowledge: &Knowledge<'_>, report: &mut Report) {
    let before = report.len();
    for sample in all_samples(page) {
        inner(sample, knowledge, report);
        values(sample, report);
    }
    // What is wrong with a value of a sample is said once, by those who know requests better.
    let said: Vec<_> = report.since(before).iter().filter_map(|finding: &Diagnostic| finding.span).collect();
    shapes::check(text, &said, report);
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
    drift::check(page, knowledge, report);
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
