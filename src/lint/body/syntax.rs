//! The syntax of JSON: each mistake that reading forgave, keys that come twice, and what stands behind the document.

use std::collections::HashMap;

use super::{Check, shown};
use crate::capture::json::{Document, Kind, Leniency, Node};
use crate::diagnostic::Edit;
use crate::span::Span;

/// Whether the text says where each object begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lint) enum Soundness {
    /// It does.
    Sound,
    /// A brace is missing or too many: what lies in what is a guess.
    Doubtful,
}

/// The longest text that a message quotes.
const MOST_QUOTED: usize = 40;

impl Check<'_, '_> {
    /// Reports what is wrong with the syntax.
    pub(in crate::lint) fn syntax(&mut self, document: &Document<'_>) -> Soundness {
        let mut soundness = Soundness::Sound;
        let unclosed = unclosed(document);
        let mut told: Vec<Leniency> = Vec::new();
        for one in document.forgiven() {
            if is_left_out(one.what, one.span.of(self.part.text())) || told.contains(&one.what) {
                continue;
            }
            if is_structural(one.what) {
                soundness = Soundness::Doubtful;
            }
            if is_habit(one.what) {
                told.push(one.what);
                self.habit(document, one.what);
            } else {
                self.forgiven(&unclosed, one.what, one.span);
            }
        }
        document.root().into_iter().flat_map(Node::descendants).for_each(|node| self.duplicates(node));
        self.behind(document.span().end);
        soundness
    }

    fn forgiven(&mut self, unclosed: &[Unclosed], what: Leniency, span: Span) {
        let Some(rule) = self.rules.json(what) else { return };
        let text = self.part.text();
        let mut message = message(what, span, text);
        let missing = missing(unclosed, what, span);
        if let Some(first) = missing.first() {
            message = format!("missing `{}`", first.closer);
        }
        let label = missing.first().map(|first| self.place(Span::new(first.start, first.start + 1)));
        let edits = self.mend(what, span, &missing);
        let place = self.place(span);
        let mut found = self.report.add(rule, place, message);
        if let Some(label) = label {
            found = found.label(label, "opened here");
        }
        if !edits.is_empty() {
            found.edits(edits);
        }
    }

    /// A mistake that whoever makes it makes all over the document: one finding, at the first place.
    fn habit(&mut self, document: &Document<'_>, what: Leniency) {
        let Some(rule) = self.rules.json(what) else { return };
        let strings = if matches!(what, Leniency::SingleQuotes | Leniency::SmartQuotes) { strings(document) } else { HashMap::new() };
        let places =
            document.forgiven().iter().filter(|one| one.what == what).map(|one| strings.get(&one.span.start).copied().unwrap_or(one.span));
        let places: Vec<Span> = places.collect();
        let Some(&first) = places.first() else { return };
        let mut message = message(what, first, self.part.text());
        match places.len() - 1 {
            0 => {}
            1 => message += ", here and in one more place",
            more => message += &format!(", here and in {more} more places"),
        }
        let edits: Vec<Edit> = places.iter().flat_map(|place| self.mend(what, *place, &[])).collect();
        let found = self.report.add(rule, self.part.span(first), message);
        if !edits.is_empty() {
            found.edits(edits);
        }
    }

    /// The edits that mend a mistake; none where that would be a wild guess, or where the text is not the one of the file.
    fn mend(&self, what: Leniency, span: Span, missing: &[Unclosed]) -> Vec<Edit> {
        let text = span.of(self.part.text());
        let replaced = |with: String| vec![(span, with)];
        let edits = match what {
            Leniency::TrailingComma | Leniency::ExtraComma => replaced(String::new()),
            Leniency::MissingComma => replaced(",".to_owned()),
            Leniency::MissingColon => replaced(":".to_owned()),
            Leniency::NonBreakingSpace => replaced(text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { c } else { ' ' }).collect()),
            Leniency::NonJsonLiteral => match text {
                "None" | "nil" | "undefined" | "NULL" | "Null" => replaced("null".to_owned()),
                _ if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") => replaced(text.to_ascii_lowercase()),
                _ => Vec::new(),
            },
            Leniency::SingleQuotes | Leniency::SmartQuotes => quotes(text, span),
            Leniency::Truncated => replaced(missing.iter().map(|one| one.closer).collect()),
            _ => Vec::new(),
        };
        let breaks_shell = self.part.is_behind('"') && edits.iter().any(|(_, with)| with.contains('"'));
        if !self.part.is_verbatim() || breaks_shell {
            return Vec::new();
        }
        edits.into_iter().map(|(span, text)| Edit { span: self.place(span), text }).collect()
    }

    /// Keys that an object has twice.
    fn duplicates(&mut self, node: Node<'_>) {
        if node.kind() != Kind::Object {
            return;
        }
        let mut seen: HashMap<String, Span> = HashMap::new();
        for (key, _) in node.members().filter(|(key, _)| !key.is_empty()) {
            let name = key.text().into_owned();
            let place = self.place(key.inner_span());
            match seen.get(&name) {
                Some(&first) => {
                    let message = format!("the key `{}` comes twice in one object", shown(&name));
                    let found = self.report.add(self.rules.json_duplicate_key, place, message);
                    found.label(first, "first here").help("keep one: most readers take the last, some the first, some neither");
                }
                None => _ = seen.insert(name, place),
            }
        }
    }

    /// What stands behind the document, which is all that a body may have.
    fn behind(&mut self, end: usize) {
        let text = self.part.text();
        let rest = text[end..].trim_start_matches(|c: char| c.is_whitespace());
        let start = text.len() - rest.len();
        let Some(first) = rest.chars().next() else { return };
        if matches!(first, '{' | '[') {
            let place = self.place(Span::new(start, start + 1));
            let found = self.report.add(self.rules.json_second_document, place, "a second JSON document follows the first");
            found.help("send one document; several go into a list");
            return;
        }
        let line = rest.split('\n').next().unwrap_or_default().trim_end();
        let length = if matches!(first, '}' | ']') { 1 } else { line.len() };
        let Some(rule) = self.rules.json(Leniency::StrayToken) else { return };
        let place = self.place(Span::new(start, start + length));
        self.report.add(rule, place, format!("`{}` stands behind the end of the JSON", shown(&rest[..length])));
    }
}

