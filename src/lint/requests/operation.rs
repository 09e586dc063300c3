//! The operation that a request calls: its path, its method, its parameters.

use super::url::Target;
use crate::catalog::entry::{Parameter, RequestPart};
use crate::catalog::key::distance;
use crate::lint::body::{odd_value, placeholder, shown, wrong_parameter};
use crate::lint::operations::{Known, Path, hole, segments};
use crate::lint::rules::request as rules;
use crate::lint::traffic::{Call, Part};
use crate::lint::{Knowledge, Report};
use crate::span::Span;

/// Reports where a call does not fit the operation that it calls, which is given back.
pub(super) fn check<'o>(call: &Call<'_>, knowledge: &'o Knowledge<'_>, report: &mut Report) -> Option<&'o Known<'o>> {
    let url = call.url.as_ref()?;
    let target = Target::of(url.text());
    let known = look_up(call, url, &target, knowledge, report);
    let mut told = Vec::new();
    if let Some(known) = known {
        path_values(known, url, &target, report, &mut told);
        query(known, url, &target, report, &mut told);
        headers(known, call, report);
    }
    odd_values(url, &target, report, &told);
    known
}

/// The host of a call: of its URL, or of the header.
pub(in crate::lint) fn host<'c>(call: &'c Call<'_>, url: &'c Part<'_>, target: &Target) -> Option<&'c str> {
    let of_header = || call.headers.iter().find(|header| header.name.eq_ignore_ascii_case("host")).map(|header| header.value.text());
    let host = target.host.map(|host| host.of(url.text())).or_else(of_header)?;
    Some(host.split(':').next().unwrap_or_default())
}

/// The method of a call, as the operation would have it.
pub(in crate::lint) fn method<'c>(call: &'c Call<'_>) -> &'c str {
    let default = if call.body.is_some() { "POST" } else { "GET" };
    call.method.as_ref().map_or(default, |method| method.text().trim())
}

fn look_up<'o>(
    call: &Call<'_>,
    url: &Part<'_>,
    target: &Target,
    knowledge: &'o Knowledge<'_>,
    report: &mut Report,
) -> Option<&'o Known<'o>> {
    let provider = knowledge.operations.provider_of(knowledge.catalogs, host(call, url, target)?)?;
    let path: Vec<&str> = segments(target.path.of(url.text())).collect();
    match knowledge.operations.look_up(knowledge.catalogs, &provider.id, method(call), &path) {
        Path::Known(known) => Some(known),
        Path::Methods(methods) if !call.sends_more => {
            let place = call.method.as_ref().map_or(call.head, Part::whole);
            let methods: Vec<String> = methods.into_iter().collect();
            let message = format!("the catalog has no `{}` for this path", shown(method(call)));
            report.add(&rules::UNKNOWN_METHOD, place, message).help(format!("it has {}", methods.join(", ")));
            None
        }
        Path::Near(template) => {
            let place = url.span(target.path);
            let message = format!("no operation of {} has the path `{}`", provider.name, shown(target.path.of(url.text())));
            let found = report.add(&rules::URL_UNKNOWN_PATH, place, message).help(format!("`{template}` is one"));
            if let Some(meant) = filled(&template, &path).filter(|_| url.is_verbatim()) {
                found.replace(place, meant);
            }
            None
        }
        Path::Methods(_) | Path::Unknown => None,
    }
}

/// A template with the values of a path.
fn filled(template: &str, path: &[&str]) -> Option<String> {
    // What a secret covered may not be copied.
    let values = segments(template).zip(path).map(|(step, segment)| if hole(step).is_some() { *segment } else { step });
    let whole: String = values.flat_map(|segment| ["/", segment]).collect();
    (!whole.contains('*')).then_some(whole)
}

fn parameters<'o>(known: &'o Known<'_>, part: RequestPart) -> impl Iterator<Item = (usize, &'o Parameter<'o>)> {
    known.operation.parameters.iter().enumerate().filter(move |(_, parameter)| parameter.part == part)
}

/// The segments of a path that are values, against what the operation says of them.
fn path_values(known: &Known<'_>, url: &Part<'_>, target: &Target, report: &mut Report, told: &mut Vec<Span>) {
    for (step, segment) in segments(&known.operation.path).zip(spans(url.text(), target.path, '/')) {
        let Some(name) = hole(step) else { continue };
        let parameter = parameters(known, RequestPart::Path).find(|(_, parameter)| parameter.name.as_str() == name);
        if let Some((index, _)) = parameter {
            value(known, index, name, url, segment, report, told);
        }
    }
}

/// A value of the path or query against its schema.
fn value(known: &Known<'_>, index: usize, name: &str, url: &Part<'_>, span: Span, report: &mut Report, told: &mut Vec<Span>) {
    let text = span.of(url.text());
    // What a variable, a template or a mask stands for is not known.
    if text.contains(['$', '{', '<', '*', '%', ':', '+']) && !text.contains("::") && !is_plain(text) {
        return;
    }
    let Some(schema) = known.parameters().get(index).and_then(Option::as_ref) else { return };
    if let Some((what, format)) = wrong_parameter(schema, text) {
        let rule = rules::SHARED.format(&format);
        report.add(rule, url.span(span), format!("`{name}` is `{}`, {what}", shown(text)));
        told.push(span);
    }
}

/// Whether a text is a value as it stands.
fn is_plain(text: &str) -> bool {
    !text.starts_with(':') && !text.contains(['$', '{', '<', '*', '%', '+'])
}

