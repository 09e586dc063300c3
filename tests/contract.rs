//! The JSON contract: whatever is explained, the output is valid against the schema checked in.

use errdex::matcher::Verdict;
use serde_json::Value;

use crate::support::{explained, matcher};

fn schema() -> jsonschema::Validator {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/errdex-1.schema.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

/// Captures of every verdict and shape.
const CAPTURES: [&str; 16] = [
    "",
    "all is well, 200 OK\n",
    r#"{"errorCode":"EQX-121-403"}"#,
    r#"[{"errorCode":"EQ-2010005","errorMessage":"The moon is not in the right phase","correlationId":"1"}]"#,
    r#"{"errorCode":"EQ-2012005","errorMessage":"x"}"#,
    r#"{"errors":[{"code":"EQX-816-403","message":"User [zed] is forbidden to access report of [r-9]"}],"ticketId":"1"}"#,
    "User [JohnDoe] is not authorized to access the account [10880]",
    "HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\n\r\n<html>no</html>",
    "CodeEQ-2010005 and EQ-2012006 in one line",
    "{\"errorCode\": \"EQ-2010005\", 'x': [1,2,}",
    "ERROR CODE: \"EQ-2016006\"\nMESSAGE: \"Permission denied to create.\"\nADDITIONAL INFO:\n[{\"property\": \"details.cages[]\", \"value\": [{\"id\": \"A\"}]}]",
    r#"{"accounts":[],"errorMessage":null,"errorCode":null}"#,
    r#"{"errors":["Not found"]}"#,
    r#"{"error":"invalid_grant","error_description":"no"}"#,
    "\u{1b}[31mEQ-2010005\u{1b}[0m \u{202e}",
    r#"{"type":"about:blank","title":"Not Found","status":404}"#,
];

#[test]
fn every_output_is_valid() {
    let (matcher, schema) = (matcher(), schema());
    for capture in CAPTURES {
        let explanation = serde_json::to_value(explained(&matcher, capture)).unwrap();
        let errors: Vec<String> = schema.iter_errors(&explanation).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{capture}: {errors:?}");
        assert_no_nothing(&explanation);
    }
}

/// Absent means unknown: no nulls, no empty texts.
fn assert_no_nothing(value: &Value) {
    match value {
        Value::Null => panic!("a null"),
        Value::String(text) => assert!(!text.is_empty(), "an empty text"),
        Value::Array(list) => list.iter().for_each(assert_no_nothing),
        Value::Object(map) => map.values().for_each(assert_no_nothing),
        Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn spans_point_at_what_they_say() {
    let matcher = matcher();
    for capture in CAPTURES {
        for finding in explained(&matcher, capture).findings {
            // Without a code in the text, the span is the message's.
            let (Some(span), Some(code)) = (finding.span, &finding.code) else { continue };
            if finding.verdict == Verdict::ByMessage {
                continue;
            }
            assert_eq!(&capture[span.start..span.end], code, "{capture}");
            let line_start = capture[..span.start].rfind('\n').map_or(0, |at| at + 1);
            assert_eq!(span.column, capture[line_start..span.start].chars().count() + 1);
            assert_eq!(span.line, capture[..span.start].matches('\n').count() + 1);
        }
    }
}
