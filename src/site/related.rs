//! Entries that are near to one: of the same calls, with codes that begin alike, with the same status.

use std::collections::HashSet;

use serde::Serialize;

use super::Site;
use super::page::Row;

/// Entries that have something in common with another.
#[derive(Debug, Serialize)]
pub(super) struct Related {
    /// What they have in common.
    pub(super) label: String,
    pub(super) rows: Vec<Row>,
}

/// The most entries of one kind.
const MOST: usize = 6;

/// The entries near to one, the nearest kind first. Codes that were `seen` on the page are not named again.
pub(super) fn of(site: &Site<'_>, entry: usize, root: &str, seen: &mut HashSet<usize>) -> Vec<Related> {
    let atlas = &site.atlas;
    let own = atlas.entry(entry);
    seen.insert(atlas.code_of(entry).entries.start);
    let mut related = Vec::new();
    let mut add = |label: String, list: &[usize]| {
        let rows: Vec<Row> = near(list, entry, |other| is_new(site, seen, entry, other)).map(|other| site.row(other, root)).collect();
        if !rows.is_empty() {
            related.push(Related { label, rows });
        }
    };
    if let Some(call) = own.operations.first()
        && let Some(list) = atlas.of_call.get(call.as_str())
    {
        add(format!("Also answered by {call}"), list);
    }
    if let Some(prefix) = atlas.prefix_of(entry) {
        let meaning = prefix.meaning.as_deref().map(|meaning| format!(", {meaning}")).unwrap_or_default();
        add(format!("Codes that begin with {}{meaning}", prefix.text), &prefix.entries);
    } else if let Some(family) = atlas.family_of(entry) {
        add("Codes of the same family".to_owned(), &family.entries);
    }
    if let Some(status) = own.status
        && let Some(page) = atlas.statuses.get(&status)
    {
        add(format!("Also with status {status}"), &page.entries);
    }
    related
}

/// Whether an entry is of the same provider, and its code was not named yet.
fn is_new(site: &Site<'_>, seen: &mut HashSet<usize>, entry: usize, other: usize) -> bool {
    let code = site.atlas.code_of(other).entries.start;
    site.atlas.code_of(other).provider == site.atlas.code_of(entry).provider && seen.insert(code)
}

/// The entries of a sorted list around one, in the order of the list. Few are looked at, however long the list is.
fn near(list: &[usize], entry: usize, mut is_wanted: impl FnMut(usize) -> bool) -> impl Iterator<Item = usize> {
    let at = list.partition_point(|&other| other < entry);
    let from = at.saturating_sub(MOST);
    let mut around: Vec<usize> = list[from..list.len().min(at + 3 * MOST)].to_vec();
    around.sort_by_key(|other| other.abs_diff(entry));
    let mut wanted: Vec<usize> = around.into_iter().filter(|&other| other != entry && is_wanted(other)).take(MOST).collect();
    wanted.sort_unstable();
    wanted.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_are_taken_in_order() {
        let list: Vec<usize> = (0..100).collect();
        let found: Vec<usize> = near(&list, 50, |other| other % 2 == 0).collect();
        assert_eq!(found, [44, 46, 48, 52, 54, 56]);
        assert_eq!(near(&[3, 7], 7, |_| true).collect::<Vec<_>>(), [3]);
        assert_eq!(near(&[], 7, |_| true).count(), 0);
    }
}
