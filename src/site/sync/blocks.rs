//! What marked blocks are filled with: tables of codes, entries, what operations answer, rules.

use std::fmt::Write as _;

use super::Source;
use crate::catalog::entry::Operation;
use crate::catalog::layers::Known;
use crate::diagnostic::Severity;
use crate::explain::{CandidateView, Depth, explain_code};
use crate::lint::docs::marks::Request;
use crate::lint::docs::{address, codes};
use crate::lint::rules::{self, FixKind, Rule};
use crate::render::markdown::{code, escape, filled};

/// Why a mark cannot be filled, and what to do.
type Refusal = (String, String);

/// The Markdown that a mark asks for.
pub(super) fn body(request: &Request, source: &Source<'_>) -> Result<String, Refusal> {
    match request {
        Request::Table { provider, prefix } => table(provider, prefix, source),
        Request::Entry(id) => entry(id, source),
        Request::Operation { provider, operation } => operation_answers(provider, operation, source),
        Request::Rules(subject) => rules_of(subject, source),
    }
}

fn table(provider: &str, prefix: &str, source: &Source<'_>) -> Result<String, Refusal> {
    let known = codes(source.matcher.layers(), provider, prefix).map_err(|error| damaged(&error))?;
    if known.is_empty() {
        let what = if prefix.is_empty() { String::new() } else { format!(" that starts with `{prefix}`") };
        return Err((format!("the provider `{provider}` has no code{what}"), "see `errdex catalog list`".to_owned()));
    }
    let mut out = String::from("| Code | Status | Meaning | Fix |\n| --- | --- | --- | --- |\n");
    for known in &known {
        let fix = explained(known, source).map(|view| filled(&view.fix)).unwrap_or_default();
        out += &row(&[&linked(known, source), &status(known), &escape(&known.record.entry.title), &fix]);
    }
    Ok(out)
}

fn entry(id: &str, source: &Source<'_>) -> Result<String, Refusal> {
    let layers = source.matcher.layers();
    let mut known = layers.by_id(id).map_err(|error| damaged(&error))?;
    if known.is_empty() {
        known = layers.by_code(id).map_err(|error| damaged(&error))?;
    }
    if known.is_empty() {
        return Err((format!("no catalog has the entry `{id}`"), nearest(id, source)));
    }
    Ok(known.iter().map(|known| section(known, source)).collect::<Vec<_>>().join("\n"))
}

/// One entry: what it is, the message, why, what to do.
fn section(known: &Known<'_>, source: &Source<'_>) -> String {
    let entry = &known.record.entry;
    let status = entry.status.map(|status| format!(" (HTTP {status})")).unwrap_or_default();
    let name = if entry.code.is_some() { format!("{}: ", linked(known, source)) } else { String::new() };
    let mut out = format!("**{name}{}**{status}\n", escape(&entry.title));
    let Some(view) = explained(known, source) else { return out };
    if let Some(retired) = &view.retired {
        let _ = write!(out, "\nRetired: {}\n", escape(retired));
    }
    out.push('\n');
    if let Some(message) = &view.message {
        let _ = writeln!(out, "- **Message.** {}", in_line(&code(message)));
    }
    let _ = writeln!(out, "- **Cause.** {}", in_line(&filled(&view.cause)));
    let _ = writeln!(out, "- **Fix.** {}", in_line(&filled(&view.fix)));
    if let Some(steps) = &view.steps {
        let _ = write!(out, "\n{}\n", steps.trim_end());
    }
    out
}

fn operation_answers(provider: &str, id: &str, source: &Source<'_>) -> Result<String, Refusal> {
    let layers = source.matcher.layers();
    let operations = layers.operations(provider).map_err(|error| damaged(&error))?;
    let Some(operation) = operations.iter().rev().find(|operation| operation.id.as_str() == id) else {
        let names: Vec<&str> = operations.iter().map(|operation| operation.id.as_str()).collect();
        let help = if names.is_empty() { "see `errdex catalog stats`".to_owned() } else { format!("it has {}", names.join(", ")) };
        return Err((format!("the provider `{provider}` has no operation `{id}`"), help));
    };
    let mut out = format!("{} {}\n\n", code(&format!("{} {}", operation.method, operation.path)), escape(&operation.title));
    out += "| Status | Code | Meaning |\n| --- | --- | --- |\n";
    for (_, row) in answers(operation, source)? {
        out += &row;
    }
    Ok(out)
}

