//! Every link and anchor leads somewhere, also on a site of ten thousand entries.
//!
//! Of a page only where its links lead and what can be linked to is kept, so that a large site needs little memory.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use memchr::{memchr, memchr_iter, memmem};

use super::*;

/// Both ends of links: what of a page can be linked to, and where its links lead.
#[derive(Default)]
pub(super) struct Ends {
    ids: HashSet<String>,
    links: BTreeSet<String>,
}

impl Ends {
    /// The ends on a page. Only tags are looked at; text and values of attributes have no `<` and `>`.
    pub(super) fn of(html: &str) -> Self {
        let mut ends = Self::default();
        for start in memchr_iter(b'<', html.as_bytes()) {
            let tag = &html[start + 1..];
            ends.add(&tag[..memchr(b'>', tag.as_bytes()).unwrap_or(tag.len())]);
        }
        ends
    }

    fn add(&mut self, tag: &str) {
        let mut rest = tag;
        while let Some(at) = memmem::find(rest.as_bytes(), b"=\"") {
            let name = rest[..at].rsplit(char::is_whitespace).next().unwrap_or_default();
            let (value, after) = rest[at + 2..].split_once('"').unwrap_or_default();
            match name {
                "id" => drop(self.ids.insert(value.to_owned())),
                "href" | "src" => drop(self.links.insert(value.to_owned())),
                "content" => self.links.extend(value.strip_prefix("0; url=").map(str::to_owned)),
                _ => {}
            }
            rest = after;
        }
    }
}

/// The links that lead nowhere, of all pages of a site.
pub(super) fn broken(pages: &BTreeMap<String, Ends>) -> Vec<String> {
    let mut broken = Vec::new();
    for (path, ends) in pages {
        for to in &ends.links {
            let (file, anchor) = to.split_once('#').unwrap_or((to, ""));
            let outside = ["http:", "https:", "data:"].iter().any(|scheme| to.starts_with(scheme)) || is_other_file(file);
            let file = if file.is_empty() { path.clone() } else { guide::join(path, file).unwrap_or_default() };
            let leads = pages.get(&file).is_some_and(|page| anchor.is_empty() || page.ids.contains(anchor));
            if !outside && !leads {
                broken.push(format!("{path}: {to}"));
            }
        }
    }
    broken
}

/// What every page has beside it, and what all load.
fn is_other_file(link: &str) -> bool {
    let name = link.rsplit('/').next().unwrap_or_default();
    link.contains("assets/") || matches!(name, "index.md" | "index.json" | "feed.xml")
}

/// The ends of links of all pages, rendered by all processors.
fn ends(site: &Site<'_>) -> BTreeMap<String, Ends> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let render = |first: usize| {
        let worker = site.worker().unwrap();
        let numbers = (first..site.len()).step_by(threads);
        let files = numbers.flat_map(move |number| worker.render(number).unwrap_or_else(|problem| panic!("{problem:?}")));
        let pages = files.filter(|file| is_page(&file.path));
        pages.map(|file| (file.path, Ends::of(std::str::from_utf8(&file.bytes).unwrap()))).collect::<Vec<_>>()
    };
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|first| scope.spawn(move || render(first))).collect();
        all.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

/// A catalog of ten thousand entries in which all that leads to something is: groups, calls, slugs, successors, statuses.
fn large() -> Image {
    let provider = r"{ id: acme, name: Acme, families: [{ id: ac, shape: 'AC-\d{5}', bare: true, parts: { block: { digits: 1-3 } } }] }";
    let entry = |number: usize| {
        let (code, status, call) = (number / 2, 400 + number % 29, number % 199);
        let retired = if number % 50 == 49 { format!(", retired: {{ by: acme/AC-{:05}/s0 }}", (code + 7) % 5_000) } else { String::new() };
        format!(
            "  - {{ code: AC-{code:05}, slug: s{}, status: {status}, title: t, cause: c, fix: f, source: s, operations: ['GET /a/{call}']{retired} }}\n",
            number % 2
        )
    };
    image(provider, &format!("entries:\n{}", (0..10_000).map(entry).collect::<String>()))
}

#[test]
fn no_link_of_ten_thousand_entries_is_broken() {
    let image = large();
    let layers = Layers::new(vec![Layer { origin: None, catalog: Catalog::new(&image) }]);
    let site = Site::new(&layers, Options::default()).unwrap_or_else(|problem| panic!("{problem:?}"));
    let pages = ends(&site);
    assert_eq!(pages.len(), site.pages());
    assert_eq!(broken(&pages), Vec::<String>::new());
}

/// The links of Markdown that lead nowhere, or to a page that the table of contents lacks and so mdBook.
fn broken_in_markdown(files: &BTreeMap<String, String>) -> Vec<String> {
    let mut broken = Vec::new();
    for (path, text) in files {
        for event in pulldown_cmark::Parser::new(text) {
            let pulldown_cmark::Event::Start(pulldown_cmark::Tag::Link { dest_url, .. }) = event else { continue };
            let (file, anchor) = dest_url.split_once('#').unwrap_or((&dest_url, ""));
            let file = if file.is_empty() { path.clone() } else { guide::join(path, file).unwrap_or_default() };
            let listed = files["SUMMARY.md"].contains(&format!("]({file})"));
            // Those of the guide are headings, which each program names alike.
            let named = |page: &String| anchor.is_empty() || file.starts_with("guide/") || page.contains(&format!("<a id=\"{anchor}\">"));
            let leads = dest_url.starts_with("http") || listed && files.get(&file).is_some_and(named);
            if !leads {
                broken.push(format!("{path}: {dest_url}"));
            }
        }
    }
    broken
}

#[test]
fn no_link_of_markdown_is_broken() {
    let image = acme();
    let files = built(&layers(&image), Options { format: Format::Markdown, guide: guide(), ..Options::default() });
    assert!(files["acme/ACME-1000/index.md"].contains("ACME-1001"));
    assert_eq!(broken_in_markdown(&files), Vec::<String>::new());
}

#[test]
fn a_broken_link_is_seen() {
    let check = |html: &str, expect: &[&str]| {
        let page = |path: &str, html: &str| (path.to_owned(), Ends::of(html));
        let pages = BTreeMap::from([page("a/index.html", html), page("b/index.html", "<p id=\"x\" class=\"y\">")]);
        assert_eq!(broken(&pages), expect.iter().map(|to| format!("a/index.html: {to}")).collect::<Vec<_>>(), "{html}");
    };
    check("<a href=\"../b/index.html#x\"></a><a class=\"z\" id=\"q\" href=\"#q\"> href=\"none\" </a>", &[]);
    check("<a href=\"../b/index.html#y\">", &["../b/index.html#y"]);
    check("<meta content=\"0; url=../c/index.html\"><a href=\"#q\">", &["#q", "../c/index.html"]);
    check("<a href=\"../../b/index.html\"", &["../../b/index.html"]);
}
