//! Where a value ends: between marks, to the end of a line, or after a word.
//!
//! It does not judge what the value is. Each search either ends in a place that the caller will not read again, or is bounded.

use std::ops::Range;

use super::rules::MASK;
use super::text::{
    Bytes, Quote, at, common_prefix, ends_json_string, from, is_name, is_powershell_escape, line_prefix, may_open, newline, run,
    run_before, skip_layout, slashes, slashes_before, starts_with_folded, until_json_string_ends,
};

/// How far beyond its line the closing mark of a text is looked for.
const LONGEST_WRAPPED: usize = 16 * 1024;

/// The end of the text that `quote` opened before `start`, and the place after its closing mark.
pub(super) fn quoted(text: &[u8], start: usize, quote: Quote) -> (usize, usize) {
    let (end, after) = match closing(text, start, text.len(), quote) {
        Closing::Found { end, after, line_end } if line_end.is_none() || is_delimiter(at(text, after)) => (end, after),
        Closing::Found { line_end, .. } | Closing::Missing { line_end } => {
            let line_end = line_end.unwrap_or(text.len());
            (line_end, line_end)
        }
    };
    if quote.is_json() {
        // PowerShell escapes both marks by a backtick.
        let is_escaped = text[..start - quote.len()].ends_with(b"`") && end > start && is_powershell_escape(text, end - 1);
        return (end - usize::from(is_escaped), after);
    }
    match until_json_string_ends(text, start, end) {
        cut if cut < end => (cut, cut),
        _ => (end, after),
    }
}

/// What was found in search of a closing mark; `line_end` is where the line ends, if it does before.
enum Closing {
    /// The end of the text before the mark, and the place after it.
    Found { end: usize, after: usize, line_end: Option<usize> },
    /// None, within reach.
    Missing { line_end: Option<usize> },
}

/// The first mark before `limit`, and not too far beyond the end of the line, that closes `quote`.
fn closing(text: &[u8], start: usize, mut limit: usize, quote: Quote) -> Closing {
    let mut line_end = None;
    let mut i = start;
    let first = quote.mark.as_bytes()[0];
    while i < limit
        && let Some(found) = memchr::memchr3(b'\\', first, b'\n', &text[i..limit])
    {
        i += found;
        if text[i] == b'\n' {
            let end = i - usize::from(i > start && text[i - 1] == b'\r');
            line_end.get_or_insert(end);
            limit = limit.min(line_end.unwrap_or(i).saturating_add(LONGEST_WRAPPED));
            i += 1;
            continue;
        }
        let escape = slashes(text, i);
        let mark = i + escape;
        let after = mark + quote.mark.len();
        let is_mark = from(text, mark).starts_with(quote.mark.as_bytes());
        let is_doubled = quote.mark == "'" && at(text, after) == b'\'' && (escape > 0 || mark > start);
        if is_mark && !is_doubled && quote.closed_by(text, mark, escape) {
            return Closing::Found { end: mark - quote.own_slashes(escape), after, line_end };
        }
        i = if is_mark { after + usize::from(is_doubled) } else { mark.max(i + 1) };
    }
    Closing::Missing { line_end }
}

fn is_delimiter(b: u8) -> bool {
    matches!(b, 0 | b',' | b';' | b')' | b']' | b'}' | b'>' | b' ' | b'\n' | b'\r')
}

/// Whether the mark before `start` opens a value rather than closes a text that ends in a separator, as in `{"a":"token:","b":1}`.
pub(super) fn opens_value(text: &[u8], start: usize, quote: Quote) -> bool {
    if !may_open(quote.slashes) {
        return false;
    }
    if !matches!(at(text, skip_layout(text, start)), b',' | b'}' | b']' | b':' | 0) {
        return true;
    }
    let limit = text.len().min(start + LONGEST_WRAPPED);
    let Closing::Found { end, after, .. } = closing(text, start, limit, quote) else { return false };
    let is_outer = after < end + quote.slashes + quote.mark.len();
    !is_outer && !matches!(trim_layout_end(&text[start..end]).last(), None | Some(b',' | b':' | b'[' | b'{'))
}

/// `text` without blanks and line ends at its end, raw or escaped.
fn trim_layout_end(mut text: &[u8]) -> &[u8] {
    loop {
        text = text.trim_ascii_end();
        match text {
            [before @ .., b'\\', b'n' | b'r' | b't'] | [before @ .., b'\\'] => text = before,
            _ => return text,
        }
    }
}

