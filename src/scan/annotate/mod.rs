//! [`Annotate`]: a worker that writes beside each line what is known of the error in it. One line in, one line out.
//!
//! A block without a finding is passed on as it is. Otherwise what stands between the lines that have one is copied in one piece, and what is
//! written beside them is mostly at hand: what is said of an entry is made once (`memory`).

mod dialect;
mod fields;
mod json;
mod memory;
mod object;
mod rsyslog;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

use std::io;
use std::sync::Arc;

use memchr::{memchr, memchr_iter};

use crate::capture::ErrorFields;
use crate::catalog::Error;
use crate::catalog::layers::Known;
use crate::explain::{Depth, FindingView, explain, explain_code};
use crate::matcher::{Candidate, Finding, Verdict};

use super::blocks::{Block, Buffer, PADDING, Part};
use super::pool::{Work, Written};
use super::records::{LONGEST, Record, records};
use super::resolve::{Need, Quick, Read, Resolver};
use super::search::{Hits, Scratch, Search};
use super::tally::Subject;

pub use dialect::Dialect;
pub use fields::{Chosen, Field};
use memory::{Kept, Memory};

/// So many findings of a line are shown; more are counted.
const MOST: usize = 100;

/// How findings are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Style {
    /// In what form.
    pub dialect: Dialect,
    /// What of them.
    pub chosen: Chosen,
}

/// Whether lines are counted, and those that are not UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Census {
    /// They are; each byte is looked at twice more for it.
    Taken,
    /// They are not.
    Left,
}

/// What came by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// The lines, if they are counted.
    pub lines: u64,
    /// The lines that are not UTF-8, if they are counted.
    pub invalid: u64,
    /// The lines that were annotated.
    pub annotated: u64,
    /// The findings in them.
    pub findings: u64,
    /// The lines with a finding that had been annotated before.
    pub already: u64,
}

impl Counts {
    /// All that came by.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            lines: self.lines + other.lines,
            invalid: self.invalid + other.invalid,
            annotated: self.annotated + other.annotated,
            findings: self.findings + other.findings,
            already: self.already + other.already,
        }
    }
}

/// Annotates lines.
pub struct Annotate<'s, 'c> {
    search: &'s Search<'c>,
    style: &'s Style,
    census: Census,
    scratch: Scratch,
    hits: Hits,
    resolver: Resolver<'s, 'c>,
    memory: Arc<Memory>,
    counts: Counts,
    /// What is said of the line at hand.
    said: Vec<u8>,
    /// For the entries of a block, to be used again.
    entries: Vec<u32>,
}

/// What was read of a line.
#[derive(Debug, Default)]
struct Found {
    views: Vec<FindingView>,
    primary: usize,
    /// How many were left out.
    more: usize,
}

impl Found {
    /// The findings of a part of the line.
    fn add(&mut self, read: &Read<'_>, resolver: &Resolver<'_, '_>) {
        let explanation = explain("-", &read.capture, &read.findings, resolver.layers(), Depth::Usual);
        let room = MOST - self.views.len();
        if let Some(primary) = explanation.primary.filter(|primary| *primary < room) {
            let is_better = |best: &FindingView| !best.verdict.is_known() && explanation.findings[primary].verdict.is_known();
            if self.views.get(self.primary).is_none_or(is_better) {
                self.primary = self.views.len() + primary;
            }
        }
        self.more += explanation.more + explanation.findings.len().saturating_sub(room);
        self.views.extend(explanation.findings.into_iter().take(room));
    }

    const fn count(&self) -> usize {
        self.views.len() + self.more
    }
}

impl<'s, 'c> Annotate<'s, 'c> {
    /// A worker.
    #[must_use]
    pub fn new(search: &'s Search<'c>, resolver: Resolver<'s, 'c>, style: &'s Style, census: Census) -> Self {
        let entries = resolver.layers().iter().map(|layer| layer.catalog.image().len() as usize).sum();
        Self::with(search, resolver, style, census, Arc::new(Memory::new(entries)))
    }

    /// Another worker. What either of them has made ready, the other uses, too.
    ///
    /// # Errors
    /// If an image is damaged.
    pub fn another(&self) -> Result<Self, Error> {
        Ok(Self::with(self.search, self.resolver.another()?, self.style, self.census, Arc::clone(&self.memory)))
    }

