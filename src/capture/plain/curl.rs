//! What `curl -v` prints around HTTP: `> ` and `< ` before the heads, `* ` before its own words, counts of bytes.

use memchr::memchr_iter;

use super::flow::is_http;
use super::pieces::{Builder, Plain};
use crate::span::Span;

/// What is to be done with a line.
enum Line {
    Keep,
    /// Without the first so many bytes.
    Cut(usize),
    /// Without all from there on.
    End(usize),
    Drop,
}

/// Makes raw HTTP of what curl printed. Any other text stays.
pub(super) fn raw(text: &str) -> Plain {
    let mut builder = Builder::new(text);
    if !is_curl(text) {
        builder.keep_to(text.len());
        return builder.finish();
    }
    let mut start = 0;
    for end in memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
        let line = &text[start..end];
        builder.keep_to(start);
        match read(line) {
            Line::Keep => {}
            Line::Cut(length) => builder.skip(Span::new(start, start + length)),
            Line::End(length) => {
                builder.keep_to(start + length);
                builder.skip(Span::new(start + length, end));
            }
            Line::Drop => builder.skip(Span::new(start, text.len().min(end + 1))),
        }
        start = text.len().min(end + 1);
    }
    builder.keep_to(text.len());
    builder.finish()
}

/// Whether a line is the first of a head, with curl's mark.
fn is_curl(text: &str) -> bool {
    memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1).chain([0]).any(|start| {
        let marked = text[start..].strip_prefix("> ").or_else(|| text[start..].strip_prefix("< "));
        marked.is_some_and(|rest| is_http(rest.split('\n').next().unwrap_or_default().trim_end()))
    })
}

fn read(line: &str) -> Line {
    match line.as_bytes() {
        [b'>' | b'<'] => Line::Cut(1),
        [b'>' | b'<', b' ', ..] => Line::Cut(2),
        [b'*', b' ', ..] => Line::Drop,
        [b'{' | b'}', b' ', b'[', b'0'..=b'9', ..] if line.trim_end().ends_with(" data]") => Line::Drop,
        _ => glued(line).map_or(Line::Keep, Line::End),
    }
}

/// Where curl's last words stand behind a body without a line end.
fn glued(line: &str) -> Option<usize> {
    if line.trim_end().ends_with(" left intact") { line.rfind("* Connection #") } else { None }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check_with;
    use super::*;

    #[test]
    fn raw_http_remains() {
        let check = |input, expected| check_with(raw, input, expected);
        check(
            "* Trying 1.2.3.4:443...\n> GET /x HTTP/1.1\n> Host: a\n>\n{ [42 bytes data]\n< HTTP/1.1 403\n< A: b\n< \n} [5 bytes data]\n{\"a\":1}* Connection #0 to host a left intact",
            "GET /x HTTP/1.1\nHost: a\n\nHTTP/1.1 403\nA: b\n\n{\"a\":1}",
        );
        check("> a quote\n> of two lines\n* and a list", "=");
        check("> GET it done", "=");
    }
}