/// What a value that runs to the end of its line is enclosed by.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fence {
    /// Nothing.
    Line,
    /// A text between marks.
    Quote(Quote),
    /// A text between marks that are not known.
    Unknown,
    /// Brackets, which close with this byte.
    Bracket(u8),
}

impl Fence {
    /// Whether the sign at `mark`, after a run of `slashes` backslashes, is where the enclosed text ends.
    fn closes(self, text: &[u8], mark: usize, slashes: usize) -> bool {
        match self {
            Self::Line => false,
            Self::Quote(quote) => quote.closed_by(text, mark, slashes) || (!quote.is_json() && ends_json_string(text, mark)),
            Self::Unknown => match text[mark] {
                b'"' => ends_json_string(text, mark),
                b'\'' | b'`' => is_delimiter(at(text, mark + 1)),
                _ => false,
            },
            Self::Bracket(bracket) => {
                text[mark] == bracket || (text[mark] == b',' && bracket != b']') || Self::Unknown.closes(text, mark, slashes)
            }
        }
    }
}

/// The end of a value that goes on to the end of the line, be it spelled `\n`, or of what encloses it.
pub(super) fn line(text: &[u8], start: usize, fence: Fence) -> usize {
    let mut i = start;
    while i < text.len() {
        i += run(text, i, |b| LINE.has(b) || matches!(b, b' ' | b'\t'));
        let escape = slashes(text, i);
        let mark = i + escape;
        match at(text, mark) {
            b'\n' | b'\r' => return i,
            b'n' | b'r' if escape > 0 => return i,
            b'[' if from(text, mark).starts_with(MASK.as_bytes()) => i = mark + MASK.len(),
            b'"' | b'\'' | b'`' | b'&' | b'%' | b'u' | b'x' | 0xe2 | b',' | b')' | b']' | b'}' if mark < text.len() => {
                if fence.closes(text, mark, escape) {
                    return i;
                }
                i = mark + 1;
            }
            _ => i = (mark + 1).min(text.len()),
        }
    }
    i
}

/// What a line goes on with, whatever it is enclosed by; blanks aside.
static LINE: Bytes = Bytes::all_but(b"\"'`&%,)]}[\\\xe2");

/// The end of a value that is one word, within the mark `enclosing`, among pairs of the kind `pairs`.
pub(super) fn word(text: &[u8], start: usize, enclosing: Option<Quote>, pairs: Pairs) -> usize {
    let mut i = start;
    loop {
        i += run(text, i, |b| WORD.has(b));
        let escape = slashes(text, i);
        let mark = i + escape;
        if ends_word(text, start, mark, escape, pairs) || enclosing.is_some_and(|quote| quote.closed_by(text, mark, escape)) {
            break;
        }
        i = mark + 1;
    }
    start + without_closing(&text[start..i]).len()
}

/// What a word goes on with, whatever follows.
static WORD: Bytes = Bytes::all_but(b"\"'`&;,<%\\\xe2");

/// How the pairs of name and value around a word are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pairs {
    /// `a=1&b=2`
    Plain,
    /// `a%3D1%26b%3D2`
    Encoded,
}

/// Whether a word ends before the sign at `mark`, after a run of `escape` backslashes.
fn ends_word(text: &[u8], start: usize, mark: usize, escape: usize, pairs: Pairs) -> bool {
    let next = at(text, mark + 1);
    match at(text, mark) {
        0..=b' ' => true,
        b'n' | b'r' | b't' => escape > 0,
        b'u' if escape > 0 => ends_word_escaped(text, mark),
        b'x' if escape > 0 => matches!(from(text, mark), [b'x', b'2', b'2' | b'7', ..]),
        b'"' | b'\'' | b'`' => !next.is_ascii_alphanumeric(),
        0xe2 => Quote::read(text, mark).is_some_and(|(_, after)| !at(text, after).is_ascii_alphanumeric()),
        b'&' => is_pair(text, mark + 1) || is_entity(text, mark),
        b';' => next <= b' ' || is_pair(text, mark + 1),
        b',' => next <= b' ' || matches!(next, b'"' | b'\'' | b'\\' | b'{' | b'[') || is_pair(text, mark + 1),
        b'<' => matches!(next, b'/' | b'!') || (mark > start && is_tag(text, mark)),
        b'%' => pairs == Pairs::Encoded && starts_with_folded(from(text, mark), "%26"),
        _ => false,
    }
}

