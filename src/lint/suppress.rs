//! Suppressions: comments that let a rule be broken at one place, with the reason.
//!
//! `errdex-allow docs/unknown-code: a code of the test system` in a comment of the file's kind (`<!-- -->`, `#`, `//`). Behind other text it
//! counts for its own line. On a line of its own it counts for what comes next: a line, but a fence or a table of Markdown, a command of a
//! script and a node of YAML as a whole, since there is no place for a comment within. Without a reason it does not count.

use crate::diagnostic::Diagnostic;
use crate::span::Span;

use super::document::Kind;
use super::lines::{Line, lines};
use super::report::Report;
use super::rules;

/// The word that begins a suppression.
const WORD: &str = "errdex-allow";

/// The most suppressions that are read of a file; whoever has more turns the rule off.
const MAX_SUPPRESSIONS: usize = 10_000;

/// One suppression.
struct Suppression {
    /// From the word to the last of what it says.
    span: Span,
    /// The ids, each with whether it suppressed something.
    rules: Vec<(Span, bool)>,
    has_reason: bool,
    /// Where it counts.
    covered: Span,
}

/// Takes out the findings that are suppressed, and reports suppressions that are not as they should be.
#[must_use]
pub fn apply(name: &str, text: &str, kind: Kind, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if memchr::memmem::find(text.as_bytes(), WORD.as_bytes()).is_none() {
        return findings;
    }
    let mut suppressions = read(text, kind);
    let mut kept: Vec<Diagnostic> = findings.into_iter().filter(|finding| !is_suppressed(text, finding, &mut suppressions)).collect();
    let mut report = Report::new(name);
    for suppression in &suppressions {
        judge(text, suppression, &mut report);
    }
    kept.extend(report.finish());
    kept.sort_by_key(|finding| finding.span);
    kept
}

/// Asks all suppressions, so that each that would do counts as used.
fn is_suppressed(text: &str, finding: &Diagnostic, suppressions: &mut [Suppression]) -> bool {
    let Some(span) = finding.span else { return false };
    let mut is_suppressed = false;
    for suppression in
        suppressions.iter_mut().filter(|one| one.has_reason && one.covered.start <= span.start && span.start < one.covered.end)
    {
        for (_, is_used) in suppression.rules.iter_mut().filter(|(id, _)| id.of(text) == finding.rule) {
            *is_used = true;
            is_suppressed = true;
        }
    }
    is_suppressed
}

fn judge(text: &str, suppression: &Suppression, report: &mut Report) {
    let unknown = suppression.rules.iter().filter(|(id, _)| rules::by_id(id.of(text)).is_none());
    for (id, _) in unknown {
        unknown_rule(text, *id, report);
    }
    if !suppression.has_reason {
        let help = format!("write `{WORD} RULE: why it may stay`");
        report.add(&rules::lint::MISSING_REASON, suppression.span, "a suppression without a reason does not count").help(help);
        return;
    }
    let unused = suppression.rules.iter().filter(|(id, is_used)| !is_used && rules::by_id(id.of(text)).is_some());
    for (id, _) in unused {
        let message = format!("nothing here breaks `{}`", id.of(text));
        report.add(&rules::lint::UNUSED_SUPPRESSION, *id, message).help("take the suppression out");
    }
}

fn unknown_rule(text: &str, id: Span, report: &mut Report) {
    let near = rules::nearest(id.of(text));
    let help = match near[..] {
        [] => "a rule's id is `subject/name`, as it stands in brackets in a finding".to_owned(),
        _ => format!("did you mean {}?", near.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" or ")),
    };
    report.add(&rules::lint::UNKNOWN_RULE, id, format!("there is no rule `{}`", id.of(text))).help(help);
}

/// All suppressions of a text, in its order.
fn read(text: &str, kind: Kind) -> Vec<Suppression> {
    let lines = lines(text, kind);
    let comments: Vec<Option<Comment>> = lines.iter().map(|line| comment(text, line, kind)).collect();
    let mut suppressions = Vec::new();
    // From the end, so that each comment on a line of its own knows what comes next.
    let mut next = Span::new(text.len(), text.len());
    for (line, comment) in lines.iter().zip(comments).rev() {
        let is_alone = comment.as_ref().is_some_and(|comment| comment.is_alone);
        if let Some(comment) = comment {
            let covered = if is_alone { next } else { line.span };
            let covered = Span::new(covered.start, covered.end + 1);
            suppressions.push(Suppression { span: comment.span, rules: ids(text, comment.ids), has_reason: comment.has_reason, covered });
        }
        if !is_alone && !line.is_blank(text) {
            next = line.whole;
        }
    }
    suppressions.reverse();
    suppressions.truncate(MAX_SUPPRESSIONS);
    suppressions
}

/// A comment that is a suppression.
struct Comment {
    span: Span,
    ids: Span,
    has_reason: bool,
    /// Whether nothing else stands on its line.
    is_alone: bool,
}

fn comment(text: &str, line: &Line, kind: Kind) -> Option<Comment> {
    let own = line.span.of(text);
    let at = memchr::memmem::find(own.as_bytes(), WORD.as_bytes())?;
    let said = own[at + WORD.len()..].strip_prefix([' ', '\t', ':'])?;
    let before = own[..at].trim_end();
    let sign = signs(kind, line).iter().find(|sign| before.ends_with(**sign))?;
    let is_code = kind == Kind::Markdown && !line.is_fenced && before.matches('`').count() % 2 == 1;
    if is_code {
        return None;
    }
    let (said, behind) = if *sign == "<!--" { said.split_once("-->")? } else { (said, "") };
    let start = line.span.start + at;
    let from = own.len() - own[at + WORD.len()..].len() + 1;
    let (ids, reason) = said.split_once(':').unwrap_or((said, ""));
    let end = line.span.start + from + said.trim_end().len();
    let first = line.span.start + from;
    let opening = before[..before.len() - sign.len()].trim_start_matches([' ', '\t', '>', '-', '*']);
    Some(Comment {
        span: Span::new(start, end.max(start + WORD.len())),
        ids: Span::new(first, first + ids.len()),
        has_reason: !reason.trim().is_empty(),
        is_alone: opening.is_empty() && behind.trim().is_empty(),
    })
}

/// What begins a comment on a line.
fn signs(kind: Kind, line: &Line) -> &'static [&'static str] {
    match kind {
        _ if line.is_text => &[],
        Kind::Markdown if line.is_fenced => &["#", "//"],
        Kind::Markdown | Kind::Html | Kind::Page => &["<!--"],
        Kind::Shell | Kind::Config | Kind::Catalog => &["#"],
        Kind::Http | Kind::Log => &["#", "//"],
        Kind::Har | Kind::Json => &["//"],
    }
}

/// The ids in a list that commas or blanks separate.
fn ids(text: &str, list: Span) -> Vec<(Span, bool)> {
    let mut ids = Vec::new();
    let mut start = list.start;
    for piece in list.of(text).split_inclusive([',', ' ', '\t']) {
        let id = piece.trim_end_matches([',', ' ', '\t']);
        if !id.is_empty() {
            ids.push((Span::new(start, start + id.len()), false));
        }
        start += piece.len();
    }
    ids
}
