//! Reading the name of a field around the place where a secret word was found: where the name ends, what separates it
//! from its value, and what stands to its left.
//!
//! It does not look at the value.

use super::rules::{ASSIGNMENTS, ERROR_WORDS, Kind, NAMES, is_harmless};
use super::text::{
    Lines, Quote, at, escape_letters, from, is_name, run, run_before, skip_blank, skip_layout, slashes, slashes_before, starts_with_folded,
};
use super::words::GETTERS;

/// The name of a field that holds a secret.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    /// Where the name starts.
    pub(super) start: usize,
    /// After the name, its quotation mark and its brackets.
    pub(super) end: usize,
    /// What it holds.
    pub(super) kind: Kind,
    /// The mark that closes the name.
    pub(super) quote: Option<Quote>,
    /// What stands before the name.
    pub(super) left: Left,
    /// What the name is part of.
    pub(super) tone: Tone,
    /// Where the name itself ends.
    name_end: usize,
}

/// What stands directly before a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// The start of the line, or only signs such as `> ` and `- `.
    LineStart,
    /// A quotation mark.
    Quoted(Quote),
    /// The `\n` of an escaped text, with so many backslashes.
    Escaped(usize),
    /// An opening bracket.
    Bracket(u8),
    /// Anything else.
    Other,
}

/// What a name is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// Data.
    Data,
    /// A sentence: `the token: see below`.
    Prose,
    /// The name of an error, or the end of a path, before a message: `INVALID_TOKEN: ...`, `kv/my-secret: ...`.
    Error,
}

/// What separates a name from its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SeparatorKind {
    /// `:`
    Colon,
    /// `=`
    Equals,
    /// `=` inside a URL inside a URL.
    Encoded,
    /// `=>` or `->`
    Arrow,
    /// The end of an XML tag.
    Tag,
    /// The blank after the option of a command.
    Option,
    /// The blanks between the columns of a table.
    Column,
}

/// A separator.
#[derive(Debug, Clone, Copy)]
pub(super) struct Separator {
    /// Which one.
    pub(super) kind: SeparatorKind,
    /// Where the value starts.
    pub(super) value: usize,
    /// Whether blanks stand between.
    pub(super) spaced: bool,
}

const SEPARATORS: &[(&str, SeparatorKind)] = &[
    ("=>", SeparatorKind::Arrow),
    ("->", SeparatorKind::Arrow),
    ("===", SeparatorKind::Equals),
    ("==", SeparatorKind::Equals),
    ("=", SeparatorKind::Equals),
    (":=", SeparatorKind::Equals),
    (":", SeparatorKind::Colon),
    ("：", SeparatorKind::Colon),
    ("%3D", SeparatorKind::Encoded),
    ("%3A", SeparatorKind::Colon),
    ("u003d", SeparatorKind::Equals),
    ("u003e", SeparatorKind::Tag),
    ("&gt;", SeparatorKind::Tag),
    (">", SeparatorKind::Tag),
];

/// How an opening tag begins, in the spellings of `SeparatorKind::Tag`.
const TAG_STARTS: &[&[u8]] = &[b"<", b"&lt;", b"u003c", b"u003C"];

/// No name is longer.
const LONGEST_NAME: usize = 64;

/// No path to a name is longer.
const LONGEST_PATH: usize = 128;

impl Key {
    /// The field whose name ends with the secret word at `start..end`; `None` if the name goes on, if it is known to be
    /// harmless, or if nothing follows that could separate it from a value.
    pub(super) fn read(text: &[u8], start: usize, end: usize, kind: Kind) -> Option<Self> {
        let name_end = skip_number(text, end);
        if is_name(at(text, name_end)) && !is_closing_sign(text, name_end) {
            return None;
        }
        let start = start - run_before(text, start, LONGEST_NAME, is_name);
        let start = start + escape_letters(text, start);
        let (quote, after) = closing_mark(text, name_end);
        let end = skip_closing(text, after);
        if !may_be_field(text, start, end, quote.is_some()) {
            return None;
        }
        let name = &text[start..name_end];
        if is_harmless(name) || (kind == Kind::Query && !is_parameter(text, start, name)) {
            return None;
        }
        Some(Self { start, name_end, end, kind, quote, left: left_of(text, start), tone: tone_of(text, start, name) })
    }

