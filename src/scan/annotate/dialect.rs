//! [`Dialect`]: the forms in which a line and what is said of it are written.

use serde::Serialize;

use crate::explain::{FindingView, SCHEMA};

use super::fields::{Chosen, Field, Value, values};
use super::json::{self, Kind};

/// The form of a line with what is said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// A JSON object gets a last key; any other line becomes one.
    Json,
    /// Brackets at the end of the line.
    Suffix,
    /// Keys and values at the end of the line.
    Logfmt,
    /// What rsyslog's mmexternal reads: an answer in the place of each line.
    Mmexternal,
}

/// All findings, as `explain` shows them.
#[derive(Serialize)]
struct All<'v> {
    schema: &'static str,
    primary: usize,
    findings: &'v [FindingView],
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<usize>,
}

impl Dialect {
    /// What is said if nobody chooses.
    #[must_use]
    pub fn usual(self) -> Chosen {
        Chosen::Fields(match self {
            Self::Json | Self::Mmexternal => Field::ALL[..7].to_vec(),
            Self::Suffix | Self::Logfmt => vec![Field::Id, Field::Fix, Field::Verdict, Field::More],
        })
    }

    /// Whether it can be so said. Findings as a whole are JSON.
    #[must_use]
    pub const fn takes(self, chosen: &Chosen) -> bool {
        matches!((self, chosen), (Self::Json | Self::Mmexternal, _) | (_, Chosen::Fields(_)))
    }

    /// Puts what there is to say of findings into `out`, for [`write`](Self::write).
    pub(super) fn say(self, chosen: &Chosen, views: &[FindingView], primary: usize, more: usize, out: &mut Vec<u8>) {
        let others = views.len() + more - 1;
        let Some(view) = views.get(primary) else { return };
        match (self, chosen) {
            (Self::Json, chosen) => {
                out.extend_from_slice(b"\"errdex\":");
                object(chosen, views, primary, more, out);
            }
            (Self::Mmexternal, chosen) => {
                out.extend_from_slice(b"{\"$!\":{\"errdex\":");
                object(chosen, views, primary, more, out);
                out.extend_from_slice(b"}}");
            }
            (Self::Suffix, Chosen::Fields(fields)) => suffix(view, fields, others, out),
            (_, Chosen::Fields(fields)) => logfmt(view, fields, others, out),
            (_, Chosen::All) => {}
        }
    }

    /// Writes a line with what is said of it. A line that has been annotated before is written as it is; then this is `false`.
    pub(super) fn write(self, line: &[u8], said: &[u8], out: &mut Vec<u8>) -> bool {
        let (text, end) = line.split_at(line.len() - usize::from(line.last() == Some(&b'\r')));
        match self {
            Self::Json => return write_json(line, said, out),
            Self::Mmexternal => {}
            Self::Suffix if text.ends_with(b"]") && memchr::memmem::find(text, b" [errdex ").is_some() => {
                out.extend_from_slice(line);
                return false;
            }
            Self::Logfmt if has_keys(text) => {
                out.extend_from_slice(line);
                return false;
            }
            Self::Suffix | Self::Logfmt => {
                out.extend_from_slice(text);
                out.extend_from_slice(said);
                out.extend_from_slice(end);
            }
        }
        true
    }
}

fn write_json(line: &[u8], said: &[u8], out: &mut Vec<u8>) -> bool {
    let insert = |place: usize, comma: &[u8], out: &mut Vec<u8>| {
        out.extend_from_slice(&line[..place]);
        out.extend_from_slice(comma);
        out.extend_from_slice(said);
        out.extend_from_slice(&line[place..]);
    };
    match json::kind(line) {
        Kind::Object(place) => insert(place, b",", out),
        Kind::Empty(place) => insert(place, b"", out),
        Kind::Annotated => {
            out.extend_from_slice(line);
            return false;
        }
        Kind::Text => {
            let (text, end) = line.split_at(line.len() - usize::from(line.last() == Some(&b'\r')));
            out.extend_from_slice(b"{\"message\":");
            json::push_bytes(text, out);
            out.push(b',');
            out.extend_from_slice(said);
            out.push(b'}');
            out.extend_from_slice(end);
        }
    }
    true
}

