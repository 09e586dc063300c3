//! `errdex annotate` as a program in a pipeline: when it writes, how it ends, what it says.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};

use crate::support::answered;

fn start(arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_errdex"));
    command.arg("annotate").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn annotate(arguments: &[&str], input: &[u8]) -> Output {
    answered(start(arguments), input)
}

fn check_silent(output: &Output) {
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[test]
fn each_line_is_answered_before_the_next_is_written() {
    for flush in ["line", "auto"] {
        let mut child = start(&["--as", "mmexternal", "--flush", flush]);
        let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        for (line, expected) in [("a\n", "{}"), ("EQ-2010005\n", "{\"$!\":{\"errdex\":{\"verdict\":\"matched\""), ("\n", "{}")] {
            stdin.write_all(line.as_bytes()).unwrap();
            let mut answer = String::new();
            stdout.read_line(&mut answer).unwrap();
            assert!(answer.starts_with(expected) && answer.ends_with("}\n"), "{answer}");
        }
        drop(stdin);
        check_silent(&child.wait_with_output().unwrap());
    }
}

#[test]
fn a_reader_may_go_away() {
    let mut child = start(&["--as", "suffix"]);
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let writer = std::thread::spawn(move || while stdin.write_all(b"EQ-2010005 and more\n").is_ok() {});
    stdout.read_exact(&mut [0; 100]).unwrap();
    drop(stdout);
    writer.join().unwrap();
    check_silent(&child.wait_with_output().unwrap());
}

#[test]
fn a_slow_reader_gets_everything() {
    let text = (0..60_000).map(|number| format!("line {number} {}\n", if number % 7 == 0 { "EQ-2010005" } else { "fine" }));
    let text = text.collect::<String>();
    let mut child = start(&["--as", "logfmt", "--fields", "id", "--threads", "3"]);
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let input = text.clone();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()).unwrap());
    let (mut output, mut room) = (Vec::new(), vec![0; 50_000]);
    loop {
        let count = stdout.read(&mut room).unwrap();
        if count == 0 {
            break;
        }
        output.extend_from_slice(&room[..count]);
        std::thread::yield_now();
    }
    writer.join().unwrap();
    let expected = text.replace("EQ-2010005", "EQ-2010005 errdex.id=equinix/EQ-2010005");
    assert!(output == expected.as_bytes(), "{} bytes, {} expected", output.len(), expected.len());
    check_silent(&child.wait_with_output().unwrap());
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_after_what_was_read() {
    let mut child = start(&["--as", "suffix", "--fields", "id"]);
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdin.write_all(b"EQ-2010005\nnot yet at its end").unwrap();
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    assert_eq!(line, "EQ-2010005 [errdex equinix/EQ-2010005]\n");
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "not yet at its end");
    check_silent(&child.wait_with_output().unwrap());
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_done_is_said() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_errdex"));
    let folder = command.arg("annotate").stdin(std::fs::File::open("/").unwrap()).output().unwrap();
    let error = String::from_utf8(folder.stderr).unwrap();
    assert_eq!((folder.status.code(), error.starts_with("errdex: cannot read the standard input: ")), (Some(2), true), "{error}");
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_errdex"));
    let mut child = child.arg("annotate").stdin(Stdio::piped()).stdout(full).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"a line\n").unwrap();
    let output = child.wait_with_output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), error.starts_with("errdex: cannot go on: ")), (Some(2), true), "{error}");
}

#[test]
fn what_came_by_is_said_if_asked_for() {
    let text = b"EQ-2010005 \xff\r\n{\"e\":\"EQ-2010005\",\"errdex\":1}\nfine\nvery long EQ-2010005\nEQ-2010005 twice EQ-2010005";
    let output = annotate(&["-v", "--as", "json", "--max-record", "100"], text);
    assert_eq!(output.status.code(), Some(0));
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(told, "errdex: 5 lines, 97 bytes; 4 findings in 3 lines; 1 annotated before; 1 not UTF-8\n");
    let output = annotate(&["-v", "--max-record", "4"], b"a\nEQ-2010005\nb\n");
    assert_eq!(output.stdout, b"a\nEQ-2010005\nb\n");
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(told, "errdex: 3 lines, 15 bytes; 0 findings in 0 lines; 1 longer than --max-record\n");
}

#[test]
fn all_findings_keep_the_contract() {
    let schema: Value = serde_json::from_str(include_str!("../schema/errdex-1.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let text = "EQ-2010005 EQX-121-403 EQ-2010099\nEQX-826-403 User [x] is not authorized to access the account [y]\n";
    for arguments in [["--as", "json", "--fields", "all"], ["--as", "mmexternal", "--fields", "all"]] {
        let output = annotate(&arguments, text.as_bytes());
        check_silent(&output);
        for line in String::from_utf8(output.stdout).unwrap().lines() {
            let record: Value = serde_json::from_str(line).unwrap();
            let mut said = record.get("$!").unwrap_or(&record)["errdex"].clone();
            said["input"] = json!({ "name": "-", "shape": "text", "redactions": 0 });
            let errors: Vec<String> = validator.iter_errors(&said).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{errors:?} {said}");
        }
    }
}
