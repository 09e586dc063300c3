//! `errdex.toml`: the settings of the linter, read with every mistake at its place.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::catalog::key::distance;
use crate::diagnostic::Severity;
use crate::span::Span;

use super::levels::{self, Level, Levels, Override};
use super::report::Report;
use super::rules::{self, lint as rule};

/// What `errdex.toml` says.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The files of a folder that are linted, whatever their endings; empty: those whose endings promise something.
    pub include: Vec<String>,
    /// The files that are not linted.
    pub exclude: Vec<String>,
    /// How much the breach of a rule counts, and where.
    pub levels: Levels,
    /// The severity from which on findings fail the run.
    pub fail_on: Option<Severity>,
    /// The file with known findings.
    pub baseline: Option<String>,
    /// Where the catalog's site is, with `/` at its end.
    pub base_url: Option<String>,
    /// Catalogs on top of the built-in one.
    pub catalogs: Vec<String>,
    /// Words that are spelled as they should be.
    pub words: Vec<String>,
    /// For each provider, the least score of its catalog.
    pub min_score: Vec<(String, u32)>,
}

/// The keys of the table `[lint]`.
const KEYS: [&str; 9] = ["base-url", "baseline", "catalogs", "exclude", "fail-on", "include", "levels", "override", "words"];

/// The largest file that is read.
const MAX_CONFIG: usize = 1 << 20;

/// Reads the file of that name; what cannot be read of it is reported and left out.
pub fn read(text: &str, report: &mut Report) -> Config {
    let mut reader = Reader { report, config: Config::default() };
    if text.len() > MAX_CONFIG {
        reader.wrong(Span::new(0, 0), "the file is larger than 1 MiB".to_owned(), "settings are short");
        return reader.config;
    }
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let span = error.span().map(|span| Span::new(span.start.min(text.len()), span.end.min(text.len()))).unwrap_or_default();
        reader.wrong(span, format!("no TOML: {}", error.message().lines().next().unwrap_or_default()), "toml.io describes the format");
    }
    reader.table(document.get_ref(), &["catalog", "lint"], |reader, key, value| match key {
        "lint" => reader.lint(value),
        _ => reader.catalog(value),
    });
    reader.config
}

struct Reader<'r> {
    report: &'r mut Report,
    config: Config,
}

