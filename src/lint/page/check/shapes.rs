//! Values that a text shows to be wrong by themselves, wherever on a page they stand: ids that are nearly UUIDs, dates that
//! no calendar has.

use std::sync::LazyLock;

use regex::Regex;

use super::super::super::Report;
use super::super::super::rules::page as rules;
use crate::span::Span;

/// Reports such values, except where something was said already.
pub(super) fn check(text: &str, said: &[Span], report: &mut Report) {
    let mut said = said.to_vec();
    said.sort_unstable();
    let is_new = |span: Span| {
        let near = said.partition_point(|other| other.start < span.end);
        // A finding about a whole sample says nothing of a value in it.
        !said[..near].iter().rev().take(NEAR).any(|other| other.overlaps(span) && other.len() < span.len() * 4)
    };
    for id in UUID.find_iter(text).filter(|id| stands_alone(text, id.start(), id.end())) {
        let span = Span::new(id.start(), id.end());
        if let Some(why) = nearly_uuid(id.as_str()).filter(|_| is_new(span)) {
            report
                .add(&rules::MALFORMED_UUID, span, format!("`{}` is no UUID: {why}", id.as_str()))
                .help("a UUID has 8, 4, 4, 4 and 12 hexadecimal digits");
        }
    }
    for date in DATE.captures_iter(text) {
        let whole = date.get(0).expect("the whole always takes part");
        let span = Span::new(whole.start(), whole.end());
        if !stands_alone(text, span.start, span.end) {
            continue;
        }
        if let Some(why) = impossible(&date).filter(|_| is_new(span)) {
            report
                .add(&rules::IMPOSSIBLE_DATE, span, format!("`{}` is no date: {why}", whole.as_str()))
                .help("show a date as the API takes it");
        }
    }
}

/// How many findings before a place are asked whether they reach it.
const NEAR: usize = 8;

static UUID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[0-9A-Za-z]{7,9}-[0-9A-Za-z]{3,5}-[0-9A-Za-z]{3,5}-[0-9A-Za-z]{3,5}-[0-9A-Za-z]{10,14}").expect("is valid")
});
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"((?:19|20)\d{2})-(\d{1,2})-(\d{0,2})(?:T(?:(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?)?")
        .expect("is valid")
});

fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let part_of_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    !text[..start].ends_with(part_of_word) && !text[end..].starts_with(part_of_word)
}

/// Why an id that has the look of a UUID is none.
fn nearly_uuid(id: &str) -> Option<String> {
    const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];
    let digits = id.bytes().filter(u8::is_ascii_digit).count();
    let foreign: Vec<char> = id.chars().filter(|c| *c != '-' && !c.is_ascii_hexdigit()).collect();
    let lengths: Vec<usize> = id.split('-').map(str::len).collect();
    let wrong = lengths.iter().zip(GROUPS).filter(|(length, due)| **length != *due).count();
    // A word, or a pattern such as `xxxxxxxx-xxxx`, is not meant to be one.
    if digits < 8 || foreign.len() > 3 || wrong > 1 || (wrong > 0 && !foreign.is_empty()) {
        return None;
    }
    if let Some(letter) = foreign.first() {
        return Some(format!("`{letter}` is no hexadecimal digit"));
    }
    let (at, length) = lengths.iter().enumerate().find(|&(at, length)| *length != GROUPS[at])?;
    Some(format!("group {} has {length} digits instead of {}", at + 1, GROUPS[at]))
}

/// Why there is no such date or time.
fn impossible(date: &regex::Captures<'_>) -> Option<String> {
    let number = |index: usize| date.get(index).and_then(|part| part.as_str().parse::<u32>().ok());
    let (year, month) = (number(1)?, number(2)?);
    let Some(day) = number(3) else {
        // `2021-02-` may go on with anything; only behind a time is it clear that the day is missing.
        return date[0].contains('T').then(|| "the day is missing".to_owned());
    };
    if !(1..=12).contains(&month) {
        return Some(format!("there is no month {month}"));
    }
    let days = days(year, month);
    if day == 0 || day > days {
        return Some(format!("month {month} of {year} has {days} days"));
    }
    let clock = [(4, 23, "hour"), (5, 59, "minute"), (6, 60, "second")];
    clock
        .into_iter()
        .find_map(|(index, most, name)| number(index).filter(|value| *value > most).map(|value| format!("there is no {name} {value}")))
}

const fn days(year: u32, month: u32) -> u32 {
    match month {
        2 if (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
