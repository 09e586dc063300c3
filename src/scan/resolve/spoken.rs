//! Messages as they stand in most logs: to the letter, but for what is in the holes.

use memchr::memchr3;

use crate::catalog::template::{Piece, pieces};

use super::rare::{places, rarest};

/// How quotes stand in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    /// As they are.
    Plain,
    /// As in JSON, or as they are.
    Escaped,
}

/// An entry and its message.
#[derive(Debug, Clone)]
pub(super) struct Voice {
    /// The number of the entry.
    pub(super) number: u32,
    /// What it says.
    pub(super) message: Message,
}

impl Voice {
    /// A byte of the message.
    pub(super) fn byte(&self) -> u8 {
        let plain = &self.message.plain;
        plain.texts.first().copied().unwrap_or_default() ^ plain.pieces.first().map_or(0, |text| text.len.to_le_bytes()[0])
    }
}

/// The entry whose message stands in a text; of several the one that says most, if it is the only one that does.
pub(super) fn spoken(voices: &[Voice], text: &[u8], quotes: Quotes) -> Option<u32> {
    let mut best: Option<(usize, u32)> = None;
    let mut is_only = true;
    for Voice { number, message } in voices {
        let Some(len) = message.len_in(text, quotes) else { continue };
        is_only = best.is_none_or(|(most, _)| most != len);
        if best.is_none_or(|(most, _)| len > most) {
            best = Some((len, *number));
        }
    }
    best.filter(|_| is_only).map(|(_, number)| number)
}

/// The texts around the holes of a message, to the letter.
#[derive(Debug, Clone)]
pub(super) struct Message {
    /// As they are.
    plain: Spelling,
    /// As a JSON text has them, if there are quotes in them.
    escaped: Option<Box<Spelling>>,
    ends_with_hole: bool,
}

/// The texts around the holes, spelled in one way.
#[derive(Debug, Clone)]
struct Spelling {
    /// One behind the other.
    texts: Box<[u8]>,
    pieces: Box<[Text]>,
    /// How many bytes longer it is than the message.
    longer: u16,
}

/// A text of a spelling.
#[derive(Debug, Clone, Copy)]
struct Text {
    len: u16,
    /// Where its rarest byte is.
    rare: u16,
}

impl Message {
    /// The most bytes of a value in a hole.
    const VALUE: usize = 1024;
    /// A longer template is read in full.
    const LONGEST: usize = 4096;

    /// `None` for a template that begins with a hole, as only the text around it says where that is, and for one with other signs that are
    /// escaped in most logs.
    pub(super) fn new(template: &str) -> Option<Self> {
        let template = template.trim_end_matches(['.', '!', ' ']);
        let pieces = pieces(template).ok()?;
        let is_plain = !template.contains('\\') && !template.contains("{{") && !template.contains("}}") && template.len() <= Self::LONGEST;
        let begins_with_text = matches!(pieces.first(), Some(Piece::Text(_)));
        if !is_plain || !begins_with_text {
            return None;
        }
        let ends_with_hole = matches!(pieces.last(), Some(Piece::Hole(..)));
        let quotes = u16::try_from(template.matches('"').count()).ok()?;
        let plain = Spelling::new(&pieces, "\"", 0)?;
        let escaped = if quotes > 0 { Some(Box::new(Spelling::new(&pieces, "\\\"", quotes)?)) } else { None };
        Some(Self { plain, escaped, ends_with_hole })
    }

    /// The length of the message in a text, if it stands there.
    fn len_in(&self, text: &[u8], quotes: Quotes) -> Option<usize> {
        let escaped = self.escaped.as_deref().filter(|_| quotes == Quotes::Escaped);
        self.plain.len_in(text, self.ends_with_hole).or_else(|| escaped?.len_in(text, self.ends_with_hole))
    }
}

impl Spelling {
    fn new(pieces: &[Piece<'_>], quote: &str, longer: u16) -> Option<Self> {
        let (mut texts, mut list) = (Vec::new(), Vec::new());
        for piece in pieces {
            if let Piece::Text(text) = piece {
                let text = text.replace('"', quote).into_bytes();
                list.push(Text { len: u16::try_from(text.len()).ok()?, rare: u16::try_from(rarest(&text)).ok()? });
                texts.extend(text);
            }
        }
        Some(Self { texts: texts.into(), pieces: list.into(), longer })
    }

    fn len_in(&self, text: &[u8], ends_with_hole: bool) -> Option<usize> {
        let (first, rest) = self.pieces.split_first()?;
        let (own, mut own_rest) = self.texts.split_at(first.len.into());
        let start = places(text, own, first.rare.into()).next()?;
        let mut at = start + own.len();
        for next in rest {
            let value = text.get(at + 1..)?;
            let own;
            (own, own_rest) = own_rest.split_at(next.len.into());
            let value = &value[..value.len().min(Message::VALUE + own.len())];
            at += 1 + places(value, own, next.rare.into()).next()? + own.len();
        }
        if ends_with_hole {
            let value = memchr3(b'"', b'\\', b'\n', &text[at..]).unwrap_or(text.len() - at);
            at += value;
            if value == 0 {
                return None;
            }
        }
        let is_word = |at: usize| text.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80);
        let parts_word = |at: usize| at > 0 && is_word(at - 1) && is_word(at);
        (!parts_word(start) && !parts_word(at)).then_some(at - start - usize::from(self.longer))
    }
}
