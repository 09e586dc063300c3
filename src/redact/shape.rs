//! Secrets that are known without the name of a field: tokens of known shapes, credentials after their scheme, private
//! keys, passwords in URLs and in the arguments of curl.
//!
//! Each function gives the bytes to mask and changes nothing.

use std::ops::Range;

use super::judge::{is_code, is_mixed, skip_scheme};
use super::rules::{CURL_FLAGS, Core, Letters, MASK, Shape, USER_OPTIONS};
use super::text::{
    Bytes, Lines, Quote, at, common_prefix, escape_letters, from, is_boundary, is_name, run, run_before, skip_blank, slashes,
    slashes_before, until_json_string_ends,
};
use super::value::{self, Pairs};
use super::wrap;

/// How many letters may stand before a known token, as in `my-glpat-...`.
const LONGEST_LEAD: usize = 16;

/// The known token that starts at `start`.
pub(super) fn token(text: &[u8], start: usize, shape: &Shape) -> Option<Range<usize>> {
    let is_letter = is_of(shape.letters);
    let is_start = is_boundary(text, start) && escape_letters(text, start) == 0;
    // Near the start of its run of letters, lest the same run be read again and again.
    let is_near = || run_before(text, start, LONGEST_LEAD + 1, is_letter) <= LONGEST_LEAD;
    if !from(text, start).starts_with(shape.prefix.as_bytes()) || !is_start || !is_near() {
        return None;
    }
    let body = start + shape.prefix.len();
    let length = run(text, body, is_letter);
    let end = body + text[body..body + length].trim_ascii_end().len();
    let letters = &text[body..end];
    let is_random = shape.letters == Letters::Upper || is_mixed(letters);
    let is_filler = letters.iter().all(|b| Some(b) == letters.first());
    let has_parts = !matches!(shape.prefix, "eyJ" | "SG.") || letters.contains(&b'.');
    ((shape.min..=shape.max).contains(&length) && is_random && !is_filler && has_parts).then_some(start..end)
}

/// Whether a byte is one of these letters.
fn is_of(letters: Letters) -> fn(u8) -> bool {
    match letters {
        Letters::Digits => |b| b.is_ascii_digit(),
        Letters::Upper => |b| b.is_ascii_uppercase() || b.is_ascii_digit(),
        Letters::Alnum => |b| b.is_ascii_alphanumeric(),
        Letters::Base64Url => |b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'),
        Letters::Dotted => is_name,
        Letters::Unreserved => |b| is_name(b) || b == b'~',
        Letters::Base64 => |b| b.is_ascii_alphanumeric() || b"_-+/=%".contains(&b),
    }
}

/// The known token around the sign at `sign`.
pub(super) fn around(text: &[u8], sign: usize, core: &Core) -> Option<Range<usize>> {
    let ((head, least, most), (tail, shortest)) = (core.head, core.tail);
    let end = sign + core.sign.len();
    let before = run_before(text, sign, most + 1, is_of(head));
    if !from(text, sign).starts_with(core.sign.as_bytes()) || !(least..=most).contains(&before) {
        return None;
    }
    let after = run(text, end, is_of(tail));
    (after >= shortest && is_mixed(&text[end..end + after])).then_some(sign - before..end + after)
}

/// The credentials after the `Bearer` or `Basic` at `start..end`, if they look like some: eight characters with a digit or
/// mixed case. `Bearer token` and `Basic authentication` are prose.
pub(super) fn credentials(text: &[u8], start: usize, end: usize) -> Option<Range<usize>> {
    let word = skip_scheme(text, start);
    if word <= end || !is_boundary(text, start) {
        return None;
    }
    let is_basic = end - start == "basic".len();
    let window = &text[..text.len().min(word + 128)];
    let length = run(window, word, |b| b.is_ascii_alphanumeric() || b"+/=\\".contains(&b) || (!is_basic && b"-._~%".contains(&b)));
    let letters = &text[word..word + length];
    if is_code(letters) {
        return None;
    }
    let is_pair = letters.iter().position(|&b| b == b'=').is_some_and(|i| letters[i..].iter().any(u8::is_ascii_alphanumeric));
    let has_capital = letters.iter().skip(1).any(u8::is_ascii_uppercase) && letters.iter().any(u8::is_ascii_lowercase);
    let is_random = length >= 8 && (has_capital || letters.iter().any(u8::is_ascii_digit)) && !is_pair;
    if is_random { Some(word..value::word(text, word, None, Pairs::Plain)) } else { wrapped(text, word, word + length) }
}

