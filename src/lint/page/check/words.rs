//! What words say beside the names and values they stand by.

use std::sync::LazyLock;

use regex::Regex;

use super::super::super::rules::page as rules;
use super::super::super::{Excerpt, Report};
use super::super::model::Operation;
use super::super::tables::Parameter;
use crate::capture::json::{Kind, Node};
use crate::span::Span;

/// What calls are for, each in the words that pages use.
const PURPOSES: [&[&str]; 7] = [
    &["create", "add", "place", "submit"],
    &["retrieve", "get", "list", "view", "find", "search", "read", "fetch"],
    &["update", "modify", "edit", "change", "patch"],
    &["delete", "remove"],
    &["approve", "accept"],
    &["reject", "decline"],
    &["cancel"],
];

fn purposes(text: &str) -> Vec<usize> {
    let text = text.to_ascii_lowercase();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    (0..PURPOSES.len()).filter(|&at| PURPOSES[at].iter().any(|word| words.contains(word))).collect()
}

/// A sentence that introduces a call: `Call POST /path to create …`, under a title that says what the call is for.
pub(super) fn purpose(operation: &Operation<'_>, title: Option<&Excerpt<'_>>, report: &mut Report) {
    static TO: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\bto ([a-z]+)\b").expect("is valid"));
    let (Some(sentence), Some(title)) = (&operation.purpose, title) else { return };
    let meant = purposes(title.text());
    let path = sentence.text().find(operation.path.text()).map_or(0, |at| at + operation.path.text().len());
    let Some(verb) = TO.captures_at(sentence.text(), path).and_then(|found| found.get(1)) else { return };
    let said = purposes(verb.as_str());
    if meant.is_empty() || said.is_empty() || said.iter().any(|one| meant.contains(one)) {
        return;
    }
    report
        .add(
            &rules::OTHER_PURPOSE,
            sentence.span(Span::new(verb.start(), verb.end())),
            format!("the call is introduced with `to {}`, the title is `{}`", verb.as_str(), title.text()),
        )
        .label(title.whole_span(), "the title")
        .help("say what the call does");
}

/// Words that the name of a time has, and those of its description.
const TIMES: [(&str, &[&str]); 3] = [
    ("created", &["creation", "created"]),
    ("updated", &["update", "updated", "modification", "modified", "last change"]),
    ("deleted", &["deletion", "deleted", "removal"]),
];

/// A time that is described as another.
pub(super) fn description(row: &Parameter<'_>, report: &mut Report) {
    let Some(description) = &row.description else { return };
    let name = row.name.text().to_ascii_lowercase();
    let time = ["date", "time", "at", "on", "timestamp"].iter().any(|ending| name.ends_with(ending));
    let Some(own) = TIMES.iter().position(|(stem, _)| time && name.starts_with(stem)) else { return };
    let text = description.text().to_ascii_lowercase();
    let said = |at: usize| TIMES[at].1.iter().find_map(|word| Some((text.find(word)?, *word)));
    let other = (0..TIMES.len()).filter(|&at| at != own).find_map(said);
    let Some((at, word)) = other.filter(|_| said(own).is_none() && text.len() == description.text().len()) else { return };
    report
        .add(
            &rules::DESCRIPTION_MISMATCH,
            description.span(Span::new(at, at + word.len())),
            format!("`{}` is described as the time of the {word}", row.name.text()),
        )
        .label(row.name.whole_span(), "the name")
        .help("the description is probably that of the row above");
}

/// The S-tag is the outer tag, of the service; the C-tag the inner one, of the customer (IEEE 802.1Q).
pub(super) fn tags(row: &Parameter<'_>, report: &mut Report) {
    let Some(description) = &row.description else { return };
    let name = row.name.text().replace('_', "").to_ascii_lowercase();
    let (own, others) = match name.as_str() {
        _ if name.ends_with("stag") => (["outer", "service"], ["inner", "customer"]),
        _ if name.ends_with("ctag") => (["inner", "customer"], ["outer", "service"]),
        _ => return,
    };
    let text = description.text().to_ascii_lowercase();
    let Some((at, word)) =
        others.iter().find_map(|word| Some((text.find(word)?, word))).filter(|_| !own.iter().any(|word| text.contains(word)))
    else {
        return;
    };
    report
        .add(
            &rules::SWAPPED_TAGS,
            description.span(Span::new(at, at + word.len())),
            format!("`{}` is described as the {} tag, which is the other one", row.name.text(), others[0]),
        )
        .label(row.name.whole_span(), "the name")
        .help("the S-tag is the outer tag, of the service, the C-tag the inner one, of the customer (IEEE 802.1Q)");
}

/// What values name an action by, and how texts speak of it.
const ACTIONS: [(&str, &str); 3] = [("CREATION", "creat"), ("UPDATE", "updat"), ("DELETION", "delet")];

/// The one action that all of some values name.
fn named<'v>(values: impl Iterator<Item = &'v str>) -> Option<usize> {
    let of = |value: &str| (0..ACTIONS.len()).find(|&at| value.contains('_') && value.split('_').any(|word| word == ACTIONS[at].0));
    let mut actions = values.map(of);
    let first = actions.next()??;
    actions.all(|other| other == Some(first)).then_some(first)
}

/// The action that a text speaks of, if it is another.
fn spoken(text: &str, own: usize) -> Option<usize> {
    let words = text.to_ascii_lowercase();
    let other = (0..ACTIONS.len()).find(|&at| at != own && words.contains(ACTIONS[at].1));
    other.filter(|_| text.contains(' ') && !words.contains(ACTIONS[own].1))
}

fn report_action(own: usize, other: usize, spans: (Span, Span), report: &mut Report) {
    let (of, not) = (ACTIONS[own].0.to_ascii_lowercase(), ACTIONS[other].0.to_ascii_lowercase());
    report
        .add(&rules::OTHER_ACTION, spans.0, format!("the call is about {of}, the text in it about {not}"))
        .label(spans.1, "the action")
        .help("the text is probably that of another sample");
}

/// A text beside a value that names an action, about another action: `CONNECTION_CREATION_…` with `Invalid update request`.
pub(super) fn action(object: Node<'_>, text: &Excerpt<'_>, report: &mut Report) {
    let values = || object.members().map(|(_, value)| value).filter(|value| value.kind() == Kind::String);
    let raw = |value: Node<'_>| value.inner_span().of(text.text());
    let Some((value, own)) = values().find_map(|value| Some((value, named(std::iter::once(raw(value)))?))) else { return };
    for said in values() {
        if let Some(other) = spoken(raw(said), own) {
            report_action(own, other, (text.span(said.inner_span()), text.span(value.inner_span())), report);
        }
    }
}

/// The same in the examples of a table.
pub(super) fn actions(rows: &[&Parameter<'_>], report: &mut Report) {
    let decides = rows.iter().find_map(|row| Some((row, named(row.allowed.iter().map(Excerpt::text))?)));
    let Some((decides, own)) = decides else { return };
    for example in rows.iter().filter_map(|row| row.example.as_ref()) {
        if let Some(other) = spoken(example.text(), own) {
            report_action(own, other, (example.whole_span(), decides.allowed[0].whole_span()), report);
        }
    }
}
