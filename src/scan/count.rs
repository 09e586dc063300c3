//! [`Count`]: a worker that counts what stands in blocks, and lists it if that is asked for.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use memchr::memchr_iter;
use serde::Serialize;

use crate::catalog::Error;
use crate::explain::{Depth, FindingView, explain};
use crate::hidden::write_json;

use super::blocks::{Block, Buffer, PADDING, Part};
use super::label::By;
use super::pool::{Work, Written};
use super::records::{Record, records};
use super::resolve::{Need, Quick, Read, Resolver};
use super::search::{Hits, Scratch, Search};
use super::tally::{Firsts, Seen, Subject, Tally};
use super::time::{Recent, Times};

/// So many bytes of a sample stand before the code.
const BEFORE: usize = 200;

/// What is asked for.
#[derive(Clone, Copy)]
pub struct Settings<'n> {
    /// What findings are grouped by.
    pub by: Option<By>,
    /// Whether statuses and messages of unlisted codes are kept.
    pub unlisted: bool,
    /// The name of a source, if each finding is to be listed.
    pub list: Option<&'n (dyn Fn(u32) -> String + Sync)>,
    /// The source and the offset in it that an offset of the text stands for, where one text is made of several.
    pub place: Option<&'n (dyn Fn(u64) -> (u32, u64) + Sync)>,
    /// How the times of lines are read.
    pub times: Times,
    /// Counts the findings while the work goes on.
    pub findings: &'n AtomicU64,
}

/// Counts what stands in blocks.
pub struct Count<'s, 'c> {
    search: &'s Search<'c>,
    scratch: Scratch,
    hits: Hits,
    resolver: Resolver<'s, 'c>,
    /// Locked once for each block.
    tally: Arc<Mutex<Tally>>,
    settings: Settings<'s>,
    times: Recent,
    room: String,
    /// For the entries of a block, to be used again.
    entries: Vec<u32>,
}

/// A finding with its place, as a line of JSON.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Match<'m> {
    /// The contract's version.
    pub schema: &'static str,
    /// The file; `-` for the standard input.
    pub file: &'m str,
    /// The line in it, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Where the line begins in it, in bytes from 0, after unpacking.
    pub offset: u64,
    /// The finding; its places are those in the redacted line, or in the part of it that was read if it is very long.
    pub finding: &'m FindingView,
}

impl Match<'_> {
    /// The version of its contract.
    pub const SCHEMA: &'static str = "errdex-match/1";
}

impl<'s, 'c> Count<'s, 'c> {
    /// A worker.
    #[must_use]
    pub fn new(search: &'s Search<'c>, resolver: Resolver<'s, 'c>, settings: Settings<'s>) -> Self {
        let (scratch, times) = (search.scratch(), Recent::new(settings.times));
        Self {
            search,
            scratch,
            hits: Hits::default(),
            resolver,
            tally: Arc::default(),
            settings,
            times,
            room: String::new(),
            entries: Vec::new(),
        }
    }

    /// What was counted, and by whom entries are known.
    #[must_use]
    pub fn into_parts(self) -> (Tally, Resolver<'s, 'c>) {
        let tally = std::mem::take(&mut *self.tally.lock().unwrap_or_else(PoisonError::into_inner));
        (tally, self.resolver)
    }

    /// The same worker, one of several whose tallies will be merged: what one of them has a sample of, the others need none of.
    #[must_use]
    pub fn sharing(self, firsts: Arc<Firsts>) -> Self {
        self.with_tally(Arc::new(Mutex::new(Tally::default().sharing(firsts))))
    }

    /// The same worker, counting where somebody else can look while the work goes on.
    #[must_use]
    pub fn with_tally(self, tally: Arc<Mutex<Tally>>) -> Self {
        Self { tally, ..self }
    }

    fn record(
        &mut self,
        tally: &mut Tally,
        (padded, hits): (&[u8], &Hits),
        record: &Record<'_>,
        place: &Place,
        output: &mut Vec<u8>,
    ) -> Result<(), Error> {
        match self.resolver.quick(padded, record, hits, self.need())? {
            Quick::Nothing => return Ok(()),
            Quick::Found(subject, _) if !self.must_read(&subject) => {
                self.add(tally, padded, record, place, subject);
                return Ok(());
            }
            Quick::Found(..) | Quick::Unclear => {}
        }
        let read = self.resolver.read(padded, record)?;
        self.add_all(tally, &padded[record.line.clone()], &read, place);
        if let Some(name) = self.settings.list {
            self.list(&read, place, name, output);
        }
        Ok(())
    }

