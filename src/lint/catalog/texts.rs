//! What the texts of an entry or operation say: whether there is advice in them, whether their sentences and addresses are sound.

use crate::catalog::entry::Role;
use crate::catalog::source::Placed;
use crate::catalog::template::plain;
use crate::catalog::{Entry, Operation, Provider};
use crate::lint::rules::catalog as rules;
use crate::lint::{Knowledge, Report, prose};

use super::{scalar, urls};

/// The rule ids of prose in a catalog.
const PROSE: prose::Rules =
    prose::Rules { misspelled: &rules::MISSPELLED_WORD, doubled: &rules::DOUBLED_WORD, renamed: &rules::RENAMED_VALUE };

/// Something with texts, and the file it stands in.
pub(super) struct Texts<'s, T> {
    pub(super) placed: &'s Placed<T>,
    pub(super) file: &'s str,
}

impl<T> Texts<'_, T> {
    /// Lints a text of ours; what a provider wrote (message, description) stands as it is.
    fn prose(&self, at: &[&str], knowledge: &Knowledge<'_>, report: &mut Report) {
        let Some(excerpt) = self.excerpt(at) else { return };
        // "Rename" is a word of the sources, and notes quote it.
        prose::lint(&excerpt, PROSE, knowledge, report);
        urls::in_text(&excerpt, report);
    }

    fn excerpt(&self, at: &[&str]) -> Option<crate::lint::Excerpt<'_>> {
        self.has(at).then(|| scalar::excerpt(self.file, self.placed.node.nearest(at)))?
    }

    /// Whether the path leads all the way to a text.
    fn has(&self, at: &[&str]) -> bool {
        let (last, way) = at.split_last().unwrap_or((&"", &[]));
        let holder = self.placed.node.nearest(way);
        let index = last.parse().ok().and_then(|index: usize| holder.elements().get(index));
        holder.get(last).map(|(_, value)| value).or(index).is_some_and(|node| node.text().is_some())
    }
}

/// The texts of an entry.
pub(super) fn entry(texts: &Texts<'_, Entry<'static>>, provider: &Provider<'_>, knowledge: &Knowledge<'_>, report: &mut Report) {
    let entry = &texts.placed.value;
    advice(texts, provider, report);
    unfinished(texts, report);
    for key in ["title", "cause", "fix", "steps", "notes"] {
        texts.prose(&[key], knowledge, report);
    }
    for index in 0..entry.examples.len() {
        texts.prose(&["examples", &index.to_string(), "correction"], knowledge, report);
    }
    texts.prose(&["retired", "note"], knowledge, report);
    url(texts, entry.url.as_deref(), &["url"], report);
    description(texts, report);
    if entry.examples.is_empty() && entry.role.is_none_or(Role::is_error) && entry.retired.is_none() {
        let place = texts.placed.place(&[if entry.code.is_some() { "code" } else { "slug" }]);
        report
            .add(&rules::MISSING_EXAMPLE, place, "the entry has no example")
            .help("add a captured answer under `examples`: it proves that errdex finds the entry");
    }
    if entry.retired.as_ref().is_some_and(|retired| retired.by.is_none() && retired.note.is_none()) {
        let place = texts.placed.place(&["retired"]);
        report
            .add(&rules::RETIRED_WITHOUT_SUCCESSOR, place, "the entry is retired, and nothing says why or what came instead")
            .help("name the successor in `by`, or write a `note`");
    }
}

/// The texts of an operation.
pub(super) fn operation(texts: &Texts<'_, Operation<'static>>, knowledge: &Knowledge<'_>, report: &mut Report) {
    let operation = &texts.placed.value;
    for key in ["title", "summary", "description", "steps", "notes"] {
        texts.prose(&[key], knowledge, report);
    }
    for index in 0..operation.parameters.len() {
        texts.prose(&["parameters", &index.to_string(), "description"], knowledge, report);
    }
    for index in 0..operation.responses.len() {
        texts.prose(&["responses", &index.to_string(), "description"], knowledge, report);
    }
    for index in 0..operation.examples.len() {
        texts.prose(&["examples", &index.to_string(), "title"], knowledge, report);
    }
    url(texts, operation.url.as_deref(), &["url"], report);
}

/// The texts of a provider.
pub(super) fn provider(texts: &Texts<'_, Provider<'static>>, knowledge: &Knowledge<'_>, report: &mut Report) {
    for index in 0..texts.placed.value.families.len() {
        texts.prose(&["families", &index.to_string(), "title"], knowledge, report);
    }
    url(texts, texts.placed.value.homepage.as_deref(), &["homepage"], report);
}

fn url<T>(texts: &Texts<'_, T>, url: Option<&str>, at: &[&str], report: &mut Report) {
    if let Some((url, wrong)) = url.and_then(|url| Some((url, urls::wrong(url)?))) {
        let message = format!("`{url}` is no address: {wrong}");
        report.add(&rules::MALFORMED_URL, texts.placed.place(at), message);
    }
}

