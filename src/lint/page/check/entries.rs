//! The entries of a page, each by itself and beside the others.

use std::collections::HashMap;

use super::super::super::rules::page as rules;
use super::super::super::{Excerpt, Report};
use super::super::fields::{Field, Label};
use super::super::model::{Entry, Page};
use crate::catalog::template::plain;
use crate::diagnostic::Edit;
use crate::span::Span;

/// Reports what is wrong with the entries.
pub(super) fn check(page: &Page<'_>, report: &mut Report) {
    glued(page, report);
    for entry in &page.entries {
        empty_fields(entry, report);
        codes(entry, report);
        message(entry, report);
    }
    duplicate_codes(page, report);
    duplicate_titles(page, report);
}

/// One finding for the page: it is one defect of what made the page.
fn glued(page: &Page<'_>, report: &mut Report) {
    let fields: Vec<&Field<'_>> = page.entries.iter().flat_map(|entry| &entry.fields).filter(|field| field.glued).collect();
    let lines: Vec<&Excerpt<'_>> = page.operations.iter().flat_map(|operation| &operation.tables).flat_map(|table| &table.glued).collect();
    let field_edit = |field: &&Field<'_>| Edit { span: Span::new(field.value.place(0), field.value.place(0)), text: ": ".to_owned() };
    let line_edit = |line: &&Excerpt<'_>| {
        let place = line.place("Applicable to".len());
        Edit { span: Span::new(place, place), text: " ".to_owned() }
    };
    let mut edits: Vec<Edit> = fields.iter().map(field_edit).chain(lines.iter().map(line_edit)).collect();
    edits.sort_by_key(|edit| edit.span);
    let names = fields.iter().map(|field| field.name.whole_span());
    let first = names.chain(lines.iter().map(|line| line.span(Span::new(0, "Applicable to".len())))).min();
    let Some(first) = first else { return };
    let name = fields.first().map_or("Applicable to", |field| field.name.text());
    let more = match edits.len() {
        1 => String::new(),
        2 => ", here and in one more place".to_owned(),
        count => format!(", here and in {} more places", count - 1),
    };
    report
        .add(&rules::GLUED_LABEL, first, format!("`{name}` and its value are glued together{more}"))
        .help("set a colon or a blank between label and value; whoever copies or searches the text gets one word")
        .edits(edits);
}

fn empty_fields(entry: &Entry<'_>, report: &mut Report) {
    // A table has a cell for the status in each row, whether there is one or not.
    let may_be_empty = |field: &Field<'_>| field.label == Label::Status;
    for field in entry.fields.iter().filter(|field| field.value.text().is_empty() && !may_be_empty(field)) {
        let name = if field.name.text().is_empty() { field.label.name() } else { field.name.text() };
        let span = if field.name.text().is_empty() { field.value.whole_span() } else { field.name.whole_span() };
        let shown = entry.scenario.message.as_ref().filter(|_| field.label == Label::Description);
        let help = shown.map_or_else(
            || "say it, or leave the field out".to_owned(),
            |message| format!("the scenario's message is `{}`", message.text()),
        );
        report.add(&rules::EMPTY_FIELD, span, format!("`{name}` of {} is empty", entry.code())).help(help);
    }
}

fn codes(entry: &Entry<'_>, report: &mut Report) {
    let Some(code) = entry.value(Label::Code) else { return };
    for (other, place) in [(&entry.heading, "the heading"), (&entry.scenario.code, "the scenario")] {
        let Some(other) = other.as_ref().filter(|other| !other.text().is_empty() && other.text() != code.text()) else { continue };
        report
            .add(&rules::CODE_MISMATCH, other.whole_span(), format!("{place} has the code {}, the field has {}", other.text(), code.text()))
            .label(code.whole_span(), "the field")
            .help("one of the two is another error's");
    }
}

/// The form in which messages are compared: without what stands in brackets, as one side has a name there and the other a value.
fn bare(message: &str) -> String {
    let plain = plain(message).text;
    let mut bare = String::with_capacity(plain.len());
    let mut depth = 0_usize;
    for c in plain.trim_end_matches(['.', '!', ' ']).chars() {
        depth = depth.saturating_sub(usize::from(matches!(c, ']' | '>' | '}')));
        if depth == 0 {
            bare.push(c);
        }
        depth += usize::from(matches!(c, '[' | '<' | '{'));
    }
    bare
}

/// Whether two texts have most of their words in common: a text that says it in other words is no slip.
fn alike(a: &str, b: &str) -> bool {
    let words = |text: &str| -> std::collections::HashSet<String> { text.split_whitespace().map(str::to_owned).collect() };
    let (a, b) = (words(a), words(b));
    a.intersection(&b).count() * 2 > a.len().max(b.len())
}

fn message(entry: &Entry<'_>, report: &mut Report) {
    let (Some(description), Some(message)) = (entry.value(Label::Description), &entry.scenario.message) else { return };
    let (one, other) = (bare(description.text()), bare(message.text()));
    if one.contains(&other) || other.contains(&one) || !alike(&one, &other) {
        return;
    }
    report
        .add(&rules::MESSAGE_MISMATCH, message.whole_span(), format!("the message of {} is not what its description says", entry.code()))
        .label(description.whole_span(), "the description")
        .help("the two differ in more than a full stop or a value in brackets; print what the API answers");
}

fn duplicate_codes(page: &Page<'_>, report: &mut Report) {
    let mut first: HashMap<&str, &Entry<'_>> = HashMap::new();
    for entry in &page.entries {
        let Some(code) = entry.value(Label::Code) else { continue };
        let Some(known) = first.get(code.text()) else {
            first.insert(code.text(), entry);
            continue;
        };
        let said = |entry: &Entry<'_>| entry.message().map(|message| bare(message.text()));
        let message = match (said(known) == said(entry), known.message()) {
            (false, Some(other)) => format!("{} stands here with another message than above, `{}`", code.text(), shortened(other.text())),
            _ => format!("{} is documented twice", code.text()),
        };
        let place = known.value(Label::Code).map_or(Span::default(), Excerpt::whole_span);
        report
            .add(&rules::DUPLICATE_CODE, code.whole_span(), message)
            .label(place, "the first one")
            .help("whoever looks the code up needs the message to know which is meant: say so, or give each error its own code");
    }
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= LONGEST { line.to_owned() } else { line.chars().take(LONGEST).chain(['\u{2026}']).collect() }
}

fn duplicate_titles(page: &Page<'_>, report: &mut Report) {
    let mut first: HashMap<String, (&Excerpt<'_>, &str)> = HashMap::new();
    for entry in &page.entries {
        let Some(title) = &entry.title else { continue };
        match first.get(&plain(title.text()).text) {
            None => drop(first.insert(plain(title.text()).text, (title, entry.code()))),
            Some((other, code)) => {
                report
                    .add(
                        &rules::DUPLICATE_TITLE,
                        title.whole_span(),
                        format!("{code} above has the same title, `{}`", shortened(title.text())),
                    )
                    .label(other.whole_span(), "the first one")
                    .help("say in the title what tells the two apart");
            }
        }
    }
}
