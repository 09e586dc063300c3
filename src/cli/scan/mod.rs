//! `errdex scan`: what is known in logs, counted or listed.

mod fail_on;
mod follow;
mod metrics;
mod report;

use std::ffi::OsString;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use clap::{Args, ValueEnum};

use crate::catalog::layers::Layers;
use crate::scan::blocks::{self, Counts, Lines, Reader};
use crate::scan::count::{Count, Settings};
use crate::scan::label::By;
use crate::scan::pool::{self, Flush};
use crate::scan::resolve::Resolver;
use crate::scan::search::{Scope, Search};
use crate::scan::summary::{Outline, Sources as SourceCounts, Totals};
use crate::scan::tally::{Firsts, Tally};
use crate::scan::time::{Clock, Time, Times};

use super::knowledge::Opened;
use super::output::{self, Output, Status};
use super::progress::{self, Counters, Progress};
use super::sources::{Sources, Wait};
use super::{CatalogArgs, ColorArgs, size};

pub(super) const AFTER: &str = "\
Examples:
  errdex scan /var/log/app                      what is in these logs
  errdex scan app.log.gz 'old/*.zst'            packed files, patterns
  errdex scan --matches *.log | jq .finding     a line for each finding
  errdex scan --follow --matches app.log        as it is written
  errdex scan --by hour --format json a > a.json
  errdex scan --merge a.json b.json             as if read at once
  errdex scan --stubs app.log                   entries for unknown codes
  errdex scan --fail-on EQ-2012005 ci.log       for CI

A bare HTTP status is no finding. Secrets are masked. Times without a zone count as UTC.

