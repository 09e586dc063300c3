//! The entries of all layers in one order: by provider, code and slug.

use std::collections::HashMap;

use crate::catalog::entry::Provider;
use crate::catalog::layers::{Known, Layers};
use crate::catalog::{Entry, Error};

/// The code of an entry, or its slug if it has none.
pub(super) fn name<'e>(entry: &'e Entry<'_>) -> &'e str {
    entry.code.as_deref().or(entry.slug.as_deref()).unwrap_or_default()
}

/// The entries that count, in the order of provider, code and slug.
pub(super) fn entries<'c>(layers: &Layers<'c>, providers: &[Provider<'c>]) -> Result<Vec<Known<'c>>, Error> {
    let mut known: HashMap<String, Known<'c>> = HashMap::new();
    for (layer, one) in layers.iter().enumerate() {
        for number in one.catalog.numbers() {
            let record = one.catalog.record(number)?;
            let id = record.id();
            known.insert(id.clone(), Known { id, layer, number, record });
        }
    }
    let order: HashMap<&str, usize> = providers.iter().enumerate().map(|(at, provider)| (provider.id.as_str(), at)).collect();
    let place = |known: &Known<'_>| order.get(known.record.provider.as_str()).copied();
    // An entry of a provider that no layer describes has no stock to stand on. No catalog that compiles has one.
    let mut entries: Vec<Known<'c>> = known.into_values().filter(|known| place(known).is_some()).collect();
    entries.sort_by_cached_key(|known| {
        let entry = &known.record.entry;
        (place(known), name(entry).to_owned(), entry.slug.as_deref().map(str::to_owned))
    });
    Ok(entries)
}
