//! `errdex docs sync`: marked blocks in Markdown files, filled or checked.

use std::path::{Path, PathBuf};

use clap::Args;
use similar::TextDiff;

use crate::cli::lint::settings::Settings;
use crate::cli::output::{Output, Status, width};
use crate::cli::{CatalogArgs, ColorArgs, input, replace};
use crate::diagnostic::Diagnostic;
use crate::matcher::Matcher;
use crate::render::{diagnostics, printable};
use crate::site::sync::{Source, has_marks, sync};

pub(super) const AFTER: &str = "\
Marks, each on a line of its own; only what stands between them is written:
  <!-- errdex:table equinix EQ-2012 -->     codes of a provider that start so
  <!-- errdex:table equinix -->             all codes of a provider
  <!-- errdex:entry equinix/EQ-2010005 -->  one entry, or all of a code
  <!-- errdex:operation PROVIDER/ID -->     what an operation answers
  <!-- errdex:rules request -->             rules of `errdex lint` of a subject
  <!-- errdex:rules -->                     all rules
  <!-- /errdex -->                          the end of each

Of the errdex.toml above the first file, `catalogs` and `base-url` count; arguments go before it.

Examples:
  errdex docs sync README.md docs/*.md   write the blocks anew
  errdex docs sync --check README.md     in CI: show what is stale

Exit status: 0 all blocks are fresh or were written, 1 `--check` found stale ones, 2 a mark is wrong or a file cannot be read; then nothing is written.";

#[derive(Debug, Args)]
pub(in crate::cli) struct SyncArgs {
    /// Markdown files with marks in them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write nothing; show as a diff what is stale, and end with status 1
    #[arg(long)]
    check: bool,
    /// Where the catalog's site is: codes become links to it. Without this what errdex.toml says
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    #[command(flatten)]
    catalogs: CatalogArgs,
    #[command(flatten)]
    color: ColorArgs,
}

/// A file, as it is and as it should be.
struct Synced {
    path: PathBuf,
    before: String,
    after: String,
}

pub(super) fn run(arguments: &SyncArgs) -> Status {
    let output = Output::new(arguments.color.color);
    synchronize(arguments, &output).unwrap_or_else(|status| status)
}

fn synchronize(arguments: &SyncArgs, output: &Output) -> Result<Status, Status> {
    // What `errdex lint` says of a file has to be what is written into it, so both read the same settings.
    let first = arguments.files.first().map_or(Path::new("."), PathBuf::as_path);
    let settings = Settings::find(None, first, "nothing was written", output)?;
    let opened = settings.open(&arguments.catalogs, output)?;
    let matcher = Matcher::new(opened.layers());
    let base_url = arguments.base_url.as_deref().or(settings.config.base_url.as_deref());
    let source = Source { matcher: &matcher, base_url };
    // All files are filled before one is written, so that a mistake in the last leaves the first as it was.
    let files: Vec<Option<Synced>> = arguments.files.iter().map(|path| synced(path, &source, output)).collect();
    let files = files.into_iter().collect::<Option<Vec<Synced>>>().ok_or(Status::Failed)?;
    let stale: Vec<&Synced> = files.iter().filter(|file| file.before != file.after).collect();
    if arguments.check { check(&stale, output) } else { write(&stale, output) }
}

/// A file with its blocks filled; says what hinders it.
fn synced(path: &Path, source: &Source<'_>, output: &Output) -> Option<Synced> {
    let shown = path.display().to_string();
    let refuse = |why: &str| output.say(format_args!("{shown}: {why}"));
    let bytes = input::file(path).map_err(|error| refuse(&error.to_string())).ok()?;
    let before = String::from_utf8(bytes).map_err(|_| refuse("is no UTF-8 text")).ok()?;
    if !has_marks(&before) {
        output.say(format_args!("{shown}: has no marks; see `errdex docs sync --help`"));
    }
    let tell = |problems: Vec<Diagnostic>| {
        output.message(&diagnostics::render(&problems, |_| Some(before.as_str()), width()));
        output.say("nothing was written");
    };
    let after = sync(&shown, &before, source).map_err(tell).ok()?;
    Some(Synced { path: path.to_owned(), before, after })
}

fn check(stale: &[&Synced], output: &Output) -> Result<Status, Status> {
    for file in stale {
        output.data(&difference(file))?;
    }
    let names: Vec<String> = stale.iter().map(|file| file.path.display().to_string()).collect();
    if names.is_empty() {
        return Ok(Status::Found);
    }
    output.say(format_args!("stale: {}; write anew by `errdex docs sync`", names.join(", ")));
    Ok(Status::Nothing)
}

fn difference(file: &Synced) -> String {
    let name = file.path.display().to_string();
    let diff = TextDiff::from_lines(file.before.as_str(), file.after.as_str());
    // As `git` and `errdex lint --diff` have it, for `patch -p1`.
    let diff = diff.unified_diff().header(&format!("a/{name}"), &format!("b/{name}")).to_string();
    diff.lines().map(|line| printable(line.trim_end_matches('\r')).into_owned() + "\n").collect()
}

fn write(stale: &[&Synced], output: &Output) -> Result<Status, Status> {
    for file in stale {
        let shown = file.path.display();
        let replaced = replace::replace(&file.path, file.after.as_bytes());
        replaced.map_err(|error| output.failed(format_args!("{shown}: cannot be written: {error}")))?;
        output.say(format_args!("{shown} was written"));
    }
    Ok(Status::Found)
}
