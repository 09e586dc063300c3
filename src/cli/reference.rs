//! `docs/cli.md`, generated from the definition of the arguments. A test keeps it fresh; to write it anew:
//! `ERRDEX_UPDATE_CLI=1 cargo test --lib cli::reference`.

use std::fmt::Write;
use std::path::Path;

use clap::{Arg, Command, CommandFactory};

use super::Cli;

const HEAD: &str = "\
# The commands of errdex

<!-- Generated from the definition of the arguments; to write it anew: ERRDEX_UPDATE_CLI=1 cargo test --lib cli::reference -->

What `errdex COMMAND --help` says of each command, on one page.
";

#[test]
fn the_reference_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cli.md");
    let fresh = reference();
    if std::env::var_os("ERRDEX_UPDATE_CLI").is_some() {
        std::fs::write(&path, &fresh).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(written, fresh, "docs/cli.md is stale; run ERRDEX_UPDATE_CLI=1 cargo test --lib cli::reference");
}

fn reference() -> String {
    let mut root = Cli::command();
    root.build();
    let mut out = HEAD.to_owned();
    section(&root, "errdex", &mut out);
    out
}

/// A command, and those below it.
fn section(command: &Command, name: &str, out: &mut String) {
    let about = command.get_long_about().or_else(|| command.get_about()).map(ToString::to_string).unwrap_or_default();
    let usage = command.clone().render_usage().to_string();
    let usage: Vec<&str> = usage.trim_start_matches("Usage:").lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    write!(out, "\n## `{name}`\n\n{}.\n\n```text\n{}\n```\n", text(&about), usage.join("\n")).unwrap();
    let below: Vec<&Command> = command.get_subcommands().filter(|command| !command.is_hide_set()).collect();
    if !below.is_empty() {
        out.push_str("\n| command | |\n| --- | --- |\n");
    }
    for command in &below {
        let full = format!("{name} {}", command.get_name());
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        writeln!(out, "| [`{full}`](#{}) | {} |", full.replace(' ', "-"), text(&about)).unwrap();
    }
    arguments(command, out);
    if let Some(after) = command.get_after_long_help().or_else(|| command.get_after_help()) {
        write!(out, "\n```text\n{}\n```\n", after.to_string().trim_end()).unwrap();
    }
    for command in below {
        section(command, &format!("{name} {}", command.get_name()), out);
    }
}

/// The table of what a command takes.
fn arguments(command: &Command, out: &mut String) {
    let shown: Vec<&Arg> =
        command.get_arguments().filter(|arg| !arg.is_hide_set() && !["help", "version"].contains(&arg.get_id().as_str())).collect();
    if shown.is_empty() {
        return;
    }
    out.push_str("\n| argument | |\n| --- | --- |\n");
    for arg in shown {
        let help = arg.get_long_help().or_else(|| arg.get_help()).map(ToString::to_string).unwrap_or_default();
        writeln!(out, "| {} | {}{} |", spelled(arg), text(&help), values(arg)).unwrap();
    }
}

/// How an argument is written.
fn spelled(arg: &Arg) -> String {
    let names: Vec<String> = arg.get_value_names().unwrap_or_default().iter().map(|name| format!("<{name}>")).collect();
    if arg.is_positional() {
        return format!("`{}`", names.join(" ").replace('|', "\\|"));
    }
    let short = arg.get_short().map(|short| format!("`-{short}`, ")).unwrap_or_default();
    let takes = arg.get_action().takes_values() && !names.is_empty();
    let value = if takes { format!(" {}", names.join(" ").replace('|', "\\|")) } else { String::new() };
    format!("{short}`--{}{value}`", arg.get_long().unwrap_or_default())
}

/// The words that an argument knows, and which it is by default.
fn values(arg: &Arg) -> String {
    let mut out = String::new();
    let known: Vec<String> = arg
        .get_possible_values()
        .iter()
        .filter(|_| arg.get_action().takes_values())
        .map(|value| {
            let help = value.get_help().map(|help| format!(" ({})", text(&help.to_string()))).unwrap_or_default();
            format!("`{}`{help}", value.get_name())
        })
        .collect();
    if !known.is_empty() {
        write!(out, ". One of {}", known.join(", ")).unwrap();
    }
    let default: Vec<String> = arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    if !default.is_empty() && arg.get_action().takes_values() {
        write!(out, "; by default `{}`", default.join(" ")).unwrap();
    }
    out
}

/// A help text within a line of Markdown.
fn text(help: &str) -> String {
    let line = help.split_whitespace().collect::<Vec<_>>().join(" ");
    line.replace('|', "\\|").replace('<', "\\<").replace('*', "\\*")
}
