//! Pages that list entries: a provider, a family, codes that begin alike, a status, the operations of a provider.
//!
//! A long list is several pages, so that none grows with the catalog.

use std::collections::HashMap;
use std::ops::Range;

use serde::Serialize;

use crate::catalog::entry::{Family, Part};
use crate::catalog::value::Text;

use super::Site;
use super::atlas::Prefix;
use super::markdown::is_web;
use super::page::{Frame, Link, Row};

/// The most entries on one page.
const MOST_ROWS: usize = 400;

/// What a page lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listing {
    /// A provider: its groups, its operations, its entries.
    Provider(usize),
    /// The codes of a provider that begin alike.
    Prefix(usize),
    /// A family of codes.
    Family(usize),
    /// The entries with a status.
    Status(u16),
    /// The operations of a provider.
    Operations(usize),
}

/// The page.
#[derive(Debug, Serialize)]
pub(super) struct ListPage {
    pub(super) frame: Frame,
    pub(super) heading: String,
    /// What it is that the heading names; a code stands alone.
    pub(super) subtitle: Option<String>,
    pub(super) is_code: bool,
    pub(super) facts: Vec<Fact>,
    pub(super) groups: Vec<Group>,
    /// The heading of the list.
    pub(super) list: String,
    pub(super) rows: Vec<Row>,
    /// The pages of the list before and behind this one.
    pub(super) before: Option<Link>,
    pub(super) behind: Option<Link>,
}

/// Something to know: `hosts`, and which.
#[derive(Debug, Serialize)]
pub(super) struct Fact {
    pub(super) name: &'static str,
    pub(super) values: Vec<Link>,
    pub(super) is_code: bool,
}

/// Links under a heading.
#[derive(Debug, Serialize)]
pub(super) struct Group {
    pub(super) heading: String,
    pub(super) links: Vec<Link>,
    pub(super) are_codes: bool,
}

