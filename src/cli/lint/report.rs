//! What is done with the results: fixes written or shown, the baseline kept, findings printed, the exit status.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::builtin;
use crate::catalog::layers::{Layer, Layers};
use crate::diagnostic::Severity;
use crate::lint::baseline::{Baseline, Counts};
use crate::render::lint::{Page, Run, Summary, counted, github, gitlab, json, junit, sarif};

use super::super::output::{Output, Status};
use super::super::replace::write_whole;
use super::settings::Settings;
use super::work::Linted;
use super::{LintArgs, LintFormat, SeverityArg, rewrite};

/// The baseline of a run.
pub(super) struct Known {
    path: Option<PathBuf>,
    baseline: Option<Baseline>,
    is_new: bool,
}

impl Known {
    /// Reads the baseline, if one is wanted and there is one.
    pub(super) fn open(arguments: &LintArgs, settings: &Settings, output: &Output) -> Result<Self, Status> {
        let path = arguments.baseline.clone().or_else(|| settings.config.baseline.as_ref().map(|path| settings.path(path)));
        let Some(path) = path else { return Ok(Self { path: None, baseline: None, is_new: false }) };
        let failed = |message: &dyn std::fmt::Display| output.failed(format_args!("{} {message}", path.display()));
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                let baseline = Baseline::read(&text).map_err(|message| failed(&message))?;
                Ok(Self { path: Some(path), baseline: Some(baseline), is_new: false })
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Ok(Self { path: Some(path), baseline: Some(Baseline::default()), is_new: true })
            }
            Err(error) => Err(failed(&error)),
        }
    }

    /// What is known already.
    pub(super) const fn baseline(&self) -> Option<&Baseline> {
        self.baseline.as_ref()
    }
}

pub(super) fn report(
    arguments: &LintArgs,
    settings: &Settings,
    known: &mut Known,
    mut messages: Vec<String>,
    mut linted: Vec<Linted>,
    output: &Output,
) -> Result<Status, Status> {
    let mut is_complete = messages.is_empty() && linted.iter().all(|one| !one.is_unread);
    messages.extend(linted.iter().flat_map(|one| one.messages.iter().cloned()));
    if arguments.diff {
        output.data(&rewrite::diffs(&linted))?;
    } else {
        let unwritten = rewrite::write(&linted);
        is_complete &= unwritten.is_empty();
        messages.extend(unwritten);
    }
    // What a diff would change is still there.
    let kept = if arguments.diff { Ok(false) } else { keep(known, arguments.update_baseline, &linted, settings) };
    let is_learned = kept.unwrap_or_else(|message| {
        is_complete = false;
        messages.push(message);
        false
    });
    for message in &messages {
        output.say(message);
    }
    if is_learned {
        for one in &mut linted {
            one.findings.clear();
        }
    }
    let summary = summary(&linted, is_learned);
    if !arguments.diff {
        output.data(&rendered(arguments.format, &linted, summary, settings, is_complete, is_learned))?;
    }
    if !arguments.quiet && (arguments.format == LintFormat::Text || arguments.diff) {
        output.message(&closing(arguments, known, &linted, summary, is_learned));
    }
    Ok(status(arguments, settings, summary, is_complete))
}

fn status(arguments: &LintArgs, settings: &Settings, summary: Summary, is_complete: bool) -> Status {
    let from = arguments.fail_on.map(SeverityArg::severity).or(settings.config.fail_on).unwrap_or(Severity::Error);
    let failing = match from {
        Severity::Error => summary.errors,
        Severity::Warning => summary.errors + summary.warnings,
        Severity::Note => summary.count(),
    };
    match (is_complete, failing) {
        (false, _) => Status::Failed,
        (true, 0) => Status::Found,
        (true, _) => Status::Nothing,
    }
}

fn summary(linted: &[Linted], is_learned: bool) -> Summary {
    let mut summary = Summary { files: linted.iter().filter(|one| !one.is_unread).count(), ..Summary::default() };
    linted.iter().flat_map(|one| &one.findings).for_each(|found| summary.add(found.diagnostic.severity));
    if !is_learned {
        // Those that were too many to keep: how bad they are, nobody knows any more.
        summary.errors += linted.iter().map(|one| one.more).sum::<usize>();
    }
    summary
}

