//! YAML from values, with comments.

use serde_yaml::{Mapping, Value};

/// A mapping that is put together key by key; what is unknown is left out.
#[derive(Default)]
pub(super) struct Map(Mapping);

impl Map {
    pub(super) fn put(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.insert(key.into(), value.into());
        self
    }

    /// The same, unless there is nothing to say.
    pub(super) fn put_some(self, key: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.put(key, value),
            None => self,
        }
    }

    /// The same for a list that may be empty.
    pub(super) fn put_all(self, key: &str, values: Vec<Value>) -> Self {
        if values.is_empty() { self } else { self.put(key, values) }
    }

    /// The same with all of another mapping.
    pub(super) fn with(mut self, other: Value) -> Self {
        if let Value::Mapping(other) = other {
            self.0.extend(other);
        }
        self
    }

    pub(super) fn value(self) -> Value {
        Value::Mapping(self.0)
    }
}

/// Comment lines.
pub(super) fn comments(lines: &[String], indent: &str) -> String {
    let mut out = String::new();
    for line in lines {
        let clean = line.replace(|c: char| c.is_control(), " ");
        out += &format!("{indent}# {clean}\n");
    }
    out
}

/// A value as YAML, each line indented.
pub(super) fn written(value: &Value, indent: &str) -> String {
    // A tree of texts, numbers and lists can always be written.
    let text = serde_yaml::to_string(value).unwrap_or_default();
    let line = |line: &str| if line.trim().is_empty() { line.to_owned() } else { format!("{indent}{line}") };
    text.split_inclusive('\n').map(line).collect()
}
