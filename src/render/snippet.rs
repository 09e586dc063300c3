//! The lines around a place, with carets: a window of the text, made printable, drawn by annotate-snippets.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Renderer, Snippet};

use crate::span::{LineIndex, Span};

use crate::hidden::is_hidden;

use super::shown;

/// A place to mark.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) span: Span,
    pub(super) label: String,
    /// Whether this is the place meant, and not one beside it.
    pub(super) primary: bool,
}

/// A part of a text: whole lines, or the middle of very long ones.
struct Window {
    source: String,
    line: usize,
    marks: Vec<(Range<usize>, String, bool)>,
}

/// The most characters shown of a line before and behind a mark.
const AROUND: usize = 160;
/// Marks at most this many lines apart are shown together.
const NEAR: usize = 3;

/// What a snippet needs beside the line: its number, and the dots where it is cut.
pub(super) const GUTTER: usize = 14;

/// Draws the lines of the marks for a screen of `width` columns; empty if there is none.
pub(super) fn draw(text: &str, index: &LineIndex, marks: &[Mark], width: usize) -> String {
    let snippets = windows(text, index, marks, width.saturating_sub(GUTTER)).into_iter().map(|window| {
        let annotations = window.marks.into_iter().map(|(range, label, primary)| {
            let kind = if primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            kind.span(range).label(label)
        });
        Element::from(Snippet::source(window.source).line_start(window.line).annotations(annotations))
    });
    let elements: Vec<Element<'_>> = snippets.collect();
    if elements.is_empty() {
        return String::new();
    }
    Renderer::styled().term_width(width).render(&[Group::with_level(Level::ERROR).elements(elements)])
}

/// One window for marks on neighboring lines that fit on the screen together, and one for each that stands alone.
fn windows(text: &str, index: &LineIndex, marks: &[Mark], room: usize) -> Vec<Window> {
    let line_of = |mark: &Mark| index.position(text, mark.span.start).line;
    let mut sorted: Vec<&Mark> = marks.iter().collect();
    sorted.sort_by_key(|mark| mark.span.start);
    let near = |a: &Mark, b: &Mark| {
        let (a, b) = (line_of(a), line_of(b));
        let lines = Span::new(index.line(text, a).start, index.line(text, b).end);
        a == b || (b - a <= NEAR && lines.len() <= AROUND * 2)
    };
    let fits = |group: &[&Mark], next: &Mark| {
        let column = |mark: &Mark| mark.span.start - index.line(text, line_of(mark)).start;
        let all = || group.iter().copied().chain([next]);
        let left = all().map(column).min().unwrap_or_default();
        let right = all().map(|mark| column(mark) + mark.span.len() + 1 + mark.label.len()).max().unwrap_or_default();
        right - left <= room
    };
    let mut groups: Vec<Vec<&Mark>> = Vec::new();
    for mark in sorted {
        match groups.last_mut() {
            Some(group) if group.last().is_some_and(|last| near(last, mark)) && fits(group, mark) => group.push(mark),
            _ => groups.push(vec![mark]),
        }
    }
    let lines = |group: &[&Mark]| {
        let (first, last) = (line_of(group[0]), line_of(group[group.len() - 1]));
        (Span::new(index.line(text, first).start, index.line(text, last).end), first)
    };
    groups.iter().map(|group| window(text, lines(group).0, lines(group).1, group)).collect()
}

/// The part of some lines around their marks, each mark cut at the end of the lines.
fn window(text: &str, line: Span, number: usize, marks: &[&Mark]) -> Window {
    let first = marks.iter().map(|mark| mark.span.start).min().unwrap_or(line.start);
    let last = marks.iter().map(|mark| mark.span.end.min(line.end)).max().unwrap_or(line.end);
    let last = last.min(first + 4 * AROUND);
    let start = text.floor_char_boundary(line.start.max(first.saturating_sub(AROUND)));
    let end = text.floor_char_boundary(line.end.min(last + AROUND).max(start));
    let mut source = String::new();
    let mut offsets = Vec::new();
    if start > line.start {
        source.push('…');
    }
    for (at, c) in text[start..end].char_indices() {
        offsets.push((start + at, source.len()));
        source.push(if is_hidden(c) && c != '\n' { shown(c) } else { c });
    }
    offsets.push((end, source.len()));
    if end < line.end {
        source.push('…');
    }
    let place = |offset: usize| offsets.iter().rev().find(|(from, _)| *from <= offset).map_or(0, |(_, to)| *to);
    let marks = marks.iter().map(|mark| (place(mark.span.start)..place(mark.span.end.min(end)), mark.label.clone(), mark.primary));
    let marks = marks.collect();
    Window { source, line: number, marks }
}
