//! Reads a text part by part: commands, heads of HTTP messages, documents, and the text between them.

use crate::catalog::entry::Envelope;
use crate::diagnostic::{Diagnostic, Severity};
use crate::span::Span;

use super::archive::{self, Entry};
use super::command::Command;
use super::http::{Head, Start};
use super::json::{Document, Forgiven, Kind, Node};
use super::layer::{Layer, Layers, Passage, Source};
use super::plain::{Plain, head_of_line};
use super::{Capture, ErrorFields, Exchange, Shape, command, envelope, exchanges, form, har, http, keyed, markup, status};
use crate::redact::Redacted;

/// The most errors that are read of one capture. What comes after them is left, and said so: whole logs are for `scan`.
const MAX_ERRORS: usize = 10_000;
/// The most requests and answers that are kept of one capture.
pub(super) const MAX_EXCHANGES: usize = 5_000;
/// The most statuses that are kept of the text outside of exchanges.
const MAX_STATUSES: usize = 10_000;
/// The most mistakes that are told of one capture; nobody reads on after these.
const MAX_FORGIVEN: usize = 100;
/// The smallest string of JSON, in bytes, in which a message or an escaped body is looked for.
const MIN_LOOSE: usize = 5;
/// The longest piece of a line in which messages are looked for, and how much of it the next piece repeats.
const MAX_LOOSE: usize = 64 << 10;
const OVERLAP: usize = 1 << 10;
/// How often a text may lie escaped in another, and how many such texts are read.
const MAX_DEPTH: usize = 6;
const MAX_LAYERS: usize = 20_000;

/// Takes a capture apart, by the envelopes of the catalogs.
#[must_use]
pub fn parse(text: Redacted, envelopes: &[Envelope<'_>]) -> Capture {
    let mut reader = Reader::new(envelopes);
    let (shape, others) = if let Some(entries) = archive::entries(text.text()) {
        (reader.archive(text.text(), &entries), Vec::new())
    } else {
        let (plain, others) = Plain::readings(text.text());
        (reader.read(plain, text.text()), others)
    };
    let Reader { layers, exchanges, mut statuses, mut errors, texts, loose, problems, .. } = reader;
    statuses.sort_by_key(|(_, span)| span.start);
    errors.sort_by_key(|error| (error.span.start, usize::MAX - error.span.end));
    let all = layers.into_iter().map(|layer| layer.unwrap_or_else(|| Layer { plain: Plain::identity() })).collect();
    let layers = Layers { all, others };
    Capture { text, shape, statuses, exchanges, errors, texts, loose, problems, layers }
}

pub(super) struct Reader<'e> {
    envelopes: &'e [Envelope<'e>],
    keys: keyed::Keys,
    layers: Vec<Option<Layer>>,
    pub(super) exchanges: Vec<Exchange>,
    statuses: Vec<(u16, Span)>,
    errors: Vec<ErrorFields>,
    texts: Vec<Passage>,
    loose: Vec<Passage>,
    problems: Vec<Diagnostic>,
    /// How deep the text that is read lies in others.
    depth: usize,
    /// The exchange that what is read belongs to.
    pub(super) exchange: Option<usize>,
}

/// What stands at the head of a part.
enum Section {
    Command(Command),
    Head(Head),
}

impl Section {
    const fn span(&self) -> Span {
        match self {
            Self::Command(command) => command.span,
            Self::Head(head) => head.span,
        }
    }

    const fn is_request(&self) -> bool {
        match self {
            Self::Command(_) => true,
            Self::Head(head) => matches!(head.start, Start::Request { .. }),
        }
    }
}

