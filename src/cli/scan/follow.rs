//! `errdex scan --follow`: files that are being written, for as long as somebody wants it.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use crate::catalog::layers::Layers;
use crate::render::printable;
use crate::scan::blocks::{self, Counts, Lines, Reader, Source};
use crate::scan::count::{Count, Settings};
use crate::scan::pool::{self, Flush};
use crate::scan::resolve::Resolver;
use crate::scan::search::Search;
use crate::scan::summary::Outline;
use crate::scan::tally::Tally;

use super::super::follow::{Event, Follow, pause};
use super::super::output::{Output, Status};
use super::super::progress::Counters;
use super::super::sources::Sources;
use super::metrics::{EVERY, Measured, Metrics};
use super::{ByArg, ScanArgs, Sink, report, summarize, times, totals};

pub(super) fn follow<'c>(
    arguments: &ScanArgs,
    layers: &Layers<'c>,
    search: &Search<'c>,
    sources: &Sources,
    output: &Output,
) -> Result<Status, Status> {
    let paths = files(arguments, sources).map_err(|message| output.failed(message))?;
    let names: Vec<String> = paths.iter().map(|path| printable(&path.to_string_lossy()).into_owned()).collect();
    let name = |file: u32| names.get(file as usize).cloned().unwrap_or_default();
    let stop = Arc::new(AtomicBool::new(false));
    stop_on_signals(&stop).map_err(|error| output.failed(format_args!("cannot wait for signals: {error}")))?;
    let opened: Vec<AtomicBool> = paths.iter().map(|_| AtomicBool::new(false)).collect();
    let tell = |file: u32, event: Event<'_>| match event {
        Event::Begun => opened[file as usize].store(true, Ordering::Relaxed),
        event => output.say(format_args!("{}: {event}", name(file))),
    };
    let sources = || counted(&opened);
    let resolver = Resolver::new(search, layers.clone(), arguments.no_redact);
    let resolver = resolver.map_err(|error| output.damaged(&error))?;
    let reporter = resolver.another().map_err(|error| output.damaged(&error))?;
    let tally = Arc::new(Mutex::new(Tally::default()));
    let totals = |bytes: u64, tally: &Tally| totals(tally, Counts { bytes, ..sources() });
    let metrics = arguments.prometheus.as_deref().map(|path| {
        let (tally, totals, name) = (&tally, &totals, &name);
        let write = move |bytes: u64| {
            let tally = tally.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let by = arguments.by.map(ByArg::by);
            // That it cannot be written was said; the last time counts.
            let write = |outline: &Outline<'_>| report::metrics(path, outline, output);
            let _ = report::outlined(by, totals(bytes, &tally), tally.sums(), &reporter, name, write);
        };
        Metrics::new(EVERY, write)
    });
    let mut wait = pause(&stop);
    let pause = || {
        if let Some(metrics) = &metrics {
            metrics.idle(Instant::now());
        }
        wait()
    };
    let text = Follow::new(paths, arguments.max_record, pause, tell);
    let trail = text.trail();
    let place = |offset: u64| trail.place(offset).map_or((0, offset), |place| (place.file, place.offset));
    let counters = Counters::default();
    let settings = Settings {
        by: arguments.by.map(ByArg::by),
        unlisted: arguments.unlisted || arguments.stubs,
        list: if arguments.matches { Some(&name) } else { None },
        place: Some(&place),
        times: times(),
        findings: &counters.findings,
    };
    let worker = Count::new(search, resolver, settings).with_tally(Arc::clone(&tally));
    let mut worker = Some(Measured { worker, metrics: metrics.as_ref() });
    let start = Instant::now();
    let settings = blocks::Settings { max_record: arguments.max_record, lines: Lines::Unknown, ..blocks::Settings::default() };
    let mut reader = Reader::new(settings, std::iter::once(Ok(Source::stream(text))), |_, _| {});
    let outcome = pool::run(&mut reader, NonZeroUsize::MIN, || worker.take().expect("there is one worker"), &mut Sink, Flush::Auto);
    output.ended(outcome.result, "cannot go on")?;
    let Counts { sources, failed, .. } = sources();
    let counts = Counts { sources, failed, ..reader.counts() };
    let workers = outcome.workers.into_iter().map(|measured| measured.worker).collect();
    summarize(arguments, layers, workers, counts, name, start, output)
}

/// The files to follow, or what is wrong with the arguments.
fn files(arguments: &ScanArgs, sources: &Sources) -> Result<Vec<PathBuf>, &'static str> {
    // A file that is not there yet is waited for.
    match sources.paths().or_else(|| waited_for(&arguments.inputs)) {
        None => Err("--follow needs files; a pipe is followed anyway, without it"),
        Some(paths) if paths.is_empty() => Err("there is no file to follow; one that does not exist yet can be named"),
        Some(paths) => Ok(paths),
    }
}

/// How many files there were to read, and how many there never were.
fn counted(opened: &[AtomicBool]) -> Counts {
    let sources = opened.iter().filter(|opened| opened.load(Ordering::Relaxed)).count();
    let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Counts { sources: narrow(sources), failed: narrow(opened.len() - sources), ..Counts::default() }
}

/// The arguments as files, if none is the standard input or a folder.
fn waited_for(inputs: &[OsString]) -> Option<Vec<PathBuf>> {
    let file = |input: &OsString| (input != "-" && !Path::new(input).is_dir()).then(|| PathBuf::from(input));
    if inputs.is_empty() { None } else { inputs.iter().map(file).collect() }
}

/// Ctrl-C, and what a service manager sends, end the text; a second one ends the program as always.
#[cfg(unix)]
fn stop_on_signals(stop: &Arc<AtomicBool>) -> std::io::Result<()> {
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        signal_hook::flag::register_conditional_default(signal, Arc::clone(stop))?;
        signal_hook::flag::register(signal, Arc::clone(stop))?;
    }
    stop.store(false, Ordering::Relaxed);
    Ok(())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as on Unix")]
fn stop_on_signals(_: &Arc<AtomicBool>) -> std::io::Result<()> {
    Ok(())
}
