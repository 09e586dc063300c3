//! The site: a page for each code, family, operation, status and rule of any catalog, as HTML, Markdown and JSON.
//!
//! [`Site::new`] reads the catalogs and decides which pages there are; [`Worker::render`] makes the files of one of them. Nothing here
//! reads or writes files, and a file depends on nothing but the catalogs and the [`Options`], so that the site is the same to the
//! byte in every run and with any number of threads.
//!
//! Every link is relative and names its file, so that a site works from a disk and under any path of a server.

pub mod address;
mod assets;
mod atlas;
mod choices;
mod code;
mod correction;
mod example;
mod feed;
pub mod guide;
mod home;
mod json;
mod listing;
mod markdown;
mod operation;
mod order;
mod page;
mod related;
mod schema;
mod summary;
pub mod sync;
pub mod templates;
#[cfg(test)]
mod tests;
mod text;

use std::borrow::Cow;
use std::collections::HashMap;

use crate::catalog::Error;
use crate::catalog::layers::Layers;
use crate::diagnostic::Diagnostic;

pub use guide::GuideSource;
pub use templates::Override;

use crate::address::{below, step};
use address::Register;
use atlas::Atlas;
use example::Reader;
use guide::Guide;
use listing::Listing;
use templates::Templates;

/// The version of the JSON beside the pages; it changes when a key changes its meaning or goes away.
pub const SCHEMA: &str = "errdex-site/1";

/// What the pages are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// A whole site: HTML, and beside each page its Markdown and JSON.
    #[default]
    Html,
    /// Markdown alone, for mdBook, `MkDocs`, Docusaurus.
    Markdown,
}

/// How the site is to be.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What the pages are written as.
    pub format: Format,
    /// Where it will be on the web, with `/` at its end.
    pub base_url: Option<String>,
    /// The day of the feed, in seconds since 1970.
    pub date: Option<u64>,
    /// Templates in the place of those that come with errdex.
    pub templates: Vec<Override>,
    /// Pages beside the catalog's.
    pub guide: Vec<GuideSource>,
}

/// A file of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path below the site's folder, with `/`.
    pub path: String,
    /// What is in it.
    pub bytes: Cow<'static, [u8]>,
}

impl File {
    fn new(path: String, bytes: impl Into<Cow<'static, [u8]>>) -> Self {
        Self { path, bytes: bytes.into() }
    }
}

/// Why a site cannot be made.
#[derive(Debug)]
pub enum Problem {
    /// A catalog is damaged.
    Catalog(Error),
    /// A template is wrong.
    Template(Box<Diagnostic>),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::Catalog(error)
    }
}

impl From<Box<Diagnostic>> for Problem {
    fn from(diagnostic: Box<Diagnostic>) -> Self {
        Self::Template(diagnostic)
    }
}

/// A site, ready to be rendered.
#[derive(Debug)]
pub struct Site<'c> {
    layers: Layers<'c>,
    options: Options,
    atlas: Atlas<'c>,
    templates: Templates,
    guide: Guide,
    pages: Vec<Page>,
    /// For each entry those that it stands in the place of.
    predecessors: HashMap<usize, Vec<usize>>,
    /// The operation of a call, by provider and text.
    calls: HashMap<(usize, String), usize>,
    /// The addresses of the pages of each list.
    lists: Vec<Vec<String>>,
}

/// A page.
#[derive(Debug)]
struct Page {
    address: String,
    kind: Kind,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Home,
    /// A list, the number of its addresses, and which of its pages.
    List(Listing, usize, usize),
    Code(usize),
    Operation(usize),
    /// To an entry, or to the one in its place.
    Redirect(usize),
    Guide(usize),
}

