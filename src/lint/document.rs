//! What is linted: the text of a file, without its secrets, and what kind of text it is.

use crate::span::Span;

/// A file to lint.
#[derive(Debug, Clone, Copy)]
pub struct Document<'t> {
    /// The path, as the user named it; `-` for the standard input.
    pub name: &'t str,
    /// The text, its secrets veiled (see [`crate::redact::veil`]): all places are those of the file.
    pub text: &'t str,
    /// Where the secrets stood.
    pub secrets: &'t [Span],
    /// What it is.
    pub kind: Kind,
}

/// What a file is, and so which rules look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// YAML of a catalog.
    Catalog,
    /// Markdown that mentions codes.
    Markdown,
    /// HTML: docs that mention codes, or a vendor's page; the text tells.
    Html,
    /// An error or API page of a vendor: HTML, or the text of one.
    Page,
    /// A script with curl commands, or one pasted.
    Shell,
    /// Requests as editors write them (`.http`), or as they went over the wire.
    Http,
    /// A HAR file.
    Har,
    /// A body.
    Json,
    /// `errdex.toml`.
    Config,
    /// Anything else that may hold captures.
    Log,
}

/// How much of a text is looked at to tell its kind.
const LOOK: usize = 16 << 10;

/// How a line of a vendor's page begins that nothing else has. Copied from a browser, a label and its value stick together.
const PAGE_LABELS: [&str; 18] = [
    "Skip to main content",
    "Generic Cause",
    "Quick Fix",
    "ERROR SCENARIO",
    "Error Scenario",
    "Sample curl",
    "Sample request",
    "Sample response",
    "URL or Endpoint",
    "Body Parameters",
    "Path Parameters",
    "Query Parameters",
    "Body parameters",
    "Path parameters",
    "Query parameters",
    "Response payload",
    "Parameter Mandatory",
    "Parameter Type",
];

/// The keys of an entry in a catalog.
const ENTRY_KEYS: [&str; 21] = [
    "blame",
    "cases",
    "cause",
    "code",
    "description",
    "examples",
    "fix",
    "message",
    "notes",
    "operations",
    "properties",
    "retired",
    "retryable",
    "role",
    "since",
    "slug",
    "source",
    "status",
    "steps",
    "title",
    "url",
];

/// Methods that begin a request.
const METHODS: [&str; 7] = ["GET ", "POST ", "PUT ", "PATCH ", "DELETE ", "HEAD ", "OPTIONS "];

impl Kind {
    /// What a file is, by its name and, where that does not tell, by its text. `-` has no name.
    #[must_use]
    pub fn of(name: &str, text: &str) -> Self {
        let start = &text[..text.floor_char_boundary(LOOK.min(text.len()))];
        let start = start.trim_start_matches('\u{feff}').trim_start();
        match ending(name).as_str() {
            "md" | "markdown" | "mdown" | "mkd" | "mdx" => Self::Markdown,
            "html" | "htm" | "xhtml" => Self::Html,
            "sh" | "bash" | "zsh" | "ksh" | "curl" => Self::Shell,
            "http" | "rest" => Self::Http,
            "har" => Self::Har,
            "json" => json(start),
            "yaml" | "yml" => yaml(name, start),
            "toml" if is_config(name) => Self::Config,
            "log" => Self::Log,
            _ => by_text(start),
        }
    }

    /// Whether a file that was found in a folder is linted: what its ending promises has rules. Others have to be named, so that the
    /// settings and sources of other programs are left alone.
    #[must_use]
    pub fn is_promised(name: &str) -> bool {
        const ENDINGS: [&str; 19] = [
            "md", "markdown", "mdown", "mkd", "mdx", "html", "htm", "xhtml", "sh", "bash", "zsh", "ksh", "curl", "http", "rest", "har",
            "yaml", "yml", "log",
        ];
        ENDINGS.contains(&ending(name).as_str()) || is_config(name)
    }
}

/// Whether a file has the settings of errdex.
fn is_config(name: &str) -> bool {
    name.rsplit(['/', '\\']).next() == Some("errdex.toml")
}

/// The ending of a file's name in lower case; empty if it has none.
fn ending(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default()
}

fn json(start: &str) -> Kind {
    let is_archive = start.starts_with('{') && start.contains("\"log\"") && start.contains("\"entries\"");
    if is_archive { Kind::Har } else { Kind::Json }
}

/// YAML of a catalog has `entries` of errors, or is a provider's, or an operation's.
fn yaml(name: &str, start: &str) -> Kind {
    let has = |key: &str| start.lines().any(|line| line.starts_with(key));
    let is_provider = matches!(name.rsplit(['/', '\\']).next(), Some("provider.yaml" | "provider.yml"));
    let is_operation = has("method:") && has("path:");
    if is_provider || has_entries(start) || is_operation { Kind::Catalog } else { Kind::Log }
}

/// Whether a list of `entries` is one of errors, and no feed, no translation and no list of countries with codes of their own.
fn has_entries(start: &str) -> bool {
    let mut lines = start.lines().skip_while(|line| !line.starts_with("entries:"));
    if lines.next().is_none_or(|line| line["entries:".len()..].trim_start().starts_with('{')) {
        return false;
    }
    let keys = first_keys(lines);
    let has = |names: &[&str]| names.iter().any(|name| keys.contains(name));
    has(&["cause", "fix"]) || has(&["code"]) && keys.iter().all(|key| ENTRY_KEYS.contains(key))
}

