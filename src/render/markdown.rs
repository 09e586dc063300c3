//! An explanation as Markdown, to paste into a ticket or a chat.
//!
//! What comes from the capture is escaped or put into code, so that it is shown as it is.

use crate::explain::{BlameView, CandidateView, Explanation, Filled, FilledPiece, FindingView};
use crate::matcher::Verdict;

use super::{Extent, printable};

/// The explanation as `CommonMark`.
#[must_use]
pub fn render(explanation: &Explanation, extent: Extent) -> String {
    let mut out = String::new();
    if let Some(listing) = &explanation.listing {
        out += &format!("## {}\n\n| code | status | title |\n|---|---|---|\n", code(&listing.prefix));
        for entry in &listing.entries {
            let status = entry.status.map(|status| status.to_string()).unwrap_or_default();
            out += &format!("| {} | {status} | {} |\n", code(entry.code.as_deref().unwrap_or(&entry.id)), escape(&entry.title));
        }
    }
    for finding in &explanation.findings {
        if !out.is_empty() {
            out.push('\n');
        }
        out += &section(finding, extent);
    }
    if explanation.more > 0 {
        out += &format!("\nAnd {} more; only the first {} are explained.\n", explanation.more, explanation.findings.len());
    }
    out
}

fn section(finding: &FindingView, extent: Extent) -> String {
    let mut out = String::from("##");
    if let Some(own) = &finding.code {
        out += &format!(" {}", code(own));
    }
    out += &format!(" {}", escape(&finding.title()));
    out.truncate(out.trim_end().len());
    let status = finding.status.map(|status| format!(", HTTP {status}")).unwrap_or_default();
    out += &format!("\n\n*{}{status}*\n", finding.verdict.name());
    if let Some(message) = &finding.message {
        out += &format!("\n> {}\n", escape(message));
    }
    if extent != Extent::Brief {
        out += &reading(finding);
    }
    let several = finding.candidates.len() > 1;
    finding.candidates.iter().for_each(|one| out += &candidate(one, several, extent));
    if extent != Extent::Brief {
        out += &answer(finding);
    }
    out
}

/// How it was read: what is different from the documentation, what the code tells, what to ask, what to look at in the request.
fn reading(finding: &FindingView) -> String {
    let mut out = String::new();
    for known in finding.candidates.iter().filter(|_| finding.verdict == Verdict::Drifted) {
        if let Some(message) = &known.message {
            out += &format!("\nThe documented message is another:\n\n> {}\n", escape(message));
        }
    }
    if let Some(family) = finding.family.as_ref().filter(|family| family.inferred) {
        out += &format!("\nInferred from the code: {}.\n", escape(&family.meanings.join(", ")));
    }
    if let Some(question) = &finding.question {
        out += &format!("\n{}\n", question.text);
    }
    out + &blame(&finding.blame)
}

