//! Fixes: the edits of findings applied to a text, each only if the text is better for it.
//!
//! The text is linted again after each round. An edit after which its finding is still there, or another one is, is left out; so is one
//! that changes what JSON or YAML says, if it is called safe.

use std::collections::{BTreeSet, HashMap};

use crate::capture::json;
use crate::catalog::yaml;
use crate::diagnostic::{Diagnostic, Edit, Fix};

use super::document::Kind;

/// Which fixes are applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Those that cannot change what was meant.
    Safe,
    /// All.
    All,
}

/// A text after its fixes.
#[derive(Debug, Clone, Default)]
pub struct Fixed {
    /// The text.
    pub text: String,
    /// How many findings were mended.
    pub count: usize,
    /// The findings whose edits made nothing better, each as it was found.
    pub left_out: Vec<Diagnostic>,
}

/// One fix may make room for the next, but not for ever.
const MAX_ROUNDS: usize = 10;

/// How often a text is linted to tell good edits from bad ones.
const MAX_LINTS: usize = 100;

/// Applies fixes until there are none left. `lint` gives the findings in a text, those that count.
pub fn fix(text: &str, kind: Kind, extent: Extent, lint: impl Fn(&str) -> Vec<Diagnostic>) -> Fixed {
    let mut fixing = Fixing { kind, extent, lint, lints: 0, refused: BTreeSet::new(), fixed: Fixed::default() };
    let mut text = text.to_owned();
    for _ in 0..MAX_ROUNDS {
        let findings = (fixing.lint)(&text);
        let chosen = fixing.chosen(&findings);
        if chosen.is_empty() {
            break;
        }
        match fixing.attempt(&text, &findings, &chosen) {
            Some(better) => text = better,
            None if fixing.lints >= MAX_LINTS => break,
            None => {}
        }
    }
    Fixed { text, ..fixing.fixed }
}

struct Fixing<L> {
    kind: Kind,
    extent: Extent,
    lint: L,
    lints: usize,
    /// Findings whose edits are left out: by rule and message.
    refused: BTreeSet<(String, String)>,
    fixed: Fixed,
}

impl<L: Fn(&str) -> Vec<Diagnostic>> Fixing<L> {
    /// The findings to mend in this round: of fixes that overlap, the first.
    fn chosen<'f>(&self, findings: &'f [Diagnostic]) -> Vec<&'f Diagnostic> {
        let is_wanted = |fix: &Fix| fix.safe || self.extent == Extent::All;
        let mut with_fix: Vec<(&Diagnostic, &Fix)> =
            findings.iter().filter_map(|finding| Some((finding, finding.fix.as_ref().filter(|fix| is_wanted(fix))?))).collect();
        with_fix.retain(|(finding, fix)| !fix.edits.is_empty() && !self.refused.contains(&key(finding)));
        with_fix.sort_by_key(|(_, fix)| fix.edits[0].span);
        let mut end = None;
        with_fix.retain(|(_, fix)| {
            // Two that only touch may mean the same place.
            let is_free = end.is_none_or(|end| fix.edits[0].span.start > end);
            if is_free {
                end = fix.edits.iter().map(|edit| edit.span.end).max();
            }
            is_free
        });
        with_fix.into_iter().map(|(finding, _)| finding).collect()
    }

    /// The text with the edits of the findings, or with as many as make it better.
    fn attempt(&mut self, text: &str, before: &[Diagnostic], chosen: &[&Diagnostic]) -> Option<String> {
        let mut open = vec![chosen];
        let mut good: Vec<&Diagnostic> = Vec::new();
        let mut best = None;
        while let Some(part) = open.pop() {
            let together: Vec<&Diagnostic> = good.iter().chain(part).copied().collect();
            match self.tried(text, before, &together) {
                Some(better) => {
                    good = together;
                    best = Some(better);
                }
                None if part.len() > 1 && self.lints < MAX_LINTS => {
                    let (first, second) = part.split_at(part.len() / 2);
                    open.extend([second, first]);
                }
                None => {
                    self.refused.extend(part.iter().map(|finding| key(finding)));
                    self.fixed.left_out.extend(part.iter().map(|finding| (*finding).clone()));
                }
            }
        }
        self.fixed.count += good.len();
        best
    }

    /// The text with the edits, if it is better.
    fn tried(&mut self, text: &str, before: &[Diagnostic], mended: &[&Diagnostic]) -> Option<String> {
        let edits: Vec<&Edit> = mended.iter().filter_map(|finding| finding.fix.as_ref()).flat_map(|fix| &fix.edits).collect();
        let edited = edited(text, edits)?;
        self.lints += 1;
        let is_safe = mended.iter().all(|finding| finding.fix.as_ref().is_some_and(|fix| fix.safe));
        let is_better = (!is_safe || means_the_same(self.kind, text, &edited)) && is_better(before, &(self.lint)(&edited), mended);
        is_better.then_some(edited)
    }
}

