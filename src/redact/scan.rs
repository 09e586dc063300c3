//! The one pass over a text that decides what is masked.
//!
//! It does not change the text. Its time is linear: what a search has run over is either masked, and not read again, or
//! bounded by a constant.

use std::ops::Range;

use super::anchor::{ANCHORS, Anchor, LONGEST};
use super::judge::{Verdict, has_parameters, is_coded, is_prose, judge, looks_secret, skip_code, skip_scheme};
use super::key::{Key, Left, Separator, SeparatorKind, Tone};
use super::mask::{Mask, merged};
use super::notation;
use super::pair::{self, Partner};
use super::rules::{Kind, MASK, Sign, WRAPPINGS};
use super::shape;
use super::text::{Lines, Quote, at, from, is_name, run, skip_blank, skip_layout};
use super::value::{self, Fence, Pairs};
use super::walk::{self, Container};
use super::words::REFERENCES;
use super::wrap;

/// What a search has found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The masks, in the order of the text, without overlap.
    pub(super) masks: Vec<Mask>,
    /// Where something began that may be read in another way when what follows it has changed; nothing if they were too many.
    pub(super) open: Option<Vec<usize>>,
}

/// The masks of all of `text`.
pub(super) fn masks(text: &[u8]) -> Found {
    let mut scan = Scan { open: Some(Vec::new()), ..Scan::new(text) };
    scan.search(0..text.len());
    if let Some(open) = &mut scan.open {
        open.sort_unstable();
    }
    Found { masks: merged(text, scan.masks), open: scan.open }
}

/// The masks of a text that was masked already: `masks` are those of the text before, `open` the places of that text to be
/// asked again. Only there, and next to a mask, can there be anything new.
pub(super) fn masks_again(text: &[u8], masks: &[Mask], open: &[usize]) -> Found {
    let mut scan = Scan::new(text);
    let mut open = open.iter().copied().peekable();
    // How far what stands between two masks has moved: to `moved` from `base`.
    let (mut base, mut moved) = (0, 0);
    for mask in masks {
        while let Some(place) = open.next_if(|&place| place < mask.end) {
            if place < mask.start {
                scan.search(place - base + moved..place - base + moved + LONGEST);
            }
        }
        moved += mask.start - base;
        let end = moved + mask.length();
        scan.search(moved.saturating_sub(NEAR)..end + NEAR);
        (base, moved) = (mask.end, end);
    }
    open.for_each(|place| scan.search(place - base + moved..place - base + moved + LONGEST));
    Found { masks: merged(text, scan.masks), open: None }
}

/// How far from a mask the reading of a name may differ: that of a value begins at a name, which is asked again.
const NEAR: usize = 128;

/// Of how many bytes one place is kept to be asked again.
const BYTES_OF_PLACE: usize = 32;

struct Scan<'t> {
    text: &'t [u8],
    masks: Vec<Mask>,
    /// Everything before is decided.
    done: usize,
    /// Containers that open before have been walked through.
    walked: usize,
    /// The end of the curl command that was read last.
    command_end: usize,
    /// Up to here the text was searched.
    searched: usize,
    /// As in [`Found`].
    open: Option<Vec<usize>>,
}

impl<'t> Scan<'t> {
    fn new(text: &'t [u8]) -> Self {
        Self { text, masks: Vec::new(), done: 0, walked: 0, command_end: 0, searched: 0, open: None }
    }

    /// Visits what begins in `range`, and was not visited before.
    fn search(&mut self, range: Range<usize>) {
        let mut from = range.start.max(self.searched);
        while let Some(place) = ANCHORS.next(self.text, from, range.end) {
            for (anchor, start, end) in ANCHORS.at(self.text, place) {
                if start >= self.done {
                    self.visit(anchor, start, end);
                }
            }
            from = self.done.max(place + 1);
        }
        self.searched = self.searched.max(range.end);
    }

    /// Keeps a place to be asked again.
    fn keep(&mut self, start: usize) {
        let most = self.text.len() / BYTES_OF_PLACE + 1;
        if self.open.as_ref().is_some_and(|open| open.len() >= most) {
            self.open = None;
        }
        if let Some(open) = &mut self.open {
            open.push(start);
        }
    }

