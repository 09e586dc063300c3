//! The template that messages of one code may have: holes where they differ, and where a value is obvious.

use crate::catalog::template::{ANCHOR, Template, plain};

/// Words that do not name what follows them.
const SMALL: &str = " a an and are at be by for from has have id in is it not of on or the to was with ";
/// The longest name of a hole.
const LONGEST_NAME: usize = 24;
/// The longest value in brackets or quotes.
const LONGEST_VALUE: usize = 80;

/// The template of these messages; `None` if there is none that fits them all and has text enough.
pub(super) fn template(messages: &[String]) -> Option<String> {
    let split: Vec<Vec<Token<'_>>> = messages.iter().map(|message| tokens(message.trim())).collect();
    let pieces = joined(aligned(&split)?);
    let source = written(&pieces);
    let template = Template::parse(&source).ok()?;
    let enough = template.texts().iter().any(|text| text.len() >= ANCHOR);
    (enough && messages.iter().all(|message| template.fit(&plain(message)).is_some())).then_some(source)
}

/// A piece of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'m> {
    Text(&'m str),
    /// A number, an id, or what stands in quotes or brackets.
    Value,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Hole,
}

/// Splits a message into words, blanks, signs and values.
fn tokens(message: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = message;
    let mut start_of_word = true;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '[' | '"' | '\'' | '`' | '<' if start_of_word => {
                if let Some(value) = enclosed(rest, first) {
                    tokens.extend(value);
                    rest = &rest[enclosed_length(rest, first)..];
                    start_of_word = false;
                    continue;
                }
                first.len_utf8()
            }
            c if is_word(c) => word_length(rest),
            c => c.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        tokens.push(if is_word(first) && is_value(token) { Token::Value } else { Token::Text(token) });
        start_of_word = !is_word(first);
        rest = after;
    }
    tokens
}

/// What stands in brackets or quotes, with these. A mask is a value as a whole.
fn enclosed(text: &str, open: char) -> Option<Vec<Token<'_>>> {
    let length = enclosed_length(text, open);
    let inside = text.get(1..length.checked_sub(1)?)?;
    let is_value = !inside.trim().is_empty() && inside.len() <= LONGEST_VALUE && !inside.contains(['{', '}', '\n']);
    if inside == "redacted" {
        return Some(vec![Token::Value]);
    }
    is_value.then(|| vec![Token::Text(&text[..1]), Token::Value, Token::Text(&text[length - 1..length])])
}

/// The bytes up to the sign that closes, and with it; 0 if there is none.
fn enclosed_length(text: &str, open: char) -> usize {
    let close = match open {
        '[' => ']',
        '<' => '>',
        quote => quote,
    };
    text[1..].find(close).map_or(0, |at| at + 2)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '@' | '+' | '\'')
}

/// A word without the full stop behind it.
fn word_length(text: &str) -> usize {
    let word = &text[..text.find(|c| !is_word(c)).unwrap_or(text.len())];
    let bare = word.trim_end_matches(['.', '\'', '-']);
    if bare.is_empty() { word.len() } else { bare.len() }
}

/// Numbers, UUIDs and other ids: words with digits that are no words of a language (`v1`, `IPv4`).
fn is_value(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let number = digits > 0 && word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'));
    let id = digits >= 2 && word.len() >= 6 && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    number || id
}

/// The pieces of all messages: what they share, and holes for the rest.
fn aligned(messages: &[Vec<Token<'_>>]) -> Option<Vec<Piece>> {
    let (first, others) = messages.split_first()?;
    let piece = |token: &Token<'_>| match token {
        Token::Text(text) => Piece::Text((*text).to_owned()),
        Token::Value => Piece::Hole,
    };
    if others.iter().all(|other| other.len() == first.len()) {
        let same = |i: usize| others.iter().all(|other| other[i] == first[i]);
        return Some(first.iter().enumerate().map(|(i, token)| if same(i) { piece(token) } else { Piece::Hole }).collect());
    }
    // Of another length: what all begin with, a hole, what all end with.
    let shortest = messages.iter().map(Vec::len).min().filter(|&shortest| shortest > 0)?;
    let shared = |same: &dyn Fn(usize) -> bool| (0..shortest - 1).take_while(|&i| same(i)).count();
    let start = shared(&|i| others.iter().all(|other| other[i] == first[i]));
    let end = shared(&|i| others.iter().all(|other| other[other.len() - 1 - i] == first[first.len() - 1 - i]));
    let end = end.min(shortest - 1 - start);
    let ends = first[first.len() - end..].iter().map(piece);
    Some(first[..start].iter().map(piece).chain([Piece::Hole]).chain(ends).collect())
}

