//! Waiting for input and for signals at once: a signal ends the input, and what was read by then is not lost.

use std::fs::File;
use std::io;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;

use crate::scan::blocks::Next;

/// Waits, each time it is called, until there is something to read on the standard input, or one of the signals has come. The second one
/// ends the program where the first has not: whoever reads what it writes may take as long as they like.
///
/// # Errors
/// If there are no descriptors left, or a signal cannot be waited for.
pub(super) fn wait(signals: &[i32]) -> io::Result<impl Fn() -> io::Result<Next> + Send + Sync + use<>> {
    let input = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let (received, sender) = UnixStream::pair()?;
    let is_second = Arc::new(AtomicBool::new(false));
    for &signal in signals {
        signal_hook::flag::register_conditional_default(signal, Arc::clone(&is_second))?;
        signal_hook::flag::register(signal, Arc::clone(&is_second))?;
        signal_hook::low_level::pipe::register(signal, sender.try_clone()?)?;
    }
    Ok(move || {
        let mut fds = [PollFd::new(&received, PollFlags::IN), PollFd::new(&input, PollFlags::IN)];
        loop {
            match poll(&mut fds, None) {
                Ok(_) if fds[0].revents().is_empty() => return Ok(Next::Read),
                Ok(_) => return Ok(Next::Stop),
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    })
}
