//! Whether a value is a secret: not if it is a placeholder, a variable, a reference, or a message about the secret.
//!
//! It errs on the side of secrecy: what it does not know is a secret.

use super::key::Tone;
use super::rules::{ERROR_WORDS, Kind, MASK, SCHEMES, kind_of};
use super::text::{at, from, run, slashes, starts_with_folded};
use super::words::{Inside, MESSAGE_STARTS, MESSAGE_SUBJECTS, MESSAGE_VERBS, PLACEHOLDERS, REFERENCES, VARIABLES};

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// To be masked.
    Secret,
    /// A placeholder: there is nothing to hide, and nothing to look for in it.
    Placeholder,
    /// Text about a secret; it may hold another one.
    Text,
}

/// What the value of a field of this kind, standing in this tone, is.
pub(super) fn judge(value: &[u8], kind: Kind, tone: Tone) -> Verdict {
    if is_placeholder(value) {
        Verdict::Placeholder
    } else if is_message(value) || is_coded(value) || !is_likely(value, kind, tone) {
        Verdict::Text
    } else {
        Verdict::Secret
    }
}

/// Whether a value looks like a secret as much as its field demands.
pub(super) fn is_likely(value: &[u8], kind: Kind, tone: Tone) -> bool {
    match (kind, tone) {
        (Kind::Unsure, _) => is_mixed(value),
        // A number after the name of an error is its code.
        (_, Tone::Error) => looks_secret(value) && !value.iter().all(u8::is_ascii_digit),
        _ => true,
    }
}

/// No scheme is longer.
const LONGEST_SCHEME: usize = 32;

/// Where the credentials begin: after the scheme, if the value starts with a known one.
pub(super) fn skip_scheme(text: &[u8], start: usize) -> usize {
    let length = run(&text[..text.len().min(start + LONGEST_SCHEME)], start, |b| b.is_ascii_alphanumeric() || b == b'-');
    let word = &text[start..start + length];
    let blanks = match from(text, start + length) {
        [b'%', b'2', b'0', ..] => 3,
        [b'\\', ..] if at(text, start + length + slashes(text, start + length)) == b' ' => slashes(text, start + length) + 1,
        rest => run(rest, 0, |b| b == b' ' || b == b'+'),
    };
    if is_listed(word, SCHEMES) && (blanks > 0 || start + length == text.len()) { start + length + blanks } else { start }
}

