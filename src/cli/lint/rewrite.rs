//! Fixed texts: written in the place of what they were, or shown as a diff.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use similar::TextDiff;

use super::report::is_link;
use super::work::Linted;

/// What the fixes change, as a patch.
pub(super) fn diffs(linted: &[Linted]) -> String {
    let mut out = String::new();
    for one in linted {
        let Some((before, fixed)) = &one.fixed else { continue };
        let (old, new) = (format!("a/{}", one.name), format!("b/{}", one.name));
        out += &TextDiff::from_lines(before, &fixed.text).unified_diff().header(&old, &new).to_string();
    }
    out
}

/// Writes the fixed texts; returns what could not be written, and why.
pub(super) fn write(linted: &[Linted]) -> Vec<String> {
    let mut failed = Vec::new();
    for one in linted {
        let Some((before, fixed)) = &one.fixed else { continue };
        if one.name == "-" {
            // The standard input has no place to be written to; its fixed text is what is linted.
            continue;
        }
        if let Err(error) = replace(Path::new(&one.name), before, &fixed.text) {
            failed.push(format!("{}: not fixed: {error}", one.name));
        }
    }
    failed
}

/// Puts a text in the place of a file, at once and with its permissions, unless the file has changed in the meantime.
fn replace(path: &Path, before: &str, after: &str) -> io::Result<()> {
    if is_link(path) {
        return Err(io::Error::other("it is a link; name the file that it leads to"));
    }
    if fs::read(path)? != before.as_bytes() {
        return Err(io::Error::other("it was changed while it was linted"));
    }
    let permissions = fs::metadata(path)?.permissions();
    if permissions.readonly() {
        return Err(io::Error::other("it may not be written"));
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.part", std::process::id()));
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&beside)?;
    let written =
        file.write_all(after.as_bytes()).and_then(|()| file.set_permissions(permissions)).and_then(|()| fs::rename(&beside, path));
    written.inspect_err(|_| drop(fs::remove_file(&beside)))
}
