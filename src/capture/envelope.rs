//! Errors in JSON, by the paths of the envelopes (`catalog/README.md` defines them).

use crate::catalog::entry::{Details, Envelope};
use crate::catalog::value::Text;

use super::json::{Document, Kind, Node};
use super::{Detail, ErrorFields, Field};

/// Longer than any code.
const MAX_CODE: usize = 200;

/// The errors of a document, in order. Where several envelopes read the same place, the one that finds most there counts.
pub(super) fn errors(document: &Document<'_>, envelopes: &[Envelope<'_>]) -> Vec<ErrorFields> {
    let Some(root) = document.root() else { return Vec::new() };
    let mut found: Vec<(usize, ErrorFields)> = Vec::new();
    for (number, envelope) in envelopes.iter().enumerate() {
        let default = [Text::from(".")];
        let paths: &[Text<'_>] = if envelope.errors.is_empty() { &default } else { &envelope.errors };
        for node in paths.iter().flat_map(|path| follow(root, root, path)) {
            let error = error(envelope, node, root).map(|error| ErrorFields { envelopes: vec![number], ..error });
            found.extend(error.map(|error| (score(&error), error)));
        }
    }
    found.sort_by_key(|(score, error)| (error.span.start, usize::MAX - error.span.end, usize::MAX - score));
    found.dedup_by(|(score, later), (best, first)| {
        let same = later.span == first.span;
        if same && later.code == first.code {
            first.status = first.status.or(later.status);
        }
        if same && score == best && later.code == first.code {
            first.envelopes.append(&mut later.envelopes);
            if first.details.is_empty() {
                first.details = std::mem::take(&mut later.details);
            }
        }
        same
    });
    let errors: Vec<ErrorFields> = found.into_iter().map(|(_, error)| error).collect();
    without_wrappers(errors)
}

/// The details of an error whose other parts stood before the document.
pub(super) fn details(document: &Document<'_>, envelopes: &[Envelope<'_>], error: &mut ErrorFields) {
    let Some(root) = document.root() else { return };
    for paths in envelopes.iter().filter_map(|envelope| envelope.details.as_ref()) {
        let details: Vec<Detail> = follow(root, root, "*").into_iter().filter_map(|node| detail(paths, node, root)).collect();
        // Of the envelopes the one counts that finds most.
        let filled = |details: &[Detail]| details.iter().map(fields).sum::<usize>();
        if filled(&details) > filled(&error.details) {
            error.details = details;
        }
    }
    error.span.end = error.span.end.max(document.span().end);
}

fn fields(detail: &Detail) -> usize {
    [&detail.property, &detail.reason, &detail.value].into_iter().flatten().count()
}

/// An object around an error with a code is no error of its own, unless it has a code, too.
fn without_wrappers(errors: Vec<ErrorFields>) -> Vec<ErrorFields> {
    let mut kept: Vec<ErrorFields> = Vec::with_capacity(errors.len());
    // From the end, so that what an error contains is already there, next to it.
    for error in errors.into_iter().rev() {
        let wraps = kept.last().is_some_and(|inner| error.span.contains(inner.span));
        if !wraps || error.code.is_some() {
            kept.push(error);
        }
    }
    kept.reverse();
    kept
}

fn score(error: &ErrorFields) -> usize {
    let fields = [error.description.is_some(), error.status.is_some(), error.correlation.is_some(), !error.details.is_empty()];
    let few = fields.into_iter().filter(|&there| there).count();
    few + 8 * usize::from(error.code.is_some()) + 6 * usize::from(error.message.is_some())
}