/// Texts side by side as one, and holes with nothing but blanks or single signs between them as one.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match (&mut joined[..], piece) {
            ([.., Piece::Text(text)], Piece::Text(more)) => text.push_str(&more),
            ([.., Piece::Hole], Piece::Hole) => {}
            ([.., Piece::Hole, Piece::Text(text)], Piece::Hole) if !text.contains(|c: char| !c.is_whitespace()) => drop(joined.pop()),
            (_, piece) => joined.push(piece),
        }
    }
    joined
}

/// The template's source: holes named by the word before them.
fn written(pieces: &[Piece]) -> String {
    let (mut source, mut names, mut before) = (String::new(), Vec::<String>::new(), String::new());
    for piece in pieces {
        match piece {
            Piece::Text(text) => {
                source += &text.replace('{', "{{").replace('}', "}}");
                before.clone_from(text);
            }
            Piece::Hole => {
                let name = distinct(name(&before), &names);
                source += &format!("{{{name}}}");
                names.push(name);
            }
        }
    }
    source
}

fn name(before: &str) -> String {
    let mut words = before.rsplit(|c: char| !c.is_ascii_alphabetic()).map(str::to_ascii_lowercase);
    let names = |word: &String| (2..=LONGEST_NAME).contains(&word.len()) && !SMALL.contains(&format!(" {word} "));
    words.find(names).unwrap_or_else(|| "value".to_owned())
}

fn distinct(name: String, names: &[String]) -> String {
    if !names.contains(&name) {
        return name;
    }
    // One of so many is free.
    let numbered = (2..names.len() + 3).map(|number| format!("{name}{number}")).find(|name| !names.contains(name));
    numbered.unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(messages: &[&str], expected: Option<&str>) {
        let messages: Vec<String> = messages.iter().map(|&message| message.to_owned()).collect();
        assert_eq!(template(&messages).as_deref(), expected, "{messages:?}");
    }

    #[test]
    fn templates_are_guessed() {
        check(
            &["User [JohnDoe] is forbidden to access report of [ffb1]"],
            Some("User [{user}] is forbidden to access report of [{report}]"),
        );
        check(&["Shelf B7 is held by order 4711", "Shelf C9 is held by order 4712"], Some("Shelf {shelf} is held by order {order}"));
        check(&["Order ffb1cb2d-d123-4b42-beb1-1b234ce56789 is closed."], Some("Order {order} is closed."));
        check(&["The token [redacted] has expired, it's 3 days old"], Some("The token {token} has expired, it's {expired} days old"));
        check(&["Invalid port 'P-1' for 'AM'"], Some("Invalid port '{port}' for '{value}'"));
        check(&["Use API v2 with {json} bodies"], Some("Use API v2 with {{json}} bodies"));
        check(&["Quota of Ann Lee is used up", "Quota of Bob is used up"], Some("Quota of {quota} is used up"));
        check(&["Ann is not allowed to do it", "Bob is not allowed to do it"], Some("{value} is not allowed to do it"));
        check(&["count=12, limit=10 exceeded today"], Some("count={count}, limit={limit} exceeded today"));
    }

    #[test]
    fn nothing_is_guessed_without_text() {
        check(&[], None);
        check(&["", "x"], None);
        check(&["12"], None);
        check(&["Not found", "Forbidden by policy"], None);
    }
}
