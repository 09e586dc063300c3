//! [`Resolver`]: what stands at the hits of a record.
//!
//! Most records have one hit, and what it means can be told from the bytes around it, as quickly as they are searched: a code with one
//! entry, or one of whose entries the message is there. Whatever is not as plain as that is redacted, parsed and matched as `explain` does
//! it, and so the two never disagree.

mod context;
mod facts;
mod nearby;
mod rare;
mod spoken;

use std::hint::black_box;
use std::mem;
use std::sync::Arc;

use memchr::memchr;

use crate::capture::{self, Capture};
use crate::catalog::Error;
use crate::catalog::entry::Envelope;
use crate::catalog::layers::{Known, Layers};
use crate::catalog::template::plain_bytes;
use crate::matcher::{Finding, Findings, Matcher, Verdict};
use crate::redact::{Redacted, redact, redact_part};

use super::records::Record;
use super::search::{Hit, Hits, Search, Sign, Standing};
use super::tally::Subject;
use context::{Before, Keys};
use facts::{Fact, Facts};
use spoken::Quotes;

/// More templates than this are not tried one by one.
const MANY: usize = 512;
/// How far around a code its message is looked for, in bytes.
const WITHIN: usize = 2048;

/// What can be told of a record at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Quick {
    /// Nothing is known of it.
    Nothing,
    /// The one finding in it, and how sure it is.
    Found(Subject, Verdict),
    /// It must be read.
    Unclear,
}

/// How much must be clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Which entry it is.
    Entry,
    /// How sure that is, too.
    Verdict,
}

/// Says what stands at hits. There is one for each worker.
pub struct Resolver<'s, 'c> {
    search: &'s Search<'c>,
    matcher: Matcher<'c>,
    envelopes: Vec<Envelope<'c>>,
    keys: Keys,
    facts: Arc<Facts<'c>>,
    verbatim: bool,
    /// For searches, to be used again.
    places: Vec<u32>,
    /// For the plain form of a line, to be used again.
    plain: Vec<u8>,
}

/// A record that was read.
pub struct Read<'c> {
    /// Its text, redacted, and what was found in it.
    pub capture: Capture,
    /// The findings that count in a stream.
    pub findings: Findings<'c>,
}

impl<'s, 'c> Resolver<'s, 'c> {
    /// A resolver over the catalogs that are searched for. `verbatim` leaves secrets as they are.
    ///
    /// # Errors
    /// If an image is damaged; so with the other questions.
    pub fn new(search: &'s Search<'c>, layers: Layers<'c>, verbatim: bool) -> Result<Self, Error> {
        let providers = layers.providers()?;
        let facts = Arc::new(Facts::new(&layers, &providers)?);
        Self::with(search, layers, Keys::new(&providers), facts, verbatim)
    }

    /// One for another worker. What either of them has learned, the other knows, too.
    ///
    /// # Errors
    /// If an image is damaged.
    pub fn another(&self) -> Result<Self, Error> {
        Self::with(self.search, self.layers().clone(), self.keys.clone(), Arc::clone(&self.facts), self.verbatim)
    }

    fn with(search: &'s Search<'c>, layers: Layers<'c>, keys: Keys, facts: Arc<Facts<'c>>, verbatim: bool) -> Result<Self, Error> {
        let matcher = Matcher::new(layers).without_nearest();
        let envelopes = matcher.envelopes()?;
        Ok(Self { search, matcher, envelopes, keys, facts, verbatim, places: Vec::new(), plain: Vec::new() })
    }

