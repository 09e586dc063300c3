//! Texts of the catalog with the values of a capture in their holes.

use serde::Serialize;

use crate::catalog::Entry;
use crate::catalog::template::{Piece, Template, pieces};

/// A text of the catalog with values of the capture in its holes. The pieces are kept apart, so that each format can
/// make the values harmless in its own way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled(Vec<FilledPiece>);

/// A piece of a filled text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilledPiece {
    /// Text of the catalog.
    Text(String),
    /// What the catalog has between backticks: to be typed or read as it is.
    Code(String),
    /// A value of the capture.
    Value(String),
    /// The name of a hole without a value.
    Open(String),
}

impl Filled {
    /// The pieces, in order.
    #[must_use]
    pub fn pieces(&self) -> &[FilledPiece] {
        &self.0
    }

    /// A text of an entry where there is no capture: the holes of its message stay open.
    #[must_use]
    pub fn open(text: &str, entry: &Entry<'_>) -> Self {
        // Reading the message is worth it only for what has holes.
        let holes = if text.contains('{') { message_holes(entry) } else { Vec::new() };
        Self::new(text, &[], &holes)
    }

    /// What only the request could tell is left out where there is none: `the quote id {quoteId}` is `the quote id`.
    pub(super) fn new(template: &str, values: &[(String, String)], message_holes: &[String]) -> Self {
        let Ok(pieces) = pieces(template) else { return Self(vec![FilledPiece::Text(template.to_owned())]) };
        let mut filled: Vec<FilledPiece> = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Text(text) => match filled.last_mut() {
                    Some(FilledPiece::Text(before)) => before.push_str(text),
                    _ => filled.push(FilledPiece::Text(text.to_owned())),
                },
                Piece::Hole(name, _) => match values.iter().find(|(hole, _)| hole == name) {
                    Some((_, value)) => filled.push(FilledPiece::Value(value.clone())),
                    None if message_holes.iter().any(|hole| hole == name) => filled.push(FilledPiece::Open(name.to_owned())),
                    None => {
                        if let Some(FilledPiece::Text(before)) = filled.last_mut() {
                            before.truncate(before.trim_end().len());
                        }
                    }
                },
            }
        }
        Self(filled.into_iter().flat_map(coded).collect())
    }
}

/// A piece with its code apart. A backtick without a second one is text.
fn coded(piece: FilledPiece) -> Vec<FilledPiece> {
    let FilledPiece::Text(text) = &piece else { return vec![piece] };
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len() == 1 || parts.len().is_multiple_of(2) {
        return vec![piece];
    }
    let own = |(at, part): (usize, &&str)| {
        let part = (*part).to_owned();
        if at.is_multiple_of(2) { FilledPiece::Text(part) } else { FilledPiece::Code(part) }
    };
    let pieces = parts.iter().enumerate().map(own);
    pieces.filter(|piece| !matches!(piece, FilledPiece::Text(text) if text.is_empty())).collect()
}

impl std::fmt::Display for Filled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|piece| match piece {
            FilledPiece::Text(text) | FilledPiece::Value(text) => f.write_str(text),
            FilledPiece::Code(code) => write!(f, "`{code}`"),
            FilledPiece::Open(name) => write!(f, "<{name}>"),
        })
    }
}

impl Serialize for Filled {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The holes of an entry's message.
pub(super) fn message_holes(entry: &Entry<'_>) -> Vec<String> {
    let template = entry.message.as_deref().and_then(|message| Template::parse(message).ok());
    template.map(|template| template.holes().to_vec()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_backticks_is_code() {
        let filled = Filled::new("Set `a{{b}}` to {value}, or `x", &[("value".to_owned(), "`1`".to_owned())], &[]);
        let text = |text: &str| FilledPiece::Text(text.to_owned());
        let coded = [text("Set "), FilledPiece::Code("a{b}".to_owned()), text(" to ")];
        let rest = [FilledPiece::Value("`1`".to_owned()), text(", or `x")];
        assert_eq!(filled.pieces(), [&coded[..], &rest[..]].concat());
        assert_eq!(filled.to_string(), "Set `a{b}` to `1`, or `x");
    }
}
