//! URLs on a page: where they lead, beside the resource they stand in and beside each other.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use regex::Regex;

use super::super::super::rules::page as rules;
use super::super::super::{Excerpt, Report};
use super::super::model::{Page, SampleKind};
use super::super::tables::Kind;
use crate::capture::json::Node;
use crate::span::Span;

/// Reports what is wrong with the URLs.
pub(super) fn check(text: &str, page: &Page<'_>, report: &mut Report) {
    tables(page, report);
    prefixes(text, report);
}

/// Keys under which a resource has the way to itself, and its id.
const LINKS: [&str; 3] = ["href", "self", "selfLink"];
const IDS: [&str; 2] = ["uuid", "id"];

/// A resource in a sample whose URL is not its own.
pub(super) fn own_link(object: Node<'_>, text: &Excerpt<'_>, report: &mut Report) {
    let of = |keys: &[&str]| keys.iter().find_map(|key| object.get(key));
    let (Some(link), Some(id)) = (of(&LINKS), of(&IDS)) else { return };
    let (link_text, id_text) = (link.text(), id.text());
    let Some(last) = last_segment(&link_text).filter(|last| is_uuid(last) && is_uuid(&id_text)) else { return };
    if last.eq_ignore_ascii_case(&id_text) {
        return;
    }
    report
        .add(
            &rules::FOREIGN_URL,
            text.span(link.inner_span()),
            format!("the URL leads to `{}`, the id beside it is `{id_text}`", tail(&link_text)),
        )
        .label(text.span(id.inner_span()), "the id")
        .help("the URL of a resource ends with the resource's own id");
}

/// The same in a table that has a row for the URL and one for the id.
fn tables(page: &Page<'_>, report: &mut Report) {
    for table in page.operations.iter().flat_map(|operation| &operation.tables).filter(|table| table.kind == Kind::Response) {
        let rows: HashMap<&[String], &Excerpt<'_>> =
            table.rows.iter().filter_map(|row| Some((row.path.as_slice(), row.example.as_ref()?))).collect();
        for row in table.rows.iter().filter(|row| LINKS.contains(&row.name.text())) {
            let (Some(link), Some((_, parent))) = (&row.example, row.path.split_last()) else { continue };
            let id = IDS.iter().find_map(|id| rows.get([parent, &[(*id).to_owned()]].concat().as_slice()));
            let Some((id, last)) = id.and_then(|id| Some((id, last_segment(link.text())?))) else { continue };
            if is_uuid(last) && is_uuid(id.text()) && !last.eq_ignore_ascii_case(id.text()) {
                report
                    .add(
                        &rules::FOREIGN_URL,
                        link.whole_span(),
                        format!("the URL of `{}` leads to another id than its own", parent.join(".")),
                    )
                    .label(id.whole_span(), "the id")
                    .help("the URL of a resource ends with the resource's own id");
            }
        }
    }
}

fn last_segment(url: &str) -> Option<&str> {
    url.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/').rsplit('/').next()
}

/// The last two segments of a URL.
fn tail(url: &str) -> String {
    let mut segments: Vec<&str> = url.rsplit('/').take(2).collect();
    segments.reverse();
    segments.join("/")
}

pub(super) fn is_uuid(text: &str) -> bool {
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

static URL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"https?: {0,2}//([A-Za-z0-9.-]+)((?:/[A-Za-z0-9_.{}-]+)*?/v\d+(?:\.\d+)?)/[^\s"'<>]*"#).expect("is valid")
});

/// What the paths of a host begin with, up to the version, and the places.
type Prefixes<'p> = BTreeMap<&'p str, Vec<Span>>;

/// How often the usual beginning must stand on the page before another one is odd.
const USUAL: usize = 3;

/// A path that begins with a part of what all others of the host begin with: `/v4/…` among `/fabric/v4/…`.
fn prefixes(text: &str, report: &mut Report) {
    let mut hosts: BTreeMap<&str, Prefixes<'_>> = BTreeMap::new();
    for url in URL.captures_iter(text) {
        let (Some(host), Some(prefix)) = (url.get(1), url.get(2)) else { continue };
        let places = hosts.entry(host.as_str()).or_default().entry(prefix.as_str()).or_default();
        places.push(Span::new(prefix.start(), prefix.end()));
    }
    for (host, prefixes) in hosts {
        let mut by_use: Vec<(&str, &Vec<Span>)> = prefixes.iter().map(|(prefix, places)| (*prefix, places)).collect();
        by_use.sort_by_key(|(_, places)| std::cmp::Reverse(places.len()));
        let [(usual, many), (odd, few)] = by_use.as_slice() else { continue };
        if many.len() < USUAL || many.len() <= few.len() || !usual.ends_with(odd) {
            continue;
        }
        for place in *few {
            report
                .add(&rules::ODD_URL_PREFIX, *place, format!("the path begins with `{odd}`, all others of {host} with `{usual}`"))
                .label(many[0], "one of the others")
                .help("a part of the path is probably missing");
        }
    }
}

/// Whether a sample shows an answer.
pub(super) const fn is_answer(kind: SampleKind) -> bool {
    matches!(kind, SampleKind::Body)
}
