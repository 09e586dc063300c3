//! What is printed of a scan: the summary as a table or JSON, stubs, metrics; and the exit status.

use std::cell::RefCell;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::catalog::layers::Layers;
use crate::catalog::{Error, Record, key};
use crate::explain::Filled;
use crate::render::{printable, summary};
use crate::scan::label::By;
use crate::scan::resolve::Resolver;
use crate::scan::stubs::stubs;
use crate::scan::summary::{Known, Names, Summary, Totals};
use crate::scan::tally::Counts;
use crate::scan::{prometheus, summary as contract};

use super::super::output::{Output, Status, width};
use super::super::sources::Sources;
use super::{ScanArgs, Scanned, SummaryFormat, fail_on};

/// The summary of what was counted.
pub(super) fn summary(
    by: Option<By>,
    totals: Totals,
    counts: Counts,
    resolver: &Resolver<'_, '_>,
    name: &dyn Fn(u32) -> String,
) -> Result<Summary, Error> {
    let failed = RefCell::new(None);
    let note = |error| {
        failed.borrow_mut().get_or_insert(error);
    };
    let told = |record: &Record<'_>| {
        let entry = &record.entry;
        Known {
            id: record.id(),
            code: entry.code.as_deref().map(str::to_owned),
            provider: record.provider.to_string(),
            title: entry.title.to_string(),
            fix: Filled::open(&entry.fix, entry).to_string(),
            retryable: entry.retryable,
        }
    };
    let known = |number: u32| {
        resolver.look(number, told).unwrap_or_else(|error| {
            note(error);
            None
        })
    };
    let known = |number: u32| known(number).unwrap_or_default();
    let family = |code: &str| match resolver.family(code) {
        Ok(family) => family,
        Err(error) => {
            note(error);
            None
        }
    };
    let summary = Summary::new(by, totals, counts, &Names { known: &known, family: &family, source: name });
    match failed.into_inner() {
        Some(error) => Err(error),
        None => Ok(summary),
    }
}

/// The summaries that the inputs are, as one.
pub(super) fn merge(arguments: &ScanArgs, output: &Output) -> Result<Scanned, Status> {
    let start = Instant::now();
    let sources = Sources::find(&arguments.inputs);
    let read = std::sync::atomic::AtomicU64::new(0);
    let mut list = Vec::new();
    for (number, source) in (0..).zip(sources.open(&read, None)) {
        let mut json = Vec::new();
        let text = source.and_then(|text| text.read_to_end(&mut json)).map_err(|error| error.to_string());
        match text.and_then(|_| Summary::read(&json).map_err(|error: contract::NoSummary| error.to_string())) {
            Ok(summary) => list.push(summary),
            Err(error) => {
                output.message(&format!("errdex: {}: {error}\n", sources.name(number)));
                return Err(Status::Failed);
            }
        }
    }
    let summary = Summary::merge(list).map_err(|error| {
        output.message(&format!("errdex: {error}\n"));
        Status::Failed
    })?;
    Ok(Scanned { summary, took: start.elapsed() })
}

/// Prints what was asked for, and says how the program ends.
pub(super) fn report(arguments: &ScanArgs, layers: &Layers<'_>, scanned: Scanned, output: &Output) -> Result<Status, Status> {
    let Scanned { mut summary, took } = scanned;
    let is_met = fail_on::is_met(&arguments.fail_on, &summary, layers).map_err(|error| {
        output.message(&format!("errdex: the catalog {error}\n"));
        Status::Failed
    })?;
    if let Some(path) = &arguments.prometheus {
        metrics(path, &summary, output)?;
    }
    let failed = summary.totals.sources.failed > 0;
    if arguments.unlisted || arguments.stubs {
        summary.totals.findings = summary.unlisted.iter().map(|code| code.seen.count).sum::<u64>() + summary.totals.more_unlisted;
        summary.entries.clear();
    }
    let took = (!arguments.merge).then_some(took);
    if arguments.stubs {
        print_stubs(&summary, output)?;
    } else if arguments.format == SummaryFormat::Json {
        output.data(&(serde_json::to_string(&summary).expect("plain data can be written") + "\n"))?;
    } else if !arguments.matches {
        output.data(&table(&summary, took))?;
    }
    Ok(match (failed, is_met) {
        (true, _) => Status::Failed,
        (_, true) => Status::Nothing,
        _ => Status::Found,
    })
}

fn table(summary: &Summary, took: Option<Duration>) -> String {
    summary::render(summary, took, width())
}

fn print_stubs(summary: &Summary, output: &Output) -> Result<(), Status> {
    let stubs = stubs(summary);
    if stubs.is_empty() {
        output.message("errdex: no code was found that has the shape of a family and is in no catalog\n");
    }
    let files: Vec<&str> = stubs.iter().map(|stubs| stubs.yaml.as_str()).collect();
    output.data(&files.join("---\n"))
}

/// Writes the metrics in one step: whoever collects them never sees half a file.
pub(super) fn metrics(path: &Path, summary: &Summary, output: &Output) -> Result<(), Status> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(name);
    let write = || {
        let mut file = fs::File::create(&beside)?;
        file.write_all(prometheus::metrics(summary).as_bytes())?;
        fs::rename(&beside, path)
    };
    write().map_err(|error: std::io::Error| {
        let _ = fs::remove_file(&beside);
        output.message(&format!("errdex: {}: cannot be written: {error}\n", printable(&path.to_string_lossy())));
        Status::Failed
    })
}

/// Whether a name is meant by another: case and separators are forgiven.
pub(super) fn is_same(name: &str, other: &str) -> bool {
    key::fold(name) == key::fold(other)
}
