//! The fields of an entry on a page: `Code`, `Description`, `Generic Cause`, `Quick Fix`, each a label with its value, however the
//! two are set apart, or not at all.

use super::super::Excerpt;
use super::blocks::{Block, empty};
use super::plain::begins_code;
use crate::span::Span;

/// What a field says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Code,
    Description,
    Cause,
    Fix,
    /// The HTTP status; only as a column.
    Status,
    /// What the API answers; only as a column.
    Message,
}

impl Label {
    /// What it is called where the page does not say.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Code => "Code",
            Self::Description => "Description",
            Self::Cause => "Cause",
            Self::Fix => "Fix",
            Self::Status => "Status",
            Self::Message => "Message",
        }
    }
}

/// A label with its value.
#[derive(Debug, Clone)]
pub(super) struct Field<'t> {
    pub(super) label: Label,
    /// The label as it stands on the page.
    pub(super) name: Excerpt<'t>,
    /// Empty where the page has none.
    pub(super) value: Excerpt<'t>,
    /// Whether nothing stands between the two.
    pub(super) glued: bool,
}

/// What the labels are called on pages, the longer first.
const LABELS: [(&str, Label); 13] = [
    ("possible causes", Label::Cause),
    ("possible cause", Label::Cause),
    ("generic cause", Label::Cause),
    ("description", Label::Description),
    ("error code", Label::Code),
    ("resolution", Label::Fix),
    ("quick fix", Label::Fix),
    ("solution", Label::Fix),
    ("meaning", Label::Description),
    ("reason", Label::Cause),
    ("cause", Label::Cause),
    ("code", Label::Code),
    ("fix", Label::Fix),
];

/// What columns are called besides. On a line of its own each of these may be anything.
const COLUMNS: [(&str, Label); 6] = [
    ("error message", Label::Message),
    ("http status code", Label::Status),
    ("http status", Label::Status),
    ("message", Label::Message),
    ("status code", Label::Status),
    ("status", Label::Status),
];

/// How many lines a value may go on for.
const MAX_LINES: usize = 4;

/// Whether a text is a label and nothing else.
pub(super) fn is_label(text: &str) -> bool {
    label(text).is_some_and(|(_, length)| length == text.len())
}

/// The label that a text begins with, and its length. Labels begin with a capital.
fn label(text: &str) -> Option<(Label, usize)> {
    let starts = |name: &str| text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    let (name, label) = LABELS.into_iter().find(|(name, _)| starts(name))?;
    // `ERROR CODE` is a key of the scenario.
    let shouted = text[..name.len()].bytes().all(|byte| !byte.is_ascii_lowercase());
    (text.starts_with(|c: char| c.is_ascii_uppercase()) && !shouted).then_some((label, name.len()))
}

/// Whether a text may be a code: one word with a digit in it.
pub(super) fn is_code(text: &str) -> bool {
    const LONGEST: usize = 64;
    let sign = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':');
    let digit = text.contains(|c: char| c.is_ascii_digit());
    let name = text.contains('_') && !text.contains(|c: char| c.is_ascii_lowercase());
    text.len() <= LONGEST && (digit || name) && text.chars().all(sign) && text.starts_with(char::is_alphanumeric) && !text.ends_with(':')
}

/// The fields that begin at a block, and the block behind them. A group begins with a code and has at least one other field.
pub(super) fn group<'t>(blocks: &[Block<'t>], start: usize) -> Option<(Vec<Field<'t>>, usize)> {
    let (code, mut at) = field(blocks, start)?;
    if code.label != Label::Code || !is_code(code.value.text()) {
        return None;
    }
    let mut fields = vec![code];
    loop {
        let next = at + usize::from(matches!(blocks.get(at), Some(Block::Blank)));
        let Some((field, end)) = field(blocks, next).filter(|(field, _)| fields.iter().all(|other| other.label != field.label)) else {
            break;
        };
        fields.push(field);
        at = end;
    }
    (fields.len() > 1).then_some((fields, at))
}

