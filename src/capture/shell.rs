//! The words of a command as a shell reads them (POSIX.1-2024, Shell Command Language, section 2.2), each with its place.
//!
//! Nothing is expanded: `$TOKEN` stays as it is. Continuations of `cmd.exe` (`^`) and PowerShell (`` ` ``) are read, too.

use crate::span::Span;

use super::json::Document;
use super::plain::{Builder, Plain};

/// A word of a command.
#[derive(Debug)]
pub(crate) struct Word {
    /// The word as it was written, with its quotes.
    pub(crate) span: Span,
    /// What is between the quotes, if nothing else is in the word.
    pub(crate) inner: Option<Span>,
    /// The word as the command receives it; its places are bytes of the word as it was written.
    pub(crate) plain: Plain,
}

impl Word {
    /// The word as the command receives it.
    pub(crate) fn text<'t>(&'t self, text: &'t str) -> &'t str {
        match self.inner {
            Some(inner) => inner.of(text),
            None => self.plain.text(self.span.of(text)),
        }
    }
}

/// The most words that are read of one command.
const MAX_WORDS: usize = 1000;

/// The words of the command that begins at `start`, up to its end, and where that is. Where pages lost the signs that
/// continue a line, `wants_more` says of the last word whether the next line must be meant.
pub(crate) fn words(text: &str, start: usize, end: usize, wants_more: impl Fn(&str) -> bool) -> (Vec<Word>, usize) {
    let mut words: Vec<Word> = Vec::new();
    let mut at = start;
    loop {
        at = blanks(text, at, end);
        let waiting = words.last().is_some_and(|last| wants_more(last.text(text)));
        at = next_line(text, at, end, waiting).unwrap_or(at);
        let rest = &text[at..end];
        if rest.is_empty() || rest.starts_with(['\n', '\r', ';', '|', '&', ')']) || words.len() >= MAX_WORDS {
            return (words, at);
        }
        let word = word(text, at, end);
        at = word.span.end;
        words.push(word);
    }
}

/// Behind blanks and continued line ends.
fn blanks(text: &str, mut at: usize, end: usize) -> usize {
    loop {
        let rest = &text[at..end];
        let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let continued = ["\\\n", "\\\r\n", "^\n", "^\r\n", "`\n", "`\r\n"].iter().find(|mark| rest[blank..].starts_with(**mark));
        at += blank + continued.map_or(0, |mark| mark.len());
        if continued.is_none() {
            return at;
        }
    }
}

/// Behind a line end whose sign of continuation was lost: if more must come, or the next line begins with an option.
fn next_line(text: &str, at: usize, end: usize, waiting: bool) -> Option<usize> {
    let rest = text[at..end].strip_prefix("\r\n").or_else(|| text[at..end].strip_prefix('\n'))?;
    let line = rest.trim_start_matches([' ', '\t', '\u{A0}']);
    let option = line.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-'));
    let goes_on = !line.starts_with(['\n', '\r']) && !line.is_empty();
    ((waiting && goes_on) || (option && !line.starts_with("---"))).then(|| end - line.len())
}

/// How a quoted part of a word ends, and what escapes in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quoting {
    None,
    Single,
    Double,
    /// `$'…'`
    Ansi,
}

fn word(text: &str, start: usize, end: usize) -> Word {
    let source = &text[start..end];
    if let Some(body) = bare_json(text, start, end) {
        return body;
    }
    let mut parts = Vec::new();
    let (mut at, mut from) = (0, 0);
    let mut quoting = Quoting::None;
    while let Some(c) = source[at..].chars().next() {
        let width = c.len_utf8();
        let opens = match c {
            '\'' => Some((Quoting::Single, 1)),
            '"' => Some((Quoting::Double, 1)),
            '$' if source[at..].starts_with("$'") => Some((Quoting::Ansi, 2)),
            _ => None,
        };
        let opens = opens.filter(|_| quoting == Quoting::None && (at == 0 || closes_on_line(&source[at + width..], c)));
        match (quoting, c) {
            // No address has a line end: its closing quote was not copied.
            (Quoting::Single | Quoting::Double, '\n') if source.get(1..).is_some_and(|quoted| quoted.starts_with("http")) => {
                return unclosed(source, start);
            }
            (Quoting::None, c) if c.is_whitespace() || matches!(c, ';' | '|' | ')') => break,
            (Quoting::Single | Quoting::Ansi, '\'') | (Quoting::Double, '"') => {
                parts.push((Span::new(from, at), None));
                quoting = Quoting::None;
                at += 1;
                from = at;
            }
            (Quoting::None | Quoting::Double | Quoting::Ansi, '\\') => {
                parts.push((Span::new(from, at), None));
                let (length, stands_for) = escape(source, at, quoting);
                parts.push((Span::new(at, at + length), Some(stands_for)));
                at += length;
                from = at;
            }
            _ => match opens {
                Some((opened, length)) => {
                    parts.push((Span::new(from, at), None));
                    quoting = opened;
                    at += length;
                    from = at;
                }
                None => at += width,
            },
        }
    }
    if quoting != Quoting::None {
        return unclosed(source, start);
    }
    parts.push((Span::new(from, at), None));
    let span = Span::new(start, start + at);
    let plain = built(span.of(text), &parts);
    let inner = if plain.is_printed() { Some(span) } else { inner(span.of(text), start) };
    Word { span, inner, plain }
}

