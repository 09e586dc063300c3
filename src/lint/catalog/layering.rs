//! Which catalogs lie below the one that is linted.
//!
//! Most lie there as they do when it is used: an entry may be of a family that only a catalog below declares. But one that is an earlier
//! state of the very catalog does not: an entry that has another id since would be compared with itself.

use std::collections::HashSet;

use crate::catalog::layers::{Layer, Layers};
use crate::catalog::{Catalog, Image, Provider};

/// The catalogs that there are, with this one above them; its own earlier states are left out.
pub(super) fn on_top<'k>(catalogs: &Layers<'k>, image: &'k Image) -> Layers<'k> {
    let own = Layer { origin: Some(String::new()), catalog: Catalog::new(image) };
    let others = catalogs.iter().filter(|layer| !is_earlier_state(layer.catalog, own.catalog)).cloned();
    Layers::new(others.chain([own.clone()]).collect())
}

/// Whether a catalog is an earlier state of another: that one has most of its entries, and says of their providers all that it says.
/// Who only corrects some entries repeats neither.
fn is_earlier_state(below: Catalog<'_>, own: Catalog<'_>) -> bool {
    let (providers, replaced) = (own.providers().unwrap_or_default(), below.providers().unwrap_or_default());
    let same = |old: &Provider<'_>| providers.iter().find(|new| new.id == old.id).map(|new| says_as_much(new, old));
    let said: Vec<bool> = replaced.iter().filter_map(same).collect();
    if said.is_empty() || said.contains(&false) {
        return false;
    }
    let shared: HashSet<&str> = providers.iter().map(|provider| provider.id.as_str()).collect();
    let before: Vec<String> = ids(below).filter(|id| id.split('/').next().is_some_and(|provider| shared.contains(provider))).collect();
    let now: HashSet<String> = ids(own).collect();
    before.iter().filter(|id| now.contains(*id)).count() * 2 > before.len()
}

/// Whether nothing would be added to a provider by what lies below it.
fn says_as_much(new: &Provider<'_>, old: &Provider<'_>) -> bool {
    let has_families = old.families.iter().all(|family| new.families.iter().any(|own| own.id == family.id));
    has_families && old.envelopes.iter().all(|envelope| new.envelopes.iter().any(|own| own.id == envelope.id))
}

/// The ids of all entries.
fn ids(catalog: Catalog<'_>) -> impl Iterator<Item = String> {
    catalog.numbers().filter_map(move |number| Some(catalog.record(number).ok()?.id()))
}
