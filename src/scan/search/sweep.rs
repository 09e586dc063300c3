//! One pass over a text for all that is found by what its bytes are: the tokens that may be codes, and the places where words meet, at
//! which messages are looked for.
#![expect(clippy::inline_always, reason = "only what is part of the loop is compiled for the vectors")]

use std::ops::Range;

use super::classes::{Eyes, Pass};
use super::filter::Filter;
use super::meets::{self, Joins, Meets};
use super::tokens::{self, Bits, Ends, Looks};

/// So much text is looked at in one go: what is noted of it stays in the nearest cache.
pub(super) const PIECE: usize = 4 << 10;
const CHUNKS: usize = PIECE / 64;

/// What is looked for, and where in a text.
pub(super) struct Sweep<'s> {
    /// The text and what stands around it.
    pub(super) padded: &'s [u8],
    /// The part that is swept: what tokens and words must begin in.
    pub(super) range: Range<usize>,
    /// Tokens.
    pub(super) tokens: Option<(Looks, &'s Filter)>,
    /// Windows of messages.
    pub(super) windows: Option<(Joins, &'s Filter)>,
    /// Whether hyphens behind capital letters are looked for, with which the prefixes of families end.
    pub(super) dashes: bool,
    /// Room.
    pub(super) notes: &'s mut Notes,
}

/// What is noted of a text. Meant to be used again.
#[derive(Debug)]
pub(super) struct Notes {
    /// The tokens that the filter knows.
    pub(super) tokens: Vec<Range<usize>>,
    /// The windows that the filter knows, by their first bytes.
    pub(super) windows: Vec<u32>,
    /// Where hyphens stand behind capital letters.
    pub(super) dashes: Vec<u32>,
    piece: Box<Piece>,
}

/// What is noted of a piece.
#[derive(Debug)]
struct Piece {
    bits: Bits,
    ends: [u64; CHUNKS],
    meets: [u64; CHUNKS],
    dashes: [u64; CHUNKS],
    /// Whether the chunk before ended with a capital letter.
    upper: u64,
    /// Room for bits as offsets.
    places: Vec<u32>,
}

impl Pass for Sweep<'_> {
    type Output = ();

    /// A loop for each of the usual sets of what is asked, as the rest need not be worked out.
    #[inline(always)]
    fn pass(self, eyes: impl Eyes) {
        self.notes.tokens.clear();
        self.notes.windows.clear();
        self.notes.dashes.clear();
        match (self.tokens, self.windows) {
            (Some((Looks { short: false, hyphen: false, .. }, _)), None) => self.run::<true, false, false, false>(eyes),
            (Some((Looks { hyphen: false, .. }, _)), None) => self.run::<true, true, false, false>(eyes),
            (Some(_), None) => self.run::<true, true, true, false>(eyes),
            (Some((Looks { short: false, hyphen: false, .. }, _)), Some(_)) => self.run::<true, false, false, true>(eyes),
            (Some((Looks { hyphen: false, .. }, _)), Some(_)) => self.run::<true, true, false, true>(eyes),
            (Some(_), Some(_)) => self.run::<true, true, true, true>(eyes),
            (None, Some(_)) => self.run::<false, false, false, true>(eyes),
            (None, None) if self.dashes => self.run::<false, false, false, false>(eyes),
            (None, None) => {}
        }
    }
}

impl Sweep<'_> {
    #[inline(always)]
    fn run<const TOKENS: bool, const SHORT: bool, const HYPHEN: bool, const MEETS: bool>(self, eyes: impl Eyes) {
        let Self { padded, range, tokens, windows, dashes, notes } = self;
        let mut ends = Ends::<SHORT, HYPHEN>::new(tokens.map_or_else(Looks::default, |(looks, _)| looks));
        let mut meets = Meets::new(windows.map_or_else(Joins::default, |(joins, _)| joins));
        // The bytes behind the text are looked at as well: there the last token ends.
        let end = range.start + (range.len() / 64 + 1) * 64;
        let (chunks, _) = padded[range.start..end.min(padded.len())].as_chunks::<64>();
        notes.piece.bits[..8].fill(0);
        notes.piece.upper = 0;
        for (base, chunks) in (range.start..).step_by(PIECE).zip(chunks.chunks(CHUNKS)) {
            notes.piece.mark::<TOKENS, SHORT, HYPHEN, MEETS>(eyes, chunks, &mut ends, &mut meets);
            if let (true, Some((_, filter))) = (TOKENS, tokens) {
                notes.keep_tokens(padded, base, chunks.len(), filter);
            }
            if let (true, Some((_, filter))) = (MEETS, windows) {
                notes.keep_windows(padded, base, chunks.len(), filter);
            }
            if dashes {
                notes.keep_dashes(base, chunks.len());
            }
        }
    }
}

