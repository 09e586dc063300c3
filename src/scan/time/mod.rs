//! The time of a log line: [`Times::find`] finds it, [`Time`] is printed as RFC 3339 in UTC.
//!
//! Known are ISO 8601 and RFC 3339, the formats of Apache and nginx, syslog and klog, and seconds, or parts of them, since 1970 at a line's start or under a
//! JSON key. All but the last have a clock in them, `12:00`, so the search goes from colon to colon; the time of a line is thus found by
//! the line alone, whatever stood in the lines before, and every worker finds the same. Times before 1970 and after 2999 are none: they say
//! "never" and "not yet". Nothing here reads the clock.

mod date;
mod recent;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use self::date::Date;
pub use self::recent::Recent;

/// The bytes of a line in which a time is looked for.
const REACH: usize = 256;
/// The bytes of a JSON line in which the key of a time is looked for.
const KEYED_REACH: usize = 512;
/// The longest time between quotes.
const LONGEST: usize = 64;
const DAY: i64 = 86_400;
const MONTHS: [&[u8; 3]; 12] = [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];
/// JSON keys of times, with the quote that ends them.
const KEYS: [&[u8]; 5] = [b"time\"", b"ts\"", b"timestamp\"", b"@timestamp\"", b"epoch\""];

/// A moment, to the second or the millisecond. Ordered by when it is; of two at the same moment the coarser is first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(
    /// Milliseconds since 1970, doubled; plus one if it is known to the millisecond.
    i64,
);

impl Time {
    /// The moment so many seconds after the start of 1970; the nearest one from 1970 to 2999.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(within(seconds) * 2000)
    }

    /// The whole seconds since the start of 1970.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(2000)
    }

    /// The hour it is in, as `2026-03-01T13Z`.
    #[must_use]
    pub fn hour(self) -> impl fmt::Display {
        let (date, seconds) = (Date::of_day(self.seconds().div_euclid(DAY)), self.seconds().rem_euclid(DAY));
        fmt::from_fn(move |f| write!(f, "{date}T{:02}Z", seconds / 3600))
    }

    /// The number of milliseconds, if they are known.
    const fn millis(self) -> Option<i64> {
        if self.0 % 2 == 0 { None } else { Some(self.0.rem_euclid(2000) / 2) }
    }

    const fn new(seconds: i64, millis: Option<i64>) -> Self {
        match millis {
            Some(millis) => Self((within(seconds) * 1000 + millis) * 2 + 1),
            None => Self::from_seconds(seconds),
        }
    }
}

const fn within(seconds: i64) -> i64 {
    // The last second of 2999; `clamp` is not const.
    const END: i64 = 32_503_679_999;
    if seconds < 0 {
        0
    } else if seconds > END {
        END
    } else {
        seconds
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, seconds) = (Date::of_day(self.seconds().div_euclid(DAY)), self.seconds().rem_euclid(DAY));
        write!(f, "{date}T{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)?;
        if let Some(millis) = self.millis() {
            write!(f, ".{millis:03}")?;
        }
        f.write_str("Z")
    }
}

impl FromStr for Time {
    type Err = NoTime;

    /// Reads what is printed, and any other RFC 3339.
    fn from_str(text: &str) -> Result<Self, NoTime> {
        let found = iso(text.as_bytes(), 0).filter(|found| found.end == text.len());
        found.map(|found| found.time).ok_or(NoTime)
    }
}

/// A text is no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoTime;

impl fmt::Display for NoTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a time such as 2026-03-01T12:00:00Z")
    }
}

impl std::error::Error for NoTime {}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// What is needed to date a line that names no year.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    /// The year of the lines, mostly that of `now`; lines of a later date than tomorrow are of a year before.
    pub year: i32,
    /// The time of the run.
    pub now: Time,
}

/// Finds the times of lines.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// The latest year that a line without one may be of.
    year: i64,
    /// The latest time that such a line may have.
    limit: Time,
}

/// Where a time was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) time: Time,
    /// Where it begins, if it is of ISO 8601, and any line with the same bytes up to its hours has its time there, too.
    start: Option<usize>,
    /// The byte behind it.
    pub(super) end: usize,
    pub(super) format: Format,
}

