//! Examples as a page shows them: the request with the part to change marked, what it should be, and the response.
//!
//! They go the way of a capture, redaction first, so a page points where `errdex` would point, and shows no secret that it
//! would not show.

use serde::Serialize;

use crate::capture;
use crate::catalog::Error;
use crate::catalog::entry::{Envelope, Example};
use crate::catalog::layers::Layers;
use crate::matcher::{Blame, Matcher};
use crate::redact::redact;
use crate::span::Span;

use super::correction;

/// What reads examples; each thread has its own.
pub(super) struct Reader<'c> {
    matcher: Matcher<'c>,
    envelopes: Vec<Envelope<'c>>,
}

/// An example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Shown {
    /// The request that fails, if the example has it.
    pub(super) request: Vec<Piece>,
    /// What the marks are about.
    pub(super) blame: Vec<Blamed>,
    /// The request as it should be, where it is plain from the correction.
    pub(super) corrected: Vec<Piece>,
    /// What to change, in a sentence.
    pub(super) correction: Option<String>,
    /// What was answered.
    pub(super) response: String,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Piece {
    pub(super) text: String,
    /// Whether it is what to change, or what was changed.
    pub(super) marked: bool,
    /// To be typed or read as it is.
    pub(super) code: bool,
}

impl Piece {
    /// Text with nothing special about it.
    pub(super) fn text(text: &str) -> Self {
        Self { text: text.to_owned(), marked: false, code: false }
    }
}

/// A part of the request to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Blamed {
    /// `path`, `query`, `header`, `body`.
    pub(super) part: &'static str,
    pub(super) name: String,
    /// Its value; none if the request lacks it.
    pub(super) value: Option<String>,
}

impl<'c> Reader<'c> {
    /// A reader by the catalogs of the site.
    pub(super) fn new(layers: &Layers<'c>) -> Result<Self, Error> {
        let matcher = Matcher::new(layers.clone()).without_nearest();
        let envelopes = matcher.envelopes()?;
        Ok(Self { matcher, envelopes })
    }

    /// An example of the entry of an id.
    pub(super) fn show(&self, example: &Example<'_>, id: &str) -> Result<Shown, Error> {
        let correction = example.correction.as_ref().map(ToString::to_string);
        let response = trimmed(redact(example.response.as_bytes().to_vec()).into_text());
        let Some(request) = &example.request else {
            return Ok(Shown { request: Vec::new(), blame: Vec::new(), corrected: Vec::new(), correction, response });
        };
        let request = trimmed(redact(request.as_bytes().to_vec()).into_text());
        let blame = self.blame(&request, &example.response, id)?;
        let spans: Vec<(Span, String)> =
            blame.iter().filter_map(|blame| blame.value.as_ref()).map(|value| (value.span, value.text.clone())).collect();
        let corrected = correction.as_deref().and_then(|sentence| correction::apply(&request, sentence, &spans));
        Ok(Shown {
            blame: blame.iter().map(blamed).collect(),
            request: marked(&request, spans.into_iter().map(|(span, _)| span).collect()),
            corrected: corrected.map(|corrected| marked(&corrected.text, corrected.changed)).unwrap_or_default(),
            correction,
            response,
        })
    }

    /// What a request is to be blamed for, with places in the text of the request.
    fn blame(&self, request: &str, response: &str, id: &str) -> Result<Vec<Blame>, Error> {
        let capture = capture::parse(redact(format!("{request}\n\n{response}").into_bytes()), &self.envelopes);
        // Beside the response something in the request may look like a secret that did not before: then the places are others.
        if !capture.text.text().starts_with(request) {
            return Ok(Vec::new());
        }
        let findings = self.matcher.find(&capture)?;
        let own = findings.list.into_iter().find(|finding| finding.candidates.iter().any(|candidate| candidate.known.id == id));
        let inside = |blame: &Blame| blame.value.as_ref().is_none_or(|value| value.span.end <= request.len());
        Ok(own.map(|finding| finding.blame.into_iter().filter(inside).collect()).unwrap_or_default())
    }
}

fn blamed(blame: &Blame) -> Blamed {
    let value = blame.value.as_ref().map(|value| value.text.trim().to_owned()).filter(|value| !value.is_empty());
    Blamed { part: blame.part.name(), name: blame.name.clone(), value }
}

fn trimmed(mut text: String) -> String {
    text.truncate(text.trim_end().len());
    text
}

/// Splits a text at its marks. Of marks that overlap the first counts.
pub(super) fn marked(text: &str, mut spans: Vec<Span>) -> Vec<Piece> {
    spans.sort_unstable();
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut push = |text: &str, marked| {
        if !text.is_empty() {
            pieces.push(Piece { marked, ..Piece::text(text) });
        }
    };
    for span in spans {
        if span.start < at || span.is_empty() || text.get(span.start..span.end).is_none() {
            continue;
        }
        push(&text[at..span.start], false);
        push(span.of(text), true);
        at = span.end;
    }
    push(&text[at..], false);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_split_a_text() {
        let check = |spans: &[(usize, usize)], expect: &str| {
            let spans = spans.iter().map(|&(start, end)| Span::new(start, end)).collect();
            let pieces = marked("GET /a/b", spans);
            let shown: String =
                pieces.iter().map(|piece| if piece.marked { format!("[{}]", piece.text) } else { piece.text.clone() }).collect();
            assert_eq!(shown, expect);
        };
        check(&[], "GET /a/b");
        check(&[(7, 8), (5, 6)], "GET /[a]/[b]");
        check(&[(4, 8), (5, 6), (3, 3), (7, 99)], "GET [/a/b]");
    }
}
