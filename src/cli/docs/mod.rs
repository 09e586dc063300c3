//! `errdex docs`: catalogs as documentation.

mod build;
mod folder;
mod guide;

use clap::Subcommand;

use super::Color;
use super::output::{Output, Status};

#[derive(Debug, Subcommand)]
pub(super) enum DocsCommand {
    /// Build a site: a page for each code, family, operation, status and rule
    #[command(after_help = build::AFTER)]
    Build(build::BuildArgs),
}

pub(super) fn run(command: &DocsCommand) -> Status {
    let output = Output::new(Color::Auto);
    let done = match command {
        DocsCommand::Build(arguments) => build::run(arguments, &output),
    };
    done.unwrap_or_else(|status| status)
}
