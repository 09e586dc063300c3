//! Rows of tables whose cells were lost when the page was copied: `uuid yes string 3a58… - The connection.`

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::super::Excerpt;
use super::blocks::Block;
use super::tables::{Column, Parameter, Place, Range, Table};
use crate::span::Span;

/// Values of the page's samples: what may be the example in a row, where blanks stand in it.
pub(super) type Examples = HashSet<String>;

/// The most values that are kept of one parameter.
const MAX_ALLOWED: usize = 500;

/// The cells of a row.
pub(super) struct Cells<'t> {
    pub(super) name: Excerpt<'t>,
    pub(super) mandatory: Option<Excerpt<'t>>,
    pub(super) kind: Option<Excerpt<'t>>,
    pub(super) example: Option<Excerpt<'t>>,
    pub(super) allowed: Vec<Excerpt<'t>>,
    pub(super) description: Option<Excerpt<'t>>,
}

static RANGE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:[Rr]ange:? *)?(\d{1,18})\s*(?:-|\x{2013}|to|\.\.)\s*(\d{1,18})").expect("is valid"));

impl<'t> Cells<'t> {
    pub(super) fn parameter(self, place: &Place) -> Parameter<'t> {
        let mut path = place.path.clone();
        // A name may be the whole way.
        path.extend(self.name.text().split('.').map(|step| step.trim_end_matches("[]").to_owned()));
        let said = |cell: &Excerpt<'_>| !matches!(cell.text().trim(), "" | "-" | "\u{2013}" | "\u{2014}" | "N/A");
        let mut parameter = Parameter {
            path,
            name: self.name,
            mandatory: self.mandatory.filter(said),
            kind: self.kind.filter(said),
            example: self.example.filter(said),
            allowed: Vec::new(),
            range: None,
            description: self.description.filter(said),
            condition: place.condition.clone(),
        };
        self.allowed.iter().filter(|cell| said(cell)).for_each(|cell| parameter.allow(cell));
        parameter
    }
}

impl<'t> Parameter<'t> {
    /// Takes the values, or the range, in a cell.
    pub(super) fn allow(&mut self, cell: &Excerpt<'t>) {
        if let Some(range) = RANGE.captures(cell.text()) {
            let number = |index: usize| range[index].parse().unwrap_or_default();
            let text = cell.slice(Span::new(0, range[0].len()));
            self.range = Some(Range { from: number(1), to: number(2), text });
            return;
        }
        let mut at = 0;
        for value in cell.text().split([',', '\n', ' ', '|']) {
            let span = Span::new(at, at + value.len());
            at = span.end + 1;
            let bare = value.trim_matches(['`', '"', '\'']);
            if is_constant(bare) && self.allowed.len() < MAX_ALLOWED {
                let start = span.start + value.find(bare).unwrap_or(0);
                self.allowed.push(cell.slice(Span::new(start, start + bare.len())));
            }
        }
    }

    /// Puts more words to the description.
    pub(super) fn describe(&mut self, more: &Excerpt<'t>) {
        match &mut self.description {
            Some(description) => {
                description.push("\n", more.place(0).saturating_sub(1));
                description.append(more);
            }
            None => self.description = Some(more.clone()),
        }
    }
}

/// Whether a word is a value as enums have it.
pub(super) fn is_constant(word: &str) -> bool {
    let capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_' || c == '-';
    word.len() >= 2 && word.chars().all(capital) && word.starts_with(|c: char| c.is_ascii_uppercase())
}

/// Whether a line explains a value (`EVPL_VC - a virtual private line`), or is one: it goes on with the row above.
pub(super) fn explains(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or_default();
    let rest = text[first.len()..].trim_start();
    (is_constant(first) && (rest.is_empty() || rest.starts_with("- ") || rest.starts_with(": "))) || text.starts_with("YYYY-MM")
}

static ROW: LazyLock<Regex> = LazyLock::new(|| {
    let kinds = r"(?:array(?:\[\w+\])?|string|integer|number|boolean|object|float|double|long|int|date|datetime|uuid|enum)(?:\[\])?";
    Regex::new(&format!(r"^([A-Za-z_@$][\w.\[\]$@-]*) (?:(yes|no|conditional|optional|required|true|false) )?({kinds})(?: (.*))?$"))
        .expect("is valid")
});

