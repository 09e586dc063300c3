//! Looks for entries in a capture: first what envelopes and keys point at, then codes in the text, then messages.

use std::collections::{BTreeMap, HashSet};

use crate::capture::{Capture, ErrorFields, Field, Passage};
use crate::catalog::entry::Role;
use crate::catalog::key::fold;
use crate::catalog::layers::{Extent, Known, Spoken};
use crate::catalog::template::{ANCHOR, plain, plain_bytes};
use crate::catalog::{Error, Reading};
use crate::span::Span;

use super::blame;
use super::rank::{self, Facts};
use super::shapes::FamilyAt;
use super::{Finding, Findings, MAX_FINDINGS, Matcher, STATUSES, Verdict};

/// How far around a code in running text its message may stand, in bytes.
const MESSAGE_WITHIN: usize = 2048;
/// How far, in bytes, a message may stand from its code and still be the same error told once more.
const BESIDE: usize = 512;
/// Over so many lines a message may go.
const MESSAGE_LINES: usize = 3;
/// The most text, in bytes, in which messages over several lines are looked for.
const MAX_JOINED: usize = 256 << 10;

pub(super) struct Search<'m, 'c> {
    matcher: &'m Matcher<'c>,
    capture: &'m Capture,
    found: Findings<'c>,
    /// The codes that findings have.
    codes: Covered,
    /// The text that findings speak for.
    spoken_for: Covered,
    /// The plain form of the text that is looked at.
    buffer: Vec<u8>,
}

impl<'m, 'c> Search<'m, 'c> {
    pub(super) fn new(matcher: &'m Matcher<'c>, capture: &'m Capture) -> Self {
        let found = Findings::default();
        Self { matcher, capture, found, codes: Covered::default(), spoken_for: Covered::default(), buffer: Vec::new() }
    }

