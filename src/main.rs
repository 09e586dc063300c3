//! The `errdex` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    errdex::cli::run(std::env::args_os())
}
