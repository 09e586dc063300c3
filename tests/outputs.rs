//! Where output goes and what it is of: files that are written and read at once, links, mistyped names, secrets, catalogs on top.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::answered;

/// Runs errdex in a folder with a text as its standard input.
fn errdex(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_errdex"));
    let command = command.args(arguments).current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    answered(command.spawn().unwrap(), input.as_bytes())
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
#[cfg(unix)]
fn scan_does_not_read_what_it_writes() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.log"), "EQ-2010005\nEQ-2010005\n").unwrap();
    let written = folder.path().join("out.jsonl");
    let run = |inputs: &[&str]| {
        let output = fs::File::create(&written).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_errdex"));
        let command = command.args(["scan", "--matches"]).args(inputs).current_dir(folder.path()).stdin(Stdio::null()).stdout(output);
        let ended = command.stderr(Stdio::null()).status().unwrap();
        (ended.code(), fs::read_to_string(&written).unwrap().lines().count())
    };
    assert_eq!(run(&["."]), (Some(0), 2));
    assert_eq!(run(&["a.log", "out.jsonl"]), (Some(2), 2));
}

#[test]
#[cfg(unix)]
fn a_link_stays_one_when_it_is_written_to() {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("there.csv", folder.path().join("link.csv")).unwrap();
    for _ in 0..2 {
        assert!(errdex(folder.path(), &["catalog", "export", "-o", "link.csv"], "").status.success());
        assert!(folder.path().join("link.csv").symlink_metadata().unwrap().is_symlink());
        assert!(fs::read_to_string(folder.path().join("there.csv")).unwrap().contains("EQ-2010005"));
    }
}

#[test]
fn a_mistyped_name_lets_nothing_pass_when_merging() {
    let folder = tempfile::tempdir().unwrap();
    let summary = errdex(folder.path(), &["scan", "--format", "json"], "EQ-2010005\n");
    fs::write(folder.path().join("a.json"), &summary.stdout).unwrap();
    let merged = |name: &str| errdex(folder.path(), &["scan", "--merge", "--fail-on", name, "a.json"], "").status.code();
    assert_eq!([merged("EQ-2010005"), merged("EQ-2012005"), merged("EQ-20100O5x")], [Some(1), Some(0), Some(2)]);
}

#[test]
fn a_diff_shows_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let body = "{\"name\": \"x\", \"password\": \"Zq7kPw93Lm2xVb84Rt61Yc\",}\n";
    let request = "POST https://api.equinix.com/fabric/v4/connections HTTP/1.1\nContent-Type: application/json\nX-Odd: a\u{202e}b\n\n";
    fs::write(folder.path().join("a.http"), format!("{request}{body}")).unwrap();
    let diff = text(&errdex(folder.path(), &["lint", "--diff", "a.http"], ""));
    assert!(diff.contains("+{\"name\"") && diff.contains("****"), "{diff}");
    assert!(!diff.contains("Zq7k") && !diff.contains('\u{202e}'), "{diff}");
}

#[test]
fn a_catalog_on_top_corrects_one_entry_and_leaves_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("own/equinix")).unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join("own/equinix").join(name), text).unwrap();
    write("provider.yaml", "id: equinix\nname: Equinix\n");
    write("a.yaml", "entries:\n  - { code: EQ-2010005, status: 403, title: Ours, cause: It is ours., fix: Do as we say., source: us }\n");
    let found = |input: &str| text(&errdex(folder.path(), &["--catalog", "own", "--brief", "-"], input));
    assert!(found("ERROR EQ-2010005 happened").contains("Ours"));
    assert!(found("ERROR EQ-3142306 happened").contains("Bandwidth not offered"));
}

#[test]
fn a_line_is_annotated_once() {
    let folder = tempfile::tempdir().unwrap();
    for fields in ["fix", "status", "id,fix"] {
        let annotated = |input: &str| text(&errdex(folder.path(), &["annotate", "--as", "suffix", "--fields", fields], input));
        let once = annotated("x EQX-999-001\ny EQ-2010005\n");
        assert!(once.contains("[errdex"), "{once}");
        assert_eq!(annotated(&once), once, "{fields}");
    }
}

#[cfg(unix)]
#[test]
fn a_hostile_name_of_a_file_does_nothing_to_the_terminal() {
    const NAME: &str = "a\u{1b}[31m\u{9b}b";
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join(NAME)).unwrap();
    fs::write(folder.path().join("c\u{1b}[2J"), "no image").unwrap();
    let commands: [&[&str]; 9] = [
        &["catalog", "stats", "--catalog", "c\u{1b}[2J"],
        &["catalog", "compile", NAME, "-o", NAME],
        &["catalog", "export", "-o", NAME],
        &["catalog", "dump", "c\u{1b}[2J"],
        &["lint", "--config", NAME, "."],
        &["lint", "--baseline", NAME, "."],
        &["man", "--output", "c\u{1b}[2J"],
        &["scan", "--merge", "c\u{1b}[2J"],
        &["scan", "--fail-on", NAME, "."],
    ];
    for arguments in commands {
        let output = errdex(folder.path(), arguments, "");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains("errdex: ") && !said.contains(['\u{1b}', '\u{9b}']), "{arguments:?}: {said:?}");
    }
}
