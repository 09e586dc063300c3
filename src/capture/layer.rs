//! The texts that are read of one capture: what was printed, freed of its dressing, and the strings in it, freed of their escapes.

use std::borrow::Cow;

use crate::span::Span;

use super::plain::Plain;
use super::{Field, json};

/// A text with the way back to the printed one.
#[derive(Debug)]
pub(super) struct Layer {
    pub(super) plain: Plain,
}

/// All layers of a capture; the first is that of the whole text.
#[derive(Debug, Default)]
pub(super) struct Layers {
    pub(super) all: Vec<Layer>,
    /// Other readings of the whole text, see [`Plain::readings`].
    pub(super) others: Vec<Plain>,
}

impl Layers {
    /// The text of a layer; `printed` is what was printed.
    pub(super) fn text<'t>(&'t self, layer: usize, printed: &'t str) -> &'t str {
        self.all.get(layer).map_or("", |layer| layer.plain.text(printed))
    }

    /// Where a part of a layer's text was printed.
    pub(super) fn place(&self, layer: usize, span: Span) -> Span {
        self.all.get(layer).map_or(span, |layer| layer.plain.printed(span))
    }

    /// The other ways to read a text that was printed at a place. They have the same signs, and other spaces.
    pub(super) fn otherwise(&self, text: &str, place: Span, printed: &str) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for other in &self.others {
            let read = other.made_of(place).of(other.text(printed));
            // The place may be that of much more, of which the text was decoded.
            if read.len() > text.len().saturating_mul(2) {
                continue;
            }
            let spelled = [Some(read.into()), read.contains('\\').then(|| json::unescaped(read))];
            let differs = |read: &str| read != text && signs(read).eq(signs(text)) && !found.iter().any(|known| known == read);
            let read = spelled.into_iter().flatten().find(|read| differs(read)).map(Cow::into_owned);
            found.extend(read);
        }
        found
    }
}

fn signs(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|sign| !sign.is_whitespace())
}

/// A part of a layer's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage {
    pub(super) layer: usize,
    /// Bytes of the layer's text.
    pub(super) span: Span,
    /// The exchange that it belongs to, by its place in [`Capture::exchanges`](super::Capture::exchanges).
    pub exchange: Option<usize>,
}

impl Passage {
    /// Its length in bytes.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.span.len()
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.span.is_empty()
    }

    /// From the start of this passage to the end of one behind it in the same text.
    #[must_use]
    pub fn joined(self, next: Self) -> Option<Self> {
        let follows = self.layer == next.layer && self.span.end <= next.span.start;
        follows.then(|| Self { span: Span::new(self.span.start, next.span.end), ..self })
    }
}

/// A text that is being read, with the way back.
#[derive(Clone, Copy)]
pub(super) struct Source<'t> {
    pub(super) text: &'t str,
    /// What was printed.
    pub(super) printed: &'t str,
    pub(super) plain: &'t Plain,
    pub(super) layer: usize,
}

impl Source<'_> {
    /// A part of the text as a field.
    pub(super) fn field(&self, span: Span) -> Field {
        Field { text: span.of(self.text).to_owned(), span: self.plain.printed(span) }
    }

    pub(super) fn passage(&self, span: Span) -> Passage {
        Passage { layer: self.layer, span, exchange: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_was_wrapped_can_be_read_otherwise() {
        let row = r#"{"message": "The \"port\" cannot be used for all that is asked for: in"#;
        let printed = format!("> {row}\n> valid speed.\"}}\n");
        let (plain, others) = Plain::readings(&printed);
        let layers = Layers { all: vec![Layer { plain }], others };
        let place = Span::new(printed.find("The").unwrap(), printed.find(".\"").unwrap());
        let escaped = layers.all[0].plain.made_of(place).of(layers.text(0, &printed)).to_owned();
        for text in [escaped.replace('\\', ""), escaped] {
            let others = layers.otherwise(&text, place, &printed);
            assert_eq!(others.len(), 1, "{text}");
            assert!(others[0] != text && signs(&others[0]).eq(signs(&text)), "{text}: {others:?}");
            assert_eq!(others[0].contains('\\'), text.contains('\\'));
        }
        assert!(layers.otherwise("The port", place, &printed).is_empty(), "decoded, or of another text");
    }
}
