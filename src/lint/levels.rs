//! Levels: how much the user wants the breach of a rule to count, everywhere or in some files.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::diagnostic::{Diagnostic, Severity};

/// What a breach counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Nothing: it is not shown.
    Off,
    /// As much as this.
    On(Severity),
}

impl Level {
    /// The level of a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "off" => Some(Self::Off),
            "note" => Some(Self::On(Severity::Note)),
            "warning" => Some(Self::On(Severity::Warning)),
            "error" => Some(Self::On(Severity::Error)),
            _ => None,
        }
    }

    /// The severity, unless it is off.
    #[must_use]
    pub const fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::On(severity) => Some(severity),
        }
    }
}

/// Levels of their own for some files.
#[derive(Debug, Clone, Default)]
pub struct Override {
    /// Patterns of paths, below the folder of `errdex.toml`.
    pub paths: Vec<String>,
    /// Rules, and their levels.
    pub levels: Vec<(String, Level)>,
}

/// All levels that the user set.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    /// Those that hold everywhere.
    pub base: Vec<(String, Level)>,
    /// Those of some files; of two that say something, the later counts.
    pub overrides: Vec<Override>,
}

/// Levels ready to be asked.
#[derive(Debug, Default)]
pub struct Policy {
    base: Vec<(String, Level)>,
    overrides: Vec<(GlobSet, Vec<(String, Level)>)>,
}

impl Policy {
    /// Levels ready to be asked.
    ///
    /// # Errors
    /// If a pattern of paths is none; in words.
    pub fn new(levels: Levels) -> Result<Self, String> {
        let overrides = levels.overrides.into_iter().map(|one| Ok((paths(&one.paths)?, one.levels)));
        Ok(Self { base: levels.base, overrides: overrides.collect::<Result<_, String>>()? })
    }

    /// The findings of a file (by its path below the folder of `errdex.toml`) that count, each with the severity that it has by these levels.
    pub fn apply(&self, path: &str, findings: &mut Vec<Diagnostic>) {
        if self.base.is_empty() && self.overrides.is_empty() {
            return;
        }
        let matching: Vec<_> = self.overrides.iter().rev().filter(|(paths, _)| paths.is_match(path)).map(|(_, levels)| levels).collect();
        findings.retain_mut(|finding| {
            let mut found = matching.iter().copied().chain([&self.base]).filter_map(|levels| level(levels, &finding.rule));
            match found.next() {
                Some(Level::Off) => false,
                Some(Level::On(severity)) => {
                    finding.severity = severity;
                    true
                }
                None => true,
            }
        });
    }
}

/// The level of a rule in a list: the narrower pattern counts, an id before its subject, that before all.
fn level(levels: &[(String, Level)], rule: &str) -> Option<Level> {
    let subject = rule.split_once('/').map_or(rule, |(subject, _)| subject);
    let of = |is_it: &dyn Fn(&str) -> bool| levels.iter().find(|(pattern, _)| is_it(pattern)).map(|(_, level)| *level);
    of(&|pattern| pattern == rule)
        .or_else(|| of(&|pattern| pattern.strip_suffix("/*") == Some(subject)))
        .or_else(|| of(&|pattern| pattern == "*"))
}

/// Patterns of paths as one: `*` stays within a folder, `**` does not; one without `/` counts in every folder, one that names a folder
/// for all that is in it.
///
/// # Errors
/// If one is no pattern; in words.
pub fn paths(patterns: &[String]) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
        let anchored = if pattern.contains('/') { pattern.trim_start_matches('/').to_owned() } else { format!("**/{pattern}") };
        for form in [anchored.clone(), format!("{anchored}/**")] {
            let glob = GlobBuilder::new(&form).literal_separator(true).build();
            set.add(glob.map_err(|error| format!("`{pattern}` is no pattern of paths: {}", error.kind()))?);
        }
    }
    set.build().map_err(|error| format!("too many patterns of paths: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(levels: &[(&str, Level)], rule: &str, expected: Option<Level>) {
        let levels: Vec<_> = levels.iter().map(|(pattern, level)| ((*pattern).to_owned(), *level)).collect();
        assert_eq!(level(&levels, rule), expected, "{rule}");
    }

    #[test]
    fn the_narrower_pattern_counts() {
        let levels = [("*", Level::Off), ("docs/*", Level::On(Severity::Note)), ("docs/unknown-code", Level::On(Severity::Error))];
        check(&levels, "docs/unknown-code", Some(Level::On(Severity::Error)));
        check(&levels, "docs/wrong-status", Some(Level::On(Severity::Note)));
        check(&levels, "page/no-code", Some(Level::Off));
        check(&levels[1..], "docsy/no-code", None);
    }

    #[test]
    fn patterns_name_files_and_folders() {
        let set = |patterns: &[&str]| paths(&patterns.iter().map(|pattern| (*pattern).to_owned()).collect::<Vec<_>>()).unwrap();
        assert!(set(&["docs"]).is_match("docs/a/b.md"));
        assert!(set(&["docs"]).is_match("a/docs/b.md"));
        assert!(!set(&["/docs/*.md"]).is_match("docs/a/b.md"));
        assert!(set(&["docs/**/*.md"]).is_match("docs/a/b.md"));
        assert!(!set(&["docs/a"]).is_match("x/docs/a/b.md"));
        assert!(paths(&["a[".to_owned()]).unwrap_err().starts_with("`a[` is no pattern of paths"));
    }
}
