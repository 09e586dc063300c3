//! [`Atlas`]: all that the catalogs know, sorted, grouped, and with the address of each page.
//!
//! It is made once, and read by all threads that render pages. Making it is linear in the catalogs, but for sorting.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use crate::catalog::entry::{Operation, Part, Provider};
use crate::catalog::layers::{Known, Layers};
use crate::catalog::{Entry, Error};

use super::address::Register;
use super::order::{entries, name};
use crate::address::{below, step};

/// The provider whose codes are the HTTP statuses.
const STATUSES: &str = "http";
/// How far a chain of successors is followed.
const MOST_SUCCESSORS: usize = 20;

/// All that is known, by number: providers, codes, entries, groups.
#[derive(Debug)]
pub(super) struct Atlas<'c> {
    /// In the order of their names.
    pub(super) providers: Vec<Shelf<'c>>,
    /// In the order of provider, code and slug.
    pub(super) entries: Vec<Known<'c>>,
    /// The pages of entries: those with the same code, or one without.
    pub(super) codes: Vec<Code>,
    /// The codes of a provider that begin alike.
    pub(super) prefixes: Vec<Prefix>,
    /// The families.
    pub(super) families: Vec<Family>,
    /// The operations.
    pub(super) operations: Vec<Call<'c>>,
    /// The HTTP statuses that entries have.
    pub(super) statuses: BTreeMap<u16, Status>,
    /// The entries of each call, by its text.
    pub(super) of_call: HashMap<String, Vec<usize>>,
    ids: HashMap<String, usize>,
    code_of: Vec<usize>,
    prefix_of: Vec<Option<usize>>,
    family_of: Vec<Option<usize>>,
}

/// A provider, and where its things are.
#[derive(Debug)]
pub(super) struct Shelf<'c> {
    pub(super) provider: Provider<'c>,
    pub(super) address: String,
    pub(super) codes: Range<usize>,
    pub(super) prefixes: Range<usize>,
    pub(super) families: Range<usize>,
    pub(super) operations: Range<usize>,
}

/// The entries of one code.
#[derive(Debug)]
pub(super) struct Code {
    /// Which provider.
    pub(super) provider: usize,
    /// The code, or the slug of an entry without a code.
    pub(super) name: String,
    /// The entries.
    pub(super) entries: Range<usize>,
    /// The address of its page.
    pub(super) address: String,
}

/// The codes of a provider that begin alike.
#[derive(Debug)]
pub(super) struct Prefix {
    pub(super) provider: usize,
    /// What they begin with.
    pub(super) text: String,
    /// What that means.
    pub(super) meaning: Option<String>,
    pub(super) entries: Vec<usize>,
    pub(super) address: String,
}

/// A family of a provider.
#[derive(Debug)]
pub(super) struct Family {
    pub(super) provider: usize,
    /// Which of the provider's families.
    pub(super) index: usize,
    pub(super) entries: Vec<usize>,
    pub(super) address: String,
}

/// An operation of a provider.
#[derive(Debug)]
pub(super) struct Call<'c> {
    pub(super) provider: usize,
    pub(super) operation: Operation<'c>,
    pub(super) address: String,
}

/// An HTTP status.
#[derive(Debug, Default)]
pub(super) struct Status {
    /// All entries that have it.
    pub(super) entries: Vec<usize>,
    /// The page of the code that the status itself is.
    pub(super) code: Option<usize>,
    /// The page of the code, or else the list of the entries.
    pub(super) address: String,
    /// The list of the entries.
    pub(super) list: String,
}

impl<'c> Atlas<'c> {
    /// Reads all layers.
    pub(super) fn new(layers: &Layers<'c>, register: &mut Register) -> Result<Self, Error> {
        let mut providers = layers.providers()?;
        providers.sort_by(|a, b| (a.name.to_lowercase(), &a.id).cmp(&(b.name.to_lowercase(), &b.id)));
        let entries = entries(layers, &providers)?;
        let mut atlas = Self::empty(entries);
        let addresses = providers.iter().map(|provider| register.take(below("", &provider.id))).collect::<Vec<_>>();
        for (number, provider) in providers.into_iter().enumerate() {
            let operations = layers.operations(&provider.id)?;
            atlas.add(number, provider, operations, addresses[number].clone(), register);
        }
        atlas.group_providers(register);
        atlas.index_calls();
        atlas.index_statuses(register);
        Ok(atlas)
    }

    fn empty(entries: Vec<Known<'c>>) -> Self {
        let ids = entries.iter().enumerate().map(|(number, known)| (known.id.clone(), number)).collect();
        let count = entries.len();
        Self {
            providers: Vec::new(),
            entries,
            codes: Vec::new(),
            prefixes: Vec::new(),
            families: Vec::new(),
            operations: Vec::new(),
            statuses: BTreeMap::new(),
            of_call: HashMap::new(),
            ids,
            code_of: Vec::with_capacity(count),
            prefix_of: vec![None; count],
            family_of: vec![None; count],
        }
    }

