//! The samples of an operation against its tables.

use std::collections::{HashMap, HashSet};

use super::super::super::rules::page as rules;
use super::super::super::{Excerpt, Report};
use super::super::exclusive::exclusive;
use super::super::model::{Operation, Sample};
use super::super::rows;
use super::super::tables::{Kind, Parameter};
use super::tables::listed;
use super::urls::is_answer;
use super::words;
use crate::capture::json::{Document, Kind as Json, Node};
use crate::catalog::key::distance;

/// The longest name that is compared with others, the most others, and for how many names of a sample.
const MAX_NAME: usize = 100;
const MAX_NEAR: usize = 200;
const MAX_ASKED: usize = 100;
/// How deep samples are compared.
const MAX_DEPTH: usize = 64;

/// Reports where samples and tables contradict each other.
pub(super) fn check(operation: &Operation<'_>, report: &mut Report) {
    let (taken, answered) = (Rows::of(operation, Kind::Body), Rows::of(operation, Kind::Response));
    for sample in &operation.samples {
        let Some(start) = sample.body() else { continue };
        let document = Document::read(sample.text.text(), start);
        let Some(root) = document.root() else { continue };
        let request =
            !is_answer(sample.kind) || sample.title.as_ref().is_some_and(|title| title.text().to_ascii_lowercase().contains("request"));
        let rows = if request { &taken } else { &answered };
        Comparison::new(sample, rows, root, report).object(root, &mut Vec::new());
    }
}

/// The rows of all tables of a kind, by their paths.
struct Rows<'r, 't> {
    by_path: HashMap<&'r [String], &'r Parameter<'t>>,
    /// The members of each object, in the order of the table.
    members: HashMap<&'r [String], Vec<&'r Parameter<'t>>>,
    /// Mandatory parameters that count for one value of another only: the path, and that value.
    only_with: HashMap<&'r [String], (&'r [String], &'r str)>,
}

impl<'r, 't> Rows<'r, 't> {
    fn of(operation: &'r Operation<'t>, kind: Kind) -> Self {
        let mut rows = Self { by_path: HashMap::new(), members: HashMap::new(), only_with: HashMap::new() };
        for table in operation.tables.iter().filter(|table| table.kind == kind) {
            for row in &table.rows {
                rows.by_path.entry(&row.path).or_insert(row);
                rows.members.entry(row.path.split_last().map_or(&[], |(_, parent)| parent)).or_default().push(row);
            }
            for group in exclusive(table) {
                for (value, ones) in &group.values {
                    rows.only_with.extend(ones.iter().map(|row| (row.path.as_slice(), (group.decides.path.as_slice(), *value))));
                }
            }
        }
        rows
    }
}

struct Comparison<'c, 'r, 't> {
    text: &'c Excerpt<'t>,
    rows: &'c Rows<'r, 't>,
    /// All texts of the sample: which of the conditions hold.
    values: HashSet<String>,
    /// For how many fields without a row a similar one was looked for.
    asked: usize,
    report: &'c mut Report,
}

impl<'c, 'r, 't> Comparison<'c, 'r, 't> {
    fn new(sample: &'c Sample<'t>, rows: &'c Rows<'r, 't>, root: Node<'_>, report: &'c mut Report) -> Self {
        let texts = root.descendants().filter(|node| node.kind() == Json::String).map(|node| node.text().into_owned());
        Self { text: &sample.text, rows, values: texts.collect(), asked: 0, report }
    }

    /// Compares an object, or each of a list, with the rows under its path.
    fn object(&mut self, node: Node<'_>, path: &mut Vec<String>) {
        for element in node.elements() {
            self.object(element, path);
        }
        if node.kind() != Json::Object || path.len() >= MAX_DEPTH {
            return;
        }
        words::action(node, self.text, self.report);
        let Some(members) = self.rows.members.get(path.as_slice()) else { return };
        for (key, value) in node.members() {
            path.push(key.text().into_owned());
            match self.rows.by_path.get(path.as_slice()) {
                Some(row) => {
                    self.value(row, value);
                    self.object(value, path);
                }
                None => self.undocumented(key, members),
            }
            path.pop();
        }
        self.missing(node, members);
    }

