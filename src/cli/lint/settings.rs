//! The settings of a run: `errdex.toml`, found upwards from what is linted.

use std::path::{Path, PathBuf};

use globset::GlobSet;

use crate::lint::config::{self, Config};
use crate::lint::levels::{self, Policy};
use crate::lint::{Report, rules};
use crate::render::diagnostics;

use super::super::CatalogArgs;
use super::super::knowledge::Opened;
use super::super::output::{self, Output, Status};

/// The name of the file.
const NAME: &str = "errdex.toml";

/// What `errdex.toml` says, ready to be asked.
pub(in crate::cli) struct Settings {
    /// What is not asked often.
    pub(in crate::cli) config: Config,
    /// The file, as messages name it.
    shown: String,
    /// The folder that paths of the file start from; without a file, the current one.
    root: PathBuf,
    policy: Policy,
    include: GlobSet,
    exclude: GlobSet,
}

impl Settings {
    /// Reads the file that was named, or the nearest one above a path. Says what is wrong with it, and that `undone` is so for that.
    pub(in crate::cli) fn find(named: Option<&Path>, first: &Path, undone: &str, output: &Output) -> Result<Self, Status> {
        let failed = |path: &Path, error: &dyn std::fmt::Display| output.failed(format_args!("{}: {error}", path.display()));
        let current = || std::env::current_dir().unwrap_or_default();
        let file = named.map_or_else(|| above(&first.canonicalize().unwrap_or_else(|_| current())), |named| Some(named.to_owned()));
        let Some(file) = file else {
            return Self::new(Config::default(), NAME.to_owned(), current()).map_err(|error| failed(Path::new(NAME), &error));
        };
        let text = std::fs::read(&file).map_err(|error| failed(&file, &error))?;
        let shown = shown(&file);
        let text = String::from_utf8(text).map_err(|_| failed(&file, &"is not UTF-8"))?;
        let mut report = Report::new(&shown);
        let config = config::read(&text, &mut report);
        let mistakes = report.finish();
        if !mistakes.is_empty() {
            output.message(&diagnostics::render(&mistakes, |_| Some(&text), output::width()));
            let hint = if mistakes.iter().any(|mistake| mistake.rule == rules::lint::UNKNOWN_RULE.id) {
                "; `errdex catalog list errdex` lists all rules"
            } else {
                ""
            };
            return Err(output.failed(format_args!("{undone}: {shown} has mistakes{hint}")));
        }
        let root = file.canonicalize().ok().and_then(|path| Some(path.parent()?.to_owned())).unwrap_or_else(current);
        Self::new(config, shown, root).map_err(|error| failed(&file, &error))
    }

    fn new(mut config: Config, shown: String, root: PathBuf) -> Result<Self, String> {
        let policy = Policy::new(std::mem::take(&mut config.levels))?;
        let (include, exclude) = (levels::paths(&config.include)?, levels::paths(&config.exclude)?);
        Ok(Self { config, shown, root, policy, include, exclude })
    }

    /// Opens the catalogs that count: those of the file, and those of the arguments on top of them.
    pub(in crate::cli) fn open(&self, arguments: &CatalogArgs, output: &Output) -> Result<Opened, Status> {
        let catalogs: Vec<PathBuf> = self.config.catalogs.iter().map(|path| self.path(path)).collect();
        for path in &catalogs {
            // Who did not name it here has to be told where it is named.
            path.metadata().map_err(|error| {
                output.failed(format_args!("{}: `catalogs` names {}, which cannot be read: {error}", self.shown, path.display()))
            })?;
        }
        if arguments.no_builtin && arguments.paths.is_empty() && catalogs.is_empty() {
            return Err(output.failed("--no-builtin leaves no catalog; name one by --catalog PATH, or by `catalogs` in errdex.toml"));
        }
        Opened::open_after(&catalogs, arguments, output)
    }

    /// A path of the file, for the system.
    pub(super) fn path(&self, path: &str) -> PathBuf {
        let path = self.root.join(path);
        // Shorter, where it can be, for messages.
        let current = std::env::current_dir().unwrap_or_default();
        path.strip_prefix(current).map(Path::to_owned).unwrap_or(path)
    }

    /// A path as the patterns of the file name it: below its folder, with `/`. `None` if it is elsewhere.
    pub(super) fn name(&self, path: &Path) -> Option<String> {
        let below = path.strip_prefix(&self.root).ok()?;
        Some(below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"))
    }

    /// How much the breach of a rule counts.
    pub(super) const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Whether a file is not linted; by its path below the folder of `errdex.toml`.
    pub(super) fn is_excluded(&self, name: &str) -> bool {
        self.exclude.is_match(name)
    }

    /// Whether a file that was found is one to lint, if the settings say so at all.
    pub(super) fn is_included(&self, name: &str) -> Option<bool> {
        (!self.config.include.is_empty()).then(|| self.include.is_match(name))
    }
}

/// The nearest `errdex.toml` in a folder or one above it.
fn above(path: &Path) -> Option<PathBuf> {
    path.ancestors().map(|folder| folder.join(NAME)).find(|file| file.is_file())
}

/// A path without the current folder before it.
fn shown(path: &Path) -> String {
    let current = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(current).unwrap_or(path).display().to_string()
}