Exit status: 0, or 1 if something of --fail-on was found, 2 if something could not be read, or could not run.";

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct ScanArgs {
    /// Files, folders (with all that is in them), patterns, or `-`; without any, the standard input. gzip and zstd are unpacked
    #[arg(value_name = "FILE|FOLDER|-")]
    inputs: Vec<OsString>,
    #[command(flatten)]
    catalogs: CatalogArgs,
    /// What the summary looks like
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: SummaryFormat,
    /// Write a line of JSON for each finding instead of a summary
    #[arg(long, conflicts_with_all = ["format", "stubs"])]
    matches: bool,
    /// Look for codes only, not for messages without a code: faster
    #[arg(long)]
    no_messages: bool,
    /// Tell only of codes that have the shape of a family and are in no catalog
    #[arg(long, conflicts_with = "matches")]
    unlisted: bool,
    /// The same as entries of a catalog, to review: YAML
    #[arg(long, conflicts_with = "format")]
    stubs: bool,
    /// Count for each service, hour or HTTP status as well
    #[arg(long, value_enum, value_name = "WHAT")]
    by: Option<ByArg>,
    /// Go on when the end is reached, also if files are replaced or cut, until Ctrl-C. Files that come later are not seen
    #[arg(long, conflicts_with = "merge")]
    follow: bool,
    /// End with status 1 if this was found: a code or how it begins, an id, a family (equinix/eq-portal), a provider, or `unlisted`. May be given several times
    #[arg(long, value_name = "CODE|FAMILY|unlisted")]
    fail_on: Vec<String>,
    /// Write the counts for the textfile collector of Prometheus
    #[arg(long, value_name = "FILE")]
    prometheus: Option<PathBuf>,
    /// The inputs are summaries in JSON: make one of them, as if all had been read in this order
    #[arg(long, conflicts_with_all = ["matches", "by", "no_messages"])]
    merge: bool,
    /// How many threads search; all cores without this
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// A longer line is searched in pieces of this size: bytes, or with K, M, G
    #[arg(long, value_name = "SIZE", default_value = "16M", value_parser = size)]
    max_record: usize,
    #[command(flatten)]
    color: ColorArgs,
    /// Show no progress
    #[arg(long, short)]
    quiet: bool,
    /// Show secrets as they are
    #[arg(long)]
    no_redact: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum SummaryFormat {
    /// A table
    #[default]
    Text,
    /// To be kept and merged
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ByArg {
    /// The service that logged the line
    Service,
    /// The hour of its time
    Hour,
    /// The HTTP status
    Status,
}

impl ByArg {
    const fn by(self) -> By {
        match self {
            Self::Service => By::Service,
            Self::Hour => By::Hour,
            Self::Status => By::Status,
        }
    }
}

pub(super) fn run(arguments: &ScanArgs) -> Status {
    let output = Output::new(arguments.color.color);
    let result = Opened::open(&arguments.catalogs, &output).and_then(|opened| {
        let mistake = fail_on::mistake(&arguments.fail_on, &opened.layers());
        if let Some(mistake) = mistake.map_err(|error| output.damaged(&error))? {
            return Err(output.failed(mistake));
        }
        if arguments.merge {
            report::report(arguments, &opened.layers(), &report::merge(arguments, &output)?, None, &output)
        } else {
            scan(arguments, &opened, &output)
        }
    });
    match result {
        Ok(status) | Err(status) => status,
    }
}

fn scan(arguments: &ScanArgs, opened: &Opened, output: &Output) -> Result<Status, Status> {
    let layers = opened.layers();
    let scope = if arguments.no_messages { Scope::Codes } else { Scope::All };
    let search = Search::new(&layers, scope).map_err(|error| output.damaged(&error))?;
    let sources = Sources::find(&arguments.inputs);
    if arguments.follow {
        return follow::follow(arguments, &layers, &search, &sources, output);
    }
    let counters = Counters::default();
    let name = |source: u32| sources.name(source).to_owned();
    let settings = Settings {
        by: arguments.by.map(ByArg::by),
        unlisted: arguments.unlisted || arguments.stubs,
        list: if arguments.matches { Some(&name) } else { None },
        place: None,
        times: times(),
        findings: &counters.findings,
    };
    let threads = threads(arguments.threads);
    let first = Resolver::new(&search, layers.clone(), arguments.no_redact).map_err(|error| output.damaged(&error))?;
    let entries = layers.iter().map(|layer| layer.catalog.image().len() as usize).sum();
    let firsts = Arc::new(Firsts::new(if threads.get() > 1 { entries } else { 0 }));
    let worker = |_| first.another().map(|resolver| Count::new(&search, resolver, settings).sharing(Arc::clone(&firsts)));
    let mut workers = (0..threads.get()).map(worker).collect::<Result<Vec<_>, _>>().map_err(|error| output.damaged(&error))?;

    let start = Instant::now();
    let total = sources.total();
    let progress = Progress::on_stderr(&counters, total);
    let is_shown = !arguments.quiet && progress::is_visible() && !(arguments.matches && output::is_terminal());
    let tell = |source: u32, error: &io::Error| {
        let say = || output.say(format_args!("{}: {error}", sources.name(source)));
        if is_shown { progress.aside(say) } else { say() }
    };
    let lines = if arguments.matches { Lines::Counted } else { Lines::Unknown };
    let settings = blocks::Settings { max_record: arguments.max_record, lines, ..blocks::Settings::default() };
    let wait = if sources.inputs() > 0 { interrupted(output)? } else { None };
    let mut reader = Reader::new(settings, sources.open(&counters.bytes, wait.as_deref()), tell);
    let mut sink = Sink;
    let outcome = {
        let mut work = || pool::run(&mut reader, threads, || workers.pop().expect("one for each thread"), &mut sink, Flush::Auto);
        if is_shown { progress.during(work) } else { work() }
    };
    output.ended(outcome.result, "cannot go on")?;
    let counts = Counts { sources: reader.counts().sources.saturating_sub(sources.inputs()), ..reader.counts() };
    summarize(arguments, &layers, outcome.workers, counts, name, start, output)
}

/// Waits for the standard input, which Ctrl-C and SIGTERM end: a pipe may have no other end, and what was counted is to be told.
#[cfg(unix)]
fn interrupted(output: &Output) -> Result<Option<Box<Wait>>, Status> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    match super::signals::wait(&[SIGINT, SIGTERM]) {
        Ok(wait) => Ok(Some(Box::new(wait))),
        Err(error) => Err(output.failed(format_args!("cannot wait for signals: {error}"))),
    }
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as on Unix")]
fn interrupted(_: &Output) -> Result<Option<Box<Wait>>, Status> {
    Ok(None)
}

/// How many threads there are to be.
pub(super) fn threads(asked: Option<NonZeroUsize>) -> NonZeroUsize {
    asked.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN)
}

/// Lines without a year are of the last twelve months.
fn times() -> Times {
    let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let now = Time::from_seconds(i64::try_from(seconds).unwrap_or(i64::MAX));
    let year = now.to_string().get(..4).and_then(|year| year.parse().ok()).unwrap_or(1970);
    Times::new(Clock { year, now })
}

/// Prints what the workers counted since `start`.
fn summarize(
    arguments: &ScanArgs,
    layers: &Layers<'_>,
    workers: Vec<Count<'_, '_>>,
    counts: Counts,
    name: impl Fn(u32) -> String,
    start: Instant,
    output: &Output,
) -> Result<Status, Status> {
    let mut parts = workers.into_iter().map(Count::into_parts);
    let Some((mut tally, resolver)) = parts.next() else { return Err(Status::Failed) };
    parts.for_each(|(other, _): (Tally, _)| tally.merge(other));
    let totals = totals(&tally, counts);
    let print = |outline: &Outline<'_>| report::report(arguments, layers, outline, Some(start.elapsed()), output);
    report::outlined(arguments.by.map(ByArg::by), totals, tally.sums(), &resolver, &name, print)
        .unwrap_or_else(|error| Err(output.damaged(&error)))
}

/// How much was read and found.
fn totals(tally: &Tally, counts: Counts) -> Totals {
    Totals {
        bytes: counts.bytes,
        findings: tally.findings(),
        over_cap: counts.long_records,
        sources: SourceCounts { read: counts.sources.into(), failed: counts.failed.into() },
        ..Totals::default()
    }
}

/// The standard output, locked for each write only, and without the buffer of lines that it has.
struct Sink;

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        io::stdout().lock().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stdout().lock().flush()
    }
}