/// Whether the `\uXXXX` at `mark` is a sign that ends a word: JSON writers escape `&`, `<`, `>`, `"` and `'` for HTML.
fn ends_word_escaped(text: &[u8], mark: usize) -> bool {
    let rest = from(text, mark);
    let is = |spelled| starts_with_folded(rest, spelled);
    (is("u0026") && is_pair(text, mark + 5)) || ["u0022", "u0027", "u003c", "u003e", "u0020", "u001b"].into_iter().any(is)
}

/// Whether a whole tag is at `mark`, be it one with attributes.
fn is_tag(text: &[u8], mark: usize) -> bool {
    let end = mark + 1 + run(&text[..text.len().min(mark + 32)], mark + 1, |b| b.is_ascii_alphanumeric());
    let blanks = run(text, end, |b| b == b' ');
    let is_closed = matches!(from(text, end + blanks), [b'>', ..] | [b'/', b'>', ..]);
    at(text, mark + 1).is_ascii_alphabetic() && (is_closed || (blanks > 0 && is_pair(text, end + blanks)))
}

fn is_entity(text: &[u8], mark: usize) -> bool {
    let rest = from(text, mark);
    ["&quot;", "&#34;", "&#39;", "&apos;", "&lt;", "&gt;"].iter().any(|entity| rest.starts_with(entity.as_bytes()))
        || (rest.starts_with(b"&amp;") && is_pair(text, mark + 5))
}

/// Whether another pair begins at `i`: a name and `=`, also as JSON writers escape it.
fn is_pair(text: &[u8], i: usize) -> bool {
    let bounded = &text[..text.len().min(i + 64)];
    let name = run(bounded, i, |b| is_name(b) || matches!(b, b'[' | b']' | b'%'));
    let rest = from(text, i + name);
    name > 0 && (rest.starts_with(b"=") || rest.starts_with(b"\\u003d") || rest.starts_with(b"\\u003D"))
}

/// A word without the punctuation and the closing brackets that belong to what is around it.
pub(super) fn without_closing(word: &[u8]) -> &[u8] {
    let count = |bytes: &[u8]| {
        bytes.iter().fold([0_isize; 4], |mut open, &b| {
            if let Some((kind, step)) = bracket(b) {
                open[kind] += step;
            }
            open
        })
    };
    let mut open = count(word);
    let mut end = word.len();
    while let Some(&last) = word[..end].last() {
        match bracket(last) {
            Some((kind, -1)) if open[kind] < 0 => open[kind] += 1,
            None if matches!(last, b',' | b';' | b'*' | b' ' | b'\t') => {}
            _ => break,
        }
        end -= 1;
    }
    &word[..end]
}

/// The kind of a bracket, and 1 if it opens or -1 if it closes.
fn bracket(b: u8) -> Option<(usize, isize)> {
    let kind = b"()[]{}<>".iter().position(|&known| known == b)?;
    Some((kind / 2, if kind % 2 == 0 { 1 } else { -1 }))
}

