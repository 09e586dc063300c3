//! Entries, and errors that are known by their message alone.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde_yaml::Value;

use super::super::super::Excerpt;
use super::super::fields::Label;
use super::super::model::{Entry, Note, Sample, SampleKind};
use super::mend::mended;
use super::yaml::{Map, comments, written};
use super::{Source, line, literal, slug, unused};
use crate::catalog::template::{Template, plain};
use crate::span::Span;

/// The file, and how many entries it has.
pub(super) fn write(source: &Source<'_, '_, '_>) -> (String, usize) {
    let entries = &source.page.entries;
    let mut of_code: HashMap<&str, usize> = HashMap::new();
    for entry in entries {
        *of_code.entry(entry.code()).or_default() += 1;
    }
    let mut text = "entries:\n".to_owned();
    let (mut status, mut count) = (None, 0);
    let mut used: HashSet<String> = HashSet::new();
    for (at, entry) in entries.iter().enumerate() {
        if let Some(own) = entry.status() {
            status = Some(own);
            continue;
        }
        let part = Span::new(start(entry), entries.get(at + 1).map_or(usize::MAX, start));
        let several = of_code.get(entry.code()).is_some_and(|count| *count > 1);
        let (value, mut doubts) = value(source, entry, status, several.then_some(&mut used));
        doubts.extend(source.doubts(part));
        text += &one(&value, &doubts);
        count += 1;
    }
    for note in &source.page.notes {
        text += &one(&of_note(source, note, &mut used), &[]);
        count += 1;
    }
    (text, count)
}

/// Where an entry begins on the page.
fn start(entry: &Entry<'_>) -> usize {
    let heading = entry.heading.as_ref().or(entry.title.as_ref()).map(|heading| heading.place(0));
    heading.or_else(|| entry.fields.first().map(|field| field.value.place(0))).unwrap_or_default()
}

fn one(value: &Value, doubts: &[String]) -> String {
    let item = Value::Sequence(vec![value.clone()]);
    format!("{}{}", comments(doubts, "  "), written(&item, "  "))
}

/// An entry, and what is doubtful about it beyond the findings.
fn value(source: &Source<'_, '_, '_>, entry: &Entry<'_>, status: Option<u16>, used: Option<&mut HashSet<String>>) -> (Value, Vec<String>) {
    let mut doubts = Vec::new();
    let mut said = |text: Option<String>, key: &str| {
        text.filter(|text| !text.is_empty()).unwrap_or_else(|| {
            doubts.push(format!("the page has no {key}"));
            unsaid(key)
        })
    };
    let title = entry
        .title
        .as_ref()
        .map(|title| line(title.text()))
        .or_else(|| entry.message().map(|message| first_sentence(&line(message.text()))));
    let title = said(title.map(|title| title.trim_end_matches('.').to_owned()), "title");
    let cause = said(entry.value(Label::Cause).map(|cause| literal(cause.text())), "cause");
    let fix = said(entry.value(Label::Fix).or(entry.explanations.first()).map(|fix| literal(fix.text())), "fix");
    let message = template(entry);
    let name = slug(entry.title.as_ref().or(entry.message()).map_or("", Excerpt::text));
    let unique = used.map(|used| unused(&format!("{}/{}", entry.code(), if name.is_empty() { "meaning" } else { name.as_str() }), used));
    let own_slug = unique.as_ref().and_then(|unique| unique.rsplit_once('/')).map(|(_, slug)| slug.to_owned());
    let description = entry.value(Label::Description).map(|description| line(description.text())).filter(|_| differs(entry));
    let steps: Vec<String> = entry.explanations.iter().map(|text| line(text.text())).collect();
    let map = Map::default()
        .put("code", entry.code())
        .put_some("slug", own_slug)
        .put_some("status", entry.own_status().or(status).map(u64::from))
        .put("title", title)
        .put_some("message", message)
        .put_some("description", description)
        .put("cause", cause)
        .put("fix", fix)
        .put_some("steps", (!steps.is_empty()).then(|| steps.join("\n\n") + "\n"))
        .put_all("operations", operations(source, entry))
        .put_all("properties", properties(entry).into_iter().map(Value::from).collect())
        .put("source", source.origin(entry.code()))
        .put_all("examples", example(source, entry).into_iter().collect());
    (map.value(), doubts)
}

fn first_sentence(text: &str) -> String {
    text.split_once(". ").map_or(text, |(first, _)| first).to_owned()
}

/// Whether the description says more than the message.
fn differs(entry: &Entry<'_>) -> bool {
    let form = |text: &Excerpt<'_>| plain(text.text()).text.trim_end_matches('.').to_owned();
    match (entry.value(Label::Description), entry.scenario.message.as_ref().or_else(|| entry.value(Label::Message))) {
        (Some(description), Some(message)) => form(description) != form(message) && names(description.text()).is_none(),
        _ => false,
    }
}

static NAME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\[([A-Za-z_][A-Za-z0-9_]*)\]").expect("is valid"));

