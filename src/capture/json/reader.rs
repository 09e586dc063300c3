//! Puts the parts together: a machine that knows what is due and makes the best of what comes.

use super::leniency::{Forgiven, Leniency, MAX_FORGIVEN};
use super::lexer::{Guess, Lexer, Mark, Quote, Role, literal};
use super::strings::{self, Closing, Ending, Search};
use super::tree::{Closer, Follow, NONE, Tree, narrow};
use super::{Document, Kind, MAX_NODES, Notation};
use crate::span::Span;

/// How many closers are looked at together.
const LOOK: usize = 8;

/// What is due next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// A key, or the end of the object.
    Key,
    Colon,
    /// A value, or the end of the array.
    Value,
    /// A comma, or the end of the container.
    Comma,
    Done,
}

/// The state of reading.
#[derive(Debug)]
struct Reader<'t> {
    lexer: Lexer<'t>,
    /// Where it is.
    at: usize,
    /// The end of the last token that was consumed.
    last: usize,
    /// The end of the last token that was passed over.
    stray: Option<usize>,
    /// The end of the last comment.
    comment: usize,
    /// The last comma, while nothing has come after it.
    comma: Option<usize>,
    phase: Phase,
    tree: Tree,
    forgiven: Vec<Forgiven>,
    /// Whether a string was searched for an end in vain.
    is_wary: bool,
    /// Whether the end of the text is nothing to report, because it has been or because it is not the end.
    is_cut: bool,
}

/// Reads the value that begins at `start` or after it.
pub(super) fn read(text: &str, start: usize) -> Document<'_> {
    let start = text.ceil_char_boundary(start);
    let addressable = usize::try_from(NONE - 1).unwrap_or(usize::MAX);
    let limit = text.floor_char_boundary(text.len().min(addressable));
    let is_member = is_value_of_key(&text[..start]);
    let mut reader = Reader {
        lexer: Lexer { text, limit, escaped: false, doubled: false },
        at: start,
        last: start,
        stray: None,
        comment: start,
        comma: None,
        phase: Phase::Value,
        tree: Tree { entries: Vec::new(), open: NONE, is_member },
        forgiven: Vec::new(),
        is_wary: false,
        is_cut: false,
    };
    reader.run();
    let mut forgiven = reader.forgiven;
    forgiven.sort_by_key(|place| place.span.start);
    Document { text, entries: reader.tree.entries, forgiven, start, notation: Notation::Json }
}

