//! [`Recent`]: times of lines that begin like the line before.

use super::{DAY, Daytime, Found, LONGEST, Time, Times, zone};

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
        let Daytime { seconds, millis, end } = Daytime::read(line, at)?;
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
        let Some(start) = start.filter(|start| *start <= FURTHEST) else { return Some(time) };
        let head = &line[..start + DATE];
        if let Some(Daytime { seconds, end, .. }) = Daytime::read(line, head.len()) {
            self.day = time.seconds() + zone(line, end).0 - seconds;
            // A time before the first or behind the last that there is was moved.
            if self.day % DAY == 0 {
                self.head.extend(head);
            }
        }
        Some(time)
    }
}
