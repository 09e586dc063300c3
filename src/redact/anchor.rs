//! Where to look: the places in a text where a secret name, a known token or another sign of a secret begins.
//!
//! Nearly all of a text is none of this, so what counts is how fast it is passed over. Of each rule, two pairs of letters
//! are looked for that stand at an even and at an odd distance from its start; wherever the rule is, one of them stands at an
//! even place of the text. So every second place is looked at, by one look-up in a table of all pairs and one for the byte
//! after them, and the pairs are chosen to be rare: `ke` and `ok`, not `en`, for `token`. An automaton over all rules was
//! slower than any table; the tables take some ten microseconds to fill, which every paste waits for.

use std::sync::LazyLock;

use super::rules::{Kind, NAMES, SHAPES, SIGNS, Shape, Sign, commonness};
use super::text::at;

/// What begins at a place.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    /// The end of a secret name.
    Name(Kind),
    /// A known token.
    Shape(&'static Shape),
    /// Something else.
    Sign(Sign),
}

/// Built at the first use: a run that reads no capture does not pay for it.
pub(super) static ANCHORS: LazyLock<Anchors> = LazyLock::new(Anchors::build);

/// No rule reaches further from the place where it begins.
pub(super) const LONGEST: usize = 48;

/// All rules, by the pairs that give them away.
pub(super) struct Anchors {
    /// For each pair of bytes, the classes of the bytes that follow it in some rule.
    following: Box<[u8; PAIRS]>,
    /// For each byte, its class.
    classes: [u8; 256],
    /// For each pair of bytes, the number of its hints; 0 if it has none.
    numbers: Box<[u8; PAIRS]>,
    hints: Vec<Vec<Hint>>,
}

const PAIRS: usize = 1 << 16;

/// A rule, and where in its text a pair stands.
#[derive(Debug, Clone, Copy)]
struct Hint {
    rule: Rule,
    offset: usize,
}

#[derive(Debug, Clone, Copy)]
struct Rule {
    text: &'static [u8],
    anchor: Anchor,
}

/// How many bytes are looked at between two branches, and one more.
const WINDOW: usize = 8 + 1;

impl Anchors {
    /// The first place from `start` on, and before `end`, where a pair of some rule stands.
    pub(super) fn next(&self, text: &[u8], start: usize, end: usize) -> Option<usize> {
        let mut place = start.next_multiple_of(2);
        let range = &text[..end.min(text.len())];
        loop {
            while range.get(place..).and_then(<[u8]>::first_chunk).is_some_and(|window| self.is_bare(window)) {
                place += WINDOW - 1;
            }
            // What follows the last pair may stand beyond the end.
            place = (place..range.len()).step_by(2).find(|&i| self.may_be(at(text, i), at(text, i + 1), at(text, i + 2)) != 0)?;
            match encoded(range, place) {
                0 => return Some(place),
                length => place = (place + length).next_multiple_of(2),
            }
        }
    }

    /// The rules that apply at `place`, each with the range of its text.
    pub(super) fn at<'a>(&'a self, text: &'a [u8], place: usize) -> impl Iterator<Item = (Anchor, usize, usize)> + 'a {
        let number = self.numbers[index(at(text, place), at(text, place + 1))];
        self.hints[usize::from(number)].iter().filter_map(move |hint| {
            let (before, after) = hint.rule.text.split_at(hint.offset);
            let end = hint.rule.after(text, place, after)?;
            Some((hint.rule.anchor, hint.rule.before(text, place, before)?, end))
        })
    }

    /// Whether no pair of any rule stands at an even place of `window`.
    fn is_bare(&self, window: &[u8; WINDOW]) -> bool {
        (0..WINDOW - 1).step_by(2).fold(0, |found, i| found | self.may_be(window[i], window[i + 1], window[i + 2])) == 0
    }

    /// Not 0 if a rule has the first two bytes, and one like the third after them.
    fn may_be(&self, first: u8, second: u8, third: u8) -> u8 {
        self.following[index(first, second)] & self.classes[usize::from(third)]
    }

    fn build() -> Self {
        let table = || vec![0; PAIRS].into_boxed_slice().try_into().expect("the length is that of the table");
        let classes = std::array::from_fn(|byte| class(u8::try_from(byte).unwrap_or_default()));
        let mut anchors = Self { following: table(), classes, numbers: table(), hints: vec![Vec::new()] };
        // Short ones have no choice; what they need, the longer ones may use.
        let mut rules: Vec<Rule> = rules().collect();
        rules.sort_by_key(|rule| rule.text.len());
        for rule in rules {
            for offset in rule.pairs(|offset| anchors.cost(Hint { rule, offset })).into_iter().flatten() {
                anchors.add(Hint { rule, offset });
            }
        }
        anchors
    }

    /// What it costs to look for a pair: for each class of the byte behind it that is not looked for anyway, the more, the
    /// commoner the pair is.
    fn cost(&self, hint: Hint) -> usize {
        let pair = hint.pair();
        let classes = hint.following() & !self.following[index(pair[0], pair[1])];
        classes.count_ones() as usize * (1 + usize::from(commonness(pair)))
    }

