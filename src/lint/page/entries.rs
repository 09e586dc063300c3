//! Blocks to entries: each group of fields with the heading before it and the scenario behind it.

use std::sync::LazyLock;

use regex::Regex;

use super::super::Excerpt;
use super::blocks::{Block, empty};
use super::fields::{self, Field, Label};
use super::model::{Entry, Sample, Scenario};
use super::plain;
use crate::span::Span;

/// An entry, and the blocks that it takes.
pub(super) struct Found<'t> {
    pub(super) entry: Entry<'t>,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The most explanations, and the most samples, that are kept of an entry.
const MAX_KEPT: usize = 50;
/// The most lines between a heading and the fields below it.
const MAX_SUMMARY: usize = 6;

/// All entries among the blocks.
pub(super) fn read<'t>(blocks: &[Block<'t>]) -> Vec<Found<'t>> {
    let mut found: Vec<Found<'t>> = Vec::new();
    let mut at = 0;
    let mut columns: Option<Vec<Option<Label>>> = None;
    while at < blocks.len() {
        if let Block::Row(cells) = &blocks[at] {
            if let Some(labels) = fields::columns(cells) {
                columns = Some(labels);
            } else if let Some(entry) = columns.as_ref().and_then(|labels| of_row(labels, cells)) {
                found.push(Found { entry, start: at, end: at + 1 });
            }
        } else {
            columns = columns.filter(|_| matches!(blocks[at], Block::Blank));
        }
        match fields::group(blocks, at) {
            Some((fields, end)) => {
                let floor = found.last().map_or(0, |last| last.end);
                found.push(headed(blocks, floor, at, end, fields));
                at = end;
            }
            None => at += 1,
        }
    }
    bodies(blocks, &mut found);
    found
}

/// An entry in a row of a table.
fn of_row<'t>(labels: &[Option<Label>], cells: &[Excerpt<'t>]) -> Option<Entry<'t>> {
    if labels.len() != cells.len() {
        return None;
    }
    let field = |(label, value): (&Option<Label>, &Excerpt<'t>)| {
        Some(Field { label: (*label)?, name: empty(value.place(0)), value: value.clone(), glued: false })
    };
    let fields: Vec<Field<'t>> = labels.iter().zip(cells).filter_map(field).collect();
    let is_own = |label: &Option<Label>| label.is_some_and(|label| !matches!(label, Label::Status | Label::Message));
    let entry = Entry { fields, is_among_others: !labels.iter().all(is_own), ..Entry::default() };
    fields::is_code(entry.code()).then_some(entry)
}

static HEADING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^([A-Za-z0-9][A-Za-z0-9._/-]*)(?:\s*[:\u{2013}\u{2014}]\s+|\s+-\s+|$)(.*)$").expect("is valid"));

/// Finds the heading of a group of fields among the lines before it.
fn headed<'t>(blocks: &[Block<'t>], floor: usize, start: usize, end: usize, fields: Vec<Field<'t>>) -> Found<'t> {
    let mut entry = Entry { fields, ..Entry::default() };
    let before = blocks[floor..start].iter().enumerate().rev().map(|(at, block)| (at + floor, block));
    let lines = before.take_while(|(_, block)| !matches!(block, Block::Row(_) | Block::Code(_)));
    let lines: Vec<_> = lines.filter_map(|(at, block)| Some((at, block, block.line()?))).take(MAX_SUMMARY).collect();
    let coded = |line: &Excerpt<'_>| HEADING.captures(line.text()).is_some_and(|found| fields::is_code(&found[1]));
    let heading = lines.iter().position(|(_, block, line)| matches!(block, Block::Heading(_)) || coded(line));
    let Some(heading) = heading else { return Found { entry, start, end } };
    let (at, _, line) = &lines[heading];
    split_heading(line, &mut entry);
    entry.summary = heading.checked_sub(1).and_then(|next| lines.get(next)).map(|(_, _, line)| (*line).clone());
    Found { entry, start: *at, end }
}

