//! The request of a `curl` command line, by curl's own options (curl(1)).

use crate::span::Span;

use super::shell::{self, Word};

/// A command in a text.
#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) span: Span,
    pub(crate) words: Vec<Word>,
}

/// What an option of curl says of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    Method,
    Header,
    /// Data of the body, or of the query with `-G`.
    Data,
    Json,
    Url,
    /// `-G`: the data is the query.
    Get,
    /// `-I`
    Head,
    /// `-u`: a name and a password, sent as the header `Authorization`.
    User,
    /// Something that takes a value and is none of the request's parts that errdex reads.
    Value,
    Nothing,
}

/// Short options that take a value.
const VALUED: &str = "AbcCDeEFhHKmoPQrtTuUwxyYzdX";
/// Long options that take none, of those that people type; the others take one.
const SWITCHES: [&str; 24] = [
    "verbose",
    "include",
    "silent",
    "show-error",
    "location",
    "insecure",
    "fail",
    "fail-with-body",
    "compressed",
    "globoff",
    "http1.0",
    "http1.1",
    "http2",
    "http3",
    "no-buffer",
    "progress-bar",
    "remote-name",
    "tlsv1.2",
    "tlsv1.3",
    "ipv4",
    "ipv6",
    "anyauth",
    "basic",
    "digest",
];

/// The longest prompt that is looked at, in bytes.
const MAX_PROMPT: usize = 256;

/// The curl commands in a part of a text.
pub(crate) fn commands(text: &str, part: Span) -> Vec<Command> {
    let mut found = Vec::new();
    let mut from = part.start;
    for offset in memchr::memmem::find_iter(part.of(text).as_bytes(), b"curl") {
        let start = part.start + offset;
        if start < from || !begins_command(text, start, part.end) {
            continue;
        }
        let (words, end) = shell::words(text, start, part.end, |word| word.starts_with('-') && wants_value(word));
        from = end;
        if words.iter().skip(1).any(|word| is_argument(word.text(text))) {
            found.push(Command { span: Span::new(start, end), words });
        }
    }
    found
}

/// Whether a word is an option or an address, and not one of a sentence about curl.
fn is_argument(word: &str) -> bool {
    let host = word.split('/').next().unwrap_or_default();
    let has_path = host.len() < word.len();
    word.starts_with('-')
        || word.contains("://")
        || word.starts_with("https:")
        || (has_path && (host.contains('.') || host.starts_with(['$', '<', '{']) || host.starts_with("localhost")))
}

/// Whether `curl` at `start` is a command: with arguments behind it, and a prompt, a shell's sign or nothing before it on its line.
fn begins_command(text: &str, start: usize, end: usize) -> bool {
    let rest = &text[start + 4..end];
    let rest = rest.strip_prefix(".exe").unwrap_or(rest);
    let line = text[text.floor_char_boundary(start.saturating_sub(MAX_PROMPT))..start].rsplit('\n').next().unwrap_or_default();
    let before = line.trim_end();
    let prompt = before.is_empty()
        || before.ends_with(['$', '#', '>', '%', ';', '|', '&', '(', '`', ':', '\'', '"', '+'])
        || ["sudo", "time", "exec", "run", "--", "Request"].iter().any(|word| before.ends_with(word));
    rest.starts_with([' ', '\t', '\\', '^', '`']) && prompt
}

/// What the words of a command say, in order: each with the text's part that holds the value.
pub(crate) fn read<'w>(command: &'w Command, source: &str) -> Vec<(Said, &'w Word, usize)> {
    let mut said = Vec::new();
    let mut words = command.words.iter().skip(1);
    while let Some(word) = words.next() {
        let text = word.text(source);
        let (what, glued) = option(text);
        match (what, glued) {
            (Said::Nothing, _) => {}
            (Said::Get | Said::Head, _) => said.push((what, word, 0)),
            (Said::Url, 0) if !text.starts_with('-') => said.push((what, word, 0)),
            (_, 0) => said.extend(words.next().map(|value| (what, value, 0))),
            (_, glued) => said.push((what, word, glued)),
        }
    }
    said
}

/// Whether all that a command says of headers is in it: none comes from a variable or a file, as with `-K` or `--netrc`.
pub(crate) fn is_written_out(command: &Command, source: &str) -> bool {
    let is_elsewhere = |word: &str| {
        let is_config = ["-K", "--config", "-n", "--netrc"].iter().any(|option| word.starts_with(option));
        is_config || word.starts_with(['$', '@']) || word.contains("${")
    };
    !command.words.iter().skip(1).any(|word| is_elsewhere(word.text(source)))
}

/// Whether a word is an option whose value is the next word.
fn wants_value(word: &str) -> bool {
    matches!(option(word), (what, 0) if !matches!(what, Said::Nothing | Said::Get | Said::Head | Said::Url) || word == "--url")
}

/// What a word of a command line is, and where a value that is glued to it begins.
fn option(word: &str) -> (Said, usize) {
    if let Some(long) = word.strip_prefix("--") {
        let (name, value) = long.split_once('=').map_or((long, 0), |(name, _)| (name, name.len() + 3));
        return (long_option(name), value);
    }
    let Some(short) = word.strip_prefix('-').filter(|short| !short.is_empty()) else { return (Said::Url, 0) };
    for (at, letter) in short.char_indices() {
        match letter {
            'G' => return (Said::Get, 0),
            'I' => return (Said::Head, 0),
            _ if VALUED.contains(letter) => {
                let glued = if at + 1 < short.len() { at + 2 } else { 0 };
                return (short_option(letter), glued);
            }
            _ => {}
        }
    }
    (Said::Nothing, 0)
}

const fn short_option(letter: char) -> Said {
    match letter {
        'X' => Said::Method,
        'H' => Said::Header,
        'd' => Said::Data,
        'u' => Said::User,
        _ => Said::Value,
    }
}

fn long_option(name: &str) -> Said {
    match name {
        "request" => Said::Method,
        "header" => Said::Header,
        "data" | "data-raw" | "data-binary" | "data-ascii" | "data-urlencode" => Said::Data,
        "json" => Said::Json,
        "url" => Said::Url,
        "user" | "oauth2-bearer" => Said::User,
        "get" => Said::Get,
        "head" => Said::Head,
        _ if SWITCHES.contains(&name) || name.starts_with("no-") => Said::Nothing,
        _ => Said::Value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read() {
        let text = "$ curl -sSX POST --header 'A: b' -d'{}' https://h/x --max-time 5 -k\nHTTP/1.1 200 OK";
        let found = commands(text, Span::new(0, text.len()));
        let said: Vec<_> = read(&found[0], text).into_iter().map(|(said, word, at)| (said, word.text(text)[at..].to_owned())).collect();
        let expect = [(Said::Method, "POST"), (Said::Header, "A: b"), (Said::Data, "{}"), (Said::Url, "https://h/x"), (Said::Value, "5")];
        assert_eq!(said, expect.map(|(said, text)| (said, text.to_owned())));
        assert!(commands("curl failed. The curl command, libcurl/8", Span::new(0, 40)).is_empty());
    }
}
