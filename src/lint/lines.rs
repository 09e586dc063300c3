//! The lines of a document, with what little has to be known of them to place a comment: what they are part of.

use crate::span::Span;

use super::document::Kind;

/// A line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// The line without its end.
    pub(super) span: Span,
    /// The line and what it begins: a fence, a table, a command, a node of YAML.
    pub(super) whole: Span,
    /// Whether it stands in a fence of Markdown.
    pub(super) is_fenced: bool,
    /// Whether it is text of a YAML scalar, in which nothing is a comment.
    pub(super) is_text: bool,
}

impl Line {
    /// Whether there is nothing on it.
    pub(super) fn is_blank(&self, text: &str) -> bool {
        self.span.of(text).trim().is_empty()
    }
}

/// All lines of a text.
pub(super) fn lines(text: &str, kind: Kind) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end_matches(['\n', '\r']).len();
        let span = Span::new(start, end);
        lines.push(Line { span, whole: span, is_fenced: false, is_text: false });
        start += line.len();
    }
    match kind {
        Kind::Markdown => markdown(text, &mut lines),
        Kind::Shell => commands(text, &mut lines),
        Kind::Catalog => yaml(text, &mut lines),
        Kind::Html | Kind::Page | Kind::Http | Kind::Har | Kind::Json | Kind::Config | Kind::Log => {}
    }
    lines
}

/// Fences and tables.
fn markdown(text: &str, lines: &mut [Line]) {
    let mut fence: Option<(usize, &str)> = None;
    let mut table = None;
    for at in 0..lines.len() {
        let line = bare(lines[at].span.of(text));
        let end = lines[at].span.end;
        if let Some((opened, sign)) = fence {
            lines[opened].whole.end = end;
            lines[at].is_fenced = true;
            if line.starts_with(sign) && line.trim_start_matches(&sign[..1]).trim().is_empty() {
                fence = None;
            }
            continue;
        }
        fence = fence_sign(line).map(|sign| (at, sign));
        match (line.starts_with('|'), table) {
            (true, Some(first)) => {
                let first: usize = first;
                lines[first].whole.end = end;
            }
            (true, None) => table = Some(at),
            (false, _) => table = None,
        }
    }
}

/// A line of Markdown without what its quotes and lists put before it.
fn bare(line: &str) -> &str {
    let line = line.trim_start_matches([' ', '\t', '>']);
    match line.strip_prefix(['-', '*', '+']) {
        Some(item) if item.starts_with(' ') => item.trim_start(),
        _ => line,
    }
}

/// The signs that open a fence, and have to stand there to close it.
fn fence_sign(line: &str) -> Option<&str> {
    let first = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let sign = &line[..line.len() - line.trim_start_matches(first).len()];
    let is_fence = sign.len() >= 3 && !(first == '`' && line[sign.len()..].contains('`'));
    is_fence.then_some(sign)
}

/// A command goes on to the next empty line: bodies in quotes have many lines.
fn commands(text: &str, lines: &mut [Line]) {
    let mut end = None;
    for line in lines.iter_mut().rev() {
        if line.is_blank(text) {
            end = None;
        } else {
            line.whole.end = *end.get_or_insert(line.span.end);
        }
    }
}

/// A node goes on as long as lines are indented deeper; the lines of a block scalar are text.
fn yaml(text: &str, lines: &mut [Line]) {
    // The lines that are still open, each with its indent; and the indent of the key whose scalar is read.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut scalar: Option<usize> = None;
    for at in 0..lines.len() {
        let line = lines[at].span.of(text);
        if line.trim().is_empty() {
            continue;
        }
        let indent = line.len() - line.trim_start_matches(' ').len();
        if scalar.is_some_and(|key| indent > key) {
            lines[at].is_text = true;
            continue;
        }
        scalar = None;
        // Each line that ends here knows where its last one was.
        while open.last().is_some_and(|(_, outer)| *outer >= indent) {
            close(&mut open, lines, at);
        }
        open.push((at, indent));
        if is_block_scalar(line) {
            let key = line.trim_start_matches([' ', '-']);
            scalar = Some(line.len() - key.len());
        }
    }
    while !open.is_empty() {
        close(&mut open, lines, lines.len());
    }
}

/// Ends the innermost open node before the line `next`.
fn close(open: &mut Vec<(usize, usize)>, lines: &mut [Line], next: usize) {
    if let Some((at, _)) = open.pop() {
        lines[at].whole.end = lines[next - 1].span.end.max(lines[at].span.end);
    }
}

/// Whether a line ends with `|` or `>`, with or without what may follow these.
fn is_block_scalar(line: &str) -> bool {
    let line = line.trim_end().trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
    line.ends_with(": |") || line.ends_with(": >") || line.ends_with("- |") || line.ends_with("- >")
}