    fn undocumented(&mut self, key: Node<'_>, members: &[&Parameter<'_>]) {
        let name = key.text();
        self.asked += 1;
        let worth = self.asked <= MAX_ASKED && name.len() <= MAX_NAME;
        let near = |row: &&&Parameter<'_>| worth && distance(&name.to_lowercase(), &row.name.text().to_lowercase(), 1).is_some();
        let span = self.text.span(key.inner_span());
        let Some(row) = members.iter().take(MAX_NEAR).find(near) else {
            let found = self.report.add(&rules::UNDOCUMENTED_FIELD, span, format!("the sample has `{name}`, no table has it"));
            found.help("describe it, or take it out of the sample");
            return;
        };
        let message = format!("the sample has `{name}`, the table `{}`", row.name.text());
        let rule = if row.name.text().eq_ignore_ascii_case(&name) { &rules::CASE_MISMATCH } else { &rules::UNDOCUMENTED_FIELD };
        let found = self.report.add(rule, span, message).label(row.name.whole_span(), "the row");
        found.help("the two must be the same to the letter");
    }

    /// A value against what its row says.
    fn value(&mut self, row: &Parameter<'_>, value: Node<'_>) {
        let kind = row.kind();
        let number = value.raw().parse::<i64>().ok();
        let fits = match value.kind() {
            Json::Null | Json::Word => true,
            Json::Object => kind.is_empty() || kind.contains("object"),
            Json::Array => kind.is_empty() || kind.contains("array") || kind.ends_with("[]") || kind.contains("list"),
            Json::String => !matches!(kind.as_str(), "integer" | "int" | "long" | "number" | "float" | "double" | "boolean" | "object"),
            Json::Bool => kind.is_empty() || kind == "boolean" || kind == "bool",
            Json::Number => !matches!(kind.as_str(), "string" | "boolean" | "object") && (number.is_some() || kind != "integer"),
        };
        let at = self.text.slice(value.inner_span());
        let name = row.shown();
        if !fits {
            let found =
                self.report.add(&rules::TYPE_MISMATCH, self.text.span(value.span()), format!("`{name}` is no {kind} in the sample"));
            found.label(row.kind.as_ref().map_or(row.name.whole_span(), Excerpt::whole_span), "the type").help("one of the two is wrong");
        } else if let Some((range, number)) =
            row.range.as_ref().zip(number).filter(|(range, number)| !(range.from..=range.to).contains(number))
        {
            let message = format!("`{name}` is {number}, the table allows {} to {}", range.from, range.to);
            self.report.add(&rules::OUT_OF_RANGE, at.whole_span(), message).label(range.text.whole_span(), "the range");
        } else if value.kind() == Json::String {
            listed(row, &at, &value.text(), "", self.report);
            self.case_of_example(row, &at, &value.text());
        }
    }

    /// A value that is the table's example but for its case.
    fn case_of_example(&mut self, row: &Parameter<'_>, at: &Excerpt<'_>, value: &str) {
        let Some(example) = row.example.as_ref().filter(|_| row.allowed.is_empty()) else { return };
        let other = example.text();
        let constant = [other, value].iter().any(|text| rows::is_constant(text));
        if constant && other != value && other.eq_ignore_ascii_case(value) {
            let message = format!("`{}` is `{value}`, the table has `{other}`", row.shown());
            let found = self.report.add(&rules::CASE_MISMATCH, at.whole_span(), message);
            found.label(example.whole_span(), "the table").help("the two must be the same to the letter");
        }
    }

    /// Mandatory parameters that an object does not have.
    fn missing(&mut self, object: Node<'_>, members: &[&Parameter<'_>]) {
        let keys: HashSet<String> = object.members().map(|(key, _)| key.text().to_lowercase()).collect();
        for row in members.iter().filter(|row| row.is_mandatory()) {
            let Some(mandatory) = &row.mandatory else { continue };
            let applies = row.condition.as_ref().is_none_or(|value| self.values.contains(value));
            // Of parameters that exclude each other, one is missing always; that is said of the table.
            if !applies || self.rows.only_with.contains_key(row.path.as_slice()) || keys.contains(&row.name.text().to_lowercase()) {
                continue;
            }
            let place = object.span();
            let brace = self.text.span(crate::span::Span::new(place.start, (place.start + 1).min(place.end)));
            let message = format!("`{}` is mandatory in the table, the sample has none", row.shown());
            self.report
                .add(&rules::MISSING_MANDATORY, brace, message)
                .label(mandatory.whole_span(), "mandatory")
                .help("add it, or call it conditional");
        }
    }
}
