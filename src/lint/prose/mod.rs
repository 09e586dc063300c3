//! Rules for sentences, wherever they stand: misspelled words, doubled words, "rename" for what is replaced.
//!
//! [`lint`] takes any [`Excerpt`] of prose. Each subject has rule ids of its own for it, so that a user can switch them one by one:
//! docs call it with `docs/misspelled-word` and so on in a [`Rules`], pages with `page/…`, catalogs with `catalog/…`.
//! Code spans, codes, addresses, holes, `camelCase` and `SNAKE_CASE` are no prose; the words of [`Knowledge::words`] are right.

#[cfg_attr(not(test), expect(dead_code, reason = "the build script writes the table"))]
mod table;
mod words;

use super::rules::Rule;
use super::{Excerpt, Knowledge, Report};
use crate::span::Span;

use table::Table;
use words::{Token, tokens};

/// The ids under which a subject reports.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// A word that is a known misspelling.
    pub misspelled: &'static Rule,
    /// A word that stands twice in a row.
    pub doubled: &'static Rule,
    /// "Rename" for a value that is replaced.
    pub renamed: &'static Rule,
}

/// Lints prose.
pub fn lint(prose: &Excerpt<'_>, rules: Rules, knowledge: &Knowledge<'_>, report: &mut Report) {
    let table = misspellings();
    let text = prose.text();
    let mut before: Option<Token<'_>> = None;
    let mut renames = Renames::default();
    for token in tokens(text) {
        if renames.hit(&token, text) {
            renamed(prose, &token, &mut renames, rules, report);
        }
        if let Some(first) = before.filter(|first| is_doubled(text, first, &token)) {
            let found = report.add(rules.doubled, prose.span(token.span), format!("`{}` stands here twice", token.word));
            let found = found.help("take one out");
            if let Some(second) = second_word(prose, &first, &token) {
                found.remove(second);
            }
        }
        if token.is_word && !token.is_quoted {
            misspelled(prose, &token, table, knowledge, rules, report);
        }
        before = Some(token);
    }
}

/// The table that the build script wrote.
fn misspellings() -> Table<'static> {
    Table::read(include_bytes!(concat!(env!("OUT_DIR"), "/words")))
}

fn misspelled(prose: &Excerpt<'_>, token: &Token<'_>, table: Table<'_>, knowledge: &Knowledge<'_>, rules: Rules, report: &mut Report) {
    let mut lower = [0_u8; words::LONGEST];
    let lower = &mut lower[..token.word.len()];
    lower.copy_from_slice(token.word.as_bytes());
    lower.make_ascii_lowercase();
    let Some(right) = table.corrections(lower) else { return };
    if std::str::from_utf8(lower).is_ok_and(|word| knowledge.words.contains(word)) {
        return;
    }
    let right: Vec<String> = right.map(|right| with_capital_of(token.word, right)).collect();
    let place = prose.span(token.span);
    let message = format!("`{}` is misspelled", token.word);
    match right.as_slice() {
        [] => {}
        [right] => drop(report.add(rules.misspelled, place, message).help(format!("write `{right}`")).replace(place, right.as_str())),
        several => {
            let several = several.iter().map(|right| format!("`{right}`")).collect::<Vec<_>>().join(" or ");
            report.add(rules.misspelled, place, message).help(format!("write {several}"));
        }
    }
}

fn with_capital_of(word: &str, right: &str) -> String {
    let capital = word.starts_with(|c: char| c.is_ascii_uppercase());
    match right.chars().next().filter(|_| capital) {
        Some(first) => first.to_uppercase().chain(right.chars().skip(1)).collect(),
        None => right.to_owned(),
    }
}

/// Words that stand twice in good sentences.
const TWICE: [&str; 14] = ["blah", "bye", "do", "far", "had", "her", "is", "long", "many", "much", "no", "so", "that", "very"];

