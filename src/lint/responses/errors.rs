//! What the catalogs say of the errors in a text: codes that they do not have, statuses and messages that do not belong to the code.

use crate::capture::{self, Capture};
use crate::catalog::layers::Known;
use crate::lint::body::shown;
use crate::lint::rules::response as rules;
use crate::lint::{Excerpt, Knowledge, Report};
use crate::matcher::{Finding, Verdict};
use crate::redact::Redacted;
use crate::span::Span;

/// Reports what is wrong with the errors of an excerpt. Of a catalog that cannot be read nothing is said: others do.
pub(super) fn check(excerpt: &Excerpt<'_>, knowledge: &Knowledge<'_>, report: &mut Report) {
    let Ok(envelopes) = knowledge.matcher.envelopes() else { return };
    // The text is veiled already.
    let capture = capture::parse(Redacted::verbatim(excerpt.text().as_bytes().to_vec()), &envelopes);
    let Ok(findings) = knowledge.matcher.find(&capture) else { return };
    let mut errors = Errors { excerpt, knowledge, capture: &capture, report };
    findings.list.iter().for_each(|finding| errors.check(finding));
}

struct Errors<'c, 'k> {
    excerpt: &'c Excerpt<'c>,
    knowledge: &'c Knowledge<'k>,
    capture: &'c Capture,
    report: &'c mut Report,
}

impl Errors<'_, '_> {
    fn check(&mut self, finding: &Finding<'_>) {
        match finding.verdict {
            Verdict::Unlisted => self.unknown_code(finding),
            Verdict::Drifted => self.drifted(finding),
            Verdict::Matched | Verdict::Ambiguous => self.status(finding),
            Verdict::ByMessage | Verdict::StatusOnly => {}
        }
        self.in_success(finding);
    }

    fn place(&self, span: Span) -> Span {
        self.excerpt.span(span)
    }

    fn unknown_code(&mut self, finding: &Finding<'_>) {
        let Some(code) = &finding.fields.code else { return };
        let place = self.place(code.span);
        let near: Vec<String> =
            finding.nearest.iter().filter_map(|known| known.record.entry.code.as_ref().map(ToString::to_string)).collect();
        let found = self.report.add(&rules::UNKNOWN_CODE, place, format!("`{}` is in no catalog", shown(&code.text)));
        match near.first() {
            Some(near) => _ = found.help(format!("`{near}` is")),
            None => _ = found.help("add an entry for it to a catalog of yours"),
        }
    }

    fn drifted(&mut self, finding: &Finding<'_>) {
        let (Some(code), Some(message)) = (&finding.fields.code, &finding.fields.message) else { return };
        let place = self.place(message.span);
        let known = finding.candidates.iter().find_map(|candidate| candidate.known.record.entry.message.as_deref());
        let Some(known) = known else { return };
        let text = format!("no entry of `{}` has the message `{}`", shown(&code.text), shown(&message.text));
        let (mine, other) = difference(&message.text, known);
        let help = format!("the catalog has `{}`{}", long(known), told_apart(&mine, &other));
        self.report.add(&rules::DRIFTED_MESSAGE, place, text).help(help);
    }

    /// A status with which the code does not come.
    fn status(&mut self, finding: &Finding<'_>) {
        let Some(code) = &finding.fields.code else { return };
        let Some((status, span)) = finding.fields.status.or_else(|| self.answered(finding)) else { return };
        let Ok(known) = self.knowledge.catalogs.by_code(&code.text) else { return };
        let own: Option<Vec<u16>> = known.iter().map(|known: &Known<'_>| known.record.entry.status).collect();
        let Some(mut own) = own.filter(|own| !own.is_empty() && !own.contains(&status) && status >= 400) else { return };
        own.sort_unstable();
        own.dedup();
        let own: Vec<String> = own.iter().map(ToString::to_string).collect();
        let message = format!("`{}` comes with the status {}, not {status}", shown(&code.text), own.join(" or "));
        let (place, label) = (self.place(span), self.place(code.span));
        self.report.add(&rules::UNKNOWN_STATUS, place, message).label(label, "the code");
    }

    /// An error in an answer that says that all went well.
    fn in_success(&mut self, finding: &Finding<'_>) {
        let Some((status, span)) = self.answered(finding).filter(|(status, _)| (200..300).contains(status)) else { return };
        let Some(code) = &finding.fields.code else { return };
        let is_known = finding.candidates.iter().any(|candidate| candidate.known.record.entry.status == Some(status));
        if finding.fields.envelopes.is_empty() || is_known {
            return;
        }
        let (place, label) = (self.place(code.span), self.place(span));
        let message = format!("the answer has the status {status} and the error `{}`", shown(&code.text));
        let found = self.report.add(&rules::ERROR_IN_SUCCESS, place, message).label(label, "the status");
        found.help("a client that looks at the status only takes this for success");
    }

    /// The status of the answer that an error is in.
    fn answered(&self, finding: &Finding<'_>) -> Option<(u16, Span)> {
        self.capture.exchanges.get(finding.fields.exchange?)?.status
    }
}

/// The first words in which two texts differ.
fn difference(mine: &str, other: &str) -> (String, String) {
    let (mut one, mut two) = (mine.split_whitespace(), other.split_whitespace());
    loop {
        match (one.next(), two.next()) {
            (Some(mine), Some(other)) if mine == other => {}
            (mine, other) => return (mine.unwrap_or_default().to_owned(), other.unwrap_or_default().to_owned()),
        }
    }
}

fn told_apart(mine: &str, other: &str) -> String {
    match (mine.is_empty(), other.is_empty()) {
        (true, true) => String::new(),
        (true, false) => format!("; it goes on with `{}`", shown(other)),
        (false, true) => format!("; it ends before `{}`", shown(mine)),
        (false, false) => format!("; they differ from `{}` against `{}` on", shown(mine), shown(other)),
    }
}

fn long(text: &str) -> String {
    const MOST: usize = 160;
    let line: String = text.chars().take(MOST).collect();
    if line.len() < text.len() { format!("{line}…") } else { line }
}