impl<'c> Site<'c> {
    /// Reads the catalogs and decides which pages there are.
    ///
    /// # Errors
    /// If a catalog is damaged, or a template cannot be read.
    pub fn new(layers: &Layers<'c>, options: Options) -> Result<Self, Problem> {
        let mut register = Register::new(&["", "assets/", "guide/"]);
        let templates = Templates::new(&options.templates)?;
        let atlas = Atlas::new(layers, &mut register)?;
        let guide = Guide::new(&options.guide, &mut register);
        let mut predecessors: HashMap<usize, Vec<usize>> = HashMap::new();
        for entry in 0..atlas.entries.len() {
            if let Some(successor) = atlas.successor(entry) {
                predecessors.entry(successor).or_default().push(entry);
            }
        }
        let call = |(number, call): (usize, &atlas::Call<'_>)| {
            ((call.provider, format!("{} {}", call.operation.method, call.operation.path)), number)
        };
        let calls = atlas.operations.iter().enumerate().map(call).collect();
        let (pages, lists) = (Vec::new(), Vec::new());
        let mut site = Self { layers: layers.clone(), options, atlas, templates, guide, pages, predecessors, calls, lists };
        site.plan(&mut register);
        Ok(site)
    }

    /// Decides which pages there are. Those of entries come first, so that their addresses depend on nothing else.
    fn plan(&mut self, register: &mut Register) {
        self.push(String::new(), Kind::Home);
        for number in 0..self.guide.pages.len() {
            self.push(self.guide.pages[number].address.clone(), Kind::Guide(number));
        }
        for number in 0..self.atlas.providers.len() {
            self.plan_provider(number, register);
        }
        for number in 0..self.atlas.codes.len() {
            let successor = self.successor_of_code(number);
            self.push(self.atlas.codes[number].address.clone(), successor.map_or(Kind::Code(number), Kind::Redirect));
        }
        for entry in 0..self.atlas.entries.len() {
            self.plan_id(entry, register);
        }
        let statuses: Vec<u16> = self
            .atlas
            .statuses
            .iter()
            .filter(|(_, page)| page.code.is_none() || page.entries.len() > code::MOST_ROWS)
            .map(|(status, _)| *status)
            .collect();
        for status in statuses {
            self.plan_list(Listing::Status(status), register);
        }
    }

    fn plan_provider(&mut self, number: usize, register: &mut Register) {
        let stock = &self.atlas.providers[number];
        let (prefixes, families, operations) = (stock.prefixes.clone(), stock.families.clone(), stock.operations.clone());
        self.plan_list(Listing::Provider(number), register);
        if !operations.is_empty() {
            self.plan_list(Listing::Operations(number), register);
        }
        prefixes.for_each(|prefix| self.plan_list(Listing::Prefix(prefix), register));
        families.for_each(|family| self.plan_list(Listing::Family(family), register));
        for operation in operations {
            self.push(self.atlas.operations[operation].address.clone(), Kind::Operation(operation));
        }
    }

    fn plan_list(&mut self, listing: Listing, register: &mut Register) {
        let first = self.address_of(listing);
        let others = (2..=self.parts_of(listing)).map(|part| format!("{first}page-{part}/"));
        let mut addresses = vec![first.clone()];
        addresses.extend(others.map(|address| register.take(address)).collect::<Vec<_>>());
        for (part, address) in addresses.iter().enumerate() {
            self.push(address.clone(), Kind::List(listing, self.lists.len(), part));
        }
        self.lists.push(addresses);
    }

    /// An entry with code and slug has a place on the page of its code, and a page at its own id that leads there.
    fn plan_id(&mut self, entry: usize, register: &mut Register) {
        let own = self.atlas.entry(entry);
        let (Some(_), Some(slug)) = (&own.code, &own.slug) else { return };
        let code = self.atlas.code_of(entry);
        if let Some(address) = register.take_if_free(below(&code.address, &step(slug))) {
            self.push(address, Kind::Redirect(entry));
        }
    }

    /// For a code that is answered no more in any of its meanings: its first, for there is one in its place on another page.
    fn successor_of_code(&self, number: usize) -> Option<usize> {
        let code = &self.atlas.codes[number];
        let leaves = |entry| self.atlas.successor(entry).is_some_and(|by| !code.entries.contains(&by));
        code.entries.clone().all(leaves).then_some(code.entries.start)
    }

    fn push(&mut self, address: String, kind: Kind) {
        self.pages.push(Page { address, kind });
    }

    /// The addresses of all pages that say something themselves.
    fn addresses(&self) -> impl Iterator<Item = &str> {
        self.pages.iter().filter(|page| !matches!(page.kind, Kind::Redirect(_))).map(|page| page.address.as_str())
    }

