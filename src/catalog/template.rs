//! Message templates: `User [{username}] is …`. [`Template::parse`] reads one, [`Template::fit`] finds it in a message and
//! returns what stood in its holes.
//!
//! Both sides are compared in their [`plain`] form, so case, runs of white space and curly quotes do not count.

use std::fmt;

use memchr::memchr2;

use crate::span::Span;

/// The fewest bytes of text in a row by which a template is recognized without its code.
pub const ANCHOR: usize = 8;
/// Templates with less text than this count only where they are the whole message.
pub const DISTINCTIVE: usize = 24;
/// The longest value of a hole, in bytes of the plain form.
const MAX_VALUE: usize = 1024;

/// Text in the form in which messages are compared, with the way back.
#[derive(Debug, Clone, Default)]
pub struct Plain {
    /// Lower-case ASCII, single spaces, straight quotes, no space at the ends.
    pub text: String,
    /// For each byte of `text` the offset in the original; one more for the end.
    origins: Vec<u32>,
}

impl Plain {
    /// The bytes of the original that a range of the plain form stands for.
    #[must_use]
    pub fn origin(&self, start: usize, end: usize) -> Span {
        let at = |offset: usize| self.origins.get(offset).copied().unwrap_or_default() as usize;
        Span::new(at(start), if end > start { at(end) } else { at(start) })
    }
}

/// Brings a text into the form in which messages are compared.
#[must_use]
pub fn plain(text: &str) -> Plain {
    let mut plain = Plain { text: String::with_capacity(text.len()), origins: Vec::with_capacity(text.len() + 1) };
    let mut end_of_last = 0;
    for (offset, c) in text.char_indices() {
        // Nearly all of them; what is below would do the same, much slower.
        if c.is_ascii_graphic() {
            plain.text.push(c.to_ascii_lowercase());
            plain.origins.push(narrow(offset));
            end_of_last = offset + 1;
            continue;
        }
        if c.is_whitespace() {
            if !plain.text.is_empty() && !plain.text.ends_with(' ') {
                push(&mut plain, ' ', offset);
            }
            continue;
        }
        push(&mut plain, plain_char(c), offset);
        end_of_last = offset + c.len_utf8();
    }
    if plain.text.ends_with(' ') {
        plain.text.pop();
        plain.origins.pop();
    }
    plain.origins.push(narrow(end_of_last));
    plain
}

/// The bytes of the [`plain`] text alone, for those who do not need the way back. `into` is overwritten.
pub fn plain_bytes(text: &str, into: &mut Vec<u8>) {
    into.clear();
    into.reserve(text.len());
    let bytes = text.as_bytes();
    if is_spaced_out(bytes) {
        into.extend_from_slice(bytes.trim_ascii());
        into.make_ascii_lowercase();
        return;
    }
    let mut at = 0;
    while at < bytes.len() {
        let word = bytes[at..].iter().position(|byte| matches!(byte, b' ' | b'\t'..=b'\r' | 0x80..));
        let word = &bytes[at..word.map_or(bytes.len(), |len| at + len)];
        into.extend_from_slice(word);
        at += word.len();
        let Some(&byte) = bytes.get(at) else { break };
        at += 1;
        let mut blank = true;
        if byte >= 0x80 {
            let c = text[at - 1..].chars().next().unwrap_or_default();
            at += c.len_utf8() - 1;
            blank = c.is_whitespace();
            if !blank {
                into.extend(plain_char(c).encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
        if blank && !into.is_empty() && into.last() != Some(&b' ') {
            into.push(b' ');
        }
    }
    into.truncate(into.trim_ascii_end().len());
    into.make_ascii_lowercase();
}

/// Whether there is nothing but ASCII and single spaces, as in most lines. All bytes are looked at, so that many can be at once.
fn is_spaced_out(text: &[u8]) -> bool {
    let is_odd = |byte: u8| u8::from(byte.wrapping_sub(b' ') > b'~' - b' ');
    let is_blank = |byte: u8| u8::from(byte == b' ');
    let pairs = text.iter().zip(text.get(1..).unwrap_or_default());
    let odd = pairs.fold(0, |odd, (byte, next)| odd | is_odd(*byte) | is_blank(*byte) & is_blank(*next));
    odd | text.last().map_or(0, |last| is_odd(*last)) == 0
}

/// The [`plain`] text alone.
fn plain_text(text: &str) -> String {
    let mut bytes = Vec::new();
    plain_bytes(text, &mut bytes);
    String::from_utf8(bytes).expect("characters are put in whole")
}

fn push(plain: &mut Plain, c: char, offset: usize) {
    plain.text.push(c);
    plain.origins.resize(plain.text.len(), narrow(offset));
}

/// Messages and pieces of lines are far below 4 GiB, so the narrow offset loses nothing.
fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

fn plain_char(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201A}' => '\'',
        '\u{201C}' | '\u{201D}' | '\u{201E}' => '"',
        c => c.to_ascii_lowercase(),
    }
}

/// A message with holes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The texts around the holes, in plain form: one more than there are holes. The first and last may be empty.
    texts: Vec<String>,
    /// The names of the holes.
    holes: Vec<String>,
}

