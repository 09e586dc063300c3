//! What the docs rules find in small texts, and their laws.

use proptest::prelude::*;

use super::*;
use crate::builtin;
use crate::catalog::layers::{Layer, Layers};
use crate::catalog::source::File;
use crate::catalog::{Catalog, Image, compile};
use crate::diagnostic::{Diagnostic, Edit};
use crate::matcher::Matcher;

/// A catalog with a code that is retired.
const ACME: &str = "\
entries:
  - { code: ACME-1001, status: 402, title: Card refused, message: 'Card of {customer} was refused: {reason}', cause: c, fix: f, source: s }
  - { code: ACME-1000, title: Old, cause: c, fix: f, source: s, retired: { on: 2025-03-01, by: acme/ACME-1001 } }
";

/// The findings in a text, with the codes of Acme on top of the built-in catalog.
fn findings(name: &str, text: &str, base_url: Option<&str>) -> Vec<Diagnostic> {
    let file = |path: &str, text: &str| File { path: format!("acme/{path}"), shown: path.to_owned(), text: text.to_owned() };
    let provider = "{ id: acme, name: Acme, families: [{ id: acme, shape: 'ACME-\\d{4}', bare: true }] }";
    let image = Image::new(compile(&[file("provider.yaml", provider), file("a.yaml", ACME)]).unwrap()).unwrap();
    let layer = |catalog, origin: Option<&str>| Layer { origin: origin.map(str::to_owned), catalog };
    let layers = Layers::new(vec![layer(builtin::catalog(), None), layer(Catalog::new(&image), Some("acme"))]);
    let matcher = Matcher::new(layers);
    let knowledge = Knowledge { base_url: base_url.map(str::to_owned), ..Knowledge::new(&matcher) };
    let kind = if name.ends_with("html") { Kind::Html } else { Kind::Markdown };
    crate::lint::lint(&Document { name, text, secrets: &[], kind }, &knowledge)
}

/// Each finding as `rule: the text it points at`.
fn told(text: &str, findings: &[Diagnostic]) -> Vec<String> {
    let own = findings.iter().filter(|finding| finding.rule.starts_with("docs/"));
    own.map(|finding| format!("{}: {}", finding.rule.trim_start_matches("docs/"), finding.span.unwrap().of(text))).collect()
}

fn check(text: &str, expect: &[&str]) {
    let found = findings("guide.md", text, None);
    assert_eq!(told(text, &found), expect, "{text}\n{found:#?}");
}

#[test]
fn what_only_looks_like_a_code_is_none() {
    for text in [
        "Use EQX-1020 or sqeqx-1, 0xEQ20, v20.10.005 and ORA-00001.",
        "See https://docs.example/EQ-2010999/ and [the page](/EQ-2010999#EQ-2010998).",
        "Open ./errors/EQ-2010999.html, #EQ-2010999, or ?code=EQ-2010999.",
        "`grep EQ-2010999 app.log` and `code=EQ-2010999`",
        "Tune the IC-7300-MK2 to 14 MHz.",
        "[link]: https://docs.example/EQ-2010999",
        "---\ntitle: EQ-2010999\n---\n\nText.",
        "<!-- EQ-2010999 is to be written -->",
        "![EQ-2010005](EQ-2010999.png)",
        "    $ errdex EQ-2010999",
        "<script>var code = 'EQ-2010999'</script>\n",
    ] {
        check(text, &[]);
    }
}

#[test]
fn unknown_and_retired_codes_are_found_wherever_they_stand() {
    check("Code EQ-9999999 is a test.", &["unknown-code: EQ-9999999"]);
    check("- a\n  - b\n    > `EQ-9999999`\n", &["unknown-code: EQ-9999999"]);
    check("# EQ-9999999 {#old}\n", &["unknown-code: EQ-9999999"]);
    check("Text[^1].\n\n[^1]: See **EQ-9999999**.\n", &["unknown-code: EQ-9999999"]);
    check("\u{FEFF}A\r\nB EQ-9999999\r\n", &["unknown-code: EQ-9999999"]);
    check("<table>\n<tr><td>EQ-9999999</td></tr>\n</table>\n", &["unknown-code: EQ-9999999"]);
    check("[EQ-9999999](https://docs.example/)", &["unknown-code: EQ-9999999"]);
    check("Equinix answers IC-LAYER2-9999999-X.", &["unknown-code: IC-LAYER2-9999999-X"]);
    check("ACME-1000 means that the card is refused.", &["retired-code: ACME-1000"]);
    check("ACME-1000 is now ACME-1001.", &[]);
}

