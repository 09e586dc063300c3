//! Fixed texts: written in the place of what they were, or shown as a diff.

use std::fs;
use std::io;
use std::path::Path;

use similar::TextDiff;

use super::super::replace::replace;
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
        if let Err(error) = rewrite(Path::new(&one.name), before, &fixed.text) {
            failed.push(format!("{}: not fixed: {error}", one.name));
        }
    }
    failed
}

/// Puts a text in the place of a file, unless the file is a link or has changed in the meantime.
fn rewrite(path: &Path, before: &str, after: &str) -> io::Result<()> {
    if is_link(path) {
        return Err(io::Error::other("it is a link; name the file that it leads to"));
    }
    if fs::read(path)? != before.as_bytes() {
        return Err(io::Error::other("it was changed while it was linted"));
    }
    replace(path, after.as_bytes())
}
