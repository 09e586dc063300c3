//! [`run`]: workers that take blocks from one reader, and write in the order of the blocks.
//!
//! There is no queue. A worker takes its turn at the reader, works on what it got, and takes its turn at the sink when all blocks before its
//! own have been written. So there are never more buffers than workers, however long the input is, and a slow sink slows down reading. Of a
//! file, all read at the same time, each another part; only the cutting of the parts at line ends is done in turns.

use std::io::{self, BufWriter, Write};
use std::num::NonZeroUsize;
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::blocks::{Block, Buffer, Claim, Reader, Ticket, Turn};

/// How much is written at once when there is no hurry.
const WRITE: usize = 64 << 10;

/// How much room an output keeps for the next block.
const OUTPUT: usize = 1 << 20;

/// Works on blocks. There is one for each thread, so it may keep what it likes in itself.
pub trait Work: Send {
    /// Works on a block, and puts what is to be written into `output`, which is empty.
    ///
    /// # Errors
    /// What is to stop the run.
    fn work(&mut self, block: &Block, text: &Buffer, output: &mut Vec<u8>) -> io::Result<Written>;
}

/// What is to be written for a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// What is in the output, which may be nothing.
    Output,
    /// The text as it is. It is not copied.
    Text,
}

/// When what is written must have left the program.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Flush {
    /// Each line by itself.
    Line,
    /// At the end; in between as it is cheapest.
    Block,
    /// What one read gave, at once.
    #[default]
    Auto,
}

/// How a run ended.
#[derive(Debug)]
pub struct Outcome<W> {
    /// The workers, with what they kept.
    pub workers: Vec<W>,
    /// The first error, of the sink or of a worker. A sink that is a closed pipe is one, too.
    pub result: io::Result<()>,
}

/// Hands all blocks of a reader to workers, and writes what they make of them, in the order of the blocks. With one worker no thread is
/// started. `make` is called for each worker, before any of them begins.
///
/// The first error stops all workers. A worker that panics stops them too, and the panic goes on in the caller.
pub fn run<W: Work>(
    reader: &mut Reader<'_>,
    threads: NonZeroUsize,
    make: impl FnMut() -> W,
    sink: &mut (dyn Write + Send),
    flush: Flush,
) -> Outcome<W> {
    let mut workers: Vec<W> = std::iter::repeat_with(make).take(threads.get()).collect();
    let pool = Pool::new(reader, sink, flush);
    if let Some((own, others)) = workers.split_first_mut() {
        thread::scope(|scope| {
            let handles: Vec<_> = others
                .iter_mut()
                // Where no thread is to be had, those there are do it.
                .map_while(|worker| thread::Builder::new().spawn_scoped(scope, || pool.work(worker)).ok())
                .collect();
            pool.work(own);
            for handle in handles {
                if let Err(reason) = handle.join() {
                    panic::resume_unwind(reason);
                }
            }
        });
    }
    Outcome { workers, result: pool.finish() }
}

/// What the workers share.
struct Pool<'p, 'r> {
    reader: Mutex<&'p mut Reader<'r>>,
    /// A part of a file was cut, or all is to stop.
    is_settled: Condvar,
    turns: Mutex<Turns<'p>>,
    /// Another block may be written, or all is to stop.
    is_next: Condvar,
    /// Beside the lock of the turns, which is held while a slow sink takes its time.
    is_stopped: AtomicBool,
    flush: Flush,
}

/// Whose turn it is to write.
struct Turns<'p> {
    sink: BufWriter<&'p mut (dyn Write + Send)>,
    /// The block that is written next.
    next: u64,
    /// Which of the blocks from `next` on have nothing to be written, the lowest bit for `next`. Their workers do not wait.
    empty: u64,
    error: Option<io::Error>,
}

impl Turns<'_> {
    /// Notes that a block has nothing to be written; `false` if it is too far ahead for that.
    const fn skip(&mut self, block: u64) -> bool {
        let ahead = block - self.next;
        if ahead < u64::BITS as u64 {
            self.empty |= 1 << ahead;
            self.pass();
        }
        ahead < u64::BITS as u64
    }

    /// Goes to the next block that may have something to be written.
    const fn pass(&mut self) {
        let passed = self.empty.trailing_ones();
        self.next += passed as u64;
        self.empty = if passed == u64::BITS { 0 } else { self.empty >> passed };
    }
}

impl<'p, 'r> Pool<'p, 'r> {
    fn new(reader: &'p mut Reader<'r>, sink: &'p mut (dyn Write + Send), flush: Flush) -> Self {
        let next = reader.next_number();
        let turns = Turns { sink: BufWriter::with_capacity(WRITE, sink), next, empty: 0, error: None };
        let (reader, turns) = (Mutex::new(reader), Mutex::new(turns));
        let (is_settled, is_next) = (Condvar::new(), Condvar::new());
        Self { reader, is_settled, turns, is_next, is_stopped: AtomicBool::new(false), flush }
    }

