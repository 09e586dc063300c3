//! What findings are grouped by: the service that logged a line, the hour, the HTTP status.
//!
//! A line is not parsed for it; bytes that are typical are looked for near its start. Labels are short and harmless: what has other signs than
//! those of names is none.

use std::fmt::Write;

use memchr::{memchr, memchr_iter};

use crate::redact::redact;

use super::tally::LONGEST_LABEL;
use super::time::{Format, Time, Times};

/// The bytes of a line in which the key of a service is looked for.
const KEYED_REACH: usize = 2048;
/// The bytes of a line in which the program is looked for.
const REACH: usize = 256;
/// JSON keys that name the service, with the quote that ends them, the best first.
const KEYS: [&[u8]; 7] =
    [b"service\"", b"service.name\"", b"app\"", b"application\"", b"container_name\"", b"kubernetes.container_name\"", b"logger\""];

/// What findings are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// The service that logged it.
    Service,
    /// The hour of the time.
    Hour,
    /// The HTTP status.
    Status,
}

impl By {
    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Hour => "hour",
            Self::Status => "status",
        }
    }

    /// The label of a finding: of the line it stands in, its time and its status. `room` is for texts that are made.
    #[must_use]
    pub fn label<'l>(
        self,
        line: &'l [u8],
        times: &Times,
        time: Option<Time>,
        status: Option<u16>,
        room: &'l mut String,
    ) -> Option<&'l str> {
        room.clear();
        // Writing to a String does not fail.
        let _ = match self {
            Self::Service => return service(line, times),
            Self::Hour => write!(room, "{}", time?.hour()),
            Self::Status => write!(room, "{}", status?),
        };
        Some(room)
    }
}

/// The service that logged a line: named by docker compose before the line, by syslog, or under a JSON key.
#[must_use]
pub fn service<'l>(line: &'l [u8], times: &Times) -> Option<&'l str> {
    let json = memchr(b'{', &line[..line.len().min(REACH)]);
    let prefixed = || composed(line).or_else(|| program(line, times));
    match json {
        Some(start) if line[..start].trim_ascii().is_empty() => keyed(&line[start..]),
        Some(start) => prefixed().or_else(|| keyed(&line[start..])),
        None => prefixed(),
    }
}

/// `report-svc-1  | …`
fn composed(line: &[u8]) -> Option<&str> {
    let reach = &line[..line.len().min(2 * LONGEST_LABEL)];
    let before = &reach[..memchr(b'|', reach)?];
    let name = before.trim_ascii_end();
    (name.len() < before.len() && !name.contains(&b' ')).then(|| harmless(name))?
}

/// `Mar  1 00:00:00 app-12 report-svc[123]: …`, with any time if there is a process number; or as RFC 5424 has it.
fn program<'l>(line: &'l [u8], times: &Times) -> Option<&'l str> {
    let found = times.locate(line)?;
    let reach = &line[..line.len().min(REACH)];
    let mut words = reach.get(found.end..)?.strip_prefix(b" ")?.split(|&byte| byte == b' ');
    let (_host, word) = (words.next()?, words.next()?);
    // `<165>1 2026-…`
    if line.first() == Some(&b'<') && matches!(memchr(b'>', reach).map(|end| &reach[end + 1..]), Some([b'1', b' ', ..])) {
        return Some(word).filter(|word| *word != b"-").and_then(harmless);
    }
    let word = word.strip_suffix(b":")?;
    match memchr(b'[', word) {
        Some(at) => word[at..].ends_with(b"]").then(|| harmless(&word[..at]))?,
        // Without a number `ERROR ACM-409:` looks the same.
        None => (found.format == Format::Syslog).then(|| harmless(word))?,
    }
}

/// The value of the best key of a JSON line.
fn keyed(line: &[u8]) -> Option<&str> {
    let reach = &line[..line.len().min(KEYED_REACH)];
    let mut best: Option<(usize, &str)> = None;
    for quote in memchr_iter(b'"', reach) {
        let rest = &reach[quote + 1..];
        if !matches!(rest.first(), Some(b's' | b'a' | b'c' | b'k' | b'l')) {
            continue;
        }
        let known = best.map_or(KEYS.len(), |(rank, _)| rank);
        let Some(rank) = KEYS[..known].iter().position(|key| rest.starts_with(key)) else { continue };
        best = text_value(&rest[KEYS[rank].len()..]).map(|value| (rank, value)).or(best);
        if rank == 0 && best.is_some_and(|(rank, _)| rank == 0) {
            break;
        }
    }
    best.map(|(_, value)| value)
}

/// The text behind a key; of an object that begins with its name, that (`"service":{"name":"…"}`).
fn text_value(rest: &[u8]) -> Option<&str> {
    let value = rest.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
    let value = match value.strip_prefix(b"{") {
        Some(object) => object.trim_ascii_start().strip_prefix(b"\"name\"")?.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start(),
        None => value,
    };
    let text = value.strip_prefix(b"\"")?;
    harmless(&text[..memchr(b'"', text)?])
}

