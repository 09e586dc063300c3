//! Operations: tables of parameters as JSON Schema, samples as examples.

use std::collections::{BTreeMap, HashSet};

use serde_yaml::Value;

use super::super::exclusive::{Exclusive, exclusive};
use super::super::model::{Operation, SampleKind};
use super::super::tables::{Kind, Parameter, Table};
use super::entry::note_slug;
use super::mend::mended;
use super::yaml::{Map, comments, written};
use super::{Source, line, slug, unused};
use crate::span::Span;

/// The files, each under its id.
pub(super) fn write(source: &Source<'_, '_, '_>) -> Vec<(String, String)> {
    let operations = &source.page.operations;
    let mut ids = HashSet::new();
    let mut files = Vec::new();
    for (at, operation) in operations.iter().enumerate() {
        let title = title(source, operation);
        let name = Some(slug(&title)).filter(|name| !name.is_empty()).unwrap_or_else(|| "operation".to_owned());
        let id = unused(&name, &mut ids);
        let end = operations.get(at + 1).map_or(usize::MAX, |next| next.method.place(0));
        let begin = if at == 0 { 0 } else { operation.method.place(0) };
        let mut doubts = source.doubts(Span::new(begin, end));
        let answers = responses(operation);
        if !answers.is_empty() {
            doubts.push("the page gives no status for the answer; 200 is a guess".to_owned());
        }
        let map = Map::default()
            .put("id", id.as_str())
            .put("title", title)
            .put("method", operation.method.text())
            .put("path", operation.path.text())
            .put_all("parameters", parameters(operation))
            .put_some("body", body(operation))
            .put_all("responses", answers)
            .put_all("entries", entries(source))
            .put("source", source.origin(""))
            .put_all("examples", examples(source, operation));
        files.push((id, comments(&doubts, "") + &written(&map.value(), "")));
    }
    files
}

/// The page's title, if it is about this call alone, or else the call.
fn title(source: &Source<'_, '_, '_>, operation: &Operation<'_>) -> String {
    let only = source.page.operations.len() == 1;
    match source.page.title.as_ref().filter(|_| only) {
        Some(title) => line(title.text()).trim_end_matches('.').to_owned(),
        None => format!("{} {}", operation.method.text(), operation.path.text()),
    }
}

/// The ids of the errors that the page names beside the call.
fn entries(source: &Source<'_, '_, '_>) -> Vec<Value> {
    let mut used = HashSet::new();
    source.page.notes.iter().map(|note| Value::from(format!("{}/{}", source.provider, note_slug(note, &mut used)))).collect()
}

fn rows<'o, 't>(operation: &'o Operation<'t>, kind: Kind) -> impl Iterator<Item = &'o Parameter<'t>> {
    operation.tables.iter().filter(move |table| table.kind == kind).flat_map(|table| &table.rows)
}

fn parameters(operation: &Operation<'_>) -> Vec<Value> {
    let mut list = Vec::new();
    let mut named = HashSet::new();
    for (kind, place) in [(Kind::Path, "path"), (Kind::Query, "query"), (Kind::Header, "header")] {
        for row in rows(operation, kind).filter(|row| row.path.len() == 1 && named.insert((place, row.name.text()))) {
            let schema = plain_schema(row, None);
            let map =
                Map::default().put("name", row.name.text()).put("in", place).put("required", kind == Kind::Path || row.is_mandatory());
            let map = map.put_some("description", row.description.as_ref().map(|text| line(text.text()))).put("schema", schema);
            list.push(map.value());
        }
    }
    for hole in operation.path.text().split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)) {
        if named.insert(("path", hole)) {
            list.push(Map::default().put("name", hole).put("in", "path").put("required", true).value());
        }
    }
    list
}

fn body(operation: &Operation<'_>) -> Option<Value> {
    let tables: Vec<&Table<'_>> = operation.tables.iter().filter(|table| table.kind == Kind::Body).collect();
    let schema = Schema::of(&tables)?;
    Some(Map::default().put("required", true).put("content_type", "application/json").put("schema", schema.object(&[])).value())
}

fn responses(operation: &Operation<'_>) -> Vec<Value> {
    let tables: Vec<&Table<'_>> = operation.tables.iter().filter(|table| table.kind == Kind::Response).collect();
    let Some(schema) = Schema::of(&tables) else { return Vec::new() };
    vec![Map::default().put("status", 200).put("description", "The call was answered.").put("schema", schema.object(&[])).value()]
}

