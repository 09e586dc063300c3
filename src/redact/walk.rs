//! Values that are containers: lists and objects under a secret name, in JSON and in what languages print instead of it.
//!
//! In a list, every element is secret; in an object, `value`, what has a secret name, and all members where the object maps
//! cookies to their values. Of the other members only what is random: an error about a password is an object under `password`.

use std::ops::Range;

use super::judge::is_random;
use super::key::Key;
use super::rules::{Kind, MASK, kind_of};
use super::text::{Bytes, Quote, at, from, is_name, run, skip_layout};
use super::value::{self, Fence};
use super::words::DESCRIPTIONS;

/// What is found in a container: a value, and the mark to write around its mask.
pub(super) type Found = (Range<usize>, Option<Quote>);

/// How a container is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    /// Elements, marks and commas.
    Structured,
    /// A list without marks, as Go and Java print them: `[Bearer x]`.
    Plain(usize),
}

/// The container that opens at `open`, if one does.
pub(super) fn container(text: &[u8], key: &Key, open: usize) -> Option<Container> {
    let inner = skip_layout(text, open + 1);
    let is_text = Quote::read(text, inner).is_some();
    match at(text, open) {
        b'(' => is_text.then_some(Container::Structured),
        b'[' if starts_element(text, inner) => Some(Container::Structured),
        b'[' => {
            let end = value::line(text, open + 1, Fence::Bracket(b']'));
            (at(text, end) != b']' || !at(text, end + 1).is_ascii_alphanumeric()).then_some(Container::Plain(end))
        }
        b'{' => {
            let is_map = key.kind == Kind::Cookie && starts_member(text, inner, b"=:");
            (is_text || is_map || starts_member(text, inner, b":") || at(text, inner) == b'}').then_some(Container::Structured)
        }
        _ => None,
    }
}

/// Whether the first element of a list starts at `i`: one with marks, a number, a member, in no more than a few brackets.
fn starts_element(text: &[u8], mut i: usize) -> bool {
    for _ in 0..8 {
        if !matches!(at(text, i), b'[' | b'{') {
            break;
        }
        i = skip_layout(text, i + 1);
    }
    let is_sign = Quote::read(text, i).is_some() || matches!(at(text, i), b'[' | b'{' | b']' | b'}');
    is_sign || is_scalar(text, i) || starts_member(text, i, b":")
}

/// Whether a member starts at `i`: a name without marks and a separator, which, if it is `:`, ends in a blank or mark.
fn starts_member(text: &[u8], i: usize, separators: &[u8]) -> bool {
    let name = run(&text[..text.len().min(i + 64)], i, is_name);
    let end = i + name + 1;
    let is_tight = separators == b":" && !matches!(at(text, end), b' ' | b'\n' | b'\r') && Quote::read(text, end).is_none();
    name > 0 && separators.contains(&at(text, i + name)) && !is_tight
}

/// Whether a number, `true`, `false` or `null` stands at `i`, and is all of an element.
pub(super) fn is_scalar(text: &[u8], i: usize) -> bool {
    let word = run(&text[..text.len().min(i + 6)], i, |b| b.is_ascii_lowercase());
    value::number(text, i).is_some() || matches!(&text[i..i + word], b"true" | b"false" | b"null")
}

/// The secret values in the container that opens at `open`, and the place where it ends or is no longer understood.
pub(super) fn walk(text: &[u8], key: &Key, open: usize) -> (Vec<Found>, usize) {
    let mut walk = Walk { text, key, levels: Vec::new(), member: None, found: Vec::new() };
    let end = walk.run(open);
    (walk.found, end)
}

struct Walk<'t> {
    text: &'t [u8],
    key: &'t Key,
    levels: Vec<Level>,
    /// After the name of a member: whether its value is secret.
    member: Option<Secrecy>,
    found: Vec<Found>,
}

/// Whether what stands in one place of a container is secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Secrecy {
    /// It is.
    Sure,
    /// If it is random.
    Likely,
    /// It is not.
    Open,
}

/// What is secret in one container.
#[derive(Debug, Clone, Copy)]
struct Level {
    elements: Secrecy,
    /// The members whose name does not tell.
    members: Secrecy,
}

impl Level {
    fn member(self, name: &[u8]) -> Secrecy {
        if name.eq_ignore_ascii_case(b"value") || kind_of(name).is_some() {
            Secrecy::Sure
        } else if self.members == Secrecy::Likely && is_description(name) {
            Secrecy::Open
        } else {
            self.members
        }
    }
}