/// The credentials at `start`, of which too little to be known stands before `end`, because the line is full.
fn wrapped(text: &[u8], start: usize, end: usize) -> Option<Range<usize>> {
    let past = wrap::past_wraps(text, end);
    let piece = run_before(text, past, LONGEST_PASSWORD, |b| b > b' ');
    (past > end && is_mixed(&text[past - piece..past])).then_some(start..past)
}

const DASHES: &[u8] = b"-----";

/// The bodies of the PEM private key whose head line ends at `head`: one, or, where marks cut it into pieces, several.
pub(super) fn private_key(text: &[u8], head: usize) -> Vec<Range<usize>> {
    let line = &text[head.saturating_sub(64)..head - DASHES.len()];
    let label = memchr::memmem::rfind(line, DASHES).map_or(head, |i| i + DASHES.len());
    if !from(line, label).starts_with(b"BEGIN ") {
        return Vec::new();
    }
    let end = memchr::memmem::find(&text[head..], DASHES).map_or(text.len(), |i| head + i);
    if !from(text, end).starts_with(b"-----END") {
        if is_mentioned(text, head) {
            return Vec::new();
        }
        let is_body = |b: u8| b.is_ascii_alphanumeric() || b.is_ascii_whitespace() || b"+/=\\,:-".contains(&b);
        let body = head..head + run(&text[..end], head, is_body);
        if !has_base64(&text[body.clone()]) {
            let pieces = behind_prefixes(&text[..until_json_string_ends(text, head, end)], head);
            let is_done = || memchr::memmem::find(&text[head..end.min(head + LONGEST_PREFIXED)], MASK.as_bytes()).is_some();
            if !pieces.is_empty() || is_done() {
                return pieces;
            }
        }
        return Vec::from_iter(trimmed(text, body.start..body.end - slashes_before(&text[head..], body.end - head)));
    }
    let mut bodies = Vec::new();
    let mut start = head;
    for mark in memchr::memchr_iter(b'"', &text[head..end]).map(|i| head + i).chain([end]) {
        let piece = start..mark - slashes_before(&text[start..], mark - start);
        if piece == (head..end) || has_base64(&text[piece.clone()]) {
            bodies.extend(trimmed(text, piece));
        }
        start = mark + 1;
    }
    bodies
}

/// Whether the head line that ends at `head` stands in a sentence: a word follows, and no base64.
fn is_mentioned(text: &[u8], head: usize) -> bool {
    let window = &text[..text.len().min(head + LONGEST_PREFIXED)];
    let line = &window[head..head + run(window, head, |b| b != b'\n')];
    let word = line.strip_prefix(b" ").map(|line| line.split(|&b| b == b' ').next().unwrap_or_default());
    word.is_some_and(|word| !word.is_empty() && word.iter().all(u8::is_ascii_lowercase)) && !has_base64(line)
}

/// The base64 of a private key that is cut off, where something stands before each of its lines: the head of a log, the mark
/// of a quotation, the border of a box, `<br>`.
fn behind_prefixes(text: &[u8], head: usize) -> Vec<Range<usize>> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let (mut start, mut prefix, mut bare) = (head, head..head, 0);
    for line in text[head..].split(|&b| matches!(b, b'\n' | b'<')) {
        let known = pieces.len();
        pieces.extend(base64_runs(line).map(|run| start + run.start..start + run.end));
        if let Some(first) = pieces.get(known) {
            (prefix, bare) = (start..first.start, 0);
        } else if line.iter().any(u8::is_ascii_alphanumeric) {
            bare += 1;
            let is_last = known > 0;
            if is_last {
                pieces.extend(last_piece(line, &text[prefix.clone()]).map(|piece| start + piece.start..start + piece.end));
            }
            if is_last || bare > MOST_HEADERS {
                break;
            }
        }
        start += line.len() + 1;
    }
    pieces
}

/// How far from the head of a private key the first mask stands at most.
const LONGEST_PREFIXED: usize = 512;