    /// The catalogs.
    #[must_use]
    pub const fn layers(&self) -> &Layers<'c> {
        self.matcher.layers()
    }

    /// The number of an entry among those of all layers.
    #[must_use]
    pub fn number(&self, known: &Known<'_>) -> u32 {
        self.facts.number(known.layer, known.number)
    }

    /// What `look` makes of the entry of such a number. Nothing is kept of it, as there may be very many.
    ///
    /// # Errors
    /// If an image is damaged.
    pub fn look<T>(&self, number: u32, look: impl FnOnce(Known<'_>) -> T) -> Result<Option<T>, Error> {
        let Some((layer, number)) = self.facts.record(number) else { return Ok(None) };
        let Some(one) = self.layers().iter().nth(layer) else { return Ok(None) };
        let mut room = Vec::new();
        let record = one.catalog.record_in(number, &mut room)?;
        Ok(Some(look(Known { id: record.id(), layer, number, record })))
    }

    /// The family of a code that is in no catalog: `provider/family`.
    ///
    /// # Errors
    /// If an image is damaged.
    pub fn family(&self, code: &str) -> Result<Option<String>, Error> {
        Ok(self.matcher.unlisted(code)?.and_then(|finding| finding.family).map(|family| family.id.to_string()))
    }

    /// Brings what [`quick`](Self::quick) will look at into the caches, of many hits at a time, as one does not depend on the other. Puts
    /// the numbers of the entries that are likely into `entries`, for others to do the same.
    pub fn warm(&self, hits: &[Hit], need: Need, entries: &mut Vec<u32>) {
        entries.clear();
        let mut sum = 0;
        for hit in hits {
            let Sign::Code(layer, row, _) = hit.sign else { continue };
            if let Some(Fact::One(number, _)) = self.facts.known(layer, row) {
                entries.push(number);
            }
            if need == Need::Verdict {
                sum ^= self.facts.voice(layer, row).unwrap_or_default();
            }
        }
        black_box(sum);
    }

    /// What can be told of a record without reading it; `hits` is all that was found in the padded text.
    ///
    /// # Errors
    /// If an image is damaged.
    pub fn quick(&mut self, padded: &[u8], record: &Record<'_>, hits: &Hits, need: Need) -> Result<Quick, Error> {
        let mut codes = record.hits.iter().filter(|hit| hit.sign != Sign::Message);
        match (codes.next(), codes.next()) {
            (None, _) => self.by_message(padded, record, record.hits),
            (Some(hit), None) => match hit.sign {
                Sign::Code(layer, row, standing) => self.by_code(padded, record, hits, *hit, (layer, row, standing), need),
                _ => self.unlisted(padded, &padded[hit.start as usize..hit.end as usize], record, hits, need),
            },
            _ => Ok(Quick::Unclear),
        }
    }

    fn by_code(
        &mut self,
        padded: &[u8],
        record: &Record<'_>,
        hits: &Hits,
        hit: Hit,
        (layer, row, standing): (u8, u32, Standing),
        need: Need,
    ) -> Result<Quick, Error> {
        let place = hit.start as usize..hit.end as usize;
        let code = || self.search.name(layer, row);
        let fact = self.facts.fact(layer, row, code)?;
        let (Fact::One(_, owner) | Fact::Several(owner)) = fact else { return Ok(Quick::Unclear) };
        if standing == Standing::Depends {
            // A word or a number is somebody's code only beside a key or its message.
            let mut has_message = || self.search.has_message(padded, record.part.clone(), hits, &mut self.places);
            match self.keys.before(padded, place.start, owner) {
                Before::Key => {}
                Before::Nothing if !owner.is_distinct && !has_message() => return Ok(Quick::Nothing),
                Before::Unclear | Before::Nothing => return Ok(Quick::Unclear),
            }
        }
        if let (Fact::One(number, _), Need::Entry) = (fact, need) {
            return Ok(Quick::Found(Subject::Entry(number), Verdict::Matched));
        }
        let from = place.start.saturating_sub(WITHIN).max(record.part.start);
        let around = &padded[from..(place.end + WITHIN).min(record.part.end)];
        let quotes = if padded[record.line.start] == b'{' { Quotes::Escaped } else { Quotes::Plain };
        Ok(match self.facts.spoken(layer, row, code, around, quotes)? {
            Some(number) => Quick::Found(Subject::Entry(number), Verdict::Matched),
            None => Quick::Unclear,
        })
    }

    /// A code that is in no catalog to the letter. It may be in one with other signs, and a message beside it may be known.
    fn unlisted(&mut self, padded: &[u8], code: &[u8], record: &Record<'_>, hits: &Hits, need: Need) -> Result<Quick, Error> {
        let code = String::from_utf8_lossy(code);
        if need == Need::Verdict {
            let messages = self.search.messages_in(padded, record.part.clone(), hits, &mut self.places);
            let is_alone = messages.is_empty() || self.by_message(padded, record, &messages)? == Quick::Nothing;
            if !is_alone || !self.matcher.layers().by_code(&code)?.is_empty() {
                return Ok(Quick::Unclear);
            }
        }
        Ok(Quick::Found(Subject::Unlisted(code.into()), Verdict::Unlisted))
    }

    /// Whether a message that may stand in a record does.
    fn by_message(&mut self, padded: &[u8], record: &Record<'_>, hits: &[Hit]) -> Result<Quick, Error> {
        // Colors, odd quotes and spaces are undone before a message is looked for.
        let text = &padded[record.part.clone()];
        if !text.is_ascii() || memchr(0x1B, text).is_some() {
            return Ok(Quick::Unclear);
        }
        let Some(records) = self.spoken_near(padded, hits)? else { return Ok(Quick::Unclear) };
        if records.is_empty() {
            return Ok(Quick::Nothing);
        }
        let Some(text) = str::from_utf8(text).ok().and_then(context::unescaped) else { return Ok(Quick::Unclear) };
        let mut room = mem::take(&mut self.plain);
        plain_bytes(&text, &mut room);
        let text = str::from_utf8(&room).unwrap_or_default();
        let mut stands = false;
        for (layer, number) in records {
            stands |= !stands && self.facts.texts(layer, number)?.is_some_and(|texts| texts.stand_in(text));
        }
        self.plain = room;
        Ok(if stands { Quick::Unclear } else { Quick::Nothing })
    }

    /// The records whose messages may stand at hits; `None` if they are too many.
    fn spoken_near(&self, padded: &[u8], hits: &[Hit]) -> Result<Option<Vec<(usize, u32)>>, Error> {
        let mut records = Vec::new();
        let mut count = 0;
        for hit in hits {
            for (layer, number) in self.search.records(padded, *hit) {
                count += 1;
                if count > MANY {
                    return Ok(None);
                }
                if self.facts.texts(layer, number)?.is_some_and(|texts| texts.may_stand(padded, hit.start as usize)) {
                    records.push((layer, number));
                }
            }
        }
        records.sort_unstable();
        records.dedup();
        Ok(Some(records))
    }

    /// Reads a record.
    ///
    /// # Errors
    /// If an image is damaged.
    pub fn read(&self, padded: &[u8], record: &Record<'_>) -> Result<Read<'c>, Error> {
        let capture = capture::parse(self.redacted(padded, record), &self.envelopes);
        let mut findings = self.matcher.find(&capture)?;
        findings.list.retain(counts);
        Ok(Read { capture, findings })
    }

    /// What a finding is, as it is counted.
    #[must_use]
    pub fn subject(&self, finding: &Finding<'_>) -> Option<Subject> {
        if finding.verdict == Verdict::Unlisted {
            return finding.fields.code.as_ref().map(|code| Subject::Unlisted(code.text.as_str().into()));
        }
        let mut numbers: Vec<u32> = finding.candidates.iter().map(|candidate| self.number(&candidate.known)).collect();
        numbers.sort_unstable();
        match numbers[..] {
            [] => None,
            [number] => Some(Subject::Entry(number)),
            _ => Some(Subject::Several(numbers.into())),
        }
    }

    /// The text of a record, redacted.
    #[must_use]
    pub fn text(&self, padded: &[u8], record: &Record<'_>) -> String {
        self.redacted(padded, record).into_text()
    }

    fn redacted(&self, padded: &[u8], record: &Record<'_>) -> Redacted {
        let bytes = || padded[record.part.clone()].to_vec();
        if self.verbatim {
            return Redacted::verbatim(bytes());
        }
        if record.part == record.line && !record.is_rest {
            return redact(bytes());
        }
        let (part, context) = record.with_context(padded);
        let start = context.start;
        redact_part(&padded[context], part.start - start..part.end - start)
    }
}

/// A bare HTTP status is no finding in a stream: every access log is full of them.
fn counts(finding: &Finding<'_>) -> bool {
    finding.verdict != Verdict::StatusOnly
}