/// Writes the baseline: as it is now if it is new or to be updated, else without what has gone. Whether all findings are known from now on.
fn keep(known: &mut Known, is_update: bool, linted: &[Linted], settings: &Settings) -> Result<bool, String> {
    let (Some(path), Some(baseline)) = (&known.path, &mut known.baseline) else { return Ok(false) };
    let before = baseline.clone();
    let is_learning = known.is_new || is_update;
    let seen: BTreeSet<&str> = linted.iter().map(|one| one.key.as_str()).collect();
    for one in linted.iter().filter(|one| !one.is_unread) {
        if is_learning {
            baseline.learn(&one.key, &one.findings);
        } else {
            baseline.keep(&one.key, one.known.clone());
        }
    }
    let gone: Vec<String> =
        baseline.paths().filter(|path| !seen.contains(path) && !settings.path(path).exists()).map(str::to_owned).collect();
    for path in &gone {
        baseline.keep(path, Counts::new());
    }
    if known.is_new || *baseline != before {
        write_whole(path, baseline.write().as_bytes()).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(is_learning)
}

fn rendered(format: LintFormat, linted: &[Linted], summary: Summary, settings: &Settings, is_complete: bool, is_learned: bool) -> String {
    if format == LintFormat::Text {
        return if is_learned { String::new() } else { linted.iter().map(|one| one.drawn.as_str()).collect() };
    }
    let findings: Vec<_> = linted.iter().flat_map(|one| &one.findings).collect();
    let rules: BTreeSet<&str> = findings.iter().map(|found| &*found.diagnostic.rule).collect();
    let pages = pages(&rules, settings.config.base_url.as_deref());
    let run = Run { findings, summary, pages, base_url: settings.config.base_url.as_deref(), is_complete };
    match format {
        LintFormat::Text => String::new(),
        LintFormat::Json => json::render(&run),
        LintFormat::Sarif => sarif::render(&run),
        LintFormat::Github => github::render(&run),
        LintFormat::Junit => junit::render(&run),
        LintFormat::Gitlab => gitlab::render(&run),
    }
}

/// The pages of rules, out of the built-in catalog, which has them all.
fn pages<'r>(rules: &BTreeSet<&'r str>, base_url: Option<&str>) -> BTreeMap<&'r str, Page> {
    let layers = Layers::new(vec![Layer { origin: None, catalog: builtin::catalog() }]);
    let page = |rule: &str| {
        let entry = layers.by_code(rule).ok()?.into_iter().next()?.record.entry;
        let url = base_url.map(|base| format!("{base}errdex/{rule}/"));
        Some(Page { title: entry.title.to_string(), cause: entry.cause.to_string(), fix: entry.fix.to_string(), url })
    };
    rules.iter().map(|rule| (*rule, page(rule).unwrap_or_default())).collect()
}

/// The last lines, for a person: how much there is, what can be fixed, where to read on.
fn closing(arguments: &LintArgs, known: &Known, linted: &[Linted], summary: Summary, is_learned: bool) -> String {
    let mut out = format!("errdex: {}", summary.said());
    let hidden: usize = linted.iter().flat_map(|one| one.known.values()).sum();
    if hidden > 0 {
        out += &format!(", {hidden} known");
    }
    let fixed: usize = linted.iter().filter_map(|one| one.fixed.as_ref()).map(|(_, fixed)| fixed.count).sum();
    if fixed > 0 {
        out += &format!("; {} {}", counted(fixed, "finding"), if arguments.diff { "could be fixed" } else { "fixed" });
    }
    out.push('\n');
    if is_learned && let Some(path) = &known.path {
        let count: usize = known.baseline.as_ref().map_or(0, Baseline::count);
        out += &format!("        {} written to {}: from now on, only new ones count\n", counted(count, "finding"), path.display());
    }
    let found = || linted.iter().flat_map(|one| &one.findings).map(|found| &found.diagnostic);
    if !arguments.fix && !arguments.diff {
        let fixable = linted.iter().map(|one| one.fixable).fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
        out += &match fixable {
            (0, 0) => String::new(),
            (safe, 0) => format!("        {safe} can be fixed by --fix\n"),
            (0, other) => format!("        {other} can be fixed by --fix --unsafe, which guesses; --diff --unsafe shows how\n"),
            (safe, other) => format!("        {safe} can be fixed by --fix, {other} more by --fix --unsafe, which guesses\n"),
        };
    }
    if let Some(first) = found().max_by_key(|one| one.severity) {
        out += &format!("        what a rule means: errdex explain {}\n", first.rule);
    }
    out
}

/// Whether a path may be written: not if it is a link to somewhere else.
pub(super) fn is_link(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.file_type().is_symlink())
}
