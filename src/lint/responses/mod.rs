//! Checks answers: their JSON, what the catalogs say of the errors in them, and the schema of the operation that answered.

mod envelope;
mod errors;
mod operation;

use super::body::Check;
use super::rules::response as rules;
use super::traffic::{Answer, Ground, Traffic, document};
use super::{Excerpt, Knowledge, Report};

/// Checks all answers in an excerpt, and documents that stand by themselves.
pub(super) fn lint(excerpt: &Excerpt<'_>, knowledge: &Knowledge<'_>, report: &mut Report) {
    let ground = Ground::new(excerpt);
    let traffic = Traffic::read(&ground);
    for answer in &traffic.answers {
        check(answer, &traffic, knowledge, report);
    }
    errors::check(excerpt, knowledge, report);
}

fn check(answer: &Answer<'_>, traffic: &Traffic<'_>, knowledge: &Knowledge<'_>, report: &mut Report) {
    let Some(document) = document(&answer.body) else { return };
    let schema = document.root().and_then(|root| operation::schema(root, answer, traffic.call_of(answer), knowledge));
    Check::new(&answer.body, &rules::SHARED, report).all(&document, schema);
    if let Some(root) = document.root() {
        envelope::check(root, &answer.body, knowledge, report);
    }
}
