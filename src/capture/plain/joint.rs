//! What two pieces of text, one from the end of a line and one from the start of the next, look like: halves of a word, or two words.

use std::sync::LazyLock;

/// What a line end may have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// In the middle of something: a code, an address, before a comma.
    Inside,
    /// Nothing speaks for or against.
    Open,
    /// Between two words.
    Between,
}

impl Joint {
    /// Whether nothing can have stood there.
    pub(super) fn is_sure(self) -> bool {
        self == Self::Inside
    }

    /// Whether probably nothing stood there.
    pub(super) fn is_likely(self) -> bool {
        self != Self::Between
    }
}

/// Words that stand alone in error messages. Half a word is seldom one of them. In the order of the alphabet.
const WORDS: &str = "a access account action additionalinfo after again all already an and any api are as at bad be because been before body but by \
    call can cannot check code connection contact could create created data denied details device did do does equinix error \
    errorcode errors exist exists expected failed failure field file following for forbidden found from get given had has have if \
    in into invalid is it its key login may message missing must name no not of on one only operation or order other parameter \
    password permission permissions please port property provided provisioned purchase quote read request required resource response retry \
    server service should size something state status support than that the their then there this to token try type unable \
    unauthorized update use used user valid value was we went were when which while will with without would wrong you your";

/// What stands between the end of `row` and the start of `next`.
pub(super) fn between(row: &str, next: &str) -> Joint {
    if next.starts_with("  ") {
        return Joint::Between;
    }
    if row.ends_with(' ') || next.starts_with(' ') {
        return Joint::Inside;
    }
    let last = row.rsplit(' ').next().unwrap_or_default();
    let first = next.split(' ').next().unwrap_or_default();
    // A dash between blanks.
    if matches!(last, "-" | "–" | "—") {
        return Joint::Between;
    }
    // A key and its path; the two slashes of an address stand together.
    if last.len() > 2 && last.ends_with(':') && first.starts_with('/') && !first.starts_with("//") {
        return Joint::Between;
    }
    if is_spelled(last, first) {
        return Joint::Inside;
    }
    // A bracket alone on its line was put there, and a capital starts a word.
    let bracket = next.trim_end_matches([',', ';']).len() <= 1 && next.starts_with([')', ']', '}']);
    if bracket || last.ends_with(|sign: char| sign.is_lowercase()) && first.starts_with(|sign: char| sign.is_uppercase()) {
        return Joint::Between;
    }
    // No word starts with these, and none ends with those.
    if first.starts_with([',', ';', ':', '.', ')', ']', '}', '"']) && !last.ends_with(['{', '}', '[', ']', ',', ';']) || ends_open(last) {
        return Joint::Inside;
    }
    if is_code(last, first) || is_quoted(last, first) || is_address(last, first) {
        return Joint::Inside;
    }
    // `400 Remote`
    if core(last).bytes().all(|sign| sign.is_ascii_digit()) && first.starts_with(|sign: char| sign.is_uppercase()) {
        return Joint::Between;
    }
    let contraction = ["'s", "'t", "'ve", "'re", "'ll", "'d"].into_iter().any(|end| last.ends_with(end));
    let ends = contraction || last.ends_with([',', ';', ':', '.', '!', '?', ')', ']', '}', '"', '\'']);
    if ends || is_word(last) || is_word(first) || first.starts_with(['"', '\'', '(', '[', '{']) { Joint::Between } else { Joint::Open }
}

/// Whether a row ends with a word that is known, and the next begins with one: then a space stood between them.
pub(super) fn are_words(row: &str, next: &str) -> bool {
    let known = |token: &str| is_word(token) || token.strip_suffix('s').is_some_and(is_word);
    let edge = |token: Option<&str>| token.is_some_and(|token| known(token.trim_end_matches([',', '.', ';'])));
    !row.ends_with(' ') && !next.starts_with(' ') && edge(row.rsplit(' ').next()) && edge(next.split(' ').next())
}

fn ends_open(last: &str) -> bool {
    last.ends_with(['(', '[', '{']) || last.ends_with(['/', '-', '_', '=']) && last.len() > 1
}

