//! Days: from year, month and day to the number since the start of 1970, and back.

use std::fmt;

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Date {
    pub(super) year: i64,
    month: i64,
    day: i64,
}

impl Date {
    /// A day that there is, from 1970 to 2999.
    pub(super) fn new(year: i64, month: i64, day: i64) -> Option<Self> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 => 28 + i64::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        ((1..=days).contains(&day) && (1970..3000).contains(&year)).then_some(Self { year, month, day })
    }

    /// The days since the start of 1970. Years are counted from March, so that the odd day is the last one.
    pub(super) const fn days(self) -> i64 {
        let year = if self.month <= 2 { self.year - 1 } else { self.year };
        let day = (153 * ((self.month + 9) % 12) + 2) / 5 + self.day - 1;
        year * 365 + year / 4 - year / 100 + year / 400 + day - 719_468
    }

    /// The day so many days after the start of 1970.
    pub(super) const fn of_day(days: i64) -> Self {
        let days = days + 719_468;
        let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let (year, month, day) = (year + era * 400, if month < 10 { month + 3 } else { month - 9 }, day - (153 * month + 2) / 5 + 1);
        Self { year: if month <= 2 { year + 1 } else { year }, month, day }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}