impl Piece {
    /// Notes the bits of a piece.
    #[inline(always)]
    fn mark<const TOKENS: bool, const SHORT: bool, const HYPHEN: bool, const MEETS: bool>(
        &mut self,
        eyes: impl Eyes,
        chunks: &[[u8; 64]],
        ends: &mut Ends<SHORT, HYPHEN>,
        meets: &mut Meets,
    ) {
        let (bits, _) = self.bits[8..].as_chunks_mut::<8>();
        let notes = bits.iter_mut().zip(&mut self.ends).zip(&mut self.meets).zip(&mut self.dashes);
        for (chunk, (((bits, own_ends), own_meets), own_dashes)) in chunks.iter().zip(notes) {
            let classes = eyes.classes(chunk);
            *own_dashes = classes.hyphen & (classes.upper << 1 | self.upper);
            self.upper = classes.upper >> 63;
            if TOKENS {
                let [tokens, ends] = ends.step(&classes);
                (*bits, *own_ends) = (tokens.to_le_bytes(), ends);
            }
            if MEETS {
                *own_meets = meets.step(&classes);
            }
        }
    }
}

impl Notes {
    /// Keeps the tokens of a piece that the filter knows.
    #[inline(always)]
    fn keep_tokens(&mut self, padded: &[u8], base: usize, chunks: usize, filter: &Filter) {
        let Piece { bits, ends, places, .. } = &mut *self.piece;
        let count = offsets(&ends[..chunks], places);
        let live = tokens::sift(padded, base, bits, filter.probe(), &mut places[..count]);
        self.tokens.extend(places[..live].iter().filter_map(|end| tokens::place(base, bits, *end)));
        bits.copy_within(PIECE / 8..PIECE / 8 + 8, 0);
    }

    /// Keeps the windows of a piece that the filter knows.
    #[inline(always)]
    fn keep_windows(&mut self, padded: &[u8], base: usize, chunks: usize, filter: &Filter) {
        let Piece { meets, places, .. } = &mut *self.piece;
        let count = offsets(&meets[..chunks], places);
        let live = meets::sift(padded, base, filter.probe(), &mut places[..count]);
        self.windows.extend(places[..live].iter().map(|place| meets::window(base, *place)));
    }

    /// Keeps the hyphens of a piece. They are rare but in logs full of codes, so there is no harm in a branch for each.
    #[inline(always)]
    fn keep_dashes(&mut self, base: usize, chunks: usize) {
        for (base, bits) in (base..).step_by(64).zip(&self.piece.dashes[..chunks]) {
            let mut bits = *bits;
            while bits > 0 {
                self.dashes.push(u32::try_from(base).unwrap_or(u32::MAX) + bits.trailing_zeros());
                bits &= bits - 1;
            }
        }
    }
}

/// Bits as offsets; how many there are.
#[inline(always)]
fn offsets(words: &[u64], places: &mut [u32]) -> usize {
    /// Most chunks have no more bits than these, which are written without asking.
    const FEW: usize = 4;
    let mut count = 0;
    for (chunk, word) in (0_u32..).zip(words) {
        let (mut bits, base) = (*word, chunk * 64);
        let room = places[count..].first_chunk_mut::<64>().expect("there is room for all bits of the piece");
        let own = bits.count_ones() as usize;
        for place in &mut room[..FEW] {
            *place = base + bits.trailing_zeros();
            bits &= bits.wrapping_sub(1);
        }
        if own > FEW {
            for place in &mut room[FEW..own] {
                *place = base + bits.trailing_zeros();
                bits &= bits.wrapping_sub(1);
            }
        }
        count += own;
    }
    count
}

