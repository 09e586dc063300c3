//! The work: targets linted by several threads, told in the order in which they were found.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::catalog::folder::{self, Content};
use crate::catalog::layers::Layers;
use crate::catalog::source::File;
use crate::catalog::yaml;
use crate::diagnostic::Diagnostic;
use crate::lint::baseline::{self, Baseline, Counts};
use crate::lint::fix::{self, Extent, Fixed};
use crate::lint::located::{Located, locate};
use crate::lint::report::MAX_FINDINGS;
use crate::lint::{self, Checked, Kind, Knowledge};
use crate::matcher::Matcher;
use crate::render::diagnostics;

use super::super::progress::Counters;
use super::settings::Settings;
use super::source::{self, Source};
use super::targets::{self, Target};

/// The most findings of a run that are kept; further ones are only counted.
const MAX_KEPT: usize = 200_000;

/// By what is linted.
pub(super) struct Job<'j> {
    pub(super) settings: &'j Settings,
    pub(super) layers: Layers<'j>,
    /// Whether files that are named for no other reason than that they changed are left out as those that are found.
    pub(super) force_exclude: bool,
    /// Whether it is to be told how many findings could be fixed.
    pub(super) counts_fixes: bool,
    /// What named files are, if the user said so.
    pub(super) kind: Option<Kind>,
    pub(super) baseline: Option<&'j Baseline>,
    /// Which fixes are applied.
    pub(super) fixes: Option<Extent>,
    /// Whether findings are drawn, and how wide.
    pub(super) width: Option<usize>,
    pub(super) counters: &'j Counters,
    /// The least scores of providers.
    pub(super) min_scores: &'j BTreeMap<String, u8>,
}

/// What came of a file.
#[derive(Debug, Default)]
pub(super) struct Linted {
    pub(super) name: String,
    /// The path below the folder of `errdex.toml`.
    pub(super) key: String,
    pub(super) findings: Vec<Located>,
    /// The findings as text, if that is wanted.
    pub(super) drawn: String,
    /// Findings that the baseline knows.
    pub(super) known: Counts,
    /// Findings that are not kept.
    pub(super) more: usize,
    /// How many findings could be fixed by safe fixes, and how many more by all.
    pub(super) fixable: (usize, usize),
    /// The text before and after the fixes, if there were any.
    pub(super) fixed: Option<(String, Fixed)>,
    /// What is to be told of it, beside findings.
    pub(super) messages: Vec<String>,
    /// That it was not linted.
    pub(super) is_unread: bool,
}

impl Linted {
    fn unread(name: String, message: &str) -> Self {
        Self { messages: vec![format!("{name}: {message}")], name, is_unread: true, ..Self::default() }
    }
}

