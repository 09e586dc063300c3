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
    let mut spoken: Vec<(Template, usize)> = bucket.iter().enumerate().filter_map(|(index, entry)| Some((parsed(entry)?, index))).collect();
    spoken.sort_by(|a, b| (&a.0.texts()[0], a.1).cmp(&(&b.0.texts()[0], b.1)));
    for (at, (template, index)) in spoken.iter().enumerate() {
        // What sorts behind begins with the same text, up to the first that does not.
        let begins = |other: &&(Template, usize)| other.0.texts()[0].starts_with(template.texts()[0].as_str());
        for (other, second) in spoken[at + 1..].iter().take_while(begins) {
            if *budget == 0 {
                return;
            }
            let (first, second) = (bucket[*index.min(second)], bucket[*index.max(second)]);
            if !are_alike(&first.value, &second.value) {
                *budget -= 1;
                continue;
            }
            if let Some(message) = common(template, other, budget) {
                report(provider, second, first, Some(&message), found);
                // Whoever is like this one is mostly like the others, too: one finding each is enough.
                break;
            }
        }
    }
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
