//! Line ends and tabs that were printed as `\n` and `\t`, outside of JSON's strings and of paths.

use memchr::{memchr, memmem, memrchr};

use super::pieces::{Builder, Plain};
use super::quotes::{Place, Quotes, is_json_line};
use crate::span::Span;

/// Makes line ends and tabs of their names, in the lines that are clearly escaped texts.
pub(super) fn unescape(text: &str) -> Plain {
    let bytes = text.as_bytes();
    let mut builder = Builder::new(text);
    let mut quotes = Quotes::new(text);
    let finder = memmem::Finder::new(b"\\n");
    let mut from = 0;
    while let Some(found) = bytes.get(from..).and_then(|rest| finder.find(rest)) {
        let at = from + found;
        let start = memrchr(b'\n', &bytes[from..at]).map_or(from, |end| from + end + 1);
        let end = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end);
        if !is_json_line(&bytes[start..end]) {
            line(text, Span::new(start, end), &mut quotes, &mut builder);
        }
        from = end + 1;
    }
    builder.keep_to(text.len());
    builder.finish()
}

/// An escape in a line, and what it stands for.
struct Escape {
    span: Span,
    plain: &'static str,
}

fn line(text: &str, line: Span, quotes: &mut Quotes<'_>, builder: &mut Builder<'_>) {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = line.start;
    let mut word = Word::default();
    // How far the line has been looked at for the words' ends.
    let mut seen = line.start;
    while let Some(sign) = memchr(b'\\', bytes.get(at..line.end).unwrap_or_default()) {
        let start = at + sign;
        let slashes = bytes[start..line.end].iter().take_while(|byte| **byte == b'\\').count();
        let name = start + slashes;
        word.read(&bytes[seen..start]);
        seen = start;
        let place = quotes.place(start);
        let escape = escape(bytes, start, slashes, line.end, place);
        word.path |= escape.is_none() && bytes[name..line.end].first().is_some_and(u8::is_ascii_alphanumeric);
        at = escape.as_ref().map_or(name, |escape| escape.span.end).max(start + 1);
        found.extend(escape.filter(|_| !word.path && matches!(place, Place::Text | Place::Value)).map(|escape| (escape, place)));
    }
    if is_escaped(text, line, &found) {
        let valued = found.iter().any(|(escape, place)| *place == Place::Value && escape.plain == "\n");
        for (escape, place) in found {
            // Quotes and slashes are only escaped in a value; there one level is undone.
            if escape.plain == "\n" || escape.plain == "\t" || valued && place == Place::Value {
                builder.keep_to(escape.span.start);
                builder.replace(escape.span, escape.plain);
            }
        }
    }
}

/// The word that an escape stands in, as far as it has been read: in a path, `\n` starts a name.
#[derive(Default)]
struct Word {
    path: bool,
    colon: bool,
}

impl Word {
    fn read(&mut self, part: &[u8]) {
        if part.iter().any(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'(' | b'<')) {
            self.path = false;
        }
        // `C:\`: one letter before the colon.
        self.colon = match part {
            [.., before, letter, b':'] => letter.is_ascii_alphabetic() && !before.is_ascii_alphanumeric(),
            [letter, b':'] => letter.is_ascii_alphabetic(),
            _ => false,
        };
        self.path |= self.colon || part.ends_with(b"..") || part.ends_with(b"/.");
    }
}

/// The escape at backslashes, if it is one of those that are undone.
fn escape(bytes: &[u8], start: usize, slashes: usize, end: usize, place: Place) -> Option<Escape> {
    let name = start + slashes;
    let one = |length, plain| Some(Escape { span: Span::new(start, name + length), plain });
    if place == Place::Value && slashes > 1 {
        return Some(Escape { span: Span::new(start, start + 2), plain: "\\" });
    }
    match bytes[name..end] {
        [b'r', b'\\', b'n', ..] => one(3, "\n"),
        [b'r', b'\\', b'\\', b'n', ..] if slashes == 2 => one(4, "\n"),
        [b'n', ..] => one(1, "\n"),
        [b't', ..] => one(1, "\t"),
        [b'"', ..] if place == Place::Value => one(1, "\""),
        _ => None,
    }
}

/// Whether a line was clearly one of several: two line ends in it, or one that something starts after.
fn is_escaped(text: &str, line: Span, found: &[(Escape, Place)]) -> bool {
    let mut ends = found.iter().map(|(escape, _)| escape).filter(|escape| escape.plain == "\n");
    let (Some(first), more) = (ends.next(), ends.next().is_some()) else { return false };
    let sentence = text[line.start..first.span.start].contains(' ');
    let after = &text[first.span.end..line.end];
    let starts = after.starts_with(|sign: char| sign.is_ascii_uppercase() || matches!(sign, '"' | '{' | '[' | '<' | ' '));
    more || sentence && (starts || after.split([' ', '=']).next().is_some_and(|word| word.ends_with(':')))
}

#[cfg(test)]
mod tests {
    use super::super::tests::check_with;
    use super::*;

    #[test]
    fn printed_line_ends_become_line_ends() {
        let check = |input, expected| check_with(unescape, input, expected);
        check(r"HTTP/1.1 403 Forbidden\r\nServer: x\r\n\r\nDenied\tnow", "HTTP/1.1 403 Forbidden\nServer: x\n\nDenied\tnow");
        check(r"it failed\nCode: 5", "it failed\nCode: 5");
        check(r"a\\nb\\nc", "a\nb\nc");
        check(r"it failed\nlater", "=");
        check(r"open C:\new\table\notes failed: No", "=");
        check(r"C:\Users\nora\new foo", "=");
        check(r"at vendor\laravel\new\Name and more", "=");
        check(r#"{"message": "a\nb\nC"}"#, "=");
        check(r#"  "message": "a\nB\nC","#, "=");
        check(r#"x {"message": "a\nb\nC"}"#, "=");
        check(
            r#"level=error msg="Failed:\n{\"code\": \"X\", \"m\": \"a\\nb\"}" n=1"#,
            "level=error msg=\"Failed:\n{\"code\": \"X\", \"m\": \"a\\nb\"}\" n=1",
        );
        check(r#"level=error msg="it's \"so\"" n=1"#, "=");
    }
}