    fn visit(&mut self, anchor: Anchor, start: usize, end: usize) {
        let text = self.text;
        if let Anchor::Name(kind) = anchor {
            if let Some(key) = Key::read(text, start, end, kind) {
                self.keep(start);
                self.field(&key);
            }
            return;
        }
        self.keep(start);
        match anchor {
            Anchor::Name(_) => {}
            Anchor::Shape(shape) => self.mask(shape::token(text, start, shape)),
            Anchor::Sign(Sign::Scheme) => self.mask(shape::credentials(text, start, end)),
            Anchor::Sign(Sign::PrivateKey) => self.mask(shape::private_key(text, end)),
            Anchor::Sign(Sign::Url) => self.judged(shape::url_password(text, start)),
            Anchor::Sign(Sign::UserOption) => self.judged(shape::option_password(text, end)),
            Anchor::Sign(Sign::Curl) => self.command(start),
            Anchor::Sign(Sign::Identified) => self.judged(notation::identified_by(text, start, end)),
            Anchor::Sign(Sign::DataSource) => self.ahead(notation::dsn_password(text, start)),
            Anchor::Sign(Sign::Login) => self.judged(notation::login(text, end)),
            Anchor::Sign(Sign::Core(core)) => self.mask(shape::around(text, start, core)),
            Anchor::Sign(Sign::Jar) => self.ahead(notation::jar_cookie(text, end - 1 - usize::from(at(text, end - 1) == b'/'))),
        }
    }

    fn mask(&mut self, ranges: impl IntoIterator<Item = Range<usize>>) {
        for Range { start, end } in ranges {
            self.masks.push(Mask { start, end, quote: None });
            self.done = self.done.max(end);
        }
    }

    /// Masks a password unless it is a placeholder.
    fn judged(&mut self, password: Option<Range<usize>>) {
        self.mask(password.filter(|range| self.judge(range, Kind::Secret, Tone::Data) == Verdict::Secret));
    }

    /// Masks a password that does not begin where the pass is, which goes on from there.
    fn ahead(&mut self, password: Option<Range<usize>>) {
        let done = self.done;
        self.judged(password);
        self.done = done;
    }

    fn command(&mut self, start: usize) {
        if start < self.command_end {
            return;
        }
        self.command_end = shape::command_end(self.text, start);
        let done = self.done;
        for dash in memchr::memchr_iter(b'-', &self.text[start..self.command_end]) {
            self.judged(shape::option_secret(self.text, start + dash));
        }
        self.done = done;
    }

    fn field(&mut self, key: &Key) {
        if let Some(line) = pair::below(self.text, key) {
            self.settle(key, line, None);
            return;
        }
        if let Some(separator) = key.separator(self.text) {
            self.value(key, separator);
            return;
        }
        let done = self.done;
        match pair::partner(self.text, key) {
            Some(Partner::Field(field, separator)) => self.value(&field, separator),
            Some(Partner::Text(range)) => self.settle(key, range, None),
            None => {}
        }
        self.done = done;
    }

    fn value(&mut self, key: &Key, separator: Separator) {
        let text = self.text;
        let start = skip_wrapping(text, separator.value);
        let start = start + name_of_call(text, start);
        if from(text, start).starts_with(MASK.as_bytes()) {
            self.done = start + MASK.len();
        } else if separator.kind == SeparatorKind::Tag {
            self.element(key, separator, start);
        } else if let Some(container) = self.container_at(key, separator, start) {
            self.container(key, start, container);
        } else if let Some((quote, inner)) = Quote::read(text, start) {
            let is_doubled = key.is_doubled(text) && Quote::read(text, inner).is_some_and(|(second, _)| second == quote);
            self.quoted(key, quote, if is_doubled { inner + quote.len() } else { inner });
        } else {
            self.bare(key, separator, start);
        }
    }

    /// The text, cut after the start of a value that may turn out not to be secret.
    fn doubted(&self, key: &Key, separator: Separator, start: usize) -> &[u8] {
        let limit = if is_doubtful(key, separator) { start + LONGEST_DOUBT } else { self.text.len() };
        &self.text[..self.text.len().min(limit)]
    }

    /// The container that opens at `start`. A plain list is read as a word where it is in doubt whether it is secret.
    fn container_at(&self, key: &Key, separator: Separator, start: usize) -> Option<Container> {
        let container = walk::container(self.doubted(key, separator, start), key, start);
        container.filter(|&container| container == Container::Structured || !is_doubtful(key, separator))
    }