fn examples(source: &Source<'_, '_, '_>, operation: &Operation<'_>) -> Vec<Value> {
    let mut list: Vec<(String, String, Option<String>)> = Vec::new();
    for sample in &operation.samples {
        let text = mended(sample, source.knowledge);
        let title = sample.title.as_ref().map_or_else(|| "Example".to_owned(), |title| line(title.text()));
        match (sample.kind, list.iter_mut().find(|(other, _, answer)| answer.is_none() && is_of(&title, other))) {
            (SampleKind::Request, _) => list.push((title, text, None)),
            (SampleKind::Body, Some((.., answer))) => *answer = Some(text),
            (SampleKind::Body, None) => {}
        }
    }
    let value = |(title, request, response): (String, String, Option<String>)| {
        Map::default().put("title", title).put("request", request).put_some("response", response).value()
    };
    list.into_iter().map(value).collect()
}

/// Whether an answer is that of a request: by what stands behind the dash of their titles.
fn is_of(answer: &str, request: &str) -> bool {
    let subject = |title: &str| title.rsplit_once(" - ").map(|(_, subject)| subject.to_ascii_lowercase());
    match (subject(answer), subject(request)) {
        (Some(answer), Some(request)) => answer == request,
        _ => true,
    }
}

/// Tables as JSON Schema.
struct Schema<'r, 't> {
    members: BTreeMap<&'r [String], Vec<&'r Parameter<'t>>>,
    groups: BTreeMap<&'r [String], Exclusive<'r, 't>>,
}

impl<'r, 't> Schema<'r, 't> {
    fn of(tables: &[&'r Table<'t>]) -> Option<Self> {
        let mut schema = Self { members: BTreeMap::new(), groups: BTreeMap::new() };
        let mut seen = HashSet::new();
        for table in tables {
            for row in table.rows.iter().filter(|row| seen.insert(&row.path)) {
                schema.members.entry(parent(row)).or_default().push(row);
            }
            for group in exclusive(table) {
                schema.groups.insert(parent(group.decides), group);
            }
        }
        (!schema.members.is_empty()).then_some(schema)
    }

    /// The schema of an object.
    fn object(&self, path: &[String]) -> Value {
        let members = self.members.get(path).map(Vec::as_slice).unwrap_or_default();
        let group = self.groups.get(path);
        let exclusive =
            |row: &Parameter<'_>| group.is_some_and(|group| group.values.values().flatten().any(|other| std::ptr::eq(*other, row)));
        // What counts for one value of another parameter is not demanded of all.
        let inherited = |row: &Parameter<'_>| path.is_empty() && row.condition.is_some();
        let required = members.iter().filter(|row| row.is_mandatory() && !exclusive(row) && !inherited(row));
        let required: Vec<Value> = required.map(|row| Value::from(row.name.text())).collect();
        let properties = members.iter().fold(Map::default(), |map, row| map.put(row.name.text(), self.field(row)));
        Map::default()
            .put("type", "object")
            .put_all("required", required)
            .put("properties", properties.value())
            .put_all("allOf", group.map(conditions).unwrap_or_default())
            .value()
    }

    fn field(&self, row: &'r Parameter<'t>) -> Value {
        let kind = row.kind();
        if !self.members.contains_key(row.path.as_slice()) {
            return plain_schema(row, row.description.as_ref().map(|text| line(text.text())));
        }
        let description = row.description.as_ref().map(|text| line(text.text()));
        let object = Map::default().put_some("description", description).with(self.object(&row.path)).value();
        if kind.starts_with("array") { Map::default().put("type", "array").put("items", object).value() } else { object }
    }
}

fn parent<'r>(row: &'r Parameter<'_>) -> &'r [String] {
    row.path.split_last().map_or(&[], |(_, parent)| parent)
}

/// What each value of the parameter that decides demands.
fn conditions(group: &Exclusive<'_, '_>) -> Vec<Value> {
    let decides = group.decides.name.text();
    let condition = |(value, rows): (&&str, &Vec<&Parameter<'_>>)| {
        let is = Map::default().put(decides, Map::default().put("const", *value).value()).value();
        let when = Map::default().put("required", vec![Value::from(decides)]).put("properties", is).value();
        let names: Vec<Value> = rows.iter().map(|row| Value::from(row.name.text())).collect();
        Map::default().put("if", when).put("then", Map::default().put("required", names).value()).value()
    };
    group.values.iter().map(condition).collect()
}

/// The schema of a value without members.
fn plain_schema(row: &Parameter<'_>, description: Option<String>) -> Value {
    let kind = row.kind();
    let name = match kind.as_str() {
        "integer" | "int" | "long" => Some("integer"),
        "number" | "float" | "double" => Some("number"),
        "boolean" => Some("boolean"),
        "object" => Some("object"),
        kind if kind.starts_with("array") || kind.ends_with("[]") => Some("array"),
        "" => None,
        _ => Some("string"),
    };
    let allowed: Vec<Value> = row.allowed.iter().map(|value| Value::from(value.text())).collect();
    let map = Map::default().put_some("description", description).put_some("type", name).put_all("enum", allowed);
    match &row.range {
        Some(range) => map.put("minimum", range.from).put("maximum", range.to).value(),
        None => map.value(),
    }
}
