//! Places in a text: [`Span`] (bytes) and [`LineIndex`], which turns bytes into lines and columns.
//!
//! Nothing here knows what the text is.

use serde::Serialize;

/// A range of bytes in a text, half open: `start` is the first byte, `end` the one after the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub struct Span {
    /// Offset of the first byte, from 0.
    pub start: usize,
    /// Offset of the byte after the last.
    pub end: usize,
}

impl Span {
    /// The bytes from `start` up to, not including, `end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The length in bytes.
    #[must_use]
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether the span holds no byte.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Whether `other` lies within this span.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The same span `by` bytes further on, for a text that is a part of another.
    #[must_use]
    pub const fn shifted(self, by: usize) -> Self {
        Self::new(self.start + by, self.end + by)
    }

    /// The text of the span; empty where the span does not fit the text.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }
}

/// A place as people count it: lines and characters, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The character (Unicode scalar value) in the line, from 1.
    pub column: usize,
}

/// Where the lines of a text start; made once, asked often.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<usize>,
    /// How many characters there are before each of the blocks of a text, so that columns of a very long line are not counted anew.
    blocks: Vec<usize>,
}

/// The bytes of a block.
const BLOCK: usize = 4096;

impl LineIndex {
    /// Reads the line ends (`\n`) of a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes());
        let blocks = text.as_bytes().chunks(BLOCK).scan(0, |count, block| {
            let before = *count;
            *count += characters(block);
            Some(before)
        });
        Self { starts: std::iter::once(0).chain(ends.map(|end| end + 1)).collect(), blocks: blocks.collect() }
    }

    /// Line and column of a byte offset of the same `text`. An offset past the end stands for the end.
    #[must_use]
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let offset = offset.min(text.len());
        let line = self.starts.partition_point(|&start| start <= offset).max(1);
        let start = self.starts[line - 1];
        let column = match offset - start {
            0..BLOCK => characters(&text.as_bytes()[start..offset]),
            _ => self.characters_before(text, offset) - self.characters_before(text, start),
        };
        Position { line, column: column + 1 }
    }

    /// How many characters begin before an offset.
    fn characters_before(&self, text: &str, offset: usize) -> usize {
        let Some(before) = self.blocks.get(offset / BLOCK) else {
            // The end of a text that is full blocks.
            return self.blocks.last().map_or(0, |before| before + characters(&text.as_bytes()[(self.blocks.len() - 1) * BLOCK..]));
        };
        before + characters(&text.as_bytes()[offset / BLOCK * BLOCK..offset])
    }

    /// The line (from 1) as a span without its line end.
    #[must_use]
    pub fn line(&self, text: &str, line: usize) -> Span {
        let start = self.starts.get(line.wrapping_sub(1)).copied().unwrap_or(text.len());
        let end = self.starts.get(line).map_or(text.len(), |next| next - 1);
        let bytes = &text.as_bytes()[start..end];
        Span::new(start, end - usize::from(bytes.last() == Some(&b'\r')))
    }
}

/// Counts characters by their first bytes, so that an offset inside a character does no harm.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = "one\nzwölf!\r\n";
        let index = LineIndex::new(text);
        let mark = text.find('!').unwrap();
        assert_eq!(index.position(text, mark), Position { line: 2, column: 6 });
        assert_eq!(index.line(text, 2).of(text), "zwölf!");
        assert_eq!(index.position(text, 999).line, 3);
    }

    #[test]
    fn columns_of_long_lines_are_true() {
        for length in [BLOCK - 1, BLOCK, 3 * BLOCK, 3 * BLOCK + 5] {
            let text = format!("a\n{}", "ö".repeat(length));
            let index = LineIndex::new(&text);
            for column in [1, BLOCK / 2, BLOCK, length, length + 1].into_iter().filter(|column| *column <= length + 1) {
                assert_eq!(index.position(&text, 2 + 2 * (column - 1)), Position { line: 2, column });
            }
        }
    }
}