/// How a time is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Iso,
    Apache,
    Syslog,
    Klog,
    Epoch,
}

impl Times {
    /// Lines without a year get the latest one with which they are not after `now` by more than a day.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        let year_of = |time: Time| Date::of_day(time.seconds() / DAY).year;
        let limit = Time::from_seconds(clock.now.seconds() + DAY);
        let year = i64::from(clock.year);
        // On the last day of a year there are clocks that are ahead, in the next one already.
        Self { year: if year == year_of(clock.now) { year_of(limit) } else { year }, limit }
    }

    /// The time of a line: that under a JSON key, if the line is JSON, or else the first one.
    #[must_use]
    pub fn find(&self, line: &[u8]) -> Option<Time> {
        self.locate(line).map(|found| found.time)
    }

    /// The same with its place.
    pub(super) fn locate(&self, line: &[u8]) -> Option<Found> {
        let reach = &line[..line.len().min(REACH)];
        match reach.trim_ascii_start().first()? {
            // Whether there is a key, or a clock, is told by all of the line: that another one is the same up to somewhere says nothing.
            b'{' => self.keyed(line).or_else(|| Some(self.first(reach)?.unsure())),
            _ => at_start(reach).or_else(|| self.first(reach)).or_else(|| {
                memchr::memchr(b'{', reach)?;
                Some(self.keyed(line)?.unsure())
            }),
        }
    }

    /// The first time of a text that has a clock in it.
    fn first(&self, text: &[u8]) -> Option<Found> {
        let mut colons = memchr::memchr_iter(b':', text);
        let at_first = self.around(text, colons.next()?);
        at_first.or_else(|| Some(colons.find_map(|colon| self.around(text, colon))?.unsure()))
    }

    /// The time whose hours end at a colon: what stands before the hours tells the format.
    fn around(&self, text: &[u8], colon: usize) -> Option<Found> {
        let before = colon.checked_sub(3)?;
        match (text[before], *text.get(before.checked_sub(3)?)?) {
            (b'T' | b't' | b' ', b'-' | b'/') => iso(text, before.checked_sub(10)?),
            (b':', _) => apache(text, before.checked_sub(11)?),
            (b' ', b' ') => self.syslog(text, before.checked_sub(6)?),
            (b' ', b'0'..=b'9') => self.klog(text, before.checked_sub(5)?),
            _ => None,
        }
    }

    /// `Mar  1 00:00:00`, and with a year behind it, as Apache writes its errors.
    fn syslog(&self, text: &[u8], start: usize) -> Option<Found> {
        let month = month(text, start).filter(|_| starts_word(text, start))?;
        let day = if text[start + 4] == b' ' { digits::<1>(text, start + 5)? } else { digits::<2>(text, start + 4)? };
        let daytime = Daytime::read(text, start + 7)?;
        let year = digits::<4>(text, daytime.end + 1).filter(|_| text[daytime.end] == b' ' && !is_digit(text, daytime.end + 5));
        let (date, end) = match year.and_then(|year| Date::new(year, month, day)) {
            Some(date) => (date, daytime.end + 5),
            None => (self.dated(month, day, daytime.seconds)?, daytime.end),
        };
        Some(daytime.on(date, 0, end, Format::Syslog))
    }

    /// `I0301 12:00:00.000000`
    fn klog(&self, text: &[u8], start: usize) -> Option<Found> {
        if !matches!(text[start], b'I' | b'W' | b'E' | b'F' | b'D') || !starts_word(text, start) {
            return None;
        }
        let daytime = Daytime::read(text, start + 6)?;
        let date = self.dated(digits::<2>(text, start + 1)?, digits::<2>(text, start + 3)?, daytime.seconds)?;
        Some(daytime.on(date, 0, daytime.end, Format::Klog))
    }

    /// The latest date that is not in the future. There are up to eight years from one 29th of February to the next.
    fn dated(&self, month: i64, day: i64, seconds: i64) -> Option<Date> {
        let past = |date: &Date| date.days() * DAY + seconds <= self.limit.seconds();
        (self.year - 8..=self.year).rev().filter_map(|year| Date::new(year, month, day)).find(past)
    }

    /// The first value of a JSON key of a time that is one.
    fn keyed(&self, line: &[u8]) -> Option<Found> {
        let reach = &line[..line.len().min(KEYED_REACH)];
        memchr::memchr_iter(b'"', reach).find_map(|quote| {
            let rest = &reach[quote + 1..];
            let key = KEYS.iter().find(|key| key.first() == rest.first() && rest.starts_with(key))?;
            if quote > 0 && !matches!(reach[quote - 1], b'{' | b',' | b' ' | b'\t') {
                return None;
            }
            let colon = skip_blanks(reach, quote + 1 + key.len());
            let value = skip_blanks(reach, colon + 1);
            if reach.get(colon) != Some(&b':') {
                return None;
            }
            self.value(reach, value)
        })
    }

    /// The time that a JSON value is.
    fn value(&self, text: &[u8], at: usize) -> Option<Found> {
        if text.get(at) != Some(&b'"') {
            return epoch(text, at);
        }
        // As most are; what is below finds the same.
        if let Some(found) = iso(text, at + 1).filter(|found| text.get(found.end) == Some(&b'"') && found.end < at + 1 + LONGEST) {
            return Some(found);
        }
        let inside = &text[at + 1..text.len().min(at + 1 + LONGEST)];
        let inside = &inside[..memchr::memchr(b'"', inside)?];
        let found = epoch(inside, 0).or_else(|| self.first(inside))?;
        Some(Found { end: found.end + at + 1, ..found.unsure() })
    }
}

