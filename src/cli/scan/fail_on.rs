//! What makes a scan end with status 1.

use crate::catalog::layers::Layers;
use crate::catalog::{Error, Provider, key};
use crate::matcher::{Matcher, STATUSES};
use crate::scan::summary::{EntryCount, Listed, UnlistedCount};

/// Of how many entries that begin with a name it is looked whether logs can have them.
const FEW: usize = 64;

/// What is wrong with the names, if a scan can never find one of them: a mistake in a name would let everything pass, for ever.
pub(super) fn mistake(names: &[String], layers: &Layers<'_>) -> Result<Option<String>, Error> {
    let matcher = Matcher::new(layers.clone()).without_nearest();
    for name in names.iter().filter(|name| *name != "unlisted") {
        let known = [layers.by_prefix(name, FEW)?, layers.by_id(name)?].concat();
        if known.iter().any(|known| known.record.provider.as_str() != STATUSES) {
            continue;
        }
        if !known.is_empty() {
            return Ok(Some(format!("--fail-on {name}: a bare HTTP status is no finding in a log")));
        }
        if !has_part(name, layers)? && matcher.unlisted(name)?.is_none() {
            let near: Vec<String> = layers.nearest(name, 3)?.into_iter().map(|known| known.id).collect();
            let hint = if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.join(", ")) };
            return Ok(Some(format!("--fail-on {name}: no code, id or family of the catalogs has this name{hint}")));
        }
    }
    Ok(None)
}

/// Whether a provider or a family has this name.
fn has_part(name: &str, layers: &Layers<'_>) -> Result<bool, Error> {
    let has = |provider: &Provider<'_>| {
        let mut families = provider.families.iter().map(|family| format!("{}/{}", provider.id, family.id));
        provider.id.as_str() == name || families.any(|family| is_family(name, &family))
    };
    Ok(layers.providers()?.iter().any(has))
}

/// Whether something was found that one of the names means: a code or id, or the start of one, a family with or without its provider,
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
    let wanted = names.iter().map(|name| Wanted::new(name, layers)).collect::<Result<Vec<_>, Error>>()?;
    for entry in summary.entries() {
        for wanted in &wanted {
            if wanted.is(&entry, layers)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// A name, and the entries whose id it is.
struct Wanted<'n> {
    name: &'n str,
    ids: Vec<String>,
}

impl<'n> Wanted<'n> {
    fn new(name: &'n str, layers: &Layers<'_>) -> Result<Self, Error> {
        Ok(Self { name, ids: layers.by_id(name)?.into_iter().map(|known| known.id).collect() })
    }

    fn is(&self, entry: &EntryCount, layers: &Layers<'_>) -> Result<bool, Error> {
        if entry.code.as_deref().is_some_and(|code| begins(code, self.name)) {
            return Ok(true);
        }
        for id in entry.ids() {
            let begins = id.strip_prefix(self.name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            if begins || self.ids.iter().any(|own| own == id) {
                return Ok(true);
            }
            for known in layers.by_id(id)? {
                if known.record.family.as_ref().is_some_and(|family| is_family(self.name, &family.id)) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

fn is_unlisted(name: &str, code: &UnlistedCount) -> bool {
    begins(&code.code, name) || code.family.as_deref().is_some_and(|family| is_family(name, family))
}

fn is_family(name: &str, family: &str) -> bool {
    family == name || family.split_once('/').is_some_and(|(_, own)| own == name)
}

/// Whether a code is, or begins with, what was given: case and separators are forgiven.
fn begins(code: &str, start: &str) -> bool {
    let start = key::fold(start);
    !start.is_empty() && key::fold(code).starts_with(&start)
}
