//! [`Operations`]: the operations of the catalogs, made ready to hold calls against them.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::catalog::entry::{Operation, Provider};
use crate::catalog::key::distance;
use crate::catalog::layers::Layers;

use super::body::Schema;

/// All operations; nothing is read before somebody asks.
#[derive(Default)]
pub struct Operations<'k> {
    all: OnceCell<Vec<Known<'k>>>,
    providers: OnceCell<Vec<Provider<'k>>>,
    /// The calls that entries name: the provider, and `METHOD /path`.
    named: OnceCell<BTreeSet<(String, String)>>,
}

/// An operation with its schemas.
pub struct Known<'k> {
    /// The provider's id.
    pub provider: String,
    /// What the catalog says.
    pub operation: Operation<'k>,
    body: OnceCell<Option<Schema>>,
    responses: OnceCell<Vec<(u16, Schema)>>,
    parameters: OnceCell<Vec<Option<Schema>>>,
}

/// What is known of a path.
pub(super) enum Path<'o, 'k> {
    /// The operation that a call is.
    Known(&'o Known<'k>),
    /// The path is known, with these methods.
    Methods(BTreeSet<String>),
    /// It is not, and differs from this one by a typing error.
    Near(String),
    /// Nothing is known.
    Unknown,
}

impl<'k> Operations<'k> {
    /// All of them, provider by provider; none of a catalog that cannot be read.
    pub(super) fn all(&self, layers: &Layers<'k>) -> &[Known<'k>] {
        self.all.get_or_init(|| {
            let mut all = Vec::new();
            for provider in self.providers(layers) {
                let operations = layers.operations(&provider.id).unwrap_or_default();
                all.extend(operations.into_iter().map(|operation| Known::new(provider.id.to_string(), operation)));
            }
            all
        })
    }

    /// The providers; none of a catalog that cannot be read.
    pub(super) fn providers(&self, layers: &Layers<'k>) -> &[Provider<'k>] {
        self.providers.get_or_init(|| layers.providers().unwrap_or_default())
    }

    /// The provider whose host it is.
    pub(super) fn provider_of(&self, layers: &Layers<'k>, host: &str) -> Option<&Provider<'k>> {
        self.providers(layers).iter().find(|provider| provider.hosts.iter().any(|own| own.eq_ignore_ascii_case(host)))
    }

    /// What is known of a call of a provider.
    pub(super) fn look_up(&self, layers: &Layers<'k>, provider: &str, method: &str, path: &[&str]) -> Path<'_, 'k> {
        let own = || self.all(layers).iter().filter(|known| known.provider == provider);
        // Of `orders/cancel` and `orders/{id}` the one with more words is meant.
        let fitting = || own().filter(|known| fits(&known.operation.path, path));
        if let Some(known) =
            fitting().filter(|known| known.operation.method.as_str() == method).min_by_key(|known| holes(&known.operation.path))
        {
            return Path::Known(known);
        }
        let named = self.named(layers).iter().filter(|(own, _)| own == provider).filter_map(|(_, call)| call.split_once(' '));
        if fitting().next().is_some() || named.clone().any(|(_, template)| fits(template, path)) {
            // Of a resource catalogs seldom know all methods; an action on one has one.
            let actions = fitting().filter(|known| is_action(&known.operation.path));
            let methods: BTreeSet<String> = actions.map(|known| known.operation.method.to_string()).collect();
            return if methods.is_empty() { Path::Unknown } else { Path::Methods(methods) };
        }
        let templates = own().map(|known| known.operation.path.as_str()).chain(named.map(|(_, template)| template));
        let near = templates.filter_map(|template| Some((errors(template, path)?, template))).min();
        near.map_or(Path::Unknown, |(_, template)| Path::Near(template.to_owned()))
    }

    fn named(&self, layers: &Layers<'k>) -> &BTreeSet<(String, String)> {
        self.named.get_or_init(|| {
            let records = layers.iter().flat_map(|layer| layer.catalog.numbers().map(|number| layer.catalog.record(number)));
            let calls = records.filter_map(Result::ok).flat_map(|record| {
                let provider = record.provider.to_string();
                record.entry.operations.0.into_iter().map(move |call| (provider.clone(), call.to_string()))
            });
            calls.collect()
        })
    }
}

impl<'k> Known<'k> {
    fn new(provider: String, operation: Operation<'k>) -> Self {
        Self { provider, operation, body: OnceCell::new(), responses: OnceCell::new(), parameters: OnceCell::new() }
    }