fn error(envelope: &Envelope<'_>, node: Node<'_>, root: Node<'_>) -> Option<ErrorFields> {
    let mut fields = ErrorFields { span: node.span(), message: scalar(node, root, &envelope.message), ..ErrorFields::default() };
    let code = scalar(node, root, &envelope.code);
    if code.as_ref().is_some_and(|code| envelope.success.iter().any(|value| value.as_str() == code.text)) {
        return None;
    }
    match code {
        Some(code) if is_code(&code.text) => fields.code = Some(code),
        Some(text) if fields.message.is_none() => fields.message = Some(text),
        _ => {}
    }
    if fields.code.is_none() && fields.message.is_none() {
        return None;
    }
    fields.description = scalar(node, root, &envelope.description);
    fields.status = scalar(node, root, &envelope.status).and_then(|field| {
        let status = field.text.parse().ok().filter(|status| (100..600).contains(status))?;
        Some((status, field.span))
    });
    fields.correlation = scalar(node, root, &envelope.correlation);
    if let Some(paths) = &envelope.details {
        let nodes = paths.at.iter().flat_map(|path| follow(node, root, path));
        fields.details = nodes.filter_map(|node| detail(paths, node, root)).collect();
    }
    Some(fields)
}

/// A code is one token; `IC - LAYER2 - 402` is how some pages print one.
fn is_code(text: &str) -> bool {
    let one_token = !text.contains(char::is_whitespace) || text.contains(" - ");
    one_token && text.len() <= MAX_CODE && text != "0" && text.contains(char::is_alphanumeric)
}

fn detail(paths: &Details<'_>, node: Node<'_>, root: Node<'_>) -> Option<Detail> {
    let detail = Detail {
        property: scalar(node, root, &paths.property),
        reason: scalar(node, root, &paths.reason),
        value: paths.value.iter().find_map(|path| follow(node, root, path).first().copied().and_then(any_value)),
    };
    (detail.property.is_some() || detail.reason.is_some()).then_some(detail)
}

/// The first text or number that one of the paths leads to.
fn scalar(node: Node<'_>, root: Node<'_>, paths: &[Text<'_>]) -> Option<Field> {
    let nodes = paths.iter().flat_map(|path| follow(node, root, path));
    nodes.into_iter().find_map(|node| match node.kind() {
        Kind::String | Kind::Number | Kind::Word => non_empty(node),
        Kind::Object | Kind::Array | Kind::Bool | Kind::Null => None,
    })
}

/// The text of a string or number.
pub(super) fn scalar_text(node: Node<'_>) -> Option<String> {
    matches!(node.kind(), Kind::String | Kind::Number | Kind::Word).then(|| node.text().into_owned())
}

fn non_empty(node: Node<'_>) -> Option<Field> {
    let text = node.text();
    let trimmed = text.trim();
    (!trimmed.is_empty()).then(|| Field { text: trimmed.to_owned(), span: node.inner_span() })
}

fn any_value(node: Node<'_>) -> Option<Field> {
    match node.kind() {
        Kind::Object | Kind::Array => Some(Field { text: node.raw().to_owned(), span: node.span() }),
        Kind::Null => None,
        _ => non_empty(node),
    }
}

/// The nodes that a path leads to. A path that starts with `/` starts at the root.
fn follow<'d>(node: Node<'d>, root: Node<'d>, path: &str) -> Vec<Node<'d>> {
    let (start, steps) = match path.strip_prefix('/') {
        Some(steps) => (root, steps),
        None => (node, path),
    };
    let mut found = Vec::new();
    if steps == "." {
        found.push(start);
    } else {
        let steps: Vec<&str> = steps.split('.').collect();
        walk(start, &steps, &mut found);
    }
    found
}

fn walk<'d>(node: Node<'d>, steps: &[&str], found: &mut Vec<Node<'d>>) {
    let Some((step, rest)) = steps.split_first() else {
        found.push(node);
        return;
    };
    match *step {
        "**" => node.descendants().for_each(|below| walk(below, rest, found)),
        "*" if node.kind() == Kind::Array => node.elements().for_each(|element| walk(element, rest, found)),
        "*" => walk(node, rest, found),
        // In XML a list is several members of one name.
        key => node.members().filter(|(name, _)| name.is(key)).for_each(|(_, value)| walk(value, rest, found)),
    }
}
