//! Where documentation speaks of a code: its codes in running text, and what the catalogs know of them.

use std::collections::HashMap;
use std::rc::Rc;

use super::model::{InlineKind, Prose};
use crate::catalog::layers::Known;
use crate::lint::Knowledge;
use crate::span::Span;

/// A code of which a text speaks.
#[derive(Debug, Clone)]
pub(super) struct Mention<'k> {
    pub(super) code: Rc<Looked<'k>>,
    /// In the text.
    pub(super) span: Span,
    /// In the document.
    pub(super) place: Span,
}

/// A code that was looked up.
#[derive(Debug)]
pub(super) struct Looked<'k> {
    pub(super) code: String,
    /// Its entries; none if it is in no catalog.
    pub(super) entries: Vec<Known<'k>>,
}

impl Looked<'_> {
    /// The statuses that it comes with; `None` if there may be others.
    pub(super) fn statuses(&self) -> Option<Vec<u16>> {
        let statuses: Option<Vec<u16>> = self.entries.iter().map(|known| known.record.entry.status).collect();
        statuses.filter(|statuses| !statuses.is_empty())
    }
}

/// Looks codes up, each once.
pub(super) struct Lookup<'l, 'k> {
    knowledge: &'l Knowledge<'k>,
    codes: HashMap<String, Rc<Looked<'k>>>,
}

impl<'l, 'k> Lookup<'l, 'k> {
    pub(super) fn new(knowledge: &'l Knowledge<'k>) -> Self {
        Self { knowledge, codes: HashMap::new() }
    }

    /// A code, looked up. A damaged image knows none.
    pub(super) fn code(&mut self, code: &str) -> Rc<Looked<'k>> {
        if let Some(looked) = self.codes.get(code) {
            return Rc::clone(looked);
        }
        let mut entries = self.knowledge.catalogs.by_code(code).unwrap_or_default();
        entries.retain(|known| known.record.entry.code.as_deref() == Some(code));
        let looked = Rc::new(Looked { code: code.to_owned(), entries });
        self.codes.insert(code.to_owned(), Rc::clone(&looked));
        looked
    }

    /// The codes of which a text speaks, in order.
    pub(super) fn mentions(&mut self, document: &str, prose: &Prose) -> Vec<Mention<'k>> {
        let text = prose.as_str();
        let codes = self.knowledge.matcher.bare_codes(text).unwrap_or_default();
        let codes = codes.into_iter().filter(|&code| is_mention(prose, code));
        codes.filter_map(|span| Some(Mention { code: self.code(span.of(text)), span, place: prose.place(document, span)? })).collect()
    }
}

/// Whether a code is spoken of. In a span of code it must be all there is: `grep EQ-2010005 app.log` is a command. In addresses, names of
/// files and anchors it is a part of a name.
fn is_mention(prose: &Prose, code: Span) -> bool {
    let text = prose.as_str();
    if let Some(around) = prose.around(InlineKind::Code, code) {
        return around.span.of(text).trim() == code.of(text);
    }
    !in_address(text, code) && !goes_on(&text[code.end..]) && !is_part(&text[..code.start])
}

/// Whether the word goes on behind a code: `EQ-2010005.html`, `EQ-2010005-old`, `EQ-2010005=1`.
fn goes_on(behind: &str) -> bool {
    let mut signs = behind.chars();
    let first = signs.next();
    let second = signs.next().is_some_and(|c| c.is_alphanumeric() || c == '_');
    matches!(first, Some('.' | '-' | '=' | '\\' | '@' | '#' | '%' | '*')) && second
}

/// Whether the word began before a code: `/EQ-2010005`, `#EQ-2010005`, `?code=EQ-2010005`, `CodeEQ-2010005`.
fn is_part(before: &str) -> bool {
    before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '#' | '&' | '?' | '@' | '\\' | '.' | '_' | '~' | '%' | '$'))
        || before.ends_with('/') && !before.trim_end_matches('/').ends_with(|c: char| c.is_ascii_digit() || c.is_whitespace())
        || before.ends_with('=') && before.trim_end_matches('=').ends_with(|c: char| c.is_alphanumeric())
}

/// Whether the word around a code is an address.
fn in_address(text: &str, code: Span) -> bool {
    const LONGEST: usize = 256;
    let from = text.floor_char_boundary(code.start.saturating_sub(LONGEST));
    let start = text[from..code.start].rfind(char::is_whitespace).map_or(from, |at| from + at);
    let before = &text[start..code.start];
    before.contains("://") || before.contains("www.") || before.contains("mailto:")
}
