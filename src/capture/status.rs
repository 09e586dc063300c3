//! An HTTP status named in running text: `HTTP 403`, `status code: 403`, `403 Forbidden`. A bare number is none.

use crate::span::Span;

/// Words right before the number, in lower case.
const WORDS: [&str; 12] = [
    "http",
    "status",
    "httpcode",
    "statuscode",
    "status code",
    "status_code",
    "status-code",
    "response",
    "response code",
    "http code",
    "http_code",
    "httpstatus",
];
/// Reason phrases right behind it (RFC 9110, section 15), in lower case, as they begin.
const PHRASES: [&str; 23] = [
    "bad request",
    "unauthorized",
    "payment required",
    "forbidden",
    "not found",
    "method not allowed",
    "not acceptable",
    "request timeout",
    "conflict",
    "gone",
    "precondition failed",
    "content too large",
    "payload too large",
    "unsupported media type",
    "unprocessable",
    "too many requests",
    "internal server error",
    "not implemented",
    "bad gateway",
    "service unavailable",
    "service temporarily unavailable",
    "gateway timeout",
    "gateway time-out",
];
/// Methods by which a line of a client begins: `POST https://h/x: 422 …`.
const METHODS: [&str; 5] = ["GET ", "POST ", "PUT ", "PATCH ", "DELETE "];
/// How far before the number a word may begin, and how long an address may be, in bytes.
const BEFORE: usize = 40;
const ADDRESS: usize = 2000;

/// The first status from 400 on.
pub(super) fn find(text: &str) -> Option<(u16, Span)> {
    found(text).next()
}

/// The statuses from 400 on, of each line the first.
pub(super) fn all(text: &str) -> impl Iterator<Item = (u16, Span)> {
    let mut end = 0;
    found(text).filter(move |(_, span)| {
        let is_first = end == 0 || text[end..span.start].contains('\n');
        end = span.end;
        is_first
    })
}

fn found(text: &str) -> impl Iterator<Item = (u16, Span)> {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'4', b'5', bytes).filter_map(move |at| {
        let digits = bytes.get(at..at + 3)?;
        let alone = |byte: Option<&u8>| !byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80);
        let is_number =
            digits.iter().all(u8::is_ascii_digit) && alone(bytes.get(at + 3)) && alone(at.checked_sub(1).map(|before| &bytes[before]));
        if !is_number {
            return None;
        }
        let span = Span::new(at, at + 3);
        let status = span.of(text).parse().ok()?;
        (is_named(text, span) || is_of_client(text, span) || has_phrase(text, span)).then_some((status, span))
    })
}

/// `status code: 403`, `"status": 403`, `HTTP/1.1 403`
fn is_named(text: &str, number: Span) -> bool {
    let before = &text[text.ceil_char_boundary(number.start.saturating_sub(BEFORE))..number.start];
    let separator = |c: char| matches!(c, ' ' | '\t' | '"' | '\'' | ':' | '=' | '[' | '*' | '`');
    let words = before.trim_end_matches(separator);
    if before.len() - words.len() > 6 {
        return false;
    }
    let words = words.to_ascii_lowercase();
    let version = words.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let word = |word: &str| words.strip_suffix(word).is_some_and(|rest| !rest.ends_with(|c: char| c.is_ascii_alphabetic()));
    version.ends_with("http/") || WORDS.iter().any(|name| word(name))
}

/// `POST https://h/v1/devices: 422 no room`, `Error 401: …`
fn is_of_client(text: &str, number: Span) -> bool {
    let before = &text[text.ceil_char_boundary(number.start.saturating_sub(ADDRESS))..number.start];
    if text[number.end..].starts_with(':') && before.ends_with("Error ") {
        return true;
    }
    let Some(address) = before.strip_suffix(": ").map(|line| line.rsplit(char::is_whitespace).next().unwrap_or_default()) else {
        return false;
    };
    let line = &before[..before.len() - 2 - address.len()];
    address.contains('/') && METHODS.iter().any(|method| line.ends_with(method))
}

/// `403 Forbidden`, `404: Not Found`
fn has_phrase(text: &str, number: Span) -> bool {
    let behind = &text[number.end..];
    let Some(rest) = [": ", " - ", " ("].iter().find_map(|mark| behind.strip_prefix(mark)).or_else(|| behind.strip_prefix(' ')) else {
        return false;
    };
    PHRASES.iter().any(|phrase| {
        let same = rest.get(..phrase.len()).is_some_and(|start| start.eq_ignore_ascii_case(phrase));
        same && !rest[phrase.len()..].starts_with(|c: char| c.is_ascii_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_needs_words_beside_it() {
        let check = |text: &str, expect: Option<u16>| assert_eq!(find(text).map(|(status, _)| status), expect, "{text}");
        check("Error: HTTP 403", Some(403));
        check("server answered with status code: 502.", Some(502));
        check("httpCode: 400, message", Some(400));
        check("\"status\": 403,", Some(403));
        check("Response code: [403], response", Some(403));
        check("StatusCode=404", Some(404));
        check("got 404 Not Found from", Some(404));
        check("403: Forbidden", Some(403));
        check("POST https://h/v1/devices: 422 no room", Some(422));
        check("Error 401: {u'error': u'x'}", Some(401));
        check("took 404 ms", None);
        check("200 OK", None);
        check("line 500: foo, 404 not foundry, exitstatus 403x", None);
    }
}
