//! `errdex docs`: documentation made from catalogs.

mod sync;

use clap::Subcommand;

use super::output::Status;

#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(super) enum DocsCommand {
    /// Fill the marked blocks of Markdown files with what the catalogs know
    #[command(after_help = sync::AFTER)]
    Sync(sync::SyncArgs),
}

pub(super) fn run(command: &DocsCommand) -> Status {
    match command {
        DocsCommand::Sync(arguments) => sync::run(arguments),
    }
}
