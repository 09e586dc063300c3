//! `errdex run`: a command runs as if errdex were not there; when it has ended, the errors in its output are explained.

mod tail;

#[cfg(not(unix))]
mod elsewhere;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
use elsewhere as system;
#[cfg(unix)]
use unix as system;

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use crate::catalog::Error;
use crate::catalog::layers::Layers;
use crate::matcher::Matcher;

use super::explain::{Explained, Session};
use super::knowledge::Opened;
use super::output::{Output, Status};
use super::{Format, ViewArgs};
use tail::Tail;

/// How much of a command's output is remembered, in bytes.
const MEMORY: usize = 1 << 20;

/// The exit statuses of a shell for what it cannot run.
const NOT_FOUND: u8 = 127;
const NOT_EXECUTABLE: u8 = 126;

/// What `--help` says at its end.
pub(super) const AFTER: &str = "\
The command's input, output and exit status are passed through as they are. Where errdex prints to a terminal, the command sees one \
too. The last MiB of its output is remembered; when the command has ended, errdex explains on the standard error what it knows of it: \
any error if the command failed, only errors of the catalog if it succeeded. Without an error it says nothing.

Examples:
  errdex run -- terraform apply
  errdex run -- curl -sS https://api.example.com/…
  errdex run --brief -- make deploy
  errdex run --format json -- ./call 2> explanation

Exit status: that of the command; a command that was killed by a signal kills errdex by the same. 127 the command was not found, \
126 it could not be run, 2 errdex could not start or could not pass the output on.";

#[derive(Debug, Args)]
pub(super) struct RunArgs {
    /// Explain whatever the exit status is, and say so if nothing is found
    #[arg(long)]
    always: bool,
    #[command(flatten)]
    view: ViewArgs,
    /// The command and its arguments
    #[arg(value_name = "COMMAND", required = true, trailing_var_arg = true)]
    command: Vec<OsString>,
}

/// What became of a command.
struct Ended {
    ending: Ending,
    /// Whether whoever read the output went away before its end.
    closed: bool,
    /// Why some of the output could not be passed on.
    lost: Option<io::Error>,
    tail: Tail,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// By itself, with a status.
    Exited(i32),
    /// By a signal.
    #[cfg(unix)]
    Killed(i32),
}

pub(super) fn run(arguments: &RunArgs) -> ExitCode {
    let output = Output::new(arguments.view.color.color);
    // Before the command: it must not have run for nothing because of a typing error in `--catalog`.
    let opened = match Opened::open(&arguments.view.catalogs, &output) {
        Ok(opened) => opened,
        Err(status) => return status.into(),
    };
    let layers = opened.layers();
    if let Err(damaged) = check(&layers) {
        return output.damaged(&damaged).into();
    }
    let session = Session { view: &arguments.view, output, matcher: Matcher::new(layers) };
    match system::run(&arguments.command, Tail::new(MEMORY)) {
        Ok(ended) => Told { session: &session, arguments }.end(ended),
        Err(error) => not_run(&session, &arguments.command[0], &error).into(),
    }
}

/// Reads what is read of a catalog for any capture, so that damage shows now. The built-in one is as sound as the program.
fn check(layers: &Layers<'_>) -> Result<(), Error> {
    for layer in layers.iter().filter(|layer| layer.origin.is_some()) {
        layer.catalog.providers()?;
        layer.catalog.names()?;
        layer.catalog.anchors()?;
    }
    Ok(())
}

/// Says why a command could not be started, and with what status a shell would end.
fn not_run(session: &Session<'_>, command: &OsStr, error: &io::Error) -> u8 {
    let name = session.harmless(&command.to_string_lossy());
    let (status, reason) = match error.kind() {
        io::ErrorKind::NotFound if Path::new(command).exists() => (NOT_FOUND, "the interpreter that it names is not there".to_owned()),
        io::ErrorKind::NotFound if name.contains('/') => (NOT_FOUND, "there is no such file".to_owned()),
        io::ErrorKind::NotFound => (NOT_FOUND, "command not found (what only a shell knows, run as: sh -c '…')".to_owned()),
        _ => (NOT_EXECUTABLE, error.to_string()),
    };
    session.output.say(format_args!("cannot run {name}: {reason}"));
    status
}

/// Takes out what a terminal does not show: colors would stand between the name of a secret and its value. Line by line, so that a sequence
/// without an end hides no more than its line.
fn without_colors(text: &[u8]) -> Vec<u8> {
    text.split_inclusive(|byte| *byte == b'\n').flat_map(|line| anstream::adapter::strip_bytes(line).into_vec()).collect()
}

/// Tells what a command's output says.
struct Told<'a> {
    session: &'a Session<'a>,
    arguments: &'a RunArgs,
}

impl Told<'_> {
    /// Explains, and ends as the command did.
    fn end(&self, ended: Ended) -> ExitCode {
        let Ended { ending, closed, lost, tail } = ended;
        // That nobody reads on is how `| head` works.
        let failed = ending != Ending::Exited(0) && !(closed && ending.is_closed_pipe());
        self.explain(ending, failed, tail);
        if let Some(error) = lost {
            self.session.output.say(format_args!("cannot pass on the command's output: {error}"));
            if !failed || ending.is_closed_pipe() {
                return Status::Failed.into();
            }
        }
        system::end(ending)
    }

    fn explain(&self, ending: Ending, failed: bool, tail: Tail) {
        let break_line = if tail.is_mid_line() { "\n" } else { "" };
        let name = format!("output of {}", self.command());
        let message = match self.session.text(&name, without_colors(&tail.into_bytes())) {
            Ok(explained) if self.is_worth_it(&explained, failed) => self.headline(ending) + &self.session.rendered(&explained),
            Ok(_) if self.arguments.always => format!("\nerrdex: no known error in the {name}\n"),
            Ok(_) => return,
            Err(damaged) => format!("\nerrdex: the catalog {damaged}\n"),
        };
        self.session.output.message(&format!("{break_line}{message}"));
    }

    /// A wrapper of every command must be silent when it has nothing to say.
    fn is_worth_it(&self, explained: &Explained, failed: bool) -> bool {
        let is_any_wanted = failed || self.arguments.always;
        explained.is_known() || (is_any_wanted && !explained.explanation.findings.is_empty())
    }

    /// Keeps the explanation apart from the command's own output. JSON is read by programs, a line each.
    fn headline(&self, ending: Ending) -> String {
        if self.arguments.view.format == Format::Json {
            return String::new();
        }
        let command = self.command();
        match ending {
            Ending::Exited(0) => format!("\nerrdex: {command} succeeded, but its output tells of an error:\n\n"),
            Ending::Exited(status) => format!("\nerrdex: {command} failed with exit status {status}; its output tells of:\n\n"),
            #[cfg(unix)]
            Ending::Killed(signal) => {
                format!("\nerrdex: {command} was ended by {}; its output tells of:\n\n", system::signal_name(signal))
            }
        }
    }

    /// The command's name without its folder.
    fn command(&self) -> String {
        let given = &self.arguments.command[0];
        let name = Path::new(given).file_name().map_or_else(|| given.to_string_lossy(), OsStr::to_string_lossy);
        self.session.harmless(&name)
    }
}

impl Ending {
    /// Whether the command died because nobody read what it wrote.
    fn is_closed_pipe(self) -> bool {
        system::CLOSED_PIPE == Some(self)
    }
}
