//! Coverage as text and as JSON.

use serde::Serialize;

use crate::lint::coverage::{Coverage, Share};

use super::printable;

/// What is written for programs.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Output<'c> {
    /// The contract's version.
    pub schema: &'static str,
    /// How much was seen.
    #[serde(flatten)]
    pub coverage: &'c Coverage,
}

/// For people: a line for each provider and family, then what was never seen.
#[must_use]
pub fn text(coverage: &Coverage) -> String {
    let mut text = String::new();
    for (provider, share) in &coverage.providers {
        text += &line(provider, share.share);
        for (family, share) in &share.families {
            text += &line(&format!("  {family}"), *share);
        }
    }
    if coverage.providers.len() != 1 {
        text += &line("all", coverage.total);
    }
    if !coverage.never.is_empty() {
        text += "\nnever seen:\n";
        coverage.never.iter().for_each(|id| text += &format!("  {}\n", printable(id)));
    }
    if coverage.ambiguous > 0 {
        text += &format!("\n{} errors fit several entries and count for none of them\n", coverage.ambiguous);
    }
    if coverage.unlisted > 0 {
        text += &format!("{} errors have a code that is in no catalog\n", coverage.unlisted);
    }
    text
}

/// For programs.
#[must_use]
pub fn json(coverage: &Coverage) -> String {
    let value = serde_json::to_value(Output { schema: "errdex-coverage/1", coverage }).unwrap_or_default();
    format!("{value:#}\n")
}

fn line(name: &str, share: Share) -> String {
    format!("{:<40} {:>4} of {:>4}  {:>3} %\n", printable(name), share.seen, share.entries, share.percent())
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::lint::coverage::ProviderShare;

    #[test]
    fn each_family_has_its_line() {
        let share = Share { seen: 1, entries: 3 };
        let families = BTreeMap::from([("shop/a".to_owned(), share)]);
        let coverage = Coverage {
            total: share,
            providers: BTreeMap::from([("shop".to_owned(), ProviderShare { share, families })]),
            seen: BTreeMap::from([("shop/A-1".to_owned(), 7)]),
            never: BTreeSet::from(["shop/A-2".to_owned(), "shop/A-3".to_owned()]),
            ambiguous: 0,
            unlisted: 2,
        };
        let lines: Vec<String> = text(&coverage).lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        let expect = [
            "shop 1 of 3 33 %",
            "shop/a 1 of 3 33 %",
            "",
            "never seen:",
            "shop/A-2",
            "shop/A-3",
            "2 errors have a code that is in no catalog",
        ];
        assert_eq!(lines, expect);
        assert!(json(&coverage).contains("\"entries\": 3"));
    }
}
