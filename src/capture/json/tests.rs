//! The laws of reading, and the cases that shaped it.

use proptest::prelude::*;
use serde_json::Value;

use super::*;

/// The tree in the shape of JSON, unquoted words in `<>`; what is missing is `<>`.
fn render(node: Node<'_>) -> String {
    let list = |parts: Vec<String>| parts.join(",");
    match node.kind() {
        Kind::Object => {
            let member = |(key, value): (Node<'_>, Node<'_>)| format!("{}:{}", render(key), render(value));
            format!("{{{}}}", list(node.members().map(member).collect()))
        }
        Kind::Array => format!("[{}]", list(node.elements().map(render).collect())),
        Kind::String => serde_json::to_string(&node.text()).unwrap(),
        Kind::Word => format!("<{}>", node.text()),
        Kind::Number | Kind::Bool | Kind::Null => node.text().into_owned(),
    }
}

/// The names of what was forgiven, without `json-`.
fn names(document: &Document<'_>) -> String {
    let names: Vec<&str> = document.forgiven().iter().map(|place| &place.what.name()[5..]).collect();
    names.join(" ")
}

/// Reads each text; holds the tree and the names of what was forgiven against the expected ones.
fn check(cases: &[(&str, &str, &str)]) {
    for &(text, tree, forgiven) in cases {
        let document = Document::read(text, 0);
        check_spans(text, &document);
        assert_eq!(document.root().map_or(String::new(), render), tree, "{text}");
        assert_eq!(names(&document), forgiven, "{text}");
    }
}

