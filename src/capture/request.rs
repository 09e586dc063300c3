//! The request of an exchange, taken apart into the pieces that an API can refuse: segments of the path, values of the
//! query, headers, fields of the body.

use std::borrow::Cow;

use crate::catalog::entry::RequestPart;
use crate::span::Span;

use super::json::{Document, Kind, Node};
use super::layer::Passage;
use super::{Capture, Field};

/// A request, as far as the capture has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// Where it begins, as bytes of the printed text.
    pub start: usize,
    /// The method; `None` for a command that says none.
    pub method: Option<Field>,
    /// The URL, or the path with its query.
    pub target: Option<Passage>,
    /// The headers.
    pub headers: Vec<(Field, Field)>,
    /// The body.
    pub body: Option<Passage>,
    /// Whether all headers are here that were sent: a head of HTTP has them, a command without variables and files, too.
    pub has_all_headers: bool,
}

/// A piece of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What it is a piece of.
    pub part: RequestPart,
    /// The query's key, the header's name, or the way to the body's field (`contacts[0].userName`); a segment of a path has none.
    pub name: Option<String>,
    /// The value. A list or object of the body has its JSON.
    pub value: Field,
    /// The name and the value with all between them; of a segment, the value.
    pub whole: Span,
    /// Where the name ends; of a piece without a name, the value.
    pub key_end: usize,
    /// Whether the value is an object or a list.
    pub is_container: bool,
}

/// The most pieces that are made of one request.
const MAX_PIECES: usize = 10_000;
/// How much of the JSON of an object or list is kept, in bytes.
const MAX_SHOWN: usize = 256;

impl Request {
    /// The method in upper case; `GET` for a command without one and without a body.
    #[must_use]
    pub fn method(&self) -> &str {
        let default = if self.body.is_some() { "POST" } else { "GET" };
        self.method.as_ref().map_or(default, |method| method.text.as_str())
    }

    /// The host of the URL or of the header.
    #[must_use]
    pub fn host<'c>(&'c self, capture: &'c Capture) -> Option<&'c str> {
        let target = self.target.map(|target| capture.passage(target)).unwrap_or_default();
        let of_url = target.split_once("://").map(|(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or_default());
        let of_header = || self.headers.iter().find(|(name, _)| ["host", ":authority"].contains(&name.text.to_ascii_lowercase().as_str()));
        let host = of_url.or_else(|| of_header().map(|(_, value)| value.text.as_str()))?;
        let host = host.rsplit('@').next().unwrap_or_default();
        Some(host.split_once(':').map_or(host, |(host, _)| host))
    }

    /// The segments of the path, without empty ones: each with its place.
    #[must_use]
    pub fn path(&self, capture: &Capture) -> Vec<Field> {
        self.target.map_or_else(Vec::new, |target| {
            let text = capture.passage(target);
            let path = path_of(text);
            let segments = split(text, path, '/').into_iter().filter(|segment| !segment.is_empty());
            segments.map(|segment| capture.field(target, segment)).collect()
        })
    }

    /// All pieces, in the order of path, query, headers, body.
    #[must_use]
    pub fn pieces(&self, capture: &Capture) -> Vec<Piece> {
        let segments = self.path(capture).into_iter().map(|value| {
            let whole = value.span;
            Piece { part: RequestPart::Path, name: None, value, whole, key_end: whole.end, is_container: false }
        });
        let mut pieces: Vec<Piece> = segments.collect();
        pieces.extend(self.query(capture));
        pieces.extend(self.headers.iter().map(|(name, value)| Piece {
            part: RequestPart::Header,
            name: Some(name.text.clone()),
            value: value.clone(),
            whole: Span::new(name.span.start, value.span.end.max(name.span.end)),
            key_end: name.span.end,
            is_container: false,
        }));
        if let Some(body) = self.body {
            body_pieces(capture, body, &mut pieces);
        }
        pieces
    }

    /// The parts of which nothing is missing that was sent: nothing was cut off, nothing is put in by a shell or read from a file.
    #[must_use]
    pub fn whole_parts(&self, capture: &Capture) -> Vec<RequestPart> {
        let is_written_out = |text: &str| !text.contains(['$', '`']) && !text.starts_with(['@', '<']);
        let mut whole = Vec::new();
        if self.target.is_some_and(|target| is_written_out(capture.passage(target))) && !self.path(capture).is_empty() {
            whole.push(RequestPart::Query);
            whole.extend(self.has_all_headers.then_some(RequestPart::Header));
        }
        if let Some(body) = self.body.map(|body| capture.passage(body).trim()) {
            let is_closed = if body.starts_with(['{', '[']) { body.ends_with(['}', ']']) } else { body.contains('=') };
            whole.extend((is_closed && is_written_out(body)).then_some(RequestPart::Body));
        }
        whole
    }

    fn query(&self, capture: &Capture) -> Vec<Piece> {
        let Some(target) = self.target else { return Vec::new() };
        let text = capture.passage(target);
        let Some(mark) = text.find('?') else { return Vec::new() };
        let end = text.find('#').filter(|&end| end > mark).unwrap_or(text.len());
        form(capture, target, Span::new(mark + 1, end), RequestPart::Query)
    }
}

/// The path of a URL or target.
fn path_of(text: &str) -> Span {
    let host = text.find("://").map_or(0, |at| at + 3);
    let start = if host > 0 { text[host..].find('/').map_or(text.len(), |at| host + at) } else { 0 };
    let end = text[start..].find(['?', '#']).map_or(text.len(), |at| start + at);
    Span::new(start, end)
}

fn split(text: &str, part: Span, separator: char) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut at = part.start;
    for piece in part.of(text).split(separator).take(MAX_PIECES) {
        spans.push(Span::new(at, at + piece.len()));
        at += piece.len() + separator.len_utf8();
    }
    spans
}

