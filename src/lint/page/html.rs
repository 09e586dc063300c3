//! HTML as blocks, by html5gum's tokens: no tree is needed to know what stands on a line of its own.

use html5gum::{DefaultEmitter, Token, Tokenizer};

use super::super::Excerpt;
use super::blocks::{Block, Lines, MAX_BLOCKS, empty};
use crate::span::Span;

/// Elements whose text is not for people, or is the caption of a button.
const UNREAD: [&[u8]; 8] = [b"script", b"style", b"svg", b"template", b"noscript", b"button", b"nav", b"title"];
/// Elements that stand on lines of their own.
const PARTS: [&[u8]; 15] = [
    b"p",
    b"div",
    b"ul",
    b"ol",
    b"li",
    b"dl",
    b"section",
    b"article",
    b"main",
    b"header",
    b"footer",
    b"blockquote",
    b"body",
    b"form",
    b"details",
];

/// The blocks of a page.
pub(super) fn read(text: &str) -> Vec<Block<'_>> {
    let mut reader = Reader { text, lines: Lines::default(), unread: None, row: None, code: None };
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(text, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => reader.open(&tag.name, tag.self_closing, tag.span.end),
            Token::EndTag(tag) => reader.close(&tag.name, tag.span.start),
            Token::String(string) => reader.string(&string, Span::new(string.span.start, string.span.end)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
        if reader.lines.blocks.len() >= MAX_BLOCKS {
            break;
        }
    }
    reader.lines.part();
    reader.lines.blocks
}

struct Reader<'t> {
    text: &'t str,
    lines: Lines<'t>,
    /// The element whose text is passed over, and how often it is open.
    unread: Option<(Vec<u8>, usize)>,
    /// The cells of the row that is open.
    row: Option<Vec<Excerpt<'t>>>,
    /// The text of the code block that is open.
    code: Option<Excerpt<'t>>,
}

impl Reader<'_> {
    fn open(&mut self, name: &[u8], self_closing: bool, place: usize) {
        if let Some((unread, depth)) = &mut self.unread {
            *depth += usize::from(unread.as_slice() == name && !self_closing);
            return;
        }
        match name {
            _ if UNREAD.contains(&name) => self.unread = (!self_closing).then(|| (name.to_vec(), 1)),
            b"pre" => {
                self.lines.part();
                self.code = Some(empty(place));
            }
            b"br" => self.line_break(place),
            b"tr" => {
                self.lines.end();
                self.row = Some(Vec::new());
            }
            b"td" | b"th" => {
                self.lines.take();
            }
            b"dd" => self.lines.edge(place),
            b"dt" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"table" => self.lines.part(),
            _ if PARTS.contains(&name) => self.part(place),
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8], place: usize) {
        if let Some((unread, depth)) = &mut self.unread {
            *depth -= usize::from(unread.as_slice() == name);
            if *depth == 0 {
                self.unread = None;
            }
            return;
        }
        match name {
            b"pre" => self.end_code(),
            b"td" | b"th" => {
                let cell = self.lines.take().unwrap_or_else(|| empty(place));
                if let Some(row) = &mut self.row {
                    row.push(cell);
                }
            }
            b"tr" => {
                if let Some(row) = self.row.take().filter(|row| !row.is_empty()) {
                    self.lines.blocks.push(Block::Row(row));
                }
            }
            b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => {
                if let Some(heading) = self.lines.take() {
                    self.lines.blocks.push(Block::Heading(heading));
                }
            }
            b"b" | b"strong" | b"span" | b"label" | b"em" | b"dt" => self.lines.edge(place),
            b"dd" | b"table" => self.lines.part(),
            _ if PARTS.contains(&name) => self.part(place),
            _ => {}
        }
    }

    /// What stands on lines of its own does so in a cell, too.
    fn part(&mut self, place: usize) {
        if self.row.is_some() {
            self.line_break(place);
        } else if self.code.is_none() {
            self.lines.part();
        }
    }

    fn line_break(&mut self, place: usize) {
        match (&mut self.code, &self.row) {
            (Some(code), _) => code.push("\n", place),
            (None, Some(_)) => self.lines.verbatim("\n", place),
            (None, None) => self.lines.end(),
        }
    }

    fn end_code(&mut self) {
        let Some(code) = self.code.take() else { return };
        if !code.text().trim().is_empty() {
            self.lines.blocks.push(Block::Code(code));
            self.lines.blocks.push(Block::Blank);
        }
    }

    fn string(&mut self, decoded: &[u8], span: Span) {
        if self.unread.is_some() {
            return;
        }
        let raw = span.of(self.text);
        if decoded == raw.as_bytes() {
            return self.text(raw, span.start);
        }
        let mut at = 0;
        while at < raw.len() {
            let rest = &raw[at..];
            let length = entity(rest).unwrap_or_else(|| rest.match_indices('&').map(|(at, _)| at).find(|&at| at > 0).unwrap_or(rest.len()));
            let piece = &rest[..length];
            match decode(piece).filter(|decoded| decoded != piece) {
                Some(decoded) => self.text(&decoded, span.start + at),
                None => self.text(piece, span.start + at),
            }
            at += length;
        }
    }

    fn text(&mut self, text: &str, place: usize) {
        match &mut self.code {
            Some(code) => code.push(text, place),
            None => self.lines.text(text, place),
        }
    }
}

/// The length of the entity that a text begins with.
fn entity(text: &str) -> Option<usize> {
    const LONGEST: usize = 40;
    let name = text.strip_prefix('&')?;
    let end = name.bytes().take(LONGEST).position(|byte| !byte.is_ascii_alphanumeric() && byte != b'#')?;
    (end > 0 && name[end..].starts_with(';')).then_some(end + 2)
}

/// What an entity stands for.
fn decode(entity: &str) -> Option<String> {
    if !entity.starts_with('&') || !entity.ends_with(';') {
        return None;
    }
    let mut tokens = Tokenizer::new(entity).filter_map(|token| match token {
        Ok(Token::String(string)) => Some(string.value),
        _ => None,
    });
    String::from_utf8(tokens.next()?.0).ok()
}
