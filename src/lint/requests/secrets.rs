//! Secrets that are written out in a file.

use crate::lint::Report;
use crate::lint::rules::request as rules;
use crate::span::Span;

/// Reports secrets of a document. What documents print in the place of one is none: `redact` knows those words.
pub(in crate::lint) fn lint(secrets: &[Span], report: &mut Report) {
    for secret in secrets {
        let found = report.add(&rules::SECRET, *secret, "a secret is written out here");
        found.help("take it from a variable, `$TOKEN`, and give out a new one if this one was published");
    }
}
