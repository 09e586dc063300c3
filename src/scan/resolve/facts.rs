//! What is known of codes and messages, worked out when they first come up. All workers share it.

use std::sync::OnceLock;

use crate::catalog::codes::Code;
use crate::catalog::entry::{Provider, Role};
use crate::catalog::layers::Layers;
use crate::catalog::template::Template;
use crate::catalog::{Error, Record};
use crate::matcher::is_a_code;

use super::nearby::Texts;
use super::spoken::{Message, Quotes, Voice, spoken};

/// What is known of a code. A few bytes, as each code of the catalogs has one, and they are looked up as they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fact {
    /// It must be read what it is, as no error has it.
    Unclear,
    /// Its only entry has this number among those of all layers.
    One(u32, Owner),
    /// It has several entries.
    Several(Owner),
}

/// Whose code it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Owner {
    /// The number of the provider, or [`MANY`](Self::MANY).
    pub(super) provider: u16,
    /// Whether the code is one by its own looks.
    pub(super) is_distinct: bool,
}

impl Owner {
    /// Several providers have it.
    pub(super) const MANY: u16 = u16::MAX;
}

/// What came up so far.
pub(super) struct Facts<'c> {
    layers: Layers<'c>,
    /// The number of the first record of each layer, where all are counted.
    bases: Vec<u32>,
    /// The ids of the providers, by number.
    providers: Vec<String>,
    /// By layer and row.
    codes: Vec<Vec<OnceLock<Fact>>>,
    /// By layer and row, what the entries of a code say.
    voices: Vec<Vec<OnceLock<Box<[Voice]>>>>,
    /// By layer and record.
    texts: Vec<Vec<OnceLock<Texts>>>,
}

impl<'c> Facts<'c> {
    pub(super) fn new(layers: &Layers<'c>, providers: &[Provider<'_>]) -> Result<Self, Error> {
        let mut facts = Self {
            layers: layers.clone(),
            bases: Vec::new(),
            providers: providers.iter().map(|provider| provider.id.to_string()).collect(),
            codes: Vec::new(),
            voices: Vec::new(),
            texts: Vec::new(),
        };
        let mut next = 0;
        for layer in layers.iter() {
            let (codes, records) = (layer.catalog.codes()?.len(), layer.catalog.image().len());
            facts.bases.push(next);
            next += records;
            facts.codes.push(vec![OnceLock::new(); codes]);
            facts.voices.push(vec![OnceLock::new(); codes]);
            facts.texts.push(vec![OnceLock::new(); records as usize]);
        }
        Ok(facts)
    }

    /// The number of a record among those of all layers.
    pub(super) fn number(&self, layer: usize, record: u32) -> u32 {
        self.bases.get(layer).copied().unwrap_or_default() + record
    }

    /// The layer and the record of such a number.
    pub(super) fn record(&self, number: u32) -> Option<(usize, u32)> {
        let layer = self.bases.partition_point(|&base| base <= number).checked_sub(1)?;
        Some((layer, number - self.bases[layer]))
    }

    /// What is known of the code of a row.
    pub(super) fn fact(&self, layer: u8, row: u32, code: impl FnOnce() -> Code<'c>) -> Result<Fact, Error> {
        let Some(place) = self.codes.get(usize::from(layer)).and_then(|rows| rows.get(row as usize)) else { return Ok(Fact::Unclear) };
        if let Some(fact) = place.get() {
            return Ok(*fact);
        }
        let fact = self.learn(code())?;
        Ok(*place.get_or_init(|| fact))
    }

    /// What is known of the code of a row already.
    pub(super) fn known(&self, layer: u8, row: u32) -> Option<Fact> {
        self.codes.get(usize::from(layer))?.get(row as usize)?.get().copied()
    }

    /// A byte of what the first entry of a code says, if that is known already: looking at it brings it into the caches.
    pub(super) fn voice(&self, layer: u8, row: u32) -> Option<u8> {
        self.voices.get(usize::from(layer))?.get(row as usize)?.get()?.first().map(Voice::byte)
    }

    fn learn(&self, code: Code<'c>) -> Result<Fact, Error> {
        let (mut numbers, mut owners, mut is_error) = (Vec::new(), Vec::new(), true);
        self.each_entry(code, |number, record| {
            numbers.push(number);
            owners.push(self.providers.iter().position(|id| *id == *record.provider));
            is_error &= record.entry.role.is_none_or(Role::is_error);
        })?;
        owners.dedup();
        let provider = if let [Some(owner)] = owners[..] { u16::try_from(owner).unwrap_or(Owner::MANY) } else { Owner::MANY };
        let owner = Owner { provider, is_distinct: is_a_code(&String::from_utf8_lossy(code.text)) };
        Ok(match numbers[..] {
            _ if !is_error => Fact::Unclear,
            [] => Fact::Unclear,
            [number] => Fact::One(number, owner),
            _ => Fact::Several(owner),
        })
    }

    /// The entry of a code whose message stands in a text, to the letter; of several the one that says most.
    pub(super) fn spoken(
        &self,
        layer: u8,
        row: u32,
        code: impl FnOnce() -> Code<'c>,
        text: &[u8],
        quotes: Quotes,
    ) -> Result<Option<u32>, Error> {
        let Some(place) = self.voices.get(usize::from(layer)).and_then(|rows| rows.get(row as usize)) else { return Ok(None) };
        if place.get().is_none() {
            let mut voices = Vec::new();
            self.each_entry(code(), |number, record| {
                voices.extend(record.entry.message.as_deref().and_then(Message::new).map(|message| Voice { number, message }));
            })?;
            place.get_or_init(|| voices.into());
        }
        Ok(place.get().and_then(|voices| spoken(voices, text, quotes)))
    }

    /// The texts of a record's message; none if it has no message.
    pub(super) fn texts(&self, layer: usize, record: u32) -> Result<Option<&Texts>, Error> {
        let Some(place) = self.texts.get(layer).and_then(|records| records.get(record as usize)) else { return Ok(None) };
        if place.get().is_none() {
            let Some(one) = self.layers.iter().nth(layer) else { return Ok(None) };
            let mut room = Vec::new();
            let message = one.catalog.message_in(record, &mut room)?;
            let template = message.and_then(|message| Template::parse(&message).ok());
            let texts = template.map(|template| Texts::new(template.texts())).unwrap_or_default();
            place.get_or_init(|| texts);
        }
        Ok(place.get())
    }

    /// Hands over the entries that have a code to the letter, each with its number.
    fn each_entry(&self, code: Code<'c>, mut entry: impl FnMut(u32, &Record<'_>)) -> Result<(), Error> {
        let mut layers = self.layers.iter();
        if let (Some(only), None) = (layers.next(), layers.next()) {
            let mut room = Vec::new();
            for number in only.catalog.names()?.of(code.name) {
                let record = only.catalog.record_in(number, &mut room)?;
                if record.entry.code.as_deref().map(str::as_bytes) == Some(code.text) {
                    entry(number, &record);
                }
            }
            return Ok(());
        }
        for known in self.layers.by_code(&String::from_utf8_lossy(code.text))? {
            entry(self.number(known.layer, known.number), &known.record);
        }
        Ok(())
    }
}
