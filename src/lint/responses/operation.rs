//! The schema that an answer must fit: that of the operation that was called, or else of the only one that answers so.

use crate::capture::json::{Kind, Node};
use crate::lint::Knowledge;
use crate::lint::body::Schema;
use crate::lint::operations::{Known, Path, segments};
use crate::lint::requests::{Target, host, method};
use crate::lint::traffic::{Answer, Call};

/// The fewest fields by which an answer is known without its request.
const FEWEST: usize = 5;

/// The schema of an answer.
pub(super) fn schema<'o>(root: Node<'_>, answer: &Answer<'_>, call: Option<&Call<'_>>, knowledge: &'o Knowledge<'_>) -> Option<&'o Schema> {
    let status = answer.status.map(|(status, _)| status);
    match call.filter(|call| call.url.is_some()) {
        Some(call) => {
            let known = called(call, knowledge)?;
            match status {
                Some(status) => known.response(status).or_else(|| known.good_response().filter(|_| status < 300)),
                None => known.good_response().filter(|schema| share(root, schema) == Some(Share::Most)),
            }
        }
        None if status.is_none_or(|status| status < 300) => recognized(root, knowledge),
        None => None,
    }
}

/// The operation that a request calls.
fn called<'o>(call: &Call<'_>, knowledge: &'o Knowledge<'_>) -> Option<&'o Known<'o>> {
    let url = call.url.as_ref()?;
    let target = Target::of(url.text());
    let provider = knowledge.operations.provider_of(knowledge.catalogs, host(call, url, &target)?)?;
    let path: Vec<&str> = segments(target.path.of(url.text())).collect();
    match knowledge.operations.look_up(knowledge.catalogs, &provider.id, method(call), &path) {
        Path::Known(known) => Some(known),
        _ => None,
    }
}

/// The schema of the only operation whose answers have the fields of a document.
fn recognized<'o>(root: Node<'_>, knowledge: &'o Knowledge<'_>) -> Option<&'o Schema> {
    if root.kind() != Kind::Object || root.members().take(FEWEST).count() < FEWEST {
        return None;
    }
    let schemas = knowledge.operations.all(knowledge.catalogs).iter().filter_map(Known::good_response);
    let mut fitting = schemas.filter(|schema| share(root, schema) == Some(Share::Most));
    let first = fitting.next()?;
    fitting.next().is_none().then_some(first)
}

/// How much of a document a schema knows.
#[derive(PartialEq, Eq)]
enum Share {
    Most,
    Little,
}

fn share(root: Node<'_>, schema: &Schema) -> Option<Share> {
    let fields = schema.fields();
    let names = root.members().take(1000).map(|(key, _)| key.text());
    let (known, all) = names.fold((0, 0), |(known, all), name| (known + usize::from(fields.contains(&&*name)), all + 1));
    (all > 0).then_some(if known >= FEWEST.min(fields.len()) && known * 10 >= all * 8 { Share::Most } else { Share::Little })
}
