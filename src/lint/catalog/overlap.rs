//! Entries that nothing can tell apart: the same code, status and calls, and messages that are or can be the same.
//!
//! Only entries of a bucket are compared, those that share provider, code and status; of these, with their templates sorted, only
//! those whose beginnings are alike. So a catalog of many thousand entries takes little more time than reading it.

use std::collections::BTreeMap;

use crate::catalog::Entry;
use crate::catalog::source::{Placed, ProviderSource};
use crate::catalog::template::Template;
use crate::lint::rules::catalog::INSEPARABLE_ENTRIES;

use super::findings::Findings;
use super::product::common;

/// What is spent on products of templates for a whole catalog; what is beyond is not reported.
const BUDGET: usize = 1 << 24;

type Known<'s> = &'s Placed<Entry<'static>>;

/// Reports each entry that an entry before it cannot be told from.
pub(super) fn lint(source: &ProviderSource, found: &mut Findings) {
    let mut buckets: BTreeMap<(Option<&str>, Option<u16>), Vec<Known<'_>>> = BTreeMap::new();
    for entry in &source.entries {
        let value = &entry.value;
        let is_in_captures = value.role.is_none_or(crate::catalog::entry::Role::is_error) && value.retired.is_none();
        if is_in_captures {
            buckets.entry((value.code.as_deref(), value.status)).or_default().push(entry);
        }
    }
    let mut budget = BUDGET;
    for bucket in buckets.into_values().filter(|bucket| bucket.len() > 1) {
        without_message(&source.provider.value.id, &bucket, found);
        with_message(&source.provider.value.id, &bucket, &mut budget, found);
    }
}

/// Entries of a code that have no message at all.
fn without_message(provider: &str, bucket: &[Known<'_>], found: &mut Findings) {
    let silent: Vec<Known<'_>> = bucket.iter().copied().filter(|entry| entry.value.message.is_none()).collect();
    for (index, entry) in silent.iter().enumerate() {
        if let Some(other) = silent[..index].iter().find(|other| are_alike(&entry.value, &other.value)) {
            report(provider, entry, other, None, found);
        }
    }
}

/// Entries whose templates match a common message.
fn with_message(provider: &str, bucket: &[Known<'_>], budget: &mut usize, found: &mut Findings) {
    let parsed = |entry: &Known<'_>| Template::parse(entry.value.message.as_deref()?).ok();
    let spoken: Vec<(Template, Known<'_>)> = bucket.iter().filter_map(|entry| Some((parsed(entry)?, *entry))).collect();
    let templates: Vec<&Template> = spoken.iter().map(|(template, _)| template).collect();
    let may_be_one = |a: usize, b: usize| are_alike(&spoken[a].1.value, &spoken[b].1.value);
    for Overlap { entry, before, message } in overlaps(&templates, may_be_one, budget) {
        report(provider, spoken[entry].1, spoken[before].1, Some(&message), found);
    }
}

/// Two templates, by their places in a list, and a message that both match.
struct Overlap {
    entry: usize,
    before: usize,
    message: String,
}

/// Each template that has a message in common with one before it, once.
fn overlaps(templates: &[&Template], may_be_one: impl Fn(usize, usize) -> bool, budget: &mut usize) -> Vec<Overlap> {
    let first = |index: usize| templates[index].texts()[0].as_str();
    let mut sorted: Vec<usize> = (0..templates.len()).collect();
    sorted.sort_by_key(|&index| (first(index), index));
    let mut found: BTreeMap<usize, Overlap> = BTreeMap::new();
    for (at, &one) in sorted.iter().enumerate() {
        // What can begin alike sorts behind, up to the first that does not.
        for &other in sorted[at + 1..].iter().take_while(|&&other| first(other).starts_with(first(one))) {
            let (before, entry) = (one.min(other), one.max(other));
            if *budget == 0 {
                return found.into_values().collect();
            }
            if found.contains_key(&entry) || !may_be_one(one, other) {
                *budget -= 1;
            } else if let Some(message) = common(templates[one], templates[other], budget) {
                found.insert(entry, Overlap { entry, before, message });
            }
        }
    }
    found.into_values().collect()
}

/// Whether a capture can fit both in all but the message: calls and properties in common, or none to go by.
fn are_alike(a: &Entry<'_>, b: &Entry<'_>) -> bool {
    let shared = |a: &[crate::catalog::value::Text<'_>], b: &[crate::catalog::value::Text<'_>]| {
        (a.is_empty() && b.is_empty()) || a.iter().any(|one| b.contains(one))
    };
    shared(&a.operations, &b.operations) && shared(&a.properties, &b.properties)
}

fn report(provider: &str, entry: Known<'_>, other: Known<'_>, message: Option<&str>, found: &mut Findings) {
    let id = other.value.id(provider);
    let said = match message {
        Some(_) => format!("no evidence can tell this entry from `{id}`: their messages can be the same"),
        None => format!("no evidence can tell this entry from `{id}`: neither has a `message`"),
    };
    let place = entry.place(&[if message.is_some() { "message" } else { "code" }]);
    let example = message.map(|message| format!("both match \"{message}\"; ")).unwrap_or_default();
    let help = match (entry.value.status, entry.value.operations.is_empty()) {
        (None, true) => "give them a `status` or `operations` that differ, or make one entry of them",
        (_, true) => "give them `operations` that differ, or make one entry of them",
        (None, false) => "give them a `status` that differs, or make one entry of them",
        (Some(_), false) => "make the messages differ, or make one entry of them",
    };
    found.of(entry).add(&INSEPARABLE_ENTRIES, place, said).help(format!("{example}{help}"));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Sorting leaves out no pair that comparing each with each would find.
        #[test]
        fn all_pairs_are_found(sources in prop::collection::vec("[ab]{0,2}(\\{h\\})?[ab]{0,2}", 0..8)) {
            let read: Vec<Template> = sources.iter().filter_map(|source| Template::parse(source).ok()).collect();
            let templates: Vec<&Template> = read.iter().collect();
            let found: Vec<usize> = overlaps(&templates, |_, _| true, &mut usize::MAX.clone()).iter().map(|one| one.entry).collect();
            let overlaps = |a: usize, b: usize| common(templates[a], templates[b], &mut usize::MAX.clone()).is_some();
            let expected: Vec<usize> = (0..templates.len()).filter(|&entry| (0..entry).any(|before| overlaps(before, entry))).collect();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn many_alike_end_soon() {
        let one = Template::parse("{a} of {b} was refused by {c}").unwrap();
        let templates: Vec<&Template> = std::iter::repeat_n(&one, 3000).collect();
        assert_eq!(overlaps(&templates, |_, _| true, &mut BUDGET.clone()).len(), 2999);
    }
}
