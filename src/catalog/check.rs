//! What no catalog may get past: each check looks at one thing and reports every place where it does not hold.
//!
//! These are the conditions under which a catalog can be compiled at all. Style and completeness are the linter's affair.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::entry::{Entry, Family, Operation, Provider};
use super::key::fold;
use super::source::{Placed, ProviderSource};
use super::template::{Piece, Template, pieces};
use crate::diagnostic::Diagnostic;

/// The longest code, in bytes.
const MAX_CODE: usize = 200;
/// The longest template, cause or other text, in bytes.
const MAX_TEXT: usize = 64 << 10;

/// Checks a whole catalog.
#[must_use]
pub fn check(providers: &[ProviderSource]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let ids = ids(providers, &mut problems);
    for source in providers {
        provider(&source.provider, &mut problems);
        slugs(source, &mut problems);
        let mut operations = HashMap::new();
        for found in &source.operations {
            operation(found, &ids, &mut problems);
            unique(&mut operations, found, &found.value.id, &["id"], "operation", &mut problems);
        }
        for found in &source.entries {
            entry(found, &source.provider.value.id, &ids, &mut problems);
        }
    }
    problems
}

/// How the message begins of a reference to an entry that is not there.
const NO_ENTRY: &str = "no entry has the id";

/// Whether a problem may be none beside files of the catalog that are not at hand: a provider, an entry may stand in one of them.
#[must_use]
pub fn is_of_other_files(problem: &Diagnostic) -> bool {
    match &*problem.rule {
        "catalog/missing-provider" => true,
        "catalog/dangling-reference" => problem.message.starts_with(NO_ENTRY),
        _ => false,
    }
}

/// All ids; a second entry with an id is reported.
fn ids(providers: &[ProviderSource], problems: &mut Vec<Diagnostic>) -> HashSet<String> {
    let mut seen = HashMap::new();
    let mut folders = HashMap::new();
    for source in providers {
        let provider = &source.provider.value.id;
        unique(&mut folders, &source.provider, provider, &["id"], "provider", problems);
        let named = |entry: &&Placed<Entry<'_>>| entry.value.code.is_some() || entry.value.slug.is_some();
        for entry in source.entries.iter().filter(named) {
            let key = if entry.value.code.is_some() { "code" } else { "slug" };
            unique(&mut seen, entry, &entry.value.id(provider), &[key], "entry", problems);
        }
    }
    seen.into_keys().collect()
}

fn unique<T>(seen: &mut HashMap<String, String>, found: &Placed<T>, id: &str, at: &[&str], what: &str, problems: &mut Vec<Diagnostic>) {
    if let Some(first) = seen.get(id) {
        let message = format!("the {what} `{id}` is already defined in {first}");
        let help = if what == "entry" { "give each entry of the code a `slug`" } else { "give it another id" };
        problems.push(found.error("catalog/duplicate-id", at, message).help(help));
    } else {
        seen.insert(id.to_owned(), found.path.clone());
    }
}

