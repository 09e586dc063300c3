//! [`Progress`]: a line on the terminal that says how far long work has come.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::render::summary::grouped;

/// Work that takes less needs no line.
const FIRST: Duration = Duration::from_secs(1);

/// How often the line changes.
const INTERVAL: Duration = Duration::from_millis(200);

/// The most columns of the line. In the last of a terminal with 80, some would begin a new line.
const COLUMNS: usize = 79;

/// What workers add to.
#[derive(Debug, Default)]
pub(super) struct Counters {
    /// Bytes read, as they are on the disk.
    pub(super) bytes: AtomicU64,
    /// Findings so far.
    pub(super) findings: AtomicU64,
}

/// Whether somebody would see the line: the standard error is a terminal that can go back in a line.
pub(super) fn is_visible() -> bool {
    io::stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|terminal| terminal != "dumb")
}

/// The line, while there is work.
#[derive(Debug)]
pub(super) struct Progress<'p, W> {
    counters: &'p Counters,
    /// How many bytes there are to read, if that is known.
    total: Option<u64>,
    columns: usize,
    line: Mutex<Line<W>>,
    ended: Condvar,
}

/// What stands on the terminal.
#[derive(Debug)]
struct Line<W> {
    sink: W,
    /// How many columns of it are in use.
    width: usize,
    is_over: bool,
}

impl<'p> Progress<'p, io::Stderr> {
    /// A line on the standard error, as wide as that terminal allows.
    pub(super) fn on_stderr(counters: &'p Counters, total: Option<u64>) -> Self {
        let columns = terminal_size::terminal_size_of(io::stderr()).map_or(COLUMNS, |(width, _)| usize::from(width.0).saturating_sub(1));
        Self::new(counters, total, columns, io::stderr())
    }
}

impl<'p, W: Write + Send> Progress<'p, W> {
    fn new(counters: &'p Counters, total: Option<u64>, columns: usize, sink: W) -> Self {
        let line = Mutex::new(Line { sink, width: 0, is_over: false });
        Self { counters, total, columns: columns.min(COLUMNS), line, ended: Condvar::new() }
    }

    /// Shows the line while the work goes on; it is gone when this returns. Where no thread is to be had, the work is done without it.
    pub(super) fn during<T>(&self, work: impl FnOnce() -> T) -> T {
        thread::scope(|scope| {
            let _end = End(self);
            let _ = thread::Builder::new().name("progress".to_owned()).spawn_scoped(scope, || self.show());
            work()
        })
    }

    /// Does something for which the line is away, such as printing a message. It comes back by itself.
    pub(super) fn aside<T>(&self, act: impl FnOnce() -> T) -> T {
        let mut line = self.line();
        line.put("");
        act()
    }

    fn show(&self) {
        let start = Instant::now();
        let mut line = self.line();
        let mut patience = FIRST;
        while !line.is_over {
            let (next, timeout) = self.ended.wait_timeout(line, patience).unwrap_or_else(PoisonError::into_inner);
            line = next;
            if timeout.timed_out() && !line.is_over {
                line.put(&self.text(start.elapsed()));
                patience = INTERVAL;
            }
        }
    }

    fn text(&self, elapsed: Duration) -> String {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        text(count(&self.counters.bytes), count(&self.counters.findings), self.total, elapsed, self.columns)
    }

