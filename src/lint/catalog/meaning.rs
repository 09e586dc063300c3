//! What entries say beside each other: one title for two meanings, the message of another as description, a status that the code
//! itself contradicts.

use std::collections::{BTreeMap, HashMap};

use crate::catalog::entry::{Entry, Family, Provider};
use crate::catalog::layers::{Extent, Layers};
use crate::catalog::source::{Placed, ProviderSource};
use crate::catalog::template::{Template, plain};
use crate::catalog::value::Text;
use crate::lint::Report;
use crate::lint::rules::catalog::{DESCRIPTION_OF_ANOTHER_ENTRY, SAME_TITLE, STATUS_AGAINST_CODE};

use super::findings::Findings;
use super::texts::only_refers;

/// Two entries of a code with one title: whoever reads a list cannot tell which is meant.
pub(super) fn titles(source: &ProviderSource, found: &mut Findings) {
    let mut seen: HashMap<(&str, String), &str> = HashMap::new();
    for entry in &source.entries {
        let Some(code) = entry.value.code.as_deref() else { continue };
        let title = plain(&entry.value.title).text;
        let slug = entry.value.slug.as_deref().unwrap_or_default();
        if let Some(first) = seen.get(&(code, title.clone())) {
            let message = format!("`{code}` has two meanings with the title \"{}\"", entry.value.title.as_str());
            let help = format!("say in each title what sets it apart; the other is `{first}`");
            found.of(entry).add(&SAME_TITLE, entry.place(&["title"]), message).help(help);
        } else {
            seen.insert((code, title), slug);
        }
    }
}

/// The description of an entry is the message of another one, so that one of them stands in the wrong place.
pub(super) fn description(entry: &Placed<Entry<'static>>, provider: &Provider<'_>, layers: &Layers<'_>, report: &mut Report) {
    let Some(description) = entry.value.description.as_deref() else { return };
    let text = plain(description);
    let own = entry.value.message.as_deref().and_then(|message| Template::parse(message).ok());
    if own.is_none_or(|own| own.fit(&text).is_some()) {
        return;
    }
    // What the notes quote is known, and who only names support says it beside any message.
    let is_noted = entry.value.notes.as_deref().is_some_and(|notes| plain(notes).text.contains(text.text.trim_end_matches('.')));
    if is_noted || only_refers(description, provider) {
        return;
    }
    let id = entry.value.id(&provider.id);
    let spoken = layers.by_message(&text, Extent::Whole).unwrap_or_default();
    let is_another = |spoken: &&crate::catalog::layers::Spoken<'_>| {
        let record = &spoken.known.record;
        let is_distinctive = record.entry.message.as_deref().and_then(|text| Template::parse(text).ok());
        spoken.known.id != id && record.provider == provider.id && is_distinctive.is_some_and(|template| template.is_distinctive())
    };
    if let Some(other) = spoken.iter().find(is_another) {
        let message = format!("the description is the message of `{}`", other.known.id);
        report
            .add(&DESCRIPTION_OF_ANOTHER_ENTRY, entry.place(&["description"]), message)
            .help("they may be swapped: compare both with their source");
    }
}

/// How often the piece of a code was its status, and another number that could be one.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    same: usize,
    other: usize,
}

impl Tally {
    /// Whether the piece is the status, but for mistakes.
    fn is_rule(self) -> bool {
        const ENOUGH: usize = 3;
        self.same >= ENOUGH && self.same > 4 * self.other
    }
}

/// A status that the entry's own code contradicts.
pub(super) fn statuses(source: &ProviderSource, found: &mut Findings) {
    let families: Vec<(regex::bytes::Regex, &Family<'_>)> =
        source.provider.value.families.iter().filter_map(|family| Some((family.shape_regex().ok()?, family))).collect();
    let family_of = |code: &str| families.iter().position(|(shape, _)| shape.is_match(code.as_bytes()));
    let mut tallies: BTreeMap<(usize, &str), Tally> = BTreeMap::new();
    let mut readings = Vec::new();
    for entry in &source.entries {
        let (Some(code), Some(status)) = (entry.value.code.as_deref(), entry.value.status) else { continue };
        let Some(family) = family_of(code) else { continue };
        for (name, part) in families[family].1.parts.iter() {
            let Some(piece) = part.of(code) else { continue };
            let said = said(&piece, part.values.get(&piece).map(Text::as_str));
            let Some(said) = said else { continue };
            let tally = tallies.entry((family, name.as_str())).or_default();
            *(if said.numbers.contains(&status) { &mut tally.same } else { &mut tally.other }) += 1;
            readings.push((entry, (family, name.as_str()), said, status));
        }
    }
    for (entry, part, said, status) in readings.into_iter().filter(|(_, _, said, status)| !said.numbers.contains(status)) {
        if said.is_sure || part.1 == "status" || tallies.get(&part).is_some_and(|tally| tally.is_rule()) {
            let code = entry.value.code.as_deref().unwrap_or_default();
            let message = format!("`status` is {status}, but the {} of `{code}` says {}", part.1, said.shown());
            let help = "correct the status, or say in `notes` why the source has both, and allow it";
            found.of(entry).add(&STATUS_AGAINST_CODE, entry.place(&["status"]), message).help(help);
        }
    }
}

/// The statuses that a piece of a code names.
#[derive(Debug, Clone)]
struct Said {
    numbers: Vec<u16>,
    /// Whether the catalog says so: `not found (404)`, `busy (400) or server error (500)`.
    is_sure: bool,
}

impl Said {
    fn shown(&self) -> String {
        self.numbers.iter().map(u16::to_string).collect::<Vec<_>>().join(" or ")
    }
}

fn said(piece: &str, meaning: Option<&str>) -> Option<Said> {
    let status = |text: &str| text.parse::<u16>().ok().filter(|number| text.len() == 3 && (400..600).contains(number));
    let in_parentheses = meaning.unwrap_or_default().split('(').skip(1).filter_map(|rest| status(rest.split(')').next()?));
    let numbers: Vec<u16> = in_parentheses.collect();
    if !numbers.is_empty() {
        return Some(Said { numbers, is_sure: true });
    }
    status(piece).map(|number| Said { numbers: vec![number], is_sure: false })
}
