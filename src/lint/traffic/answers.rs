//! Answers: the documents in the text between requests.

use super::{Answer, Ground};
use crate::capture::json::{Document, Kind, Leniency};
use crate::span::Span;

/// The documents of a part of the text that begin a line, each as an answer.
pub(super) fn read<'g>(
    ground: &'g Ground<'_>,
    part: Span,
    call: Option<usize>,
    status: Option<(u16, Span)>,
    answers: &mut Vec<Answer<'g>>,
) {
    let text = ground.text();
    let found = answers.len();
    let mut at = part.start;
    while let Some(offset) = memchr::memchr2(b'{', b'[', &text.as_bytes()[at..part.end]) {
        let start = at + offset;
        if !begins_line(text, part.start, start) {
            at = start + 1;
            continue;
        }
        let document = Document::read(&text[..part.end], start);
        let end = document.span().end.max(start + 1);
        at = end;
        // A text that is nothing but the document is meant as one.
        let is_whole = text[..start].trim().is_empty() && text[end..].trim().is_empty();
        if is_whole || is_json(&document) {
            let end = with_closers(text, Span::new(end, part.end));
            at = end;
            let body = ground.part(Span::new(start, end));
            answers.push(Answer { call, status, body });
        }
    }
    // An answer without a document may still say a status that is wrong.
    if answers.len() == found && status.is_some() {
        answers.push(Answer { call, status, body: ground.part(Span::new(part.start, part.start)) });
    }
}

/// Behind closers that follow a document: they are too many.
fn with_closers(text: &str, rest: Span) -> usize {
    let behind = rest.of(text);
    let closers = behind.trim_start().len() - behind.trim_start().trim_start_matches(['}', ']']).len();
    if closers == 0 { rest.start } else { rest.start + (behind.len() - behind.trim_start().len()) + closers }
}

/// Whether nothing but blanks stands before a place on its line.
fn begins_line(text: &str, from: usize, at: usize) -> bool {
    let before = &text.as_bytes()[from..at];
    let blanks = before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
    blanks == before.len() || before[before.len() - blanks - 1] == b'\n'
}

/// Whether a document is one: a line of a log in brackets, a block of source code, a struct as Go prints it are none.
fn is_json(document: &Document<'_>) -> bool {
    const FOREIGN: [Leniency; 4] = [Leniency::OtherSeparator, Leniency::Escaped, Leniency::DoubledQuotes, Leniency::MissingColon];
    let Some(root) = document.root() else { return false };
    let quoted = |raw: &str| raw.starts_with(['"', '\'', '\u{201C}']);
    let first = if root.kind() == Kind::Array { root.elements().next() } else { Some(root) };
    let names_fields = first.and_then(|first| first.members().next()).is_some_and(|(name, _)| quoted(name.raw()));
    names_fields && !document.forgiven().iter().any(|one| FOREIGN.contains(&one.what))
}