impl Found {
    /// The same, which says nothing of other lines.
    const fn unsure(self) -> Self {
        Self { start: None, ..self }
    }
}

/// `2026-03-01T12:00:00.123+01:00`, with a blank for the `T`, slashes, a comma, or less of it.
fn iso(text: &[u8], start: usize) -> Option<Found> {
    let day = text.get(start..start + 11)?;
    if !matches!(day[4], b'-' | b'/') || day[7] != day[4] || !matches!(day[10], b'T' | b't' | b' ') || !starts_word(text, start) {
        return None;
    }
    let date = Date::new(digits::<4>(day, 0)?, digits::<2>(day, 5)?, digits::<2>(day, 8)?)?;
    let daytime = Daytime::read(text, start + 11)?;
    let (offset, end) = zone(text, daytime.end);
    Some(Found { start: Some(start), ..daytime.on(date, offset, end, Format::Iso) })
}

/// `10/Mar/2026:13:55:36 +0000`
fn apache(text: &[u8], start: usize) -> Option<Found> {
    let slashes = text[start + 2] == b'/' && text[start + 6] == b'/';
    if !slashes || !starts_word(text, start) {
        return None;
    }
    let date = Date::new(digits::<4>(text, start + 7)?, month(text, start + 3)?, digits::<2>(text, start)?)?;
    let daytime = Daytime::read(text, start + 12)?;
    let (offset, end) = zone(text, daytime.end);
    Some(daytime.on(date, offset, end, Format::Apache))
}

/// Seconds since 1970 at the start of a line, also in brackets.
fn at_start(line: &[u8]) -> Option<Found> {
    let found = epoch(line, usize::from(line.first() == Some(&b'[')))?;
    line.get(found.end).is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b']' | b':' | b',' | b';' | b'|')).then_some(found)
}

/// Seconds since 1970 with ten digits and maybe a fraction; thousandths, millionths and billionths of them have 13, 16 and 19.
fn epoch(text: &[u8], start: usize) -> Option<Found> {
    let count = text.get(start..)?.iter().take(20).take_while(|byte| byte.is_ascii_digit()).count();
    if !matches!(count, 10 | 13 | 16 | 19) || text[start] == b'0' {
        return None;
    }
    let (seconds, end) = (digits::<10>(text, start)?, start + count);
    let (millis, end) = if count == 10 { fraction(text, end) } else { (digits::<3>(text, start + 10), end) };
    // `1e9` is another number, and so is what goes on with letters another text.
    if text.get(end).is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    Some(Found { time: Time::new(seconds, millis), start: None, end, format: Format::Epoch })
}

