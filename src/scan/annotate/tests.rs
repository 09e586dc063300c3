//! What is written, by example; and the quick way against the full one.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::LazyLock;

use crate::builtin;
use crate::catalog::layers::{Layer, Layers};
use crate::catalog::template::{Piece, pieces};
use crate::catalog::{Catalog, Image, compile, folder};
use crate::scan::blocks::{Reader, Settings, Source};
use crate::scan::pool::{Flush, run};
use crate::scan::search::{Hit, Scope, Sign};

use super::*;

static ANY_API: LazyLock<Image> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/any-api");
    Image::new(compile(&folder::read(&folder).unwrap()).unwrap()).unwrap()
});

/// The built-in catalog with those of other providers on top.
fn layers() -> Layers<'static> {
    let any = Layer { origin: Some("any-api".to_owned()), catalog: Catalog::new(&ANY_API) };
    Layers::new(vec![Layer { origin: None, catalog: builtin::catalog() }, any])
}

static SEARCH: LazyLock<Search<'static>> = LazyLock::new(|| Search::new(&layers(), Scope::All).unwrap());

/// How a text is read and worked on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    pub(super) block: usize,
    pub(super) max_record: usize,
    pub(super) threads: usize,
}

impl Default for Way {
    fn default() -> Self {
        Self { block: 1 << 16, max_record: 1 << 20, threads: 1 }
    }
}

/// Annotates a text.
pub(super) fn annotated(text: &[u8], style: &Style, way: Way) -> (Vec<u8>, Counts) {
    let settings = Settings { block: way.block, max_record: way.max_record, ..Settings::default() };
    let source = Source::stream(text);
    let mut reader = Reader::new(settings, std::iter::once(Ok(source)), |_, error| panic!("{error}"));
    let make = || Annotate::new(&SEARCH, Resolver::new(&SEARCH, layers(), false).unwrap(), style, Census::Taken);
    let mut output = Vec::new();
    let outcome = run(&mut reader, NonZeroUsize::new(way.threads).unwrap(), make, &mut output, Flush::Auto);
    outcome.result.unwrap();
    (output, outcome.workers.iter().map(Annotate::counts).fold(Counts::default(), Counts::and))
}

pub(super) fn style(dialect: Dialect) -> Style {
    Style { dialect, chosen: dialect.usual() }
}

/// The line as it is written with some fields.
fn with(dialect: Dialect, fields: &[Field], line: &str) -> String {
    let style = Style { dialect, chosen: Chosen::Fields(fields.to_vec()) };
    String::from_utf8(annotated(line.as_bytes(), &style, Way::default()).0).unwrap()
}

#[test]
fn a_field_says_what_the_entry_knows() {
    let with_status = |dialect| with(dialect, &[Field::Status], "EQ-2010005");
    assert_eq!(with_status(Dialect::Suffix), "EQ-2010005 [errdex status=403]");
    assert_eq!(with_status(Dialect::Logfmt), "EQ-2010005 errdex.status=403");
    assert_eq!(with(Dialect::Suffix, &[Field::Verdict], "EQ-2010005"), "EQ-2010005 [errdex verdict=matched]");
}

