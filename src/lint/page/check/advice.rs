//! What a page advises: whether it speaks of what its own sample has.

use std::sync::LazyLock;

use regex::Regex;

use super::super::super::rules::page as rules;
use super::super::super::{Excerpt, Knowledge, Report};
use super::super::blocks::{self, Markup};
use super::super::fields::Label;
use super::super::model::{Entry, Sample, SampleKind};
use crate::capture::json::Document;
use crate::catalog::entry::Family;
use crate::span::Span;

/// Reports what is wrong with the advice of an entry.
pub(super) fn check(entry: &Entry<'_>, families: &Families<'_>, report: &mut Report) {
    for advice in entry.advice() {
        renamed(advice, report);
        absent_values(entry, advice, report);
        reference(entry, advice, report);
    }
    absent_parameter(entry, report);
    other_method(entry, families, report);
}

static RENAME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)\b(rename)\b[^.]*\b(?:to|from)\b").expect("is valid"));

/// Lists of values, and what prose rules cannot know to be one.
fn renamed(advice: &Excerpt<'_>, report: &mut Report) {
    let Some(word) = RENAME.captures(advice.text()).and_then(|found| found.get(1)) else { return };
    let span = advice.span(Span::new(word.start(), word.end()));
    if report.has(&rules::RENAMED_VALUE, span) {
        return;
    }
    let better = if word.as_str().starts_with('R') { "Replace" } else { "replace" };
    report
        .add(&rules::RENAMED_VALUE, span, format!("`{}` stands where values are replaced", word.as_str()))
        .help("a field is renamed, a value is replaced")
        .replace(span, better);
}

static FROM: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\bfrom (.+?) to ").expect("is valid"));
static VALUE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"['"\x{2018}\x{201C}]([^'"\x{2018}\x{2019}\x{201C}\x{201D}]+)['"\x{2019}\x{201D}]|^([\w.:-]*\d[\w.:-]*)$"#)
        .expect("is valid")
});

/// `from "A" to "B"`, where the sample has no A.
fn absent_values(entry: &Entry<'_>, advice: &Excerpt<'_>, report: &mut Report) {
    let Some(from) = FROM.captures(advice.text()).and_then(|found| found.get(1)) else { return };
    if entry.samples.is_empty() {
        return;
    }
    for value in VALUE.captures_iter(from.as_str()).filter_map(|found| found.get(1).or_else(|| found.get(2))) {
        let bare = value.as_str().trim_end_matches(',');
        let shown = entry.samples.iter().any(|sample| sample.text.text().contains(bare));
        if bare.contains('*') || shown {
            continue;
        }
        let start = from.start() + value.start();
        let span = advice.span(Span::new(start, start + bare.len()));
        report
            .add(&rules::ABSENT_VALUE, span, format!("the sample has no `{bare}` that could be changed"))
            .help("name the value that the sample has");
    }
}

static INFO: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"(?i)\brefer to (?:the )?['"\x{201C}]?additional info"#).expect("is valid"));

fn reference(entry: &Entry<'_>, advice: &Excerpt<'_>, report: &mut Report) {
    let Some(found) = INFO.find(advice.text()).filter(|_| entry.scenario.info.is_none() && entry.scenario.message.is_some()) else {
        return;
    };
    report
        .add(
            &rules::DEAD_REFERENCE,
            advice.span(Span::new(found.start(), found.end())),
            format!("the scenario of {} has no additional info", entry.code()),
        )
        .help("show the additional info, or do not refer to it");
}

