//! Blame: what a finding points at in the captured request, for the examples of the catalog, for the same errors in other kinds of
//! captures (`tests/data/paste/requests/EXPECTED.tsv`), and as a law for any text.

use std::fmt::Write;
use std::path::Path;

use errdex::builtin;
use errdex::capture;
use errdex::catalog::Record;
use errdex::catalog::entry::{Blame, Example};
use errdex::explain::{BlameView, Depth, Explanation, FindingView, Place, explain};
use errdex::matcher::{Matcher, Verdict};
use errdex::redact::redact;
use errdex::render::Extent;
use errdex::render::text::{Screen, render};
use proptest::prelude::*;

use crate::support::matcher;

/// An explanation and the redacted text that its places point into.
struct Read {
    explanation: Explanation,
    text: String,
}

impl Read {
    fn new(matcher: &Matcher<'_>, bytes: Vec<u8>) -> Self {
        let capture = capture::parse(redact(bytes), &matcher.envelopes().unwrap());
        let findings = matcher.find(&capture).unwrap();
        let explanation = explain("-", &capture, &findings, matcher.layers(), Depth::Usual);
        Self { explanation, text: capture.text.text().to_owned() }
    }

    fn primary(&self) -> Option<&FindingView> {
        self.explanation.primary.map(|primary| &self.explanation.findings[primary])
    }

    fn cut(&self, place: Place) -> &str {
        &self.text[place.start..place.end]
    }

    /// Whether a place cuts exactly the value out of the text. A value that is long or wrapped has its ends there.
    fn fits(&self, blame: &BlameView) -> bool {
        match (&blame.value, blame.span) {
            (Some(value), Some(place)) => self.cut(place) == value,
            (None, span) => span.is_none_or(|place| place.start == place.end),
            (Some(_), None) => false,
        }
    }
}

#[test]
fn examples_are_blamed_on_what_their_entry_names() {
    let matcher = matcher();
    let mut wrong = Vec::new();
    let mut tried = 0;
    each_request(|record, request, example| {
        tried += 1;
        let read = Read::new(&matcher, format!("{}\n\n{}", example.response.trim_end(), request).into_bytes());
        if let Err(problem) = check(&read, record, request) {
            wrong.push(format!("{}: {problem}", record.id()));
        }
    });
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(tried > 20, "only {tried} requests");
}

fn each_request(mut visit: impl FnMut(&Record<'_>, &str, &Example<'_>)) {
    let catalog = builtin::catalog();
    for record in catalog.numbers().map(|number| catalog.record(number).unwrap()) {
        for example in &record.entry.examples {
            if let Some(request) = &example.request {
                visit(&record, request, example);
            }
        }
    }
}

fn check(read: &Read, record: &Record<'_>, request: &str) -> Result<(), String> {
    let finding = read.primary().ok_or("no finding")?;
    let first = finding.candidates.first().map(|candidate| candidate.id.as_str());
    let verdict = match (record.provider.as_str(), &record.entry.code) {
        ("http", _) => Verdict::StatusOnly,
        (_, Some(_)) => Verdict::Matched,
        (_, None) => Verdict::ByMessage,
    };
    if (finding.verdict, first) != (verdict, Some(record.id().as_str())) {
        return Err(format!("{:?} {first:?}", finding.verdict));
    }
    // Some requests of the statuses are wrong because they lack the header.
    let Some(named) = record.entry.blame.iter().find(|named| !lacks(request, named)) else { return Ok(()) };
    let blame = finding.blame.first().ok_or("no blame")?;
    let value = blame.value.as_deref().ok_or_else(|| format!("no value: {blame:?}"))?;
    match () {
        () if blame.part != format!("request.{}", named.part.name()) => Err(format!("blames {blame:?}")),
        () if !is_named(blame, named) => Err(format!("blames {} and not {}", blame.name, named.name.as_str())),
        () if !read.fits(blame) => Err(format!("cuts {:?}", blame.span.map(|place| read.cut(place)))),
        () if !request.contains(value) && !value.contains("[redacted]") => Err(format!("{value} is not in the request")),
        () => Ok(()),
    }
}

fn lacks(request: &str, named: &Blame<'_>) -> bool {
    named.part.name() == "header" && !request.to_lowercase().contains(&format!("{}:", named.name.to_lowercase()))
}

/// Whether the name of a piece is that of the entry, the indexes of lists apart.
fn is_named(blame: &BlameView, named: &Blame<'_>) -> bool {
    let plain = |name: &str| name.split('[').map(|part| part.split_once(']').map_or(part, |(_, rest)| rest)).collect::<String>();
    plain(&blame.name).eq_ignore_ascii_case(&plain(&named.name))
}

/// The entries of the page on status 403, as somebody sees them who pastes the answer and the command.
fn pages(width: usize) -> String {
    let matcher = matcher();
    let mut pages = String::new();
    each_request(|record, request, example| {
        if !record.entry.source.starts_with("Equinix developer page \"403") {
            return;
        }
        let read = Read::new(&matcher, format!("{}\n\n{}", example.response.trim_end(), request).into_bytes());
        let page = render(&read.explanation, &read.text, Screen { width, extent: Extent::Usual, links: false });
        writeln!(pages, "==== {}\n{}", record.id(), without_colors(&page)).unwrap();
    });
    pages
}

