//! Catalogs of any size, each the beginning of the next larger one.

use std::collections::HashSet;
use std::fmt::{self, Write as _};

use crate::rng::Rng;
use crate::words::{ADJECTIVES, CAMEL_HEADS, CAMEL_TAILS, FIRST, HOLES, NOUNS, REASONS, SNAKE_HEADS, SNAKE_TAILS, STATUSES, VERBS};

/// The sizes that are measured, in codes; the logs draw evenly from what each of them holds.
pub const SIZES: [usize; 4] = [25, 1_000, 10_000, 100_000];

/// Codes of words get a third noun when there are more codes than this, as two do not suffice.
const TWO_NOUNS: usize = 3_000;
/// More SQLSTATEs than this are not drawn: the shape has not many more that look like some.
const MOST_SQLSTATES: usize = 260;

/// One meaning of a code.
#[derive(Clone)]
pub struct Entry {
    /// The code; the entries of a code stand in a row.
    pub code: String,
    /// The HTTP status.
    pub status: u16,
    /// The message; `[name]` is a hole, which is replaced together with its brackets.
    pub template: String,
}

/// The entries of the first `codes` codes.
pub fn entries(codes: usize) -> Result<Vec<Entry>, fmt::Error> {
    let entry = |&(code, status, template): &(&str, u16, &str)| Entry { code: code.to_owned(), status, template: template.to_owned() };
    let mut maker = Maker::new();
    let mut entries: Vec<Entry> = FIRST.iter().map(entry).collect();
    for code in FIRST.len()..codes {
        maker.code(code, &mut entries)?;
    }
    Ok(entries)
}

/// For each of [`SIZES`] the number of entries in it.
pub fn tiers(entries: &[Entry]) -> Vec<usize> {
    let starts = (0..entries.len()).filter(|&i| i == 0 || entries[i].code != entries[i - 1].code);
    let mut tiers: Vec<usize> = starts.enumerate().filter(|(code, _)| SIZES.contains(code)).map(|(_, entry)| entry).collect();
    if tiers.len() < SIZES.len() {
        tiers.push(entries.len());
    }
    tiers
}

struct Maker {
    rng: Rng,
    codes: HashSet<String>,
    templates: HashSet<String>,
    sqlstates: usize,
}

impl Maker {
    fn new() -> Self {
        let codes = FIRST.iter().map(|(code, ..)| (*code).to_owned()).collect();
        let templates = FIRST.iter().map(|(.., template)| (*template).to_owned()).collect();
        Self { rng: Rng::new(0xC0DE), codes, templates, sqlstates: 3 }
    }

    /// Appends the entries of one more code, the `number`th.
    fn code(&mut self, number: usize, entries: &mut Vec<Entry>) -> fmt::Result {
        let mut code = self.draw(number);
        while !self.codes.insert(code.clone()) {
            code = self.draw(number);
        }
        let meanings = if self.rng.chance(0.05) { 2 + self.rng.below(3) } else { 1 };
        for _ in 0..meanings {
            let mut template = template(&mut self.rng)?;
            while !self.templates.insert(template.clone()) {
                template = self::template(&mut self.rng)?;
            }
            let status = self.rng.pick(&STATUSES);
            entries.push(Entry { code: code.clone(), status, template });
        }
        Ok(())
    }

    /// A code of any family.
    fn draw(&mut self, number: usize) -> String {
        let rng = &mut self.rng;
        let nouns = usize::from(number > TWO_NOUNS);
        match rng.below(100) {
            0..28 => format!("EQ-{}{:06}", 1 + rng.below(4), rng.below(1_000_000)),
            28..46 => format!("EQX-{:03}-{:03}", rng.below(1000), rng.below(1000)),
            46..60 => format!("ORA-{:05}", rng.below(99_999)),
            60..64 if self.sqlstates < MOST_SQLSTATES => {
                self.sqlstates += 1;
                format!("{}{}{}{:02}", rng.below(6), rng.below(10), char::from(rng.pick(b"0123456789ABCDEFGHP")), rng.below(100))
            }
            60..82 => camel(rng, nouns),
            _ => snake(rng, nouns),
        }
    }
}

/// `InvalidOrderTokenExpired`; `more` nouns than usual.
fn camel(rng: &mut Rng, more: usize) -> String {
    let kind = rng.below(3);
    let mut code = String::new();
    if kind == 0 {
        code += rng.pick(CAMEL_HEADS);
    }
    for _ in 0..nouns(kind) + more {
        code += rng.pick(NOUNS);
    }
    code + rng.pick(CAMEL_TAILS)
}

/// `invalid_order_token_expired`; `more` nouns than usual.
fn snake(rng: &mut Rng, more: usize) -> String {
    let kind = rng.below(3);
    let mut code = String::new();
    if kind == 0 {
        code += rng.pick(SNAKE_HEADS);
    }
    for _ in 0..nouns(kind) + more {
        code += &rng.pick(NOUNS).to_lowercase();
        code.push('_');
    }
    code + rng.pick(SNAKE_TAILS)
}

const fn nouns(kind: usize) -> usize {
    if kind == 1 { 1 } else { 2 }
}

/// A message: adjective, noun, verb, noun, reason, with holes in up to three places.
fn template(rng: &mut Rng) -> Result<String, fmt::Error> {
    let wanted = [0, 0, 1, 1, 1, 1, 2, 2, 2, 3][rng.below(10)];
    let (subject, verb, object) = (rng.pick(NOUNS), rng.pick(VERBS), rng.pick(NOUNS).to_lowercase());
    let reason = rng.pick(REASONS);
    let adjective = rng.chance(0.35).then(|| rng.pick(ADJECTIVES));
    let holes = places(rng, wanted);
    let mut text = match adjective {
        Some(adjective) => format!("{adjective} {}", subject.to_lowercase()),
        None => subject.to_owned(),
    };
    if holes[0] {
        write!(text, " [{}]", rng.pick(HOLES))?;
    }
    write!(text, " {verb} {object}")?;
    if rng.chance(0.6) {
        text += rng.pick(&[" of ", " for ", " in ", " under ", " with "]);
        text += &rng.pick(NOUNS).to_lowercase();
    }
    if holes[1] {
        write!(text, " [{}]", rng.pick(HOLES))?;
    }
    if !reason.is_empty() {
        text += rng.pick(&["; ", ", ", ": ", ". "]);
        text += reason;
    }
    if holes[2] {
        write!(text, " ({}: [{}])", rng.pick(&["limit", "current", "given", "requestId", "max"]), rng.pick(HOLES))?;
    }
    Ok(text)
}

/// Which of the three places have a hole.
fn places(rng: &mut Rng, wanted: usize) -> [bool; 3] {
    let mut places = [false; 3];
    while places.iter().filter(|taken| **taken).count() < wanted {
        places[rng.below(3)] = true;
    }
    places
}
