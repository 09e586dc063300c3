//! Escape sequences of strings.

use std::borrow::Cow;

use memchr::memchr;

use crate::capture::plain::{Builder, Plain};
use crate::span::Span;

/// The text of a string: `body` without its escapes. The opening quote tells how deep it was escaped.
pub(super) fn text<'t>(body: &'t str, opening: &str) -> Cow<'t, str> {
    let plain =
        if opening.ends_with("\"\"") && body.contains("\"\"") { Cow::Owned(body.replace("\"\"", "\"")) } else { Cow::Borrowed(body) };
    (0..levels(opening)).fold(plain, |text, _| unescape(text))
}

/// A piece of a string without its escapes.
pub(in crate::capture) fn once(body: &str) -> Cow<'_, str> {
    text(body, "\"")
}

/// As [`text`], with the way back to `body`; `None` if there is nothing to undo.
pub(super) fn plain(body: &str, opening: &str) -> Option<Plain> {
    let doubled = opening.ends_with("\"\"") && body.contains("\"\"");
    if !doubled && memchr(b'\\', body.as_bytes()).is_none() {
        return None;
    }
    let plain = if doubled { undoubled(body) } else { Plain::identity() };
    let plain = (0..levels(opening)).fold(plain, |plain, _| plain.then(body, unescape_plain));
    (!plain.is_printed()).then_some(plain)
}

fn undoubled(body: &str) -> Plain {
    let mut built = Builder::new(body);
    let mut from = 0;
    while let Some(offset) = body[from..].find("\"\"") {
        let at = from + offset;
        built.keep(Span::new(from, at + 1));
        from = at + 2;
    }
    built.keep(Span::new(from, body.len()));
    built.finish()
}

fn unescape_plain(text: &str) -> Plain {
    let mut built = Builder::new(text);
    let mut from = 0;
    let mut utf8 = [0; 4];
    for at in memchr::memchr_iter(b'\\', text.as_bytes()) {
        if at < from {
            continue;
        }
        if let Some((character, length)) = decode(&text[at..]) {
            built.keep(Span::new(from, at));
            built.replace(Span::new(at, at + length), character.encode_utf8(&mut utf8));
            from = at + length;
        }
    }
    built.keep(Span::new(from, text.len()));
    built.finish()
}

/// How often a string was escaped: each string around a string doubles its backslashes and adds one: 1, 3, 7.
fn levels(opening: &str) -> u32 {
    let backslashes = opening.bytes().filter(|&byte| byte == b'\\').count();
    1 + usize::BITS - backslashes.leading_zeros()
}

/// Undoes one level of escapes; without a backslash nothing is copied.
fn unescape(text: Cow<'_, str>) -> Cow<'_, str> {
    if memchr(b'\\', text.as_bytes()).is_none() {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = memchr(b'\\', rest.as_bytes()) {
        plain.push_str(&rest[..at]);
        let (character, length) = decode(&rest[at..]).unwrap_or(('\\', 1));
        plain.push(character);
        rest = &rest[at + length..];
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The character of the escape at the start of `text`, and its length in bytes; `None` if there is no such escape.
pub(super) fn decode(text: &str) -> Option<(char, usize)> {
    let character = match *text.as_bytes().get(1)? {
        byte @ (b'"' | b'\\' | b'/' | b'\'') => char::from(byte),
        b'b' => '\u{8}',
        b'f' => '\u{C}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return decode_unicode(text),
        _ => return None,
    };
    Some((character, 2))
}

/// `\uXXXX`, or a surrogate pair of them; half a pair is U+FFFD.
fn decode_unicode(text: &str) -> Option<(char, usize)> {
    let first = code_unit(text)?;
    if let Some(character) = char::from_u32(first) {
        return Some((character, 6));
    }
    let pair = code_unit(&text[6..])
        .filter(|second| first < 0xDC00 && (0xDC00..0xE000).contains(second))
        .and_then(|second| char::from_u32(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)));
    Some(pair.map_or((char::REPLACEMENT_CHARACTER, 6), |character| (character, 12)))
}

/// The number of a `\uXXXX` at the start of `text`.
fn code_unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    // from_str_radix alone would take a sign.
    let hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u32::from_str_radix(digits, 16).ok().filter(|_| hex)
}

/// Whether the escape at the start of `text` is JSON's: known, no `\'`, and no half of a surrogate pair.
pub(super) fn is_json(text: &str) -> bool {
    match decode(text) {
        Some(('\'', 2)) | None => false,
        Some((char::REPLACEMENT_CHARACTER, _)) => code_unit(text) == Some(0xFFFD),
        Some(_) => true,
    }
}
