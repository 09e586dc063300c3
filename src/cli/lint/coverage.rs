//! `errdex lint --coverage`: which entries of the catalogs some traffic has shown.

use std::ffi::OsString;
use std::sync::atomic::AtomicU64;

use crate::lint::Knowledge;
use crate::lint::coverage::{Seen, Share};
use crate::matcher::Matcher;
use crate::redact::redact;
use crate::render::coverage::{json, text};
use crate::scan::blocks::{self, Buffer, Lines, Reader};

use super::super::knowledge::Opened;
use super::super::output::{Output, Status};
use super::super::sources::Sources;
use super::{LintArgs, LintFormat};

/// What is looked at as one capture: a HAR file or a body is seldom larger, and a longer log loses nothing by being cut at the ends of lines.
const PART: usize = 1 << 20;

/// Reads all the traffic, and says how much of the catalogs it has shown.
pub(super) fn run(arguments: &LintArgs, paths: &[OsString], opened: &Opened, output: &Output) -> Result<Status, Status> {
    let matcher = Matcher::new(opened.layers()).without_nearest();
    let knowledge = Knowledge::new(&matcher);
    let failed = |error: crate::catalog::Error| output.damaged(&error);
    let seen = read(paths, &knowledge, output).map_err(|unread| unread.map_or(Status::Failed, failed))?;
    let coverage = seen.of(knowledge.catalogs).map_err(failed)?;
    output.data(&if arguments.format == LintFormat::Json { json(&coverage) } else { text(&coverage) })?;
    let reached = arguments.min_coverage.is_none_or(|percent| coverage.total.reaches(f64::from(percent)));
    if !reached {
        let Share { seen, entries } = coverage.total;
        output.say(format_args!("the traffic shows {seen} of {entries} entries, fewer than were asked for"));
    }
    Ok(if reached { Status::Found } else { Status::Nothing })
}

/// What all sources have shown; in words on the standard error what could not be read.
fn read(paths: &[OsString], knowledge: &Knowledge<'_>, output: &Output) -> Result<Seen, Option<crate::catalog::Error>> {
    let sources = Sources::find(paths);
    let bytes = AtomicU64::new(0);
    let settings = blocks::Settings { block: PART, lines: Lines::Unknown, ..blocks::Settings::default() };
    let mut unread = 0;
    let tell = |source: u32, error: &std::io::Error| {
        output.say(format_args!("{}: {error}", sources.name(source)));
        unread += 1;
    };
    let mut reader = Reader::new(settings, sources.open(&bytes, None), tell);
    let mut buffer = Buffer::default();
    let mut seen = Seen::default();
    while reader.next(&mut buffer).is_some() {
        seen.add(redact(buffer.text().to_vec()), knowledge).map_err(Some)?;
    }
    drop(reader);
    if unread == 0 { Ok(seen) } else { Err(None) }
}
