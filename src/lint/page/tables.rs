//! Tables of parameters: what they say of each, whether the cells are known or were flattened to lines.

use std::collections::HashSet;

use super::super::Excerpt;
use super::blocks::Block;
use super::rows::{self, Cells};

/// What the parameters of a table are parts of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Path,
    Query,
    Header,
    Body,
    Response,
}

impl Kind {
    /// The kind that a heading names: `Path parameters`, `Response payload body description`.
    pub(super) fn of_heading(heading: &str) -> Option<Self> {
        const LONGEST: usize = 60;
        let heading = heading.to_ascii_lowercase();
        let about = ["parameter", "header", "payload", "field", "body", "attribute", "response"].iter().any(|word| heading.contains(word));
        if heading.len() > LONGEST || !about || heading.contains("sample") || heading.ends_with('.') {
            return None;
        }
        let kinds =
            [("response", Self::Response), ("path", Self::Path), ("query", Self::Query), ("header", Self::Header), ("body", Self::Body)];
        kinds.into_iter().find(|(word, _)| heading.contains(word)).map(|(_, kind)| kind)
    }
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Name,
    Mandatory,
    Type,
    Example,
    Allowed,
    Description,
}

/// How a column is headed, the longer first.
const COLUMNS: [(&str, Column); 18] = [
    ("applicable values", Column::Allowed),
    ("allowed values", Column::Allowed),
    ("example values", Column::Example),
    ("example value", Column::Example),
    ("valid values", Column::Allowed),
    ("description", Column::Description),
    ("data type", Column::Type),
    ("parameter", Column::Name),
    ("attribute", Column::Name),
    ("mandatory", Column::Mandatory),
    ("required", Column::Mandatory),
    ("property", Column::Name),
    ("example", Column::Example),
    ("values", Column::Allowed),
    ("field", Column::Name),
    ("range", Column::Allowed),
    ("name", Column::Name),
    ("type", Column::Type),
];

/// A table of parameters.
#[derive(Debug)]
pub(super) struct Table<'t> {
    pub(super) kind: Kind,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Parameter<'t>>,
    /// Rows of another length than the head, with known cells.
    pub(super) ragged: Vec<Excerpt<'t>>,
    /// Where `Applicable to` and its value are glued.
    pub(super) glued: Vec<Excerpt<'t>>,
}

/// What a table says of a parameter.
#[derive(Debug, Clone)]
pub(super) struct Parameter<'t> {
    /// The way to it, itself at the end: `["data", "zSide"]`.
    pub(super) path: Vec<String>,
    pub(super) name: Excerpt<'t>,
    /// `yes`, `no`, `conditional`.
    pub(super) mandatory: Option<Excerpt<'t>>,
    pub(super) kind: Option<Excerpt<'t>>,
    pub(super) example: Option<Excerpt<'t>>,
    pub(super) allowed: Vec<Excerpt<'t>>,
    pub(super) range: Option<Range<'t>>,
    pub(super) description: Option<Excerpt<'t>>,
    /// The value of a parameter for which alone it counts.
    pub(super) condition: Option<String>,
}

/// `Range: 2-4094`
#[derive(Debug, Clone)]
pub(super) struct Range<'t> {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) text: Excerpt<'t>,
}

impl Parameter<'_> {
    /// Whether the call fails without it, always.
    pub(super) fn is_mandatory(&self) -> bool {
        self.mandatory.as_ref().is_some_and(|word| matches!(word.text().to_ascii_lowercase().as_str(), "yes" | "required" | "true" | "y"))
    }

    /// Its path as the page writes it.
    pub(super) fn shown(&self) -> String {
        self.path.join(".")
    }

    /// The type in lower case.
    pub(super) fn kind(&self) -> String {
        self.kind.as_ref().map(|kind| kind.text().to_ascii_lowercase()).unwrap_or_default()
    }
}

/// The columns, if a line or row is the head of a table of parameters.
pub(super) fn head(block: &Block<'_>) -> Option<Vec<Column>> {
    let column = |text: &str| COLUMNS.iter().find(|(name, _)| text.eq_ignore_ascii_case(name)).map(|(_, column)| *column);
    let columns: Vec<Column> = match block {
        Block::Row(cells) => cells.iter().map(|cell| column(cell.text())).collect::<Option<_>>()?,
        Block::Line(line) => flattened_head(line.text())?,
        _ => return None,
    };
    let sound = columns.first() == Some(&Column::Name) && columns.len() >= 3 && columns.contains(&Column::Description);
    sound.then_some(columns)
}