    /// Adds a provider with its codes and operations; what is made of them comes when all codes have their addresses.
    fn add(&mut self, number: usize, provider: Provider<'c>, operations: Vec<Operation<'c>>, address: String, register: &mut Register) {
        let first_code = self.codes.len();
        let mut at = self.code_of.len();
        while let Some(known) = self.entries.get(at).filter(|known| known.record.provider == provider.id) {
            let name = name(&known.record.entry).to_owned();
            let end = (at..self.entries.len())
                .find(|&other| {
                    let record = &self.entries[other].record;
                    record.provider != provider.id || super::order::name(&record.entry) != name
                })
                .unwrap_or(self.entries.len());
            self.code_of.resize(end, self.codes.len());
            let address = register.take(below(&address, &name));
            self.codes.push(Code { provider: number, name, entries: at..end, address });
            at = end;
        }
        let first_operation = self.operations.len();
        for operation in operations {
            let address = register.take(below(&format!("{address}operations/"), &operation.id));
            self.operations.push(Call { provider: number, operation, address });
        }
        self.providers.push(Shelf {
            provider,
            address,
            codes: first_code..self.codes.len(),
            prefixes: 0..0,
            families: 0..0,
            operations: first_operation..self.operations.len(),
        });
    }

    fn group_providers(&mut self, register: &mut Register) {
        for number in 0..self.providers.len() {
            let first_prefix = self.prefixes.len();
            let first_family = self.families.len();
            self.group_families(number, register);
            self.group_prefixes(number, register);
            self.providers[number].prefixes = first_prefix..self.prefixes.len();
            self.providers[number].families = first_family..self.families.len();
        }
    }

    fn group_families(&mut self, number: usize, register: &mut Register) {
        let stock = &self.providers[number];
        let mut members: HashMap<&str, Vec<usize>> = HashMap::new();
        for entry in self.entries_of(number) {
            if let Some(reading) = &self.entries[entry].record.family {
                members.entry(reading.id.split_once('/').map_or("", |(_, family)| family)).or_default().push(entry);
            }
        }
        for (index, family) in stock.provider.families.iter().enumerate() {
            let Some(entries) = members.remove(family.id.as_str()) else { continue };
            for &entry in &entries {
                self.family_of[entry] = Some(self.families.len());
            }
            let address = register.take(below(&stock.address, &family.id));
            self.families.push(Family { provider: number, index, entries, address });
        }
    }

    fn group_prefixes(&mut self, number: usize, register: &mut Register) {
        let mut groups: BTreeMap<String, (Option<String>, Vec<usize>)> = BTreeMap::new();
        for entry in self.entries_of(number) {
            if let Some((prefix, meaning)) = self.prefix(entry) {
                let group = groups.entry(prefix).or_default();
                group.0 = group.0.take().or(meaning);
                group.1.push(entry);
            }
        }
        for (text, (meaning, entries)) in groups {
            for &entry in &entries {
                self.prefix_of[entry] = Some(self.prefixes.len());
            }
            let address = register.take(below(&self.providers[number].address, &text));
            self.prefixes.push(Prefix { provider: number, text, meaning, entries, address });
        }
    }

    /// What a code begins with that its family's first part is, and what that means.
    fn prefix(&self, entry: usize) -> Option<(String, Option<String>)> {
        let family = &self.families[self.family_of[entry]?];
        let family = self.providers[family.provider].provider.families.get(family.index)?;
        let (_, part) = family.parts.iter().next()?;
        let code = self.entries[entry].record.entry.code.as_deref()?;
        let text = beginning(part, code)?;
        let meaning = part.of(code).and_then(|piece| part.values.get(&piece)).map(ToString::to_string);
        Some((text.to_owned(), meaning))
    }

    fn index_calls(&mut self) {
        for (number, known) in self.entries.iter().enumerate() {
            for call in known.record.entry.operations.iter() {
                let entries = self.of_call.entry(call.to_string()).or_default();
                if entries.last() != Some(&number) {
                    entries.push(number);
                }
            }
        }
    }

    fn index_statuses(&mut self, register: &mut Register) {
        for (number, known) in self.entries.iter().enumerate() {
            if let Some(status) = known.record.entry.status {
                self.statuses.entry(status).or_default().entries.push(number);
            }
        }
        let own = self.providers.iter().find(|stock| stock.provider.id.as_str() == STATUSES);
        for number in own.map_or(0..0, |stock| stock.codes.clone()) {
            if let Ok(status) = self.codes[number].name.parse::<u16>() {
                self.statuses.entry(status).or_default().code = Some(number);
            }
        }
        for (status, page) in &mut self.statuses {
            let own = page.code.map(|code| self.codes[code].address.clone());
            page.list = match &own {
                Some(own) => register.take(format!("{own}all/")),
                None => register.take(format!("{STATUSES}/{status}/")),
            };
            page.address = own.unwrap_or_else(|| page.list.clone());
        }
    }

