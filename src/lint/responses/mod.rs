//! Checks answers: their JSON, what the catalogs say of the errors in them, and the schema of the operation that answered.

mod envelope;
mod errors;
mod operation;

use super::body::Check;
use super::rules::response as rules;
use super::traffic::{Answer, Ground, Traffic, document};
use super::{Excerpt, Knowledge, Report};
use crate::capture::json::Leniency;

/// Checks all answers in an excerpt, and documents that stand by themselves.
pub(super) fn lint(excerpt: &Excerpt<'_>, knowledge: &Knowledge<'_>, report: &mut Report) {
    lint_those(excerpt, knowledge, report, |_| true);
}

/// The same of a text that nobody calls JSON: a value as a program prints it (`{'held': True}`) is in its own notation and no answer,
/// except behind the head of one.
pub(super) fn lint_unnamed(excerpt: &Excerpt<'_>, knowledge: &Knowledge<'_>, report: &mut Report) {
    lint_those(excerpt, knowledge, report, |answer| answer.status.is_some() || !is_of_another_notation(answer));
}

fn lint_those(excerpt: &Excerpt<'_>, knowledge: &Knowledge<'_>, report: &mut Report, is_meant: impl Fn(&Answer<'_>) -> bool) {
    let ground = Ground::new(excerpt);
    let traffic = Traffic::read(&ground);
    for answer in traffic.answers.iter().filter(|answer| is_meant(answer)) {
        check(answer, &traffic, knowledge, report);
    }
    errors::check(excerpt, knowledge, report);
}

/// Whether a document is written as Python, JavaScript and others write values.
fn is_of_another_notation(answer: &Answer<'_>) -> bool {
    const SIGNS: [Leniency; 7] = [
        Leniency::SingleQuotes,
        Leniency::StringPrefix,
        Leniency::UnquotedKey,
        Leniency::UnquotedValue,
        Leniency::NonJsonLiteral,
        Leniency::Comment,
        Leniency::OtherSeparator,
    ];
    document(&answer.body).is_some_and(|document| document.forgiven().iter().any(|one| SIGNS.contains(&one.what)))
}

fn check(answer: &Answer<'_>, traffic: &Traffic<'_>, knowledge: &Knowledge<'_>, report: &mut Report) {
    let Some(document) = document(&answer.body) else { return };
    let schema = document.root().and_then(|root| operation::schema(root, answer, traffic.call_of(answer), knowledge));
    Check::new(&answer.body, &rules::SHARED, report).all(&document, schema);
    if let Some(root) = document.root() {
        envelope::check(root, &answer.body, knowledge, report);
    }
}
