//! Errors written as keys and values in text: `ERROR CODE: "EQ-2010005"`, `Code: x, Message: y`, `code=x`.
//!
//! The keys are those of the envelopes. A value is quoted, or ends at the next key, or at the end of the line.

use std::collections::HashMap;

use crate::catalog::entry::Envelope;
use crate::catalog::key::fold;
use crate::span::Span;

use super::{Detail, ErrorFields, Field};

/// The longest key, in bytes, and in words (`HTTP status code`).
const MAX_KEY: usize = 32;
const MAX_WORDS: usize = 3;
/// The most text, in bytes, between an error and one inside of it.
const MAX_BETWEEN: usize = 200;
/// The most keys that are read of one text.
const MAX_KEYS: usize = 40_000;

/// What a key leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Code,
    Message,
    Description,
    Status,
    Correlation,
    Details,
    Property,
    Reason,
}

/// The keys of all envelopes, without case and separators.
#[derive(Debug, Default)]
pub(super) struct Keys {
    keys: HashMap<String, Key>,
    /// The last letters that keys have, as bits: what ends otherwise is none.
    ends: u32,
}

/// What a key leads to, and in which envelopes.
#[derive(Debug)]
struct Key {
    role: Role,
    envelopes: Vec<usize>,
}

impl Keys {
    /// The last step of each path; where two envelopes differ on a key, the first counts.
    pub(super) fn new(envelopes: &[Envelope<'_>]) -> Self {
        let mut keys = Self::default();
        for (number, envelope) in envelopes.iter().enumerate() {
            keys.add(number, Role::Message, &envelope.message);
            keys.add(number, Role::Code, &envelope.code);
            keys.add(number, Role::Description, &envelope.description);
            keys.add(number, Role::Status, &envelope.status);
            keys.add(number, Role::Correlation, &envelope.correlation);
            if let Some(details) = &envelope.details {
                keys.add(number, Role::Details, &details.at);
                keys.add(number, Role::Property, &details.property);
                keys.add(number, Role::Reason, &details.reason);
            }
        }
        keys
    }

    fn add(&mut self, envelope: usize, role: Role, paths: &[impl std::ops::Deref<Target = str>]) {
        for path in paths {
            let last = path.rsplit(['.', '/']).find(|step| !step.is_empty() && !step.contains('*'));
            if let Some(key) = last.map(fold).filter(|key| !key.is_empty()) {
                self.ends |= key.bytes().next_back().map_or(0, end_bit);
                let key = self.keys.entry(key).or_insert_with(|| Key { role, envelopes: Vec::new() });
                if key.role == role {
                    key.envelopes.push(envelope);
                }
            }
        }
    }

    /// Whether a name is that of an id under which the provider logs its calls.
    pub(super) fn is_correlation(&self, name: &str) -> bool {
        self.keys.get(&fold(name)).is_some_and(|key| key.role == Role::Correlation)
    }

    /// The role of the key that ends at an offset, and where it starts. Of several words the most that make a key count.
    fn before(&self, text: &str, from: usize, end: usize) -> Option<(&Key, usize)> {
        if text.as_bytes()[..end].last().is_none_or(|&last| self.ends & end_bit(last) == 0) {
            return None;
        }
        let window = &text.as_bytes()[from.max(end.saturating_sub(MAX_KEY))..end];
        let is_key = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'_' | b'-');
        let key_len = window.iter().rev().take_while(|byte| is_key(byte)).count();
        let words = &text[end - key_len..end];
        let starts = words.char_indices().filter(|&(at, c)| c != ' ' && (at == 0 || words.as_bytes()[at - 1] == b' '));
        let starts: Vec<usize> = starts.map(|(at, _)| at).collect();
        let longest_first = starts.iter().skip(starts.len().saturating_sub(MAX_WORDS));
        let known = longest_first.filter_map(|&at| Some((self.keys.get(&fold(&words[at..]))?, end - key_len + at)));
        known.into_iter().next()
    }
}

/// The bit of a letter, in any case.
fn end_bit(letter: u8) -> u32 {
    1 << (letter & 0x1F)
}

