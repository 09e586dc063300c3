//! Values that are containers: lists and objects under a secret name, in JSON and in what languages print instead of it.
//!
//! In a list, every element is secret; in an object, only `value`, and all members where the object maps cookies to their
//! values. The rest of an object is left to the names in it: an error about a password is an object under `password`.

use std::ops::Range;

use super::key::Key;
use super::rules::{Kind, MASK, kind_of};
use super::text::{Bytes, Quote, at, from, is_name, run, skip_layout};
use super::value::{self, Fence};

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
    member: Option<bool>,
    found: Vec<Found>,
}

/// What is secret in one container.
#[derive(Debug, Clone, Copy)]
struct Level {
    elements: bool,
    all_members: bool,
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
        let is_secret = match self.levels.last() {
            None => true,
            Some(level) => self.member.unwrap_or(level.elements),
        };
        let is_object = self.text[i] == b'{' && !self.text[..i].ends_with(b"[]string");
        let is_map = is_object && self.levels.is_empty() && self.key.kind == Kind::Cookie;
        self.levels.push(Level { elements: is_secret && !is_object, all_members: is_map });
        self.member = None;
    }

    /// Reads the text, number or word at `start`; `None` if there is none.
    fn scalar(&mut self, start: usize) -> Option<usize> {
        let (inner, after, mark) = match Quote::read(self.text, start) {
            Some((quote, inner)) => self.quoted(quote, inner)?,
            None => self.word(start)?,
        };
        let level = self.levels.last().copied()?;
        if self.member.is_none()
            && let Some(value) = separator(self.text, skip_layout(self.text, after))
        {
            let name = &self.text[inner];
            self.member = Some(level.all_members || name.eq_ignore_ascii_case(b"value") || kind_of(name).is_some());
            return Some(value);
        }
        if self.member.unwrap_or(level.elements) {
            self.found.push((inner, mark));
        }
        Some(after)
    }

    fn quoted(&self, quote: Quote, inner: usize) -> Option<(Range<usize>, usize, Option<Quote>)> {
        if self.key.quote != Some(quote) && !value::opens_value(self.text, inner, quote) {
            return None;
        }
        let (end, after) = value::quoted(self.text, inner, quote);
        let is_whole = after == end + quote.slashes + quote.mark.len();
        is_whole.then_some((inner..end, after, None))
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
