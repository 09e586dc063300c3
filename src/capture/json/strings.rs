//! Finds where a string ends, also one whose quotes are not escaped or that is never closed.
//!
//! The first mark that can close a string does so if what follows can follow a value; in JSON it always can. From the
//! first mark on that cannot, the string is known to be broken, and more is asked of the others. Three things end a
//! string that is never closed: the key of the next member, an empty line, the end of the text. In the last two cases
//! the search gives up and returns to the first end that was nearly good enough, or to the first line end.

use std::ops::ControlFlow::{self, Break, Continue};

use super::escape;
use super::leniency::Leniency;
use super::lexer::{Guess, Lexer, Mark, Quote, Role};
use crate::span::Span;

/// How many quotes that close nothing are passed in the hope for a better end than the one that is known. Text behind that
/// end is read again, also by who reads several documents of one text: this bounds how often.
const PATIENCE: usize = 64;

/// What can stand between the text of a string whose quote was forgotten and the next key.
const STRUCTURE: [char; 9] = ['{', '}', '[', ']', ',', ' ', '\t', '\r', '\n'];

/// Where a string ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ending {
    /// The byte after the string's own text.
    pub(super) at: usize,
    /// Bytes of the closing quote.
    pub(super) close: usize,
    /// What became of the closing quote.
    pub(super) quote: Closing,
    /// Whether the text holds nothing that needs a second look: no backslash, control character or quote.
    pub(super) is_plain: bool,
    /// Whether text was read in vain. It is read again, which must not happen over and over.
    pub(super) gave_up: bool,
}

/// What became of a closing quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closing {
    Found,
    /// Forgotten: the text goes on behind the string.
    Missing,
    /// Cut off with the rest of the text.
    CutOff,
}

/// The search for an end.
#[derive(Debug)]
pub(super) struct Search<'t> {
    pub(super) lexer: Lexer<'t>,
    pub(super) quote: Quote,
    pub(super) role: Role,
    /// First byte of the string's own text.
    pub(super) body: usize,
    /// Whether to end with the line and to trust no brackets, because an earlier search has been in vain.
    pub(super) is_wary: bool,
}

/// What a search has seen so far.
#[derive(Debug, Default)]
struct Seen {
    /// Quotes that close nothing.
    quotes: usize,
    /// Brackets opened in the text before `counted` and not closed there.
    brackets: usize,
    counted: usize,
    /// The first line end.
    line_end: Option<usize>,
    /// The first line end with an empty line or the beginning of another document behind it: a quote further on that
    /// closes nothing is not the string's own.
    over: Option<usize>,
    /// The first end that was nearly good enough.
    doubtful: Option<Ending>,
    /// Whether there was anything but plain text.
    special: bool,
}

/// Reports what is wrong inside a string, once its end is known: quotes, escapes, the first control character.
pub(super) fn inspect(lexer: Lexer<'_>, quote: Quote, body: Span, mut report: impl FnMut(Leniency, Span)) {
    let end = body.end;
    let mut at = body.start;
    let mut has_control = false;
    while let Some(found) = lexer.special(at, quote.mark).filter(|&found| found < end) {
        let special = lexer.backslash_run_end(found, end);
        if special == end {
            break;
        }
        let backslashes = special - found;
        let mark = lexer.mark(special, quote);
        if let Some(length) = mark.filter(|_| quote.is_closed_after(backslashes)) {
            report(Leniency::UnescapedQuote, Span::new(special, special + length));
        }
        if lexer.byte(special).is_some_and(|byte| byte < 0x20) && !has_control {
            has_control = true;
            report(Leniency::RawControl, Span::new(special, special + 1));
        }
        at = mark.map_or(special.max(found + 1), |length| special + length);
        if quote.level == 0 && backslashes % 2 == 1 {
            let escape = escape_at(lexer, special - 1, end);
            let is_own_quote = quote.mark == Mark::Single && escape.of(lexer.text) == "\\'";
            if !is_own_quote && !escape::is_json(&lexer.text[escape.start..end]) {
                report(Leniency::BadEscape, escape);
            }
            at = at.max(escape.end);
        }
    }
}

