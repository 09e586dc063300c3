//! The first page: what this is, the paste box, what is known; and pages that lead to others.

use serde::Serialize;

use super::Site;
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
    pub(super) fn home_page(&self) -> HomePage {
        let frame = self.frame("API errors, explained", "Paste a failed response, learn what it means and what to change.", "", Vec::new());
        let cards = (0..self.atlas.providers.len()).map(|number| self.card(number));
        let statuses = self.atlas.statuses.iter().map(|(status, page)| Link {
            text: status.to_string(),
            href: format!("{}index.html", page.address),
            note: self.atlas.status_title(*status).map(str::to_owned),
        });
        HomePage {
            providers: cards.filter(|card| card.entries + card.operations > 0).collect(),
            entries: self.atlas.entries.iter().filter(|entry| !entry.record.is_rule()).count(),
            guide: self.guide.pages.iter().map(|page| Link::new(&page.title, format!("{}index.html", page.address))).collect(),
            statuses: statuses.collect(),
            frame,
        }
    }

    fn card(&self, number: usize) -> ProviderCard {
        let stock = &self.atlas.providers[number];
        let mut entries = self.atlas.entries_of(number);
        let families = stock.provider.families.iter().filter_map(|family| family.title.as_ref()).map(ToString::to_string);
        ProviderCard {
            id: stock.provider.id.to_string(),
            name: stock.provider.name.to_string(),
            href: format!("{}index.html", self.address_of(Listing::Provider(number))),
            entries: entries.len(),
            operations: stock.operations.len(),
            are_rules: !entries.is_empty() && entries.all(|entry| self.atlas.entries[entry].record.is_rule()),
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
