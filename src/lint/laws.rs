//! Laws of the rules for requests and answers, whatever the text.

use proptest::prelude::*;

use super::{Document, Kind, Knowledge, lint};
use crate::builtin;
use crate::catalog::layers::{Layer, Layers};
use crate::diagnostic::Diagnostic;
use crate::matcher::Matcher;
use crate::redact::veil;

fn findings(text: &str, kind: Kind) -> (String, Vec<Diagnostic>) {
    let matcher = Matcher::new(Layers::new(vec![Layer { origin: None, catalog: builtin::catalog() }]));
    let veiled = veil(text.to_owned());
    let found = lint(&Document { name: "-", text: &veiled.text, secrets: &veiled.secrets, kind }, &Knowledge::new(&matcher));
    (veiled.text, found)
}

/// Texts made of what requests are made of, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "curl ",
        "curl -X",
        "POST ",
        "GET ",
        " HTTP/1.1\n",
        "HTTP/1.1 200 OK\n",
        "\n",
        "\n\n",
        "'",
        "\"",
        "\\",
        "\\\n",
        " -d ",
        " -H ",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"type\"",
        "\"a\": 1",
        "https://api.equinix.com",
        "https: //",
        "//",
        "/fabric/v4/connections/",
        "/actions",
        "?a=b&",
        "ä",
        "\u{A0}",
        "\u{201C}",
        "> ",
        "< ",
        "* ",
        "Authorization: Bearer ",
        "Content-Type: application/json",
        "EQ-2010005",
        "3a58dd05-f46d-4b1d-a154",
        "-2e85c396ea6",
        "2021-02-T01:1",
        "{\"log\": {\"entries\": [{\"request\": ",
        "\"errorCode\": ",
        "@",
        "$",
        "`",
        "%",
        "-u ",
        "\r\n",
    ]);
    prop::collection::vec(words, 0..60).prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn places_lie_in_the_text(text in prop_oneof![pieces(), ".{0,200}"]) {
        for kind in [Kind::Shell, Kind::Http, Kind::Har, Kind::Json] {
            let (text, found) = findings(&text, kind);
            for finding in found {
                let edits = finding.fix.iter().flat_map(|fix| fix.edits.iter().map(|edit| edit.span));
                let spans = finding.span.into_iter().chain(finding.labels.iter().map(|label| label.span)).chain(edits);
                for span in spans {
                    prop_assert!(text.get(span.start..span.end).is_some(), "{}: {span:?} of {text:?}", finding.rule);
                }
            }
        }
    }
}

/// Requests and answers that are good: all that operations of the catalog have as examples.
#[test]
fn examples_of_operations_are_good() {
    let operations = builtin::catalog().operations().unwrap();
    let mut count = 0;
    for example in operations.iter().flat_map(|record| &record.operation.examples) {
        for text in [Some(&example.request), example.response.as_ref()].into_iter().flatten() {
            let (_, found) = findings(text, Kind::Shell);
            assert!(found.is_empty(), "{}: {found:#?}", example.title);
            count += 1;
        }
    }
    assert!(count > 2, "there are examples");
}

/// Twice the text may not take much more than twice the findings, and hostile repetition ends.
#[test]
fn repetition_is_bounded() {
    for piece in ["curl -d '{", "[", "{\"a\":", "curl \"https://h/x\" -H \"A: \"b\"\n", "'", "GET https://h//x\n", "{\"a\": 1}\n", "}\n{"] {
        let (_, found) = findings(&piece.repeat(4_000), Kind::Shell);
        assert!(found.len() <= super::report::MAX_FINDINGS, "{piece}: {}", found.len());
    }
}
