//! [`Search`]: the places of a block of bytes where a code or a message of the catalogs may stand.
//!
//! The whole block is searched, whatever lines it has; only around a hit anything is cut out, redacted, parsed. How codes are searched for
//! depends on the catalogs:
//!
//! * Families whose codes may stand bare, and begin with the same letters (`EQ-`, `ORA-`), by these letters.
//! * Other codes, if they are few, each as a string.
//! * Otherwise by the looks of their tokens (`tokens`), however many there are. The few codes that have no looks remain strings.
//! * Messages by samples of a text (`messages`).

mod classes;
mod filter;
mod literals;
mod messages;
mod shapes;
mod tokens;

use std::collections::HashMap;
use std::ops::Range;

use memchr::memchr;
use regex_automata::meta::Cache;

use crate::catalog::Error;
use crate::catalog::codes::{Codes, hash};
use crate::catalog::entry::Family;
use crate::catalog::layers::Layers;

use super::blocks::PADDING;
use filter::Filter;
use literals::Literals;
use messages::Messages;
use shapes::Shapes;
use tokens::{Looks, Notes};

/// Up to so many codes are searched for as strings.
const FEW: usize = 48;
/// So far from a code, in bytes, a message in the same line is taken for its own.
const BESIDE: usize = 512;

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
        let strings = as_strings.iter().map(|loose| loose.text.to_vec()).chain(prefixes).collect::<Vec<_>>();
        let messages = match scope {
            Scope::All => Messages::new(layers.iter().map(|layer| layer.catalog.samples()).collect::<Result<_, _>>()?),
            Scope::Codes => None,
        };
        Ok(Self {
            codes,
            shapes,
            without_prefix: union(&without),
            literals: Literals::new(&strings),
            strings: as_strings.iter().map(|loose| (loose.layer, loose.row)).collect(),
            tokens: looks_and_filter(&as_tokens),
            messages,
        })
    }

    /// What a worker needs.
    #[must_use]
    pub fn scratch(&self) -> Scratch {
        Scratch { shapes: self.shapes.as_ref().map(Shapes::cache), notes: Notes::default(), places: Vec::new() }
    }

    /// Finds all hits of a padded text, in the order of their places.
    pub fn find(&self, padded: &[u8], scratch: &mut Scratch, hits: &mut Vec<Hit>) {
        hits.clear();
        if padded.len() <= 2 * PADDING {
            return;
        }
        let text = &padded[..padded.len() - PADDING];
        if let Some(literals) = &self.literals {
            literals.find(&text[PADDING..], |number, start, end| match self.strings.get(number) {
                Some(&(layer, row)) if is_token(padded, start + PADDING, end + PADDING) => {
                    hits.push(hit(start + PADDING, end + PADDING, Sign::Code(layer, row, Standing::Depends)));
                }
                Some(_) => {}
                None => hits.extend(self.bare(padded, start + PADDING, scratch.shapes.as_mut())),
            });
        }
        if let Some(shapes) = &self.without_prefix {
            shapes.find(&text[PADDING..], |start| hits.extend(self.bare(padded, start + PADDING, scratch.shapes.as_mut())));
        }
        if let Some((looks, filter)) = &self.tokens {
            tokens::find(padded, *looks, filter, &mut scratch.notes, |place| {
                if let Some((layer, row)) = self.code(&padded[place.clone()]) {
                    hits.push(hit(place.start, place.end, Sign::Code(layer, row, Standing::Depends)));
                }
            });
        }
        hits.sort_by_key(|hit| (hit.start, hit.sign));
        hits.dedup_by_key(|hit| (hit.start, hit.end));
        let Some(messages) = &self.messages else { return };
        let mut beside = Beside { padded, codes: std::mem::take(hits), next: 0 };
        let mut found = Vec::new();
        let range = PADDING..padded.len() - PADDING;
        messages.find(padded, range, &mut scratch.places, |at| !beside.has_code(at), |at| found.push(hit(at, at, Sign::Message)));
        *hits = beside.codes;
        if !found.is_empty() {
            hits.append(&mut found);
            // Two runs in order, which such a sort takes as they are.
            hits.sort_by_key(|hit| (hit.start, hit.sign));
        }
    }

    /// Whether a message may stand in a range of a padded text.
    pub fn has_message(&self, padded: &[u8], range: Range<usize>, scratch: &mut Vec<u32>) -> bool {
        let mut has = false;
        if let Some(messages) = &self.messages {
            messages.find(padded, range, scratch, |_| true, |_| has = true);
        }
        has
    }

    /// Finds where messages may stand in a range of a padded text, also beside codes.
    #[must_use]
    pub fn messages_in(&self, padded: &[u8], range: Range<usize>, scratch: &mut Vec<u32>) -> Vec<Hit> {
        let mut hits = Vec::new();
        if let Some(messages) = &self.messages {
            messages.find(padded, range, scratch, |_| true, |at| hits.push(hit(at, at, Sign::Message)));
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

    /// The code of a bare family that begins at a place.
    fn bare(&self, padded: &[u8], start: usize, cache: Option<&mut Cache>) -> Option<Hit> {
        if !begins(padded, start) {
            return None;
        }
        let len = self.shapes.as_ref()?.len_at_start(&padded[start..padded.len() - PADDING], cache?)?;
        let end = start + len;
        let goes_on = padded[end].is_ascii_alphanumeric() || padded[end] == b'_' || padded[end] >= 0x80;
        if goes_on {
            return None;
        }
        let sign = self.code(&padded[start..end]).map_or(Sign::Unlisted, |(layer, row)| Sign::Code(layer, row, Standing::Bare));
        Some(hit(start, end, sign))
    }

    /// The layer, the highest first, and the row of a code.
    fn code(&self, code: &[u8]) -> Option<(u8, u32)> {
        let found = |(layer, codes): (usize, &Codes<'_>)| Some((u8::try_from(layer).ok()?, u32::try_from(codes.find(code)?).ok()?));
        self.codes.iter().enumerate().rev().find_map(found)
    }
}

/// The codes that were found, beside which no message is looked for: it says no more than they do.
struct Beside<'p> {
    padded: &'p [u8],
    codes: Vec<Hit>,
    /// The first code that may be near to the places that follow.
    next: usize,
}

impl Beside<'_> {
    /// Whether a code stands in the same line, and near. The places must be asked in order.
    fn has_code(&mut self, at: usize) -> bool {
        while self.codes.get(self.next).is_some_and(|code| code.end as usize + BESIDE < at) {
            self.next += 1;
        }
        let near = self.codes[self.next..].iter().map(|code| code.start as usize).take_while(|start| *start < at + BESIDE);
        let same_line = |start: usize| memchr(b'\n', &self.padded[start.min(at)..start.max(at)]).is_none();
        near.into_iter().any(same_line)
    }
}