impl Default for Notes {
    fn default() -> Self {
        let piece = Piece { bits: [0; _], ends: [0; _], meets: [0; _], dashes: [0; _], upper: 0, places: vec![0; PIECE + 64] };
        Self { tokens: Vec::new(), windows: Vec::new(), dashes: Vec::new(), piece: Box::new(piece) }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use proptest::prelude::*;

    use super::super::classes::each_kind;
    use super::*;
    use crate::catalog::samples::{BEFORE, WINDOW};
    use crate::scan::blocks::PADDING;

    fn padded(text: &str) -> Vec<u8> {
        [&[0; PADDING], text.as_bytes(), &[0; PADDING]].concat()
    }

    /// What each kind of eyes finds with a filter that knows everything: tokens and windows, as texts.
    fn found(text: &str, looks: Looks, joins: Joins) -> (Vec<String>, Vec<String>, Vec<usize>) {
        struct Once<'o>(&'o [u8], Looks, Joins, &'o Filter, &'o RefCell<Notes>);
        impl Pass for Once<'_> {
            type Output = (Vec<Range<usize>>, Vec<u32>, Vec<u32>);

            fn pass(self, eyes: impl Eyes) -> Self::Output {
                let Self(padded, looks, joins, all, notes) = self;
                let mut notes = notes.borrow_mut();
                let range = PADDING..padded.len() - PADDING;
                Sweep { padded, range, tokens: Some((looks, all)), windows: Some((joins, all)), dashes: true, notes: &mut notes }
                    .pass(eyes);
                (notes.tokens.clone(), notes.windows.clone(), notes.dashes.clone())
            }
        }
        let (padded, all, notes) = (padded(text), Filter::of_all(), RefCell::new(Notes::default()));
        let string = |range: Range<usize>| String::from_utf8_lossy(&padded[range]).into_owned();
        let mut found = each_kind(|| Once(&padded, looks, joins, &all, &notes));
        assert!(found.iter().all(|kind| *kind == found[0]), "{text:?}");
        let (tokens, windows, dashes) = found.swap_remove(0);
        let window = |at: &u32| string(*at as usize..*at as usize + WINDOW);
        (
            tokens.into_iter().map(string).collect(),
            windows.iter().map(window).collect(),
            dashes.iter().map(|at| *at as usize - PADDING).collect(),
        )
    }

    /// The tokens, character by character.
    fn tokens(text: &str, looks: Looks) -> Vec<String> {
        let tokens = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'));
        let has = |token: &str, test: fn(u8, u8) -> bool| token.as_bytes().windows(2).any(|pair| test(pair[0], pair[1]));
        let counts = |token: &&str| {
            (looks.hump && has(token, |a, b| a.is_ascii_lowercase() && b.is_ascii_uppercase()))
                || (looks.snake && has(token, |a, b| a == b'_' && b.is_ascii_alphabetic()))
                || (looks.hyphen && has(token, |a, b| a == b'-' && b.is_ascii_alphanumeric()))
                || (looks.short && token.len() == 5 && token.contains(|c: char| c.is_ascii_digit()))
        };
        tokens.filter(|token| token.len() <= tokens::LONGEST).filter(counts).map(str::to_owned).collect()
    }

    /// The windows, character by character.
    fn windows(text: &[u8], joins: Joins) -> Vec<usize> {
        let joined = |byte: u8| (joins.space && byte == b' ') || (joins.mark && matches!(byte, b'_' | b'-'));
        let meets = |at: &usize| {
            let [last, join, first] = [text[at - 2], text[at - 1], text[*at]];
            last.is_ascii_alphabetic() && joined(join) && first.is_ascii_alphabetic()
        };
        (PADDING..text.len() - PADDING).filter(meets).map(|at| at - BEFORE).collect()
    }

    proptest! {
        #[test]
        fn all_is_found_wherever_it_stands(
            text in "([a-cA-C0-1_ -]{0,9}|[a-zA-Z0-9]{5}[ .]|[aB_]{52,70}| {50,70}|(a[ _-]){30}| {700}){0,40}",
            bits in 0_u8..64,
        ) {
            let is = |bit: u8| bits >> bit & 1 > 0;
            let looks = Looks { hump: is(0), snake: is(1), hyphen: is(2), short: is(3) };
            let joins = Joins { space: is(4), mark: is(5) };
            let (own_tokens, own_windows, own_dashes) = found(&text, looks, joins);
            let padded = padded(&text);
            let expected: Vec<String> =
                windows(&padded, joins).iter().map(|at| String::from_utf8_lossy(&padded[*at..at + WINDOW]).into_owned()).collect();
            prop_assert_eq!(own_windows, expected);
            prop_assert_eq!(own_tokens, tokens(&text, looks));
            let is_dash = |at: &usize| text.as_bytes()[*at] == b'-' && text.as_bytes()[..*at].last().is_some_and(u8::is_ascii_uppercase);
            prop_assert_eq!(own_dashes, (0..text.len()).filter(is_dash).collect::<Vec<_>>());
        }
    }
}
