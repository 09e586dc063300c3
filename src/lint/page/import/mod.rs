//! A page as a catalog: what it says of errors and calls, in the format of `catalog/README.md`, with comments where it is doubtful.

mod entry;
mod mend;
mod operation;
mod provider;
mod yaml;

use std::collections::HashSet;

use super::super::{Document, Knowledge, lint};
use super::model::Page;
use crate::diagnostic::{Diagnostic, Severity};
use crate::span::Span;

/// What was made of a page.
#[derive(Debug)]
pub struct Imported {
    /// The provider's id, the name of its folder.
    pub provider: String,
    /// The files of the catalog, by their paths in its folder.
    pub files: Vec<ImportedFile>,
    /// How many entries there are.
    pub entries: usize,
    /// How many operations there are.
    pub operations: usize,
    /// All that is doubtful about the page.
    pub findings: Vec<Diagnostic>,
}

/// A file of a catalog.
#[derive(Debug)]
pub struct ImportedFile {
    /// `shop/quotes.yaml`
    pub path: String,
    /// Its YAML.
    pub text: String,
}

/// Makes a catalog of a page. Without a provider, it is the one whose host the samples call.
#[must_use]
pub fn import(document: &Document<'_>, provider: Option<&str>, knowledge: &Knowledge<'_>) -> Imported {
    let page = super::read(document.text);
    let findings = lint(document, knowledge);
    let hosts = provider::hosts(document.text);
    let provider = provider.map_or_else(|| provider::id(&hosts, knowledge), slug);
    let source = Source { page: &page, findings: &findings, knowledge, provider: &provider };
    let mut files = vec![ImportedFile { path: format!("{provider}/provider.yaml"), text: provider::write(&source, &hosts) }];
    let (entries, count) = entry::write(&source);
    let subject = page.title.as_ref().map(|title| slug(title.text())).filter(|slug| !slug.is_empty()).unwrap_or_else(|| "page".to_owned());
    // The name of the provider's own file is taken.
    let subject = if subject == "provider" { "page".to_owned() } else { subject };
    if count > 0 {
        files.push(ImportedFile { path: format!("{provider}/{subject}.yaml"), text: entries });
    }
    let operations = operation::write(&source);
    let calls = operations.len();
    files.extend(operations.into_iter().map(|(id, text)| ImportedFile { path: format!("{provider}/operations/{id}.yaml"), text }));
    Imported { files, entries: count, operations: calls, findings, provider }
}

/// What the parts of the writer read.
struct Source<'s, 't, 'k> {
    page: &'s Page<'t>,
    findings: &'s [Diagnostic],
    knowledge: &'s Knowledge<'k>,
    provider: &'s str,
}

impl Source<'_, '_, '_> {
    /// What is doubtful about a part of the page, a line each. How a page was printed does not touch what it says.
    fn doubts(&self, part: Span) -> Vec<String> {
        let within = |finding: &&Diagnostic| finding.span.is_some_and(|span| part.start <= span.start && span.start < part.end);
        let worth = |finding: &&Diagnostic| finding.severity > Severity::Note || finding.rule == "page/catalog-drift";
        let mut seen = HashSet::new();
        let doubts = self.findings.iter().filter(within).filter(worth).map(|finding| format!("{}: {}", finding.rule, finding.message));
        doubts.filter(|doubt| seen.insert(doubt.clone())).collect()
    }

    /// Where the knowledge is from.
    fn origin(&self, code: &str) -> String {
        let title = self.page.title.as_ref().map_or("without a title", |title| title.text());
        if code.is_empty() { format!("page \"{}\"", line(title)) } else { format!("page \"{}\", {code}", line(title)) }
    }
}

/// A text in one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text with its braces doubled, for where `{name}` would be a hole.
fn literal(text: &str) -> String {
    line(text).replace('{', "{{").replace('}', "}}")
}

/// Lower-case words with hyphens.
fn slug(text: &str) -> String {
    const MOST_WORDS: usize = 8;
    const LONGEST: usize = 60;
    let lower = text.to_ascii_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = String::new();
    for word in words.take(MOST_WORDS) {
        if slug.len() + word.len() > LONGEST {
            break;
        }
        slug += if slug.is_empty() { "" } else { "-" };
        slug += word;
    }
    slug
}

/// A name that was not given yet: with a number behind it, if it was.
fn unused(name: &str, used: &mut HashSet<String>) -> String {
    let mut next = name.to_owned();
    let mut count = 1;
    while !used.insert(next.clone()) {
        count += 1;
        next = format!("{name}-{count}");
    }
    next
}
