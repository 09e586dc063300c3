//! Reads HTML: the text of its blocks, tables and preformatted text. Entities are decoded; scripts, styles and comments are left out.

use html5gum::emitters::default::{DefaultEmitter, Token};
use html5gum::{Span as TokenSpan, StartTag, Tokenizer};

use super::marks;
use super::model::{Fence, InlineKind, Notation, Piece, Prose, Table};
use crate::lint::Excerpt;
use crate::span::Span;

/// What a tag does within running text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    Open(InlineKind),
    Close(InlineKind),
    Break,
}

/// What a tag in running text of Markdown does.
pub(super) fn inline(tag: &str) -> Option<Tag> {
    let inner = tag.strip_prefix('<')?.strip_suffix('>')?;
    let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    let name: String = inner.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    if name == "br" {
        return Some(Tag::Break);
    }
    let kind = inline_kind(name.as_bytes())?;
    Some(if closes { Tag::Close(kind) } else { Tag::Open(kind) })
}

fn inline_kind(name: &[u8]) -> Option<InlineKind> {
    match name {
        b"a" | b"button" => Some(InlineKind::Link),
        b"code" | b"kbd" | b"samp" | b"tt" | b"var" => Some(InlineKind::Code),
        b"em" | b"i" | b"strong" | b"b" | b"q" | b"cite" => Some(InlineKind::Emphasis),
        _ => None,
    }
}

/// Takes a page apart.
pub(super) fn document(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    read(&Excerpt::whole(text), &mut pieces);
    pieces
}

/// Reads a text, and adds its pieces. Places are those of the document that the excerpt is of.
pub(super) fn read(html: &Excerpt<'_>, pieces: &mut Vec<Piece>) {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let source = html.text();
    let mut reader = Reader { html, pieces, prose: None, heading: false, fence: None, tables: Vec::new(), silent: None };
    let mut at = 0;
    let mut strings_end = 0;
    let mut ends_in_tag = false;
    for token in Tokenizer::new_with_emitter(source, emitter) {
        let Ok(token) = token;
        match &token {
            Token::String(string) => strings_end = string.span.end,
            Token::Error(error) => ends_in_tag |= error.value == html5gum::Error::EofInTag,
            _ => {}
        }
        let Some(TokenSpan { start, end }) = span_of(&token) else { continue };
        let span = Span::new(start.clamp(at, source.len()), end.clamp(at, source.len()));
        reader.text(Span::new(at, span.start));
        reader.token(&token, span);
        at = span.end;
    }
    // No browser shows a tag that the text breaks off in.
    let end = if ends_in_tag { strings_end.clamp(at, source.len()) } else { source.len() };
    reader.text(Span::new(at, end));
    reader.flush();
    while let Some(table) = reader.tables.pop() {
        reader.pieces.push(Piece::Table(table));
    }
}

/// The place of what is no text; the text is what stands between.
fn span_of(token: &Token<usize>) -> Option<TokenSpan<usize>> {
    match token {
        Token::StartTag(tag) => Some(tag.span),
        Token::EndTag(tag) => Some(tag.span),
        Token::Comment(comment) => Some(comment.span),
        Token::Doctype(doctype) => Some(doctype.span),
        Token::String(_) | Token::Error(_) => None,
    }
}

struct Reader<'h> {
    html: &'h Excerpt<'h>,
    pieces: &'h mut Vec<Piece>,
    prose: Option<Prose>,
    heading: bool,
    fence: Option<Fence>,
    /// The open tables, the innermost last.
    tables: Vec<Table>,
    /// The element whose text nobody reads.
    silent: Option<Vec<u8>>,
}

