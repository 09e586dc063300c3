//! [`Search`]: the places of a block of bytes where a code or a message of the catalogs may stand.
//!
//! The whole block is searched, whatever lines it has; only around a hit anything is cut out, redacted, parsed. How codes are searched for
//! depends on the catalogs:
//!
//! * Families whose codes may stand bare, and begin with the same letters (`EQ-`, `ORA-`), by these letters: if possible by the hyphen.
//! * Other codes, if they are few, each as a string.
//! * Otherwise by the looks of their tokens (`tokens`), however many there are. The few codes that have no looks remain strings.
//! * Messages by the places where words meet (`messages`).
//!
//! Tokens, hyphens and such places are found in one pass over the block (`sweep`).

mod classes;
mod filter;
mod literals;
mod meets;
mod messages;
mod prefixes;
mod shapes;
mod sweep;
mod tokens;

use std::mem;
use std::ops::Range;

use memchr::{memchr, memrchr};
use regex_automata::meta::Cache;

use crate::catalog::Error;
use crate::catalog::codes::Codes;
use crate::catalog::entry::Family;
use crate::catalog::layers::Layers;

use super::blocks::PADDING;
use classes::see;
use filter::Filter;
use literals::Literals;
use messages::Messages;
use prefixes::Prefixes;
use shapes::Shapes;
use sweep::{Notes, Sweep};
use tokens::Looks;

/// Up to so many codes are searched for as strings.
const FEW: usize = 48;
/// So many codes are looked up at a time.
const LOOKED_UP: usize = 256;
/// So far from a code, in bytes, a message in the same line is taken for its own.
const BESIDE: usize = 512;

/// What a search found in a padded text. Meant to be used again.
#[derive(Debug, Default)]
pub struct Hits {
    /// The places where something may be known, in order. Beside a code there are none of messages.
    pub list: Vec<Hit>,
    /// Where windows of messages may begin, in order, also beside codes.
    windows: Vec<u32>,
}

/// A place where something may be known; offsets of the padded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// What it is.
    pub sign: Sign,
}

/// What a hit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// A code of a catalog: the layer, its row in the layer's index, and whether it counts without a key beside it.
    Code(u8, u32, Standing),
    /// A code of a family that is in no catalog.
    Unlisted,
    /// A window of a message.
    Message,
}

/// Whether a code counts by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Its family may stand bare.
    Bare,
    /// What stands around it decides.
    Depends,
}

/// What to search for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Codes and messages.
    All,
    /// Codes only.
    Codes,
}

/// How the catalogs are searched for. Made once, used by all workers.
#[derive(Debug)]
pub struct Search<'c> {
    codes: Vec<Codes<'c>>,
    shapes: Option<Shapes>,
    /// Bare families without a prefix, which are searched for as they are.
    without_prefix: Option<Shapes>,
    /// The prefixes of bare families, where that is all that would be searched for as strings.
    prefixes: Option<Prefixes>,
    literals: Option<Literals>,
    /// By its number in `literals`, the code that a string is; none for the rest, which are prefixes.
    strings: Vec<(u8, u32)>,
    tokens: Option<(Looks, Filter)>,
    messages: Option<Messages<'c>>,
}

/// What a worker needs to search. Meant to be used again.
#[derive(Debug)]
pub struct Scratch {
    shapes: Option<Cache>,
    /// What may be codes, before they are looked up.
    candidates: Vec<(Range<usize>, Standing)>,
    notes: Notes,
    places: Vec<u32>,
}