/// Causes and fixes that say nothing.
fn advice(texts: &Texts<'_, Entry<'static>>, provider: &Provider<'_>, report: &mut Report) {
    let entry = &texts.placed.value;
    if only_refers(&entry.fix, provider) {
        report
            .add(&rules::CONTACT_SUPPORT_ONLY, texts.placed.place(&["fix"]), "the fix only says whom to ask")
            .help("say what to look at or change first, or what to tell them");
    }
    for (key, text) in [("cause", &entry.cause), ("fix", &entry.fix)] {
        let said = [("title", Some(&entry.title)), ("message", entry.message.as_ref()), ("description", entry.description.as_ref())];
        let repeated = said.into_iter().find(|(_, other)| other.is_some_and(|other| is_same(text, other)));
        if let Some((other, _)) = repeated {
            let message = format!("`{key}` only repeats the {other}");
            let help = if key == "cause" { "say why it happens" } else { "say what to do" };
            report.add(&rules::CAUSE_REPEATS_TITLE, texts.placed.place(&[key]), message).help(help);
        }
    }
}

fn description(texts: &Texts<'_, Entry<'static>>, report: &mut Report) {
    let entry = &texts.placed.value;
    let repeats = |description: &str| entry.message.as_deref().is_some_and(|message| is_same(description, message));
    if entry.description.as_deref().is_some_and(repeats) {
        report
            .add(&rules::DESCRIPTION_REPEATS_MESSAGE, texts.placed.place(&["description"]), "the description is the message once more")
            .help("leave it out");
    }
}

/// Whether two texts are the same but for case, blanks and the full stop.
fn is_same(a: &str, b: &str) -> bool {
    let (a, b) = (plain(a).text, plain(b).text);
    let letters = |text: &str| text.trim_end_matches(['.', '!', ' ']).to_owned();
    !letters(&a).is_empty() && letters(&a) == letters(&b)
}

/// Words of a sentence that only says whom to ask.
const REFERRING: [&str; 38] = [
    "a",
    "again",
    "an",
    "and",
    "any",
    "ask",
    "assistance",
    "at",
    "call",
    "contact",
    "customer",
    "desk",
    "email",
    "for",
    "further",
    "get",
    "help",
    "helpdesk",
    "if",
    "in",
    "info",
    "inform",
    "information",
    "more",
    "or",
    "out",
    "persists",
    "please",
    "problem",
    "reach",
    "service",
    "support",
    "team",
    "technical",
    "the",
    "to",
    "with",
    "your",
];
/// One of these makes it one.
const REFERRED_TO: [&str; 3] = ["support", "helpdesk", "help"];

/// Whether a text says nothing but whom to ask.
pub(super) fn only_refers(text: &str, provider: &Provider<'_>) -> bool {
    let lower = text.to_ascii_lowercase();
    let name = provider.name.to_ascii_lowercase();
    let words = || lower.split(|c: char| c.is_whitespace() || ",;:!?()/".contains(c)).map(|word| word.trim_matches('.'));
    let is_empty = |word: &str| {
        word.is_empty() || REFERRING.binary_search(&word).is_ok() || word.contains('@') || name.split_whitespace().any(|part| part == word)
    };
    words().any(|word| REFERRED_TO.contains(&word.split('@').next().unwrap_or_default())) && words().all(is_empty)
}

/// Marks that somebody left in a text to come back to.
const MARKS: [&str; 5] = ["FIXME", "TBC", "TBD", "TODO", "XXX"];
/// Texts that stand for one that is missing.
const EMPTY: [&str; 13] = ["-", "...", "?", "??", "???", "lorem ipsum", "n/a", "na", "none", "not known", "see above", "tba", "unknown"];

fn unfinished(texts: &Texts<'_, Entry<'static>>, report: &mut Report) {
    for key in ["title", "description", "cause", "fix", "steps", "notes", "source"] {
        let Some(excerpt) = texts.excerpt(&[key]) else { continue };
        let text = excerpt.text();
        let whole = text.trim().trim_end_matches('.').to_ascii_lowercase();
        if EMPTY.binary_search(&whole.as_str()).is_ok() || (whole.is_empty() && !text.trim().is_empty()) {
            let message = format!("`{key}` says nothing: `{}`", text.trim());
            report.add(&rules::UNFINISHED_TEXT, texts.placed.place(&[key]), message).help(if key == "source" {
                "say where the knowledge is from"
            } else {
                "write what is known, or leave the entry out until it is"
            });
            continue;
        }
        let mut at = 0;
        for word in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
            let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
            if MARKS.contains(&bare) {
                let span = excerpt.span(crate::span::Span::new(at, at + bare.len()));
                report.add(&rules::UNFINISHED_TEXT, span, format!("`{bare}` was left in `{key}`")).help("write what was to be written");
            }
            at += word.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(REFERRING.is_sorted() && EMPTY.is_sorted());
    }
}
