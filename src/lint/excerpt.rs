//! [`Excerpt`]: a part of a document as a text of its own, with the way back.
//!
//! A fence in Markdown is indented by its list, a YAML block by its key, HTML has entities. Rules read the text that was meant and
//! report places of the file.

use std::borrow::Cow;

use crate::span::Span;

/// A text that was taken out of a document.
#[derive(Debug, Clone)]
pub struct Excerpt<'t> {
    text: Cow<'t, str>,
    /// Where stretches that were taken as they are begin: in the excerpt, and in the document. Sorted; the first begins at 0.
    pieces: Vec<(usize, usize)>,
}

impl<'t> Excerpt<'t> {
    /// A whole document.
    #[must_use]
    pub fn whole(text: &'t str) -> Self {
        Self::part(text, Span::new(0, text.len()))
    }

    /// The bytes of `span` of a document, as they are.
    #[must_use]
    pub fn part(text: &'t str, span: Span) -> Self {
        Self { text: Cow::Borrowed(span.of(text)), pieces: vec![(0, span.start)] }
    }

    /// Several parts of a document put together, in the order given.
    #[must_use]
    pub fn joined(text: &str, spans: impl IntoIterator<Item = Span>) -> Self {
        let mut joined = Self { text: Cow::Owned(String::new()), pieces: Vec::new() };
        for span in spans {
            joined.push(span.of(text), span.start);
        }
        if joined.pieces.is_empty() {
            joined.pieces.push((0, 0));
        }
        joined
    }

    /// Goes on with a text that stands at `place` of the document, or stands for what stands there (an entity).
    pub fn push(&mut self, text: &str, place: usize) {
        self.pieces.push((self.text.len(), place));
        self.text.to_mut().push_str(text);
    }

    /// Goes on with another excerpt of the same document.
    pub fn append(&mut self, other: &Self) {
        for (piece, &(start, place)) in other.pieces.iter().enumerate() {
            let end = other.pieces.get(piece + 1).map_or(other.text.len(), |&(next, _)| next);
            self.push(&other.text[start..end], place);
        }
    }

    /// A part of the excerpt, as an excerpt of its own; empty where the span does not fit the text.
    #[must_use]
    pub fn slice(&self, span: Span) -> Self {
        let fits = self.text.get(span.start..span.end).is_some();
        let span = if fits { span } else { Span::new(0, 0) };
        let text = match &self.text {
            Cow::Borrowed(text) => Cow::Borrowed(span.of(text)),
            Cow::Owned(text) => Cow::Owned(span.of(text).to_owned()),
        };
        let first = self.pieces.partition_point(|&(start, _)| start <= span.start).max(1) - 1;
        let within = self.pieces[first..].iter().take_while(|&&(start, _)| start <= span.start || start < span.end);
        let moved = within.map(|&(start, place)| (start.saturating_sub(span.start), place + span.start.saturating_sub(start)));
        Self { text, pieces: moved.collect() }
    }

    /// The excerpt without the blanks at its ends.
    #[must_use]
    pub fn trimmed(&self) -> Self {
        let start = self.text.len() - self.text.trim_start().len();
        self.slice(Span::new(start, start + self.text.trim().len()))
    }

    /// All of it, in the document.
    #[must_use]
    pub fn whole_span(&self) -> Span {
        self.span(Span::new(0, self.text.len()))
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where a byte of the excerpt stands in the document.
    #[must_use]
    pub fn place(&self, offset: usize) -> usize {
        let piece = self.pieces.partition_point(|&(start, _)| start <= offset).max(1) - 1;
        let (start, place) = self.pieces[piece];
        place + (offset - start)
    }

    /// Where a part of the excerpt stands in the document: from its first byte through its last.
    #[must_use]
    pub fn span(&self, span: Span) -> Span {
        let start = self.place(span.start);
        if span.is_empty() { Span::new(start, start) } else { Span::new(start, (self.place(span.end - 1) + 1).max(start)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back_through_what_was_left_out() {
        let document = "> {\n>  \"a\": 1}\n";
        let excerpt = Excerpt::joined(document, [Span::new(2, 4), Span::new(6, 15)]);
        assert_eq!(excerpt.text(), "{\n \"a\": 1}\n");
        let a = excerpt.text().find("\"a\"").unwrap();
        assert_eq!(excerpt.span(Span::new(a, a + 3)).of(document), "\"a\"");
        assert_eq!(excerpt.span(Span::new(0, a + 3)).of(document), "{\n>  \"a\"");
        let key = excerpt.slice(Span::new(a, a + 3));
        assert_eq!((key.text(), key.whole_span().of(document)), ("\"a\"", "\"a\""));
        assert_eq!(excerpt.slice(Span::new(1, 6)).whole_span().of(document), "\n>  \"a\"");
    }
}
