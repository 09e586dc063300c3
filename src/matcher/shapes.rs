//! The shapes of codes: which family a code is of, and where codes stand in a text without a key beside them.

use regex::{Regex, RegexBuilder};

use crate::catalog::entry::Provider;
use crate::span::Span;

/// The families of all providers, ready to search.
pub(super) struct Shapes {
    /// Each with its provider's and its own index.
    families: Vec<(Regex, usize, usize)>,
    /// All bare shapes at once; `None` if there is none.
    bare: Option<Regex>,
}

impl Shapes {
    pub(super) fn new(providers: &[Provider<'_>]) -> Self {
        let mut families = Vec::new();
        let mut bare = Vec::new();
        for (p, provider) in providers.iter().enumerate() {
            for (f, family) in provider.families.iter().enumerate() {
                families.extend(family.shape_regex().ok().map(|shape| (shape, p, f)));
                if family.bare {
                    bare.push(format!("(?:{})", family.shape));
                }
            }
        }
        // Each shape alone is bounded (`Family::shape_regex`); together they must not fail, or no bare code would be found.
        let joined = RegexBuilder::new(&bare.join("|")).size_limit(usize::MAX).build();
        let bare = if bare.is_empty() { None } else { joined.ok() };
        Self { families, bare }
    }

    /// The families whose shape a code has, in order: the indexes of the provider and of the family in it.
    pub(super) fn families(&self, code: &str) -> impl Iterator<Item = (usize, usize)> {
        let fits = self.families.iter().filter(move |(shape, ..)| shape.is_match(code));
        fits.map(|&(_, provider, family)| (provider, family))
    }

    /// The places of all bare codes in a text.
    pub(super) fn bare(&self, text: &str) -> Vec<Span> {
        let found = self.bare.iter().flat_map(|bare| bare.find_iter(text));
        found.map(|found| Span::new(found.start(), found.end())).filter(|&span| stands_alone(text, span)).collect()
    }
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
        let shapes = Shapes { families: Vec::new(), bare: Some(Regex::new(r"EQ-\d{7}").unwrap()) };
        let check = |text: &str, expect: usize| assert_eq!(shapes.bare(text).len(), expect, "{text}");
        check("CodeEQ-2010005", 1);
        check("(EQ-2010005), EQ-2010006.", 2);
        check("EQ-20100051", 0);
        check("XEQ-2010005", 0);
        check("A-EQ-2010005", 0);
        check("eq-2010005", 0);
    }
}