    /// A field of the given name whose value is as secret as that of `self`.
    pub(super) fn stand_in(self, text: &[u8], start: usize, end: usize) -> Self {
        let name_end = end;
        let (quote, end) = closing_mark(text, name_end);
        Self { start, name_end, end, quote, left: left_of(text, start), ..self }
    }

    /// The same name with the path before it, where the marks are around both: `"/users/0/password"`, `"$.password"`.
    pub(super) fn with_path(self, text: &[u8]) -> Self {
        let path = run_before(text, self.start, LONGEST_PATH, |b| is_name(b) || b"/$#[]~*\\".contains(&b));
        let start = self.start - path;
        let start = start + escape_letters(text, start);
        let mark = Quote::read_before(text, start).filter(|mark| start < self.start && self.quote == Some(*mark));
        let Some(mark) = mark else { return self };
        let tone = if is_error(self.name(text)) { Tone::Error } else { Tone::Data };
        Self { start, left: Left::Quoted(mark), tone, ..self }
    }

    /// What separates the name from its value; `None` if it is no field.
    pub(super) fn separator(&self, text: &[u8]) -> Option<Separator> {
        let lines = if self.quote.is_some() { Lines::Cross } else { Lines::Stay };
        let place = skip_blank(text, self.end, lines);
        let escape = slashes(text, place);
        let found = SEPARATORS.iter().find(|(spelled, kind)| {
            starts_with_folded(from(text, place + escape), spelled)
                && (escape > 0) == spelled.starts_with("u0")
                && (*kind != SeparatorKind::Tag || self.is_tag(text))
        });
        let Some(&(spelled, kind)) = found else { return self.blank_separator(text, place) };
        let end = place + escape + spelled.len();
        if (spelled == ":" && at(text, end) == b':') || (spelled == "->" && place == self.end) {
            return None;
        }
        let value = if kind == SeparatorKind::Arrow { skip_layout(text, end) } else { skip_blank(text, end, lines) };
        Some(Separator { kind, value, spaced: value > end })
    }

