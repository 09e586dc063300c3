//! Weighs the evidence: which of the known entries fits what the capture says.

use crate::capture::{Capture, ErrorFields, Field};
use crate::catalog::entry::Entry;
use crate::catalog::layers::{Known, Spoken};
use crate::catalog::template::{Fit, Plain, Template, plain};
use crate::span::Span;

use super::shapes::FamilyAt;
use super::{Candidate, Evidence, Finding, Verdict, blame, properties};

/// What is known of one error when its entries are looked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    pub(super) fields: ErrorFields,
    /// The status of the whole answer.
    pub(super) answer_status: Option<u16>,
    /// The text around a code without a message of its own.
    pub(super) around: Option<Field>,
    /// The other ways to read the message, or the text around the code.
    pub(super) others: Vec<Field>,
    /// The family whose key stands before the code.
    pub(super) family: Option<FamilyAt>,
    /// The call that was answered.
    pub(super) call: Option<Call>,
    /// Whether the message goes to the end of the capture, where more of it may have stood.
    pub(super) is_open: bool,
}

/// What a request says of the call.
#[derive(Debug, Clone)]
pub(super) struct Call {
    method: String,
    path: Vec<Field>,
}

impl Facts {
    pub(super) fn of(fields: ErrorFields, capture: &Capture) -> Self {
        let exchange = fields.exchange.and_then(|exchange| capture.exchanges.get(exchange));
        let answered = exchange.and_then(|exchange| exchange.status).or_else(|| capture.status_at(fields.span));
        let call =
            blame::request(&fields, capture).map(|request| Call { method: request.method().to_owned(), path: request.path(capture) });
        let others = fields.message.iter().flat_map(|message| capture.otherwise(message)).collect();
        let is_open = fields.message.as_ref().is_some_and(|message| message.span.end == capture.text.text().trim_end().len());
        Self { fields, answer_status: answered.map(|(status, _)| status), call, others, is_open, ..Self::default() }
    }

    /// Reads the message, or the text around the code, as one of the entries has it that the code may mean.
    pub(super) fn settle(&mut self, known: &[Known<'_>]) {
        let Some(own) = self.fields.message.as_mut().or(self.around.as_mut()).filter(|_| !self.others.is_empty()) else { return };
        let speaks = |field: &Field| {
            let message = plain(&field.text);
            known.iter().any(|known| fit(known, &message).is_some())
        };
        if let Some(other) = self.others.iter().find(|other| !speaks(own) && speaks(other)) {
            *own = other.clone();
        }
    }

    pub(super) fn status(&self) -> Option<u16> {
        self.fields.status.map(|(status, _)| status).or(self.answer_status)
    }
}

/// A known entry with how the message fits it.
struct Weighed<'c> {
    known: Known<'c>,
    fit: Option<Fit>,
    evidence: Vec<Evidence>,
}

/// The finding of a code that has entries.
pub(super) fn rank<'c>(known: Vec<Known<'c>>, mut facts: Facts) -> Finding<'c> {
    let message = facts.fields.message.as_ref().or(facts.around.as_ref()).cloned();
    let compared = message.as_ref().map(|message| plain(&message.text));
    let weighed = known.into_iter().map(|known| weigh(known, compared.as_ref(), &facts)).collect();
    let cut = compared.as_ref().and_then(|message| before_cut(&message.text, facts.is_open));
    let (drifted, mut kept) = by_fit(weighed, facts.fields.message.is_some(), cut);
    for evidence in [Evidence::Status, Evidence::Property, Evidence::Path, Evidence::Method] {
        keep_those_with(&mut kept, evidence);
    }
    let verdict = match kept.len() {
        _ if drifted => Verdict::Drifted,
        1 => Verdict::Matched,
        _ => Verdict::Ambiguous,
    };
    let values = match (message, kept.first().and_then(|first| first.fit.as_ref())) {
        (Some(message), Some(fit)) => take_fit(&mut facts, &message, fit),
        _ => Vec::new(),
    };
    let mut candidates: Vec<Candidate<'c>> = kept.into_iter().map(|w| Candidate { known: w.known, evidence: w.evidence }).collect();
    candidates.sort_by_key(|candidate| check_cost(&candidate.known));
    let values = if verdict == Verdict::Matched { values } else { Vec::new() };
    Finding { values, ..finding(verdict, candidates, facts) }
}