/// The machine.
impl Reader<'_> {
    fn run(&mut self) {
        while self.phase != Phase::Done {
            self.pass_blanks();
            let Some(byte) = self.lexer.byte(self.at) else {
                // What was read as a comment is not to be read as anything else.
                self.last = self.last.max(self.comment);
                break;
            };
            if self.tree.entries.len() >= MAX_NODES && !matches!(byte, b'}' | b']' | b',') {
                return self.stop();
            }
            match self.phase {
                _ if self.is_margin(byte) => self.pass_over(self.at + 1),
                Phase::Key => self.key(byte),
                Phase::Colon => self.colon(byte),
                Phase::Value => self.value(byte),
                Phase::Comma => self.comma(byte),
                Phase::Done => {}
            }
        }
        self.finish();
    }

    /// A key is due.
    fn key(&mut self, byte: u8) {
        match byte {
            b'}' | b']' => self.closer(byte),
            b',' | b';' => self.extra_comma(),
            b':' | b'=' => self.pass_over(self.at + self.lexer.separator(self.at)),
            b'{' | b'[' => {
                self.forgive(Leniency::MissingKey, self.at, self.at);
                self.push(Kind::Word, Span::new(self.at, self.at), Role::Key);
                self.phase = Phase::Value;
            }
            b'"' if self.is_extra_quote() && self.lexer.quoted_key_at(self.at + 1) == Guess::Yes => {
                self.pass_over(self.at + 1);
            }
            _ => match self.quote() {
                Some(quote) => self.string(quote, Role::Key),
                None => self.unquoted_key(),
            },
        }
    }

    /// A colon is due.
    fn colon(&mut self, byte: u8) {
        let width = self.lexer.separator(self.at);
        if width == 0 && self.is_leftover_quote(b":=") {
            return self.pass_over(self.at + self.lexer.width(self.at));
        }
        if width == 0 {
            return self.no_colon(byte);
        }
        if (byte, width) != (b':', 1) {
            self.forgive(Leniency::OtherSeparator, self.at, self.at + width);
        }
        self.advance(width);
        self.phase = Phase::Value;
    }

    /// A key is followed by something else: its value without a colon, or what comes after the member.
    fn no_colon(&mut self, byte: u8) {
        let is_over = matches!(byte, b',' | b';' | b'}' | b']');
        if is_over || self.lexer.quoted_key_at(self.at) == Guess::Yes {
            return self.missing_value();
        }
        self.forgive(Leniency::MissingColon, self.last, self.last);
        self.phase = Phase::Value;
    }

    /// A value is due.
    fn value(&mut self, byte: u8) {
        match (byte, self.tree.role()) {
            (b'{', _) => self.container(Kind::Object),
            (b'[', _) => self.container(Kind::Array),
            (b',' | b';' | b'}' | b']', Role::Member) => self.missing_value(),
            (b',' | b';', Role::Element) => self.extra_comma(),
            (b'}' | b']', Role::Element) => self.closer(byte),
            (b',' | b';' | b'}' | b']', Role::Root | Role::Key) => self.pass_over(self.at + 1),
            (b':' | b'=', _) => self.pass_over(self.at + self.lexer.separator(self.at)),
            (_, Role::Member) if self.is_next_member() => self.missing_value(),
            (b'"', _) if self.is_extra_quote() && self.lexer.element_at(self.at + 1) == Guess::Yes => {
                self.pass_over(self.at + 1);
            }
            (_, Role::Root | Role::Element) if self.is_bare_member() => self.missing_opener(),
            (_, Role::Element) if self.is_member_outside() => self.missing_closer(),
            (_, Role::Element) if self.lexer.is_elision(self.at) => self.pass_over_word(),
            (_, role) => match self.quote() {
                Some(quote) => self.string(quote, role),
                None => self.unquoted_value(role),
            },
        }
    }

    /// A comma is due.
    fn comma(&mut self, byte: u8) {
        match byte {
            b'}' | b']' => self.closer(byte),
            b',' | b';' => {
                if byte == b';' {
                    self.forgive(Leniency::OtherSeparator, self.at, self.at + 1);
                }
                self.comma = Some(self.at);
                self.advance(1);
                self.phase = self.phase_within();
            }
            b':' | b'=' => self.pass_over(self.at + self.lexer.separator(self.at)),
            b'{' | b'[' => self.missing_comma(),
            _ if self.is_leftover_quote(b",]}") => self.pass_over(self.at + self.lexer.width(self.at)),
            _ if self.lexer.quote(self.at).is_some() => self.missing_comma(),
            _ if self.is_next_word() => self.missing_comma(),
            _ => self.pass_over_word(),
        }
    }

    /// The text is over: closes what is open.
    fn finish(&mut self) {
        // Members without a brace before them need none behind them.
        let is_complete = self.tree.open == 0 && self.phase == Phase::Comma && self.is_without_opener();
        if self.tree.open != NONE && !self.is_cut && !is_complete {
            self.forgive(Leniency::Truncated, self.last, self.last);
        }
        if self.phase == Phase::Colon || (self.phase == Phase::Value && self.tree.role() == Role::Member) {
            self.push(Kind::Word, Span::new(self.last, self.last), Role::Member);
        }
        self.close_through(NONE, self.last);
    }

    /// Whether the root is an object that was never opened.
    fn is_without_opener(&self) -> bool {
        let root = self.tree.entries.first().map(|root| self.lexer.byte(root.start as usize));
        !matches!(root, Some(Some(b'{' | b'[')))
    }

    /// The nodes are used up: skips the rest.
    fn stop(&mut self) {
        let end = self.lexer.limit;
        self.forgive(Leniency::TooLarge, self.at, end);
        self.is_cut = true;
        self.finish();
        if let Some(root) = self.tree.entries.first_mut() {
            root.end = narrow(end);
        }
    }
}

