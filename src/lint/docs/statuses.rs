//! HTTP statuses beside a code: those that the code never has.
//!
//! A number is poison, so it must be clear that one is a status, and whose: `EQ-2010005 (404)`, `returns 404 with EQ-2010005`, a column.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::Checks;
use super::mentions::{Looked, Mention};
use super::model::Prose;
use crate::diagnostic::Edit;
use crate::lint::rules::docs::WRONG_STATUS;
use crate::span::Span;

/// What stands around a number that is a status.
const SAID: &str = r"(?x)
      \b(?i:HTTP)(?:/[\d.]+)?(?:\x20(?i:status|error))?(?:\x20(?i:code))?:?\x20(?P<a>[1-5]\d\d)\b
    | \b(?i:status)(?:\x20(?i:code))?(?:\x20(?i:is|of))?[:=]?\x20?(?P<b>[1-5]\d\d)\b
    | \b(?i:returns?|returned|answers|answered|responds|responded|gives|gets?|comes|fails|as|is)
        (?:\x20(?i:with|an?|the|HTTP|status|code))*\x20(?P<c>[1-5]\d\d)(?P<behind>.{0,24})
    | \b(?P<d>[1-5]\d\d)\x20(?:Bad\x20Request|Unauthorized|Payment\x20Required|Forbidden|Not\x20Found|Method\x20Not\x20Allowed|Not\x20Acceptable
        |Request\x20Timeout|Conflict|Gone|Precondition\x20Failed|Unsupported\x20Media\x20Type|Unprocessable|Too\x20Many\x20Requests
        |Internal\x20Server\x20Error|Not\x20Implemented|Bad\x20Gateway|Service\x20Unavailable|Gateway\x20Timeout)\b
";
/// Right behind a code.
const BEHIND: &str = r"^[*_`]{0,2} ?[(\[](?:(?i:HTTP|status|status code|error) ?:? ?)?([1-5]\d\d)(?: [A-Z][A-Za-z ]*)?[)\]]";
/// Right before a code.
const BEFORE: &str = r"\b([1-5]\d\d)(?: [A-Z][A-Za-z]*){0,3} ?[(\[][*_`]{0,2}$";
/// What may stand behind the number in `returns 404`; `returns 404 items` is something else.
const GOES_ON: &str = r"^(?:$|\s*[,.;:()\[\]*_`–—-]|\s+(?i:and|with|when|if|for|error|because|on|or|status|as|code|response|instead|until|unless|in)\b|\s+[A-Z])";
/// A sentence that speaks of what is not, or is no more.
const DENIES: &str = r"\b(?:not|never|no longer|[Uu]nlike|instead|[Rr]ather|used to|previously|formerly|[Bb]efore|other than|[Ww]ithout|was|were|changed)\b|n't\b";
/// The head of a column of statuses.
const COLUMN: &str = r"(?i)^\W*(?:http(?: (?:status|code|error))?(?: code)?|(?:response )?status(?: code)?|response code)\W*$";

static SAID_REGEX: LazyLock<Regex> = LazyLock::new(|| regex(SAID));
static BEHIND_REGEX: LazyLock<Regex> = LazyLock::new(|| regex(BEHIND));
static BEFORE_REGEX: LazyLock<Regex> = LazyLock::new(|| regex(BEFORE));
static GOES_ON_REGEX: LazyLock<Regex> = LazyLock::new(|| regex(GOES_ON));
static DENIES_REGEX: LazyLock<Regex> = LazyLock::new(|| regex(DENIES));
static COLUMN_REGEX: LazyLock<Regex> = LazyLock::new(|| regex(COLUMN));
static NUMBER_REGEX: LazyLock<Regex> = LazyLock::new(|| regex(r"\b[1-5]\d\d\b"));

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of our own")
}

/// So far a status can stand from its code.
const REACH: usize = 240;

