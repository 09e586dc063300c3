//! [`Plain`], a text with the way back to the one it was made of, and [`Builder`], which makes it.
//!
//! The map is a list of pieces in the order of both texts. What was left out has no piece.

use crate::span::Span;

/// A text as its author wrote it, and where each part of it stands in the text as it was printed.
///
/// Of a text that is plain already nothing is copied, and the map is the identity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Plain {
    text: Option<String>,
    pieces: Vec<Piece>,
}

/// A part of the plain text. It reaches to the next piece, or to the end of the text, and is never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    /// Where it starts in the plain text.
    start: usize,
    /// What it was made of.
    printed: Span,
    /// Whether it stands for all of `printed` at once (`"` for `&quot;`). Other pieces are the same bytes.
    atomic: bool,
}

impl Plain {
    /// The text as it is printed.
    pub(crate) fn identity() -> Self {
        Self::default()
    }

    /// A text all of which stands for one place.
    pub(crate) fn of_whole(text: String, printed: Span) -> Self {
        let pieces = if text.is_empty() { Vec::new() } else { vec![Piece { start: 0, printed, atomic: true }] };
        Self { text: Some(text), pieces }
    }

    /// The same text with the way back through another: what it was made of begins at `start` of the other's plain text.
    pub(crate) fn within(mut self, outer: &Self, start: usize) -> Self {
        self.pieces.iter_mut().for_each(|piece| piece.printed = piece.printed.shifted(start));
        if outer.is_printed() { self } else { Self { pieces: outer.compose(&self), text: self.text } }
    }

    /// The plain text; `printed` is the text it was made of.
    pub(crate) fn text<'t>(&'t self, printed: &'t str) -> &'t str {
        self.text.as_deref().unwrap_or(printed)
    }

    /// Whether nothing had to change.
    pub(crate) fn is_printed(&self) -> bool {
        self.text.is_none()
    }

    /// The smallest part of the printed text that covers `span` of the plain text. An empty span stays empty.
    pub(crate) fn printed(&self, span: Span) -> Span {
        if self.is_printed() {
            return span;
        }
        let start = self.printed_start(span.start);
        let end = if span.is_empty() { start } else { self.printed_end(span.end) };
        Span::new(start, end)
    }

    /// The part of the plain text that was made of a part of the printed one: the way there.
    pub(crate) fn made_of(&self, printed: Span) -> Span {
        if self.is_printed() {
            return printed;
        }
        let first = self.pieces.partition_point(|piece| piece.printed.end <= printed.start);
        let behind = self.pieces.partition_point(|piece| piece.printed.start < printed.end);
        if printed.is_empty() || first >= behind {
            return Span::default();
        }
        let (head, tail) = (self.pieces[first], self.pieces[behind - 1]);
        let start = if head.atomic { head.start } else { head.start + printed.start.saturating_sub(head.printed.start) };
        let end =
            if tail.atomic { self.end(behind - 1) } else { self.end(behind - 1).min(tail.start + (printed.end - tail.printed.start)) };
        Span::new(start, end)
    }

    /// What `next` makes of this text, with the way back to the first.
    pub(crate) fn then(self, printed: &str, next: impl FnOnce(&str) -> Self) -> Self {
        let next = next(self.text(printed));
        match (self.is_printed(), next.is_printed()) {
            (true, _) => next,
            (_, true) => self,
            _ => Self { pieces: self.compose(&next), text: next.text },
        }
    }

    /// Holds the map against the texts.
    #[cfg(test)]
    pub(super) fn check(&self, printed: &str) {
        let text = self.text(printed);
        let mut end = 0;
        for (index, piece) in self.pieces.iter().enumerate() {
            let span = Span::new(piece.start, self.end(index));
            assert!(!span.is_empty() && (index > 0 || piece.start == 0), "{piece:?}");
            assert!(end <= piece.printed.start || piece.atomic, "{piece:?} after {end}");
            assert!(piece.atomic || span.of(text) == piece.printed.of(printed), "{piece:?}");
            end = piece.printed.end;
        }
    }

