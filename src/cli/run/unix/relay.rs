//! Passing one stream of a command on, byte for byte, as it comes.
//!
//! When the command has ended, what it wrote is passed on to the last byte. Others may still have the stream open: what the command
//! started and did not wait for. For them it is read on until nothing has come for [`QUIET`], and at most for [`LONGEST`], so that
//! `sh -c 'server &'` ends and `bash -c 'exec > >(tee log); …'` loses nothing. What they write later is lost to them.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, read, write};

use super::channel::Channel;
use super::settings::Settings;
use crate::cli::run::tail::{Stream, Tail};

/// How long nobody may write for the stream to be over.
const QUIET: Duration = Duration::from_millis(250);

/// How long is waited for others at most.
const LONGEST: Duration = Duration::from_secs(2);

/// More than a pipe or a pseudo terminal holds: after so many bytes, all that the command wrote has been read.
const MOST_HELD: usize = 1 << 20;

/// What is read at once.
const PIECE: usize = 1 << 17;

/// How passing on ended.
#[derive(Debug)]
pub(super) enum Relayed {
    /// All went through.
    All,
    /// The reader of our stream went away.
    Closed,
    /// It could not be written.
    Lost(io::Error),
}

/// A thread that passes a stream on.
///
/// It blocks in `read` and does not wait in `poll`: a pipe that was once polled wakes its reader for every write, which takes
/// five times as long.
pub(super) struct Relay {
    /// Owned by the thread: when nobody takes what the command prints, the command must see that.
    reader: Weak<OwnedFd>,
    progress: Arc<Progress>,
    settings: Arc<Mutex<Option<Settings>>>,
    result: Receiver<Relayed>,
}

#[derive(Default)]
struct Progress {
    read: AtomicUsize,
    is_writing: AtomicBool,
    is_enough: AtomicBool,
}

impl Relay {
    /// Begins to pass a stream on.
    pub(super) fn start(from: Channel, tail: &Arc<Mutex<Tail>>) -> io::Result<Self> {
        let Channel { reader, stream, settings } = from;
        let weak = Arc::downgrade(&reader);
        let progress = Arc::new(Progress::default());
        let (sender, result) = channel();
        let settings = Arc::new(Mutex::new(settings));
        let thread = Thread { stream, progress: Arc::clone(&progress), settings: Arc::clone(&settings), tail: Arc::clone(tail) };
        thread::Builder::new().spawn(move || {
            let relayed = thread.relay(&reader);
            drop(reader);
            // Nobody waits for one that was given up.
            let _ = sender.send(relayed);
        })?;
        Ok(Self { reader: weak, progress, settings, result })
    }

    /// How many bytes have been passed on.
    pub(super) fn read(&self) -> usize {
        self.progress.read.load(Ordering::SeqCst)
    }

    /// Waits until the stream is over. `end` is when the command ended, `first` what had been passed on by then.
    pub(super) fn finish(&self, end: Instant, first: usize) -> Relayed {
        let relayed = self.wait(end, first);
        *self.settings.lock().unwrap_or_else(PoisonError::into_inner) = None;
        relayed
    }

    fn wait(&self, end: Instant, first: usize) -> Relayed {
        let until = end + LONGEST;
        let mut seen = first;
        let mut patience = QUIET.saturating_sub(end.elapsed());
        loop {
            match self.result.recv_timeout(patience) {
                Ok(relayed) => return relayed,
                Err(RecvTimeoutError::Disconnected) => return Relayed::All,
                Err(RecvTimeoutError::Timeout) => {}
            }
            let read = self.read();
            let is_late = Instant::now() > until;
            // Not by the time alone: on a busy machine the thread may not have come to what is there.
            if (read == seen || is_late) && self.is_empty() {
                self.progress.is_enough.store(true, Ordering::SeqCst);
                return Relayed::All;
            }
            if is_late && read - first >= MOST_HELD {
                self.progress.is_enough.store(true, Ordering::SeqCst);
            }
            (seen, patience) = (read, QUIET);
        }
    }

    /// Whether all that was written to the stream has been passed on.
    fn is_empty(&self) -> bool {
        let Some(reader) = self.reader.upgrade() else { return false };
        let is_read = matches!(poll(&mut [PollFd::new(&*reader, PollFlags::IN)], Some(&Timespec { tv_sec: 0, tv_nsec: 0 })), Ok(0));
        // In this order: what is no longer in the stream is being written.
        is_read && !self.progress.is_writing.load(Ordering::SeqCst)
    }
}

struct Thread {
    stream: Stream,
    progress: Arc<Progress>,
    settings: Arc<Mutex<Option<Settings>>>,
    tail: Arc<Mutex<Tail>>,
}

impl Thread {
    fn relay(&self, reader: &Arc<OwnedFd>) -> Relayed {
        let mut buffer = vec![0; PIECE];
        while !self.progress.is_enough.load(Ordering::SeqCst) {
            let bytes = match read(&**reader, &mut buffer) {
                // Linux says EIO where the last that had a pseudo terminal open has closed it.
                Ok(0) | Err(Errno::IO) => break,
                Ok(count) => &buffer[..count],
                Err(Errno::INTR) => continue,
                Err(error) => return Relayed::Lost(error.into()),
            };
            self.progress.is_writing.store(true, Ordering::SeqCst);
            if self.progress.is_enough.load(Ordering::SeqCst) {
                break;
            }
            self.tail.lock().unwrap_or_else(PoisonError::into_inner).push(self.stream, bytes);
            // Before, for what was set before this was printed; after, for what was set at once.
            self.follow(reader);
            let written = write_all(self.stream, bytes);
            self.follow(reader);
            match written {
                Ok(()) => {}
                Err(Errno::PIPE) => return Relayed::Closed,
                Err(error) => return Relayed::Lost(error.into()),
            }
            self.progress.read.fetch_add(bytes.len(), Ordering::SeqCst);
            self.progress.is_writing.store(false, Ordering::SeqCst);
        }
        Relayed::All
    }

    fn follow(&self, reader: &Arc<OwnedFd>) {
        if let Some(settings) = &mut *self.settings.lock().unwrap_or_else(PoisonError::into_inner) {
            settings.follow(reader);
        }
    }
}

/// Writes to our own stream, past all buffers; waits where it takes nothing at the moment.
fn write_all(stream: Stream, mut bytes: &[u8]) -> Result<(), Errno> {
    while !bytes.is_empty() {
        match stream.with(|fd| write(fd, bytes)) {
            Ok(count) => bytes = &bytes[count..],
            Err(Errno::INTR) => {}
            // Somebody else has made it non-blocking.
            Err(Errno::AGAIN) => stream.with(|fd| poll(&mut [PollFd::new(&fd.as_fd(), PollFlags::OUT)], None)).map(drop)?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