/// What a text said by keys.
#[derive(Debug, Default)]
pub(super) struct Keyed {
    /// The errors.
    pub(super) errors: Vec<ErrorFields>,
    /// Whether the text ends with a key whose value are the details.
    pub(super) details_follow: bool,
}

/// A key in the text: its start, the offset behind its separator.
#[derive(Debug, Clone, Copy)]
struct Hit<'k> {
    role: Role,
    envelopes: &'k [usize],
    start: usize,
    value: usize,
}

/// Reads the keys of a part of a text.
pub(super) fn read(text: &str, part: Span, keys: &Keys) -> Keyed {
    let hits = hits(text, part, keys);
    let mut keyed = Keyed::default();
    let mut error = ErrorFields::default();
    for (i, hit) in hits.iter().enumerate() {
        let next = hits.get(i + 1).map_or(part.end, |next| next.start);
        let value = value(text, hit.value, next);
        let sentence = hit.role == Role::Code && value.as_ref().is_some_and(|value| !is_word(&value.text));
        if !sentence && is_nested(text, &error, hit) {
            // `Message: "Bad Request", HTTPCode: 400, ApplicationErrors: [Code: …`: what is around the error says no more than its status.
            error = ErrorFields { status: error.status, ..ErrorFields::default() };
        }
        if sentence || starts_new(&error, hit.role) {
            finish(&mut keyed, &mut error);
        }
        if value.is_some() && error.span.is_empty() {
            error.span = Span::new(hit.start, hit.value);
        }
        keyed.details_follow = i + 1 == hits.len() && hit.role == Role::Details && text[hit.value..part.end].trim().is_empty();
        if let Some(value) = value {
            error.span.end = value.span.end;
            set(&mut error, if sentence { Role::Message } else { hit.role }, value);
            if hit.role == Role::Code {
                error.envelopes = hit.envelopes.to_vec();
            }
        }
        if sentence {
            // `Error: creating connection` is a headline, and none of the error that is told below it.
            finish(&mut keyed, &mut error);
        }
    }
    finish(&mut keyed, &mut error);
    keyed
}

fn hits<'k>(text: &str, part: Span, keys: &'k Keys) -> Vec<Hit<'k>> {
    let mut hits = Vec::new();
    let mut from = part.start;
    for offset in memchr::memchr2_iter(b':', b'=', part.of(text).as_bytes()) {
        let separator = part.start + offset;
        let key_end = text[..separator].trim_end_matches(['"', '\'', '\\', ' ', ']']).len();
        if separator < from || key_end <= from.saturating_sub(1) {
            continue;
        }
        let Some((key, start)) = keys.before(text, from.min(key_end), key_end) else { continue };
        let rest = &text[separator + 1..part.end];
        let value = separator + 1 + usize::from(rest.starts_with('>'));
        hits.push(Hit { role: key.role, envelopes: &key.envelopes, start, value });
        if hits.len() >= MAX_KEYS {
            break;
        }
        from = quoted_end(text, value, part.end).unwrap_or(value);
    }
    hits
}

/// The end of a quoted value, inside of which no key is looked for.
fn quoted_end(text: &str, value: usize, end: usize) -> Option<usize> {
    let (span, _) = quoted(text, value, end)?;
    Some(span.end)
}

/// A code begins the next error if this one has a code or there was a message that is complete.
fn starts_new(error: &ErrorFields, role: Role) -> bool {
    match role {
        Role::Code => error.code.is_some(),
        Role::Message => error.message.is_some(),
        _ => false,
    }
}

/// Whether a code opens an error inside of the one that is read: a bracket stands between them.
fn is_nested(text: &str, error: &ErrorFields, hit: &Hit<'_>) -> bool {
    let between = text.get(error.span.end..hit.start).unwrap_or_default();
    hit.role == Role::Code
        && error.code.is_none()
        && error.message.is_some()
        && between.len() < MAX_BETWEEN
        && between.contains(['[', '{', '('])
}

fn finish(keyed: &mut Keyed, error: &mut ErrorFields) {
    let error = std::mem::take(error);
    if error.code.is_some() || error.message.is_some() {
        keyed.errors.push(error);
    }
}

