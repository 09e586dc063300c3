//! Where to look: the places in a text where a secret name, a known token or another sign of a secret begins.
//!
//! Nearly all of a text is none of this, so what counts is how fast it is passed over: three table look-ups a byte, which
//! tell by the next three bytes which rules are worth comparing. An automaton over all rules was slower by half and took a
//! millisecond to build; the tables take microseconds.

use std::iter::successors;
use std::sync::LazyLock;

use super::rules::{Kind, NAMES, SHAPES, SIGNS, Shape, Sign};
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

/// All rules, by the bytes they begin with.
pub(super) struct Anchors {
    /// For each of the first three bytes: the groups of rules that allow it there.
    tables: [[u64; 256]; 3],
    groups: Vec<Vec<Rule>>,
}

struct Rule {
    text: &'static str,
    anchor: Anchor,
}

/// One group for each bit of an entry of the tables.
const MOST_GROUPS: usize = 64;

impl Anchors {
    /// The first place from `start` on where rules may apply, and these rules as a set of groups.
    pub(super) fn next(&self, text: &[u8], start: usize) -> Option<(usize, u64)> {
        let [first, second, third] = &self.tables;
        let groups = |w: &[u8]| first[usize::from(w[0])] & second[usize::from(w[1])] & third[usize::from(w[2])];
        let text = text.get(start..)?;
        // Four places at a time: one branch for all of them.
        let is_empty = |w: &[u8; 6]| groups(&w[..3]) | groups(&w[1..4]) | groups(&w[2..5]) | groups(&w[3..6]) == 0;
        let mut i = 0;
        while text[i..].first_chunk::<6>().is_some_and(is_empty) {
            i += 4;
        }
        let mut windows = text[i..].windows(3).enumerate();
        windows.find_map(|(j, w)| Some((start + i + j, groups(w))).filter(|&(_, groups)| groups != 0))
    }

    /// The rules in `groups` that apply at `start`, each with the place where its text ends.
    pub(super) fn at<'a>(&'a self, text: &'a [u8], start: usize, groups: u64) -> impl Iterator<Item = (Anchor, usize)> + 'a {
        let rest = successors(Some(groups), |groups| Some(groups & groups.wrapping_sub(1))).take_while(|&groups| groups != 0);
        let rules = rest.flat_map(|groups| &self.groups[groups.trailing_zeros() as usize]);
        rules.filter_map(move |rule| Some((rule.anchor, rule.end(text, start)?)))
    }

    fn build() -> Self {
        let mut anchors = Self { tables: [[0; 256]; 3], groups: Vec::new() };
        let mut starts: Vec<[Option<u8>; 3]> = Vec::new();
        for rule in rules() {
            let bytes = rule.text.as_bytes();
            let start = [0, 1, 2].map(|i| bytes.get(i).copied());
            let known = starts.iter().position(|known| *known == start);
            let group = known.unwrap_or(starts.len()) % MOST_GROUPS;
            if known.is_none() {
                starts.push(start);
            }
            for (table, &byte) in anchors.tables.iter_mut().zip(&start) {
                allow(table, byte, 1 << group, !matches!(rule.anchor, Anchor::Shape(_)));
            }
            if group == anchors.groups.len() {
                anchors.groups.push(Vec::new());
            }
            anchors.groups[group].push(rule);
        }
        anchors
    }
}

/// Sets `group` for `byte`, in both cases if so asked; for no byte, sets it for any.
fn allow(table: &mut [u64; 256], byte: Option<u8>, group: u64, any_case: bool) {
    match byte {
        None => table.iter_mut().for_each(|entry| *entry |= group),
        Some(byte) if any_case => {
            table[usize::from(byte.to_ascii_lowercase())] |= group;
            table[usize::from(byte.to_ascii_uppercase())] |= group;
        }
        Some(byte) => table[usize::from(byte)] |= group,
    }
}

fn rules() -> impl Iterator<Item = Rule> {
    let names = NAMES.iter().map(|&(text, kind)| Rule { text, anchor: Anchor::Name(kind) });
    let shapes = SHAPES.iter().map(|shape| Rule { text: shape.prefix, anchor: Anchor::Shape(shape) });
    let signs = SIGNS.iter().map(|&(text, sign)| Rule { text, anchor: Anchor::Sign(sign) });
    names.chain(shapes).chain(signs)
}

impl Rule {
    /// The end of the rule's text if it begins at `start`. A space in it stands for any separator of words, or none.
    fn end(&self, text: &[u8], start: usize) -> Option<usize> {
        let is_exact = matches!(self.anchor, Anchor::Shape(_));
        let mut i = start;
        for &byte in self.text.as_bytes() {
            let found = at(text, i);
            i += match byte {
                b' ' => usize::from(matches!(found, b' ' | b'_' | b'-' | b'.')),
                _ if found == byte || (!is_exact && found.eq_ignore_ascii_case(&byte)) => 1,
                _ => return None,
            };
        }
        Some(i)
    }
}
