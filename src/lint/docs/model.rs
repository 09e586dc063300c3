//! Documentation taken apart: running text, tables, fences and marks, whatever it is written in.

use crate::lint::Excerpt;
use crate::span::Span;

/// What a text is written in, and so how a link or a sign is written in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    Markdown,
    Html,
}

/// A piece of a document, in the order of the text.
#[derive(Debug)]
pub(super) enum Piece {
    Prose(Prose),
    Table(Table),
    Fence(Fence),
    /// A comment for `errdex docs sync`, with the words in it.
    Mark(Span, String),
}

/// Running text: a heading, a paragraph, an item, a cell.
#[derive(Debug)]
pub(super) struct Prose {
    /// The text as it is read, without markup.
    pub(super) text: Excerpt<'static>,
    pub(super) notation: Notation,
    pub(super) heading: bool,
    /// By their kind, in the order in which they end.
    inlines: [Vec<Inline>; 3],
    open: Vec<(InlineKind, usize, Span)>,
}

/// A part of running text that is marked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Inline {
    /// In the text.
    pub(super) span: Span,
    /// In the document, with its markup.
    pub(super) outer: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InlineKind {
    Link,
    Code,
    Emphasis,
}

/// A table; each cell is running text.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) head: Vec<Prose>,
    pub(super) rows: Vec<Vec<Prose>>,
}

/// A block of code.
#[derive(Debug)]
pub(super) struct Fence {
    /// What the author says it is: `json`; empty if nothing.
    pub(super) language: String,
    pub(super) text: Excerpt<'static>,
}

impl Prose {
    pub(super) fn new(notation: Notation) -> Self {
        Self { text: Excerpt::joined("", []), notation, heading: false, inlines: Default::default(), open: Vec::new() }
    }

    /// The text.
    pub(super) fn as_str(&self) -> &str {
        self.text.text()
    }

    /// Goes on with a text that stands at a place of the document.
    pub(super) fn push(&mut self, text: &str, place: usize) {
        self.text.push(text, place);
    }

    /// Something marked up begins; `outer` is its place in the document, as far as it is known.
    pub(super) fn open(&mut self, kind: InlineKind, outer: Span) {
        const DEEPEST: usize = 32;
        if self.open.len() < DEEPEST {
            self.open.push((kind, self.as_str().len(), outer));
        }
    }

    /// The last of that kind ends, at `end` in the document.
    pub(super) fn close(&mut self, kind: InlineKind, end: usize) {
        let Some(at) = self.open.iter().rposition(|(open, ..)| *open == kind) else { return };
        let (kind, start, outer) = self.open.remove(at);
        let outer = Span::new(outer.start, end.max(outer.end));
        let span = Span::new(start, self.as_str().len());
        self.inlines[kind as usize].push(Inline { span, outer });
    }

    /// What is marked up in that way.
    pub(super) fn inlines(&self, kind: InlineKind) -> &[Inline] {
        &self.inlines[kind as usize]
    }

    /// What is marked up in that way around a part of the text. Links and code do not nest, so the first that ends behind it is the one.
    pub(super) fn around(&self, kind: InlineKind, part: Span) -> Option<&Inline> {
        let inlines = self.inlines(kind);
        let at = inlines.partition_point(|inline| inline.span.end < part.end);
        inlines.get(at).filter(|inline| inline.span.contains(part))
    }

    /// The place of a part in the document, if it stands there as it is read: without escapes, entities or markup in it.
    pub(super) fn place(&self, document: &str, part: Span) -> Option<Span> {
        let place = self.text.span(part);
        (document.get(place.start..place.end)? == self.as_str().get(part.start..part.end)?).then_some(place)
    }
}
