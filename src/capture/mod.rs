//! What was pasted, taken apart: [`Capture`] has the fields of each error with their places, and the text that is left.
//!
//! Parsing never fails: whatever the text is, it is read as far as it goes, and what was forgiven is a diagnostic.
//! Which shapes of errors there are is data: the envelopes of the catalogs.

mod archive;
pub(crate) mod command;
mod envelope;
pub(crate) mod exchanges;
mod form;
mod har;
pub(crate) mod http;
pub mod json;
mod keyed;
mod layer;
mod markup;
pub(crate) mod plain;
mod reader;
mod request;
pub(crate) mod shell;
mod status;

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::redact::Redacted;
use crate::span::Span;

pub use layer::Passage;
pub use reader::parse;
pub use request::{Piece, Request};

use layer::Layers;
use plain::{Plain, head_of_line};

/// How far a status that is named in a text may be from what it is the status of, in bytes.
const MAX_APART: usize = 4 << 10;

/// What a capture looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// Nothing but white space.
    Empty,
    /// A code or id, given as an argument.
    Code,
    /// One or several JSON documents.
    Json,
    /// Status line, headers and body, as `curl -i` prints them.
    HttpResponse,
    /// A request as HTTP has it, and mostly its answer: dumps of clients and proxies, `.http` files.
    HttpExchange,
    /// The same with the marks of `curl -v`.
    CurlVerbose,
    /// A `curl` command, with or without its output.
    Curl,
    /// A HAR file or a Postman collection.
    Har,
    /// XML or HTML.
    Markup,
    /// Lines of keys and values: `ERROR CODE: "…"`.
    KeyValue,
    /// Any other text.
    Text,
}

/// A text with its place. The text of a JSON string is without its escapes, the place with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The text.
    pub text: String,
    /// Its bytes in the capture.
    pub span: Span,
}

/// A part of the request that the provider names beside an error.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Detail {
    /// The part of the request.
    pub property: Option<Field>,
    /// What is wrong with it.
    pub reason: Option<Field>,
    /// The value that was sent; a list or object as its JSON.
    pub value: Option<Field>,
}

/// The fields of one error.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ErrorFields {
    /// All of the error.
    pub span: Span,
    /// The code.
    pub code: Option<Field>,
    /// The message.
    pub message: Option<Field>,
    /// More words.
    pub description: Option<Field>,
    /// The HTTP status that the body names.
    pub status: Option<(u16, Span)>,
    /// The id under which the provider logged the call.
    pub correlation: Option<Field>,
    /// The parts of the request that were wrong.
    pub details: Vec<Detail>,
    /// The envelopes by which it was read, by their places among those given to [`parse`]: all that find as much in it.
    pub envelopes: Vec<usize>,
    /// The exchange whose answer it is in, by its place in [`Capture::exchanges`].
    pub exchange: Option<usize>,
}

impl ErrorFields {
    /// The same fields at their places in the printed text.
    fn printed(mut self, plain: &Plain) -> Self {
        let details = self.details.iter_mut().flat_map(|detail| [&mut detail.property, &mut detail.reason, &mut detail.value]);
        let fields = [&mut self.code, &mut self.message, &mut self.description, &mut self.correlation].into_iter().chain(details);
        fields.flatten().for_each(|field| field.span = plain.printed(field.span));
        if let Some((_, span)) = &mut self.status {
            *span = plain.printed(*span);
        }
        self.span = plain.printed(self.span);
        self
    }
}

/// A request and its answer, as far as the capture has them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exchange {
    /// What was sent.
    pub request: Option<Request>,
    /// The status of the answer, and where it says so.
    pub status: Option<(u16, Span)>,
    /// The id under which the provider logged the call, from a header of the answer.
    pub correlation: Option<Field>,
    /// Whether the request is a command, which is what people change.
    is_command: bool,
}