/// Whether pairs start here, as in `Digest username="..."`, and not one word, such as `dXNlcg==`.
pub(super) fn has_parameters(text: &[u8], start: usize) -> bool {
    let name = &text[start..start + run(text, start, |b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')];
    let rest = from(text, start + name.len());
    let is_padding = matches!(rest, [b'='] | [b'=', b'=' | b'\'' | b' ' | b'\n' | b'\r', ..]);
    !name.is_empty() && rest.starts_with(b"=") && !is_padding && (name.len() <= 8 || !is_mixed(name))
}

/// Whether the text at `start` begins with two words of a sentence, such as `see below` and unlike `hunter2`, with a
/// label: `acquiring token: code: 401`, or with the code of an error: `getting token: EQ-2010005 QuoteID not found`.
pub(super) fn is_prose(text: &[u8], start: usize) -> bool {
    let bounded = &text[..text.len().min(start + 128)];
    let line = from(bounded, start).split(|&b| matches!(b, b'\n' | b'\r' | b'"' | b'\\')).next().unwrap_or_default();
    let mut words = line.split(|&b| b == b' ');
    if starts_with_code(words.clone()) {
        return true;
    }
    match words.next().map(|word| (word, word.strip_suffix(b":"))) {
        Some((_, Some(label))) => is_plain(label),
        Some((word, None)) => is_plain(word) && words.next().is_some_and(is_plain),
        None => false,
    }
}

/// Whether one word looks like a secret: it holds a digit, a sign, or capitals in the middle.
pub(super) fn looks_secret(value: &[u8]) -> bool {
    let has_sign = value.iter().any(|b| b.is_ascii_digit() || b"!@#$%^&*+=~_".contains(b));
    !value.contains(&b' ') && (has_sign || has_hump(value))
}

/// Whether a word has both letters and digits, or capitals in the middle, as made-up secrets have.
pub(super) fn is_mixed(value: &[u8]) -> bool {
    let has_digit = value.iter().any(u8::is_ascii_digit);
    value.len() >= 6 && !value.contains(&b' ') && ((has_digit && value.iter().any(u8::is_ascii_alphabetic)) || has_hump(value))
}

/// Whether a value is random beyond doubt: long, of the letters of tokens, and with letters and digits in turns.
pub(super) fn is_random(value: &[u8]) -> bool {
    // Times, addresses of mail and URLs are none.
    let is_token = |b: &u8| b.is_ascii_graphic() && !b":@<>{}()[]\"'`\\,;?".contains(b);
    let is_turn = |pair: &&[u8]| {
        let digits = pair.iter().filter(|b| b.is_ascii_digit()).count();
        digits == 1 && !pair.iter().any(|b| b"_-./".contains(b))
    };
    value.len() >= 12 && value.iter().all(is_token) && value.windows(2).filter(is_turn).count() >= 2 && !is_code(value)
}

/// Whether a capital follows a small letter.
fn has_hump(value: &[u8]) -> bool {
    value.windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
}

fn is_placeholder(value: &[u8]) -> bool {
    value.len() == 1 && value[0].is_ascii_punctuation()
        || value.is_empty()
        || value.starts_with(MASK.as_bytes())
        || is_filler(value)
        || is_named(value)
        || is_variable(value)
}

/// `***`, `xxx`, `...`
fn is_filler(value: &[u8]) -> bool {
    let rest = std::str::from_utf8(value).unwrap_or("a").trim_matches(['x', 'X', '*', '.', '-', '#', '_', '?', '•', '…', '█', '●']);
    rest.is_empty() && value.len() >= 3
}

/// `null`, `[FILTERED]`, `(sensitive value)`, `YOUR_TOKEN`; also references such as `process.env.TOKEN`.
fn is_named(value: &[u8]) -> bool {
    let is_bracketed = matches!((value.first(), value.last()), (Some(b'[' | b'(' | b'<' | b'{'), Some(b']' | b')' | b'>' | b'}')));
    let word = if is_bracketed && value.len() > 2 { &value[1..value.len() - 1] } else { value };
    let is_constant = word.iter().all(|b| b.is_ascii_uppercase() || *b == b'_');
    is_listed(word, PLACEHOLDERS)
        || (is_constant && kind_of(word).is_some())
        || REFERENCES.iter().any(|start| value.starts_with(start.as_bytes()))
}

/// `$TOKEN`, `${TOKEN}`, `<token>`, `{{token}}`
fn is_variable(value: &[u8]) -> bool {
    if value.len() > 128 {
        return false;
    }
    if let [b'$', name @ ..] = value {
        let is_name = |is: fn(&u8) -> bool| name.iter().all(|b| is(b) || *b == b'_') && name.first().is_some_and(|b| !b.is_ascii_digit());
        if is_name(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) || (is_name(u8::is_ascii_alphanumeric) && kind_of(name).is_some()) {
            return true;
        }
    }
    VARIABLES.iter().any(|&(open, close, inside)| {
        let name = value.strip_prefix(open.as_bytes()).and_then(|rest| rest.strip_suffix(close.as_bytes()));
        name.is_some_and(|name| !name.is_empty() && may_stand_inside(name, close, inside))
    })
}

fn may_stand_inside(name: &[u8], close: &str, inside: Inside) -> bool {
    match inside {
        Inside::Anything => memchr::memmem::find(name, close.as_bytes()).is_none(),
        Inside::Words => name.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b' ' | b'_' | b'-' | b'.')),
    }
}

/// No message about a field is longer.
const LONGEST_MESSAGE: usize = 300;

/// `must be at least 8 characters`, `The password field is required.`, `Invalid credentials`
fn is_message(value: &[u8]) -> bool {
    if value.len() > LONGEST_MESSAGE || !value.contains(&b' ') {
        return false;
    }
    let mut words = value.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    words.clone().all(is_plain_or_number)
        && (MESSAGE_STARTS.iter().any(|start| starts_with_folded(value, start)) || {
            let follows = words.clone().skip(1);
            words.by_ref().zip(follows).any(|(word, next)| is_about(word, next))
        })
}

/// Whether a value is the code of an error, or one and words: `EQX-121-403`, `EQ-2010005: QuoteID not found`, `401 Unauthorized`.
/// It is what the user asks about, and shown wherever it stands.
pub(super) fn is_coded(value: &[u8]) -> bool {
    if value.len() > LONGEST_MESSAGE {
        return false;
    }
    let words = || value.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    starts_with_code(words()) && words().skip(1).all(|word| is_letters(word.strip_suffix(b":").unwrap_or(word)) || is_plain_or_number(word))
}

