//! The heads of HTTP messages in a text: `curl -i`, `curl -v` (without its marks), dumps of clients and proxies
//! (RFC 9112, sections 3 and 4; HTTP/2 and HTTP/3 as curl writes them).

use crate::span::Span;

/// The head of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) start: Start,
    /// First line and headers, with the empty line behind them.
    pub(crate) span: Span,
    /// Names and values of the headers.
    pub(crate) headers: Vec<(Span, Span)>,
    /// Whether the first line names the version of HTTP: it was sent so, and is no short form of it.
    pub(crate) has_version: bool,
}

/// The first line of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// `GET /path HTTP/1.1`, or `GET https://host/path` as `.http` files have it.
    Request { method: Span, target: Span },
    /// `HTTP/1.1 403 Forbidden`: the status and its three digits.
    Response { status: u16, digits: Span },
}

/// The most headers that are read of one head.
const MAX_HEADERS: usize = 200;
/// The longest request line that is recognized, in bytes.
const MAX_LINE: usize = 64 << 10;

/// All heads in a part of a text: each starts at the start of a line.
pub(crate) fn heads(text: &str, part: Span) -> Vec<Head> {
    let mut found: Vec<Head> = Vec::new();
    let mut from = part.start;
    for offset in memchr::memmem::find_iter(part.of(text).as_bytes(), b"HTTP/") {
        let at = part.start + offset;
        if at < from {
            continue;
        }
        let line = line_around(text, part, at);
        // A line is looked at once, however often it says the word.
        from = line.end;
        if let Some(start) = response(text, line, at).or_else(|| request(text, line)) {
            let head = head(text, part, start, line);
            from = head.span.end.max(from);
            found.push(head);
        }
    }
    absolute_requests(text, part, &mut found);
    found.sort_by_key(|head| head.span.start);
    found
}

/// Request lines without a version: `GET https://host/path`.
fn absolute_requests(text: &str, part: Span, found: &mut Vec<Head>) {
    let versioned = found.len();
    let mut from = part.start;
    for offset in memchr::memmem::find_iter(part.of(text).as_bytes(), b" http") {
        if part.start + offset < from {
            continue;
        }
        let line = line_around(text, part, part.start + offset);
        from = line.end;
        // Those with a version are in order.
        let next = found[..versioned].partition_point(|head| head.span.end <= line.start);
        let known = next < versioned && found[next].span.overlaps(line);
        if let Some(start) = request(text, line).filter(|_| !known) {
            found.push(head(text, part, start, line));
        }
    }
}

fn line_around(text: &str, part: Span, at: usize) -> Span {
    let from = text.floor_char_boundary(at.saturating_sub(MAX_LINE).max(part.start));
    let to = text.floor_char_boundary((at + MAX_LINE).min(part.end));
    let start = memchr::memrchr(b'\n', &text.as_bytes()[from..at]).map_or(from, |offset| from + offset + 1);
    let end = memchr::memchr(b'\n', &text.as_bytes()[at..to]).map_or(to, |offset| at + offset);
    let line = &text[start..end];
    Span::new(start + line.len() - line.trim_start().len(), start + line.trim_end().len())
}

/// The status of a line `HTTP/1.1 403 Forbidden`.
fn response(text: &str, line: Span, at: usize) -> Option<Start> {
    let line_text = line.of(text);
    let version = line_text.find(' ').filter(|&length| line.start == at && length <= "HTTP/1.1".len())?;
    let digits = line_text[version..].trim_start();
    let start = line.end - digits.len();
    let token = digits.split([' ', '\t']).next()?;
    let status = token.parse().ok().filter(|status| (100..600).contains(status) && token.len() == 3)?;
    Some(Start::Response { status, digits: Span::new(start, start + 3) })
}

