//! Rules for documentation that mentions codes: Markdown and HTML.
//!
//! Only codes of families that may stand bare are looked at, as elsewhere: what merely looks like one is none. A document in which no such
//! code, no mark and no example stands is not even parsed ([`concerns`]).

mod codes;
mod fences;
mod html;
mod markdown;
pub mod marks;
mod mentions;
mod model;
mod quotes;
mod statuses;
mod tables;

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use memchr::memmem;

use super::{Document, Kind, Knowledge, Report};
use crate::span::Span;
pub use codes::address;
use mentions::{Lookup, Mention};
use model::{Piece, Prose, Table};
pub use tables::codes;

/// Whether there may be anything to find in a text of documentation, by a search of its bytes. Most texts are done with this.
#[must_use]
pub fn concerns(text: &str, knowledge: &Knowledge<'_>) -> bool {
    may_hold_examples(text) || speaks_of_codes(text, knowledge)
}

/// Whether a text says something of codes that are known, or has marks to be filled with such.
pub(super) fn speaks_of_codes(text: &str, knowledge: &Knowledge<'_>) -> bool {
    let has_mark = memmem::find(text.as_bytes(), b"<!-- errdex:").is_some();
    has_mark || knowledge.matcher.bare_codes(text).is_ok_and(|codes| !codes.is_empty())
}

/// Whether fences with requests or answers may stand in a text.
fn may_hold_examples(text: &str) -> bool {
    let has = |word: &str| memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    let fenced = has("```") || has("~~~") || has("<pre");
    fenced && (has("curl") || has("HTTP/") || has("{") || has("uthorization"))
}

/// Whether a text is HTML, and not the text of a page.
pub(super) fn is_html(text: &str) -> bool {
    text.trim_start_matches('\u{FEFF}').trim_start().starts_with('<')
}

/// Reports what is wrong in Markdown or HTML.
pub(super) fn lint(document: &Document<'_>, knowledge: &Knowledge<'_>, report: &mut Report) {
    if !concerns(document.text, knowledge) {
        return;
    }
    let text = document.text;
    let codes = knowledge.matcher.bare_codes(text).unwrap_or_default();
    let wanted = |span: Span| {
        let first = codes.partition_point(|code| code.start < span.start);
        codes.get(first).is_some_and(|code| code.start < span.end)
    };
    let pieces = if document.kind == Kind::Html { html::document(text) } else { markdown::read(text, &wanted) };
    fences::secrets(&pieces, document.secrets, report);
    Checks::new(text, knowledge, report).run(&pieces);
}

/// What the checks share.
struct Checks<'d, 'k, 'r> {
    text: &'d str,
    knowledge: &'d Knowledge<'k>,
    report: &'r mut Report,
    lookup: Lookup<'d, 'k>,
    /// The codes that are linked in this section, or were reported for not being.
    linked: HashSet<String>,
    /// Whether the provider is known to be spoken of: by its name, or one of its codes.
    familiar: codes::Familiar,
}

impl<'d, 'k, 'r> Checks<'d, 'k, 'r> {
    fn new(text: &'d str, knowledge: &'d Knowledge<'k>, report: &'r mut Report) -> Self {
        let lookup = Lookup::new(knowledge);
        Self { text, knowledge, report, lookup, linked: HashSet::new(), familiar: codes::Familiar::default() }
    }

    fn run(&mut self, pieces: &[Piece]) {
        let marks = pieces.iter().filter_map(|piece| match piece {
            Piece::Mark(span, words) => Some((marks::trimmed(self.text, *span), words.clone())),
            _ => None,
        });
        let (blocks, bad) = marks::pair(marks);
        for mark in bad {
            self.report.add(&super::rules::docs::BAD_MARK, mark.span, mark.message).help(mark.help);
        }
        let mut block: Option<(&marks::Block, bool)> = None;
        for piece in pieces {
            match piece {
                Piece::Mark(span, _) => {
                    self.no_table(block);
                    let open = marks::trimmed(self.text, *span);
                    block = blocks.iter().find(|block| block.open == open).map(|block| (block, false));
                }
                Piece::Prose(prose) => self.prose(prose, block.is_some()),
                Piece::Table(table) => {
                    self.table(table, block.map(|(block, _)| block));
                    block = block.map(|(block, _)| (block, true));
                }
                Piece::Fence(fence) => fences::check(fence, self.knowledge, self.report),
            }
        }
    }

    /// A marked block that ends without a table, though it should have one.
    fn no_table(&mut self, block: Option<(&marks::Block, bool)>) {
        if let Some((block, false)) = block {
            self.complete(block, &[]);
        }
    }

    fn prose(&mut self, prose: &Prose, generated: bool) {
        if prose.heading {
            self.linked.clear();
        }
        let mentions = self.lookup.mentions(self.text, prose);
        self.codes(prose, &mentions, generated);
        self.statuses(prose, &mentions);
        self.quotes(prose, &mentions);
    }

    fn table(&mut self, table: &Table, block: Option<&marks::Block>) {
        let mut rows: Vec<Vec<Vec<Mention<'k>>>> = Vec::with_capacity(table.rows.len());
        for row in &table.rows {
            rows.push(row.iter().map(|cell| self.lookup.mentions(self.text, cell)).collect());
        }
        for cell in &table.head {
            let mentions = self.lookup.mentions(self.text, cell);
            self.codes(cell, &mentions, block.is_some());
        }
        for (cells, mentions) in table.rows.iter().zip(&rows) {
            for (cell, mentions) in cells.iter().zip(mentions) {
                self.codes(cell, mentions, block.is_some());
                self.statuses(cell, mentions);
                self.quotes(cell, mentions);
            }
            self.row(&table.head, cells, mentions);
        }
        self.doubled(table, &rows);
        if let Some(block) = block {
            self.complete(block, &rows);
        }
    }
}