fn split_heading<'t>(line: &Excerpt<'t>, entry: &mut Entry<'t>) {
    let parts = HEADING.captures(line.text()).filter(|parts| fields::is_code(&parts[1]));
    let Some(parts) = parts else {
        entry.title = Some(line.clone());
        return;
    };
    let part = |index: usize| parts.get(index).map(|part| line.slice(Span::new(part.start(), part.end())).trimmed());
    entry.heading = part(1);
    entry.title = part(2).filter(|title| !title.text().is_empty());
}

/// Reads what follows each group of fields, up to the next entry.
fn bodies<'t>(blocks: &[Block<'t>], found: &mut [Found<'t>]) {
    let starts: Vec<usize> = found.iter().skip(1).map(|next| next.start).chain([blocks.len()]).collect();
    for (found, next) in found.iter_mut().zip(starts) {
        // Behind a row of a table there is nothing of its own.
        if found.start + 1 < found.end {
            body(&blocks[found.end..next.max(found.end)], &mut found.entry);
            found.end = next.max(found.end);
        }
    }
}

/// What a line of the scenario is waiting for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Due {
    Text,
    Info,
}

fn body<'t>(blocks: &[Block<'t>], entry: &mut Entry<'t>) {
    let mut due = Due::Text;
    for block in blocks {
        match block {
            Block::Code(code) if code.text().trim_start().to_ascii_uppercase().starts_with("ERROR CODE") => {
                for inner in plain::read(code) {
                    due = step(&inner, due, entry);
                }
            }
            block => due = step(block, due, entry),
        }
    }
}

fn step<'t>(block: &Block<'t>, due: Due, entry: &mut Entry<'t>) -> Due {
    match block {
        Block::Blank => return due,
        Block::Code(code) if due == Due::Info => entry.scenario.info = Some(code.clone()),
        Block::Code(code) if entry.samples.len() < MAX_KEPT => entry.samples.push(Sample::new(code.clone(), None)),
        Block::Code(_) => {}
        Block::Row(cells) => {
            if let [key, value] = cells.as_slice() {
                return keyed(key.text(), value, &mut entry.scenario).unwrap_or(Due::Text);
            }
        }
        Block::Heading(line) | Block::Line(line) => {
            let (key, value) = split_key(line);
            if let Some(due) = keyed(&key, &value, &mut entry.scenario) {
                return due;
            }
            let shown = line.text();
            if entry.explanations.len() < MAX_KEPT
                && !shown.to_ascii_lowercase().starts_with("error scenario")
                && !shown.eq_ignore_ascii_case("copy")
            {
                entry.explanations.push(line.clone());
            }
        }
    }
    Due::Text
}

fn split_key<'t>(line: &Excerpt<'t>) -> (String, Excerpt<'t>) {
    let text = line.text();
    let colon = text.find(':').unwrap_or(text.len());
    let value = line.slice(Span::new((colon + 1).min(text.len()), text.len())).trimmed();
    (text[..colon].to_owned(), value)
}

/// A line of the scenario, by its key.
fn keyed<'t>(key: &str, value: &Excerpt<'t>, scenario: &mut Scenario<'t>) -> Option<Due> {
    match key.trim().trim_end_matches(':').to_ascii_uppercase().as_str() {
        "ERROR CODE" => scenario.code = Some(unquoted(value)),
        "MESSAGE" | "ERROR MESSAGE" => scenario.message = Some(unquoted(value)),
        "ADDITIONAL INFO" | "ADDITIONAL INFORMATION" => {
            if plain::begins_code(value.text()) {
                scenario.info = Some(value.clone());
            }
            return Some(Due::Info);
        }
        _ => return None,
    }
    Some(Due::Text)
}

/// A value without the quotes around it.
pub(super) fn unquoted<'t>(value: &Excerpt<'t>) -> Excerpt<'t> {
    let value = value.trimmed();
    let text = value.text();
    let quote = |c: char| matches!(c, '"' | '\u{201C}' | '\u{201D}');
    let start = text.chars().next().filter(|c| quote(*c)).map_or(0, char::len_utf8);
    let end = text[start..].chars().next_back().filter(|c| quote(*c)).map_or(0, char::len_utf8);
    value.slice(Span::new(start, text.len() - end))
}
