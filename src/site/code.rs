//! The page of a code: a section for each of its meanings, and where there are several, how to tell them apart.

use std::collections::HashSet;

use serde::Serialize;

use crate::catalog::Error;
use crate::catalog::entry::{Entry, Role};
use crate::catalog::value::Text;

use super::Site;
use super::atlas::Code;
use super::choices::Choices;
use super::example::{Piece, Reader, Shown};
use super::markdown::{Headings, is_web, to_html};
use super::page::{Frame, Html, Link, Row, StatusBadge, prose, template};
use super::related::{self, Related};
use super::templates::safe;
use crate::address::step;

/// The page.
#[derive(Debug, Serialize)]
pub(super) struct CodePage {
    pub(super) frame: Frame,
    /// The code; without one, the title.
    pub(super) heading: String,
    pub(super) has_code: bool,
    /// What the parts of the code mean: the part's name and its meaning.
    pub(super) parts: Vec<(String, String)>,
    /// How to tell the meanings apart.
    pub(super) choices: Choices,
    pub(super) sections: Vec<Section>,
    /// The entries that come with this status, if it is one.
    pub(super) with_status: Vec<Row>,
    /// How many more of them there are than are listed, and where all are.
    pub(super) more: Option<Link>,
}

/// One meaning.
#[derive(Debug, Serialize)]
pub(super) struct Section {
    pub(super) id: String,
    pub(super) anchor: Option<String>,
    pub(super) title: String,
    pub(super) status: Option<StatusBadge>,
    pub(super) retryable: Option<bool>,
    /// What the code is, where it is no error to act on.
    pub(super) role: Option<&'static str>,
    pub(super) is_rule: bool,
    pub(super) message: Vec<Piece>,
    pub(super) description: Option<String>,
    pub(super) cause: Vec<Piece>,
    pub(super) fix: Vec<Piece>,
    pub(super) steps: Option<Html>,
    /// The parts of the request to look at: `path`, and its name.
    pub(super) check: Vec<(&'static str, String)>,
    pub(super) calls: Vec<Link>,
    pub(super) properties: Vec<String>,
    pub(super) examples: Vec<Shown>,
    pub(super) cases: Vec<CaseView>,
    pub(super) related: Vec<Related>,
    pub(super) retired: Option<RetiredView>,
    /// The entries that it stands in the place of.
    pub(super) replaces: Vec<Link>,
    pub(super) since: Option<String>,
    pub(super) notes: Option<String>,
    pub(super) source: String,
    pub(super) url: Option<String>,
}

/// The texts of a rule.
#[derive(Debug, Serialize)]
pub(super) struct CaseView {
    pub(super) file: String,
    pub(super) bad: String,
    pub(super) good: String,
}

/// That an entry is answered no more.
#[derive(Debug, Serialize)]
pub(super) struct RetiredView {
    pub(super) on: Option<String>,
    pub(super) by: Option<Link>,
    pub(super) note: Option<String>,
}

/// The most entries of a status that its page lists.
pub(super) const MOST_ROWS: usize = 60;

impl Site<'_> {
    /// The page of a code.
    pub(super) fn code_page(&self, code: &Code, reader: &Reader<'_>) -> Result<CodePage, Error> {
        let first = self.atlas.entry(code.entries.start);
        let has_code = first.code.is_some();
        let title = match (has_code, code.entries.len()) {
            (true, 1) => format!("{}: {}", code.name, first.title),
            (true, _) => code.name.clone(),
            (false, _) => first.title.to_string(),
        };
        let frame = self.frame(&title, &first.fix.replace('`', ""), &code.address, Vec::new());
        let root = frame.root.clone();
        let mut seen = HashSet::new();
        let sections: Result<Vec<Section>, Error> =
            code.entries.clone().map(|entry| self.section(entry, &root, reader, &mut seen)).collect();
        let sections = sections?;
        let (with_status, more) = self.of_status(code, &root);
        Ok(CodePage {
            frame: Frame { crumbs: self.crumbs(code, &root), ..frame },
            heading: if has_code { code.name.clone() } else { first.title.to_string() },
            has_code,
            parts: self.parts(code.entries.start),
            choices: self.choices(code, &sections),
            sections,
            with_status,
            more,
        })
    }

    fn crumbs(&self, code: &Code, root: &str) -> Vec<Link> {
        let mut crumbs = vec![self.crumb_of_provider(code.provider, root)];
        let group = self.atlas.prefix_of(code.entries.start);
        if let Some(prefix) = group.filter(|prefix| prefix.entries.len() > 1) {
            let mut link = Link::new(&prefix.text, format!("{root}{}index.html", prefix.address));
            link.note.clone_from(&prefix.meaning);
            crumbs.push(link);
        }
        crumbs
    }