fn set(error: &mut ErrorFields, role: Role, value: Field) {
    match role {
        Role::Code => error.code = Some(value),
        Role::Message => error.message = Some(value),
        Role::Description => error.description = Some(value),
        Role::Status => error.status = status(&value).or(error.status),
        Role::Correlation => error.correlation = word(&value),
        Role::Property => {
            let end = value.text.find([',', ';', '}']).unwrap_or(value.text.len());
            error.details.push(Detail { property: closed(&value, 0, end), reason: closed(&value, end, value.text.len()), value: None });
        }
        Role::Reason => {
            let reason = closed(&value, 0, value.text.len());
            match error.details.last_mut() {
                Some(detail) if detail.reason.is_none() => detail.reason = reason,
                _ => error.details.push(Detail { reason, ..Detail::default() }),
            }
        }
        Role::Details => {}
    }
}

/// The first word of a value, without the signs that close what is around it: `9f-1]]`.
fn word(value: &Field) -> Option<Field> {
    if value.span.len() != value.text.len() {
        return Some(value.clone());
    }
    let word = value.text.split([' ', '\t', ',', ';', ')', ']', '}']).next()?;
    (!word.is_empty()).then(|| Field { text: word.to_owned(), span: Span::new(value.span.start, value.span.start + word.len()) })
}

/// A part of a value without the brackets that close what is around it: `{Property: a, it is missing}]`. `cages[]` closes its own.
fn closed(value: &Field, from: usize, to: usize) -> Option<Field> {
    if value.span.len() != value.text.len() {
        return (from == 0).then(|| value.clone());
    }
    let part = value.text[from..to].trim_start_matches([',', ';', '}', ' ']);
    let start = to - part.len();
    let mut part = part.trim_end_matches(['[', '{', '(', ',', ';', ' ']);
    while let Some(close @ (']' | '}')) = part.chars().next_back() {
        let open = if close == ']' { '[' } else { '{' };
        if part.matches(open).count() >= part.matches(close).count() {
            break;
        }
        part = part[..part.len() - 1].trim_end();
    }
    (!part.is_empty()).then(|| Field { text: part.to_owned(), span: Span::new(start, start + part.len()).shifted(value.span.start) })
}