/// Why a text is no template; the span is in bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadTemplate {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub span: Span,
}

impl fmt::Display for BadTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// A piece of a template's source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Text as it stands; `{{` and `}}` come as pieces `{` and `}`.
    Text(&'t str),
    /// The name of a hole, and the place of `{name}`.
    Hole(&'t str, Span),
}

/// Splits a text with `{holes}` into its pieces.
///
/// # Errors
/// For a brace without its partner, or a name that is no identifier.
pub fn pieces(source: &str) -> Result<Vec<Piece<'_>>, BadTemplate> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = memchr2(b'{', b'}', &source.as_bytes()[at..]) {
        let brace = at + offset;
        found.push(Piece::Text(&source[at..brace]));
        let rest = &source[brace..];
        if rest.starts_with("{{") || rest.starts_with("}}") {
            found.push(Piece::Text(&rest[..1]));
            at = brace + 2;
            continue;
        }
        let name = hole_name(rest).ok_or_else(|| bad_brace(rest, brace))?;
        at = brace + name.len() + 2;
        found.push(Piece::Hole(name, Span::new(brace, at)));
    }
    found.push(Piece::Text(&source[at..]));
    found.retain(|piece| *piece != Piece::Text(""));
    Ok(found)
}

fn hole_name(rest: &str) -> Option<&str> {
    let (name, _) = rest.strip_prefix('{')?.split_once('}')?;
    let identifier = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    identifier.then_some(name)
}

fn bad_brace(rest: &str, at: usize) -> BadTemplate {
    let shown: String = rest.lines().next().unwrap_or_default().chars().take(24).collect();
    let message = format!("`{shown}` is no hole: write `{{name}}`, and `{{{{` or `}}}}` for a literal brace");
    BadTemplate { message, span: Span::new(at, at + rest.chars().next().map_or(0, char::len_utf8)) }
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// For what [`pieces`] refuses, a name used twice, two holes without text between them, and a template without text.
    pub fn parse(source: &str) -> Result<Self, BadTemplate> {
        let (mut raw, mut holes) = (vec![String::new()], Vec::<String>::new());
        for piece in pieces(source)? {
            match piece {
                Piece::Text(text) => raw.last_mut().expect("starts with one text").push_str(text),
                Piece::Hole(name, span) => {
                    let between = raw.last().is_some_and(|text| !text.trim().is_empty());
                    check_hole(name, span, &holes, between)?;
                    holes.push(name.to_owned());
                    raw.push(String::new());
                }
            }
        }
        if raw.iter().all(|text| !text.contains(char::is_alphanumeric)) {
            let message = "the template has no text of its own, so it would fit any message".to_owned();
            return Err(BadTemplate { message, span: Span::new(0, source.len()) });
        }
        Ok(Self { texts: plain_texts(&raw), holes })
    }

    /// The names of the holes, in order.
    #[must_use]
    pub fn holes(&self) -> &[String] {
        &self.holes
    }

    /// The texts around the holes, in plain form.
    #[must_use]
    pub fn texts(&self) -> &[String] {
        &self.texts
    }

    /// Whether there is enough text to trust the template within a longer text.
    #[must_use]
    pub fn is_distinctive(&self) -> bool {
        self.texts.iter().map(String::len).sum::<usize>() >= DISTINCTIVE
    }

    /// Fits the template to a whole message. A full stop at the end does not count.
    #[must_use]
    pub fn fit(&self, message: &Plain) -> Option<Fit> {
        let (first, rest) = self.texts.split_first()?;
        let end = trim_end(&message.text).len();
        if !message.text[..end].starts_with(first.as_str()) {
            return None;
        }
        let values = fill(&message.text[..end], first.len(), rest)?;
        Some(self.fitted(message, Span::new(0, message.text.len()), &values))
    }

    /// Whether a message of this template may begin with a text, in plain form, that was cut off. So much of the template must be in it that
    /// this is no chance.
    #[must_use]
    pub fn begins_with(&self, start: &str) -> bool {
        const ENOUGH: usize = DISTINCTIVE / 2;
        let Some((first, rest)) = self.texts.split_first() else { return false };
        if start.len() <= first.len() {
            return start.len() >= ENOUGH && first.starts_with(start);
        }
        if !start.starts_with(first.as_str()) {
            return false;
        }
        let (mut at, mut same) = (first.len(), first.len());
        for next in rest.iter().filter(|next| !next.is_empty()) {
            // Without the next text it ends in the hole before that, or within the text.
            let Some(value) = next_value(start, at, next, &|text, own| text.find(own)) else { break };
            at = value.end + next.len();
            same += next.len();
        }
        same >= ENOUGH && start.len() - at <= MAX_VALUE
    }

    /// Finds the template within a longer text, at the edges of words. A hole at either end reaches to the end of the text.
    #[must_use]
    pub fn find(&self, text: &Plain) -> Option<Fit> {
        let (span, values) = place(&self.texts, &text.text, |text, own| text.find(own))?;
        Some(self.fitted(text, span, &values))
    }

    fn fitted(&self, message: &Plain, span: Span, values: &[Span]) -> Fit {
        let named = self.holes.iter().cloned().zip(values.iter().map(|v| message.origin(v.start, v.end)));
        Fit { span: message.origin(span.start, span.end), values: named.collect() }
    }
}

