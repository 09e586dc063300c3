//! JSON Schemas as people read them: a table of fields, and rules in sentences.

use serde::Serialize;
use serde_json::{Map, Value};

/// A field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Field {
    /// The way to it: `data.zSide`, `items[].key`.
    pub(super) path: String,
    pub(super) kind: String,
    pub(super) required: bool,
    /// `2 to 4092`, `one of …`.
    pub(super) limits: Vec<Limit>,
    pub(super) description: Option<String>,
}

/// What a value must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Limit {
    /// `one of`, `pattern`, `at least`.
    pub(super) what: &'static str,
    pub(super) values: Vec<String>,
}

/// What must hold besides: a sentence, or, where none can be made, the schema as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Rule {
    /// Where: the path of the object; empty for the whole.
    pub(super) at: String,
    pub(super) sentence: Option<String>,
    pub(super) schema: Option<String>,
}

/// A schema taken apart.
#[derive(Debug, Default, Serialize)]
pub(super) struct Described {
    pub(super) fields: Vec<Field>,
    pub(super) rules: Vec<Rule>,
}

/// The most fields that are listed.
const MOST_FIELDS: usize = 500;
/// The longest list of values.
const MOST_VALUES: usize = 60;

/// The fields and rules of a schema. What is no JSON has none.
pub(super) fn describe(schema: &str) -> Described {
    let mut described = Described::default();
    if let Ok(schema) = serde_json::from_str::<Value>(schema) {
        inside(&schema, "", &mut described);
    }
    described
}

/// The kind and limits of a single value.
pub(super) fn describe_value(schema: &str) -> (String, Vec<Limit>) {
    let schema: Value = serde_json::from_str(schema).unwrap_or_default();
    (kind(&schema), limits(&schema))
}

/// What is below a path. The reader of JSON bounds the depth.
fn inside(schema: &Value, path: &str, described: &mut Described) {
    let empty = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
    for (name, value) in properties {
        if described.fields.len() >= MOST_FIELDS {
            return;
        }
        let dot = if path.is_empty() { "" } else { "." };
        let path = format!("{path}{dot}{name}");
        let description = value.get("description").and_then(Value::as_str).map(str::to_owned);
        let required = is_required(schema, name);
        described.fields.push(Field { path: path.clone(), kind: kind(value), required, limits: limits(value), description });
        inside(value, &path, described);
    }
    if let Some(items) = schema.get("items") {
        inside(items, &format!("{path}[]"), described);
    }
    rules(schema, path, described);
}

fn is_required(schema: &Value, name: &str) -> bool {
    names(schema).contains(&name)
}