impl<'e> Reader<'e> {
    fn new(envelopes: &'e [Envelope<'e>]) -> Self {
        Self {
            envelopes,
            keys: keyed::Keys::new(envelopes),
            layers: Vec::new(),
            exchanges: Vec::new(),
            statuses: Vec::new(),
            errors: Vec::new(),
            texts: Vec::new(),
            loose: Vec::new(),
            problems: Vec::new(),
            depth: 0,
            exchange: None,
        }
    }

    /// Reads the whole text.
    fn read(&mut self, plain: Plain, printed: &str) -> Shape {
        self.layers.push(None);
        let source = Source { text: plain.text(printed), printed, plain: &plain, layer: 0 };
        let whole = Span::new(source.text.len() - source.text.trim_start().len(), source.text.len());
        let shape = if whole.is_empty() { Shape::Empty } else { self.sections(&source, whole) };
        self.layers[0] = Some(Layer { plain });
        shape
    }

    /// Reads what failed of a recording.
    fn archive(&mut self, text: &str, entries: &[Entry]) -> Shape {
        let plain = Plain::identity();
        self.layers.push(None);
        let source = Source { text, printed: text, plain: &plain, layer: 0 };
        for entry in entries.iter().filter(|entry| entry.may_fail(text)).take(MAX_EXCHANGES) {
            let document = Document::read(&text[..entry.span.end], entry.span.start);
            document.root().into_iter().for_each(|root| har::entry(self, &source, root));
        }
        Shape::Har
    }

    /// Reads a text that lay escaped in another. Its places are already those of the printed text.
    pub(super) fn nested(&mut self, printed: &str, plain: Plain) {
        if self.depth >= MAX_DEPTH || self.layers.len() >= MAX_LAYERS {
            return;
        }
        let layer = self.layers.len();
        self.layers.push(None);
        self.depth += 1;
        let source = Source { text: plain.text(printed), printed, plain: &plain, layer };
        self.sections(&source, Span::new(0, source.text.len()));
        self.depth -= 1;
        self.layers[layer] = Some(Layer { plain });
    }

    /// Keeps a text that is no answer, so that places in it can be found again.
    pub(super) fn keep(&mut self, plain: Plain) -> usize {
        self.layers.push(Some(Layer { plain }));
        self.layers.len() - 1
    }

    fn sections(&mut self, source: &Source<'_>, part: Span) -> Shape {
        for (form, plain) in form::errors(source.text, part).into_iter().filter(|(_, plain)| !plain.is_printed()) {
            self.nested(source.printed, plain.within(source.plain, form.start));
        }
        let mut sections: Vec<Section> = command::commands(source.text, part).into_iter().map(Section::Command).collect();
        let mut from = part.start;
        let mut heads = Vec::new();
        for section in &sections {
            heads.extend(http::heads(source.text, Span::new(from, section.span().start)));
            from = section.span().end;
        }
        heads.extend(http::heads(source.text, Span::new(from, part.end)));
        sections.extend(heads.into_iter().map(Section::Head));
        sections.sort_by_key(|section| section.span().start);
        let outer = self.exchange;
        let mut from = part.start;
        let mut only_json = sections.is_empty();
        let mut requests = Vec::new();
        for section in &sections {
            only_json &= self.answer(source, Span::new(from, section.span().start));
            from = self.section(source, section, part.end);
            if let (Some(exchange), true) = (self.exchange, section.is_request()) {
                requests.push((exchange, Span::new(section.span().start, from)));
            }
        }
        only_json &= self.answer(source, Span::new(from, part.end));
        for (exchange, request) in requests {
            self.unanswered(source, exchange, request);
        }
        self.exchange = outer;
        match sections.first() {
            Some(Section::Head(head)) if matches!(head.start, Start::Response { .. }) => Shape::HttpResponse,
            Some(Section::Head(head)) => exchange_shape(source, head),
            Some(Section::Command(_)) => Shape::Curl,
            None if only_json => Shape::Json,
            None if !self.errors.is_empty() => Shape::KeyValue,
            None => Shape::Text,
        }
    }

    /// Reads what was taken for a request once more, if nothing answers it: where the head of the answer was not copied, its body, or lines
    /// like `errorCode: EQ-2010005`, look like parts of the request. Only codes count.
    fn unanswered(&mut self, source: &Source<'_>, exchange: usize, request: Span) {
        if self.exchanges[exchange].status.is_some() || self.errors.iter().any(|error| error.exchange == Some(exchange)) {
            return;
        }
        let (errors, loose, problems) = (self.errors.len(), self.loose.len(), self.problems.len());
        self.exchange = Some(exchange);
        let line = source.text[request.start..request.end].find('\n').map_or(request.end, |at| request.start + at + 1);
        self.answer(source, Span::new(line, request.end));
        if self.errors[errors..].iter().any(|error| error.code.is_some()) {
            if let Some(request) = &mut self.exchanges[exchange].request {
                request.body = None;
            }
            return;
        }
        self.errors.truncate(errors);
        self.loose.truncate(loose);
        self.problems.truncate(problems);
        self.exchanges[exchange].status = None;
    }

    /// Reads a command or head; the offset behind it and behind the request's body.
    fn section(&mut self, source: &Source<'_>, section: &Section, end: usize) -> usize {
        if self.exchanges.len() >= MAX_EXCHANGES {
            self.exchange = None;
            return section.span().end;
        }
        match section {
            Section::Command(command) => {
                let request = exchanges::of_command(self, source, command);
                self.exchange = Some(self.exchanges.len());
                self.exchanges.push(Exchange { request: Some(request), is_command: true, ..Exchange::default() });
                command.span.end
            }
            Section::Head(head) => {
                let behind = match head.start {
                    Start::Request { .. } => exchanges::add_request(&mut self.exchanges, source, head, end),
                    Start::Response { .. } => {
                        exchanges::add_response(&mut self.exchanges, source, head);
                        head.span.end
                    }
                };
                self.exchange = self.exchanges.len().checked_sub(1);
                if matches!(head.start, Start::Response { .. }) {
                    self.headers(source, head);
                }
                behind
            }
        }
    }

    /// Codes that stand in headers, and the id of the call.
    fn headers(&mut self, source: &Source<'_>, head: &Head) {
        let correlation = head.headers.iter().find(|(name, value)| self.keys.is_correlation(name.of(source.text)) && !value.is_empty());
        if let (Some((_, value)), Some(exchange)) = (correlation, self.exchanges.last_mut()) {
            exchange.correlation = Some(source.field(*value));
        }
        let lines = Span::new(head.headers.first().map_or(head.span.end, |(name, _)| name.start), head.span.end);
        self.texts.push(Passage { exchange: self.exchange, ..source.passage(lines) });
        let read = keyed::read(source.text, lines, &self.keys);
        self.add(source, read.errors.into_iter().filter(|error| error.code.is_some()));
    }

    /// Reads a part that is no head: documents with text between them. Says whether it was nothing but JSON.
    fn body(&mut self, source: &Source<'_>, part: Span) -> bool {
        if part.is_empty() {
            return true;
        }
        let (mut at, mut text_from) = (part.start, part.start);
        let mut only_json = true;
        let mut roots = markup::roots(source.text, part).into_iter().peekable();
        while let Some(offset) = memchr::memchr3(b'{', b'[', b'<', &source.text.as_bytes()[at..part.end]) {
            let start = at + offset;
            if self.errors.len() >= MAX_ERRORS {
                self.too_many(source, start);
                return only_json;
            }
            if source.text.as_bytes()[start] == b'<' {
                at = start + 1;
                while roots.next_if(|root| root.start < start).is_some() {}
                if let Some(found) = roots.next_if(|root| root.start == start).and_then(|root| markup::read(source.text, root)) {
                    self.prose(source, Span::new(text_from, start), None);
                    only_json = false;
                    at = found.span.end;
                    text_from = at;
                    self.markup(source, &found);
                }
                continue;
            }
            if is_quoted_source(source.text, start) {
                at = start + 1;
                continue;
            }
            if let Some(end) = self.went_well(source, start, part.end) {
                self.prose(source, Span::new(text_from, start), None);
                at = end;
                text_from = at;
                continue;
            }
            let document = Document::read(&source.text[..part.end], start);
            at = document.span().end.max(start + 1);
            if !is_json(&document) {
                continue;
            }
            only_json &= self.prose(source, Span::new(text_from, start), Some(&document));
            if !is_dump(&document) {
                self.forgiven(source, document.forgiven());
            }
            text_from = at;
        }
        let rest = Span::new(text_from, part.end);
        only_json &= self.prose(source, rest, None) && text_from > part.start;
        only_json
    }

    /// The end of a document, if it is the answer of a call that went well and names no error: logs are full of them.
    fn went_well(&self, source: &Source<'_>, start: usize, end: usize) -> Option<usize> {
        let (status, _) = self.exchanges.get(self.exchange?)?.status?;
        if status >= 400 { None } else { archive::sound_end(source.text, start, end) }
    }

    fn too_many(&mut self, source: &Source<'_>, at: usize) {
        let message = format!("over {MAX_ERRORS} errors; what comes after them was not read");
        let place = source.plain.printed(Span::new(at, at));
        self.problems.push(Diagnostic::new("response/too-many-errors", Severity::Warning, message).at(place));
    }

    /// Reads text, and the document behind it, which may be the value of its last key. Says whether the text was blank.
    fn prose(&mut self, source: &Source<'_>, part: Span, document: Option<&Document<'_>>) -> bool {
        let read = keyed::read(source.text, part, &self.keys);
        if let Some(dump) = document.filter(|document| read.details_follow && is_dump(document)) {
            return self.prose(source, Span::new(part.start, dump.span().end), None);
        }
        let mut errors = read.errors;
        match document {
            Some(document) if read.details_follow => {
                if let Some(error) = errors.last_mut() {
                    envelope::details(document, self.envelopes, error);
                }
            }
            Some(document) => self.document(source, document),
            None => {}
        }
        self.add(source, errors);
        self.lines(source, part);
        part.of(source.text).trim().is_empty()
    }

    fn add(&mut self, source: &Source<'_>, errors: impl IntoIterator<Item = ErrorFields>) {
        let exchange = self.exchange;
        self.errors.extend(errors.into_iter().map(|error| ErrorFields { exchange, ..error.printed(source.plain) }));
    }

    fn document(&mut self, source: &Source<'_>, document: &Document<'_>) {
        let outer = self.exchange;
        if self.depth == 0 && har::read(self, source, document) {
            return;
        }
        if self.exchange != outer {
            self.texts.push(Passage { exchange: self.exchange, ..source.passage(document.span()) });
        }
        let errors = envelope::errors(document, self.envelopes);
        self.add(source, errors);
        let strings = document.root().into_iter().flat_map(Node::descendants).filter(|node| node.kind() == Kind::String);
        for node in strings.filter(|node| node.inner_span().len() >= MIN_LOOSE) {
            self.string(source, node);
        }
        self.exchange = outer;
    }

    /// A string of a document: a message, or a whole text that was put into it.
    fn string(&mut self, source: &Source<'_>, node: Node<'_>) {
        match node.unescaped(source.plain) {
            Some(plain) if node.inner_span().len() > MIN_LOOSE => self.nested(source.printed, plain),
            _ => {
                let span = node.inner_span();
                let embedded = span.of(source.text).contains(['{', '<', '=']) && self.depth < MAX_DEPTH;
                if embedded {
                    self.depth += 1;
                    self.body(source, span);
                    self.depth -= 1;
                } else {
                    self.pieces(source, span);
                }
            }
        }
    }

    fn markup(&mut self, source: &Source<'_>, found: &markup::Markup<'_>) {
        match &found.content {
            markup::Content::Xml(document) => self.document(source, document),
            markup::Content::Page(plain) => self.nested(source.printed, plain.clone().within(source.plain, found.span.start)),
        }
    }

    /// The body of an answer that stands in a string.
    pub(super) fn string_body(&mut self, source: &Source<'_>, node: Node<'_>) {
        match node.unescaped(source.plain) {
            Some(plain) => self.nested(source.printed, plain),
            None => {
                self.answer(source, node.inner_span());
            }
        }
    }

    /// The body of an answer that stands in a string as base64.
    pub(super) fn decoded_body(&mut self, source: &Source<'_>, node: Node<'_>) {
        if let Some(plain) = har::decoded(source, node) {
            self.nested(source.printed, plain);
        }
    }

    /// Reads a part that may be an answer, or the text around answers.
    fn answer(&mut self, source: &Source<'_>, part: Span) -> bool {
        if !part.is_empty() {
            self.texts.push(Passage { exchange: self.exchange, ..source.passage(part) });
        }
        self.body(source, part)
    }

    fn lines(&mut self, source: &Source<'_>, part: Span) {
        let text = part.of(source.text);
        // An answer without a head, as `curl` prints it, may say its status in words.
        let printed = |(status, span): (u16, Span)| (status, source.plain.printed(span.shifted(part.start)));
        if let Some(exchange) = self.exchange {
            let said = &mut self.exchanges[exchange].status;
            *said = said.or_else(|| status::find(text).map(printed));
        } else {
            let room = MAX_STATUSES.saturating_sub(self.statuses.len());
            self.statuses.extend(status::all(text).take(room).map(printed));
        }
        let mut at = part.start;
        for line in text.split_inclusive('\n') {
            let trimmed = line.trim();
            let start = at + (line.len() - line.trim_start().len());
            // What a logger writes before a message is none of it.
            let head = head_of_line(trimmed);
            self.pieces(source, Span::new(start + head, start + trimmed.len()));
            at += line.len();
        }
    }

    /// A line as it is, or a very long one in pieces that overlap, so that none is searched at too great a cost.
    fn pieces(&mut self, source: &Source<'_>, line: Span) {
        let mut start = line.start;
        while start < line.end {
            let end = source.text.floor_char_boundary(line.end.min(start + MAX_LOOSE));
            self.loose.push(Passage { exchange: self.exchange, ..source.passage(Span::new(start, end)) });
            if end == line.end {
                break;
            }
            start = source.text.floor_char_boundary(end - OVERLAP);
        }
    }

    fn forgiven(&mut self, source: &Source<'_>, forgiven: &[Forgiven]) {
        let room = MAX_FORGIVEN.saturating_sub(self.problems.len());
        self.problems.extend(forgiven.iter().take(room).map(|one| {
            let place = source.plain.printed(one.span);
            let mut problem = Diagnostic::new("response/json", Severity::Note, one.what.message()).at(place);
            problem.rule = format!("response/{}", one.what.name()).into();
            problem
        }));
    }
}

