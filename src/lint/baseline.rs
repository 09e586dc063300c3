//! Baselines: the findings that were there before, so that only new ones fail.
//!
//! A finding is known by its rule, its file and the text of its line, so that it stays known when lines move. Each may be there as
//! often as it was.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::located::Located;

/// The version of the file.
const SCHEMA: &str = "errdex-baseline/1";

/// A file of known findings.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: String,
    findings: Vec<Row>,
}

/// Findings of one rule on lines of one text.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    rule: String,
    path: String,
    /// A hash of the line's text, in hexadecimal digits.
    line: String,
    count: usize,
}

/// How often each finding is known in a file: rule and line, and the count.
pub type Counts = BTreeMap<(String, u64), usize>;

/// Known findings, file by file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    files: BTreeMap<String, Counts>,
}

impl Baseline {
    /// Reads a file.
    ///
    /// # Errors
    /// If it is none; in words.
    pub fn read(text: &str) -> Result<Self, String> {
        let file: File = serde_json::from_str(text).map_err(|error| format!("is no baseline: {error}"))?;
        if file.schema != SCHEMA {
            return Err(format!("is a baseline of another version: {SCHEMA} is read"));
        }
        let mut baseline = Self::default();
        for row in file.findings {
            let line = u64::from_str_radix(&row.line, 16).map_err(|_| format!("is no baseline: `{}` is no hash of a line", row.line))?;
            *baseline.files.entry(row.path).or_default().entry((row.rule, line)).or_default() += row.count;
        }
        Ok(baseline)
    }

    /// The file's text: a line for each row, so that changes read well and merge.
    #[must_use]
    pub fn write(&self) -> String {
        let rows = self.files.iter().flat_map(|(path, counts)| counts.iter().map(move |(key, count)| (path, key, count)));
        let rows = rows.map(|(path, (rule, line), count)| Row {
            rule: rule.clone(),
            path: path.clone(),
            line: format!("{line:016x}"),
            count: *count,
        });
        let rows: Vec<String> = rows.map(|row| format!("\n    {}", serde_json::to_string(&row).expect("texts and numbers"))).collect();
        format!("{{\n  \"schema\": \"{SCHEMA}\",\n  \"findings\": [{}\n  ]\n}}\n", rows.join(","))
    }

    /// What is known of a file.
    #[must_use]
    pub fn of_file(&self, path: &str) -> Counts {
        self.files.get(path).cloned().unwrap_or_default()
    }

    /// Keeps what is still there of a file. It grows by nothing: of counts that were not known before, none is kept.
    pub fn keep(&mut self, path: &str, seen: Counts) {
        if seen.is_empty() {
            self.files.remove(path);
        } else if let Some(counts) = self.files.get_mut(path) {
            *counts = seen;
        }
    }

    /// Knows the findings of a file from now on, and no others of it.
    pub fn learn(&mut self, path: &str, findings: &[Located]) {
        let mut counts = Counts::new();
        for finding in findings {
            *counts.entry(finding.key()).or_default() += 1;
        }
        self.files.remove(path);
        if !counts.is_empty() {
            self.files.insert(path.to_owned(), counts);
        }
    }

    /// The files that it knows something of.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }
}

/// Takes out the findings that are known, as often as they are, and returns which those were.
pub fn take_known(findings: &mut Vec<Located>, mut known: Counts) -> Counts {
    let mut seen = Counts::new();
    findings.retain(|finding| {
        let key = finding.key();
        let Some(left) = known.get_mut(&key).filter(|left| **left > 0) else { return true };
        *left -= 1;
        *seen.entry(key).or_default() += 1;
        false
    });
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Diagnostic, Severity};
    use crate::lint::located::locate;
    use crate::span::Span;

    fn found(text: &str) -> Vec<Located> {
        let of =
            |(at, _): (usize, &str)| Diagnostic::new("docs/unknown-code", Severity::Error, "x").at(Span::new(at, at + 1)).in_file("a.md");
        locate(text.match_indices('X').map(of).collect(), text)
    }

    #[test]
    fn findings_stay_known_when_lines_move() {
        let mut baseline = Baseline::default();
        baseline.learn("a.md", &found("X one\nX two\n"));
        assert_eq!(Baseline::read(&baseline.write()).unwrap(), baseline);

        let mut findings = found("\n\nX two\nX new\nX one\n  X one\n");
        let seen = take_known(&mut findings, baseline.of_file("a.md"));
        assert_eq!(findings.len(), 2, "the new one, and the second `one`");
        baseline.keep("a.md", seen);
        assert_eq!(baseline.of_file("a.md").len(), 2);

        let seen = take_known(&mut found("X two"), baseline.of_file("a.md"));
        baseline.keep("a.md", seen);
        assert_eq!(baseline.of_file("a.md").len(), 1, "what has gone is forgotten");
        baseline.keep("b.md", Counts::from([(("docs/unknown-code".to_owned(), 1), 1)]));
        assert_eq!(baseline.paths().collect::<Vec<_>>(), ["a.md"], "nothing is learned by itself");
    }

    #[test]
    fn what_is_none_is_refused() {
        for text in ["", "[]", r#"{"schema": "x", "findings": []}"#, r#"{"schema": "errdex-baseline/1", "findings": [{}]}"#] {
            assert!(Baseline::read(text).unwrap_err().starts_with("is "), "{text}");
        }
    }
}
