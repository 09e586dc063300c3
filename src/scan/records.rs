//! Records around hits: lines, or parts of very long ones.

use std::ops::Range;

use memchr::{memchr, memrchr};

use super::blocks::PADDING;
use super::search::Hit;

/// A longer record is looked at in parts, so that one line of many megabytes costs no more than many lines.
pub const LONGEST: usize = 64 << 10;
/// So many bytes around the hits belong to a part.
const AROUND: usize = 4 << 10;

/// A record that has hits, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record<'h> {
    /// The line without its line feed; offsets of the padded text.
    pub line: Range<usize>,
    /// What of it is to be read: all, or the part around the hits.
    pub part: Range<usize>,
    /// Whether the line begins in a text that is not here.
    pub is_rest: bool,
    /// The hits in it.
    pub hits: &'h [Hit],
}

/// So many bytes of the line before and behind a part may have the name of a secret in it.
const BEFORE: usize = 16 << 10;
const BEHIND: usize = 4 << 10;

impl Record<'_> {
    /// The part, without what may be the rest of a secret that began before; and what of the line says which of its bytes are secret.
    #[must_use]
    pub fn with_context(&self, padded: &[u8]) -> (Range<usize>, Range<usize>) {
        let start = boundary(padded, self.part.start.saturating_sub(BEFORE).max(self.line.start));
        let end = boundary(padded, (self.part.end + BEHIND).min(self.line.end));
        let is_whole = start == self.line.start && !self.is_rest;
        // A code is no secret.
        let code = self.hits.first().map_or(end, |hit| hit.start as usize).max(start);
        let start = if is_whole { start } else { start + rest_of_field(&padded[start..code]) };
        (self.part.start.max(start)..self.part.end, start..end)
    }
}

/// The length of what may be the rest of a field at the start of a text: its value up to a blank or a sign between fields, and the end
/// of its name before that.
fn rest_of_field(text: &[u8]) -> usize {
    let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b';' | b'&' | b'}' | b']');
    let mut end = 0;
    while let Some(length) = text[end..].iter().position(ends) {
        end += length;
        let has_value = text[..end].last().is_some_and(|byte| matches!(byte, b':' | b'='));
        if !(has_value && text[end].is_ascii_whitespace()) {
            return end;
        }
        end += 1;
    }
    text.len()
}

/// The records that have hits, in order, each hit in one of them.
pub fn records<'h>(padded: &[u8], mut hits: &'h [Hit]) -> impl Iterator<Item = Record<'h>> {
    let text = PADDING..padded.len().saturating_sub(PADDING).max(PADDING);
    // The line, and up to where it was handed over.
    let (mut line, mut done) = (0..0, 0);
    std::iter::from_fn(move || {
        let first = hits.first()?;
        if first.start as usize >= line.end {
            line = line_around(padded, &text, first);
            done = line.start;
        }
        let record = record(padded, line.clone(), done, hits);
        done = record.part.end;
        hits = &hits[record.hits.len()..];
        Some(record)
    })
}

fn line_around(padded: &[u8], text: &Range<usize>, hit: &Hit) -> Range<usize> {
    let (start, end) = (hit.start as usize, hit.end as usize);
    let from = memrchr(b'\n', &padded[text.start..start]).map_or(text.start, |at| text.start + at + 1);
    let to = memchr(b'\n', &padded[end..text.end]).map_or(text.end, |at| end + at);
    from..to
}

/// The next record, of a line that was handed over up to `done`. No two parts of a line have the same text, or it would be counted twice.
fn record<'h>(padded: &[u8], line: Range<usize>, done: usize, hits: &'h [Hit]) -> Record<'h> {
    let within = |end: usize| hits.iter().take_while(|hit| (hit.start as usize) < end).count().max(1);
    if line.len() <= LONGEST {
        return Record { part: line.clone(), is_rest: false, hits: &hits[..within(line.end)], line };
    }
    // As long as the next hit is near, and the part not too long.
    let first = hits[0].start as usize;
    let mut count = 1;
    for pair in hits[..within(line.end)].windows(2) {
        let is_near = pair[1].start.saturating_sub(pair[0].end) as usize <= AROUND;
        if !is_near || pair[1].start as usize - first > LONGEST {
            break;
        }
        count += 1;
    }
    let last = hits[count - 1].end as usize;
    // Of the text between two parts each has its half.
    let next = hits.get(count).map(|next| next.start as usize).filter(|next| *next < line.end);
    let next = next.map_or(line.end, |next| next.max(last).midpoint(last));
    let start = boundary(padded, first.saturating_sub(AROUND).max(done));
    let end = boundary(padded, (last + AROUND).min(next).min(line.end));
    Record { part: start..end, is_rest: false, hits: &hits[..count], line }
}