/// Whether a request was printed by `curl -v`, which begins its lines with a sign.
fn exchange_shape(source: &Source<'_>, head: &Head) -> Shape {
    if source.printed[..source.plain.printed(head.span).start].ends_with("> ") { Shape::CurlVerbose } else { Shape::HttpExchange }
}

/// Whether a brace opens a block in a line of source code that a tool quotes with its number: `12: resource "a" "b" {`.
fn is_quoted_source(text: &str, brace: usize) -> bool {
    const MOST: usize = 200;
    let ends_line = text[brace + 1..].trim_start_matches([' ', '\t', '\r']).starts_with('\n') || brace + 1 == text.len();
    let before = &text[text.ceil_char_boundary(brace.saturating_sub(MOST))..brace];
    let line = before.rsplit('\n').next().unwrap_or_default().trim_start();
    let number = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let code = line[number..].strip_prefix(": ");
    ends_line && number > 0 && code.is_some_and(|code| code.ends_with(' ') && code.starts_with(|c: char| c.is_ascii_lowercase()))
}

/// Whether a document is worth the name: a bracket in a sentence is none.
fn is_json(document: &Document<'_>) -> bool {
    document.root().is_some_and(|root| match root.kind() {
        Kind::Object => root.members().next().is_some(),
        Kind::Array => root.elements().next().is_some_and(|first| matches!(first.kind(), Kind::Object | Kind::String | Kind::Array)),
        _ => false,
    })
}

/// Whether a document is a struct as Go prints it, `[{Property: /aSide/port, Reason: Not Provided}]`: its values have no quotes, and may be
/// sentences.
fn is_dump(document: &Document<'_>) -> bool {
    let first = document.root().and_then(|root| if root.kind() == Kind::Array { root.elements().next() } else { Some(root) });
    let member = first.and_then(|first| first.members().next());
    let is_bare = |node: Node<'_>| node.kind() != Kind::Object && node.kind() != Kind::Array && !node.raw().starts_with(['"', '\'']);
    member.is_some_and(|(name, value)| is_bare(name) && value.kind() == Kind::Word && is_bare(value))
}
