//! A page as a row of [`Block`]s: what Markdown, HTML and plain text have in common once their marks are gone.

use std::sync::LazyLock;

use regex::Regex;

use super::super::Excerpt;
use super::{fields, html, markdown, plain};
use crate::span::Span;

/// The most blocks that are read of one page.
pub(super) const MAX_BLOCKS: usize = 200_000;

/// A piece of a page that stands on lines of its own.
#[derive(Debug, Clone)]
pub(super) enum Block<'t> {
    /// A heading that the markup says is one; in plain text headings are lines.
    Heading(Excerpt<'t>),
    /// A line or a paragraph of text.
    Line(Excerpt<'t>),
    /// A row of a table whose cells are known.
    Row(Vec<Excerpt<'t>>),
    /// A code block, or a command or JSON document in plain text.
    Code(Excerpt<'t>),
    /// An empty line, or what separates as much.
    Blank,
}

impl<'t> Block<'t> {
    /// The text of a heading or line.
    pub(super) fn line(&self) -> Option<&Excerpt<'t>> {
        match self {
            Self::Heading(text) | Self::Line(text) => Some(text),
            _ => None,
        }
    }
}

/// What a page is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Markup {
    Html,
    Markdown,
    Plain,
}

static TAG: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*<(?:!doctype\b|!--|html\b|head\b|body\b|main\b|article\b|section\b|div\b|table\b|h[1-6]\b|p\b|dl\b)")
        .expect("is valid")
});
static MARK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)^(?:#{1,6} \S|```|~~~|\|.*\|\s*$|(?:[-*] )?\*\*[^*\n]+\*\*)").expect("is valid"));

/// Tells by the text what a page is written in. Two marks of Markdown are enough, one may be a comment of a shell.
pub(super) fn markup(text: &str) -> Markup {
    if TAG.is_match(text.trim_start_matches('\u{FEFF}')) {
        Markup::Html
    } else if MARK.find_iter(text).nth(1).is_some() {
        Markup::Markdown
    } else {
        Markup::Plain
    }
}

/// The blocks of a page.
pub(super) fn read(text: &str) -> Vec<Block<'_>> {
    let mut blocks = match markup(text) {
        Markup::Html => html::read(text),
        Markup::Markdown => markdown::read(text),
        Markup::Plain => plain::read(&Excerpt::whole(text)),
    };
    blocks.truncate(MAX_BLOCKS);
    blocks
}

/// Makes lines of the pieces of text that a parser of markup gives.
#[derive(Default)]
pub(super) struct Lines<'t> {
    pub(super) blocks: Vec<Block<'t>>,
    open: Option<Excerpt<'t>>,
}

impl<'t> Lines<'t> {
    /// Goes on with text that stands at `place`; runs of white space become one blank, as in what a browser shows.
    pub(super) fn text(&mut self, text: &str, place: usize) {
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            // A blank that does not break is one that the author wanted.
            let breaks = |c: char| c.is_ascii_whitespace();
            let length = rest.find(|c| breaks(c) != rest.starts_with(breaks)).unwrap_or(rest.len());
            if rest.starts_with(breaks) {
                self.blank(place + at);
            } else {
                self.verbatim(&rest[..length], place + at);
            }
            at += length;
        }
    }

    /// The same, as it is.
    pub(super) fn verbatim(&mut self, text: &str, place: usize) {
        self.open.get_or_insert_with(|| empty(place)).push(text, place);
    }

    fn blank(&mut self, place: usize) {
        if let Some(open) = self.open.as_mut().filter(|open| !open.text().ends_with(char::is_whitespace)) {
            open.push(" ", place);
        }
    }

    /// Notes that an element ends here: a label is told from its value by that alone.
    pub(super) fn edge(&mut self, place: usize) {
        if let Some(open) = self.open.as_mut().filter(|open| fields::is_label(open.text().trim().trim_end_matches(':'))) {
            open.push("\t", place);
        }
    }

    /// What was read since the last line ended.
    pub(super) fn take(&mut self) -> Option<Excerpt<'t>> {
        self.open.take().map(|open| open.trimmed()).filter(|open| !open.text().is_empty())
    }

    /// Ends a line of text.
    pub(super) fn end(&mut self) {
        // A label keeps the sign that its value is missing: nothing behind it.
        if let Some(line) = self.take() {
            self.blocks.push(Block::Line(line));
        }
    }

    /// Ends a paragraph or the like.
    pub(super) fn part(&mut self) {
        self.end();
        if !matches!(self.blocks.last(), None | Some(Block::Blank)) {
            self.blocks.push(Block::Blank);
        }
    }
}

/// An excerpt with nothing in it yet.
pub(super) fn empty<'t>(place: usize) -> Excerpt<'t> {
    Excerpt::part("", Span::new(place, place))
}
