//! What terminals are told: colors, cursor movements, titles. Real ones, ones whose escape sign got lost (`[31m`), and ones
//! that were printed as text (`\u001b[31m`, `\033[31m`, `^[[31m`).

use memchr::memchr3_iter;

use super::pieces::{Builder, Plain};
use super::quotes::{Place, Quotes};
use crate::span::Span;

const ESCAPE: u8 = 0x1B;
/// The last byte of U+009B, which is ESC and `[` in one.
const CSI: u8 = 0x9B;

/// Leaves out what is for the terminal.
pub(super) fn strip(text: &str) -> Plain {
    let bytes = text.as_bytes();
    let mut builder = Builder::new(text);
    let mut quotes = Quotes::new(text);
    let mut orphans = Orphans::new(bytes);
    for at in memchr3_iter(ESCAPE, b'[', CSI, bytes) {
        if at < builder.at() {
            continue;
        }
        let found = match bytes[at] {
            ESCAPE => Some(Span::new(at, escape_end(bytes, at))),
            CSI if at > 0 && bytes[at - 1] == 0xC2 => Some(Span::new(at - 1, control_end(bytes, at + 1))),
            b'[' => bracketed(bytes, at, &mut orphans).filter(|_| quotes.place(at) != Place::Json),
            _ => None,
        };
        if let Some(found) = found.filter(|found| found.start >= builder.at()) {
            builder.keep_to(found.start);
            builder.skip(found);
        }
    }
    builder.keep_to(text.len());
    builder.finish()
}

/// The end of what starts with a real ESC.
fn escape_end(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at + 1) {
        Some(b'[') => control_end(bytes, at + 2),
        Some(b']' | b'P' | b'_' | b'^') => command_end(bytes, at + 2),
        Some(b'(' | b')' | b'#') if bytes.get(at + 2).is_some_and(u8::is_ascii_alphanumeric) => at + 3,
        Some(b'=' | b'>' | b'7' | b'8' | b'c' | b'D' | b'E' | b'H' | b'M' | b'\\') => at + 2,
        _ => at + 1,
    }
}

/// The end of parameters and the final letter of a control sequence.
fn control_end(bytes: &[u8], at: usize) -> usize {
    let inner = bytes[at..].iter().take_while(|byte| matches!(byte, 0x20..=0x3F)).count();
    at + inner + usize::from(matches!(bytes.get(at + inner), Some(0x40..=0x7E)))
}

/// The end of a command with text (a title, a link), at BEL or `ESC \`. One that is not ended is no more than its start.
fn command_end(bytes: &[u8], at: usize) -> usize {
    let stop = memchr3_iter(0x07, ESCAPE, b'\n', &bytes[at..]).next().map(|stop| at + stop);
    match stop {
        Some(stop) if bytes[stop] == 0x07 => stop + 1,
        Some(stop) if bytes[stop] == ESCAPE && bytes.get(stop + 1) == Some(&b'\\') => stop + 2,
        _ => at,
    }
}

/// A sequence without a real escape sign, by its `[`: printed with an escape in letters, or with none at all.
fn bracketed(bytes: &[u8], at: usize, orphans: &mut Orphans<'_>) -> Option<Span> {
    if bytes.get(at + 1) == Some(&b'[') && at > 0 && bytes[at - 1] == b'^' {
        return sequence(bytes, at + 2).map(|end| Span::new(at - 1, end));
    }
    let end = sequence(bytes, at + 1)?;
    match lettered(&bytes[..at]) {
        0 => (orphans.trusted(at, end)).then(|| Span::new(at, end)),
        length => Some(Span::new(at - length, end)),
    }
}

/// The end of parameters and a final letter, as programs send them.
fn sequence(bytes: &[u8], at: usize) -> Option<usize> {
    let parameters: &[u8] = &bytes[at..bytes.len().min(at + 20)];
    let length = parameters.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b';' || **byte == b'?').count();
    matches!(parameters.get(length), Some(b'm' | b'K' | b'J' | b'H' | b'A'..=b'D' | b'G' | b'h' | b'l')).then_some(at + length + 1)
}

