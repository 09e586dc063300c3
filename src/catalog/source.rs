//! The YAML of a catalog, read into typed values that remember where they stand, so that every later check can point at the place.
//!
//! A file is read as far as it goes: each mistake is reported and set aside, and the rest is read again without it.

use std::collections::HashSet;

use serde::Deserialize;

use super::entry::{Entry, Operation, Provider};
use super::key;
use super::yaml::{self, Kind, Node};
use crate::diagnostic::{Diagnostic, Severity};
use crate::span::Span;

/// When this many mistakes are found, the rest of the entries is not read: something else is wrong.
const MAX_PROBLEMS: usize = 200;

/// The most mistakes that are reported of one entry; each costs reading it again.
const MAX_MISTAKES: usize = 40;

/// A file of a catalog folder.
#[derive(Debug, Clone)]
pub struct File {
    /// The path within the catalog, with `/`: `equinix/orders.yaml`.
    pub path: String,
    /// The path as the user knows it, for diagnostics.
    pub shown: String,
    /// The text.
    pub text: String,
}

/// A value and where it was written.
#[derive(Debug, Clone)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// The YAML it was read from.
    pub node: Node,
    /// The path of the file, for diagnostics.
    pub path: String,
}

impl<T> Placed<T> {
    /// An error at the value that a path of keys and indexes leads to.
    #[must_use]
    pub fn error(&self, rule: &'static str, at: &[&str], message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(rule, Severity::Error, message).at(self.place(at)).in_file(&self.path)
    }

    /// The place of a value; that of the first key for a whole mapping, which is enough to find it.
    #[must_use]
    pub fn place(&self, at: &[&str]) -> Span {
        head(self.node.nearest(at))
    }
}

/// One provider's folder.
#[derive(Debug, Clone)]
pub struct ProviderSource {
    /// `provider.yaml`.
    pub provider: Placed<Provider<'static>>,
    /// The entries of all its files.
    pub entries: Vec<Placed<Entry<'static>>>,
    /// Its operations.
    pub operations: Vec<Placed<Operation<'static>>>,
}

/// Reads the files of a catalog, in any order. What cannot be read is left out and reported.
#[must_use]
pub fn read(files: &[File]) -> (Vec<ProviderSource>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let mut sorted: Vec<&File> = files.iter().collect();
    sorted.sort_by(|a, b| a.path.cmp(&b.path));
    let mut providers = Vec::new();
    for group in sorted.chunk_by(|a, b| folder(a) == folder(b)) {
        match group.iter().find(|file| kind(file) == FileKind::Provider) {
            Some(main) => providers.extend(read_provider(main, group, &mut problems)),
            None => problems.push(no_provider(group[0])),
        }
    }
    (providers, problems)
}

#[derive(PartialEq, Eq)]
enum FileKind {
    Provider,
    Operation,
    Entries,
}

fn kind(file: &File) -> FileKind {
    let within = file.path.split_once('/').map_or(file.path.as_str(), |(_, rest)| rest);
    match within.split_once('/') {
        None if within == "provider.yaml" || within == "provider.yml" => FileKind::Provider,
        Some(("operations", _)) => FileKind::Operation,
        _ => FileKind::Entries,
    }
}

fn folder(file: &File) -> &str {
    file.path.split_once('/').map_or("", |(folder, _)| folder)
}

fn no_provider(file: &File) -> Diagnostic {
    let message = format!("the folder `{}` has no provider.yaml", folder(file));
    Diagnostic::new("catalog/missing-provider", Severity::Error, message)
        .in_file(&file.shown)
        .at(Span::new(0, 0))
        .help("write one with the provider's `id` and `name`; catalog/README.md shows how")
}

fn read_provider(main: &File, group: &[&File], problems: &mut Vec<Diagnostic>) -> Option<ProviderSource> {
    let provider = document(main, problems).and_then(|node| placed(node, main, problems));
    let mut entries = Vec::new();
    let mut operations = Vec::new();
    for file in group {
        match kind(file) {
            FileKind::Provider => {}
            FileKind::Operation => operations.extend(document(file, problems).and_then(|node| placed(node, file, problems))),
            FileKind::Entries => {
                let nodes = document(file, problems).map(|node| entry_nodes(node, file, problems)).unwrap_or_default();
                for node in nodes {
                    if problems.len() >= MAX_PROBLEMS {
                        break;
                    }
                    entries.extend(placed(node, file, problems));
                }
            }
        }
    }
    Some(ProviderSource { provider: provider?, entries, operations })
}