impl Reader<'_> {
    fn token(&mut self, token: &Token<usize>, span: Span) {
        match token {
            Token::StartTag(tag) if self.silent.is_none() => self.start(tag, span),
            Token::EndTag(tag) => self.end(&tag.name, span),
            Token::Comment(_) if self.silent.is_none() => self.comment(span),
            _ => {}
        }
    }

    fn comment(&mut self, span: Span) {
        if let Some(words) = marks::words(span.of(self.html.text())) {
            let words = words.to_owned();
            self.flush();
            self.pieces.push(Piece::Mark(self.html.span(span), words));
        }
    }

    fn start(&mut self, tag: &StartTag<usize>, span: Span) {
        const DEEPEST: usize = 16;
        let name: &[u8] = &tag.name;
        match name {
            b"script" | b"style" | b"template" | b"title" | b"svg" | b"textarea" => {
                self.flush();
                self.silent = Some(name.to_vec());
            }
            b"br" => self.push("\n", span.start),
            b"pre" => {
                self.flush();
                self.fence = Some(Fence { language: language(tag), text: Excerpt::joined("", []) });
            }
            b"code" if self.fence.is_some() => self.fence.iter_mut().filter(|fence| fence.language.is_empty()).for_each(|fence| {
                fence.language = language(tag);
            }),
            b"table" if self.tables.len() < DEEPEST => {
                self.flush();
                self.tables.push(Table::default());
            }
            b"tr" => {
                self.flush();
                self.tables.last_mut().filter(|table| !table.head.is_empty() || !table.rows.is_empty()).into_iter().for_each(|table| {
                    table.rows.push(Vec::new());
                });
            }
            b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => {
                self.flush();
                self.heading = true;
            }
            _ => match inline_kind(name) {
                Some(kind) => self.open(kind, self.html.span(span)),
                None if is_block(name) => self.flush(),
                None => {}
            },
        }
    }

    fn end(&mut self, name: &[u8], span: Span) {
        if let Some(silent) = &self.silent {
            if silent == name {
                self.silent = None;
            }
            return;
        }
        match name {
            b"pre" => {
                if let Some(fence) = self.fence.take() {
                    self.pieces.push(Piece::Fence(fence));
                }
            }
            b"td" | b"th" => self.cell(),
            b"table" => {
                self.flush();
                self.pieces.extend(self.tables.pop().map(Piece::Table));
            }
            _ => match inline_kind(name) {
                Some(kind) => self.close(kind, self.html.span(span).end),
                None if is_block(name) => self.flush(),
                None => {}
            },
        }
    }

    fn cell(&mut self) {
        let cell = self.prose.take().unwrap_or_else(|| Prose::new(Notation::Html));
        if let Some(table) = self.tables.last_mut() {
            table.rows.last_mut().unwrap_or(&mut table.head).push(cell);
        }
    }

    fn open(&mut self, kind: InlineKind, outer: Span) {
        self.prose.get_or_insert_with(|| Prose::new(Notation::Html)).open(kind, outer);
    }

    fn close(&mut self, kind: InlineKind, end: usize) {
        if let Some(prose) = &mut self.prose {
            prose.close(kind, end);
        }
    }

    /// Text as it stands in the source.
    fn text(&mut self, span: Span) {
        if self.silent.is_some() || span.is_empty() {
            return;
        }
        let html = self.html;
        let source = span.of(html.text());
        let blank = source.trim().is_empty() && self.prose.is_none() && self.fence.is_none();
        if !blank {
            decoded(source, |text, at| self.push(text, span.start + at));
        }
    }

    /// Text as it is read; `at` in the source.
    fn push(&mut self, text: &str, at: usize) {
        let place = self.html.place(at);
        match &mut self.fence {
            Some(fence) => fence.text.push(text, place),
            None => self.prose.get_or_insert_with(|| Prose::new(Notation::Html)).push(text, place),
        }
    }

    fn flush(&mut self) {
        let heading = std::mem::take(&mut self.heading);
        // What stands in a cell stays in it.
        if !self.tables.is_empty() {
            return;
        }
        if let Some(mut prose) = self.prose.take().filter(|prose| !prose.as_str().trim().is_empty()) {
            prose.heading = heading;
            self.pieces.push(Piece::Prose(prose));
        }
    }
}

fn is_block(name: &[u8]) -> bool {
    const BLOCKS: [&[u8]; 24] = [
        b"address",
        b"article",
        b"aside",
        b"blockquote",
        b"body",
        b"caption",
        b"dd",
        b"details",
        b"div",
        b"dl",
        b"dt",
        b"figcaption",
        b"figure",
        b"footer",
        b"header",
        b"hr",
        b"li",
        b"main",
        b"nav",
        b"ol",
        b"p",
        b"section",
        b"summary",
        b"ul",
    ];
    BLOCKS.contains(&name) || matches!(name, b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6")
}

/// The language in a class: `language-json`, `lang-json`, `highlight-source-json`.
fn language(tag: &StartTag<usize>) -> String {
    let class = tag.attributes.get(b"class".as_slice()).map(|class| String::from_utf8_lossy(class).into_owned()).unwrap_or_default();
    let named = class
        .split_ascii_whitespace()
        .find_map(|word| ["language-", "lang-", "highlight-source-"].iter().find_map(|prefix| word.strip_prefix(prefix)));
    named.unwrap_or_default().to_lowercase()
}

/// Text with its entities decoded, piece by piece, each with its place.
fn decoded<'t>(source: &'t str, mut piece: impl FnMut(&'t str, usize)) {
    const ENTITIES: [(&str, &str); 10] = [
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&nbsp;", " "),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&#160;", " "),
    ];
    let mut start = 0;
    for at in memchr::memchr_iter(b'&', source.as_bytes()) {
        let Some((entity, sign)) = ENTITIES.iter().find(|(entity, _)| source[at..].starts_with(entity)) else { continue };
        piece(&source[start..at], start);
        piece(sign, at);
        start = at + entity.len();
    }
    piece(&source[start..], start);
}
