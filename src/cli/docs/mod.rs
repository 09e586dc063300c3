//! `errdex docs`: catalogs as documentation.

mod build;
mod folder;
mod guide;
mod sync;

use clap::Subcommand;

use super::Color;
use super::output::{Output, Status};

#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(super) enum DocsCommand {
    /// Build a site: a page for each code, family, operation, status and rule
    #[command(after_help = build::AFTER)]
    Build(build::BuildArgs),
    /// Fill the marked blocks of Markdown files with what the catalogs know
    #[command(after_help = sync::AFTER)]
    Sync(sync::SyncArgs),
}

pub(super) fn run(command: &DocsCommand) -> Status {
    match command {
        DocsCommand::Build(arguments) => build::run(arguments, &Output::new(Color::Auto)).unwrap_or_else(|status| status),
        DocsCommand::Sync(arguments) => sync::run(arguments),
    }
}