/// Whether a template of these texts around its holes, in plain form, stands within a longer text in plain form: for those who do not need
/// to know where. `find` says where a text has another one that is not empty, as [`str::find`] does.
#[must_use]
pub fn stands(texts: &[&str], text: &str, find: impl Fn(&str, &str) -> Option<usize>) -> bool {
    place(texts, text, find).is_some()
}

/// Where a template stands within a longer text, and what stands in its holes.
fn place<T: AsRef<str>>(texts: &[T], text: &str, find: impl Fn(&str, &str) -> Option<usize>) -> Option<(Span, Vec<Span>)> {
    let (first, rest) = texts.split_first()?;
    let first = first.as_ref();
    let mut from = 0;
    loop {
        // With a hole at the start there is one start only: that of the text.
        let start = if first.is_empty() { 0 } else { from + find(&text[from..], first)? };
        from = start + first.len();
        if word_edge(text, start)
            && let Some((values, end)) = fill_within(text, from, rest, &find)
        {
            return Some((Span::new(start, end), values));
        }
        if first.is_empty() {
            return None;
        }
    }
}

/// Where a template was found, in bytes of the original text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// The whole of it.
    pub span: Span,
    /// The holes and what stood in them, in order.
    pub values: Vec<(String, Span)>,
}

fn check_hole(name: &str, span: Span, before: &[String], text_between: bool) -> Result<(), BadTemplate> {
    if before.iter().any(|other| other == name) {
        return Err(BadTemplate { message: format!("the hole `{{{name}}}` stands here twice: each needs its own name"), span });
    }
    if !before.is_empty() && !text_between {
        let message = format!("no text stands between `{{{name}}}` and the hole before it, so nothing tells where one ends");
        return Err(BadTemplate { message, span });
    }
    Ok(())
}

/// Plain form of each text, keeping one space where it meets a hole.
fn plain_texts(raw: &[String]) -> Vec<String> {
    let last = raw.len() - 1;
    let texts = raw.iter().enumerate().map(|(i, text)| {
        let mut out = plain_text(text);
        if i > 0 && text.starts_with(char::is_whitespace) {
            out.insert(0, ' ');
        }
        // A message has no space before its first word.
        let starts = i == 0 && out.is_empty();
        if i < last && !starts && text.ends_with(char::is_whitespace) && !out.ends_with(' ') {
            out.push(' ');
        }
        if i == last { trim_end(&out).to_owned() } else { out }
    });
    texts.collect()
}

fn trim_end(message: &str) -> &str {
    message.trim_end_matches(['.', '!', ' '])
}

/// Finds the texts between the holes one after the other, the last at the very end; returns the holes' spans.
fn fill(message: &str, from: usize, texts: &[String]) -> Option<Vec<Span>> {
    let Some((last, middle)) = texts.split_last() else {
        return (from == message.len()).then(Vec::new);
    };
    let (mut values, at) = fill_middle(message, from, middle, &|text, own| text.find(own))?;
    let end = message.len().checked_sub(last.len())?;
    let fits = at < end && message.is_char_boundary(end) && message[end..] == **last;
    values.push(Span::new(at, end));
    fits.then_some(values)
}