/// What is near, and what the answer itself adds.
fn answer(finding: &FindingView) -> String {
    let mut out = String::new();
    for near in &finding.nearest {
        out += &format!("\n- near: {} {}", code(near.code.as_deref().unwrap_or(&near.id)), escape(&near.title));
    }
    for detail in &finding.details {
        let part = |text: &Option<String>| text.as_deref().map(escape).unwrap_or_default();
        out += &format!("\n- {} {} {}", part(&detail.property), part(&detail.value), part(&detail.reason));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    if let Some(description) = &finding.description {
        out += &format!("\n{}\n", escape(description));
    }
    if let Some(correlation) = &finding.correlation {
        out += &format!("\nLog id: {}\n", code(correlation));
    }
    out
}

/// The parts of the request to change, or that it lacks.
fn blame(blame: &[BlameView]) -> String {
    if blame.is_empty() {
        return String::new();
    }
    let lines = blame.iter().map(|blame| {
        let part = blame.part.trim_start_matches("request.");
        let sent = match (&blame.value, blame.span) {
            (Some(value), _) => format!(": {}", code(value)),
            (None, Some(_)) => ": empty".to_owned(),
            (None, None) => " is missing".to_owned(),
        };
        format!("- {} in the {part}{sent}\n", code(&blame.name))
    });
    format!("\n**In the request.**\n\n{}", lines.collect::<String>())
}

fn candidate(candidate: &CandidateView, several: bool, extent: Extent) -> String {
    let mut out = String::new();
    if several {
        out += &format!("\n### {}\n", escape(&candidate.title));
    }
    if let Some(message) = candidate.message.as_ref().filter(|_| several && extent != Extent::Brief) {
        out += &format!("\n> {}\n", escape(message));
    }
    if extent != Extent::Brief {
        out += &format!("\n**Cause.** {}\n", filled(&candidate.cause));
    }
    out += &format!("\n**Fix.** {}\n", filled(&candidate.fix));
    if extent == Extent::Brief {
        return out;
    }
    for case in &candidate.cases {
        for (label, text) in [("Bad", &case.bad), ("Good", &case.good)] {
            out += &format!("\n{label}, in {}:\n{}", code(&case.file), fence(text));
        }
    }
    if candidate.retryable == Some(true) {
        out += "\nThe same request may succeed later.\n";
    }
    if let Some(retired) = &candidate.retired {
        out += &format!("\n**Retired.** {}\n", escape(retired));
    }
    if extent == Extent::Full {
        out += &rest(candidate);
    }
    let url = candidate.url.as_deref().map(|url| format!(" · <{}>", printable(url))).unwrap_or_default();
    out += &format!("\n{}{url}\n", code(&candidate.id));
    out
}

/// What only the full explanation shows.
fn rest(candidate: &CandidateView) -> String {
    let mut out = String::new();
    if let Some(steps) = &candidate.steps {
        out += &format!("\n{}\n", steps.trim_end());
    }
    for text in [&candidate.description, &candidate.notes].into_iter().flatten() {
        out += &format!("\n{}\n", escape(text));
    }
    if !candidate.operations.is_empty() {
        let calls: Vec<String> = candidate.operations.iter().map(|call| code(call)).collect();
        out += &format!("\nCalls: {}\n", calls.join(", "));
    }
    for example in &candidate.examples {
        for text in [example.request.as_deref(), Some(example.response.as_str())].into_iter().flatten() {
            out += &fence(text);
        }
        if let Some(correction) = &example.correction {
            out += &format!("\n{}\n", escape(correction));
        }
    }
    out + &format!("\nSource: {}\n", escape(&candidate.source))
}

/// A text of the catalog: its code, its values, and the names of holes that have none as code, all else as prose.
pub(crate) fn filled(filled: &Filled) -> String {
    let piece = |piece: &FilledPiece| match piece {
        FilledPiece::Text(text) => escape(text),
        FilledPiece::Code(text) | FilledPiece::Value(text) => code(text),
        FilledPiece::Open(name) => code(&format!("<{name}>")),
    };
    filled.pieces().iter().map(piece).collect()
}

/// Text in which no character has a meaning of its own (`CommonMark` 0.31, section 2.4).
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A code span with more backticks around it than within (`CommonMark` 0.31, section 6.1).
pub(crate) fn code(text: &str) -> String {
    let text = printable(text);
    let ticks = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{ticks}{pad}{text}{pad}{ticks}")
}

/// A text of several lines as a block of code.
pub(crate) fn fence(text: &str) -> String {
    let ticks = "`".repeat(longest_run(text).max(2) + 1);
    let lines: Vec<_> = text.trim_end().lines().map(printable).collect();
    format!("\n{ticks}\n{}\n{ticks}\n", lines.join("\n"))
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_shown_not_followed() {
        assert_eq!(escape("<b>*x* [y](z)"), "\\<b\\>\\*x\\* \\[y\\](z)");
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`"), "`` ` ``");
    }
}
