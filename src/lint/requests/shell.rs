//! How a command is written: its quotes, its line ends, its options.

use crate::capture::http::is_method;
use crate::capture::shell::Word;
use crate::diagnostic::Edit;
use crate::lint::Report;
use crate::lint::body::shown;
use crate::lint::rules::request as rules;
use crate::lint::traffic::{Call, Form, Words};
use crate::span::Span;

/// Whether the quotes of a command say where each word ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    Matching,
    /// They do not: what is in which header is a guess.
    Doubtful,
}

/// Reports what the shell would choke on.
pub(super) fn check(call: &Call<'_>, report: &mut Report) -> Quotes {
    let Form::Command(words) = &call.form else { return Quotes::Matching };
    Shell { words, text: words.ground.text() }.check(report)
}

struct Shell<'c, 'g> {
    words: &'c Words<'g>,
    text: &'c str,
}

impl Shell<'_, '_> {
    fn check(&self, report: &mut Report) -> Quotes {
        let quotes = self.quotes(report);
        self.continuations(report);
        let words = &self.words.command.words;
        for (index, word) in words.iter().enumerate() {
            let next = words.get(index + 1);
            if matches!(word.span.of(self.text), "-X" | "--request") && self.lacks_method(word, next) {
                let found = report.add(&rules::SHELL_MISSING_METHOD, self.place(word.span), "`-X` has no method on its line");
                let method = next.map_or("POST", |next| next.text(self.text));
                found.help(format!("write the method behind it: `-X {}`", if is_method(method) { method } else { "POST" }));
            }
            self.unquoted_body(word, report);
        }
        quotes
    }

    fn place(&self, span: Span) -> Span {
        self.words.ground.span(span)
    }

    /// Whether what follows `-X` is on another line, or no method.
    fn lacks_method(&self, word: &Word, next: Option<&Word>) -> bool {
        let Some(next) = next else { return true };
        let method = next.text(self.text);
        let is_word = method.starts_with('$') || method.bytes().all(|byte| byte.is_ascii_alphabetic());
        !is_word || lost_end(self.text, word.span.end, next.span.start).is_some()
    }

    /// Line ends within the command that do not say that it goes on: one finding for all.
    fn continuations(&self, report: &mut Report) {
        let words = &self.words.command.words;
        let ends: Vec<Span> = words.windows(2).filter_map(|pair| lost_end(self.text, pair[0].span.end, pair[1].span.start)).collect();
        let Some(first) = ends.first() else { return };
        let message = match ends.len() {
            1 => "the command goes on behind this line, but the line does not end with `\\`".to_owned(),
            more => format!("the command goes on behind this line, but the line does not end with `\\`, nor do {} more", more - 1),
        };
        let edits = ends.iter().map(|end| Edit { span: self.place(*end), text: " \\".to_owned() }).collect();
        let place = self.place(Span::new(first.start, first.start));
        report.add(&rules::SHELL_MISSING_CONTINUATION, place, message).edits(edits);
    }

    fn quotes(&self, report: &mut Report) -> Quotes {
        let mut quotes = Quotes::Matching;
        let words = &self.words.command.words;
        for (index, word) in words.iter().enumerate() {
            let Some((at, quote)) = unclosed(word.span.of(self.text)) else { continue };
            let open = word.span.start + at;
            quotes = Quotes::Doubtful;
            if at == 0 {
                self.unclosed(word, quote, report);
            } else {
                let before = index.checked_sub(1).and_then(|before| self.glued(&words[before], quote));
                let own = self.glued(word, quote).filter(|&stray| stray < open);
                let stray = own.or(before).unwrap_or(open);
                let span = self.place(Span::new(stray, stray + 1));
                let message = format!("stray `{quote}`: the quotes of the command do not match");
                report.add(&rules::SHELL_STRAY_QUOTE, span, message).remove(span);
            }
        }
        quotes
    }

    /// A quote that opens a word and is never closed.
    fn unclosed(&self, word: &Word, quote: char, report: &mut Report) {
        let open = self.place(Span::new(word.span.start, word.span.start + 1));
        let content = word.text(self.text);
        let is_body = content.starts_with(['{', '[']);
        let what = if is_body { "the body".to_owned() } else { format!("`{}`", shown(content)) };
        let found = report.add(&rules::SHELL_UNCLOSED_QUOTE, open, format!("the `{quote}` before {what} is never closed"));
        let end = self.place(Span::new(word.span.end, word.span.end));
        let is_safe = !content.contains(quote);
        if is_safe {
            found.replace(end, quote.to_string());
        }
    }

    /// The quote in the middle of a word that ended what was to go on (`"Name: "value`), or that began what was not (`https://h/x"`).
    fn glued(&self, word: &Word, quote: char) -> Option<usize> {
        let source = word.span.of(self.text);
        let first = source.find(quote)?;
        if first > 0 {
            return (!source[..first].ends_with('=')).then_some(word.span.start + first);
        }
        let close = 1 + source[1..].find(quote)?;
        (close + 1 < source.len()).then_some(word.span.start + close)
    }

    /// JSON that the shell would take apart.
    fn unquoted_body(&self, word: &Word, report: &mut Report) {
        let source = word.span.of(self.text);
        let is_object = source.starts_with('{') && source.contains(['"', '\'', ':']) || source.starts_with("[{");
        // `{a,b}` is a pattern of the shell, `{{name}}` one of a template.
        if !is_object || source.starts_with("{{") || !source.contains(['"', '\n']) {
            return;
        }
        let start = self.place(Span::new(word.span.start, word.span.start));
        let end = self.place(Span::new(word.span.end, word.span.end));
        let opener = self.place(Span::new(word.span.start, word.span.start + 1));
        let found = report.add(&rules::SHELL_UNQUOTED_BODY, opener, "the body has no quotes around it: the shell takes it apart");
        if !source.contains('\'') {
            let quote = || "'".to_owned();
            found.edits(vec![Edit { span: start, text: quote() }, Edit { span: end, text: quote() }]);
        }
    }
}

/// The end of a line between two words that does not say that the command goes on: with the blanks before it.
fn lost_end(text: &str, from: usize, to: usize) -> Option<Span> {
    let between = text.get(from..to)?;
    let line = between.split('\n').next().filter(|line| line.len() < between.len())?;
    let blank = line.trim_end_matches('\r');
    blank.trim().is_empty().then(|| Span::new(from, from + blank.len()))
}

/// The quote of a word that is never closed, as the shell reads it: its place and sign.
fn unclosed(source: &str) -> Option<(usize, char)> {
    let mut open: Option<(usize, char)> = None;
    let mut signs = source.char_indices();
    while let Some((at, sign)) = signs.next() {
        match (open, sign) {
            (None | Some((_, '"')), '\\') => _ = signs.next(),
            (None, '\'' | '"') => open = Some((at, sign)),
            (Some((_, quote)), sign) if sign == quote => open = None,
            _ => {}
        }
    }
    // `$'…'` ends at a quote without a backslash; whether it does is not looked at.
    open.filter(|&(at, _)| !source[..at].ends_with('$'))
}
