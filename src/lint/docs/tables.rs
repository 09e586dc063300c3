//! Tables of codes: rows that say one thing beside another, rows for a code that has one, and marked tables that miss codes.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use regex::Regex;

use super::Checks;
use super::marks::{Block, Request};
use super::mentions::Mention;
use super::model::{Prose, Table};
use crate::catalog::layers::{Known, Layers};
use crate::lint::rules::docs::{DUPLICATE_ROW, INCOMPLETE_TABLE};
use crate::span::Span;

/// The head of a column of messages.
const MESSAGES: &str = r"(?i)^\W*(?:error |api |response )?(?:message|text)s?(?: text)?\W*$";
/// The head of a column by which rows of one code differ.
const CALLS: &str = r"(?i)\b(?:operation|call|method|path|endpoint|api|url|resource|request|service|product|when|where|version)s?\b";

static MESSAGES_REGEX: LazyLock<Regex> = LazyLock::new(|| Regex::new(MESSAGES).expect("a pattern of our own"));
static CALLS_REGEX: LazyLock<Regex> = LazyLock::new(|| Regex::new(CALLS).expect("a pattern of our own"));

impl Checks<'_, '_, '_> {
    /// Checks what a row says of its code.
    pub(super) fn row(&mut self, head: &[Prose], cells: &[Prose], mentions: &[Vec<Mention<'_>>]) {
        let Some(mention) = code_of_row(cells, mentions) else { return };
        self.row_status(head, cells, mention);
        let message = head.iter().position(|cell| MESSAGES_REGEX.is_match(cell.as_str()));
        let Some(cell) = message.and_then(|column| cells.get(column)) else { return };
        let text = cell.as_str();
        let start = text.len() - text.trim_start_matches(|c: char| c.is_whitespace() || "\"“„«".contains(c)).len();
        let end = text.trim_end_matches(|c: char| c.is_whitespace() || "\"”“»".contains(c)).len();
        if start < end && !mention.code.entries.is_empty() {
            self.quote(cell, Span::new(start, end), mention);
        }
    }

    /// Reports the rows for a code that has had as many as it has meanings.
    pub(super) fn doubled(&mut self, table: &Table, rows: &[Vec<Vec<Mention<'_>>>]) {
        if table.head.iter().any(|cell| CALLS_REGEX.is_match(cell.as_str())) {
            return;
        }
        let mut seen: HashMap<&str, (usize, Span)> = HashMap::new();
        for (cells, mentions) in table.rows.iter().zip(rows) {
            let Some(mention) = first_column(cells, mentions) else { continue };
            let (count, first) = seen.entry(&mention.code.code).or_insert((0, mention.place));
            *count += 1;
            let meanings = mention.code.entries.len().max(1);
            if *count > meanings {
                let message = match meanings {
                    1 => format!("this table has a row for `{}` already", mention.code.code),
                    many => format!("this table has {many} rows for `{}` already, as many as it has meanings", mention.code.code),
                };
                let found = self.report.add(&DUPLICATE_ROW, mention.place, message);
                found.label(*first, "the first is here").help("make one row of them, or correct the code");
            }
        }
    }

    /// Reports the codes that a marked table should have, or should not.
    pub(super) fn complete(&mut self, block: &Block, rows: &[Vec<Vec<Mention<'_>>>]) {
        let Request::Table { provider, prefix } = &block.request else { return };
        let Ok(known) = codes(self.knowledge.catalogs, provider, prefix) else { return };
        let wanted: BTreeSet<&str> = known.iter().filter_map(|known| known.record.entry.code.as_deref()).collect();
        let has: BTreeSet<&str> =
            rows.iter().filter_map(|row| row.iter().flatten().next()).map(|mention| mention.code.code.as_str()).collect();
        // Codes that cannot stand bare are not seen in the rows, so nothing can be said of them.
        let seen = |code: &&&str| self.knowledge.matcher.bare_codes(code).is_ok_and(|found| !found.is_empty());
        let missing: Vec<&str> = wanted.difference(&has).filter(seen).copied().collect();
        if let Some(list) = listed(&missing) {
            let message = format!("the table has no row for {list}");
            self.report.add(&INCOMPLETE_TABLE, block.open, message).help("run `errdex docs sync` on this file");
        }
        let foreign: Vec<&str> = has.difference(&wanted).copied().collect();
        if let Some(list) = listed(&foreign) {
            let message = format!("the table has a row for {list}, which this mark does not ask for");
            self.report.add(&INCOMPLETE_TABLE, block.open, message).help("run `errdex docs sync` on this file");
        }
    }
}

/// The entries of a provider whose code starts with a prefix, in the order of their ids, as a marked table has them: without those that
/// are retired, and those without a code.
///
/// # Errors
/// If an image is damaged.
pub fn codes<'c>(catalogs: &Layers<'c>, provider: &str, prefix: &str) -> Result<Vec<Known<'c>>, crate::catalog::Error> {
    let mut found: HashMap<String, Known<'c>> = HashMap::new();
    for (layer, one) in catalogs.iter().enumerate() {
        for number in one.catalog.numbers() {
            let record = one.catalog.record(number)?;
            let is_asked =
                record.provider.as_str() == provider && record.entry.code.as_deref().is_some_and(|code| code.starts_with(prefix));
            if is_asked {
                let id = record.id();
                found.insert(id.clone(), Known { id, layer, number, record });
            }
        }
    }
    let mut found: Vec<Known<'c>> = found.into_values().filter(|known| known.record.entry.retired.is_none()).collect();
    found.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(found)
}

/// The first few of some codes, in words.
fn listed(codes: &[&str]) -> Option<String> {
    const MOST: usize = 5;
    let shown: Vec<String> = codes.iter().take(MOST).map(|code| format!("`{code}`")).collect();
    let more = codes.len().saturating_sub(MOST);
    match (shown.len(), more) {
        (0, _) => None,
        (_, 0) => Some(shown.join(", ")),
        _ => Some(format!("{} and {more} more", shown.join(", "))),
    }
}

/// The only code of which a row speaks: that of the first cell that is nothing but a code.
fn code_of_row<'m, 'k>(cells: &[Prose], mentions: &'m [Vec<Mention<'k>>]) -> Option<&'m Mention<'k>> {
    cells.iter().zip(mentions).find_map(|(cell, mentions)| whole(cell, mentions))
}

fn first_column<'m, 'k>(cells: &[Prose], mentions: &'m [Vec<Mention<'k>>]) -> Option<&'m Mention<'k>> {
    whole(cells.first()?, mentions.first()?)
}

/// The code that is all that stands in a cell.
fn whole<'m, 'k>(cell: &Prose, mentions: &'m [Mention<'k>]) -> Option<&'m Mention<'k>> {
    let [mention] = mentions else { return None };
    (mention.span.of(cell.as_str()) == cell.as_str().trim()).then_some(mention)
}
