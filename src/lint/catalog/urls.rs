//! Addresses in a catalog: whether one is well-formed, [`wrong`], and those that stand in a text, [`in_text`].

use std::sync::LazyLock;

use fluent_uri::Uri;
use pulldown_cmark::{Event, Parser};
use regex::Regex;

use crate::lint::rules::catalog::MALFORMED_URL;
use crate::lint::{Excerpt, Report};
use crate::span::Span;

/// Where an address stands in Markdown: the target of a link, well-formed or not, one in angle brackets, and one by itself.
static ADDRESSES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\]\((?<link>[^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)|<(?<angle>https?:[^<>\n]*)>|(?<bare>https?:[^\s<>()"'`{}\]…]*)"#)
        .expect("a regular expression that is written here")
});

/// What is wrong with an address that ought to be one of the web; `None` if it is well-formed.
pub(super) fn wrong(address: &str) -> Option<&'static str> {
    if address.contains(char::is_whitespace) {
        return Some("it has a blank");
    }
    if !address.is_ascii() {
        return Some("it has a sign that must be percent-encoded");
    }
    let Ok(uri) = Uri::parse(address) else { return Some("a sign of it must be percent-encoded, or does not belong there") };
    match uri.scheme().as_str().to_ascii_lowercase().as_str() {
        "mailto" => return None,
        "http" | "https" => {}
        _ => return Some("it begins neither with https:// nor with http://"),
    }
    let Some(authority) = uri.authority() else { return Some("two slashes belong behind the colon") };
    let host = authority.host();
    if host.is_empty() {
        return Some("the host is missing");
    }
    let is_name = host.split('.').all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'));
    if !is_name && !host.starts_with('[') {
        return Some("the host is no name");
    }
    if authority.port().is_some_and(|port| port.as_str().parse::<u16>().is_err()) {
        return Some("the port is no number");
    }
    (uri.path().as_str().starts_with("//")).then_some("the path begins with two slashes")
}

/// Reports what is wrong with the addresses and links of a text in Markdown; those in code are no links.
pub(super) fn in_text(text: &Excerpt<'_>, report: &mut Report) {
    let all = text.text();
    if !all.contains("](") && !all.contains("http") {
        return;
    }
    let code: Vec<Span> = code(all);
    for found in ADDRESSES.captures_iter(all) {
        let Some((group, is_link)) = ["link", "angle", "bare"].into_iter().find_map(|name| Some((found.name(name)?, name == "link")))
        else {
            continue;
        };
        let address = if is_link { target(group.as_str()) } else { group.as_str().trim_end_matches(['.', ',', ';', ':', '!', '?']) };
        let start = group.start() + group.as_str().find(address).unwrap_or_default();
        let span = Span::new(start, start + address.len());
        if code.iter().any(|code| code.overlaps(Span::new(group.start(), group.end().max(group.start() + 1)))) {
            continue;
        }
        // "addresses that begin with https://" speaks of a scheme.
        if !is_link && matches!(address, "http" | "https" | "http://" | "https://") {
            continue;
        }
        let is_within = is_link && (address.starts_with(['/', '#']) || address.starts_with("./") || address.starts_with("../"));
        match wrong(address) {
            _ if is_within => {}
            Some(_) if address.is_empty() => {
                report.add(&MALFORMED_URL, text.span(span), "the link leads nowhere").help("write the address between the parentheses");
            }
            Some(wrong) => drop(report.add(&MALFORMED_URL, text.span(span), format!("`{address}` is no address: {wrong}"))),
            None => {}
        }
    }
}

/// The target of a link without its title and angle brackets.
fn target(inside: &str) -> &str {
    let inside = inside.trim();
    let without_title = match inside.find([' ', '\t']) {
        Some(blank) if inside[blank..].trim_start().starts_with(['"', '\'', '(']) => &inside[..blank],
        _ => inside,
    };
    without_title.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(without_title)
}

fn code(text: &str) -> Vec<Span> {
    let is_code = |event: &Event<'_>| matches!(event, Event::Code(_) | Event::Start(pulldown_cmark::Tag::CodeBlock(_)));
    let events = Parser::new(text).into_offset_iter();
    events.filter(|(event, _)| is_code(event)).map(|(_, range)| Span::new(range.start, range.end)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_what_is_none() {
        for good in [
            "https://developer.equinix.com/dev-docs/ecp/error-handling/403",
            "https://example.com:8443/a?b=c%20d#e",
            "http://[::1]/",
            "mailto:ann@example.com",
        ] {
            assert_eq!(wrong(good), None, "{good}");
        }
        for bad in [
            "https:// example.com",
            "https:/example.com",
            "https://",
            "ftp://example.com",
            "https://a..b/",
            "https://a.b//c",
            "x",
            "https://a.b/ü",
            "https://a:port/",
        ] {
            assert!(wrong(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn links_in_texts_are_found() {
        let check = |text: &str, expect: &[&str]| {
            let mut report = Report::new("-");
            in_text(&Excerpt::whole(text), &mut report);
            let found: Vec<String> = report.finish().iter().map(|one| one.span.unwrap().of(text).to_owned()).collect();
            assert_eq!(found, expect, "{text}");
        };
        check("See [the page](https:// example.com/a) and [this](https://example.com/a_(b) \"t\").", &["https:// example.com/a"]);
        check("See [it]() or https:/example.com.", &["", "https:/example.com"]);
        check("`[x](https:// a)` and `curl https:/a`; [here](/http/403/) or https://example.com/x.", &[]);
        check("https://api.example.com/v1/{id} and https://… and https: alone", &[]);
    }
}
