//! Several catalogs as one: the built-in one, and those given on top of it. Of entries with the same id, the later layer's counts.

use std::collections::HashMap;

use super::key::{distance, fold};
use super::template::{Fit, Plain, Template};
use super::{Catalog, Error, Operation, Provider, Record};

/// A catalog and where it is from.
#[derive(Debug, Clone)]
pub struct Layer<'c> {
    /// The path it was given by; `None` for the built-in catalog.
    pub origin: Option<String>,
    /// The catalog.
    pub catalog: Catalog<'c>,
}

/// An entry, and the layer it is from.
#[derive(Debug, Clone)]
pub struct Known<'c> {
    /// The entry's id.
    pub id: String,
    /// The index of its layer.
    pub layer: usize,
    /// The number of its record in the layer.
    pub number: u32,
    /// The entry, with its provider and family.
    pub record: Record<'c>,
}

/// An entry found by its message, and where.
#[derive(Debug, Clone)]
pub struct Spoken<'c> {
    /// The entry.
    pub known: Known<'c>,
    /// Its template in the text.
    pub fit: Fit,
}

/// How much of a text a template must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// A part, if the template is distinctive; otherwise all.
    Part,
}

/// Catalogs one over the other.
#[derive(Debug, Clone, Default)]
pub struct Layers<'c> {
    layers: Vec<Layer<'c>>,
}

impl<'c> Layers<'c> {
    /// The layers, the lowest first.
    #[must_use]
    pub const fn new(layers: Vec<Layer<'c>>) -> Self {
        Self { layers }
    }

    /// The layers, the lowest first.
    #[must_use = "an iterator does nothing by itself"]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Layer<'c>> {
        self.layers.iter()
    }

    /// Where a layer is from; `None` for the built-in catalog.
    #[must_use]
    pub fn origin(&self, layer: usize) -> Option<&str> {
        self.layers.get(layer)?.origin.as_deref()
    }

    /// The providers of all layers. Of two with the same id, the later counts, and what only the earlier has is added: who corrects an
    /// entry need not repeat the families.
    ///
    /// # Errors
    /// If an image is damaged; so with the other questions.
    pub fn providers(&self) -> Result<Vec<Provider<'c>>, Error> {
        let mut providers: Vec<Provider<'c>> = Vec::new();
        for layer in &self.layers {
            for mut provider in layer.catalog.providers()? {
                if let Some(below) = providers.iter().position(|other| other.id == provider.id) {
                    add_what_is_below(&mut provider, providers.remove(below));
                }
                providers.push(provider);
            }
        }
        Ok(providers)
    }

    /// The operations of a provider.
    ///
    /// # Errors
    /// If an image is damaged.
    pub fn operations(&self, provider: &str) -> Result<Vec<Operation<'c>>, Error> {
        let mut operations = Vec::new();
        for layer in &self.layers {
            let all = layer.catalog.operations()?.into_iter();
            operations.extend(all.filter(|record| record.provider.as_str() == provider).map(|record| record.operation));
        }
        Ok(operations)
    }

    /// The entries of a code. Case and separators are forgiven, but where an entry has the code to the letter, only such count.
    ///
    /// # Errors
    /// If an image is damaged.
    pub fn by_code(&self, code: &str) -> Result<Vec<Known<'c>>, Error> {
        let mut found = self.by_key(&fold(code))?;
        found.retain(|known| known.record.entry.code.is_some());
        if found.iter().any(|known| known.record.entry.code.as_deref() == Some(code)) {
            found.retain(|known| known.record.entry.code.as_deref() == Some(code));
        }
        Ok(found)
    }

    /// The entries of an id: `provider/CODE`, `provider/CODE/slug`, `provider/slug`; also without the provider.
    ///
    /// # Errors
    /// If an image is damaged.
    pub fn by_id(&self, id: &str) -> Result<Vec<Known<'c>>, Error> {
        let wanted = fold(id);
        let mut found = Vec::new();
        for name in names_in(id) {
            for known in self.by_key(&fold(name))? {
                let without_provider = known.id.split_once('/').map_or("", |(_, rest)| rest);
                let of_code = format!("{}{name}", known.record.provider);
                if [known.id.as_str(), without_provider, &of_code].iter().any(|form| fold(form) == wanted) {
                    found.push(known);
                }
            }
        }
        Ok(found)
    }

    /// The entries whose code (or slug, without a code) starts with a prefix, in order; at most `limit`.
    ///
    /// # Errors
    /// If an image is damaged.
    pub fn by_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<Known<'c>>, Error> {
        let prefix = fold(prefix);
        if prefix.is_empty() {
            return Ok(Vec::new());
        }
        let mut keys = Vec::new();
        for layer in &self.layers {
            let names = layer.catalog.names()?;
            keys.extend(names.prefix(&prefix).take(limit).map(|at| names.key(at)));
        }
        self.of_keys(keys, limit)
    }

    /// The entries whose code is at most two typing errors away, the nearest first; at most `limit`.
    ///
    /// # Errors
    /// If an image is damaged.
    pub fn nearest(&self, code: &str, limit: usize) -> Result<Vec<Known<'c>>, Error> {
        let wanted = fold(code);
        let allowed = if wanted.chars().count() < 6 { 1 } else { 2 };
        let mut near = Vec::new();
        for layer in &self.layers {
            let names = layer.catalog.names()?;
            let keys = (0..names.len()).map(|at| names.key(at));
            near.extend(keys.filter_map(|key| Some((distance(&wanted, key, allowed)?, common_prefix(&wanted, key), key))));
        }
        near.sort_by(|a, b| (a.0, usize::MAX - a.1, a.2).cmp(&(b.0, usize::MAX - b.1, b.2)));
        self.of_keys(near.into_iter().map(|(.., key)| key).take(limit), limit)
    }

    /// Whether a template may stand in a text (the plain one); most texts have none, and are told so at once.
    ///
    /// # Errors
    /// If an image is damaged.
    pub fn may_speak(&self, text: &[u8]) -> Result<bool, Error> {
        self.layers.iter().try_fold(false, |known, layer| Ok(known || layer.catalog.anchors()?.knows(text)))
    }

    /// The entries whose template fits a message, or stands in a text.
    ///
    /// # Errors
    /// If an image is damaged.
    pub fn by_message(&self, text: &Plain, extent: Extent) -> Result<Vec<Spoken<'c>>, Error> {
        let mut found: Vec<Spoken<'c>> = Vec::new();
        let mut room = Vec::new();
        for (layer, Layer { catalog, .. }) in self.layers.iter().enumerate() {
            for number in catalog.anchors()?.records(&text.text) {
                // Most do not fit, and are not decoded.
                let message = catalog.message_in(number, &mut room)?;
                let Some(fit) = message.and_then(|message| fit(&message, text, extent)) else { continue };
                let record = catalog.record(number)?;
                found.push(Spoken { known: Known { id: record.id(), layer, number, record }, fit });
            }
        }
        keep_topmost(&mut found, |spoken| &spoken.known);
        Ok(found)
    }

    fn by_key(&self, key: &str) -> Result<Vec<Known<'c>>, Error> {
        let mut found = Vec::new();
        for (layer, Layer { catalog, .. }) in self.layers.iter().enumerate() {
            for number in catalog.names()?.exact(key) {
                let record = catalog.record(number)?;
                found.push(Known { id: record.id(), layer, number, record });
            }
        }
        keep_topmost(&mut found, |known| known);
        Ok(found)
    }

    fn of_keys<'k>(&self, keys: impl IntoIterator<Item = &'k str>, limit: usize) -> Result<Vec<Known<'c>>, Error> {
        let mut found: Vec<Known<'c>> = Vec::new();
        for key in keys {
            if found.len() >= limit {
                break;
            }
            let entries = self.by_key(key)?;
            found.extend(entries.into_iter().filter(|known| !found.iter().any(|other| other.id == known.id)).collect::<Vec<_>>());
        }
        found.truncate(limit);
        Ok(found)
    }
}

