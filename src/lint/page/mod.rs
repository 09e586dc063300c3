//! Vendors' pages: what they say of errors and calls, and where they contradict themselves or what is known.
//!
//! ```text
//! text ─ html | markdown | plain ─> blocks ─ entries, operations (tables, rows) ─> Page ─ check ─> findings
//! ```

mod blocks;
mod check;
mod entries;
mod exclusive;
mod fields;
mod html;
mod import;
mod markdown;
mod model;
mod operations;
mod plain;
mod rows;
mod tables;
#[cfg(test)]
mod tests;

use super::{Document, Knowledge, Report};
pub use import::{Imported, ImportedFile, import};
use model::Page;

/// Lints a page.
pub(super) fn lint(document: &Document<'_>, knowledge: &Knowledge<'_>, report: &mut Report) {
    check::check(document.text, &read(document.text), knowledge, report);
}

/// Whether a text says something of errors or calls, as a vendor's page does.
pub(super) fn is_page(text: &str) -> bool {
    let page = read(text);
    page.entries.iter().any(|entry| !entry.is_among_others) || !page.operations.is_empty()
}

/// Whether a text has errors with codes, be it in a table that docs might have as well.
pub(super) fn has_entries(text: &str) -> bool {
    !read(text).entries.is_empty()
}

/// Reads a page.
fn read(text: &str) -> Page<'_> {
    let blocks = blocks::read(text);
    let mut page = Page { title: title(&blocks), ..Page::default() };
    let found = entries::read(&blocks);
    let mut at = 0;
    for one in &found {
        operations::read(&blocks[at.min(one.start)..one.start], &mut page);
        at = one.end.max(at);
    }
    operations::read(&blocks[at..], &mut page);
    page.entries = found.into_iter().map(|found| found.entry).collect();
    page
}

/// The first heading, or the first line that is no sentence.
fn title<'t>(blocks: &[blocks::Block<'t>]) -> Option<super::Excerpt<'t>> {
    const LOOK: usize = 50;
    let headed = blocks.iter().find(|block| matches!(block, blocks::Block::Heading(_)));
    let lines = || blocks.iter().take(LOOK).filter_map(blocks::Block::line);
    let titled = |line: &&super::Excerpt<'t>| !line.text().ends_with('.') && !line.text().starts_with("Skip to ");
    headed.and_then(blocks::Block::line).or_else(|| lines().find(titled)).cloned()
}