    /// What one worker does all the time.
    fn work(&self, worker: &mut impl Work) {
        let _alarm = Alarm(self);
        let mut text = Buffer::default();
        let mut output = Vec::new();
        while let Some(block) = self.read(&mut text) {
            output.clear();
            output.shrink_to(OUTPUT);
            let written = worker.work(&block, &text, &mut output).and_then(|written| match written {
                Written::Output => self.write(block.number, &output),
                Written::Text => self.write(block.number, text.text()),
            });
            if let Err(error) = written {
                return self.stop(Some(error));
            }
        }
    }

    fn read(&self, text: &mut Buffer) -> Option<Block> {
        loop {
            let mut reader = self.reader();
            // Only asked now that the reader is ours: nothing is read any more once all is to stop.
            if self.is_stopped() {
                return None;
            }
            let block = match reader.claim()? {
                Claim::Next => reader.next(text),
                Claim::Rest => {
                    let block = reader.rest(text);
                    drop(reader);
                    self.is_settled.notify_all();
                    block
                }
                Claim::At(ticket) => {
                    drop(reader);
                    self.read_part(&ticket, text)
                }
            };
            if block.is_some() {
                return block;
            }
        }
    }

    /// Reads a part of a file beside the others, and makes a block of it when it is next.
    fn read_part(&self, ticket: &Ticket<'r>, text: &mut Buffer) -> Option<Block> {
        let loaded = text.load(ticket);
        let mut reader = self.reader();
        while reader.turn(ticket) == Turn::Wait && !self.is_stopped() {
            reader = self.is_settled.wait(reader).unwrap_or_else(PoisonError::into_inner);
        }
        let block = reader.settle(ticket, &loaded, text);
        drop(reader);
        self.is_settled.notify_all();
        block
    }

    fn reader(&self) -> MutexGuard<'_, &'p mut Reader<'r>> {
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes when it is the block's turn. Once all is to stop, it never is.
    fn write(&self, block: u64, bytes: &[u8]) -> io::Result<()> {
        let mut turns = self.turns();
        if !bytes.is_empty() || !turns.skip(block) {
            while turns.next != block && !self.is_stopped() {
                turns = self.is_next.wait(turns).unwrap_or_else(PoisonError::into_inner);
            }
            if self.is_stopped() {
                return Ok(());
            }
            put(&mut turns.sink, bytes, self.flush)?;
            turns.skip(block);
        }
        drop(turns);
        self.is_next.notify_all();
        Ok(())
    }

    fn turns(&self) -> MutexGuard<'_, Turns<'p>> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }

    /// Stops all workers. Of several errors the first counts.
    fn stop(&self, error: Option<io::Error>) {
        let mut turns = self.turns();
        turns.error = turns.error.take().or(error);
        // Under the lock, so that nobody who has just asked begins to wait now.
        self.is_stopped.store(true, Ordering::Relaxed);
        drop(turns);
        self.is_next.notify_all();
        // Whoever waits for its turn at the reader must not go to sleep between asking and this.
        drop(self.reader());
        self.is_settled.notify_all();
    }

    fn finish(self) -> io::Result<()> {
        let mut turns = self.turns.into_inner().unwrap_or_else(PoisonError::into_inner);
        match turns.error {
            Some(error) => {
                // What the sink did not take, it is not offered again.
                let _ = turns.sink.into_parts();
                Err(error)
            }
            None => turns.sink.flush(),
        }
    }
}

/// Stops the other workers when its own panics: they may be waiting for a block that will never be written.
struct Alarm<'a, 'p, 'r>(&'a Pool<'p, 'r>);

impl Drop for Alarm<'_, '_, '_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop(None);
        }
    }
}

