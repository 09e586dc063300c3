//! Hostile input to the real binary: each gives an answer or a clear error, and no control character reaches the terminal.

use std::process::{Command, Output, Stdio};

use errdex::capture::parse;
use errdex::catalog::{compile, source::File};
use errdex::redact::redact;
use proptest::prelude::*;

use crate::support::{answered, explained, matcher};

fn errdex(arguments: &[&str], input: &[u8]) -> Output {
    let child = Command::new(env!("CARGO_BIN_EXE_errdex"))
        .args(arguments)
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    answered(child, input)
}

fn check(name: &str, input: &[u8], code: Option<i32>, shows: &str) {
    for format in ["text", "json", "markdown"] {
        let output = errdex(&["--format", format], input);
        assert_eq!(output.status.code(), code, "{name}, {format}: {}", String::from_utf8_lossy(&output.stderr));
        let printed = String::from_utf8([output.stdout, output.stderr].concat()).expect("UTF-8");
        assert!(printed.contains(shows), "{name}, {format}: {}", &printed[..printed.len().min(500)]);
        let control =
            printed.chars().find(|c| (c.is_control() && *c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
        assert!(control.is_none(), "{name}, {format}: {control:?}");
        assert!(!printed.contains('\u{1b}'), "{name}, {format}");
    }
}

#[test]
fn one_very_long_line() {
    let line = [b"EQ-2010005 ".as_slice(), &vec![b'a'; 64 << 20]].concat();
    let output = errdex(&[], &line);
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.starts_with(b"EQ-2010005") && output.stdout.len() < 4096);
}

#[test]
fn deep_json() {
    let deep = format!("{}\"EQ-2010005\"{}", "[".repeat(100_000), "]".repeat(100_000));
    check("lists 100,000 deep", deep.as_bytes(), Some(0), "EQ-2010005");
    let deep = format!("{}{{\"errorCode\":\"EQ-2010005\"}}", "{\"a\":".repeat(100_000));
    check("objects 100,000 deep, never closed", deep.as_bytes(), Some(0), "EQ-2010005");
}

/// Signs that open something, over and over: a reader that looks for the end of each through the whole text would not come to one.
#[test]
fn signs_without_an_end() {
    const SIGNS: [&str; 24] = [
        "<a b='",
        "<!-- ",
        "<![CDATA[",
        "<a>",
        "</a>",
        "curl '\n",
        "curl -d {\n",
        "; curl -k h/x ",
        "error=a%20&",
        "error",
        "GET http://h/x\n",
        "HTTP/1.1 403 F\nA: b\n\n",
        "GET /x HTTP/1.1\nA: b\n\n{\"a\":1}\n",
        "{\"a\":\"\\\"\\\\n{\"}",
        "[31m",
        "&quot;",
        "> ",
        "404 ",
        "message: x [code: y ",
        "{\"log\":{\"entries\":[{\"response\":{\"status\":403,",
        "12: resource \"a\" {\n",
        "errorCode: EQ-3142509, ",
        "2026-03-05T10:11:12.123+0100 [DEBUG] provider.x: {\n",
        "│ a\n",
    ];
    for sign in SIGNS {
        let output = errdex(&["--format", "json"], sign.repeat((512 << 10) / sign.len()).as_bytes());
        assert!(matches!(output.status.code(), Some(0 | 1)), "{sign:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn control_characters() {
    let evil =
        "\u{1b}]0;title\u{7}\u{1b}[31m{\"errorCode\":\"EQ-2010005\",\"errorMessage\":\"\u{1b}[2Jgone\\u001b[31m\u{202e}\u{9b}\"}\u{0}";
    check("escape sequences", evil.as_bytes(), Some(0), "EQ-2010005");
}

#[test]
fn bytes_that_are_no_text() {
    let bytes: Vec<u8> = (0..=255).chain(*b" EQ-2010005 \xff\xfe\xc3").collect();
    check("invalid UTF-8", &bytes, Some(0), "EQ-2010005");
}

#[test]
fn no_input() {
    check("nothing", b"", Some(1), "");
    let output = errdex(&["/dev/null"], b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("is empty"));
    let output = errdex(&["tests"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("is a folder"));
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let mut child =
        Command::new(env!("CARGO_BIN_EXE_errdex")).args(["catalog", "dump"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), b"".as_slice()));
}

#[test]
fn yaml_bombs_are_refused() {
    let alias = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n".to_owned();
    let deep = "[".repeat(1 << 20);
    let wide = format!("entries: [{}]", "{},".repeat(1 << 20));
    let nested = (0..5000).fold(String::new(), |text, depth| format!("{text}{}a:\n", " ".repeat(depth)));
    for bomb in [alias, deep, nested] {
        let file = File { path: "p/e.yaml".into(), shown: "p/e.yaml".into(), text: bomb };
        assert!(compile(&[file]).is_err());
    }
    let file = File { path: "p/e.yaml".into(), shown: "p/e.yaml".into(), text: wide };
    assert!(!compile(&[file]).unwrap_err().is_empty());
}

/// Text that looks like captures, put together at random.
fn captures() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "EQ-2010005",
        "EQX-121-403",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "'",
        ":",
        ",",
        "\n",
        "\\",
        "errorCode",
        "message",
        "code",
        "HTTP/1.1 403 Forbidden\r\n",
        "ERROR CODE: ",
        "User [",
        "] is not authorized to access the account [",
        "10880",
        " ",
        "\u{1b}[31m",
        "é",
        "\u{a0}",
        "“",
        "403",
        "status",
        "null",
        "additionalInfo",
        "Bearer abc123DEF456",
    ]);
    prop::collection::vec(prop_oneof![4 => pieces.prop_map(str::to_owned), 1 => any::<String>()], 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the text, everything that points into it points at characters of it.
    #[test]
    fn spans_lie_within_the_text(text in captures()) {
        let matcher = matcher();
        let capture = parse(redact(text.into_bytes()), &matcher.envelopes().unwrap());
        let shown = capture.text.text().to_owned();
        let whole = |span: errdex::span::Span| shown.get(span.start..span.end).is_some();
        for finding in matcher.find(&capture).unwrap().list {
            let fields = finding.fields;
            let all = [Some(&fields.code), Some(&fields.message), Some(&fields.description), Some(&fields.correlation)];
            for field in all.into_iter().flatten().flatten() {
                prop_assert!(whole(field.span), "{:?} in {:?}", field, shown);
            }
        }
        prop_assert!(capture.problems.iter().all(|problem| problem.span.is_none_or(whole)));
    }

    /// Masking a text that is masked already changes nothing that is found.
    #[test]
    fn redaction_changes_no_finding(text in captures()) {
        let matcher = matcher();
        let codes = |text: &str| -> Vec<Option<String>> { explained(&matcher, text).findings.into_iter().map(|finding| finding.code).collect() };
        let masked = redact(text.clone().into_bytes()).text().to_owned();
        prop_assert_eq!(codes(&text), codes(&masked));
    }
}
