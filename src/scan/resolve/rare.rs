//! Short texts in others, by their rarest byte. Making a searcher of such a text would take longer than the search.

use memchr::memchr;

/// Where a text, which is not empty, begins in another; `rare` is the place of its rarest byte.
#[inline]
pub(super) fn places(text: &[u8], own: &[u8], rare: usize) -> impl Iterator<Item = usize> {
    let byte = own.get(rare).copied();
    let mut from = rare;
    std::iter::from_fn(move || {
        loop {
            let at = from + memchr(byte?, text.get(from..)?)?;
            from = at + 1;
            if text[at - rare..].starts_with(own) {
                return Some(at - rare);
            }
        }
    })
}

/// Where the byte of a text stands that is likely to be the rarest in logs.
pub(super) fn rarest(text: &[u8]) -> usize {
    (0..text.len()).max_by_key(|&at| RARENESS[usize::from(text[at])]).unwrap_or_default()
}

/// How rare each byte is in logs.
const RARENESS: [u8; 256] = {
    /// The commonest first; those that are not here are rarer.
    const COMMON: &[u8] = b" etaoinsrlcdhup0m:12\"gf/-,3b.y54v6w789_=[](TSEIAC";
    let mut ranks = [u8::MAX; 256];
    let mut rank = 0;
    while rank < COMMON.len() {
        ranks[COMMON[rank] as usize] = rank.to_le_bytes()[0];
        rank += 1;
    }
    ranks
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn all_places_are_found(text in "[ab ]{0,40}", own in "[ab ]{1,4}") {
            let (text, own) = (text.as_bytes(), own.as_bytes());
            let expected: Vec<usize> = (0..text.len()).filter(|at| text[*at..].starts_with(own)).collect();
            prop_assert_eq!(places(text, own, rarest(own)).collect::<Vec<_>>(), expected);
        }
    }
}
