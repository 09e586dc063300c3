//! Lists of errors in which one breaks the shape of the others.

use crate::capture::json::{Kind, Node};
use crate::catalog::entry::Envelope;
use crate::catalog::value::Text;
use crate::lint::rules::response as rules;
use crate::lint::traffic::Part;
use crate::lint::{Knowledge, Report};
use crate::span::Span;

/// Reports elements of a list of errors that have no code, where others have one.
pub(super) fn check(root: Node<'_>, body: &Part<'_>, knowledge: &Knowledge<'_>, report: &mut Report) {
    let providers = knowledge.operations.providers(knowledge.catalogs);
    let envelopes: Vec<&Envelope<'_>> = providers.iter().flat_map(|provider| provider.envelopes.iter()).collect();
    let lists = lists(root, &envelopes);
    for (list, key) in lists {
        let has_code = |node: &Node<'_>| node.get(key).is_some_and(|code| code.kind() == Kind::String && !code.is_empty());
        if !list.elements().any(|element| has_code(&element)) {
            continue;
        }
        for element in list.elements().filter(|element| element.kind() == Kind::Object && element.get(key).is_none()) {
            let place = body.span(Span::new(element.span().start, element.span().start + 1));
            let message = format!("an error without `{key}` stands in a list of errors that have it");
            report.add(&rules::BROKEN_ENVELOPE, place, message);
        }
    }
}

/// The lists that envelopes find errors in, each once, with the key of the code.
fn lists<'d, 'e>(root: Node<'d>, envelopes: &[&'e Envelope<'_>]) -> Vec<(Node<'d>, &'e str)> {
    let mut lists: Vec<(Node<'d>, &str)> = Vec::new();
    for envelope in envelopes {
        let key = envelope.code.first().map(Text::as_str).filter(|code| code.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let nodes = envelope.errors.iter().filter_map(|path| match path.as_str() {
            "*" => Some(root),
            path => path.strip_suffix(".*").and_then(|key| root.get(key)),
        });
        let arrays = nodes.filter(|node| node.kind() == Kind::Array);
        for node in arrays {
            let Some(key) = key else { continue };
            if !lists.iter().any(|(list, own)| list.span() == node.span() && *own == key) {
                lists.push((node, key));
            }
        }
    }
    lists
}
