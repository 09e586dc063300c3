//! What is printed of a scan: the summary as a table or JSON, stubs, metrics; and the exit status.

use std::cell::RefCell;
use std::path::Path;
use std::time::Duration;

use crate::catalog::Error;
use crate::catalog::layers::{Known as Found, Layers};
use crate::explain::Filled;
use crate::hidden::write_json;
use crate::render::summary;
use crate::scan::label::By;
use crate::scan::resolve::Resolver;
use crate::scan::stubs::stubs;
use crate::scan::summary::{Json, Known, Listed, Names, OnlyUnlisted, Outline, Summary, Totals};
use crate::scan::tally::Sums;
use crate::scan::{prometheus, summary as contract};

use super::super::output::{Output, Status, width};
use super::super::replace::write_whole;
use super::super::sources::Sources;
use super::{ScanArgs, SummaryFormat, fail_on};

/// What `look` makes of the summary of what was counted.
pub(super) fn outlined<T>(
    by: Option<By>,
    totals: Totals,
    sums: Sums,
    resolver: &Resolver<'_, '_>,
    name: &dyn Fn(u32) -> String,
    look: impl FnOnce(&Outline<'_>) -> T,
) -> Result<T, Error> {
    let failed = RefCell::new(None);
    let note = |error| {
        failed.borrow_mut().get_or_insert(error);
    };
    let told = |found: Found<'_>| {
        let entry = &found.record.entry;
        Known {
            id: found.id,
            code: entry.code.as_deref().map(str::to_owned),
            provider: found.record.provider.to_string(),
            title: entry.title.to_string(),
            fix: Filled::open(&entry.fix, entry).to_string(),
            retryable: entry.retryable,
        }
    };
    let id = |number: u32| resolver.look(number, |known| known.id).unwrap_or_else(noted(&note)).unwrap_or_default();
    let known = |number: u32| resolver.look(number, told).unwrap_or_else(noted(&note)).unwrap_or_default();
    let family = |code: &str| resolver.family(code).unwrap_or_else(noted(&note));
    let outline = Outline::new(by, totals, sums, Names { id: &id, known: &known, family: &family, source: name });
    // Every record was read for it, so whatever is damaged was seen before anything is printed.
    if let Some(error) = failed.take() {
        return Err(error);
    }
    let made = look(&outline);
    match failed.take() {
        Some(error) => Err(error),
        None => Ok(made),
    }
}

/// Notes an error, and says that nothing is known.
fn noted<T>(note: &impl Fn(Error)) -> impl Fn(Error) -> Option<T> {
    move |error| {
        note(error);
        None
    }
}

/// The summaries that the inputs are, as one.
pub(super) fn merge(arguments: &ScanArgs, output: &Output) -> Result<Summary, Status> {
    let sources = Sources::find(&arguments.inputs);
    let read = std::sync::atomic::AtomicU64::new(0);
    let mut list = Vec::new();
    for (number, source) in (0..).zip(sources.open(&read, None)) {
        let mut json = Vec::new();
        let text = source.and_then(|text| text.read_to_end(&mut json)).map_err(|error| error.to_string());
        match text.and_then(|_| Summary::read(&json).map_err(|error: contract::NoSummary| error.to_string())) {
            Ok(summary) => list.push(summary),
            Err(error) => return Err(output.failed(format_args!("{}: {error}", sources.name(number)))),
        }
    }
    Summary::merge(list).map_err(|error| output.failed(error))
}

/// Prints what was asked for, and says how the program ends; `took` is how long a scan took.
pub(super) fn report(
    arguments: &ScanArgs,
    layers: &Layers<'_>,
    summary: &dyn Listed,
    took: Option<Duration>,
    output: &Output,
) -> Result<Status, Status> {
    let is_met = fail_on::is_met(&arguments.fail_on, summary, layers).map_err(|error| output.damaged(&error))?;
    if let Some(path) = &arguments.prometheus {
        metrics(path, summary, output)?;
    }
    if arguments.unlisted || arguments.stubs {
        print(arguments, &OnlyUnlisted::of(summary), took, output)?;
    } else {
        print(arguments, summary, took, output)?;
    }
    Ok(match (summary.totals().sources.failed > 0, is_met) {
        (true, _) => Status::Failed,
        (_, true) => Status::Nothing,
        _ => Status::Found,
    })
}

fn print(arguments: &ScanArgs, summary: &dyn Listed, took: Option<Duration>, output: &Output) -> Result<(), Status> {
    if arguments.stubs {
        return print_stubs(summary, output);
    }
    if arguments.format == SummaryFormat::Json {
        return output.stream(|out| {
            write_json(&mut *out, &Json(summary))?;
            out.write_all(b"\n")
        });
    }
    if arguments.matches { Ok(()) } else { summary::render(summary, took, width(), |piece| output.data(piece)) }
}

fn print_stubs(summary: &dyn Listed, output: &Output) -> Result<(), Status> {
    let stubs = stubs(summary);
    if stubs.is_empty() {
        output.say("no code was found that has the shape of a family and is in no catalog");
    }
    let files: Vec<&str> = stubs.iter().map(|stubs| stubs.yaml.as_str()).collect();
    output.data(&files.join("---\n"))
}

/// Writes the metrics in one step: whoever collects them never sees half a file.
pub(super) fn metrics(path: &Path, summary: &dyn Listed, output: &Output) -> Result<(), Status> {
    let written = write_whole(path, prometheus::metrics(summary).as_bytes());
    written.map_err(|error| output.failed(format_args!("{}: cannot be written: {error}", path.display())))
}
