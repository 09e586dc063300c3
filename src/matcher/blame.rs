//! Points into the request: at the pieces that the answer, the entry or the values in the message name.

use crate::capture::{Capture, Detail, ErrorFields, Field, Piece, Request};
use crate::catalog::entry::{Blame as Named, Entry, RequestPart};
use crate::span::Span;

use super::Candidate;

/// A piece of the request to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blame {
    /// What it is a piece of.
    pub part: RequestPart,
    /// Its name: the parameter of the path, the query's key, the header, the body's field.
    pub name: String,
    /// Its value; `None` if the request lacks the piece.
    pub value: Option<Field>,
}

impl Blame {
    /// The last step of the name, without brackets, as [`Named::hole`] has it.
    #[must_use]
    pub fn hole(&self) -> &str {
        let last = self.name.rsplit('.').find(|step| !step.is_empty()).unwrap_or_default();
        last.split('[').next().unwrap_or_default()
    }
}

/// The most pieces that one finding points at.
const MAX_BLAMES: usize = 8;
/// The most requests among which the one is looked for that an answer speaks of.
const MAX_REQUESTS: usize = 64;
/// The shortest value of a message, in bytes, that is looked for in the request.
const MIN_VALUE: usize = 2;

/// The request that an error answers: that of its exchange, or else the last one before it, or the first one behind it.
pub(super) fn request<'c>(fields: &ErrorFields, capture: &'c Capture) -> Option<&'c Request> {
    let own = fields.exchange.and_then(|exchange| capture.exchanges.get(exchange)?.request.as_ref());
    let mut all = capture.exchanges.iter().filter_map(|exchange| exchange.request.as_ref());
    own.or_else(|| all.clone().take_while(|request| request.start < fields.span.start).last()).or_else(|| all.next())
}

/// What to change in a request, the likeliest first.
pub(super) fn blame(fields: &ErrorFields, values: &[(String, String)], candidates: &[Candidate<'_>], capture: &Capture) -> Vec<Blame> {
    let entries: Vec<&Entry<'_>> = candidates.iter().map(|candidate| &candidate.known.record.entry).collect();
    let own = request(fields, capture);
    let Some(request) = own.and_then(|own| spoken_of(own, values, capture, &entries)) else { return Vec::new() };
    let look = Look::new(request, capture, &entries);
    let mut found = Found::default();
    for detail in &fields.details {
        look.detail(detail, &mut found);
    }
    let named = found.list.len();
    for blame in entries.iter().flat_map(|entry| entry.blame.iter()) {
        // What the answer itself names is more exact than what the entry says of all such answers.
        let told = named > 0 && found.list.iter().any(|told| told.part == blame.part);
        if !told {
            look.named(blame, &mut found);
        }
    }
    for (hole, value) in values {
        look.value(hole, value, &mut found);
    }
    found.list
}

/// The request that a message speaks of: its own, or where the path of that has another value, one that has the message's.
fn spoken_of<'r>(own: &'r Request, values: &[(String, String)], capture: &'r Capture, entries: &[&Entry<'_>]) -> Option<&'r Request> {
    // Whether the path has a value of the message; nothing if neither has a name of the other.
    let agrees = |request: &Request| {
        let (names, path) = (path_names(request, capture, entries), request.path(capture));
        let same = values.iter().filter_map(|(hole, value)| {
            let is_named = |name: &Option<String>| name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(hole));
            let mut own = names.iter().zip(&path).filter(|(name, _)| is_named(name)).peekable();
            own.peek().is_some().then(|| own.any(|(_, segment)| segment.text == *value))
        });
        same.reduce(|all, one| all && one)
    };
    if agrees(own) != Some(false) {
        return Some(own);
    }
    let others = capture.exchanges.iter().rev().filter_map(|exchange| exchange.request.as_ref());
    others.take(MAX_REQUESTS).find(|other| agrees(other) == Some(true))
}

/// The pieces that were found, each once, and no more than are shown.
#[derive(Default)]
struct Found {
    list: Vec<Blame>,
}

impl Found {
    fn extend(&mut self, blames: impl IntoIterator<Item = Blame>) {
        for blame in blames {
            if self.list.len() == MAX_BLAMES {
                return;
            }
            let place = |blame: &Blame| blame.value.as_ref().map(|value| value.span);
            let is_same = |other: &Blame| {
                place(other) == place(&blame) && (place(&blame).is_some() || (other.part, &other.name) == (blame.part, &blame.name))
            };
            if !self.list.iter().any(is_same) {
                self.list.push(blame);
            }
        }
    }
}

