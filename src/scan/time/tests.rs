//! Lines and their times.

use proptest::prelude::*;

use super::*;

fn times() -> Times {
    Times::new(Clock { year: 2026, now: "2026-03-10T15:00:00Z".parse().unwrap() })
}

fn found(line: &str) -> String {
    times().find(line.as_bytes()).map_or_else(String::new, |time| time.to_string())
}

#[test]
fn times_are_found() {
    for (line, expected) in [
        ("2026-03-01T12:00:00Z ERROR x", "2026-03-01T12:00:00Z"),
        ("2026-03-01 12:00:00,123 ERROR x", "2026-03-01T12:00:00.123Z"),
        ("[2026-03-01t12:00:00.5z] x", "2026-03-01T12:00:00.500Z"),
        ("x 2026-03-01T12:00:00.123456789+01:00 y", "2026-03-01T11:00:00.123Z"),
        ("2026-03-01 00:30:00 +0100 y", "2026-02-28T23:30:00Z"),
        ("2026-03-01 12:00:00-05 y", "2026-03-01T17:00:00Z"),
        ("2026-03-01 12:00:00 -05 y", "2026-03-01T12:00:00Z"),
        ("2026-03-01T12:00Z y", "2026-03-01T12:00:00Z"),
        ("2026/03/01 12:00:00 [error] 7#7: *1 x", "2026-03-01T12:00:00Z"),
        ("web-1  | 2016-12-31T23:59:60Z x", "2017-01-01T00:00:00Z"),
        (r#"::1 - - [10/Mar/2026:13:55:36 +0000] "GET / HTTP/1.1" 403 0"#, "2026-03-10T13:55:36Z"),
        ("[Tue Mar 10 13:55:36.123456 2020] [core:error]", "2020-03-10T13:55:36.123Z"),
        ("Mar  1 00:00:00 app-12 report-svc[123]: x", "2026-03-01T00:00:00Z"),
        ("<34>Mar 11 14:59:59 app-12 su: x", "2026-03-11T14:59:59Z"),
        ("Mar 11 15:00:01 app-12 su: x", "2025-03-11T15:00:01Z"),
        ("Feb 29 15:00:01 app-12 su: x", "2024-02-29T15:00:01Z"),
        ("I0301 12:00:00.000000       1 main.go:1] x", "2026-03-01T12:00:00.000Z"),
        ("1772366400 x", "2026-03-01T12:00:00Z"),
        ("1772366400.250 1 TCP_MISS", "2026-03-01T12:00:00.250Z"),
        ("[1772366400123] x", "2026-03-01T12:00:00.123Z"),
        ("2026-13-01T12:00:00Z but 2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z"),
        (r#"{"msg":"until 2030-01-01T00:00:00Z","ts":1772366400.25}"#, "2026-03-01T12:00:00.250Z"),
        (r#"{ "time" : "2026-03-01T12:00:00Z"}"#, "2026-03-01T12:00:00Z"),
        (r#"{"@timestamp":"1772366400"}"#, "2026-03-01T12:00:00Z"),
        (r#"{"time":1772366400123456789,"x":1}"#, "2026-03-01T12:00:00.123Z"),
        (r#"{"time":"later","timestamp":"10/Mar/2026:13:55:36 +0000"}"#, "2026-03-10T13:55:36Z"),
        (r#"{"eventTime":"2026-03-01T12:00:00Z"}"#, "2026-03-01T12:00:00Z"),
        (r#"web-1 | {"epoch":1772366400}"#, "2026-03-01T12:00:00Z"),
    ] {
        assert_eq!(found(line), expected, "{line}");
    }
}

#[test]
fn what_is_no_time_is_none() {
    for line in [
        "",
        ":",
        "12:00:00",
        "2026-03-01",
        "2026-02-29T12:00:00Z",
        "2026-03-01T24:00:00Z",
        "2026-03-01T12:60:00Z",
        "2026-03-01T12:00:001Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "12026-03-01T12:00:00Z",
        "17723664001 x",
        "1772366400x",
        "x 1772366400",
        "xMar  1 00:00:00",
        "I1301 12:00:00.000000",
        r#"{"ts":12,"sorts":1772366400}"#,
        r#"{"msg":"\"ts\":1772366400"}"#,
    ] {
        assert_eq!(found(line), "", "{line}");
    }
    assert_eq!(found(&format!("{}2026-03-01T12:00:00Z", " ".repeat(REACH))), "", "too far");
}

#[test]
fn lines_without_a_year_are_dated() {
    let at = |year, now: &str, line: &str| Times::new(Clock { year, now: now.parse().unwrap() }).find(line.as_bytes()).unwrap().to_string();
    assert_eq!(at(2026, "2026-12-31T23:00:00Z", "Jan  1 00:00:01 a b: c"), "2027-01-01T00:00:01Z", "a clock that is ahead");
    assert_eq!(at(2027, "2027-01-01T00:00:00Z", "Dec 31 23:00:00 a b: c"), "2026-12-31T23:00:00Z");
    assert_eq!(at(2020, "2026-03-10T15:00:00Z", "Dec 31 23:00:00 a b: c"), "2020-12-31T23:00:00Z", "an old file");
}

#[test]
fn the_hour_and_the_order() {
    let time = |text: &str| text.parse::<Time>().unwrap();
    assert_eq!(time("2026-03-01T14:59:59.999+01:00").hour().to_string(), "2026-03-01T13Z");
    assert!(time("2026-03-01T12:00:00Z") < time("2026-03-01T12:00:00.000Z"));
    assert!(time("2026-03-01T12:00:00.999Z") < time("2026-03-01T12:00:01Z"));
    assert!("2026-03-01T12:00:00Z x".parse::<Time>().is_err());
}

proptest! {
    #[test]
    fn lines_before_change_nothing(
        lines in prop::collection::vec((prop::sample::select(HEADS), "[0-2][0-9]:[0-6][0-9]:[0-6][0-9]", prop::sample::select(TAILS)), 0..8),
        odd in prop::collection::vec(prop::option::weighted(0.3, (0..40_usize, prop::sample::select(&b"0:T -\"{x2"[..]))), 8),
    ) {
        let mut recent = Recent::new(times());
        for ((head, clock, tail), odd) in lines.into_iter().zip(odd) {
            let mut line = format!("{head}{clock}{tail}").into_bytes();
            if let Some((at, byte)) = odd {
                let at = at % line.len();
                line[at] = byte;
            }
            for _ in 0..2 {
                prop_assert_eq!(recent.find(&line), times().find(&line), "{}", String::from_utf8_lossy(&line));
            }
        }
    }

    #[test]
    fn a_printed_time_is_the_same(millis in 0..32_503_680_000_000_i64, precise: bool) {
        let time = Time::new(millis / 1000, precise.then_some(millis % 1000));
        prop_assert_eq!(time.to_string().parse(), Ok(time));
        prop_assert_eq!(times().find(time.to_string().as_bytes()), Some(time));
    }

    #[test]
    fn any_bytes_have_a_time_or_none(line: Vec<u8>, pieces in prop::collection::vec(prop::sample::select(PIECES), 0..12)) {
        let _ = (times().find(&line), times().find(pieces.concat().as_bytes()));
    }
}

const PIECES: &[&str] = &[
    "2026",
    "-",
    "03",
    "/",
    "01",
    "T",
    " ",
    "12:",
    ":00",
    ".123",
    ",",
    "Z",
    "+01",
    "Mar",
    "  1",
    "I0301",
    "[",
    "{",
    "\"ts\":",
    "1772366400",
    "\"",
    "é",
];

const HEADS: &[&str] = &[
    "2026-03-01T",
    "2026-03-01 ",
    "[2026/03/01t",
    "x: 2026-03-01T",
    "web-1 | 2026-03-01T",
    "{\"time\":\"2026-03-01T",
    "{\"time\":\"x\",\"ts\":\"2026-03-01T",
    "{\"at\":\"2026-03-01T",
    "web {\"ts\":\"2026-03-01T",
    "1772366400 2026-03-01T",
    "1970-01-01T",
    "2999-12-31T",
];

const TAILS: &[&str] = &[
    "",
    "Z",
    "\"",
    "Z\"",
    ".123Z\"",
    ".1x",
    ",123456+01:00\"",
    "+23:59\"}",
    "-23:59",
    " +0100",
    "Z, at \"",
    "Z\",\"ts\":\"1772366400\"",
    ".000000000000000000000000000000000000000000000000000000000000000000Z\"",
];