/// The finding of a message without a code.
pub(super) fn by_message<'c>(spoken: Vec<Spoken<'c>>, text: &str, mut facts: Facts) -> Finding<'c> {
    let most = spoken.iter().map(|spoken| spoken.fit.span.len()).max();
    let longest: Vec<Spoken<'c>> = spoken.into_iter().filter(|spoken| Some(spoken.fit.span.len()) == most).collect();
    let message = Field { text: text.to_owned(), span: facts.fields.message.as_ref().map_or(Span::default(), |m| m.span) };
    let values = longest.first().map(|first| take_fit(&mut facts, &message, &first.fit)).unwrap_or_default();
    let mut kept: Vec<Weighed<'c>> = longest
        .into_iter()
        .map(|spoken| {
            let mut weighed = weigh(spoken.known, None, &facts);
            weighed.evidence.retain(|&evidence| evidence != Evidence::Code);
            weighed.evidence.insert(0, Evidence::Message);
            weighed
        })
        .collect();
    keep_those_with(&mut kept, Evidence::Status);
    let candidates = kept.into_iter().map(|w| Candidate { known: w.known, evidence: w.evidence }).collect();
    Finding { values, ..finding(Verdict::ByMessage, candidates, facts) }
}

/// A finding without values.
pub(super) fn finding(verdict: Verdict, candidates: Vec<Candidate<'_>>, facts: Facts) -> Finding<'_> {
    let status = facts.status();
    let known = candidates.first().filter(|_| verdict.is_known());
    let family = known.and_then(|first| first.known.record.family.clone());
    Finding { verdict, status, fields: facts.fields, values: Vec::new(), candidates, family, nearest: Vec::new(), blame: Vec::new() }
}

/// Of entries whose code is a bare HTTP status, only those of the standard count, and those whose message fits:
/// a number says nothing of who sent it.
pub(super) fn statuses_aside<'c>(known: Vec<Known<'c>>, standard: &str, facts: &Facts) -> Vec<Known<'c>> {
    let is_status = |known: &Known<'c>| {
        let entry = &known.record.entry;
        entry.code.as_deref().zip(entry.status).is_some_and(|(code, status)| code == status.to_string())
    };
    if known.len() < 2 || !known.iter().all(is_status) {
        return known;
    }
    let message = facts.fields.message.as_ref().map(|message| plain(&message.text));
    let spoken = |known: &Known<'c>| message.as_ref().is_some_and(|message| fit(known, message).is_some());
    let counts = |known: &Known<'c>| known.record.provider.as_str() == standard || spoken(known);
    known.into_iter().filter(counts).collect()
}

/// Whether a code is one by its own looks: `EQ-2010005`, `card_declined`, `NoSuchKey`; and no number, and no single word.
pub(crate) fn is_a_code(code: &str) -> bool {
    const SHORT: usize = 4;
    let has = |test: fn(&char) -> bool| code.chars().any(|c| test(&c));
    let inner_capital = code.chars().zip(code.chars().skip(1)).any(|(a, b)| a.is_lowercase() && b.is_uppercase());
    let mixed = has(char::is_ascii_digit) && has(char::is_ascii_alphabetic);
    code.len() > SHORT && (mixed || inner_capital || (has(char::is_ascii_alphabetic) && code.contains(['_', '-', ':', '/'])))
}

/// Whether a message beside a code, or around it, is the entry's.
pub(super) fn speaks(known: &Known<'_>, facts: &Facts) -> bool {
    let message = facts.fields.message.as_ref().or(facts.around.as_ref());
    message.is_some_and(|message| fit(known, &plain(&message.text)).is_some())
}

/// Whether an entry's message may be trusted beside a code of somebody else.
pub(super) fn is_distinctive(known: &Known<'_>) -> bool {
    template(known).is_some_and(|template| template.is_distinctive())
}

fn template(known: &Known<'_>) -> Option<Template> {
    Template::parse(known.record.entry.message.as_deref()?).ok()
}

fn fit(known: &Known<'_>, message: &Plain) -> Option<Fit> {
    let template = template(known)?;
    template.fit(message).or_else(|| template.find(message))
}