    /// The name.
    pub(super) fn name<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        &text[self.start..self.name_end]
    }

    /// Whether the marks are doubled, as CSV has them inside its own.
    pub(super) fn is_doubled(&self, text: &[u8]) -> bool {
        self.quote
            .is_some_and(|quote| self.end >= self.name_end + 2 * quote.len() && Quote::read(text, self.name_end + quote.len()).is_some())
    }

    /// Whether it is the option of a command, such as `--password`.
    pub(super) fn is_option(&self, text: &[u8]) -> bool {
        at(text, self.start) == b'-' && run(text, self.start, |b| b == b'-') <= 2
    }

    /// Whether the name is that of an XML element.
    fn is_tag(&self, text: &[u8]) -> bool {
        let prefix = match self.start.checked_sub(1).map(|before| text[before]) {
            Some(b':') => 1 + run_before(text, self.start - 1, LONGEST_NAME, is_name),
            _ => 0,
        };
        let before = &text[..self.start - prefix];
        TAG_STARTS.iter().any(|start| before.ends_with(start))
            || (prefix >= 6 && TAG_STARTS.iter().any(|start| text[before.len()..].starts_with(start)))
    }

    /// Blanks as a separator, after an option, in a table, and as the attributes of an XML element.
    fn blank_separator(&self, text: &[u8], place: usize) -> Option<Separator> {
        if let Some(value) = self.cell(text, place) {
            return Some(Separator { kind: SeparatorKind::Column, value, spaced: true });
        }
        if self.is_called(text, place) {
            return Some(Separator { kind: SeparatorKind::Arrow, value: place, spaced: false });
        }
        let blanks = place - self.end;
        if self.quote.is_some() || blanks == 0 {
            return None;
        }
        let is_line = matches!(self.left, Left::LineStart | Left::Escaped(_)) || is_after_prefix(text, self.start);
        let is_column = is_line && (blanks >= 2 || at(text, self.end) == b'\t');
        let (kind, value) = if self.is_option(text) || is_assigned(text, self.start) {
            (SeparatorKind::Option, place)
        } else if self.is_tag(text) {
            (SeparatorKind::Tag, end_of_tag(text, place)?)
        } else if blanks == 1 && (is_netrc(text, self.start) || self.takes_text(text, place)) {
            return Some(Separator { kind: SeparatorKind::Arrow, value: place, spaced: false });
        } else {
            (SeparatorKind::Column, is_column.then_some(place)?)
        };
        Some(Separator { kind, value, spaced: true })
    }

    /// Where the next cell begins, if the name fills a cell of a table: `| password | x |`.
    fn cell(&self, text: &[u8], place: usize) -> Option<usize> {
        let marks = self.start - run_before(text, self.start, 16, |b| matches!(b, b' ' | b'`' | b'*'));
        let bar = [b"|".as_slice(), "│".as_bytes()].into_iter().find(|bar| from(text, place).starts_with(bar))?;
        let next = place + bar.len();
        // `|token|` in the middle of a line is the argument of a closure.
        let line = text[..marks.checked_sub(bar.len())?].trim_ascii_end();
        let is_cell = (marks < self.start && place > self.end) || matches!(line.last(), None | Some(b'\n'));
        (is_cell && text[..marks].ends_with(bar)).then(|| next + run(text, next, |b| matches!(b, b' ' | b'`' | b'*')))
    }

    /// Whether the name is that of a function, and a text its argument, as in `PASSWORD('x')`, `db.setPassword('x')` or a chain of
    /// calls, `.password('x')`, but not `getPassword('joe')`.
    fn is_called(&self, text: &[u8], place: usize) -> bool {
        let name = self.name(text);
        let step = name.rsplit(|&b| b == b'.').next().unwrap_or_default();
        let starts = |start: &&str| starts_with_folded(step, start);
        let is_in_chain = name.len() == step.len() + 1 && !GETTERS.iter().any(starts);
        let is_setter =
            name.eq_ignore_ascii_case(b"password") || (self.kind != Kind::Cookie && (is_in_chain || ["set", "with"].iter().any(starts)));
        is_setter && self.quote.is_none() && place == self.end && at(text, place) == b'(' && Quote::read(text, place + 1).is_some()
    }

    /// Whether a text may follow the name without a sign: that of a keyword, as in `:password "x"`, and SQL's `PASSWORD 'x'`.
    fn takes_text(&self, text: &[u8], place: usize) -> bool {
        let before = self.start.checked_sub(1).map_or(b' ', |i| text[i]);
        let is_keyword = before == b':' && !self.start.checked_sub(2).is_some_and(|i| is_name(text[i]) || text[i] == b':');
        let is_sql = self.name(text) == b"PASSWORD"
            || word_before(text, self.start).is_some_and(|word| matches!(word, b"with" | b"encrypted" | b"unencrypted"));
        (is_keyword || is_sql) && Quote::read(text, place).is_some_and(|(quote, _)| is_keyword || quote.mark == "'")
    }
}

/// Whether what stands before `start` looks like the prefix of the lines of a log.
fn is_after_prefix(text: &[u8], start: usize) -> bool {
    let before = text[..start].trim_ascii_end();
    [b"|".as_slice(), b":", b"[0m"].iter().any(|end| before.ends_with(end))
}

/// Whether the name at `start` is that of a variable, and its value the next word: `setx API_TOKEN x`.
fn is_assigned(text: &[u8], start: usize) -> bool {
    ASSIGNMENTS.iter().any(|command| text[..start].ends_with(command.as_bytes()))
}