/// The name, at most `LONGEST_LABEL` bytes of it; `None` if it has signs that names do not have, or a secret.
fn harmless(name: &[u8]) -> Option<&str> {
    if may_be_secret(name) && redact(name.to_vec()).redactions() > 0 {
        return None;
    }
    // One that was cut within a character is cut before it.
    let cut = &name[..name.len().min(LONGEST_LABEL)];
    let text = match std::str::from_utf8(cut) {
        Ok(text) => text,
        Err(error) if cut.len() < name.len() && error.error_len().is_none() => std::str::from_utf8(&cut[..error.valid_up_to()]).ok()?,
        Err(_) => return None,
    };
    let harmless = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':' | '@' | '+' | '#' | '~' | ' ' | '(' | ')');
    (text.contains(char::is_alphanumeric) && text.chars().all(harmless)).then_some(text.trim())
}

/// Whether a name is worth a search for secrets. A label is made for each line, and nearly all names are short words.
fn may_be_secret(name: &[u8]) -> bool {
    name.len() > LONGEST_LABEL
        || name.iter().any(|byte| matches!(byte, b':' | b'@' | b' '))
        || (name.len() >= SHORTEST_TOKEN && name.iter().any(u8::is_ascii_digit))
}

/// No token that is known by its look is shorter.
const SHORTEST_TOKEN: usize = 15;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::time::Clock;
    use super::*;

    fn times() -> Times {
        Times::new(Clock { year: 2026, now: "2026-03-10T15:00:00Z".parse().unwrap() })
    }

    #[test]
    fn services_are_named() {
        for (line, expected) in [
            (r#"{"level":"error","service":"report-svc","logger":"x"}"#, Some("report-svc")),
            (r#"{"logger":"a.B","app":"orders", "application":"x"}"#, Some("orders")),
            (r#" {"logger" : "a.B"}"#, Some("a.B")),
            (r#"{"service":{"name":"checkout","version":"1"}}"#, Some("checkout")),
            (r#"{"service":{"version":"1"},"app":"till"}"#, Some("till")),
            (r#"{"service.name":"checkout"}"#, Some("checkout")),
            (r#"{"kubernetes":{"container_name":"web"}}"#, Some("web")),
            (r#"{"service":"<b>","app":"web"}"#, Some("web")),
            (r#"{"service":"a\u001b[1m"}"#, None),
            (r#"{"service":7,"msg":"service"}"#, None),
            ("Mar  1 00:00:00 app-12 report-svc[123]: EQX-826-403", Some("report-svc")),
            ("<34>Mar  1 00:00:00 app-12 su: x", Some("su")),
            ("2026-03-01T00:00:00Z app-12 report-svc[123]: x", Some("report-svc")),
            ("2026-03-01T00:00:00Z ERROR ACM-409: Shelf is taken", None),
            ("<165>1 2026-03-01T00:00:00Z app-12 report-svc 123 ID47 - x", Some("report-svc")),
            ("report-svc-1  | 2026-03-01T00:00:00Z ERROR", Some("report-svc-1")),
            (r#"report-svc-1  | {"service":"x"}"#, Some("report-svc-1")),
            (r#"2026-03-01T00:00:00Z {"service":"x"}"#, Some("x")),
            (r#"{"app":"postgres://joe:hunter2x9@db/x"}"#, None),
            (r#"{"logger":"Bearer aBcD1234efghIJ"}"#, None),
            (r#"{"service":{"name":"AKIAIOSFODNN7EXAMPLE"}}"#, None),
            (r#"{"service":"AKIAIOSFODNN7EXAMPLE","app":"till"}"#, Some("till")),
            (r#"{"service":"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6IjEifQeyJzdWIiOiIxMjM0NTY3ODkwIn0.eyJzdWIiOiIxIn0.abc"}"#, None),
            ("glpat-abcdEFGH1234abcdEFGH | x", None),
            ("checkout-7f9c8d5b4-x2kfp | x", Some("checkout-7f9c8d5b4-x2kfp")),
            ("a|b", None),
            ("an error | and more", None),
            ("", None),
        ] {
            assert_eq!(service(line.as_bytes(), &times()), expected, "{line}");
        }
        let long = format!("{{\"service\":\"{}\"}}", "é".repeat(50));
        assert_eq!(service(long.as_bytes(), &times()).map(str::len), Some(LONGEST_LABEL));
        let long = format!("{{\"service\":\"x{}\"}}", "é".repeat(50));
        assert_eq!(service(long.as_bytes(), &times()).map(str::len), Some(LONGEST_LABEL - 1));
    }

    #[test]
    fn hours_and_statuses_are_labels() {
        let (times, mut room) = (times(), String::new());
        let time = "2026-03-01T13:59:59.9Z".parse().ok();
        assert_eq!(By::Hour.label(b"", &times, time, None, &mut room), Some("2026-03-01T13Z"));
        assert_eq!(By::Status.label(b"", &times, time, Some(403), &mut room), Some("403"));
        assert_eq!(By::Status.label(b"", &times, time, None, &mut room), None);
    }

    proptest! {
        #[test]
        fn labels_are_harmless(line: Vec<u8>, pieces in prop::collection::vec(prop::sample::select(PIECES), 0..12)) {
            for line in [&line, pieces.concat().as_bytes()] {
                let label = service(line, &times()).unwrap_or("x");
                prop_assert!(!label.is_empty() && label.len() <= LONGEST_LABEL && !label.contains(char::is_control));
            }
        }
    }

    const PIECES: &[&str] = &[
        "Mar  1 00:00:00",
        " ",
        "<1>",
        "1 ",
        "2026-03-01T00:00:00Z",
        "a",
        "é",
        "\u{1b}",
        "[",
        "]",
        ":",
        "|",
        "{",
        "\"",
        "service",
        "logger\":\"",
        ",",
        "}",
    ];
}
