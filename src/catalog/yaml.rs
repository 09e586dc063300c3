//! YAML text to a tree of [`Node`]s that know their places, within limits: no aliases, tags or second documents,
//! bounded size and depth. What the values mean is `source`'s affair.

use std::collections::HashSet;

use granit_parser::{Event, Parser, ScalarStyle, options};
use serde_yaml::{Mapping, Number, Value};

use crate::diagnostic::{Diagnostic, Severity};
use crate::span::Span;

/// The largest file, in bytes.
pub const MAX_FILE: usize = 8 << 20;
/// The deepest nesting of mappings and lists.
pub const MAX_DEPTH: usize = 48;
/// The most values in a file: those of some ten thousand entries.
pub const MAX_VALUES: usize = 250_000;

/// A value with its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// The bytes of the value; of a mapping or list, from its first key or element.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// What a node is.
#[derive(Debug, Clone)]
pub enum Kind {
    /// Text; `plain` if it was written without quotes, so that `403` is a number.
    Scalar {
        /// The text, escapes resolved.
        text: String,
        /// Whether it stands without quotes.
        plain: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A mapping: keys with their places, and values.
    Mapping(Vec<(Node, Node)>),
}

impl Node {
    /// The text of a scalar.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            Kind::List(_) | Kind::Mapping(_) => None,
        }
    }

    /// The value of a key of a mapping, with the key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<(&Node, &Node)> {
        let Kind::Mapping(rows) = &self.kind else { return None };
        rows.iter().find(|(name, _)| name.text() == Some(key)).map(|(name, value)| (name, value))
    }

    /// The elements of a list; none for anything else.
    #[must_use]
    pub fn elements(&self) -> &[Node] {
        match &self.kind {
            Kind::List(elements) => elements,
            Kind::Scalar { .. } | Kind::Mapping(_) => &[],
        }
    }

    /// The node at a path of keys and indexes; where the path leads nowhere, the last node on the way.
    #[must_use]
    pub fn nearest(&self, path: &[&str]) -> &Node {
        let Some((step, rest)) = path.split_first() else { return self };
        let next = match &self.kind {
            Kind::Mapping(_) => self.get(step).map(|(_, value)| value),
            Kind::List(elements) => step.parse().ok().and_then(|index: usize| elements.get(index)),
            Kind::Scalar { .. } => None,
        };
        next.map_or(self, |next| next.nearest(rest))
    }

    /// Takes the node at a path out of its mapping or list, and returns the places of its key (or itself) and of its value.
    pub fn remove(&mut self, path: &[String]) -> Option<(Span, Span)> {
        let (step, rest) = path.split_first()?;
        match &mut self.kind {
            Kind::Scalar { .. } => None,
            Kind::List(elements) => {
                let index: usize = step.parse().ok()?;
                match rest {
                    [] if index < elements.len() => Some(elements.remove(index).span).map(|span| (span, span)),
                    [] => None,
                    rest => elements.get_mut(index)?.remove(rest),
                }
            }
            Kind::Mapping(rows) => {
                let index = rows.iter().position(|(key, _)| key.text() == Some(step))?;
                if rest.is_empty() {
                    let (key, value) = rows.remove(index);
                    return Some((key.span, value.span));
                }
                rows[index].1.remove(rest)
            }
        }
    }

    /// The value without places, for serde.
    #[must_use]
    pub fn value(&self) -> Value {
        match &self.kind {
            Kind::Scalar { text, plain: false } => Value::String(text.clone()),
            Kind::Scalar { text, plain: true } => plain_scalar(text),
            Kind::List(elements) => Value::Sequence(elements.iter().map(Node::value).collect()),
            Kind::Mapping(rows) => {
                let rows = rows.iter().map(|(key, value)| (key_value(key), value.value()));
                Value::Mapping(rows.collect::<Mapping>())
            }
        }
    }
}

/// A key is always text: `404: …` names the key "404".
fn key_value(key: &Node) -> Value {
    Value::String(key.text().unwrap_or_default().to_owned())
}

/// What a scalar without quotes means (YAML 1.2, section 10.3.2, without octal and hexadecimal).
fn plain_scalar(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let numeric = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'));
    let number =
        numeric.then(|| text.parse::<i64>().map(Number::from).ok().or_else(|| text.parse::<f64>().map(Number::from).ok())).flatten();
    number.map_or_else(|| Value::String(text.to_owned()), Value::Number)
}

/// Reads one document. The tree is as complete as could be read: with problems it may lack parts, or be absent.
#[must_use]
pub fn parse(text: &str) -> (Option<Node>, Vec<Diagnostic>) {
    if text.len() > MAX_FILE {
        let message = format!("the file has {} bytes; a catalog file has at most {MAX_FILE}", text.len());
        return (None, vec![error("catalog/too-large", message, Span::new(0, 0))]);
    }
    let mut builder = Builder::default();
    let limits = options! { flow_nesting_limit: MAX_DEPTH, block_nesting_limit: MAX_DEPTH, emit_comments: false };
    for event in Parser::new_from_str_with_options(text, limits) {
        let flow = match event {
            Ok((event, span)) => builder.event(event, span.byte_range().map_or(Span::default(), |r| Span::new(r.start, r.end))),
            Err(failed) => {
                let at = failed.marker().byte_offset().unwrap_or(text.len()).min(text.len());
                let at = if failed.info().ends_with("found a tab") { tab(text, at).unwrap_or(at) } else { at };
                builder.problems.push(error("catalog/yaml-syntax", format!("not valid YAML: {}", failed.info()), Span::new(at, at)));
                Flow::Stop
            }
        };
        if matches!(flow, Flow::Stop) {
            break;
        }
    }
    (builder.root, builder.problems)
}