impl<'c> Search<'c> {
    /// A search over catalogs.
    ///
    /// # Errors
    /// If an image is damaged.
    pub fn new(layers: &Layers<'c>, scope: Scope) -> Result<Self, Error> {
        let codes = layers.iter().map(|layer| layer.catalog.codes()).collect::<Result<Vec<_>, _>>()?;
        let providers = layers.providers()?;
        let bare: Vec<&Family<'_>> = providers.iter().flat_map(|provider| provider.families.iter().filter(|family| family.bare)).collect();
        let shapes = union(&bare);
        let (with, without): (Vec<&Family<'_>>, Vec<&Family<'_>>) =
            bare.iter().copied().partition(|family| shapes::prefix(&family.shape).is_some());
        let mut prefixes: Vec<Vec<u8>> = with.iter().filter_map(|family| shapes::prefix(&family.shape)).collect();
        prefixes.sort();
        // Of `EQ-` and `EQ-3` the first finds both.
        prefixes.dedup_by(|next, first| next.starts_with(first));

        let loose = loose(&codes, shapes.as_ref());
        let (as_tokens, as_strings): (Vec<_>, Vec<_>) = match loose.len() {
            0..=FEW => (Vec::new(), loose),
            _ => loose.into_iter().partition(|loose| loose.looks.is_some()),
        };
        let as_strings = once_each(as_strings);
        let gates = shapes.as_ref().filter(|_| as_strings.is_empty());
        let dashed = gates.and_then(|shapes| Prefixes::new(&prefixes, |prefix| shapes.gate(prefix)));
        let prefixes = if dashed.is_some() { Vec::new() } else { prefixes };
        let strings = as_strings.iter().map(|loose| loose.text.to_vec()).chain(prefixes).collect::<Vec<_>>();
        let messages = match scope {
            Scope::All => Messages::new(layers.iter().map(|layer| layer.catalog.samples()).collect::<Result<_, _>>()?),
            Scope::Codes => None,
        };
        Ok(Self {
            codes,
            shapes,
            without_prefix: union(&without),
            prefixes: dashed,
            literals: Literals::new(&strings),
            strings: as_strings.iter().map(|loose| (loose.layer, loose.row)).collect(),
            tokens: looks_and_filter(&as_tokens),
            messages,
        })
    }

    /// What a worker needs.
    #[must_use]
    pub fn scratch(&self) -> Scratch {
        Scratch { shapes: self.shapes.as_ref().map(Shapes::cache), candidates: Vec::new(), notes: Notes::default(), places: Vec::new() }
    }

    /// Searches a padded text.
    pub fn find(&self, padded: &[u8], scratch: &mut Scratch, found: &mut Hits) {
        let Hits { list: hits, windows } = found;
        hits.clear();
        windows.clear();
        if padded.len() <= 2 * PADDING {
            return;
        }
        let text = &padded[PADDING..padded.len() - PADDING];
        let Scratch { shapes, candidates, notes, .. } = scratch;
        candidates.clear();
        let range = PADDING..padded.len() - PADDING;
        let tokens = self.tokens.as_ref().map(|(looks, filter)| (*looks, filter));
        let meeting = self.messages.as_ref().map(Messages::meeting);
        see(Sweep { padded, range, tokens, windows: meeting, dashes: self.prefixes.is_some(), notes });
        mem::swap(windows, &mut notes.windows);
        let mut bare = |start: usize| {
            let code = self.bare(padded, start + PADDING, shapes.as_mut());
            candidates.extend(code.map(|place| (place, Standing::Bare)));
        };
        if let Some(prefixes) = &self.prefixes {
            notes.dashes.iter().filter_map(|at| prefixes.start(padded, *at as usize)).for_each(|start| bare(start - PADDING));
        }
        if let Some(literals) = &self.literals {
            literals.find(text, |number, start, end| match self.strings.get(number) {
                Some(&(layer, row)) if is_token(padded, start + PADDING, end + PADDING) => {
                    hits.push(hit(start + PADDING, end + PADDING, Sign::Code(layer, row, Standing::Depends)));
                }
                Some(_) => {}
                None => bare(start),
            });
        }
        if let Some(shapes) = &self.without_prefix {
            shapes.find(text, &mut bare);
        }
        candidates.extend(notes.tokens.drain(..).map(|place| (place, Standing::Depends)));
        self.look_up(padded, candidates, hits);
        hits.sort_by_key(|hit| (hit.start, hit.sign));
        hits.dedup_by_key(|hit| (hit.start, hit.end));
        let Some(messages) = &self.messages else { return };
        let mut said = Vec::new();
        let parts = beside_no_code(padded, hits);
        messages.find(padded, parts, windows, &mut scratch.places, |at| said.push(hit(at, at, Sign::Message)));
        if !said.is_empty() {
            hits.append(&mut said);
            // Runs in order, which such a sort takes as they are.
            hits.sort_by_key(|hit| (hit.start, hit.sign));
        }
    }

