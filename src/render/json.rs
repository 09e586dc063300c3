//! Values as JSON. `schema/errdex-1.schema.json` describes that of an explanation.
//!
//! Control characters are escaped, also those that JSON would allow: it may be printed on a terminal.

use std::fmt::Write;

use serde::Serialize;
use serde_json::{Value, json as value_of};

use crate::catalog::Record;

use super::is_control;

/// A value on one line, without a line end: an explanation, mostly.
#[must_use]
pub fn render(value: &impl Serialize) -> String {
    escaped(&serde_json::to_string(value).expect("plain data with text keys"), None)
}

/// A value on several lines, with a line end.
#[must_use]
pub fn render_pretty(value: &impl Serialize) -> String {
    escaped(&serde_json::to_string_pretty(value).expect("plain data with text keys"), Some('\n')) + "\n"
}

/// An entry as the catalog has it, with its id, and what its code's parts mean.
#[must_use]
pub fn entry(record: &Record<'_>) -> Value {
    let mut value = value_of!({ "id": record.id(), "provider": record.provider, "family": record.family });
    if let (Value::Object(into), Value::Object(own)) = (&mut value, value_of!(record.entry)) {
        into.extend(own);
    }
    without_unknown(value)
}

/// Absent means unknown: no nulls and no empty lists.
#[must_use]
pub fn without_unknown(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let known = map.into_iter().filter(|(_, value)| !value.is_null() && *value != value_of!([]) && *value != value_of!({}));
            Value::Object(known.map(|(key, value)| (key, without_unknown(value))).collect())
        }
        Value::Array(list) => Value::Array(list.into_iter().map(without_unknown).collect()),
        other => other,
    }
}

/// Control characters other than `line_end` stand only within strings, where each may be written `\uXXXX` (RFC 8259, section 7).
fn escaped(json: &str, line_end: Option<char>) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_control(c) && Some(c) != line_end {
            // All that count as control characters are below U+10000. Writing to a String does not fail.
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_control_character_is_left() {
        assert_eq!(render(&"a\u{9b}\u{202e}\u{7f}\n"), r#""a\u009b\u202e\u007f\n""#);
    }
}