fn is_doubled(text: &str, first: &Token<'_>, second: &Token<'_>) -> bool {
    let gap = &text[first.span.end..second.span.start];
    first.is_word
        && second.is_word
        && !(first.is_quoted || second.is_quoted)
        && first.word.eq_ignore_ascii_case(second.word)
        && (first.word.len() > 1 || first.word.eq_ignore_ascii_case("a"))
        && second.word.bytes().all(|byte| byte.is_ascii_lowercase())
        && gap.bytes().all(|byte| byte.is_ascii_whitespace())
        && gap.bytes().filter(|&byte| byte == b'\n').count() < 2
        && !TWICE.iter().any(|word| first.word.eq_ignore_ascii_case(word))
}

/// The bytes of the document to take out of a doubled word; none where it would take more than blanks with it.
fn second_word(prose: &Excerpt<'_>, first: &Token<'_>, second: &Token<'_>) -> Option<Span> {
    let (first_place, place) = (prose.span(first.span), prose.span(second.span));
    let gap = &prose.text()[first.span.end..second.span.start];
    let is_verbatim = place.start.checked_sub(first_place.end) == Some(gap.len()) && !gap.contains('\n');
    if is_verbatim && place.len() == second.word.len() {
        return Some(Span::new(first_place.end, place.end));
    }
    // Between the words a line ends, perhaps with an escape: it stays, and the blank behind the second word goes.
    let behind = second.span.end + 1;
    let has_blank = prose.text()[second.span.end..].starts_with(' ') && behind < prose.text().len();
    (has_blank && prose.place(behind) - place.start == behind - second.span.start).then(|| Span::new(place.start, prose.place(behind)))
}

/// Values that are in the request: one is replaced by another, its name stays.
const VALUES: [&str; 16] = [
    "amount",
    "code",
    "date",
    "email",
    "id",
    "identifier",
    "number",
    "password",
    "quantity",
    "secret",
    "status",
    "timestamp",
    "token",
    "uuid",
    "value",
    "values",
];
/// So many words after "rename" may stand before what is renamed: "Rename the bearer token".
const WITHIN: usize = 4;

/// Looks for "rename" with a value behind it.
#[derive(Debug, Default)]
struct Renames {
    /// The place of "rename", and how many words came after it.
    open: Option<(Span, usize)>,
}

impl Renames {
    /// Whether a token is the value that an open "rename" is about.
    fn hit(&mut self, token: &Token<'_>, text: &str) -> bool {
        let is = |word: &str| token.word.eq_ignore_ascii_case(word);
        if token.is_word && !token.is_quoted && (is("rename") || is("renaming")) {
            self.open = Some((token.span, 0));
            return false;
        }
        let Some((rename, words)) = self.open else { return false };
        let between = &text[rename.end..token.span.start];
        if words >= WITHIN || between.contains(['.', ';', ':', ',', '(']) || is("to") || is("from") || is("of") || is("in") {
            self.open = None;
            return false;
        }
        self.open = Some((rename, words + 1));
        token.is_word && VALUES.iter().any(|value| is(value)) && !names_a_name(text, token.span)
    }
}

/// Whether what follows shows that a name is meant: "the value field", "the status column".
fn names_a_name(text: &str, span: Span) -> bool {
    const NAMES: [&str; 11] = ["attribute", "column", "field", "file", "header", "key", "parameter", "property", "tag", "type", "variable"];
    let next: &str = text[span.end..].split_whitespace().next().unwrap_or_default();
    let touches = text[span.end..].starts_with(char::is_whitespace);
    touches && NAMES.iter().any(|name| next.trim_matches(|c: char| !c.is_ascii_alphabetic()).trim_end_matches('s') == *name)
}

fn renamed(prose: &Excerpt<'_>, value: &Token<'_>, renames: &mut Renames, rules: Rules, report: &mut Report) {
    let Some((rename, _)) = renames.open.take() else { return };
    let word = rename.of(prose.text());
    let right = with_capital_of(word, if word.len() == "rename".len() { "replace" } else { "replacing" });
    let place = prose.span(rename);
    let message = format!("`{word}` stands where a {} is replaced", value.word.to_ascii_lowercase());
    report.add(rules.renamed, place, message).help(format!("write `{right}`")).replace(place, right);
}

#[cfg(test)]
mod tests;