/// Whether `password` at `start` stands where `.netrc` has it: after `login` and, before that, `machine`.
fn is_netrc(text: &[u8], start: usize) -> bool {
    let before = &text[start.saturating_sub(320)..start];
    if !before.last().is_some_and(|b| matches!(b, b' ' | b'\n' | b'\t' | b'n')) {
        return false;
    }
    let is_end = |b: &u8| matches!(b, b' ' | b'\n' | b'\r' | b'\t' | b'\\');
    let mut words = before.rsplit(is_end).map(|word| word.strip_prefix(b"n").unwrap_or(word)).filter(|word| !word.is_empty());
    let login = words.by_ref().take(16).position(|word| word == b"login" || word == b"ogin");
    login.is_some() && words.take(16).any(|word| word.ends_with(b"machine") || word.ends_with(b"default"))
}

/// The mark that closes the name which ends at `end`, and the place after it.
fn closing_mark(text: &[u8], end: usize) -> (Option<Quote>, usize) {
    let Some((quote, once)) = Quote::read(text, end) else { return (None, end) };
    let twice = Quote::read(text, once).filter(|&(second, _)| second == quote);
    (Some(quote), twice.map_or(once, |(_, twice)| twice))
}

/// The place after the `>` of the tag whose attributes begin at `start`.
fn end_of_tag(text: &[u8], start: usize) -> Option<usize> {
    let attributes = run(&text[..text.len().min(start + 256)], start, |b| b != b'<' && b != b'>');
    (at(text, start + attributes) == b'>').then_some(start + attributes + 1)
}

/// `password1` and `token_2` are names like `password` and `token`.
fn skip_number(text: &[u8], end: usize) -> usize {
    let separator = usize::from(matches!(at(text, end), b'_' | b'-'));
    let digits = run(text, end + separator, |b| b.is_ascii_digit());
    if (1..=2).contains(&digits) && !is_name(at(text, end + separator + digits)) { end + separator + digits } else { end }
}

/// Whether a separator may follow the name, be it a sign or blanks, or the name is a text of its own. Nearly all secret
/// words in a text fail here.
fn may_be_field(text: &[u8], start: usize, end: usize, is_quoted: bool) -> bool {
    let blanks = run(text, end, |b| b == b' ' || b == b'\t');
    let before = start.checked_sub(1).map_or(0, |before| text[before]);
    match at(text, end + blanks) {
        b':' | b'=' | b'%' | b'\\' | b'&' | b'>' | b'-' | b'\n' | b'\r' | b'|' | b'(' | b'`' | b'^' | 0x1b | 0xc2 | 0xe2 | 0xef => true,
        b'\'' | b'"' if blanks == 1 => true,
        _ if is_quoted => matches!(before, b'"' | b'\'' | b'`' | b';' | b'2' | b'7' | b'/' | b'$' | b']'),
        // `name=token, value=x`
        b',' | b';' | b'[' if blanks == 0 => before == b'=' || text[..start].ends_with(b": "),
        _ if blanks == 0 => false,
        _ if is_netrc(text, start) || is_assigned(text, start) => true,
        _ => blanks > 1 || at(text, end) == b'\t' || at(text, start) == b'-' || matches!(before, b'<' | b':' | b';' | b'c' | b'C'),
    }
}

/// Whether what looks like a part of the name is the end of a sentence or the start of `->`.
fn is_closing_sign(text: &[u8], end: usize) -> bool {
    from(text, end).starts_with(b"->") || (text[end] == b'.' && !is_name(at(text, end + 1)))
}

/// Skips what may close a name: `user[password]`, `["password"]`, `**Password**`.
fn skip_closing(text: &[u8], mut i: usize) -> usize {
    i += visibility(text, i);
    loop {
        i += match at(text, i) {
            b']' | b')' | b'*' => 1,
            b'%' if starts_with_folded(from(text, i), "%5D") => 3,
            _ => return i,
        }
    }
}