/// The pieces of a request, and what the segments of its path are called.
struct Look {
    pieces: Vec<Piece>,
    /// For each piece its name as names are compared: without indexes.
    plain: Vec<String>,
    /// For each segment of the path its parameter.
    names: Vec<Option<String>>,
    /// The parts of which nothing is missing: a piece that is not found there is one that the request lacks.
    whole: Vec<RequestPart>,
}

impl Look {
    fn new(request: &Request, capture: &Capture, entries: &[&Entry<'_>]) -> Self {
        let pieces = request.pieces(capture);
        let plain = pieces.iter().map(|piece| without_indexes(piece.name.as_deref().unwrap_or_default())).collect();
        Self { pieces, plain, names: path_names(request, capture, entries), whole: request.whole_parts(capture) }
    }

    /// What a detail of the answer names: a field, a key of the query, a parameter of the path, a header.
    fn detail(&self, detail: &Detail, found: &mut Found) {
        let Some(property) = &detail.property else { return };
        let name = plain_name(&property.text);
        let values: Vec<&str> = detail.value.iter().flat_map(|value| words(&value.text)).collect();
        for part in [RequestPart::Body, RequestPart::Query, RequestPart::Path, RequestPart::Header] {
            let mut pieces = self.pieces(part, &name);
            if !values.is_empty() && pieces.iter().any(|blame| in_values(blame, &values)) {
                pieces.retain(|blame| in_values(blame, &values));
            }
            if !pieces.is_empty() {
                found.extend(pieces);
                return;
            }
        }
    }

    /// What an entry names.
    fn named(&self, blame: &Named<'_>, found: &mut Found) {
        let pieces = self.pieces(blame.part, &blame.name);
        if pieces.is_empty() && self.whole.contains(&blame.part) {
            found.extend([Blame { part: blame.part, name: blame.name.to_string(), value: None }]);
        }
        found.extend(pieces);
    }

    /// A value of the message that stands in the request.
    fn value(&self, hole: &str, value: &str, found: &mut Found) {
        let is_it = |piece: &&Piece| piece.part != RequestPart::Header && !piece.is_container && piece.value.text == value;
        if value.len() < MIN_VALUE || found.list.iter().any(|blame| blame.value.as_ref().is_some_and(|own| own.text == value)) {
            return;
        }
        found.extend(self.pieces.iter().filter(is_it).take(1).map(|piece| {
            let name = piece.name.clone().unwrap_or_else(|| hole.to_owned());
            Blame { part: piece.part, name, value: Some(piece.value.clone()) }
        }));
    }

    fn pieces(&self, part: RequestPart, name: &str) -> Vec<Blame> {
        match part {
            RequestPart::Path => self.segments(name),
            RequestPart::Body => self.fields(name),
            RequestPart::Query | RequestPart::Header => {
                let same = |piece: &&Piece| piece.part == part && piece.name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name));
                self.pieces.iter().filter(same).map(blamed).collect()
            }
        }
    }

    fn segments(&self, name: &str) -> Vec<Blame> {
        let segments = self.pieces.iter().filter(|piece| piece.part == RequestPart::Path);
        let named = segments.zip(&self.names).filter(|(_, own)| own.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name)));
        named.map(|(piece, _)| Blame { part: RequestPart::Path, name: name.to_owned(), value: Some(piece.value.clone()) }).collect()
    }

    /// The fields of the body that a name means: the field itself, or else one that ends so; of an object its values.
    fn fields(&self, name: &str) -> Vec<Blame> {
        let fields = || self.pieces.iter().zip(&self.plain).filter(|(piece, _)| piece.part == RequestPart::Body);
        let wanted = without_indexes(name);
        let ends_so = |own: &str| {
            let before = own.len().checked_sub(wanted.len()).filter(|before| own.is_char_boundary(*before));
            before.is_some_and(|at| own[at..].eq_ignore_ascii_case(&wanted) && (at == 0 || own[..at].ends_with('.')))
        };
        let mut meant: Vec<&Piece> = fields().map(|(piece, _)| piece).filter(|piece| piece.name.as_deref() == Some(name)).collect();
        if meant.is_empty() {
            meant = fields().filter(|(_, own)| **own == wanted).map(|(piece, _)| piece).collect();
        }
        if meant.is_empty() {
            meant = fields().filter(|(_, own)| ends_so(own)).map(|(piece, _)| piece).collect();
        }
        meant.into_iter().take(MAX_BLAMES).flat_map(|piece| self.leaves(piece)).collect()
    }

    /// A field itself; of an object or a list the values in it, if they are few.
    fn leaves(&self, piece: &Piece) -> Vec<Blame> {
        const FEW: usize = 3;
        if !piece.is_container {
            return vec![blamed(piece)];
        }
        let inside = |other: &&Piece| other.part == piece.part && !other.is_container && piece.value.span.contains(other.value.span);
        let leaves: Vec<Blame> = self.pieces.iter().filter(inside).map(blamed).collect();
        if leaves.is_empty() || leaves.len() > FEW { vec![key_of(piece)] } else { leaves }
    }
}

