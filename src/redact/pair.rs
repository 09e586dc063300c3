//! Names and values that are written as two: `{"name":"Authorization","value":"..."}`, `("Cookie", "...")`,
//! `<add key="ApiKey" value="..."/>`, `name: PASSWORD` and, on the next line, `value: ...`; headers with their values below.
//!
//! It finds where the value stands; `scan` masks it.

use std::ops::Range;

use super::judge::{is_mixed, skip_scheme};
use super::key::{Key, Left, Separator, SeparatorKind};
use super::notation;
use super::rules::{Kind, LABELS, VALUES};
use super::text::{Lines, Quote, at, escape_letters, is_name, newline, run, run_before, skip_blank, skip_layout};
use super::value;

/// How far from a name its value may begin.
const REACH: usize = 400;

/// How long a value that stands before its name may be.
const LONGEST_VALUE: usize = 4 * 1024;

/// Where the value of a name that no separator follows was found.
#[derive(Debug)]
pub(super) enum Partner {
    /// Under a name of its own, before this separator.
    Field(Key, Separator),
    /// Between marks.
    Text(Range<usize>),
}

/// The value that belongs to the name `key`, which is itself a value or an element.
pub(super) fn partner(text: &[u8], key: &Key) -> Option<Partner> {
    let Some(quote) = key.quote else { return called(text, key).or_else(|| beside(text, key)) };
    let key = &key.with_path(text);
    let sign = before_layout(text, opening_mark(key));
    match sign.checked_sub(1).map(|sign| text[sign]) {
        Some(b':' | b'=' | b'>') => (notation::part(text, key).or_else(|| notation::serialized(text, key)).map(Partner::Text))
            .or_else(|| after(text, key, key.end + REACH))
            .or_else(|| before(text, sign - 1).map(Partner::Text)),
        // `["body", "password"]` is where the value was that an error tells in another member.
        _ if quote.mark == "`" => in_brackets(text, key.end).map(Partner::Text),
        _ => following(text, key, quote).or_else(|| if text[key.end - 1] == b']' { after(text, key, key.end + REACH) } else { None }),
    }
}

/// Where the mark before the name starts, or else the name.
fn opening_mark(key: &Key) -> usize {
    if let Left::Quoted(quote) = key.left { key.start - quote.len() } else { key.start }
}

/// The member `value` of the object or element that `key` stands in, no further than `limit`.
fn after(text: &[u8], key: &Key, limit: usize) -> Option<Partner> {
    let next = skip_blank(text, key.end, Lines::Stay);
    if at(text, next) == b'>' && is_in_tag(text, key.start) {
        return Some(Partner::Field(*key, Separator { kind: SeparatorKind::Tag, value: next + 1, spaced: false }));
    }
    let window = &text[..text.len().min(limit)];
    let window = &window[..end_of_object(window, key)];
    // A letter of each name for a value.
    let letters = memchr::memchr3_iter(b'v', b'V', b'p', &window[key.end..]).map(|i| key.end + i);
    letters.filter_map(|letter| value_name(window, letter)).find_map(|name| {
        let field = key.stand_in(text, name.start, name.end);
        field.separator(text).map(|separator| Partner::Field(field, separator))
    })
}

/// Where the object or element that `key` stands in ends. Braces and brackets in texts, and objects within, are passed over.
fn end_of_object(window: &[u8], key: &Key) -> usize {
    let (mut depth, mut is_inside) = (0, false);
    for i in key.end..window.len() {
        if key.quote.is_some_and(|quote| window[..=i].ends_with(quote.mark.as_bytes()) && Quote::read_before(window, i + 1) == Some(quote))
        {
            is_inside = !is_inside;
        }
        match window[i] {
            _ if is_inside => {}
            b'{' => depth += 1,
            b'}' if depth > 0 => depth -= 1,
            b'}' | b'<' => return i,
            // One that quotes the line is not that of a tag.
            b'>' if window[i - 1] != b'\n' => return i,
            _ => {}
        }
    }
    window.len()
}

/// Whether a tag is open at `i`. Without it, the end of the element could be anywhere.
fn is_in_tag(text: &[u8], i: usize) -> bool {
    let inside = run_before(text, i, REACH, |b| b != b'<' && b != b'>');
    text[..i - inside].ends_with(b"<")
}

/// The name for a value that the letter at `i` is part of: `value`, or one by which errors tell what they were given.
fn value_name(text: &[u8], i: usize) -> Option<Range<usize>> {
    let start = i - run_before(text, i, LONGEST_VALUE_NAME, is_name);
    let start = start + escape_letters(text, start);
    let length = run(&text[..text.len().min(i + LONGEST_VALUE_NAME)], start, is_name);
    let name = &text[start..start + length];
    VALUES.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes())).then_some(start..start + length)
}

/// No name for a value is longer.
const LONGEST_VALUE_NAME: usize = 16;

