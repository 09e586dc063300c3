//! Characters that are not seen but do something: control characters, and the marks that turn the direction of text. None of a capture or a
//! catalog reaches a terminal, a file or a program as it is.

use std::io::{self, Write};

use serde::Serialize;

/// Control characters, and the marks that change the direction of text (UAX #9), with which text can be made to look like another.
#[must_use]
pub const fn is_hidden(c: char) -> bool {
    matches!(c, '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}')
        || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Writes a value as JSON on one line, without a line end.
///
/// # Errors
/// If it cannot be written, or is none that JSON has.
pub fn write_json(out: impl Write, value: &(impl Serialize + ?Sized)) -> serde_json::Result<()> {
    serde_json::to_writer(Visible(out), value)
}

/// Writes a value as JSON on several lines, without a line end behind the last.
///
/// # Errors
/// As for [`write_json`].
pub fn write_json_pretty(out: impl Write, value: &(impl Serialize + ?Sized)) -> serde_json::Result<()> {
    serde_json::to_writer_pretty(Visible(out), value)
}

/// Escapes what JSON would allow as it is: of hidden characters only those of ASCII below the blank must be escaped there. They stand within
/// strings, where each may be written `\uXXXX` (RFC 8259, section 7).
struct Visible<W>(W);

impl<W: Write> Write for Visible<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        // What begins a hidden character in UTF-8. All bytes are looked at, so that many can be at once.
        let begins_one = |byte: u8| matches!(byte, 0x7F | 0xC2 | 0xD8 | 0xE2);
        if !bytes.iter().fold(false, |any, byte| any | begins_one(*byte)) {
            return self.0.write_all(bytes);
        }
        // The JSON writer cuts strings only beside characters of ASCII.
        let mut rest = std::str::from_utf8(bytes).map_err(io::Error::other)?;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| *c >= '\u{7F}' && is_hidden(*c)) {
            // All of them are below U+10000.
            write!(self.0, "{}\\u{:04x}", &rest[..at], u32::from(c))?;
            rest = &rest[at + c.len_utf8()..];
        }
        self.0.write_all(rest.as_bytes())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nothing_hidden_is_left_and_nothing_is_changed(text in ".*|[\\x00-\\xFFé\u{202a}-\u{2069}\u{61c}😀\"\\\\]{0,20}") {
            let mut json = Vec::new();
            write_json(&mut json, &text).unwrap();
            let json = String::from_utf8(json).unwrap();
            prop_assert!(!json.contains(is_hidden), "{json:?}");
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}