    fn printed_start(&self, at: usize) -> usize {
        let Some(index) = self.pieces.partition_point(|piece| piece.start <= at).checked_sub(1) else { return 0 };
        let piece = self.pieces[index];
        match piece.atomic {
            true if at < self.end(index) => piece.printed.start,
            true => piece.printed.end,
            false => piece.printed.end.min(piece.printed.start + (at - piece.start)),
        }
    }

    fn printed_end(&self, at: usize) -> usize {
        let Some(index) = self.pieces.partition_point(|piece| piece.start < at).checked_sub(1) else { return 0 };
        let piece = self.pieces[index];
        if piece.atomic { piece.printed.end } else { piece.printed.end.min(piece.printed.start + (at - piece.start)) }
    }

    /// Where a piece ends in the plain text.
    fn end(&self, index: usize) -> usize {
        self.pieces.get(index + 1).map_or(self.text.as_ref().map_or(0, String::len), |next| next.start)
    }

    /// The pieces of `next`, which was made of this text, by the text this one was made of. A walk along both lists.
    fn compose(&self, next: &Self) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(self.pieces.len().max(next.pieces.len()));
        let first = next.pieces.first().map_or(0, |piece| piece.printed.start);
        let mut own = self.pieces.partition_point(|piece| piece.start <= first).saturating_sub(1);
        for piece in &next.pieces {
            if piece.atomic {
                push(&mut pieces, Piece { printed: self.printed(piece.printed), ..*piece });
                continue;
            }
            while own < self.pieces.len() && self.end(own) <= piece.printed.start {
                own += 1;
            }
            while own < self.pieces.len() && self.pieces[own].start < piece.printed.end {
                push(&mut pieces, self.part(own, piece));
                if self.end(own) > piece.printed.end {
                    break;
                }
                own += 1;
            }
        }
        pieces
    }

    /// The part that a verbatim piece of a later text has of one piece of this.
    fn part(&self, own: usize, piece: &Piece) -> Piece {
        let inner = self.pieces[own];
        let start = inner.start.max(piece.printed.start);
        let end = self.end(own).min(piece.printed.end);
        let printed = if inner.atomic { inner.printed } else { Span::new(start, end).shifted(inner.printed.start - inner.start) };
        Piece { start: piece.start + (start - piece.printed.start), printed, atomic: inner.atomic }
    }
}

/// Adds a piece, to the last one if it goes on where that ends.
fn push(pieces: &mut Vec<Piece>, piece: Piece) {
    match pieces.last_mut() {
        Some(last) if !last.atomic && !piece.atomic && last.printed.end == piece.printed.start => last.printed.end = piece.printed.end,
        _ => pieces.push(piece),
    }
}

/// Makes a [`Plain`] from left to right. What is neither kept nor replaced is left out.
#[derive(Debug)]
pub(crate) struct Builder<'p> {
    printed: &'p str,
    /// How far the printed text has been dealt with.
    at: usize,
    /// The plain text; none as long as nothing has changed.
    text: Option<String>,
    pieces: Vec<Piece>,
}

impl<'p> Builder<'p> {
    /// Starts at the beginning of `printed`.
    pub(crate) fn new(printed: &'p str) -> Self {
        Self { printed, at: 0, text: None, pieces: Vec::new() }
    }

    /// How far the printed text has been dealt with.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Takes over a part as it is. Parts come in their order; what was dealt with already is not taken twice.
    pub(crate) fn keep(&mut self, part: Span) {
        self.skip(Span::new(self.at, part.start));
        let part = Span::new(self.at, part.end);
        if part.is_empty() {
            return;
        }
        self.at = part.end;
        if let Some(text) = &mut self.text {
            push(&mut self.pieces, Piece { start: text.len(), printed: part, atomic: false });
            text.push_str(part.of(self.printed));
        }
    }

