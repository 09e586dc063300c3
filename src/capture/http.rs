//! The heads of HTTP responses in a text, as `curl -i` prints them (RFC 9112, section 4; HTTP/2 and HTTP/3 as curl writes them).

use crate::span::Span;

/// The head of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Response {
    /// The status and its three digits.
    pub(super) status: (u16, Span),
    /// Status line and headers, with the empty line behind them.
    pub(super) head: Span,
}

/// All heads in a text: each starts at the start of a line.
pub(super) fn responses(text: &str) -> Vec<Response> {
    let mut found = Vec::new();
    let mut from = 0;
    for start in memchr::memmem::find_iter(text.as_bytes(), b"HTTP/") {
        let at_line_start = text[..start].chars().next_back().is_none_or(|c| c == '\n');
        if start < from || !at_line_start {
            continue;
        }
        if let Some(status) = status(text, start) {
            let head = Span::new(start, head_end(text, start));
            from = head.end;
            found.push(Response { status, head });
        }
    }
    found
}

/// The status of a line `HTTP/1.1 403 Forbidden`.
fn status(text: &str, start: usize) -> Option<(u16, Span)> {
    let line = text[start..].lines().next()?;
    let version = line.find(' ')?;
    let digits = line[version..].trim_start();
    let at = start + line.len() - digits.len();
    let token = digits.split([' ', '\t', '\r']).next()?;
    let status: u16 = token.parse().ok().filter(|status| (100..600).contains(status))?;
    (token.len() == 3 && version <= "HTTP/1.1".len()).then(|| (status, Span::new(at, at + 3)))
}

/// The end of the empty line that ends a head; without one, the end of the last line that looks like a header.
fn head_end(text: &str, start: usize) -> usize {
    let mut end = start;
    for (i, line) in text[start..].split_inclusive('\n').enumerate() {
        let content = line.trim_end();
        if content.is_empty() {
            return end + line.len();
        }
        if i > 0 && !is_header(content) {
            return end;
        }
        end += line.len();
    }
    end
}

fn is_header(line: &str) -> bool {
    let folded = line.starts_with([' ', '\t']);
    let name = line.split_once(':').map(|(name, _)| name);
    folded
        || name.is_some_and(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_!#$%&'*+.^`|~".contains(&b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_end_at_the_empty_line() {
        let text = "HTTP/1.1 100 Continue\r\n\r\nHTTP/2 403 \r\ncontent-type: application/json\r\n\r\n{\"a\":1}";
        let found = responses(text);
        assert_eq!(found.iter().map(|r| r.status.0).collect::<Vec<_>>(), [100, 403]);
        assert_eq!(&text[found[1].head.end..], "{\"a\":1}");
        assert_eq!(responses("see HTTP/1.1 403 above"), []);
        let cut = "HTTP/1.1 403 Forbidden\n{\"a\":1}";
        assert_eq!(&cut[responses(cut)[0].head.end..], "{\"a\":1}");
    }
}