/// The keys of the first item of a list, whose lines these are. Of one in braces those in its first line; a comma in a value may make one
/// more of it.
fn first_keys<'t>(lines: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let mut keys = Vec::new();
    let mut indent = None;
    for line in lines.filter(|line| !line.trim_start().starts_with('#') && !line.trim().is_empty()) {
        let at = line.len() - line.trim_start().len();
        let item = line.trim_start().strip_prefix("- ");
        match (item, indent) {
            (Some(item), None) if item.starts_with('{') => {
                let pairs = item[1..].split(',').filter_map(|pair| pair.split_once(':'));
                return pairs.map(|(key, _)| key.trim().trim_matches(['"', '\''])).collect();
            }
            (Some(item), None) => {
                indent = Some(at + line[at..].len() - item.trim_start().len());
                keys.extend(item.split_once(':').map(|(key, _)| key.trim()));
            }
            (None, Some(indent)) if at == indent => keys.extend(line.split_once(':').map(|(key, _)| key.trim())),
            (_, Some(indent)) if at > indent => {}
            _ => break,
        }
    }
    keys
}

fn by_text(start: &str) -> Kind {
    let line = start.lines().next().unwrap_or_default();
    let is_list = start.strip_prefix('[').is_some_and(|list| list.trim_start().starts_with(['{', '[', ']', '"']));
    if start.starts_with('{') || is_list {
        return json(start);
    }
    if line.starts_with("#!") || line.starts_with("curl ") || line.starts_with("$ curl ") {
        return Kind::Shell;
    }
    if line.starts_with("HTTP/") || is_request_line(line) {
        return Kind::Http;
    }
    let lower = line.to_ascii_lowercase();
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        return Kind::Html;
    }
    if is_page(start) {
        return Kind::Page;
    }
    if is_markdown(start) { Kind::Markdown } else { Kind::Log }
}

/// `GET /quotes HTTP/1.1`, `POST https://…`, and nothing like `GET parameters are …`.
fn is_request_line(line: &str) -> bool {
    let target = METHODS.iter().find_map(|method| line.strip_prefix(method));
    target.is_some_and(|target| target.starts_with(['/', '{']) || target.starts_with("http"))
}

fn is_page(start: &str) -> bool {
    let has = |label: &&&str| start.lines().any(|line| line.trim_start().starts_with(**label));
    PAGE_LABELS.iter().filter(has).count() >= 2
}

fn is_markdown(start: &str) -> bool {
    let is_heading = |line: &str| line.starts_with('#') && line.trim_start_matches('#').starts_with(' ');
    let is_table = |line: &str| line.starts_with('|') && line.contains("---");
    start.lines().any(|line| is_heading(line) || is_table(line) || line.trim_start().starts_with("```") || line.contains("]("))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, text: &str, expected: Kind) {
        assert_eq!(Kind::of(name, text), expected, "{name}: {text}");
    }

    #[test]
    fn names_tell_kinds() {
        check("README.md", "curl", Kind::Markdown);
        check("docs/errors.HTML", "", Kind::Html);
        check("a.b/call.sh", "", Kind::Shell);
        check("calls.http", "", Kind::Http);
        check("x.har", "", Kind::Har);
        check("x.json", "{}", Kind::Json);
        check("x.json", "\u{feff}{\"log\": {\"entries\": []}}", Kind::Har);
        check("acme/provider.yaml", "", Kind::Catalog);
        check("orders.yaml", "# orders\nentries:\n  - code: A-1\n", Kind::Catalog);
        check("deploy.yaml", "kind: Deployment\n", Kind::Log);
        check("made.yaml", "entries:\n# made\n- code: A-1\n  title: A\n  notes: |\n    a: b\n", Kind::Catalog);
        check("plain.yaml", "entries:\n  - title: Bad Gateway\n    status: 502\n    cause: It broke.\n", Kind::Catalog);
        check("flow.yaml", "entries:\n  - { code: A-1, title: \"A: one\", cause: It broke. }\n", Kind::Catalog);
        check("flow-feed.yaml", "entries:\n  - {title: News, link: 'https://a.example'}\n", Kind::Log);
        check("feed.yaml", "entries:\n  - title: News\n    link: https://a.example\n    content:\n      fix: none\n", Kind::Log);
        check("de.yaml", "entries:\n  title: Titel\n  fix: beheben\n", Kind::Log);
        check("countries.yaml", "entries:\n  - code: DE\n    name: Germany\n", Kind::Log);
        check("none.yaml", "entries: {}\n", Kind::Log);
        check("a/errdex.toml", "", Kind::Config);
        check("Cargo.toml", "[package]", Kind::Log);
    }

    #[test]
    fn texts_tell_kinds() {
        check("-", "\n{\"errorCode\": 1}", Kind::Json);
        check("-", "curl -X POST https://api.example.com", Kind::Shell);
        check("call", "#!/bin/sh\n", Kind::Shell);
        check("-", "POST /orders HTTP/1.1\nHost: a\n", Kind::Http);
        check("-", "GET parameters are none\n", Kind::Log);
        check("-", "HTTP/1.1 404 Not Found\n", Kind::Http);
        check("-", "<!DOCTYPE html>", Kind::Html);
        check("page.txt", "A-1\n\nCodeA-1\nGeneric CauseNone.\nQuick FixWait.\n", Kind::Page);
        check("notes.txt", "Quick Fix for lunch\n", Kind::Log);
        check("notes.txt", "# Codes\n\nA-1\n", Kind::Markdown);
        check("-", "", Kind::Log);
    }
}