/// The length of an escape sign written in letters, at the end of `before`.
fn lettered(before: &[u8]) -> usize {
    const FORMS: [&[u8]; 7] = [b"u001b", b"u001B", b"x1b", b"x1B", b"033", b"e", b"u{1b}"];
    let Some(form) = FORMS.iter().find(|form| before.ends_with(form)) else { return 0 };
    let before = &before[..before.len() - form.len()];
    let slashes = before.iter().rev().take(4).take_while(|byte| **byte == b'\\').count();
    if slashes == 0 { 0 } else { form.len() + slashes }
}

/// Sequences that lost their escape sign: `[31m` is one, `[5m]` is five minutes, and `[31mm` a length.
struct Orphans<'t> {
    bytes: &'t [u8],
    /// Whether the text has two of them; found out when the first is met.
    several: Option<bool>,
}

impl<'t> Orphans<'t> {
    fn new(bytes: &'t [u8]) -> Self {
        Self { bytes, several: None }
    }

    fn trusted(&mut self, at: usize, end: usize) -> bool {
        orphan(self.bytes, at, end) && (at == 0 || self.bytes[at - 1] == b'\n' || self.several())
    }

    fn several(&mut self) -> bool {
        let bytes = self.bytes;
        *self.several.get_or_insert_with(|| {
            let all = memchr::memchr_iter(b'[', bytes);
            all.filter(|&at| sequence(bytes, at + 1).is_some_and(|end| orphan(bytes, at, end))).take(2).count() == 2
        })
    }
}

fn orphan(bytes: &[u8], at: usize, end: usize) -> bool {
    let parameters = &bytes[at + 1..end - 1];
    let known = match bytes[end - 1] {
        b'm' => parameters.split(|byte| *byte == b';').all(is_color),
        b'K' | b'J' => matches!(parameters, b"0" | b"1" | b"2" | b"3"),
        b'H' => parameters.contains(&b';'),
        _ => false,
    };
    let unit = match &bytes[end..] {
        [b']', ..] => true,
        [b'm', rest @ ..] => !rest.first().is_some_and(u8::is_ascii_lowercase),
        _ => false,
    };
    known && !unit
}

/// Whether a parameter can be one of a color: a number up to 255.
fn is_color(parameter: &[u8]) -> bool {
    (1..=3).contains(&parameter.len())
        && parameter.iter().all(u8::is_ascii_digit)
        && (parameter.len() < 3 || parameter <= b"255".as_slice())
}

#[cfg(test)]
mod tests {
    use super::super::tests::check_with;
    use super::*;

    #[test]
    fn terminals_get_nothing() {
        let check = |input, expected| check_with(strip, input, expected);
        check("\u{1b}[31mError\u{1b}[0m: x", "Error: x");
        check("\u{9b}1;31mError\u{9b}0m", "Error");
        check("\u{1b}[2K\u{1b}[1Gdone", "done");
        check("\u{1b}]0;title\u{7}a\u{1b}]8;;http://x\u{1b}\\b\u{1b}]8;;\u{1b}\\", "ab");
        check("\u{1b}]unended\nrest", "unended\nrest");
        check("\u{1b}(Bx\u{1b}", "x");
        check("[31m\u{2502}[0m [0m[1m[31mError: [0m[0m[1mNo file[0m", "\u{2502} Error: No file");
        check("[2K[1;31mmessage[0m", "message");
        check("rate(x[5m]) or [0] and [12] and [31mm", "=");
        check("a [7m b", "=");
        check(r"\u001b[31mERROR\u001b[0m \x1b[1mx\033[0m \e[0;1my^[[0m", "ERROR x y");
        check(r"\\u001b[31mERROR\\u001b[0m", "ERROR");
        check(r#"{"m": "\u001b[31mERROR\u001b[0m"}"#, "=");
        check(r#"{"m": "[31mERROR[0m"}"#, "=");
        check("matrix[0][1] a[3]", "=");
    }
}
