//! `errdex annotate`: a filter for logs. One line in, one line out.

use std::fmt::Write as _;
use std::num::NonZeroUsize;

use clap::{Args, ValueEnum};

use crate::catalog::Error;
use crate::scan::annotate::{Annotate, Census, Chosen, Counts, Dialect, Field, Style};
use crate::scan::blocks::{self, Reader, Source};
use crate::scan::pool::{self, Flush};
use crate::scan::resolve::Resolver;
use crate::scan::search::{Scope, Search};

use super::knowledge::Opened;
use super::output::{Output, Status};
use super::scan::threads;
use super::{CatalogArgs, Color, size};

#[cfg(not(unix))]
use elsewhere as system;
#[cfg(unix)]
use unix as system;

/// What `--help` says at its end.
pub(super) const AFTER: &str = "\
Reads the standard input and nothing else. A line without a known error passes as it is, byte for byte; so does a line that is longer than \
--max-record. Each line is looked at by itself. Secrets of a line are masked in what is written beside it, never in the line.

A line with an error becomes, with
  --as json        {\"level\":\"error\",…,\"errdex\":{\"verdict\":\"matched\",\"id\":…}}
                   or, if it is no JSON object, {\"message\":\"…\",\"errdex\":{…}};
                   an object that has the key already stays as it is
  --as suffix      … [errdex equinix/EQX-826-403 fix=\"…\"]
  --as logfmt      … errdex.id=equinix/EQX-826-403 errdex.fix=\"…\"
  --as mmexternal  {\"$!\":{\"errdex\":{…}}}, and {} any other line: for rsyslog

Where several entries fit, the verdict is `ambiguous`, and there are `ids` in the place of the `id`. What is not known is left out; without \
an id, the code says what was found.

Examples:
  tail -F app.log | errdex annotate
  journalctl -f -o cat -u app | errdex annotate --as suffix
  errdex annotate --fields id,retryable < app.log | jq -cR 'fromjson? | select(.errdex)'
  zcat app.log.gz | errdex annotate --flush block | gzip > annotated.log.gz

Exit status: 0 the input or its reader came to its end, 2 could not run. SIGTERM ends it after what has been read; a second one at once.";

#[derive(Debug, Args)]
pub(super) struct AnnotateArgs {
    /// How a line is written that has an error
    #[arg(long = "as", value_enum, default_value_t, value_name = "FORM")]
    dialect: DialectArg,
    /// What is said of the error, in the order given: verdict, id, code, title, fix, retryable, more, provider, status, message, values, cause, steps, url. Or `all`: the findings as `explain --format json` shows them
    #[arg(long, value_name = "LIST", value_parser = chosen)]
    fields: Option<Chosen>,
    /// When lines are written
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    flush: FlushArg,
    #[command(flatten)]
    catalogs: CatalogArgs,
    /// How many threads work; all cores without this
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// A longer line passes as it is: bytes, or with K, M, G
    #[arg(long, value_name = "SIZE", default_value = "16M", value_parser = size)]
    max_record: usize,
    /// Say at the end on the standard error what came by. Without this it is silent
    #[arg(long, short)]
    verbose: bool,
    /// Show secrets as they are, also in what is written beside the line
    #[arg(long)]
    no_redact: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum DialectArg {
    /// A JSON object gets the key `errdex`, another line becomes an object
    #[default]
    Json,
    /// Brackets at the end of the line
    Suffix,
    /// Keys and values at the end of the line
    Logfmt,
    /// Answers for rsyslog
    Mmexternal,
}

impl DialectArg {
    const fn dialect(self) -> Dialect {
        match self {
            Self::Json => Dialect::Json,
            Self::Suffix => Dialect::Suffix,
            Self::Logfmt => Dialect::Logfmt,
            Self::Mmexternal => Dialect::Mmexternal,
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum FlushArg {
    /// What came together, as soon as it is done
    #[default]
    Auto,
    /// Each line by itself, for programs that wait for it
    Line,
    /// Much at once
    Block,
}

impl FlushArg {
    const fn flush(self) -> Flush {
        match self {
            Self::Auto => Flush::Auto,
            Self::Line => Flush::Line,
            Self::Block => Flush::Block,
        }
    }
}

/// The fields of a list, or all findings.
fn chosen(list: &str) -> Result<Chosen, String> {
    if list == "all" {
        return Ok(Chosen::All);
    }
    let mut fields = Vec::new();
    for name in list.split(',').map(str::trim) {
        match Field::ALL.into_iter().find(|field| field.name() == name) {
            Some(field) if fields.contains(&field) => return Err(format!("`{name}` stands there twice")),
            Some(field) => fields.push(field),
            None => return Err(format!("`{name}` is no field; there are {}, or `all`", Field::ALL.map(Field::name).join(", "))),
        }
    }
    Ok(Chosen::Fields(fields))
}

pub(super) fn run(arguments: &AnnotateArgs) -> Status {
    let output = Output::new(Color::Never);
    match annotate(arguments, &output) {
        Ok(()) => Status::Found,
        Err(status) => status,
    }
}

fn annotate(arguments: &AnnotateArgs, output: &Output) -> Result<(), Status> {
    let damaged = |error: Error| output.damaged(&error);
    let style = style(arguments).map_err(|mistake| output.failed(mistake))?;
    let opened = Opened::open(&arguments.catalogs, output)?;
    let layers = opened.layers();
    let search = Search::new(&layers, Scope::All).map_err(damaged)?;
    let threads = threads(arguments.threads);
    let census = if arguments.verbose { Census::Taken } else { Census::Left };
    let first = Resolver::new(&search, layers.clone(), arguments.no_redact).map_err(damaged)?;
    let first = Annotate::new(&search, first, &style, census);
    let others = (1..threads.get()).map(|_| first.another()).collect::<Result<Vec<_>, _>>().map_err(damaged)?;
    let mut workers: Vec<_> = std::iter::once(first).chain(others).collect();

    let (input, mut sink) = system::open().map_err(|error| output.failed(format_args!("cannot start: {error}")))?;
    let mut unread = None;
    let settings = blocks::Settings { max_record: arguments.max_record, ..blocks::Settings::default() };
    let mut reader = Reader::new(settings, std::iter::once(Ok(input)), |_, error| unread = Some(error.to_string()));
    let make = || workers.pop().expect("one for each thread");
    let outcome = pool::run(&mut reader, threads, make, &mut sink, arguments.flush.flush());
    let read = reader.counts();
    drop(reader);

    if arguments.verbose {
        let counts = outcome.workers.iter().map(Annotate::counts).fold(Counts::default(), Counts::and);
        output.say(told(read, counts));
    }
    output.ended(outcome.result, "cannot go on")?;
    unread.map_or(Ok(()), |error| Err(output.failed(format_args!("cannot read the standard input: {error}"))))
}

fn style(arguments: &AnnotateArgs) -> Result<Style, &'static str> {
    let dialect = arguments.dialect.dialect();
    let chosen = arguments.fields.clone().unwrap_or_else(|| dialect.usual());
    if dialect.takes(&chosen) {
        Ok(Style { dialect, chosen })
    } else {
        Err("`--fields all` is JSON; it goes with `--as json` and `--as mmexternal`")
    }
}

/// What came by, in one line.
fn told(read: blocks::Counts, counts: Counts) -> String {
    let mut text = format!("{} lines, {} bytes; {} findings in {} lines", counts.lines, read.bytes, counts.findings, counts.annotated);
    let passed = [(counts.already, "annotated before"), (read.long_records, "longer than --max-record"), (counts.invalid, "not UTF-8")];
    for (count, what) in passed.into_iter().filter(|(count, _)| *count > 0) {
        // Writing to a String does not fail.
        let _ = write!(text, "; {count} {what}");
    }
    text
}

/// The standard streams past the buffers that the library keeps, and SIGTERM.
#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::io;
    use std::os::fd::AsFd;

    use signal_hook::consts::SIGTERM;

    use crate::scan::blocks::Waiting;

    use super::super::signals;
    use super::Source;

    /// The input, which is over when SIGTERM comes, and the output.
    pub(super) fn open() -> io::Result<(Source<'static>, File)> {
        let input = File::from(io::stdin().as_fd().try_clone_to_owned()?);
        let output = File::from(io::stdout().as_fd().try_clone_to_owned()?);
        Ok((Source::stream(Waiting::new(input, signals::wait(&[SIGTERM])?)), output))
    }
}

/// The standard streams, where there are no signals.
#[cfg(not(unix))]
mod elsewhere {
    use std::io;

    use super::Source;

    #[expect(clippy::unnecessary_wraps, reason = "it can fail elsewhere")]
    pub(super) fn open() -> io::Result<(Source<'static>, io::Stdout)> {
        Ok((Source::stream(io::stdin()), io::stdout()))
    }
}
