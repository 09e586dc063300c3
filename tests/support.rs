//! What several tests need: the matcher over the built-in catalog, and an explanation as JSON.

use errdex::builtin;
use errdex::capture;
use errdex::catalog::layers::{Layer, Layers};
use errdex::explain::{Depth, Explanation, explain};
use errdex::matcher::Matcher;
use errdex::redact::redact;

/// A matcher over the built-in catalog.
pub(crate) fn matcher() -> Matcher<'static> {
    Matcher::new(Layers::new(vec![Layer { origin: None, catalog: builtin::catalog() }]))
}

/// Explains a text as the command would.
pub(crate) fn explained(matcher: &Matcher<'_>, text: &str) -> Explanation {
    let envelopes = matcher.envelopes().expect("the built-in catalog is sound");
    let capture = capture::parse(redact(text.into()), &envelopes);
    let findings = matcher.find(&capture).expect("the built-in catalog is sound");
    explain("-", &capture, &findings, matcher.layers(), Depth::Usual)
}