    /// Masks the text of an XML element.
    fn element(&mut self, key: &Key, separator: Separator, start: usize) {
        let start = skip_layout(self.text, start);
        self.settle_by(key, separator, start, |text| value::element(text, start));
    }

    fn container(&mut self, key: &Key, open: usize, container: Container) {
        if let Container::Plain(end) = container {
            self.settle(key, open + 1..end, None);
        } else if open >= self.walked {
            let (found, end) = walk::walk(self.text, key, open);
            let done = self.done;
            for (range, mark) in found {
                self.settle(key, range, mark);
            }
            (self.done, self.walked) = (done, end);
        }
    }

    fn quoted(&mut self, key: &Key, quote: Quote, inner: usize) {
        let closes_outer = |outer: Quote| outer.mark == quote.mark && outer.slashes >= quote.slashes;
        let is_closing = match (key.quote, key.left) {
            (Some(mark), _) => mark.mark == quote.mark && mark.slashes > quote.slashes,
            (None, Left::Quoted(outer)) => closes_outer(outer),
            (None, Left::Escaped(slashes)) => closes_outer(Quote::double(slashes - 1)),
            _ => false,
        };
        if is_closing {
            let word = joined(self.text, key, inner - quote.len());
            return self.mask(Some(word).filter(|word| self.judge(word, key.kind, key.tone) == Verdict::Secret));
        }
        if key.quote != Some(quote) && !value::opens_value(self.text, inner, quote) {
            return;
        }
        let (end, after) = value::quoted(self.text, inner, quote);
        self.settle(key, inner..end, None);
        if let Some(changed) = notation::changed(self.text, after) {
            self.settle(key, changed, None);
        }
    }

    /// Masks a value without marks.
    fn bare(&mut self, key: &Key, separator: Separator, value: usize) {
        let text = self.text;
        if let (Some(quote), Some(length)) = (key.quote, value::number(text, value)) {
            return self.settle(key, value..value + length, Some(quote).filter(|_| !key.is_doubled(text)));
        }
        if key.quote.is_some() && walk::is_scalar(text, value) {
            return;
        }
        if let Some(document) = value::here_document(self.doubted(key, separator, value), value) {
            return self.settle(key, document, None);
        }
        if let Some(block) = value::block(self.doubted(key, separator, value), key.start, value)
            .filter(|_| matches!(key.left, Left::LineStart | Left::Escaped(_) | Left::Other))
        {
            return self.settle(key, block, None);
        }
        let start = if key.kind == Kind::Authorization { skip_scheme(text, value) } else { value };
        if from(text, start).starts_with(MASK.as_bytes()) {
            self.done = start + MASK.len();
        } else if start > value || !is_sentence(text, key, separator, value) {
            self.word(key, separator, start, start > value);
        }
    }

    /// Masks the word or line at `start`, after a known scheme or without.
    fn word(&mut self, key: &Key, separator: Separator, start: usize, has_scheme: bool) {
        let may_be_scheme = key.kind == Kind::Authorization && !has_scheme;
        self.settle_by(key, separator, start, |text| {
            let end = bare_end(text, key, separator, start);
            if end == start {
                return joined(text, key, start);
            }
            start..if may_be_scheme { past_unknown_scheme(text, start, end) } else { end }
        });
    }

    /// Masks the value at `start`, whose extent the function tells. Where there is doubt whether it is secret, only its
    /// start decides: what may stay as it is must not be read to its end, lest it be read again and again.
    fn settle_by(&mut self, key: &Key, separator: Separator, start: usize, extent: impl Fn(&[u8]) -> Range<usize>) {
        if !is_doubtful(key, separator) {
            return self.settle(key, extent(self.text), None);
        }
        let window = self.doubted(key, separator, start);
        let value = &window[extent(window)];
        let is_likely = separator.kind != SeparatorKind::Column || looks_secret(value);
        if is_likely && judge(value, key.kind, key.tone) == Verdict::Secret {
            self.mask(Some(extent(self.text)));
        }
    }

