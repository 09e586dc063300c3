//! A summary as metrics, in the text format that the textfile collector of Prometheus' node exporter reads.
//!
//! Unlisted codes are counted by family: logs decide how many there are, and each would be a time series.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::summary::{EntryCount, Listed};
use crate::hidden::is_hidden;

/// The metrics of a summary. The caller must write the file in one step, so that no half of it is read.
#[must_use]
pub fn metrics(summary: &dyn Listed) -> String {
    let mut out = String::new();
    let totals = summary.totals();
    metric(&mut out, "errdex_findings_total", "counter", "Findings of a known entry.");
    for entry in summary.entries() {
        sample(&mut out, "errdex_findings_total", &labels(&entry), entry.seen.count);
    }
    metric(&mut out, "errdex_last_seen_timestamp_seconds", "gauge", "The last time of a known entry in the logs.");
    for (entry, last) in summary.entries().filter_map(|entry| entry.seen.last.map(|last| (entry, last))) {
        sample(&mut out, "errdex_last_seen_timestamp_seconds", &labels(&entry), last.seconds());
    }
    metric(&mut out, "errdex_unlisted_total", "counter", "Findings of codes that are in no catalog.");
    for (family, count) in families(summary) {
        sample(&mut out, "errdex_unlisted_total", &[("family", family)], count);
    }
    metric(&mut out, "errdex_scanned_bytes_total", "counter", "Bytes read, decompressed.");
    sample(&mut out, "errdex_scanned_bytes_total", &[], totals.bytes);
    metric(&mut out, "errdex_records_over_cap_total", "counter", "Records that were longer than the cap and were read in pieces.");
    sample(&mut out, "errdex_records_over_cap_total", &[], totals.over_cap);
    metric(&mut out, "errdex_sources_total", "counter", "Inputs, by what became of them.");
    sample(&mut out, "errdex_sources_total", &[("result", "read".to_owned())], totals.sources.read);
    sample(&mut out, "errdex_sources_total", &[("result", "failed".to_owned())], totals.sources.failed);
    out
}

/// `id` is the list of ids, with commas, of what may be several entries.
fn labels(entry: &EntryCount) -> [(&'static str, String); 3] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [("provider", text(&entry.provider)), ("code", text(&entry.code)), ("id", entry.ids().collect::<Vec<_>>().join(","))]
}

/// The findings of unlisted codes by family; those of no known one without a name.
fn families(summary: &dyn Listed) -> BTreeMap<String, u64> {
    let mut families = BTreeMap::from([(String::new(), summary.totals().more_unlisted)]);
    for code in summary.unlisted() {
        let count: &mut u64 = families.entry(code.family.clone().unwrap_or_default()).or_default();
        *count = count.saturating_add(code.seen.count);
    }
    families
}

fn metric(out: &mut String, name: &str, kind: &str, help: &str) {
    // Writing to a String does not fail; so below.
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn sample(out: &mut String, name: &str, labels: &[(&str, String)], value: impl std::fmt::Display) {
    out.push_str(name);
    for (i, (label, text)) in labels.iter().enumerate() {
        let _ = write!(out, "{}{label}=\"{}\"", if i == 0 { '{' } else { ',' }, escaped(text));
    }
    let _ = writeln!(out, "{} {value}", if labels.is_empty() { "" } else { "}" });
}

fn escaped(text: &str) -> String {
    let escape = |c| match c {
        '\\' => "\\\\".to_owned(),
        '"' => "\\\"".to_owned(),
        '\n' => "\\n".to_owned(),
        c if is_hidden(c) => '\u{FFFD}'.to_string(),
        c => c.to_string(),
    };
    text.chars().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::summary::{Sighted, Summary, UnlistedCount};

    #[test]
    fn metrics_are_written() {
        let mut summary = Summary::merge([]).unwrap();
        summary.totals.bytes = 4096;
        summary.totals.sources.read = 2;
        let seen = Sighted { count: 7, last: "2026-03-01T12:00:00.5Z".parse().ok(), ..Sighted::default() };
        let text = |text: &str| Some(text.to_owned());
        summary.entries = vec![
            EntryCount { id: text("acme/ACM-1"), code: text("ACM-1"), provider: text("acme"), seen, ..EntryCount::default() },
            EntryCount { ids: vec!["a/\"x\\\n\u{1b}".to_owned(), "b/x".to_owned()], ..EntryCount::default() },
        ];
        let code = |family| UnlistedCount { family, seen: Sighted { count: 2, ..Sighted::default() }, ..UnlistedCount::default() };
        summary.unlisted = vec![code(text("acme/acm")), code(text("acme/acm")), code(None)];
        let lines = metrics(&summary);
        let lines: Vec<&str> = lines.lines().filter(|line| !line.starts_with('#')).collect();
        let expected = [
            r#"errdex_findings_total{provider="acme",code="ACM-1",id="acme/ACM-1"} 7"#,
            "errdex_findings_total{provider=\"\",code=\"\",id=\"a/\\\"x\\\\\\n\u{FFFD},b/x\"} 0",
            r#"errdex_last_seen_timestamp_seconds{provider="acme",code="ACM-1",id="acme/ACM-1"} 1772366400"#,
            r#"errdex_unlisted_total{family=""} 2"#,
            r#"errdex_unlisted_total{family="acme/acm"} 4"#,
            "errdex_scanned_bytes_total 4096",
            "errdex_records_over_cap_total 0",
            r#"errdex_sources_total{result="read"} 2"#,
            r#"errdex_sources_total{result="failed"} 0"#,
        ];
        assert_eq!(lines, expected);
    }
}
