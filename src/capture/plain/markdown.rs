//! Markdown around a text: fences, bold keys, backticks around a value, escaped punctuation, breaks. What stands in JSON's strings stays,
//! but for escapes that JSON does not have.

use memchr::{memchr, memchr_iter, memmem};

use super::entities::has_tag;
use super::pieces::{Builder, Plain};
use super::quotes::{Place, Quotes, is_json_line};
use crate::span::Span;

/// Leaves out the marks of Markdown.
pub(super) fn strip(text: &str) -> Plain {
    let bytes = text.as_bytes();
    if !has_marks(bytes) {
        return Plain::identity();
    }
    let mut page = Page {
        text,
        builder: Builder::new(text),
        quotes: Quotes::new(text),
        fence: None,
        breaks: None,
        edits: Vec::new(),
        slashes: Vec::new(),
    };
    let mut start = 0;
    for end in memchr_iter(b'\n', bytes).chain([bytes.len()]) {
        page.line(Span::new(start, end));
        start = end + 1;
    }
    page.builder.keep_to(text.len());
    page.builder.finish()
}

fn has_marks(bytes: &[u8]) -> bool {
    memchr(b'`', bytes).is_some()
        || [b"**".as_slice(), b"__", b"\\_", b"\\<", b"~~~", b"<br", b"<BR"].into_iter().any(|mark| memmem::find(bytes, mark).is_some())
}

/// A text, line by line.
struct Page<'t> {
    text: &'t str,
    builder: Builder<'t>,
    quotes: Quotes<'t>,
    /// The sign of the fence that is open.
    fence: Option<u8>,
    /// Whether `<br>` is Markdown's and not that of a page of HTML; found out when the first is met.
    breaks: Option<bool>,
    /// What is to be done with the line.
    edits: Vec<(Span, &'static str)>,
    /// Backslashes to leave out, in whatever they stand.
    slashes: Vec<Span>,
}

impl Page<'_> {
    fn line(&mut self, line: Span) {
        let bytes = &self.text.as_bytes()[line.start..line.end];
        if let Some(sign) = fence(bytes).filter(|sign| self.fence.is_none_or(|open| open == *sign)) {
            self.fence = if self.fence.is_some() { None } else { Some(sign) };
            self.builder.keep_to(line.start);
            self.builder.skip(Span::new(line.start, self.text.len().min(line.end + 1)));
            return;
        }
        let json = is_json_line(bytes);
        if self.fence.is_none() && !json {
            self.bold(line);
            self.code(line);
            self.breaks(line);
        }
        if memchr(b'\\', bytes).is_some() {
            self.escapes(line, json);
        }
        self.write();
    }

    fn write(&mut self) {
        self.edits.sort_by_key(|(span, _)| span.start);
        self.edits.retain(|(span, _)| self.quotes.place(span.start) != Place::Json);
        self.edits.extend(self.slashes.drain(..).map(|span| (span, "")));
        self.edits.sort_by_key(|(span, _)| span.start);
        for (span, plain) in self.edits.drain(..) {
            if span.start >= self.builder.at() {
                self.builder.keep_to(span.start);
                self.builder.replace(span, plain);
            }
        }
    }

    /// `**Key:**`, `__Key:__`.
    fn bold(&mut self, line: Span) {
        for mark in ["**", "__"] {
            let mut from = line.start;
            while let Some(open) = self.find(mark, Span::new(from, line.end)) {
                let Some(close) = self.find(mark, Span::new(open + 2, line.end)) else { break };
                if is_bold(self.text, Span::new(open, close), line, mark) {
                    self.edits.push((Span::new(open, open + 2), ""));
                    self.edits.push((Span::new(close, close + 2), ""));
                    from = close + 2;
                } else {
                    from = close;
                }
            }
        }
    }

    /// Backticks around a whole line or item, or around the value of a key.
    fn code(&mut self, line: Span) {
        let bytes = self.text.as_bytes();
        let Some(open) = memchr(b'`', &bytes[line.start..line.end]).map(|at| line.start + at) else { return };
        let Some(close) = memchr(b'`', &bytes[open + 1..line.end]).map(|at| open + 1 + at) else { return };
        let before = self.text[line.start..open].trim();
        let only = memchr(b'`', &bytes[close + 1..line.end]).is_none();
        let whole = matches!(before, "" | "-" | "*" | "\u{2022}") && self.text[close + 1..line.end].trim().is_empty();
        let value = before.trim_end_matches(['*', '_']).ends_with([':', '=']);
        if only && close > open + 1 && (whole || value) {
            self.edits.push((Span::new(open, open + 1), ""));
            self.edits.push((Span::new(close, close + 1), ""));
        }
    }

    fn breaks(&mut self, line: Span) {
        let bytes = self.text.as_bytes();
        let mut from = line.start;
        while let Some(at) = memchr(b'<', bytes.get(from..line.end).unwrap_or_default()).map(|at| from + at) {
            from = at + 1;
            let tag = &bytes[at..line.end];
            let Some(length) =
                [b"<br>".as_slice(), b"<br/>", b"<br />", b"<BR>"].into_iter().find(|form| tag.starts_with(form)).map(<[u8]>::len)
            else {
                continue;
            };
            if !*self.breaks.get_or_insert_with(|| !has_tag(bytes)) {
                return;
            }
            self.edits.push((Span::new(at, at + length), "\n"));
        }
    }

    /// `RESPONSE\_SIZE`, `\<name\>`. Not in a path, where a name may start with `_`.
    fn escapes(&mut self, line: Span, json: bool) {
        let bytes = &self.text.as_bytes()[line.start..line.end];
        let pairs = memmem::find(bytes, b"\\<").is_some() && memmem::find(bytes, b"\\>").is_some();
        let mut marked = pairs;
        let mut from = 0;
        let mut found = Vec::new();
        let mut word = Word::default();
        while let Some(at) = memchr(b'\\', bytes.get(from..).unwrap_or_default()).map(|at| from + at) {
            from = at + 2;
            let before = at.checked_sub(1).map(|before| bytes[before]);
            let after = bytes.get(at + 2);
            let path = word.is_path(bytes, at);
            match bytes.get(at + 1).filter(|_| !path) {
                Some(b'_') if before.is_some_and(|sign| sign.is_ascii_alphanumeric()) && after.is_some_and(u8::is_ascii_alphanumeric) => {
                    marked = true;
                    found.push(at);
                }
                Some(b'<' | b'>') if pairs => found.push(at),
                Some(b'*' | b'[' | b']' | b'#' | b'(' | b')' | b'!' | b'`') if !json => found.push(at),
                _ => {}
            }
        }
        if !marked {
            return;
        }
        for at in found {
            // No JSON has such an escape: wherever it is, Markdown made it.
            let at = line.start + at;
            self.slashes.push(Span::new(at, at + 1));
        }
    }

    fn find(&self, mark: &str, part: Span) -> Option<usize> {
        memmem::find(self.text.as_bytes().get(part.start..part.end)?, mark.as_bytes()).map(|at| part.start + at)
    }
}

