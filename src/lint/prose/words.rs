//! The words of a text: [`tokens`], each with whether it is a word of a sentence at all.

use crate::span::Span;

/// The longest word that is looked up; longer ones are no words.
pub(super) const LONGEST: usize = 32;
/// So far ahead the end of a code span is looked for.
const CODE_WITHIN: usize = 16 << 10;

/// A piece of a text between blanks, or a part of one between hyphens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'t> {
    /// Without the punctuation around it.
    pub(super) word: &'t str,
    /// Where it stands in the text.
    pub(super) span: Span,
    /// Whether it can be a word of a sentence: letters only, in one case but for the first.
    pub(super) is_word: bool,
    /// Whether it stands alone in quotes, as a value does.
    pub(super) is_quoted: bool,
}

/// The tokens of a text; code spans and fences are passed over.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = Pieces { text, at: 0 };
    std::iter::from_fn(move || rest.next()).flat_map(move |piece| words(text, piece))
}

/// Runs of signs between blanks and code.
struct Pieces<'t> {
    text: &'t str,
    at: usize,
}

impl Pieces<'_> {
    fn next(&mut self) -> Option<Span> {
        let bytes = self.text.as_bytes();
        loop {
            while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
                self.at += 1;
            }
            match bytes.get(self.at)? {
                b'`' => self.at = code_end(self.text, self.at),
                _ => break,
            }
        }
        let start = self.at;
        while bytes.get(self.at).is_some_and(|byte| !byte.is_ascii_whitespace() && *byte != b'`') {
            self.at += 1;
        }
        Some(Span::new(start, self.at))
    }
}

/// Where a code span ends, or the backticks that open none.
fn code_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let run = |from: usize| bytes[from..].iter().take_while(|&&byte| byte == b'`').count();
    let opening = run(at);
    let limit = bytes.len().min(at + opening + CODE_WITHIN);
    let mut search = at + opening;
    while let Some(offset) = memchr::memchr(b'`', &bytes[search..limit]) {
        let found = run(search + offset);
        search += offset + found;
        if found == opening {
            return search;
        }
        if search >= limit {
            break;
        }
    }
    at + opening
}

/// The words of a piece: those between its hyphens if all else in it are letters.
fn words(text: &str, piece: Span) -> impl Iterator<Item = Token<'_>> {
    let raw = piece.of(text);
    let core = raw.trim_start_matches(|c: char| "([\"'*“‘—–-".contains(c));
    let start = piece.start + raw.len() - core.len();
    let core = core.trim_end_matches(|c: char| ".,;:!?)]\"'*”’—–-…".contains(c));
    let whole = Span::new(start, start + core.len());
    let is_quoted =
        start > piece.start && text[..start].ends_with(['"', '\'', '“', '‘']) && text[whole.end..].starts_with(['"', '\'', '”', '’']);
    let is_prose =
        !core.is_empty() && core.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'\'' | b'/')) && !is_path(core);
    let signs: &'static [char] = if is_prose { &['-', '/'] } else { &[] };
    let mut at = whole.start;
    core.split(signs).map(move |word| {
        let span = Span::new(at, at + word.len());
        at = span.end + 1;
        Token { word, span, is_word: is_prose && is_plain(word), is_quoted }
    })
}

/// Whether slashes make a path of it, and not a choice of two.
fn is_path(core: &str) -> bool {
    core.starts_with('/') || core.ends_with('/') || core.bytes().filter(|&byte| byte == b'/').count() > 1
}

/// Whether a piece is a word, and no name in code: letters, no capital after a small one, and not all capitals.
fn is_plain(word: &str) -> bool {
    let small = word.bytes().skip(1).all(|byte| byte.is_ascii_lowercase());
    !word.is_empty()
        && word.len() <= LONGEST
        && small
        && word.as_bytes()[0].is_ascii_alphabetic()
        && (word.len() > 1 || word.eq_ignore_ascii_case("a"))
}
