//! Corrections applied: `Replace AM, the value of ibx in the query, with AM1.` makes a request that works of one that fails.
//!
//! Only what the sentence says without doubt is done: a value that stands at a marked place, or once in the request, is
//! replaced by one that is plainly a value; a header in quotes is added to a `curl` command. Otherwise the sentence stands alone.

use crate::span::Span;

/// A corrected request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Corrected {
    pub(super) text: String,
    /// What is new in it.
    pub(super) changed: Vec<Span>,
}

/// A replacement, as bytes of the request.
struct Edit {
    place: Span,
    new: String,
}

/// Applies a correction; `blamed` are the marked places of the request with their values.
pub(super) fn apply(request: &str, sentence: &str, blamed: &[(Span, String)]) -> Option<Corrected> {
    let edits = replacements(request, sentence, blamed).or_else(|| header(request, sentence).map(|edit| vec![edit]))?;
    let mut corrected = Corrected { text: String::with_capacity(request.len() + 32), changed: Vec::new() };
    let mut at = 0;
    for edit in edits {
        if edit.place.start < at {
            return None;
        }
        corrected.text += &request[at..edit.place.start];
        let start = corrected.text.len();
        corrected.text += &edit.new;
        corrected.changed.push(Span::new(start, corrected.text.len()));
        at = edit.place.end;
    }
    corrected.text += &request[at..];
    Some(corrected)
}

/// What `OLD … with NEW` and `NEW in the place of OLD` say; `None` unless all of it can be done.
fn replacements(request: &str, sentence: &str, blamed: &[(Span, String)]) -> Option<Vec<Edit>> {
    // A tail that says why is no part of it: `(on the page, aBcDeFg123456)`.
    let sentence = sentence.split(" (").next().unwrap_or_default();
    let mut edits = Vec::new();
    let mut from = 0;
    for (at, _) in sentence.match_indices(" with ") {
        let new = first_word(&sentence[at + " with ".len()..]);
        if !is_value(new) {
            continue;
        }
        let old = old_value(request, &sentence[from..at], blamed)?;
        edits.push(Edit { place: old, new: new.to_owned() });
        from = at + " with ".len() + new.len();
    }
    if let Some((before, after)) = sentence.split_once(" in the place of ") {
        let new = before.rsplit(' ').next().map(bare)?;
        let old = place(request, first_word(after), blamed)?;
        if is_value(new) {
            edits.push(Edit { place: old, new: new.to_owned() });
        }
    }
    edits.sort_by_key(|edit| edit.place);
    (!edits.is_empty()).then_some(edits)
}

/// `Add the header "Name: value"`, done to a `curl` command.
fn header(request: &str, sentence: &str) -> Option<Edit> {
    let (_, rest) = sentence.split_once("dd the header \"")?;
    let (header, _) = rest.split_once('"')?;
    let is_header = header.split_once(": ").is_some_and(|(name, _)| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'));
    if !is_header || !request.trim_start().starts_with("curl ") || header.contains(['\\', '\n', '`']) {
        return None;
    }
    let end = request.trim_end().len();
    Some(Edit { place: Span::new(end, end), new: format!(" \\\n  -H \"{header}\"") })
}

/// Where the value stands that a piece of the sentence is about: one of the marked, or else the only value that it names.
fn old_value(request: &str, words: &str, blamed: &[(Span, String)]) -> Option<Span> {
    let words = || words.split(' ').map(bare).rev();
    let mut values = words().filter(|word| is_value(word));
    let only = values.next().filter(|_| values.next().is_none());
    words().find_map(|word| at_mark(request, word, blamed)).or_else(|| once(request, only?))
}

/// Where a word stands as a value.
fn place(request: &str, word: &str, blamed: &[(Span, String)]) -> Option<Span> {
    at_mark(request, word, blamed).or_else(|| once(request, word))
}

fn at_mark(request: &str, word: &str, blamed: &[(Span, String)]) -> Option<Span> {
    blamed.iter().find(|(span, value)| value == word && span.of(request) == word).map(|(span, _)| *span)
}

/// Where a value stands that stands once in all of the request.
fn once(request: &str, word: &str) -> Option<Span> {
    if !is_value(word) {
        return None;
    }
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let mut whole = request
        .match_indices(word)
        .filter(|(at, _)| !request[..*at].ends_with(is_part) && !request[at + word.len()..].starts_with(is_part));
    let (at, _) = whole.next()?;
    whole.next().is_none().then(|| Span::new(at, at + word.len()))
}

fn first_word(text: &str) -> &str {
    bare(text.split(' ').next().unwrap_or_default())
}

/// A word without the marks around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| ".,;\"'`".contains(c))
}

/// Whether a word is a value and none of the language: it has a digit, or is written in capitals.
fn is_value(word: &str) -> bool {
    let capitals = word.len() > 2 && word.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    word.contains(|c: char| c.is_ascii_digit()) || capitals
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corrected(request: &str, sentence: &str, blamed: &[&str]) -> Option<String> {
        let places = blamed.iter().map(|value| {
            let at = request.find(value).unwrap();
            (Span::new(at, at + value.len()), (*value).to_owned())
        });
        let corrected = apply(request, sentence, &places.collect::<Vec<_>>())?;
        for span in &corrected.changed {
            assert!(!span.of(&corrected.text).is_empty());
        }
        Some(corrected.text)
    }

    #[test]
    fn what_is_plain_is_done() {
        let check = |request: &str, sentence: &str, blamed: &[&str], expect: &str| {
            assert_eq!(corrected(request, sentence, blamed).as_deref(), Some(expect), "{sentence}");
        };
        check("curl h/x?ibx=AM", "Replace AM, the value of ibx in the query, with AM1.", &["AM"], "curl h/x?ibx=AM1");
        check("{\"a\":\"CANCELD\"}", "Write CANCEL in the place of CANCELD, and a longer reason.", &[], "{\"a\":\"CANCEL\"}");
        check(
            "?ibx=T1&cage=T1:07&account=16",
            "In the query, replace the ibx T1 with A1, the account 16 with 10, and the cage T1:07 with A1:0G.",
            &["T1", "T1:07"],
            "?ibx=A1&cage=A1:0G&account=10",
        );
        check("curl -i \"h\"", "Add the header \"Depth: 1\" with it.", &[], "curl -i \"h\" \\\n  -H \"Depth: 1\"");
    }

    #[test]
    fn what_is_not_plain_is_left() {
        let check = |request: &str, sentence: &str| assert_eq!(corrected(request, sentence, &[]), None, "{sentence}");
        check("curl h/12", "Replace 12, the value of a, with the number of your account.");
        check("curl h/12/12", "Replace 12 in the URL with 13.");
        check("{\"type\": \"NOTE\"}", "Replace andrew4 of the NOTE in the body with andrew1.");
        check("curl h/12", "Replace the bearer token with that of the user (on the page, aB123).");
        check("GET /", "Add the header \"Depth: 1\".");
        check("curl h", "Add the header \"a`b: 1\".");
        check("", "");
    }
}