/// A code that no bare family has.
struct Loose<'c> {
    layer: u8,
    row: u32,
    text: &'c [u8],
    looks: Option<Looks>,
}

/// The codes that no bare family has, each once. Those that are nothing but an HTTP status are none that a log could be searched for.
fn loose<'c>(layers: &[Codes<'c>], shapes: Option<&Shapes>) -> Vec<Loose<'c>> {
    let mut cache = shapes.map(Shapes::cache);
    let mut is_bare =
        |code: &[u8]| shapes.zip(cache.as_mut()).is_some_and(|(shapes, cache)| shapes.len_at_start(code, cache) == Some(code.len()));
    let mut loose: HashMap<&[u8], Loose<'_>> = HashMap::new();
    for (layer, codes) in (0_u8..).zip(layers) {
        for row in 0..u32::try_from(codes.len()).unwrap_or(u32::MAX) {
            let text = codes.code(row as usize).text;
            if !text.is_empty() && !is_status(text) && !is_bare(text) {
                loose.insert(text, Loose { layer, row, text, looks: Looks::of(text) });
            }
        }
    }
    let mut loose: Vec<Loose<'_>> = loose.into_values().collect();
    loose.sort_by_key(|loose| loose.text);
    loose
}

fn is_status(code: &[u8]) -> bool {
    matches!(code, [b'1'..=b'5', second, third] if second.is_ascii_digit() && third.is_ascii_digit())
}

fn looks_and_filter(codes: &[Loose<'_>]) -> Option<(Looks, Filter)> {
    let looks = codes.iter().filter_map(|code| code.looks).reduce(Looks::or)?;
    Some((looks, Filter::new(codes.len(), codes.iter().map(|code| hash(code.text)))))
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