fn weigh<'c>(known: Known<'c>, message: Option<&Plain>, facts: &Facts) -> Weighed<'c> {
    let fit = message.and_then(|message| fit(&known, message));
    let entry = &known.record.entry;
    let named = |property: &str| entry.properties.iter().any(|own| own.as_str() == property);
    let (path, method) = facts.call.as_ref().map_or((false, false), |call| is_call(entry, call));
    let counts = [
        (Evidence::Code, facts.fields.code.is_some() && entry.code.is_some()),
        (Evidence::Message, fit.is_some()),
        (Evidence::Status, facts.status().is_some() && entry.status == facts.status()),
        (Evidence::Method, method),
        (Evidence::Path, path),
        (Evidence::Property, properties(&facts.fields.details).any(named)),
    ];
    let evidence = counts.into_iter().filter(|&(_, counts)| counts).map(|(evidence, _)| evidence).collect();
    Weighed { known, fit, evidence }
}

/// Whether the path of a call is that of one of an entry's operations, and with it the method.
fn is_call(entry: &Entry<'_>, call: &Call) -> (bool, bool) {
    let operations = entry.operations.iter().filter_map(|operation| operation.split_once(' '));
    let mut fitting = operations.filter(|(_, path)| blame::fits(path, &call.path)).peekable();
    (fitting.peek().is_some(), fitting.any(|(method, _)| method == call.method))
}

/// Keeps the entries whose template fits best. Without any, those that have no template may be meant; without
/// those, the message has drifted if it was one (and not just text around the code).
fn by_fit<'c>(weighed: Vec<Weighed<'c>>, has_message: bool, cut: Option<&str>) -> (bool, Vec<Weighed<'c>>) {
    let longest = weighed.iter().filter_map(|w| w.fit.as_ref()).map(|fit| fit.span.len()).max();
    if longest.is_some() {
        let best = |w: &Weighed<'_>| w.fit.as_ref().map(|fit| fit.span.len()) == longest;
        return (false, weighed.into_iter().filter(best).collect());
    }
    if !has_message {
        return (false, weighed);
    }
    let begins = |w: &Weighed<'_>| cut.is_some_and(|cut| template(&w.known).is_some_and(|template| template.begins_with(cut)));
    if weighed.iter().any(begins) {
        let spoken = |mut w: Weighed<'c>| {
            w.evidence.insert(w.evidence.len().min(1), Evidence::Message);
            w
        };
        return (false, weighed.into_iter().filter(begins).map(spoken).collect());
    }
    let (with, without): (Vec<_>, Vec<_>) = weighed.into_iter().partition(|w| w.known.record.entry.message.is_some());
    if without.is_empty() { (true, with) } else { (false, without) }
}

/// What is left of a message, in plain form, that was cut off: an ellipsis says so, with a note behind it (`… (truncated 412 bytes)`), or it
/// `is_open`.
fn before_cut(message: &str, is_open: bool) -> Option<&str> {
    let is_note = |rest: &str| rest.is_empty() || rest.starts_with(['(', '[', '<']) && rest.ends_with([')', ']', '>']);
    let ellipsis = ["...", "…"].into_iter().filter_map(|sign| message.rfind(sign).map(|at| (at, at + sign.len()))).max();
    let cut = ellipsis.filter(|(_, behind)| is_note(message[*behind..].trim())).map(|(at, _)| &message[..at]);
    cut.or(is_open.then_some(message)).map(|message| message.trim_end_matches(['.', '…', ' ']))
}

/// Drops the entries without a kind of evidence, if there are others that have it.
fn keep_those_with(weighed: &mut Vec<Weighed<'_>>, evidence: Evidence) {
    if weighed.iter().any(|w| w.evidence.contains(&evidence)) {
        weighed.retain(|w| w.evidence.contains(&evidence));
    }
}

/// The values of the holes; a message that stood around the code becomes the error's own.
fn take_fit(facts: &mut Facts, message: &Field, fit: &Fit) -> Vec<(String, String)> {
    let whole = facts.fields.message.as_ref().is_some_and(|own| own == message);
    let verbatim = message.span.len() == message.text.len();
    if !whole || verbatim {
        let text = fit.span.of(&message.text).to_owned();
        let span = if verbatim { fit.span.shifted(message.span.start) } else { message.span };
        if !whole || facts.fields.code.is_none() {
            facts.fields.message = Some(Field { text, span });
        }
    }
    fit.values.iter().map(|(name, span)| (name.clone(), span.of(&message.text).to_owned())).collect()
}

/// What it takes to check whether an entry is the one: values of the request before headers, the rest last.
fn check_cost(known: &Known<'_>) -> (usize, String) {
    let parts = known.record.entry.blame.iter().map(|blame| blame.part as usize + 1);
    (parts.min().unwrap_or(usize::MAX), known.id.clone())
}