impl Checks<'_, '_, '_> {
    /// Checks the statuses that a text names beside its codes.
    pub(super) fn statuses(&mut self, prose: &Prose, mentions: &[Mention<'_>]) {
        for (index, mention) in mentions.iter().enumerate() {
            let Some(right) = mention.code.statuses() else { continue };
            let text = prose.as_str();
            let adjacent = adjacent(text, mention.span);
            let alone =
                [index.wrapping_sub(1), index + 1].iter().all(|other| mentions.get(*other).is_none_or(|other| !near(other, mention)));
            let sentence = sentence(text, mention.span);
            let found = match adjacent {
                Some(status) => has_not(status.of(text), &right).then_some(status),
                None if alone && has_not(sentence.of(text), &right) => said(text, sentence),
                None => None,
            };
            if let Some(wrong) = found {
                self.wrong_status(prose, wrong, mention);
            }
        }
    }

    /// Checks a row of a table whose head names a column of statuses.
    pub(super) fn row_status(&mut self, head: &[Prose], cells: &[Prose], mention: &Mention<'_>) {
        let Some(right) = mention.code.statuses() else { return };
        let Some(column) = head.iter().position(|cell| COLUMN_REGEX.is_match(cell.as_str())) else { return };
        let Some(cell) = cells.get(column) else { return };
        let text = cell.as_str();
        if let Some(first) = NUMBER_REGEX.find(text).filter(|_| has_not(text, &right)) {
            self.wrong_status(cell, Span::new(first.start(), first.end()), mention);
        }
    }

    fn wrong_status(&mut self, prose: &Prose, status: Span, mention: &Mention<'_>) {
        let Some(place) = prose.place(self.text, status) else { return };
        let text = prose.as_str();
        let code = &mention.code;
        let message = format!("`{}` never comes with status {}, but with {}", code.code, status.of(text), either(code));
        let edits = self.status_edits(prose, status, code);
        let found = self.report.add(&WRONG_STATUS, place, message).label(mention.place, "the code");
        let found = found.help(format!("correct the status, or the code; see `errdex explain {}`", code.code));
        if let Some(edits) = edits {
            found.edits(edits);
        }
    }

    /// Puts the only status in the place of the wrong one, and its name in the place of the wrong one's.
    fn status_edits(&self, prose: &Prose, status: Span, code: &Looked<'_>) -> Option<Vec<Edit>> {
        let text = prose.as_str();
        let right = only(code)?;
        let wrong_name = self.status_name(status.of(text));
        let named = wrong_name.as_deref().filter(|name| text[status.end..].strip_prefix(' ').is_some_and(|rest| rest.starts_with(name)));
        if named.is_none() && names_something(&text[status.end..]) {
            return None;
        }
        let span = Span::new(status.start, status.end + named.map_or(0, |name| name.len() + 1));
        let text = match named.and(self.status_name(&right.to_string())) {
            Some(name) => format!("{right} {name}"),
            None => right.to_string(),
        };
        Some(vec![Edit { span: prose.place(self.text, span)?, text }])
    }

    /// The name of a status: the title of its entry.
    fn status_name(&self, status: &str) -> Option<String> {
        let known = self.knowledge.catalogs.by_id(&format!("http/{status}")).ok()?.into_iter().next()?;
        Some(known.record.entry.title.to_string())
    }
}

/// Whether a name may follow a number: `404 Not Found`.
fn names_something(behind: &str) -> bool {
    behind.strip_prefix(' ').is_some_and(|rest| rest.starts_with(|c: char| c.is_uppercase()))
}

fn only(code: &Looked<'_>) -> Option<u16> {
    let mut statuses = code.statuses()?;
    statuses.dedup();
    (statuses.len() == 1).then(|| statuses[0])
}

fn either(code: &Looked<'_>) -> String {
    let mut statuses: Vec<String> = code.statuses().unwrap_or_default().iter().map(u16::to_string).collect();
    statuses.sort();
    statuses.dedup();
    statuses.join(" or ")
}

/// Whether two codes stand so near that a status may be of either.
fn near(one: &Mention<'_>, other: &Mention<'_>) -> bool {
    one.span.start.abs_diff(other.span.start) < REACH && one.code.code != other.code.code
}

/// The status in brackets right behind a code, or before it.
fn adjacent(text: &str, code: Span) -> Option<Span> {
    let end = text.floor_char_boundary((code.end + 48).min(text.len()));
    let start = text.ceil_char_boundary(code.start.saturating_sub(48));
    let behind = BEHIND_REGEX.captures(&text[code.end..end]).and_then(|found| found.get(1));
    let behind = behind.map(|status| Span::new(status.start(), status.end()).shifted(code.end));
    let before = || BEFORE_REGEX.captures(&text[start..code.start]).and_then(|found| found.get(1));
    behind.or_else(|| before().map(|status| Span::new(status.start(), status.end()).shifted(start)))
}

/// The sentence around a code, as far as it reaches.
fn sentence(text: &str, code: Span) -> Span {
    let from = text.ceil_char_boundary(code.start.saturating_sub(REACH));
    let to = text.floor_char_boundary((code.end + REACH).min(text.len()));
    let ends = [". ", ".\n", "; ", "? ", "! ", "\n\n"];
    let start = ends.iter().filter_map(|end| text[from..code.start].rfind(end).map(|at| from + at + end.len())).max();
    let end = ends.iter().filter_map(|end| text[code.end..to].find(end).map(|at| code.end + at)).min();
    Span::new(start.unwrap_or(from), end.unwrap_or(to))
}

/// Whether a text has none of the right statuses.
fn has_not(text: &str, right: &[u16]) -> bool {
    !NUMBER_REGEX.find_iter(text).any(|number| number.as_str().parse().is_ok_and(|number| right.contains(&number)))
}

/// The first status that a sentence names; none if it denies something.
fn said(text: &str, sentence: Span) -> Option<Span> {
    let words = sentence.of(text);
    if DENIES_REGEX.is_match(words) {
        return None;
    }
    let counts = |found: &Captures<'_>| found.name("behind").is_none_or(|behind| GOES_ON_REGEX.is_match(behind.as_str()));
    let found = SAID_REGEX.captures_iter(words).find(counts)?;
    let status = ["a", "b", "c", "d"].iter().find_map(|name| found.name(name))?;
    Some(Span::new(status.start(), status.end()).shifted(sentence.start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_what_is_said_to_be_one() {
        let check = |text: &str, expect: Option<&str>| {
            let found = said(text, Span::new(0, text.len()));
            assert_eq!(found.map(|span| span.of(text)), expect, "{text}");
        };
        check("the call returns 404 with X", Some("404"));
        check("X comes with HTTP status 409", Some("409"));
        check("HTTP 404 X", Some("404"));
        check("X is a 403.", Some("403"));
        check("X, 404 Not Found", Some("404"));
        check("status: 403, X", Some("403"));
        check("returns 404 items, port 443, 200 ports, a page of 500", None);
        check("it does not return 404", None);
    }
}
