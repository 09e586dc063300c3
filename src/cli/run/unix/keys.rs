//! Keys for a program that reads them from the terminal that it prints to.
//!
//! Most read their standard input, which is the real terminal; pagers (less, more) read the standard error, which is a pseudo terminal.
//! Which of them it is shows when a key is pressed and nobody takes it.

use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, ioctl_fionread, read, write};
use rustix::process::getpgrp;
use rustix::termios::tcgetpgrp;

/// How often it is looked whether keys are still wanted.
const TURN: Duration = Duration::from_millis(100);

/// How long the program has to take the first key. Later ones may wait less: it is known then that nobody takes them.
const FIRST: Duration = Duration::from_millis(200);
const LATER: Duration = Duration::from_millis(10);

/// Keys that are passed on until this is dropped.
pub(super) struct Keys {
    wanted: Arc<AtomicBool>,
}

impl Keys {
    /// Begins to pass keys on, from the real terminal to the pseudo terminal, unless somebody else takes them.
    pub(super) fn start(real: OwnedFd, pseudo: &Arc<OwnedFd>) -> Self {
        let wanted = Arc::new(AtomicBool::new(true));
        let (still, pseudo) = (Arc::clone(&wanted), Arc::downgrade(pseudo));
        // Without it a pager has no keys; everything else goes on.
        let _ = thread::Builder::new().name("keys".to_owned()).spawn(move || pass_on(&real, &pseudo, &still));
        Self { wanted }
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        self.wanted.store(false, Ordering::SeqCst);
    }
}

/// Ends when the keys are not wanted any more, or are another's, or on the first failure.
fn pass_on(real: &OwnedFd, pseudo: &Weak<OwnedFd>, wanted: &AtomicBool) {
    let mut patience = FIRST;
    let mut keys = [0; 256];
    while wanted.load(Ordering::SeqCst) {
        match waiting(real, TURN) {
            Ok(0) => continue,
            Ok(count) => {
                thread::sleep(patience);
                // More may have been pressed; less means that somebody takes them.
                if waiting(real, Duration::ZERO).is_ok_and(|now| now < count) {
                    return;
                }
            }
            Err(_) => return,
        }
        // In the background, reading would stop us.
        if !wanted.load(Ordering::SeqCst) || tcgetpgrp(real) != Ok(getpgrp()) {
            continue;
        }
        let Some(pseudo) = pseudo.upgrade() else { return };
        match read(real, &mut keys) {
            Ok(count) if count > 0 && write(&*pseudo, &keys[..count]).is_ok() => patience = LATER,
            _ => return,
        }
    }
}

/// How many bytes of keys wait, after some time at most.
fn waiting(real: &OwnedFd, time: Duration) -> Result<u64, Errno> {
    let time = Timespec::try_from(time).map_err(|_| Errno::INVAL)?;
    match poll(&mut [PollFd::new(real, PollFlags::IN)], Some(&time)) {
        Ok(0) | Err(Errno::INTR) => Ok(0),
        Ok(_) => ioctl_fionread(real),
        Err(error) => Err(error),
    }
}
