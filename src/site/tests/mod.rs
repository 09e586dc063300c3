//! The laws of the site: every link leads somewhere, every id has a page, nothing in a catalog becomes markup, and the bytes are
//! always the same.

mod links;
mod weight;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use regex::Regex;
use serde_json::json;

use super::*;
use crate::builtin;
use crate::catalog::layers::Layer;
use crate::catalog::source;
use crate::catalog::{Catalog, Image, compile, folder};

fn image(provider: &str, entries: &str) -> Image {
    let file = |path: &str, text: &str| source::File { path: path.to_owned(), shown: path.to_owned(), text: text.to_owned() };
    Image::new(compile(&[file("acme/provider.yaml", provider), file("acme/a.yaml", entries)]).unwrap()).unwrap()
}

fn layers(image: &Image) -> Layers<'_> {
    Layers::new(vec![Layer { origin: None, catalog: builtin::catalog() }, Layer { origin: None, catalog: Catalog::new(image) }])
}

fn acme() -> Image {
    let files = folder::read(std::path::Path::new("tests/data/acme")).unwrap();
    Image::new(compile(&files).unwrap()).unwrap()
}

/// All files of a site whose paths are wanted.
fn built(layers: &Layers<'_>, options: Options) -> BTreeMap<String, String> {
    let site = Site::new(layers, options).unwrap_or_else(|problem| panic!("{problem:?}"));
    let worker = site.worker().unwrap();
    let files = (0..site.len()).flat_map(|number| worker.render(number).unwrap_or_else(|problem| panic!("{problem:?}")));
    let text = |file: File| (!file.path.starts_with("assets/")).then(|| (file.path, String::from_utf8(file.bytes.into_owned()).unwrap()));
    files.filter_map(text).collect()
}

fn guide() -> Vec<GuideSource> {
    let page = |path: &str, text: &str| GuideSource { path: path.to_owned(), title: None, text: text.to_owned() };
    vec![
        page("docs/start.md", "# Start\n\nSee [two](sub/two.md#a-part), [gone](gone.md), [bad](sub/two.md#none), [own](#start).\n"),
        page("docs/sub/two.md", "# Two\n\n## A part\n\nBack to [start](../start.md) and to [an entry](acme/ACME-1001).\n"),
    ]
}

/// The links of all pages that lead nowhere.
fn broken(files: &BTreeMap<String, String>) -> Vec<String> {
    let pages = files.iter().filter(|(path, _)| is_page(path));
    links::broken(&pages.map(|(path, text)| (path.clone(), links::Ends::of(text))).collect())
}

#[test]
fn every_link_leads_somewhere_and_every_id_has_a_page() {
    let image = acme();
    let layers = layers(&image);
    let files = built(&layers, Options { guide: guide(), base_url: Some("https://errors.example.com/".to_owned()), ..Options::default() });
    assert_eq!(broken(&files), Vec::<String>::new());
    let site = Site::new(&layers, Options::default()).unwrap_or_else(|problem| panic!("{problem:?}"));
    for known in &site.atlas.entries {
        let page = format!("{}index.html", below("", &known.id));
        assert!(files.contains_key(&page), "{} has no page", known.id);
    }
    for path in files.keys().filter(|path| path.ends_with("/index.html")) {
        let beside = |name: &str| path.replace("index.html", name);
        assert!(files.contains_key(&beside("index.md")) && files.contains_key(&beside("index.json")), "{path}");
    }
}

