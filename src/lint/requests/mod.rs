//! Checks requests: how the command is written, the URL, the headers, the body, and the operation of the catalog that it calls.

mod body;
mod headers;
mod operation;
mod secrets;
mod shell;
mod url;

pub(super) use operation::{host, method};
pub(super) use secrets::lint as secrets;
pub(super) use url::Target;

use super::traffic::{Call, Ground, Traffic};
use super::{Excerpt, Knowledge, Report};

/// Checks all requests in an excerpt.
pub(super) fn lint(excerpt: &Excerpt<'_>, knowledge: &Knowledge<'_>, report: &mut Report) {
    let ground = Ground::new(excerpt);
    let traffic = Traffic::read(&ground);
    traffic.calls.iter().for_each(|call| check(call, knowledge, report));
}

fn check(call: &Call<'_>, knowledge: &Knowledge<'_>, report: &mut Report) {
    shell::check(call, report);
    url::check(call, knowledge, report);
    headers::check(call, report);
    let known = operation::check(call, knowledge, report);
    body::check(call, known, report);
}
