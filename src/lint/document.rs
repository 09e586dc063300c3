//! What is linted: the text of a file, without its secrets, and what kind of text it is.

use crate::span::Span;

/// A file to lint.
#[derive(Debug, Clone, Copy)]
pub struct Document<'t> {
    /// The path, as the user named it; `-` for the standard input.
    pub name: &'t str,
    /// The text, its secrets veiled (see [`crate::redact::veil`]): all places are those of the file.
    pub text: &'t str,
    /// Where the secrets stood.
    pub secrets: &'t [Span],
    /// What it is.
    pub kind: Kind,
}

/// What a file is, and so which rules look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// YAML of a catalog.
    Catalog,
    /// Markdown that mentions codes.
    Markdown,
    /// An error or API page of a vendor: HTML, or the text of one.
    Page,
    /// A script with curl commands, or one pasted.
    Shell,
    /// Requests as editors write them (`.http`), or as they went over the wire.
    Http,
    /// A HAR file.
    Har,
    /// A body.
    Json,
    /// Anything else that may hold captures.
    Log,
}