#[test]
fn statuses_are_those_of_the_code() {
    check("EQ-2010005 (404) is common.", &["wrong-status: 404"]);
    check("EQ-2010005 (403) is common.", &[]);
    check("The call returns 404 with `EQ-2010005`.", &["wrong-status: 404"]);
    check("The call returns 404 or 403 with EQ-2010005.", &[]);
    check("Unlike a 404, EQ-2010005 names the quote.", &[]);
    check("HTTP 500 (EQ-2010005)", &["wrong-status: 500"]);
    check("EQ-2010005 returns 404 quotes", &[]);
    check("| Code | Status |\n|---|---|\n| EQ-2010005 | 404 |\n", &["wrong-status: 404"]);
    check("| Code | HTTP status | Rows |\n|---|---|---|\n| EQ-2010005 | 403 Forbidden | 404 |\n", &[]);
    check("EQ-2010005 and EQ-2012007: HTTP 500", &[]);
}

#[test]
fn quoted_messages_are_those_of_the_code() {
    check("ACME-1001 says \"Card of Ann was refused: expired\".", &[]);
    check("ACME-1001 says \"The card of Ann was declined: expired\".", &["drifted-message: The card of Ann was declined: expired"]);
    check("ACME-1001 says \"Card of …\".", &[]);
    check("ACME-1001 says \"please wait a moment before that\".", &[]);
    check("ACME-1001: `Card for {customer} was refused: {reason}`", &["drifted-message: Card for {customer} was refused: {reason}"]);
    let row = "| Code | Message |\n|---|---|\n| ACME-1001 | Card of Ann is refused: late |\n";
    check(row, &["drifted-message: Card of Ann is refused: late"]);
}

#[test]
fn rows_are_not_doubled() {
    let table = "| Code | Meaning |\n|---|---|\n| ACME-1001 | a |\n| EQ-2010005 | b |\n| `ACME-1001` | c |\n";
    check(table, &["duplicate-row: ACME-1001"]);
    check(&table.replace("Meaning", "Endpoint"), &[]);
    let meanings = "| Code | Meaning |\n|---|---|\n| EQX-121-403 | a |\n| EQX-121-403 | b |\n| EQX-121-403 | c |\n";
    check(meanings, &[]);
}

#[test]
fn marks_are_checked() {
    check("<!-- errdex:table acme -->\n\n| Code |\n|---|\n| ACME-1001 |\n\n<!-- /errdex -->\n", &[]);
    let mark = "<!-- errdex:table acme -->";
    check(&format!("{mark}\n\n| Code |\n|---|\n| EQ-2010005 |\n\n<!-- /errdex -->\n"), &[format!("incomplete-table: {mark}").as_str(); 2]);
    check("<!-- errdex:tabel acme -->\n\n<!-- /errdex -->\n", &["bad-mark: <!-- errdex:tabel acme -->"]);
    check("<!-- errdex:entry EQ-2010005 -->\n", &["bad-mark: <!-- errdex:entry EQ-2010005 -->"]);
    check("```\n<!-- errdex:entry EQ-2010005 -->\n```\n", &[]);
}

/// What is found in a block of code of a language.
fn in_fence(language: &str, code: &str) -> Vec<String> {
    let found = findings("guide.md", &format!("~~~{language}\n{code}\n~~~\n"), None);
    found.into_iter().map(|finding| finding.rule.into_owned()).collect()
}

#[test]
fn what_programs_print_is_no_answer() {
    let printed = [
        "{'name': 'B7', 'held': True, 'order': None}",
        "{'target_name': 'app', 'sources': ['a.cc',],}",
        "{ name: 'B7', held: true, }",
        "[{'code': 1}, {'code': 2}]",
        "{\"a\": 1,}",
        "$ ./orders B7\n{'errorCode': 'ACME-1001', 'held': True}",
        "ACME-1001\n{ held: true, 'order': undefined }",
        "$ curl https://api.example.com/orders | pretty\n{'name': 'B7', 'held': True}",
    ];
    for text in printed {
        for language in ["", "text", "console", "sh", "python", "js"] {
            assert_eq!(in_fence(language, text), [""; 0], "{language}: {text}");
        }
        let indented = format!("~~~\nmake\n~~~\n\nText:\n\n    {}\n", text.replace('\n', "\n    "));
        assert_eq!(findings("guide.md", &indented, None), [], "{indented}");
    }
}

#[test]
fn what_shows_a_call_or_an_error_is_an_example() {
    let trailing = "response/json-trailing-comma";
    for text in [
        "HTTP/1.1 402 Payment Required\n\n{\"a\": 1,}",
        "> GET /orders HTTP/1.1\n> Host: a\n>\n< HTTP/1.1 402 Payment Required\n<\n{\"a\": 1,}",
        "$ curl https://api.example.com/orders\n{\"a\": 1,}",
        "{\"code\": \"ACME-1001\", \"a\": 1,}",
        "{\"errorCode\": \"EQ-2010005\", \"a\": 1,}",
    ] {
        for language in ["", "text", "console"] {
            assert_eq!(in_fence(language, text), [trailing], "{language}: {text}");
        }
    }
    assert_eq!(in_fence("json", "{\"a\": 1,}"), [trailing]);
    assert_eq!(in_fence("", "{\"errorCode\": 7, \"a\": 1,}"), [trailing]);
    assert_eq!(in_fence("", "HTTP/1.1 402 Payment Required\n\n{'a': 1}"), ["response/json-single-quotes"]);
    assert_eq!(in_fence("", "curl 'https: //api.example.com/a'"), ["request/url-blank"]);
}