/// The sign of a fence: three of them at the start of a line, with no more than a word behind.
fn fence(line: &[u8]) -> Option<u8> {
    let line = line.trim_ascii();
    let sign = *line.first().filter(|sign| matches!(sign, b'`' | b'~'))?;
    let length = line.iter().take_while(|byte| **byte == sign).count();
    let word = line[length..].trim_ascii();
    (length >= 3 && !word.contains(&b'`') && word.len() < 32 && !word.contains(&b' ')).then_some(sign)
}

/// Whether two marks are around bold words: none inside, and nothing that goes on outside.
fn is_bold(text: &str, marks: Span, line: Span, mark: &str) -> bool {
    let inner = &text[marks.start + 2..marks.end];
    let sign = mark.as_bytes()[0] as char;
    let before = text[line.start..marks.start].chars().next_back();
    let after = text[marks.end + 2..line.end].chars().next();
    let outside = |sign: Option<char>| sign.is_none_or(|sign| !sign.is_alphanumeric() && !matches!(sign, '*' | '_' | '/' | '\\' | '.'));
    let starts = inner.starts_with(|first: char| first.is_alphanumeric() || matches!(first, '`' | '[' | '(' | '<'));
    let tight = starts && !inner.starts_with([' ', '/', sign]) && !inner.ends_with([' ', '/', sign]);
    // `__init__` is a name.
    let words = sign == '*' || inner.contains(' ') || inner.ends_with(':');
    tight && words && outside(before) && outside(after.filter(|sign| *sign != '.'))
}

/// The word that was last looked at: whether it is a path, where a name may start with `_`.
#[derive(Default)]
struct Word {
    end: usize,
    path: bool,
}

impl Word {
    /// Whether the word around a backslash is a path: another one in it stands before a name. Asked for from left to right.
    fn is_path(&mut self, line: &[u8], at: usize) -> bool {
        if at >= self.end {
            let start = line[self.end..at].iter().rposition(u8::is_ascii_whitespace).map_or(self.end, |space| self.end + space + 1);
            self.end = line[at..].iter().position(u8::is_ascii_whitespace).map_or(line.len(), |space| at + space);
            let pairs = || line[start..self.end].windows(2);
            self.path = pairs().any(|pair| pair[0] == b'\\' && (pair[1].is_ascii_alphanumeric() || pair[1] == b'\\'));
        }
        self.path
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check_with;
    use super::*;

    #[test]
    fn marks_are_left_out() {
        let check = |input, expected| check_with(strip, input, expected);
        check("a\n```json\n{\"a\": 1}\n  ```\nb\n~~~\nc\n~~~", "a\n{\"a\": 1}\nb\nc\n");
        check("**Error Code:** `EQ-3142509`\n**ERROR 1045 (28000): x**", "Error Code: EQ-3142509\nERROR 1045 (28000): x");
        check("__Error Code:__ `X`, __init__ and `a`", "Error Code: `X`, __init__ and `a`");
        check(" `Msg 208`  ", " Msg 208  ");
        check("- `Failed: \\<user name\\> \\[x\\]`", "- Failed: <user name> [x]");
        check("Table `a`.`b` not found in src/**/*.rs, **/a.rs and 2 ** 3 ** 4 *****", "=");
        check("code: RESPONSE\\_SIZE\\_TOO\\_BIG", "code: RESPONSE_SIZE_TOO_BIG");
        check("at C:\\dir\\a\\_b and ^\\[a\\]$ `", "=");
        check("Code: X<br>Message: y<br/>z", "Code: X\nMessage: y\nz");
        check("<p>Code: X<br>Message</p>", "=");
        check("{\"a\": \"**b** `c` <br> x\"}", "=");
    }
}