fn without_colors(page: &str) -> String {
    let mut plain = String::new();
    for (number, part) in page.split('\u{1b}').enumerate() {
        plain += if number == 0 { part } else { part.split_once('m').map_or("", |(_, rest)| rest) };
    }
    plain.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

#[test]
fn the_403_page_reads_well_at_80_columns() {
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("page-403-at-80", pages(80));
    });
}

#[test]
fn the_403_page_reads_well_at_40_columns() {
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("page-403-at-40", pages(40));
    });
}

#[test]
fn other_captures_are_blamed_on_the_same() {
    let folder = Path::new("tests/data/paste/requests");
    let table = std::fs::read_to_string(folder.join("EXPECTED.tsv")).unwrap();
    let matcher = matcher();
    let mut wrong = Vec::new();
    for row in table.lines().skip(1) {
        let [file, id, part, name, value] = row.split('\t').collect::<Vec<_>>()[..] else { panic!("{row}") };
        let read = Read::new(&matcher, std::fs::read(folder.join(file)).unwrap());
        let finding = read.primary();
        let first = finding.and_then(|finding| finding.candidates.first()).map(|candidate| candidate.id.as_str());
        let blames = finding.map(|finding| &finding.blame[..]).unwrap_or_default();
        let is_it = |blame: &&BlameView| blame.part == part && blame.name == name && blame.value.as_deref() == Some(value);
        let fits = blames.iter().find(is_it).is_some_and(|blame| read.fits(blame));
        if first != Some(id) || !fits {
            wrong.push(format!("{row}: {:?} {first:?} {blames:?}", finding.map(|finding| finding.verdict)));
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

/// Pieces of which people's pastes are made.
const PIECES: [&str; 34] = [
    "╷\n│ Error: ",
    "│ ",
    "\n│\n╵\n",
    "\u{1b}[31m",
    "\u{1b}[0m",
    "EQ-2010005",
    "EQX-816-403",
    "User [JöhnDoe] is forbidden to access report of [ffb1]",
    "{\"errors\":[{\"code\":\"EQX-816-403\",\"message\":\"Forbidden to trigger a report of type [ä]\"}]}",
    "[{\"errorCode\":\"EQ-2010005\",\"errorMessage\":\"x\",\"additionalInfo\":[{\"property\":\"/ibx\",\"value\":\"É4\"}]}]",
    "curl -X POST \"https://api.equinix.com/v1/reportCenter/reports/scheduler?ibx=DÄ1\" \\\n",
    " -H \"Authorization: Bearer abcdefghijklmnop\" \\\n",
    " -d '{\"name\":\"ünser\",\"details\":[{\"zSide\":{\"patchPanel\":{\"id\":\"PP:1\"}}}]}'\n",
    " --data \"{\\\"name\\\": \\\"x\\\"}\"",
    "curl.exe ^\n",
    "> GET /v1/reportCenter/reports/ffb1 HTTP/1.1\n> Host: api.equinix.com\n>\n",
    "< HTTP/2 403 \n< content-type: application/json\n<\n",
    "HTTP/1.1 403 Forbidden\r\n\r\n",
    "{\"log\":{\"entries\":[{\"request\":{\"method\":\"GET\",\"url\":\"https://api.equinix.com/x?y=ö\"},\"response\":{\"status\":403,\"content\":{\"text\":\"",
    "\"}}}]}}",
    "{\\\"errorCode\\\":\\\"EQ-2010005\\\"}",
    "---[ REQUEST ]---------------------------------------\n",
    "-----------------------------------------------------\n",
    "2024-02-11T04:15:00.123Z [DEBUG] provider.x: ",
    "<Error><Code>EQ-2010005</Code><Message>ß &amp; more</Message></Error>",
    "<!DOCTYPE html><p>403 Forbidden</p>",
    "Code: EQ-3142303, Message: Only Primary connection allowed for this CSP, AdditionalInfo: [{Property: /é, Reason: Not Provided}]",
    "errorCode=EQ-2010005&errorMessage=a+b%20c",
    "&quot;errorCode&quot;:&quot;EQ-2010005&quot;",
    "> ",
    "\r\n",
    "\n\n",
    "ä\u{301}\u{200b}\u{feff}",
    "\"\\u00e4\\uD83D\\uDE00\"",
];

fn paste() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => proptest::sample::select(&PIECES[..]).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..12),
        1 => (proptest::sample::select(&PIECES[..]), any::<proptest::sample::Index>())
            .prop_map(|(piece, at)| piece.as_bytes()[..at.index(piece.len())].to_vec()),
    ];
    proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn every_place_lies_in_the_text(paste in paste()) {
        let read = Read::new(&matcher(), paste);
        let Read { explanation, text } = &read;
        let findings = || explanation.findings.iter();
        let of_blames = findings().flat_map(|finding| finding.blame.iter().filter_map(|blame| blame.span));
        let of_findings = findings().flat_map(|finding| [finding.span, finding.message_place]).flatten();
        let of_problems = explanation.diagnostics.iter().filter_map(|problem| problem.span);
        for place in of_blames.chain(of_findings).chain(of_problems) {
            prop_assert!(text.get(place.start..place.end).is_some(), "{place:?} in {} bytes: {text:?}", text.len());
        }
        for width in [1, 40, 80] {
            let page = render(explanation, text, Screen { width, extent: Extent::Full, links: false });
            prop_assert_eq!(page.is_empty(), explanation.findings.is_empty());
        }
    }
}
