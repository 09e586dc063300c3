//! Samples made right, where a safe fix exists: a request that is shown as a model should run.

use std::sync::LazyLock;

use regex::Regex;

use super::super::super::{Excerpt, Knowledge, Report, requests, responses};
use super::super::model::{Sample, SampleKind};
use crate::diagnostic::Edit;

/// How often a mended text is looked at again: a fix may show the next mistake.
const MOST_ROUNDS: usize = 8;

/// The text of a sample, mended, and without a token.
pub(super) fn mended(sample: &Sample<'_>, knowledge: &Knowledge<'_>) -> String {
    static TOKEN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"(?i)(\bbearer +)[^\s"'\\$]+"#).expect("is valid"));
    let mut text = TOKEN.replace_all(sample.text.text().trim(), "${1}$$TOKEN").into_owned();
    for _ in 0..MOST_ROUNDS {
        let edits = edits(&text, sample.kind, knowledge);
        if edits.is_empty() {
            break;
        }
        text = applied(&text, &edits);
    }
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n") + "\n"
}

/// The edits of all safe fixes, those that overlap another left out.
fn edits(text: &str, kind: SampleKind, knowledge: &Knowledge<'_>) -> Vec<Edit> {
    let mut report = Report::new("");
    let whole = Excerpt::whole(text);
    match kind {
        SampleKind::Request => requests::lint(&whole, knowledge, &mut report),
        SampleKind::Body => responses::lint(&whole, knowledge, &mut report),
    }
    let fixes = report.finish().into_iter().filter_map(|finding| finding.fix).filter(|fix| fix.safe);
    let mut edits: Vec<Edit> = fixes.flat_map(|fix| fix.edits).collect();
    edits.sort_by_key(|edit| edit.span);
    let mut end = 0;
    edits.retain(|edit| {
        let free = edit.span.start >= end && text.get(edit.span.start..edit.span.end).is_some();
        if free {
            end = edit.span.end.max(edit.span.start + usize::from(edit.span.is_empty()));
        }
        free
    });
    edits
}

fn applied(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        out += &text[at..edit.span.start];
        out += &edit.text;
        at = edit.span.end;
    }
    out + &text[at..]
}