fn key(finding: &Diagnostic) -> (String, String) {
    (finding.rule.clone().into_owned(), finding.message.clone())
}

/// Whether the findings that were mended are gone, and no rule is broken more often.
fn is_better(before: &[Diagnostic], after: &[Diagnostic], mended: &[&Diagnostic]) -> bool {
    let mut rules: HashMap<&str, usize> = HashMap::new();
    let mut keys: HashMap<(&str, &str), usize> = HashMap::new();
    for finding in before {
        *rules.entry(&finding.rule).or_default() += 1;
        *keys.entry((&finding.rule, &finding.message)).or_default() += 1;
    }
    for finding in mended {
        if let Some(count) = rules.get_mut(&*finding.rule) {
            *count = count.saturating_sub(1);
        }
        if let Some(count) = keys.get_mut(&(&*finding.rule, &*finding.message)) {
            *count = count.saturating_sub(1);
        }
    }
    let take = |count: Option<&mut usize>| count.and_then(|count| count.checked_sub(1).map(|less| *count = less));
    after.iter().all(|finding| {
        let is_old_rule = take(rules.get_mut(&*finding.rule)).is_some();
        // A message may name a line, and so be another one now.
        let may_be_new = !keys.contains_key(&(&*finding.rule, &*finding.message));
        is_old_rule && (may_be_new || take(keys.get_mut(&(&*finding.rule, &*finding.message))).is_some())
    })
}

/// The text with the edits; none if they overlap, or do not fit the text.
#[must_use]
pub fn edited(text: &str, mut edits: Vec<&Edit>) -> Option<String> {
    edits.sort_by_key(|edit| edit.span);
    let mut edited = String::with_capacity(text.len());
    let mut read = 0;
    for edit in edits {
        edited += text.get(read..edit.span.start)?;
        edited += &edit.text;
        read = edit.span.end;
    }
    edited += text.get(read..)?;
    Some(edited)
}

/// Whether JSON or YAML says after a change what it said before. What could not be read before has no meaning to keep.
fn means_the_same(kind: Kind, before: &str, after: &str) -> bool {
    match kind {
        Kind::Json | Kind::Har => said(before) == said(after),
        Kind::Catalog => match (yaml::parse(before), yaml::parse(after)) {
            ((Some(before), _), (Some(after), _)) => is_built_alike(&before, &after),
            ((before, _), _) => before.is_none(),
        },
        _ => true,
    }
}

/// Whether two trees have the same keys and values, except for the words of texts: those of sentences are what a fix may mend. A text
/// that is JSON keeps its meaning as a file of JSON does.
fn is_built_alike(before: &yaml::Node, after: &yaml::Node) -> bool {
    use yaml::Kind::{List, Mapping, Scalar};
    match (&before.kind, &after.kind) {
        (Scalar { text: before_text, .. }, Scalar { text: after_text, .. }) => {
            let (old, new) = (before.value(), after.value());
            let is_json = before_text.trim_start().starts_with(['{', '[']);
            old == new || old.is_string() && new.is_string() && (!is_json || said(before_text) == said(after_text))
        }
        (List(old), List(new)) => old.len() == new.len() && old.iter().zip(new).all(|(old, new)| is_built_alike(old, new)),
        (Mapping(old), Mapping(new)) => {
            let is_row_alike = |(old, new): (&(yaml::Node, yaml::Node), &(yaml::Node, yaml::Node))| {
                old.0.text() == new.0.text() && is_built_alike(&old.1, &new.1)
            };
            old.len() == new.len() && old.iter().zip(new).all(is_row_alike)
        }
        _ => false,
    }
}

