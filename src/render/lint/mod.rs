//! The findings of a run of the linter, one file a format. As text they are drawn by [`diagnostics`](super::diagnostics).

pub mod github;
pub mod gitlab;
pub mod json;
pub mod junit;
pub mod sarif;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diagnostic::Severity;
use crate::lint::located::Located;

/// What all formats show.
#[derive(Debug)]
pub struct Run<'r> {
    /// The findings that are new, file by file.
    pub findings: Vec<&'r Located>,
    /// How many there are of each severity, and in how many files.
    pub summary: Summary,
    /// The pages of the rules that were broken, by id.
    pub pages: BTreeMap<&'r str, Page>,
    /// Whether all could be read.
    pub is_complete: bool,
}

/// How many findings there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Summary {
    /// Findings that are wrong.
    pub errors: usize,
    /// Findings that are probably mistakes.
    pub warnings: usize,
    /// Findings that are worth knowing.
    pub notes: usize,
    /// Files that were linted.
    pub files: usize,
}

/// What a rule's page says, in short.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// What it finds, and why that is bad.
    pub cause: String,
    /// What to do.
    pub fix: String,
    /// Where the page is.
    pub url: Option<String>,
}

impl Summary {
    /// Counts a finding.
    pub const fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Note => self.notes += 1,
        }
    }

    /// All findings.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.errors + self.warnings + self.notes
    }

    /// The summary as a person would say it: `2 errors, 1 warning in 3 files`.
    #[must_use]
    pub fn said(&self) -> String {
        let counts = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        let said: Vec<String> = counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| counted(*count, word)).collect();
        let said = if said.is_empty() { "no findings".to_owned() } else { said.join(", ") };
        format!("{said} in {}", counted(self.files, "file"))
    }
}

/// `1 file`, `2 files`.
#[must_use]
pub fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
