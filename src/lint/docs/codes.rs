//! Codes in running text: unknown, retired, without a link.

use std::fmt::Write as _;

use super::Checks;
use super::mentions::Mention;
use super::model::{InlineKind, Notation, Prose};
use crate::address::below;
use crate::catalog::layers::Known;
use crate::diagnostic::Edit;
use crate::lint::rules::docs::{RETIRED_CODE, UNKNOWN_CODE, UNLINKED_CODE};
use crate::matcher::Finding;
use crate::span::Span;

/// Whether a document is known to speak of a provider.
#[derive(Debug, Default)]
pub(super) struct Familiar {
    /// The ids of providers, and what was found out about them.
    providers: Vec<(String, bool)>,
}

impl Checks<'_, '_, '_> {
    /// Checks each code of a text by itself.
    pub(super) fn codes(&mut self, prose: &Prose, mentions: &[Mention<'_>], generated: bool) {
        for mention in mentions {
            if prose.around(InlineKind::Link, mention.span).is_some() {
                self.linked.insert(mention.code.code.clone());
            }
        }
        for mention in mentions {
            let entries = &mention.code.entries;
            if entries.is_empty() {
                self.unknown(mention);
            } else if entries.iter().all(|known| known.record.entry.retired.is_some()) {
                self.retired(mention, mentions);
            } else if !generated {
                self.unlinked(prose, mention);
            }
        }
    }

    fn unknown(&mut self, mention: &Mention<'_>) {
        let code = &mention.code.code;
        let Ok(Some(finding)) = self.knowledge.matcher.unlisted(code) else { return };
        if finding.nearest.is_empty() && !self.is_familiar(&finding, code) {
            return;
        }
        let found = self.report.add(&UNKNOWN_CODE, mention.place, format!("`{code}` is in no catalog"));
        let nearest = finding.nearest.first().and_then(|known| Some((known.record.entry.code.as_deref()?, known)));
        match nearest {
            Some((near, known)) => {
                let help = format!("did you mean `{near}` ({})?", known.record.entry.title);
                found.help(help).replace(mention.place, near);
            }
            None => {
                found.help("correct the code, or add an entry for it to a catalog");
            }
        }
    }

    /// Whether a code that is like no other is one all the same. `EQ-9999999` has a shape that nothing else has. `IC-7300-MK2` is
    /// a radio, unless the document speaks of the provider.
    fn is_familiar(&mut self, finding: &Finding<'_>, code: &str) -> bool {
        let provider = finding.family.as_ref().and_then(|family| family.id.split_once('/')).map_or("", |(provider, _)| provider);
        if self.lookup_shape_is_narrow(provider, code) {
            return true;
        }
        if let Some((_, familiar)) = self.familiar.providers.iter().find(|(id, _)| id == provider) {
            return *familiar;
        }
        let familiar = self.names_provider(provider);
        self.familiar.providers.push((provider.to_owned(), familiar));
        familiar
    }

    /// Whether the first shape of the provider that the code has is made of letters to the letter, and digits.
    fn lookup_shape_is_narrow(&self, provider: &str, code: &str) -> bool {
        let providers = self.knowledge.catalogs.providers().unwrap_or_default();
        let families = providers.iter().filter(|one| one.id.as_str() == provider).flat_map(|provider| &provider.families);
        let shape = families.into_iter().find(|family| family.shape_regex().is_ok_and(|shape| shape.is_match(code.as_bytes())));
        shape.is_some_and(|family| is_narrow(&family.shape))
    }

    /// Whether the document has the name of a provider, or one of its hosts.
    fn names_provider(&self, provider: &str) -> bool {
        let text = self.text.to_ascii_lowercase();
        let providers = self.knowledge.catalogs.providers().unwrap_or_default();
        let names = providers.iter().filter(|one| one.id.as_str() == provider);
        names
            .flat_map(|provider| std::iter::once(&provider.name).chain(&provider.hosts))
            .any(|name| text.contains(&name.to_ascii_lowercase()))
    }

    fn retired(&mut self, mention: &Mention<'_>, mentions: &[Mention<'_>]) {
        let Some(first) = mention.code.entries.first() else { return };
        let Some(retired) = &first.record.entry.retired else { return };
        let successor = retired.by.as_deref().and_then(|id| self.knowledge.catalogs.by_id(id).ok()?.into_iter().next());
        let successor = successor.as_ref().and_then(|known| Some((known.record.entry.code.as_deref()?, known)));
        // Who names both speaks of the change.
        if successor.is_some_and(|(code, _)| mentions.iter().any(|other| other.code.code == code)) {
            return;
        }
        let mut message = format!("`{}` is retired", mention.code.code);
        if let Some(on) = &retired.on {
            let _ = write!(message, " since {on}");
        }
        let found = self.report.add(&RETIRED_CODE, mention.place, message);
        if let Some((code, known)) = successor {
            found.help(format!("its successor is `{code}` ({})", known.record.entry.title)).replace(mention.place, code);
        } else {
            let why = retired.note.as_deref().unwrap_or("it has no successor");
            found.help(format!("say that it is answered no more: {why}"));
        }
    }

    /// The first of a code in a section is to be a link.
    fn unlinked(&mut self, prose: &Prose, mention: &Mention<'_>) {
        let Some(base) = self.knowledge.base_url.as_deref() else { return };
        let code = &mention.code.code;
        let before = &prose.as_str()[..mention.span.start];
        if prose.heading || before.ends_with('!') || self.linked.contains(code) {
            return;
        }
        let Some(address) = address(base, &mention.code.entries) else { return };
        let place = prose.around(InlineKind::Code, mention.span).map_or(mention.place, |code| code.outer);
        if place.of(self.text).contains('\n') {
            return;
        }
        self.linked.insert(code.clone());
        let (before, behind) = link(prose.notation, &address);
        let edits = vec![insert(place.start, before), insert(place.end, behind)];
        let message = format!("`{code}` is no link, the first time that this section has it");
        self.report.add(&UNLINKED_CODE, mention.place, message).help(format!("link to {address}")).edits(edits);
    }
}

