//! Character references of XML and HTML (XML 1.0, section 4.1): the five named ones, the no-break space, and numbers.

use std::borrow::Cow;

use memchr::memchr;

use crate::capture::plain::{Builder, Plain};
use crate::span::Span;

/// The longest reference, in bytes.
const MAX_LENGTH: usize = 12;

/// A text without references; borrowed if it has none.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    plain(text).map_or(Cow::Borrowed(text), |plain| Cow::Owned(plain.text("").to_owned()))
}

/// The same with the way back; `None` if there is none.
pub(super) fn plain(text: &str) -> Option<Plain> {
    memchr(b'&', text.as_bytes())?;
    let mut built = Builder::new(text);
    let mut from = 0;
    let mut utf8 = [0; 4];
    for at in memchr::memchr_iter(b'&', text.as_bytes()) {
        if let Some((character, length)) = reference(&text.as_bytes()[at..]) {
            built.keep(Span::new(from, at));
            built.replace(Span::new(at, at + length), character.encode_utf8(&mut utf8));
            from = at + length;
        }
    }
    built.keep(Span::new(from, text.len()));
    Some(built.finish()).filter(|plain| !plain.is_printed())
}

/// The character of a reference at the start of a text, and the reference's length in bytes.
fn reference(text: &[u8]) -> Option<(char, usize)> {
    let end = memchr(b';', &text[..text.len().min(MAX_LENGTH)])?;
    let name = std::str::from_utf8(&text[1..end]).ok()?;
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let number = name.strip_prefix('#')?;
            let hex = number.strip_prefix(['x', 'X']).map(|digits| u32::from_str_radix(digits, 16));
            char::from_u32(hex.unwrap_or_else(|| number.parse()).ok()?)?
        }
    };
    Some((character, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded_once() {
        assert_eq!(decode("a &lt;b&gt; &amp;amp; &#39;&#x22; &bogus; &"), "a <b> &amp; '\" &bogus; &");
        assert!(matches!(decode("plain"), Cow::Borrowed("plain")));
        let plain = plain("x&quot;y").unwrap();
        assert_eq!(plain.printed(Span::new(1, 2)), Span::new(1, 7));
    }
}