    fn with(search: &'s Search<'c>, resolver: Resolver<'s, 'c>, style: &'s Style, census: Census, memory: Arc<Memory>) -> Self {
        Self {
            search,
            style,
            census,
            scratch: search.scratch(),
            hits: Hits::default(),
            resolver,
            memory,
            counts: Counts::default(),
            said: Vec::new(),
            entries: Vec::new(),
        }
    }

    /// What came by so far.
    #[must_use]
    pub const fn counts(&self) -> Counts {
        self.counts
    }

    /// Writes the lines of a block, each with what is known of it.
    fn lines(&mut self, padded: &[u8], hits: &Hits, output: &mut Vec<u8>) -> Result<Written, Error> {
        let end = padded.len() - PADDING;
        let mut copied = PADDING;
        let mut records = records(padded, &hits.list).peekable();
        while let Some(first) = records.next() {
            let line = first.line.clone();
            let rest = std::iter::from_fn(|| records.next_if(|next| next.line == line));
            let count = self.say(padded, hits, first, rest)?;
            if count == 0 {
                continue;
            }
            if copied == PADDING {
                // What is said of a line is mostly no longer than it.
                output.reserve(2 * (end - PADDING));
            }
            output.extend_from_slice(&padded[copied..line.start]);
            if self.style.dialect.write(&padded[line.clone()], &self.said, output) {
                self.counts.annotated += 1;
                self.counts.findings += count as u64;
            } else {
                self.counts.already += 1;
            }
            copied = line.end;
        }
        if copied == PADDING {
            return Ok(Written::Text);
        }
        output.extend_from_slice(&padded[copied..end]);
        Ok(Written::Output)
    }

