//! Tokens that may be codes by their looks: `NoSuchKey` by a hump, `card_declined` by an underscore, `42P01` by its five characters
//! with a digit among them, `auth-expired` by a hyphen.
//!
//! First one bit for each byte says where such tokens end ([`Ends`]), then a filter says of each whether a code has its last eight bytes
//! and its length ([`sift`]). Neither step has a branch that depends on the text, and neither takes longer for more codes.
#![expect(clippy::inline_always, reason = "only what is part of the loop is compiled for the vectors")]

use std::ops::Range;

use super::classes::Classes;
use super::filter::Probe;
use super::sweep::PIECE;

/// Longer tokens are not taken for codes: so many bits before a place can be had at once.
pub(super) const LONGEST: usize = 55;
/// So many tokens are worked on in one step.
const BATCH: usize = 128;
/// The characters of a SQLSTATE.
const SHORT: usize = 5;

/// By what looks tokens count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each look is one")]
pub(super) struct Looks {
    /// A lower-case letter before an upper-case one.
    pub(super) hump: bool,
    /// A letter behind an underscore.
    pub(super) snake: bool,
    /// A letter or digit behind a hyphen.
    pub(super) hyphen: bool,
    /// Five characters, a digit among them.
    pub(super) short: bool,
}

impl Looks {
    /// The look by which a code is found at least cost; `None` if it has none of them.
    pub(super) fn of(code: &[u8]) -> Option<Self> {
        let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        if !code.iter().all(is_token) || code.len() > LONGEST {
            return None;
        }
        let pair = |test: fn(u8, u8) -> bool| code.windows(2).any(|pair| test(pair[0], pair[1]));
        let none = Self::default();
        match () {
            () if pair(|a, b| a.is_ascii_lowercase() && b.is_ascii_uppercase()) => Some(Self { hump: true, ..none }),
            () if code.len() == SHORT && code.iter().any(u8::is_ascii_digit) => Some(Self { short: true, ..none }),
            () if pair(|a, b| a == b'_' && b.is_ascii_alphabetic()) => Some(Self { snake: true, ..none }),
            () if pair(|a, b| a == b'-' && b.is_ascii_alphanumeric()) => Some(Self { hyphen: true, ..none }),
            () => None,
        }
    }

    /// The looks of either.
    pub(super) const fn or(self, other: Self) -> Self {
        Self {
            hump: self.hump || other.hump,
            snake: self.snake || other.snake,
            hyphen: self.hyphen || other.hyphen,
            short: self.short || other.short,
        }
    }
}

/// The hash of a token by which the filter knows it: of its last eight bytes, and its length.
pub(super) fn hash(token: &[u8]) -> u64 {
    let mut end = [0; 8];
    let tail = &token[token.len().saturating_sub(8)..];
    end[8 - tail.len()..].copy_from_slice(tail);
    hash_of_end(u64::from_le_bytes(end), token.len() as u64)
}

/// The [`hash`] of a token of `len` bytes that ends with the last of `end`; what stands in it before the token does not count.
#[inline(always)]
const fn hash_of_end(end: u64, len: u64) -> u64 {
    // Of an empty token, which is none, all bytes are kept.
    let len_of_end = if len < 8 { len } else { 8 };
    let product = ((end >> ((64 - 8 * len_of_end) & 63)) ^ len << 56).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    // The upper half has something of all bits, the lower has not.
    product ^ product >> 32
}

/// Finds where tokens end that count, chunk by chunk. Of two looks nothing is worked out unless they may be asked for.
#[derive(Debug)]
pub(super) struct Ends<const WITH_SHORT: bool, const WITH_HYPHEN: bool> {
    hump: u64,
    snake: u64,
    hyphen: u64,
    short: u64,
    before: Before,
}

/// What the bits of one chunk say of the next: shifted to where they are needed, as shifting two words as one is slow on some processors.
#[derive(Debug, Clone, Copy, Default)]
struct Before {
    token: u64,
    lower: u64,
    underscore: u64,
    hyphen: u64,
    /// Whether a token that counts goes on.
    counts: bool,
    /// Whether a token with a digit goes on.
    has_digit: bool,
    /// Where tokens began, five places on.
    starts: u64,
    /// Where there were two bytes of a token, two places on.
    two: u64,
    /// Where there was a byte of a token, four places on.
    four: u64,
}

impl<const WITH_SHORT: bool, const WITH_HYPHEN: bool> Ends<WITH_SHORT, WITH_HYPHEN> {
    /// For the beginning of a text.
    pub(super) fn new(looks: Looks) -> Self {
        let asked = |look: bool| if look { u64::MAX } else { 0 };
        Self {
            hump: asked(looks.hump),
            snake: asked(looks.snake),
            hyphen: asked(looks.hyphen),
            short: asked(looks.short),
            before: Before::default(),
        }
    }