fn object(chosen: &Chosen, views: &[FindingView], primary: usize, more: usize, out: &mut Vec<u8>) {
    let fields = match chosen {
        Chosen::All => {
            let more = Some(more).filter(|more| *more > 0);
            return json::push(&All { schema: SCHEMA, primary, findings: views, more }, out);
        }
        Chosen::Fields(fields) => fields,
    };
    let mut sign = b'{';
    for (key, value) in values(&views[primary], fields, views.len() + more - 1) {
        out.push(sign);
        json::push(key, out);
        out.push(b':');
        json::push(&value, out);
        sign = b',';
    }
    if sign == b'{' {
        out.push(b'{');
    }
    out.push(b'}');
}

/// ` [errdex equinix/EQX-826-403 fix="…"]`. An entry that is certain needs no verdict; of an unlisted code, the code stands in the place of
/// the id.
fn suffix(view: &FindingView, fields: &[Field], more: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(b" [errdex");
    let is_matched = view.verdict == crate::matcher::Verdict::Matched;
    let mut is_named = false;
    for (key, value) in values(view, fields, more).filter(|(key, _)| !(is_matched && *key == "verdict")) {
        if let "id" | "ids" = key {
            is_named = true;
            out.push(b' ');
            quoted(&value, out);
        } else {
            pair(b" ", key, &value, out);
        }
    }
    if !is_named && let Some(code) = view.code.as_deref().filter(|_| fields.contains(&Field::Id)) {
        out.extend_from_slice(b" code=");
        quoted(&Value::Text(code), out);
    }
    out.push(b']');
}

fn logfmt(view: &FindingView, fields: &[Field], more: usize, out: &mut Vec<u8>) {
    let mut is_named = false;
    for (key, value) in values(view, fields, more) {
        is_named |= matches!(key, "id" | "ids" | "code");
        pair(b" errdex.", key, &value, out);
    }
    if !is_named && let Some(code) = view.code.as_deref().filter(|_| fields.contains(&Field::Id)) {
        pair(b" errdex.", "code", &Value::Text(code), out);
    }
}

fn pair(before: &[u8], key: &str, value: &Value<'_>, out: &mut Vec<u8>) {
    if let Value::Map(map) = value {
        for (name, value) in *map {
            pair(before, &format!("{key}.{name}"), &Value::Text(value), out);
        }
        return;
    }
    out.extend_from_slice(before);
    out.extend_from_slice(key.as_bytes());
    out.push(b'=');
    quoted(value, out);
}

/// A word as it is, anything else in the quotes of JSON.
fn quoted(value: &Value<'_>, out: &mut Vec<u8>) {
    match value {
        Value::Text(text) => word(text, out),
        Value::Made(text) => word(text, out),
        Value::List(words) => word(&words.join(","), out),
        Value::Number(_) | Value::Flag(_) | Value::Map(_) => json::push(value, out),
    }
}

fn word(text: &str, out: &mut Vec<u8>) {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b':' | b',' | b'+');
    if !text.is_empty() && text.bytes().all(is_plain) {
        out.extend_from_slice(text.as_bytes());
    } else {
        json::push(text, out);
    }
}

/// Whether a line has one of our keys.
fn has_keys(line: &[u8]) -> bool {
    const BEFORE: &[u8] = b" errdex.";
    const LONGEST: usize = 16;
    let is_ours = |key: &[u8]| key == b"ids" || Field::ALL.iter().any(|field| field.name().as_bytes() == key);
    memchr::memmem::find_iter(line, BEFORE).any(|at| {
        let key = &line[at + BEFORE.len()..];
        key.iter().take(LONGEST).position(|byte| matches!(byte, b'=' | b'.')).is_some_and(|end| is_ours(&key[..end]))
    })
}