    /// Takes over everything up to an offset.
    pub(crate) fn keep_to(&mut self, end: usize) {
        self.keep(Span::new(self.at, end));
    }

    /// Puts `text` in the place of a part.
    pub(crate) fn replace(&mut self, part: Span, text: &str) {
        self.skip(part);
        if text.is_empty() {
            return;
        }
        let plain = self.changed();
        let start = plain.len();
        plain.push_str(text);
        self.pieces.push(Piece { start, printed: part, atomic: true });
    }

    /// Leaves out a part, and whatever was before it and not dealt with.
    pub(crate) fn skip(&mut self, part: Span) {
        if part.end > self.at {
            self.changed();
            self.at = part.end;
        }
    }

    /// The plain text. Leaves out the rest.
    pub(crate) fn finish(mut self) -> Plain {
        self.skip(Span::new(self.at, self.printed.len()));
        Plain { text: self.text, pieces: self.pieces }
    }

    /// The plain text so far, from now on a copy.
    fn changed(&mut self) -> &mut String {
        self.text.get_or_insert_with(|| {
            if self.at > 0 {
                self.pieces.push(Piece { start: 0, printed: Span::new(0, self.at), atomic: false });
            }
            let mut text = String::with_capacity(self.printed.len());
            text.push_str(&self.printed[..self.at]);
            text
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built() -> (&'static str, Plain) {
        let printed = "a &quot;b&quot; cd";
        let mut builder = Builder::new(printed);
        builder.keep_to(2);
        builder.replace(Span::new(2, 8), "\"");
        builder.keep_to(9);
        builder.replace(Span::new(9, 15), "\"");
        builder.skip(Span::new(15, 16));
        builder.keep_to(18);
        (printed, builder.finish())
    }

    #[test]
    fn spans_find_their_way_back() {
        let (printed, plain) = built();
        assert_eq!(plain.text(printed), "a \"b\"cd");
        let back = |start, end| plain.printed(Span::new(start, end)).of(printed);
        assert_eq!(back(3, 4), "b");
        assert_eq!(back(2, 5), "&quot;b&quot;");
        assert_eq!(back(3, 6), "b&quot; c");
        assert_eq!(back(5, 7), "cd");
        assert_eq!(plain.printed(Span::new(5, 5)), Span::new(16, 16));
        assert_eq!(plain.printed(Span::new(7, 7)), Span::new(18, 18));
    }

    #[test]
    fn places_find_what_was_made_of_them() {
        let (printed, plain) = built();
        let made = |start, end| plain.made_of(Span::new(start, end)).of(plain.text(printed));
        assert_eq!(made(0, 18), "a \"b\"cd");
        assert_eq!(made(3, 9), "\"b");
        assert_eq!(made(8, 17), "b\"c");
        assert_eq!(made(17, 18), "d");
        assert_eq!((made(15, 16), made(4, 4), made(18, 18)), ("", "", ""));
        assert_eq!(Plain::identity().made_of(Span::new(1, 2)), Span::new(1, 2));
    }

    #[test]
    fn what_is_kept_whole_is_not_copied() {
        let mut builder = Builder::new("abc");
        builder.keep_to(1);
        builder.keep_to(3);
        assert!(builder.finish().is_printed());
    }

    #[test]
    fn maps_of_two_steps_are_one() {
        let (printed, plain) = built();
        let plain = plain.then(printed, |text| {
            let mut builder = Builder::new(text);
            builder.skip(Span::new(0, 2));
            builder.keep_to(3);
            builder.replace(Span::new(3, 5), "B");
            builder.keep_to(7);
            builder.finish()
        });
        assert_eq!(plain.text(printed), "\"Bcd");
        assert_eq!(plain.printed(Span::new(0, 1)).of(printed), "&quot;");
        assert_eq!(plain.printed(Span::new(1, 2)).of(printed), "b&quot;");
        assert_eq!(plain.printed(Span::new(1, 3)).of(printed), "b&quot; c");
    }
}