/// The same within a text that may go on: a last hole ends at the line's or the text's end.
fn fill_within<T: AsRef<str>>(
    text: &str,
    from: usize,
    texts: &[T],
    find: &impl Fn(&str, &str) -> Option<usize>,
) -> Option<(Vec<Span>, usize)> {
    let Some((last, middle)) = texts.split_last() else {
        return word_edge(text, from).then(|| (Vec::new(), from));
    };
    let last = last.as_ref();
    let (mut values, at) = fill_middle(text, from, middle, find)?;
    let (value, end) = if last.is_empty() {
        let end = text[at..].find(['"', '\n']).map_or(text.len(), |offset| at + offset);
        (Span::new(at, trim_end(&text[..end]).len().max(at)), end)
    } else {
        let value = next_value(text, at, last, find)?;
        (value, value.end + last.len())
    };
    values.push(value);
    (!value.is_empty() && word_edge(text, end)).then_some((values, end))
}

fn fill_middle<T: AsRef<str>>(
    text: &str,
    from: usize,
    texts: &[T],
    find: &impl Fn(&str, &str) -> Option<usize>,
) -> Option<(Vec<Span>, usize)> {
    let mut at = from;
    let mut values = Vec::with_capacity(texts.len() + 1);
    for next in texts.iter().map(AsRef::as_ref) {
        let value = next_value(text, at, next, find)?;
        values.push(value);
        at = value.end + next.len();
    }
    Some((values, at))
}

/// The shortest value, of at least one byte, that is followed by `next`.
fn next_value(text: &str, at: usize, next: &str, find: &impl Fn(&str, &str) -> Option<usize>) -> Option<Span> {
    let first = text.get(at..)?.chars().next()?.len_utf8();
    let window = text.floor_char_boundary(at + first + MAX_VALUE + next.len());
    let offset = find(text.get(at + first..window)?, next)?;
    Some(Span::new(at, at + first + offset))
}

fn word_edge(text: &str, at: usize) -> bool {
    !text[..at].ends_with(char::is_alphanumeric) || !text[at..].starts_with(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(template: &str, message: &str) -> Option<Vec<(String, String)>> {
        let fit = Template::parse(template).unwrap().fit(&plain(message))?;
        Some(fit.values.into_iter().map(|(name, span)| (name, span.of(message).to_owned())).collect())
    }

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn holes_are_filled() {
        let template = "User [{username}] is forbidden to access report of [{reportId}]";
        let message = "User [John Doe] is  forbidden to access\nreport of [ffb1-ä].";
        assert_eq!(values(template, message), Some(pairs(&[("username", "John Doe"), ("reportId", "ffb1-ä")])));
        assert_eq!(values("{a} not in {b}", "x not in y"), Some(pairs(&[("a", "x"), ("b", "y")])));
        assert_eq!(values("{a} not in {b}", " not in y"), None);
        assert_eq!(values(" {who} was refused", "Ann was refused"), Some(pairs(&[("who", "Ann")])));
        assert_eq!(values("Access Denied", "access denied."), Some(vec![]));
        assert_eq!(values("Access Denied", "access denied to"), None);
        assert_eq!(values("a {{x}} {b} end", "a {x} 7 end"), Some(pairs(&[("b", "7")])));
    }

    #[test]
    fn templates_are_found_within_texts() {
        let template = Template::parse("account [{number}]").unwrap();
        let text = "The “Account [10880]” is closed";
        let fit = template.find(&plain(text)).unwrap();
        assert_eq!(fit.span.of(text), "Account [10880]");
        assert_eq!(fit.values[0].1.of(text), "10880");
        assert!(Template::parse("count [{n}]").unwrap().find(&plain(text)).is_none(), "not within a word");
    }

    #[test]
    fn the_bytes_are_those_of_the_plain_text() {
        let mut bytes = Vec::new();
        for text in ["  A  b\n\u{A0} C\u{b}“d” Ä\u{2003}", "", " \t", "x", " A b ", "A  b", "A\tb", "A ", "a\u{7f}", " "] {
            plain_bytes(text, &mut bytes);
            assert_eq!(std::str::from_utf8(&bytes).unwrap(), plain(text).text, "{text:?}");
        }
    }

    #[test]
    fn bad_templates_say_why() {
        for (source, word) in
            [("{a}", "no text"), ("x {a} {a}", "twice"), ("x {a}{b}", "between"), ("x {a", "no hole"), ("x } y", "no hole")]
        {
            let message = Template::parse(source).unwrap_err().message;
            assert!(message.contains(word), "{source}: {message}");
        }
    }
}