fn names(schema: &Value) -> Vec<&str> {
    let required = schema.get("required").and_then(Value::as_array);
    required.map(|names| names.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
}

fn kind(schema: &Value) -> String {
    let kind = match schema.get("type") {
        Some(Value::String(kind)) => kind.clone(),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        _ => return String::new(),
    };
    let format = schema.get("format").and_then(Value::as_str).map(|format| format!(" ({format})")).unwrap_or_default();
    match schema.get("items") {
        Some(items) if kind == "array" => {
            format!("array of {}", Some(self::kind(items)).filter(|kind| !kind.is_empty()).unwrap_or_else(|| "values".to_owned()))
        }
        _ => kind + &format,
    }
}

fn limits(schema: &Value) -> Vec<Limit> {
    const NAMES: [(&str, &str); 9] = [
        ("const", "always"),
        ("minimum", "at least"),
        ("maximum", "at most"),
        ("exclusiveMinimum", "above"),
        ("exclusiveMaximum", "below"),
        ("minLength", "characters, at least"),
        ("maxLength", "characters, at most"),
        ("pattern", "pattern"),
        ("default", "default"),
    ];
    let mut limits = Vec::new();
    for (key, what) in [("enum", "one of"), ("examples", "example")] {
        if let Some(Value::Array(values)) = schema.get(key) {
            limits.push(Limit { what, values: values.iter().take(MOST_VALUES).map(plain).collect() });
        }
    }
    for (key, what) in NAMES {
        if let Some(value) = schema.get(key) {
            limits.push(Limit { what, values: vec![plain(value)] });
        }
    }
    limits
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What holds between fields.
fn rules(schema: &Value, path: &str, described: &mut Described) {
    if schema.get("if").is_some() {
        described.rules.push(rule(schema, path));
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        let Some(Value::Array(all)) = schema.get(key) else { continue };
        for one in all {
            if described.rules.len() < MOST_FIELDS {
                described.rules.push(rule(one, path));
            }
        }
    }
}

fn rule(schema: &Value, path: &str) -> Rule {
    let sentence = sentence(schema);
    let only_rule = ["if", "then", "else"];
    let raw = || {
        let own = schema
            .as_object()
            .map(|own| own.iter().filter(|(key, _)| only_rule.contains(&key.as_str())).map(|(key, value)| (key.clone(), value.clone())));
        let own: Map<String, Value> = own.map(Iterator::collect).unwrap_or_default();
        let shown = if own.is_empty() { schema.clone() } else { Value::Object(own) };
        serde_json::to_string_pretty(&shown).unwrap_or_default()
    };
    Rule { at: path.to_owned(), schema: if sentence.is_none() { Some(raw()) } else { None }, sentence }
}

/// `If type is DOT1Q, then vlanTag is required.`
fn sentence(schema: &Value) -> Option<String> {
    let condition = conditions(schema.get("if")?, "")?;
    let mut parts = Vec::new();
    if let Some(then) = schema.get("then") {
        parts.push(format!("If {}: {}.", condition.join(" and "), demands(then, "")?.join(", ")));
    }
    if let Some(otherwise) = schema.get("else") {
        parts.push(format!("Otherwise: {}.", demands(otherwise, "")?.join(", ")));
    }
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// What an `if` asks; `None` if there is more to it than words can say.
fn conditions(schema: &Value, path: &str) -> Option<Vec<String>> {
    let mut found = Vec::new();
    for (key, value) in schema.as_object()? {
        match key.as_str() {
            // That it is there goes without saying where it is said what it is.
            "required" => {
                let said = |name: &str| schema.get("properties").is_some_and(|properties| properties.get(name).is_some());
                found.extend(names(schema).into_iter().filter(|name| !said(name)).map(|name| format!("{} is there", join(path, name))));
            }
            "not" if value.as_object()?.keys().eq(["required"]) => {
                found.extend(names(value).iter().map(|name| format!("{} is absent", join(path, name))));
            }
            "properties" => {
                for (name, value) in value.as_object()? {
                    found.extend(is(value, &join(path, name)).or_else(|| conditions(value, &join(path, name)))?);
                }
            }
            _ => return None,
        }
    }
    (!found.is_empty()).then_some(found)
}

/// What a `then` demands.
fn demands(schema: &Value, path: &str) -> Option<Vec<String>> {
    let mut found = Vec::new();
    for (key, value) in schema.as_object()? {
        match key.as_str() {
            "required" => found.extend(names(schema).into_iter().map(|name| format!("{} is required", join(path, name)))),
            "properties" => {
                for (name, value) in value.as_object()? {
                    let path = join(path, name);
                    match value {
                        Value::Bool(false) => found.push(format!("{path} must be absent")),
                        value => found.extend(is(value, &path).or_else(|| demands(value, &path))?),
                    }
                }
            }
            _ => return None,
        }
    }
    (!found.is_empty()).then_some(found)
}

/// `type is DOT1Q`.
fn is(schema: &Value, path: &str) -> Option<Vec<String>> {
    let values = match (schema.get("const"), schema.get("enum")) {
        (Some(value), None) => plain(value),
        (None, Some(Value::Array(values))) => values.iter().take(MOST_VALUES).map(plain).collect::<Vec<_>>().join(" or "),
        _ => return None,
    };
    schema.as_object()?.keys().all(|key| ["const", "enum", "type"].contains(&key.as_str())).then(|| vec![format!("{path} is {values}")])
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_become_sentences() {
        let check = |schema: &str, expect: &str| {
            let rules = describe(schema).rules;
            let said: Vec<String> = rules.into_iter().map(|rule| rule.sentence.unwrap_or_else(|| "?".to_owned())).collect();
            assert_eq!(said.join(" | "), expect, "{schema}");
        };
        let dot1q =
            r#"{"if":{"required":["type"],"properties":{"type":{"const":"Q"}}},"then":{"required":["tag"],"properties":{"outer":false}}}"#;
        check(dot1q, "If type is Q: outer must be absent, tag is required.");
        check(&format!(r#"{{"allOf":[{dot1q}]}}"#), "If type is Q: outer must be absent, tag is required.");
        check(r#"{"if":{"not":{"required":["a"]}},"then":{"required":["b","c"]}}"#, "If a is absent: b is required, c is required.");
        check(r#"{"if":{"properties":{"a":{"properties":{"b":{"enum":[1,2]}}}}},"else":{"required":["c"]}}"#, "Otherwise: c is required.");
        check(r#"{"if":{"minProperties":2},"then":{"required":["b"]}}"#, "?");
        check(r#"{"anyOf":[{"required":["b"]}]}"#, "?");
        check("no JSON", "");
    }

    #[test]
    fn fields_have_their_way() {
        let described = describe(
            r#"{"required":["a"],"properties":{"a":{"type":"array","items":{"properties":{"b":{"type":"integer","minimum":2}}}}}}"#,
        );
        let fields: Vec<String> =
            described.fields.iter().map(|field| format!("{} {} {}", field.path, field.kind, field.required)).collect();
        assert_eq!(fields, ["a array of values true", "a[].b integer false"]);
        assert_eq!(described.fields[1].limits, [Limit { what: "at least", values: vec!["2".to_owned()] }]);
    }
}