#[test]
fn json_lines_get_a_key() {
    let check = |line: &str, expected: &str| assert_eq!(with(Dialect::Json, &[Field::Verdict, Field::Id], line), expected);
    let said = r#""errdex":{"verdict":"matched","id":"equinix/EQ-2010005"}"#;
    check(r#"{"e":"EQ-2010005"}"#, &format!(r#"{{"e":"EQ-2010005",{said}}}"#));
    check("{\"e\":\"EQ-2010005\" } \r\n\n", &format!("{{\"e\":\"EQ-2010005\",{said} }} \r\n\n"));
    check("a \"EQ-2010005\" \u{1b}\t\r\n", &format!("{{\"message\":\"a \\\"EQ-2010005\\\" \\u001b\\t\",{said}}}\r\n"));
    check(r#"{"e":"EQ-2010005","#, &format!(r#"{{"message":"{{\"e\":\"EQ-2010005\",",{said}}}"#));
    check(r#"{"e":"EQ-2010005","errdex":null}"#, r#"{"e":"EQ-2010005","errdex":null}"#);
    check("{\"e\":\"EQ-20\"}\n", "{\"e\":\"EQ-20\"}\n");
}

#[test]
fn texts_get_words_at_their_end() {
    let check =
        |dialect, line: &str, expected: &str| assert_eq!(with(dialect, &[Field::Id, Field::Verdict, Field::Values], line), expected);
    check(Dialect::Suffix, "a EQ-2010005\r\n", "a EQ-2010005 [errdex equinix/EQ-2010005]\r\n");
    check(Dialect::Suffix, "a EQ-2010099", "a EQ-2010099 [errdex verdict=unlisted code=EQ-2010099]");
    check(Dialect::Suffix, "EQ-2010005 [errdex x]\n", "EQ-2010005 [errdex x]\n");
    check(Dialect::Logfmt, "EQ-2010005", "EQ-2010005 errdex.id=equinix/EQ-2010005 errdex.verdict=matched");
    check(Dialect::Logfmt, "EQ-2010005 errdex.id=x", "EQ-2010005 errdex.id=x");
    let line = "EQX-816-403 User [a\"b] is forbidden to access report of [r 1]";
    let values = r#"errdex.values.reportId="r 1" errdex.values.username="a\"b""#;
    check(Dialect::Logfmt, line, &format!("{line} errdex.id=equinix/EQX-816-403/report-id errdex.verdict=matched {values}"));
    let several = "equinix/EQX-121-403/resource,equinix/EQX-121-403/account,equinix/EQX-121-403/contact";
    check(Dialect::Suffix, "EQX-121-403", &format!("EQX-121-403 [errdex {several} verdict=ambiguous]"));
}

#[test]
fn each_line_gets_an_answer() {
    let check = |line: &str, expected: &str| assert_eq!(with(Dialect::Mmexternal, &[Field::Id, Field::More], line), expected);
    let found = "{\"$!\":{\"errdex\":{\"id\":\"equinix/EQ-2010005\"}}}\n";
    check("a\n\nEQ-2010005\nb", &format!("{{}}\n{{}}\n{found}{{}}\n"));
    let full = "{\"msg\":\"a\\nEQ-2010005\",\"rawmsg\":\"<13>a\\nEQ-2010005\",\"hostname\":\"EQX-121-403\"}\n";
    check(&full.repeat(2), &found.repeat(2));
    check("{\"msg\":\"a\",\"rawmsg\":\"EQ-2010005\"}\n", "{}\n");
}

#[test]
fn a_secret_is_not_repeated() {
    let line = "EQX-826-403 User [x] is not authorized to access the account [password=hunter2secret]";
    let said = with(Dialect::Json, &[Field::Fix, Field::Message, Field::Values], line);
    assert_eq!(said.matches("hunter2secret").count(), 1, "{said}");
    assert!(said.contains("[redacted]"), "{said}");
}

#[test]
fn long_lines_are_read_in_parts_and_too_long_ones_pass() {
    let fields = [Field::Id, Field::More];
    let line = format!("EQ-2010099 {} EQ-2010005 {} EQX-826-403\n", "x ".repeat(60_000), "y ".repeat(20_000));
    let said = with(Dialect::Suffix, &fields, &line);
    assert_eq!(said, format!("{} [errdex equinix/EQ-2010005 more=2]\n", line.trim_end()));
    let way = Way { max_record: 1000, ..Way::default() };
    let text = format!("a\n{line}EQ-2010005\n");
    for (dialect, expected) in
        [(Dialect::Suffix, format!("a\n{line}EQ-2010005 [errdex equinix/EQ-2010005]\n")), (Dialect::Mmexternal, "{}\n{}\n".to_owned())]
    {
        let style = Style { dialect, chosen: Chosen::Fields(fields.to_vec()) };
        let (output, counts) = annotated(text.as_bytes(), &style, way);
        assert!(String::from_utf8(output).unwrap().starts_with(&expected));
        assert_eq!((counts.lines, counts.annotated), (3, 1));
    }
}

#[test]
fn many_findings_of_a_line_are_counted() {
    let line = "EQ-2010005 ".repeat(MOST + 7);
    let style = Style { dialect: Dialect::Json, chosen: Chosen::All };
    let (output, counts) = annotated(line.as_bytes(), &style, Way::default());
    let record: serde_json::Value = serde_json::from_slice(&output).unwrap();
    let said = &record["errdex"];
    assert_eq!((said["findings"].as_array().unwrap().len(), &said["more"], &said["primary"]), (MOST, &7.into(), &0.into()));
    assert_eq!(counts.findings, (MOST + 7) as u64);
}

/// Holds the quick way against the full one, for each record of a text. What the full way finds by a code, or by a message, of which there is
/// no hit, is none of its business: of another record it would not be asked.
fn compare(text: &str, resolver: &mut Resolver<'_, 'static>) -> Vec<String> {
    let padded = [&[0; PADDING], text.as_bytes(), &[0; PADDING]].concat();
    let (mut scratch, mut hits) = (SEARCH.scratch(), Hits::default());
    SEARCH.find(&padded, &mut scratch, &mut hits);
    let mut wrong = Vec::new();
    for record in records(&padded, &hits.list) {
        let quick = resolver.quick(&padded, &record, &hits, Need::Verdict).unwrap();
        if quick == Quick::Unclear {
            continue;
        }
        let read = resolver.read(&padded, &record).unwrap().findings;
        let text = |hit: &Hit| &padded[hit.start as usize..hit.end as usize];
        let is_code = |hit: &Hit, code: &str| hit.sign != Sign::Message && text(hit) == code.as_bytes();
        // A number that may be an HTTP status is read where there is something else, and never searched for.
        let has = |finding: &Finding<'_>| match (finding.verdict, &finding.fields.code) {
            (Verdict::ByMessage, _) => record.hits.iter().any(|hit| hit.sign == Sign::Message),
            (_, code) => code.as_ref().is_some_and(|code| record.hits.iter().any(|hit| is_code(hit, &code.text))),
        };
        let full: Vec<_> = read.list.iter().map(|finding| (resolver.subject(finding), finding.verdict)).collect();
        let agree = match &quick {
            Quick::Nothing => !read.list.iter().any(has),
            Quick::Found(subject, verdict) => full == [(Some(subject.clone()), *verdict)],
            Quick::Unclear => true,
        };
        if !agree {
            wrong.push(format!("{quick:?} / {full:?}: {}", String::from_utf8_lossy(&padded[record.part])));
        }
    }
    wrong
}

#[test]
fn the_quick_way_finds_what_the_full_one_does() {
    let mut resolver = Resolver::new(&SEARCH, layers(), false).unwrap();
    let mut wrong = Vec::new();
    for file in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/captures")).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        wrong.extend(compare(&String::from_utf8_lossy(&bytes), &mut resolver));
    }
    for layer in layers().iter() {
        for number in 0..layer.catalog.image().len() {
            let entry = layer.catalog.record(number).unwrap().entry;
            let code = entry.code.as_deref().unwrap_or("none");
            let message = entry.message.as_deref().map(filled).unwrap_or_default();
            wrong.extend(compare(&lines_of(code, &message), &mut resolver));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.iter().take(20).cloned().collect::<Vec<_>>().join("\n"));
}

/// A message with a value in each hole.
fn filled(template: &str) -> String {
    let value = |piece: &Piece<'_>| match piece {
        Piece::Text(text) => (*text).to_owned(),
        Piece::Hole(name, _) => format!("{name}-17"),
    };
    pieces(template).unwrap().iter().map(value).collect()
}

/// Lines as logs have them, of a code and its message.
fn lines_of(code: &str, message: &str) -> String {
    let json = format!("{{\"level\":\"error\",\"errorCode\":{},\"errorMessage\":{}}}", quoted(code), quoted(message));
    let shapes = [
        json.clone(),
        format!("{{\"ts\":1,\"status\":409,\"error\":{{\"code\":{},\"message\":{}}}}}", quoted(code), quoted(message)),
        format!("{{\"msg\":\"upstream answered\",\"body\":{}}}", quoted(&json)),
        format!("2026-03-01T10:00:00Z ERROR app: {code}: {message}"),
        format!("2026-03-01T10:00:00Z ERROR app: call failed with {code}"),
        format!("time=2026-03-01T10:00:00Z level=error code={code} msg={}", quoted(message)),
        format!("time=2026-03-01T10:00:00Z level=error msg={} code={code}", quoted(message)),
        format!("{message} ({code})"),
        format!("some {code} word"),
        format!("{message} and more"),
        format!("{code} {message} HTTP/1.1 503"),
        format!("{{\"status\":\"success\",\"code\":{}}}", quoted(code)),
        format!("{{\"code\":{},\"message\":\"Something that no template says\"}}", quoted(code)),
    ];
    shapes.map(|shape| shape.replace('\n', " ")).join("\n")
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}
