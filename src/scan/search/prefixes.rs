//! Prefixes of families that end with a capital letter and a hyphen, as `EQ-` and `ORA-` do: the hyphens are found in the pass that finds
//! tokens, and need no search of their own.

use super::shapes::Gate;

/// The most bytes of a prefix: so many are compared at once.
const LONGEST: usize = 8;

/// Some prefixes, the longest first.
#[derive(Debug)]
pub(super) struct Prefixes(Vec<Prefix>);

#[derive(Debug)]
struct Prefix {
    len: usize,
    /// Which of eight bytes are the prefix's, and what they are.
    mask: u64,
    bytes: u64,
    gate: Gate,
}

impl Prefixes {
    /// `None` if there are none, or one of them is not like that. `gate` gives what to look at behind each.
    pub(super) fn new(prefixes: &[Vec<u8>], gate: impl Fn(&[u8]) -> Gate) -> Option<Self> {
        let mut prefixes: Vec<Prefix> = prefixes.iter().map(|prefix| Prefix::new(prefix, gate(prefix))).collect::<Option<_>>()?;
        prefixes.sort_by_key(|prefix| std::cmp::Reverse(prefix.len));
        (!prefixes.is_empty()).then_some(Self(prefixes))
    }

    /// Where the longest prefix begins that ends with a byte of a padded text, if a code may stand there.
    #[inline]
    pub(super) fn start(&self, padded: &[u8], last: usize) -> Option<usize> {
        let before = u64::from_le_bytes(*padded.get((last + 1).checked_sub(LONGEST)?..)?.first_chunk()?);
        let found = self.0.iter().find(|prefix| before & prefix.mask == prefix.bytes)?;
        let start = last + 1 - found.len;
        found.gate.lets(padded, start).then_some(start)
    }
}

impl Prefix {
    fn new(prefix: &[u8], gate: Gate) -> Option<Self> {
        let [.., b'A'..=b'Z', b'-'] = prefix else { return None };
        let unused = LONGEST.checked_sub(prefix.len())?;
        let mut bytes = [0; LONGEST];
        bytes[unused..].copy_from_slice(prefix);
        Some(Self { len: prefix.len(), mask: u64::MAX << (unused * 8), bytes: u64::from_le_bytes(bytes), gate })
    }
}

#[cfg(test)]
mod tests {
    use super::super::shapes::Shapes;
    use super::*;

    #[test]
    fn the_longest_prefix_counts() {
        let shapes = Shapes::new(&[r"E?Q-\d", r"ABCDEFG-\d"]).unwrap();
        let prefixes = |list: &[&str]| {
            let list: Vec<Vec<u8>> = list.iter().map(|prefix| prefix.as_bytes().to_vec()).collect();
            Prefixes::new(&list, |prefix| shapes.gate(prefix))
        };
        let found = prefixes(&["Q-", "EQ-", "ABCDEFG-"]).unwrap();
        let start = |text: &str| found.start(format!("{text}7").as_bytes(), text.len() - 1);
        assert_eq!([start("-------EQ-"), start("-------Q-"), start("ABCDEFG-")], [Some(7), Some(7), Some(0)]);
        assert_eq!(found.start(b"-------EQ-.", 9), None);
        assert_eq!([start("-------ORA-"), start("EQ-")], [None; 2]);
        for list in [&[][..], &["EQ-", "AADSTS"], &["a-"], &["ABCDEFGH-"], &["-"]] {
            assert!(prefixes(list).is_none(), "{list:?}");
        }
    }
}
