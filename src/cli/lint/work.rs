//! The work: targets linted by several threads, told in the order in which they were found.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::catalog::folder;
use crate::catalog::layers::Layers;
use crate::catalog::source::File;
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
use super::targets::Target;

/// The most findings of a run that are kept; further ones are only counted.
const MAX_KEPT: usize = 200_000;

/// By what is linted.
pub(super) struct Job<'j> {
    pub(super) settings: &'j Settings,
    pub(super) layers: Layers<'j>,
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
                vec![self.source(&name, key, source::file(path), *is_named)]
            }
            Target::Catalog { folder, only } => {
                let mut linted = self.catalog(folder);
                linted.retain(|one| only.is_empty() || one.is_unread || only.iter().any(|path| is_same(path, &one.name)));
                linted
            }
        }
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
        let text = if source.invalid.is_some() { source.text } else { self.fixed(&mut linted, source.text, kind, &check) };
        self.finish(linted, check(text))
    }

    /// The text with its fixes, if any are wanted.
    fn fixed(&self, linted: &mut Linted, text: String, kind: Kind, check: &dyn Fn(String) -> Checked) -> String {
        let Some(extent) = self.job.fixes else { return text };
        let counting = |text: &str| {
            let mut findings = check(text.to_owned()).findings;
            self.job.settings.policy().apply(&linted.key, &mut findings);
            findings
        };
        let fixed = fix::fix(&text, kind, extent, counting);
        for finding in &fixed.left_out {
            linted
                .messages
                .push(format!("{}: not fixed, as it would make nothing better: {} ({})", linted.name, finding.message, finding.rule));
        }
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
        linted.findings = located;
        linted
    }

    /// A catalog, file by file.
    fn catalog(&self, folder: &Path) -> Vec<Linted> {
        let name = folder.display().to_string();
        let files = match folder::read(folder) {
            Ok(files) => files,
            Err(error) => return vec![Linted { messages: vec![error.to_string()], name, is_unread: true, ..Linted::default() }],
        };
        let files: Vec<File> = files.into_iter().map(|file| File { shown: without_dot(&file.shown).to_owned(), ..file }).collect();
        let bytes: u64 = files.iter().map(|file| file.text.len() as u64).sum();
        self.job.counters.bytes.fetch_add(bytes, Ordering::Relaxed);
        let (files, fixed) = self.fixed_catalog(files);
        let names: Vec<String> = files.iter().map(|file| file.shown.clone()).collect();
        let checked = lint::check_catalog(files, &self.knowledge);
        let with_name = names.into_iter().zip(fixed).zip(checked).map(|((name, fixed), checked)| {
            let key = self.key(Path::new(&name));
            self.finish(Linted { name, key, fixed, ..Linted::default() }, checked)
        });
        with_name.collect()
    }

    /// The files of a catalog with their fixes, each beside what it was. A file is fixed with the others as they are.
    fn fixed_catalog(&self, mut files: Vec<File>) -> (Vec<File>, Vec<Option<(String, Fixed)>>) {
        let mut fixed: Vec<Option<(String, Fixed)>> = files.iter().map(|_| None).collect();
        let Some(extent) = self.job.fixes else { return (files, fixed) };
        let first = lint::check_catalog(files.clone(), &self.knowledge);
        for at in (0..files.len()).filter(|at| first[*at].findings.iter().any(|finding| finding.fix.is_some())) {
            let key = self.key(Path::new(&files[at].shown));
            let counting = |text: &str| {
                let mut edited = files.clone();
                text.clone_into(&mut edited[at].text);
                let mut findings = lint::check_catalog(edited, &self.knowledge).swap_remove(at).findings;
                self.job.settings.policy().apply(&key, &mut findings);
                findings
            };
            let done = fix::fix(&files[at].text, Kind::Catalog, extent, counting);
            if done.count > 0 {
                let before = std::mem::replace(&mut files[at].text, done.text.clone());
                fixed[at] = Some((before, done));
            }
        }
        (files, fixed)
    }
}

/// A file of a catalog without the others, as from the standard input: what needs the others is not told.
fn lone_catalog_file(name: &str, text: String, knowledge: &Knowledge<'_>) -> Checked {
    let file = File { path: format!("lone/{name}"), shown: name.to_owned(), text };
    lint::check_catalog(vec![file], knowledge).swap_remove(0)
}

fn without_dot(path: &str) -> &str {
    path.strip_prefix("./").unwrap_or(path)
}

fn is_same(path: &Path, name: &str) -> bool {
    path.strip_prefix(".").unwrap_or(path) == Path::new(name)
}
