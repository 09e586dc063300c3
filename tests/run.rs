//! `errdex run`: a command runs as if errdex were not there, and its errors are explained on the standard error.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Output, Stdio};

use rustix::fs::{Mode, OFlags, open};
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

const KNOWN: &str = r#"{"errors":[{"code":"EQX-816-403","message":"User [JaneRoe] is forbidden to access report of [7]"}]}"#;

fn errdex(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_errdex"));
    command.arg("run").args(arguments).env("NO_COLOR", "1").env("COLUMNS", "100").stdin(Stdio::null());
    command
}

/// Runs a script of `sh`, whose `$1` is `text`.
fn script(flags: &[&str], script: &str, text: &str) -> Output {
    errdex(&[flags, &["--", "sh", "-c", script, "sh", text]].concat()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What a script prints, how it ends, and what of that is on the standard error.
fn check(flags: &[&str], body: &str, captured: &str, expected: (i32, &str), shows: &[&str]) {
    let output = script(flags, body, captured);
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(expected.0), "{body}: {errors}");
    assert_eq!(text(&output.stdout), expected.1, "{body}");
    for shown in shows {
        assert!(errors.contains(shown), "{body}: no {shown:?} in {errors}");
    }
    assert!(!shows.is_empty() || errors.is_empty(), "{body}: {errors}");
}

/// Bytes of all values, more than any buffer holds.
fn noise() -> Vec<u8> {
    let values: Vec<u8> = (0..=255).collect();
    let mut state = 1_u32;
    let random = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    });
    values.iter().copied().chain(random.take(3 << 20)).collect()
}

#[test]
fn bytes_stay_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("noise");
    std::fs::write(&path, noise()).unwrap();
    let output = script(&[], r#"cat "$1"; cat "$1" >&2"#, path.to_str().unwrap());
    assert!(output.stdout == noise() && output.stderr == noise());
    let mut child = errdex(&["--", "cat"]).stdin(File::open(&path).unwrap()).stdout(Stdio::piped()).spawn().unwrap();
    let mut through = Vec::new();
    child.stdout.take().unwrap().read_to_end(&mut through).unwrap();
    assert!(through == noise() && child.wait().unwrap().success());
}

