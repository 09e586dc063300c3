//! The entries of a HAR file, found without reading what is in them: most of a recording went well, and is passed over.
//!
//! Only sound JSON is passed over. Where it is not, the rest of the file is one entry, for the reader of broken JSON.

use crate::span::Span;

/// An entry of a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// All of it.
    pub(super) span: Span,
    /// The status of the answer, if it could be read.
    status: Option<u16>,
    /// The body of the answer, if it is JSON.
    json: Option<Span>,
}

impl Entry {
    /// Whether it is worth reading: it failed, or its body is JSON that speaks of an error.
    pub(super) fn may_fail(&self, text: &str) -> bool {
        self.status.is_none_or(|status| status >= 400) || self.json.is_some_and(|body| names_error(body.of(text)))
    }
}

/// Whether a JSON body, escaped as a string, has a key that speaks of an error and has a value.
pub(super) fn names_error(body: &str) -> bool {
    let bytes = body.as_bytes();
    let is_key = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    memchr::memmem::find_iter(bytes, b"rror").any(|at| {
        let start = at - bytes[..at].iter().rev().take(MAX_KEY).take_while(|byte| is_key(byte)).count();
        let end = at + bytes[at..].iter().take(MAX_KEY).take_while(|byte| is_key(byte)).count();
        let value = body[end..].trim_start_matches(['\\', '"', ' ']).strip_prefix(':');
        let quoted = bytes[..start].ends_with(b"\"") && bytes[end..].starts_with(b"\\\"") | bytes[end..].starts_with(b"\"");
        let nothing =
            |value: &str| ["null", "[]", "{}", "false", "\\\"\\\"", "\"\"", "0"].iter().any(|none| value.trim_start().starts_with(none));
        quoted && value.is_some_and(|value| !nothing(value))
    })
}

/// The longest key that is looked at, in bytes.
const MAX_KEY: usize = 64;

/// Where an answer ends that went well: sound JSON that begins at `start` and names no error. `None` if it is to be read.
pub(super) fn sound_end(text: &str, start: usize, end: usize) -> Option<usize> {
    let end = text.floor_char_boundary(end.min(start + MAX_PASSED_OVER));
    let mut walk = Walk { text: &text[..end], at: start };
    walk.skip()?;
    let body = &text[start..walk.at];
    let speaks = |word: &str| memchr::memmem::find(body.as_bytes(), word.as_bytes()).is_some();
    (!names_error(body) && !SPEAKING.iter().any(|word| speaks(word))).then_some(walk.at)
}

/// What an answer with a good status says of an error where it does not use that word: keys of envelopes, and Kubernetes' `Failure`.
const SPEAKING: [&str; 6] = ["\"code\"", "\"message\"", "\"reason\"", "ailure", "ault\"", "xception"];

/// The largest answer that is passed over, in bytes. It bounds what is looked at in vain for each answer that is cut off.
const MAX_PASSED_OVER: usize = 256 << 10;

/// How far the key `log` may stand from the start, in bytes.
const NEAR: usize = 256;

/// The entries of a text that is a HAR file (HTTP Archive 1.2: `log.entries`); `None` if it is none.
pub(super) fn entries(text: &str) -> Option<Vec<Entry>> {
    let start = &text.as_bytes()[..text.len().min(NEAR)];
    memchr::memmem::find(start, b"\"log\"")?;
    let mut walk = Walk { text, at: 0 };
    walk.enter(b'{')?;
    walk.find("log")?;
    walk.enter(b'{')?;
    walk.find("entries")?;
    walk.enter(b'[')?;
    let mut entries = Vec::new();
    loop {
        walk.blanks();
        let start = walk.at;
        match walk.byte() {
            Some(b'{') => {}
            Some(b',') => {
                walk.at += 1;
                continue;
            }
            Some(b']') => return Some(entries),
            _ => break,
        }
        let Some(entry) = walk.entry() else {
            entries.push(Entry { span: Span::new(start, text.len()), status: None, json: None });
            break;
        };
        entries.push(entry);
    }
    Some(entries)
}

/// What comes next in an object.
enum Key {
    Name(Span),
    End,
}

/// Goes through JSON; `None` where it is broken.
struct Walk<'t> {
    text: &'t str,
    at: usize,
}

