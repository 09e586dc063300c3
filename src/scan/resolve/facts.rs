//! What is known of a code, and of a template, worked out when it first comes up.

use std::collections::{HashMap, hash_map};

use memchr::memmem::Finder;

use crate::catalog::codes::Codes;
use crate::catalog::entry::Role;
use crate::catalog::layers;
use crate::catalog::template::{Piece, Template, pieces};
use crate::catalog::{Error, Record};
use crate::matcher::is_a_code;

/// The entries of a code.
#[derive(Debug)]
pub(super) struct Facts {
    /// The entries.
    pub(super) entries: Vec<Entry>,
    /// The ids of their providers.
    pub(super) providers: Vec<String>,
    /// Whether all of them are errors.
    pub(super) is_error: bool,
    /// Whether the code is one by its own looks.
    pub(super) is_distinct: bool,
}

/// An entry of a code.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its number among those of all layers.
    pub(super) number: u32,
    message: Option<Message>,
}

impl Facts {
    pub(super) fn new(code: &str, entries: &[(u32, &layers::Known<'_>)]) -> Self {
        let message = |known: &layers::Known<'_>| known.record.entry.message.as_deref().and_then(Message::new);
        Self {
            entries: entries.iter().map(|(number, known)| Entry { number: *number, message: message(known) }).collect(),
            providers: entries.iter().map(|(_, known)| known.record.provider.to_string()).collect(),
            is_error: entries.iter().all(|(_, known)| known.record.entry.role.is_none_or(Role::is_error)),
            is_distinct: is_a_code(code),
        }
    }

    /// The entry whose message stands in a text, to the letter; of several the one that says most.
    pub(super) fn spoken(&self, text: &[u8], quotes: Quotes) -> Option<u32> {
        let mut best: Option<(usize, u32)> = None;
        let mut is_only = true;
        for entry in &self.entries {
            let Some(message) = &entry.message else { continue };
            let Some(len) = message.len_in(text, quotes) else { continue };
            is_only = best.is_none_or(|(most, _)| most != len);
            if best.is_none_or(|(most, _)| len > most) {
                best = Some((len, entry.number));
            }
        }
        best.filter(|_| is_only).map(|(_, number)| number)
    }
}

/// A message as it stands in most logs: the texts around its holes, to the letter.
#[derive(Debug)]
struct Message {
    /// As they are, and, if there are quotes in them, as a JSON text has them.
    spellings: Vec<Spelling>,
    ends_with_hole: bool,
}

/// How quotes stand in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    /// As they are.
    Plain,
    /// As in JSON, or as they are.
    Escaped,
}

/// The texts around the holes, spelled in one way.
#[derive(Debug)]
struct Spelling {
    texts: Vec<Finder<'static>>,
    /// How many bytes longer it is than the message.
    longer: usize,
}

impl Message {
    /// The most bytes of a value in a hole.
    const VALUE: usize = 1024;

    /// `None` for a template that begins with a hole, as only the text around it says where that is, and for one with other signs that are
    /// escaped in most logs.
    fn new(template: &str) -> Option<Self> {
        let template = template.trim_end_matches(['.', '!', ' ']);
        let pieces = pieces(template).ok()?;
        let is_plain = !template.contains('\\') && !template.contains("{{") && !template.contains("}}");
        let begins_with_text = matches!(pieces.first(), Some(Piece::Text(_)));
        let ends_with_hole = matches!(pieces.last(), Some(Piece::Hole(..)));
        let quotes = template.matches('"').count();
        let mut spellings = vec![Spelling { texts: finders(&pieces, "\""), longer: 0 }];
        if quotes > 0 {
            spellings.push(Spelling { texts: finders(&pieces, "\\\""), longer: quotes });
        }
        (is_plain && begins_with_text).then_some(Self { spellings, ends_with_hole })
    }

    /// The length of the message in a text, if it stands there.
    fn len_in(&self, text: &[u8], quotes: Quotes) -> Option<usize> {
        let count = if quotes == Quotes::Escaped { 2 } else { 1 };
        self.spellings.iter().take(count).find_map(|spelling| spelling.len_in(text, self.ends_with_hole))
    }
}

fn finders(pieces: &[Piece<'_>], quote: &str) -> Vec<Finder<'static>> {
    let text = |piece: &Piece<'_>| match piece {
        Piece::Text(text) => Some(Finder::new(&text.replace('"', quote)).into_owned()),
        Piece::Hole(..) => None,
    };
    pieces.iter().filter_map(text).collect()
}

impl Spelling {
    fn len_in(&self, text: &[u8], ends_with_hole: bool) -> Option<usize> {
        let (first, rest) = self.texts.split_first()?;
        let start = first.find(text)?;
        let mut at = start + first.needle().len();
        for next in rest {
            let value = text.get(at + 1..)?;
            let value = &value[..value.len().min(Message::VALUE + next.needle().len())];
            at += 1 + next.find(value)? + next.needle().len();
        }
        if ends_with_hole {
            let value = memchr::memchr3(b'"', b'\\', b'\n', &text[at..]).unwrap_or(text.len() - at);
            at += value;
            if value == 0 {
                return None;
            }
        }
        let is_word = |at: usize| text.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80);
        let parts_word = |at: usize| at > 0 && is_word(at - 1) && is_word(at);
        (!parts_word(start) && !parts_word(at)).then_some(at - start - self.longer)
    }
}

/// The facts of the codes that came up, by layer and row.
#[derive(Debug)]
pub(super) struct KnownCodes {
    layers: Vec<Vec<Option<Box<Facts>>>>,
}

impl KnownCodes {
    pub(super) fn new(layers: Vec<Codes<'_>>) -> Self {
        Self { layers: layers.into_iter().map(|codes| std::iter::repeat_with(|| None).take(codes.len()).collect()).collect() }
    }

    pub(super) fn get(&self, layer: u8, row: u32) -> Option<&Facts> {
        self.layers.get(usize::from(layer))?.get(row as usize)?.as_deref()
    }

    pub(super) fn set(&mut self, layer: u8, row: u32, facts: Facts) {
        if let Some(place) = self.layers.get_mut(usize::from(layer)).and_then(|rows| rows.get_mut(row as usize)) {
            *place = Some(Box::new(facts));
        }
    }
}

/// Templates that came up, by layer and record.
#[derive(Debug, Default)]
pub(super) struct Templates(HashMap<(usize, u32), Option<Template>>);

impl Templates {
    /// The template of a record; `None` if it has none.
    pub(super) fn get<'c>(
        &mut self,
        key: (usize, u32),
        record: impl FnOnce() -> Result<Record<'c>, Error>,
    ) -> Result<Option<&Template>, Error> {
        let template = match self.0.entry(key) {
            hash_map::Entry::Occupied(known) => known.into_mut(),
            hash_map::Entry::Vacant(place) => {
                place.insert(record()?.entry.message.as_deref().and_then(|message| Template::parse(message).ok()))
            }
        };
        Ok(template.as_ref())
    }
}
