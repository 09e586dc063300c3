//! Pages as JSON, for programs.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::catalog::Error;
use crate::lookup::Page;
use crate::render::json::{entry, render, without_unknown};

use super::atlas::{Call, Code};
use super::code::CodePage;
use super::example::{Reader, Shown};
use super::guide::GuidePage;
use super::home::HomePage;
use super::listing::ListPage;
use super::operation::OperationPage;
use super::page::Row;
use super::{SCHEMA, Site};

/// What each has: which contract, which page.
fn page(kind: &str, title: &str, address: &str, more: Value) -> Value {
    let mut value = json!({ "schema": SCHEMA, "kind": kind, "title": title, "address": format!("/{address}") });
    if let (Value::Object(into), Value::Object(more)) = (&mut value, more) {
        into.extend(more);
    }
    without_unknown(value)
}

/// An entry in a list. Its address is that of its page, from the page that has the list.
fn row(row: &Row) -> Value {
    let code = row.has_code.then_some(&row.code);
    let retired = row.retired.then_some(true);
    json!({ "id": row.id, "code": code, "status": row.status, "title": row.title, "href": row.href.replace("index.html", "index.json"), "retired": retired })
}

fn rows(rows: &[Row]) -> Vec<Value> {
    rows.iter().map(row).collect()
}

/// The first page: the providers; all entries are added by [`Site::index_json`].
pub(super) fn home(view: &HomePage) -> Value {
    let providers = view.providers.iter().map(|card| {
        json!({ "id": card.id, "name": card.name, "href": card.href.replace("index.html", "index.json"), "entries": card.entries, "operations": card.operations })
    });
    page("home", &view.frame.title, "", json!({ "providers": providers.collect::<Vec<_>>() }))
}

/// A list.
pub(super) fn list(view: &ListPage, address: &str) -> Value {
    let next = view.behind.as_ref().map(|link| link.href.replace("index.html", "index.json"));
    let groups = view.groups.iter().map(|group| {
        let links = group
            .links
            .iter()
            .map(|link| json!({ "name": link.text, "href": link.href.replace("index.html", "index.json"), "about": link.note }));
        json!({ "title": group.heading, "items": links.collect::<Vec<_>>() })
    });
    page("list", &view.frame.title, address, json!({ "groups": groups.collect::<Vec<_>>(), "entries": rows(&view.rows), "next": next }))
}

/// An operation, as the catalog has it, with the entries that it may answer with.
pub(super) fn operation(call: &Call<'_>, view: &OperationPage) -> Value {
    page("operation", &view.title, &call.address, json!({ "operation": call.operation, "entries": rows(&view.errors) }))
}

/// A page of the guide.
pub(super) fn guide(view: &GuidePage, address: &str, markdown: &str) -> Value {
    page("guide", &view.frame.title, address, json!({ "markdown": markdown }))
}

impl Site<'_> {
    /// A code: its entries, as the catalog has them, without secrets in their examples.
    pub(super) fn code_json(&self, code: &Code, view: &CodePage) -> Value {
        let sections = code.entries.clone().zip(&view.sections);
        let entries: Vec<Value> = sections.map(|(entry, section)| self.entry_json(entry, &section.examples)).collect();
        page("code", &code.name, &code.address, json!({ "entries": entries }))
    }

    /// A page that leads to another: where, and the entry that was asked for.
    pub(super) fn redirect_json(&self, entry: usize, address: &str, reader: &Reader<'_>) -> Result<Value, Error> {
        let to = self.atlas.successor(entry).unwrap_or(entry);
        let to = &self.atlas.entries[to].id;
        let known = &self.atlas.entries[entry];
        let examples: Result<Vec<Shown>, Error> =
            known.record.entry.examples.iter().map(|example| reader.show(example, &known.id)).collect();
        Ok(page("redirect", &known.id, address, json!({ "to": to, "entries": [self.entry_json(entry, &examples?)] })))
    }

    fn entry_json(&self, number: usize, examples: &[Shown]) -> Value {
        let mut value = entry(&self.atlas.entries[number].record);
        let own = value.get_mut("examples").and_then(Value::as_array_mut).into_iter().flatten();
        for (own, shown) in own.zip(examples) {
            own["response"] = shown.response.as_str().into();
            if own.get("request").is_some() {
                own["request"] = shown.request.iter().map(|piece| piece.text.as_str()).collect::<String>().into();
            }
        }
        let place = self.atlas.place(number);
        let anchor = place.anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
        value["address"] = format!("/{}{anchor}", place.address).into();
        if let Some(catalog) = self.origin(number) {
            value["catalog"] = catalog.into();
        }
        value
    }

    /// The folder or file that an entry is from; nothing for the built-in catalog. The way there is nobody's business.
    fn origin(&self, number: usize) -> Option<String> {
        let origin = self.layers.origin(self.atlas.entries[number].layer)?;
        Some(std::path::Path::new(origin).file_name()?.to_string_lossy().into_owned())
    }

    /// A script that says where those entries stand whose address is not their name: the search field and the paste box ask it.
    pub(super) fn addresses_apart(&self) -> String {
        let own = |number: usize| {
            let place = self.atlas.place(number);
            // Without a code the entry is all of its page.
            let anchor = place.anchor.filter(|_| self.atlas.entry(number).code.is_some());
            place.address + &anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default()
        };
        let named = |number: usize| {
            let page = Page::new(&self.atlas.entries[number].record);
            page.name + "/" + &page.slug.map(|slug| format!("#{slug}")).unwrap_or_default()
        };
        let apart = (0..self.atlas.entries.len()).filter(|&number| own(number) != named(number));
        let apart: BTreeMap<&str, String> = apart.map(|number| (self.atlas.entries[number].id.as_str(), own(number))).collect();
        format!("self.errdexAddresses={};\n", render(&apart))
    }

    /// All entries in short, for the root's `index.json`.
    pub(super) fn index_json(&self, mut home: Value) -> Value {
        home["entries"] = (0..self.atlas.entries.len()).map(|entry| row(&self.row(entry, ""))).map(without_unknown).collect();
        home
    }
}