#[test]
fn one_pipe_for_both_streams_keeps_their_order() {
    let body = "i=0; while [ $i -lt 200 ]; do echo o$i; echo e$i >&2; i=$((i+1)); done";
    let output =
        Command::new("sh").args(["-c", r#"exec 2>&1 "$0" run -- sh -c "$1""#, env!("CARGO_BIN_EXE_errdex"), body]).output().unwrap();
    let expected: Vec<String> = (0..200).flat_map(|i| [format!("o{i}\n"), format!("e{i}\n")]).collect();
    assert_eq!(text(&output.stdout), expected.concat());
}

#[test]
fn the_exit_status_is_that_of_the_command() {
    for status in [0, 1, 77, 255] {
        check(&[], "exit $1", &status.to_string(), (status, ""), &[]);
    }
    for (command, status, says) in [
        ("no-such-command", 127, "command not found"),
        ("./no/such/file", 127, "there is no such file"),
        ("/", 126, "Permission denied"),
        (concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"), 126, "Permission denied"),
    ] {
        let output = errdex(&["--", command]).output().unwrap();
        assert_eq!(output.status.code(), Some(status), "{command}");
        assert!(text(&output.stderr).contains(says), "{command}: {}", text(&output.stderr));
    }
}

#[test]
fn a_command_without_dashes_and_with_its_own() {
    let output = errdex(&["echo", "--always", "--", "-x"]).output().unwrap();
    assert_eq!(text(&output.stdout), "--always -- -x\n");
    let output = errdex(&["--", "echo", "--", "-x"]).output().unwrap();
    assert_eq!(text(&output.stdout), "-- -x\n");
}

#[test]
fn the_signal_is_that_of_the_command() {
    for (name, number) in [("TERM", 15), ("KILL", 9), ("INT", 2)] {
        let output = script(&[], "kill -$1 $$", name);
        assert_eq!((output.status.signal(), text(&output.stderr)), (Some(number), String::new()), "{name}");
    }
    let output = script(&[], r#"echo "$1"; kill -TERM $$"#, KNOWN);
    assert_eq!((output.status.signal(), output.status.code()), (Some(15), None));
    assert!(text(&output.stderr).contains("sh was ended by SIGTERM"), "{}", text(&output.stderr));
}

/// Starts something that waits, and reads its first line.
fn started(body: &str) -> (Child, BufReader<std::process::ChildStdout>, String) {
    let mut child = errdex(&["--", "sh", "-c", body]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    (child, output, line)
}

#[test]
fn signals_for_errdex_alone_reach_the_command() {
    for signal in [Signal::TERM, Signal::INT, Signal::HUP, Signal::QUIT, Signal::USR1] {
        let number = signal.as_raw();
        // The background process lives until our end of its input is closed.
        let body = format!("trap 'echo got; exit 9' {number}; exec 3<&0; cat <&3 >/dev/null 2>&1 & echo ready; wait");
        let (mut child, mut output, line) = started(&body);
        assert_eq!(line, "ready\n");
        let stdin = child.stdin.take();
        kill_process(Pid::from_child(&child), signal).unwrap();
        let mut rest = String::new();
        output.read_to_string(&mut rest).unwrap();
        assert_eq!((rest.as_str(), child.wait().unwrap().code()), ("got\n", Some(9)), "{signal:?}");
        drop(stdin);
    }
}

#[test]
fn a_signal_that_is_ignored_stays_ignored() {
    let body = r#"trap '' HUP; exec "$0" run -- sh -c 'kill -HUP $$; echo alive'"#;
    let output = Command::new("sh").args(["-c", body, env!("CARGO_BIN_EXE_errdex")]).output().unwrap();
    assert_eq!(text(&output.stdout), "alive\n");
}

#[test]
fn a_closed_pipe_ends_the_command() {
    let (child, output, line) = started("exec yes");
    assert_eq!(line, "y\n");
    drop(output);
    // The standard output is taken, so this has only the rest.
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.signal(), text(&ended.stderr)), (Some(13), String::new()));
}

#[test]
fn output_that_cannot_be_written_is_no_success() {
    let Ok(full) = File::options().write(true).open("/dev/full") else { return };
    let output = errdex(&["--", "echo", "lost"]).stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("cannot pass on the command's output"));
}

#[test]
fn a_prompt_comes_at_once() {
    let mut child = errdex(&["--", "sh", "-c", r#"printf 'name? '; read name; echo "hello $name""#])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = child.stdout.take().unwrap();
    let mut prompt = [0; 6];
    output.read_exact(&mut prompt).unwrap();
    assert_eq!(&prompt, b"name? ");
    child.stdin.take().unwrap().write_all(b"Jane\n").unwrap();
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    assert_eq!((rest.as_str(), child.wait().unwrap().success()), ("hello Jane\n", true));
}

#[test]
fn what_the_command_leaves_behind_does_not_hold_it() {
    let (mut child, mut output, line) = started("exec 3<&0; cat <&3 & echo done; exit 4");
    let stdin = child.stdin.take();
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    assert_eq!((line.as_str(), rest.as_str(), child.wait().unwrap().code()), ("done\n", "", Some(4)));
    drop(stdin);
}

#[test]
fn errors_are_explained_on_the_standard_error() {
    let shown = format!("{KNOWN}\n");
    let failed = "sh failed with exit status 22; its output tells of:\n\nEQX-816-403  User not authorized for report ID";
    check(&[], r#"echo "$1"; exit 22"#, KNOWN, (22, &shown), &[failed, "JaneRoe", " fix "]);
    check(&[], r#"echo "$1" >&2; exit 1"#, KNOWN, (1, ""), &[KNOWN, "EQX-816-403  User"]);
    check(&[], r#"echo "$1""#, KNOWN, (0, &shown), &["sh succeeded, but its output tells of an error", "EQX-816-403  User"]);
    check(&[], r#"printf %s "$1"; exit 1"#, KNOWN, (1, KNOWN), &["\n\nerrdex: sh failed"]);
    check(&["--brief"], r#"echo "$1"; exit 1"#, KNOWN, (1, &shown), &["EQX-816-403", " fix "]);
    check(
        &["--format", "json"],
        r#"echo "$1"; exit 1"#,
        KNOWN,
        (1, &shown),
        &["{\"schema\":\"errdex/1\",\"input\":{\"name\":\"output of sh\""],
    );
}

#[test]
fn it_is_silent_where_nothing_is_known() {
    let status = "HTTP/1.1 503 Service Unavailable";
    let shown = format!("{status}\n");
    check(&[], r#"echo "$1""#, status, (0, &shown), &[]);
    check(&[], r#"echo "$1"; exit 1"#, status, (1, &shown), &["503"]);
    check(&["--always"], r#"echo "$1""#, status, (0, &shown), &["503"]);
    check(&[], r#"echo "$1"; exit 1"#, "nothing to see", (1, "nothing to see\n"), &[]);
    check(&["--always"], r#"echo "$1"; exit 1"#, "nothing to see", (1, "nothing to see\n"), &["no known error in the output of sh"]);
}

#[test]
fn only_the_end_of_a_long_output_is_remembered() {
    let body = r#"echo "$1"; yes "just a line of a log" | head -n 100000; exit 1"#;
    assert!(script(&[], body, KNOWN).stderr.is_empty());
    let body = r#"yes "just a line of a log" | head -n 100000; echo "$1"; exit 1"#;
    assert!(text(&script(&[], body, KNOWN).stderr).contains("EQX-816-403  User"));
    let body = r#"head -c 3000000 /dev/zero; echo " $1"; exit 1"#;
    assert!(text(&script(&[], body, KNOWN).stderr).contains("EQX-816-403  User"));
}

#[test]
fn colors_hide_nothing() {
    let colored = "{\u{1b}[34m\"errorCode\"\u{1b}[0m: \u{1b}[32m\"EQ-2010005\"\u{1b}[0m, \"password\": \u{1b}[32m\"s3cr3tW0rd\"\u{1b}[0m}";
    let output = script(&[], r#"printf '%s\n' "$1"; exit 1"#, colored);
    let errors = text(&output.stderr);
    assert!(errors.contains("EQ-2010005  Quote") && errors.contains("[redacted]") && !errors.contains("s3cr3tW0rd"), "{errors}");
    check(&[], r#"printf '\033]0;no end\n%s\n' "$1" >&2; exit 1"#, KNOWN, (1, ""), &["EQX-816-403  User"]);
}

#[test]
fn secrets_are_masked() {
    let captured = r#"{"errorCode":"EQ-2010005","access_token":"tok3n0fJaneRoe"}"#;
    let shown = format!("{captured}\n");
    for (flags, is_shown) in [(&[][..], false), (&["--full"], false), (&["--format", "json"], false), (&["--no-redact"], true)] {
        let output = script(flags, r#"echo "$1"; exit 1"#, captured);
        assert_eq!(text(&output.stdout), shown);
        assert_eq!(text(&output.stderr).contains("tok3n0fJaneRoe"), is_shown, "{flags:?}: {}", text(&output.stderr));
    }
}

#[test]
fn a_wrong_catalog_is_told_before_the_command_runs() {
    let output = script(&["--catalog", "/no/such/catalog"], "echo ran", "");
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), String::new()));
    assert!(!output.stderr.is_empty());
}

#[test]
fn a_terminal_stays_a_terminal() {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap();
    let end = open(name.as_c_str(), OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty()).unwrap();
    tcsetwinsize(&terminal, Winsize { ws_row: 33, ws_col: 77, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
    let body = "test -t 1 && echo tty; test -t 2 || echo pipe >&2; stty size <&1; printf 'a\\tb\\033[1m\\r'; exit 3";
    let child = errdex(&["--", "sh", "-c", body]).stdout(end).stderr(Stdio::piped()).spawn().unwrap();
    let mut printed = Vec::new();
    // Ends, with an error, when nobody has the other end open.
    let _ = File::from(terminal).read_to_end(&mut printed);
    let output = child.wait_with_output().unwrap();
    // The line ends are those of the real terminal; a second `\r` would be ours.
    assert_eq!(text(&printed), "tty\r\n33 77\r\na\tb\u{1b}[1m\r");
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(3), "pipe\n".to_owned()));
}

/// Answers one request, whatever it is, and says where.
fn serve(response: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        read_head(&stream);
        stream.write_all(response.as_bytes()).unwrap();
    });
    port
}

fn read_head(stream: &TcpStream) {
    let lines = BufReader::new(stream).lines();
    lines.map_while(Result::ok).take_while(|line| !line.is_empty()).for_each(drop);
}

#[test]
fn answers_of_a_server_are_explained() {
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("skipped: there is no curl");
        return;
    }
    let json = "HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n\
                {\"errors\":[{\"code\":\"EQX-816-403\",\"message\":\"User [JaneRoe] is forbidden to access report of [7]\"}]}";
    let array = "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n\
                 [{\"errorCode\":\"EQ-3142501\",\"errorMessage\":\"Invalid argument value passed\"}]";
    let page = "HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html><h1>Oops</h1></html>\n";
    let problem = "HTTP/1.1 409 Conflict\r\nContent-Type: application/problem+json\r\nConnection: close\r\n\r\n\
                   {\"type\":\"about:blank\",\"title\":\"Conflict\",\"status\":409,\"detail\":\"The shelf is taken.\"}";
    for (response, flags, shows) in [
        (json, "-sSi", "EQX-816-403  User not authorized for report ID"),
        (array, "-sSi", "EQ-3142501"),
        (page, "-sSif", "500"),
        (page, "-sS", ""),
        (problem, "-sSi", ""),
    ] {
        let url = format!("http://127.0.0.1:{}/v1/reports/7", serve(response));
        let output = errdex(&["--", "curl", flags, "--noproxy", "*", &url]).output().unwrap();
        let errors = text(&output.stderr);
        assert!(errors.contains(shows) && (!shows.is_empty() || errors.is_empty()), "{response}: {errors}");
        if !flags.contains('f') {
            assert!(response.ends_with(&text(&output.stdout)) && output.status.success(), "{response}");
        }
    }
}
