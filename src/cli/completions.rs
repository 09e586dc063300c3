//! `errdex completions`: what a shell needs to complete the arguments.

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use super::output::{Output, Status};
use super::{Cli, Color};

pub(super) const AFTER: &str = "\
Examples:
  errdex completions bash > ~/.local/share/bash-completion/completions/errdex
  errdex completions zsh > ~/.zfunc/_errdex                 (with ~/.zfunc in fpath)
  errdex completions fish > ~/.config/fish/completions/errdex.fish
  errdex completions powershell >> $PROFILE
  errdex completions elvish >> ~/.config/elvish/rc.elv

Exit status: 0, or 2 if errdex could not run.";

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

pub(super) fn run(arguments: &CompletionsArgs) -> Status {
    let mut script = Vec::new();
    generate(arguments.shell, &mut Cli::command(), "errdex", &mut script);
    let output = Output::new(Color::Auto);
    output.data(&String::from_utf8_lossy(&script)).map_or_else(|status| status, |()| Status::Found)
}