impl Site<'_> {
    /// The number of pages that a list has.
    pub(super) fn parts_of(&self, listing: Listing) -> usize {
        self.listed(listing).len().div_ceil(MOST_ROWS).max(1)
    }

    /// The address of a list's first page.
    pub(super) fn address_of(&self, listing: Listing) -> String {
        match listing {
            Listing::Provider(number) => self.atlas.providers[number].address.clone(),
            Listing::Prefix(number) => self.atlas.prefixes[number].address.clone(),
            Listing::Family(number) => self.atlas.families[number].address.clone(),
            Listing::Status(status) => self.atlas.statuses.get(&status).map(|page| page.list.clone()).unwrap_or_default(),
            Listing::Operations(number) => format!("{}operations/", self.atlas.providers[number].address),
        }
    }

    fn listed(&self, listing: Listing) -> Entries<'_> {
        match listing {
            Listing::Provider(number) => Entries::Range(self.atlas.entries_of(number)),
            Listing::Prefix(number) => Entries::List(&self.atlas.prefixes[number].entries),
            Listing::Family(number) => Entries::List(&self.atlas.families[number].entries),
            Listing::Status(status) => Entries::List(self.atlas.statuses.get(&status).map_or(&[], |page| &page.entries)),
            Listing::Operations(_) => Entries::List(&[]),
        }
    }

    /// A page of a list, from 0.
    pub(super) fn list_page(&self, listing: Listing, part: usize, addresses: &[String]) -> ListPage {
        let (heading, subtitle) = self.heading(listing);
        let address = &addresses[part];
        let mut frame = self.frame(&self.title(listing, part), &self.about(listing), address, Vec::new());
        let root = frame.root.clone();
        frame.crumbs = self.way_to(listing, &root);
        let neighbor = |part: usize, text: &str| Some(Link::new(text, format!("{root}{}index.html", addresses.get(part)?)));
        let first = part == 0;
        ListPage {
            heading,
            subtitle,
            is_code: matches!(listing, Listing::Prefix(_) | Listing::Status(_)),
            facts: if first { self.facts(listing) } else { Vec::new() },
            groups: if first { self.groups(listing, &root) } else { Vec::new() },
            list: self.list_heading(listing),
            rows: self.listed(listing).part(part).map(|entry| self.row(entry, &root)).collect(),
            before: part.checked_sub(1).and_then(|before| neighbor(before, "Previous page")),
            behind: neighbor(part + 1, "Next page"),
            frame,
        }
    }

    /// What a page of a list is called.
    pub(super) fn title(&self, listing: Listing, part: usize) -> String {
        let (heading, subtitle) = self.heading(listing);
        let title = subtitle.map_or_else(|| heading.clone(), |subtitle| format!("{heading}: {subtitle}"));
        if part == 0 { title } else { format!("{title}, page {}", part + 1) }
    }

    fn heading(&self, listing: Listing) -> (String, Option<String>) {
        match listing {
            Listing::Provider(number) => (self.atlas.providers[number].provider.name.to_string(), None),
            Listing::Prefix(number) => {
                let prefix = &self.atlas.prefixes[number];
                (prefix.text.clone(), prefix.meaning.clone())
            }
            Listing::Family(number) => {
                let family = self.family(number);
                let title = family.title.as_ref().map_or_else(|| family.id.to_string(), ToString::to_string);
                (title, None)
            }
            Listing::Status(status) => (status.to_string(), self.atlas.status_title(status).map(str::to_owned)),
            Listing::Operations(number) => (format!("Operations of {}", self.atlas.providers[number].provider.name), None),
        }
    }

    fn about(&self, listing: Listing) -> String {
        let count = match self.listed(listing).len() {
            1 => "1 entry".to_owned(),
            count => format!("{count} entries"),
        };
        match listing {
            Listing::Provider(number) if self.are_rules(number) => {
                format!("The rules of {}: {}.", self.atlas.providers[number].provider.name, self.listed(listing).len())
            }
            Listing::Provider(number) => format!("The API errors of {}: {count}.", self.atlas.providers[number].provider.name),
            Listing::Prefix(number) => format!("Codes that begin with {}: {count}.", self.atlas.prefixes[number].text),
            Listing::Family(_) => format!("A family of codes: {count}."),
            Listing::Status(status) => format!("Errors with HTTP status {status}: {count}."),
            Listing::Operations(_) => "What calls take, and what they answer.".to_owned(),
        }
    }

    fn list_heading(&self, listing: Listing) -> String {
        match listing {
            Listing::Provider(number) if self.are_rules(number) => "All rules".to_owned(),
            Listing::Provider(_) => "All errors".to_owned(),
            Listing::Status(_) => "Errors with this status".to_owned(),
            _ => "Errors".to_owned(),
        }
    }

    /// Whether all entries of a provider are rules of a linter.
    pub(super) fn are_rules(&self, provider: usize) -> bool {
        let mut entries = self.atlas.entries_of(provider);
        !entries.is_empty() && entries.all(|entry| self.atlas.entries[entry].record.is_rule())
    }

    fn way_to(&self, listing: Listing, root: &str) -> Vec<Link> {
        let provider = match listing {
            Listing::Provider(_) => return Vec::new(),
            Listing::Prefix(number) => self.atlas.prefixes[number].provider,
            Listing::Family(number) => self.atlas.families[number].provider,
            Listing::Operations(number) => number,
            Listing::Status(status) => {
                let code = self.atlas.statuses.get(&status).and_then(|page| page.code);
                let code = code.map(|code| &self.atlas.codes[code]);
                return code.map(|code| Link::new(&code.name, format!("{root}{}index.html", code.address))).into_iter().collect();
            }
        };
        vec![self.crumb_of_provider(provider, root)]
    }

    fn family(&self, number: usize) -> &Family<'_> {
        let family = &self.atlas.families[number];
        &self.atlas.providers[family.provider].provider.families[family.index]
    }

    fn facts(&self, listing: Listing) -> Vec<Fact> {
        let text = |text: &str| Link::new(text, String::new());
        match listing {
            Listing::Provider(number) => {
                let provider = &self.atlas.providers[number].provider;
                let homepage =
                    provider.homepage.iter().map(|url| Link::new(url, if is_web(url) { url.to_string() } else { String::new() }));
                let hosts = provider.hosts.iter().map(|host| text(host));
                vec![
                    Fact { name: "Documentation", values: homepage.collect(), is_code: false },
                    Fact { name: "Hosts", values: hosts.collect(), is_code: true },
                ]
            }
            Listing::Family(number) => {
                let family = self.family(number);
                let keys = family.keys.iter().map(|key| text(key)).collect();
                vec![
                    Fact { name: "Shape", values: vec![text(&family.shape)], is_code: true },
                    Fact { name: "Counts behind", values: keys, is_code: true },
                ]
            }
            _ => Vec::new(),
        }
    }

    fn groups(&self, listing: Listing, root: &str) -> Vec<Group> {
        match listing {
            Listing::Provider(number) => self.groups_of_provider(number, root),
            Listing::Family(number) => self.parts_of_family(number, root),
            Listing::Prefix(number) => self.parts_of_prefix(number, root),
            Listing::Operations(number) => vec![self.operations_of(number, root)],
            Listing::Status(_) => Vec::new(),
        }
    }

    fn groups_of_provider(&self, number: usize, root: &str) -> Vec<Group> {
        let stock = &self.atlas.providers[number];
        let prefixes = self.atlas.prefixes[stock.prefixes.clone()].iter().map(|prefix| Link {
            text: prefix.text.clone(),
            href: format!("{root}{}index.html", prefix.address),
            note: Some(counted(prefix.meaning.as_deref(), prefix.entries.len())),
        });
        let families = stock.families.clone().map(|family| Link {
            text: self.heading(Listing::Family(family)).0,
            href: format!("{root}{}index.html", self.atlas.families[family].address),
            note: Some(counted(None, self.atlas.families[family].entries.len())),
        });
        let mut groups = vec![self.operations_of(number, root)];
        groups.push(Group { heading: "By the start of the code".to_owned(), links: prefixes.collect(), are_codes: true });
        groups.push(Group { heading: "By family".to_owned(), links: families.collect(), are_codes: false });
        groups.retain(|group| !group.links.is_empty());
        groups
    }

    fn operations_of(&self, number: usize, root: &str) -> Group {
        let operations = &self.atlas.operations[self.atlas.providers[number].operations.clone()];
        let links = operations.iter().map(|call| Link {
            text: call.operation.title.to_string(),
            href: format!("{root}{}index.html", call.address),
            note: Some(format!("{} {}", call.operation.method, call.operation.path)),
        });
        Group { heading: "Operations".to_owned(), links: links.collect(), are_codes: false }
    }

    /// What the pieces of a family's codes mean; those that codes begin with have pages.
    fn parts_of_family(&self, number: usize, root: &str) -> Vec<Group> {
        let family = &self.atlas.families[number];
        let stock = &self.atlas.providers[family.provider];
        let own = |prefix: &&Prefix| prefix.entries.iter().any(|entry| family.entries.binary_search(entry).is_ok());
        let prefixes: Vec<&Prefix> = self.atlas.prefixes[stock.prefixes.clone()].iter().filter(own).collect();
        let part = |(first, (name, part)): (bool, &(Text<'_>, Part<'_>))| {
            let pages: HashMap<String, &&Prefix> =
                prefixes.iter().filter(|_| first).filter_map(|prefix| Some((part.of(&prefix.text)?, prefix))).collect();
            let links = part.values.iter().map(|(value, meaning)| {
                let page = pages.get(value.as_str());
                Link {
                    text: value.to_string(),
                    href: page.map(|page| format!("{root}{}index.html", page.address)).unwrap_or_default(),
                    note: Some(meaning.to_string()),
                }
            });
            Group { heading: format!("What the {name} means"), links: links.collect(), are_codes: true }
        };
        let parts = self.family(number).parts.iter().enumerate().map(|(at, one)| part((at == 0, one)));
        parts.filter(|group| !group.links.is_empty()).collect()
    }

    fn parts_of_prefix(&self, number: usize, root: &str) -> Vec<Group> {
        let mut families: Vec<usize> = Vec::new();
        for &entry in &self.atlas.prefixes[number].entries {
            if let Some(family) = self.atlas.family_number_of(entry)
                && !families.contains(&family)
            {
                families.push(family);
            }
        }
        let link = |family: usize| {
            Link::new(&self.heading(Listing::Family(family)).0, format!("{root}{}index.html", self.atlas.families[family].address))
        };
        let links: Vec<Link> = families.into_iter().map(link).collect();
        vec![Group { heading: "Family".to_owned(), links, are_codes: false }]
    }
}

fn counted(what: Option<&str>, count: usize) -> String {
    let count = if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") };
    what.map_or(count.clone(), |what| format!("{what} ({count})"))
}

/// The entries of a list.
enum Entries<'s> {
    Range(Range<usize>),
    List(&'s [usize]),
}

impl<'s> Entries<'s> {
    fn len(&self) -> usize {
        match self {
            Self::Range(range) => range.len(),
            Self::List(list) => list.len(),
        }
    }

    /// The entries on one page.
    fn part(self, part: usize) -> Box<dyn Iterator<Item = usize> + 's> {
        let from = part * MOST_ROWS;
        match self {
            Self::Range(range) => Box::new(range.skip(from).take(MOST_ROWS)),
            Self::List(list) => Box::new(list.iter().copied().skip(from).take(MOST_ROWS)),
        }
    }
}