#[test]
fn what_is_retired_leads_to_its_successor() {
    let image = acme();
    let files = built(&layers(&image), Options::default());
    let page = &files["acme/ACME-1000/index.html"];
    assert!(page.contains(r#"http-equiv="refresh" content="0; url=../../acme/ACME-1001/index.html""#), "{page}");
    assert!(files["acme/ACME-1000/index.json"].contains("version 2 names the reason"));
    assert!(files["acme/ACME-1001/index.html"].contains("In the place of"));
}

#[test]
fn successors_that_go_in_a_circle_lead_nowhere() {
    let entry =
        |code: &str, by: &str| format!("  - {{ code: {code}, title: t, cause: c, fix: f, source: s, retired: {{ by: acme/{by} }} }}\n");
    let image = image("{ id: acme, name: Acme }", &format!("entries:\n{}{}", entry("A1", "B1"), entry("B1", "A1")));
    let files = built(&layers(&image), Options::default());
    assert!(!files["acme/A1/index.html"].contains("refresh"));
}

#[test]
fn long_lists_are_several_pages() {
    let entry = |number: usize| format!("  - {{ code: AC-{number:05}, status: 418, title: t{number}, cause: c, fix: f, source: s }}\n");
    let entries: String = (0..1_000).map(entry).collect();
    let provider = r"{ id: acme, name: Acme, families: [{ id: ac, shape: 'AC-\d{5}', bare: true, parts: { block: { digits: 1-2 } } }] }";
    let image = image(provider, &format!("entries:\n{entries}"));
    let files = built(&layers(&image), Options::default());
    assert_eq!(broken(&files), Vec::<String>::new());
    assert!(files["acme/page-3/index.html"].contains("AC-00999"));
    let largest = files.iter().filter(|(path, _)| is_page(path)).map(|(_, text)| text.len()).max();
    assert!(largest.unwrap() < 128 << 10, "{largest:?}");
}

#[test]
fn names_that_differ_in_case_have_pages_of_their_own() {
    let entry = |code: &str| format!("  - {{ code: {code}, title: t, cause: c, fix: f, source: s }}\n");
    let image = image("{ id: acme, name: Acme }", &format!("entries:\n{}{}{}", entry("abc"), entry("ABC"), entry("operations")));
    let files = built(&layers(&image), Options::default());
    let paths: Vec<String> = files.keys().map(|path| path.to_lowercase()).collect();
    assert_eq!(paths.iter().collect::<BTreeSet<_>>().len(), paths.len());
}

#[test]
fn the_order_of_rendering_does_not_matter() {
    let image = acme();
    let layers = layers(&image);
    let site = Site::new(&layers, Options::default()).unwrap_or_else(|problem| panic!("{problem:?}"));
    let render = |numbers: &mut dyn Iterator<Item = usize>| -> BTreeMap<String, Cow<'static, [u8]>> {
        let worker = site.worker().unwrap();
        numbers.flat_map(|number| worker.render(number).unwrap()).map(|file| (file.path, file.bytes)).collect()
    };
    assert!(render(&mut (0..site.len())) == render(&mut (0..site.len()).rev()));
}

#[test]
fn a_template_that_is_wrong_is_told_with_its_place() {
    let check = |text: &str, line: &str| {
        let one = Override { name: "home.html".to_owned(), path: "mine/home.html".to_owned(), text: text.to_owned() };
        let image = acme();
        let layers = layers(&image);
        let made = Site::new(&layers, Options { templates: vec![one], ..Options::default() });
        let problem = made.and_then(|site| site.worker().unwrap().render(0).map(drop)).unwrap_err();
        let Problem::Template(diagnostic) = problem else { panic!("{problem:?}") };
        assert_eq!(diagnostic.path.as_deref(), Some("mine/home.html"));
        let start = diagnostic.span.unwrap().start;
        assert_eq!(text[..start].matches('\n').count() + 1, line.parse::<usize>().unwrap(), "{diagnostic:?}");
    };
    check("<p>\n{% if %}</p>", "2");
    check("<p>\n\n{{ nothing.there }}", "3");
    check("{% include 'none.html' %}", "1");
}

#[test]
fn dates_are_those_of_the_catalog() {
    let image = acme();
    let options = Options { base_url: Some("https://e.example/".to_owned()), date: Some(0), ..Options::default() };
    let feed = &built(&layers(&image), options)["feed.xml"];
    assert!(feed.contains("<updated>2025-03-01T00:00:00Z</updated>") && feed.contains("Retired: acme/ACME-1000"), "{feed}");
}

#[test]
fn pages_look_as_written() {
    let image = acme();
    let layers = Layers::new(vec![Layer { origin: None, catalog: Catalog::new(&image) }]);
    let files = built(&layers, Options::default());
    for name in ["index.html", "index.md", "index.json"] {
        insta::assert_snapshot!(format!("code-{name}"), files[&format!("acme/ACME-1001/{name}")]);
        insta::assert_snapshot!(format!("provider-{name}"), files[&format!("acme/{name}")]);
    }
    insta::assert_snapshot!("summary", built(&layers, Options { format: Format::Markdown, ..Options::default() })["SUMMARY.md"]);
}

/// Texts that would do something if they were not shown as they are.
fn plant() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "<zq>",
        "</p>",
        "<script>zq()</script>",
        "\" onzq=\"x",
        "' onzq='x",
        "-->",
        "<!--",
        "]]>",
        "&lt;zq&gt;",
        "{{ zq }}",
        "{% zq %}",
        "[a](javascript:zq)",
        "![a](http://zq/x.png)",
        "<img src=x onerror=zq>",
        "\u{1b}[31m",
        "\u{9b}",
        "\u{202e}",
        "\u{7f}",
        "`",
        "```\n",
        "\n",
        "\n\n    ",
        "\n# ",
        "|",
        "\\",
        "<https://zq>",
        "data:text/html,zq",
        "a",
        " ",
    ]);
    prop::collection::vec(parts, 1..8).prop_map(|parts| parts.concat())
}