/// Lints all targets.
pub(super) fn run(job: &Job<'_>, targets: &[Target]) -> Vec<Linted> {
    let next = AtomicUsize::new(0);
    let kept = AtomicUsize::new(0);
    let results: Vec<Mutex<Vec<Linted>>> = targets.iter().map(|_| Mutex::default()).collect();
    let work = || {
        let matcher = Matcher::new(job.layers.clone());
        let worker = Worker { job, knowledge: job.knowledge(&matcher), kept: &kept };
        while let Some((target, result)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            targets.get(at).zip(results.get(at))
        } {
            let linted = worker.target(target);
            if let Ok(mut result) = result.lock() {
                *result = linted;
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(targets.len());
    std::thread::scope(|scope| {
        for _ in 1..threads {
            // Where no thread is to be had, the others do its work.
            let _ = std::thread::Builder::new().name("lint".to_owned()).spawn_scoped(scope, work);
        }
        work();
    });
    results.into_iter().flat_map(|result| result.into_inner().unwrap_or_default()).collect()
}

impl<'j> Job<'j> {
    fn knowledge<'k>(&self, matcher: &'k Matcher<'k>) -> Knowledge<'k>
    where
        'j: 'k,
    {
        let config = &self.settings.config;
        let words = config.words.iter().map(|word| word.to_lowercase()).collect();
        Knowledge { base_url: config.base_url.clone(), words, min_scores: self.min_scores.clone(), ..Knowledge::new(matcher) }
    }
}

struct Worker<'w> {
    job: &'w Job<'w>,
    knowledge: Knowledge<'w>,
    kept: &'w AtomicUsize,
}

impl Worker<'_> {
    fn target(&self, target: &Target) -> Vec<Linted> {
        match target {
            Target::Stdin => vec![self.source("-", "-".to_owned(), source::stdin(), true)],
            Target::File { path, is_named } => {
                let name = path.display().to_string();
                let key = self.key(path);
                let source = source::file(path);
                if *is_named && source.as_ref().is_ok_and(|source| self.is_foreign(path, &source.text)) {
                    return Vec::new();
                }
                vec![self.source(&name, key, source, *is_named)]
            }
            Target::Catalog { folder, only } => self.catalog(folder, only),
        }
    }

    /// Whether a file is YAML of somebody else that a hook names, because it names all YAML.
    fn is_foreign(&self, path: &Path, text: &str) -> bool {
        let is_free = self.job.force_exclude && self.job.kind.is_none() && targets::is_yaml(path);
        is_free && Kind::of(&path.to_string_lossy(), text) != Kind::Catalog && !targets::settings_include(path, self.job.settings)
    }

    /// The path as the settings name it.
    fn key(&self, path: &Path) -> String {
        let below = path.canonicalize().ok().and_then(|full| self.job.settings.name(&full));
        below.unwrap_or_else(|| path.display().to_string())
    }

    fn source(&self, name: &str, key: String, source: Result<Source, String>, is_named: bool) -> Linted {
        let source = match source {
            Ok(source) => source,
            Err(message) => return Linted::unread(name.to_owned(), &message),
        };
        self.job.counters.bytes.fetch_add(source.text.len() as u64, Ordering::Relaxed);
        let kind = self.job.kind.filter(|_| is_named).unwrap_or_else(|| Kind::of(name, &source.text));
        let check = |text: String| {
            if kind == Kind::Catalog {
                lone_catalog_file(name, text, &self.knowledge)
            } else {
                lint::check(name, text, kind, &self.knowledge)
            }
        };
        let mut linted = Linted { name: name.to_owned(), key, ..Linted::default() };
        if let Some(at) = source.invalid {
            linted.messages.push(format!("{name}: is not UTF-8 (first at byte {at}); linted with `?` for such bytes, and not fixed"));
        }
        if source.invalid.is_some() {
            return self.finish(linted, check(source.text));
        }
        let text = self.fixed(&mut linted, source.text, kind, &check);
        let trial = (self.job.counts_fixes && self.job.fixes.is_none()).then(|| text.clone());
        let mut linted = self.finish(linted, check(text));
        if let Some(text) = trial {
            self.try_fixes(&mut linted, &text, kind, &check);
        }
        linted
    }

    /// Counts the fixes that would be kept: what `--fix` refuses is promised to nobody.
    fn try_fixes(&self, linted: &mut Linted, text: &str, kind: Kind, check: &dyn Fn(String) -> Checked) {
        let (safe, guesses) = linted.fixable;
        let fixed = |extent: Extent| fix::fix(text, kind, extent, |text| self.counting(&linted.key, text, check)).count;
        let safe = if safe == 0 { 0 } else { fixed(Extent::Safe).min(safe) };
        let guesses = if guesses == 0 { 0 } else { fixed(Extent::All).saturating_sub(safe).min(guesses) };
        linted.fixable = (safe, guesses);
    }

    /// The findings in a text that count by the levels.
    fn counting(&self, key: &str, text: &str, check: &dyn Fn(String) -> Checked) -> Vec<Diagnostic> {
        let mut findings = check(text.to_owned()).findings;
        self.job.settings.policy().apply(key, &mut findings);
        findings
    }

    /// The text with its fixes, if any are wanted.
    fn fixed(&self, linted: &mut Linted, text: String, kind: Kind, check: &dyn Fn(String) -> Checked) -> String {
        let Some(extent) = self.job.fixes else { return text };
        let fixed = fix::fix(&text, kind, extent, |text| self.counting(&linted.key, text, check));
        linted.messages.extend(not_fixed(&linted.name, &fixed));
        if fixed.count == 0 {
            return text;
        }
        let after = fixed.text.clone();
        linted.fixed = Some((text, fixed));
        after
    }

    /// What counts of the findings: by the levels, and by the baseline.
    fn finish(&self, mut linted: Linted, checked: Checked) -> Linted {
        let Checked { text, mut findings } = checked;
        if findings.len() >= MAX_FINDINGS {
            linted.messages.push(format!("{}: only the first {MAX_FINDINGS} findings are told", linted.name));
        }
        self.job.settings.policy().apply(&linted.key, &mut findings);
        if findings.is_empty() {
            return linted;
        }
        let mut located = locate(findings, &text);
        if let Some(baseline) = self.job.baseline {
            linted.known = baseline::take_known(&mut located, baseline.of_file(&linted.key));
        }
        self.job.counters.findings.fetch_add(located.len() as u64, Ordering::Relaxed);
        if self.kept.fetch_add(located.len(), Ordering::Relaxed) >= MAX_KEPT {
            linted.more = located.len();
            return linted;
        }
        if let Some(width) = self.job.width {
            let told: Vec<Diagnostic> = located.iter().map(|finding| finding.diagnostic.clone()).collect();
            linted.drawn = diagnostics::render(&told, |_| Some(&text), width);
        }
        let with_fix = |safe: bool| located.iter().filter(|one| one.diagnostic.fix.as_ref().is_some_and(|fix| fix.safe == safe)).count();
        linted.fixable = (with_fix(true), with_fix(false));
        linted.findings = located;
        linted
    }

    /// A catalog, file by file; `only` are those that are told of.
    fn catalog(&self, folder: &Path, only: &BTreeSet<PathBuf>) -> Vec<Linted> {
        let name = folder.display().to_string();
        let content = match folder::read_all(folder) {
            Ok(content) => content,
            Err(error) => return vec![Linted { messages: vec![error.to_string()], name, is_unread: true, ..Linted::default() }],
        };
        let is_wanted = |name: &str| only.contains(Path::new(name));
        let Content { files, unread } = shortened(content);
        let providers: BTreeSet<PathBuf> = providers(&files, &unread);
        let is_of_provider = |name: &str| Path::new(name).ancestors().any(|folder| providers.contains(folder));
        // Beside the providers there may be YAML of others, and files whose provider is missing.
        let is_lost = |file: &File| is_wanted(&file.shown) && Kind::of(&file.shown, &file.text) == Kind::Catalog;
        let files: Vec<File> = files.into_iter().filter(|file| is_of_provider(&file.shown) || is_lost(file)).collect();
        // Of a folder nobody knows which files are in it.
        let is_missed = |path: &Path| path.to_str().is_none_or(|name| is_of_provider(name) || !targets::is_yaml(path));
        let unread: Vec<_> = unread.into_iter().filter(|(path, _)| is_missed(path)).collect();
        let bytes: u64 = files.iter().map(|file| file.text.len() as u64).sum();
        self.job.counters.bytes.fetch_add(bytes, Ordering::Relaxed);
        // What a file says that could not be read, nobody misses in the others.
        let check: CheckFiles = if unread.is_empty() { lint::check_catalog } else { lint::check_part };
        let (files, linted) = self.fixed_catalog(files, check, &is_wanted);
        let checked = check(files, &self.knowledge);
        let told = linted.into_iter().zip(checked).filter(|(linted, _)| is_wanted(&linted.name));
        let told = told.map(|(linted, checked)| self.finish(linted, checked));
        let unread = unread.into_iter().filter(|(path, _)| only.contains(path) || !targets::is_yaml(path));
        told.chain(unread.map(|(path, error)| Linted::unread(path.display().to_string(), &error.to_string()))).collect()
    }

    /// The files of a catalog with their fixes, and what is to be told of those. A file is fixed with the others as they are.
    fn fixed_catalog(&self, mut files: Vec<File>, check: CheckFiles, is_wanted: &dyn Fn(&str) -> bool) -> (Vec<File>, Vec<Linted>) {
        let named = |file: &File| Linted { name: file.shown.clone(), key: self.key(Path::new(&file.shown)), ..Linted::default() };
        let mut linted: Vec<Linted> = files.iter().map(named).collect();
        let Some(extent) = self.job.fixes else { return (files, linted) };
        let first = check(files.clone(), &self.knowledge);
        let can_be_fixed = |at: &usize| first[*at].findings.iter().any(|finding| finding.fix.is_some());
        for at in (0..files.len()).filter(can_be_fixed) {
            let linted = &mut linted[at];
            if !is_wanted(&linted.name) {
                continue;
            }
            let counting = |text: &str| {
                let mut edited = files.clone();
                text.clone_into(&mut edited[at].text);
                let mut findings = check(edited, &self.knowledge).swap_remove(at).findings;
                self.job.settings.policy().apply(&linted.key, &mut findings);
                findings
            };
            let fixed = fix::fix(&files[at].text, Kind::Catalog, extent, counting);
            linted.messages.extend(not_fixed(&linted.name, &fixed));
            if fixed.count > 0 {
                let before = std::mem::replace(&mut files[at].text, fixed.text.clone());
                linted.fixed = Some((before, fixed));
            }
        }
        (files, linted)
    }
}

/// What is in a folder, with paths as the targets have them.
fn shortened(content: Content) -> Content {
    let files = content.files.into_iter().map(|file| File { shown: without_dot(&file.shown).to_owned(), ..file });
    let unread = content.unread.into_iter().map(|(path, error)| (path.strip_prefix(".").map(Path::to_owned).unwrap_or(path), error));
    Content { files: files.collect(), unread: unread.collect() }
}

/// The folders of the providers.
fn providers(files: &[File], unread: &[(PathBuf, std::io::Error)]) -> BTreeSet<PathBuf> {
    let paths = files.iter().map(|file| Path::new(&file.shown)).chain(unread.iter().map(|(path, _)| path.as_path()));
    paths.filter(|path| targets::is_provider(path)).filter_map(Path::parent).map(Path::to_owned).collect()
}

/// Lints files of a catalog.
type CheckFiles = fn(Vec<File>, &Knowledge<'_>) -> Vec<Checked>;

/// What is told of findings whose edits were left out.
fn not_fixed(name: &str, fixed: &Fixed) -> Vec<String> {
    let line = |finding: &Diagnostic| format!("{name}: not fixed, as it would make nothing better: {} ({})", finding.message, finding.rule);
    fixed.left_out.iter().map(line).collect()
}

/// A file of a catalog without the others, as from the standard input: what needs the others is not told.
fn lone_catalog_file(name: &str, text: String, knowledge: &Knowledge<'_>) -> Checked {
    let file = File { path: format!("lone/{}", lone_path(&text)), shown: name.to_owned(), text };
    lint::check_part(vec![file], knowledge).swap_remove(0)
}

/// Where a file stands below the folder of its provider, by its keys.
fn lone_path(text: &str) -> &'static str {
    let (root, _) = yaml::parse(text);
    let has = |keys: [&str; 2]| root.as_ref().is_some_and(|root| keys.iter().all(|key| root.get(key).is_some()));
    match () {
        () if has(["method", "path"]) => "operations/operation.yaml",
        () if has(["id", "name"]) && !has(["entries"; 2]) => "provider.yaml",
        () => "entries.yaml",
    }
}

fn without_dot(path: &str) -> &str {
    path.strip_prefix("./").unwrap_or(path)
}