/// What JSON says: its values in their order, each with what it is and how many it holds. Broken JSON as it is probably meant.
fn said(text: &str) -> Vec<(json::Kind, usize, String)> {
    let document = json::Document::read(text, 0);
    let of = |node: json::Node<'_>| match node.kind() {
        kind @ json::Kind::Object => (kind, node.members().count(), String::new()),
        kind @ json::Kind::Array => (kind, node.elements().count(), String::new()),
        kind => (kind, 0, node.text().into_owned()),
    };
    let root = document.root();
    root.into_iter().flat_map(|root| std::iter::once(root).chain(root.descendants())).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;
    use crate::span::Span;

    /// Finds each `b`, which should be `a`, and each `c`, which should be `b`; its edit for `d` does not help.
    fn lint(text: &str) -> Vec<Diagnostic> {
        let of = |(at, letter): (usize, char)| {
            let better = match letter {
                'b' => "a",
                'c' => "b",
                'd' => "d",
                _ => return None,
            };
            let mut finding = Diagnostic::new("docs/letter", Severity::Error, format!("`{letter}`")).at(Span::new(at, at + 1));
            let edits = vec![Edit { span: Span::new(at, at + 1), text: better.to_owned() }];
            finding.fix = Some(Fix { safe: letter != 'c', edits });
            Some(finding)
        };
        text.char_indices().filter_map(of).collect()
    }

    fn check(text: &str, extent: Extent, expected: &str, count: usize, left_out: usize) {
        let fixed = fix(text, Kind::Log, extent, lint);
        assert_eq!((fixed.text.as_str(), fixed.count, fixed.left_out.len()), (expected, count, left_out), "{text}");
    }

    #[test]
    fn what_gets_better_is_kept() {
        check("a.b.c.\u{fc}b", Extent::Safe, "a.a.c.\u{fc}a", 2, 0);
        check("b.b.b.d.b.b", Extent::Safe, "a.a.a.d.a.a", 5, 1);
        check("d", Extent::All, "d", 0, 1);
        check("", Extent::All, "", 0, 0);
        check("bbb", Extent::Safe, "aaa", 3, 0);
    }

    #[test]
    fn what_gets_worse_is_left_out() {
        // To make a `b` of each `c` breaks the same rule as often as before.
        check("c", Extent::All, "c", 0, 1);
    }

    #[test]
    fn json_keeps_its_meaning() {
        let same = |before: &str, after: &str| means_the_same(Kind::Json, before, after);
        assert!(same("{\"a\": [1, 2,]}", "{\"a\": [1, 2]}"));
        assert!(!same("{\"a\": [1, 2]}", "{\"a\": [1], \"b\": 2}"));
        assert!(!same("{\"a\": \"1\"}", "{\"a\": 1}"));
    }

    #[test]
    fn catalogs_keep_all_but_the_words_of_their_texts() {
        let same = |before: &str, after: &str| means_the_same(Kind::Catalog, before, after);
        assert!(!same("a: 1\n", "a: 2\n"));
        assert!(same("a:  1\n", "a: 1\n"));
        assert!(same("a: Send the the call.\n", "a: Send the call.\n"));
        assert!(!same("a: the the\n", "a: the\nb: the\n"));
        assert!(!same("a: [b, c]\n", "a: [b]\n"));
        assert!(!same("a: b\n", "c: b\n"));
        assert!(!same("a: the 7\n", "a: 7\n"));
        assert!(same("a: '{\"b\": 1,}'\n", "a: '{\"b\": 1}'\n"));
        assert!(!same("a: '{\"b\": 1}'\n", "a: '{\"b\": 2}'\n"));
    }
}
