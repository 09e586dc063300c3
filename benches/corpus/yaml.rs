//! The generated catalog as errdex reads it: the YAML of one provider, `bench`.

use std::collections::HashSet;
use std::fmt::{self, Write as _};
use std::fs;
use std::io;
use std::path::Path;

use crate::catalog::Entry;

/// Which codes are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Families {
    /// All of them.
    All,
    /// Those whose shape begins with a literal text, as all of a provider's do who has thought about it.
    Prefixed,
}

/// Families with a literal prefix: id, shape, and what all codes of it and no others begin with.
const PREFIXED: &[(&str, &str, &str)] = &[("eq", r"EQ-\d{7}", "EQ-"), ("eqx", r"EQX-\d{3}-\d{3}", "EQX-"), ("ora", r"ORA-\d{5}", "ORA-")];

/// Families whose codes look like other words, so that they need a key before them.
const KEYED: &[(&str, &str)] = &[("sqlstate", r"[0-9A-Z]{5}"), ("camel", r"[A-Z][a-z]+(?:[A-Z][a-z]+)+"), ("snake", r"[a-z]+(?:_[a-z]+)+")];

/// Entries to a file, which keeps each far below what the format allows.
const IN_A_FILE: usize = 1000;

/// Writes `folder/bench/` with all of the entries that belong to the families.
pub fn write(entries: &[Entry], families: Families, folder: &Path) -> io::Result<()> {
    let folder = folder.join("bench");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("provider.yaml"), provider(families).map_err(io::Error::other)?)?;
    let meanings: Vec<(&Entry, Option<usize>)> = with_slugs(entries).filter(|(entry, _)| belongs(entry, families)).collect();
    for (number, group) in meanings.chunks(IN_A_FILE).enumerate() {
        let mut text = "entries:\n".to_owned();
        for (entry, slug) in group {
            write_entry(entry, *slug, &mut text).map_err(io::Error::other)?;
        }
        fs::write(folder.join(format!("entries-{number:04}.yaml")), text)?;
    }
    Ok(())
}

/// The entries, each with the number in its slug if its code has several: `meaning-1`, `meaning-2`, in their order.
fn with_slugs(entries: &[Entry]) -> impl Iterator<Item = (&Entry, Option<usize>)> {
    let groups = entries.chunk_by(|a, b| a.code == b.code);
    groups.flat_map(|group| {
        let slug = move |i: usize| (group.len() > 1).then_some(i + 1);
        group.iter().enumerate().map(move |(i, entry)| (entry, slug(i)))
    })
}

fn belongs(entry: &Entry, families: Families) -> bool {
    families == Families::All || PREFIXED.iter().any(|(.., prefix)| entry.code.starts_with(prefix))
}

fn provider(families: Families) -> Result<String, fmt::Error> {
    let mut text = "id: bench\nname: Benchmark\nhomepage: https://example.com\nfamilies:\n".to_owned();
    for (id, shape, _) in PREFIXED {
        writeln!(text, "  - {{ id: {id}, shape: '{shape}', bare: true }}")?;
    }
    if families == Families::All {
        for (id, shape) in KEYED {
            writeln!(text, "  - {{ id: {id}, shape: '{shape}', keys: [errorCode, error] }}")?;
        }
    }
    text += "envelopes:\n  - { id: bench, code: errorCode, message: errorMessage, status: status }\n";
    Ok(text)
}

fn write_entry(entry: &Entry, slug: Option<usize>, out: &mut String) -> fmt::Result {
    let code = quoted(&entry.code);
    writeln!(out, "  - code: {code}")?;
    if let Some(number) = slug {
        writeln!(out, "    slug: meaning-{number}")?;
    }
    writeln!(out, "    status: {}", entry.status)?;
    writeln!(out, "    title: {}", quoted(&title(&entry.template)))?;
    writeln!(out, "    message: {}", quoted(&with_braces(&entry.template)?))?;
    writeln!(out, "    cause: 'The request broke a rule that the service answers with {}.'", entry.code)?;
    writeln!(out, "    fix: 'Correct what the message of {} names, and send the request again.'", entry.code)?;
    writeln!(out, "    source: benches/corpus")
}

/// A text between single quotes.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The message without its holes, and without what stands in parentheses.
fn title(template: &str) -> String {
    let template = template.split(" (").next().unwrap_or_default();
    let texts: Vec<&str> = pieces(template).iter().flat_map(|(text, _)| text.split_whitespace()).collect();
    texts.join(" ").trim_end_matches(['.', ':', '"', '(', ')', ' ']).to_owned()
}

/// The template with `{name}` for `[name]`. A name that was used before gets a number; holes with nothing but blanks between them are one,
/// as nothing would tell where the first ends.
fn with_braces(template: &str) -> Result<String, fmt::Error> {
    let mut text = String::new();
    let mut names = HashSet::new();
    for (before, name) in pieces(template) {
        let Some(name) = name else {
            text += before;
            continue;
        };
        if !names.is_empty() && before.trim().is_empty() {
            continue;
        }
        let mut own = name.to_owned();
        while !names.insert(own.clone()) {
            own = format!("{name}{}", names.len() + 1);
        }
        write!(text, "{before}{{{own}}}")?;
    }
    Ok(text)
}

/// The texts of a template, each with the name of the hole behind it.
fn pieces(template: &str) -> Vec<(&str, Option<&str>)> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((text, (name, behind))) = rest.split_once('[').and_then(|(text, rest)| Some((text, rest.split_once(']')?))) {
        pieces.push((text, Some(name)));
        rest = behind;
    }
    pieces.push((rest, None));
    pieces
}