    /// The tokens of the next chunk, and behind which of its bytes, or of those before, tokens end that count.
    #[inline(always)]
    pub(super) const fn step(&mut self, classes: &Classes) -> [u64; 2] {
        let Classes { lower, upper, digit, underscore, hyphen, .. } = *classes;
        let before = &mut self.before;
        let (letter, joined) = (lower | upper, underscore | hyphen);
        let token = letter | digit | joined;
        let mut marks = (lower << 1 | before.lower) & upper & self.hump;
        marks |= (underscore << 1 | before.underscore) & letter & self.snake;
        if WITH_HYPHEN {
            marks |= (hyphen << 1 | before.hyphen) & (letter | digit) & self.hyphen;
        }
        let mut ends = carried(token, marks, &mut before.counts) & !token;
        if WITH_SHORT {
            let behind = token << 1 | before.token;
            let (starts, two) = (token & !behind, token & behind);
            let with_digit = carried(token, digit, &mut before.has_digit) & !token;
            // The first byte of five, the three in the middle, and the last by being before an end.
            let five = (starts << SHORT | before.starts) & (two << 2 | before.two) & (token << 4 | before.four);
            ends |= with_digit & five & self.short;
            (before.starts, before.two, before.four) = (starts >> (64 - SHORT), two >> 62, token >> 60);
        }
        before.token = token >> 63;
        before.lower = lower >> 63;
        before.underscore = underscore >> 63;
        before.hyphen = hyphen >> 63;
        [token, ends]
    }
}

/// A mark added to the bits of its token carries through to the bit behind the token's last, however many marks there are.
#[inline(always)]
const fn carried(token: u64, marks: u64, before: &mut bool) -> u64 {
    let (sum, over) = token.overflowing_add(marks);
    let (sum, over_too) = sum.overflowing_add(*before as u64);
    *before = over | over_too;
    sum
}

/// For each byte of a piece of text a bit, whether it is of a token, behind 64 for those before.
pub(super) type Bits = [u8; BITS];
/// More than the piece has, so that what stands at a place need not be tested for its end.
const BITS: usize = PIECE / 8 * 2 + 8;

/// Keeps of some places, at which tokens end, those whose token the filter knows; how many these are.
///
/// In steps, each for some places at once: so none has to wait for what comes before it, and vectors do what they can.
#[inline(always)]
pub(super) fn sift(padded: &[u8], base: usize, bits: &Bits, filter: Probe<'_>, places: &mut [u32]) -> usize {
    let tails = padded[base - 8..].array_windows();
    let (mut ends, mut before) = ([0; BATCH], [0; BATCH]);
    let mut live = 0;
    for from in (0..places.len()).step_by(BATCH) {
        let batch = from..places.len().min(from + BATCH);
        for ((end, before), place) in ends.iter_mut().zip(&mut before).zip(&places[batch.clone()]) {
            *end = u64::from_le_bytes(*tails.clone().nth(*place as usize).expect("padding"));
            *before = bits_before(bits, *place);
        }
        for (end, before) in ends[..batch.len()].iter_mut().zip(&before) {
            *end = hash_of_end(*end, u64::from(before.leading_ones()));
        }
        for (at, hash) in batch.zip(&ends) {
            places[live] = places[at];
            live += filter.has(*hash);
        }
    }
    live
}

/// The token that ends at a place, where the filter knew it; `None` if it is too long after all.
pub(super) fn place(base: usize, bits: &Bits, end: u32) -> Option<Range<usize>> {
    let (len, end) = (len_before(bits, end), base + end as usize);
    (len <= LONGEST).then(|| end - len..end)
}

/// The length of the token that ends before an offset; of one that is longer than [`LONGEST`] only that it is.
fn len_before(bits: &Bits, end: u32) -> usize {
    bits_before(bits, end).leading_ones() as usize
}

/// The bits before an offset, the highest for the last byte; at least [`LONGEST`] and one more. The offset is of no token.
#[inline(always)]
fn bits_before(bits: &Bits, end: u32) -> u64 {
    let from = (end as usize / 8 + 1) % (BITS - 8);
    let before = u64::from_le_bytes(bits[from..from + 8].try_into().expect("eight bytes"));
    before << 1 << (!end % 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_looks() {
        let look = |code: &str| Looks::of(code.as_bytes());
        let none = Looks::default();
        assert_eq!(look("NoSuchKey"), Some(Looks { hump: true, ..none }));
        assert_eq!(look("card_declined"), Some(Looks { snake: true, ..none }));
        assert_eq!(look("42P01"), Some(Looks { short: true, ..none }));
        assert_eq!(look("auth-expired"), Some(Looks { hyphen: true, ..none }));
        assert_eq!([look("Throttling"), look("a.bC"), look("1045")], [None; 3]);
    }
}