/// Whether a name says that its value tells about the secret, and is none: `keyId`, `created_at`.
fn is_description(name: &[u8]) -> bool {
    DESCRIPTIONS.iter().any(|end| name.len().checked_sub(end.len()).is_some_and(|start| name[start..].eq_ignore_ascii_case(end.as_bytes())))
}

impl Walk<'_> {
    fn run(&mut self, mut i: usize) -> usize {
        loop {
            i = skip_layout(self.text, i);
            match at(self.text, i) {
                b'[' if from(self.text, i).starts_with(MASK.as_bytes()) => i += MASK.len(),
                b'[' | b'{' | b'(' => {
                    self.open(i);
                    i += 1;
                }
                b']' | b'}' | b')' => {
                    self.levels.pop();
                    self.member = None;
                    i += 1;
                    if self.levels.is_empty() {
                        return i;
                    }
                }
                b',' | b';' => {
                    self.member = None;
                    i += 1;
                }
                _ => match self.scalar(i) {
                    Some(after) => i = after,
                    None => return i,
                },
            }
        }
    }

    fn open(&mut self, i: usize) {
        let secrecy = self.levels.last().map_or(Secrecy::Sure, |level| self.member.unwrap_or(level.elements));
        let is_object = self.text[i] == b'{' && !self.text[..i].ends_with(b"[]string");
        let is_map = is_object && self.levels.is_empty() && self.key.kind == Kind::Cookie;
        self.levels.push(match (is_object, secrecy) {
            (false, elements) => Level { elements, members: Secrecy::Open },
            (true, _) if is_map => Level { elements: Secrecy::Open, members: Secrecy::Sure },
            (true, Secrecy::Open) => Level { elements: Secrecy::Open, members: Secrecy::Open },
            (true, _) => Level { elements: Secrecy::Open, members: Secrecy::Likely },
        });
        self.member = None;
    }

    /// Reads the text, number or word at `start`; `None` if there is none.
    fn scalar(&mut self, start: usize) -> Option<usize> {
        let level = self.levels.last().copied()?;
        let (inner, after, mark) = match Quote::read(self.text, start) {
            Some((quote, inner)) => self.quoted(level, quote, inner)?,
            None => self.word(start)?,
        };
        if self.member.is_none()
            && let Some(value) = separator(self.text, skip_layout(self.text, after))
        {
            let name = &self.text[inner];
            self.member = Some(level.member(name));
            return Some(value);
        }
        self.keep(level, inner, mark);
        Some(after)
    }

    /// Keeps a value if it is secret.
    fn keep(&mut self, level: Level, value: Range<usize>, mark: Option<Quote>) {
        let is_secret = match self.member.unwrap_or(level.elements) {
            Secrecy::Sure => true,
            Secrecy::Likely => is_random(&self.text[value.clone()]),
            Secrecy::Open => false,
        };
        if is_secret {
            self.found.push((value, mark));
        }
    }

    /// Reads the text after its mark. With one that is cut off the walk ends, but not before it is kept.
    fn quoted(&mut self, level: Level, quote: Quote, inner: usize) -> Option<(Range<usize>, usize, Option<Quote>)> {
        if self.key.quote != Some(quote) && !value::opens_value(self.text, inner, quote) {
            return None;
        }
        let (end, after) = value::quoted(self.text, inner, quote);
        let is_whole = after == end + quote.slashes + quote.mark.len();
        if !is_whole {
            self.keep(level, inner..end, None);
            return None;
        }
        Some((inner..end, after, None))
    }

    fn word(&self, start: usize) -> Option<(Range<usize>, usize, Option<Quote>)> {
        if let Some(length) = value::number(self.text, start) {
            return Some((start..start + length, start + length, self.key.quote));
        }
        let length = run(self.text, start, |b| ELEMENT.has(b));
        (length > 0).then_some((start..start + length, start + length, None))
    }
}

/// What an element without marks is made of.
static ELEMENT: Bytes = Bytes::all_but(b"[]{}(),;:=\"'`\\");

/// The place after the separator of name and value at `i`.
fn separator(text: &[u8], i: usize) -> Option<usize> {
    match from(text, i) {
        [b'=', b'>', ..] => Some(i + 2),
        [b':' | b'=', ..] => Some(i + 1),
        _ => None,
    }
}