fn put(sink: &mut impl Write, bytes: &[u8], flush: Flush) -> io::Result<()> {
    match flush {
        Flush::Line => bytes.split_inclusive(|byte| *byte == b'\n').try_for_each(|line| sink.write_all(line).and_then(|()| sink.flush())),
        Flush::Block => sink.write_all(bytes),
        Flush::Auto => sink.write_all(bytes).and_then(|()| sink.flush()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;
    use std::thread::ThreadId;

    use proptest::prelude::*;

    use super::super::blocks::{Settings, Source};
    use super::*;

    /// Passes text on in one way or another, as its first byte says.
    #[derive(Default)]
    struct Pass {
        bytes: usize,
        thread: Option<ThreadId>,
    }

    impl Work for Pass {
        fn work(&mut self, block: &Block, text: &Buffer, output: &mut Vec<u8>) -> io::Result<Written> {
            self.bytes += text.text().len();
            self.thread = Some(thread::current().id());
            // Uneven work: others get ahead.
            (0..block.number % 3).for_each(|_| thread::yield_now());
            match text.text().first() {
                Some(b'!') => panic!("a worker panicked"),
                Some(b'?') => return Err(io::Error::other("a worker failed")),
                Some(b'-') => return Ok(Written::Output),
                Some(b'=') => return Ok(Written::Text),
                _ => output.extend(text.text()),
            }
            Ok(Written::Output)
        }
    }

    /// What was written, with each flush as a `|`, until it is closed.
    struct Sink {
        written: Vec<u8>,
        room: usize,
    }

    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.room = self.room.checked_sub(bytes.len()).ok_or(ErrorKind::BrokenPipe)?;
            self.written.extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            self.written.push(b'|');
            Ok(())
        }
    }

    fn pass(text: &[u8], block: usize, threads: usize, flush: Flush, sink: &mut Sink) -> Outcome<Pass> {
        let source = Source::stream(text);
        let settings = Settings { block, ..Settings::default() };
        let mut reader = Reader::new(settings, std::iter::once(Ok(source)), |_, _| {});
        run(&mut reader, NonZeroUsize::new(threads).unwrap(), Pass::default, sink, flush)
    }

    fn check(text: &str, block: usize, flush: Flush, expected: &str) {
        for threads in [1, 4] {
            let mut sink = Sink { written: Vec::new(), room: usize::MAX };
            pass(text.as_bytes(), block, threads, flush, &mut sink).result.unwrap();
            // All is flushed once more at the end.
            assert_eq!(String::from_utf8(sink.written).unwrap(), format!("{expected}|"), "{text:?} {threads}");
        }
    }

    #[test]
    fn output_leaves_when_it_should() {
        check("a\nb\nc\n", 4, Flush::Line, "a\n|b\n|c\n|");
        check("a\nb\nc\n", 4, Flush::Auto, "a\nb\n|c\n|");
        check("a\nb\nc\n", 4, Flush::Block, "a\nb\nc\n");
        check("=a\n-b\nc\n", 3, Flush::Auto, "=a\n|c\n|");
        check("", 4, Flush::Line, "");
    }

    #[test]
    fn one_worker_needs_no_thread() {
        let mut sink = Sink { written: Vec::new(), room: usize::MAX };
        let outcome = pass(b"a\nb\n", 2, 1, Flush::Auto, &mut sink);
        let [worker] = &outcome.workers[..] else { panic!("one worker") };
        assert_eq!((worker.bytes, worker.thread), (4, Some(thread::current().id())));
    }

    #[test]
    fn the_first_error_stops_all() {
        let text = "line\n".repeat(10_000);
        for threads in [1, 3] {
            let mut sink = Sink { written: Vec::new(), room: 100 };
            let outcome = pass(text.as_bytes(), 5, threads, Flush::Line, &mut sink);
            assert_eq!(outcome.result.unwrap_err().kind(), ErrorKind::BrokenPipe);
            assert_eq!(sink.written.split(|byte| *byte == b'\n').count(), 21);
            assert!(outcome.workers.iter().map(|worker| worker.bytes).sum::<usize>() < 1000);
            let mut sink = Sink { written: Vec::new(), room: usize::MAX };
            let failing = format!("line\n?\n{text}");
            assert_eq!(pass(failing.as_bytes(), 5, threads, Flush::Line, &mut sink).result.unwrap_err().to_string(), "a worker failed");
        }
    }

    #[test]
    fn a_panic_is_not_swallowed() {
        let text = format!("{}!\n{}", "line\n".repeat(20), "line\n".repeat(1000));
        for threads in [1, 4] {
            let mut sink = Sink { written: Vec::new(), room: usize::MAX };
            let result = panic::catch_unwind(panic::AssertUnwindSafe(|| pass(text.as_bytes(), 5, threads, Flush::Auto, &mut sink).result));
            assert_eq!(*result.unwrap_err().downcast::<&str>().unwrap(), "a worker panicked");
        }
    }

    #[test]
    fn empty_blocks_run_ahead_but_not_for_ever() {
        let mut sink = io::sink();
        let mut turns = Turns { sink: BufWriter::new(&mut sink), next: 7, empty: 0, error: None };
        assert!(turns.skip(8) && turns.skip(70) && !turns.skip(71));
        assert_eq!(turns.next, 7);
        assert!(turns.skip(7));
        assert_eq!((turns.next, turns.empty), (9, 1 << 61));
        (9..70).for_each(|block| assert!(turns.skip(block)));
        assert_eq!((turns.next, turns.empty), (71, 0));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

        #[test]
        fn what_goes_in_comes_out(
            lines in prop::collection::vec("[=a-f -]{0,9}\n?", 0..200), block in 1..30_usize, threads in 1..5_usize, is_line in any::<bool>(),
        ) {
            let text = lines.concat().replace('-', "=");
            let mut sink = Sink { written: Vec::new(), room: usize::MAX };
            let outcome = pass(text.as_bytes(), block, threads, if is_line { Flush::Line } else { Flush::Auto }, &mut sink);
            prop_assert!(outcome.result.is_ok());
            prop_assert_eq!(outcome.workers.len(), threads);
            prop_assert_eq!(outcome.workers.iter().map(|worker| worker.bytes).sum::<usize>(), text.len());
            prop_assert_eq!(String::from_utf8(sink.written).unwrap().replace('|', ""), text);
        }
    }
}