/// Where one entry of a code has a slug, each needs one. (Without any, they have the same id, which is reported as such.)
fn slugs(source: &ProviderSource, problems: &mut Vec<Diagnostic>) {
    let mut codes: BTreeMap<String, Vec<&Placed<Entry<'_>>>> = BTreeMap::new();
    for entry in &source.entries {
        if let Some(code) = &entry.value.code {
            codes.entry(code.to_string()).or_default().push(entry);
        }
    }
    let some_slug = |entries: &[&Placed<Entry<'_>>]| entries.iter().any(|entry| entry.value.slug.is_some());
    for (code, entries) in codes.into_iter().filter(|(_, entries)| some_slug(entries)) {
        if entries.len() == 1 {
            continue;
        }
        for entry in entries.into_iter().filter(|entry| entry.value.slug.is_none()) {
            let message = format!("several entries have the code `{code}`, and this one has no `slug`");
            problems.push(entry.error("catalog/missing-slug", &["code"], message));
        }
    }
}

fn provider(found: &Placed<Provider<'_>>, problems: &mut Vec<Diagnostic>) {
    let provider = &found.value;
    if !is_slug(&provider.id) {
        problems.push(bad_slug(found, &["id"], &provider.id));
    }
    let mut names = HashMap::new();
    for (i, part) in provider.families.iter().enumerate() {
        let index = i.to_string();
        family(found, part, &index, problems);
        unique(&mut names, found, &part.id, &["families", &index, "id"], "family", problems);
    }
    for (i, envelope) in provider.envelopes.iter().enumerate() {
        let index = i.to_string();
        if envelope.code.is_empty() && envelope.message.is_empty() {
            let message = format!("the envelope `{}` says neither where the code nor where the message is", envelope.id);
            problems.push(found.error("catalog/empty-envelope", &["envelopes", &index, "id"], message));
        }
        envelope_paths(found, envelope, &index, problems);
    }
}

fn envelope_paths(found: &Placed<Provider<'_>>, envelope: &super::entry::Envelope<'_>, index: &str, problems: &mut Vec<Diagnostic>) {
    let fields = [
        ("errors", &envelope.errors),
        ("code", &envelope.code),
        ("message", &envelope.message),
        ("description", &envelope.description),
        ("status", &envelope.status),
        ("correlation", &envelope.correlation),
    ];
    for (field, paths) in fields {
        for path in paths.iter().filter(|path| !is_path(path)) {
            let message = format!("`{path}` is no path: keys with dots between them, `*`, `**` or `.`");
            problems.push(found.error("catalog/bad-path", &["envelopes", index, field], message));
        }
    }
}

fn is_path(path: &str) -> bool {
    path == "." || path.split('.').all(|step| !step.is_empty())
}

fn family(found: &Placed<Provider<'_>>, family: &Family<'_>, index: &str, problems: &mut Vec<Diagnostic>) {
    let at = |key: &'static str| ["families", index, key];
    match family.shape_regex() {
        Err(bad) => {
            let reason = bad.to_string();
            let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            problems.push(found.error("catalog/bad-regex", &at("shape"), format!("not a regular expression: {reason}")));
        }
        Ok(shape) if shape.is_match(b"") => {
            problems.push(found.error("catalog/bad-regex", &at("shape"), "the shape fits the empty text"));
        }
        Ok(_) => {}
    }
    for (name, part) in family.parts.iter() {
        let digits_wrong = part.digits.is_some() && part.digit_range().is_none();
        if digits_wrong || part.digits.is_some() == part.segment.is_some() || part.segment == Some(0) {
            let message = format!("the part `{name}` needs either `digits: 1-4` or `segment: 2`, counted from 1");
            problems.push(found.error("catalog/bad-part", &["families", index, "parts", name], message));
        }
    }
}

fn entry(found: &Placed<Entry<'_>>, provider: &str, ids: &HashSet<String>, problems: &mut Vec<Diagnostic>) {
    names(found, problems);
    texts(found, problems);
    template(found, problems);
    let entry = &found.value;
    if entry.status.is_some_and(|status| !(100..=599).contains(&status)) {
        let message = "an HTTP status is a number from 100 to 599";
        problems.push(found.error("catalog/bad-status", &["status"], message));
    }
    if let Some(by) = entry.retired.as_ref().and_then(|retired| retired.by.as_ref()) {
        let at = ["retired", "by"];
        if by.as_str() == entry.id(provider) {
            let help = "name the entry that came instead, or write a `note`";
            problems.push(found.error("catalog/dangling-reference", &at, "the entry names itself as its successor").help(help));
        }
        reference(found, by, &at, ids, problems);
    }
    for (i, call) in entry.operations.iter().enumerate().filter(|(_, call)| !is_call(call)) {
        let message = format!("`{call}` is no call: write `GET /path/{{parameter}}`");
        problems.push(found.error("catalog/bad-operation", &["operations", &i.to_string()], message));
    }
}

fn names(found: &Placed<Entry<'_>>, problems: &mut Vec<Diagnostic>) {
    let entry = &found.value;
    match (&entry.code, &entry.slug) {
        (None, None) if found.node.get("code").or(found.node.get("slug")).is_none() => {
            problems.push(found.error("catalog/missing-key", &[], "an entry without a `code` needs a `slug`"));
        }
        (Some(code), _) if fold(code).is_empty() || code.len() > MAX_CODE || code.contains(char::is_control) => {
            let message = format!("a code has letters or digits, no control characters, and {MAX_CODE} bytes at most");
            problems.push(found.error("catalog/bad-code", &["code"], message));
        }
        _ => {}
    }
    if let Some(slug) = entry.slug.as_ref().filter(|slug| !is_slug(slug)) {
        problems.push(bad_slug(found, &["slug"], slug));
    }
}

fn bad_slug<T>(found: &Placed<T>, at: &[&str], slug: &str) -> Diagnostic {
    let message = format!("`{slug}` cannot be part of an id: lower-case letters and digits with single hyphens");
    found.error("catalog/bad-slug", at, message)
}

fn is_slug(slug: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    slug.split('-').all(word)
}

fn is_call(call: &str) -> bool {
    call.split_once(' ').is_some_and(|(method, path)| {
        !method.is_empty() && method.chars().all(|c| c.is_ascii_uppercase()) && path.starts_with('/') && pieces(path).is_ok()
    })
}

fn texts(found: &Placed<Entry<'_>>, problems: &mut Vec<Diagnostic>) {
    let entry = &found.value;
    let required = [("title", &entry.title), ("cause", &entry.cause), ("fix", &entry.fix), ("source", &entry.source)];
    for (key, text) in required {
        let written = found.node.get(key).is_some();
        if written && text.trim().is_empty() {
            problems.push(found.error("catalog/empty-text", &[key], format!("`{key}` is empty")));
        } else if text.len() > MAX_TEXT {
            problems.push(found.error("catalog/too-large", &[key], format!("`{key}` has over {MAX_TEXT} bytes")));
        }
    }
    if let Some(url) = entry.url.as_ref().filter(|url| !url.starts_with("https://") && !url.starts_with("http://")) {
        problems.push(found.error("catalog/bad-url", &["url"], format!("`{url}` is no http(s) address")));
    }
    for (i, example) in entry.examples.iter().enumerate() {
        if example.response.trim().is_empty() && found.node.nearest(&["examples", &i.to_string()]).get("response").is_some() {
            problems.push(found.error("catalog/empty-text", &["examples", &i.to_string(), "response"], "`response` is empty"));
        }
    }
}

/// The message is a template, and the other texts use only its holes.
fn template(found: &Placed<Entry<'_>>, problems: &mut Vec<Diagnostic>) {
    let entry = &found.value;
    let holes = match entry.message.as_deref().map(Template::parse) {
        Some(Err(bad)) => {
            problems.push(found.error("catalog/bad-template", &["message"], bad.message));
            return;
        }
        Some(Ok(template)) => template.holes().to_vec(),
        None => Vec::new(),
    };
    let blamed = |name: &str| entry.blame.iter().any(|blame| blame.hole() == name);
    for (key, text) in [("cause", &entry.cause), ("fix", &entry.fix)] {
        match pieces(text) {
            Err(bad) => problems.push(found.error("catalog/bad-template", &[key], bad.message)),
            Ok(pieces) => {
                for piece in pieces {
                    let Piece::Hole(name, _) = piece else { continue };
                    if !holes.iter().any(|hole| hole == name) && !blamed(name) {
                        let message = format!("`{key}` uses the hole `{{{name}}}`, which neither `message` nor `blame` has");
                        problems.push(found.error("catalog/dangling-reference", &[key], message));
                    }
                }
            }
        }
    }
}

fn reference<T>(found: &Placed<T>, id: &str, at: &[&str], ids: &HashSet<String>, problems: &mut Vec<Diagnostic>) {
    if !ids.contains(id) {
        let near = ids.iter().filter_map(|other| Some((super::key::distance(other, id, 3)?, other))).min();
        let problem = found.error("catalog/dangling-reference", at, format!("{NO_ENTRY} `{id}`"));
        problems.push(match near {
            Some((_, near)) => problem.help(format!("did you mean `{near}`?")),
            None => problem,
        });
    }
}

fn operation(found: &Placed<Operation<'_>>, ids: &HashSet<String>, problems: &mut Vec<Diagnostic>) {
    let operation = &found.value;
    if !is_slug(&operation.id) {
        problems.push(bad_slug(found, &["id"], &operation.id));
    }
    if !is_call(&format!("{} {}", operation.method, operation.path)) {
        let message = "`method` is upper case and `path` starts with `/`, its parameters in braces";
        problems.push(found.error("catalog/bad-operation", &["path"], message));
    }
    for piece in pieces(&operation.path).unwrap_or_default() {
        let Piece::Hole(name, _) = piece else { continue };
        if !operation.parameters.iter().any(|parameter| parameter.name.as_str() == name) {
            let message = format!("the path has `{{{name}}}`, but `parameters` does not");
            problems.push(found.error("catalog/dangling-reference", &["path"], message));
        }
    }
    for (i, id) in operation.entries.iter().enumerate() {
        reference(found, id, &["entries", &i.to_string()], ids, problems);
    }
}
