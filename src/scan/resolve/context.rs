//! What stands around a code: the key before it; and texts freed of their escapes.

use std::collections::HashMap;

use crate::catalog::entry::Provider;

use super::facts::Facts;

/// What may stand between a key and its code, in bytes.
const SEPARATORS: usize = 8;
/// The longest key.
const LONGEST: usize = 40;

/// The keys behind which a code counts.
#[derive(Debug)]
pub(super) struct Keys(HashMap<Vec<u8>, Key>);

/// Whose key it is.
#[derive(Debug, Default)]
struct Key {
    /// The providers with a family that has it.
    providers: Vec<String>,
}

impl Keys {
    /// The keys of the families, and those under which envelopes have the code.
    pub(super) fn new(providers: &[Provider<'_>]) -> Self {
        let mut keys: HashMap<Vec<u8>, Key> = HashMap::new();
        for provider in providers {
            for key in provider.families.iter().flat_map(|family| family.keys.iter()).filter(|key| is_word(key)) {
                keys.entry(key.to_ascii_lowercase().into_bytes()).or_default().providers.push(provider.id.to_string());
            }
            let paths = provider.envelopes.iter().flat_map(|envelope| envelope.code.iter());
            for key in paths.filter_map(|path| path.rsplit('.').next()).filter(|key| is_word(key)) {
                keys.entry(key.to_ascii_lowercase().into_bytes()).or_default();
            }
        }
        Self(keys)
    }

    /// Whether a key stands before a code, behind which it counts: any key before one that is a code by its looks, a key of its provider's
    /// families before any other.
    pub(super) fn stands_before(&self, padded: &[u8], start: usize, facts: &Facts) -> bool {
        let Some(key) = key_before(padded, start).and_then(|key| self.0.get(&key.to_ascii_lowercase())) else { return false };
        facts.is_distinct || facts.providers.iter().all(|provider| key.providers.contains(provider))
    }
}

fn is_word(key: &str) -> bool {
    key.len() <= LONGEST && key.bytes().all(is_key)
}

const fn is_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The word before a place, over signs that part a key from its value; there must be such a sign.
fn key_before(padded: &[u8], start: usize) -> Option<&[u8]> {
    let is_separator =
        |byte: &u8| matches!(byte, b' ' | b'\t' | b':' | b'=' | b'>' | b'(' | b'[' | b'#' | b'"' | b'\'' | b'`' | b'\\' | b'*');
    let before = &padded[..start];
    let separators = before.iter().rev().take(SEPARATORS + 1).take_while(|byte| is_separator(byte)).count();
    if !(1..=SEPARATORS).contains(&separators) {
        return None;
    }
    let end = start - separators;
    let len = before[..end].iter().rev().take(LONGEST + 1).take_while(|byte| is_key(**byte)).count();
    (1..=LONGEST).contains(&len).then(|| &before[end - len..end])
}

/// A text without the escapes of JSON, however often it was escaped; `None` if it has those of markup, which are not worth the time.
pub(super) fn unescaped(text: &str) -> Option<String> {
    if text.bytes().any(|byte| byte == b'&') && text.contains(';') {
        return None;
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
    Some(out)
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