/// The field at a block, and the block behind it.
fn field<'t>(blocks: &[Block<'t>], at: usize) -> Option<(Field<'t>, usize)> {
    match blocks.get(at)? {
        Block::Row(cells) if cells.len() == 2 => {
            let name = &cells[0];
            let (label, length) = label(name.text())?;
            let whole = name.text()[length..].trim_matches([':', ' ']).is_empty();
            whole.then(|| (Field { label, name: name.clone(), value: cells[1].clone(), glued: false }, at + 1))
        }
        Block::Row(_) | Block::Code(_) | Block::Blank => None,
        Block::Heading(line) | Block::Line(line) => of_line(blocks, at, line),
    }
}

/// The field that a line begins.
fn of_line<'t>(blocks: &[Block<'t>], at: usize, line: &Excerpt<'t>) -> Option<(Field<'t>, usize)> {
    let text = line.text();
    let (label, length) = label(text)?;
    let name = line.slice(Span::new(0, length));
    let rest = &text[length..];
    let glued = !rest.is_empty() && !rest.starts_with([':', ' ', '\t', '\u{A0}']);
    if glued && rest.starts_with(|c: char| c.is_lowercase()) {
        return None;
    }
    let value_start = text.len() - rest.trim_start_matches([':', ' ', '\t', '\u{A0}']).len();
    let value = line.slice(Span::new(value_start, text.len())).trimmed();
    // `Code` of another label behind it would be the heading of a table.
    if value.text().is_empty() {
        return Some(below(blocks, at, label, name));
    }
    if label == Label::Code && !is_code(value.text()) {
        return None;
    }
    let (value, end) = goes_on(blocks, at + 1, value);
    Some((Field { label, name, value, glued }, end))
}

/// A label that stands alone: its value is on the next line, or there is none.
fn below<'t>(blocks: &[Block<'t>], at: usize, label: Label, name: Excerpt<'t>) -> (Field<'t>, usize) {
    let next = at + 1 + usize::from(matches!(blocks.get(at + 1), Some(Block::Blank)));
    let value = blocks.get(next).and_then(Block::line).filter(|line| self::label(line.text()).is_none() && !is_scenario(line.text()));
    if let Some(value) = value {
        let (value, end) = goes_on(blocks, next + 1, value.clone());
        return (Field { label, name, value, glued: false }, end);
    }
    let end = name.whole_span().end;
    (Field { label, name, value: empty(end), glued: false }, at + 1)
}

/// Puts lines to a value that a narrow cell broke: up to the next label, if one comes soon.
fn goes_on<'t>(blocks: &[Block<'t>], start: usize, mut value: Excerpt<'t>) -> (Excerpt<'t>, usize) {
    let lines = blocks[start.min(blocks.len())..].iter().take(MAX_LINES + 1);
    let lines: Vec<_> = lines.map_while(|block| matches!(block, Block::Line(_)).then(|| block.line()).flatten()).collect();
    let Some(count) = lines.iter().position(|line| label(line.text()).is_some() || is_scenario(line.text()) || begins_code(line.text()))
    else {
        return (value, start);
    };
    for line in &lines[..count] {
        value.push(" ", line.place(0).saturating_sub(1));
        value.append(line);
    }
    (value, start + count)
}

/// Whether a line begins the part of an entry that shows the error as it is answered.
pub(super) fn is_scenario(text: &str) -> bool {
    let starts = |key: &str| text.get(..key.len()).is_some_and(|start| start.eq_ignore_ascii_case(key));
    starts("error scenario") || starts("ERROR CODE:") || text.starts_with("MESSAGE:")
}

/// The entries of a table that has a column for each field: the columns' labels, if a row is its head; `None` for a column of something
/// else. Beside the code one other must be known.
pub(super) fn columns(cells: &[Excerpt<'_>]) -> Option<Vec<Option<Label>>> {
    let mut labels: Vec<Option<Label>> = cells.iter().map(|cell| column(cell.text())).collect();
    // Of two columns for one field the first is it.
    for at in 1..labels.len() {
        if labels[..at].contains(&labels[at]) {
            labels[at] = None;
        }
    }
    (labels.iter().flatten().count() >= 2 && labels.contains(&Some(Label::Code))).then_some(labels)
}

/// What a column has whose head is this text.
fn column(head: &str) -> Option<Label> {
    let field = label(head).filter(|(_, length)| *length == head.len()).map(|(label, _)| label);
    field.or_else(|| COLUMNS.iter().find(|(name, _)| head.eq_ignore_ascii_case(name)).map(|(_, label)| *label))
}
