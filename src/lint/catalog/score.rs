//! How complete a catalog is: a [`Score`] for each provider, from 0 to 100, and the [`Ratchet`], a file that remembers the best ones.
//!
//! Each part of an entry has a weight, and a score is the share of the weights that there is. Parts that an entry cannot have do not
//! count: a rule of a linter has cases and answers no call.

use std::collections::BTreeMap;

use crate::catalog::Entry;
use crate::catalog::entry::Role;

/// A part of an entry that counts, and how much.
struct Part {
    name: &'static str,
    weight: u32,
    is_there: fn(&Entry<'_>) -> bool,
    /// Whether rules of a linter can have it.
    of_rules: bool,
}

/// The parts; `catalog/README.md` tells their weights.
const PARTS: [Part; 8] = [
    Part { name: "cause", weight: 15, is_there: |entry| !entry.cause.trim().is_empty(), of_rules: true },
    Part { name: "fix", weight: 15, is_there: |entry| !entry.fix.trim().is_empty(), of_rules: true },
    Part { name: "examples", weight: 20, is_there: |entry| !entry.examples.is_empty() || !entry.cases.is_empty(), of_rules: true },
    Part { name: "message", weight: 15, is_there: |entry| entry.message.is_some(), of_rules: false },
    Part { name: "status", weight: 10, is_there: |entry| entry.status.is_some(), of_rules: false },
    Part { name: "operations", weight: 10, is_there: |entry| !entry.operations.is_empty(), of_rules: false },
    Part { name: "steps", weight: 10, is_there: |entry| entry.steps.is_some(), of_rules: false },
    Part { name: "source", weight: 5, is_there: |entry| !entry.source.trim().is_empty(), of_rules: true },
];

/// How complete the entries of a provider are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Score {
    entries: u32,
    reached: u64,
    possible: u64,
    /// Of each part, how many entries have it and how many could.
    parts: BTreeMap<&'static str, (u32, u32)>,
}

impl Score {
    /// The score of some entries; retired ones do not count.
    pub fn of<'e, 'c: 'e>(entries: impl IntoIterator<Item = &'e Entry<'c>>) -> Self {
        let mut score = Self::default();
        for entry in entries.into_iter().filter(|entry| entry.retired.is_none()) {
            score.add(entry);
        }
        score
    }

    fn add(&mut self, entry: &Entry<'_>) {
        let is_rule = entry.role == Some(Role::Rule);
        self.entries += 1;
        for part in PARTS.iter().filter(|part| part.of_rules || !is_rule) {
            let is_there = (part.is_there)(entry);
            let (have, all) = self.parts.entry(part.name).or_default();
            *have += u32::from(is_there);
            *all += 1;
            self.reached += u64::from(part.weight) * u64::from(is_there);
            self.possible += u64::from(part.weight);
        }
    }

    /// From 0 to 100, rounded down, so that 100 means all; 100 without entries.
    #[must_use]
    pub fn percent(&self) -> u8 {
        let percent = (self.reached * 100).checked_div(self.possible).unwrap_or(100);
        u8::try_from(percent).unwrap_or(100)
    }

    /// The parts that most often lack, with the number of entries that lack them; the heaviest loss first.
    #[must_use]
    pub fn lacking(&self) -> Vec<(&'static str, u32)> {
        let lacking = PARTS.iter().filter_map(|part| {
            let (have, all) = self.parts.get(part.name)?;
            (all > have).then_some((part.weight * (all - have), part.name, all - have))
        });
        let mut lacking: Vec<_> = lacking.collect();
        lacking.sort_by_key(|(loss, name, _)| (std::cmp::Reverse(*loss), *name));
        lacking.into_iter().map(|(_, name, count)| (name, count)).collect()
    }
}

/// The best scores so far, as a file keeps them: a line `provider = score` for each, and comments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ratchet(BTreeMap<String, u8>);

impl Ratchet {
    /// Reads the text of the file.
    ///
    /// # Errors
    /// If a line is none of such a file; the message names it.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut best = BTreeMap::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let row = line.split_once('=').and_then(|(provider, score)| Some((provider.trim(), score.trim().parse::<u8>().ok()?)));
            let Some((provider, score)) = row.filter(|(provider, score)| !provider.is_empty() && *score <= 100) else {
                return Err(format!("line {number} is not `provider = score`, with a score from 0 to 100"));
            };
            best.insert(provider.to_owned(), score);
        }
        Ok(Self(best))
    }

    /// The text of the file.
    #[must_use]
    pub fn text(&self) -> String {
        let head = "# The best scores so far: errdex lint --ratchet fails below them, and raises them by itself.\n".to_owned();
        self.0.iter().fold(head, |text, (provider, score)| text + &format!("{provider} = {score}\n"))
    }

    /// The least that a provider must have; nothing is asked of a new one.
    #[must_use]
    pub fn least(&self, provider: &str) -> u8 {
        self.0.get(provider).copied().unwrap_or(0)
    }

    /// Remembers a score that is better; whether it was.
    pub fn raise(&mut self, provider: &str, score: u8) -> bool {
        let best = self.0.get(provider).copied();
        let is_better = best.is_none_or(|best| best < score);
        if is_better {
            self.0.insert(provider.to_owned(), score);
        }
        is_better
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    fn entry(yaml: &str) -> Entry<'static> {
        Entry::deserialize(serde_yaml::from_str::<serde_yaml::Value>(yaml).unwrap()).unwrap()
    }

    #[test]
    fn weights_make_a_hundred() {
        assert_eq!(PARTS.iter().map(|part| part.weight).sum::<u32>(), 100);
    }

    #[test]
    fn parts_that_lack_lower_the_score() {
        let whole = entry(
            "{code: A-1, title: t, message: m, status: 404, operations: GET /a, cause: c, fix: f, steps: s, source: s, examples: [{response: r}]}",
        );
        let poor = entry("{code: A-2, title: t, cause: c, fix: f, source: s}");
        let rule = entry("{code: docs/x, role: rule, title: t, cause: c, fix: f, source: s, cases: [{file: a, bad: b, good: c}]}");
        assert_eq!(Score::of([&whole]).percent(), 100);
        assert_eq!(Score::of([&poor]).percent(), 35);
        assert_eq!(Score::of([&rule]).percent(), 100);
        assert_eq!(Score::of([&whole, &poor]).percent(), 67);
        assert_eq!(Score::of([&poor]).lacking()[..2], [("examples", 1), ("message", 1)]);
        assert_eq!(Score::of(std::iter::empty()).percent(), 100);
    }

    #[test]
    fn ratchets_only_rise() {
        let mut ratchet = Ratchet::read("# best\nacme = 80\n").unwrap();
        assert!(!ratchet.raise("acme", 79) && ratchet.raise("acme", 81) && ratchet.raise("new", 0));
        assert_eq!(Ratchet::read(&ratchet.text()), Ok(ratchet.clone()));
        assert_eq!((ratchet.least("acme"), ratchet.least("other")), (81, 0));
        assert!(Ratchet::read("acme: 80").is_err() && Ratchet::read("acme = 101").is_err());
    }
}
