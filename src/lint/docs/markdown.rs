//! Reads Markdown: `CommonMark` with the tables, footnotes and front matter that GitHub and site generators know.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::html;
use super::marks;
use super::model::{Fence, InlineKind, Notation, Piece, Prose, Table};
use crate::lint::Excerpt;
use crate::span::Span;

/// Takes a text apart. `wanted` says whether anything in a range of it matters; what does not is left out.
pub(super) fn read(text: &str, wanted: &dyn Fn(Span) -> bool) -> Vec<Piece> {
    let mut reader = Reader { text, wanted, pieces: Vec::new(), prose: None, heading: false, fence: None, html: None, table: None };
    for (event, span) in events(text) {
        reader.event(event, span);
    }
    reader.flush();
    reader.pieces
}

/// The events of a text; a byte order mark is no part of it.
pub(super) fn events(text: &str) -> impl Iterator<Item = (Event<'_>, Span)> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let body = text.trim_start_matches('\u{FEFF}');
    let offset = text.len() - body.len();
    Parser::new_ext(body, options).into_offset_iter().map(move |(event, at)| (event, Span::new(at.start + offset, at.end + offset)))
}

struct Reader<'t> {
    text: &'t str,
    wanted: &'t dyn Fn(Span) -> bool,
    pieces: Vec<Piece>,
    prose: Option<Prose>,
    heading: bool,
    fence: Option<Fence>,
    html: Option<Vec<Span>>,
    table: Option<Table>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag, span),
            Event::Text(text) => self.push(&text, span.start),
            Event::SoftBreak | Event::HardBreak => self.push("\n", span.start),
            Event::Code(text) => self.code(&text, span),
            Event::Html(_) => self.html.iter_mut().for_each(|lines| lines.push(span)),
            Event::InlineHtml(tag) => self.inline_html(&tag, span),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Span) {
        match tag {
            Tag::Emphasis | Tag::Strong => self.open(InlineKind::Emphasis, span),
            Tag::Link { .. } | Tag::Image { .. } => self.open(InlineKind::Link, span),
            Tag::Strikethrough | Tag::Superscript | Tag::Subscript => {}
            Tag::TableHead | Tag::TableRow => self.row(),
            tag => {
                self.flush();
                match tag {
                    Tag::Heading { .. } => self.heading = true,
                    Tag::CodeBlock(kind) => self.fence = Some(Fence { language: language(&kind), text: Excerpt::joined("", []) }),
                    Tag::HtmlBlock => self.html = Some(Vec::new()),
                    Tag::Table(_) if (self.wanted)(span) => self.table = Some(Table::default()),
                    _ => {}
                }
            }
        }
    }

    fn end(&mut self, tag: TagEnd, span: Span) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong => self.close(InlineKind::Emphasis, span.end),
            TagEnd::Link | TagEnd::Image => self.close(InlineKind::Link, span.end),
            TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript | TagEnd::TableHead | TagEnd::TableRow => {}
            TagEnd::TableCell => self.cell(),
            TagEnd::Table => self.pieces.extend(self.table.take().map(Piece::Table)),
            TagEnd::CodeBlock => self.pieces.extend(self.fence.take().map(Piece::Fence)),
            TagEnd::HtmlBlock => self.html_block(),
            TagEnd::MetadataBlock(_) => self.prose = None,
            _ => self.flush(),
        }
    }

    fn push(&mut self, text: &str, place: usize) {
        match &mut self.fence {
            Some(fence) => fence.text.push(text, place),
            None => self.prose().push(text, place),
        }
    }

    fn prose(&mut self) -> &mut Prose {
        self.prose.get_or_insert_with(|| Prose::new(Notation::Markdown))
    }

    fn open(&mut self, kind: InlineKind, outer: Span) {
        self.prose().open(kind, outer);
    }

    fn close(&mut self, kind: InlineKind, end: usize) {
        self.prose().close(kind, end);
    }

    /// A code span: the ticks around it, and a blank on either side, are none of its text.
    fn code(&mut self, text: &str, span: Span) {
        let source = span.of(self.text);
        let inner = source.trim_start_matches('`');
        let start = span.start + source.len() - inner.len();
        let blank = usize::from(!inner.starts_with(text) && inner.starts_with(' '));
        self.open(InlineKind::Code, span);
        self.push(text, start + blank);
        self.close(InlineKind::Code, span.end);
    }

    fn inline_html(&mut self, tag: &str, span: Span) {
        match html::inline(tag) {
            Some(html::Tag::Open(kind)) => self.open(kind, span),
            Some(html::Tag::Close(kind)) => self.close(kind, span.end),
            Some(html::Tag::Break) => self.push("\n", span.start),
            None => {}
        }
    }

    fn html_block(&mut self) {
        let Some(lines) = self.html.take() else { return };
        let span = Span::new(lines.first().map_or(0, |line| line.start), lines.last().map_or(0, |line| line.end));
        if let Some(words) = marks::words(span.of(self.text)) {
            self.pieces.push(Piece::Mark(span, words.to_owned()));
        } else if (self.wanted)(span) {
            html::read(&Excerpt::joined(self.text, lines), &mut self.pieces);
        }
    }

    fn row(&mut self) {
        if let Some(table) = self.table.as_mut().filter(|table| !table.head.is_empty()) {
            table.rows.push(Vec::new());
        }
    }

    fn cell(&mut self) {
        let cell = self.prose.take().unwrap_or_else(|| Prose::new(Notation::Markdown));
        if let Some(table) = &mut self.table {
            table.rows.last_mut().unwrap_or(&mut table.head).push(cell);
        }
    }

    /// Ends the running text, if there is any.
    fn flush(&mut self) {
        let heading = std::mem::take(&mut self.heading);
        let Some(mut prose) = self.prose.take() else { return };
        let end = prose.as_str().len();
        if end > 0 && (heading || (self.wanted)(prose.text.span(Span::new(0, end)))) {
            prose.heading = heading;
            self.pieces.push(Piece::Prose(prose));
        }
    }
}

fn language(kind: &CodeBlockKind<'_>) -> String {
    let CodeBlockKind::Fenced(info) = kind else { return String::new() };
    let word = info.split(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}')).find(|word| !word.is_empty());
    word.unwrap_or_default().to_lowercase()
}