    /// Puts what is known of the records of a line into `said`; gives how many findings there are.
    fn say<'h>(&mut self, padded: &[u8], hits: &Hits, first: Record<'h>, rest: impl Iterator<Item = Record<'h>>) -> Result<usize, Error> {
        self.said.clear();
        let mut rest = rest.peekable();
        let is_only = rest.peek().is_none();
        if is_only && !self.style.chosen.is_of_the_line() {
            match self.resolver.quick(padded, &first, hits, Need::Verdict)? {
                Quick::Nothing => return Ok(0),
                Quick::Found(Subject::Entry(number), Verdict::Matched) if self.recall(number)? => return Ok(1),
                Quick::Found(Subject::Unlisted(code), _) => {
                    self.style.dialect.say_unlisted(&self.style.chosen, &code, &mut self.said);
                    return Ok(1);
                }
                Quick::Found(..) | Quick::Unclear => {}
            }
        }
        let mut found = Found::default();
        for record in std::iter::once(first).chain(rest) {
            found.add(&self.resolver.read(padded, &record)?, &self.resolver);
        }
        if !found.views.is_empty() {
            self.style.dialect.say(&self.style.chosen, &found.views, found.primary, found.more, &mut self.said);
        }
        Ok(found.count())
    }

    /// Puts what is said of an entry into `said`; `false` if that depends on the line.
    fn recall(&mut self, number: u32) -> Result<bool, Error> {
        if let Some(kept) = self.memory.get(number) {
            return Ok(put(kept, &mut self.said));
        }
        let is_of_the_line = |known: &Known<'_>| self.style.chosen.has_values(&known.record.entry);
        let kept = |known: Known<'_>| if is_of_the_line(&known) { Kept::OfTheLine } else { Kept::Text(self.said_of(known)) };
        let kept = self.resolver.look(number, kept)?.unwrap_or(Kept::OfTheLine);
        let is_text = put(&kept, &mut self.said);
        self.memory.set(number, kept);
        Ok(is_text)
    }

    /// What is said of an entry that is the one, wherever it is found.
    fn said_of(&self, known: Known<'_>) -> Box<[u8]> {
        let family = known.record.family.clone();
        let code = known.record.entry.code.as_deref().unwrap_or_default().to_owned();
        let candidates = vec![Candidate { known, evidence: Vec::new() }];
        let (fields, verdict) = (ErrorFields::default(), Verdict::Matched);
        let (values, nearest, blame) = (Vec::new(), Vec::new(), Vec::new());
        let finding = Finding { verdict, fields, status: None, values, candidates, family, nearest, blame };
        let explanation = explain_code(&code, Some(&finding), self.resolver.layers(), Depth::Usual);
        let mut said = Vec::new();
        self.style.dialect.say(&self.style.chosen, &explanation.findings, 0, 0, &mut said);
        said.into()
    }

    /// Answers each line of a block with a line.
    fn answers(&mut self, padded: &[u8], hits: &Hits, output: &mut Vec<u8>) -> Result<(), Error> {
        let end = padded.len() - PADDING;
        let mut records = records(padded, &hits.list).peekable();
        let mut start = PADDING;
        while start < end {
            let line = start..memchr(b'\n', &padded[start..end]).map_or(end, |at| start + at);
            let first = records.next_if(|record| record.line.start <= line.start);
            let rest = std::iter::from_fn(|| records.next_if(|record| record.line.start <= line.start));
            let count = match (rsyslog::message(&padded[line.clone()]), first) {
                (Some(message), _) => {
                    rest.for_each(drop);
                    self.message(&message)?
                }
                (None, Some(first)) => self.say(padded, hits, first, rest)?,
                (None, None) => 0,
            };
            self.answer(count, output);
            start = line.end + 1;
        }
        Ok(())
    }

    fn answer(&mut self, count: usize, output: &mut Vec<u8>) {
        if count > 0 {
            self.counts.annotated += 1;
            self.counts.findings += count as u64;
            output.extend_from_slice(&self.said);
        } else {
            output.extend_from_slice(rsyslog::NOTHING);
        }
        output.push(b'\n');
    }

    /// Puts what is known of a message, which may have several lines, into `said`.
    fn message(&mut self, message: &str) -> Result<usize, Error> {
        let padded = [&[0; PADDING], message.as_bytes(), &[0; PADDING]].concat();
        let mut hits = Hits::default();
        self.search.find(&padded, &mut self.scratch, &mut hits);
        if hits.list.is_empty() {
            return Ok(0);
        }
        let whole = PADDING..padded.len() - PADDING;
        if message.len() <= LONGEST {
            let record = Record { line: whole.clone(), part: whole, is_rest: false, hits: &hits.list };
            return self.say(&padded, &hits, record, std::iter::empty());
        }
        let mut records = records(&padded, &hits.list);
        let Some(first) = records.next() else { return Ok(0) };
        self.say(&padded, &hits, first, records)
    }

    /// Counts what is only counted if somebody wants to know.
    fn take_census(&mut self, text: &[u8]) {
        self.counts.lines += memchr_iter(b'\n', text).count() as u64 + u64::from(text.last().is_some_and(|last| *last != b'\n'));
        let mut rest = text;
        while let Err(error) = std::str::from_utf8(rest) {
            self.counts.invalid += 1;
            let behind = &rest[error.valid_up_to()..];
            rest = &behind[memchr(b'\n', behind).map_or(behind.len(), |at| at + 1)..];
        }
    }

    /// A piece of a line that is longer than the cap. It passes, or gets its answer at its end.
    fn long(&mut self, part: Part, output: &mut Vec<u8>) -> Written {
        let is_end = part == Part::Last;
        if self.census == Census::Taken && is_end {
            self.counts.lines += 1;
        }
        if self.style.dialect != Dialect::Mmexternal {
            return Written::Text;
        }
        if is_end {
            self.answer(0, output);
        }
        Written::Output
    }
}

/// Puts what is always said into `said`; `false` if that depends on the line.
fn put(kept: &Kept, said: &mut Vec<u8>) -> bool {
    let Kept::Text(text) = kept else { return false };
    said.extend_from_slice(text);
    true
}

impl Work for Annotate<'_, '_> {
    fn work(&mut self, block: &Block, text: &Buffer, output: &mut Vec<u8>) -> io::Result<Written> {
        if block.part != Part::Lines {
            return Ok(self.long(block.part, output));
        }
        if self.census == Census::Taken {
            self.take_census(text.text());
        }
        let padded = text.padded();
        let mut hits = std::mem::take(&mut self.hits);
        self.search.find(padded, &mut self.scratch, &mut hits);
        self.resolver.warm(&hits.list, Need::Verdict, &mut self.entries);
        self.memory.warm(&self.entries);
        let written = match self.style.dialect {
            Dialect::Mmexternal => self.answers(padded, &hits, output).map(|()| Written::Output),
            _ if hits.list.is_empty() => Ok(Written::Text),
            _ => self.lines(padded, &hits, output),
        };
        self.hits = hits;
        written.map_err(|error| io::Error::other(format!("the catalog {error}")))
    }
}