    /// How many there are to render: the pages, and all else.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.pages.len() + 1
    }

    /// Whether there is nothing to render. There always is.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        false
    }

    /// How many pages there are.
    #[must_use]
    pub const fn pages(&self) -> usize {
        self.pages.len()
    }

    /// The text of a template of the user, to show what is wrong in it.
    #[must_use]
    pub fn template(&self, path: &str) -> Option<&str> {
        self.templates.text_of(path)
    }

    /// Renders pages; each thread makes its own.
    ///
    /// # Errors
    /// If a catalog is damaged.
    pub fn worker(&self) -> Result<Worker<'_, 'c>, Error> {
        Ok(Worker { site: self, reader: Reader::new(&self.layers)? })
    }
}

/// Renders the pages of a site.
pub struct Worker<'s, 'c> {
    site: &'s Site<'c>,
    reader: Reader<'c>,
}

impl Worker<'_, '_> {
    /// The files of a number below [`Site::len`].
    ///
    /// # Errors
    /// If a catalog is damaged, or a template cannot be rendered.
    pub fn render(&self, number: usize) -> Result<Vec<File>, Problem> {
        let Some(page) = self.site.pages.get(number) else { return self.site.other_files() };
        let (html, markdown, value) = self.forms(page)?;
        let file = |name: &str, bytes: Vec<u8>| File::new(format!("{}{name}", page.address), bytes);
        let markdown = file("index.md", markdown.into_bytes());
        Ok(match html {
            None => vec![markdown],
            Some(html) => {
                let value = crate::render::json::render_pretty(&value);
                vec![file("index.html", html.into_bytes()), file("index.json", value.into_bytes()), markdown]
            }
        })
    }

    /// A page in its three forms; as HTML only if the site is to have that.
    fn forms(&self, page: &Page) -> Result<(Option<String>, String, serde_json::Value), Problem> {
        let site = self.site;
        Ok(match page.kind {
            Kind::Home => {
                let view = site.home_page(&self.reader)?;
                (site.html("home.html", &view)?, text::home(&view), site.index_json(json::home(&view)))
            }
            Kind::List(listing, list, part) => {
                let view = site.list_page(listing, part, &site.lists[list]);
                (site.html("group.html", &view)?, text::list(&view), json::list(&view, &page.address))
            }
            Kind::Code(number) => {
                let code = &site.atlas.codes[number];
                let view = site.code_page(code, &self.reader)?;
                let value = site.code_json(code, &view);
                (site.html("code.html", &view)?, site.code_markdown(code, &view), value)
            }
            Kind::Operation(number) => {
                let call = &site.atlas.operations[number];
                let view = site.operation_page(call);
                (site.html("operation.html", &view)?, site.operation_markdown(call, &view), json::operation(call, &view))
            }
            Kind::Redirect(entry) => {
                let view = site.redirect_page(entry, &page.address);
                let value = site.redirect_json(entry, &page.address, &self.reader)?;
                (site.html("redirect.html", &view)?, text::redirect(&view), value)
            }
            Kind::Guide(number) => {
                let view = site.guide_page(number);
                let markdown = site.guide_markdown(number, &view.frame.root);
                let value = json::guide(&view, &page.address, &markdown);
                (site.html("guide.html", &view)?, markdown, value)
            }
        })
    }
}

impl Site<'_> {
    fn html(&self, template: &str, view: &impl serde::Serialize) -> Result<Option<String>, Box<Diagnostic>> {
        match self.options.format {
            Format::Html => self.templates.render(template, view).map(Some),
            Format::Markdown => Ok(None),
        }
    }

    /// What is no page.
    fn other_files(&self) -> Result<Vec<File>, Problem> {
        if self.options.format == Format::Markdown {
            return Ok(vec![File::new("SUMMARY.md".to_owned(), self.summary().into_bytes())]);
        }
        let mut files = assets::files(&self.layers)?;
        let mut add = |path: &str, text: String| files.push(File::new(path.to_owned(), text.into_bytes()));
        add("assets/addresses.js", self.addresses_apart());
        add("llms.txt", self.llms());
        if let Some(base) = &self.options.base_url {
            add("sitemap.xml", self.sitemap(base));
            add("feed.xml", self.feed(base));
        }
        // GitHub Pages would leave out what begins with `_`.
        add(".nojekyll", String::new());
        Ok(files)
    }
}
