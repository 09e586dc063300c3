//! Answers "what is here?" about places of the text, without a memory of what was read.
//!
//! A guess looks ahead by one token at most, and by [`LOOK`] bytes within it: that keeps reading linear.

use super::Kind;

/// How far a guess looks into a string or word; one that is longer might be anything.
const LOOK: usize = 256;

/// The most backslashes before a quote that count as its escape: four strings, one inside the other.
const MAX_LEVEL: usize = 15;

/// The text, and what reading has shown to hold for all of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lexer<'t> {
    pub(super) text: &'t str,
    /// Where the text ends for the reader; on a character boundary.
    pub(super) limit: usize,
    /// Whether it was escaped, as inside another string: a `\n` between tokens is a blank.
    pub(super) escaped: bool,
    /// Whether its quotes are doubled, as in a CSV field.
    pub(super) doubled: bool,
}

/// The kinds of quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// `"`
    Double,
    /// `""`
    Doubled,
    /// `'`
    Single,
    /// `“”„‟`
    SmartDouble,
    /// `‘’‚‛`
    SmartSingle,
}

/// An opening quote.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quote {
    pub(super) mark: Mark,
    /// Backslashes before the mark.
    pub(super) level: u8,
    /// Bytes of the prefix.
    pub(super) prefix: u8,
    /// Bytes of all of it.
    pub(super) open: u8,
}

/// What a value is to the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Root,
    Key,
    /// The value of a member.
    Member,
    /// An element of an array.
    Element,
}

/// A guess at what comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guess {
    Yes,
    No,
    /// The text ends too early to tell, or the token is long.
    Open,
}

impl Mark {
    /// The mark that opens a string at the start of `bytes`, and its length.
    fn opening(bytes: &[u8]) -> Option<(Self, u8)> {
        match bytes {
            [b'"', ..] => Some((Self::Double, 1)),
            [b'\'', ..] => Some((Self::Single, 1)),
            [0xE2, 0x80, 0x9C..=0x9F, ..] => Some((Self::SmartDouble, 3)),
            [0xE2, 0x80, 0x98..=0x9B, ..] => Some((Self::SmartSingle, 3)),
            _ => None,
        }
    }

    /// The length of the mark at the start of `bytes` if it closes a string of this kind. All that opens one closes it
    /// as well, for people mix them up, and so that a quote never sought in vain is sought again.
    fn closing(self, bytes: &[u8]) -> Option<u8> {
        match (self, Self::opening(bytes)?) {
            (Self::Doubled, (Self::Double, _)) => bytes.get(1).filter(|&&byte| byte == b'"').map(|_| 2),
            (Self::SmartDouble, (Self::Double, length)) | (Self::SmartSingle, (Self::Single, length)) => Some(length),
            (this, (mark, length)) => (this == mark).then_some(length),
        }
    }

    /// Whether a mark of this kind can begin with that byte.
    fn begins(self, byte: u8) -> bool {
        match self {
            Self::Double | Self::Doubled => byte == b'"',
            Self::Single => byte == b'\'',
            Self::SmartDouble => byte == b'"' || byte == 0xE2,
            Self::SmartSingle => byte == b'\'' || byte == 0xE2,
        }
    }
}

impl Quote {
    /// Whether a mark after so many backslashes closes the string, rather than being escaped inside it. Every level
    /// of strings doubles the backslashes and adds one.
    pub(super) fn is_closed_after(self, backslashes: usize) -> bool {
        let level = usize::from(self.level);
        backslashes >= level && (backslashes - level).is_multiple_of(2 * (level + 1))
    }
}

/// Single places.
impl<'t> Lexer<'t> {
    /// The byte at `at`, if the text reaches so far.
    pub(super) fn byte(self, at: usize) -> Option<u8> {
        self.rest(at).first().copied()
    }

