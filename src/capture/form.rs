//! Errors in URL-encoded texts: `error=invalid_grant&error_description=…`, as OAuth puts them into addresses (RFC 6749, section 4.1.2.1).

use crate::span::Span;

use super::plain::{Builder, Plain};

/// The longest such text, in bytes.
const MAX_LENGTH: usize = 16 << 10;

/// The URL-encoded texts in a part of a text that speak of an error: where they stand, and each as lines of keys and values.
pub(super) fn errors(text: &str, part: Span) -> Vec<(Span, Plain)> {
    let mut found = Vec::new();
    let mut from = part.start;
    for offset in memchr::memmem::find_iter(part.of(text).as_bytes(), b"error") {
        let at = part.start + offset;
        if at >= from
            && let Some(form) = around(text, part, at)
        {
            found.push((form, lines(form.of(text))));
            from = form.end;
        }
    }
    found
}

/// The form in which a key stands: from the question mark or the blank before it, to the blank or quote behind it.
fn around(text: &str, part: Span, at: usize) -> Option<Span> {
    let is_form = |b: u8| b.is_ascii_alphanumeric() || b"-._~!$&*+,;=:@/%[]|".contains(&b);
    let bytes = text.as_bytes();
    let first = at.saturating_sub(MAX_LENGTH).max(part.start);
    let before = bytes[first..at].iter().rev().take_while(|&&b| is_form(b)).count();
    let behind = bytes[at..part.end.min(at + MAX_LENGTH)].iter().take_while(|&&b| is_form(b)).count();
    let form = Span::new(at - before, at + behind);
    let opens = before == 0 || bytes[at - 1] == b'&';
    let key = form.of(text)[before..].split('=').next()?;
    let is_key = key.len() < behind && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    (opens && is_key && form.of(text).contains(['&', '%'])).then_some(form)
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
