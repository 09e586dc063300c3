//! Marked blocks in other people's Markdown: [`sync`] fills them with what the catalogs know.
//!
//! ```markdown
//! <!-- errdex:table equinix EQ-2012 -->
//!
//! | Code | Status | Meaning | Fix |
//! …
//!
//! <!-- /errdex -->
//! ```
//!
//! Only what stands between the marks is written. Everything else stays as it is, to the byte, and a second run changes nothing.

mod blocks;
#[cfg(test)]
mod tests;

use crate::diagnostic::{Diagnostic, Severity};
use crate::lint::docs::marks::{self, BadMark, Block};
use crate::lint::rules::docs::BAD_MARK;
use crate::matcher::Matcher;
use crate::span::Span;

/// What the blocks are filled from.
pub struct Source<'s> {
    /// Finds entries; its catalogs are the source.
    pub matcher: &'s Matcher<'s>,
    /// Where the catalog's site is, with `/` at its end; codes become links to it.
    pub base_url: Option<&'s str>,
}

/// The text with its marked blocks filled.
///
/// # Errors
/// If a mark is wrong, or asks for what no catalog has. Nothing is filled then.
pub fn sync(path: &str, text: &str, source: &Source<'_>) -> Result<String, Vec<Diagnostic>> {
    let (blocks, bad) = marks::blocks(text);
    let mut problems: Vec<Diagnostic> = bad.into_iter().map(|mark| problem(path, mark)).collect();
    let mut synced = String::with_capacity(text.len());
    let mut read = 0;
    for block in &blocks {
        match blocks::body(&block.request, source) {
            Ok(body) => {
                let inside = inside(text, block);
                synced += &text[read..inside.start];
                synced += &lines(text, block, &body);
                read = inside.end;
            }
            Err((message, help)) => problems.push(problem(path, BadMark { span: block.open, message, help })),
        }
    }
    synced += &text[read..];
    problems.extend(breaks(&synced, &blocks).map(|block| problem(path, unmarked(block))));
    problems.sort_by_key(|problem| problem.span);
    if problems.is_empty() { Ok(synced) } else { Err(problems) }
}

/// Whether the text has marked blocks at all.
#[must_use]
pub fn has_marks(text: &str) -> bool {
    let (blocks, bad) = marks::blocks(text);
    !blocks.is_empty() || !bad.is_empty()
}

fn problem(path: &str, mark: BadMark) -> Diagnostic {
    Diagnostic::new(BAD_MARK.id, Severity::Error, mark.message).at(mark.span).in_file(path).help(mark.help)
}

/// The first block that is none any more in the filled text: the catalog's text has swallowed its end.
fn breaks<'b>(synced: &str, blocks: &'b [Block]) -> Option<&'b Block> {
    let (filled, bad) = marks::blocks(synced);
    let differs = |at: &usize| filled.get(*at).is_none_or(|filled| filled.request != blocks[*at].request);
    let first = (0..blocks.len()).find(differs);
    let broken = first.or_else(|| (!bad.is_empty() || filled.len() != blocks.len()).then(|| blocks.len().saturating_sub(1)));
    broken.and_then(|at| blocks.get(at))
}

fn unmarked(block: &Block) -> BadMark {
    let message = "what the catalog has for this mark would hide the end of the block".to_owned();
    BadMark { span: block.open, message, help: "look for an unclosed fence or comment in the steps of the entry".to_owned() }
}

/// What stands between the lines of the marks.
fn inside(text: &str, block: &Block) -> Span {
    let start = text[block.open.end..].find('\n').map_or(block.open.end, |at| block.open.end + at + 1);
    let end = text[..block.close.start].rfind('\n').map_or(start, |at| at + 1);
    Span::new(start.min(end), end)
}

/// The body as lines of the block: with the quote or indent that the mark has, and its line ends.
fn lines(text: &str, block: &Block, body: &str) -> String {
    let line = text[..block.open.start].rfind('\n').map_or(0, |at| at + 1);
    let before = text[line..block.open.start].trim_start_matches('\u{FEFF}');
    let prefix: String = before.chars().map(|c| if c == '>' || c.is_whitespace() { c } else { ' ' }).collect();
    let end = if ends_with_return(text, block) { "\r\n" } else { "\n" };
    let line = |line: &str| if line.is_empty() { prefix.trim_end().to_owned() + end } else { format!("{prefix}{line}{end}") };
    std::iter::once("").chain(body.trim_end().lines()).chain(std::iter::once("")).map(line).collect()
}

/// Whether the line of the mark ends as on Windows.
fn ends_with_return(text: &str, block: &Block) -> bool {
    text[block.open.end..].split('\n').next().is_some_and(|rest| rest.ends_with('\r'))
}
