//! How long a paste takes, beside what merely reading it would: `cargo bench`.
//!
//! The figures of one run are to be compared with each other, not with those of another machine. The captures are made here, always the
//! same: a recording of a browser (10 MB, 500 calls, one in twenty failed) and a debug log of Terraform (1 MB).

use std::fmt::Write as _;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use errdex::builtin;
use errdex::capture::parse;
use errdex::catalog::layers::{Layer, Layers};
use errdex::explain::{Depth, explain};
use errdex::matcher::Matcher;
use errdex::redact::redact;
use errdex::render::Extent;
use errdex::render::text::{Screen, render};

const CALLS: usize = 500;
const RECORDING: usize = 10 << 20;
const LOG: usize = 1 << 20;

fn main() {
    divan::main();
}

/// All that `errdex explain` does with a text, but for reading and printing it.
fn explained(bytes: Vec<u8>) -> String {
    let matcher = Matcher::new(Layers::new(vec![Layer { origin: None, catalog: builtin::catalog() }]));
    let capture = parse(redact(bytes), &matcher.envelopes().expect("the built-in catalog"));
    let findings = matcher.find(&capture).expect("the built-in catalog");
    let explanation = explain("-", &capture, &findings, matcher.layers(), Depth::Usual);
    render(&explanation, capture.text.text(), Screen { width: 80, extent: Extent::Usual, links: false })
}

#[divan::bench]
fn recording(bencher: Bencher<'_, '_>) {
    let text = har();
    bencher.counter(BytesCount::of_str(&text)).with_inputs(|| text.clone().into_bytes()).bench_values(explained);
}

/// The rival: the same recording, read and thrown away.
#[divan::bench]
fn recording_by_serde_json(bencher: Bencher<'_, '_>) {
    let text = har();
    bencher.counter(BytesCount::of_str(&text)).bench(|| serde_json::from_str::<serde_json::Value>(black_box(&text)));
}

#[divan::bench]
fn recording_redacted(bencher: Bencher<'_, '_>) {
    let text = har();
    bencher.counter(BytesCount::of_str(&text)).with_inputs(|| text.clone().into_bytes()).bench_values(redact);
}

#[divan::bench]
fn terraform_log(bencher: Bencher<'_, '_>) {
    let text = terraform();
    bencher.counter(BytesCount::of_str(&text)).with_inputs(|| text.clone().into_bytes()).bench_values(explained);
}

#[divan::bench]
fn terraform_log_redacted(bencher: Bencher<'_, '_>) {
    let text = terraform();
    bencher.counter(BytesCount::of_str(&text)).with_inputs(|| text.clone().into_bytes()).bench_values(redact);
}

/// A linear congruential generator (Knuth's MMIX), so that the texts are the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit
    }

    fn text(&mut self, alphabet: &str, length: usize) -> String {
        (0..length).map(|_| char::from(alphabet.as_bytes()[self.below(alphabet.len())])).collect()
    }

    fn id(&mut self) -> String {
        let mut part = |length| self.text("0123456789abcdef", length);
        format!("{}-{}-{}-{}-{}", part(8), part(4), part(4), part(4), part(12))
    }
}

const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";
const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A recording: pretty JSON with headers, cookies, scripts, pictures and lists of connections.
fn har() -> String {
    let mut numbers = Numbers(7);
    let entries: Vec<serde_json::Value> = (0..CALLS).map(|call| entry(&mut numbers, call)).collect();
    let text = serde_json::to_string_pretty(&serde_json::json!({"log": {"version": "1.2", "entries": entries}})).expect("it is JSON");
    assert!(text.len().abs_diff(RECORDING) < RECORDING / 4, "{} bytes", text.len());
    text
}

fn entry(numbers: &mut Numbers, call: usize) -> serde_json::Value {
    let failed = call % 20 == 3;
    let (kind, body, encoding) = match call % 5 {
        _ if failed => ("application/json", refusal(), None),
        0 => ("image/png", numbers.text(BASE64, 30_000), Some("base64")),
        1 | 2 => ("application/javascript", script(numbers), None),
        _ => ("application/json", connections(numbers, 60), None),
    };
    let url = format!("https://api.equinix.com/fabric/v4/connections/{}?limit=20", numbers.id());
    let token = numbers.text(BASE64, 400);
    let header = |name: &str, value: &str| serde_json::json!({"name": name, "value": value});
    serde_json::json!({
        "startedDateTime": "2026-03-05T10:11:12.123Z", "time": 12.5,
        "request": {
            "method": "GET", "url": url, "httpVersion": "http/2.0",
            "headers": [header("authorization", &format!("Bearer {token}")), header("accept", "*/*"), header("user-agent", "Mozilla/5.0")],
            "cookies": [{"name": "sid", "value": numbers.text(BASE64, 40), "httpOnly": true}], "queryString": [header("limit", "20")]
        },
        "response": {
            "status": if failed { 403 } else { 200 }, "statusText": "", "headers": [header("content-type", kind), header("server", "istio-envoy")],
            "content": {"size": body.len(), "mimeType": kind, "text": body, "encoding": encoding}
        }
    })
}

fn refusal() -> String {
    r#"[{"errorCode":"EQ-3142401","errorMessage":"Operation not allowed","additionalInfo":[{"property":"uuid","reason":"not yours"}]}]"#
        .to_owned()
}

fn script(numbers: &mut Numbers) -> String {
    let mut text = String::new();
    while text.len() < 26_000 {
        let (name, word) = (numbers.text(LETTERS, 2), numbers.text(LETTERS, 7));
        let _ = write!(text, "function {name}(t,e){{return t.{word}(\"{word}\",e)||{{{word}:[1,2]}}}}");
    }
    text
}

fn connections(numbers: &mut Numbers, count: usize) -> String {
    let one = |numbers: &mut Numbers| {
        let id = numbers.id();
        serde_json::json!({"uuid": id, "name": numbers.text(LETTERS, 9), "state": "ACTIVE", "bandwidth": 50,
            "redundancy": {"priority": "PRIMARY", "group": numbers.id()}})
    };
    let list: Vec<_> = (0..count).map(|_| one(numbers)).collect();
    serde_json::json!({ "data": list }).to_string()
}

/// A log: each line with its head, calls with their answers, and at the end the box.
fn terraform() -> String {
    let mut numbers = Numbers(11);
    let mut text = String::new();
    let mut line = |said: &str| {
        let _ = writeln!(text, "2026-03-05T10:11:12.123+0100 [DEBUG] provider.terraform-provider-equinix_v1.30.0: {said}");
        text.len()
    };
    let mut call = 0;
    loop {
        call += 1;
        let failed = call % 40 == 0;
        line("---[ REQUEST ]---------------------------------------");
        line(&format!("GET /fabric/v4/connections/{} HTTP/1.1", numbers.id()));
        line("Host: api.equinix.com");
        line(&format!("Authorization: Bearer {}", numbers.text(BASE64, 200)));
        line("");
        line("---[ RESPONSE ]--------------------------------------");
        line(if failed { "HTTP/2.0 403 Forbidden" } else { "HTTP/2.0 200 OK" });
        line("Content-Type: application/json");
        line("");
        let body = if failed { refusal() } else { connections(&mut numbers, 14) };
        let length = line(&body);
        if length > LOG {
            break;
        }
    }
    text + "╷\n│ Error: 403 Forbidden Code: EQ-3142401, Message: Operation not allowed\n│ \n│   with equinix_fabric_connection.this,\n╵\n"
}