/// A text whose brackets hold names, as a template.
fn names(text: &str) -> Option<String> {
    if !NAME.is_match(text) {
        return None;
    }
    let template = NAME.replace_all(&literal(text), |name: &Captures<'_>| format!("[{{{}}}]", &name[1])).into_owned();
    let template = template.trim_end_matches('.').to_owned();
    Template::parse(&template).is_ok().then_some(template)
}

/// The template of the message: description or summary with names in brackets, if the message fits, else the message as it stands.
fn template(entry: &Entry<'_>) -> Option<String> {
    let message = entry.message()?;
    let fits = |template: &String| {
        let parsed = Template::parse(template);
        parsed.is_ok_and(|parsed| parsed.fit(&plain(message.text())).is_some())
    };
    let named = [entry.value(Label::Description), entry.summary.as_ref()].into_iter().flatten().filter_map(|text| names(text.text()));
    named.into_iter().find(fits).or_else(|| as_it_stands(message.text().trim_end().trim_end_matches('.')))
}

/// A message as the template of itself. Words in braces are how vendors write holes, too; all other braces are text.
fn as_it_stands(message: &str) -> Option<String> {
    let templates = [line(message), literal(message)];
    templates.into_iter().find(|text| Template::parse(text).is_ok())
}

/// What stands where the page says nothing; the linter finds it until something is written there.
fn unsaid(key: &str) -> String {
    format!("TODO: the page does not say ({key}).")
}

/// The calls of the samples.
fn operations(source: &Source<'_, '_, '_>, entry: &Entry<'_>) -> Vec<Value> {
    let mut calls: Vec<String> = entry.samples.iter().filter_map(|sample| call(source, sample)).collect();
    calls.dedup();
    calls.into_iter().map(Value::from).collect()
}

/// The call of a sample: as the catalog knows it, or with names in the place of what looks like an id.
fn call(source: &Source<'_, '_, '_>, sample: &Sample<'_>) -> Option<String> {
    let (url, _) = sample.url().filter(|_| sample.kind == SampleKind::Request)?;
    let method = sample.method().map_or(if sample.body().is_some() { "POST" } else { "GET" }, |(method, _)| method);
    let (_, rest) = url.split_once("//")?;
    let path = rest.split(['?', '#']).next()?.split_once('/').map_or("", |(_, path)| path);
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let known = source.knowledge.catalogs.operations(source.provider).unwrap_or_default();
    let fits = |path: &str| {
        let own: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        own.len() == segments.len() && own.iter().zip(&segments).all(|(own, other)| own == other || own.starts_with('{'))
    };
    if let Some(operation) = known.iter().find(|operation| operation.method.as_str() == method && fits(&operation.path)) {
        return Some(format!("{method} {}", operation.path));
    }
    let mut path = String::new();
    let mut used = HashSet::new();
    for (at, segment) in segments.iter().enumerate() {
        path.push('/');
        let before = at.checked_sub(1).and_then(|at| segments.get(at)).copied().unwrap_or("");
        path += &if is_id(segment) { format!("{{{}}}", unused(&hole(before), &mut used).replace('-', "_")) } else { literal(segment) };
    }
    (!path.is_empty()).then(|| format!("{method} {path}"))
}

fn is_id(segment: &str) -> bool {
    let version = segment.strip_prefix('v').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
    segment.contains(|c: char| c.is_ascii_digit()) && !version
}

/// `quoteId` behind `quotes`.
fn hole(before: &str) -> String {
    let name: String = before.chars().filter(char::is_ascii_alphanumeric).collect();
    let singular = name.strip_suffix("ies").map(|stem| format!("{stem}y")).or_else(|| name.strip_suffix('s').map(str::to_owned));
    let name = singular.unwrap_or(name);
    if name.is_empty() || is_id(&name) { "id".to_owned() } else { format!("{name}Id") }
}

/// The properties that the additional info names.
fn properties(entry: &Entry<'_>) -> Vec<String> {
    static PROPERTY: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#""property"\s*:\s*"([^"]+)""#).expect("is valid"));
    let info = entry.scenario.info.as_ref().map_or("", Excerpt::text);
    let mut properties: Vec<String> = PROPERTY.captures_iter(info).map(|found| found[1].to_owned()).collect();
    properties.dedup();
    properties
}

/// The scenario as an example: the block that the page prints, the call, and what to change.
fn example(source: &Source<'_, '_, '_>, entry: &Entry<'_>) -> Option<Value> {
    let message = entry.scenario.message.as_ref()?;
    let mut response = format!("ERROR CODE: \"{}\"\nMESSAGE: \"{}\"\n", entry.code(), line(message.text()));
    if let Some(info) = &entry.scenario.info {
        let lines: Vec<&str> = info.text().trim().lines().map(str::trim).collect();
        response += &format!("ADDITIONAL INFO:\n{}\n", lines.join("\n"));
    }
    let request = entry.samples.iter().find(|sample| sample.kind == SampleKind::Request);
    let correction = entry.explanations.last().filter(|_| request.is_some()).map(|text| line(text.text()));
    let map = Map::default()
        .put_some("request", request.map(|sample| mended(sample, source.knowledge)))
        .put("response", response)
        .put_some("correction", correction);
    Some(map.value())
}

/// An error without a code.
fn of_note(source: &Source<'_, '_, '_>, note: &Note<'_>, used: &mut HashSet<String>) -> Value {
    let message = line(note.message.text());
    let advice = literal(note.advice.text());
    let mut fix: String = advice.chars().take(1).flat_map(char::to_uppercase).collect();
    fix.extend(advice.chars().skip(1));
    Map::default()
        .put("slug", note_slug(note, used))
        .put("title", message.trim_end_matches('.'))
        .put_some("message", as_it_stands(&message))
        .put("cause", unsaid("cause"))
        .put("fix", if fix.is_empty() { unsaid("fix") } else { fix })
        .put("source", source.origin(""))
        .value()
}

/// The slug of an error without a code.
pub(super) fn note_slug(note: &Note<'_>, used: &mut HashSet<String>) -> String {
    let name = slug(note.message.text());
    unused(if name.is_empty() { "message" } else { &name }, used)
}
