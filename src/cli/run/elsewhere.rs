//! Running a command where there are no pseudo terminals and no signals: its output goes through pipes.

use std::ffi::OsString;
use std::io::{self, PipeReader, Read, Write};
use std::process::{Command, ExitCode};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::tail::{Stream, Tail};
use super::{Ended, Ending};

/// No system tells it apart here.
pub(super) const CLOSED_PIPE: Option<Ending> = None;

/// Runs a command to its end, and to the end of its output.
///
/// # Errors
/// If it cannot be started.
pub(super) fn run(command: &[OsString], tail: Tail) -> io::Result<Ended> {
    let (output, output_end) = io::pipe()?;
    let (errors, errors_end) = io::pipe()?;
    // The ends of the command must be closed here, or the pipes have no end: they go with the `Command`.
    let mut child = Command::new(&command[0]).args(&command[1..]).stdout(output_end).stderr(errors_end).spawn()?;
    let tail = Mutex::new(tail);
    let relayed = thread::scope(|scope| {
        let output = scope.spawn(|| relay(output, &mut io::stdout(), Stream::Output, &tail));
        let errors = relay(errors, &mut io::stderr(), Stream::Errors, &tail);
        [output.join().unwrap_or(Ok(())), errors]
    });
    let status = child.wait()?;
    let failures: Vec<io::Error> = relayed.into_iter().filter_map(Result::err).collect();
    let is_closed = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    Ok(Ended {
        ending: Ending::Exited(status.code().unwrap_or(1)),
        closed: failures.iter().any(is_closed),
        lost: failures.into_iter().find(|error| !is_closed(error)),
        tail: tail.into_inner().unwrap_or_else(PoisonError::into_inner),
    })
}

/// Ends with the command's status.
pub(super) fn end(ending: Ending) -> ExitCode {
    let Ending::Exited(status) = ending;
    ExitCode::from(u8::try_from(status).unwrap_or(1))
}

/// Passes a stream on as it comes, until it ends or nobody takes it.
fn relay(mut from: PipeReader, to: &mut impl Write, stream: Stream, tail: &Mutex<Tail>) -> io::Result<()> {
    let mut buffer = vec![0; 1 << 16];
    loop {
        let count = match from.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        tail.lock().unwrap_or_else(PoisonError::into_inner).push(stream, &buffer[..count]);
        to.write_all(&buffer[..count]).and_then(|()| to.flush())?;
    }
}
