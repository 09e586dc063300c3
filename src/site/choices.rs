//! How to tell the meanings of a code apart: what each has, what only one has, and what all have and so tells nothing.

use std::collections::HashMap;

use serde::Serialize;

use crate::catalog::entry::Entry;
use crate::catalog::value::Text;

use super::Site;
use super::atlas::Code;
use super::code::Section;
use super::example::Piece;
use super::page::{Link, template};

/// The meanings of a code side by side; none if it has one meaning only.
#[derive(Debug, Default, Serialize)]
pub(super) struct Choices {
    pub(super) rows: Vec<Choice>,
    pub(super) statuses_differ: bool,
    pub(super) calls_differ: bool,
    /// The calls that all meanings have, if these are the same.
    pub(super) calls: Vec<Link>,
    /// Whether all are from the same source.
    pub(super) same_source: bool,
}

/// A meaning among others of the same code.
#[derive(Debug, Serialize)]
pub(super) struct Choice {
    pub(super) title: String,
    pub(super) href: String,
    pub(super) message: Vec<Piece>,
    pub(super) status: Option<u16>,
    pub(super) calls: Vec<String>,
    /// What only this meaning has.
    pub(super) separates: Vec<&'static str>,
}

impl Site<'_> {
    /// The meanings of a code, of which these are the sections.
    pub(super) fn choices(&self, code: &Code, sections: &[Section]) -> Choices {
        let [first, others @ ..] = sections else { return Choices::default() };
        if others.is_empty() {
            return Choices::default();
        }
        let differ = |same: &dyn Fn(&Section) -> bool| !others.iter().all(same);
        let calls_differ = differ(&|one| one.calls == first.calls);
        let number = |section: &Section| section.status.as_ref().map(|status| status.number);
        Choices {
            rows: self.side_by_side(code),
            statuses_differ: differ(&|one| number(one) == number(first)),
            calls_differ,
            calls: if calls_differ { Vec::new() } else { first.calls.clone() },
            same_source: !differ(&|one| (&one.source, &one.url) == (&first.source, &first.url)),
        }
    }

    /// The meanings of a code side by side, each with what only it has.
    fn side_by_side(&self, code: &Code) -> Vec<Choice> {
        let entries: Vec<&Entry<'_>> = code.entries.clone().map(|entry| self.atlas.entry(entry)).collect();
        let facts: Vec<[String; 4]> = entries.iter().map(|entry| facts(entry)).collect();
        let mut counts: HashMap<(usize, &str), usize> = HashMap::new();
        for (at, fact) in facts.iter().flat_map(|facts| facts.iter().enumerate()) {
            *counts.entry((at, fact.as_str())).or_default() += 1;
        }
        let separates = |own: &[String; 4]| {
            let alone = |at: usize| !own[at].is_empty() && counts.get(&(at, own[at].as_str())) == Some(&1);
            TOPICS.iter().enumerate().filter(|(at, _)| alone(*at)).map(|(_, topic)| *topic).collect()
        };
        let choice = |(number, (entry, own)): (usize, (&&Entry<'_>, &[String; 4]))| Choice {
            title: entry.title.to_string(),
            href: self.atlas.place(number).anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default(),
            message: entry.message.as_deref().map(template).unwrap_or_default(),
            status: entry.status,
            calls: entry.operations.iter().map(ToString::to_string).collect(),
            separates: separates(own),
        };
        code.entries.clone().zip(entries.iter().zip(&facts)).map(choice).collect()
    }
}

/// What may tell meanings apart, in the order in which it is easiest to look at.
const TOPICS: [&str; 4] = ["message", "status", "call", "part of the request"];

/// What an entry has of each of these.
fn facts(entry: &Entry<'_>) -> [String; 4] {
    let calls: Vec<&str> = entry.operations.iter().map(Text::as_str).collect();
    let parts: Vec<String> = entry.blame.iter().map(|blame| format!("{} {}", blame.part.name(), blame.name)).collect();
    let message = entry.message.as_deref().unwrap_or_default().to_owned();
    [message, entry.status.map(|status| status.to_string()).unwrap_or_default(), calls.join("\n"), parts.join("\n")]
}
