//! Errors in URL-encoded texts: `error=invalid_grant&error_description=…`, as OAuth puts them into addresses (RFC 6749, section 4.1.2.1).

use crate::span::Span;

use super::plain::{Builder, Plain};

/// The longest such text, in bytes.
const MAX_LENGTH: usize = 16 << 10;

/// The URL-encoded texts in a part of a text that speak of an error: where they stand, and each as lines of keys and values.
pub(super) fn errors(text: &str, part: Span) -> Vec<(Span, Plain)> {
    let mut found = Vec::new();
    let mut token = Span::new(part.start, part.start);
    let mut is_form = false;
    for offset in memchr::memmem::find_iter(part.of(text).as_bytes(), b"error") {
        let at = part.start + offset;
        if at >= token.end {
            // A token is looked at once, however often it says the word.
            token = token_around(text, part, at);
            is_form = token.len() < MAX_LENGTH && token.of(text).contains(['&', '%']);
        }
        if is_form && is_key(text, token, at) {
            found.push((token, lines(token.of(text))));
            is_form = false;
        }
    }
    found
}

/// What stands around an offset between blanks, quotes and question marks.
fn token_around(text: &str, part: Span, at: usize) -> Span {
    let is_form = |b: u8| b.is_ascii_alphanumeric() || b"-._~!$&*+,;=:@/%[]|".contains(&b);
    let bytes = text.as_bytes();
    let first = at.saturating_sub(MAX_LENGTH).max(part.start);
    let before = bytes[first..at].iter().rev().take_while(|&&b| is_form(b)).count();
    let behind = bytes[at..part.end].iter().take_while(|&&b| is_form(b)).count();
    Span::new(at - before, at + behind)
}

/// Whether the key of a pair begins at an offset of a form.
fn is_key(text: &str, form: Span, at: usize) -> bool {
    let opens = at == form.start || text.as_bytes()[at - 1] == b'&';
    let key = text[at..form.end].bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    opens && text.as_bytes().get(at + key) == Some(&b'=') && at + key < form.end
}

/// A form without its encoding, a line for each pair.
fn lines(form: &str) -> Plain {
    let mut built = Builder::new(form);
    let bytes = form.as_bytes();
    let mut utf8 = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let one = Span::new(at, at + 1);
        match bytes[at] {
            b'&' => built.replace(one, "\n"),
            b'+' => built.replace(one, " "),
            b'%' => {
                let start = at;
                utf8.clear();
                while let Some(byte) = hex(bytes.get(at..at + 3)) {
                    utf8.push(byte);
                    at += 3;
                }
                if at > start {
                    built.replace(Span::new(start, at), &String::from_utf8_lossy(&utf8));
                    continue;
                }
                built.keep(one);
            }
            _ => built.keep(one),
        }
        at += 1;
    }
    built.finish()
}

fn hex(escape: Option<&[u8]>) -> Option<u8> {
    let digits = escape?.strip_prefix(b"%")?;
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_become_lines() {
        let check = |text: &str, expect: &[&str]| {
            let found: Vec<String> =
                errors(text, Span::new(0, text.len())).iter().map(|(form, plain)| plain.text(form.of(text)).to_owned()).collect();
            assert_eq!(found, expect, "{text}");
        };
        check(
            "GET /cb?error=invalid_grant&error_description=AADSTS1%3a+no HTTP/1.1",
            &["error=invalid_grant\nerror_description=AADSTS1: no"],
        );
        check("state=1&error=x%C3%A4", &["state=1\nerror=xä"]);
        check("an error=5 and error&co, error%20", &[]);
    }
}