/// The escape whose backslash is at `at`; one that JSON does not know is a backslash and a character.
fn escape_at(lexer: Lexer<'_>, at: usize, end: usize) -> Span {
    let known = escape::decode(&lexer.text[at..end]).map(|(_, length)| length);
    Span::new(at, at + known.unwrap_or_else(|| 1 + lexer.width(at + 1)))
}

impl Search<'_> {
    /// Finds the end.
    pub(super) fn run(&self) -> Ending {
        let mut seen = Seen { counted: self.body, ..Seen::default() };
        let mut at = self.body;
        while let Some(found) = self.lexer.special(at, self.quote.mark) {
            match self.visit(found, &mut seen) {
                Continue(next) => at = next,
                Break(ending) => {
                    return Ending { is_plain: !seen.special, ..ending };
                }
            }
        }
        Ending { gave_up: true, ..self.give_up(&seen) }
    }

    /// Looks at a place that may matter; the next one to go on from, or the end.
    fn visit(&self, at: usize, seen: &mut Seen) -> ControlFlow<Ending, usize> {
        let mark = self.lexer.backslash_run_end(at, self.lexer.limit);
        let backslashes = mark - at;
        seen.special |= backslashes > 0;
        match self.lexer.mark(mark, self.quote) {
            Some(length) if self.quote.is_closed_after(backslashes) => {
                let level = usize::from(self.quote.level);
                self.weigh(closed(mark - level, level + length), seen)?;
                Continue(mark + length)
            }
            Some(length) if backslashes < usize::from(self.quote.level) => {
                self.weigh_bare(closed(at, backslashes + length), seen)?;
                Continue(mark + length)
            }
            Some(length) => Continue(mark + length),
            None if self.lexer.byte(mark).is_some_and(|byte| byte < 0x20) => self.pass_control(mark, seen),
            None => Continue(mark.max(at + 1)),
        }
    }

    /// Takes note of line ends.
    fn pass_control(&self, at: usize, seen: &mut Seen) -> ControlFlow<Ending, usize> {
        seen.special = true;
        if self.lexer.byte(at) == Some(b'\n') {
            seen.line_end.get_or_insert(at);
            let next = self.lexer.skip_in_line(at + 1);
            let is_over = match self.lexer.byte(next) {
                Some(b'{') => self.lexer.quote(next + 1).is_some(),
                byte => matches!(byte, Some(b'\n' | b'\r')),
            };
            seen.over = seen.over.or(is_over.then_some(at));
            if self.is_wary {
                return Break(self.give_up(seen));
            }
        }
        Continue(at + 1)
    }

    /// Decides about a mark that may close the string.
    fn weigh(&self, ending: Ending, seen: &mut Seen) -> ControlFlow<Ending> {
        match self.role {
            Role::Root => return Break(ending),
            Role::Key => return Break(self.end_of_key(ending, seen)),
            Role::Member | Role::Element => {}
        }
        let closes = self.closes(ending.at + ending.close, seen);
        if closes && seen.quotes == 0 {
            return Break(ending);
        }
        let at = ending.at;
        let candidate = if closes { Some(ending) } else { self.forgotten_before(at, seen) };
        if let Some(ending) = candidate {
            if seen.brackets_at(self.lexer.text, ending.at) == 0 && (closes || seen.doubtful.is_none()) || self.is_wary {
                return Break(ending);
            }
            seen.doubtful.get_or_insert(ending);
        }
        if seen.is_patience_lost() {
            return Break(Ending { gave_up: true, ..self.give_up(seen) });
        }
        if seen.over.is_some() {
            return Break(self.give_up(seen));
        }
        seen.brackets = seen.brackets_at(self.lexer.text, at);
        seen.counted = at;
        seen.quotes += 1;
        seen.special = true;
        Continue(())
    }

    /// Decides about a mark with fewer backslashes than the opening one: it closes the string, or the text that the
    /// whole document is embedded in.
    fn weigh_bare(&self, ending: Ending, seen: &Seen) -> ControlFlow<Ending> {
        let is_known = self.role == Role::Key || self.closes(ending.at + ending.close, seen);
        Break(if is_known { ending } else { Ending { close: 0, quote: Closing::CutOff, ..ending } })
    }

    /// Whether what follows the mark before `after` can follow the string.
    fn closes(&self, after: usize, seen: &Seen) -> bool {
        let next = self.lexer.skip(after);
        let Some(byte) = self.lexer.byte(next) else { return true };
        let line_end = self.lexer.has_line_end(after, next);
        match byte {
            b'}' | b']' => true,
            b',' | b';' => seen.quotes == 0 || self.separates(next + 1, seen),
            // A prefix of a string would be too good a guess: mostly, it is a word in quotes.
            b'a'..=b'z' | b'A'..=b'Z' if !line_end => false,
            _ if seen.quotes == 0 => line_end || self.closes_before(next, byte, next > after),
            _ if self.role == Role::Element => line_end && self.lexer.element_at(next) != Guess::No,
            _ => self.lexer.quoted_key_at(next) == Guess::Yes,
        }
    }

    /// Whether a comma before `at` separates. In an array, where no colon tells, a string behind it is good enough if
    /// quotes of this kind come in pairs and have done so far, or never do.
    fn separates(&self, at: usize, seen: &Seen) -> bool {
        let are_apostrophes = matches!(self.quote.mark, Mark::Single | Mark::SmartSingle);
        let are_even = are_apostrophes || seen.quotes.is_multiple_of(2);
        let is_element = || self.role == Role::Element && self.lexer.quote(self.lexer.skip(at)).is_some();
        (are_even && is_element()) || self.lexer.separates(at, self.role, false)
    }

    /// Whether the first mark of a string closes it although no comma or closer follows. Blanks between are a good sign.
    fn closes_before(&self, next: usize, byte: u8, has_blanks: bool) -> bool {
        let in_array = self.role == Role::Element;
        match byte {
            b':' | b'=' => in_array,
            b'{' | b'[' => in_array && has_blanks,
            b'/' => self.lexer.is_comment(next),
            _ if self.is_doubled(next) => !has_blanks,
            _ if self.lexer.quote(next).is_some() && in_array => has_blanks,
            _ => self.lexer.quoted_key_at(next) != Guess::No || self.lexer.is_elision(next),
        }
    }

    /// Whether a second closing quote stands at `at`.
    fn is_doubled(&self, at: usize) -> bool {
        let mark = self.lexer.mark(at, self.quote).filter(|_| self.quote.level == 0);
        mark.is_some_and(|length| at > self.body + length && self.lexer.one_of(at + length, b",]}") == Guess::Yes)
    }

    /// The end of a key at its first mark, unless that one opens the value or even the next key: `"key: "value"`.
    fn end_of_key(&self, ending: Ending, seen: &Seen) -> Ending {
        let text = &self.lexer.text[self.body..ending.at];
        let is_followed = self.lexer.one_of(ending.at + ending.close, b":=") != Guess::No;
        if seen.line_end.is_some() {
            let is_wrapped = is_followed && !text.contains([':', '=', ',']);
            return if is_wrapped { ending } else { self.give_up(seen) };
        }
        let colon = || text.find(": ").or_else(|| text.strip_suffix([':', '=']).map(str::len));
        match if is_followed { None } else { colon() } {
            Some(length) => self.missing(&text[..length]),
            None => ending,
        }
    }

    /// The end of a string whose quote was forgotten, if the mark after `at` begins the next member or, on a line of
    /// its own, the next element.
    fn forgotten_before(&self, at: usize, seen: &Seen) -> Option<Ending> {
        let before = self.lexer.text[self.body..at].trim_end();
        let end = self.body + before.len();
        let line_end = self.lexer.has_line_end(end, at);
        if self.role == Role::Element {
            let is_next = line_end && self.lexer.element_at(at) == Guess::Yes;
            return is_next.then(|| self.missing(before));
        }
        if self.lexer.quoted_key_at(at) != Guess::Yes {
            return None;
        }
        // Closers of what the text did not open, and a comma: `…},{"key":`.
        let text = before.trim_end_matches(STRUCTURE);
        let structure = before[text.len()..].trim_start_matches(|first: char| first == ',' || first.is_whitespace());
        let is_closed = structure.starts_with(['}', ']']) && structure.contains(',');
        if is_closed && seen.brackets_at(self.lexer.text, self.body + text.len()) == 0 {
            return Some(self.missing(text));
        }
        (line_end || before.ends_with(',')).then(|| self.missing(before))
    }

    /// The end of a string that is never closed.
    fn give_up(&self, seen: &Seen) -> Ending {
        let line_end = seen.over.or(seen.line_end).filter(|_| self.role != Role::Key).or(seen.line_end);
        let text = &self.lexer.text[self.body..line_end.unwrap_or(self.lexer.limit)];
        let ending = match (seen.doubtful, self.role, line_end) {
            (Some(doubtful), ..) => doubtful,
            (_, Role::Key, _) if let Some(length) = key_length(text, line_end.is_some()) => self.missing(&text[..length]),
            (_, Role::Key, None) => self.cut_off(text),
            (_, _, None) => self.missing_before_closers(text),
            (_, _, Some(at)) if self.is_wary || self.goes_on(at) => self.missing(text),
            _ => self.cut_off(text.trim_end()),
        };
        Ending { is_plain: !seen.special, gave_up: seen.doubtful.is_some(), ..ending }
    }

    /// Whether the document, rather than some other text, goes on at the line end `at`.
    fn goes_on(&self, at: usize) -> bool {
        let next = self.lexer.skip(at);
        matches!(self.lexer.byte(next), Some(b'}' | b']' | b',')) || self.lexer.quoted_key_at(next) == Guess::Yes
    }

    /// The end of the last string in the text: before the closers at the text's end, unless they belong to it.
    fn missing_before_closers(&self, text: &str) -> Ending {
        let before = text.trim_end_matches(|last: char| matches!(last, '}' | ']') || last.is_whitespace());
        let has_closers = text.trim_end().len() > before.len() && !text.contains(['{', '[', '"']);
        if has_closers { self.missing(before) } else { self.cut_off(text) }
    }

    /// The end of a string that has this text and was cut off behind it.
    fn cut_off(&self, text: &str) -> Ending {
        Ending { quote: Closing::CutOff, ..closed(self.body + text.len(), 0) }
    }

    /// The end of a string without a closing quote that has this text, but for a comma and blanks at its end.
    fn missing(&self, text: &str) -> Ending {
        let text = text.trim_end();
        let text = text.strip_suffix(',').unwrap_or(text).trim_end();
        Ending { quote: Closing::Missing, ..closed(self.body + text.len(), 0) }
    }
}

impl Seen {
    /// Whether there is an end to return to, and enough was tried to find a better one.
    fn is_patience_lost(&self) -> bool {
        self.quotes > PATIENCE && (self.doubtful.is_some() || self.line_end.is_some())
    }

    /// The brackets that are open at `end`. One closed too often counts for nothing.
    fn brackets_at(&self, text: &str, end: usize) -> usize {
        let bytes = &text.as_bytes()[self.counted.min(end)..end];
        bytes.iter().fold(self.brackets, |opened, byte| match byte {
            b'{' | b'[' => opened + 1,
            b'}' | b']' => opened.saturating_sub(1),
            _ => opened,
        })
    }
}

/// The length of the key that a text whose quote is missing begins with. At the end of everything the key itself may
/// be cut off, `"xs:ele`, so that a colon alone does not tell.
fn key_length(text: &str, is_line: bool) -> Option<usize> {
    if is_line { text.find([':', '=']) } else { text.find(": ") }
}

/// The end of a string at a closing quote of that length.
fn closed(at: usize, close: usize) -> Ending {
    Ending { at, close, quote: Closing::Found, is_plain: true, gave_up: false }
}