/// A word of its parts: each stands for itself, or for another text.
fn built(word: &str, parts: &[(Span, Option<&str>)]) -> Plain {
    let mut built = Builder::new(word);
    for (part, stands_for) in parts {
        match stands_for {
            Some(text) if *text != part.of(word) => built.replace(*part, text),
            _ => built.keep(*part),
        }
    }
    built.finish()
}

/// Whether a quote that opens inside a word is closed on its line; otherwise it is one too many.
fn closes_on_line(rest: &str, quote: char) -> bool {
    let line = rest.split('\n').next().unwrap_or_default();
    line.strip_prefix('\'').unwrap_or(line).contains(if quote == '$' { '\'' } else { quote }) || line.starts_with('\'')
}

/// JSON as a word whose quotes are missing, or whose closing quote is: up to where the JSON ends.
fn bare_json(text: &str, start: usize, end: usize) -> Option<Word> {
    let quote = usize::from(text[start..end].starts_with('\''));
    let brace = start + quote;
    if !text[brace..end].starts_with(['{', '[']) {
        return None;
    }
    let closing = memchr::memchr(b'\'', &text.as_bytes()[brace..end]).map_or(end, |at| brace + at);
    // What is quoted well is for the shell's rules; a body does not go over an empty line.
    if quote == 1 && closing < end && !text[brace..closing].contains("\n\n") {
        return None;
    }
    let document = Document::read(&text[..end], brace);
    let inner = Some(document.span()).filter(|span| quote == 1 || text[span.start..span.end].contains(['"', '\n']))?;
    let behind = inner.end + usize::from(text[inner.end..end].starts_with('\''));
    Some(Word { span: Span::new(start, behind), inner: Some(inner), plain: Plain::identity() })
}

/// A word whose quote is never closed ends with its line: what comes below is hardly meant.
fn unclosed(source: &str, start: usize) -> Word {
    let length = source.find('\n').unwrap_or(source.len());
    let span = Span::new(start, start + length);
    let quote = usize::from(source.starts_with(['"', '\'']));
    Word { span, inner: Some(Span::new(span.start + quote, span.end)), plain: Plain::identity() }
}

/// The part of a word that stands in it as it is: all of it, or all between two quotes.
fn inner(word: &str, start: usize) -> Option<Span> {
    let plain = |part: &str| !part.contains(['\'', '"', '\\', '$']);
    if plain(word) {
        return Some(Span::new(start, start + word.len()));
    }
    let quoted = ['\'', '"'].into_iter().find(|&quote| word.len() >= 2 && word.starts_with(quote) && word.ends_with(quote))?;
    let inside = &word[1..word.len() - 1];
    let whole = if quoted == '\'' { !inside.contains('\'') } else { !inside.contains(['"', '\\']) };
    whole.then(|| Span::new(start + 1, start + word.len() - 1))
}

/// An escape at `at`: its length in bytes, and what it stands for.
fn escape(source: &str, at: usize, quoting: Quoting) -> (usize, &str) {
    let Some(next) = source[at + 1..].chars().next() else { return (1, "\\") };
    let length = 1 + next.len_utf8();
    let kept_by_quotes = quoting == Quoting::Double && !matches!(next, '"' | '\\' | '$' | '`' | '\n');
    let stands_for = match (quoting, next) {
        (Quoting::None | Quoting::Double, '\n') => "",
        (Quoting::Ansi, 'n') => "\n",
        (Quoting::Ansi, 't') => "\t",
        _ if kept_by_quotes => &source[at..at + length],
        _ => &source[at + 1..at + length],
    };
    (length, stands_for)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_freed_of_their_quotes() {
        let check = |text: &str, expect: &[&str]| {
            let (words, _) = words(text, 0, text.len(), |_| false);
            let words: Vec<&str> = words.iter().map(|word| word.text(text)).collect();
            assert_eq!(words, expect, "{text}");
        };
        check("curl -H 'A: b c' \"https://h/x\" | jq", &["curl", "-H", "A: b c", "https://h/x"]);
        check("curl \\\n  -d \"{\\\"a\\\": 1}\" \\\r\n  h\nnext", &["curl", "-d", "{\"a\": 1}", "h"]);
        check("a'b c'd\"e\"\\'", &["ab cde'"]);
        check("$'a\\nb' 'it'\\''s' \\", &["a\nb", "it's", "\\"]);
        check("curl -d '{\n \"a\": 1\n}' h", &["curl", "-d", "{\n \"a\": 1\n}", "h"]);
        check("", &[]);
        check("curl\n-d '{\"a\": 1}\n-H x", &["curl", "-d", "{\"a\": 1}", "-H", "x"]);
        check("curl -d {\n\"a\": 1\n}\nnext", &["curl", "-d", "{\n\"a\": 1\n}"]);
        check("curl -H \"A: \"b c\"\n-d x", &["curl", "-H", "A: b", "c\"", "-d", "x"]);
    }
}