fn core(token: &str) -> &str {
    token.trim_matches(|sign: char| !sign.is_alphanumeric())
}

/// Whether two halves make a code: capitals, digits and what joins them, with a digit or a joint in it.
fn is_code(last: &str, first: &str) -> bool {
    let last = last.rsplit(|sign: char| !sign.is_ascii_alphanumeric() && !matches!(sign, '-' | '_')).next().unwrap_or_default();
    let first = first.split(|sign: char| !sign.is_ascii_alphanumeric() && !matches!(sign, '-' | '_')).next().unwrap_or_default();
    let mut signs = last.bytes().chain(first.bytes());
    let marked = last.bytes().chain(first.bytes()).any(|sign| sign.is_ascii_digit() || matches!(sign, b'-' | b'_'));
    let capitals = signs.all(|sign| sign.is_ascii_uppercase() || sign.is_ascii_digit() || matches!(sign, b'-' | b'_'));
    let starts = last.starts_with(|sign: char| sign.is_ascii_uppercase());
    // Two whole words in capitals, or a word and a number, are no code.
    let halves = last.len() + first.len() > 4
        && (last.contains(['-', '_']) || first.contains(['-', '_']) || last.bytes().any(|sign| sign.is_ascii_digit()));
    !last.is_empty() && !first.is_empty() && capitals && marked && starts && halves
}

/// Whether a quote was opened in the last word and closed in the first.
fn is_quoted(last: &str, first: &str) -> bool {
    let odd = |token: &str, quote: char| token.matches(quote).count() % 2 == 1;
    ['"', '\'', '`'].into_iter().any(|quote| odd(last, quote) && odd(first, quote) && !last.ends_with(quote))
}

/// Whether the last word is an address, a path or an id that may go on.
fn is_address(last: &str, first: &str) -> bool {
    let end = core(last);
    let goes_on = first.starts_with(|sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '/' | '-' | '_' | '=' | '&' | '?' | '%'))
        && !is_word(first);
    let inner = |sign: char| matches!(sign, '/' | '=' | '&' | '_') || sign == '-';
    let address = last.contains("://")
        || end.contains(inner) && end.bytes().any(|sign| sign.is_ascii_digit())
        || first.starts_with(['/', '_', '=', '&']);
    address && goes_on && !last.ends_with([',', ';', ':', '.', ')', ']', '}', '"', '\''])
}

/// Whether the two are one of the known words, cut: `permis`, `sion`.
fn is_spelled(last: &str, first: &str) -> bool {
    let (last, first) = (core(last), core(first));
    if last.is_empty() || first.is_empty() || last.len() + first.len() > 16 {
        return false;
    }
    let word: String = last.chars().chain(first.chars()).collect();
    is_word(&word) && !(is_word(last) && is_word(first))
}

fn is_word(token: &str) -> bool {
    static SORTED: LazyLock<Vec<&str>> = LazyLock::new(|| WORDS.split(' ').collect());
    let token = core(token);
    let lower = || token.bytes().map(|byte| byte.to_ascii_lowercase());
    (1..=16).contains(&token.len()) && SORTED.binary_search_by(|word| word.bytes().cmp(lower())).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_order() {
        assert!(WORDS.split(' ').is_sorted());
        assert!(is_word("\"The"));
    }

    #[test]
    fn halves_are_told_from_words() {
        for (row, next, expected) in [
            ("Code: EQ-3142", "509, Message", Joint::Inside),
            ("Code: E", "Q-3142509, Message", Joint::Inside),
            ("code \"AccessDe", "nied\" was", Joint::Inside),
            ("the permis", "sion of", Joint::Inside),
            ("the port", " of", Joint::Inside),
            ("the port", ", which", Joint::Inside),
            ("https://api.exam", "ple.com/x", Joint::Inside),
            ("id ffb1cb2d-d12", "3-4b42", Joint::Inside),
            ("some colloc", "ation of", Joint::Open),
            ("the", "user", Joint::Between),
            ("was denied.", "Please", Joint::Between),
            ("Code:", "EQ-3142509", Joint::Between),
            ("devices: 400", "Remote", Joint::Between),
        ] {
            assert_eq!(between(row, next), expected, "{row}|{next}");
        }
    }
}
