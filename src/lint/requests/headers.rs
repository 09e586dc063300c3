//! Headers that are none, or say something twice.

use crate::lint::Report;
use crate::lint::body::shown;
use crate::lint::rules::request as rules;
use crate::lint::traffic::{Call, Form, Header};
use crate::span::Span;

/// Reports what is wrong with how headers are written.
pub(super) fn check(call: &Call<'_>, report: &mut Report) {
    for line in &call.malformed {
        let what = if line.text().contains(':') { "has a blank before its colon" } else { "has no colon" };
        let message = format!("the header `{}` {what}", shown(line.text()));
        report.add(&rules::MALFORMED_HEADER, line.whole(), message).help("a header is written `Name: value`");
    }
    for header in &call.headers {
        if !matches!(call.form, Form::Recording) {
            name(header, report);
        }
        doubled_scheme(header, report);
    }
}

fn name(header: &Header<'_>, report: &mut Report) {
    let what = if header.name.ends_with(' ') {
        "has a blank before its colon"
    } else if header.name.trim().is_empty() && !header.value.text().is_empty() {
        "has no name"
    } else if header.name.contains(' ') {
        "has a blank in its name"
    } else {
        return;
    };
    let place = header.whole.span(Span::new(0, header.name.len() + 1));
    report.add(&rules::MALFORMED_HEADER, place, format!("the header `{}` {what}", shown(&header.name)));
}

/// `Bearer Bearer token`
fn doubled_scheme(header: &Header<'_>, report: &mut Report) {
    if !header.name.eq_ignore_ascii_case("authorization") {
        return;
    }
    let text = header.value.text();
    let Some(length) = ["bearer ", "basic ", "token "].iter().map(|scheme| scheme.len()).find(|&length| {
        let (first, rest) = (text.get(..length), text.get(length..));
        let schemes = ["bearer ", "basic ", "token "];
        first.is_some_and(|first| {
            schemes.contains(&first.to_ascii_lowercase().as_str()) && rest.is_some_and(|rest| starts_with(rest, first))
        })
    }) else {
        return;
    };
    let place = header.value.span(Span::new(length, 2 * length));
    let message = format!("the scheme `{}` comes twice", text[..length].trim_end());
    report.add(&rules::DOUBLED_SCHEME, place, message).remove(place);
}

fn starts_with(rest: &str, first: &str) -> bool {
    rest.get(..first.len()).is_some_and(|start| start.eq_ignore_ascii_case(first))
}
