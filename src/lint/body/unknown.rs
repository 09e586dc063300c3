//! Fields that an operation does not have, but for a typing error does.
//!
//! Most schemas leave room for more fields, and APIs get more; so a field counts as unknown only where a known one is near to it and not
//! there itself.

use serde_json::Value;

use crate::capture::json::Node;
use crate::catalog::key::distance;
use crate::span::Span;

/// A field that was probably meant to be another.
pub(super) struct Near {
    /// The object that has it.
    pub(super) object: Span,
    pub(super) key: Span,
    pub(super) name: String,
    /// The field that the schema has.
    pub(super) meant: String,
}

/// The most parts of schemas that are looked at for one object.
const MAX_PARTS: usize = 64;
/// The longest name that is compared.
const MAX_NAME: usize = 100;

/// All such fields of a body.
pub(super) fn near(root: Node<'_>, schema: &Value) -> Vec<Near> {
    let mut found = Vec::new();
    let mut open = vec![(root, vec![schema])];
    while let Some((node, schemas)) = open.pop() {
        let parts = parts(&schemas);
        if parts.is_empty() {
            continue;
        }
        let fields = |name: &str| -> Vec<&Value> { parts.iter().filter_map(|part| part.get("properties")?.get(name)).collect() };
        for (key, value) in node.members() {
            let name = key.text();
            let below = fields(&name);
            if below.is_empty() {
                found.extend(meant(&name, node, &parts).map(|meant| Near {
                    object: node.span(),
                    key: key.inner_span(),
                    name: name.into_owned(),
                    meant,
                }));
            } else {
                open.push((value, below));
            }
        }
        let items: Vec<&Value> = parts.iter().filter_map(|part| part.get("items")).collect();
        if !items.is_empty() {
            open.extend(node.elements().map(|element| (element, items.clone())));
        }
    }
    found
}

/// Schemas with all that apply beside them.
fn parts<'s>(schemas: &[&'s Value]) -> Vec<&'s Value> {
    let mut parts: Vec<&Value> = schemas.to_vec();
    let mut at = 0;
    while let Some(part) = parts.get(at).copied() {
        let lists = ["allOf", "anyOf", "oneOf"].iter().filter_map(|key| part.get(key)?.as_array()).flatten();
        let single = ["then", "else", "if"].iter().filter_map(|key| part.get(key));
        parts.extend(lists.chain(single).take(MAX_PARTS.saturating_sub(at)));
        parts.truncate(MAX_PARTS);
        at += 1;
    }
    parts
}

/// The field that a name was meant to be, if the object does not have it.
fn meant(name: &str, object: Node<'_>, parts: &[&Value]) -> Option<String> {
    if name.len() > MAX_NAME || name.len() < 3 {
        return None;
    }
    let known = parts.iter().filter_map(|part| part.get("properties")?.as_object()).flat_map(|fields| fields.keys());
    let errors = |known: &String| {
        let limit = if known.len() > 6 { 2 } else { usize::from(known.len() > 4) };
        // Of two names that end in different numbers neither is a typing error.
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        distance(&name.to_ascii_lowercase(), &known.to_ascii_lowercase(), limit).filter(|_| digits(name) == digits(known))
    };
    let (_, near) = known.filter_map(|known| Some((errors(known)?, known))).min()?;
    object.get(near).is_none().then(|| near.clone())
}
