//! [`Located`]: a finding with its lines and columns, and with what it is known by when lines move.

use std::collections::HashMap;

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::diagnostic::Diagnostic;
use crate::span::{LineIndex, Position, Span};

/// A place as bytes, and as people count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// The bytes.
    pub span: Span,
    /// Where it starts.
    pub start: Position,
    /// Where it ends: behind its last character.
    pub end: Position,
}

/// A finding with its places.
#[derive(Debug, Clone)]
pub struct Located {
    /// The finding.
    pub diagnostic: Diagnostic,
    /// Its place; none if it has none.
    pub place: Option<Region>,
    /// The places of its labels, in their order.
    pub labels: Vec<Region>,
    /// The places that its fix changes, in their order.
    pub edits: Vec<Region>,
    /// A hash of the text of its line.
    pub line: u64,
    /// What it is known by: rule, file, the line's text, and which of these on such lines it is.
    pub fingerprint: u64,
}

impl Located {
    /// What it is known by in a baseline.
    #[must_use]
    pub fn key(&self) -> (String, u64) {
        (self.diagnostic.rule.clone().into_owned(), self.line)
    }
}

/// The findings in a text with their places.
#[must_use]
pub fn locate(findings: Vec<Diagnostic>, text: &str) -> Vec<Located> {
    let index = LineIndex::new(text);
    let mut counts: HashMap<u64, u64> = HashMap::new();
    let mut lines = Lines { text, index: &index, last: None };
    let located = findings.into_iter().map(|diagnostic| {
        let region = |span: Span| Region { span, start: index.position(text, span.start), end: index.position(text, span.end) };
        let place = diagnostic.span.map(region);
        let labels = diagnostic.labels.iter().map(|label| region(label.span)).collect();
        let edits = diagnostic.fix.iter().flat_map(|fix| &fix.edits).map(|edit| region(edit.span)).collect();
        let line = place.map_or(0, |place| lines.hash(place.start.line));
        let path = diagnostic.path.as_deref().unwrap_or_default();
        let mut hash = Xxh3::new();
        for part in [diagnostic.rule.as_bytes(), b"\0", path.as_bytes(), b"\0", &line.to_le_bytes()] {
            hash.update(part);
        }
        let count = counts.entry(hash.digest()).or_default();
        hash.update(&count.to_le_bytes());
        *count += 1;
        Located { diagnostic, place, labels, edits, line, fingerprint: hash.digest() }
    });
    located.collect()
}

/// The hashes of lines. The last one is kept, as many findings may be on one long line.
struct Lines<'t> {
    text: &'t str,
    index: &'t LineIndex,
    last: Option<(usize, u64)>,
}

impl Lines<'_> {
    /// The hash of a line's text, without the blanks around it.
    fn hash(&mut self, line: usize) -> u64 {
        if let Some((_, hash)) = self.last.filter(|(last, _)| *last == line) {
            return hash;
        }
        let hash = xxh3_64(self.index.line(self.text, line).of(self.text).trim().as_bytes());
        self.last = Some((line, hash));
        hash
    }
}
