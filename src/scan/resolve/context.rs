//! What stands around a code: the key before it; and texts freed of their escapes.

use std::borrow::Cow;
use std::collections::HashMap;

use memchr::memchr;

use crate::catalog::entry::Provider;

use super::facts::Owner;

/// What may stand between a key and its code, in bytes.
const SEPARATORS: usize = 8;
/// The longest key.
const LONGEST: usize = 40;

/// The keys behind which a code counts.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    keys: HashMap<Vec<u8>, Key>,
    /// The word asked for last, as it stood there, and whose key it is: in a log it is mostly the same.
    last: (Vec<u8>, Option<Key>),
}

/// Whose key it is.
#[derive(Debug, Clone, Default)]
struct Key {
    /// The numbers of the providers with a family that has it.
    providers: Vec<u16>,
    /// Whether it is only the end of one.
    is_part: bool,
}

/// What stands before a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// A key behind which it counts.
    Key,
    /// Something that may be one.
    Unclear,
    /// Nothing that is one.
    Nothing,
}

impl Keys {
    /// The keys of the families, and those under which envelopes have the code.
    pub(super) fn new(providers: &[Provider<'_>]) -> Self {
        let mut keys: HashMap<Vec<u8>, Key> = HashMap::new();
        for (number, provider) in (0..Owner::MANY).zip(providers) {
            for key in provider.families.iter().flat_map(|family| family.keys.iter()) {
                if is_word(key) {
                    let own = keys.entry(key.to_ascii_lowercase().into_bytes()).or_default();
                    own.providers.push(number);
                    own.is_part = false;
                } else if let Some(end) = last_word(key) {
                    keys.entry(end).or_insert(Key { providers: Vec::new(), is_part: true });
                }
            }
            let paths = provider.envelopes.iter().flat_map(|envelope| envelope.code.iter());
            for key in paths.filter_map(|path| path.rsplit('.').next()).filter_map(last_word) {
                keys.entry(key).or_default().is_part = false;
            }
        }
        Self { keys, last: (Vec::new(), None) }
    }

    /// What stands before a code. Any key counts before one that is a code by its looks; before others a key of the families of the
    /// provider that has it.
    pub(super) fn before(&mut self, padded: &[u8], start: usize, owner: Owner) -> Before {
        // `StatusCode.UNAVAILABLE` is one of a few such spellings, which are not told apart here.
        if padded[..start].ends_with(b".") {
            return Before::Unclear;
        }
        let Some(word) = key_before(padded, start) else { return Before::Nothing };
        if word.is_empty() {
            return Before::Unclear;
        }
        if self.last.0 != word {
            self.last = (word.to_vec(), self.keys.get(&word.to_ascii_lowercase()).cloned());
        }
        let Some(key) = &self.last.1 else { return Before::Nothing };
        let counts = owner.is_distinct || key.providers.contains(&owner.provider);
        if !key.is_part && counts { Before::Key } else { Before::Unclear }
    }
}

/// What a key of several words, or of other signs, ends with.
fn last_word(key: &str) -> Option<Vec<u8>> {
    let key = key.trim_end_matches(|c: char| !(c.is_ascii() && is_key(c as u8)));
    let word = key.rsplit(|c: char| !(c.is_ascii() && is_key(c as u8))).next()?;
    (1..=LONGEST).contains(&word.len()).then(|| word.to_ascii_lowercase().into_bytes())
}

fn is_word(key: &str) -> bool {
    key.len() <= LONGEST && key.bytes().all(is_key)
}

const fn is_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The word before a place, over signs that part a key from its value; there must be such a sign. It is empty if it is of other letters
/// than ours.
fn key_before(padded: &[u8], start: usize) -> Option<&[u8]> {
    let is_separator =
        |byte: &u8| matches!(byte, b' ' | b'\t' | b':' | b'.' | b'=' | b'>' | b'(' | b'[' | b'#' | b'"' | b'\'' | b'`' | b'\\' | b'*');
    let before = &padded[..start];
    let separators = before.iter().rev().take(SEPARATORS + 1).take_while(|byte| is_separator(byte)).count();
    if !(1..=SEPARATORS).contains(&separators) {
        return None;
    }
    let end = start - separators;
    if before[..end].last().is_some_and(|byte| *byte >= 0x80) {
        return Some(&[]);
    }
    let len = before[..end].iter().rev().take(LONGEST + 1).take_while(|byte| is_key(**byte)).count();
    (1..=LONGEST).contains(&len).then(|| &before[end - len..end])
}

/// A text without the escapes of JSON, however often it was escaped; `None` if it has those of markup, which are not worth the time.
pub(super) fn unescaped(text: &str) -> Option<Cow<'_, str>> {
    if memchr(b'&', text.as_bytes()).is_some() && memchr(b';', text.as_bytes()).is_some() {
        return None;
    }
    if memchr(b'\\', text.as_bytes()).is_none() {
        return Some(Cow::Borrowed(text));
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = rest[at..].trim_start_matches('\\');
        let mut chars = rest.chars();
        match chars.next() {
            Some('n' | 't' | 'r') => {
                out.push(' ');
                rest = chars.as_str();
            }
            Some('u') => return None,
            _ => {}
        }
    }
    out.push_str(rest);
    Some(Cow::Owned(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stands_before_its_value() {
        let key = |text: &str| {
            let padded = [&[0; 64], text.as_bytes()].concat();
            key_before(&padded, 64 + text.len()).map(|key| String::from_utf8_lossy(key).into_owned())
        };
        assert_eq!(key("{\"errorCode\":\"").as_deref(), Some("errorCode"));
        assert_eq!(key("{\\\"errorCode\\\":\\\"").as_deref(), Some("errorCode"));
        assert_eq!(key("app: error ").as_deref(), Some("error"));
        assert_eq!(key("error"), None);
        assert_eq!(key("{"), None);
    }

    #[test]
    fn escapes_are_undone() {
        assert_eq!(unescaped(r#"a \"b\" \\\"c\\\" d\ne"#).as_deref(), Some("a \"b\" \"c\" d e"));
        assert_eq!(unescaped("a &amp; b"), None);
    }
}
