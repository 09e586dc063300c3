//! Hard wraps: which lines of a block were one line before a terminal or a program broke it at its width.
//!
//! There are two kinds. *Cut* lines are full to the last column, wherever that falls; they are put together as they are. *Wrapped* lines
//! end where the next word would not have fitted; a space comes back between them. A paragraph shows which kind it is by its full lines.
//! That is a guess where such a line may end in a word as well as behind one (`in|valid`, `same|subnet`): a [`Reading`] says which to take.

use super::joint::{self, Joint};

/// How a block stands in the text, which tells how it may have been wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    /// In a box, whose program wraps to the terminal.
    Box,
    /// Behind quote marks or the like.
    Quote,
    /// In no block. Only cut lines are put together.
    Bare,
    /// In a block whose lines are never wrapped.
    None,
}

/// How paragraphs are read that may have been cut as well as wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// As what they look more like.
    Likely,
    /// As if they had been cut.
    Cut,
    /// As if they had been wrapped.
    Words,
}

/// What becomes of a line end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Join {
    /// It stays.
    Keep,
    /// It goes.
    Glue,
    /// It becomes a space.
    Space,
}

/// A line of a block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'t> {
    /// Its text without prefix.
    pub(super) text: &'t str,
    /// The columns of the line as it was printed.
    pub(super) width: usize,
    /// Whether it is no text, but parts others.
    pub(super) apart: bool,
}

impl Row<'_> {
    fn is_blank(&self) -> bool {
        self.apart || self.text.trim().is_empty()
    }
}

/// The smallest width that lines are broken at.
pub(super) const MIN_WIDTH: usize = 40;
/// Longer lines, in bytes, were not broken.
pub(super) const MAX_BYTES: usize = 1024;
/// Widths of terminals, and of programs that leave some columns.
const WIDTHS: [usize; 9] = [72, 76, 77, 78, 79, 80, 100, 120, 132];

/// Whether terminals or programs are known to break lines at a width.
pub(super) fn is_known(width: usize) -> bool {
    WIDTHS.contains(&width)
}

/// The columns of a line on a terminal.
pub(super) fn width(line: &str) -> usize {
    if line.is_ascii() { line.len() } else { textwrap::core::display_width(line) }
}

