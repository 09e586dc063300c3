//! Where in a line a place stands: in a string of JSON, in a quoted value of a key, or in neither.
//!
//! Strings of JSON keep their escapes and their signs here: the reader of JSON undoes them, and what it reads is plain text again.

use memchr::{memchr2, memrchr};

/// What stands around a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Text.
    Text,
    /// A string of JSON, or of a language that prints alike.
    Json,
    /// `msg="…"`.
    Value,
    /// Another text in quotes.
    Quoted,
}

/// How far back the sign before a quote is looked for.
const LOOK_BACK: usize = 256;

/// Follows the quotes of a text from left to right. A line starts outside of all: a quote left open must not reach further.
#[derive(Debug)]
pub(super) struct Quotes<'t> {
    bytes: &'t [u8],
    at: usize,
    place: Place,
}

impl<'t> Quotes<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { bytes: text.as_bytes(), at: 0, place: Place::Text }
    }

    /// What stands around `to`. Asked for from left to right.
    pub(super) fn place(&mut self, to: usize) -> Place {
        if let Some(end) = self.bytes.get(self.at..to).and_then(|part| memrchr(b'\n', part)) {
            self.at += end + 1;
            self.place = Place::Text;
        }
        while let Some(found) = self.bytes.get(self.at..to).and_then(|part| memchr2(b'"', b'\\', part)) {
            let sign = self.at + found;
            if self.bytes[sign] == b'\\' {
                // An escape that reaches over the place is where it is.
                if sign + 1 >= to {
                    self.at = sign;
                    return self.place;
                }
                self.at = sign + 2;
                continue;
            }
            self.place = if self.place == Place::Text { opened(self.bytes, sign) } else { Place::Text };
            self.at = sign + 1;
        }
        self.at = self.at.max(to);
        self.place
    }
}

/// What a quote opens, by the sign before it.
fn opened(bytes: &[u8], quote: usize) -> Place {
    let before = &bytes[quote.saturating_sub(LOOK_BACK)..quote];
    if before.ends_with(b"=") {
        return Place::Value;
    }
    match before.trim_ascii_end() {
        [.., b'{' | b'[' | b',' | b':'] | [.., b'=', b'>'] => Place::Json,
        [] if quote < LOOK_BACK => Place::Json,
        _ => Place::Quoted,
    }
}

/// Whether a line starts as a document of JSON, or a dictionary of Python.
pub(super) fn is_json_line(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    let Some((b'{' | b'[', rest)) = line.split_first() else { return false };
    matches!(rest.trim_ascii_start().first(), Some(b'"' | b'\'' | b'{' | b'[' | b'}' | b']'))
}