    fn line(&self) -> MutexGuard<'_, Line<W>> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes the line away at the end of the work, also if it panics.
struct End<'e, 'p, W: Write + Send>(&'e Progress<'p, W>);

impl<W: Write + Send> Drop for End<'_, '_, W> {
    fn drop(&mut self) {
        let mut line = self.0.line();
        line.is_over = true;
        line.put("");
        drop(line);
        self.0.ended.notify_all();
    }
}

impl<W: Write> Line<W> {
    /// Puts a text in place of the one that is there. With spaces, which all terminals know.
    fn put(&mut self, text: &str) {
        let width = text.len();
        if width == 0 && self.width == 0 {
            return;
        }
        let blank = self.width.saturating_sub(width);
        let end = if width == 0 { "\r" } else { "" };
        // In one piece, so that it does not flicker. A terminal that is gone is no reason to stop.
        let _ = self.sink.write_all(format!("\r{text}{:blank$}{end}", "").as_bytes()).and_then(|()| self.sink.flush());
        self.width = width;
    }
}

/// The line, in ASCII: `1.2 GB of 4.8 GB, 25%, 812 MB/s, 1,204 findings, 5 s left`. What does not fit is left out from the right.
fn text(bytes: u64, findings: u64, total: Option<u64>, elapsed: Duration, columns: usize) -> String {
    let millis = elapsed.as_millis().max(1);
    let rate = u64::try_from(u128::from(bytes) * 1000 / millis).unwrap_or(u64::MAX);
    // A file may have grown since it was looked at.
    let total = total.filter(|total| *total >= bytes && *total > 0);
    let mut parts = vec![size(bytes)];
    if let Some(total) = total {
        parts[0] += &format!(" of {}", size(total));
        parts.push(format!("{}%", bytes.saturating_mul(100).checked_div(total).unwrap_or(0)));
    }
    parts.push(format!("{}/s", size(rate)));
    parts.push(if findings == 1 { "1 finding".to_owned() } else { format!("{} findings", grouped(findings)) });
    if let Some(total) = total.filter(|_| bytes > 0) {
        let left = u128::from(total - bytes).saturating_mul(millis).div_ceil(u128::from(bytes)).div_ceil(1000);
        parts.push(format!("{} left", duration(left)));
    }
    let mut line = String::new();
    for part in &parts {
        let separator = if line.is_empty() { "" } else { ", " };
        if line.len() + separator.len() + part.len() > columns {
            break;
        }
        let _ = write!(line, "{separator}{part}");
    }
    line
}

/// Bytes in the unit in which they are read best.
fn size(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["B", "kB", "MB", "GB", "TB", "PB"];
    let bytes = u128::from(bytes);
    let (mut unit, mut divisor) = (0, 1);
    // From where it would be rounded to the next.
    while 2 * bytes >= 1999 * divisor && unit + 1 < UNITS.len() {
        unit += 1;
        divisor *= 1000;
    }
    let tenths = (10 * bytes + divisor / 2) / divisor;
    let number = match tenths {
        0..1000 if unit > 0 => format!("{}.{}", tenths / 10, tenths % 10),
        _ => ((bytes + divisor / 2) / divisor).to_string(),
    };
    format!("{number} {}", UNITS[unit])
}

/// Seconds, in the two units in which they are read best.
fn duration(seconds: u128) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        3600..360_000 => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
        _ => "days".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: u64, findings: u64, total: Option<u64>, seconds: u64, columns: usize, expected: &str) {
        assert_eq!(text(bytes, findings, total, Duration::from_secs(seconds), columns), expected);
    }

    #[test]
    fn the_line_says_how_far_it_is() {
        check(1_200_000_000, 1204, Some(4_800_000_000), 2, 79, "1.2 GB of 4.8 GB, 25%, 600 MB/s, 1,204 findings, 6 s left");
        check(1_200_000_000, 1204, Some(4_800_000_000), 2, 40, "1.2 GB of 4.8 GB, 25%, 600 MB/s");
        check(1_200_000_000, 1204, Some(4_800_000_000), 2, 5, "");
        check(999_600, 1, None, 1, 79, "1.0 MB, 1.0 MB/s, 1 finding");
        check(0, 0, Some(10), 1, 79, "0 B of 10 B, 0%, 0 B/s, 0 findings");
        check(11, 1_000_000, Some(10), 0, 79, "11 B, 11.0 kB/s, 1,000,000 findings");
        check(1, 0, Some(200_000), 1, 79, "1 B of 200 kB, 0%, 1 B/s, 0 findings, 55 h 33 min left");
        check(1, 0, Some(7_000), 2, 79, "1 B of 7.0 kB, 0%, 0 B/s, 0 findings, 3 h 53 min left");
    }

    #[test]
    fn the_line_is_never_too_wide() {
        for bytes in [0, 1, 999, u64::MAX / 3, u64::MAX - 1, u64::MAX] {
            for (findings, seconds) in [(u64::MAX, 0), (0, u64::MAX), (u64::MAX, 1)] {
                for total in [None, Some(0), Some(u64::MAX)] {
                    let line = text(bytes, findings, total, Duration::from_secs(seconds), COLUMNS);
                    assert!(line.is_ascii() && line.len() <= COLUMNS && !line.is_empty(), "{line}");
                }
            }
        }
    }

    #[test]
    fn a_line_takes_the_place_of_the_one_before() {
        let mut line = Line { sink: Vec::new(), width: 0, is_over: false };
        for text in ["", "long", "on", "", ""] {
            line.put(text);
        }
        assert_eq!(line.sink, b"\rlong\ron  \r  \r");
    }

    #[test]
    fn short_work_shows_nothing() {
        let counters = Counters::default();
        let mut sink = Vec::new();
        let progress = Progress::new(&counters, None, 200, &mut sink);
        assert_eq!(progress.columns, COLUMNS);
        assert_eq!(progress.during(|| progress.aside(|| 7)), 7);
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| progress.during(|| panic!("the work panicked"))));
        assert!(caught.is_err());
        let Line { width, is_over, .. } = *progress.line();
        assert_eq!((width, is_over), (0, true));
        // Whoever runs the tests may look at a terminal, or not.
        let _ = is_visible();
        assert!(Progress::on_stderr(&counters, None).columns <= COLUMNS);
        assert_eq!(sink, b"");
    }
}
