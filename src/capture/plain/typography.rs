//! What word processors, browsers and terminals make of plain signs: curly quotes, long hyphens, spaces that do not break, signs of no width,
//! line ends of other systems, lines written over.

use memchr::{memchr, memchr_iter, memchr3_iter, memrchr};

use super::pieces::{Builder, Plain};
use super::quotes::{Place, Quotes};
use crate::span::Span;

/// Makes quotes straight and spaces plain, outside of JSON's strings.
pub(super) fn straighten(text: &str) -> Plain {
    let mut builder = Builder::new(text);
    let mut quotes = Quotes::new(text);
    for at in memchr3_iter(0xE2, 0xC2, 0xEF, text.as_bytes()) {
        let Some(sign) = text.get(at..).and_then(|rest| rest.chars().next()) else { continue };
        let Some(plain) = straight(text, at, sign) else { continue };
        // A mark of the byte order is no part of any string.
        if at > 0 && quotes.place(at) == Place::Json {
            continue;
        }
        builder.keep_to(at);
        builder.replace(Span::new(at, at + sign.len_utf8()), plain);
    }
    builder.keep_to(text.len());
    builder.finish()
}

/// What stands for a sign, if it is not to stay.
fn straight(text: &str, at: usize, sign: char) -> Option<&'static str> {
    match sign {
        '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{201F}' => Some("\""),
        '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}' => Some("'"),
        '\u{A0}' | '\u{2007}' | '\u{202F}' => Some(" "),
        // Between letters or digits they were hyphens, as in codes; elsewhere they part sentences.
        '\u{2010}'..='\u{2013}' | '\u{2212}' => {
            let before = text[..at].chars().next_back();
            let behind = text[at + sign.len_utf8()..].chars().next();
            (before.is_some_and(char::is_alphanumeric) && behind.is_some_and(char::is_alphanumeric)).then_some("-")
        }
        '\u{2028}' | '\u{2029}' | '\u{85}' => Some("\n"),
        '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' | '\u{200E}' | '\u{200F}' => Some(""),
        // These two have a meaning in some scripts and in emoji.
        '\u{200C}' | '\u{200D}' => {
            let beside = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii);
            let bytes = text.as_bytes();
            (beside(at.checked_sub(1).and_then(|before| bytes.get(before))) && beside(bytes.get(at + 3))).then_some("")
        }
        _ => None,
    }
}

/// Makes every line end a line feed. Of a line that was written over, as progress is shown, only what stood there last stays.
pub(super) fn returns(text: &str) -> Plain {
    let bytes = text.as_bytes();
    let mut builder = Builder::new(text);
    let mut start = 0;
    for end in memchr_iter(b'\n', bytes).chain([bytes.len()]) {
        if start <= end {
            line(bytes, Span::new(start, end), &mut builder);
        }
        start = end + 1;
    }
    builder.keep_to(text.len());
    builder.finish()
}

fn line(bytes: &[u8], line: Span, builder: &mut Builder<'_>) {
    let Some(first) = memchr(b'\r', &bytes[line.start..line.end]) else { return };
    let returns = bytes[line.start..line.end].iter().rev().take_while(|byte| **byte == b'\r').count();
    let end = line.end - returns;
    if line.start + first < end {
        if let Some(last) = memrchr(b'\r', &bytes[line.start..end]).filter(|last| overwritten(&bytes[line.start..end], *last)) {
            builder.keep_to(line.start);
            builder.skip(Span::new(line.start, line.start + last + 1));
        } else {
            for at in memchr_iter(b'\r', &bytes[line.start..end]).map(|at| line.start + at) {
                builder.keep_to(at);
                builder.replace(Span::new(at, at + 1), "\n");
            }
        }
    }
    builder.keep_to(end);
    // Without a line feed behind it, a return at the end was the line end itself.
    if line.end == bytes.len() && end < line.end {
        builder.replace(Span::new(end, line.end), "\n");
    } else {
        builder.skip(Span::new(end, line.end));
    }
}

/// Whether what was written over is progress: each time a figure, or the start of what came last, or nothing.
fn overwritten(line: &[u8], last: usize) -> bool {
    const ALIKE: usize = 8;
    let start = line[last + 1..].get(..ALIKE);
    line[..last].split(|byte| *byte == b'\r').all(|part| {
        let trimmed = part.trim_ascii();
        let figures = memchr(b'%', trimmed).is_some() || memchr(b'/', trimmed).is_some();
        let progress = figures && trimmed.iter().any(u8::is_ascii_digit) && !trimmed.contains(&b'"');
        trimmed.is_empty() || progress || start.is_some() && part.get(..ALIKE) == start
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::check_with;
    use super::*;

    #[test]
    fn signs_become_plain() {
        let check = |input, expected| check_with(straighten, input, expected);
        check("{ \u{201C}code\u{201D}: \u{201E}X\u{201F} }", "{ \"code\": \"X\" }");
        check("user \u{2018}root\u{2019}@\u{2018}h\u{2019}", "user 'root'@'h'");
        check("{\"say\": \"it\u{2019}s \u{201C}so\u{201D}\u{A0}!\"}", "=");
        check("\u{FEFF}{\"a\":\u{A0}1}", "{\"a\": 1}");
        check("EQ-\u{200B}3142509\u{AD}\u{2028}next", "EQ-3142509\nnext");
        check("\u{1F468}\u{200D}\u{1F469} gr\u{FC}n \u{FF1A} \u{2026}", "=");
    }

    #[test]
    fn line_ends_become_line_feeds() {
        let check = |input, expected| check_with(returns, input, expected);
        check("a\r\nb\r\r\n\r\nc", "a\nb\n\nc");
        check("a\rb\rc\r", "a\nb\nc\n");
        check("10%\r 20% 1/5\rError: x\nnext", "Error: x\nnext");
        check("(Reading it ... \r(Reading it ... 5%\r(Reading it ... done", "(Reading it ... done");
        check("Error: code 5\rError: y\r\n", "Error: code 5\nError: y\n");
    }
}