/// Adds to a provider what another layer, below its own, has of it.
fn add_what_is_below<'c>(provider: &mut Provider<'c>, below: Provider<'c>) {
    provider.homepage = provider.homepage.take().or(below.homepage);
    add_new(&mut provider.hosts, below.hosts, |own, host| own == host);
    add_new(&mut provider.families, below.families, |own, family| own.id == family.id);
    add_new(&mut provider.envelopes, below.envelopes, |own, envelope| own.id == envelope.id);
}

fn add_new<T>(list: &mut Vec<T>, more: Vec<T>, is_same: impl Fn(&T, &T) -> bool) {
    for one in more {
        if !list.iter().any(|own| is_same(own, &one)) {
            list.push(one);
        }
    }
}

/// Of entries with the same id, keeps the one of the highest layer, at its first place.
fn keep_topmost<'c, T>(found: &mut Vec<T>, known: impl Fn(&T) -> &Known<'c>) {
    if found.len() < 2 {
        return;
    }
    let mut top: HashMap<String, usize> = HashMap::new();
    for one in found.iter() {
        let layer = top.entry(known(one).id.clone()).or_default();
        *layer = known(one).layer.max(*layer);
    }
    found.retain(|one| top.get(&known(one).id) == Some(&known(one).layer));
}

/// What may be the code or slug in an id: the whole, and what is left without its first, its last, and both of these parts.
fn names_in(id: &str) -> Vec<&str> {
    let without_first = id.split_once('/').map(|(_, rest)| rest);
    let without_last = id.rsplit_once('/').map(|(rest, _)| rest);
    let without_both = without_first.and_then(|rest| rest.rsplit_once('/')).map(|(rest, _)| rest);
    let mut names: Vec<&str> = [Some(id), without_first, without_last, without_both].into_iter().flatten().collect();
    names.dedup();
    names
}

fn common_prefix(a: &str, b: &str) -> usize {
    a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count()
}

fn fit(message: &str, text: &Plain, extent: Extent) -> Option<Fit> {
    let template = Template::parse(message).ok()?;
    match extent {
        Extent::Part if template.is_distinctive() => template.find(text),
        Extent::Part | Extent::Whole => template.fit(text),
    }
}
