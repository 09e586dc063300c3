//! How things look: one file a format. Everything here returns text and prints nothing.
//!
//! Whatever comes from a capture or a catalog passes [`printable`] (or the format's own escaping) on its way, so that no control
//! character reaches a terminal or a page.

#[cfg(not(target_family = "wasm"))]
pub mod coverage;
#[cfg(not(target_family = "wasm"))]
pub mod diagnostics;
pub mod json;
#[cfg(not(target_family = "wasm"))]
pub mod lint;
#[cfg(not(target_family = "wasm"))]
pub mod markdown;
#[cfg(not(target_family = "wasm"))]
mod snippet;
#[cfg(not(target_family = "wasm"))]
pub mod summary;
#[cfg(not(target_family = "wasm"))]
pub mod table;
#[cfg(not(target_family = "wasm"))]
pub mod text;

use std::borrow::Cow;

use crate::hidden::is_hidden;

/// How much to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Extent {
    /// Verdict and fix.
    Brief,
    /// What is needed to act.
    #[default]
    Usual,
    /// Everything.
    Full,
}

/// Makes control characters visible: those of ASCII as their pictures (`␛`), all others as U+FFFD. Line ends
/// become spaces; so does the tab.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    // Most texts have nothing but letters, digits and signs of ASCII, which is quickly seen.
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if !is_plain && text.chars().any(is_hidden) { Cow::Owned(text.chars().map(shown).collect()) } else { Cow::Borrowed(text) }
}

fn shown(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' => ' ',
        '\u{7F}' => '\u{2421}',
        c if c < ' ' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}'),
        c if is_hidden(c) => '\u{FFFD}',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_become_visible() {
        assert_eq!(printable("a\u{1b}[31mb\u{9b}c\u{202e}d\te\u{0}"), "a\u{241b}[31mb\u{fffd}c\u{fffd}d e\u{2400}");
        assert!(matches!(printable("plain ä"), Cow::Borrowed(_)));
    }
}