/// The member `value` of the object or element that the member with the separator at `sign` stands in, if it is before it.
fn before(text: &[u8], sign: usize) -> Option<Range<usize>> {
    let label = before_layout(text, sign);
    let label = label - run_before(text, label, 64, |b| is_name(b) || matches!(b, b'"' | b'\'' | b'\\'));
    let first = label.saturating_sub(LONGEST_VALUE);
    let mut names = memchr::memmem::rfind_iter(&text[first..label], b"alue").filter_map(|i| value_name(text, first + i));
    let (quote, inner) = names.next().and_then(|name| opening(text, name.end))?;
    let end = value::quoted(text, inner, quote).0;
    let is_same = end <= label && memchr::memchr3(b'{', b'}', b'<', &text[end..label]).is_none();
    is_same.then_some(inner..end)
}

/// The mark that opens the value of the name that ends at `end`, and the place after it.
fn opening(text: &[u8], end: usize) -> Option<(Quote, usize)> {
    let separator = skip_layout(text, Quote::read(text, end).map_or(end, |(_, after)| after));
    let is_separator = matches!(at(text, separator), b':' | b'=');
    let (quote, inner) = Quote::read(text, skip_layout(text, separator + 1)).filter(|_| is_separator)?;
    value::opens_value(text, inner, quote).then_some((quote, inner))
}

/// The end of what stands before the blanks and line ends before `i`.
fn before_layout(text: &[u8], i: usize) -> usize {
    i - run_before(text, i, 256, |b| matches!(b, b' ' | b'\t' | b'\n' | b'\r'))
}

/// The text after the name, where the two are the arguments of a call, a tuple, or neighbors in a list of headers.
fn following(text: &[u8], key: &Key, quote: Quote) -> Option<Partner> {
    let comma = skip_layout(text, key.end);
    let (next, start) = Quote::read(text, skip_layout(text, comma + 1)).filter(|_| at(text, comma) == b',')?;
    if next != quote {
        return None;
    }
    let (end, after) = value::quoted(text, start, quote);
    let opening = before_layout(text, opening_mark(key));
    let next = at(text, skip_layout(text, after));
    let is_tuple = text[..opening].ends_with(b"(") && next == b')';
    let is_member = matches!(next, b':' | b'=');
    (!is_member && (is_tuple || is_of_header(text, key, &text[start..end]) || key.is_option(text))).then_some(Partner::Text(start..end))
}

/// Whether a word is likely to be the value of a header.
fn is_of_header(text: &[u8], key: &Key, word: &[u8]) -> bool {
    match key.kind {
        Kind::Authorization => skip_scheme(word, 0) > 0 || is_mixed(past_first_word(word)),
        Kind::Cookie => word.contains(&b'='),
        Kind::Secret => key.name(text).contains(&b'-') && is_mixed(word),
        Kind::Query | Kind::Unsure => false,
    }
}

/// What stands behind a scheme that is not known, or else the word.
fn past_first_word(word: &[u8]) -> &[u8] {
    let blank = word.iter().position(|b| *b == b' ');
    blank.map_or(word, |blank| &word[blank + 1..])
}

/// The line below a header's name, as browsers copy headers: `x-api-key:` and, on the next line, its value.
pub(super) fn below(text: &[u8], key: &Key) -> Option<Range<usize>> {
    let end = key.end + usize::from(at(text, key.end) == b':');
    let is_line = key.start == 0 || text[key.start - 1] == b'\n';
    if key.quote.is_some() || !is_line || !matches!(at(text, end), b'\n' | b'\r') {
        return None;
    }
    let start = end + newline(text, end);
    let line = start..start + run(text, start, |b| !matches!(b, b'\n' | b'\r'));
    is_of_header(text, key, &text[line.clone()]).then_some(line)
}

/// The second argument of a function that makes a cookie: `Cookie("sid", "x")`.
fn called(text: &[u8], key: &Key) -> Option<Partner> {
    let is_cookie = key.kind == Kind::Cookie && at(text, key.end) == b'(';
    let (quote, inner) = Quote::read(text, key.end + 1).filter(|_| is_cookie)?;
    let window = &text[..text.len().min(inner + REACH)];
    let comma = skip_blank(text, value::quoted(window, inner, quote).1, Lines::Stay);
    let (next, start) = Quote::read(text, skip_blank(text, comma + 1, Lines::Stay)).filter(|_| at(text, comma) == b',')?;
    value::opens_value(text, start, next).then(|| Partner::Text(start..value::quoted(text, start, next).0))
}

/// The text of Mongoose's `` Path `password` (`x`) is too short ``.
fn in_brackets(text: &[u8], end: usize) -> Option<Range<usize>> {
    let (quote, inner) = Quote::read(text, end + " (".len()).filter(|_| text[end..].starts_with(b" (`"))?;
    Some(inner..value::quoted(text, inner, quote).0)
}

/// The value beside `name=PASSWORD`, or on the line after `name: PASSWORD`.
fn beside(text: &[u8], key: &Key) -> Option<Partner> {
    let before = &text[..key.start];
    let label = before.strip_suffix(b": ").or_else(|| before.strip_suffix(b"="))?;
    let label = &label[label.len() - run_before(label, label.len(), 16, is_name)..];
    if !LABELS.iter().any(|known| label == known.as_bytes()) {
        return None;
    }
    let start = skip_layout(text, key.end);
    if start > key.end {
        return after(text, key, start + "value:".len() + 1);
    }
    let line = run(&text[..text.len().min(key.end + REACH)], key.end, |b| b != b'\n');
    after(text, key, key.end + line)
}