fn document(file: &File, problems: &mut Vec<Diagnostic>) -> Option<Node> {
    let (node, found) = yaml::parse(&file.text);
    let broken = !found.is_empty();
    problems.extend(found.into_iter().map(|problem| problem.in_file(&file.shown)));
    if node.is_none() && !broken {
        let empty = Diagnostic::new("catalog/empty-file", Severity::Error, "the file is empty").at(Span::new(0, 0));
        problems.push(empty.in_file(&file.shown));
    }
    node
}

/// The elements of the list under `entries`, the only key of an entry file.
fn entry_nodes(root: Node, file: &File, problems: &mut Vec<Diagnostic>) -> Vec<Node> {
    let mut report = |rule, message: String, span| {
        problems.push(Diagnostic::new(rule, Severity::Error, message).at(span).in_file(&file.shown));
    };
    let Kind::Mapping(rows) = root.kind else {
        report("catalog/wrong-type", "an entry file is a mapping with the key `entries`".to_owned(), head(&root));
        return Vec::new();
    };
    let mut nodes = Vec::new();
    for (key, value) in rows {
        let at = head(&value);
        match (key.text(), value.kind) {
            (Some("entries"), Kind::List(elements)) => nodes.extend(elements),
            (Some("entries"), _) => report("catalog/wrong-type", "`entries` is a list".to_owned(), at),
            (name, _) => {
                let name = name.unwrap_or_default();
                report("catalog/unknown-key", format!("unknown key `{name}`; an entry file has only `entries`"), key.span);
            }
        }
    }
    nodes
}

fn placed<T: Deserialize<'static>>(node: Node, file: &File, problems: &mut Vec<Diagnostic>) -> Option<Placed<T>> {
    let (value, found) = typed(&node);
    problems.extend(found.into_iter().map(|problem| problem.in_file(&file.shown)));
    Some(Placed { value: value?, node, path: file.shown.clone() })
}

/// Reads a node as a `T`. Each mistake is reported, taken out of a copy of the tree, and the rest read again.
fn typed<T: Deserialize<'static>>(node: &Node) -> (Option<T>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let first = match serde_path_to_error::deserialize(node.value()) {
        Ok(value) => return (Some(value), problems),
        Err(failed) => failed,
    };
    let mut repair = Repair { original: node, tree: node.clone(), reported: HashSet::new() };
    let mut failed = first;
    loop {
        let path: Vec<String> = steps(failed.path());
        match repair.set_aside(&path, &failed.inner().to_string()) {
            SetAside::Mistake(problem) => problems.push(problem),
            SetAside::Consequence => {}
            SetAside::Impossible => return (None, problems),
        }
        if problems.len() >= MAX_MISTAKES {
            return (None, problems);
        }
        match serde_path_to_error::deserialize(repair.tree.value()) {
            Ok(value) => return (Some(value), problems),
            Err(next) => failed = next,
        }
    }
}

fn steps(path: &serde_path_to_error::Path) -> Vec<String> {
    use serde_path_to_error::Segment;
    let step = |segment: &Segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { variant } => Some(variant.clone()),
        Segment::Unknown => None,
    };
    path.iter().filter_map(step).collect()
}

/// What became of a mistake.
enum SetAside {
    /// It is out of the way, and has to be reported.
    Mistake(Diagnostic),
    /// It is out of the way, and followed from one that was reported.
    Consequence,
    /// Without it nothing can be read.
    Impossible,
}

/// A tree from which mistakes are taken out one by one.
struct Repair<'n> {
    original: &'n Node,
    tree: Node,
    /// The paths at which something was reported; what fails there again is a consequence.
    reported: HashSet<Vec<String>>,
}

