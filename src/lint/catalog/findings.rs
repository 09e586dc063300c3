//! [`Findings`]: the reports of all files of a catalog.

use std::collections::BTreeMap;

use crate::catalog::source::Placed;
use crate::diagnostic::Diagnostic;
use crate::lint::Report;

/// One report for each file.
#[derive(Debug, Default)]
pub(super) struct Findings(BTreeMap<String, Report>);

impl Findings {
    /// The report of the file in which a value stands.
    pub(super) fn of<T>(&mut self, placed: &Placed<T>) -> &mut Report {
        self.0.entry(placed.path.clone()).or_insert_with(|| Report::new(&placed.path))
    }

    /// All findings, file by file.
    pub(super) fn finish(self) -> Vec<Diagnostic> {
        self.0.into_values().flat_map(Report::finish).collect()
    }
}
