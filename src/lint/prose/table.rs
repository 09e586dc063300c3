//! [`Table`]: misspelled words and what they should be, as bytes that are searched in place.
//!
//! The build script writes it (it shares this file) and the linter reads it. A static of `&str` would have to be put in its place at
//! every start of the program; these bytes are not even loaded until a text is checked.

/// The bits of a hash that choose the bucket: somewhat more buckets than words.
const BITS: u32 = 17;
/// The heads of the buckets, and the end of the last.
const HEADS: usize = ((1 << BITS) + 1) * 4;

/// The words. Layout: for each bucket the offset of its rows, and the end; rows of `word correction,correction` and a line end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table<'b> {
    heads: &'b [u8],
    rows: &'b [u8],
}

impl<'b> Table<'b> {
    /// Writes the table; the words are lower-case ASCII letters.
    pub(crate) fn write(words: impl Iterator<Item = (String, String)>) -> Vec<u8> {
        let mut words: Vec<(usize, String)> = words.map(|(word, right)| (bucket(word.as_bytes()), format!("{word} {right}\n"))).collect();
        words.sort_unstable();
        let (mut heads, mut rows) = (Vec::with_capacity(HEADS), Vec::<u8>::new());
        let mut rest = words.iter().peekable();
        for bucket in 0..=1 << BITS {
            heads.extend(u32::try_from(rows.len()).unwrap_or(u32::MAX).to_le_bytes());
            while let Some((_, row)) = rest.next_if(|(own, _)| *own == bucket) {
                rows.extend(row.as_bytes());
            }
        }
        heads.extend(rows);
        heads
    }

    /// Reads a table in place; whatever the bytes are, it stays within them.
    pub(crate) fn read(bytes: &'b [u8]) -> Self {
        let (heads, rows) = bytes.split_at(HEADS.min(bytes.len()));
        Self { heads, rows }
    }

    /// What a word, in lower case, should be: the likeliest first. `None` if nothing is known against it.
    pub(crate) fn corrections(self, word: &[u8]) -> Option<impl Iterator<Item = &'b str> + use<'b>> {
        let bucket = bucket(word);
        let rows = self.rows.get(self.head(bucket)..self.head(bucket + 1))?;
        let own = |row: &&[u8]| row.strip_prefix(word).is_some_and(|rest| rest.starts_with(b" "));
        let row = rows.split(|&byte| byte == b'\n').find(own)?;
        Some(std::str::from_utf8(&row[word.len() + 1..]).ok()?.split(','))
    }

    fn head(self, bucket: usize) -> usize {
        let bytes = self.heads.get(bucket * 4..bucket * 4 + 4).and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, u32::from_le_bytes) as usize
    }
}

/// FNV-1a, folded: words are short.
fn bucket(word: &[u8]) -> usize {
    let hash = word.iter().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3));
    ((hash ^ (hash >> 32)) & ((1 << BITS) - 1)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_with_all_corrections() {
        let words = [("teh", "the"), ("adn", "and"), ("aache", "ache,cache")];
        let bytes = Table::write(words.iter().map(|(word, right)| ((*word).to_owned(), (*right).to_owned())));
        let find = |bytes: &[u8], word: &str| {
            Table::read(bytes).corrections(word.as_bytes()).map(|all| all.map(str::to_owned).collect::<Vec<_>>())
        };
        assert_eq!(find(&bytes, "teh"), Some(vec!["the".to_owned()]));
        assert_eq!(find(&bytes, "aache"), Some(vec!["ache".to_owned(), "cache".to_owned()]));
        assert_eq!(find(&bytes, "te"), None);
        assert_eq!(find(&bytes, ""), None);
        assert_eq!(find(&bytes[..100], "teh"), None);
    }
}
