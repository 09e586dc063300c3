//! Tokens that may be codes by their looks: `NoSuchKey` by a hump, `card_declined` by an underscore, `42P01` by its five characters
//! with a digit among them, `auth-expired` by a hyphen.
//!
//! First one bit for each byte says where such tokens end, then a filter says of each whether a code has its last sixteen bytes and its
//! length. Neither step has a branch that depends on the text, and neither takes longer for more codes.
#![expect(clippy::inline_always, reason = "only what is part of the loop is compiled for the vectors")]

use std::ops::Range;

use crate::catalog::codes::{LONGEST, hash_of_end};
use crate::scan::blocks::PADDING;

use super::classes::{Classes, Each, classify};
use super::filter::Filter;

/// So much text is looked at in one go: what is noted of it stays in the nearest cache.
const PIECE: usize = 16 << 10;
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

/// What is noted of a piece of text. Meant to be used again.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// For each 64 bytes which of them are of a token, and behind which a token that counts ends; first those of the 64 bytes before.
    words: Vec<[u64; 2]>,
    /// Room for the ends as offsets.
    places: Vec<u32>,
}

/// Finds the tokens of a padded text that the filter knows; their places are those in the padded text.
pub(super) fn find(padded: &[u8], looks: Looks, filter: &Filter, notes: &mut Notes, mut found: impl FnMut(Range<usize>)) {
    let mut before = Before::default();
    // The bytes behind the text are looked at as well: there the last token ends.
    let (chunks, _) = padded[PADDING..].as_chunks::<64>();
    for (piece, chunks) in chunks.chunks(PIECE / 64).enumerate() {
        notes.classify(chunks, looks, &mut before);
        let count = notes.places();
        let base = PADDING + piece * PIECE;
        let mut live = 0;
        for at in 0..count {
            let end = notes.places[at];
            let len = notes.len_before(end);
            let last = padded[base + end as usize - 16..].first_chunk().expect("padding");
            notes.places[live] = end;
            live += usize::from(filter.has(hash_of_end(*last, len)));
        }
        for at in 0..live {
            let end = notes.places[at];
            let (len, end) = (notes.len_before(end), base + end as usize);
            found(end - len..end);
        }
    }
}

/// What the bits of one chunk say of the next: shifted to where they are needed.
#[derive(Debug, Clone, Copy, Default)]
struct Before {
    tokens: u64,
    /// Whether a token that counts goes on.
    counts: bool,
    lower: u64,
    underscore: u64,
    hyphen: u64,
    short: Short,
}

impl Notes {
    fn classify(&mut self, chunks: &[[u8; 64]], looks: Looks, before: &mut Before) {
        self.words.clear();
        self.words.resize(chunks.len() + 1, [0; 2]);
        self.words[0] = [before.tokens, 0];
        let kept = &mut self.words[1..];
        // A loop for each of the usual sets of looks, as what is not asked for need not be worked out.
        match looks {
            Looks { short: false, hyphen: false, .. } => classify(chunks, kept, Step::<false, false> { before, looks }),
            Looks { hyphen: false, .. } => classify(chunks, kept, Step::<true, false> { before, looks }),
            Looks { .. } => classify(chunks, kept, Step::<true, true> { before, looks }),
        }
    }

    /// The ends as offsets; how many there are.
    fn places(&mut self) -> usize {
        /// Most chunks have no more ends than these, which are written without asking.
        const FEW: usize = 4;
        self.places.resize(PIECE + 64, 0);
        let mut count = 0;
        for (chunk, &[_, ends]) in (0_u32..).zip(&self.words[1..]) {
            let (mut ends, base) = (ends, chunk * 64);
            let room = self.places[count..].first_chunk_mut::<64>().expect("there is room for all ends of the piece");
            let own = ends.count_ones() as usize;
            for place in &mut room[..FEW] {
                *place = base + ends.trailing_zeros();
                ends &= ends.wrapping_sub(1);
            }
            if own > FEW {
                for place in &mut room[FEW..own] {
                    *place = base + ends.trailing_zeros();
                    ends &= ends.wrapping_sub(1);
                }
            }
            count += own;
        }
        count
    }

    /// The length of the token that ends before an offset; of one that is longer than any code only that it is.
    fn len_before(&self, end: u32) -> usize {
        let (word, bit) = (end as usize / 64, end % 64);
        let bits = u128::from(self.words[word + 1][0]) << 64 | u128::from(self.words[word][0]);
        let before = u64::try_from((bits >> bit) & u128::from(u64::MAX)).expect("sixty-four bits");
        before.leading_ones() as usize
    }
}

/// The step from one chunk to the next.
struct Step<'b, const WITH_SHORT: bool, const WITH_HYPHEN: bool> {
    before: &'b mut Before,
    looks: Looks,
}

