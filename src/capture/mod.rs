//! What was pasted, taken apart: [`Capture`] has the fields of each error with their places, and the text that is left.
//!
//! Parsing never fails: whatever the text is, it is read as far as it goes, and what was forgiven is a diagnostic.
//! Which shapes of errors there are is data: the envelopes of the catalogs.

mod envelope;
mod http;
pub mod json;
mod keyed;
mod status;

use std::borrow::Cow;

use serde::Serialize;

use crate::catalog::entry::Envelope;
use crate::diagnostic::{Diagnostic, Severity};
use crate::redact::Redacted;
use crate::span::Span;

use self::json::{Document, Forgiven, Kind};

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
    /// The envelope by which it was read, by its place among those given to [`parse`].
    pub envelope: Option<usize>,
}

/// A text that no key points at: a line, or a string of JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loose {
    /// Its bytes in the capture.
    pub span: Span,
    /// The text, where it is not the one at the span, but was freed from escapes.
    unescaped: Option<String>,
}

impl Loose {
    /// The text.
    #[must_use]
    pub fn text<'t>(&'t self, capture: &'t str) -> &'t str {
        self.unescaped.as_deref().unwrap_or_else(|| self.span.of(capture))
    }

    /// Whether the text stands in the capture as it is.
    #[must_use]
    pub const fn is_verbatim(&self) -> bool {
        self.unescaped.is_none()
    }

    /// Where a part of the text stands in the capture; of a string with escapes, all of it.
    #[must_use]
    pub fn place(&self, part: Span) -> Span {
        if self.is_verbatim() { part.shifted(self.span.start) } else { self.span }
    }
}

/// What was pasted, taken apart.
#[derive(Debug)]
pub struct Capture {
    /// The text, without secrets. All spans are bytes of it.
    pub text: Redacted,
    /// What it looks like.
    pub shape: Shape,
    /// The HTTP status of the answer, and where it says so.
    pub status: Option<(u16, Span)>,
    /// The errors that an envelope or keys point at, in the order of the text.
    pub errors: Vec<ErrorFields>,
    /// Where else a code or a message may stand: lines of text, and strings of JSON that is no error's.
    pub loose: Vec<Loose>,
    /// What was wrong with the text and could be read all the same.
    pub problems: Vec<Diagnostic>,
}

/// Takes a capture apart, by the envelopes of the catalogs.
#[must_use]
pub fn parse(text: Redacted, envelopes: &[Envelope<'_>]) -> Capture {
    let mut reader = Reader::new(text.text(), envelopes);
    let shape = reader.read();
    let Reader { status, errors, loose, problems, .. } = reader;
    Capture { text, shape, status, errors, loose, problems }
}

/// The most errors that are read of one capture. What comes after them is left, and said so: whole logs are for `scan`.
const MAX_ERRORS: usize = 10_000;
/// The most mistakes that are told of one capture; nobody reads on after these.
const MAX_FORGIVEN: usize = 100;
/// The smallest string of JSON, in bytes, in which a message or an escaped body is looked for.
const MIN_LOOSE: usize = 5;
/// The longest piece of a line in which codes and messages are looked for, and how much of it the next piece repeats.
const MAX_LOOSE: usize = 64 << 10;
const OVERLAP: usize = 1 << 10;

struct Reader<'t, 'e> {
    text: &'t str,
    envelopes: &'e [Envelope<'e>],
    keys: keyed::Keys,
    status: Option<(u16, Span)>,
    errors: Vec<ErrorFields>,
    loose: Vec<Loose>,
    problems: Vec<Diagnostic>,
}