/// No private key has more lines between its head and its base64.
const MOST_HEADERS: usize = 4;

/// The runs of base64 in a line that are as long as those of keys.
fn base64_runs(line: &[u8]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut next = 0;
    line.split(|&b| !is_base64(b)).filter_map(move |run| {
        let start = next;
        next += run.len() + 1;
        (run.len() >= SHORTEST_BASE64).then(|| start..start + run.len() - slashes_before(run, run.len()))
    })
}

/// The last and shorter line of a key, which has the same prefix as those before.
fn last_piece(line: &[u8], prefix: &[u8]) -> Option<Range<usize>> {
    let line = line.trim_ascii_end();
    let piece = line.get(common_prefix(prefix, line)..)?;
    let is_piece = line.len() - piece.len() == prefix.len() && !piece.is_empty() && piece.iter().all(|&b| is_base64(b));
    is_piece.then_some(prefix.len()..line.len())
}

fn is_base64(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"+/=\\".contains(&b)
}

/// A shorter run of letters may be a word.
const SHORTEST_BASE64: usize = 16;

/// `range` without blanks around it; `None` if nothing is left to mask.
fn trimmed(text: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let inner = text[range.clone()].trim_ascii_end();
    let start = range.start + inner.len() - inner.trim_ascii_start().len();
    let end = range.start + inner.len();
    (start < end && !text[start..end].starts_with(MASK.as_bytes())).then_some(start..end)
}

fn has_base64(piece: &[u8]) -> bool {
    base64_runs(piece).next().is_some()
}

/// What user, password and host of a URL are made of.
static AUTHORITY: Bytes = Bytes::all_but(b"/?#\"'`<>\\");

/// The password of the URL whose `://` starts at `start`; also of one whose slashes are escaped.
pub(super) fn url_password(text: &[u8], start: usize) -> Option<Range<usize>> {
    let mut user = start + 1;
    for _ in 0..2 {
        user += slashes(text, user);
        user += usize::from(at(text, user) == b'/');
    }
    if text[user - 1] != b'/' {
        return None;
    }
    let authority = &text[user..user + run(text, user, |b| AUTHORITY.has(b))];
    let Some(at_sign) = memchr::memrchr(b'@', authority) else { return password_with_slashes(text, user, authority) };
    match memchr::memchr(b':', &authority[..at_sign]) {
        Some(colon) => Some(user + colon + 1..user + at_sign),
        None => (at_sign >= 20 && is_mixed(&authority[..at_sign])).then_some(user..user + at_sign),
    }
}

/// The password of a URL with signs that should have been encoded: `https://joe:a/b@host`. What is a port is none.
fn password_with_slashes(text: &[u8], user: usize, authority: &[u8]) -> Option<Range<usize>> {
    let colon = memchr::memchr(b':', authority)?;
    let start = user + colon + 1;
    let window = &text[..text.len().min(start + LONGEST_PASSWORD)];
    let length = run(window, start, |b| AUTHORITY.has(b) || matches!(b, b'/' | b'?' | b'#'));
    let rest = &text[start..wrap::past_wraps(text, start + length)];
    let at_sign = memchr::memchr(b'@', rest)?;
    let is_port = authority[colon + 1..].iter().all(u8::is_ascii_digit) && at(text, user + authority.len()) != b'\n';
    let has_host = rest.get(at_sign + 1).is_some_and(u8::is_ascii_alphanumeric);
    (!is_port && has_host).then_some(start..start + at_sign)
}

/// How long a password may be that has signs of a path.
const LONGEST_PASSWORD: usize = 128;

/// The password of the argument of the option that ends at `end`, if it is one that takes `user:password`.
pub(super) fn option_password(text: &[u8], end: usize) -> Option<Range<usize>> {
    let start = end - run_before(text, end, 16, |b| b.is_ascii_alphabetic() || b == b'-');
    let start = start + escape_letters(text, start);
    let option = &text[start..end];
    let is_known = USER_OPTIONS.iter().any(|known| known.as_bytes() == option);
    if !is_known || is_name(at(text, end)) || !may_precede_option(text, start) {
        return None;
    }
    let mut argument = end;
    if let Some((_, after)) = Quote::read(text, end) {
        let comma = skip_blank(text, after, Lines::Stay);
        argument = if at(text, comma) == b',' { comma + 1 } else { end };
    }
    argument += usize::from(at(text, argument) == b'=');
    user_password(text, skip_blank(text, argument, Lines::Stay))
}

