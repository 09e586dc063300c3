//! Fixed texts: written in the place of what they were, or shown as a diff.

use std::fs;
use std::io;
use std::path::Path;

use similar::TextDiff;

use super::super::replace::replace;
use super::report::is_link;
use super::work::Linted;
use crate::hidden::is_hidden;
use crate::redact::veil;

/// What the fixes change, as a patch. Secrets in it are covered: it is printed where many read it, and a line with one is seldom changed.
pub(super) fn diffs(linted: &[Linted]) -> String {
    let mut out = String::new();
    for one in linted {
        let Some((before, fixed)) = &one.fixed else { continue };
        let (old, new) = (format!("a/{}", one.name), format!("b/{}", one.name));
        let (before, after) = (veil(before.clone()).text, veil(fixed.text.clone()).text);
        let diff = TextDiff::from_lines(&before, &after).unified_diff().header(&old, &new).to_string();
        out.extend(diff.split_inclusive('\n').map(visible));
    }
    out
}

/// A line without what could move a cursor or turn text, but for its end and tabs.
fn visible(line: &str) -> String {
    line.chars().map(|c| if is_hidden(c) && !matches!(c, '\n' | '\r' | '\t') { '\u{FFFD}' } else { c }).collect()
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
