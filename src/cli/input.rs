//! Reading what is to be explained, within a limit.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

/// The largest input of `explain`, in bytes. It is read as a whole; a log that is larger is one for `errdex scan`.
const MAX_INPUT: u64 = 256 << 20;

/// The standard input to its end.
///
/// # Errors
/// If it cannot be read, or is too large.
pub(super) fn stdin() -> io::Result<Vec<u8>> {
    if io::stdin().is_terminal() {
        eprint_hint();
    }
    limited(io::stdin().lock())
}

/// A file to its end.
///
/// # Errors
/// If it is a folder, cannot be read, or is too large.
pub(super) fn file(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::Error::other("is a folder; give a file in it, or pipe its text in"));
    }
    limited(file)
}

fn limited(source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(MAX_INPUT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_INPUT {
        let message = format!("is larger than {} MiB; cut out the part with the error", MAX_INPUT >> 20);
        return Err(io::Error::other(message));
    }
    Ok(bytes)
}

/// Says what a waiting terminal is waiting for.
#[expect(clippy::print_stderr, reason = "this is the edge, and there is nothing to color")]
fn eprint_hint() {
    let end = if cfg!(windows) { "Ctrl-Z and Enter" } else { "Ctrl-D" };
    eprintln!("Paste the failed response (JSON, curl output, a log), then end with {end} on a line of its own.");
    eprintln!("Or: errdex CODE, errdex FILE, errdex --help");
}
