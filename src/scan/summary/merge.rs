//! Several summaries to one.

use std::collections::BTreeMap;

use super::{Ambiguous, EntryCount, Known, NoSummary, SCHEMA, Sighted, Summary, Totals, UnlistedCount, check_version};
use crate::scan::label::By;
use crate::scan::tally::{Limits, OTHER};

impl Summary {
    pub(super) fn merge_within(list: impl IntoIterator<Item = Self>, limits: Limits) -> Result<Self, NoSummary> {
        let mut gathered = Gathered::default();
        let mut by: Option<Option<By>> = None;
        for summary in list {
            check_version(&summary.schema)?;
            let first = *by.get_or_insert(summary.by);
            if first != summary.by {
                let name = |by: Option<By>| by.map_or("nothing", By::name);
                let message =
                    format!("summaries grouped by {} and by {} cannot be merged: scan with the same --by", name(first), name(summary.by));
                return Err(NoSummary(message));
            }
            gathered.add(summary);
        }
        Ok(gathered.summary(by.flatten(), limits))
    }
}

/// Summaries on their way to one.
#[derive(Default)]
struct Gathered {
    totals: Totals,
    /// By their ids.
    entries: BTreeMap<Vec<String>, EntryCount>,
    /// By their codes.
    unlisted: BTreeMap<String, UnlistedCount>,
}

impl Gathered {
    fn add(&mut self, summary: Summary) {
        let (own, other) = (&mut self.totals, summary.totals);
        let sums = [
            (&mut own.bytes, other.bytes),
            (&mut own.findings, other.findings),
            (&mut own.over_cap, other.over_cap),
            (&mut own.sources.read, other.sources.read),
            (&mut own.sources.failed, other.sources.failed),
            (&mut own.more_unlisted, other.more_unlisted),
        ];
        for (own, other) in sums {
            *own = own.saturating_add(other);
        }
        add_all(&mut own.by, other.by);
        summary.entries.into_iter().for_each(|entry| self.entry(entry));
        summary.unlisted.into_iter().for_each(|code| self.code(code));
    }

    fn entry(&mut self, entry: EntryCount) {
        let ids: Vec<String> = entry.ids().map(str::to_owned).collect();
        match self.entries.get_mut(&ids) {
            Some(own) => own.seen.add(entry.seen),
            None => drop(self.entries.insert(ids, entry)),
        }
    }

    fn code(&mut self, code: UnlistedCount) {
        let Some(own) = self.unlisted.get_mut(&code.code) else {
            self.unlisted.insert(code.code.clone(), code);
            return;
        };
        own.seen.add(code.seen);
        add_all(&mut own.statuses, code.statuses);
        own.messages.extend(code.messages);
        own.family = own.family.take().or(code.family);
    }

    /// Cuts what is too much, and sorts.
    fn summary(mut self, by: Option<By>, limits: Limits) -> Summary {
        while self.unlisted.len() > limits.unlisted {
            let Some((_, code)) = self.unlisted.pop_last() else { break };
            self.totals.more_unlisted = self.totals.more_unlisted.saturating_add(code.seen.count);
        }
        let largest = self.totals.by.keys().filter(|label| *label != OTHER).nth(limits.labels).cloned();
        let mut entries: Vec<EntryCount> = self.entries.into_values().collect();
        let mut unlisted: Vec<UnlistedCount> = self.unlisted.into_values().collect();
        if let Some(first_over) = largest {
            let seen = entries.iter_mut().map(|entry| &mut entry.seen).chain(unlisted.iter_mut().map(|code| &mut code.seen));
            seen.map(|seen| &mut seen.by).chain([&mut self.totals.by]).for_each(|by| fold(by, &first_over));
        }
        for code in &mut unlisted {
            while code.messages.len() > limits.messages {
                code.messages.pop_last();
            }
        }
        // Both are in the order of their names already, and the sort keeps it.
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.seen.count));
        unlisted.sort_by_key(|code| std::cmp::Reverse(code.seen.count));
        Summary { schema: SCHEMA.to_owned(), by, totals: self.totals, entries, unlisted }
    }
}

impl Sighted {
    fn add(&mut self, other: Self) {
        self.count = self.count.saturating_add(other.count);
        self.first = self.first.into_iter().chain(other.first).min();
        self.last = self.last.max(other.last);
        add_all(&mut self.files, other.files);
        add_all(&mut self.by, other.by);
        self.sample = self.sample.take().or(other.sample);
    }
}

/// What is known of an entry, or of those that it may be as far as they agree.
pub(super) fn entry(mut known: Vec<Known>) -> EntryCount {
    known.sort_by(|a, b| a.id.cmp(&b.id));
    known.dedup_by(|a, b| a.id == b.id);
    let agreed = |part: fn(&Known) -> Option<&str>| {
        let first = part(known.first()?)?;
        (!first.is_empty() && known.iter().all(|one| part(one) == Some(first))).then(|| first.to_owned())
    };
    let retryable = known.first().and_then(|first| first.retryable);
    let ids: Vec<String> = known.iter().map(|one| one.id.clone()).collect();
    let alone = ids.len() == 1;
    EntryCount {
        verdict: (!alone).then_some(Ambiguous::Ambiguous),
        id: alone.then(|| ids[0].clone()),
        ids: if alone { Vec::new() } else { ids },
        code: agreed(|one| one.code.as_deref()),
        provider: agreed(|one| Some(&one.provider)),
        title: agreed(|one| Some(&one.title)),
        fix: agreed(|one| Some(&one.fix)),
        retryable: retryable.filter(|_| known.iter().all(|one| one.retryable == retryable)),
        seen: Sighted::default(),
    }
}

/// Counts the labels from `first_over` on as other ones.
fn fold(by: &mut BTreeMap<String, u64>, first_over: &str) {
    let over = by.split_off(first_over);
    let count = over.values().fold(0, |sum: u64, count| sum.saturating_add(*count));
    if count > 0 {
        add(by, OTHER.to_owned(), count);
    }
}

fn add_all<K: Ord>(counts: &mut BTreeMap<K, u64>, others: BTreeMap<K, u64>) {
    for (key, count) in others {
        add(counts, key, count);
    }
}

/// Counts in files can be any number, so they are added up to the largest there is.
pub(super) fn add<K: Ord>(counts: &mut BTreeMap<K, u64>, key: K, count: u64) {
    let own = counts.entry(key).or_default();
    *own = own.saturating_add(count);
}
