//! Secrets that a hard wrap cut: the window of a terminal was full, and the token goes on in the next line.
//!
//! A line counts as full if its width is one that windows have, or that of the line before or after it where no line around
//! is wider. What goes on must look like a token and run to where one may end.

use super::judge::{is_coded, looks_secret};
use super::text::{Bytes, at, line_prefix, newline, run, run_before};

/// No line of a window is longer, in bytes.
const LONGEST_LINE: usize = 512;

/// No window is narrower.
const NARROWEST: usize = 40;

/// No secret is cut into more pieces.
const MOST_PIECES: usize = 64;

/// The end of the secret of which `end` is the end of a line, if it goes on in the next lines, else `end`.
pub(super) fn past_wraps(text: &[u8], mut end: usize) -> usize {
    let column = if matches!(at(text, end), b'\n' | b'\r') { value_column(text, end) } else { None };
    for _ in 0..MOST_PIECES {
        match next_piece(text, end, column) {
            Some(next) => end = next,
            None => break,
        }
    }
    end
}

/// What the pieces of a token are made of.
static PIECE: Bytes = Bytes::all_but(b"\"'`:,;{}[]()<>|&\\");

/// The column of the value in a line of PowerShell's `Format-List`, under which it goes on.
fn value_column(text: &[u8], end: usize) -> Option<usize> {
    let start = line_start(text, end)?;
    memchr::memmem::find(&text[start..end], b" : ").map(|i| i + " : ".len())
}

fn next_piece(text: &[u8], end: usize, column: Option<usize>) -> Option<usize> {
    // At the end of a word, what may be Markdown was left out.
    let end = end + run(text, end, |b| b == b'*');
    let line_end = if matches!(at(text, end), b'\n' | b'\r') { newline(text, end) } else { 0 };
    if line_end == 0 {
        return None;
    }
    let start = line_start(text, end)?;
    let next = end + line_end;
    let aligned = column.filter(|&column| run(text, next, |b| b == b' ') == column);
    let piece = next + aligned.unwrap_or_else(|| prefix_with_indent(text, start, end, next));
    let length = run(&text[..text.len().min(piece + LONGEST_LINE)], piece, |b| PIECE.has(b));
    let after = at(text, piece + length);
    let is_alone = matches!(after, 0 | b'\n' | b'\r' | b'"' | b'\'' | b'`' | b'\\' | b',' | b'}' | b']' | b')' | b'<' | b'&');
    let word = &text[piece..piece + length];
    let is_other = word.starts_with(b"HTTP/") || is_pair(word) || is_plain(word) || is_coded(word) || is_status(word);
    let is_piece = length > 0 && !is_other && (is_alone || (after == b' ' && word.len() >= 6 && looks_secret(word)));
    let prefix = columns(&text[next..piece.min(text.len())]);
    let is_full = || aligned.is_some() && end - start >= NARROWEST || is_full(text, start, end, next, prefix);
    (is_piece && is_full()).then_some(piece + length)
}

/// The length of what stands before the piece in the line at `next`: what the line at `start..end` has in front as well, and
/// its indent.
fn prefix_with_indent(text: &[u8], start: usize, end: usize, next: usize) -> usize {
    let prefix = line_prefix(text, end, next);
    let indent = |line: usize| run(text, line + prefix, |b| b == b' ');
    if indent(next) <= indent(start) { prefix + indent(next) } else { prefix }
}

/// Whether it is a word of a language. The few letters of a token that look like one tell nobody the rest.
fn is_plain(word: &[u8]) -> bool {
    word.len() < 12 && word.iter().skip(1).all(u8::is_ascii_lowercase)
}

/// Whether it is the status of an answer that failed.
fn is_status(word: &[u8]) -> bool {
    matches!(word, [b'4' | b'5', b'0'..=b'9', b'0'..=b'9'])
}

/// Whether a word is a name with its value; a token has `=` only at its end.
fn is_pair(word: &[u8]) -> bool {
    let mut value = word.iter().skip_while(|&&b| b != b'=').skip_while(|&&b| b == b'=');
    value.next().is_some_and(|&first| !matches!(first, b'@' | b'/'))
}

/// The start of the line that ends at `end`; `None` if it is too long for a window.
fn line_start(text: &[u8], end: usize) -> Option<usize> {
    let length = run_before(text, end, LONGEST_LINE, |b| b != b'\n');
    (length < LONGEST_LINE).then_some(end - length)
}

/// Whether the line at `start..end` fills its window; `next` is where the next one starts.
fn is_full(text: &[u8], start: usize, end: usize, next: usize, prefix: usize) -> bool {
    let width = columns(&text[start..end]);
    let before = text[..start].strip_suffix(b"\n").and_then(|before| Some(&before[line_start(before, before.len())?..]));
    let before = columns(before.unwrap_or_default().trim_ascii_end());
    let after = || text[next..].split(|&b| b == b'\n').next().unwrap_or_default();
    let is_window = is_usual(width) || is_usual(width - prefix.min(width));
    let is_like = || before == width || columns(after().trim_ascii_end()) == width;
    let is_widest = || lines_around(text, start, next).all(|line| columns(line.trim_ascii_end()) <= width);
    width >= NARROWEST && before <= width && (is_window || (is_like() && is_widest()))
}

/// The widths that windows have, also less one or two columns.
fn is_usual(width: usize) -> bool {
    [72, 80, 100, 120, 132, 140, 160, 180, 200].iter().any(|&usual| (usual - 2..=usual).contains(&width))
}

/// Some lines before `start` and from `next` on.
fn lines_around(text: &[u8], start: usize, next: usize) -> impl Iterator<Item = &[u8]> {
    let before = text[start.saturating_sub(LONGEST_LINE)..start].rsplit(|&b| b == b'\n').skip(1).take(3);
    let after = text[next..text.len().min(next + 2 * LONGEST_LINE)].split(|&b| b == b'\n').take(3);
    before.chain(after)
}

/// How many columns a line takes, without its colors.
fn columns(line: &[u8]) -> usize {
    let mut columns = 0;
    let mut i = 0;
    while i < line.len() {
        if line[i] == 0x1b {
            i += run(line, i, |b| !b.is_ascii_alphabetic()) + 1;
        } else {
            columns += usize::from(line[i] & 0xc0 != 0x80);
            i += 1;
        }
    }
    columns
}
