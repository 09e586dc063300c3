//! A page against the catalog: what the provider says elsewhere.

use serde_json::Value;

use super::super::super::rules::page as rules;
use super::super::super::{Excerpt, Knowledge, Report};
use super::super::model::{Entry, Operation, Page};
use super::super::tables::{Kind, Parameter};
use crate::catalog::layers::Known;
use crate::catalog::template::{Template, plain};

/// Reports where page and catalog differ.
pub(super) fn check(page: &Page<'_>, knowledge: &Knowledge<'_>, report: &mut Report) {
    let mut status = None;
    for entry in &page.entries {
        match entry.status() {
            Some(own) => status = Some(own),
            None => compare(entry, entry.own_status().or(status), knowledge, report),
        }
    }
    if page.operations.is_empty() {
        return;
    }
    let providers = knowledge.catalogs.providers().unwrap_or_default();
    let known = providers.iter().flat_map(|provider| knowledge.catalogs.operations(&provider.id).unwrap_or_default());
    for other in known {
        for operation in page.operations.iter().filter(|operation| is_same(operation, &other.method, &other.path)) {
            let Some(schema) = other.body.as_ref().and_then(|body| serde_json::to_value(&body.schema).ok()) else { continue };
            for table in operation.tables.iter().filter(|table| table.kind == Kind::Body) {
                table.rows.iter().for_each(|row| parameter(row, &schema, &other.id, report));
            }
        }
    }
}

/// An entry against those of the same code.
fn compare(entry: &Entry<'_>, status: Option<u16>, knowledge: &Knowledge<'_>, report: &mut Report) {
    let known = knowledge.catalogs.by_code(entry.code()).unwrap_or_default();
    let known: Vec<Known<'_>> = known.into_iter().filter(|known| known.record.entry.code.as_deref() == Some(entry.code())).collect();
    let Some(first) = known.first() else { return };
    if let Some(message) = entry.message().filter(|message| !known.iter().any(|known| fits(known, message.text()))) {
        let templates: Vec<String> =
            known.iter().filter_map(|known| Some(format!("`{}`", known.record.entry.message.as_deref()?))).collect();
        report
            .add(&rules::CATALOG_DRIFT, message.whole_span(), format!("the catalog has another message for {}", entry.code()))
            .help(format!("the catalog has {}", templates.join(" and ")));
    }
    let statuses: Vec<u16> = known.iter().filter_map(|known| known.record.entry.status).collect();
    if let Some(status) = status.filter(|status| statuses.len() == known.len() && !statuses.contains(status)) {
        let place = entry.value(super::super::fields::Label::Code).map_or_else(Default::default, Excerpt::whole_span);
        report
            .add(&rules::CATALOG_DRIFT, place, format!("the page has {} under {status}, the catalog under {}", entry.code(), statuses[0]))
            .help(format!("see `errdex explain {}`", first.id));
    }
}

/// Whether a message is the one of an entry, or its template with names in brackets.
fn fits(known: &Known<'_>, message: &str) -> bool {
    let Some(template) = known.record.entry.message.as_deref() else { return true };
    Template::parse(template).is_ok_and(|template| template.fit(&plain(message)).is_some())
}

/// Whether a call is the same but for the names of its parameters.
fn is_same(operation: &Operation<'_>, method: &str, path: &str) -> bool {
    let hole = |segment: &str| segment.starts_with('{');
    let (own, other): (Vec<&str>, Vec<&str>) = (operation.path.text().split('/').collect(), path.split('/').collect());
    let same = |(a, b): (&&str, &&str)| a == b || (hole(a) && hole(b));
    operation.method.text() == method && own.len() == other.len() && own.iter().zip(&other).all(same)
}

/// A row against the schema of its field.
fn parameter(row: &Parameter<'_>, schema: &Value, operation: &str, report: &mut Report) {
    let Some((name, parents)) = row.path.split_last() else { return };
    let object = parents.iter().try_fold(schema, |schema, step| member(schema, step));
    let Some(object) = object else { return };
    let Some(field) = member(object, name) else {
        if object.get("properties").is_some() {
            let message = format!("the catalog's {operation} has no `{}`", row.shown());
            report.add(&rules::CATALOG_DRIFT, row.name.whole_span(), message).help(SEE);
        }
        return;
    };
    range(row, field, report);
    for value in row.allowed.iter().filter(|value| !allows(field, value.text())) {
        let message = format!("the catalog does not allow `{}` for `{}`", value.text(), row.shown());
        report.add(&rules::CATALOG_DRIFT, value.whole_span(), message).help(SEE);
    }
    mandatory(row, name, object, report);
}

const SEE: &str = "the catalog follows the provider's specification; if that is right, the page is behind";

fn member<'v>(schema: &'v Value, name: &str) -> Option<&'v Value> {
    let object = schema.get("items").unwrap_or(schema);
    object.get("properties")?.get(name)
}

fn allows(field: &Value, value: &str) -> bool {
    field.get("enum").and_then(Value::as_array).is_none_or(|values| values.iter().any(|other| other.as_str() == Some(value)))
}

fn range(row: &Parameter<'_>, field: &Value, report: &mut Report) {
    let Some(range) = &row.range else { return };
    let bound = |key: &str| field.get(key).and_then(Value::as_i64);
    let (Some(from), Some(to)) = (bound("minimum"), bound("maximum")) else { return };
    if (from, to) != (range.from, range.to) {
        let message = format!("the page allows {} to {} for `{}`, the catalog {from} to {to}", range.from, range.to, row.shown());
        report.add(&rules::CATALOG_DRIFT, range.text.whole_span(), message).help(SEE);
    }
}

/// Whether a parameter is mandatory, where the schema says so without conditions.
fn mandatory(row: &Parameter<'_>, name: &str, object: &Value, report: &mut Report) {
    let object = object.get("items").unwrap_or(object);
    let depends = ["if", "allOf", "anyOf", "oneOf", "dependentRequired"].iter().any(|key| object.get(key).is_some());
    let Some(word) = row.mandatory.as_ref().filter(|_| !depends && row.condition.is_none()) else { return };
    let required =
        object.get("required").and_then(Value::as_array).is_some_and(|names| names.iter().any(|other| other.as_str() == Some(name)));
    let says = word.text().to_ascii_lowercase();
    if required == row.is_mandatory() || !matches!(says.as_str(), "yes" | "no") {
        return;
    }
    let (page, catalog) = if required { ("optional", "demands it") } else { ("mandatory", "does not demand it") };
    let message = format!("`{}` is {page} on the page, the catalog {catalog}", row.shown());
    report.add(&rules::CATALOG_DRIFT, word.whole_span(), message).help(SEE);
}
