//! Examples in documentation: requests and answers, checked as such wherever they stand.

use super::model::{Fence, Piece};
use crate::lint::traffic::{Ground, Traffic};
use crate::lint::{Excerpt, Knowledge, Report, requests, responses};
use crate::span::Span;

/// The languages of fences that are requests and answers.
const NOTATIONS: [&str; 3] = ["har", "http", "json"];

/// The languages of fences that hold anything: what a terminal shows, the source of a script, the value that a program printed. Only the
/// text tells whether it is a request or an answer.
const ANYTHING: [&str; 11] = ["", "bash", "console", "curl", "powershell", "sh", "shell", "shell-session", "text", "txt", "zsh"];

/// Reports the secrets that stand in fences, whatever else is in them: who copies an example publishes it again. What running text says
/// of secrets is seldom one.
pub(super) fn secrets(pieces: &[Piece], secrets: &[Span], report: &mut Report) {
    let fences = pieces.iter().filter_map(|piece| match piece {
        Piece::Fence(fence) => Some(fence.text.whole_span()),
        _ => None,
    });
    for fence in fences {
        let first = secrets.partition_point(|secret| secret.start < fence.start);
        let end = secrets.partition_point(|secret| secret.start < fence.end);
        requests::secrets(&secrets[first..end.max(first)], report);
    }
}

pub(super) fn check(fence: &Fence, knowledge: &Knowledge<'_>, report: &mut Report) {
    let text = fence.text.text();
    let language = fence.language.as_str();
    if !holds_example(text) || is_sketch(text) {
        return;
    }
    if NOTATIONS.contains(&language) {
        requests::lint(&fence.text, knowledge, report);
        responses::lint(&fence.text, knowledge, report);
    } else if ANYTHING.contains(&language) && (shows_call(&fence.text) || names_error(text, knowledge)) {
        requests::lint(&fence.text, knowledge, report);
        responses::lint_unnamed(&fence.text, knowledge, report);
    }
}

/// Whether the text may be a request or an answer.
fn holds_example(text: &str) -> bool {
    text.contains("curl") || text.contains("HTTP/") || text.contains('{') || text.contains("://")
}

/// Whether a call stands in the text: a curl command, or the head of a message.
fn shows_call(text: &Excerpt<'_>) -> bool {
    let ground = Ground::new(text);
    let traffic = Traffic::read(&ground);
    !traffic.calls.is_empty() || traffic.answers.iter().any(|answer| answer.status.is_some())
}

/// Whether a code stands in the text, or the key of one.
fn names_error(text: &str, knowledge: &Knowledge<'_>) -> bool {
    let has_code = || knowledge.matcher.bare_codes(text).is_ok_and(|codes| !codes.is_empty());
    has_code() || has_code_key(text, knowledge)
}

/// Whether the text has a key, in quotes, behind which an envelope of a catalog has the code. `code` and `error` may be anybody's.
fn has_code_key(text: &str, knowledge: &Knowledge<'_>) -> bool {
    let providers = knowledge.operations.providers(knowledge.catalogs);
    let paths = providers.iter().flat_map(|provider| provider.envelopes.iter()).flat_map(|envelope| envelope.code.iter());
    let mut keys = paths.filter_map(|path| path.as_str().rsplit('.').next()).filter(|key| is_compound(key));
    keys.any(|key| ['"', '\''].iter().any(|quote| text.contains(&format!("{quote}{key}{quote}"))))
}

/// Whether a name is made of several words: `errorCode`, `error_code`.
fn is_compound(name: &str) -> bool {
    name.contains('_') || name.trim_start_matches(|c: char| c.is_ascii_uppercase()).contains(|c: char| c.is_ascii_uppercase())
}

/// Whether the author left something out, or commented on something: such a text is not meant to the letter.
fn is_sketch(text: &str) -> bool {
    text.lines().map(str::trim).any(|line| {
        let line = line.trim_end_matches(',');
        line.ends_with("...") || line.ends_with('…') || line.starts_with("//") || line.starts_with("/*")
    })
}
