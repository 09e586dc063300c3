//! Redaction: raw bytes become [`Redacted`], the only text that parsing and printing see.
//!
//! Secrets are found by the name of the field they stand under (`password`, `X-Api-Key`, `Authorization`), whatever the
//! capture is written in, and by their own look (a JWT, a key of AWS, the password of a URL), also where the window of a
//! terminal cut them into several lines. Each is replaced by `[redacted]`. It does not hide what is personal but no secret,
//! such as names and addresses, and it does not decode: what is compressed or base64-encoded is not found.
//!
//! It is no parser. Captures are pasted, cut, escaped into each other; so it looks at what stands around a secret word and
//! no further, and holds to these laws: a second run finds nothing; JSON stays JSON, with the same keys, unless a key
//! itself holds a secret; text without secrets stays as it is, to the byte; and where it cannot know, it masks. Messages
//! *about* secrets stay: `Your password is incorrect`, `the token: see below`, `password: must be at least 8 characters`,
//! `INVALID_TOKEN: The token has expired`; so do placeholders: `$TOKEN`, `<token>`, `***`.
//!
//! What is a secret is data, in `rules`; what is none, in `words`.

mod anchor;
mod judge;
mod key;
#[cfg(test)]
mod laws;
mod mask;
mod notation;
mod pair;
mod rules;
mod scan;
mod shape;
#[cfg(test)]
mod tests;
mod text;
mod value;
mod walk;
mod words;
mod wrap;

use std::borrow::Cow;
use std::ops::Range;

use self::mask::Mask;
use crate::span::Span;

/// Text without secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redacted {
    text: String,
    redactions: usize,
}

impl Redacted {
    /// The bytes as they are, secrets and all, for `--no-redact`; what is not UTF-8 becomes U+FFFD.
    #[must_use]
    pub fn verbatim(bytes: Vec<u8>) -> Self {
        Self { text: decode(bytes), redactions: 0 }
    }

    /// The text, with `[redacted]` in the place of each secret.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text by itself.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }

    /// How many secrets were masked.
    #[must_use]
    pub fn redactions(&self) -> usize {
        self.redactions
    }
}

/// Masks the secrets in `bytes`; what is neither UTF-8 nor marked UTF-16 becomes U+FFFD. Nothing is copied if there is nothing to change.
#[must_use]
pub fn redact(bytes: Vec<u8>) -> Redacted {
    let redacted = Redacted::verbatim(bytes);
    let part = 0..redacted.text.len();
    redacted_part(redacted, part)
}

/// The bytes at `part`, masked as all of `bytes` demands: a secret whose name stands before the part is one in it, too.
#[must_use]
pub fn redact_part(bytes: &[u8], part: Range<usize>) -> Redacted {
    // Asking first whether it is UTF-8, as nearly all is, takes a third of the time.
    let text = |bytes| str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed);
    let [before, within, behind] = [0..part.start, part.clone(), part.end..bytes.len()].map(|range| text(&bytes[range]));
    let part = before.len()..before.len() + within.len();
    redacted_part(Redacted { text: [before, within, behind].concat(), redactions: 0 }, part)
}

/// `part` of what becomes of a text.
fn redacted_part(mut redacted: Redacted, mut part: Range<usize>) -> Redacted {
    // A mask changes what stands beside it, so the text is searched again until nothing is found: nearly always once, and
    // only where the masks may have changed something.
    let mut last = scan::Found::default();
    for _ in 0..MOST_ROUNDS {
        let found = match &last.open {
            Some(open) => scan::masks_again(redacted.text.as_bytes(), &last.masks, open),
            None => scan::masks(redacted.text.as_bytes()),
        };
        if found.masks.is_empty() {
            break;
        }
        let is_seen = |mask: &&Mask| mask.end > part.start && mask.start < part.end;
        let redactions = redacted.redactions + found.masks.iter().filter(is_seen).count();
        part = mask::moved(part, &found.masks);
        redacted = Redacted { text: apply(redacted.text, &found.masks), redactions };
        last = found;
    }
    redacted.text.truncate(part.end);
    redacted.text.drain(..part.start);
    redacted
}

