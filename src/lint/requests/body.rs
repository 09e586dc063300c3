//! The body of a request.

use super::operation::method;
use crate::lint::Report;
use crate::lint::body::Check;
use crate::lint::operations::Known;
use crate::lint::rules::request as rules;
use crate::lint::traffic::{Call, Form, document};

/// Reports what is wrong with the body of a call.
pub(super) fn check(call: &Call<'_>, known: Option<&Known<'_>>, report: &mut Report) {
    let Some(body) = &call.body else {
        let wants = known.and_then(|known| known.operation.body.as_ref()).is_some_and(|body| body.required);
        if wants && !call.sends_more && !matches!(call.form, Form::Recording) {
            report.add(&rules::MISSING_BODY, call.head, "the operation wants a body, and the call has none");
        }
        return;
    };
    let is_get = matches!(method(call), "GET" | "HEAD") && !call.sends_more && call.method.is_some();
    if is_get && !body.text().trim().is_empty() {
        let place = body.span(crate::span::Span::new(0, body.text().chars().next().map_or(0, char::len_utf8)));
        let found = report.add(&rules::BODY_WITH_GET, place, format!("a body is sent by {}, which has none", method(call)));
        found.help("leave the body out, or send it by another method");
    }
    let says_other = call.headers.iter().any(|header| {
        let value = header.value.text().to_ascii_lowercase();
        header.name.eq_ignore_ascii_case("content-type") && !value.contains("json") && !value.contains(['$', '{'])
    });
    if let Some(document) = document(body).filter(|_| !says_other) {
        Check::new(body, &rules::SHARED, report).all(&document, known.and_then(Known::body));
    }
}
