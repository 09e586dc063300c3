//! Blocks to operations: the call, its lists and tables of parameters, its samples; and errors that have no code.

use std::sync::LazyLock;

use regex::Regex;

use super::super::Excerpt;
use super::blocks::Block;
use super::entries;
use super::model::{Note, Operation, Page, Sample};
use super::rows::Examples;
use super::tables::{self, Kind};
use crate::capture::json::{Document, Kind as Json};
use crate::span::Span;

static CALL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^`?(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)`? `?(?:https?://[^/\s`]+)?(/[^\s`]*)`?$").expect("is valid"));
static METHOD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:HTTP )?Method:?\s+`?(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)`?$").expect("is valid"));
static PURPOSE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(GET|POST|PUT|PATCH|DELETE)`? `?(/[^\s`]+)`? .*\bto [a-z]+").expect("is valid"));
static LIST: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(Path|Query|Body) Parameters:?\s+(.+)$").expect("is valid"));
static NOTE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^If you (?:get|receive|see) (?:an? |the )?["\x{201C}]([^"\x{201D}]{2,200})["\x{201D}](?: error)?,? *(.*)$"#)
        .expect("is valid")
});

/// How many values of samples are kept, to find them again in rows without cells.
const MAX_EXAMPLES: usize = 20_000;
/// The most operations of a page.
const MAX_OPERATIONS: usize = 1_000;

/// Reads the operations among blocks into a page.
pub(super) fn read<'t>(blocks: &[Block<'t>], page: &mut Page<'t>) {
    let mut reader = Reader { blocks, page, examples: examples(blocks), kind: None, above: None, purpose: None };
    let mut at = 0;
    while at < blocks.len() {
        at = reader.step(at);
    }
}

struct Reader<'b, 't, 'p> {
    blocks: &'b [Block<'t>],
    page: &'p mut Page<'t>,
    examples: Examples,
    /// What the last heading says of the next table.
    kind: Option<Kind>,
    /// The line before, a title for the next sample.
    above: Option<Excerpt<'t>>,
    /// A sentence that says what a call is for.
    purpose: Option<Excerpt<'t>>,
}

impl<'t> Reader<'_, 't, '_> {
    /// Reads a block; returns the next to read.
    fn step(&mut self, at: usize) -> usize {
        let kind = self.kind.unwrap_or(Kind::Body);
        if let Some((table, end)) = tables::read(self.blocks, at, kind, &self.examples) {
            if let Some(operation) = self.page.operations.last_mut() {
                operation.tables.push(table);
            }
            return end.max(at + 1);
        }
        match &self.blocks[at] {
            Block::Blank => {}
            Block::Code(code) => self.code(code),
            Block::Heading(line) | Block::Line(line) => self.line(line),
            Block::Row(cells) => {
                if let [key, value] = cells.as_slice() {
                    let mut line = key.clone();
                    line.push(" ", value.place(0).saturating_sub(1));
                    line.append(value);
                    self.line(&line);
                }
            }
        }
        at + 1
    }

    fn code(&mut self, code: &Excerpt<'t>) {
        if self.call(&code.trimmed()) {
            return;
        }
        let sample = Sample::new(code.clone(), self.above.take());
        if let Some(operation) = self.page.operations.last_mut() {
            operation.samples.push(sample);
        }
    }

    fn line(&mut self, line: &Excerpt<'t>) {
        let text = line.text();
        if let Some(kind) = Kind::of_heading(text).filter(|_| !LIST.is_match(text)) {
            self.kind = Some(kind);
        }
        if self.call(line) || self.named(line) || self.note(line) {
            return;
        }
        if PURPOSE.is_match(text) {
            self.purpose = Some(line.clone());
        }
        if !text.eq_ignore_ascii_case("copy") {
            self.above = Some(line.clone());
        }
    }

    /// `POST /path`
    fn call(&mut self, line: &Excerpt<'t>) -> bool {
        let Some(parts) = CALL.captures(line.text()) else { return false };
        let part = |index: usize| parts.get(index).map(|part| line.slice(Span::new(part.start(), part.end())));
        let (Some(method), Some(path)) = (part(1), part(2)) else { return false };
        let known = self.page.operations.iter().any(|other| other.method.text() == method.text() && other.path.text() == path.text());
        if !known && self.page.operations.len() < MAX_OPERATIONS {
            let purpose = self.purpose.take();
            self.page.operations.push(Operation { method, path, purpose, lists: Vec::new(), tables: Vec::new(), samples: Vec::new() });
        }
        true
    }

    /// `Method POST`, `Body Parameters type, data`: what is said of the call once more.
    fn named(&mut self, line: &Excerpt<'t>) -> bool {
        if METHOD.is_match(line.text()) {
            return true;
        }
        let Some(parts) = LIST.captures(line.text()) else { return false };
        let kind = Kind::of_heading(&format!("{} parameters", &parts[1]));
        let (Some(kind), Some(names), Some(operation)) = (kind, parts.get(2), self.page.operations.last_mut()) else { return false };
        operation.lists.push((kind, listed(line, names.start())));
        true
    }

    fn note(&mut self, line: &Excerpt<'t>) -> bool {
        let Some(parts) = NOTE.captures(line.text()) else { return false };
        let part = |index: usize| parts.get(index).map(|part| line.slice(Span::new(part.start(), part.end())));
        let (Some(message), Some(advice)) = (part(1), part(2)) else { return false };
        self.page.notes.push(Note { message: entries::unquoted(&message), advice });
        true
    }
}

/// Names between commas; none in a sentence such as `Not applicable`.
fn listed<'t>(line: &Excerpt<'t>, start: usize) -> Vec<Excerpt<'t>> {
    let mut at = start;
    let mut names = Vec::new();
    for name in line.text()[start..].split(',') {
        let name_at = line.slice(Span::new(at, at + name.len())).trimmed();
        at += name.len() + 1;
        if name_at.text().contains(' ') {
            return Vec::new();
        }
        names.push(name_at);
    }
    names
}

/// The values of all JSON in the samples that hold blanks, as rows may have them for examples.
fn examples(blocks: &[Block<'_>]) -> Examples {
    let mut examples = Examples::new();
    for block in blocks {
        let Block::Code(code) = block else { continue };
        let sample = Sample::new(code.clone(), None);
        let Some(start) = sample.body() else { continue };
        let document = Document::read(code.text(), start);
        let Some(root) = document.root() else { continue };
        for node in root.descendants().filter(|node| node.kind() == Json::String) {
            if examples.len() < MAX_EXAMPLES && node.raw().contains(' ') {
                examples.insert(node.text().into_owned());
            }
        }
    }
    examples
}