fn request(text: &str, line: Span) -> Option<Start> {
    let words: Vec<&str> = line.of(text).split(' ').collect();
    let (method, target) = match words[..] {
        [method, target, version] if version.starts_with("HTTP/") => (method, target),
        [method, target] if target.starts_with("http://") || target.starts_with("https://") => (method, target),
        _ => return None,
    };
    let method_span = Span::new(line.start, line.start + method.len());
    let target = Span::new(method_span.end + 1, method_span.end + 1 + target.len());
    (is_method(method) && !target.is_empty()).then_some(Start::Request { method: method_span, target })
}

/// Whether a word is a method that APIs take (RFC 9110, section 9; RFC 5789).
pub(crate) fn is_method(word: &str) -> bool {
    matches!(word, "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" | "TRACE" | "CONNECT" | "QUERY")
}

/// A head up to its empty line; without one, up to the last line that looks like a header.
fn head(text: &str, part: Span, start: Start, line: Span) -> Head {
    let mut headers = Vec::new();
    let mut end = next_line(text, part, line.end);
    while end < part.end {
        let next = next_line(text, part, end);
        let content = text[end..next].trim_end();
        if content.is_empty() {
            end = next;
            break;
        }
        let folded = content.starts_with([' ', '\t']) && !headers.is_empty();
        match header(text, Span::new(end, end + content.len())) {
            Some(header) if headers.len() < MAX_HEADERS => headers.push(header),
            Some(_) => {}
            None if folded => {}
            None => break,
        }
        end = next;
    }
    Head { start, span: Span::new(line.start, end), headers, has_version: line.of(text).contains("HTTP/") }
}

fn next_line(text: &str, part: Span, at: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[at..part.end]).map_or(part.end, |offset| at + offset + 1)
}

/// The name and value of a line `Name: value`.
fn header(text: &str, line: Span) -> Option<(Span, Span)> {
    let content = line.of(text);
    let indent = content.len() - content.trim_start().len();
    // The names that HTTP/2 adds begin with a colon: `:authority`.
    let behind = indent + usize::from(content[indent..].starts_with(':'));
    let colon = behind + content[behind..].find(':')?;
    let name = &content[indent..colon];
    let is_token = |b: u8| b.is_ascii_alphanumeric() || b"-_!#$%&'*+.^`|~:".contains(&b);
    let value = content[colon + 1..].trim();
    let value_start = line.end - content[colon + 1..].trim_start().len();
    (!name.is_empty() && name.bytes().all(is_token))
        .then(|| (Span::new(line.start + indent, line.start + colon), Span::new(value_start, value_start + value.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<Head> {
        heads(text, Span::new(0, text.len()))
    }

    #[test]
    fn heads_end_at_the_empty_line() {
        let text = "HTTP/1.1 100 Continue\r\n\r\nHTTP/2 403 \r\ncontent-type: application/json\r\n\r\n{\"a\":1}";
        let found = all(text);
        let statuses: Vec<_> =
            found.iter().filter_map(|head| if let Start::Response { status, .. } = head.start { Some(status) } else { None }).collect();
        assert_eq!(statuses, [100, 403]);
        assert_eq!(&text[found[1].span.end..], "{\"a\":1}");
        let (name, value) = found[1].headers[0];
        assert_eq!((name.of(text), value.of(text)), ("content-type", "application/json"));
        assert_eq!(all("see HTTP/1.1 403 above"), []);
        let cut = "HTTP/1.1 403 Forbidden\n{\"a\":1}";
        assert_eq!(&cut[all(cut)[0].span.end..], "{\"a\":1}");
    }

    #[test]
    fn requests_have_a_method_and_a_target() {
        for text in ["POST /v1/x?a=b HTTP/1.1\nHost: h\n\nbody", "x\n GET https://h/v1 \nAccept: */*\n\nbody"] {
            let found = all(text);
            assert!(matches!(found[..], [Head { start: Start::Request { .. }, .. }]), "{text}");
            assert_eq!(&text[found[0].span.end..], "body");
        }
        assert_eq!(all("I GET https://h and\nTHE /x HTTP/1.1"), []);
    }
}
