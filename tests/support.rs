//! What several tests need: the matcher over the built-in catalog, an explanation as JSON, and the answer of a command.

use std::io::Write;
use std::process::{Child, Output};

use errdex::builtin;
use errdex::capture;
use errdex::catalog::layers::{Layer, Layers};
use errdex::explain::{Depth, Explanation, explain};
use errdex::lint::Knowledge;
use errdex::matcher::Matcher;
use errdex::redact::redact;

/// The built-in catalog.
pub(crate) fn layers() -> Layers<'static> {
    Layers::new(vec![Layer { origin: None, catalog: builtin::catalog() }])
}

/// A matcher over the built-in catalog.
pub(crate) fn matcher() -> Matcher<'static> {
    Matcher::new(layers())
}

/// Explains a text as the command would.
pub(crate) fn explained(matcher: &Matcher<'_>, text: &str) -> Explanation {
    let envelopes = matcher.envelopes().expect("the built-in catalog is sound");
    let capture = capture::parse(redact(text.into()), &envelopes);
    let findings = matcher.find(&capture).expect("the built-in catalog is sound");
    explain("-", &capture, &findings, matcher.layers(), Depth::Usual)
}

/// What a command answers to an input, which it may leave unread.
pub(crate) fn answered(mut child: Child, input: &[u8]) -> Output {
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

/// What the rules of the linter may ask: the built-in catalog.
pub(crate) fn knowledge<'k>(matcher: &'k Matcher<'k>) -> Knowledge<'k> {
    Knowledge { matcher, catalogs: matcher.layers(), base_url: None }
}