impl Walk<'_> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self.byte().is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn enter(&mut self, bracket: u8) -> Option<()> {
        self.blanks();
        (self.byte()? == bracket).then(|| self.at += 1)
    }

    /// Goes to the value of a member of the object that was entered.
    fn find(&mut self, key: &str) -> Option<()> {
        while let Key::Name(name) = self.key()? {
            if name.of(self.text) == key {
                return Some(());
            }
            self.skip()?;
        }
        None
    }

    /// The next key of the object, with the walk at its value; nothing at the object's end.
    fn key(&mut self) -> Option<Key> {
        self.blanks();
        if self.byte()? == b',' {
            self.at += 1;
            self.blanks();
        }
        if self.byte()? == b'}' {
            self.at += 1;
            return Some(Key::End);
        }
        let name = self.string()?;
        self.enter(b':')?;
        self.blanks();
        Some(Key::Name(name))
    }

    fn entry(&mut self) -> Option<Entry> {
        let mut entry = Entry { span: Span::new(self.at, self.at), status: None, json: None };
        self.enter(b'{')?;
        while let Key::Name(name) = self.key()? {
            if name.of(self.text) == "response" && self.byte()? == b'{' {
                self.response(&mut entry)?;
            } else {
                self.skip()?;
            }
        }
        entry.span.end = self.at;
        Some(entry)
    }

    fn response(&mut self, entry: &mut Entry) -> Option<()> {
        self.enter(b'{')?;
        while let Key::Name(name) = self.key()? {
            let start = self.at;
            match name.of(self.text) {
                "content" if self.byte()? == b'{' => self.content(entry)?,
                "status" => {
                    self.skip()?;
                    entry.status = self.text[start..self.at].trim_matches('"').parse().ok();
                }
                _ => self.skip()?,
            }
        }
        Some(())
    }

    fn content(&mut self, entry: &mut Entry) -> Option<()> {
        self.enter(b'{')?;
        let (mut json, mut body) = (false, None);
        while let Key::Name(name) = self.key()? {
            let start = self.at;
            self.skip()?;
            match name.of(self.text) {
                "mimeType" => json = self.text[start..self.at].contains("json"),
                "text" => body = Some(Span::new(start, self.at)),
                _ => {}
            }
        }
        entry.json = body.filter(|_| json);
        Some(())
    }

    /// Passes over a value, however deep.
    fn skip(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.byte()? {
                b'"' => {
                    self.string()?;
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                b' ' | b'\t' | b'\n' | b'\r' | b',' | b':' if depth > 0 => {
                    self.at += 1;
                    continue;
                }
                _ => self.word()?,
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    fn word(&mut self) -> Option<()> {
        let word = self.text.as_bytes()[self.at..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte)).count();
        self.at += word;
        (word > 0).then_some(())
    }

    /// Passes over a string; what is between its quotes.
    fn string(&mut self) -> Option<Span> {
        if self.byte()? != b'"' {
            return None;
        }
        let start = self.at + 1;
        let mut at = start;
        loop {
            at += memchr::memchr2(b'"', b'\\', self.text.as_bytes().get(at..)?)?;
            if self.text.as_bytes()[at] == b'"' {
                self.at = at + 1;
                return Some(Span::new(start, at));
            }
            at += 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_well_is_passed_over() {
        let text = r#"{"log": {"version": "1.2", "entries": [
            {"a": [{}, {"b": "}\""}], "response": {"status": 200, "content": {"mimeType": "text/html", "text": "error"}}},
            {"response": {"content": {"text": "{\"errors\": [1]}", "mimeType": "application/json"}, "status": 200}},
            {"response": {"content": {"text": "{\"errors\":[],\"a\":\"no error:1\"}", "mimeType": "application/json"}, "status": 200}},
            {"response": {"status": 403}}, {"response": {"status": 40"#;
        let found = entries(text).unwrap();
        assert_eq!(found.iter().map(|entry| entry.may_fail(text)).collect::<Vec<_>>(), [false, true, false, true, true]);
        assert_eq!(found[3].span.of(text), "{\"response\": {\"status\": 403}}");
        assert_eq!(sound_end("x{\"a\": [1]} y", 1, 14), Some(11));
        assert_eq!(sound_end("{\"error\": [1]}", 0, 14), None);
        assert_eq!(sound_end("{\"code\": \"x\"}", 0, 13), None);
        assert_eq!(sound_end("{\"status\":\"Failure\"}", 0, 20), None);
        assert_eq!(sound_end("{\"a\": [1]", 0, 9), None);
        assert_eq!(entries("{\"log\": 1}"), None);
        assert_eq!(entries("a \"log\""), None);
    }
}