    /// Whether a message may stand in a range of a padded text that was searched.
    pub fn has_message(&self, padded: &[u8], range: Range<usize>, found: &Hits, scratch: &mut Vec<u32>) -> bool {
        let mut has = false;
        if let Some(messages) = &self.messages {
            messages.find(padded, std::iter::once(range), &found.windows, scratch, |_| has = true);
        }
        has
    }

    /// Finds where messages may stand in a range of a padded text that was searched, also beside codes.
    #[must_use]
    pub fn messages_in(&self, padded: &[u8], range: Range<usize>, found: &Hits, scratch: &mut Vec<u32>) -> Vec<Hit> {
        let mut hits = Vec::new();
        if let Some(messages) = &self.messages {
            messages.find(padded, std::iter::once(range), &found.windows, scratch, |at| hits.push(hit(at, at, Sign::Message)));
        }
        hits
    }

    /// The records that may be meant by a message hit.
    pub fn records(&self, padded: &[u8], hit: Hit) -> impl Iterator<Item = (usize, u32)> {
        self.messages.iter().flat_map(move |messages| messages.records(padded, hit.start as usize))
    }

    /// The text of a code hit to the letter, and its layer's place of it.
    #[must_use]
    pub fn name(&self, layer: u8, row: u32) -> crate::catalog::codes::Code<'c> {
        self.codes[usize::from(layer)].code(row as usize)
    }

    /// Finds out which of what may be codes are.
    fn look_up(&self, padded: &[u8], candidates: &[(Range<usize>, Standing)], hits: &mut Vec<Hit>) {
        for candidates in candidates.chunks(LOOKED_UP) {
            self.codes.iter().for_each(|codes| codes.warm(candidates.iter().map(|(place, _)| &padded[place.clone()])));
            for (place, standing) in candidates {
                let sign = match (self.code(&padded[place.clone()]), standing) {
                    (Some((layer, row)), standing) => Sign::Code(layer, row, *standing),
                    (None, Standing::Bare) => Sign::Unlisted,
                    (None, Standing::Depends) => continue,
                };
                hits.push(hit(place.start, place.end, sign));
            }
        }
    }

    /// Where the code of a bare family ends that begins at a place.
    fn bare(&self, padded: &[u8], start: usize, cache: Option<&mut Cache>) -> Option<Range<usize>> {
        if !begins(padded, start) {
            return None;
        }
        let len = self.shapes.as_ref()?.len_at_start(&padded[start..padded.len() - PADDING], cache?)?;
        let end = start + len;
        let goes_on = padded[end].is_ascii_alphanumeric() || padded[end] == b'_' || padded[end] >= 0x80;
        (!goes_on).then_some(start..end)
    }

    /// The layer, the highest first, and the row of a code.
    fn code(&self, code: &[u8]) -> Option<(u8, u32)> {
        let found = |(layer, codes): (usize, &Codes<'_>)| Some((u8::try_from(layer).ok()?, u32::try_from(codes.find(code)?).ok()?));
        self.codes.iter().enumerate().rev().find_map(found)
    }
}

