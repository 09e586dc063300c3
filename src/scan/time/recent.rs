//! [`Recent`]: times of lines that begin like the line before.

use super::{DAY, Found, LONGEST, Time, Times, fraction, zone};

/// The bytes of a date and what parts it from the time, `2026-03-01T`.
const DATE: usize = 11;
/// No more bytes than these may stand before a date.
const FURTHEST: usize = 96;

/// Finds the times of lines, as [`Times`] does. Where one begins like the line before, with the same bytes up to its hours, only its clock is
/// read: of a log nearly all do.
#[derive(Debug, Clone)]
pub struct Recent {
    times: Times,
    /// The line before up to its hours; empty if it could not be told from these where its time is.
    head: Vec<u8>,
    /// The day in it, in seconds since the start of 1970.
    day: i64,
}

impl Recent {
    /// Nothing was read yet.
    #[must_use]
    pub const fn new(times: Times) -> Self {
        Self { times, head: Vec::new(), day: 0 }
    }

    /// The time of a line.
    #[inline]
    pub fn find(&mut self, line: &[u8]) -> Option<Time> {
        self.again(line).or_else(|| self.anew(line))
    }

    /// The time of a line that begins like the one before.
    #[inline]
    fn again(&self, line: &[u8]) -> Option<Time> {
        let at = self.head.len();
        if at == 0 || !line.starts_with(&self.head) {
            return None;
        }
        let (seconds, behind) = clock(line, at)?;
        let (millis, end) = fraction(line, behind);
        let (ahead, end) = zone(line, end);
        let start = at - DATE;
        let quote = self.head[..start].last().filter(|byte| **byte == b'"');
        // As far as all of them look.
        let is_whole = end < start + LONGEST && (quote.is_none() || line.get(end) == quote);
        is_whole.then(|| Time::new(self.day + seconds - ahead, millis))
    }

    fn anew(&mut self, line: &[u8]) -> Option<Time> {
        self.head.clear();
        let Found { time, start, .. } = self.times.locate(line)?;
        let head = start.filter(|start| *start <= FURTHEST).and_then(|start| line.get(..start + DATE));
        if let Some((head, (seconds, _))) = head.and_then(|head| Some((head, clock(line, head.len())?))) {
            let (_, end) = fraction(line, head.len() + 8);
            self.day = time.seconds() + zone(line, end).0 - seconds;
            // A time before the first or behind the last that there is was moved.
            self.head.extend(if self.day % DAY == 0 { head } else { &[] });
        }
        Some(time)
    }
}

/// The seconds of a clock, `12:00:00`, and where it ends.
#[inline]
fn clock(text: &[u8], at: usize) -> Option<(i64, usize)> {
    const SIGNS: u64 = u64::from_le_bytes(*b"00:00:00");
    /// What a byte may have more until its highest bit is set: nothing where there is a sign, 9 where there is a digit.
    const ROOM: u64 = u64::from_le_bytes(*b"vv\x7fvv\x7fvv");
    const HIGHEST: u64 = u64::from_le_bytes([0x80; 8]);
    let (clock, behind) = text.get(at..)?.split_first_chunk::<8>()?;
    let numbers = u64::from_le_bytes(*clock) ^ SIGNS;
    if (numbers | numbers.wrapping_add(ROOM)) & HIGHEST != 0 || behind.first().is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let numbers = numbers.to_le_bytes().map(i64::from);
    let [hour, minute, second] = [0, 3, 6].map(|at| numbers[at] * 10 + numbers[at + 1]);
    // 60 is a leap second.
    (hour < 24 && minute < 60 && second <= 60).then_some((hour * 3600 + minute * 60 + second, at + 8))
}