/// Holds the laws of spans against a document.
fn check_spans(text: &str, document: &Document<'_>) {
    let fits = |span: Span| text.get(span.start..span.end).is_some();
    assert!(document.forgiven().iter().all(|place| fits(place.span)), "{:?}", document.forgiven());
    assert!(document.forgiven().is_sorted_by_key(|place| place.span.start));
    assert!(document.forgiven().len() <= MAX_FORGIVEN + 2);
    for node in document.root().iter().flat_map(|root| root.descendants()) {
        assert!(fits(node.span()) && fits(node.inner_span()), "{node:?}");
        assert!(node.span().contains(node.inner_span()), "{node:?}");
        let _ = (node.text(), node.is_empty());
        let keys_and_values = node.members().flat_map(<[Node<'_>; 2]>::from);
        let mut end = node.span().start;
        for child in keys_and_values.chain(node.elements()) {
            assert!(node.span().contains(child.span()) && end <= child.span().start, "{child:?} in {node:?}");
            end = child.span().end;
        }
    }
}

#[test]
fn what_is_cut_off_ends_there() {
    check(&[
        (r#"{"errorCode":"EQ-2010005","errorMess"#, r#"{"errorCode":"EQ-2010005","errorMess":<>}"#, "truncated"),
        (r#"{"errors":[{"code":"E","message":"User ["#, r#"{"errors":[{"code":"E","message":"User ["}]}"#, "truncated"),
        (r#"{"a":1,"b":"#, r#"{"a":1,"b":<>}"#, "truncated"),
        (r#"{"a": "b", "c": tru"#, r#"{"a":"b","c":<tru>}"#, "unquoted-value truncated"),
        (r#"{"a": "b"... (truncated)"#, r#"{"a":"b"}"#, "stray-token truncated"),
        // Prose behind it is not part of the string, let alone the next document.
        ("{\"a\":\"b\",\"errorMess\n\nThat was for {\"a\": \"b\"}", r#"{"a":"b","errorMess":<>}"#, "truncated"),
        ("{\"a\":\"Invalid acc\n\nThat was for {\"a\": \"b\"}", r#"{"a":"Invalid acc"}"#, "truncated"),
        ("{\"a\": \"b\n{\"c\": \"d\"}", r#"{"a":"b"}"#, "truncated"),
    ]);
}

#[test]
fn what_follows_the_value_is_left_alone() {
    check(&[
        ("", "", ""),
        (" \n ", "", ""),
        (r#"{"a": 1} trailing"#, r#"{"a":1}"#, ""),
        (r#"{"a": 1}, {"b": 2}"#, r#"{"a":1}"#, ""),
        (r#"{"a": 1}, took: 5"#, r#"{"a":1}"#, ""),
        (r#"{"a": 1}}"#, r#"{"a":1}"#, ""),
        ("[1], [2]", "[1]", ""),
        (r#""foo" bar"#, r#""foo""#, ""),
        ("12 months", "12", ""),
        ("foo bar", "<foo>", "unquoted-value"),
        (r#"}, {"a": 1}"#, r#"{"a":1}"#, "stray-token stray-token"),
    ]);
}

#[test]
fn commas_and_colons() {
    check(&[
        (r#"{"a": 1,, "b": [1,,2,],}"#, r#"{"a":1,"b":[1,2]}"#, "extra-comma extra-comma trailing-comma trailing-comma"),
        ("{,\"a\":1\n\"b\":2 }", r#"{"a":1,"b":2}"#, "extra-comma missing-comma"),
        ("[1 2 \"x\"\n\"y\" {}]", r#"[1,2,"x","y",{}]"#, "missing-comma missing-comma missing-comma missing-comma"),
        (r#"{"a" 4, "b" "c", "d": 5}"#, r#"{"a":4,"b":"c","d":5}"#, "missing-colon missing-colon"),
        (r#"{"a"=>1, "b"=2; "c"->3}"#, r#"{"a":1,"b":2,"c":3}"#, "other-separator other-separator other-separator other-separator"),
        (r#"{"a":, "b":}"#, r#"{"a":<>,"b":<>}"#, "missing-value missing-value"),
        ("{\"a\":\n\"b\": 1}", r#"{"a":<>,"b":1}"#, "missing-value missing-comma"),
        (r#"{"a", "b"}"#, r#"{"a":<>,"b":<>}"#, "missing-value missing-value"),
        (r#"{"a": 1, {"b": 2}}"#, r#"{"a":1,<>:{"b":2}}"#, "missing-key"),
        (r#"["x", "a" => 1]"#, r#"["x","a",1]"#, "stray-token"),
    ]);
}

#[test]
fn closers() {
    check(&[
        (r#"{"a": {"b": 1,}, }, "c": 2 }"#, r#"{"a":{"b":1},"c":2}"#, "trailing-comma stray-token"),
        (r#"{ "cage": true, }, "time": "..." }"#, r#"{"cage":true,"time":"..."}"#, "stray-token"),
        (r#"[{"a": {"b":1}}, "c": 2}]"#, r#"[{"a":{"b":1},"c":2}]"#, "stray-token"),
        (r#"[{"a": [1]], "b": 1}]"#, r#"[{"a":[1],"b":1}]"#, "stray-token"),
        (r#"{"a": ["x"], "y"], "b": 1}"#, r#"{"a":["x","y"],"b":1}"#, "stray-token"),
        (r#"[{"a": 1}}, {"b": 2}]"#, r#"[{"a":1},{"b":2}]"#, "stray-token"),
        (r#"{"a": 1}}"#, r#"{"a":1}"#, ""),
        (r#"{"x": [{"a": [1]]}], "b": 2}"#, r#"{"x":[{"a":[1]}],"b":2}"#, "stray-token"),
        (r#"{"x": [{"a": 1, 2]}], "b": 3}"#, r#"{"x":[{"a":1,<2>:<>}],"b":3}"#, "unquoted-key missing-value stray-token"),
        (r#"[ {"a":1 ]"#, r#"[{"a":1}]"#, "missing-closer"),
        (r#"{"x": {"a": [1, 2}, "b": 3}"#, r#"{"x":{"a":[1,2]},"b":3}"#, "missing-closer"),
        (r#"{"a":[1,2,"d":3}"#, r#"{"a":[1,2],"d":3}"#, "missing-closer"),
        (r#"{"a":[{"b":1},{"c":2},"d":3}"#, r#"{"a":[{"b":1},{"c":2}],"d":3}"#, "missing-closer"),
        (r#"{"a": [1, 2}, "b": 3}"#, r#"{"a":[1,2],"b":3}"#, "mismatched-closer"),
        (r#"[ {"a":1 ], {"b": 2} ]"#, r#"[{"a":1},{"b":2}]"#, "mismatched-closer"),
        (r#"{"a": {"b": 1], "c": 2}"#, r#"{"a":{"b":1},"c":2}"#, "mismatched-closer"),
        (r#"{"a": {"b": 1"#, r#"{"a":{"b":1}}"#, "truncated"),
        (r#"{"a": [1,]}"#, r#"{"a":[1]}"#, "trailing-comma"),
    ]);
    let member = r#""key": {"a": 1}, "other": {"b": 2}}"#;
    assert_eq!(Document::read(member, 7).span(), Span::new(7, 15));
}

#[test]
fn openers() {
    check(&[
        ("\"a\": 1,\n\"b\": {\"c\": 2}\n", r#"{"a":1,"b":{"c":2}}"#, "missing-opener"),
        (r#""a": 1}"#, r#"{"a":1}"#, "missing-opener"),
        (r#""a": {"b": 1"#, r#"{"a":{"b":1}}"#, "missing-opener truncated"),
        (r#"{"x": ["a": 1}, {"b": 2}], "c": 3}"#, r#"{"x":[{"a":1},{"b":2}],"c":3}"#, "missing-opener"),
        (r#"["a": 1, "b": 2]"#, r#"[{"a":1,"b":2}]"#, "missing-opener missing-closer"),
    ]);
}

#[test]
fn quotes_inside_strings() {
    let two = "unescaped-quote unescaped-quote";
    check(&[
        (r#"{"m": "He said "yes", and left", "b": 1}"#, r#"{"m":"He said \"yes\", and left","b":1}"#, two),
        (r#"{"m": "value {"foo"} not found"}"#, r#"{"m":"value {\"foo\"} not found"}"#, two),
        (r#"{"m": "no "x": found", "b": 1}"#, r#"{"m":"no \"x\": found","b":1}"#, two),
        (r#"{"m": "bad { "foo" x", "b": 1}"#, r#"{"m":"bad { \"foo\" x","b":1}"#, two),
        (r#"{"a": ""foo"", "b": 1}"#, r#"{"a":"\"foo\"","b":1}"#, two),
        (r#"["a "x", y", "b"]"#, r#"["a \"x\", y","b"]"#, two),
        (r#"{"m": "5" disk", "b": 1}"#, r#"{"m":"5\" disk","b":1}"#, "unescaped-quote"),
        (r#"{"m": "one of ["A", "B"]"}"#, r#"{"m":"one of [\"A\", \"B\"]"}"#, &[two, two].join(" ")),
        (r#"{"m": "{"a": "x", "b": 1}", "c": 2}"#, r#"{"m":"{\"a\": \"x\", \"b\": 1}","c":2}"#, &[two, two, two].join(" ")),
        ("{\"m\": \"one\n\"two\" three\", \"b\": 1}", r#"{"m":"one\n\"two\" three","b":1}"#, &["raw-control", two].join(" ")),
        ("['It doesn't', 'users' gifts']", r#"["It doesn't","users' gifts"]"#, &["single-quotes unescaped-quote"; 2].join(" ")),
    ]);
}

#[test]
fn forgotten_quotes() {
    check(&[
        (r#"{"a": "foo, "b": 1}"#, r#"{"a":"foo","b":1}"#, "missing-quote"),
        ("{\"a\": \"foo,\n \"b\": 1}", r#"{"a":"foo","b":1}"#, "missing-quote"),
        ("{\"a\": \"foo\n \"b\": 1}", r#"{"a":"foo","b":1}"#, "missing-quote missing-comma"),
        ("{\"a\": \"foo\n}", r#"{"a":"foo"}"#, "missing-quote"),
        ("[\"foo,\n\"bar\"]", r#"["foo","bar"]"#, "missing-quote"),
        (r#"{"a": ["foo]}"#, r#"{"a":["foo"]}"#, "missing-quote"),
        (r#"{"a": "foo {x}"#, r#"{"a":"foo {x}"}"#, "truncated"),
        (r#"{"a: "b", "c": 1}"#, r#"{"a":"b","c":1}"#, "missing-quote"),
        ("{\"a: 1,\n \"b\": 2}", r#"{"a":1,"b":2}"#, "missing-quote"),
        (r#"[{"a": "b}, {"c": "d"}]"#, r#"[{"a":"b"},{"c":"d"}]"#, "missing-quote"),
        (r#"{"a: 1, "b": 2}"#, r#"{"a":1,"b":2}"#, "missing-quote"),
        (r#"{a": 1, "b"": 2}"#, r#"{<a>:1,"b":2}"#, "unquoted-key stray-token stray-token"),
        (r#"{""a": "b"", "c": ""d"}"#, r#"{"a":"b","c":"d"}"#, "stray-token stray-token stray-token"),
        (r#"{"a": foo", "b": 1}"#, r#"{"a":<foo>,"b":1}"#, "unquoted-value stray-token"),
        (r#"{"path": "C:\dir\", "b": 1}"#, r#"{"path":"C:\\dir\"","b":1}"#, "bad-escape missing-quote"),
    ]);
}

#[test]
fn other_quotes() {
    check(&[
        ("{'a': u'b', \"c\": b\"d\"}", r#"{"a":"b","c":"d"}"#, "single-quotes string-prefix single-quotes string-prefix"),
        (r"['it\'s']", r#"["it's"]"#, "single-quotes"),
        ("{“a”: ‘don’t’}", r#"{"a":"don’t"}"#, "smart-quotes smart-quotes unescaped-quote"),
        (r#"{\"a\":\"say \\\"hi\\\"\",\n  \"b\": null\n}"#, r#"{"a":"say \"hi\"","b":null}"#, "escaped"),
        (r#"{\\\"a\\\":\\\"\\\\\\\"x\\\\\\\"\\\"}"#, r#"{"a":"\"x\""}"#, "escaped"),
        (r#"{\"a\":\"b" and so on"#, r#"{"a":"b"}"#, "escaped truncated"),
        (r#"{\n "a": "b"\n}"#, r#"{"a":"b"}"#, "escaped"),
        (r#"{""a"":""b"",""c"":""""}"#, r#"{"a":"b","c":""}"#, &["doubled-quotes"; 4].join(" ")),
    ]);
}

#[test]
fn words() {
    check(&[
        ("{a: None, b$: True, c.d: NaN}", "{<a>:None,<b$>:True,<c.d>:NaN}", &["unquoted-key non-json-literal"; 3].join(" ")),
        (r#"{"a": foo bar, "b": 10 Gbps}"#, r#"{"a":<foo bar>,"b":<10 Gbps>}"#, "unquoted-value unquoted-value"),
        (r#"["01", 01, +1, .5, 1., 1e5]"#, r#"["01",<01>,<+1>,<.5>,<1.>,1e5]"#, &["unquoted-value"; 4].join(" ")),
        (
            "{m=a, with b, x=[{p=/q}]}",
            "{<m>:<a, with b>,<x>:[{<p>:</q>}]}",
            "unquoted-key other-separator unquoted-value unquoted-key other-separator unquoted-key other-separator unquoted-value",
        ),
        (r#"{"id": ObjectId("a"), "b": 1}"#, r#"{"id":<ObjectId("a")>,"b":1}"#, "unquoted-value"),
        (r#"{"a": 1, <snip> "b": [1, ...], ...}"#, r#"{"a":1,"b":[1]}"#, "stray-token stray-token stray-token"),
        ("{\n> \"a\": 1,\n> \"b\": [\n> 2\n> ]\n> }", r#"{"a":1,"b":[2]}"#, &["stray-token"; 5].join(" ")),
    ]);
}

#[test]
fn blanks_comments_and_escapes() {
    check(&[
        ("\u{FEFF}{\u{A0} \u{A0}\"a\": 1}", r#"{"a":1}"#, "non-breaking-space"),
        ("{ // x\n\"a\": \"b\", /* \"c\": */ \"d\": 1 // y\n}", r#"{"a":"b","d":1}"#, "comment comment comment"),
        ("[\"x\ty\nz\"]", r#"["x\ty\nz"]"#, "raw-control"),
        (r#"["\d \u12 \ud800 \ud83d\ude00"]"#, r#"["\\d \\u12 � 😀"]"#, "bad-escape bad-escape bad-escape"),
    ]);
}

#[test]
fn nodes_tell_where_they_are() {
    let text = r#"[{"a": "b\n"}, {"a": [], "a": 2}]"#;
    let document = Document::read(text, 1);
    let root = document.root().unwrap();
    let value = root.get("a").unwrap();
    assert_eq!((value.raw(), value.inner_span().of(text)), (r#""b\n""#, r"b\n"));
    assert_eq!((value.text(), root.raw()), ("b\n".into(), r#"{"a": "b\n"}"#));
    let document = Document::read(text, 0);
    let root = document.root().unwrap();
    let raw: Vec<&str> = root.descendants().skip(1).map(Node::raw).collect();
    assert_eq!(raw, [r#"{"a": "b\n"}"#, r#""b\n""#, r#"{"a": [], "a": 2}"#, "[]", "2"]);
    assert!(root.elements().nth(1).unwrap().get("a").unwrap().is_empty());
    assert_eq!(Document::read("ä", 1).span(), Span::new(2, 2));
    assert_eq!(Document::read("ä", 9).root().map(Node::kind), None);
}

#[test]
fn what_is_kept_is_bounded() {
    assert_eq!(size_of::<Entry>(), 16);
    assert_eq!(Document::read(&"[1 ".repeat(2 * MAX_FORGIVEN), 0).forgiven().len(), MAX_FORGIVEN + 1);
    let text = "[".repeat(MAX_NODES + 1);
    let document = Document::read(&text, 0);
    assert_eq!((names(&document).as_str(), document.span().end), ("too-large", text.len()));
    assert_eq!(document.root().unwrap().descendants().count(), MAX_NODES);
}

/// Texts that invite looking at the same bytes again and again. Anything but linear would take hours.
#[test]
fn hostile_texts_come_to_an_end() {
    let parts = [
        "[",
        "{\"a\":",
        "{\"a\":[",
        "\"",
        "\"\n",
        "\",",
        "\", \"",
        "\"\\",
        "'",
        "“",
        "\\\"",
        "{\"a\":\"x\n",
        "k:\"x\n",
        "\"{\" x, ",
        ",",
        "a,",
        "a\"b",
        "[a\"",
        "{a",
        "]}",
        "/*",
        "//",
        "\"/*",
        "{\"a\":\"{\"x\" y\"},",
        "\\",
        "\\n",
        "\u{A0}",
        "\"a\"",
        "<",
        "...",
        "\n> ",
        "{\"\"a\"\":\"\"",
        "}, \"a\":1",
        "],\"k\":1",
        "-",
        "\"a\" ",
        "1 ",
    ];
    for first in ["", "{", "{\"a\":\"", "[\"", "{[[["] {
        for part in parts {
            let text = [first, &part.repeat(100_000 / part.len())].concat();
            assert!(Document::read(&text, 0).span().end <= text.len());
        }
    }
}

#[test]
fn depth_costs_no_stack() {
    for part in ["[", "{\"a\":", "{a:[", "[{'a':"] {
        let text = part.repeat(1_000_000);
        let document = Document::read(&text, 0);
        assert_eq!(names(&document).split(' ').next_back(), Some("truncated"));
        assert!(document.root().unwrap().descendants().count() >= 1_000_000);
    }
    let text = ["[".repeat(100_000), "]".repeat(100_000)].concat();
    let document = Document::read(&text, 0);
    assert_eq!((document.forgiven(), document.span().len()), (&[][..], text.len()));
}

/// The value as `serde_json` has it; words are texts.
fn value_of(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Object => node.members().map(|(key, value)| (key.text().into_owned(), value_of(value))).collect(),
        Kind::Array => node.elements().map(value_of).collect(),
        Kind::String | Kind::Word => Value::String(node.text().into_owned()),
        Kind::Number | Kind::Bool | Kind::Null => serde_json::from_str(node.raw()).unwrap_or_default(),
    }
}

/// A JSON text: any value, written close or pretty, some characters of strings written as escapes.
fn json() -> impl Strategy<Value = String> {
    let string = || prop_oneof![".*", r#"["\\/{}\[\]:,' \n\u{1}éß😀“”\u{a0}a-c]{0,8}"#];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        string().prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map(string(), inner, 0..6).prop_map(|map| map.into_iter().collect()),
        ]
    });
    (value, 0..3).prop_map(|(value, style)| match style {
        0 => value.to_string(),
        1 => serde_json::to_string_pretty(&value).unwrap(),
        _ => value.to_string().replace('é', "\\u00e9").replace('😀', "\\ud83d\\uDE00").replace('/', "\\/"),
    })
}

/// Texts that look like JSON from afar.
fn soup(tokens: usize) -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"",
        "'",
        "\\",
        "\\\"",
        "\\n",
        "\"a\"",
        "\"b\": ",
        "c",
        "1",
        "-",
        "true",
        "None",
        " ",
        "\n",
        "\n\n",
        "\u{A0}",
        "“",
        "’",
        "é",
        "😀",
        "=",
        "=>",
        ";",
        "//",
        "/*",
        "*/",
        "...",
        "<snip>",
        "u'",
        "\"\"",
        "\\u00e9",
        "\\ud83d",
        "\t",
        "> ",
        "\u{FEFF}",
        "{\"a\":1}",
        "[1,2]",
        "x, y",
        "\\\\\\\"",
    ]);
    prop::collection::vec(token, 0..tokens).prop_map(|tokens| tokens.concat())
}

/// Valid JSON with one part cut out and another put in.
fn damaged() -> impl Strategy<Value = String> {
    (json(), any::<prop::sample::Index>(), 0..4_usize, soup(3)).prop_map(|(text, at, length, soup)| {
        let start = text.floor_char_boundary(at.index(text.len() + 1));
        let end = text.ceil_char_boundary((start + length).min(text.len()));
        [&text[..start], &soup, &text[end..]].concat()
    })
}

/// Holds the laws for arbitrary texts: spans fit, and where nothing was forgiven, there was JSON.
fn check_law(text: &str) -> Result<(), TestCaseError> {
    let document = Document::read(text, 0);
    check_spans(text, &document);
    if let Some(root) = document.root().filter(|_| document.forgiven().is_empty()) {
        match serde_json::from_str::<Value>(root.raw()) {
            Ok(expected) => prop_assert_eq!(value_of(root), expected),
            // The one thing that is JSON and that serde_json refuses.
            Err(error) => prop_assert!(error.to_string().starts_with("number out of range"), "{error}"),
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn json_is_read_as_json(text in json(), before in "[ a\u{e9}\n]{0,5}", after in "[ \n]{0,3}") {
        let whole = [before.as_str(), &text, &after].concat();
        let document = Document::read(&whole, before.len());
        prop_assert_eq!(document.forgiven(), &[]);
        prop_assert_eq!(document.span(), Span::new(before.len(), before.len() + text.len()));
        check_spans(&whole, &document);
        let root = document.root().unwrap();
        prop_assert_eq!(value_of(root), serde_json::from_str::<Value>(&text).unwrap());
        for node in root.descendants() {
            prop_assert_eq!(value_of(node), serde_json::from_str::<Value>(node.raw()).unwrap());
        }
    }

    #[test]
    fn a_part_of_json_is_read_as_a_part(text in json()) {
        let is_container = text.starts_with(['{', '[']);
        for end in (0..text.len()).filter(|&end| text.is_char_boundary(end)) {
            let part = Document::read(&text[..end], 0);
            check_spans(&text[..end], &part);
            if is_container && end > 0 {
                // A text that ends with a closer may have lost its quote instead.
                let is_open = |what| matches!(what, Leniency::Truncated | Leniency::MissingQuote);
                prop_assert!(part.forgiven().iter().any(|place| is_open(place.what)));
            }
        }
    }

    #[test]
    fn any_text_keeps_the_laws(text in prop_oneof![".*", soup(40), damaged()], start in 0..5_usize) {
        check_law(&text)?;
        check_spans(&text, &Document::read(&text, start));
    }
}