    pub(super) fn run(mut self) -> Result<Findings<'c>, Error> {
        for fields in &self.capture.errors {
            // Two envelopes may find one code, the outer with the message.
            if fields.code.as_ref().is_some_and(|code| self.codes.overlaps(code.span)) {
                continue;
            }
            if self.is_full() {
                self.found.more += 1;
            } else {
                let finding = self.judge(Facts::of(fields.clone(), self.capture))?;
                self.add(finding);
            }
        }
        // What lies escaped in another text comes after it, and has the better context.
        for text in self.capture.texts.iter().rev() {
            self.codes_in(*text)?;
        }
        self.messages()?;
        self.drop_repeated();
        self.statuses()?;
        self.found.list.sort_by_key(|finding| (finding.fields.span.start, usize::MAX - finding.fields.span.end));
        for finding in &mut self.found.list {
            if finding.fields.correlation.is_none() {
                let exchange = finding.fields.exchange.and_then(|exchange| self.capture.exchanges.get(exchange));
                finding.fields.correlation = exchange.and_then(|exchange| exchange.correlation.clone());
            }
            finding.blame = blame::blame(&finding.fields, &finding.values, &finding.candidates, self.capture);
        }
        Ok(self.found)
    }

    fn is_full(&self) -> bool {
        self.found.list.len() >= MAX_FINDINGS
    }

    fn add(&mut self, finding: Option<Finding<'c>>) {
        let Some(finding) = finding else { return };
        if finding.verdict != Verdict::StatusOnly {
            self.spoken_for.add(finding.fields.span);
            finding.fields.message.iter().for_each(|message| self.spoken_for.add(message.span));
            // A code that was only beside a known message may still be found where it stands.
            let by_code = finding.verdict != Verdict::ByMessage;
            finding.fields.code.iter().filter(|_| by_code).for_each(|code| self.codes.add(code.span));
        }
        self.found.list.push(finding);
    }

    /// The finding of an error whose fields are known; `None` if nothing is known of it.
    fn judge(&self, mut facts: Facts) -> Result<Option<Finding<'c>>, Error> {
        let Some(code) = facts.fields.code.clone() else { return self.without_code(facts, Extent::Part) };
        let all = self.matcher.layers.by_code(&code.text)?;
        let is_none = |known: &Known<'c>| known.record.entry.role.is_some_and(|role: Role| !role.is_error());
        if !all.is_empty() && all.iter().all(is_none) {
            return Ok(None);
        }
        facts.settle(&all);
        let mut known = rank::statuses_aside(all, STATUSES, &facts);
        known.retain(|known| !is_none(known) && self.is_meant(known, &facts));
        if let Some(status) = bare_status(&known) {
            let fields = ErrorFields { status: Some((status, code.span)), ..facts.fields };
            return self.status_only(Facts { fields, ..facts });
        }
        if known.is_empty()
            && let Some(inner) = self.code_inside(&code, &facts)?
        {
            return self.judge(inner);
        }
        if known.is_empty() {
            return match self.certain_family(&code.text, &facts)? {
                Some(family) => self.matcher.unlisted_finding(family, facts).map(Some),
                None => self.without_code(facts, Extent::Part),
            };
        }
        Ok(Some(rank::rank(known, facts)))
    }

    /// The code in what stands at a code's place: `SqlState("42P01")`, `Bad Request: CHAT_ADMIN_REQUIRED`.
    fn code_inside(&self, code: &Field, facts: &Facts) -> Result<Option<Facts>, Error> {
        let codes = self.matcher.shapes()?.codes(&code.text);
        let Some(inner) = codes.into_iter().find(|inner| inner.span.len() < code.text.len()) else { return Ok(None) };
        let verbatim = code.span.len() == code.text.len();
        let span = if verbatim { inner.span.shifted(code.span.start) } else { code.span };
        let field = Field { text: inner.span.of(&code.text).to_owned(), span };
        let fields = ErrorFields { code: Some(field), ..facts.fields.clone() };
        Ok(Some(Facts { fields, family: inner.family, ..facts.clone() }))
    }

    /// Whether a code that stands in a capture can be an entry's. A number or a common word may be anybody's: it counts behind a
    /// key of its family, in an envelope of its provider, or with its message.
    fn is_meant(&self, known: &Known<'c>, facts: &Facts) -> bool {
        let provider = known.record.provider.as_str();
        if let Some((p, _)) = facts.family {
            return self.matcher.providers.get().is_some_and(|providers| providers[p].id.as_str() == provider);
        }
        let code = known.record.entry.code.as_deref().unwrap_or_default();
        provider == STATUSES
            || rank::is_a_code(code)
            || self.is_bare(known)
            || self.envelope_of(facts).any(|owner| owner == provider)
            || rank::speaks(known, facts)
    }

    fn is_bare(&self, known: &Known<'c>) -> bool {
        let Some(family) = &known.record.family else { return false };
        let providers = self.matcher.providers.get().map_or(&[][..], Vec::as_slice);
        let families = providers.iter().flat_map(|provider| provider.families.iter().map(move |family| (&provider.id, family)));
        families.filter(|(_, family)| family.bare).any(|(provider, own)| format!("{provider}/{}", own.id) == family.id.as_str())
    }

    /// The providers whose envelopes read an error best.
    fn envelope_of(&self, facts: &Facts) -> impl Iterator<Item = &str> {
        let providers = self.matcher.providers.get().map_or(&[][..], Vec::as_slice);
        let owners = providers.iter().flat_map(|provider| provider.envelopes.iter().map(|_| provider.id.as_str()));
        owners.enumerate().filter(|(number, _)| facts.fields.envelopes.contains(number)).map(|(_, owner)| owner)
    }

    /// The family of a code that is in no catalog: a bare one, or one of the provider whose envelope the body has.
    /// Of others a code may be anybody's; and an HTTP status is no code that a catalog could lack.
    fn certain_family(&self, code: &str, facts: &Facts) -> Result<Option<Reading<'c>>, Error> {
        let owner = self.envelope_of(facts).next().filter(|provider| *provider != STATUSES);
        let owner = owner.filter(|first| self.envelope_of(facts).all(|other| other == *first));
        self.matcher.family_of(code, |provider, family| family.bare || owner == Some(provider.id.as_str()))
    }

    /// The finding of an error without a code that counts: by its message, or by its status alone.
    fn without_code(&self, mut facts: Facts, extent: Extent) -> Result<Option<Finding<'c>>, Error> {
        let foreign = facts.fields.code.is_some();
        let readings: Vec<Field> = facts.fields.message.iter().chain(&facts.others).cloned().collect();
        for message in readings {
            let spoken = self.matcher.layers.by_message(&plain(&message.text), extent)?;
            let counts = |spoken: &Spoken<'c>| {
                let known = &spoken.known;
                let is_its_own = || !foreign && !self.is_elsewhere(known, &facts);
                known.record.entry.role.is_none_or(Role::is_error) && (rank::is_distinctive(known) || is_its_own())
            };
            let spoken: Vec<Spoken<'c>> = spoken.into_iter().filter(counts).collect();
            if !spoken.is_empty() {
                facts.fields.message = Some(message.clone());
                return Ok(Some(rank::by_message(spoken, &message.text, facts)));
            }
        }
        if facts.fields.status.is_some_and(|(status, _)| status >= 400) {
            return self.status_only(facts);
        }
        Ok(None)
    }

    /// Whether a call went well, or went to a host that is none of an entry's provider: short messages like "Access Denied" are not its own
    /// there.
    fn is_elsewhere(&self, known: &Known<'c>, facts: &Facts) -> bool {
        let went_well = facts.fields.exchange.is_some() && facts.answer_status.is_some_and(|status| status < 400);
        let host = blame::request(&facts.fields, self.capture).and_then(|request| request.host(self.capture));
        let providers = self.matcher.providers.get().map_or(&[][..], Vec::as_slice);
        let hosts = || providers.iter().find(|provider| provider.id == known.record.provider).map_or(&[][..], |provider| &provider.hosts);
        let is_foreign = |host: &str| !hosts().is_empty() && !hosts().iter().any(|own| own.eq_ignore_ascii_case(host));
        went_well || host.is_some_and(is_foreign)
    }

    fn status_only(&self, facts: Facts) -> Result<Option<Finding<'c>>, Error> {
        let Some(status) = facts.status().filter(|&status| status >= 400) else { return Ok(None) };
        let candidates = self.matcher.status_entry(status)?;
        Ok(Some(rank::finding(Verdict::StatusOnly, candidates, facts)))
    }

    /// Codes that stand in a text without an envelope.
    fn codes_in(&mut self, text: Passage) -> Result<(), Error> {
        let codes = self.matcher.shapes()?.codes(self.capture.passage(text));
        for (index, code) in codes.iter().enumerate() {
            let span = self.capture.place_in(text, code.span);
            if self.codes.overlaps(span) {
                continue;
            }
            if self.is_full() {
                self.found.more += 1;
                continue;
            }
            let next = codes.get(index + 1).map(|next| next.span.start);
            let finding = self.judge(self.facts_around(text, code.span, code.family, next))?;
            self.add(finding);
        }
        Ok(())
    }

    /// What is known of a code that stands in a text, whose message may stand from the start of its line up to the next code.
    fn facts_around(&self, text: Passage, code: Span, family: Option<FamilyAt>, next: Option<usize>) -> Facts {
        let (around, at) = self.capture.around(text, code, MESSAGE_WITHIN);
        let whole = self.capture.passage(around);
        let end = next.map_or(whole.len(), |next| (at.end + (next - code.end)).min(whole.len()));
        let field = self.capture.field(text, code);
        let fields = ErrorFields { span: field.span, code: Some(field), exchange: text.exchange, ..ErrorFields::default() };
        let mut facts = Facts::of(fields, self.capture);
        let around = self.capture.field(around, Span::new(0, end));
        facts.others = self.capture.otherwise(&around);
        facts.around = Some(around);
        facts.family = family;
        facts
    }

    /// Messages without a code: in a line or string, or, if nothing at all is known, over several lines.
    fn messages(&mut self) -> Result<(), Error> {
        let capture = self.capture;
        for passage in &capture.loose {
            self.message_in(*passage)?;
        }
        if self.found.list.iter().any(|finding| finding.verdict.is_known()) {
            return Ok(());
        }
        let mut budget = MAX_JOINED;
        for lines in capture.loose.windows(MESSAGE_LINES).chain(capture.loose.len().checked_sub(2).map(|from| &capture.loose[from..])) {
            let joined = lines.iter().skip(1).try_fold(lines[0], |joined, line| joined.joined(*line));
            let Some(joined) = joined.filter(|joined| joined.len() <= MESSAGE_WITHIN) else { continue };
            if budget < joined.len() {
                break;
            }
            budget -= joined.len();
            self.message_in(joined)?;
        }
        Ok(())
    }

    fn message_in(&mut self, passage: Passage) -> Result<(), Error> {
        if passage.len() < ANCHOR {
            return Ok(());
        }
        if !self.may_speak(passage)? {
            return Ok(());
        }
        let span = self.capture.place_in(passage, Span::new(0, passage.len()));
        if self.spoken_for.overlaps(span) || self.is_full() {
            return Ok(());
        }
        let message = self.capture.field(passage, Span::new(0, passage.len()));
        let fields = ErrorFields { span, message: Some(message), exchange: passage.exchange, ..ErrorFields::default() };
        let finding = self.without_code(Facts::of(fields, self.capture), Extent::Part)?;
        self.add(finding);
        Ok(())
    }

    /// Whether a message may stand in a passage, in one of the ways to read it.
    fn may_speak(&mut self, passage: Passage) -> Result<bool, Error> {
        let layers = &self.matcher.layers;
        plain_bytes(self.capture.passage(passage), &mut self.buffer);
        let mut known = layers.may_speak(&self.buffer)?;
        if !known {
            for other in self.capture.passage_otherwise(passage) {
                plain_bytes(&other, &mut self.buffer);
                known |= layers.may_speak(&self.buffer)?;
            }
        }
        Ok(known)
    }

    /// Of an entry that is found by its message and, right beside it, by its code, the code is the finding. A code that an error has
    /// and says once more, in a key of the message or in its text, is no second error.
    fn drop_repeated(&mut self) {
        let code = |finding: &Finding<'c>| finding.fields.code.as_ref().map(|code| fold(&code.text));
        let read: Vec<(Span, Option<String>)> =
            self.found.list.iter().filter(|f| !f.fields.envelopes.is_empty()).map(|f| (f.fields.span, code(f))).collect();
        self.found.list.retain(|finding| {
            let own = code(finding).filter(|_| finding.fields.envelopes.is_empty());
            own.is_none() || !read.iter().any(|(span, code)| *code == own && span.contains(finding.fields.span))
        });
        let ids = |finding: &Finding<'c>| finding.candidates.iter().map(|candidate| candidate.known.id.clone()).collect::<Vec<_>>();
        let by_code: Vec<(Span, Vec<String>)> = self.found.list.iter().filter(|f| is_by_code(f)).map(|f| (f.fields.span, ids(f))).collect();
        self.found.list.retain(|finding| {
            let near = |span: Span| Span::new(span.start.saturating_sub(BESIDE), span.end + BESIDE).overlaps(finding.fields.span);
            let own = if finding.verdict == Verdict::ByMessage { ids(finding) } else { Vec::new() };
            !by_code.iter().any(|(span, ids)| near(*span) && own.iter().any(|id| ids.contains(id)))
        });
    }

    /// The statuses of answers of which nothing else is known; a status beside something known says nothing more.
    fn statuses(&mut self) -> Result<(), Error> {
        let known: Vec<(Span, Option<usize>)> =
            self.found.list.iter().filter(|f| f.verdict != Verdict::StatusOnly).map(|f| (f.fields.span, f.fields.exchange)).collect();
        self.found.list.retain(|finding| {
            let says_less = |&(span, exchange): &(Span, Option<usize>)| {
                // A message is found in its whole line, of which the status is a part.
                finding.fields.span.overlaps(span) || (exchange.is_some() && exchange == finding.fields.exchange)
            };
            finding.verdict != Verdict::StatusOnly || !known.iter().any(says_less)
        });
        let spoken: HashSet<usize> = self.found.list.iter().filter_map(|finding| finding.fields.exchange).collect();
        let silent = |index: &usize| !spoken.contains(index);
        for index in (0..self.capture.exchanges.len()).filter(silent) {
            let Some((_, span)) = self.capture.exchanges[index].status else { continue };
            let fields = ErrorFields { span, exchange: Some(index), ..ErrorFields::default() };
            let finding = self.status_only(Facts::of(fields, self.capture))?;
            if self.is_full() {
                self.found.more += usize::from(finding.is_some());
            } else {
                self.found.list.extend(finding);
            }
        }
        if self.found.list.is_empty() {
            let status = self.capture.statuses.first().copied();
            let span = status.map_or(Span::default(), |(_, span)| span);
            let fields = ErrorFields { span, status, ..ErrorFields::default() };
            let finding = self.status_only(Facts::of(fields, self.capture))?;
            self.found.list.extend(finding);
        }
        Ok(())
    }
}

fn is_by_code(finding: &Finding<'_>) -> bool {
    !matches!(finding.verdict, Verdict::ByMessage | Verdict::StatusOnly)
}

/// The status, if all that is known of a code is that it is one.
fn bare_status(known: &[Known<'_>]) -> Option<u16> {
    let all = !known.is_empty() && known.iter().all(|known| known.record.provider.as_str() == STATUSES);
    if all { known[0].record.entry.status } else { None }
}

/// Spans that are taken; those that share a byte are one.
#[derive(Debug, Default)]
struct Covered(BTreeMap<usize, usize>);

impl Covered {
    fn overlaps(&self, span: Span) -> bool {
        self.0.range(..span.end).next_back().is_some_and(|(_, &end)| end > span.start)
    }

    fn add(&mut self, span: Span) {
        let mut whole = span;
        while let Some((&start, &end)) = self.0.range(..whole.end).next_back().filter(|(_, end)| **end > whole.start) {
            self.0.remove(&start);
            whole = Span::new(whole.start.min(start), whole.end.max(end));
        }
        if !whole.is_empty() {
            self.0.insert(whole.start, whole.end);
        }
    }
}