    /// The bytes from `at` on.
    pub(super) fn rest(self, at: usize) -> &'t [u8] {
        self.text.as_bytes().get(at..self.limit).unwrap_or_default()
    }

    /// The bytes of the character at `at`, by its first byte.
    pub(super) fn width(self, at: usize) -> usize {
        match self.byte(at) {
            None => 0,
            Some(0..0xC0) => 1,
            Some(0xC0..0xE0) => 2,
            Some(0xE0..0xF0) => 3,
            Some(_) => 4,
        }
    }

    /// The length of the blank at `at`, of any kind. There is none inside a character.
    pub(super) fn blank(self, at: usize) -> Option<usize> {
        let is_blank = match self.byte(at)? {
            0x21..0x7F => false,
            0..=0x7F => true,
            _ => self.text.get(at..)?.chars().next().is_some_and(is_odd_blank),
        };
        is_blank.then(|| self.width(at))
    }

    /// The length of a blank that is written as an escape, `\n`, with any number of backslashes.
    pub(super) fn escaped_blank(self, at: usize) -> Option<usize> {
        let backslashes = self.backslashes(at);
        let letter = self.byte(at + backslashes)?;
        (backslashes > 0 && matches!(letter, b'n' | b'r' | b't')).then_some(backslashes + 1)
    }

    /// How many backslashes follow each other at `at`; a count past what can be an escape is cut off.
    fn backslashes(self, at: usize) -> usize {
        let most = self.rest(at).iter().take(MAX_LEVEL + 1);
        most.take_while(|&&byte| byte == b'\\').count()
    }

    /// The first place that is no blank, at or after `at`; escaped blanks count in a text that is escaped.
    pub(super) fn skip(self, mut at: usize) -> usize {
        let blank_of = |at| self.blank(at).or_else(|| self.escaped_blank(at).filter(|_| self.escaped));
        while let Some(length) = blank_of(at) {
            at += length;
        }
        at
    }

    /// The first place that is no blank or ends the line, at or after `at`.
    pub(super) fn skip_in_line(self, mut at: usize) -> usize {
        while let Some(length) = self.blank(at).filter(|_| !self.is_line_end(at)) {
            at += length;
        }
        at
    }

    /// Whether a line ends at `at`.
    fn is_line_end(self, at: usize) -> bool {
        matches!(self.byte(at), Some(b'\n' | b'\r'))
    }

    /// Whether a line ends somewhere in that range.
    pub(super) fn has_line_end(self, start: usize, end: usize) -> bool {
        (start..end).any(|at| self.is_line_end(at)) || (self.escaped && self.text[start..end].contains("\\n"))
    }

    /// The length of the colon at `at`, or of what other languages have for it; 0 if there is none.
    pub(super) fn separator(self, at: usize) -> usize {
        match self.rest(at) {
            [b':', b'=', ..] | [b'=' | b'-', b'>', ..] => 2,
            [b':' | b'=', ..] => 1,
            _ => 0,
        }
    }

    /// Whether a comment begins at `at`.
    pub(super) fn is_comment(self, at: usize) -> bool {
        matches!(self.rest(at), [b'/', b'/' | b'*', ..])
    }

    /// Whether something was left out at `at`: `...`, `…`, `<snip>`.
    pub(super) fn is_elision(self, at: usize) -> bool {
        match self.rest(at) {
            [b'.', b'.', b'.', ..] | [0xE2, 0x80, 0xA6, ..] => true,
            [b'<', rest @ ..] => {
                let inside = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'.' | b'-');
                let length = rest.iter().take(LOOK).take_while(|byte| inside(byte)).count();
                rest.get(length) == Some(&b'>')
            }
            _ => false,
        }
    }

    /// The quote that opens a string at `at`.
    pub(super) fn quote(self, at: usize) -> Option<Quote> {
        let is_prefix = |byte: &&u8| matches!(byte, b'u' | b'U' | b'b' | b'B' | b'r' | b'R');
        let prefix = self.rest(at).iter().take(2).take_while(is_prefix).count();
        let level = self.backslashes(at + prefix);
        let (mark, length) = Mark::opening(self.rest(at + prefix + level)).filter(|_| level <= MAX_LEVEL)?;
        let doubled = mark == Mark::Double && prefix + level == 0 && self.doubled && self.is_doubled(at);
        let (mark, length) = if doubled { (Mark::Doubled, 2) } else { (mark, length) };
        let (prefix, level) = (u8::try_from(prefix).ok()?, u8::try_from(level).ok()?);
        Some(Quote { mark, level, prefix, open: prefix + level + length })
    }

    /// Whether the `"` at `at` is half of a doubled one, and not an empty string.
    fn is_doubled(self, at: usize) -> bool {
        let after = || self.byte(self.skip(at + 2));
        self.byte(at + 1) == Some(b'"') && !matches!(after(), None | Some(b',' | b':' | b'}' | b']'))
    }

    /// The next place at or after `at` that matters inside a string with such quotes: a mark, a backslash, a control
    /// character.
    pub(super) fn special(self, at: usize, mark: Mark) -> Option<usize> {
        let is_special = |&byte: &u8| byte < 0x20 || byte == b'\\' || mark.begins(byte);
        self.rest(at).iter().position(is_special).map(|length| at + length)
    }

    /// The bytes of a mark at `at` that is of the kind of `quote`.
    pub(super) fn mark(self, at: usize, quote: Quote) -> Option<usize> {
        quote.mark.closing(self.rest(at)).map(usize::from)
    }
}

