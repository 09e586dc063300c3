//! Values as JSON. `schema/errdex-1.schema.json` describes that of an explanation.
//!
//! Control characters are escaped, also those that JSON would allow: it may be printed on a terminal.

use serde::Serialize;
use serde_json::{Value, json as value_of};

use crate::catalog::Record;
use crate::hidden::{write_json, write_json_pretty};

/// A value on one line, without a line end: an explanation, mostly.
#[must_use]
pub fn render(value: &impl Serialize) -> String {
    text(|out| write_json(out, value))
}

/// A value on several lines, with a line end.
#[must_use]
pub fn render_pretty(value: &impl Serialize) -> String {
    text(|out| write_json_pretty(out, value)) + "\n"
}

fn text(write: impl FnOnce(&mut Vec<u8>) -> serde_json::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).expect("plain data with text keys can be written to memory");
    String::from_utf8(out).expect("JSON is text")
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
