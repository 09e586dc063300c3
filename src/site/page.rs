//! What all pages have: [`Frame`], the head and the way to the rest of the site, and the small things that many show: links, rows
//! of lists, badges.

use minijinja::Value;
use serde::Serialize;

use crate::catalog::entry::Entry;
use crate::catalog::template::{Piece as Part, pieces};
use crate::explain::{Filled, FilledPiece};

use super::Site;
use super::address::to_root;
use super::atlas::Place;
use super::example::Piece;

/// The frame of a page.
#[derive(Debug, Serialize)]
pub(super) struct Frame {
    /// The page's name, for the tab and for links.
    pub(super) title: String,
    /// What it is about, in a sentence.
    pub(super) description: String,
    /// The way to the root: `../../`.
    pub(super) root: String,
    /// The page's address on the web, if the site's is known.
    pub(super) canonical: Option<String>,
    /// The pages above this one.
    pub(super) crumbs: Vec<Link>,
    /// Where the site has more than the catalog.
    pub(super) guide: Option<String>,
    /// Whether there is a feed.
    pub(super) feed: bool,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Link {
    pub(super) text: String,
    pub(super) href: String,
    /// What else to say of it.
    pub(super) note: Option<String>,
}

/// An entry in a list.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) code: String,
    /// Whether the entry has a code; otherwise `code` is its slug.
    pub(super) has_code: bool,
    pub(super) href: String,
    pub(super) title: String,
    pub(super) status: Option<u16>,
    pub(super) retired: bool,
}

/// An HTTP status.
#[derive(Debug, Clone, Serialize)]
pub(super) struct StatusBadge {
    pub(super) number: u16,
    pub(super) name: Option<String>,
    pub(super) href: String,
    /// `client`, `server` or `other`.
    pub(super) kind: &'static str,
}

impl Site<'_> {
    /// The frame of the page at an address.
    pub(super) fn frame(&self, title: &str, description: &str, address: &str, crumbs: Vec<Link>) -> Frame {
        Frame {
            title: title.to_owned(),
            description: description.to_owned(),
            root: to_root(address),
            canonical: self.options.base_url.as_ref().map(|base| format!("{base}{address}")),
            crumbs,
            guide: self.guide.pages.first().map(|page| format!("{}{}index.html", to_root(address), page.address)),
            feed: self.options.base_url.is_some(),
        }
    }

    /// The page of a provider, as a step on the way to those below it.
    pub(super) fn crumb_of_provider(&self, provider: usize, root: &str) -> Link {
        let stock = &self.atlas.providers[provider];
        Link::new(&stock.provider.name, format!("{root}{}index.html", stock.address))
    }

    /// An entry as a row of a list.
    pub(super) fn row(&self, entry: usize, root: &str) -> Row {
        let known = &self.atlas.entries[entry];
        let own = &known.record.entry;
        Row {
            id: known.id.clone(),
            code: own.code.as_deref().or(own.slug.as_deref()).unwrap_or_default().to_owned(),
            has_code: own.code.is_some(),
            href: self.atlas.place(entry).link(root),
            title: own.title.to_string(),
            status: own.status,
            retired: own.retired.is_some(),
        }
    }

    /// A status as a badge.
    pub(super) fn badge(&self, status: u16, root: &str) -> StatusBadge {
        let kind = match status {
            400..=499 => "client",
            500..=599 => "server",
            _ => "other",
        };
        let address = self.atlas.statuses.get(&status).map(|page| page.address.clone()).unwrap_or_default();
        let href = Place { address, anchor: None }.link(root);
        StatusBadge { number: status, name: self.atlas.status_title(status).map(str::to_owned), href, kind }
    }

    /// Where a link in a text of the catalog leads: to an entry by its id, else nowhere.
    pub(super) fn resolve(&self, to: &str, root: &str, file: &str) -> Option<String> {
        let entry = self.atlas.by_id(to)?;
        let place = self.atlas.place(entry);
        let anchor = place.anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
        Some(format!("{root}{}{file}{anchor}", place.address))
    }
}

impl Link {
    /// A link without a note.
    pub(super) fn new(text: &str, href: String) -> Self {
        Self { text: text.to_owned(), href, note: None }
    }
}

/// A message with its holes marked; what is no template is shown as it is.
pub(super) fn template(message: &str) -> Vec<Piece> {
    let Ok(parts) = pieces(message) else { return vec![Piece::text(message)] };
    let piece = |part: Part<'_>| match part {
        Part::Text(text) => Piece::text(text),
        Part::Hole(name, _) => Piece { marked: true, ..Piece::text(name) },
    };
    parts.into_iter().map(piece).collect()
}

/// A cause or fix with the holes of the message marked.
pub(super) fn prose(text: &str, entry: &Entry<'_>) -> Vec<Piece> {
    let filled = Filled::open(text, entry);
    let piece = |piece: &FilledPiece| match piece {
        FilledPiece::Text(text) | FilledPiece::Value(text) => Piece::text(text),
        FilledPiece::Code(text) => Piece { code: true, ..Piece::text(text) },
        FilledPiece::Open(name) => Piece { marked: true, ..Piece::text(name) },
    };
    filled.pieces().iter().map(piece).collect()
}

/// HTML for a template.
pub(super) type Html = Value;