    /// What a body must be.
    pub(super) fn body(&self) -> Option<&Schema> {
        self.body.get_or_init(|| Schema::new(&self.operation.body.as_ref()?.schema.0).ok()).as_ref()
    }

    /// What the answer with a status must be.
    pub(super) fn response(&self, status: u16) -> Option<&Schema> {
        self.responses().iter().find(|(own, _)| *own == status).map(|(_, schema)| schema)
    }

    /// What the answers with a good status must be.
    pub(super) fn good_response(&self) -> Option<&Schema> {
        self.responses().iter().find(|(status, _)| *status < 300).map(|(_, schema)| schema)
    }

    /// What each parameter must be, in their order.
    pub(super) fn parameters(&self) -> &[Option<Schema>] {
        self.parameters.get_or_init(|| {
            let schemas = self.operation.parameters.iter().map(|parameter| Schema::new(&parameter.schema.as_ref()?.0).ok());
            schemas.collect()
        })
    }

    fn responses(&self) -> &[(u16, Schema)] {
        self.responses.get_or_init(|| {
            let responses = self.operation.responses.iter();
            responses.filter_map(|response| Some((response.status, Schema::new(&response.schema.as_ref()?.0).ok()?))).collect()
        })
    }
}

/// The segments of a path or template.
pub(super) fn segments(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

/// The parameter that a segment of a template stands for.
pub(super) fn hole(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// Whether a path is that of an action: a word behind a value.
fn is_action(template: &str) -> bool {
    let mut steps = segments(template).rev();
    steps.next().is_some_and(|last| hole(last).is_none()) && steps.next().is_some_and(|before| hole(before).is_some())
}

fn holes(template: &str) -> usize {
    segments(template).filter(|segment| hole(segment).is_some()).count()
}

fn fits(template: &str, path: &[&str]) -> bool {
    let mut own = segments(template);
    path.iter().all(|segment| own.next().is_some_and(|step| hole(step).is_some() || step == *segment)) && own.next().is_none()
}

/// How many typing errors a path has against a template that it does not fit: in one word of it, not in its values. More than two, or
/// in words of a few letters more than one, are none.
fn errors(template: &str, path: &[&str]) -> Option<usize> {
    let own: Vec<&str> = segments(template).collect();
    if own.len() != path.len() {
        return None;
    }
    let mut total = 0;
    for (step, segment) in own.iter().zip(path).filter(|(step, segment)| hole(step).is_none() && step != segment) {
        // A version, or the name of another resource, is no typing error.
        let is_word = step.len() > 4 && segment.len() > 3 && segment.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '_'));
        let limit = if step.len() > 6 { 2 } else { 1 };
        let errors = distance(&step.to_ascii_lowercase(), &segment.to_ascii_lowercase(), limit).filter(|_| is_word)?;
        total += errors.max(1);
    }
    (0 < total && total <= 2).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_typing_errors_make_a_path_near() {
        let check = |template: &str, path: &str, expect: Option<usize>| {
            let path: Vec<&str> = segments(path).collect();
            assert_eq!(errors(template, &path), expect, "{path:?}");
        };
        check("/a/v2/purchaseOrders", "/a/v2/purchaseorders", Some(1));
        check("/a/v2/purchaseOrders", "/a/v2/purchaseOrdesr", Some(1));
        check("/a/v2/users/{name}", "/a/v2/user/x", Some(1));
        check("/a/v2/users", "/a/v3/users", None);
        check("/a/ports/{id}", "/a/metros/x", None);
        check("/a/ports/{id}", "/a/ports/y", None);
    }
}