    fn judge(&self, range: &Range<usize>, kind: Kind, tone: Tone) -> Verdict {
        let is_masked = from(self.text, range.start).starts_with(MASK.as_bytes());
        // A sign alone is no secret, unless it is the first of one that goes on in the next line.
        let is_first = || range.len() <= 2 && wrap::past_wraps(self.text, range.end) > range.end;
        match judge(&self.text[range.clone()], kind, tone) {
            _ if is_masked => Verdict::Placeholder,
            Verdict::Placeholder if is_first() => Verdict::Secret,
            verdict => verdict,
        }
    }

    /// Masks the value of `key`, or what of it is secret.
    fn settle(&mut self, key: &Key, range: Range<usize>, quote: Option<Quote>) {
        let value = self.text[range.clone()].trim_ascii_end();
        let end = range.start + value.len();
        let start = end - value.trim_ascii_start().len();
        let start = if key.kind == Kind::Authorization { skip_scheme(&self.text[..end], start) } else { start };
        let verdict = self.judge(&(start..end), key.kind, key.tone);
        let code = if verdict == Verdict::Secret { skip_code(&self.text[start..end]) } else { 0 };
        let start = start + code;
        match if code > 0 { self.judge(&(start..end), key.kind, key.tone) } else { verdict } {
            Verdict::Secret => {
                self.masks.push(Mask { start, end, quote });
                self.done = self.done.max(end);
            }
            Verdict::Placeholder => self.done = self.done.max(end),
            Verdict::Text => {}
        }
    }
}

/// How much of a value is read that may turn out not to be secret.
const LONGEST_DOUBT: usize = 64;

/// Whether what seems to be a value is the rest of a sentence.
fn is_sentence(text: &[u8], key: &Key, separator: Separator, value: usize) -> bool {
    let may_be = key.tone == Tone::Prose || separator.kind == SeparatorKind::Option || key.left == Left::Other;
    may_be && separator.spaced && is_prose(text, value)
}

/// Whether a value is masked only if it looks like a secret.
fn is_doubtful(key: &Key, separator: Separator) -> bool {
    separator.kind == SeparatorKind::Column || key.kind == Kind::Unsure || key.tone == Tone::Error
}

/// The end of a value without marks.
fn bare_end(text: &[u8], key: &Key, separator: Separator, start: usize) -> usize {
    let is_line = separator.spaced || matches!(key.kind, Kind::Authorization | Kind::Cookie);
    let left = if key.quote.is_some() { Left::Other } else { key.left };
    let fence = match (separator.kind, left) {
        (SeparatorKind::Colon, Left::Quoted(quote)) if is_line => Some(Fence::Quote(quote)),
        (SeparatorKind::Colon, Left::Escaped(slashes)) if is_line => Some(Fence::Quote(Quote::double(slashes - 1))),
        (SeparatorKind::Colon, Left::Bracket(open)) if separator.spaced => Some(Fence::Bracket(closing_bracket(open))),
        (SeparatorKind::Colon | SeparatorKind::Arrow | SeparatorKind::Equals, Left::LineStart) if is_line => Some(Fence::Line),
        (SeparatorKind::Colon | SeparatorKind::Arrow | SeparatorKind::Equals, _)
            if matches!(key.kind, Kind::Authorization | Kind::Cookie) =>
        {
            has_parameters(text, start).then_some(Fence::Unknown)
        }
        _ => None,
    };
    if let Some(fence) = fence {
        let end = value::line(text, start, fence);
        let end = next_part(text, start..end, key.kind);
        return start + value::without_closing(&text[start..end]).len();
    }
    let enclosing = if let Left::Quoted(quote) = left { Some(quote) } else { None };
    let pairs = if separator.kind == SeparatorKind::Encoded { Pairs::Encoded } else { Pairs::Plain };
    value::word(text, start, enclosing, pairs)
}

/// The end of a value that goes on to the end of its line, where line ends were lost or a log wrote more behind it: JSON, the
/// answer of curl, the code of an error and its message.
fn next_part(text: &[u8], value: Range<usize>, kind: Kind) -> usize {
    let starts = |blank: usize| {
        let rest = &text[blank + 1..];
        let name = if kind == Kind::Cookie { 0 } else { run(&rest[..rest.len().min(LONGEST_DOUBT)], 0, is_name) };
        let json = if name > 0 { from(rest, name).strip_prefix(b"=") } else { Some(rest) };
        json.is_some_and(starts_object) || rest.starts_with(b"< HTTP/") || is_coded(&text[blank + 1..value.end])
    };
    let blank = memchr::memchr_iter(b' ', &text[value.clone()]).map(|i| value.start + i).find(|&blank| starts(blank));
    blank.map_or(value.end, |blank| value.start + without_arrow(&text[value.start..blank]).len())
}