/// `text` with its secrets masked; borrowed if it has none.
#[must_use]
pub fn redact_text(text: &str) -> Cow<'_, str> {
    let redacted = redact(text.as_bytes().to_vec());
    if redacted.redactions == 0 { Cow::Borrowed(text) } else { Cow::Owned(redacted.text) }
}

/// A text whose secrets are covered where they stand: each place is that of the text with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Veiled {
    /// The text: as long as it was, line ends where they were, `*` in the place of a secret (`1` where it is a bare number).
    pub text: String,
    /// Where the secrets stood, in the order of the text, without overlap.
    pub secrets: Vec<Span>,
}

/// Covers the secrets of a text without moving anything, for those who have to change the text itself.
#[must_use]
pub fn veil(text: String) -> Veiled {
    let mut veiled = Veiled { text, secrets: Vec::new() };
    for _ in 0..MOST_ROUNDS {
        // They are in order and do not overlap: only the last that begins no later can have it in it.
        let is_new = |mask: &Mask| {
            let behind = veiled.secrets.partition_point(|secret| secret.start <= mask.start);
            !veiled.secrets[..behind].last().is_some_and(|secret| secret.contains(Span::new(mask.start, mask.end)))
        };
        let masks: Vec<Mask> = scan::masks(veiled.text.as_bytes()).masks.into_iter().filter(is_new).collect();
        if masks.is_empty() {
            break;
        }
        veiled.cover(&masks);
    }
    veiled
}

impl Veiled {
    fn cover(&mut self, masks: &[Mask]) {
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        for mask in masks {
            let sign = if mask.quote.is_some() { b'1' } else { b'*' };
            bytes[mask.start..mask.end].iter_mut().filter(|byte| !byte.is_ascii_whitespace()).for_each(|byte| *byte = sign);
            self.secrets.push(Span::new(mask.start, mask.end));
        }
        self.text = decode(bytes);
        self.secrets.sort_unstable();
        self.secrets.dedup_by(|next, first| {
            next.overlaps(*first) && {
                first.end = first.end.max(next.end);
                true
            }
        });
    }
}

/// Hostile input may ask for more rounds than any real one; it does not get them.
const MOST_ROUNDS: usize = 8;

/// The text of bytes: UTF-8, or UTF-16 with its mark, which is what PowerShell writes with `>`.
fn decode(bytes: Vec<u8>) -> String {
    let wide = |unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes.get(..2) {
        Some([0xFF, 0xFE]) => return wide(u16::from_le_bytes),
        Some([0xFE, 0xFF]) => return wide(u16::from_be_bytes),
        _ => {}
    }
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// `text` with the masks in the places of the secrets. Where masks are shorter than secrets, and mostly they are, the text
/// moves up in place: for a large capture, to ask for new memory costs more than to look for its secrets.
fn apply(text: String, masks: &[Mask]) -> String {
    let mut room = 0;
    let shrinks = masks.iter().all(|mask| {
        room += mask.end - mask.start;
        let fits = mask.length() <= room;
        room -= mask.length().min(room);
        fits
    });
    if shrinks { moved_up(text.into_bytes(), masks) } else { copied(&text, masks) }
}

fn moved_up(mut bytes: Vec<u8>, masks: &[Mask]) -> String {
    let (mut free, mut read) = (0, 0);
    for mask in masks {
        bytes.copy_within(read..mask.start, free);
        free += mask.start - read;
        let spelled = mask.spelled();
        bytes[free..free + spelled.len()].copy_from_slice(spelled.as_bytes());
        free += spelled.len();
        read = mask.end;
    }
    bytes.copy_within(read.., free);
    bytes.truncate(bytes.len() - (read - free));
    decode(bytes)
}

fn copied(text: &str, masks: &[Mask]) -> String {
    let growth: usize = masks.iter().map(|mask| mask.length().saturating_sub(mask.end - mask.start)).sum();
    let mut masked = String::with_capacity(text.len() + growth);
    let mut read = 0;
    for mask in masks {
        masked.push_str(&text[read..mask.start]);
        masked.push_str(&mask.spelled());
        read = mask.end;
    }
    masked.push_str(&text[read..]);
    masked
}