fn insert(at: usize, text: String) -> Edit {
    Edit { span: Span::new(at, at), text }
}

/// What stands before and behind a text that is a link.
fn link(notation: Notation, address: &str) -> (String, String) {
    match notation {
        Notation::Markdown => ("[".to_owned(), format!("]({address})")),
        Notation::Html => (format!("<a href=\"{address}\">"), "</a>".to_owned()),
    }
}

/// Whether a shape has nothing but letters to the letter, digits, and choices of these.
fn is_narrow(shape: &str) -> bool {
    let shape = shape.replace("\\d", "").replace("[0-9]", "");
    !shape.contains('\\') && !shape.contains('.') && !shape.contains("a-z") && !shape.contains("A-Z")
}

/// Where a site has a code: `equinix/EQ-2010005/`. A code that several providers have has no page of its own.
#[must_use]
pub fn address(base: &str, entries: &[Known<'_>]) -> Option<String> {
    let first = entries.first()?;
    let provider = &first.record.provider;
    let code = first.record.entry.code.as_deref()?;
    let alone = entries.iter().all(|known| known.record.provider == *provider);
    let slash = if base.ends_with('/') { "" } else { "/" };
    alone.then(|| format!("{base}{slash}{}", below(&below("", provider), code)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_digits_are_narrow() {
        for shape in ["EQ-\\d{6,7}", "EQX-\\d{3}-\\d{3,4}", "EQ-(3057|3067)\\d{3}", "A-[0-9]+"] {
            assert!(is_narrow(shape), "{shape}");
        }
        for shape in ["IC(-[A-Z0-9]+){2,4}", "\\w+", "E.\\d"] {
            assert!(!is_narrow(shape), "{shape}");
        }
    }
}