/// What is wrong with the order of things.
impl Reader<'_> {
    fn missing_comma(&mut self) {
        // What was passed over may well have been a comma.
        if self.stray != Some(self.last) {
            self.forgive(Leniency::MissingComma, self.last, self.last);
        }
        self.phase = self.phase_within();
    }

    fn extra_comma(&mut self) {
        self.forgive(Leniency::ExtraComma, self.at, self.at + 1);
        self.advance(1);
    }

    fn missing_value(&mut self) {
        self.forgive(Leniency::MissingValue, self.last, self.last);
        self.push(Kind::Word, Span::new(self.last, self.last), Role::Member);
    }

    /// Opens an object that was not.
    fn missing_opener(&mut self) {
        self.forgive(Leniency::MissingOpener, self.at, self.at);
        self.tree.open(Kind::Object, self.at);
        self.phase = Phase::Key;
    }

    /// Closes an array that was not, before the comma if there is one.
    fn missing_closer(&mut self) {
        let end = self.comma.unwrap_or(self.last);
        self.forgive(Leniency::MissingCloser, end, end);
        self.close_through(self.tree.open, end);
        self.phase = Phase::Key;
    }

    /// Passes over what belongs nowhere, up to `end`.
    fn pass_over(&mut self, end: usize) {
        self.forgive(Leniency::StrayToken, self.at, end);
        self.advance(end - self.at);
        self.stray = Some(end);
        self.comma = None;
    }

    /// Passes over a word, as if it were a member or an element.
    fn pass_over_word(&mut self) {
        self.pass_over(self.lexer.word_end(self.at));
        self.phase = Phase::Comma;
    }

    /// Whether the member ends at a colon, and the next one begins on a line below.
    fn is_next_member(&self) -> bool {
        self.lexer.has_line_end(self.last, self.at) && self.lexer.quoted_key_at(self.at) == Guess::Yes
    }

    /// Whether a key stands here, where an object should begin: at the root, or first in an array.
    fn is_bare_member(&self) -> bool {
        let is_first = self.tree.entries.len() == self.tree.open.wrapping_add(1) as usize;
        is_first && self.lexer.quoted_key_at(self.at) == Guess::Yes
    }

    /// Whether a key stands here, in an array, that may belong to an object around it.
    fn is_member_outside(&self) -> bool {
        let around = self.tree.kind(self.tree.around(self.tree.open));
        around == Some(Kind::Object) && self.lexer.quoted_key_at(self.at) == Guess::Yes
    }

    /// Whether an unquoted key or element stands here, where a comma is due.
    fn is_next_word(&self) -> bool {
        match self.tree.role() {
            Role::Element => !self.lexer.is_elision(self.at),
            _ => self.lexer.key_at(self.at) == Guess::Yes,
        }
    }

    /// Whether the mark of a quoted mail or of a diff stands here, at the beginning of its line.
    fn is_margin(&self, byte: u8) -> bool {
        matches!(byte, b'>' | b'|' | b'+' | b'-') && self.lexer.blank(self.at + 1).is_some() && self.lexer.has_line_end(self.last, self.at)
    }

    /// Whether a quote too many stands right behind a token, which one of these bytes should follow.
    fn is_leftover_quote(&self, follow: &[u8]) -> bool {
        let is_plain = |quote: Quote| quote.prefix + quote.level == 0;
        let after = self.at + self.lexer.width(self.at);
        self.at == self.last
            && self.lexer.quote(self.at).is_some_and(is_plain)
            && self.lexer.one_of(after, follow) != Guess::No
            && self.lexer.quoted_key_at(self.at) != Guess::Yes
    }

    /// Whether a quote too many stands before a string.
    fn is_extra_quote(&self) -> bool {
        !self.lexer.doubled && matches!(self.lexer.rest(self.at), [b'"', b'"', next, ..] if next.is_ascii_alphanumeric())
    }
}

