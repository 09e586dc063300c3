//! What is checked of a JSON body, be it of a request or of an answer: its syntax, its values, the schema of its operation.

mod condition;
mod schema;
mod syntax;
mod unknown;
mod values;

pub(super) use schema::Schema;
pub(super) use syntax::Soundness;
pub(super) use values::{odd_value, placeholder, wrong_parameter};

use super::Report;
use super::rules::Shared;
use super::traffic::Part;
use crate::capture::json::{Document, Node};
use crate::span::Span;

/// A body that is checked, and where to report.
pub(super) struct Check<'c, 'g> {
    pub(super) part: &'c Part<'g>,
    pub(super) rules: &'static Shared,
    pub(super) report: &'c mut Report,
    /// Values that have a finding: one is enough.
    told: Vec<Span>,
}

impl<'c, 'g> Check<'c, 'g> {
    pub(super) fn new(part: &'c Part<'g>, rules: &'static Shared, report: &'c mut Report) -> Self {
        Self { part, rules, report, told: Vec::new() }
    }

    /// Checks all there is to check of a document.
    pub(super) fn all(&mut self, document: &Document<'_>, schema: Option<&Schema>) {
        let soundness = self.syntax(document);
        let Some(root) = document.root() else { return };
        if let Some(schema) = schema {
            self.schema(root, schema, soundness);
        }
        self.values(root);
    }

    /// Where a part of the body stands in the document.
    fn place(&self, span: Span) -> Span {
        self.part.span(span)
    }
}

/// How a value is shown in a message: short, and on one line.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let line: String = text.chars().take(MOST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.len() < text.len() { format!("{line}…") } else { line }
}

/// The keys that lead to a node: `data.zSide[0].type`.
fn way(root: Node<'_>, pointer: &[String]) -> String {
    let mut way = String::new();
    let mut node = Some(root);
    for step in pointer {
        let is_list = node.is_some_and(|node| node.kind() == crate::capture::json::Kind::Array);
        match is_list {
            true => way += &format!("[{step}]"),
            false if way.is_empty() => way += step,
            false => way += &format!(".{step}"),
        }
        node = node.and_then(|node| child(node, step));
    }
    way
}

/// The value of a key, or the element of that number.
fn child<'d>(node: Node<'d>, step: &str) -> Option<Node<'d>> {
    match node.kind() {
        crate::capture::json::Kind::Array => node.elements().nth(step.parse().ok()?),
        // Of two the last counts, as for whoever receives it.
        _ => node.members().filter(|(name, _)| name.text() == step).last().map(|(_, value)| value),
    }
}
