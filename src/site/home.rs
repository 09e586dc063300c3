//! The first page: what this is, the paste box, what is known; and pages that lead to others.

use serde::Serialize;

use crate::catalog::Error;
use crate::catalog::entry::{Entry, Example};

use super::Site;
use super::example::Reader;
use super::listing::Listing;
use super::page::{Frame, Link};

/// The first page.
#[derive(Debug, Serialize)]
pub(super) struct HomePage {
    pub(super) frame: Frame,
    pub(super) providers: Vec<ProviderCard>,
    pub(super) entries: usize,
    pub(super) guide: Vec<Link>,
    pub(super) statuses: Vec<Link>,
    /// A capture to try the paste box with.
    pub(super) sample: Option<String>,
}

/// A provider.
#[derive(Debug, Serialize)]
pub(super) struct ProviderCard {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) href: String,
    pub(super) entries: usize,
    pub(super) operations: usize,
    /// Whether all its entries are rules of a linter.
    pub(super) are_rules: bool,
    /// What its codes are about.
    pub(super) families: Vec<String>,
}

/// A page that leads to another.
#[derive(Debug, Serialize)]
pub(super) struct RedirectPage {
    pub(super) frame: Frame,
    /// The id that was asked for.
    pub(super) id: String,
    pub(super) to: Link,
    /// Why: the id is answered no more.
    pub(super) retired: bool,
    pub(super) on: Option<String>,
    pub(super) note: Option<String>,
}

/// The most families that a card names.
const MOST_FAMILIES: usize = 4;

impl Site<'_> {
    /// The first page.
    pub(super) fn home_page(&self, reader: &Reader<'_>) -> Result<HomePage, Error> {
        let frame = self.frame("API errors, explained", "Paste a failed response, learn what it means and what to change.", "", Vec::new());
        let cards = (0..self.atlas.providers.len()).map(|number| self.card(number));
        let statuses = self.atlas.statuses.iter().map(|(status, page)| Link {
            text: status.to_string(),
            href: format!("{}index.html", page.address),
            note: self.atlas.status_title(*status).map(str::to_owned),
        });
        Ok(HomePage {
            providers: cards.filter(|card| card.entries + card.operations > 0).collect(),
            entries: self.atlas.entries.iter().filter(|entry| !entry.record.is_rule()).count(),
            guide: self.guide.pages.iter().map(|page| Link::new(&page.title, format!("{}index.html", page.address))).collect(),
            statuses: statuses.collect(),
            sample: self.sample(reader)?,
            frame,
        })
    }

    /// The shortest example that shows most of what the box can do: a request with a part to change, and the answer to it.
    fn sample(&self, reader: &Reader<'_>) -> Result<Option<String>, Error> {
        let counts = |entry: &Entry<'_>| entry.retired.is_none() && entry.role.is_none();
        let entries = (0..self.atlas.entries.len()).filter(|&number| counts(self.atlas.entry(number)));
        let examples = entries.flat_map(|number| self.atlas.entry(number).examples.iter().map(move |example| (number, example)));
        let rank = |&(number, example): &(usize, &Example<'_>)| {
            let entry = self.atlas.entry(number);
            let lacks = [example.request.is_none(), entry.blame.is_empty(), entry.code.is_none(), entry.message.is_none()];
            let request = example.request.as_ref().map_or(0, |request| request.len());
            (lacks.iter().filter(|lacks| **lacks).count(), example.response.len() + request)
        };
        let Some((number, example)) = examples.min_by_key(rank) else { return Ok(None) };
        let shown = reader.show(example, &self.atlas.entries[number].id)?;
        let request: String = shown.request.iter().map(|piece| piece.text.as_str()).collect();
        Ok(Some(if request.is_empty() { shown.response } else { format!("$ {request}\n{}", shown.response) }))
    }

    fn card(&self, number: usize) -> ProviderCard {
        let stock = &self.atlas.providers[number];
        let entries = self.atlas.entries_of(number);
        let families = stock.provider.families.iter().filter_map(|family| family.title.as_ref()).map(ToString::to_string);
        ProviderCard {
            id: stock.provider.id.to_string(),
            name: stock.provider.name.to_string(),
            href: format!("{}index.html", self.address_of(Listing::Provider(number))),
            entries: entries.len(),
            operations: stock.operations.len(),
            are_rules: self.are_rules(number),
            families: families.take(MOST_FAMILIES).collect(),
        }
    }

    /// The page at an id's own address: it leads to the entry, or to the one in its place.
    pub(super) fn redirect_page(&self, entry: usize, address: &str) -> RedirectPage {
        let known = &self.atlas.entries[entry];
        let to = self.atlas.successor(entry);
        let retired = known.record.entry.retired.as_ref();
        let frame = self.frame(&known.id, &known.record.entry.title, address, Vec::new());
        let text = |text: Option<&crate::catalog::value::Text<'_>>| text.map(ToString::to_string);
        RedirectPage {
            id: known.id.clone(),
            to: self.link(to.unwrap_or(entry), &frame.root),
            retired: to.is_some(),
            on: text(retired.and_then(|retired| retired.on.as_ref())),
            note: text(retired.and_then(|retired| retired.note.as_ref())),
            frame,
        }
    }
}
