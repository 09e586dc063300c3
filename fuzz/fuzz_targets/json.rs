//! The JSON reader, on arbitrary text.
//!
//! Laws: every span lies in the text and on the borders of characters, children lie in their parents, one behind the
//! other, and there are no more than two nodes a byte. What `serde_json` accepts is read as `serde_json` reads it, with
//! nothing forgiven; and where nothing was forgiven, `serde_json` accepts it.

#![no_main]

use errdex::capture::json::{Document, Kind, MAX_FORGIVEN, Node};
use errdex_fuzz::fits;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|text: &str| {
    let document = Document::read(text, 0);
    check_places(text, &document);
    check_places(text, &Document::read(text, text.len() / 2));
    check_json(text, &document);
    if document.forgiven().is_empty() {
        check_exact(&document);
    }
});

fn check_places(text: &str, document: &Document<'_>) {
    assert!(fits(document.span(), text), "{:?}", document.span());
    let forgiven = document.forgiven();
    assert!(forgiven.iter().all(|one| fits(one.span, text)), "{forgiven:?}");
    assert!(forgiven.is_sorted_by_key(|one| one.span.start), "{forgiven:?}");
    assert!(forgiven.len() <= MAX_FORGIVEN + 2, "{} forgiven", forgiven.len());
    let Some(root) = document.root() else { return };
    let mut count = 0;
    for node in root.descendants() {
        count += 1 + node.members().count();
        assert!(fits(node.span(), text) && fits(node.inner_span(), text), "{node:?}");
        assert!(node.span().contains(node.inner_span()), "{node:?}");
        let _ = (node.text(), node.is_empty());
        check_children(node);
    }
    assert!(count <= 2 * text.len() + 1, "{count} nodes of {} bytes", text.len());
}

fn check_children(node: Node<'_>) {
    let mut end = node.span().start;
    let members = node.members().flat_map(<[Node<'_>; 2]>::from);
    for child in members.chain(node.elements()) {
        assert!(node.span().contains(child.span()) && end <= child.span().start, "{child:?} in {node:?}");
        end = child.span().end;
    }
}

/// Holds the reading of a whole object or array against that of `serde_json`.
fn check_json(text: &str, document: &Document<'_>) {
    let whole = text.trim_matches([' ', '\t', '\n', '\r']);
    if whole.starts_with(['{', '[']) && serde_json::from_str::<Value>(text).is_ok() {
        assert_eq!(document.forgiven(), []);
        assert_eq!(document.span().of(text), whole);
    }
}

/// Holds every value of a document without mistakes against what `serde_json` reads there.
fn check_exact(document: &Document<'_>) {
    for node in document.root().iter().flat_map(|root| root.descendants()) {
        match serde_json::from_str::<Value>(node.raw()) {
            Ok(expected) => assert_eq!(value(node), expected),
            // JSON all the same: `serde_json` has limits of its own.
            Err(error) => {
                let error = error.to_string();
                assert!(error.starts_with("number out of range") || error.starts_with("recursion limit"), "{error} in {node:?}");
                return;
            }
        }
    }
}

fn value(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Object => node.members().map(|(key, member)| (key.text().into_owned(), value(member))).collect(),
        Kind::Array => node.elements().map(value).collect(),
        Kind::String | Kind::Word => Value::String(node.text().into_owned()),
        Kind::Number | Kind::Bool | Kind::Null => serde_json::from_str(node.raw()).expect("JSON's own literals"),
    }
}
