//! [`Metrics`]: the counts of a scan that has no end, written while it goes on.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::scan::blocks::{Block, Buffer};
use crate::scan::pool::{Work, Written};

/// How long what was counted may be unwritten while there is always something to read. Collectors ask each 15 seconds or so.
pub(super) const EVERY: Duration = Duration::from_secs(5);

/// Writes metrics when it is time to.
pub(super) struct Metrics<'m> {
    every: Duration,
    state: Mutex<State<'m>>,
}

struct State<'m> {
    /// Writes what was counted, of so many bytes.
    write: Box<dyn FnMut(u64) + Send + 'm>,
    /// What has been read.
    bytes: u64,
    /// How much of it has been written, and when; nothing yet.
    written: Option<(u64, Instant)>,
}

impl<'m> Metrics<'m> {
    /// Calls `write` with the number of bytes that were read, at least so often.
    pub(super) fn new(every: Duration, write: impl FnMut(u64) + Send + 'm) -> Self {
        Self { every, state: Mutex::new(State { write: Box::new(write), bytes: 0, written: None }) }
    }

    /// There is nothing to read at the moment: a good time to write what has not been written.
    pub(super) fn idle(&self, now: Instant) {
        let mut state = self.state();
        if state.written.is_none_or(|(bytes, _)| bytes < state.bytes) {
            state.write(now);
        }
    }

    /// So many bytes more have been read, and all that is in them is counted.
    pub(super) fn read(&self, bytes: usize, now: Instant) {
        let mut state = self.state();
        state.bytes += bytes as u64;
        if state.written.is_none_or(|(_, then)| now.saturating_duration_since(then) >= self.every) {
            state.write(now);
        }
    }

    fn state(&self) -> MutexGuard<'_, State<'m>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State<'_> {
    fn write(&mut self, now: Instant) {
        (self.write)(self.bytes);
        self.written = Some((self.bytes, now));
    }
}

/// A worker that tells what it has read.
pub(super) struct Measured<'m, 'w, W> {
    pub(super) worker: W,
    pub(super) metrics: Option<&'m Metrics<'w>>,
}

impl<W: Work> Work for Measured<'_, '_, W> {
    fn work(&mut self, block: &Block, text: &Buffer, output: &mut Vec<u8>) -> io::Result<Written> {
        let written = self.worker.work(block, text, output)?;
        if let Some(metrics) = self.metrics {
            metrics.read(text.text().len(), Instant::now());
        }
        Ok(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_are_written_when_idle_and_from_time_to_time() {
        let mut written = Vec::new();
        let metrics = Metrics::new(EVERY, |bytes| written.push(bytes));
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        metrics.idle(at(0));
        metrics.idle(at(9));
        metrics.read(1, at(10));
        metrics.read(1, at(12));
        metrics.read(1, at(14));
        metrics.idle(at(14));
        metrics.idle(at(14));
        metrics.read(1, at(18));
        metrics.read(1, at(19));
        drop(metrics);
        assert_eq!(written, [0, 1, 3, 5]);
    }
}
