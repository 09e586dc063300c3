//! A printed text freed of what terminals, loggers and mail programs did to it, with the way back.

use crate::span::Span;

/// A text as its author wrote it, and where each part stands in the text as it was printed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plain {
    /// `None` if nothing had to change.
    text: Option<String>,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    plain: Span,
    printed: Span,
}

impl Plain {
    pub(crate) fn new(_printed: &str) -> Self {
        Self::identity()
    }

    pub(crate) fn identity() -> Self {
        Self::default()
    }

    /// All of a text standing for one place.
    pub(crate) fn of_whole(text: String, printed: Span) -> Self {
        let plain = Span::new(0, text.len());
        Self { text: Some(text), pieces: vec![Piece { plain, printed }] }
    }

    pub(crate) fn is_printed(&self) -> bool {
        self.text.is_none()
    }

    /// The same text with the way back through another: what it was made of begins at `start` of the other's plain text.
    pub(crate) fn within(mut self, outer: &Self, start: usize) -> Self {
        let mut pieces = Vec::with_capacity(self.pieces.len());
        for piece in &self.pieces {
            let source = piece.printed.shifted(start);
            if piece.plain.len() != source.len() {
                pieces.push(Piece { plain: piece.plain, printed: outer.printed(source) });
                continue;
            }
            let mut at = source.start;
            while at < source.end {
                let (end, printed) = outer.run(Span::new(at, source.end));
                let from = piece.plain.start + (at - source.start);
                pieces.push(Piece { plain: Span::new(from, from + (end - at)), printed });
                at = end;
            }
        }
        self.pieces = pieces;
        self
    }

    /// The first part of a span that stands in one piece: where it ends, and where it was printed.
    fn run(&self, span: Span) -> (usize, Span) {
        if self.text.is_none() {
            return (span.end, span);
        }
        let index = self.pieces.partition_point(|piece| piece.plain.end <= span.start);
        let end = self.pieces.get(index).map_or(span.end, |piece| piece.plain.end.min(span.end));
        (end, self.printed(Span::new(span.start, end)))
    }

    pub(crate) fn text<'t>(&'t self, printed: &'t str) -> &'t str {
        self.text.as_deref().unwrap_or(printed)
    }

    pub(crate) fn printed(&self, span: Span) -> Span {
        if self.text.is_none() {
            return span;
        }
        let at = |offset: usize, end: bool| {
            let index = self.pieces.partition_point(|piece| if end { piece.plain.end < offset } else { piece.plain.end <= offset });
            let Some(piece) = self.pieces.get(index) else { return self.pieces.last().map_or(0, |piece| piece.printed.end) };
            let verbatim = piece.plain.len() == piece.printed.len();
            match (verbatim, end) {
                (true, _) => piece.printed.start + offset.saturating_sub(piece.plain.start),
                (false, false) => piece.printed.start,
                (false, true) => piece.printed.end,
            }
        };
        let start = at(span.start, false);
        Span::new(start, if span.is_empty() { start } else { at(span.end, true) })
    }
}

/// Makes a [`Plain`] piece by piece.
#[derive(Debug)]
pub(crate) struct Builder<'s> {
    source: &'s str,
    text: String,
    pieces: Vec<Piece>,
}

impl<'s> Builder<'s> {
    pub(crate) fn new(source: &'s str) -> Self {
        Self { source, text: String::new(), pieces: Vec::new() }
    }

    pub(crate) fn keep(&mut self, span: Span) {
        let text = span.of(self.source);
        self.push(span, text);
    }

    pub(crate) fn replace(&mut self, span: Span, with: &str) {
        self.push(span, with);
    }

    fn push(&mut self, printed: Span, with: &str) {
        if !with.is_empty() {
            let start = self.text.len();
            self.text.push_str(with);
            self.pieces.push(Piece { plain: Span::new(start, self.text.len()), printed });
        }
    }

    pub(crate) fn finish(self) -> Plain {
        Plain { text: Some(self.text), pieces: self.pieces }
    }
}
