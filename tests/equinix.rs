//! Answers of Equinix in each of the shapes that its services have: `tests/data/paste/equinix/EXPECTED.tsv` says what must be read
//! of each error.

use std::collections::BTreeMap;
use std::path::Path;

use errdex::explain::FindingView;
use serde_json::Value;

use crate::support::{explained, matcher};

/// How many shapes there are.
const SHAPES: usize = 27;

#[test]
fn every_error_of_every_shape_is_read() {
    let folder = Path::new("tests/data/paste/equinix");
    let table = std::fs::read_to_string(folder.join("EXPECTED.tsv")).unwrap();
    let mut expected: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (file, error) in table.lines().skip(1).filter_map(|line| line.split_once('\t')) {
        let errors = expected.entry(file).or_default();
        errors.extend(Some(error).filter(|error| *error != "NONE"));
    }
    assert_eq!(expected.len(), SHAPES);
    let matcher = matcher();
    for (file, errors) in expected {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let explanation = explained(&matcher, &text);
        let read: Vec<String> = explanation.findings.iter().map(told).collect();
        assert_eq!(read, errors, "{file}");
        assert!(explanation.diagnostics.is_empty(), "{file}: {:?}", explanation.diagnostics);
    }
}

/// A finding as a row of the table, from its JSON: code, message, properties (or the reason, of a detail without one), correlation.
fn told(finding: &FindingView) -> String {
    let json = serde_json::to_value(finding).unwrap();
    let details = json["details"].as_array().cloned().unwrap_or_default();
    let property = |detail: &Value| match (&detail["property"], &detail["reason"]) {
        (Value::String(property), _) => property.clone(),
        (_, reason) => format!("reason:{}", text(reason)),
    };
    let properties: Vec<String> = details.iter().map(property).collect();
    let properties = if properties.is_empty() { "-".to_owned() } else { properties.join(", ") };
    [text(&json["code"]), text(&json["message"]), &properties, text(&json["correlation"])].join("\t")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("-")
}