/// `Parameter Mandatory Type Example Values …`
fn flattened_head(text: &str) -> Option<Vec<Column>> {
    const LONGEST: usize = 120;
    if text.len() > LONGEST {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let mut rest = lower.trim();
    let mut columns = Vec::new();
    while !rest.is_empty() {
        let (name, column) = COLUMNS.iter().find(|(name, _)| rest.starts_with(name))?;
        columns.push(*column);
        rest = rest[name.len()..].trim_start();
    }
    Some(columns)
}

/// Reads the table whose head is at a block; returns it with the block behind it.
pub(super) fn read<'t>(blocks: &[Block<'t>], start: usize, kind: Kind, examples: &rows::Examples) -> Option<(Table<'t>, usize)> {
    let columns = head(blocks.get(start)?)?;
    let known = matches!(blocks[start], Block::Row(_));
    let mut table = Table { kind, columns, rows: Vec::new(), ragged: Vec::new(), glued: Vec::new() };
    let end = if known { of_rows(blocks, start + 1, &mut table) } else { rows::flattened(blocks, start + 1, &mut table, examples) };
    Some((table, end))
}

/// Rows whose cells are known.
fn of_rows<'t>(blocks: &[Block<'t>], start: usize, table: &mut Table<'t>) -> usize {
    let mut place = Place::default();
    let mut at = start;
    while let Some(block) = blocks.get(at) {
        match block {
            Block::Row(cells) if head(block).is_none() => row(cells, &mut place, table),
            // Text copied from a browser has the lines of a cell, and rows of one cell, as lines without tabs.
            Block::Line(line) if loose(line, &mut place, table) => {}
            Block::Blank if blocks.get(at + 1).is_some_and(|next| more(next, table)) => {}
            _ => break,
        }
        at += 1;
    }
    at
}

/// Whether what stands behind an empty line still belongs to a table.
fn more(next: &Block<'_>, table: &Table<'_>) -> bool {
    match next {
        Block::Row(cells) => cells.len() == table.columns.len() && head(next).is_none(),
        Block::Line(line) => rows::explains(line.text()),
        _ => false,
    }
}

/// Where the rows of a table stand.
#[derive(Debug, Default)]
pub(super) struct Place {
    /// The object whose members the rows are.
    pub(super) path: Vec<String>,
    /// The value for which alone they count.
    pub(super) condition: Option<String>,
    /// The parameters that have members.
    holders: HashSet<Vec<String>>,
}

impl Place {
    /// Puts a parameter into its table.
    pub(super) fn add<'t>(&mut self, parameter: Parameter<'t>, table: &mut Table<'t>) {
        if holds_others(&parameter.kind()) {
            self.holders.insert(parameter.path.clone());
        }
        table.rows.push(parameter);
    }

    /// Takes a line that says where the next rows belong: `data.zSide`, `Applicable to X`. `glued` gets the latter if its blank is missing.
    pub(super) fn take<'t>(&mut self, line: &Excerpt<'t>, table: &mut Table<'t>) -> bool {
        let text = line.text().trim();
        if let Some(value) = text.strip_prefix("Applicable to") {
            if !value.starts_with([' ', ':', '\u{A0}']) {
                table.glued.push(line.clone());
            }
            self.condition = Some(value.trim_start_matches([':', ' ', '\u{A0}']).to_owned());
            return true;
        }
        let steps: Vec<String> = text.split('.').map(|step| step.trim_end_matches("[]").to_owned()).collect();
        let known = self.holders.contains(&steps);
        if known {
            // A condition counts for what is below it, and for what is below that.
            self.path = steps;
        }
        known
    }
}

fn holds_others(kind: &str) -> bool {
    kind.contains("object") || kind.starts_with("array")
}

fn row<'t>(cells: &[Excerpt<'t>], place: &mut Place, table: &mut Table<'t>) {
    let filled: Vec<&Excerpt<'t>> = cells.iter().filter(|cell| !cell.text().is_empty()).collect();
    if let [only] = filled.as_slice()
        && place.take(only, table)
    {
        return;
    }
    if cells.len() != table.columns.len() {
        table.ragged.extend(cells.first().cloned());
        return;
    }
    let cell = |column: Column| table.columns.iter().position(|other| *other == column).and_then(|at| cells.get(at)).cloned();
    let Some(name) = cell(Column::Name).filter(|name| !name.text().is_empty()) else { return };
    let parts = Cells {
        name,
        mandatory: cell(Column::Mandatory),
        kind: cell(Column::Type),
        example: cell(Column::Example),
        allowed: cell(Column::Allowed).into_iter().collect(),
        description: cell(Column::Description),
    };
    place.add(parts.parameter(place), table);
}

/// A line among rows with tabs; whether it belongs to the table.
fn loose<'t>(line: &Excerpt<'t>, place: &mut Place, table: &mut Table<'t>) -> bool {
    if place.take(line, table) {
        return true;
    }
    let Some(last) = table.rows.last_mut().filter(|_| rows::explains(line.text())) else { return false };
    last.describe(line);
    true
}