/// The time of a day.
#[derive(Clone, Copy)]
struct Daytime {
    seconds: i64,
    millis: Option<i64>,
    /// The byte behind it.
    end: usize,
}

impl Daytime {
    /// `12:00:00.123`; the fraction may be absent, and so may the seconds.
    fn read(text: &[u8], start: usize) -> Option<Self> {
        let (hour, minute) = (digits::<2>(text, start)?, digits::<2>(text, start + 3)?);
        let has_seconds = text.get(start + 5) == Some(&b':');
        let second = if has_seconds { digits::<2>(text, start + 6)? } else { 0 };
        let end = if has_seconds { start + 8 } else { start + 5 };
        // 60 is a leap second.
        if text[start + 2] != b':' || hour > 23 || minute > 59 || second > 60 || is_digit(text, end) {
            return None;
        }
        let (millis, end) = if has_seconds { fraction(text, end) } else { (None, end) };
        Some(Self { seconds: hour * 3600 + minute * 60 + second, millis, end })
    }

    fn on(self, date: Date, offset: i64, end: usize, format: Format) -> Found {
        Found { time: Time::new(date.days() * DAY + self.seconds - offset, self.millis), start: None, end, format }
    }
}

/// The milliseconds of `.123456` or `,123`, and where it ends.
fn fraction(text: &[u8], at: usize) -> (Option<i64>, usize) {
    if !matches!(text.get(at), Some(b'.' | b',')) || !is_digit(text, at + 1) {
        return (None, at);
    }
    let count = text[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let digit = |i: usize| if i < count { i64::from(text[at + 1 + i] - b'0') } else { 0 };
    (Some(digit(0) * 100 + digit(1) * 10 + digit(2)), at + 1 + count)
}

/// The seconds that a zone is ahead, and where it ends: `Z`, `+01:00`, `+0100`, `+01`, ` +0100`. None is UTC.
fn zone(text: &[u8], at: usize) -> (i64, usize) {
    let none = (0, at);
    let sign = at + usize::from(text.get(at) == Some(&b' '));
    let ahead = match text.get(sign) {
        Some(b'Z' | b'z') if sign == at => return (0, at + 1),
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return none,
    };
    let Some(hours) = digits::<2>(text, sign + 1).filter(|&hours| hours < 24) else { return none };
    let colon = usize::from(text.get(sign + 3) == Some(&b':'));
    let (minutes, end) = match digits::<2>(text, sign + 3 + colon) {
        Some(minutes) => (minutes, sign + 5 + colon),
        // ` -05` behind a blank may be anything.
        None if sign == at => (0, sign + 3),
        None => return none,
    };
    if minutes > 59 || is_digit(text, end) { none } else { (ahead * (hours * 3600 + minutes * 60), end) }
}

/// The number of `N` digits.
#[inline]
fn digits<const N: usize>(text: &[u8], at: usize) -> Option<i64> {
    let text: &[u8; N] = text.get(at..)?.first_chunk()?;
    let (mut number, mut wrong) = (0, false);
    for byte in text {
        let digit = byte.wrapping_sub(b'0');
        wrong |= digit > 9;
        number = number * 10 + i64::from(digit);
    }
    (!wrong).then_some(number)
}

fn is_digit(text: &[u8], at: usize) -> bool {
    text.get(at).is_some_and(u8::is_ascii_digit)
}

/// The number of a month of three letters and a sign that is none.
fn month(text: &[u8], at: usize) -> Option<i64> {
    let name = text.get(at..at + 3)?;
    let month = (1..).zip(MONTHS).find(|(_, month)| month.as_slice() == name)?.0;
    matches!(text.get(at + 3), Some(b' ' | b'/')).then_some(month)
}

fn starts_word(text: &[u8], at: usize) -> bool {
    at == 0 || !text[at - 1].is_ascii_alphanumeric()
}

fn skip_blanks(text: &[u8], at: usize) -> usize {
    at + text.iter().skip(at).take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}
