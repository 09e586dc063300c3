//! The way of a capture, from arbitrary bytes to every output format.
//!
//! Laws: a second redaction finds nothing. Whatever points into the text points at whole characters of it. The terminal
//! gets no control characters but line ends and the colors of our own styles, and a page of Markdown none but line ends;
//! neither gets marks that turn the direction of text. JSON can be read.

#![no_main]

use errdex::builtin;
use errdex::capture::{Capture, Detail, ErrorFields, Field, parse};
use errdex::catalog::layers::{Layer, Layers};
use errdex::explain::{Depth, Explanation, explain};
use errdex::matcher::Matcher;
use errdex::redact::{Redacted, redact};
use errdex::render::text::{Extent, Screen};
use errdex::render::{json, markdown, text};
use errdex_fuzz::fits;
use libfuzzer_sys::fuzz_target;

/// What our styles, and those of the snippets, are made of.
const COLORS: [&str; 8] = ["0", "1", "2", "32", "33", "36", "91", "94"];

fuzz_target!(|bytes: &[u8]| {
    let redacted = redact(bytes.to_vec());
    check_redacted(&redacted);
    MATCHER.with(|matcher| {
        let capture = parse(redacted, &matcher.envelopes().expect("the built-in catalog is sound"));
        let findings = matcher.find(&capture).expect("the built-in catalog is sound");
        check_capture(&capture);
        for finding in &findings.list {
            check_fields(&finding.fields, capture.text.text());
        }
        check_renders(&explain("-", &capture, &findings, matcher.layers(), Depth::Full), capture.text.text());
    });
});

thread_local! {
    /// The matcher over the built-in catalog.
    static MATCHER: Matcher<'static> = Matcher::new(Layers::new(vec![Layer { origin: None, catalog: builtin::catalog() }]));
}

fn check_redacted(once: &Redacted) {
    let twice = redact(once.text().as_bytes().to_vec());
    assert_eq!((twice.text(), twice.redactions()), (once.text(), 0));
}

fn check_capture(capture: &Capture) {
    let text = capture.text.text();
    assert!(capture.status.is_none_or(|(_, span)| fits(span, text)), "{:?}", capture.status);
    for loose in &capture.loose {
        assert!(fits(loose.span, text), "{loose:?}");
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
        check_harmless(&without_colors(&text::render(explanation, text, Screen { width, extent })));
    }
    check_harmless(&markdown::render(explanation));
    serde_json::from_str::<serde_json::Value>(&json::render(explanation)).expect("it is JSON");
}

fn check_harmless(shown: &str) {
    let turns = |c| matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let harmful = shown.find(|c: char| (c.is_control() && c != '\n') || turns(c));
    assert!(harmful.is_none(), "{harmful:?} in {shown:?}");
}

/// The text without the escapes of our own colors.
fn without_colors(shown: &str) -> String {
    let mut parts = shown.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (color, rest) = part.split_once('m').expect("an escape is a color");
        assert!(COLORS.contains(&color), "{color:?} is no color of ours");
        plain += rest;
    }
    plain
}