/// What a mistake is called, with the text that is it, if that is short.
fn message(what: Leniency, span: Span, text: &str) -> String {
    let quoted = span.of(text).trim();
    match what {
        Leniency::TrailingComma => {
            let behind = text[span.end..].chars().find(|c| matches!(c, '}' | ']')).unwrap_or('}');
            format!("trailing comma before `{behind}`")
        }
        Leniency::StrayToken => format!("`{}` belongs to nothing", shown(quoted)),
        Leniency::NonBreakingSpace => {
            let odd = span.of(text).chars().find(|c| !matches!(c, ' ' | '\t' | '\n' | '\r')).unwrap_or(' ');
            format!("U+{:04X} is no blank of JSON", u32::from(odd))
        }
        Leniency::Escaped | Leniency::RawControl => what.message().to_owned(),
        _ if quoted.is_empty() || quoted.len() > MOST_QUOTED || quoted.contains('\n') => what.message().to_owned(),
        _ => format!("{}: `{}`", what.message(), shown(quoted)),
    }
}

/// Whether a mistake leaves open what belongs to what.
fn is_structural(what: Leniency) -> bool {
    matches!(
        what,
        Leniency::MissingOpener
            | Leniency::MissingCloser
            | Leniency::MismatchedCloser
            | Leniency::Truncated
            | Leniency::StrayToken
            | Leniency::MissingQuote
            | Leniency::MissingKey
            | Leniency::TooLarge
    )
}

/// Whether a text is left out on purpose (`...`), or is the margin of a quotation and none of the document.
fn is_left_out(what: Leniency, text: &str) -> bool {
    let signs = text.trim().trim_end_matches(',');
    let is_elision = signs.chars().all(|c| matches!(c, '.' | '…'));
    what == Leniency::StrayToken && !signs.is_empty() && (is_elision || matches!(signs, ">" | "|"))
}

/// Whether a mistake is made all over a document, if at all: by how it was written or printed.
fn is_habit(what: Leniency) -> bool {
    matches!(
        what,
        Leniency::NonBreakingSpace
            | Leniency::SingleQuotes
            | Leniency::SmartQuotes
            | Leniency::DoubledQuotes
            | Leniency::StringPrefix
            | Leniency::UnquotedKey
            | Leniency::NonJsonLiteral
            | Leniency::OtherSeparator
            | Leniency::RawControl
            | Leniency::BadEscape
            | Leniency::UnescapedQuote
    )
}

/// The strings of a document, keys among them, by where they begin.
fn strings(document: &Document<'_>) -> HashMap<usize, Span> {
    let nodes = document.root().into_iter().flat_map(Node::descendants);
    let nodes = nodes.flat_map(|node| std::iter::once(node).chain(node.members().map(|(key, _)| key)));
    nodes.filter(|node| node.kind() == Kind::String).map(|node| (node.span().start, node.span())).collect()
}

/// The edits that put a string into straight double quotes.
fn quotes(text: &str, span: Span) -> Vec<(Span, String)> {
    let (Some(first), Some(last)) = (text.chars().next(), text.chars().next_back()) else { return Vec::new() };
    let (open, close) = (first.len_utf8(), last.len_utf8());
    if text.len() < open + close || text[open..text.len() - close].contains(['"', '\\', '\'']) {
        return Vec::new();
    }
    let quote = || "\"".to_owned();
    vec![(Span::new(span.start, span.start + open), quote()), (Span::new(span.end - close, span.end), quote())]
}

/// A container without its closer.
#[derive(Debug, Clone, Copy)]
struct Unclosed {
    closer: char,
    start: usize,
    end: usize,
}

/// The containers that end without their closers, the inner ones first; of a sound document none.
fn unclosed(document: &Document<'_>) -> Vec<Unclosed> {
    let mut found = Vec::new();
    if !document.forgiven().iter().any(|one| matches!(one.what, Leniency::Truncated | Leniency::MissingCloser)) {
        return found;
    }
    for node in document.root().into_iter().flat_map(Node::descendants) {
        let (opener, closer) = match node.kind() {
            Kind::Object => ('{', '}'),
            Kind::Array => ('[', ']'),
            _ => continue,
        };
        let Span { start, end } = node.span();
        let is_closed = node.raw().len() > 1 && node.raw().ends_with(closer) && !ends_with_child(node, end);
        if node.raw().starts_with(opener) && !is_closed {
            found.push(Unclosed { closer, start, end });
        }
    }
    found.reverse();
    found
}

/// Those whose closers are missing at a place; at the end of the text all that are left.
fn missing(unclosed: &[Unclosed], what: Leniency, span: Span) -> Vec<Unclosed> {
    let is_meant = |one: &&Unclosed| match what {
        Leniency::Truncated => true,
        Leniency::MissingCloser => one.end == span.start,
        _ => false,
    };
    unclosed.iter().filter(is_meant).copied().collect()
}

/// Whether the last byte of a container is that of what lies in it, and so not its own closer.
fn ends_with_child(node: Node<'_>, end: usize) -> bool {
    let last = node.elements().last().or_else(|| node.members().last().map(|(_, value)| value));
    last.is_some_and(|last| last.span().end == end)
}