fn blamed(piece: &Piece) -> Blame {
    Blame { part: piece.part, name: piece.name.clone().unwrap_or_default(), value: Some(piece.value.clone()) }
}

/// A large object is pointed at by its key.
fn key_of(piece: &Piece) -> Blame {
    let value = Field { text: piece.value.text.clone(), span: Span::new(piece.whole.start, piece.key_end) };
    Blame { part: piece.part, name: piece.name.clone().unwrap_or_default(), value: Some(value) }
}

fn in_values(blame: &Blame, values: &[&str]) -> bool {
    blame.value.as_ref().is_some_and(|value| values.contains(&value.text.as_str()))
}

/// The texts of a value: itself, or the strings in its JSON.
fn words(value: &str) -> impl Iterator<Item = &str> {
    let is_json = value.starts_with(['{', '[']);
    let strings = value.split('"').skip(1).step_by(2);
    std::iter::once(value).filter(move |_| !is_json).chain(strings.filter(move |_| is_json))
}

/// A property as the name of a field: `/aSide/port/uuid`, `$.info`, `queryParam:dryRun`, `details.cages[]`.
fn plain_name(property: &str) -> String {
    let name = property.rsplit_once(':').map_or(property, |(_, name)| name).trim();
    let name = name.strip_prefix("$.").unwrap_or(name);
    name.trim_matches('/').replace('/', ".")
}

/// `details[0].cages[].id` without its indexes: `details.cages.id`.
fn without_indexes(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut inside = false;
    for c in name.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            _ if !inside => plain.push(c),
            _ => {}
        }
    }
    plain
}

/// What the segments of the request's path are called, by the operation of the entries that fits it best.
fn path_names(request: &Request, capture: &Capture, entries: &[&Entry<'_>]) -> Vec<Option<String>> {
    let segments = request.path(capture);
    let operations = || entries.iter().flat_map(|entry| entry.operations.iter()).filter_map(|operation| operation.split_once(' '));
    let fitting = operations().find(|(method, path)| *method == request.method() && fits(path, &segments));
    let fitting = fitting.or_else(|| operations().find(|(_, path)| fits(path, &segments)));
    if let Some((_, path)) = fitting {
        return steps(path).map(|step| hole(step).map(str::to_owned)).collect();
    }
    // A parameter behind a word that is in both paths.
    let mut names = vec![None; segments.len()];
    for (_, path) in operations() {
        let steps: Vec<&str> = steps(path).collect();
        for pair in steps.windows(2) {
            let [word, parameter] = pair else { continue };
            let Some(name) = hole(parameter) else { continue };
            if let Some(at) = segments.iter().position(|segment| segment.text == **word).filter(|at| at + 1 < names.len()) {
                names[at + 1] = Some(name.to_owned());
            }
        }
    }
    names
}

fn steps(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|step| !step.is_empty())
}

fn hole(step: &str) -> Option<&str> {
    step.strip_prefix('{')?.strip_suffix('}')
}

/// Whether the path template of an operation fits the segments of a path.
pub(super) fn fits(template: &str, segments: &[Field]) -> bool {
    let own: Vec<&str> = steps(template).collect();
    own.len() == segments.len() && own.iter().zip(segments).all(|(step, segment)| hole(step).is_some() || *step == segment.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_names_of_fields() {
        let check = |property: &str, expect: &str| assert_eq!(plain_name(property), expect);
        check("/aSide/accessPoint/port/uuid", "aSide.accessPoint.port.uuid");
        check("$.info", "info");
        check("queryParam:dryRun", "dryRun");
        check("details.cages[]", "details.cages[]");
        assert_eq!(without_indexes("details[0].cages[].id"), "details.cages.id");
    }
}