/// The rows of an operation's answers, by status.
fn answers(operation: &Operation<'_>, source: &Source<'_>) -> Result<Vec<(u16, String)>, Refusal> {
    let responses = operation
        .responses
        .iter()
        .map(|response| (response.status, row(&[&response.status.to_string(), "", &escape(&response.description)])));
    let mut rows: Vec<(u16, String)> = responses.collect();
    for id in &operation.entries {
        for known in source.matcher.layers().by_id(id).map_err(|error| damaged(&error))? {
            let name = if known.record.entry.code.is_some() { linked(&known, source) } else { String::new() };
            let row = row(&[&status(&known), &name, &escape(&known.record.entry.title)]);
            rows.push((known.record.entry.status.unwrap_or(u16::MAX), row));
        }
    }
    rows.sort_by_key(|(status, _)| *status);
    Ok(rows)
}

fn rules_of(subject: &str, source: &Source<'_>) -> Result<String, Refusal> {
    let of_subject = |rule: &&'static Rule| subject.is_empty() || rule.id.split('/').next() == Some(subject);
    let rules: Vec<&Rule> = rules::all().filter(of_subject).collect();
    if rules.is_empty() {
        return Err((
            format!("there are no rules of the subject `{subject}`"),
            "the subjects stand before the `/` in the rules' ids".to_owned(),
        ));
    }
    let mut out = String::from("| Rule | Level | Fix | What it finds |\n| --- | --- | --- | --- |\n");
    for rule in rules {
        let known = source.matcher.layers().by_id(&format!("errdex/{}", rule.id)).map_err(|error| damaged(&error))?;
        let title = known.first().map(|known| escape(&known.record.entry.title)).unwrap_or_default();
        out += &row(&[&code(rule.id), level(rule), fix(rule), &title]);
    }
    Ok(out)
}

fn level(rule: &Rule) -> &'static str {
    match rule.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn fix(rule: &Rule) -> &'static str {
    match rule.fix {
        Some(FixKind::Safe) => "safe",
        Some(FixKind::Unsafe) => "unsafe",
        None => "",
    }
}

/// An entry, ready for people.
fn explained(known: &Known<'_>, source: &Source<'_>) -> Option<CandidateView> {
    let finding = source.matcher.look_up(&known.id).ok()??;
    let explanation = explain_code(&known.id, Some(&finding), source.matcher.layers(), Depth::Usual);
    let views = explanation.findings.into_iter().flat_map(|finding| finding.candidates);
    views.into_iter().find(|view| view.id == known.id)
}

/// The code of an entry, as a link if it is known where to.
fn linked(known: &Known<'_>, source: &Source<'_>) -> String {
    let own = code(known.record.entry.code.as_deref().unwrap_or(&known.id));
    let address = source.base_url.and_then(|base| address(base, std::slice::from_ref(known)));
    address.map_or(own.clone(), |address| format!("[{own}]({address})"))
}

fn status(known: &Known<'_>) -> String {
    known.record.entry.status.map(|status| status.to_string()).unwrap_or_default()
}

/// Text in one line, for an item.
fn in_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same for a cell of a table, which a bar would end, even in code.
fn cell(text: &str) -> String {
    let line = in_line(text);
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        if c == '|' && !out.ends_with('\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A row of a table.
fn row(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    format!("| {} |\n", cells.join(" | ")).replace("|  |", "| |")
}

fn nearest(id: &str, source: &Source<'_>) -> String {
    let name = id.rsplit('/').next().unwrap_or(id);
    let near = source.matcher.layers().nearest(name, 1).unwrap_or_default();
    near.first().map_or_else(|| "see `errdex catalog list`".to_owned(), |known| format!("did you mean `{}`?", known.id))
}

fn damaged(error: &crate::catalog::Error) -> Refusal {
    (format!("a catalog cannot be read: {error}"), "compile it again".to_owned())
}
