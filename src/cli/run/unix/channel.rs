//! What a command prints into: for each stream a pseudo terminal where errdex prints to a terminal, else a pipe.
//!
//! Streams that are one here (`2>&1`, or both the same terminal) are one there, so that their order stays.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::process::Stdio;
use std::sync::{Arc, Weak};

use rustix::fs::{Mode, OFlags, fstat, open as open_file};
use rustix::io::{FdFlags, fcntl_setfd};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, OutputModes, isatty, tcgetattr, tcgetwinsize, tcsetattr, tcsetwinsize};

use super::settings::Settings;
use crate::cli::run::tail::Stream;

/// How much a pipe holds.
#[cfg(target_os = "linux")]
const PIPE: usize = 1 << 18;

/// Our end of a stream.
pub(super) struct Channel {
    /// Where the command's output arrives.
    pub(super) reader: Arc<OwnedFd>,
    /// Where it goes.
    pub(super) stream: Stream,
    /// Those of its terminal, if it is one.
    pub(super) settings: Option<Settings>,
}

/// A pseudo terminal and the terminal that it stands for.
pub(super) struct Terminal {
    /// Kept open by its channel alone: when that is closed, the command must see it.
    pseudo: Weak<OwnedFd>,
    real: OwnedFd,
}

impl Channel {
    /// The terminal, if this is one.
    pub(super) fn terminal(&self) -> Option<Terminal> {
        let real = || self.stream.with(|fd| fd.try_clone_to_owned()).ok();
        self.settings.is_some().then(|| Some(Terminal { pseudo: Arc::downgrade(&self.reader), real: real()? }))?
    }
}

impl Terminal {
    /// Gives the pseudo terminal the size of the real one.
    pub(super) fn resize(&self) {
        if let (Some(pseudo), Ok(size)) = (self.pseudo.upgrade(), tcgetwinsize(&self.real)) {
            // Where this fails, the terminal keeps its size.
            let _ = tcsetwinsize(pseudo, size);
        }
    }
}

impl Stream {
    /// Does something with our own stream.
    pub(super) fn with<T>(self, act: impl FnOnce(BorrowedFd<'_>) -> T) -> T {
        match self {
            Self::Output => act(io::stdout().as_fd()),
            Self::Errors => act(io::stderr().as_fd()),
        }
    }
}

/// Opens what the command's standard output and standard error shall be, with our ends.
pub(super) fn open() -> io::Result<(Stdio, Stdio, Vec<Channel>)> {
    let (output, output_end) = one(Stream::Output)?;
    if are_one() {
        let errors_end = output_end.try_clone()?;
        return Ok((output_end.into(), errors_end.into(), vec![output]));
    }
    let (errors, errors_end) = one(Stream::Errors)?;
    Ok((output_end.into(), errors_end.into(), vec![output, errors]))
}

/// Whether the standard output and the standard error are the same file, pipe or terminal.
fn are_one() -> bool {
    let identity = |stream: Stream| stream.with(|fd| fstat(fd).map(|stat| (stat.st_dev, stat.st_ino, stat.st_rdev)));
    matches!((identity(Stream::Output), identity(Stream::Errors)), (Ok(output), Ok(errors)) if output == errors)
}

fn one(stream: Stream) -> io::Result<(Channel, OwnedFd)> {
    // A system without pseudo terminals left still runs commands.
    if stream.with(|fd| isatty(fd))
        && let Ok((channel, end)) = pseudo_terminal(stream)
    {
        return Ok((channel, end));
    }
    let (reader, end) = io::pipe()?;
    // Fewer changes between the command and errdex; where this is not allowed, it goes without.
    #[cfg(target_os = "linux")]
    let _ = rustix::pipe::fcntl_setpipe_size(&end, PIPE);
    Ok((Channel { reader: Arc::new(reader.into()), stream, settings: None }, end.into()))
}

/// A pseudo terminal with the settings and the size of the real one, but that changes no byte of the output: the real one does that.
///
/// It controls no session: Ctrl-C, Ctrl-Z and input stay with the real one.
fn pseudo_terminal(stream: Stream) -> io::Result<(Channel, OwnedFd)> {
    let reader = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
    fcntl_setfd(&reader, FdFlags::CLOEXEC)?;
    grantpt(&reader)?;
    unlockpt(&reader)?;
    let name = ptsname(&reader, Vec::new())?;
    let end = open_file(name.as_c_str(), OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())?;
    let original = stream.with(|fd| tcgetattr(fd))?;
    let mut settings = original.clone();
    settings.output_modes.remove(OutputModes::OPOST);
    tcsetattr(&end, OptionalActions::Now, &settings)?;
    // As the system took them: it may not have taken all.
    let settings = Settings::new(stream, original, tcgetattr(&end)?);
    tcsetwinsize(&end, stream.with(|fd| tcgetwinsize(fd))?)?;
    Ok((Channel { reader: Arc::new(reader), stream, settings: Some(settings) }, end))
}