impl Repair<'_> {
    fn set_aside(&mut self, path: &[String], message: &str) -> SetAside {
        if let Some(name) = quoted(message, "missing field `") {
            return self.fill(path, name);
        }
        let unknown = quoted(message, "unknown field `");
        let mut path = path.to_vec();
        if let Some(name) = unknown.filter(|name| path.last().is_none_or(|last| last != name)) {
            path.push(name.to_owned());
        }
        if !self.reported.insert(path.clone()) {
            // What was put in for a missing key does not serve: give up what holds it, without a word.
            path.pop();
            self.reported.insert(path.clone());
            return if self.tree.remove(&path).is_some() { SetAside::Consequence } else { SetAside::Impossible };
        }
        match (self.tree.remove(&path), unknown) {
            (Some((key, _)), Some(name)) => SetAside::Mistake(unknown_key(name, message, key)),
            (Some((_, value)), None) => SetAside::Mistake(wrong_type(message, value)),
            (None, _) => SetAside::Impossible,
        }
    }

    /// Puts an empty text where a required key is missing. A key that was set aside before has been reported.
    fn fill(&mut self, path: &[String], name: &str) -> SetAside {
        let steps: Vec<&str> = path.iter().map(String::as_str).collect();
        let span = head(self.original.nearest(&steps));
        let Some(Kind::Mapping(rows)) = node_mut(&mut self.tree, path).map(|node| &mut node.kind) else { return SetAside::Impossible };
        let scalar = |text: &str| Node { span, kind: Kind::Scalar { text: text.to_owned(), plain: false } };
        rows.push((scalar(name), scalar("")));
        if !self.reported.insert([path, &[name.to_owned()]].concat()) {
            return SetAside::Consequence;
        }
        let problem = Diagnostic::new("catalog/missing-key", Severity::Error, format!("the key `{name}` is missing here"));
        SetAside::Mistake(problem.at(span))
    }
}

fn node_mut<'n>(node: &'n mut Node, path: &[String]) -> Option<&'n mut Node> {
    let Some((step, rest)) = path.split_first() else { return Some(node) };
    let next = match &mut node.kind {
        Kind::Mapping(rows) => rows.iter_mut().find(|(key, _)| key.text() == Some(step)).map(|(_, value)| value),
        Kind::List(elements) => step.parse().ok().and_then(|index: usize| elements.get_mut(index)),
        Kind::Scalar { .. } => None,
    };
    node_mut(next?, rest)
}

fn unknown_key(name: &str, message: &str, span: Span) -> Diagnostic {
    let known: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
    let problem = Diagnostic::new("catalog/unknown-key", Severity::Error, format!("unknown key `{name}`")).at(span);
    let near = known.iter().filter_map(|key| Some((key::distance(key, name, 2)?, *key))).min();
    match near {
        Some((_, near)) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(format!("the keys here are {}", known.join(", "))),
    }
}

fn wrong_type(message: &str, span: Span) -> Diagnostic {
    let problem = Diagnostic::new("catalog/wrong-type", Severity::Error, in_plain_words(message)).at(span);
    if message.contains("expected text") && (message.contains("integer") || message.contains("float") || message.contains("boolean")) {
        return problem.help("put it in quotes: it is text");
    }
    problem
}

/// Serde's words for types are Rust's; those who write catalogs need not know them.
fn in_plain_words(message: &str) -> String {
    let words = [
        ("expected u16", "expected a whole number"),
        ("expected u8", "expected a small whole number"),
        ("expected a boolean", "expected `true` or `false`"),
    ];
    words
        .iter()
        .fold(message.to_owned(), |message, (from, to)| message.replace(from, to))
        .replace("expected struct ", "expected a mapping for ")
}

/// The name behind a prefix, up to the closing backtick.
fn quoted<'m>(message: &'m str, prefix: &str) -> Option<&'m str> {
    message.strip_prefix(prefix)?.split('`').next()
}

/// The place by which a value is found: a scalar whole, a mapping by its first key, a list by its first element.
fn head(node: &Node) -> Span {
    match &node.kind {
        Kind::Mapping(rows) => rows.first().map_or(node.span, |(key, _)| key.span),
        Kind::List(elements) => elements.first().map_or(node.span, head),
        Kind::Scalar { .. } => node.span,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[(&str, &str)]) {
        let file = |path: &str, text: &str| File { path: path.into(), shown: path.into(), text: text.into() };
        let files = [file("p/provider.yaml", "id: p\nname: P\n"), file("p/e.yaml", text)];
        let (_, problems) = read(&files);
        let found: Vec<(&str, &str)> = problems.iter().map(|d| (d.rule.as_ref(), d.span.unwrap_or_default().of(text))).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn all_mistakes_of_an_entry_are_reported_at_their_places() {
        let text = "entries:\n- code: 403\n  titel: x\n  cause: c\n  blame: {in: foot, name: n}\n  status: many\n  source: s\n  examples: [{response: 7, requests: x}]\n";
        check(
            text,
            &[
                ("catalog/wrong-type", "403"),
                ("catalog/unknown-key", "titel"),
                ("catalog/wrong-type", "foot"),
                ("catalog/wrong-type", "many"),
                ("catalog/wrong-type", "7"),
                ("catalog/unknown-key", "requests"),
                ("catalog/missing-key", "code"),
                ("catalog/missing-key", "code"),
            ],
        );
    }
}