/// Guesses.
impl Lexer<'_> {
    /// Whether a key and its colon stand at `at`, quoted or not.
    pub(super) fn key_at(self, at: usize) -> Guess {
        match self.quote(at) {
            Some(_) => self.quoted_key_at(at),
            None => self.word_key_at(at),
        }
    }

    /// Whether a quoted key and its colon stand at `at`.
    pub(super) fn quoted_key_at(self, at: usize) -> Guess {
        match self.string_end(at) {
            Ok(end) => self.one_of(end, b":="),
            Err(guess) => guess,
        }
    }

    /// Whether an element of an array that is followed as it should stands at `at`.
    pub(super) fn element_at(self, at: usize) -> Guess {
        match (self.byte(at), self.string_end(at)) {
            (None, _) => Guess::Open,
            (Some(b'{' | b'['), _) => Guess::Yes,
            (_, Ok(end)) => self.one_of(end, b",]}"),
            (_, Err(Guess::Open)) => Guess::Open,
            _ if literal(self.token(at)).is_some() => self.one_of(at + self.token(at).len(), b",]}"),
            _ => Guess::No,
        }
    }

    /// Whether one of these bytes comes next, after blanks.
    pub(super) fn one_of(self, at: usize, bytes: &[u8]) -> Guess {
        match self.byte(self.skip(at)) {
            None => Guess::Open,
            Some(byte) if bytes.contains(&byte) => Guess::Yes,
            Some(_) => Guess::No,
        }
    }

    /// Where a plain string at `at` ends: after the first mark that can close it, in the same line. Otherwise, the
    /// answer to whatever was asked about it.
    fn string_end(self, at: usize) -> Result<usize, Guess> {
        let quote = self.quote(at).ok_or(Guess::No)?;
        let near = Self { limit: self.limit.min(at + LOOK), ..self };
        let mut at = at + usize::from(quote.open);
        while let Some(found) = near.special(at, quote.mark) {
            let mark = self.backslash_run_end(found, near.limit);
            match self.mark(mark, quote) {
                Some(length) if quote.is_closed_after(mark - found) => return Ok(mark + length),
                Some(length) => at = mark + length,
                None if self.is_line_end(mark) => return Err(Guess::No),
                None => at = mark.max(found + 1),
            }
        }
        Err(Guess::Open)
    }

    /// Where the backslashes that begin at `at` end, `limit` at the latest.
    pub(super) fn backslash_run_end(self, at: usize, limit: usize) -> usize {
        let run = self.text.as_bytes()[at..limit.max(at)].iter();
        at + run.take_while(|&&byte| byte == b'\\').count()
    }

    /// Whether an unquoted name and its colon stand at `at`, in one line. `http://` is none.
    fn word_key_at(self, at: usize) -> Guess {
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.' | b'-' | 0x80..);
        let name = self.rest(at).iter().take(LOOK);
        let length = name.take_while(|byte| is_name(byte)).count();
        let begins = self.byte(at).is_some_and(|byte| !byte.is_ascii_digit() && !matches!(byte, b'.' | b'-'));
        match self.rest(self.skip_in_line(at + length)) {
            _ if length == 0 || !begins => Guess::No,
            [b':', b'/', ..] => Guess::No,
            [b':' | b'=', ..] => Guess::Yes,
            _ => Guess::No,
        }
    }
}