impl Reader<'_> {
    fn wrong(&mut self, span: Span, message: String, help: &'static str) {
        self.report.add(&rule::CONFIG_WRONG_VALUE, span, message).help(help);
    }

    /// Passes on the keys that there are, and reports those that there are not.
    fn table(&mut self, table: &DeTable<'_>, keys: &[&str], mut each: impl FnMut(&mut Self, &str, &Spanned<DeValue<'_>>)) {
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if keys.contains(&name) {
                each(self, name, value);
                continue;
            }
            let near = keys.iter().filter_map(|known| Some((distance(name, known, 3)?, *known))).min();
            let help = near.map_or_else(|| format!("there are {}", quoted(keys)), |(_, near)| format!("did you mean `{near}`?"));
            self.report.add(&rule::CONFIG_UNKNOWN_KEY, place(key.span()), format!("unknown key `{name}`")).help(help);
        }
    }

    fn lint(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(table) = self.as_table(value) else { return };
        self.table(table, &KEYS, |reader, key, value| match key {
            "include" => reader.config.include = reader.patterns(value),
            "exclude" => reader.config.exclude = reader.patterns(value),
            "catalogs" => reader.config.catalogs = reader.texts(value),
            "words" => reader.config.words = reader.texts(value),
            "baseline" => reader.config.baseline = reader.text(value),
            "base-url" => reader.config.base_url = reader.base_url(value),
            "fail-on" => reader.config.fail_on = reader.level(value, &["error", "warning", "note"]).and_then(Level::severity),
            "levels" => reader.config.levels.base = reader.levels(value),
            _ => reader.overrides(value),
        });
    }

    fn catalog(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(table) = self.as_table(value) else { return };
        self.table(table, &["min-score"], |reader, _, value| {
            let Some(scores) = reader.as_table(value) else { return };
            for (provider, score) in scores {
                let number = score.get_ref().as_integer().and_then(|score| score.as_str().parse().ok()).filter(|score| *score <= 100);
                match number {
                    Some(number) => reader.config.min_score.push((provider.get_ref().to_string(), number)),
                    None => reader.wrong(place(score.span()), "no score".to_owned(), "write a number from 0 to 100"),
                }
            }
        });
    }

    fn overrides(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(list) = value.get_ref().as_array() else {
            self.wrong(place(value.span()), "`override` is no list".to_owned(), "write it as `[[lint.override]]`");
            return;
        };
        for one in list.iter() {
            let Some(table) = self.as_table(one) else { continue };
            let mut read = Override::default();
            self.table(table, &["levels", "paths"], |reader, key, value| match key {
                "paths" => read.paths = reader.patterns(value),
                _ => read.levels = reader.levels(value),
            });
            self.config.levels.overrides.push(read);
        }
    }

    /// Rules, or `docs/*` for all of a subject, or `*`, each with its level.
    fn levels(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<(String, Level)> {
        let Some(table) = self.as_table(value) else { return Vec::new() };
        let mut levels = Vec::new();
        for (key, value) in table {
            let pattern = key.get_ref().as_ref();
            if !is_pattern(pattern) {
                let near = rules::nearest(pattern);
                let help = near
                    .first()
                    .map_or_else(|| "`docs/*` stands for all rules of a subject".to_owned(), |id| format!("did you mean `{id}`?"));
                self.report.add(&rule::UNKNOWN_RULE, place(key.span()), format!("there is no rule `{pattern}`")).help(help);
            }
            if let Some(level) = self.level(value, &["error", "warning", "note", "off"]) {
                levels.push((pattern.to_owned(), level));
            }
        }
        levels
    }

    fn level(&mut self, value: &Spanned<DeValue<'_>>, words: &[&str]) -> Option<Level> {
        let word = value.get_ref().as_str().filter(|word| words.contains(word));
        if word.is_none() {
            let message = format!("{} is none of {}", shown(value), quoted(words));
            self.report.add(&rule::CONFIG_WRONG_VALUE, place(value.span()), message);
        }
        Level::of(word?)
    }

    fn base_url(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let url = self.text(value)?;
        if !url.starts_with("https://") && !url.starts_with("http://") {
            self.wrong(place(value.span()), format!("{} is no address", shown(value)), "write it with `https://`");
            return None;
        }
        Some(if url.ends_with('/') { url } else { url + "/" })
    }

    fn as_table<'v, 'i>(&mut self, value: &'v Spanned<DeValue<'i>>) -> Option<&'v DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong(place(value.span()), format!("{} is no table", shown(value)), "write it as `[table]` with `key = value` below");
        }
        table
    }

    fn text(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = value.get_ref().as_str().filter(|text| !text.is_empty());
        if text.is_none() {
            self.wrong(place(value.span()), format!("{} is no text", shown(value)), "write a text in quotes");
        }
        text.map(str::to_owned)
    }

    /// Patterns of paths; one that is none is left out.
    fn patterns(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<String> {
        let mut patterns = self.texts(value);
        patterns.retain(|pattern| match levels::paths(std::slice::from_ref(pattern)) {
            Ok(_) => true,
            Err(message) => {
                self.wrong(place(value.span()), message, "`*` stands for any name, `**` for folders, `{a,b}` for one of several");
                false
            }
        });
        patterns
    }

    fn texts(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<String> {
        match value.get_ref().as_array() {
            Some(list) => list.iter().filter_map(|one| self.text(one)).collect(),
            None => {
                self.wrong(place(value.span()), format!("{} is no list", shown(value)), "write texts in quotes between `[` and `]`");
                Vec::new()
            }
        }
    }
}

/// Whether a key of `levels` stands for a rule: an id, all of a subject, or all.
fn is_pattern(pattern: &str) -> bool {
    let has_subject = |subject: &str| rules::all().any(|rule| rule.id.starts_with(subject) && rule.id[subject.len()..].starts_with('/'));
    pattern == "*" || pattern.strip_suffix("/*").is_some_and(has_subject) || rules::by_id(pattern).is_some()
}

fn place(range: std::ops::Range<usize>) -> Span {
    Span::new(range.start, range.end)
}

/// A value as a message names it.
fn shown(value: &Spanned<DeValue<'_>>) -> String {
    match value.get_ref() {
        DeValue::String(text) => format!("`{}`", text.chars().take(60).collect::<String>()),
        other => format!("this {}", other.type_str()),
    }
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
