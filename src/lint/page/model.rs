//! What is read of a page, each part with its place.

use std::sync::LazyLock;

use regex::Regex;

use super::super::Excerpt;
use super::fields::{Field, Label};
use super::tables::Table;
use crate::span::Span;

/// A page.
#[derive(Debug, Default)]
pub(super) struct Page<'t> {
    /// What its first line or heading says.
    pub(super) title: Option<Excerpt<'t>>,
    pub(super) entries: Vec<Entry<'t>>,
    pub(super) operations: Vec<Operation<'t>>,
    /// Errors that are known by their message: `If you get "Access Denied", …`.
    pub(super) notes: Vec<Note<'t>>,
}

/// An error as the page describes it.
#[derive(Debug, Default)]
pub(super) struct Entry<'t> {
    /// The code in the heading.
    pub(super) heading: Option<Excerpt<'t>>,
    /// What stands behind the code in the heading.
    pub(super) title: Option<Excerpt<'t>>,
    /// The text between heading and fields.
    pub(super) summary: Option<Excerpt<'t>>,
    pub(super) fields: Vec<Field<'t>>,
    pub(super) scenario: Scenario<'t>,
    /// What to look at and what to change, in words.
    pub(super) explanations: Vec<Excerpt<'t>>,
    pub(super) samples: Vec<Sample<'t>>,
    /// Whether it is a row of a table that has columns of something else, too: docs have such tables as well as vendors' pages.
    pub(super) is_among_others: bool,
}

impl<'t> Entry<'t> {
    /// A field, also if it is empty.
    pub(super) fn field(&self, label: Label) -> Option<&Field<'t>> {
        self.fields.iter().find(|field| field.label == label)
    }

    /// The value of a field; `None` if it is empty.
    pub(super) fn value(&self, label: Label) -> Option<&Excerpt<'t>> {
        self.field(label).map(|field| &field.value).filter(|value| !value.text().is_empty())
    }

    /// The code, as the field has it.
    pub(super) fn code(&self) -> &str {
        self.value(Label::Code).map_or("", Excerpt::text)
    }

    /// The HTTP status, if the page's head is one.
    pub(super) fn status(&self) -> Option<u16> {
        self.code().parse().ok().filter(|status| (100..600).contains(status))
    }

    /// The HTTP status that the entry itself names.
    pub(super) fn own_status(&self) -> Option<u16> {
        let text = self.value(Label::Status)?.text();
        let word = text.split(|c: char| !c.is_ascii_alphanumeric()).find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
        word.parse().ok().filter(|status| (100..600).contains(status))
    }

    /// What the error says: in the scenario, or else its field, or the description.
    pub(super) fn message(&self) -> Option<&Excerpt<'t>> {
        self.scenario.message.as_ref().or_else(|| self.value(Label::Message)).or_else(|| self.value(Label::Description))
    }

    /// The quick fix and the explanations.
    pub(super) fn advice(&self) -> impl Iterator<Item = &Excerpt<'t>> {
        self.value(Label::Fix).into_iter().chain(&self.explanations)
    }
}

/// The error as it is answered.
#[derive(Debug, Default)]
pub(super) struct Scenario<'t> {
    pub(super) code: Option<Excerpt<'t>>,
    pub(super) message: Option<Excerpt<'t>>,
    /// The JSON behind `ADDITIONAL INFO:`.
    pub(super) info: Option<Excerpt<'t>>,
}

/// A call that the page describes.
#[derive(Debug)]
pub(super) struct Operation<'t> {
    pub(super) method: Excerpt<'t>,
    pub(super) path: Excerpt<'t>,
    /// The sentence that introduces it.
    pub(super) purpose: Option<Excerpt<'t>>,
    /// The names of its parameters, by the kind that the page lists them under.
    pub(super) lists: Vec<(super::tables::Kind, Vec<Excerpt<'t>>)>,
    pub(super) tables: Vec<Table<'t>>,
    pub(super) samples: Vec<Sample<'t>>,
}

/// An error without a code.
#[derive(Debug)]
pub(super) struct Note<'t> {
    pub(super) message: Excerpt<'t>,
    /// What to do.
    pub(super) advice: Excerpt<'t>,
}

/// What a sample is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SampleKind {
    /// A command.
    Request,
    /// A JSON document, or something else.
    Body,
}

/// A command or a body.
#[derive(Debug, Clone)]
pub(super) struct Sample<'t> {
    pub(super) kind: SampleKind,
    /// The line above it.
    pub(super) title: Option<Excerpt<'t>>,
    pub(super) text: Excerpt<'t>,
}

static METHOD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?:-X|--request)[\s\\=]*([A-Z]{3,7})\b").expect("is valid"));
static URL: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"https?: {0,2}//[^\s"'`<>]+"#).expect("is valid"));

impl<'t> Sample<'t> {
    /// Tells what a code block is.
    pub(super) fn new(text: Excerpt<'t>, title: Option<Excerpt<'t>>) -> Self {
        let start = text.text().trim_start();
        let command = start.strip_prefix("$ ").unwrap_or(start).starts_with("curl");
        Self { kind: if command { SampleKind::Request } else { SampleKind::Body }, title, text }
    }

    /// The method of a command, where it says one, and its place in the sample.
    pub(super) fn method(&self) -> Option<(&str, Span)> {
        let method = METHOD.captures(self.text.text()).and_then(|found| found.get(1))?;
        Some((method.as_str(), Span::new(method.start(), method.end())))
    }

    /// The URL of a command, and its place in the sample.
    pub(super) fn url(&self) -> Option<(&str, Span)> {
        let url = URL.find(self.text.text())?;
        Some((url.as_str(), Span::new(url.start(), url.end())))
    }

    /// Where the body begins in the sample: of a command behind its data option.
    pub(super) fn body(&self) -> Option<usize> {
        static DATA: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r#"(?:^|\s)(?:-d|--data(?:-raw|-binary)?|--json)[\s=\\]*['"]?([{\[])"#).expect("is valid"));
        match self.kind {
            SampleKind::Request => DATA.captures(self.text.text())?.get(1).map(|brace| brace.start()),
            SampleKind::Body => {
                let start = self.text.text().len() - self.text.text().trim_start().len();
                self.text.text()[start..].starts_with(['{', '[']).then_some(start)
            }
        }
    }
}