    const fn need(&self) -> Need {
        if self.settings.list.is_some() { Need::Verdict } else { Need::Entry }
    }

    /// Whether more is asked for than which entry it is.
    fn must_read(&self, subject: &Subject) -> bool {
        let is_unlisted = self.settings.unlisted && matches!(subject, Subject::Unlisted(_));
        is_unlisted || self.settings.list.is_some() || self.settings.by == Some(By::Status)
    }

    fn add(&mut self, tally: &mut Tally, padded: &[u8], record: &Record<'_>, place: &Place, subject: Subject) {
        let Self { settings, times, room, resolver, .. } = self;
        let line = &padded[record.line.clone()];
        let time = times.find(line);
        let label = settings.by.and_then(|by| by.label(line, &settings.times, time, None, room));
        let seen = Seen { source: place.source, offset: place.offset, time, label, ..Seen::default() };
        let code = record.hits.first().map_or(0..0, |hit| hit.start as usize..hit.end as usize);
        tally.add(subject, &seen, || sample(&resolver.text(padded, record), &String::from_utf8_lossy(&padded[code])));
        settings.findings.fetch_add(1, Ordering::Relaxed);
    }

    fn add_all(&mut self, tally: &mut Tally, line: &[u8], read: &Read<'_>, place: &Place) {
        let Self { settings, times, room, resolver, .. } = self;
        let time = times.find(line);
        for finding in &read.findings.list {
            let Some(subject) = resolver.subject(finding) else { continue };
            let label = settings.by.and_then(|by| by.label(line, &settings.times, time, finding.status, room));
            let message = finding.fields.message.as_ref().map(|message| message.text.as_str());
            let (status, offset) = (finding.status, place.offset);
            let seen = Seen { source: place.source, offset, time, label, status, message };
            let code = finding.fields.code.as_ref().map_or("", |code| &code.text);
            tally.add(subject, &seen, || sample(read.capture.text.text(), code));
            settings.findings.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn list(&self, read: &Read<'_>, place: &Place, name: &dyn Fn(u32) -> String, output: &mut Vec<u8>) {
        let (file, offset) = (name(place.source), place.offset);
        let explanation = explain(&file, &read.capture, &read.findings, self.resolver.layers(), Depth::Usual);
        for finding in &explanation.findings {
            let one = Match { schema: Match::SCHEMA, file: &file, line: place.line, offset, finding };
            write_json(&mut *output, &one).expect("plain data can be written to memory");
            output.push(b'\n');
        }
    }
}

/// Where a record stands.
struct Place {
    source: u32,
    /// Where its line begins in the source.
    offset: u64,
    line: Option<u64>,
}

impl Work for Count<'_, '_> {
    fn work(&mut self, block: &Block, text: &Buffer, output: &mut Vec<u8>) -> io::Result<Written> {
        let padded = text.padded();
        self.search.find(padded, &mut self.scratch, &mut self.hits);
        let tally = Arc::clone(&self.tally);
        let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
        self.resolver.warm(&self.hits.list, self.need(), &mut self.entries);
        tally.warm(&self.entries);
        let hits = std::mem::take(&mut self.hits);
        let (mut line, mut counted) = (block.line, PADDING);
        let begins_inside = matches!(block.part, Part::Later | Part::Last);
        for mut record in records(padded, &hits.list) {
            let start = record.line.start;
            record.is_rest = begins_inside && start == PADDING;
            line = line.map(|line| line + memchr_iter(b'\n', &padded[counted..start]).count() as u64);
            counted = start;
            let offset = block.offset + (start - PADDING) as u64;
            let (source, offset) = self.settings.place.map_or((block.source, offset), |place| place(offset));
            let place = Place { source, offset, line };
            self.record(&mut tally, (padded, &hits), &record, &place, output)
                .map_err(|error| io::Error::other(format!("the catalog {error}")))?;
        }
        self.hits = hits;
        Ok(Written::Output)
    }
}

/// The part of a text with the code in it.
fn sample(text: &str, code: &str) -> String {
    let text = text.trim();
    // In a short one it stands near enough to the start.
    let at = if text.len() <= 2 * BEFORE { 0 } else { text.find(code).unwrap_or(0) };
    if at <= 2 * BEFORE { text.to_owned() } else { format!("…{}", &text[text.ceil_char_boundary(at - BEFORE)..]) }
}