    /// What the code's parts mean, as far as that is known.
    fn parts(&self, entry: usize) -> Vec<(String, String)> {
        let Some(reading) = &self.atlas.entries[entry].record.family else { return Vec::new() };
        reading.parts.iter().map(|(name, meaning)| (name.to_string(), meaning.to_string())).collect()
    }

    fn of_status(&self, code: &Code, root: &str) -> (Vec<Row>, Option<Link>) {
        let status = code.name.parse().ok().and_then(|status: u16| self.atlas.statuses.get(&status));
        let Some(status) = status.filter(|status| status.address == code.address) else { return (Vec::new(), None) };
        let others = || status.entries.iter().copied().filter(|entry| !code.entries.contains(entry));
        let rows = others().take(MOST_ROWS).map(|entry| self.row(entry, root)).collect();
        let left = others().count().saturating_sub(MOST_ROWS);
        let more = (left > 0).then(|| Link::new(&format!("{left} more"), format!("{root}{}index.html", status.list)));
        (rows, more)
    }

    fn section(&self, number: usize, root: &str, reader: &Reader<'_>, seen: &mut HashSet<usize>) -> Result<Section, Error> {
        let entry = self.atlas.entry(number);
        let id = &self.atlas.entries[number].id;
        let text = |text: &Option<Text<'_>>| text.as_ref().map(ToString::to_string);
        let examples: Result<Vec<Shown>, Error> = entry.examples.iter().map(|example| reader.show(example, id)).collect();
        let resolve = |to: &str| self.resolve(to, root, "index.html");
        Ok(Section {
            id: id.clone(),
            anchor: entry.slug.as_deref().map(step),
            title: entry.title.to_string(),
            status: entry.status.map(|status| self.badge(status, root)),
            retryable: entry.retryable,
            role: role(entry),
            is_rule: entry.role == Some(Role::Rule),
            message: entry.message.as_deref().map(template).unwrap_or_default(),
            description: text(&entry.description),
            cause: prose(&entry.cause, entry),
            fix: prose(&entry.fix, entry),
            steps: entry.steps.as_deref().map(|steps| safe(to_html(steps, Headings::Below, &resolve))),
            check: entry.blame.iter().map(|blame| (blame.part.name(), blame.name.to_string())).collect(),
            calls: entry.operations.iter().map(|call| self.call(number, call, root)).collect(),
            properties: entry.properties.iter().map(ToString::to_string).collect(),
            examples: examples?,
            cases: entry
                .cases
                .iter()
                .map(|case| CaseView { file: case.file.to_string(), bad: trimmed(&case.bad), good: trimmed(&case.good) })
                .collect(),
            related: related::of(self, number, root, seen),
            retired: entry.retired.as_ref().map(|_| self.retired(number, root)),
            replaces: self.predecessors.get(&number).map(|all| all.iter().map(|&old| self.link(old, root)).collect()).unwrap_or_default(),
            since: text(&entry.since),
            notes: text(&entry.notes),
            source: entry.source.to_string(),
            url: text(&entry.url).filter(|url| is_web(url)),
        })
    }

    /// A call, linked to its operation if that has a page; otherwise the link is empty.
    fn call(&self, entry: usize, call: &str, root: &str) -> Link {
        let provider = self.atlas.code_of(entry).provider;
        let href = self.calls.get(&(provider, call.to_owned())).map(|&operation| {
            let address = &self.atlas.operations[operation].address;
            format!("{root}{address}index.html")
        });
        Link::new(call, href.unwrap_or_default())
    }

    /// An entry as a link.
    pub(super) fn link(&self, entry: usize, root: &str) -> Link {
        let known = &self.atlas.entries[entry];
        let text = known.id.split_once('/').map_or(known.id.as_str(), |(_, name)| name);
        Link { text: text.to_owned(), href: self.atlas.place(entry).link(root), note: Some(known.record.entry.title.to_string()) }
    }

    fn retired(&self, number: usize, root: &str) -> RetiredView {
        let retired = self.atlas.entry(number).retired.as_ref();
        let text = |text: Option<&Text<'_>>| text.map(ToString::to_string);
        RetiredView {
            on: text(retired.and_then(|retired| retired.on.as_ref())),
            by: self.atlas.successor(number).map(|by| self.link(by, root)),
            note: text(retired.and_then(|retired| retired.note.as_ref())),
        }
    }
}

fn role(entry: &Entry<'_>) -> Option<&'static str> {
    match entry.role? {
        Role::Wrapper => Some("a general code around the real one"),
        Role::Frame => Some("a line of a stack: where it happened, not what"),
        Role::Success => Some("no error"),
        Role::Rule => Some("a rule of the linter"),
    }
}

fn trimmed(text: &str) -> String {
    text.trim_end().to_owned()
}
