//! [`Dialect`]: the forms in which a line and what is said of it are written.

use serde::Serialize;

use crate::explain::{FindingView, SCHEMA};
use crate::matcher::Verdict;

use super::fields::{Chosen, Field, Value, unlisted, values};
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
        let Some(view) = views.get(primary) else { return };
        match chosen {
            Chosen::All => {
                let more = Some(more).filter(|more| *more > 0);
                let all = All { schema: SCHEMA, primary, findings: views, more };
                self.around(out, |out| json::push(&all, out));
            }
            Chosen::Fields(fields) => {
                let others = views.len() + more - 1;
                self.fields(view.verdict, view.code.as_deref(), fields, values(view, fields, others), out);
            }
        }
    }

    /// The same of a code that is in no catalog.
    pub(super) fn say_unlisted(self, chosen: &Chosen, code: &str, out: &mut Vec<u8>) {
        if let Chosen::Fields(fields) = chosen {
            self.fields(Verdict::Unlisted, Some(code), fields, unlisted(code, fields), out);
        }
    }

    fn fields<'v>(
        self,
        verdict: Verdict,
        code: Option<&str>,
        fields: &[Field],
        values: impl Iterator<Item = (&'static str, Value<'v>)>,
        out: &mut Vec<u8>,
    ) {
        // Where there is no id, the code says what was found.
        let code = code.filter(|_| fields.contains(&Field::Id) && !fields.contains(&Field::Code));
        match self {
            Self::Json | Self::Mmexternal => self.around(out, |out| object(code, values, out)),
            Self::Suffix => suffix(verdict != Verdict::Matched || fields.len() == 1, code, values, out),
            Self::Logfmt => logfmt(code, values, out),
        }
    }

    /// What stands around an object.
    fn around(self, out: &mut Vec<u8>, object: impl FnOnce(&mut Vec<u8>)) {
        let (before, behind): (&[u8], &[u8]) =
            if self == Self::Mmexternal { (b"{\"$!\":{\"errdex\":", b"}}") } else { (b"\"errdex\":", b"") };
        out.extend_from_slice(before);
        object(out);
        out.extend_from_slice(behind);
    }

    /// Writes a line with what is said of it. A line that has been annotated before is written as it is; then this is `false`.
    pub(super) fn write(self, line: &[u8], said: &[u8], out: &mut Vec<u8>) -> bool {
        let (text, end) = line.split_at(line.len() - usize::from(line.last() == Some(&b'\r')));
        match self {
            Self::Json => return write_json(line, said, out),
            Self::Mmexternal => {}
            Self::Suffix if text.ends_with(b" [errdex]") || text.ends_with(b"]") && memchr::memmem::find(text, b" [errdex ").is_some() => {
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

fn object<'v>(code: Option<&str>, values: impl Iterator<Item = (&'static str, Value<'v>)>, out: &mut Vec<u8>) {
    out.push(b'{');
    let start = out.len();
    let mut put = |key: &str, value: &Value<'_>| {
        if out.len() > start {
            out.push(b',');
        }
        // A plain word.
        out.push(b'"');
        out.extend_from_slice(key.as_bytes());
        out.extend_from_slice(b"\":");
        json::push(value, out);
    };
    let mut is_named = false;
    for (key, value) in values {
        is_named |= matches!(key, "id" | "ids");
        put(key, &value);
    }
    if let Some(code) = code.filter(|_| !is_named) {
        put("code", &Value::Text(code));
    }
    out.push(b'}');
}

/// ` [errdex equinix/EQX-826-403 fix="…"]`. A verdict is told where it is all that was asked for, or no certain one.
fn suffix<'v>(has_verdict: bool, code: Option<&str>, values: impl Iterator<Item = (&'static str, Value<'v>)>, out: &mut Vec<u8>) {
    out.extend_from_slice(b" [errdex");
    let mut is_named = false;
    for (key, value) in values.filter(|(key, _)| has_verdict || *key != "verdict") {
        if let "id" | "ids" = key {
            is_named = true;
            out.push(b' ');
            quoted(&value, out);
        } else {
            pair(b" ", key, &value, out);
        }
    }
    if let Some(code) = code.filter(|_| !is_named) {
        pair(b" ", "code", &Value::Text(code), out);
    }
    out.push(b']');
}

fn logfmt<'v>(code: Option<&str>, values: impl Iterator<Item = (&'static str, Value<'v>)>, out: &mut Vec<u8>) {
    let mut is_named = false;
    for (key, value) in values {
        is_named |= matches!(key, "id" | "ids");
        pair(b" errdex.", key, &value, out);
    }
    if let Some(code) = code.filter(|_| !is_named) {
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
