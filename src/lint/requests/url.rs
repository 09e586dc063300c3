//! The URL: blanks, slashes, the host.

use crate::catalog::key::distance;
use crate::lint::body::shown;
use crate::lint::rules::request as rules;
use crate::lint::traffic::{Call, Form, Part};
use crate::lint::{Knowledge, Report};
use crate::span::Span;

/// Reports what is wrong with the URL of a call.
pub(super) fn check(call: &Call<'_>, knowledge: &Knowledge<'_>, report: &mut Report) {
    let Some(url) = &call.url else { return };
    split_scheme(call, report);
    if doubled_scheme(url, report) {
        return;
    }
    blank(url, report);
    let target = Target::of(url.text());
    slashes(url, &target, report);
    if let Some(host) = target.host {
        near_host(url, host, knowledge, report);
    }
}

/// The parts of a URL, by their places in it.
#[derive(Debug, Clone, Copy)]
pub(in crate::lint) struct Target {
    pub(in crate::lint) host: Option<Span>,
    pub(in crate::lint) path: Span,
    pub(in crate::lint) query: Span,
}

impl Target {
    /// Takes a URL apart, as far as it goes: a blank behind the scheme is passed over.
    pub(in crate::lint) fn of(url: &str) -> Self {
        let end = url.find('#').unwrap_or(url.len());
        let host = url.find(':').map(|colon| colon + 1).and_then(|colon| {
            let rest = url[colon..end].trim_start().strip_prefix("//")?;
            let start = end - rest.len();
            let length = rest.find(['/', '?', ' ']).unwrap_or(rest.len());
            let name = rest[..length].rsplit('@').next().unwrap_or_default();
            let name = Span::new(start + length - name.len(), start + length);
            Some(name).filter(|_| ["http", "https"].contains(&url[..colon - 1].trim().to_ascii_lowercase().as_str()))
        });
        let without_scheme = |url: &str| url.find('/').filter(|&slash| slash > 0 && url[..slash].contains('.')).unwrap_or(0);
        let start = host.map_or_else(|| without_scheme(&url[..end]), |host| host.end);
        let mark = url[start..end].find('?').map_or(end, |mark| start + mark);
        Self { host, path: Span::new(start, mark), query: Span::new((mark + 1).min(end), end) }
    }
}

/// `https: //host` without quotes: the shell sees two words.
fn split_scheme(call: &Call<'_>, report: &mut Report) {
    let Form::Command(words) = &call.form else { return };
    let text = words.ground.text();
    for pair in words.command.words.windows(2) {
        let (first, second) = (pair[0].span, pair[1].span);
        if matches!(first.of(text), "https:" | "http:") && second.of(text).starts_with("//") {
            let place = words.ground.span(Span::new(first.end, second.start));
            report.add(&rules::URL_BLANK, place, "a blank stands behind the scheme of the URL").remove(place);
        }
    }
}

/// `https://https://host`: what stands behind is no host, so nothing else is said of it.
fn doubled_scheme(url: &Part<'_>, report: &mut Report) -> bool {
    let text = url.text();
    let scheme = |text: &str| ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme));
    let Some(first) = scheme(text) else { return false };
    let Some(second) = scheme(&text[first.len()..]) else { return false };
    let place = url.span(Span::new(0, first.len()));
    let found = report.add(&rules::URL_DOUBLE_SLASH, place, format!("the scheme stands twice: `{first}{second}`"));
    if first == second {
        found.help("write it once").remove(place);
    } else {
        found.help("write the one that is meant");
    }
    true
}

fn blank(url: &Part<'_>, report: &mut Report) {
    let text = url.text();
    let Some(start) = text.find(char::is_whitespace) else { return };
    let length = text[start..].len() - text[start..].trim_start().len();
    let place = url.span(Span::new(start, start + length));
    let behind_scheme = text[..start].ends_with(':') && text[start + length..].starts_with("//");
    // Around the URL it does no harm.
    if start == 0 || start + length == text.len() || text[..start].trim().is_empty() {
        return;
    }
    let message = if behind_scheme { "a blank stands behind the scheme of the URL" } else { "a blank stands in the URL" };
    let found = report.add(&rules::URL_BLANK, place, message);
    if behind_scheme {
        found.remove(place);
    } else {
        found.help("a blank in a URL is written `%20`");
    }
}

fn slashes(url: &Part<'_>, target: &Target, report: &mut Report) {
    let path = target.path.of(url.text());
    let Some(at) = path.find("//").filter(|_| target.host.is_some() && !path.contains("://")) else { return };
    let start = target.path.start + at;
    let place = url.span(Span::new(start, start + 2));
    report.add(&rules::URL_DOUBLE_SLASH, place, "two slashes in the path: an empty segment is another path").replace(place, "/");
}

/// A host that differs from one of a provider by a typing error.
fn near_host(url: &Part<'_>, host: Span, knowledge: &Knowledge<'_>, report: &mut Report) {
    const MAX_HOST: usize = 253;
    let name = host.of(url.text()).split(':').next().unwrap_or_default().to_ascii_lowercase();
    let layers = knowledge.catalogs;
    if name.len() > MAX_HOST || name.len() < 8 || knowledge.operations.provider_of(layers, &name).is_some() {
        return;
    }
    let hosts = knowledge.operations.providers(layers).iter().flat_map(|provider| provider.hosts.iter());
    let near = hosts.filter_map(|own| Some((distance(&name, own, 2)?, own))).filter(|(_, own)| is_typing_error(&name, own)).min();
    let Some((_, near)) = near else { return };
    let place = url.span(Span::new(host.start, host.start + name.len()));
    let message = format!("no provider has the host `{}`", shown(&name));
    report.add(&rules::URL_UNKNOWN_HOST, place, message).help(format!("`{near}` is one")).replace(place, near.to_string());
}

/// Whether two hosts are one but for a typing error: those of which only a label of few letters differs may both exist.
fn is_typing_error(name: &str, own: &str) -> bool {
    let labels = name.split('.').zip(own.split('.')).filter(|(one, other)| one != other);
    name.split('.').count() == own.split('.').count() && labels.clone().count() == 1 && labels.clone().all(|(_, own)| own.len() > 4)
}