/// The pairs of a query or of a form (`a=1&b=2`).
fn form(capture: &Capture, passage: Passage, part: Span, what: RequestPart) -> Vec<Piece> {
    let text = capture.passage(passage);
    let pairs = split(text, part, '&').into_iter().filter(|pair| !pair.is_empty());
    let pieces = pairs.map(|pair| {
        let equals = pair.of(text).find('=').map_or(pair.end, |at| pair.start + at);
        let name = Span::new(pair.start, equals);
        let value = Span::new((equals + 1).min(pair.end), pair.end);
        Piece {
            part: what,
            name: Some(decoded(name.of(text)).into_owned()),
            value: Field { text: decoded(value.of(text)).into_owned(), ..capture.field(passage, value) },
            whole: capture.place_in(passage, pair),
            key_end: capture.place_in(passage, name).end,
            is_container: false,
        }
    });
    pieces.collect()
}

/// A text without percent-encoding (RFC 3986, section 2.1), with `+` as a blank.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains(['%', '+']) {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let hex = behind.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &behind[2..];
                continue;
            }
            (b'+', _) => bytes.push(b' '),
            (byte, _) => bytes.push(byte),
        }
        rest = behind;
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

fn body_pieces(capture: &Capture, body: Passage, pieces: &mut Vec<Piece>) {
    let text = capture.passage(body);
    let start = text.len() - text.trim_start().len();
    if text[start..].starts_with(['{', '[']) {
        let document = Document::read(text, start);
        if let Some(root) = document.root() {
            fields(capture, body, root, pieces);
        }
    } else if text.contains('=') && !text.trim().contains(char::is_whitespace) {
        let whole = Span::new(start, start + text.trim().len());
        pieces.extend(form(capture, body, whole, RequestPart::Body));
    }
}

/// The fields of a JSON body. No recursion: nesting costs no stack.
fn fields(capture: &Capture, body: Passage, root: Node<'_>, pieces: &mut Vec<Piece>) {
    let mut open = vec![(String::new(), None::<Span>, root)];
    while let Some((name, key, node)) = open.pop() {
        if pieces.len() >= MAX_PIECES {
            return;
        }
        let is_container = matches!(node.kind(), Kind::Object | Kind::Array);
        if !name.is_empty() {
            let raw = node.raw();
            let text = if is_container { raw[..raw.floor_char_boundary(MAX_SHOWN)].to_owned() } else { node.text().into_owned() };
            let value = Field { text, span: capture.place_in(body, node.inner_span()) };
            let key = key.unwrap_or_else(|| Span::new(node.span().start, node.span().start + 1));
            let whole = capture.place_in(body, Span::new(key.start.min(node.span().start), node.span().end));
            let key_end = capture.place_in(body, key).end;
            pieces.push(Piece { part: RequestPart::Body, name: Some(name.clone()), value, whole, key_end, is_container });
        }
        let dot = if name.is_empty() { "" } else { "." };
        let below = open.len();
        open.extend(node.members().map(|(key, value)| (format!("{name}{dot}{}", key.text()), Some(key.span()), value)));
        open.extend(node.elements().enumerate().map(|(i, element)| (format!("{name}[{i}]"), None, element)));
        open[below..].reverse();
        // The names of what is deep are long: what is deeper than any API's body is not looked at.
        open.retain(|(name, ..)| name.len() < 1000);
    }
}
