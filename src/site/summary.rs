//! The table of contents of the Markdown pages, as mdBook reads it: what it does not list, mdBook leaves out.

use crate::render::markdown::escape;

use super::listing::Listing;
use super::{Kind, Page, Site};

impl Site<'_> {
    /// All pages, those of a provider below its own. Only the pages at ids that lead to a place on another are left out: nothing links
    /// to them.
    pub(super) fn summary(&self) -> String {
        let mut below: Vec<Vec<&Page>> = self.atlas.providers.iter().map(|_| Vec::new()).collect();
        let (mut first, mut last) = (Vec::new(), Vec::new());
        for page in self.pages.iter().filter(|page| !self.is_home_or_id(page)) {
            match self.provider_of(page.kind) {
                Some(provider) => below[provider].push(page),
                None if matches!(page.kind, Kind::Guide(_)) => first.push(page),
                None => last.push(page),
            }
        }
        let mut out = String::from("# Summary\n\n[API errors, explained](index.md)\n\n");
        let mut add =
            |indent: &str, page: &Page| out += &format!("{indent}- [{}]({}index.md)\n", escape(&self.name_of(page)), page.address);
        for page in first {
            add("", page);
        }
        for pages in below {
            for (at, page) in pages.into_iter().enumerate() {
                add(if at == 0 { "" } else { "  " }, page);
            }
        }
        for page in last {
            add("", page);
        }
        out
    }

    fn is_home_or_id(&self, page: &Page) -> bool {
        match page.kind {
            Kind::Home => true,
            Kind::Redirect(entry) => self.atlas.code_of(entry).address != page.address,
            _ => false,
        }
    }

    /// The provider that a page is about, if it is about one.
    fn provider_of(&self, kind: Kind) -> Option<usize> {
        match kind {
            Kind::List(Listing::Provider(number) | Listing::Operations(number), ..) => Some(number),
            Kind::List(Listing::Prefix(number), ..) => Some(self.atlas.prefixes[number].provider),
            Kind::List(Listing::Family(number), ..) => Some(self.atlas.families[number].provider),
            Kind::Code(number) => Some(self.atlas.codes[number].provider),
            Kind::Operation(number) => Some(self.atlas.operations[number].provider),
            Kind::Redirect(entry) => Some(self.atlas.code_of(entry).provider),
            Kind::List(Listing::Status(status), ..) => {
                self.atlas.statuses.get(&status).and_then(|status| status.code).map(|code| self.atlas.codes[code].provider)
            }
            Kind::Home | Kind::Guide(_) => None,
        }
    }

    fn name_of(&self, page: &Page) -> String {
        match page.kind {
            Kind::Home => String::new(),
            Kind::Guide(number) => self.guide.pages[number].title.clone(),
            Kind::List(listing, _, part) => self.title(listing, part),
            Kind::Code(number) => self.atlas.codes[number].name.clone(),
            Kind::Operation(number) => self.atlas.operations[number].operation.title.to_string(),
            Kind::Redirect(entry) => self.atlas.code_of(entry).name.clone(),
        }
    }
}
