//! Pages beside the catalog's: Markdown that the user gives, with a table of contents, as part of the site.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::Site;
use super::address::Register;
use super::markdown::{self, Headings, to_html, to_markdown};
use super::page::{Frame, Html, Link};
use super::templates::safe;
use crate::address::below;

/// A page that the user wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuideSource {
    /// Its path, as the links of other pages lead to it: without `..`, with `/`.
    pub path: String,
    /// What the table of contents calls it; otherwise its first heading counts.
    pub title: Option<String>,
    /// Its text.
    pub text: String,
}

/// All such pages, in the order of the table of contents.
#[derive(Debug, Default)]
pub(super) struct Guide {
    pub(super) pages: Vec<Chapter>,
    by_path: HashMap<String, usize>,
}

/// A page with its place.
#[derive(Debug)]
pub(super) struct Chapter {
    pub(super) address: String,
    pub(super) title: String,
    path: String,
    pub(super) text: String,
    /// The anchors of its headings.
    anchors: HashSet<String>,
}

/// A page of the guide.
#[derive(Debug, Serialize)]
pub(super) struct GuidePage {
    pub(super) frame: Frame,
    pub(super) content: Html,
    /// All pages; the link of this one is empty.
    pub(super) contents: Vec<Link>,
    pub(super) before: Option<Link>,
    pub(super) behind: Option<Link>,
}

impl Guide {
    /// Gives each page its address: `guide/` and the name of its file; a `README.md` is named by its title.
    pub(super) fn new(sources: &[GuideSource], register: &mut Register) -> Self {
        let mut guide = Self::default();
        for source in sources {
            let title = source.title.clone().or_else(|| markdown::title(&source.text)).unwrap_or_else(|| stem(&source.path).to_owned());
            let address = register.take(below("guide/", &name(&source.path, &title)));
            guide.by_path.insert(source.path.clone(), guide.pages.len());
            let anchors = markdown::anchors(&source.text).into_iter().collect();
            guide.pages.push(Chapter { address, title, path: source.path.clone(), text: source.text.clone(), anchors });
        }
        guide
    }
}

/// The name of a page: `pipelines/spark.md` is `spark`. The folders on the way to it are not the site's affair.
fn name(path: &str, title: &str) -> String {
    let stem = stem(path);
    let of_title = || title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
    let name = if stem == "README" || stem == "index" { of_title() } else { stem.to_owned() };
    if name.is_empty() { "start".to_owned() } else { name.to_lowercase() }
}

fn stem(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or_default();
    file.strip_suffix(".md").unwrap_or(file)
}

impl Site<'_> {
    /// A page of the guide.
    pub(super) fn guide_page(&self, number: usize) -> GuidePage {
        let chapter = &self.guide.pages[number];
        let mut frame = self.frame(&chapter.title, &chapter.title, &chapter.address, Vec::new());
        let root = frame.root.clone();
        frame.crumbs = vec![Link::new("Guide", String::new())];
        let link = |at: usize| {
            let page = self.guide.pages.get(at)?;
            Some(Link::new(&page.title, format!("{root}{}index.html", page.address)))
        };
        let contents = (0..self.guide.pages.len()).filter_map(link);
        let contents = contents.enumerate().map(|(at, one)| if at == number { Link { href: String::new(), ..one } } else { one });
        let resolve = |to: &str| self.resolve_from(chapter, to, &root, "index.html");
        GuidePage {
            content: safe(to_html(&chapter.text, Headings::Own, &resolve)),
            contents: contents.collect(),
            before: number.checked_sub(1).and_then(link),
            behind: link(number + 1),
            frame,
        }
    }

    /// The Markdown of a page, with links that lead to the pages of the site.
    pub(super) fn guide_markdown(&self, number: usize, root: &str) -> String {
        let chapter = &self.guide.pages[number];
        to_markdown(&chapter.text, &|to| self.resolve_from(chapter, to, root, "index.md"))
    }

    /// Where a link of a page leads: to a place of its own, to another page of the guide, or to an entry.
    fn resolve_from(&self, chapter: &Chapter, to: &str, root: &str, file: &str) -> Option<String> {
        let (path, anchor) = to.split_once('#').unwrap_or((to, ""));
        let path = if path.is_empty() { chapter.path.clone() } else { join(&chapter.path, path)? };
        let Some(&page) = self.guide.by_path.get(&path) else { return self.resolve(to, root, file) };
        let page = &self.guide.pages[page];
        let anchor = if page.anchors.contains(anchor) { format!("#{anchor}") } else { String::new() };
        Some(format!("{root}{}{file}{anchor}", page.address))
    }
}

/// The pages that a table of contents lists: titles and paths.
#[must_use]
pub fn contents(text: &str) -> Vec<(String, String)> {
    markdown::contents(text)
}

/// The path that a relative link leads to, from the file that has it; `None` if out of the tree.
#[must_use]
pub(super) fn join(from: &str, to: &str) -> Option<String> {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in to.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()?),
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined() {
        let check = |from: &str, to: &str, expect: Option<&str>| assert_eq!(join(from, to).as_deref(), expect);
        check("docs/site/start.md", "../pipelines/README.md", Some("docs/pipelines/README.md"));
        check("a.md", "./b.md", Some("b.md"));
        check("a.md", "../b.md", None);
    }

    #[test]
    fn pages_are_named_like_their_files() {
        let check = |path: &str, title: &str, expect: &str| assert_eq!(name(path, title), expect);
        check("docs/cli.md", "Commands", "cli");
        check("docs/pipelines/README.md", "In log pipelines", "in-log-pipelines");
        check("README.md", "...", "start");
    }
}
