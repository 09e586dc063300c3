//! Reading what is linted: text, within a limit, or in words why it is none.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The largest file that is linted; a text that people write or capture has less.
const MAX_FILE: u64 = 64 << 20;

/// How much of a file is looked at to tell text from something else.
const LOOK: usize = 64 << 10;

/// The text of a file.
pub(super) struct Source {
    pub(super) text: String,
    /// Where it is not UTF-8. Such bytes are `?` in the text, so that all places are those of the file; it cannot be fixed.
    pub(super) invalid: Option<usize>,
}

/// Reads the standard input.
pub(super) fn stdin() -> Result<Source, String> {
    limited(io::stdin().lock())
}

/// Reads a file.
pub(super) fn file(path: &Path) -> Result<Source, String> {
    let metadata = std::fs::metadata(path).map_err(|error| error.to_string())?;
    // A pipe of the shell, `<(…)`, has a writer; one that lies about may have none, and would be waited for.
    let is_of_shell = path.starts_with("/dev/fd") || path.starts_with("/proc") || path == Path::new("/dev/stdin");
    if !metadata.is_file() && !is_of_shell {
        return Err("is no file; to lint what comes out of it, pipe it in and give `-`".to_owned());
    }
    if metadata.len() > MAX_FILE {
        return Err(too_large());
    }
    limited(File::open(path).map_err(|error| error.to_string())?)
}

fn limited(source: impl Read) -> Result<Source, String> {
    let mut bytes = Vec::new();
    source.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(too_large());
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err("is UTF-16; convert it to UTF-8 to have it linted".to_owned());
    }
    if memchr::memchr(0, &bytes[..bytes.len().min(LOOK)]).is_some() {
        return Err("is no text: it has NUL bytes".to_owned());
    }
    Ok(match String::from_utf8(bytes) {
        Ok(text) => Source { text, invalid: None },
        Err(error) => Source { invalid: Some(error.utf8_error().valid_up_to()), text: with_question_marks(&error.into_bytes()) },
    })
}

fn too_large() -> String {
    format!("is larger than {} MiB, and so not linted", MAX_FILE >> 20)
}

/// The text with a `?` for each byte that is not UTF-8.
fn with_question_marks(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text += chunk.valid();
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    text
}
