//! Markdown as blocks, by pulldown-cmark's events.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::super::Excerpt;
use super::blocks::{Block, Lines, MAX_BLOCKS, empty};

/// The blocks of a page.
pub(super) fn read(text: &str) -> Vec<Block<'_>> {
    let mut reader = Reader { text, lines: Lines::default(), row: None, code: None };
    for (event, place) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        reader.event(&event, place.start);
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
    /// The cells of the row that is open.
    row: Option<Vec<Excerpt<'t>>>,
    /// The text of the code block that is open.
    code: Option<Excerpt<'t>>,
}

impl Reader<'_> {
    fn event(&mut self, event: &Event<'_>, place: usize) {
        match event {
            Event::Start(tag) => self.start(tag, place),
            Event::End(tag) => self.end(*tag, place),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push(text, place),
                None => self.lines.text(text, place),
            },
            Event::Code(code) => {
                let ticks = self.text[place..].find(|c| c != '`' && c != ' ').unwrap_or(0);
                self.lines.verbatim(code, place + ticks);
            }
            Event::SoftBreak | Event::HardBreak => self.lines.end(),
            Event::InlineHtml(html) if html.trim_start().to_ascii_lowercase().starts_with("<br") => match self.row {
                Some(_) => self.lines.verbatim("\n", place),
                None => self.lines.end(),
            },
            Event::Rule => self.lines.part(),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, place: usize) {
        match tag {
            Tag::CodeBlock(_) => {
                self.lines.part();
                self.code = Some(empty(place));
            }
            Tag::TableHead | Tag::TableRow => {
                self.lines.end();
                self.row = Some(Vec::new());
            }
            Tag::Heading { .. } | Tag::Paragraph | Tag::Table(_) => self.lines.part(),
            Tag::Item => self.lines.end(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, place: usize) {
        match tag {
            TagEnd::CodeBlock => {
                if let Some(code) = self.code.take().filter(|code| !code.text().trim().is_empty()) {
                    self.lines.blocks.push(Block::Code(code));
                    self.lines.blocks.push(Block::Blank);
                }
            }
            TagEnd::TableCell => {
                let cell = self.lines.take().unwrap_or_else(|| empty(place));
                if let Some(row) = &mut self.row {
                    row.push(cell);
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                let row = self.row.take().filter(|row| row.iter().any(|cell| !cell.text().is_empty()));
                self.lines.blocks.extend(row.map(Block::Row));
            }
            TagEnd::Heading(_) => {
                if let Some(heading) = self.lines.take() {
                    self.lines.blocks.push(Block::Heading(heading));
                }
            }
            TagEnd::Strong | TagEnd::Emphasis => self.lines.edge(place),
            TagEnd::Item => self.lines.end(),
            TagEnd::Paragraph | TagEnd::Table | TagEnd::List(_) => self.lines.part(),
            _ => {}
        }
    }
}
