//! The shapes of codes: which family a code is of, and where codes stand in a text that no envelope reads.

use std::cell::OnceCell;
use std::collections::HashMap;

use regex::bytes::{Regex, RegexBuilder};

use crate::catalog::entry::{Family, Provider};
use crate::catalog::key::fold;
use crate::catalog::whole_regex;
use crate::span::Span;

/// A family, by the indexes of its provider and of itself in it.
pub(super) type FamilyAt = (usize, usize);

/// The families of all providers, ready to search.
pub(super) struct Shapes {
    /// Compiled when they are asked for: most captures have only codes that are known.
    families: Vec<(String, OnceCell<Option<Regex>>, FamilyAt)>,
    /// All bare shapes at once; `None` if there is none.
    bare: Option<Regex>,
    keyed: Option<Keyed>,
}

/// The families whose codes count behind a key.
struct Keyed {
    /// All keys.
    keys: Regex,
    /// By the folded key: the shape at the start of a text.
    families: HashMap<String, Vec<(Regex, FamilyAt)>>,
}

/// A code in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Code {
    pub(super) span: Span,
    /// The family whose key stands before it; `None` for a bare one.
    pub(super) family: Option<FamilyAt>,
}

impl Shapes {
    pub(super) fn new(providers: &[Provider<'_>]) -> Self {
        let all = || {
            let numbered = providers.iter().enumerate();
            numbered.flat_map(|(p, provider)| provider.families.iter().enumerate().map(move |(f, family)| (family, (p, f))))
        };
        let bare: Vec<String> = all().filter(|(family, _)| family.bare).map(|(family, _)| format!("(?:{})", family.shape)).collect();
        Self {
            families: all().map(|(family, at)| (family.shape.to_string(), OnceCell::new(), at)).collect(),
            bare: joined(&bare),
            keyed: Keyed::new(all()),
        }
    }

    /// The families whose shape a code has, in order.
    pub(super) fn families(&self, code: &str) -> impl Iterator<Item = FamilyAt> {
        let shape = |(shape, regex, _): &'_ (String, OnceCell<Option<Regex>>, FamilyAt)| {
            regex.get_or_init(|| whole_regex(shape).ok()).as_ref().is_some_and(|shape| shape.is_match(code.as_bytes()))
        };
        self.families.iter().filter(move |family| shape(family)).map(|(.., at)| *at)
    }

    /// The codes in a text, in order: bare ones, and those behind a key of their family.
    pub(super) fn codes(&self, text: &str) -> Vec<Code> {
        let mut codes = self.bare(text);
        if let Some(keyed) = &self.keyed {
            let behind_keys = keyed.codes(text);
            codes.extend(behind_keys);
            codes.sort_by_key(|code| (code.span.start, code.span.end));
            codes.dedup_by(|later, first| first.span.overlaps(later.span));
        }
        codes
    }

    /// The bare codes in a text.
    pub(super) fn bare(&self, text: &str) -> Vec<Code> {
        let found = self.bare.iter().flat_map(|bare| bare.find_iter(text.as_bytes()));
        let spans = found.map(|found| Span::new(found.start(), found.end()));
        let spans = spans.filter(|&span| text.get(span.start..span.end).is_some() && stands_alone(text, span));
        spans.map(|span| Code { span, family: None }).collect()
    }
}