/// Where the secret begins in a value that begins with the code of an error: `EQ-2010005: joe's password`. Of what follows
/// nothing is known.
pub(super) fn skip_code(value: &[u8]) -> usize {
    let words = value.split(u8::is_ascii_whitespace);
    let first = words.clone().next().unwrap_or_default().len();
    if first < value.len() && starts_with_code(words) { first + run(value, first, |b| b.is_ascii_whitespace()) } else { 0 }
}

/// Whether the first word is the code of an error, or an HTTP status before its phrase.
fn starts_with_code<'w>(mut words: impl Iterator<Item = &'w [u8]>) -> bool {
    let Some(first) = words.next() else { return false };
    let first = trim_stops(first.strip_suffix(b":").unwrap_or(first));
    let is_phrase = |word: &[u8]| word.first().is_some_and(u8::is_ascii_uppercase) && is_plain(word.strip_suffix(b":").unwrap_or(word));
    is_code(first) || (matches!(first, [b'4' | b'5', b'0'..=b'9', b'0'..=b'9']) && words.next().is_some_and(is_phrase))
}

/// How many groups of digits the code of an error has at most, and how many digits a group. What is longer may be a key.
const LONGEST_CODE: (usize, usize) = (3, 8);

/// Whether a word has the looks of the code of an error: capitals, and groups of digits behind hyphens; or short capitals, groups
/// of capitals and a number, as `IC-LAYER2-AUTH-006`. The groups of a license key are alike.
pub(super) fn is_code(word: &[u8]) -> bool {
    let mut parts = word.split(|&b| b == b'-');
    let prefix = parts.next().unwrap_or_default();
    let is_prefix = (2..=6).contains(&prefix.len()) && prefix.iter().all(u8::is_ascii_uppercase);
    let is_group = |group: &[u8]| (3..=LONGEST_CODE.1).contains(&group.len()) && group.iter().all(u8::is_ascii_digit);
    let is_word = |group: &[u8]| {
        let letters = if let [letters @ .., b'0'..=b'9'] = group { letters } else { group };
        (2..=8).contains(&letters.len()) && letters.iter().all(u8::is_ascii_uppercase)
    };
    let count = parts.clone().count();
    let has_words = || {
        let (prefix, last) = (prefix.len() <= 3, parts.clone().next_back());
        prefix
            && (2..=4).contains(&count)
            && parts.clone().take(count - 1).all(is_word)
            && last.is_some_and(|last| last.len() == 3 && is_group(last))
    };
    is_prefix && (((1..=LONGEST_CODE.0).contains(&count) && parts.clone().all(is_group)) || has_words())
}

/// Whether two words of a sentence say something about a secret: `password is`, `invalid token`.
fn is_about(word: &[u8], next: &[u8]) -> bool {
    (is_listed(word, MESSAGE_SUBJECTS) && is_listed(next, MESSAGE_VERBS))
        || (is_listed(word, ERROR_WORDS) && is_listed(next, MESSAGE_SUBJECTS))
}

fn is_listed(word: &[u8], list: &[&str]) -> bool {
    let word = trim_stops(word);
    list.iter().any(|known| word.eq_ignore_ascii_case(known.as_bytes()))
}

/// Letters only, and the punctuation of a sentence after them.
fn is_plain(word: &[u8]) -> bool {
    let letters = trim_stops(word);
    !letters.is_empty() && letters.iter().all(|b| b.is_ascii_alphabetic() || *b == b'\'') && !has_hump(letters)
}

/// Letters only, whatever their case, and the punctuation of a sentence after them.
fn is_letters(word: &[u8]) -> bool {
    let letters = trim_stops(word);
    !letters.is_empty() && letters.iter().all(u8::is_ascii_alphabetic)
}

fn is_plain_or_number(word: &[u8]) -> bool {
    let digits = trim_stops(word);
    is_plain(word) || (digits.len() <= 3 && digits.iter().all(u8::is_ascii_digit))
}

fn trim_stops(word: &[u8]) -> &[u8] {
    let end = word.iter().rposition(|b| !b".,;!?".contains(b)).map_or(0, |last| last + 1);
    &word[..end]
}
