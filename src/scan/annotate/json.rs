//! Lines that are JSON, and texts as JSON.

use std::fmt;

use serde::Serialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::hidden::write_json;

use super::object;

/// The key of what is said.
pub(super) const KEY: &str = "errdex";

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A JSON object; a key and its value may be put at this place behind those there are.
    Object(usize),
    /// The same without any.
    Empty(usize),
    /// A JSON object that has our key.
    Annotated,
    /// Something else.
    Text,
}

/// What a line is. It must be an object from its first to its last byte, but for white space.
pub(super) fn kind(line: &[u8]) -> Kind {
    // Most other lines are told apart by their first byte and their last.
    let [b'{', inner @ .., b'}'] = line.trim_ascii() else { return Kind::Text };
    match has_key(line) {
        Some(true) => Kind::Annotated,
        Some(false) => {
            let end = line.trim_ascii_end().len() - 1;
            let place = line[..end].trim_ascii_end().len();
            if inner.trim_ascii().is_empty() { Kind::Empty(place) } else { Kind::Object(place) }
        }
        None => Kind::Text,
    }
}

/// Whether one of the keys of a JSON object is ours; `None` for what is none.
fn has_key(line: &[u8]) -> Option<bool> {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    let object = line.trim_ascii();
    let start = line.len() - line.trim_ascii_start().len();
    let is_alone = line[..start].iter().chain(&line[start + object.len()..]).all(is_blank);
    if let Some(has_key) = object::has_key(object).filter(|_| is_alone) {
        return Some(has_key);
    }
    // serde_json does not look at the letters of what is left out.
    let mut reader = serde_json::Deserializer::from_str(str::from_utf8(line).ok()?);
    let has_key = reader.deserialize_map(Keys).ok()?;
    reader.end().ok()?;
    Some(has_key)
}

/// Says whether one of an object's keys is ours.
struct Keys;

impl<'de> Visitor<'de> for Keys {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<bool, M::Error> {
        let mut is_there = false;
        while let Some(is_ours) = map.next_key_seed(Ours)? {
            is_there |= is_ours;
            map.next_value::<IgnoredAny>()?;
        }
        Ok(is_there)
    }
}

/// Says whether a key is ours. It is read as bytes, as JSON allows escapes that stand for half of a character.
struct Ours;

impl<'de> DeserializeSeed<'de> for Ours {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_bytes(self)
    }
}

impl Visitor<'_> for Ours {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_bytes<E>(self, key: &[u8]) -> Result<bool, E> {
        Ok(key == KEY.as_bytes())
    }

    fn visit_str<E>(self, key: &str) -> Result<bool, E> {
        Ok(key == KEY)
    }
}

/// A value as JSON. Nothing hidden is left.
pub(super) fn push(value: &(impl Serialize + ?Sized), out: &mut Vec<u8>) {
    write_json(out, value).expect("plain data with text keys can be written to memory");
}

/// Bytes as the JSON of a text; what is not UTF-8 becomes U+FFFD.
pub(super) fn push_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    push(&String::from_utf8_lossy(bytes), out);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_whole_objects_are_objects() {
        let check = |line: &str, expected: Kind| assert_eq!(kind(line.as_bytes()), expected, "{line}");
        check(r#"{"a":1}"#, Kind::Object(6));
        check(" {\"a\":1 } \r", Kind::Object(7));
        check("{ }\r", Kind::Empty(1));
        check("{}", Kind::Empty(1));
        check(r#"{"a":{"errdex":1},"b":"errdex"}"#, Kind::Object(30));
        check(r#"{"a":1,"errdex":{}}"#, Kind::Annotated);
        check(r#"{"\u0065rrdex":0}"#, Kind::Annotated);
        check(r#"{"\ud800":0}"#, Kind::Object(11));
        for text in
            ["", "{", "{a}", "[]", r#"{"a":1}{"b":2}"#, r#"x {"a":1}"#, r#"{"a":1} x}"#, r#"{"a":1,}"#, r#"{"a":01}"#, "{\"a\":\"\t\"}"]
        {
            check(text, Kind::Text);
        }
        assert_eq!(kind(b"{\"a\":\"\xff\"}"), Kind::Text);
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
        check(&deep, Kind::Object(deep.len() - 1));
    }

    /// As a parser alone tells it.
    fn parsed(line: &[u8]) -> Option<bool> {
        let mut reader = serde_json::Deserializer::from_str(str::from_utf8(line).ok()?);
        let has_key = reader.deserialize_map(Keys).ok()?;
        reader.end().ok().map(|()| has_key)
    }

    const PIECES: &[&str] = &[
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"errdex\"",
        "\"a\"",
        "\"\"",
        "0",
        "01",
        "-",
        "-7",
        "1.5",
        "1.",
        "1e9",
        "true",
        "false",
        "null",
        "nul",
        " ",
        "\t",
        "\r",
        "\u{c}",
        "\u{1}",
        "\\",
        "\\u0065",
        "é",
        "\u{7f}",
        "x",
    ];

    proptest! {
        #[test]
        fn objects_are_told_as_a_parser_tells_them(
            pieces in prop::collection::vec(prop::sample::select(PIECES), 0..14),
            members in prop::collection::vec((prop::sample::select(&PIECES[7..10]), prop::sample::select(PIECES), prop::sample::select(PIECES)), 0..4),
        ) {
            let whole = members.iter().map(|(key, blank, value)| format!("{key}{blank}: {value}")).collect::<Vec<_>>().join(",");
            for line in [pieces.concat(), format!("{{{}}}", pieces.concat()), format!("{{{whole}}}"), format!(" {{\"b\":[{{{whole}}}]}}\r")] {
                prop_assert_eq!(has_key(line.as_bytes()), parsed(line.as_bytes()), "{}", line);
            }
        }
    }

    #[test]
    fn usual_objects_need_no_parser() {
        for (text, expected) in [(r#"{"a":"b","c":[1,-2.5,{"errdex":null}],"d":{}}"#, false), (r#"{ "a" : [ ] , "errdex": true }"#, true)] {
            assert_eq!(object::has_key(text.as_bytes()), Some(expected), "{text}");
        }
    }

    #[test]
    fn texts_are_harmless() {
        let mut out = Vec::new();
        push_bytes("a\"\u{1b}[31m\u{7f}\u{9b}ä\u{202e}€".as_bytes(), &mut out);
        push_bytes(b"\xffb", &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), "\"a\\\"\\u001b[31m\\u007f\\u009bä\\u202e€\"\"\u{fffd}b\"");
    }
}