    /// The entries of a provider.
    pub(super) fn entries_of(&self, provider: usize) -> Range<usize> {
        let codes = &self.codes[self.providers[provider].codes.clone()];
        let (first, last) = (codes.first(), codes.last());
        first.zip(last).map_or(0..0, |(first, last)| first.entries.start..last.entries.end)
    }

    /// The entry of a number.
    pub(super) fn entry(&self, number: usize) -> &Entry<'c> {
        &self.entries[number].record.entry
    }

    /// The code that an entry is of.
    pub(super) fn code_of(&self, entry: usize) -> &Code {
        &self.codes[self.code_of[entry]]
    }

    /// The codes that begin like that of an entry.
    pub(super) fn prefix_of(&self, entry: usize) -> Option<&Prefix> {
        self.prefix_of[entry].map(|prefix| &self.prefixes[prefix])
    }

    /// The number of the family of an entry.
    pub(super) fn family_number_of(&self, entry: usize) -> Option<usize> {
        self.family_of[entry]
    }

    /// The family of an entry.
    pub(super) fn family_of(&self, entry: usize) -> Option<&Family> {
        self.family_of[entry].map(|family| &self.families[family])
    }

    /// The entry of an id.
    pub(super) fn by_id(&self, id: &str) -> Option<usize> {
        self.ids.get(id).copied()
    }

    /// Where an entry stands: its page, and the anchor if it has one.
    pub(super) fn place(&self, entry: usize) -> Place {
        let anchor = self.entry(entry).slug.as_deref().map(step);
        Place { address: self.code_of(entry).address.clone(), anchor }
    }

    /// The entry that stands in the place of one that is answered no more; none if that leads nowhere.
    pub(super) fn successor(&self, entry: usize) -> Option<usize> {
        let mut at = entry;
        for _ in 0..MOST_SUCCESSORS {
            let by = self.entry(at).retired.as_ref().and_then(|retired| retired.by.as_deref());
            match by.and_then(|by| self.by_id(by)) {
                Some(next) => at = next,
                None => return (at != entry).then_some(at),
            }
        }
        None
    }

    /// The name of a status, as the catalog has it.
    pub(super) fn status_title(&self, status: u16) -> Option<&str> {
        let code = self.statuses.get(&status)?.code?;
        self.codes[code].entries.clone().next().map(|entry| self.entry(entry).title.as_str())
    }
}

/// A page, and a place on it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The page's address.
    pub(super) address: String,
    /// The anchor.
    pub(super) anchor: Option<String>,
}

impl Place {
    /// The link from a page, given its way to the root. It names the file, so that it works without a server.
    pub(super) fn link(&self, root: &str) -> String {
        let anchor = self.anchor.as_ref().map(|anchor| format!("#{anchor}")).unwrap_or_default();
        format!("{root}{}index.html{anchor}", self.address)
    }
}

/// The text of a code up to the end of a part; `None` if that is all of it, or the code has no such part.
fn beginning<'t>(part: &Part<'_>, code: &'t str) -> Option<&'t str> {
    let end = if let Some((from, to)) = part.digit_range() {
        if from != 1 {
            return None;
        }
        let (at, digit) = code.char_indices().filter(|(_, c)| c.is_ascii_digit()).nth(to - 1)?;
        at + digit.len_utf8()
    } else {
        let piece = usize::from(part.segment?).checked_sub(1)?;
        let mut pieces = code.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty());
        let piece = pieces.nth(piece)?;
        // Both are of the same text, so the difference is the place.
        piece.as_ptr() as usize - code.as_ptr() as usize + piece.len()
    };
    (end < code.len()).then(|| &code[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::value::{Table, Text};

    #[test]
    fn codes_begin_with_their_first_part() {
        let digits = |range| Part { digits: Some(Text::from(range)), segment: None, values: Table::default() };
        let segment = |number| Part { digits: None, segment: Some(number), values: Table::default() };
        assert_eq!(beginning(&digits("1-4"), "EQ-2012007"), Some("EQ-2012"));
        assert_eq!(beginning(&digits("5-7"), "EQ-2012007"), None);
        assert_eq!(beginning(&digits("1-4"), "3001"), None);
        assert_eq!(beginning(&segment(2), "EQX-121-403"), Some("EQX-121"));
        assert_eq!(beginning(&segment(1), "request/json-trailing-comma"), Some("request"));
        assert_eq!(beginning(&segment(9), "EQX-121-403"), None);
    }
}