/// Whether a value can be a code, which is one word. A sentence under the key of a code is a message.
fn is_word(value: &str) -> bool {
    !value.contains(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"' | '\'' | ')' | ']'))
}

fn status(value: &Field) -> Option<(u16, Span)> {
    let digits = value.text.get(..3)?;
    let status = digits.parse().ok().filter(|status| (100..600).contains(status))?;
    Some((status, Span::new(value.span.start, value.span.start + 3)))
}

/// The value behind a separator, before the next key.
fn value(text: &str, at: usize, next: usize) -> Option<Field> {
    if let Some((_, inner)) = quoted(text, at, next) {
        let value = inner.of(text).trim();
        // logfmt escapes quotes in a string as JSON does.
        return (!value.is_empty()).then(|| Field { text: value.replace("\\\"", "\""), span: inner });
    }
    let line = text.get(at..next)?.split(['\n', '\r']).next()?;
    let value = line.trim().trim_end_matches([',', ';', '[', '{', '(', '|', ' ']);
    let start = at + line.find(value)?;
    // `[error] => Array (` of PHP's print_r: what the key leads to follows.
    let nothing = value.is_empty() || matches!(value, "null" | "None" | "nil" | "undefined" | "Array" | "stdClass Object");
    (!nothing).then(|| Field { text: value.to_owned(), span: Span::new(start, start + value.len()) })
}

/// A quoted value: all of it, and what is between the quotes. The quotes may be escaped; the closing one is escaped like the opening one.
fn quoted(text: &str, at: usize, end: usize) -> Option<(Span, Span)> {
    let rest = text.get(at..end)?;
    let value = rest.trim_start_matches([' ', '\t']);
    // `code: Some("EQ-1")`, as Rust prints it.
    let start = at + rest.len() - value.strip_prefix("Some(").unwrap_or(value).len();
    let opening: String = text[start..end].chars().take_while(|&c| c == '\\').collect();
    let quote = text[start + opening.len()..end].chars().next()?;
    let closing = match quote {
        '"' | '\'' => quote,
        '\u{201C}' => '\u{201D}',
        _ => return None,
    };
    let inner = start + opening.len() + quote.len_utf8();
    let (mut from, needle) = (inner, format!("{opening}{closing}"));
    while let Some(offset) = text[from..end].find(&needle) {
        let found = from + offset;
        let escapes = text[inner..found].len() - text[inner..found].trim_end_matches('\\').len();
        if escapes == 0 {
            return Some((Span::new(start, found + needle.len()), Span::new(inner, found)));
        }
        from = found + needle.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        let roles = [
            ("errorcode", Role::Code),
            ("code", Role::Code),
            ("error", Role::Code),
            ("message", Role::Message),
            ("additionalinfo", Role::Details),
            ("httpcode", Role::Status),
        ];
        let keys = roles.into_iter().map(|(key, role)| (key.to_owned(), Key { role, envelopes: Vec::new() })).collect();
        Keys { keys, ends: u32::MAX }
    }

    fn check(text: &str, expect: &[(Option<&str>, Option<&str>)]) -> Keyed {
        let keyed = read(text, Span::new(0, text.len()), &keys());
        let text_of = |field: &Option<Field>| field.as_ref().map(|field| field.text.clone());
        let found: Vec<_> = keyed.errors.iter().map(|error| (text_of(&error.code), text_of(&error.message))).collect();
        let expect: Vec<_> = expect.iter().map(|(code, message)| (code.map(str::to_owned), message.map(str::to_owned))).collect();
        assert_eq!(found, expect, "{text}");
        keyed
    }

    #[test]
    fn keys_and_values_are_read() {
        let keyed = check("ERROR CODE:    \"EQ-1\"\nMESSAGE: \"a: b\"\nADDITIONAL INFO:\n", &[(Some("EQ-1"), Some("a: b"))]);
        assert!(keyed.details_follow);
        check("400 Bad Request; Code: EQ-1; Message: no such thing; x", &[(Some("EQ-1"), Some("no such thing; x"))]);
        check("code=A message=\"one\" code=B message='two'", &[(Some("A"), Some("one")), (Some("B"), Some("two"))]);
        check("{\\\"errorCode\\\":\\\"EQ-1\\\",\\\"message\\\":\\\"x\\\"}", &[(Some("EQ-1"), Some("x"))]);
        check("Error: it went wrong\n Code: EQ-1, Message: no", &[(None, Some("it went wrong")), (Some("EQ-1"), Some("no"))]);
        check("Message: \"Bad\", httpCode: 400, Errors: [Code: \"EQ-1\", Message: \"x\"]", &[(Some("EQ-1"), Some("x"))]);
        check("Api { code: Some(\"EQ-1\"), message: Some(\"no, it is not\") }", &[(Some("EQ-1"), Some("no, it is not"))]);
        check("errorCode: null", &[]);
        check("nothing here", &[]);
    }

    #[test]
    fn properties_end_before_their_reason() {
        let check = |value: &str, property: Option<&str>, reason: Option<&str>| {
            let text = format!("Code: A, Message: m, Details: , Info: [{{Property: {value}");
            let mut keys = keys();
            keys.keys.insert("property".to_owned(), Key { role: Role::Property, envelopes: Vec::new() });
            keys.keys.insert("reason".to_owned(), Key { role: Role::Reason, envelopes: Vec::new() });
            let read = read(&text, Span::new(0, text.len()), &keys);
            let detail = &read.errors[0].details[0];
            let told = |field: &Option<Field>| field.as_ref().map(|field| (field.text.clone(), field.span.of(&text).to_owned()));
            let twice = |text: Option<&str>| text.map(|text| (text.to_owned(), text.to_owned()));
            assert_eq!((told(&detail.property), told(&detail.reason)), (twice(property), twice(reason)), "{value}");
        };
        check("/aSide/port, Reason: Not Provided}]", Some("/aSide/port"), Some("Not Provided"));
        check("/aSide/port, No reason was given}]", Some("/aSide/port"), Some("No reason was given"));
        check("cages[], it is [empty]}]", Some("cages[]"), Some("it is [empty]"));
        check("port}]", Some("port"), None);
    }

    #[test]
    fn a_status_beside_a_message_is_read() {
        assert_eq!(check("message: m httpCode: 403", &[(None, Some("m"))]).errors[0].status.map(|s| s.0), Some(403));
    }
}