/// The text with the edits of all fixes of a rule.
fn mended(text: &str, findings: &[Diagnostic], rule: &str) -> String {
    let fixes = findings.iter().filter(|finding| finding.rule == rule).filter_map(|finding| finding.fix.as_ref());
    let mut edits: Vec<&Edit> = fixes.flat_map(|fix| &fix.edits).collect();
    edits.sort_by_key(|edit| edit.span);
    let mut mended = text.to_owned();
    for edit in edits.iter().rev() {
        mended.replace_range(edit.span.start..edit.span.end, &edit.text);
    }
    mended
}

#[test]
fn links_are_put_around_codes() {
    let check = |name: &str, text: &str, expect: &str| {
        let found = findings(name, text, Some("https://e.example/"));
        assert_eq!(mended(text, &found, "docs/unlinked-code"), expect, "{found:#?}");
        assert!(told(expect, &findings(name, expect, Some("https://e.example/"))).is_empty());
    };
    let to = "https://e.example/acme/ACME-1001/";
    check("a.md", "# ACME-1001\n\nSee ACME-1001, ACME-1001.", &format!("# ACME-1001\n\nSee [ACME-1001]({to}), ACME-1001."));
    check("a.md", "> a `ACME-1001`\r\n", &format!("> a [`ACME-1001`]({to})\r\n"));
    check("a.md", "| A |\n|---|\n| **ACME-1001** |\n", &format!("| A |\n|---|\n| **[ACME-1001]({to})** |\n"));
    check("a.md", "[ACME-1001](/x) and ACME-1001", "[ACME-1001](/x) and ACME-1001");
    check("a.html", "<p>Code <code>ACME-1001</code></p>", &format!("<p>Code <a href=\"{to}\"><code>ACME-1001</code></a></p>"));
    check("a.html", "<p><a href=x>ACME-1001</a><pre>ACME-1001</pre>", "<p><a href=x>ACME-1001</a><pre>ACME-1001</pre>");
    check("a.html", "<p>&amp; ACME-1001 <a ACME-1001", &format!("<p>&amp; <a href=\"{to}\">ACME-1001</a> <a ACME-1001"));
    check("a.md", "<td><a\u{A1}ACME-1001", "<td><a\u{A1}ACME-1001");
}

/// Pieces that mean something to the readers.
fn piece() -> impl Strategy<Value = String> {
    let known = [
        "ACME-1001",
        "ACME-1000",
        "EQ-9999999",
        "`",
        "``",
        "```json\n",
        "**",
        "[",
        "](",
        ")",
        "\n",
        "\r\n",
        "\n\n",
        "> ",
        "- ",
        "  ",
        "    ",
        "| ",
        "|\n|---|\n",
        "<a>",
        "</a>",
        "<td>",
        "</td>",
        "<table>",
        "<tr>",
        "</table>",
        "<pre>",
        "<script>",
        "<!-- errdex:table acme -->",
        "<!-- /errdex -->",
        "<!--",
        "-->",
        "&amp;",
        "\\",
        "# ",
        "---\n",
        "[^1]",
        "\"",
        "Card of",
        "was refused",
        " (404)",
        "HTTP 404 ",
        "é",
        "\u{FEFF}",
        "!",
        "{",
        "}",
        "curl ",
        "https://",
    ];
    prop_oneof![4 => prop::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => ".{0,6}"]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn places_are_places_of_the_text(text in text(), name in prop::sample::select(vec!["a.md", "a.html"])) {
        let text = if name == "a.html" { format!("<p>{text}") } else { text };
        for finding in findings(name, &text, Some("https://e.example")) {
            let edits = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
            for span in finding.span.into_iter().chain(finding.labels.iter().map(|label| label.span)).chain(edits) {
                prop_assert!(text.get(span.start..span.end).is_some(), "{span:?} of {finding:?}");
            }
        }
    }

    #[test]
    fn links_leave_the_rest_as_it_is(text in text()) {
        let found = findings("a.md", &text, Some("https://e.example"));
        let linked = mended(&text, &found, "docs/unlinked-code");
        let to = "https://e.example/acme/ACME-1001/";
        let bare = |text: &str| [&format!("]({to})"), "[", &format!("<a href=\"{to}\">"), "</a>"].iter().fold(text.to_owned(), |text, sign| text.replace(*sign, ""));
        prop_assert_eq!(bare(&linked), bare(&text));
        let left = findings("a.md", &linked, Some("https://e.example"));
        prop_assert!(left.iter().all(|finding| finding.rule != "docs/unlinked-code"), "{linked:?} {left:?}");
    }
}
