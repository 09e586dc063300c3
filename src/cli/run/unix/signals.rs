//! Signals while a command runs: those for errdex alone go on to the command, none ends errdex before it.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use rustix::process::{Pid, Signal, getpid, kill_current_process_group, kill_process};
use signal_hook::consts::{SIGALRM, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGUSR1, SIGUSR2, SIGWINCH};
use signal_hook::iterator::SignalsInfo;
use signal_hook::iterator::exfiltrator::WithOrigin;
use signal_hook::iterator::exfiltrator::origin::Origin;
use signal_hook::low_level::emulate_default_handler;
use signal_hook::low_level::siginfo::Cause;

use super::channel::Terminal;

/// What is passed on.
const FORWARDED: [i32; 9] = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGALRM, SIGTSTP, SIGTTIN];

/// Those of a key, or of a terminal that is gone.
const OF_TERMINALS: [i32; 5] = [SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGTTIN];

/// The command that signals are for. Its number is another's as soon as its end has been taken note of.
pub(super) struct Target {
    pid: Pid,
    is_alive: Mutex<bool>,
}

impl Target {
    pub(super) const fn new(pid: Pid) -> Self {
        Self { pid, is_alive: Mutex::new(true) }
    }

    pub(super) const fn pid(&self) -> Pid {
        self.pid
    }

    /// Takes note of the end, while no signal is sent.
    pub(super) fn end<T>(&self, note: impl FnOnce() -> T) -> T {
        let mut is_alive = self.is_alive.lock().unwrap_or_else(PoisonError::into_inner);
        *is_alive = false;
        note()
    }

    /// Does something with the command, unless it has ended.
    fn while_alive(&self, act: impl FnOnce(Pid)) -> bool {
        let is_alive = self.is_alive.lock().unwrap_or_else(PoisonError::into_inner);
        if *is_alive {
            act(self.pid);
        }
        *is_alive
    }
}

/// Begins to pass signals on, for as long as the program runs.
pub(super) fn forward(target: &Arc<Target>, terminals: Vec<Terminal>) -> io::Result<()> {
    let mut signals = SignalsInfo::<WithOrigin>::new(FORWARDED)?;
    if !terminals.is_empty() {
        signals.add_signal(SIGWINCH)?;
        // The size may have changed while nobody listened.
        terminals.iter().for_each(Terminal::resize);
    }
    let target = Arc::clone(target);
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        let mut late = 0;
        for origin in &mut signals {
            if origin.signal == SIGWINCH {
                resize(&origin, &terminals);
            } else if !target.while_alive(|pid| pass_on(&origin, pid)) {
                late += 1;
                end_late(&origin, late);
            }
        }
    })?;
    Ok(())
}

fn pass_on(origin: &Origin, pid: Pid) {
    // What the kernel sends because of the terminal, it sends to the command as well, and a second Ctrl-C means something else
    // than the first to many. Not all systems say who sent it.
    let is_from_kernel = matches!(origin.cause, Cause::Kernel | Cause::Unknown);
    if is_from_kernel && OF_TERMINALS.contains(&origin.signal) {
        return;
    }
    if let Some(signal) = Signal::from_named_raw(origin.signal) {
        // It may have ended a moment ago.
        let _ = kill_process(pid, signal);
    }
}

/// The command has had the signal that the kernel sends, and has then asked its terminal too early. So it gets another, with all that it
/// has started.
fn resize(origin: &Origin, terminals: &[Terminal]) {
    let is_our_own = origin.process.is_some_and(|process| process.pid == getpid().as_raw_nonzero().get());
    if !is_our_own {
        terminals.iter().for_each(Terminal::resize);
        let _ = kill_current_process_group(Signal::WINCH);
    }
}

/// The command has ended, and its output is explained. The first signal may be the one that ended it; the second is for errdex.
fn end_late(origin: &Origin, late: usize) {
    if late > 1 {
        let _ = emulate_default_handler(origin.signal);
    }
}