/// Containers.
impl Reader<'_> {
    fn container(&mut self, kind: Kind) {
        self.tree.open(kind, self.at);
        self.advance(1);
        self.comma = None;
        self.phase = self.phase_within();
    }

    /// A closer: closes the container that it was most likely meant for, if any.
    fn closer(&mut self, byte: u8) {
        let kind = if byte == b'}' { Kind::Object } else { Kind::Array };
        let before = self.lexer.byte(self.last.wrapping_sub(1));
        let (ahead, end) = self.closers_ahead(self.at + 1);
        let follow = self.follow(end);
        let Some(target) = self.tree.closed_by(&Closer { kind, before, ahead, follow }) else {
            self.pass_over(self.at + 1);
            self.phase = Phase::Comma;
            return;
        };
        if let Some(comma) = self.comma.take() {
            self.forgive(Leniency::TrailingComma, comma, comma + 1);
        }
        if self.tree.kind(target) != Some(kind) {
            self.forgive(Leniency::MismatchedCloser, self.at, self.at + 1);
        } else if target != self.tree.open {
            self.forgive(Leniency::MissingCloser, self.last, self.last);
        }
        self.close_through(target, self.at + 1);
        self.advance(1);
    }

    /// The closers at `at`, not more than matter, and where they end.
    fn closers_ahead(&self, mut at: usize) -> (Vec<Kind>, usize) {
        let mut ahead = Vec::new();
        loop {
            let next = self.lexer.skip(at);
            let kind = match self.lexer.byte(next) {
                Some(b'}') if ahead.len() < LOOK => Kind::Object,
                Some(b']') if ahead.len() < LOOK => Kind::Array,
                _ => return (ahead, next),
            };
            ahead.push(kind);
            at = next + 1;
        }
    }

    /// What comes after closers, at `comma` if all is well.
    fn follow(&self, comma: usize) -> Follow {
        match self.lexer.byte(comma) {
            None => return Follow::End,
            Some(b',') => {}
            Some(_) => return Follow::Other,
        }
        let next = self.lexer.skip(comma + 1);
        if matches!(self.lexer.byte(next), None | Some(b'}' | b']' | b'/')) || self.lexer.is_elision(next) {
            return Follow::Other;
        }
        match (self.lexer.quoted_key_at(next), self.lexer.key_at(next)) {
            (Guess::Yes, _) => Follow::Key,
            (_, Guess::No) => Follow::Value,
            _ => Follow::Other,
        }
    }

    /// Closes the containers that are open, up to and including `target`, which ends at `end`.
    fn close_through(&mut self, target: u32, end: usize) {
        self.tree.close_through(target, self.last, end);
        self.phase = if self.tree.open == NONE { Phase::Done } else { Phase::Comma };
    }

    /// What is due inside the innermost container, at its beginning and after a comma.
    fn phase_within(&self) -> Phase {
        if self.tree.role() == Role::Member { Phase::Key } else { Phase::Value }
    }
}