impl<const WITH_SHORT: bool, const WITH_HYPHEN: bool> Each for Step<'_, WITH_SHORT, WITH_HYPHEN> {
    /// The tokens of a chunk, and behind which of its bytes tokens end that count.
    #[inline(always)]
    fn each(&mut self, classes: Classes) -> [u64; 2] {
        let Self { before, looks } = self;
        let Classes { lower, upper, digit, underscore, hyphen } = classes;
        let token = lower | upper | digit | underscore | hyphen;
        let asked = |look: bool| if look { u64::MAX } else { 0 };
        let mut marks = (lower << 1 | before.lower) & upper & asked(looks.hump);
        marks |= (underscore << 1 | before.underscore) & (lower | upper) & asked(looks.snake);
        if WITH_HYPHEN {
            marks |= (hyphen << 1 | before.hyphen) & (lower | upper | digit) & asked(looks.hyphen);
        }
        // A mark added to the bits of its token carries through to the bit behind the token's last, however many marks there are.
        let (sum, over) = token.overflowing_add(marks);
        let (sum, over_too) = sum.overflowing_add(u64::from(before.counts));
        let mut ends = sum & !token;
        if WITH_SHORT {
            ends |= before.short.step(token, digit) & asked(looks.short);
        }
        before.tokens = token;
        before.counts = over | over_too;
        before.lower = lower >> 63;
        before.underscore = underscore >> 63;
        before.hyphen = hyphen >> 63;
        [token, ends]
    }
}

/// Tokens of five characters with a digit among them. The bits of the chunk before are kept shifted, as shifting two words as one is
/// slow on some processors.
#[derive(Debug, Clone, Copy, Default)]
struct Short {
    tokens: [u64; 3],
    two: u64,
    digits: [u64; 2],
    digit_of_two: u64,
    five: u64,
}

impl Short {
    #[inline(always)]
    const fn step(&mut self, token: u64, digit: u64) -> u64 {
        // Two, four, five in a row, counted from the last.
        let two = token & (token << 1 | self.tokens[0]);
        let four = two & (two << 2 | self.two);
        let five = four & (token << 4 | self.tokens[1]);
        let digit_of_two = digit | digit << 1 | self.digits[0];
        let digit_of_four = digit_of_two | digit_of_two << 2 | self.digit_of_two;
        let digit_of_five = digit_of_four | digit << 4 | self.digits[1];
        let exact = five & digit_of_five & !(token << 5 | self.tokens[2]);
        let ends = (exact << 1 | self.five) & !token;
        self.tokens = [token >> 63, token >> 60, token >> 59];
        self.two = two >> 62;
        self.digits = [digit >> 63, digit >> 60];
        self.digit_of_two = digit_of_two >> 62;
        self.five = exact >> 63;
        ends
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What `find` gives with a filter that knows everything.
    fn ends(text: &str, looks: Looks) -> Vec<String> {
        let mut padded = vec![0; PADDING];
        padded.extend(text.as_bytes());
        padded.extend([0; PADDING]);
        let mut found = Vec::new();
        find(&padded, looks, &Filter::of_all(), &mut Notes::default(), |place| {
            found.push(String::from_utf8_lossy(&padded[place]).into_owned());
        });
        found
    }

    /// The same, character by character.
    fn expected(text: &str, looks: Looks) -> Vec<String> {
        let tokens = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'));
        let tokens = tokens.filter(|token| token.len() <= LONGEST);
        let has = |token: &str, test: fn(u8, u8) -> bool| token.as_bytes().windows(2).any(|pair| test(pair[0], pair[1]));
        let counts = |token: &&str| {
            (looks.hump && has(token, |a, b| a.is_ascii_lowercase() && b.is_ascii_uppercase()))
                || (looks.snake && has(token, |a, b| a == b'_' && b.is_ascii_alphabetic()))
                || (looks.hyphen && has(token, |a, b| a == b'-' && b.is_ascii_alphanumeric()))
                || (looks.short && token.len() == SHORT && token.contains(|c: char| c.is_ascii_digit()))
        };
        tokens.filter(counts).map(str::to_owned).collect()
    }

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

    proptest! {
        #[test]
        fn tokens_are_found_wherever_they_stand(
            text in "([a-cA-C0-1_ -]{0,9}|[a-zA-Z0-9]{5}[ .]|[aB_]{60,70}| {50,70}){0,40}",
            bits in 0_u8..16,
        ) {
            let looks = Looks { hump: bits & 1 > 0, snake: bits & 2 > 0, hyphen: bits & 4 > 0, short: bits & 8 > 0 };
            let found: Vec<String> = ends(&text, looks).into_iter().filter(|token| token.len() < LONGEST).collect();
            let expected: Vec<String> = expected(&text, looks).into_iter().filter(|token| token.len() < LONGEST).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