/// What is no tag of ours, or not text.
fn foreign(html: &str) -> Option<String> {
    const NAMES: &str = "html|head|meta|title|link|script|body|a|header|div|nav|main|ol|ul|li|span|footer|p|h1|h2|h3|h4|h5|h6|article|section|code|pre|\
                         dl|dt|dd|figure|figcaption|mark|var|table|thead|tbody|tr|th|td|strong|em|del|br|hr|blockquote|details|summary|label|input|textarea|\
                         button|noscript";
    let tag = Regex::new(&format!(r#"^<(?:!doctype html|/?(?:{NAMES})((?: [a-z-]+(?:="[^"<>]*")?)*) ?/?)>"#)).unwrap();
    let attribute = Regex::new(r#" ([a-z-]+)(?:="([^"]*)")?"#).unwrap();
    let control = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if html.contains(control) {
        return Some("a control character".to_owned());
    }
    for (at, _) in html.match_indices('<') {
        let found = tag.captures(&html[at..]);
        let leads = |name: &str| matches!(name, "href" | "src" | "action" | "formaction");
        let bad = |name: &str, value: &str| {
            let runs = value.starts_with("javascript:") || value.starts_with("data:t");
            name.starts_with("on") || name == "style" || leads(name) && runs
        };
        let any_bad = |all: &str| attribute.captures_iter(all).any(|one| bad(&one[1], one.get(2).map_or("", |value| value.as_str())));
        let is_ours = found.is_some_and(|found| !found.get(1).is_some_and(|all| any_bad(all.as_str())));
        if !is_ours {
            return Some(html[at..].chars().take(80).collect());
        }
    }
    None
}

/// A catalog with a text in every field that may have one.
fn planted(text: &str) -> Option<Image> {
    let schema = json!({ "type": text, "enum": [text], "properties": { text: { "description": text, "pattern": text } }, "if": { "required": [text] }, "then": { "required": [text] } });
    let entry = json!({
        "code": "A-1", "slug": "a", "status": 404, "title": text, "message": format!("message {}", text.replace(['{', '}'], "")), "description": text,
        "cause": text.replace(['{', '}'], ""), "fix": text.replace(['{', '}'], ""), "steps": text, "properties": [text], "blame": [{ "in": "body", "name": text }],
        "operations": ["GET /x"], "url": format!("https://h/{text}"), "notes": text, "since": text, "retired": { "on": text, "note": text }, "source": text,
        "examples": [{ "request": format!("curl 'https://h/x?q={text}' -d '{{\"a\":\"{text}\"}}'"), "response": text, "correction": text }],
    });
    let provider = json!({
        "id": "acme", "name": text, "homepage": text, "hosts": [text],
        "families": [{ "id": text, "title": text, "shape": "A-[0-9]", "keys": [text], "parts": { text: { "segment": 1, "values": { "A": text } } } }],
    });
    let operation = json!({
        "id": "x", "title": text, "method": "GET", "path": "/x", "summary": text, "description": text, "steps": text, "notes": text, "url": text, "source": text,
        "parameters": [{ "name": text, "in": "query", "description": text, "schema": schema }], "body": { "content_type": text, "schema": schema },
        "responses": [{ "status": 404, "description": text, "schema": schema, "example": { text: text } }],
        "examples": [{ "title": text, "request": text, "response": text }],
    });
    let file = |path: &str, value: &serde_json::Value| source::File {
        path: path.to_owned(),
        shown: path.to_owned(),
        text: crate::render::json::render(value),
    };
    let other = json!({ "code": "A-1", "slug": "b", "title": text, "cause": "c", "fix": "f", "source": text });
    let files = [
        file("acme/provider.yaml", &provider),
        file("acme/a.yaml", &json!({ "entries": [entry, other] })),
        file("acme/operations/x.yaml", &operation),
    ];
    Image::new(compile(&files).ok()?).ok()
}

fn is_page(path: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|ending| ending == "html")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_in_a_catalog_is_markup(text in plant()) {
        let Some(image) = planted(&text) else { return Ok(()) };
        let layers = Layers::new(vec![Layer { origin: None, catalog: Catalog::new(&image) }]);
        let guide = vec![GuideSource { path: "a.md".to_owned(), title: Some(text.clone()), text }];
        let files = built(&layers, Options { guide, base_url: Some("https://h/".to_owned()), ..Options::default() });
        for (path, file) in files.iter().filter(|(path, _)| is_page(path)) {
            prop_assert_eq!(foreign(file), None, "{}", path);
        }
        prop_assert_eq!(broken(&files), Vec::<String>::new());
    }
}

#[test]
fn most_plants_make_a_catalog() {
    for text in ["<zq>", "\u{1b}[31m", "\" onzq=\"x", "[a](javascript:zq)"] {
        assert!(planted(text).is_some(), "{text:?}");
    }
}
