//! [`Part`]: a text of a call as it is sent, and the way back to the document that is linted.

use std::borrow::Cow;
use std::fmt;

use crate::capture::plain::Plain;
use crate::lint::Excerpt;
use crate::span::Span;

/// The text that calls are read of.
#[derive(Debug)]
pub(in crate::lint) struct Ground<'e> {
    pub(super) excerpt: &'e Excerpt<'e>,
    pub(super) plain: Plain,
}

impl Ground<'_> {
    /// The text.
    pub(in crate::lint) fn text(&self) -> &str {
        self.plain.text(self.excerpt.text())
    }

    /// Where a part of the text stands in the document.
    pub(in crate::lint) fn span(&self, span: Span) -> Span {
        self.excerpt.span(self.plain.printed(span))
    }

    /// A part of the text as it stands.
    pub(super) fn part(&self, span: Span) -> Part<'_> {
        Part { ground: self, text: Cow::Borrowed(span.of(self.text())), way: Way::From(span.start) }
    }

    /// A text that was made of a part of the text.
    pub(super) fn made(&self, plain: Plain, start: usize) -> Part<'_> {
        Part { ground: self, text: Cow::Owned(plain.text("").to_owned()), way: Way::Through(plain, start) }
    }
}

/// A text, and where each byte of it stands.
#[derive(Clone)]
pub(in crate::lint) struct Part<'g> {
    ground: &'g Ground<'g>,
    text: Cow<'g, str>,
    way: Way,
}

/// How a text came to be.
#[derive(Debug, Clone)]
enum Way {
    /// It stands as it is from there on.
    From(usize),
    /// It was freed of escapes; what it was made of begins there.
    Through(Plain, usize),
}

impl Part<'_> {
    /// The text.
    pub(in crate::lint) fn text(&self) -> &str {
        &self.text
    }

    /// Where a part of it stands in the document.
    pub(in crate::lint) fn span(&self, span: Span) -> Span {
        self.ground.span(match &self.way {
            Way::From(start) => span.shifted(*start),
            Way::Through(plain, start) => plain.printed(span).shifted(*start),
        })
    }

    /// Where all of it stands.
    pub(in crate::lint) fn whole(&self) -> Span {
        self.span(Span::new(0, self.text.len()))
    }

    /// Whether it stands in the document as it is, so that a change of it is one of the document.
    pub(in crate::lint) fn is_verbatim(&self) -> bool {
        matches!(self.way, Way::From(_))
    }

    /// Whether that character stands right before it.
    pub(in crate::lint) fn is_behind(&self, sign: char) -> bool {
        matches!(self.way, Way::From(start) if self.ground.text()[..start].ends_with(sign))
    }

    /// The same without the first bytes.
    pub(in crate::lint) fn from(mut self, start: usize) -> Self {
        self.way = match self.way {
            Way::From(at) => Way::From(at + start),
            Way::Through(plain, at) => {
                let end = self.text.len();
                let mut rest = crate::capture::plain::Builder::new(&self.text);
                rest.skip(Span::new(0, start));
                rest.keep(Span::new(start, end));
                let rest = rest.finish();
                if rest.is_printed() { Way::Through(plain, at) } else { Way::Through(rest.within(&plain, 0), at) }
            }
        };
        self.text = match self.text {
            Cow::Borrowed(text) => Cow::Borrowed(&text[start..]),
            Cow::Owned(text) => Cow::Owned(text[start..].to_owned()),
        };
        self
    }

    /// A part of it.
    pub(in crate::lint) fn part(&self, span: Span) -> Self {
        let mut part = self.clone().from(span.start);
        let length = span.len().min(part.text.len());
        part.text = match part.text {
            Cow::Borrowed(text) => Cow::Borrowed(&text[..length]),
            Cow::Owned(mut text) => {
                text.truncate(length);
                Cow::Owned(text)
            }
        };
        part
    }
}

impl fmt::Debug for Part<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} at {:?}", self.text, self.whole())
    }
}
