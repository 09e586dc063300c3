//! The command line: the only part that reads files, prints, and decides the exit status.

mod annotate;
mod catalog;
mod completions;
mod docs;
mod explain;
mod export;
mod follow;
mod import;
mod input;
mod knowledge;
mod lint;
mod man;
mod output;
mod progress;
#[cfg(test)]
mod reference;
mod replace;
mod run;
mod scan;
#[cfg(unix)]
mod signals;
mod sources;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

pub use output::Status;

const ABOUT: &str = "Explains API errors: paste a failed response, learn what it means and what to change";

const AFTER: &str = "\
Examples:
  pbpaste | errdex                        explain what is in the clipboard
  errdex EQ-2010005                       explain a code
  errdex EQX-121-403                      all meanings of a code
  curl -si https://… | errdex             explain an answer
  errdex explain --format json - < body   the same for programs
  errdex run -- terraform apply           run a command, and explain its errors
  errdex scan /var/log/app                count what is known in logs
  tail -F app.log | errdex annotate       write beside each line what is known of its error
  errdex lint docs                        find mistakes in texts that mention codes
  errdex catalog list equinix             what is known

Exit status: 0 an entry was found, 1 nothing known, 2 could not run.";

/// The arguments as typed.
#[derive(Debug, Parser)]
#[command(name = "errdex", version, about = ABOUT, after_help = AFTER, args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    explain: ExplainArgs,
}

// Deferred: the arguments of a command are set up when it is meant, as `errdex CODE` must not pay for all of them. Their structs have no
// doc comments, which would take the place of those of the commands.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
enum Command {
    /// Explain a code, an id, or a captured response (the default)
    #[command(after_help = "Exit status: 0 an entry was found, 1 nothing known was found, 2 errdex could not run.")]
    Explain(ExplainArgs),
    /// Run a command as it is, and explain the API errors in its output
    #[command(after_help = run::AFTER, override_usage = "errdex run [OPTIONS] -- COMMAND [ARGUMENT]...")]
    Run(run::RunArgs),
    /// Count what is known in logs: files, folders, pipes
    #[command(after_help = scan::AFTER)]
    Scan(scan::ScanArgs),
    /// Write beside each line of a log what is known of the error in it: a filter
    #[command(after_help = annotate::AFTER)]
    Annotate(annotate::AnnotateArgs),
    /// Find mistakes in catalogs, in docs that mention codes, in captured requests and answers
    #[command(after_help = lint::AFTER)]
    Lint(lint::LintArgs),
    /// Look inside catalogs, and compile them
    #[command(subcommand, arg_required_else_help = true)]
    Catalog(catalog::CatalogCommand),
    /// Make documentation of catalogs
    #[command(subcommand, arg_required_else_help = true)]
    Docs(docs::DocsCommand),
    /// Print the manual page of a command, or write all of them into a folder
    #[command(after_help = man::AFTER)]
    Man(man::ManArgs),
    /// Print what a shell needs to complete the arguments
    #[command(after_help = completions::AFTER)]
    Completions(completions::CompletionsArgs),
}

#[derive(Debug, Args)]
struct ExplainArgs {
    /// A code (EQ-2010005), an id (equinix/EQX-121-403/account), the start of a code (EQ-2012), a file, a message in quotes, or `-` for the standard input. A file whose name is also a code: write ./NAME
    #[arg(value_name = "CODE|ID|FILE|-")]
    inputs: Vec<OsString>,
    #[command(flatten)]
    view: ViewArgs,
}

// By which catalogs something is explained, and how that looks.
#[derive(Debug, Args)]
struct ViewArgs {
    #[command(flatten)]
    catalogs: CatalogArgs,
    /// What the output looks like
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// Show only the verdict and the fix
    #[arg(long, conflicts_with = "full")]
    brief: bool,
    /// Show everything: description, calls, examples, source
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    color: ColorArgs,
    /// Show secrets as they are. Without this, tokens, passwords and cookies are masked before anything else sees them
    #[arg(long)]
    no_redact: bool,
}

// Which catalogs count.
#[derive(Debug, Args)]
struct CatalogArgs {
    /// A catalog on top of the built-in one: a folder of YAML, or a compiled image. May be given several times, later ones on top
    #[arg(long = "catalog", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Leave the built-in catalog out
    #[arg(long)]
    no_builtin: bool,
}

#[derive(Debug, Args)]
struct ColorArgs {
    /// Whether to color: `auto` follows the terminal, `NO_COLOR` and `CLICOLOR`
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    color: Color,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal
    #[default]
    Text,
    /// One JSON object a line for each input
    Json,
    /// For a ticket or a chat
    Markdown,
}

/// A size in bytes, with K, M or G for 1024 and its powers.
fn size(text: &str) -> Result<usize, String> {
    let (digits, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let factor = match unit.to_ascii_uppercase().as_str() {
        "" => 1,
        "K" | "KB" | "KIB" => 1 << 10,
        "M" | "MB" | "MIB" => 1 << 20,
        "G" | "GB" | "GIB" => 1 << 30,
        _ => return Err("is no size; write a number of bytes, or one with K, M or G".to_owned()),
    };
    let size = digits.parse().ok().and_then(|count: usize| count.checked_mul(factor)).filter(|size| *size > 0);
    size.ok_or_else(|| "is no size above zero that there is memory for".to_owned())
}

/// What the arguments say. A command's name behind an option would be taken for a code: nobody means that.
fn parse(mut command: clap::Command, arguments: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let cli = Cli::from_arg_matches(&command.try_get_matches_from_mut(arguments)?)?;
    let first = cli.explain.inputs.first().and_then(|input| input.to_str());
    match first.filter(|first| cli.command.is_none() && command.find_subcommand(first).is_some()) {
        Some(name) => Err(command.error(
            ErrorKind::ArgumentConflict,
            format!(
                "the options of {name} stand behind it: errdex {name} [OPTIONS]\n\n  tip: for what the catalogs say of a code {name}: errdex explain {name}"
            ),
        )),
        None => Ok(cli),
    }
}

/// Runs the program.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match parse(Cli::command(), arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() { Status::Failed } else { Status::Found };
            // Nobody is left to tell when even this cannot be printed.
            let _ = error.print();
            return code.into();
        }
    };
    let status = match cli.command {
        None => explain::run(&cli.explain),
        Some(Command::Explain(arguments)) => explain::run(&arguments),
        Some(Command::Run(arguments)) => return run::run(&arguments),
        Some(Command::Scan(arguments)) => scan::run(&arguments),
        Some(Command::Annotate(arguments)) => annotate::run(&arguments),
        Some(Command::Lint(arguments)) => lint::run(&arguments),
        Some(Command::Catalog(command)) => catalog::run(&command),
        Some(Command::Docs(command)) => docs::run(&command),
        Some(Command::Man(arguments)) => man::run(&arguments),
        Some(Command::Completions(arguments)) => completions::run(&arguments),
    };
    status.into()
}