/// Reads flattened rows from a block on; returns the block behind the table.
pub(super) fn flattened<'t>(blocks: &[Block<'t>], start: usize, table: &mut Table<'t>, examples: &Examples) -> usize {
    let mut place = Place::default();
    let (mut at, mut end) = (start, start);
    let mut after_blank = false;
    while let Some(block) = blocks.get(at) {
        at += 1;
        let line = match block {
            Block::Blank => {
                after_blank = true;
                continue;
            }
            Block::Line(line) => line,
            _ => break,
        };
        if !place.take(line, table) {
            match row(line, table, examples) {
                Some(cells) => place.add(cells.parameter(&place), table),
                None if goes_on(line, table, after_blank) => more(line, table),
                None => break,
            }
        }
        after_blank = false;
        end = at;
    }
    end
}

/// Whether a line belongs to the row above it.
fn goes_on(line: &Excerpt<'_>, table: &Table<'_>, after_blank: bool) -> bool {
    let Some(last) = table.rows.last() else { return false };
    !after_blank || last.description.is_none() || explains(line.text())
}

fn more<'t>(line: &Excerpt<'t>, table: &mut Table<'t>) {
    let lists = table.columns.contains(&Column::Allowed);
    let Some(last) = table.rows.last_mut() else { return };
    if lists && last.description.is_none() && is_constant(line.text()) {
        last.allow(line);
    } else {
        last.describe(line);
    }
}

/// The cells of a flattened row.
fn row<'t>(line: &Excerpt<'t>, table: &Table<'t>, examples: &Examples) -> Option<Cells<'t>> {
    let parts = ROW.captures(line.text())?;
    if parts.get(2).is_some() != table.columns.contains(&Column::Mandatory) {
        return None;
    }
    let part = |index: usize| parts.get(index).map(|part| line.slice(Span::new(part.start(), part.end())));
    let mut cells = Cells { name: part(1)?, mandatory: part(2), kind: part(3), example: None, allowed: Vec::new(), description: None };
    let mut rest = part(4).unwrap_or_else(|| line.slice(Span::new(line.text().len(), line.text().len())));
    if table.columns.contains(&Column::Example) {
        rest = example(&rest, &mut cells, table.columns.contains(&Column::Allowed), examples);
    }
    if table.columns.contains(&Column::Allowed) {
        rest = allowed(&rest, &mut cells);
    }
    cells.description = Some(rest.trimmed());
    Some(cells)
}

/// Takes the example from the rest of a row: up to a dash that stands for an empty cell, or as long as a value of a sample,
/// or a JSON value, or one word.
fn example<'t>(rest: &Excerpt<'t>, cells: &mut Cells<'t>, lists: bool, examples: &Examples) -> Excerpt<'t> {
    let text = rest.text();
    let length = if lists && !text.starts_with("- ") && text.contains(" - ") {
        text.find(" - ").unwrap_or_default()
    } else {
        known(text, examples).or_else(|| list(text)).unwrap_or_else(|| text.find(' ').unwrap_or(text.len()))
    };
    cells.example = Some(rest.slice(Span::new(0, length)));
    rest.slice(Span::new(length, text.len())).trimmed()
}

/// How much of a text is a value that a sample has, in whole words.
fn known(text: &str, examples: &Examples) -> Option<usize> {
    const MOST_WORDS: usize = 12;
    let ends = text.match_indices(' ').map(|(at, _)| at).chain([text.len()]).take(MOST_WORDS);
    ends.filter(|&end| examples.contains(&text[..end])).last()
}

/// The length of a JSON list that a text begins with.
fn list(text: &str) -> Option<usize> {
    text.starts_with('[').then(|| text.find(']').map(|end| end + 1)).flatten()
}

/// Takes the allowed values, or the range, from the rest of a row.
fn allowed<'t>(rest: &Excerpt<'t>, cells: &mut Cells<'t>) -> Excerpt<'t> {
    let text = rest.text();
    let first = text.split(' ').next().unwrap_or_default();
    let range = if text.starts_with("Range") { RANGE.find(text).map_or(0, |range| range.end()) } else { 0 };
    let length = if range > 0 {
        range
    } else if first == "-" || is_constant(first.trim_end_matches(',')) {
        first.len()
    } else {
        0
    };
    cells.allowed = vec![rest.slice(Span::new(0, length))];
    rest.slice(Span::new(length, text.len())).trimmed()
}
