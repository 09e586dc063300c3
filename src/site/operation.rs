//! The page of an operation: what the call takes, the rules, what it answers, examples.

use serde::Serialize;

use crate::catalog::entry::Parameter;
use crate::redact::redact;

use super::Site;
use super::atlas::Call;
use super::markdown::{Headings, is_web, to_html};
use super::page::{Frame, Html, Link, Row};
use super::schema::{Described, Limit, describe, describe_value};
use super::templates::safe;

/// The page.
#[derive(Debug, Serialize)]
pub(super) struct OperationPage {
    pub(super) frame: Frame,
    pub(super) title: String,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) summary: Option<String>,
    pub(super) description: Option<Html>,
    pub(super) parameters: Vec<ParameterView>,
    pub(super) body: Option<BodyView>,
    pub(super) responses: Vec<ResponseView>,
    /// The entries that it may answer with.
    pub(super) errors: Vec<Row>,
    pub(super) steps: Option<Html>,
    pub(super) notes: Option<String>,
    pub(super) examples: Vec<ExampleView>,
    pub(super) source: String,
    pub(super) url: Option<String>,
}

/// A parameter.
#[derive(Debug, Serialize)]
pub(super) struct ParameterView {
    pub(super) name: String,
    pub(super) part: &'static str,
    pub(super) required: bool,
    pub(super) kind: String,
    pub(super) limits: Vec<Limit>,
    pub(super) description: Option<String>,
}

/// The body.
#[derive(Debug, Serialize)]
pub(super) struct BodyView {
    pub(super) required: bool,
    pub(super) content_type: Option<String>,
    pub(super) schema: Described,
}

/// An answer.
#[derive(Debug, Serialize)]
pub(super) struct ResponseView {
    pub(super) status: u16,
    pub(super) description: String,
    /// The page of the status, if there is one.
    pub(super) href: String,
    pub(super) schema: Described,
    pub(super) example: Option<String>,
}

/// A call that works.
#[derive(Debug, Serialize)]
pub(super) struct ExampleView {
    pub(super) title: String,
    pub(super) request: String,
    pub(super) response: Option<String>,
}

impl Site<'_> {
    /// The page of an operation.
    pub(super) fn operation_page(&self, call: &Call<'_>) -> OperationPage {
        let operation = &call.operation;
        let text = |text: &Option<crate::catalog::value::Text<'_>>| text.as_ref().map(ToString::to_string);
        let summary = text(&operation.summary).unwrap_or_else(|| format!("{} {}", operation.method, operation.path));
        let mut frame = self.frame(&operation.title, &summary, &call.address, Vec::new());
        let root = frame.root.clone();
        let above = format!("{root}{}operations/index.html", self.atlas.providers[call.provider].address);
        frame.crumbs = vec![self.crumb_of_provider(call.provider, &root), Link::new("Operations", above)];
        let resolve = |to: &str| self.resolve(to, &root, "index.html");
        let markdown = |text: Option<&str>| text.map(|text| safe(to_html(text, Headings::Below, &resolve)));
        OperationPage {
            frame,
            title: operation.title.to_string(),
            method: operation.method.to_string(),
            path: operation.path.to_string(),
            summary: text(&operation.summary),
            description: markdown(operation.description.as_deref()),
            parameters: operation.parameters.iter().map(parameter).collect(),
            body: operation.body.as_ref().map(|body| BodyView {
                required: body.required,
                content_type: text(&body.content_type),
                schema: describe(&body.schema.0),
            }),
            responses: self.responses(call, &root),
            errors: self.errors(call).into_iter().map(|entry| self.row(entry, &root)).collect(),
            steps: markdown(operation.steps.as_deref()),
            notes: text(&operation.notes),
            examples: examples(call),
            source: operation.source.to_string(),
            url: text(&operation.url).filter(|url| is_web(url)),
        }
    }

    fn responses(&self, call: &Call<'_>, root: &str) -> Vec<ResponseView> {
        let one = |response: &crate::catalog::entry::Response<'_>| ResponseView {
            status: response.status,
            description: response.description.to_string(),
            href: self.atlas.statuses.get(&response.status).map(|page| format!("{root}{}index.html", page.address)).unwrap_or_default(),
            schema: response.schema.as_ref().map(|schema| describe(&schema.0)).unwrap_or_default(),
            example: response.example.as_ref().map(|example| pretty(&example.0)),
        };
        call.operation.responses.iter().map(one).collect()
    }

    /// The entries that an operation names, and those that name it.
    pub(super) fn errors(&self, call: &Call<'_>) -> Vec<usize> {
        let named = call.operation.entries.iter().filter_map(|id| self.atlas.by_id(id));
        let key = format!("{} {}", call.operation.method, call.operation.path);
        let naming = self.atlas.of_call.get(&key).into_iter().flatten().copied();
        let naming = naming.filter(|&entry| self.atlas.code_of(entry).provider == call.provider);
        let mut errors: Vec<usize> = named.chain(naming).collect();
        errors.sort_unstable();
        errors.dedup();
        errors
    }
}

fn parameter(parameter: &Parameter<'_>) -> ParameterView {
    let (kind, limits) = parameter.schema.as_ref().map(|schema| describe_value(&schema.0)).unwrap_or_default();
    ParameterView {
        name: parameter.name.to_string(),
        part: parameter.part.name(),
        required: parameter.required,
        kind,
        limits,
        description: parameter.description.as_ref().map(ToString::to_string),
    }
}

fn examples(call: &Call<'_>) -> Vec<ExampleView> {
    let masked = |text: &str| redact(text.trim_end().as_bytes().to_vec()).into_text();
    let one = |example: &crate::catalog::entry::OperationExample<'_>| ExampleView {
        title: example.title.to_string(),
        request: masked(&example.request),
        response: example.response.as_ref().map(|response| masked(response)),
    };
    call.operation.examples.iter().map(one).collect()
}

fn pretty(json: &str) -> String {
    let value: Option<serde_json::Value> = serde_json::from_str(json).ok();
    value.and_then(|value| serde_json::to_string_pretty(&value).ok()).unwrap_or_else(|| json.to_owned())
}
