//! Requests as HTTP has them: dumps, `.http` files.

use super::{Call, Form, Ground, Header, Part};
use crate::capture::{exchanges, http};
use crate::span::Span;

/// The names by which a line is known to be a header although it is none.
const NAMES: [&str; 8] = ["authorization", "content-type", "accept", "host", "user-agent", "x-correlation-id", "cookie", "content-length"];

/// Reads the request of a head; and where it ends, with its body.
pub(super) fn call<'g>(ground: &'g Ground<'_>, head: &http::Head, end: usize) -> (Call<'g>, usize) {
    let text = ground.text();
    let http::Start::Request { method, target } = head.start else { unreachable!("asked of requests only") };
    let mut call = Call {
        form: Form::Message,
        head: ground.span(method),
        method: Some(ground.part(method)),
        url: Some(ground.part(target)),
        headers: headers(ground, &head.headers),
        malformed: Vec::new(),
        body: None,
        sends_more: false,
        authorizes: false,
    };
    let from = odd_headers(ground, head.span.end, end, &mut call);
    let behind = exchanges::body_end(text, from, end);
    call.body = behind.map(|behind| ground.part(trimmed(text, Span::new(from, behind))));
    call.sends_more = text[from..end].trim_start().starts_with("< ");
    (call, behind.unwrap_or(from))
}

fn headers<'g>(ground: &'g Ground<'_>, headers: &[(Span, Span)]) -> Vec<Header<'g>> {
    let header = |&(name, value): &(Span, Span)| Header {
        name: name.of(ground.text()).to_owned(),
        value: ground.part(value),
        whole: ground.part(Span::new(name.start, value.end.max(name.end))),
    };
    headers.iter().map(header).collect()
}

/// Passes over lines that were meant as headers and stopped the head; where the body begins.
fn odd_headers<'g>(ground: &'g Ground<'_>, start: usize, end: usize, call: &mut Call<'g>) -> usize {
    let text = ground.text();
    let mut at = start;
    if text[..start].ends_with("\n\n") || text[..start].ends_with("\n\r\n") {
        return at;
    }
    for line in text[start..end].split_inclusive('\n') {
        let content = line.trim();
        let name: String = content.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>().to_ascii_lowercase();
        let known = NAMES.contains(&name.as_str());
        if !content.is_empty() && !known {
            break;
        }
        let span = trimmed(text, Span::new(at, at + line.len()));
        at += line.len();
        if content.is_empty() {
            break;
        }
        let part = ground.part(span);
        match content.find(':').filter(|colon| *colon == name.len()) {
            Some(colon) => call.headers.push(pair(part, colon)),
            None => call.malformed.push(part),
        }
    }
    at
}

fn pair(whole: Part<'_>, colon: usize) -> Header<'_> {
    let text = whole.text();
    let value = whole.part(Span::new(text.len() - text[colon + 1..].trim_start().len(), text.len()));
    Header { name: text[..colon].to_owned(), value, whole }
}

/// A part of a text without the blanks around it.
pub(super) fn trimmed(text: &str, part: Span) -> Span {
    let inner = part.of(text);
    let start = part.start + inner.len() - inner.trim_start().len();
    Span::new(start, (part.start + inner.trim_end().len()).max(start))
}