/// What was pasted, taken apart.
#[derive(Debug)]
pub struct Capture {
    /// The text, without secrets. All spans are bytes of it.
    pub text: Redacted,
    /// What it looks like.
    pub shape: Shape,
    /// The HTTP statuses that are named outside of all exchanges, and where: of each line the first.
    pub statuses: Vec<(u16, Span)>,
    /// The requests and answers, in the order of the text; of long recordings those that failed.
    pub exchanges: Vec<Exchange>,
    /// The errors that an envelope or keys point at, in the order of the text, the outer before the inner.
    pub errors: Vec<ErrorFields>,
    /// All that was read of answers and of text around them: where codes may stand without a key.
    pub texts: Vec<Passage>,
    /// Lines of text and strings of documents: where a message may stand by itself.
    pub loose: Vec<Passage>,
    /// What was wrong with the text and could be read all the same.
    pub problems: Vec<Diagnostic>,
    layers: Layers,
}

impl Capture {
    /// The status that is named outside of all exchanges for what stands at a place: on its line, or nearest before it, or behind it. Between
    /// the two no record of a log begins.
    #[must_use]
    pub fn status_at(&self, place: Span) -> Option<(u16, Span)> {
        let behind = self.statuses.partition_point(|(_, span)| span.start < place.start);
        let nearest = [behind.checked_sub(1), Some(behind)].into_iter().flatten().filter_map(|at| self.statuses.get(at).copied());
        let apart = nearest.filter_map(|status| Some((self.lines_between(status.1, place)?, status)));
        apart.min_by_key(|(lines, _)| *lines > 0).map(|(_, status)| status)
    }

    /// How many lines end between two places; `None` if they are far apart, or one of these lines begins as a record of a log.
    fn lines_between(&self, one: Span, other: Span) -> Option<usize> {
        let between = one.start.min(other.start)..one.start.max(other.start);
        let between = self.text.text().get(between).filter(|between| between.len() <= MAX_APART)?;
        let mut lines = between.split('\n').skip(1);
        lines.try_fold(0, |count, line| (head_of_line(line.trim()) == 0).then_some(count + 1))
    }

    /// The text of a passage.
    #[must_use]
    pub fn passage(&self, passage: Passage) -> &str {
        passage.span.of(self.layers.text(passage.layer, self.text.text()))
    }

    /// Where a part of a passage, in bytes of its text, stands in the printed text.
    #[must_use]
    pub fn place_in(&self, passage: Passage, part: Span) -> Span {
        self.layers.place(passage.layer, part.shifted(passage.span.start))
    }

    /// A part of a passage as a field.
    #[must_use]
    pub fn field(&self, passage: Passage, part: Span) -> Field {
        Field { text: part.of(self.passage(passage)).to_owned(), span: self.place_in(passage, part) }
    }

    /// The other ways to read a field, the likeliest of which it has: a line in it may have ended within a word or behind one. They
    /// differ in spaces. Mostly there are none.
    #[must_use]
    pub fn otherwise(&self, field: &Field) -> Vec<Field> {
        let texts = self.layers.otherwise(&field.text, field.span, self.text.text());
        texts.into_iter().map(|text| Field { text, span: field.span }).collect()
    }

    /// The other ways to read a passage.
    #[must_use]
    pub fn passage_otherwise(&self, passage: Passage) -> Vec<String> {
        if self.layers.others.is_empty() {
            return Vec::new();
        }
        let place = self.place_in(passage, Span::new(0, passage.len()));
        self.layers.otherwise(self.passage(passage), place, self.text.text())
    }

    /// The text from the start of the line of a part of a passage, up to `most` bytes before and behind it, and the part's place in it.
    #[must_use]
    pub fn around(&self, passage: Passage, part: Span, most: usize) -> (Passage, Span) {
        let text = self.passage(passage);
        let from = text.floor_char_boundary(part.start.saturating_sub(most));
        let start = text[from..part.start].rfind('\n').map_or(from, |at| from + at + 1);
        let end = text.floor_char_boundary((part.end + most).min(text.len()));
        let around = Passage { span: Span::new(start, end).shifted(passage.span.start), ..passage };
        (around, Span::new(part.start - start, part.end - start))
    }
}
