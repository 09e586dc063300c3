//! The way of a capture, from arbitrary bytes to every output format.
//!
//! Laws: a second redaction finds nothing, and JSON stays JSON. Whatever points into the text points at whole characters of
//! it. No output has control characters or marks that turn the direction of text, except for line ends and, on the
//! terminal, the colors of our own styles. The output in JSON is JSON, on one line.

#![no_main]

use errdex::builtin;
use errdex::capture::{Capture, Detail, ErrorFields, Field, parse};
use errdex::catalog::layers::{Layer, Layers};
use errdex::explain::{Depth, Explanation, explain};
use errdex::matcher::Matcher;
use errdex::redact::{Redacted, redact};
use errdex::render::Extent;
use errdex::render::text::Screen;
use errdex::render::{json, markdown, text};
use errdex::span::Span;
use errdex_fuzz::{check_harmless, fits, without_colors};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|bytes: &[u8]| {
    let redacted = redact(bytes.to_vec());
    check_redacted(bytes, &redacted);
    MATCHER.with(|matcher| {
        let capture = parse(redacted, &matcher.envelopes().expect("the built-in catalog is sound"));
        let findings = matcher.find(&capture).expect("the built-in catalog is sound");
        check_capture(&capture);
        for finding in &findings.list {
            check_fields(&finding.fields, capture.text.text());
            for value in finding.blame.iter().filter_map(|blame| blame.value.as_ref()) {
                assert!(fits(value.span, capture.text.text()), "{value:?}");
            }
        }
        check_renders(&explain("-", &capture, &findings, matcher.layers(), Depth::Full), capture.text.text());
    });
});

thread_local! {
    /// The matcher over the built-in catalog.
    static MATCHER: Matcher<'static> = Matcher::new(Layers::new(vec![Layer { origin: None, catalog: builtin::catalog() }]));
}

fn check_redacted(bytes: &[u8], once: &Redacted) {
    let twice = redact(once.text().as_bytes().to_vec());
    assert_eq!((twice.text(), twice.redactions()), (once.text(), 0));
    let is_container = |value: &Value| value.is_object() || value.is_array();
    if serde_json::from_slice(bytes).is_ok_and(|value| is_container(&value)) {
        assert!(serde_json::from_str(once.text()).is_ok_and(|value| is_container(&value)), "no JSON any more: {:?}", once.text());
    }
}

fn check_capture(capture: &Capture) {
    let text = capture.text.text();
    assert!(capture.statuses.iter().all(|(_, span)| fits(*span, text)), "{:?}", capture.statuses);
    for &passage in capture.loose.iter().chain(&capture.texts) {
        let place = capture.place_in(passage, Span::new(0, passage.len()));
        assert!(fits(place, text) && capture.passage(passage).len() == passage.len(), "{passage:?}");
    }
    for request in capture.exchanges.iter().filter_map(|exchange| exchange.request.as_ref()) {
        for piece in request.pieces(capture) {
            assert!(fits(piece.value.span, text) && fits(piece.whole, text), "{piece:?}");
        }
    }
    for problem in &capture.problems {
        assert!(problem.span.is_none_or(|span| fits(span, text)), "{problem:?}");
    }
    for error in &capture.errors {
        check_fields(error, text);
    }
}

fn check_fields(fields: &ErrorFields, text: &str) {
    let details = fields.details.iter().flat_map(|Detail { property, reason, value }| [property, reason, value]);
    let all = [&fields.code, &fields.message, &fields.description, &fields.correlation].into_iter().chain(details);
    let spans = all.flatten().map(|field: &Field| field.span);
    for span in spans.chain([fields.span]).chain(fields.status.map(|(_, span)| span)) {
        assert!(fits(span, text), "{span:?} of {fields:?}");
    }
}

fn check_renders(explanation: &Explanation, text: &str) {
    for (width, extent) in [(30, Extent::Usual), (100, Extent::Full), (120, Extent::Brief)] {
        check_harmless(&markdown::render(explanation, extent));
        check_harmless(&without_colors(&text::render(explanation, text, Screen { width, extent, links: false })));
    }
    let json = json::render(explanation);
    check_harmless(&json);
    assert!(!json.contains('\n') && serde_json::from_str::<Value>(&json).is_ok(), "{json}");
}