impl<'t, 'e> Reader<'t, 'e> {
    fn new(text: &'t str, envelopes: &'e [Envelope<'e>]) -> Self {
        let keys = keyed::Keys::new(envelopes);
        Self { text, envelopes, keys, status: None, errors: Vec::new(), loose: Vec::new(), problems: Vec::new() }
    }

    fn read(&mut self) -> Shape {
        let start = self.text.len() - self.text.trim_start().len();
        if start == self.text.len() {
            return Shape::Empty;
        }
        let exchanges = http::responses(self.text);
        let mut from = 0;
        for response in &exchanges {
            self.body(Span::new(from, response.head.start));
            if self.status.is_none_or(|(status, _)| status < 400) {
                self.status = Some(response.status);
            }
            from = response.head.end;
        }
        let only_json = self.body(Span::new(from, self.text.len()));
        self.errors.sort_by_key(|error| (error.span.start, error.span.end));
        match () {
            () if exchanges.first().is_some_and(|response| response.head.start <= start) => Shape::HttpResponse,
            () if only_json => Shape::Json,
            () if !self.errors.is_empty() => Shape::KeyValue,
            () => Shape::Text,
        }
    }

    /// Reads a part that is no HTTP head: JSON documents with text between them. Says whether it was nothing but JSON.
    fn body(&mut self, part: Span) -> bool {
        let (mut at, mut text_from) = (part.start, part.start);
        let mut only_json = true;
        while let Some(offset) = self.text[at..part.end].find(['{', '[']) {
            let start = at + offset;
            if self.errors.len() >= MAX_ERRORS {
                let message = format!("over {MAX_ERRORS} errors; what comes after them was not read");
                self.problems.push(Diagnostic::new("response/too-many-errors", Severity::Warning, message).at(Span::new(start, start)));
                return only_json;
            }
            let document = Document::read(&self.text[..part.end], start);
            at = document.span().end.max(start + 1);
            if !is_json(&document) {
                continue;
            }
            only_json &= self.prose(Span::new(text_from, start), Some(&document));
            self.forgiven(document.forgiven());
            text_from = at;
        }
        let rest = Span::new(text_from, part.end);
        only_json &= self.prose(rest, None) && text_from > part.start;
        only_json
    }

    /// Reads text, and the document behind it, which may be the value of its last key. Says whether the text was blank.
    fn prose(&mut self, part: Span, document: Option<&Document<'_>>) -> bool {
        let read = keyed::read(self.text, part, &self.keys);
        let mut errors = read.errors;
        match document {
            Some(document) if read.details_follow => {
                if let Some(error) = errors.last_mut() {
                    envelope::details(document, self.envelopes, error);
                }
            }
            Some(document) => self.document(document),
            None => {}
        }
        self.errors.append(&mut errors);
        self.lines(part);
        part.of(self.text).trim().is_empty()
    }

    fn document(&mut self, document: &Document<'_>) {
        let errors = envelope::errors(document, self.envelopes);
        let strings = document.root().into_iter().flat_map(json::Node::descendants).filter(|node| node.kind() == Kind::String);
        // Both are in the order of the text. Up to where the errors before a string reach tells whether it is in one of them.
        let mut coded = errors.iter().filter(|error| error.code.is_some()).peekable();
        let mut reach = 0;
        for node in strings.filter(|node| node.inner_span().len() >= MIN_LOOSE) {
            while let Some(error) = coded.next_if(|error| error.span.start <= node.span().start) {
                reach = error.span.end.max(reach);
            }
            if node.span().end > reach {
                let unescaped = match node.text() {
                    Cow::Borrowed(_) => None,
                    Cow::Owned(text) => Some(text),
                };
                self.loose.push(Loose { span: node.inner_span(), unescaped });
            }
        }
        self.errors.extend(errors);
    }

    fn lines(&mut self, part: Span) {
        let text = part.of(self.text);
        if self.status.is_none() {
            self.status = status::find(text).map(|(status, span)| (status, span.shifted(part.start)));
        }
        let mut at = part.start;
        for line in text.split_inclusive('\n') {
            let trimmed = line.trim();
            let start = at + (line.len() - line.trim_start().len());
            self.pieces(Span::new(start, start + trimmed.len()));
            at += line.len();
        }
    }

    /// A line as it is, or a very long one in pieces that overlap, so that none is searched at too great a cost.
    fn pieces(&mut self, line: Span) {
        let mut start = line.start;
        while start < line.end {
            let end = self.text.floor_char_boundary(line.end.min(start + MAX_LOOSE));
            self.loose.push(Loose { span: Span::new(start, end), unescaped: None });
            if end == line.end {
                break;
            }
            start = self.text.floor_char_boundary(end - OVERLAP);
        }
    }

    fn forgiven(&mut self, forgiven: &[Forgiven]) {
        let room = MAX_FORGIVEN.saturating_sub(self.problems.len());
        self.problems.extend(forgiven.iter().take(room).map(|one| {
            let mut problem = Diagnostic::new("response/json", Severity::Note, one.what.message()).at(one.span);
            problem.rule = format!("response/{}", one.what.name()).into();
            problem
        }));
    }
}

/// Whether a document is worth the name: a bracket in a sentence is none.
fn is_json(document: &Document<'_>) -> bool {
    document.root().is_some_and(|root| match root.kind() {
        Kind::Object => root.members().next().is_some(),
        Kind::Array => root.elements().next().is_some_and(|first| matches!(first.kind(), Kind::Object | Kind::String | Kind::Array)),
        _ => false,
    })
}
