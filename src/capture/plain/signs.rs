//! Which signs a text has, so that most steps need not look at it.

use memchr::memchr;

/// The signs that something may have to be undone for.
#[derive(Debug, Default, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a sign of its own")]
pub(super) struct Signs {
    /// ESC.
    pub(super) escape: bool,
    /// `[`, with which the rest of a sequence for the terminal starts.
    pub(super) bracket: bool,
    /// Anything that is not ASCII.
    pub(super) wide: bool,
    /// A carriage return.
    pub(super) carriage: bool,
    pub(super) ampersand: bool,
    pub(super) backslash: bool,
    /// `>` or `<`.
    pub(super) angle: bool,
    /// A backtick.
    tick: bool,
    star: bool,
    underscore: bool,
    tilde: bool,
}

/// How much is looked at for one sign after the other: what fits into the fastest memory.
const CHUNK: usize = 16 << 10;

impl Signs {
    pub(super) fn of(text: &str) -> Self {
        let mut signs = Self::default();
        for chunk in text.as_bytes().chunks(CHUNK) {
            signs.wide = signs.wide || !chunk.is_ascii();
            signs.angle = signs.angle || memchr::memchr2(b'<', b'>', chunk).is_some();
            let one = [
                (&mut signs.escape, 0x1B),
                (&mut signs.bracket, b'['),
                (&mut signs.carriage, b'\r'),
                (&mut signs.ampersand, b'&'),
                (&mut signs.backslash, b'\\'),
                (&mut signs.tick, b'`'),
                (&mut signs.star, b'*'),
                (&mut signs.underscore, b'_'),
                (&mut signs.tilde, b'~'),
            ];
            for (seen, sign) in one {
                *seen = *seen || memchr(sign, chunk).is_some();
            }
        }
        signs
    }

    /// Whether there is a sign that Markdown uses.
    pub(super) fn has_marks(self) -> bool {
        self.tick || self.star || self.underscore || self.tilde || self.angle
    }
}
