//! What makes a scan end with status 1.

use crate::catalog::Error;
use crate::catalog::layers::Layers;
use crate::scan::summary::{EntryCount, Listed, UnlistedCount};

use super::report::is_same;

/// Whether something was found that one of the names means: a code, an id or the start of one, a family with or without its provider,
/// or `unlisted`.
pub(super) fn is_met(names: &[String], summary: &dyn Listed, layers: &Layers<'_>) -> Result<bool, Error> {
    if names.is_empty() {
        return Ok(false);
    }
    let has_unlisted = summary.totals().more_unlisted > 0 || summary.unlisted().next().is_some();
    if has_unlisted && names.iter().any(|name| name == "unlisted") {
        return Ok(true);
    }
    if summary.unlisted().any(|code| names.iter().any(|name| is_unlisted(name, &code))) {
        return Ok(true);
    }
    for entry in summary.entries() {
        for name in names {
            if is_entry(name, &entry, layers)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn is_unlisted(name: &str, code: &UnlistedCount) -> bool {
    is_same(name, &code.code) || code.family.as_deref().is_some_and(|family| is_family(name, family))
}

fn is_entry(name: &str, entry: &EntryCount, layers: &Layers<'_>) -> Result<bool, Error> {
    if entry.code.as_deref().is_some_and(|code| is_same(name, code)) {
        return Ok(true);
    }
    for id in entry.ids() {
        let begins = id.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if begins {
            return Ok(true);
        }
        for known in layers.by_id(id)? {
            if known.record.family.as_ref().is_some_and(|family| is_family(name, &family.id)) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn is_family(name: &str, family: &str) -> bool {
    family == name || family.split_once('/').is_some_and(|(_, own)| own == name)
}
