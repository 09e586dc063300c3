//! How codes are compared: [`fold`] forgives case and separators, [`distance`] measures typing errors.

/// The form of a code under which it is looked up: letters and digits only, in lower case.
/// `EQ-2010005`, `eq2010005` and `EQ_2010005` are one.
#[must_use]
pub fn fold(code: &str) -> String {
    if code.is_ascii() {
        let own = code.bytes().filter(u8::is_ascii_alphanumeric);
        return own.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    }
    code.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The number of edits between two folded codes (insert, delete, replace, swap neighbors: the optimal string
/// alignment distance), if it is at most `limit`.
#[must_use]
pub fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut rows = [vec![0; b.len() + 1], (0..=b.len()).collect(), vec![0; b.len() + 1]];
    for i in 1..=a.len() {
        rows.rotate_left(1);
        next_row(&mut rows, &a[..i], &b);
        if rows[1].iter().all(|&edits| edits > limit) {
            return None;
        }
    }
    Some(rows[1][b.len()]).filter(|&edits| edits <= limit)
}

/// Fills the middle row from the one before (index 0) and the one before that (index 2, rotated there).
fn next_row(rows: &mut [Vec<usize>; 3], a: &[char], b: &[char]) {
    let i = a.len();
    let [above, row, before] = rows;
    row[0] = i;
    for j in 1..=b.len() {
        let replaced = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
        row[j] = replaced.min(above[j] + 1).min(row[j - 1] + 1);
        if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
            row[j] = row[j].min(before[j - 2] + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_separators_are_forgiven() {
        for code in ["EQ-2010005", "eq2010005", "EQ_2010005", "Eq 2010005"] {
            assert_eq!(fold(code), "eq2010005");
        }
    }

    #[test]
    fn typing_errors_are_counted() {
        assert_eq!(distance("eq2010005", "eq2010050", 2), Some(1), "swapped neighbors");
        assert_eq!(distance("eq2010005", "eq201005", 2), Some(1), "one left out");
        assert_eq!(distance("eq2010005", "eq2010005", 2), Some(0));
        assert_eq!(distance("abc", "abcdef", 2), None);
        assert_eq!(distance("ca", "abc", 3), Some(3));
        assert_eq!(distance("", "ab", 2), Some(2));
    }
}