/// Tokens.
impl Reader<'_> {
    fn unquoted_key(&mut self) {
        let end = self.lexer.word_end(self.at);
        let next = self.lexer.skip(end);
        if !matches!(self.lexer.byte(next), Some(b':' | b'=')) {
            if self.lexer.is_elision(self.at) {
                return self.pass_over_word();
            }
            // Line numbers stand before keys.
            if self.lexer.quoted_key_at(next) == Guess::Yes {
                return self.pass_over(end);
            }
        }
        self.forgive(Leniency::UnquotedKey, self.at, end);
        self.token(Kind::Word, end, Role::Key);
    }

    fn unquoted_value(&mut self, role: Role) {
        let token = self.lexer.token(self.at);
        let end = self.at + token.len();
        if let Some((kind, is_json)) = literal(token).filter(|_| !self.lexer.goes_on(end, role)) {
            if !is_json {
                self.forgive(Leniency::NonJsonLiteral, self.at, end);
            }
            return self.token(kind, end, role);
        }
        let end = match role {
            Role::Root => self.lexer.root_word_end(self.at),
            _ => self.lexer.value_end(self.at, role),
        };
        self.forgive(Leniency::UnquotedValue, self.at, end);
        self.token(Kind::Word, end, role);
    }

    /// The quote that opens a string here.
    fn quote(&mut self) -> Option<Quote> {
        if self.phase == Phase::Key && self.is_extra_quote() {
            let doubled = Lexer { doubled: true, ..self.lexer };
            self.lexer.doubled = doubled.quoted_key_at(self.at) != Guess::No;
        }
        self.lexer.quote(self.at)
    }

    fn string(&mut self, quote: Quote, role: Role) {
        let start = self.at;
        let body = start + usize::from(quote.open);
        self.note_quote(quote);
        let ending = Search { lexer: self.lexer, quote, role, body, is_wary: self.is_wary }.run();
        if !ending.is_plain {
            let lexer = self.lexer;
            strings::inspect(lexer, quote, Span::new(body, ending.at), |what, place| self.forgive(what, place.start, place.end));
        }
        self.note_ending(ending);
        self.advance(ending.at + ending.close - start);
        let close = u8::try_from(ending.close).expect("a mark and its backslashes are few bytes");
        self.add(Kind::String, Span::new(start, self.at), role, (quote.open, close));
    }

    /// Takes note of quotes that JSON does not know.
    fn note_quote(&mut self, quote: Quote) {
        let end = self.at + usize::from(quote.open);
        if quote.prefix > 0 {
            self.forgive(Leniency::StringPrefix, self.at, self.at + usize::from(quote.prefix));
        }
        if quote.level > 0 {
            self.note_escape(self.at, end);
        }
        let what = match quote.mark {
            Mark::Double => return,
            Mark::Doubled => Leniency::DoubledQuotes,
            Mark::Single => Leniency::SingleQuotes,
            Mark::SmartDouble | Mark::SmartSingle => Leniency::SmartQuotes,
        };
        self.forgive(what, self.at, end);
    }

    /// Takes note that the text is escaped.
    fn note_escape(&mut self, start: usize, end: usize) {
        if !self.lexer.escaped {
            self.lexer.escaped = true;
            self.forgive(Leniency::Escaped, start, end);
        }
    }

    /// Takes note of what became of a string's closing quote.
    fn note_ending(&mut self, ending: Ending) {
        self.is_wary |= ending.gave_up;
        match ending.quote {
            Closing::Found => {}
            Closing::Missing => self.forgive(Leniency::MissingQuote, ending.at, ending.at),
            Closing::CutOff => {
                self.forgive(Leniency::Truncated, ending.at, ending.at);
                self.is_cut = true;
                self.lexer.limit = ending.at;
            }
        }
    }

    /// Passes over blanks and comments.
    fn pass_blanks(&mut self) {
        let mut odd: Option<Span> = None;
        loop {
            let at = self.at;
            if let Some(width) = self.lexer.blank(at) {
                let is_mark = at == 0 && self.lexer.text.starts_with('\u{FEFF}');
                if !is_mark && !matches!(self.lexer.byte(at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
                    odd = Some(Span::new(odd.map_or(at, |odd| odd.start), at + width));
                }
                self.at += width;
            } else if let Some(width) = self.lexer.escaped_blank(at) {
                self.note_escape(at, at + width);
                self.at += width;
            } else if self.lexer.is_comment(at) {
                self.at = self.end_of_comment();
                self.comment = self.at;
                self.forgive(Leniency::Comment, at, self.at);
            } else {
                break;
            }
        }
        if let Some(odd) = odd {
            self.forgive(Leniency::NonBreakingSpace, odd.start, odd.end);
        }
    }

    /// Where the comment here ends.
    fn end_of_comment(&self) -> usize {
        let rest = self.lexer.rest(self.at + 2);
        let length = if self.lexer.byte(self.at + 1) == Some(b'*') {
            memchr::memmem::find(rest, b"*/").map(|length| length + 2)
        } else {
            memchr::memchr2(b'\n', b'\r', rest)
        };
        self.at + 2 + length.unwrap_or(rest.len())
    }
}

/// The book-keeping.
impl Reader<'_> {
    /// Consumes that many bytes.
    fn advance(&mut self, bytes: usize) {
        self.at += bytes;
        self.last = self.at;
    }

    /// Consumes an unquoted token up to `end`.
    fn token(&mut self, kind: Kind, end: usize, role: Role) {
        let span = Span::new(self.at, end);
        self.advance(span.len());
        self.push(kind, span, role);
    }

    /// Adds a node without quotes that is no container.
    fn push(&mut self, kind: Kind, span: Span, role: Role) {
        self.add(kind, span, role, (0, 0));
    }

    /// Adds a node that is no container.
    fn add(&mut self, kind: Kind, span: Span, role: Role, quotes: (u8, u8)) {
        self.tree.add(kind, span, role, quotes);
        self.comma = None;
        self.phase = match role {
            Role::Root => Phase::Done,
            Role::Key => Phase::Colon,
            Role::Member | Role::Element => Phase::Comma,
        };
    }

    fn forgive(&mut self, what: Leniency, start: usize, end: usize) {
        if self.forgiven.len() < MAX_FORGIVEN || matches!(what, Leniency::Truncated | Leniency::TooLarge) {
            self.forgiven.push(Forgiven { what, span: Span::new(start, end) });
        }
    }
}

/// Whether a value behind `before` is that of a quoted key.
fn is_value_of_key(before: &str) -> bool {
    let key = before.trim_end().strip_suffix(':');
    key.is_some_and(|key| key.trim_end().ends_with(['"', '\'']))
}