/// The next place that is not within a character.
fn boundary(padded: &[u8], mut at: usize) -> usize {
    while padded.get(at).is_some_and(|byte| byte & 0xC0 == 0x80) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::super::search::Sign;
    use super::*;

    fn padded(text: &str) -> Vec<u8> {
        [&[0; PADDING], text.as_bytes(), &[0; PADDING]].concat()
    }

    fn hit(start: usize, end: usize) -> Hit {
        let narrow = |at: usize| u32::try_from(at + PADDING).unwrap();
        Hit { start: narrow(start), end: narrow(end), sign: Sign::Message }
    }

    #[test]
    fn hits_of_a_line_are_together() {
        let text = padded("one\ntwo three\nfour");
        let hits = [hit(4, 7), hit(8, 9), hit(14, 18)];
        let found: Vec<(&[u8], usize)> = records(&text, &hits).map(|record| (&text[record.part], record.hits.len())).collect();
        assert_eq!(found, [(&b"two three"[..], 2), (&b"four"[..], 1)]);
    }

    #[test]
    fn a_long_line_is_read_in_parts() {
        let text = padded(&"x".repeat(1 << 20));
        let hits = [hit(10, 20), hit(1000, 1010), hit(500_000, 500_010), hit((1 << 20) - 5, 1 << 20)];
        let found: Vec<(usize, usize)> = records(&text, &hits).map(|record| (record.part.len(), record.hits.len())).collect();
        assert_eq!(found, [(1010 + AROUND, 2), (2 * AROUND + 10, 1), (AROUND + 5, 1)]);
    }

    #[test]
    fn a_part_knows_what_stands_around_it() {
        for (text, expected) in [
            ("x9abc\",\"code\":\"E-1", ",\"code\":\"E-1"),
            ("en\": \"x9abc\",\"code\":\"E-1", ",\"code\":\"E-1"),
            ("x9abc status=403 E-1", " status=403 E-1"),
            ("x9abc:E-1", "E-1"),
        ] {
            let padded = padded(text);
            let hits = [hit(text.len() - 3, text.len())];
            let mut record = records(&padded, &hits).next().unwrap();
            assert_eq!(record.with_context(&padded).0, record.part);
            record.is_rest = true;
            assert_eq!(String::from_utf8_lossy(&padded[record.with_context(&padded).0]), expected);
        }
        let text = padded(&"x ".repeat(1 << 19));
        let (part, context) = records(&text, &[hit(500_000, 500_010)]).next().unwrap().with_context(&text);
        assert_eq!((part.start - context.start, context.end - part.end), (BEFORE - 1, BEHIND));
    }

    #[test]
    fn parts_share_no_text() {
        let text = padded(&"x".repeat(1 << 20));
        for apart in [20, 1000, AROUND + 20, 2 * AROUND] {
            let hits: Vec<Hit> = (0..(1 << 20) - 20).step_by(apart).map(|at| hit(at, at + 10)).collect();
            let parts: Vec<Record<'_>> = records(&text, &hits).collect();
            assert_eq!(parts.iter().map(|part| part.hits.len()).sum::<usize>(), hits.len());
            assert!(parts.windows(2).all(|pair| pair[0].part.end <= pair[1].part.start), "{apart}");
            let holds = |part: &Record<'_>| {
                part.hits.iter().all(|hit| part.part.contains(&(hit.start as usize)) && hit.end as usize <= part.part.end)
            };
            assert!(parts.iter().all(holds), "{apart}");
        }
    }
}