/// Unquoted tokens.
impl<'t> Lexer<'t> {
    /// The bytes at `at` that can be a literal: letters, digits, signs.
    pub(super) fn token(self, at: usize) -> &'t str {
        let inside = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+' | b'-' | b'.');
        let length = self.rest(at).iter().take_while(inside).count();
        &self.text[at..at + length]
    }

    /// Whether more of an unquoted value follows at `end`, where a literal in it ends: `10 Gbps`, `10:30`.
    pub(super) fn goes_on(self, end: usize, role: Role) -> bool {
        let next = self.skip_in_line(end);
        match self.byte(next) {
            None | Some(b'\n' | b'\r' | b',' | b';' | b'{' | b'}' | b'[' | b']' | b'"' | b'\'' | b'\\') => false,
            Some(b'/') if self.is_comment(next) => false,
            Some(b':' | b'=') => next == end && role != Role::Root,
            Some(_) if next == end => true,
            Some(_) if role == Role::Root || self.is_elision(next) => false,
            Some(_) => literal(self.token(next)).is_none() && self.key_at(next) == Guess::No,
        }
    }

    /// Where a key without quotes, or something that is passed over, ends.
    pub(super) fn word_end(self, at: usize) -> usize {
        let is_end = |byte| matches!(byte, b',' | b':' | b'=' | b';' | b'{' | b'}' | b'[' | b']' | b'"' | b'\\');
        self.end_of_word(at, |lexer, at, byte| is_end(byte) || lexer.is_line_end(at))
    }

    /// Where an unquoted value that nothing is around ends: at the next blank.
    pub(super) fn root_word_end(self, at: usize) -> usize {
        let is_end = |byte| matches!(byte, b',' | b':' | b';' | b'{' | b'}' | b'[' | b']' | b'"');
        self.end_of_word(at, |lexer, at, byte| is_end(byte) || lexer.blank(at).is_some())
    }

    /// Where an unquoted value in a container ends: at its line's end, at a closer that it did not open, at a comma
    /// that separates, at a quote that begins something else.
    pub(super) fn value_end(self, start: usize, role: Role) -> usize {
        let mut opened = 0_usize;
        let mut is_quoted = false;
        self.end_of_word(start, |lexer, at, byte| {
            match byte {
                b'{' | b'[' => opened += 1,
                b'}' | b']' if opened == 0 => return true,
                b'}' | b']' => opened -= 1,
                b',' | b';' if role == Role::Element => return opened == 0,
                b',' | b';' => return lexer.separates(at + 1, role, true),
                b'"' => {
                    let is_first = !is_quoted;
                    is_quoted = true;
                    return lexer.ends_word(at, role, is_first);
                }
                b'\\' => return lexer.escaped && lexer.escaped_blank(at).is_some(),
                _ => return lexer.is_line_end(at),
            }
            false
        })
    }

    /// Whether the quote at `at` ends an unquoted value: one that begins something else does, and so does the first one
    /// if it closes what was never opened.
    fn ends_word(self, at: usize, role: Role, is_first: bool) -> bool {
        if self.text.as_bytes()[at - 1].is_ascii_whitespace() {
            return role == Role::Element || self.quoted_key_at(at) != Guess::No;
        }
        is_first && self.one_of(at + 1, b",]}") != Guess::No
    }

    /// The first place after `start` for which `is_end` holds, or where a comment begins, without the blanks before it.
    /// The character at `start` belongs to the word in any case.
    fn end_of_word(self, start: usize, mut is_end: impl FnMut(Self, usize, u8) -> bool) -> usize {
        let mut at = start + self.width(start);
        let mut end = at;
        while let Some(byte) = self.byte(at) {
            let is_comment = end < at && self.is_comment(at);
            if is_comment || is_end(self, at, byte) {
                break;
            }
            let is_blank = self.blank(at).is_some();
            at += self.width(at);
            end = if is_blank { end } else { at };
        }
        end
    }

    /// Whether a comma before `at` separates, rather than being part of a text: what follows must look like a member
    /// or element. Inside a string, that is to say unless `bare`, an unquoted key is not good enough.
    pub(super) fn separates(self, at: usize, role: Role, bare: bool) -> bool {
        let next = self.skip(at);
        let guess = match self.byte(next) {
            None | Some(b'}' | b']') => Guess::Yes,
            Some(b'/') if self.is_comment(next) => Guess::Yes,
            _ if bare && self.is_elision(next) => Guess::Yes,
            _ if role == Role::Element => self.element_at(next),
            _ if bare => self.key_at(next),
            _ => self.quoted_key_at(next),
        };
        guess != Guess::No
    }
}

/// What an unquoted token is, and whether JSON knows it.
pub(super) fn literal(token: &str) -> Option<(Kind, bool)> {
    let is = |names: &[&str]| names.iter().any(|name| token.eq_ignore_ascii_case(name));
    match token {
        "true" | "false" => Some((Kind::Bool, true)),
        "null" => Some((Kind::Null, true)),
        _ if is_number(token.as_bytes()) => Some((Kind::Number, true)),
        _ if is(&["true", "false"]) => Some((Kind::Bool, false)),
        _ if is(&["null", "none", "nil", "undefined"]) => Some((Kind::Null, false)),
        _ if is(&["nan", "infinity", "-infinity"]) => Some((Kind::Number, false)),
        _ => None,
    }
}

/// Whether these bytes are a number as JSON writes it.
fn is_number(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"-").unwrap_or(bytes);
    let (whole, bytes) = split_digits(bytes);
    if whole.is_empty() || (whole.len() > 1 && whole[0] == b'0') {
        return false;
    }
    let (fraction_fits, bytes) = match bytes {
        [b'.', rest @ ..] => (rest.first().is_some_and(u8::is_ascii_digit), split_digits(rest).1),
        _ => (true, bytes),
    };
    fraction_fits
        && match bytes {
            [] => true,
            [b'e' | b'E', b'+' | b'-', rest @ ..] | [b'e' | b'E', rest @ ..] => !rest.is_empty() && split_digits(rest).1.is_empty(),
            _ => false,
        }
}

/// The leading digits, and the rest.
fn split_digits(bytes: &[u8]) -> (&[u8], &[u8]) {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    bytes.split_at(digits)
}

/// Whether a character beyond ASCII is blank, or takes no room at all.
fn is_odd_blank(character: char) -> bool {
    let invisible = matches!(character, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}');
    invisible || character.is_whitespace() || character.is_control()
}