impl Keyed {
    fn new<'p>(all: impl Iterator<Item = (&'p Family<'p>, FamilyAt)>) -> Option<Self> {
        let mut families: HashMap<String, Vec<(Regex, FamilyAt)>> = HashMap::new();
        let mut keys: Vec<&str> = Vec::new();
        for (family, at) in all {
            for key in family.keys.iter() {
                if let Ok(shape) = family.shape_prefix_regex() {
                    families.entry(key.to_lowercase()).or_default().push((shape, at));
                    keys.push(key);
                }
            }
        }
        // Of several that begin at the same place the longest counts.
        keys.sort_by_key(|key| (usize::MAX - key.len(), *key));
        keys.dedup();
        let patterns: Vec<String> = keys.into_iter().map(key_pattern).collect();
        Some(Self { keys: joined(&patterns)?, families })
    }

    fn codes(&self, text: &str) -> Vec<Code> {
        let mut codes = Vec::new();
        let mut from = 0;
        while let Some(key) = self.keys.find_at(text.as_bytes(), from) {
            let whole = text.is_char_boundary(key.start()) && text.is_char_boundary(key.end());
            let code = if whole { self.code_behind(text, Span::new(key.start(), key.end())) } else { None };
            from = code.map_or(key.end(), |code| code.span.end);
            codes.extend(code);
        }
        codes
    }

    fn code_behind(&self, text: &str, key: Span) -> Option<Code> {
        let word = key.of(text);
        let letter = |c: char| c.is_alphanumeric() || c == '_';
        if word.starts_with(letter) && text[..key.start].ends_with(letter) {
            return None;
        }
        let rest = &text[key.end..];
        let start = key.end + separators(rest);
        let families = self.families.get(&word.to_lowercase())?;

        families.iter().find_map(|(shape, at)| {
            let span = Span::new(start, start + shape.find(&text.as_bytes()[start..])?.end());
            text.get(span.start..span.end)?;
            let glued = start == key.end && word.ends_with(letter) && !span.of(text).starts_with(|c: char| c.is_ascii_digit() || c == '-');
            (!glued && !text[span.end..].starts_with(letter)).then_some(Code { span, family: Some(*at) })
        })
    }
}

/// What may stand between a key and its code, in bytes.
fn separators(rest: &str) -> usize {
    const MOST: usize = 8;
    let between = |c: &char| c.is_whitespace() || matches!(c, ':' | '=' | '>' | '(' | '[' | '#' | '"' | '\'' | '`' | '\\' | '*');
    rest.chars().take(MOST).take_while(between).map(char::len_utf8).sum()
}

/// A key as a pattern: short ones to the letter, as `E` is no `e`.
fn key_pattern(key: &str) -> String {
    const ANY_CASE: usize = 4;
    let escaped = regex::escape(key);
    if fold(key).len() >= ANY_CASE { format!("(?i:{escaped})") } else { format!("(?:{escaped})") }
}

/// Several patterns as one. Each alone is bounded (`Family::shape_regex`); together they must not fail, or no code would be found.
fn joined(patterns: &[String]) -> Option<Regex> {
    if patterns.is_empty() {
        return None;
    }
    RegexBuilder::new(&patterns.join("|")).unicode(false).size_limit(usize::MAX).build().ok()
}

/// Whether what stands before and behind is no part of the token. A lower-case letter before an upper-case code is none:
/// pages print `CodeEQ-2010005`.
fn stands_alone(text: &str, span: Span) -> bool {
    let first = span.of(text).chars().next().unwrap_or_default();
    let before = text[..span.start].chars().next_back();
    let behind = text[span.end..].chars().next();
    let glued = before.is_some_and(|c| match c {
        c if c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-' => true,
        c if first.is_ascii_uppercase() => !c.is_ascii() && c.is_alphanumeric(),
        c => c.is_alphanumeric() || c == '_',
    });
    !glued && !behind.is_some_and(|c| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_alone_or_glued_to_a_label() {
        let shapes = Shapes { families: Vec::new(), bare: Some(Regex::new(r"EQ-\d{7}").unwrap()), keyed: None };
        let check = |text: &str, expect: usize| assert_eq!(shapes.codes(text).len(), expect, "{text}");
        check("CodeEQ-2010005", 1);
        check("(EQ-2010005), EQ-2010006.", 2);
        check("EQ-20100051", 0);
        check("XEQ-2010005", 0);
        check("A-EQ-2010005", 0);
        check("eq-2010005", 0);
    }

    #[test]
    fn a_number_counts_behind_its_key() {
        let yaml = r"{id: p, name: P, families: [{id: f, shape: '-?\d{3,5}', keys: [E, ERROR, SQL Error, 'Code']}]}";
        let provider: Provider<'_> = serde_yaml::from_str(yaml).unwrap();
        let shapes = Shapes::new(&[provider]);
        let check = |text: &str, expect: &[&str]| {
            let codes: Vec<&str> = shapes.codes(text).iter().map(|code| code.span.of(text)).collect();
            assert_eq!(codes, expect, "{text}");
        };
        check("ERROR 1045 (28000): no", &["1045"]);
        check("sql error: 1146, SQLState: 42S02", &["1146"]);
        check("E11000 duplicate key", &["11000"]);
        check("Code=-1009 \"x\"", &["-1009"]);
        check("WIRE11000 e11000 ERROR at 1045, Error: 10455x, port 1045", &[]);
    }
}