fn without_arrow(line: &[u8]) -> &[u8] {
    [b" ->".as_slice(), b" =>"].iter().find_map(|arrow| line.strip_suffix(*arrow)).unwrap_or(line)
}

/// Whether JSON's `{"name":` begins a text.
fn starts_object(text: &[u8]) -> bool {
    let Some((quote, name)) = Quote::read(text, 1).filter(|(quote, _)| quote.is_json() && text[0] == b'{') else { return false };
    let end = name + run(&text[..text.len().min(name + LONGEST_DOUBT)], name, is_name);
    Quote::read(text, end).is_some_and(|(closing, after)| closing == quote && at(text, skip_blank(text, after, Lines::Stay)) == b':')
}

fn closing_bracket(open: u8) -> u8 {
    match open {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

/// `Custom s3cret` after `Authorization:` is a scheme that is not known, and its credentials.
fn past_unknown_scheme(text: &[u8], start: usize, end: usize) -> usize {
    if end == start || at(text, end) != b' ' {
        return end;
    }
    let second = value::word(text, end + 1, None, Pairs::Plain);
    if looks_secret(&text[end + 1..second]) { second } else { end }
}

/// The word at the mark `end`, where the shell joins it to a header that ends there: `-H "X-Api-Key: "x`.
fn joined(text: &[u8], key: &Key, end: usize) -> Range<usize> {
    let Left::Quoted(quote) = key.left else { return end..end };
    let is_header = [b"-H ".as_slice(), b"-H", b"--header "].iter().any(|option| text[..key.start - quote.len()].ends_with(option));
    match Quote::read(text, end) {
        Some((closing, word)) if is_header && closing == quote && at(text, word) > b' ' => {
            let word = Quote::read(text, word).map_or(word, |(_, inner)| inner);
            let word = if key.kind == Kind::Authorization { skip_scheme(text, word) } else { word };
            word..value::word(text, word, None, Pairs::Plain)
        }
        _ => end..end,
    }
}

/// Skips what may stand before the mark or bracket that opens a value.
fn skip_wrapping(text: &[u8], start: usize) -> usize {
    let emphasis = run(text, start, |b| b == b'*');
    let start = if emphasis <= 2 && at(text, start + emphasis) == b' ' { skip_blank(text, start + emphasis, Lines::Stay) } else { start };
    let is_opening = |i: usize| Quote::read(text, i).is_some();
    let wrapping = WRAPPINGS.iter().find(|wrapping| {
        let end = start + wrapping.len();
        from(text, start).starts_with(wrapping.as_bytes())
            && (is_opening(end) || (wrapping.len() > 1 && matches!(at(text, end), b'{' | b'[')))
    });
    match wrapping {
        Some(wrapping) => start + wrapping.len(),
        None => start + php_string(text, start),
    }
}

/// The length of the name of a function before its arguments, if these begin with a text: they are as secret as what it makes of
/// them. A password with digits is no name.
fn name_of_call(text: &[u8], start: usize) -> usize {
    let window = &text[..text.len().min(start + LONGEST_DOUBT)];
    let length = run(window, start, |b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'.'));
    let is_call = at(text, start + length) == b'(' && Quote::read(text, start + length + 1).is_some();
    let is_reference = || REFERENCES.iter().any(|known| text[start..=start + length].starts_with(known.as_bytes()));
    if length >= 4 && is_call && !is_reference() { length } else { 0 }
}

/// The length of PHP's `string(3) ` before a text.
fn php_string(text: &[u8], start: usize) -> usize {
    let Some(rest) = from(text, start).strip_prefix(b"string(") else { return 0 };
    let length = "string(".len() + run(rest, 0, |b| b.is_ascii_digit()) + ") ".len();
    let value = from(text, start + length);
    // A mask may have taken the quotes with it.
    let is_value = value.starts_with(MASK.as_bytes()) || Quote::read(text, start + length).is_some();
    let is_text = from(text, start + length - 2).starts_with(b") ") && is_value;
    if is_text { length } else { 0 }
}
