//! Examples in documentation: requests and answers, checked as such wherever they stand.

use super::model::Fence;
use crate::lint::{Knowledge, Report, requests, responses};

/// The languages of fences that hold requests and answers; without a language the text decides.
const LANGUAGES: [&str; 14] =
    ["", "bash", "console", "curl", "har", "http", "json", "powershell", "sh", "shell", "shell-session", "text", "txt", "zsh"];

pub(super) fn check(fence: &Fence, knowledge: &Knowledge<'_>, report: &mut Report) {
    let text = fence.text.text();
    if LANGUAGES.contains(&fence.language.as_str()) && holds_example(text) && !is_sketch(text) {
        requests::lint(&fence.text, knowledge, report);
        responses::lint(&fence.text, knowledge, report);
    }
}

/// Whether the text may be a request or an answer.
fn holds_example(text: &str) -> bool {
    text.contains("curl") || text.contains("HTTP/") || text.contains('{') || text.contains("://")
}

/// Whether the author left something out, or commented on something: such a text is not meant to the letter.
fn is_sketch(text: &str) -> bool {
    text.lines().map(str::trim).any(|line| {
        let line = line.trim_end_matches(',');
        line.ends_with("...") || line.ends_with('…') || line.starts_with("//") || line.starts_with("/*")
    })
}
