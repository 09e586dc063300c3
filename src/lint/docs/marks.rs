//! The marks of `errdex docs sync`: comments around what it keeps up to date.
//!
//! ```markdown
//! <!-- errdex:table equinix EQ-2012 -->
//! …
//! <!-- /errdex -->
//! ```

use std::fmt;

use super::markdown;
use crate::span::Span;
use pulldown_cmark::{Event, Tag, TagEnd};

/// The kinds of blocks, in the words of the marks.
pub const KINDS: [&str; 4] = ["table", "entry", "operation", "rules"];

/// The words of a comment that is a mark: `errdex:table equinix EQ-2012` or `/errdex`.
pub(super) fn words(comment: &str) -> Option<&str> {
    let inner = comment.trim().strip_prefix("<!--")?.strip_suffix("-->")?.trim();
    let is_mark = inner.starts_with("errdex:") || inner == "/errdex" || inner.starts_with("/errdex ") || inner.starts_with("/errdex:");
    (is_mark && !inner.contains("-->")).then_some(inner)
}

/// What a block is to be filled with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// A table of the codes of a provider, or of those with a prefix.
    Table {
        /// The provider's id.
        provider: String,
        /// What the codes begin with; empty for all.
        prefix: String,
    },
    /// One entry, or all of one code.
    Entry(String),
    /// What an operation answers.
    Operation {
        /// The provider's id.
        provider: String,
        /// The operation's id.
        operation: String,
    },
    /// A table of the linter's rules of a subject; empty for all.
    Rules(String),
}

/// A mark that is none, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadMark {
    /// The mark.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl fmt::Display for BadMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// A marked block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The mark that opens it.
    pub open: Span,
    /// The mark that ends it.
    pub close: Span,
    /// What it is to be filled with.
    pub request: Request,
}

impl Request {
    /// Reads the words of a mark: `errdex:table equinix EQ-2012`.
    ///
    /// # Errors
    /// If there is no such kind of block, or it wants other words; what is wrong, and what to do.
    pub fn read(words: &str) -> Result<Self, (String, String)> {
        let mut parts = words.strip_prefix("errdex:").unwrap_or(words).split_whitespace();
        let kind = parts.next().unwrap_or_default();
        let rest: Vec<&str> = parts.collect();
        let owned = |text: &str| text.to_owned();
        match (kind, &rest[..]) {
            ("table", [provider]) => Ok(Self::Table { provider: owned(provider), prefix: String::new() }),
            ("table", [provider, prefix]) => Ok(Self::Table { provider: owned(provider), prefix: owned(prefix) }),
            ("entry", [id]) => Ok(Self::Entry(owned(id))),
            ("operation", [id]) if id.contains('/') => {
                let (provider, operation) = id.split_once('/').unwrap_or_default();
                Ok(Self::Operation { provider: owned(provider), operation: owned(operation) })
            }
            ("rules", []) => Ok(Self::Rules(String::new())),
            ("rules", [subject]) => Ok(Self::Rules(owned(subject))),
            _ => Err(refusal(kind)),
        }
    }
}

fn refusal(kind: &str) -> (String, String) {
    let form = match kind {
        "table" => "errdex:table PROVIDER [PREFIX]",
        "entry" => "errdex:entry ID",
        "operation" => "errdex:operation PROVIDER/OPERATION",
        "rules" => "errdex:rules [SUBJECT]",
        _ => return (format!("there is no mark `errdex:{kind}`"), format!("the marks are {}", list(&KINDS))),
    };
    (format!("the mark `errdex:{kind}` has other words than it needs"), format!("write `<!-- {form} -->`"))
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`errdex:{name}`")).collect::<Vec<_>>().join(", ")
}

/// Puts marks, in the order of the text, together to blocks.
pub(super) fn pair(marks: impl IntoIterator<Item = (Span, String)>) -> (Vec<Block>, Vec<BadMark>) {
    let (mut blocks, mut bad) = (Vec::new(), Vec::new());
    let mut open: Option<(Span, Option<Request>)> = None;
    for (span, words) in marks {
        let closes = words.starts_with('/');
        match (open.take(), closes) {
            (Some((start, request)), true) => blocks.extend(request.map(|request| Block { open: start, close: span, request })),
            (None, true) => bad.push(stray(span)),
            (None, false) => open = Some((span, request(span, &words, &mut bad))),
            (Some(outer), false) => {
                bad.push(nested(span));
                open = Some(outer);
            }
        }
    }
    bad.extend(open.map(|(span, _)| unclosed(span)));
    (blocks, bad)
}

fn request(span: Span, words: &str, bad: &mut Vec<BadMark>) -> Option<Request> {
    Request::read(words).map_err(|(message, help)| bad.push(BadMark { span, message, help })).ok()
}

fn stray(span: Span) -> BadMark {
    let message = "`/errdex` ends a block that nothing opens".to_owned();
    BadMark { span, message, help: "remove it, or put the mark that opens the block before it".to_owned() }
}

fn nested(span: Span) -> BadMark {
    let message = "this mark opens a block within another".to_owned();
    BadMark { span, message, help: "end the block before with `<!-- /errdex -->`".to_owned() }
}

fn unclosed(span: Span) -> BadMark {
    let message = "this mark opens a block that nothing ends".to_owned();
    BadMark { span, message, help: "put `<!-- /errdex -->` on a line of its own behind the block".to_owned() }
}

/// The marked blocks of a Markdown text, and the marks that are wrong. A mark stands on a line of its own; in code it is none.
#[must_use]
pub fn blocks(text: &str) -> (Vec<Block>, Vec<BadMark>) {
    if !text.contains("errdex") {
        return (Vec::new(), Vec::new());
    }
    let mut marks = Vec::new();
    let mut html: Option<Span> = None;
    for (event, span) in markdown::events(text) {
        match event {
            Event::Start(Tag::HtmlBlock) => html = Some(Span::new(span.start, span.start)),
            Event::Html(_) => html = html.map(|html| Span::new(if html.is_empty() { span.start } else { html.start }, span.end)),
            Event::End(TagEnd::HtmlBlock) => {
                let block = html.take().unwrap_or_default();
                marks.extend(words(block.of(text)).map(|words| (trimmed(text, block), words.to_owned())));
            }
            _ => {}
        }
    }
    pair(marks)
}

/// A part without the blanks around it.
pub(super) fn trimmed(text: &str, span: Span) -> Span {
    let part = span.of(text);
    let start = span.start + part.len() - part.trim_start().len();
    Span::new(start, start + part.trim().len())
}