/// Reports links without a target, in what has links at all.
pub(super) fn links(text: &str, report: &mut Report) {
    static EMPTY: LazyLock<Regex> = LazyLock::new(|| Regex::new(r##"(?i)\bhref\s*=\s*(?:""|''|"#"|'#')|\]\(#?\)"##).expect("is valid"));
    if blocks::markup(text) == Markup::Plain {
        return;
    }
    for link in EMPTY.find_iter(text) {
        report
            .add(&rules::DEAD_REFERENCE, Span::new(link.start(), link.end()), "this link leads nowhere")
            .help("give it a target, or take it out");
    }
}

/// `… passed in the URL`, where the field that the scenario names is in the body and the URL has no value.
fn absent_parameter(entry: &Entry<'_>, report: &mut Report) {
    const SAYS: &str = "passed in the URL";
    let [sample] = entry.samples.as_slice() else { return };
    let Some(fix) = entry.value(Label::Fix) else { return };
    let (Some(at), Some((url, place))) = (fix.text().find(SAYS), sample.url()) else { return };
    if has_value(url) || !names_body(entry, sample) {
        return;
    }
    report
        .add(&rules::ABSENT_PARAMETER, fix.span(Span::new(at, at + SAYS.len())), "the URL of the sample has no value that could be wrong")
        .label(sample.text.span(place), "no id and no query")
        .help("the additional info names a field of the body: say that");
}

/// Whether a URL has a query, or a segment that looks like an id.
fn has_value(url: &str) -> bool {
    let path = url.split_once("//").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    let version = |segment: &str| segment.strip_prefix('v').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
    path.contains(['?', '{', '<', '$'])
        || path.split('/').any(|segment| segment.contains(|c: char| c.is_ascii_digit()) && !version(segment))
}

/// Whether a property in the additional info is a field of the sample's body.
fn names_body(entry: &Entry<'_>, sample: &Sample<'_>) -> bool {
    static PROPERTY: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#""property"\s*:\s*"([^"]+)""#).expect("is valid"));
    let Some(body) = sample.body().filter(|_| sample.kind == SampleKind::Request) else { return false };
    let Some(info) = &entry.scenario.info else { return false };
    let document = Document::read(sample.text.text(), body);
    let Some(root) = document.root() else { return false };
    PROPERTY.captures_iter(info.text()).any(|found| {
        let mut steps = found[1].split(['.', '/']).map(|step| step.trim_end_matches("[]")).filter(|step| !step.is_empty());
        steps.try_fold(root, |node, step| node.get(step).or_else(|| node.elements().find_map(|element| element.get(step)))).is_some()
    })
}

/// What an error is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Read,
    Create,
    Change,
}

impl Act {
    /// By what a message or the meaning of a part of a code says.
    fn of(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        let read = says(&["may not read", "permissions to view", "permission to view"]);
        let create = says(&["may not create", "denied to create"]);
        let change = says(&["may not change", "may not update", "denied to update", "permissions to update"]);
        match (read, create, change) {
            (true, false, false) => Some(Self::Read),
            (false, true, false) => Some(Self::Create),
            (false, false, true) => Some(Self::Change),
            _ => None,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Read => "reading",
            Self::Create => "creating",
            Self::Change => "changing",
        }
    }

    /// Whether a method may do it. Some read by POST, some create by PUT.
    fn fits(self, method: &str) -> bool {
        match self {
            Self::Read => !matches!(method, "PATCH" | "PUT" | "DELETE"),
            Self::Create => !matches!(method, "GET" | "HEAD" | "DELETE" | "PATCH"),
            Self::Change => !matches!(method, "GET" | "HEAD"),
        }
    }
}

fn other_method(entry: &Entry<'_>, families: &Families<'_>, report: &mut Report) {
    let of_text = entry.message().and_then(|message| Act::of(message.text()));
    let Some(act) = of_text.or_else(|| families.act(entry.code())) else { return };
    for sample in entry.samples.iter().filter(|sample| sample.kind == SampleKind::Request) {
        let Some((method, place)) = sample.method().filter(|(method, _)| !act.fits(method)) else { continue };
        report
            .add(
                &rules::OTHER_METHOD,
                sample.text.span(place),
                format!("the sample is a {method}, but {} is about {}", entry.code(), act.name()),
            )
            .help("show a call that is answered with this error");
    }
}

/// What the parts of a code say, by the families of all providers. Their shapes are made once for a page.
pub(super) struct Families<'k>(Vec<(regex::bytes::Regex, Family<'k>)>);

impl<'k> Families<'k> {
    /// Those whose codes may stand by themselves.
    pub(super) fn new(knowledge: &Knowledge<'k>) -> Self {
        let providers = knowledge.catalogs.providers().unwrap_or_default();
        let bare = providers.into_iter().flat_map(|provider| provider.families).filter(|family| family.bare);
        Self(bare.filter_map(|family| Some((family.shape_regex().ok()?, family))).collect())
    }

    fn act(&self, code: &str) -> Option<Act> {
        let (_, family) = self.0.iter().find(|(shape, _)| shape.is_match(code.as_bytes()))?;
        family.parts.iter().find_map(|(_, part)| Act::of(&part.meaning(code)?))
    }
}