/// The length of what PHP writes between the name of a property that is not public and its bracket: `[password:App\User:private]`.
fn visibility(text: &[u8], i: usize) -> usize {
    if at(text, i) != b':' {
        return 0;
    }
    let length = run(&text[..text.len().min(i + LONGEST_NAME)], i, |b| is_name(b) || matches!(b, b':' | b'\\' | b'"'));
    let words = &text[i..i + length];
    let is_known = at(text, i + length) == b']' && (words.ends_with(b":private") || words.ends_with(b":protected"));
    if is_known { length } else { 0 }
}

/// Whether a name is that of a parameter of a URL or form, all of it.
fn is_parameter(text: &[u8], start: usize, name: &[u8]) -> bool {
    let before = &text[..start];
    let is_whole = NAMES.iter().any(|(known, kind)| *kind == Kind::Query && name.eq_ignore_ascii_case(known.as_bytes()));
    is_whole && [b"?".as_slice(), b"&", b";", b"%3F", b"%26", b"u0026"].iter().any(|sign| before.ends_with(sign))
}

/// How far to the left the start of the line is looked for.
const LONGEST_INDENT: usize = 80;

fn left_of(text: &[u8], start: usize) -> Left {
    let before = start.checked_sub(1).map_or(b'\n', |before| text[before]);
    let prefix = run_before(text, start, LONGEST_INDENT, |b| matches!(b, b' ' | b'>' | b'<' | b'*' | b'-' | b'+' | b'['));
    if let [.., b'\\', b'n' | b'r' | b't'] = text[..start - prefix] {
        return Left::Escaped(slashes_before(text, start - prefix - 1));
    }
    // `"> Authorization: ...` is curl's output in a string.
    let direction = if matches!(text[..start], [.., b'>' | b'<', b' ']) { 2 } else { 0 };
    if let Some(quote) = Quote::read_before(text, start - direction) {
        return Left::Quoted(quote);
    }
    let is_sign = |b: u8| !b.is_ascii_alphanumeric() && !matches!(b, b'"' | b'\'' | b'`' | b'\n' | b'\r');
    let indent = run_before(text, start, LONGEST_INDENT, is_sign);
    if indent == start || matches!(text[start - indent - 1], b'\n' | b'\r') {
        return Left::LineStart;
    }
    if matches!(before, b'{' | b'(' | b'[') { Left::Bracket(before) } else { Left::Other }
}

fn tone_of(text: &[u8], start: usize, name: &[u8]) -> Tone {
    if is_error(name) || text[..start].ends_with(b"/") {
        return Tone::Error;
    }
    match word_before(text, start) {
        Some(word) if is_error(word) => Tone::Error,
        Some(_) => Tone::Prose,
        None => Tone::Data,
    }
}

/// Whether a word of errors is in `name`.
fn is_error(name: &[u8]) -> bool {
    let starts = |i: usize| ERROR_WORDS.iter().any(|word| starts_with_folded(&name[i..], word));
    (0..name.len()).any(|i| ERROR_STARTS & letter(name[i]) != 0 && starts(i))
}

/// The first letters of all words of errors.
const ERROR_STARTS: u32 = {
    let (mut starts, mut i) = (0, 0);
    while i < ERROR_WORDS.len() {
        starts |= letter(ERROR_WORDS[i].as_bytes()[0]);
        i += 1;
    }
    starts
};

/// A letter, whatever its case, as a bit.
const fn letter(b: u8) -> u32 {
    1 << (b & 31)
}

/// The plain word and the space before `start`, as in `the token`.
fn word_before(text: &[u8], start: usize) -> Option<&[u8]> {
    let end = start.checked_sub(1).filter(|&end| text[end] == b' ')?;
    let word = &text[end - run_before(text, end, LONGEST_NAME, |b| b.is_ascii_alphabetic() || b == b'-')..end];
    let before = (end - word.len()).checked_sub(1).map_or(b' ', |before| text[before]);
    let is_plain = word.first().is_some_and(u8::is_ascii_alphabetic) && !word[1..].iter().any(u8::is_ascii_uppercase);
    (is_plain && matches!(before, b' ' | b'\n' | b'"' | b'\'' | b'`' | b'(' | b'[')).then_some(word)
}