/// What becomes of the end of each row, and whether another reading may make something else of them.
pub(super) fn joins(rows: &[Row<'_>], setting: Setting, reading: Reading) -> (Vec<Join>, bool) {
    let mut joins = vec![Join::Keep; rows.len()];
    let (mut start, mut undecided) = (0, false);
    while start < rows.len() {
        let length = rows[start..].iter().take_while(|row| !row.is_blank()).count();
        if length > 1 {
            undecided |= paragraph(&rows[start..start + length], setting, reading, &mut joins[start..start + length]);
        }
        start += length + 1;
    }
    (joins, undecided)
}

/// A paragraph of two or more rows. Says whether there is another reading of it.
fn paragraph(rows: &[Row<'_>], setting: Setting, reading: Reading, joins: &mut [Join]) -> bool {
    let widest = widest(rows);
    if widest < MIN_WIDTH {
        return false;
    }
    let breaks = Breaks::new(rows, widest);
    // Cut lines are full. Without a prefix nothing shows that lines belong together but that they are surely cut.
    let open = breaks.full > 0 && setting != Setting::Bare;
    let kind = match reading {
        Reading::Cut if open => Kind::Cut,
        Reading::Words if open => Kind::Words,
        _ => breaks.kind(rows, widest, setting),
    };
    match kind {
        Kind::Cut => open | cut(rows, widest, reading, joins),
        Kind::Words if setting != Setting::Bare => {
            words(rows, widest, &breaks, joins);
            open
        }
        Kind::Words | Kind::None => false,
    }
}

/// The columns of the widest row. A single word does not count where it is too long for all rows: it could not be broken.
fn widest(rows: &[Row<'_>]) -> usize {
    let widest = rows.iter().map(|row| row.width).max().unwrap_or(0);
    let words = rows.iter().filter(|row| row.text.trim().contains(' ')).map(|row| row.width).max().unwrap_or(0);
    let once = rows.iter().filter(|row| row.width == widest).count() == 1;
    if once && words >= MIN_WIDTH && !is_known(widest) { words } else { widest }
}

/// How a paragraph was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Cut,
    Words,
    None,
}

/// The line ends of a paragraph, counted.
#[derive(Debug, Default)]
struct Breaks {
    /// Behind a full line.
    full: usize,
    /// Where one more word would have made the line too long.
    fitting: usize,
    /// Of these, where exactly one column is free: a space may have been there.
    spaced: usize,
    /// Others.
    free: usize,
}

impl Breaks {
    fn new(rows: &[Row<'_>], widest: usize) -> Self {
        let mut breaks = Self::default();
        for pair in rows.windows(2) {
            match pair[0].width {
                _ if are_json(pair[0].text, pair[1].text) => breaks.free += 1,
                width if width == widest => breaks.full += 1,
                width if width + 1 + first_word(pair[1].text) > widest => {
                    breaks.fitting += 1;
                    breaks.spaced += usize::from(width + 1 == widest);
                }
                _ => breaks.free += 1,
            }
        }
        breaks
    }

    fn kind(&self, rows: &[Row<'_>], widest: usize, setting: Setting) -> Kind {
        let joint = |want: fn(Joint) -> bool| full(rows, widest).any(|(row, next)| want(joint::between(row.text, next.text)));
        // Where lines were cut, none but the last of a text is shorter than the others.
        let uneven = setting != Setting::Bare && self.free == 0 && self.fitting > self.spaced;
        match (self.full, setting) {
            (0, _) => Kind::Words,
            _ if uneven && !joint(Joint::is_sure) => Kind::Words,
            (1, Setting::Bare) => {
                let cut = is_known(widest) && self.fitting == 0 && joint(Joint::is_sure) && !is_list(rows, widest);
                if cut { Kind::Cut } else { Kind::None }
            }
            (1, _) if self.fitting == 0 => {
                let known = is_known(widest);
                if joint(Joint::is_sure) || known && setting == Setting::Box && joint(Joint::is_likely) { Kind::Cut } else { Kind::Words }
            }
            (1, _) => {
                if self.fitting == self.spaced && joint(Joint::is_sure) {
                    Kind::Cut
                } else {
                    Kind::Words
                }
            }
            (_, Setting::Bare) => {
                if self.full > self.fitting && joint(Joint::is_sure) && !is_list(rows, widest) {
                    Kind::Cut
                } else {
                    Kind::None
                }
            }
            _ => {
                if self.full > self.fitting - self.spaced && joint(Joint::is_likely) {
                    Kind::Cut
                } else {
                    Kind::Words
                }
            }
        }
    }
}

/// The full rows with the next of each.
fn full<'r, 't>(rows: &'r [Row<'t>], widest: usize) -> impl Iterator<Item = (&'r Row<'t>, &'r Row<'t>)> {
    rows.windows(2).filter(move |pair| is_full(pair, widest)).map(|pair| (&pair[0], &pair[1]))
}

fn is_full(pair: &[Row<'_>], widest: usize) -> bool {
    pair[0].width == widest && !are_json(pair[0].text, pair[1].text)
}

/// Whether the rows are entries of a list or table that happen to be of one width: they start alike, or have columns.
fn is_list(rows: &[Row<'_>], widest: usize) -> bool {
    full(rows, widest).any(|(row, next)| {
        let alike = row
            .text
            .bytes()
            .zip(next.text.bytes())
            .take_while(|(one, other)| one == other || one.is_ascii_digit() && other.is_ascii_digit());
        let alike = alike.count();
        // Two spaces in a row are the start of an indented line, or of a column.
        alike > 2
            || next.text.starts_with("  ")
            || row.text.trim().contains("   ")
            || !row.text.trim().contains(' ') && !row.text.contains('"')
    })
}

/// Puts full rows together with the next. Says whether there are two that may rather be words: even cut lines may have been wrapped before.
fn cut(rows: &[Row<'_>], widest: usize, reading: Reading, joins: &mut [Join]) -> bool {
    let mut met = false;
    for (index, pair) in rows.windows(2).enumerate() {
        let spaced = pair[0].width + 1 == widest && !pair[1].text.starts_with(' ');
        let full = is_full(pair, widest);
        let words = full && joint::are_words(pair[0].text, pair[1].text);
        met |= words;
        joins[index] = match full {
            true if words && reading != Reading::Cut => Join::Space,
            true => Join::Glue,
            false if spaced && !are_json(pair[0].text, pair[1].text) => Join::Space,
            false => Join::Keep,
        };
    }
    met
}

/// Puts rows together that a word more would have made too long.
fn words(rows: &[Row<'_>], widest: usize, breaks: &Breaks, joins: &mut [Join]) {
    let known = WIDTHS.into_iter().find(|width| *width >= widest);
    // At a width that nobody is known to use, all line ends must agree.
    let agreed = breaks.free == 0 && breaks.full + breaks.fitting > 1;
    let limit = if agreed { widest } else { known.unwrap_or(usize::MAX) };
    for (index, pair) in rows.windows(2).enumerate() {
        let (row, next) = (pair[0], pair[1]);
        if row.width + 1 + first_word(next.text) > limit && is_sentence(row.text, next.text) {
            joins[index] = if row.text.ends_with(' ') { Join::Glue } else { Join::Space };
        }
    }
}

/// The columns of the first word.
fn first_word(text: &str) -> usize {
    text.split(' ').next().map_or(0, width)
}

/// Whether two rows can be one sentence: none is indented, the second starts no item and no key.
fn is_sentence(row: &str, next: &str) -> bool {
    let indented = row.starts_with([' ', '\t']) || next.starts_with([' ', '\t']);
    let item = next.starts_with("- ") || next.starts_with("* ") || next.starts_with("\u{2022} ") || is_numbered(next);
    let json = are_json(row, next) || next.starts_with(['<', '|']) && row.ends_with(['>', '|']);
    let goes_on = row.trim_end().ends_with([',', ';', ':', '[', '(', '{']);
    !indented && !item && !json && (goes_on || !is_key(next))
}

/// Whether two rows are lines of a JSON document, as it was laid out.
fn are_json(row: &str, next: &str) -> bool {
    let laid_out = |text: &str| {
        let text = text.trim();
        let rest = text.get(1..).unwrap_or_default();
        match text.as_bytes().first() {
            Some(b'"') => rest.contains("\":") || rest.contains("\" :"),
            Some(b'{' | b'[') => rest.is_empty() || rest.trim_start().starts_with(['"', '{', '[']),
            Some(b'}' | b']') => rest.is_empty() || rest.starts_with([',', '}', ']']),
            _ => false,
        }
    };
    laid_out(row) && laid_out(next) && row.matches('"').count().is_multiple_of(2)
}

/// `1. ` or `2) `.
fn is_numbered(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..4).contains(&digits) && (text[digits..].starts_with(". ") || text[digits..].starts_with(") "))
}

/// `Key: `, of one word.
fn is_key(text: &str) -> bool {
    let word = text.split(' ').next().unwrap_or_default();
    word.len() > 1 && word.ends_with(':') && word.starts_with(|sign: char| sign.is_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows as they are; `~` in the expected text is a row's end that stays.
    #[track_caller]
    fn check(rows: &[&str], setting: Setting, expected: &str) {
        check_as(Reading::Likely, rows, setting, expected);
    }

    #[track_caller]
    fn check_as(reading: Reading, rows: &[&str], setting: Setting, expected: &str) {
        let rows: Vec<Row<'_>> = rows.iter().map(|text| Row { text, width: width(text), apart: false }).collect();
        let mut joined = String::new();
        for (row, join) in rows.iter().zip(joins(&rows, setting, reading).0) {
            joined.push_str(row.text);
            joined.push_str(match join {
                Join::Keep => "~",
                Join::Glue => "",
                Join::Space => " ",
            });
        }
        assert_eq!(joined.trim_end_matches('~'), expected);
    }

    const WORDS: [&str; 3] = [
        "The connection could not be created because the port that was asked for has",
        "hardly any room left for a further one of the size that you want. Take another",
        "ask for less.",
    ];

    #[test]
    fn wrapped_words_get_their_space_back() {
        let joined = WORDS.join(" ");
        check(&WORDS, Setting::Box, &joined);
        check(&WORDS, Setting::Quote, &joined);
        check(&WORDS, Setting::Bare, &WORDS.join("~"));
        check(&[WORDS[0], "  with it"], Setting::Box, &format!("{}~  with it", WORDS[0]));
        check(&["A short line.", "And another one."], Setting::Box, "A short line.~And another one.");
    }

    #[test]
    fn cut_lines_are_put_together_as_they_are() {
        let rows = [
            "{\"errors\": [{\"code\": \"EQ-3142509\", \"message\": \"The port is not availab",
            "le at the moment, as it is being changed by some other request. Try again",
            " later\"}]}",
        ];
        let rows = [rows[0], &rows[1][..rows[0].len()], rows[2]];
        check(&rows, Setting::Bare, &rows.concat());
        check(&rows, Setting::Box, &rows.concat());
        let table = ["2024-01-01 12:00:00 INFO  the first line of the log", "2024-01-01 12:00:01 INFO  the other lin: of the log", "end"];
        check(&table, Setting::Bare, &table.join("~"));
    }

    #[test]
    fn a_full_line_can_be_read_both_ways() {
        let rows = ["The port of the other side cannot be used for what is asked for here: in", "valid speed."];
        let is_undecided =
            |rows: [&str; 2], setting| joins(&rows.map(|text| Row { text, width: width(text), apart: false }), setting, Reading::Likely).1;
        assert!(is_undecided(rows, Setting::Box));
        assert!(!is_undecided(rows, Setting::Bare));
        assert!(!is_undecided([&WORDS[1][..60], WORDS[1]], Setting::Box), "the last line is as long as it is");
        check_as(Reading::Cut, &rows, Setting::Box, &rows.concat());
        check_as(Reading::Words, &rows, Setting::Quote, &rows.join(" "));
        // What is not full was not cut.
        check_as(Reading::Cut, &[rows[0], "nothing  ", rows[0]], Setting::Box, &format!("{}nothing  ~{}", rows[0], rows[0]));
    }
}
