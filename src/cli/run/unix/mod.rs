//! Running a command on Unix: its streams, its signals, its end.

mod channel;
mod keys;
mod relay;
mod settings;
mod signals;

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use rustix::io::Errno;
use rustix::process::{Pid, Resource, Rlimit, Signal, WaitId, WaitIdOptions, WaitIdStatus};
use rustix::process::{getpid, getrlimit, kill_process, setrlimit, waitid};
use signal_hook::consts::{SIGCHLD, SIGPIPE, SIGSTOP};
use signal_hook::{flag, low_level};

use super::tail::Tail;
use super::{Ended, Ending};
use channel::{Channel, Terminal};
use relay::{Relay, Relayed};
use signals::Target;

/// How a command ends that writes to a pipe without a reader.
pub(super) const CLOSED_PIPE: Option<Ending> = Some(Ending::Killed(SIGPIPE));

/// Runs a command to its end; [`relay`] says what becomes of output that is written later by others.
///
/// # Errors
/// If it cannot be started.
pub(super) fn run(command: &[OsString], tail: Tail) -> io::Result<Ended> {
    let tail = Arc::new(Mutex::new(tail));
    // Where our parent ignores the ends of children, the system would keep the status from us.
    flag::register(SIGCHLD, Arc::default())?;
    // Nothing of the command is seen before signals are passed on: who sees it running may send one.
    let gate = tail.lock().unwrap_or_else(PoisonError::into_inner);
    let Started { pid, relays, terminals } = start(command, &tail)?;
    let target = Arc::new(Target::new(pid));
    // Only now: what is ignored here (`nohup`) is to be ignored by the command, and a handler would have hidden that from it. The command
    // runs: if this fails, it runs on without.
    let _ = signals::forward(&target, terminals);
    drop(gate);
    let ending = wait(&target)?;
    let mut ended = Ended { ending, closed: false, lost: None, tail: Tail::new(0) };
    let now = Instant::now();
    let read: Vec<usize> = relays.iter().map(Relay::read).collect();
    for (relay, read) in relays.iter().zip(read) {
        match relay.finish(now, read) {
            Relayed::All => {}
            Relayed::Closed => ended.closed = true,
            Relayed::Lost(error) => ended.lost = Some(error),
        }
    }
    std::mem::swap(&mut ended.tail, &mut tail.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(ended)
}

/// Ends as the command did: a shell must see the same signal, or it goes on with its loop after Ctrl-C.
pub(super) fn end(ending: Ending) -> ExitCode {
    let signal = match ending {
        Ending::Exited(status) => return ExitCode::from(u8::try_from(status).unwrap_or(1)),
        Ending::Killed(signal) => signal,
    };
    // No signal ends the first process of a container.
    if !getpid().is_init() {
        // The command has left its core; one of ours would take its place.
        let limit = Rlimit { current: Some(0), ..getrlimit(Resource::Core) };
        let _ = setrlimit(Resource::Core, limit);
        // Fails for signals that it does not know; then the number must do.
        let _ = low_level::emulate_default_handler(signal);
    }
    ExitCode::from(u8::try_from(128 + signal).unwrap_or(u8::MAX))
}

/// The name of a signal for people.
pub(super) fn signal_name(signal: i32) -> String {
    low_level::signal_name(signal).map_or_else(|| format!("signal {signal}"), str::to_owned)
}

/// A command that runs.
struct Started {
    pid: Pid,
    relays: Vec<Relay>,
    terminals: Vec<Terminal>,
}

fn start(command: &[OsString], tail: &Arc<Mutex<Tail>>) -> io::Result<Started> {
    let is_script = |error: &io::Error| error.raw_os_error() == Some(Errno::NOEXEC.raw_os_error()) && Path::new(&command[0]).exists();
    match spawn(&command[0], &command[1..], tail) {
        // It has no first line that names its interpreter: shells run it themselves.
        Err(error) if is_script(&error) => spawn("/bin/sh".as_ref(), command, tail),
        started => started,
    }
}

fn spawn(program: &OsStr, arguments: &[OsString], tail: &Arc<Mutex<Tail>>) -> io::Result<Started> {
    let (output, errors, channels) = channel::open()?;
    let terminals = channels.iter().filter_map(Channel::terminal).collect();
    let relays = channels.into_iter().map(|channel| Relay::start(channel, tail)).collect::<io::Result<_>>()?;
    let child = Command::new(program).args(arguments).stdout(output).stderr(errors).spawn()?;
    Ok(Started { pid: Pid::from_child(&child), relays, terminals })
}

/// Waits for the end of the command; stops when it is stopped.
fn wait(target: &Target) -> io::Result<Ending> {
    let pid = target.pid();
    let peek = WaitIdOptions::EXITED | WaitIdOptions::STOPPED | WaitIdOptions::NOWAIT;
    loop {
        match waitid(WaitId::Pid(pid), peek) {
            Ok(Some(status)) if status.stopped() => stop(pid)?,
            Ok(Some(_)) => break,
            Ok(None) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let status = target.end(|| waitid(WaitId::Pid(pid), WaitIdOptions::EXITED))?;
    Ok(status.as_ref().map_or(Ending::Exited(1), ending))
}

fn ending(status: &WaitIdStatus) -> Ending {
    match status.terminating_signal() {
        Some(signal) => Ending::Killed(signal),
        None => Ending::Exited(status.exit_status().unwrap_or(1)),
    }
}

/// Stops with a command that Ctrl-Z has stopped, so that the shell sees it, and goes on with it.
///
/// Not where it was stopped by SIGSTOP: whoever sends that knows the command, and may not know errdex. And SIGTTOU stops errdex without
/// this, because it has no handler for it.
fn stop(pid: Pid) -> io::Result<()> {
    let stopped = waitid(WaitId::Pid(pid), WaitIdOptions::STOPPED | WaitIdOptions::NOHANG)?;
    let signal = stopped.and_then(|status| status.stopping_signal());
    if signal.is_some_and(|signal| signal == Signal::TSTP.as_raw() || signal == Signal::TTIN.as_raw()) {
        low_level::raise(SIGSTOP)?;
        kill_process(pid, Signal::CONT)?;
    }
    Ok(())
}