/// The tab in the indentation of a line behind a place: of one, the parser names the scalar that it ends.
fn tab(text: &str, from: usize) -> Option<usize> {
    let mut starts = text.get(from..)?.match_indices('\n').map(|(end, _)| from + end + 1);
    let in_indentation = |start: usize| {
        let first = start + text[start..].find(|c: char| c != ' ')?;
        text[first..].starts_with('\t').then_some(first)
    };
    starts.find_map(in_indentation)
}

fn error(rule: &'static str, message: impl Into<String>, span: Span) -> Diagnostic {
    Diagnostic::new(rule, Severity::Error, message).at(span)
}

enum Flow {
    Go,
    Stop,
}

/// Builds the tree from events; `open` holds the collections that are not closed yet.
#[derive(Default)]
struct Builder {
    values: usize,
    open: Vec<Open>,
    root: Option<Node>,
    problems: Vec<Diagnostic>,
}

struct Open {
    node: Node,
    /// The key that waits for its value, in a mapping.
    key: Option<Node>,
    /// The keys of a mapping so far.
    seen: HashSet<String>,
}

impl Builder {
    fn event(&mut self, event: Event<'_>, span: Span) -> Flow {
        let tagged = event.tag().is_some();
        self.values += 1;
        if self.values > MAX_VALUES {
            let message = format!("over {MAX_VALUES} values; write a file for each subject");
            self.problems.push(error("catalog/too-large", message, span));
            return Flow::Stop;
        }
        match event {
            Event::Scalar(text, style, ..) => {
                let plain = matches!(style, ScalarStyle::Plain);
                self.add(Node { span, kind: Kind::Scalar { text: text.into_owned(), plain } });
            }
            Event::SequenceStart(..) => self.open(Node { span, kind: Kind::List(Vec::new()) }),
            Event::MappingStart(..) => self.open(Node { span, kind: Kind::Mapping(Vec::new()) }),
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.problems.push(error("catalog/yaml-alias", "a catalog has no aliases: write the text out", span));
                return Flow::Stop;
            }
            Event::DocumentStart(..) if self.root.is_some() => {
                self.problems.push(error("catalog/yaml-documents", "a second document; a catalog file is one", span));
                return Flow::Stop;
            }
            _ => {}
        }
        if tagged {
            self.problems.push(error("catalog/yaml-tag", "a catalog has no YAML tags", span));
        }
        Flow::Go
    }

    fn open(&mut self, node: Node) {
        self.open.push(Open { node, key: None, seen: HashSet::new() });
    }

    fn close(&mut self, end: Span) {
        if let Some(Open { mut node, .. }) = self.open.pop() {
            node.span.end = node.span.end.max(end.start);
            self.add(node);
        }
    }

    fn add(&mut self, node: Node) {
        let Some(open) = self.open.last_mut() else {
            self.root.get_or_insert(node);
            return;
        };
        match &mut open.node.kind {
            Kind::List(elements) => elements.push(node),
            Kind::Mapping(rows) => match open.key.take() {
                None => open.key = Some(node),
                Some(key) if !open.seen.insert(key.text().unwrap_or_default().to_owned()) => {
                    self.problems.push(duplicate_key(rows, &key));
                }
                Some(key) => rows.push((key, node)),
            },
            Kind::Scalar { .. } => {}
        }
    }
}

fn duplicate_key(rows: &[(Node, Node)], key: &Node) -> Diagnostic {
    let name = key.text().unwrap_or_default();
    let found = error("catalog/duplicate-key", format!("the key `{name}` stands here twice"), key.span);
    match rows.iter().find(|(other, _)| other.text() == key.text()) {
        Some((first, _)) => found.label(first.span, "first here"),
        None => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(text: &str) -> Vec<String> {
        parse(text).1.into_iter().map(|d| d.rule.into_owned()).collect()
    }

    #[test]
    fn nodes_know_their_bytes() {
        let text = "a:\n  - b: 'c d'\n  - 403\n";
        let (root, problems) = parse(text);
        assert!(problems.is_empty());
        let root = root.unwrap();
        assert_eq!(root.nearest(&["a", "0", "b"]).span.of(text), "'c d'");
        assert_eq!(root.nearest(&["a", "1"]).span.of(text), "403");
        assert_eq!(root.nearest(&["a", "1"]).value(), Value::Number(403.into()));
        assert_eq!(root.get("a").unwrap().0.span.of(text), "a");
    }

    #[test]
    fn a_tab_is_told_where_it_stands() {
        let check = |text: &str| {
            let (_, problems) = parse(text);
            assert_eq!(problems.len(), 1, "{problems:?}");
            let line = |at: usize| text[..at].matches('\n').count();
            assert_eq!(line(problems[0].span.unwrap().start), line(text.find('\t').unwrap()), "{text:?}: {problems:?}");
        };
        check("a:\n  - b: c\n\td: e\n    f: g\n");
        check("a:\n  b: c\n \td: e\n");
        check("a:\n  b: |\n    c\n\td\n");
    }

    #[test]
    fn what_a_catalog_must_not_hold_is_refused() {
        assert_eq!(rules("a: &x 1\nb: *x\n"), ["catalog/yaml-alias"]);
        assert_eq!(rules("a: 1\na: 2\n"), ["catalog/duplicate-key"]);
        assert_eq!(rules("a: !!str 1\n"), ["catalog/yaml-tag"]);
        assert_eq!(rules("a: 1\n---\nb: 2\n"), ["catalog/yaml-documents"]);
        assert_eq!(rules(&"[".repeat(100_000)), ["catalog/yaml-syntax"]);
        assert_eq!(rules("a: [1, 2\nb: 3"), ["catalog/yaml-syntax"]);
    }
}