/// Whether an option may start at `i`: after a blank or a mark.
fn may_precede_option(text: &[u8], i: usize) -> bool {
    i == 0 || matches!(text[i - 1], b' ' | b'\t' | b'\n' | b'"' | b'\'') || escape_letters(text, i - 1) == 1
}

/// The argument of an option at `start`, between marks or without.
fn argument(text: &[u8], start: usize) -> Option<Range<usize>> {
    let start = start + usize::from(from(text, start).starts_with(b"^\""));
    match Quote::read(text, start) {
        Some((quote, inner)) => value::opens_value(text, inner, quote).then(|| inner..value::quoted(text, inner, quote).0),
        None => Some(start..value::word(text, start, None, Pairs::Plain)),
    }
}

/// The argument at `start` if it is cookies and not the name of a file.
fn cookies(text: &[u8], start: usize) -> Option<Range<usize>> {
    argument(text, start).filter(|range| text[range.clone()].contains(&b'='))
}

/// The password in the argument `user:password` at `start`.
fn user_password(text: &[u8], start: usize) -> Option<Range<usize>> {
    let argument = argument(text, start)?;
    let colon = memchr::memchr(b':', &text[argument.clone()])?;
    let user = &text[argument.start..argument.start + colon];
    let password = argument.start + colon + 1..argument.end;
    let is_number = |word: &[u8]| word.iter().all(u8::is_ascii_digit);
    let is_other = user.is_empty()
        || matches!(user[0], b'+' | b'-')
        || text[password.clone()].starts_with(b"//")
        || (is_number(user) && is_number(&text[password.clone()]));
    (!is_other).then_some(password)
}

/// The end of the command that starts at `start`: its line, and those that it continues on.
pub(super) fn command_end(text: &[u8], start: usize) -> usize {
    let blanks = |i: usize| run_before(text, i, usize::MAX, |b| matches!(b, b' ' | b'\t' | b'\r'));
    let is_end = |i: usize| !matches!(text[..i - blanks(i)].last(), Some(b'\\' | b'^' | b'`'));
    let end = memchr::memchr_iter(b'\n', &text[start..]).map(|i| start + i).find(|&i| is_end(i));
    end.unwrap_or(text.len())
}

/// The secret in the argument of the options of curl at `dash`: `-sSu a:b`, `-ua:b`, `-b sid=c`, `--cert c.pem:d`.
pub(super) fn option_secret(text: &[u8], dash: usize) -> Option<Range<usize>> {
    if !may_precede_option(text, dash) {
        return None;
    }
    let flags = run(text, dash + 1, |b| CURL_FLAGS.contains(&b));
    let letter = dash + 1 + flags;
    let short = skip_blank(text, letter + 1, Lines::Stay);
    match at(text, letter) {
        b'u' | b'U' => user_password(text, short),
        b'b' => cookies(text, short),
        b'E' => certificate_password(text, short),
        b'x' => proxy_password(text, short),
        b'-' if flags == 0 => long_option_secret(text, dash),
        _ => None,
    }
}

fn long_option_secret(text: &[u8], dash: usize) -> Option<Range<usize>> {
    let name = dash + run(text, dash, |b| b.is_ascii_alphabetic() || b == b'-');
    let argument = if at(text, name) == b'=' { name + 1 } else { skip_blank(text, name, Lines::Stay) };
    match &text[dash..name] {
        _ if argument == name => None,
        b"--proxy" | b"--preproxy" => proxy_password(text, argument),
        b"--cert" | b"--proxy-cert" => certificate_password(text, argument),
        _ => None,
    }
}

/// The password of `user:password@host`, without a scheme: with one it is a URL.
fn proxy_password(text: &[u8], start: usize) -> Option<Range<usize>> {
    let password = user_password(text, start)?;
    let host = memchr::memrchr(b'@', &text[password.clone()])?;
    Some(password.start..password.start + host)
}

/// The password of `file.pem:password`.
fn certificate_password(text: &[u8], start: usize) -> Option<Range<usize>> {
    let password = user_password(text, start)?;
    text[start..password.start].contains(&b'.').then_some(password)
}