/// The parts of a text that have no code beside them. Beside a code no message is looked for: it says no more than the code does.
fn beside_no_code(padded: &[u8], codes: &[Hit]) -> impl Iterator<Item = Range<usize>> + Clone {
    let end = padded.len() - PADDING;
    let mut from = PADDING;
    let parts = codes.iter().map(Some).chain(std::iter::once(None));
    parts.map(move |code| {
        let beside = code.map_or(end..end, |code| beside(padded, code));
        let part = from..beside.start;
        from = from.max(beside.end);
        part
    })
}

/// The text beside a code, in its line.
fn beside(padded: &[u8], code: &Hit) -> Range<usize> {
    let (start, end) = (code.start as usize, code.end as usize);
    let (from, to) = (start.saturating_sub(BESIDE).max(PADDING), (end + BESIDE).min(padded.len() - PADDING));
    let before = memrchr(b'\n', &padded[from..start]).map_or(from, |at| from + at + 1);
    let behind = memchr(b'\n', &padded[end..to]).map_or(to, |at| end + at + 1);
    before..behind
}

/// A code that no bare family has.
struct Loose<'c> {
    layer: u8,
    row: u32,
    text: &'c [u8],
    looks: Option<Looks>,
}

/// The codes that no bare family has. Those that are nothing but an HTTP status are none that a log could be searched for.
fn loose<'c>(layers: &[Codes<'c>], shapes: Option<&Shapes>) -> Vec<Loose<'c>> {
    let mut cache = shapes.map(Shapes::cache);
    let mut is_bare =
        |code: &[u8]| shapes.zip(cache.as_mut()).is_some_and(|(shapes, cache)| shapes.len_at_start(code, cache) == Some(code.len()));
    let mut loose = Vec::new();
    for (layer, codes) in (0_u8..).zip(layers) {
        for row in 0..u32::try_from(codes.len()).unwrap_or(u32::MAX) {
            let text = codes.code(row as usize).text;
            if !text.is_empty() && !is_status(text) && !is_bare(text) {
                loose.push(Loose { layer, row, text, looks: Looks::of(text) });
            }
        }
    }
    loose
}

/// The same, each code once: that of the topmost layer. Where there are many, a filter takes them as they are.
fn once_each(mut codes: Vec<Loose<'_>>) -> Vec<Loose<'_>> {
    codes.sort_by_key(|code| (code.text, std::cmp::Reverse(code.layer)));
    codes.dedup_by_key(|code| code.text);
    codes
}

fn is_status(code: &[u8]) -> bool {
    matches!(code, [b'1'..=b'5', second, third] if second.is_ascii_digit() && third.is_ascii_digit())
}

fn looks_and_filter(codes: &[Loose<'_>]) -> Option<(Looks, Filter)> {
    let looks = codes.iter().filter_map(|code| code.looks).reduce(Looks::or)?;
    Some((looks, Filter::new(codes.len(), codes.iter().map(|code| tokens::hash(code.text)))))
}

fn union(families: &[&Family<'_>]) -> Option<Shapes> {
    let shapes: Vec<&str> = families.iter().map(|family| &*family.shape).collect();
    if shapes.is_empty() { None } else { Shapes::new(&shapes).ok() }
}

/// Whether a code may begin here. A lower-case letter before an upper-case one does not hinder it: pages print `CodeEQ-2010005`.
fn begins(padded: &[u8], start: usize) -> bool {
    let (before, first) = (padded[start - 1], padded[start]);
    match before {
        b'A'..=b'Z' | b'0'..=b'9' | b'-' | 0x80.. => false,
        b'a'..=b'z' | b'_' => first.is_ascii_uppercase(),
        _ => true,
    }
}

/// Whether a string stands alone.
fn is_token(padded: &[u8], start: usize, end: usize) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') || byte >= 0x80;
    !is_part(padded[start - 1]) && !is_part(padded[end])
}

/// The offsets of a block are far below 4 GiB.
fn hit(start: usize, end: usize, sign: Sign) -> Hit {
    let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    Hit { start: narrow(start), end: narrow(end), sign }
}
