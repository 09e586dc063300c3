//! `errdex man`: the manual pages, one for each command.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;

use super::output::{Output, Status};
use super::{Cli, Color};

pub(super) const AFTER: &str = "\
Examples:
  errdex man | man -l -                 read the page of errdex
  errdex man docs sync | man -l -       that of a command
  errdex man -o ~/.local/share/man/man1 write all of them

Exit status: 0, or 2 if errdex could not run.";

#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// The command whose page is printed; without one, errdex itself
    #[arg(value_name = "COMMAND", conflicts_with = "output")]
    command: Vec<String>,
    /// Write the pages of all commands into this folder instead
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

pub(super) fn run(arguments: &ManArgs) -> Status {
    let output = Output::new(Color::Auto);
    let mut root = Cli::command();
    root.build();
    let done = match &arguments.output {
        Some(folder) => write(&root, folder, &output),
        None => print(&root, &arguments.command, &output),
    };
    done.map_or_else(|status| status, |()| Status::Found)
}

fn print(root: &Command, names: &[String], output: &Output) -> Result<(), Status> {
    let mut command = root;
    for name in names {
        command = command
            .find_subcommand(name)
            .ok_or_else(|| output.failed(format_args!("there is no command `{}`; see `errdex --help`", names.join(" "))))?;
    }
    output.data(&page(command))
}

fn write(root: &Command, folder: &Path, output: &Output) -> Result<(), Status> {
    let written = fs::create_dir_all(folder)
        .and_then(|()| all(root).into_iter().try_for_each(|command| fs::write(folder.join(format!("{}.1", name(command))), page(command))));
    written.map_err(|error| output.failed(format_args!("{}: {error}", folder.display())))
}

/// A command and all below it.
fn all(command: &Command) -> Vec<&Command> {
    let below = command.get_subcommands().filter(|command| !command.is_hide_set()).flat_map(all);
    std::iter::once(command).chain(below).collect()
}

/// The name of a command's page: `errdex-docs-sync`.
fn name(command: &Command) -> &str {
    command.get_display_name().unwrap_or_else(|| command.get_name())
}

/// The page of a command, as roff.
fn page(command: &Command) -> String {
    let mut roff = Vec::new();
    let rendered: io::Result<()> =
        Man::new(command.clone()).manual("errdex").source(concat!("errdex ", env!("CARGO_PKG_VERSION"))).render(&mut roff);
    rendered.expect("a vector takes all bytes");
    String::from_utf8_lossy(&roff).into_owned()
}
