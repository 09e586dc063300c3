//! Masks: which bytes are replaced, and by what.

use std::borrow::Cow;
use std::ops::Range;

use super::rules::MASK;
use super::text::Quote;
use super::wrap;

/// A range of the text to be replaced.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mask {
    /// Where it starts.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// The mark to write around it, where a bare number has to become a text.
    pub(super) quote: Option<Quote>,
}

impl Mask {
    /// What is written in the place of the secret.
    pub(super) fn spelled(&self) -> Cow<'static, str> {
        match self.quote {
            Some(quote) => Cow::Owned(quote.spelled() + MASK + &quote.spelled()),
            None => Cow::Borrowed(MASK),
        }
    }

    /// How many bytes that takes.
    pub(super) fn length(&self) -> usize {
        MASK.len() + self.quote.map_or(0, |quote| 2 * quote.len())
    }
}

/// Where a part of the text is once the masks have been applied; a mask that is partly in it is in it as a whole.
pub(super) fn moved(part: Range<usize>, masks: &[Mask]) -> Range<usize> {
    let before = |place: usize| {
        let whole = masks.partition_point(|mask| mask.end <= place);
        let gained = masks[..whole].iter().map(Mask::length).sum::<usize>();
        let lost = masks[..whole].iter().map(|mask| mask.end - mask.start).sum::<usize>();
        (gained, lost, masks.get(whole).filter(|mask| mask.start < place))
    };
    let (gained, lost, cut) = before(part.start);
    let start = cut.map_or(part.start, |mask| mask.start) + gained - lost;
    let (gained, lost, cut) = before(part.end);
    let end = cut.map_or(part.end, |mask| mask.start + mask.length()) + gained - lost;
    start..end
}

/// Masks in the order of the text, without overlap, each to the end of its secret, be it in another line. Containers and
/// pairs are masked ahead of the pass, so that masks may come out of order and inside each other. Their ends are ASCII signs;
/// should one not be, more is masked.
pub(super) fn merged(text: &[u8], mut masks: Vec<Mask>) -> Vec<Mask> {
    let is_inside = |i: usize| text.get(i).is_some_and(|b| b & 0xc0 == 0x80);
    for mask in masks.iter_mut().filter(|mask| mask.quote.is_none()) {
        mask.end = wrap::past_wraps(text, mask.end);
    }
    for mask in &mut masks {
        mask.start -= (0..mask.start).rev().take_while(|&i| is_inside(i + 1)).count();
        mask.end += (mask.end..text.len()).take_while(|&i| is_inside(i)).count();
    }
    masks.sort_by_key(|mask| mask.start);
    masks.dedup_by(|next, mask| {
        let overlaps = next.start < mask.end;
        if overlaps {
            mask.end = mask.end.max(next.end);
        }
        overlaps
    });
    masks
}