/// The pairs of the query: those that are missing, and those that the operation has under a near name.
fn query(known: &Known<'_>, url: &Part<'_>, target: &Target, report: &mut Report, told: &mut Vec<Span>) {
    let text = url.text();
    let names: Vec<&str> = parameters(known, RequestPart::Query).map(|(_, parameter)| parameter.name.as_str()).collect();
    let mut seen = Vec::new();
    for pair in spans(text, target.query, '&') {
        let equals = pair.of(text).find('=').map_or(pair.end, |at| pair.start + at);
        let name = Span::new(pair.start, equals);
        let spelled = name.of(text);
        seen.push(spelled);
        if let Some((index, parameter)) = parameters(known, RequestPart::Query).find(|(_, parameter)| parameter.name.as_str() == spelled) {
            value(known, index, &parameter.name, url, Span::new((equals + 1).min(pair.end), pair.end), report, told);
        } else if let Some(meant) = near(spelled, &names) {
            seen.push(meant);
            let message = format!("the operation has no parameter `{}`", shown(spelled));
            let found = report.add(&rules::UNKNOWN_PARAMETER, url.span(name), message).help(format!("it has `{meant}`"));
            if url.is_verbatim() {
                found.replace(url.span(name), meant);
            }
        }
    }
    let is_open = text[target.query.start.min(text.len())..].contains(['$', '{']);
    for (_, parameter) in parameters(known, RequestPart::Query).filter(|(_, parameter)| parameter.required && !is_open) {
        if !seen.contains(&parameter.name.as_str()) {
            let message = format!("the parameter `{}` is missing in the query", parameter.name);
            report.add(&rules::MISSING_FIELD, url.whole(), message);
        }
    }
}

/// The name that was meant, if it is not that of another parameter.
fn near<'n>(name: &str, names: &[&'n str]) -> Option<&'n str> {
    let limit = |known: &str| if known.len() > 6 { 2 } else { usize::from(known.len() > 3) };
    let errors = |known: &str| distance(&name.to_ascii_lowercase(), &known.to_ascii_lowercase(), limit(known));
    let is_short = name.len() < 100;
    names.iter().copied().filter(|_| is_short).filter_map(|known| Some((errors(known)?, known))).min().map(|(_, known)| known)
}

/// Headers that the operation wants and does not get.
fn headers(known: &Known<'_>, call: &Call<'_>, report: &mut Report) {
    for (index, parameter) in parameters(known, RequestPart::Header) {
        let name = parameter.name.as_str();
        header_value(known, index, name, call, report);
        if !parameter.required {
            continue;
        }
        let is_sent = call.headers.iter().any(|header| header.name.trim().eq_ignore_ascii_case(name));
        let is_malformed = call.malformed.iter().any(|line| line.text().to_ascii_lowercase().contains(&name.to_ascii_lowercase()));
        let is_implied = call.authorizes && name.eq_ignore_ascii_case("authorization") || call.sends_more;
        let has_nothing = call.body.is_none() && name.eq_ignore_ascii_case("content-type");
        if !(is_sent || is_malformed || is_implied || has_nothing) {
            let message = format!("the header `{name}` is missing, which {} wants", known.operation.title.to_lowercase());
            report.add(&rules::MISSING_HEADER, call.head, message);
        }
    }
}

/// The value of a header against its schema.
fn header_value(known: &Known<'_>, index: usize, name: &str, call: &Call<'_>, report: &mut Report) {
    let Some(header) = call.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name)) else { return };
    let text = header.value.text();
    let is_type = name.eq_ignore_ascii_case("content-type");
    // The media type has no case, and may have parameters; of variables and masks nothing is known but what stands before them.
    let value = if is_type { text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase() } else { text.to_owned() };
    let is_open = value.starts_with(['$', '{', '<', '*']) || value.is_empty();
    let Some(schema) = known.parameters().get(index).and_then(Option::as_ref).filter(|_| !is_open) else { return };
    if let Some((what, _)) = wrong_parameter(schema, &value) {
        let message = format!("the header `{name}` is `{}`, {what}", shown(text));
        report.add(&rules::MALFORMED_VALUE, header.value.whole(), message);
    }
}

/// Values of path and query that are odd in themselves, whatever the operation says.
fn odd_values(url: &Part<'_>, target: &Target, report: &mut Report, told: &[Span]) {
    let text = url.text();
    let segments = spans(text, target.path, '/').map(|span| ("", span));
    let pairs = spans(text, target.query, '&').map(|pair| {
        let equals = pair.of(text).find('=').map_or(pair.end, |at| pair.start + at);
        (Span::new(pair.start, equals).of(text), Span::new((equals + 1).min(pair.end), pair.end))
    });
    for (name, span) in segments.chain(pairs).filter(|(_, span)| !told.contains(span)) {
        let value = span.of(text);
        if let Some((rule, what)) = odd_value(&rules::SHARED, name, value) {
            report.add(rule, url.span(span), format!("`{}` in the URL is no {what}", shown(value)));
        } else if is_left(value) {
            report.add(&rules::PLACEHOLDER_VALUE, url.span(span), format!("`{}` in the URL was to be replaced", shown(value)));
        }
    }
}

/// Whether a part of a URL was to be replaced. `<id>` and `{id}` are how documents write paths.
fn is_left(value: &str) -> bool {
    placeholder(value) && !value.starts_with('<')
}

/// The parts of a part of a text, without empty ones.
fn spans(text: &str, part: Span, separator: char) -> impl Iterator<Item = Span> {
    let mut at = part.start;
    part.of(text).split(separator).filter_map(move |piece| {
        let span = Span::new(at, at + piece.len());
        at = span.end + separator.len_utf8();
        (!piece.is_empty()).then_some(span)
    })
}
