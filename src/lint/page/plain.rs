//! Plain text as blocks: the text of a page as it is copied from a browser, commands and JSON documents among its lines.

use super::super::Excerpt;
use super::blocks::{Block, MAX_BLOCKS, empty};
use crate::span::Span;

/// The blocks of a text.
pub(super) fn read<'t>(text: &Excerpt<'t>) -> Vec<Block<'t>> {
    let lines = lines(text.text());
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < lines.len() && blocks.len() < MAX_BLOCKS {
        let line = lines[at];
        let shown = line.of(text.text()).trim();
        if begins_code(shown) {
            let end = code_end(text.text(), &lines, at);
            drop_button(&mut blocks);
            blocks.push(Block::Code(text.slice(Span::new(line.start, lines[end - 1].end))));
            at = end;
            continue;
        }
        at += 1;
        blocks.push(if shown.is_empty() {
            Block::Blank
        } else if shown.contains('\t') {
            let mut cells = cells(&text.slice(line).trimmed());
            let lost = tabs_at_the_end(line.of(text.text()));
            pad(&mut cells, lost, blocks.last(), line.end);
            Block::Row(cells)
        } else {
            Block::Line(text.slice(line).trimmed())
        });
    }
    blocks
}

/// The lines of a text, without their ends.
pub(super) fn lines(text: &str) -> Vec<Span> {
    let mut start = 0;
    let mut lines = Vec::new();
    for line in text.split_inclusive('\n') {
        let shown = line.strip_suffix('\n').unwrap_or(line);
        let shown = shown.strip_suffix('\r').unwrap_or(shown);
        lines.push(Span::new(start, start + shown.len()));
        start += line.len();
    }
    lines
}

/// The parts of a line between tabs, without the blanks around them.
fn cells<'t>(line: &Excerpt<'t>) -> Vec<Excerpt<'t>> {
    let mut at = 0;
    let mut cells = Vec::new();
    for cell in line.text().split('\t') {
        cells.push(line.slice(Span::new(at, at + cell.len())).trimmed());
        at += cell.len() + 1;
    }
    cells
}

fn tabs_at_the_end(line: &str) -> usize {
    line.chars().rev().take_while(|c| c.is_whitespace()).filter(|&c| c == '\t').count()
}

/// Puts the empty cells to a row that its tabs at the end stand for, as far as the row above goes.
fn pad<'t>(cells: &mut Vec<Excerpt<'t>>, lost: usize, above: Option<&Block<'t>>, place: usize) {
    let Some(Block::Row(above)) = above else { return };
    let width = above.len().min(cells.len() + lost);
    cells.resize_with(width.max(cells.len()), || empty(place));
}

/// Whether a command or a JSON document begins with a line.
pub(super) fn begins_code(line: &str) -> bool {
    let line = line.strip_prefix("$ ").unwrap_or(line);
    if let Some(arguments) = line.strip_prefix("curl") {
        let arguments = arguments.trim_start();
        return arguments.is_empty() || (arguments.len() < line.len() - 4 && arguments.starts_with(['-', '"', '\'', '\\', 'h']));
    }
    line == "{" || line == "[" || line == "[{" || line.starts_with("{\"") || line.starts_with("[{\"") || line.starts_with("{ \"")
}

/// The line after the last of a code block. It ends with an empty line, unless the next one can only be more of it.
fn code_end(text: &str, lines: &[Span], start: usize) -> usize {
    let mut end = start;
    while end < lines.len() {
        let shown = lines[end].of(text).trim();
        if shown.is_empty() {
            let next = lines.get(end + 1).map_or("", |next| next.of(text).trim());
            if !next.starts_with(['"', '}', ']']) {
                break;
            }
        }
        end += 1;
    }
    end
}

/// Takes out the caption of the button that copies what follows.
fn drop_button(blocks: &mut Vec<Block<'_>>) {
    let button = |block: &Block<'_>| block.line().is_some_and(|line| line.text().eq_ignore_ascii_case("copy"));
    if blocks.last().is_some_and(button) {
        blocks.pop();
    }
}
