//! Secrets that only their notation gives away: SQL, data source names of Go, jars of cookies, parts of a multipart form.
//!
//! Each function gives the bytes to mask and changes nothing.

use std::ops::Range;

use super::key::Key;
use super::text::{Lines, Quote, at, common_prefix, from, is_name, newline, run, run_before, skip_blank, slashes, starts_with_folded};
use super::value;

/// How far before and after its sign a notation is looked at.
const REACH: usize = 128;

/// The password of `IDENTIFIED BY 'x'` and `IDENTIFIED WITH y BY 'x'`, whose first word is at `start..end`. In small letters it
/// may be prose, unless a statement about users stands before.
pub(super) fn identified_by(text: &[u8], start: usize, end: usize) -> Option<Range<usize>> {
    let before = &text[start.saturating_sub(REACH)..start];
    let is_statement = || ["create user", "alter user", "grant "].iter().any(|words| contains_folded(before, words));
    if &text[start..end] != b"IDENTIFIED" && !is_statement() {
        return None;
    }
    let window = &text[..text.len().min(end + REACH)];
    let words = &window[end..end + run(window, end, |b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'_' | b'\'' | b'"' | b'\\'))];
    let by = words.windows(4).position(|word| word.eq_ignore_ascii_case(b" by ") || word.eq_ignore_ascii_case(b" as "))?;
    let opening = end + by + 4;
    let keyword = if starts_with_folded(from(text, opening), "password ") { "password ".len() } else { 0 };
    text_at(text, opening + keyword)
}

fn contains_folded(text: &[u8], words: &str) -> bool {
    text.windows(words.len()).any(|window| window.eq_ignore_ascii_case(words.as_bytes()))
}

/// The password of `user:password@tcp(host)/database`, whose `@` is at `sign`.
pub(super) fn dsn_password(text: &[u8], sign: usize) -> Option<Range<usize>> {
    let length = run_before(text, sign, REACH, |b| b > b' ' && !matches!(b, b'"' | b'\'' | b'`' | b'\\' | b'<' | b'>'));
    let start = sign - length;
    let colon = memchr::memchr_iter(b':', &text[start..sign]).find(|i| !text[start + i + 1..].starts_with(b"//"))?;
    Some(start + colon + 1..sign)
}

/// The value of a line of a jar of cookies as Netscape wrote it; `start..end` is its second column, or the fourth.
pub(super) fn jar_cookie(text: &[u8], end: usize) -> Option<Range<usize>> {
    let path = end + tab(text, end)?;
    let is_path = at(text, path) == b'/';
    let secure = next_column(text, path).filter(|_| is_path)?;
    let expires = next_column(text, secure)?;
    let name = next_column(text, expires)?;
    let value = next_column(text, name)?;
    let is_flag = starts_with_folded(from(text, secure), "true") || starts_with_folded(from(text, secure), "false");
    let length = run(text, value, |b| b > b' ' && !matches!(b, b'"' | b'\\'));
    (is_flag && at(text, expires).is_ascii_digit()).then_some(value..value + length)
}

/// The place of the column after the one that starts at `start`.
fn next_column(text: &[u8], start: usize) -> Option<usize> {
    let window = &text[..text.len().min(start + 1024)];
    let end = start + run(window, start, |b| b > b' ' && b != b'\\');
    Some(end + tab(text, end)?)
}

/// The length of the tab at `i`, raw or escaped.
fn tab(text: &[u8], i: usize) -> Option<usize> {
    let escape = slashes(text, i);
    match at(text, i + escape) {
        b'\t' if escape == 0 => Some(1),
        b't' if escape > 0 => Some(escape + 1),
        _ => None,
    }
}

/// The value of the part of a multipart form that is called `key`: what stands behind its head.
pub(super) fn part(text: &[u8], key: &Key) -> Option<Range<usize>> {
    const HEADER: &str = "content-disposition:";
    let first = key.start.saturating_sub(REACH);
    let before = &text[first..key.start];
    memchr::memmem::find(before, b"form-data")?;
    let header = before.windows(HEADER.len()).rposition(|window| window.eq_ignore_ascii_case(HEADER.as_bytes())).map(|i| first + i)?;
    let line = header - run_before(text, header, REACH, |b| b != b'\n');
    let prefix = &text[line..header];
    let mut i = key.end;
    for _ in 0..6 {
        let end = line_end(text, i)?;
        i = end + newline(text, end);
        let start = i + common_prefix(prefix, from(text, i));
        let is_empty = newline(text, start) > 0 || newline(text, i) > 0;
        if is_empty {
            let value = if newline(text, start) > 0 { start } else { i };
            let value = value + newline(text, value);
            let value = value + common_prefix(prefix, from(text, value));
            return Some(value..line_end(text, value).unwrap_or(text.len()));
        }
    }
    None
}

/// The end of the line that `i` is in, be it spelled `\r\n`; `None` if it is too far away.
fn line_end(text: &[u8], i: usize) -> Option<usize> {
    let window = &text[..text.len().min(i + 4096)];
    (i..window.len()).find(|&i| matches!(window[i], b'\n' | b'\r' | b'\\') && newline(text, i) > 0)
}

/// The text of `;s:20:"..."` behind a name, as PHP serializes an array.
pub(super) fn serialized(text: &[u8], key: &Key) -> Option<Range<usize>> {
    let rest = from(text, key.end).strip_prefix(b";s:")?;
    let digits = run(rest, 0, |b| b.is_ascii_digit());
    let mark = key.end + ";s:".len() + digits + 1;
    text_at(text, mark).filter(|_| digits > 0 && at(text, mark - 1) == b':')
}

/// The last argument of a function that takes a user and a password or a token, whose arguments begin at `start`; also as Rust's
/// `Some("x")`.
pub(super) fn login(text: &[u8], start: usize) -> Option<Range<usize>> {
    let window = &text[..text.len().min(start + REACH)];
    let end = match text_at(window, start) {
        Some(first) => Quote::read(window, first.end).map_or(first.end, |(_, after)| after),
        None => start + run(window, start, is_name),
    };
    if at(text, end) != b',' {
        return text_at(text, start);
    }
    let second = skip_blank(text, end + 1, Lines::Stay);
    let wrapping = if from(text, second).starts_with(b"Some(") { "Some(".len() } else { 0 };
    text_at(text, second + wrapping)
}

/// The text between the marks of which the first is at `i`.
fn text_at(text: &[u8], i: usize) -> Option<Range<usize>> {
    let (quote, inner) = Quote::read(text, i)?;
    value::opens_value(text, inner, quote).then(|| inner..value::quoted(text, inner, quote).0)
}

/// The new value in `password = "old" -> "new"`, after the mark of the old one.
pub(super) fn changed(text: &[u8], after: usize) -> Option<Range<usize>> {
    let arrow = skip_blank(text, after, Lines::Stay);
    let is_arrow = from(text, arrow).starts_with(b"->") || from(text, arrow).starts_with(b"=>");
    if is_arrow { text_at(text, skip_blank(text, arrow + 2, Lines::Stay)) } else { None }
}