/// The length of the JSON number at `i`, if it is all of a value.
pub(super) fn number(text: &[u8], i: usize) -> Option<usize> {
    let length = run(text, i, |b| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.' | b'e' | b'E'));
    let ends = matches!(at(text, i + length), 0..=b' ' | b',' | b']' | b'}' | b')' | b'\\');
    (length > 0 && text[i..i + length].iter().any(u8::is_ascii_digit) && ends).then_some(length)
}

/// A longer document is taken to end with its first line; a private key is known without it.
const LONGEST_DOCUMENT: usize = 4 * 1024;

/// The lines of the document that begins behind `<<EOT` at `start`, up to the line `EOT`; without that, the first line.
pub(super) fn here_document(text: &[u8], start: usize) -> Option<Range<usize>> {
    let operator = from(text, start).strip_prefix(b"<<")?;
    let label = start + 2 + run(operator, 0, |b| matches!(b, b'-' | b'~' | b'\'' | b'"'));
    let length = run(&text[..text.len().min(label + 32)], label, |b| b.is_ascii_alphanumeric() || b == b'_');
    let line_end = label + length + run(text, label + length, |b| matches!(b, b'\'' | b'"'));
    let first = line_end + newline(text, line_end);
    if length == 0 || first == line_end {
        return None;
    }
    let first = first + line_prefix(text, line_end, first);
    let label = &text[label..label + length];
    let window = &text[first..text.len().min(first + LONGEST_DOCUMENT)];
    let line = |i: usize| {
        let line = i - run_before(window, i, 80, |b| !b.is_ascii_alphanumeric() && b != b'\n');
        let is_start = matches!(window[..line], [] | [.., b'\n'] | [.., b'\\', b'n' | b't']);
        (is_start && !is_name(at(window, i + length))).then_some(line)
    };
    let last = memchr::memmem::find_iter(window, label).find_map(line);
    let end = last.map_or_else(|| end_of_escaped_line(text, first), |line| first + line);
    (end > first).then(|| first..first + trim_layout_end(&text[first..end]).len())
}

/// The lines of the YAML block whose indicator, such as `|`, is at `start`, under the name at `name`; also in a text that is
/// escaped.
pub(super) fn block(text: &[u8], name: usize, start: usize) -> Option<Range<usize>> {
    let indicator = run(text, start, |b| matches!(b, b'|' | b'>' | b'-' | b'+'));
    let line_end = newline(text, start + indicator);
    if !matches!(at(text, start), b'|' | b'>') || line_end == 0 {
        return None;
    }
    let first = start + indicator + line_end;
    let is_escaped = text[start + indicator] == b'\\';
    let indent = run_before(text, name, 80, |b| b == b' ');
    let line = name - indent - run_before(text, name - indent, 128, |b| b != b'\n');
    let prefix = if is_escaped { &[] } else { &text[line..name - indent] };
    let mut end = first;
    let is_inside = |i: usize| newline(text, i) > 0 || run(text, i, |b| b == b' ') > indent;
    let mut next = first;
    while next < text.len() && is_inside(next + common_prefix(prefix, from(text, next))) {
        let line_end = || memchr::memchr(b'\n', &text[next..]).map_or(text.len(), |i| next + i);
        end = if is_escaped { end_of_escaped_line(text, next) } else { line_end() };
        next = end + newline(text, end);
        if next == end {
            break;
        }
    }
    let first = first + common_prefix(prefix, from(text, first));
    (end > first).then_some(first..end)
}

/// The end of a line of an escaped text that starts at `start`: its escaped line end, or the end of the text.
fn end_of_escaped_line(text: &[u8], start: usize) -> usize {
    let mut i = start;
    while i < text.len() {
        i += memchr::memchr3(b'\\', b'"', b'\n', &text[i..]).unwrap_or(text.len() - i);
        let escape = slashes(text, i);
        if newline(text, i) > 0 || at(text, i + escape) == b'"' {
            return i;
        }
        i += escape.max(1);
    }
    text.len()
}

/// A longer CDATA section is taken to end with its line.
const LONGEST_CDATA: usize = 1024;

/// The text of the XML element that starts at `start`; of a CDATA section, what is in it.
pub(super) fn element(text: &[u8], start: usize) -> Range<usize> {
    let line_end = |start: usize| memchr::memchr(b'\n', from(text, start)).map_or(text.len(), |i| start + i);
    let (start, end) = if from(text, start).starts_with(CDATA) {
        let start = start + CDATA.len();
        let window = from(&text[..text.len().min(start + LONGEST_CDATA)], start);
        (start, memchr::memmem::find(window, b"]]>").map_or_else(|| line_end(start), |i| start + i))
    } else {
        let mut signs = memchr::memchr3_iter(b'<', b'&', b'u', from(text, start)).map(|i| start + i);
        let is_raw = text[..start - run_before(text, start, 80, |b| b.is_ascii_whitespace())].ends_with(b">");
        (start, signs.find(|&i| starts_tag(text, i, is_raw)).unwrap_or_else(|| line_end(start)))
    };
    let end = until_json_string_ends(text, start, end - slashes_before(&text[start..], end - start));
    start..start + trim_layout_end(&text[start..end]).len()
}

const CDATA: &[u8] = b"<![CDATA[";

/// Whether a tag starts at `i`, in one of its spellings. Behind one that `is_raw` an escaped `<` is part of the text, unless it is that of
/// a closing tag.
fn starts_tag(text: &[u8], i: usize, is_raw: bool) -> bool {
    let closes = |length: usize| !is_raw || at(text, i + length + slashes(text, i + length)) == b'/';
    text[i] == b'<' || (from(text, i).starts_with(b"&lt;") && closes(4)) || (starts_with_folded(from(text, i), "u003c") && closes(5))
}