    /// Adds a hint for all spellings of its pair. Whatever its case, a pair has one number.
    fn add(&mut self, hint: Hint) {
        let pair = hint.pair();
        let known = cases(pair[0]).into_iter().flat_map(|first| cases(pair[1]).map(|second| self.numbers[index(first, second)]));
        let number = known.max().filter(|number| *number > 0).unwrap_or_else(|| {
            self.hints.push(Vec::new());
            u8::try_from(self.hints.len() - 1).expect("there are fewer pairs than numbers")
        });
        self.hints[usize::from(number)].push(hint);
        for first in hint.rule.spellings(pair[0]) {
            for second in hint.rule.spellings(pair[1]) {
                self.numbers[index(first, second)] = number;
                self.following[index(first, second)] |= hint.following();
            }
        }
    }
}

impl Hint {
    fn pair(&self) -> [u8; 2] {
        [self.rule.text[self.offset], self.rule.text[self.offset + 1]]
    }

    /// The classes of the bytes that may follow the pair. A name ends before a sign or a digit.
    fn following(&self) -> u8 {
        match (&self.rule.text[self.offset + 2..], self.rule.anchor) {
            ([], Anchor::Name(_)) => class(b' '),
            ([], _) => u8::MAX,
            ([b' ', next, ..], _) => class(b' ') | class(*next),
            ([next, ..], _) => class(*next),
        }
    }
}

/// How a byte may be written; twice the same if there is one way only.
const fn cases(byte: u8) -> [u8; 2] {
    [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()]
}

/// The class of a byte as a bit: letters in seven, whatever their case, and all others in one.
fn class(byte: u8) -> u8 {
    if byte.is_ascii_alphabetic() { 1 << (byte.to_ascii_lowercase() % 7) } else { 1 << 7 }
}

fn index(first: u8, second: u8) -> usize {
    usize::from(u16::from_le_bytes([first, second]))
}

fn rules() -> impl Iterator<Item = Rule> {
    let names = NAMES.iter().map(|&(text, kind)| (text, Anchor::Name(kind)));
    let shapes = SHAPES.iter().map(|shape| (shape.prefix, Anchor::Shape(shape)));
    let signs = SIGNS.iter().map(|&(text, sign)| (text, Anchor::Sign(sign)));
    names.chain(shapes).chain(signs).map(|(text, anchor)| Rule { text: text.as_bytes(), anchor })
}

impl Rule {
    /// Where in the rule's text the two cheapest pairs stand: at an even and an odd distance from each other, with no
    /// separator between, which may be there or not. A rule of two bytes has one, and is found at even places only.
    fn pairs(&self, cost: impl Fn(usize) -> usize) -> [Option<usize>; 2] {
        let mut end = 0;
        let words = self.text.split(|byte| *byte == b' ').map(|word| {
            let start = end;
            end += word.len() + 1;
            start..start + word.len()
        });
        let two = words.filter_map(|word| {
            let cheapest = |start: usize| (start..word.end.saturating_sub(1)).step_by(2).map(|at| (cost(at), at)).min();
            let ((first, i), (second, j)) = (cheapest(word.start)?, cheapest(word.start + 1)?);
            Some((first + second, [i, j]))
        });
        two.min().map_or([Some(0), None], |(_, places)| places.map(Some))
    }

    /// How a byte of the rule may be written.
    fn spellings(&self, byte: u8) -> impl Iterator<Item = u8> {
        cases(byte).into_iter().filter(move |case| *case == byte || !self.is_exact())
    }

    /// Known tokens are written in one way.
    fn is_exact(&self) -> bool {
        matches!(self.anchor, Anchor::Shape(_))
    }

    fn is_alike(&self, found: u8, byte: u8) -> bool {
        found == byte || (!self.is_exact() && found.eq_ignore_ascii_case(&byte))
    }

    /// The end of `rule`, the rest of the rule's text, if it begins at `i`. A space in it stands for any separator of
    /// words, or none.
    fn after(&self, text: &[u8], mut i: usize, rule: &[u8]) -> Option<usize> {
        for &byte in rule {
            let found = at(text, i);
            i += match byte {
                b' ' => usize::from(is_separator(found)),
                _ if self.is_alike(found, byte) => 1,
                _ => return None,
            };
        }
        Some(i)
    }

    /// The start of `rule`, the first part of the rule's text, if it ends at `i`.
    fn before(&self, text: &[u8], mut i: usize, rule: &[u8]) -> Option<usize> {
        for &byte in rule.iter().rev() {
            let found = i.checked_sub(1).map(|before| text[before]);
            i -= match byte {
                b' ' => usize::from(found.is_some_and(is_separator)),
                _ if found.is_some_and(|found| self.is_alike(found, byte)) => 1,
                _ => return None,
            };
        }
        Some(i)
    }
}

fn is_separator(b: u8) -> bool {
    matches!(b, b' ' | b'_' | b'-' | b'.')
}

/// A shorter run of base64 is read like any text.
const LONG_RUN: usize = 1024;

/// How far ahead a run is tried before it is measured.
const TRIED: usize = 64;

/// The length of the base64 from `place` on that holds nothing: the last letters of a long run may be a name again.
fn encoded(text: &[u8], place: usize) -> usize {
    let rest = &text[place..];
    // Each byte is asked, whatever the one before said: so it takes many at a time.
    let is_letter = |b: u8| b.is_ascii_alphanumeric() || b == b'+' || b == b'/';
    let is_letters = |chunk: &[u8]| chunk.iter().fold(true, |all, &b| all & is_letter(b));
    if rest.get(LONG_RUN - TRIED..LONG_RUN).is_none_or(|far| !is_letters(&far[..8]) || !is_letters(far)) {
        return 0;
    }
    let length = rest.chunks_exact(TRIED).take_while(|chunk| is_letters(chunk)).count() * TRIED;
    if length < LONG_RUN { 0 } else { length - TRIED }
}
