//! Which request an answer belongs to.

use crate::span::Span;

use super::command::{self, Command, Said};
use super::http::{Head, Start};
use super::json::Document;
use super::layer::{Passage, Source};
use super::reader::Reader;
use super::request::Request;
use super::shell::Word;
use super::{Exchange, Field};

/// The request that a command sends.
pub(super) fn of_command(reader: &mut Reader<'_>, source: &Source<'_>, command: &Command) -> Request {
    let mut request = Request { start: source.plain.printed(command.span).start, ..Request::default() };
    let mut url = None;
    let mut is_query = false;
    request.has_all_headers = command::is_written_out(command, source.text);
    for (said, word, from) in command::read(command, source.text) {
        match said {
            Said::Method => request.method = Some(field(source, word, from)),
            Said::Head => request.method = Some(Field { text: "HEAD".to_owned(), ..field(source, word, 0) }),
            Said::Header => request.headers.extend(header(source, word, from)),
            Said::User => {
                let value = field(source, word, from);
                request.headers.push((Field { text: "Authorization".to_owned(), span: value.span }, value));
            }
            Said::Data | Said::Json if request.body.is_none() => request.body = Some(passage(reader, source, word, from)),
            Said::Get => is_query = true,
            Said::Url => url = url.or_else(|| Some(passage(reader, source, word, from))),
            Said::Data | Said::Json | Said::Value | Said::Nothing => {}
        }
    }
    request.target = url;
    if is_query {
        // What `-G` sends in the query is read as a form, which it is.
        request.method.get_or_insert(Field { text: "GET".to_owned(), span: Span::new(request.start, request.start) });
    }
    request
}

/// The part of a word that holds a value, from byte `from` of what the command receives.
fn passage(reader: &mut Reader<'_>, source: &Source<'_>, word: &Word, from: usize) -> Passage {
    if let Some(inner) = word.inner {
        source.passage(Span::new(inner.start + from, inner.end))
    } else {
        let plain = word.plain.clone().within(source.plain, word.span.start);
        let span = Span::new(from, plain.text("").len());
        Passage { layer: reader.keep(plain), span, exchange: None }
    }
}

fn field(source: &Source<'_>, word: &Word, from: usize) -> Field {
    part_of_word(source, word, Span::new(from, word.text(source.text).len()))
}

fn part_of_word(source: &Source<'_>, word: &Word, part: Span) -> Field {
    let text = part.of(word.text(source.text)).to_owned();
    let span = match word.inner {
        Some(inner) => part.shifted(inner.start),
        None => word.plain.printed(part).shifted(word.span.start),
    };
    Field { text, span: source.plain.printed(span) }
}

/// `Name: value`
fn header(source: &Source<'_>, word: &Word, from: usize) -> Option<(Field, Field)> {
    let text = word.text(source.text);
    let colon = from + text.get(from..)?.find(':')?;
    let value = text.len() - text[colon + 1..].trim_start().len();
    Some((part_of_word(source, word, Span::new(from, colon)), part_of_word(source, word, Span::new(value, text.len()))))
}

/// Adds the request of a head; the offset behind its body.
pub(super) fn add_request(exchanges: &mut Vec<Exchange>, source: &Source<'_>, head: &Head, end: usize) -> usize {
    let Start::Request { method, target } = head.start else { return head.span.end };
    let behind = body_end(source.text, head.span.end, end);
    let body = behind.map(|behind| source.passage(Span::new(head.span.end, behind)));
    let headers = head.headers.iter().map(|&(name, value)| (source.field(name), source.field(value)));
    let request = Request {
        start: source.plain.printed(head.span).start,
        method: Some(source.field(method)),
        target: Some(source.passage(target)),
        headers: headers.collect(),
        body,
        has_all_headers: head.has_version,
    };
    let typed = exchanges.last_mut().filter(|last| last.is_command && last.status.is_none());
    match typed.and_then(|last| last.request.as_mut()) {
        Some(typed) => complete(typed, request),
        None => exchanges.push(Exchange { request: Some(request), ..Exchange::default() }),
    }
    behind.unwrap_or(head.span.end)
}

/// Adds to the request of a command what only `curl -v` tells: headers from elsewhere. All else is that of the command, which is the one
/// to change.
fn complete(typed: &mut Request, sent: Request) {
    let is_typed = |name: &str| typed.headers.iter().any(|(typed, _)| typed.text.eq_ignore_ascii_case(name));
    let more: Vec<_> = sent.headers.into_iter().filter(|(name, _)| !is_typed(&name.text)).collect();
    typed.headers.extend(more);
    typed.has_all_headers |= sent.has_all_headers;
}

/// The end of a request's body: one JSON document, or one line of a form.
pub(crate) fn body_end(text: &str, start: usize, end: usize) -> Option<usize> {
    let rest = &text[start..end];
    let first = start + rest.len() - rest.trim_start().len();
    if text[first..end].starts_with(['{', '[']) {
        let document = Document::read(&text[..end], first);
        return Some(document.span().end).filter(|&behind| behind > first);
    }
    let line = text[first..end].lines().next().unwrap_or_default();
    let is_form = line.contains('=') && !line.contains([' ', ':', '<']);
    is_form.then_some(first + line.len())
}

/// Adds the answer of a head to the request before it, or by itself.
pub(super) fn add_response(exchanges: &mut Vec<Exchange>, source: &Source<'_>, head: &Head) {
    let Start::Response { status, digits } = head.start else { return };
    let interim = |exchange: &Exchange| exchange.status.is_none_or(|(status, _)| status < 200);
    if !exchanges.last().is_some_and(interim) {
        exchanges.push(Exchange::default());
    }
    if let Some(last) = exchanges.last_mut() {
        last.status = Some((status, source.plain.printed(digits)));
    }
}
