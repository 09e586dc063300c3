//! `errdex lint` as a whole: its formats, its fixes, its baseline, and folders in which not everything can be linted.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// A folder whose run all formats show.
const RUN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/lint/run");

/// What `errdex lint` says in a folder.
fn lint(folder: impl AsRef<Path>, arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("errdex").unwrap();
    command.current_dir(folder).env("COLUMNS", "100").env_remove("NO_COLOR").arg("lint").args(arguments);
    command.output().unwrap()
}

/// What it says, in one text: status, standard output, standard error.
fn told(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    format!("status {}\n{}--- messages\n{}", output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn this_repository_has_no_findings() {
    let output = lint(env!("CARGO_MANIFEST_DIR"), &[]);
    assert!(output.status.success(), "{}", told(&output));
}

#[test]
fn all_formats_show_the_same_run() {
    for format in ["text", "json", "sarif", "github", "junit", "gitlab"] {
        insta::assert_snapshot!(format!("lint-{format}"), told(&lint(RUN, &["--format", format])));
    }
}

#[test]
fn no_format_shows_a_secret() {
    for format in ["text", "json", "sarif", "github", "junit", "gitlab"] {
        let told = told(&lint(RUN, &["--format", format]));
        assert!(!told.contains("Zq8vT1nL0xYw3RbK5sJd") && !told.contains("eyJhbGciOiJIUzI1NiJ9.eyJ"), "{told}");
    }
}

#[test]
fn the_json_is_as_its_schema_says() {
    let check = |schema: &str, folder: &str, arguments: &[&str]| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema").join(schema);
        let schema = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let value: Value = serde_json::from_slice(&lint(folder, arguments).stdout).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    };
    check("errdex-lint-1.schema.json", RUN, &["--format", "json"]);
    check("errdex-lint-1.schema.json", RUN, &["--format", "json", "docs/guide.md"]);
    check("errdex-lint-1.schema.json", RUN, &["--format", "json", "errdex.toml"]);
    let logs = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/logs");
    check("errdex-coverage-1.schema.json", logs, &["--coverage", "--format", "json", "."]);
}

#[test]
fn fixes_change_their_bytes_and_nothing_else() {
    let before = "#!/bin/sh\r\n# ü\ncurl 'https: //api.example.com/a'\n\n";
    let folder = folder(&[("call.sh", before)]);
    let path = folder.path().join("call.sh");
    let told_before = told(&lint(&folder, &["--diff"]));
    assert_eq!(fs::read_to_string(&path).unwrap(), before, "a diff changes nothing");
    assert!(told_before.contains("-curl 'https: //api.example.com/a'\n+curl 'https://api.example.com/a'\n"), "{told_before}");
    let output = lint(&folder, &["--fix"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), before.replace(": //", "://"), "{}", told(&output));
    assert!(told(&output).contains("1 finding fixed"), "{}", told(&output));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing is left beside it");
}

#[cfg(unix)]
#[test]
fn fixes_keep_permissions_and_follow_no_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let text = "curl 'https: //api.example.com/a'\n";
    let folder = folder(&[("call.sh", text), ("target", text)]);
    let path = folder.path().join("call.sh");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o750)).unwrap();
    symlink("target", folder.path().join("link.sh")).unwrap();
    lint(&folder, &["--fix"]);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o750);
    assert_ne!(fs::read_to_string(&path).unwrap(), text);
    let output = lint(&folder, &["--fix", "link.sh"]);
    assert!(told(&output).contains("link.sh: not fixed: it is a link"), "{}", told(&output));
    assert_eq!(fs::read_to_string(folder.path().join("target")).unwrap(), text);
}

#[test]
fn a_baseline_lets_only_new_findings_fail() {
    let one = "<!-- errdex-allow lint/unknown-rule -->\n";
    let folder = folder(&[("a.md", one)]);
    let run = || {
        let output = lint(&folder, &["--baseline", "known.json"]);
        (output.status.code().unwrap(), told(&output))
    };
    let known = || fs::read_to_string(folder.path().join("known.json")).unwrap();
    let (status, first) = run();
    assert_eq!(status, 0, "{first}");
    assert!(first.contains("1 finding written to known.json"), "{first}");
    fs::write(folder.path().join("a.md"), format!("\n\nmoved\n\n{one}")).unwrap();
    assert_eq!(run().0, 0, "a finding stays known when it moves");
    fs::write(folder.path().join("b.md"), one).unwrap();
    let (status, second) = run();
    assert_eq!(status, 1, "{second}");
    assert!(second.contains("1 error in 2 files, 1 known") && !known().contains("b.md"), "{second}");
    fs::write(folder.path().join("a.md"), "").unwrap();
    run();
    assert!(!known().contains("a.md"), "what has gone is forgotten: {}", known());
    lint(&folder, &["--baseline", "known.json", "--update-baseline"]);
    assert_eq!(run().0, 0);
    fs::remove_file(folder.path().join("b.md")).unwrap();
    run();
    assert!(!known().contains("b.md"), "a file that has gone is forgotten: {}", known());
}

#[test]
fn settings_steer_the_run() {
    let broken = "<!-- errdex-allow lint/unknown-rule -->\n";
    let settings = "[lint]\nexclude = [\"out\"]\nlevels = { \"lint/*\" = \"off\" }\n\n[[lint.override]]\npaths = [\"deep/**/*.md\"]\nlevels = { \"lint/missing-reason\" = \"warning\" }\n";
    let folder = folder(&[("errdex.toml", settings), ("a.md", broken), ("deep/er/b.md", broken), ("out/c.md", broken), ("x.txt", broken)]);
    let output = lint(folder.path().join("deep"), &["--format", "github", "..", "er/b.md"]);
    assert_eq!(output.status.code(), Some(0), "a warning fails nothing");
    let told_warnings = told(&output);
    assert_eq!(told_warnings.matches("::warning ").count(), 1, "{told_warnings}");
    assert_eq!(lint(&folder, &["--fail-on", "warning"]).status.code(), Some(1));
    assert_eq!(lint(&folder, &["--force-exclude", "out/c.md"]).status.code(), Some(0));
    assert!(told(&lint(&folder, &["out"])).contains("no findings in 1 file"), "a folder that is named is linted");
    assert!(told(&lint(&folder, &["--force-exclude", "out"])).contains("no findings in 0 files"));
    fs::write(folder.path().join("errdex.toml"), "[lint]\nfail-on = 1\nincluded = []\n").unwrap();
    let output = lint(&folder, &[]);
    assert_eq!(output.status.code(), Some(2));
    let told_mistakes = told(&output);
    assert!(told_mistakes.contains("errdex.toml:2:11") && told_mistakes.contains("did you mean `include`?"), "{told_mistakes}");
}

#[cfg(unix)]
#[test]
fn what_cannot_be_linted_is_told_and_the_rest_is_linted() {
    use std::os::unix::fs::symlink;
    let deep = format!("{}- EQ-2010995\n", "- ".repeat(1000));
    let bomb: String = (1..40).fold("a0: &a0 [x, x]\n".to_owned(), |all, n| format!("{all}a{n}: &a{n} [*a{m}, *a{m}]\n", m = n - 1));
    let folder = folder(&[
        ("binary.md", "\0\0PNG"),
        ("bomb/acme/provider.yaml", &format!("id: acme\nname: Acme\n{bomb}")),
        ("deep.md", &deep),
        ("good.md", "<!-- errdex-allow lint/unknown-rule -->\n"),
        (".hidden.md", "\0"),
        (".ignore", "ignored.md\n"),
        ("ignored.md", "\0"),
    ]);
    let at = |name: &str| folder.path().join(name);
    fs::write(at("latin.md"), b"Gr\xf6\xdfe <!-- errdex-allow lint/unknown-rule -->\n").unwrap();
    fs::write(at("wide.md"), b"\xff\xfe<\0").unwrap();
    fs::File::create(at("large.md")).unwrap().set_len(100 << 20).unwrap();
    symlink(".", at("round")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(at("pipe.md")).status().unwrap();
    assert!(made.success());
    let output = lint(&folder, &["--format", "github"]);
    let all = told(&output);
    assert_eq!(output.status.code(), Some(2), "{all}");
    for line in [
        "errdex: binary.md: is no text: it has NUL bytes\n",
        "errdex: wide.md: is UTF-16",
        "errdex: large.md: is larger than 64 MiB",
        "errdex: latin.md: is not UTF-8 (first at byte 2)",
        "::error file=good.md,line=1",
        "::error file=latin.md,line=1",
        "file=deep.md,line=1,endLine=1,col=2003",
        "file=bomb/acme/provider.yaml",
    ] {
        assert!(all.contains(line), "{line} is missing in:\n{all}");
    }
    assert!(!all.contains("hidden") && !all.contains("ignored.md") && !all.contains("round"), "{all}");
    let named = told(&lint(&folder, &["pipe.md", "missing.md", "good.md"]));
    assert!(
        named.contains("pipe.md: is no file") && named.contains("missing.md: No such file") && named.contains("--> good.md:1:6"),
        "{named}"
    );
}

#[test]
fn a_huge_number_of_findings_has_an_end() {
    let folder =
        folder(&[("many.md", &"<!-- errdex-allow x -->\n".repeat(10_500)), ("line.md", &"<!-- errdex-allow x --> ".repeat(10_500))]);
    let output = lint(&folder, &["--format", "gitlab"]);
    let issues: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert!((10_000..=20_100).contains(&issues.len()), "{}", issues.len());
    assert!(String::from_utf8_lossy(&output.stderr).contains("many.md: only the first 10000 findings are told"));
}

#[test]
fn the_standard_input_is_linted_by_its_text() {
    let lint = |arguments: &[&str], text: &str| {
        let output = Command::cargo_bin("errdex").unwrap().arg("lint").args(arguments).write_stdin(text.to_owned()).output().unwrap();
        told(&output)
    };
    let request = "curl 'https: //api.example.com/a'\n";
    assert!(lint(&["-"], request).contains("error[request/url-blank]"));
    assert!(lint(&["--kind", "markdown", "-"], request).contains("no findings in 1 file"));
    assert!(lint(&["-"], "").contains("no findings in 1 file"));
}

/// What is said of a folder with these files by some arguments.
fn told_of(files: &[(&str, &str)], arguments: &[&str]) -> String {
    let folder = folder(files);
    told(&lint(&folder, arguments))
}

#[test]
fn tables_of_errors_are_read_in_whatever_they_are_written() {
    let html = "<!DOCTYPE html>\n<table><tr><th>Code</th><th>Message</th><th>Status</th><th>Fix</th></tr>\n\
        <tr><td>ACM-100</td><td>Order gone</td><td>404</td><td></td></tr>\n\
        <tr><td>ACM-100</td><td>Order missing</td><td>404</td><td>Check the the id.</td></tr></table>\n";
    let tabs = "Code\tMessage\tStatus\tFix\nACM-100\tOrder gone\t404\t\nACM-100\tOrder missing\t404\tCheck the the id.\n";
    let rules = ["page/duplicate-code", "page/empty-field", "page/doubled-word"];
    for (name, text, arguments) in [
        ("page.html", html, &["page.html"][..]),
        ("page.html", html, &["--kind", "page", "page.html"]),
        ("page.txt", tabs, &["--kind", "page", "page.txt"]),
    ] {
        let all = told_of(&[(name, text)], arguments);
        assert!(rules.iter().all(|rule| all.matches(rule).count() >= 1), "{arguments:?}: {all}");
    }
    let docs = html.replace("ACM-100", "EQ-2010995");
    let all = told_of(&[("docs.html", &docs)], &["docs.html"]);
    assert!(!all.contains("page/"), "docs with a table of codes that are known are no vendor's page: {all}");
}

#[test]
fn secrets_in_fences_are_told() {
    let token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";
    let fence = |token: &str| format!("```sh\ncurl https://api.example.com/v1 -H \"Authorization: Bearer {token}\"\n```\n");
    let json = "```json\n{\"user\": \"jo\", \"password\": \"Zq8vT1nL0xYw3RbK5sJd\"}\n```\n";
    let all = told_of(&[("a.md", &(fence(token) + "\n" + json))], &[]);
    assert_eq!(all.matches("warning[request/secret]").count(), 2, "{all}");
    for none in ["$TOKEN", "<token>", "xxx", "***"] {
        let all = told_of(&[("a.md", &fence(none))], &[]);
        assert!(all.contains("no findings"), "{none}: {all}");
    }
    let allowed = format!("<!-- errdex-allow request/secret: a token of the documentation -->\n{}", fence(token));
    let all = told_of(&[("a.md", &allowed)], &[]);
    assert!(all.contains("no findings"), "{all}");
}

#[test]
fn arguments_that_would_do_nothing_are_refused() {
    for (arguments, said) in [
        (&["--coverage", "--format", "sarif", "."][..], "--coverage has no findings"),
        (&["--update-baseline"], "--update-baseline has no baseline"),
        (&["--unsafe"], "--unsafe changes nothing by itself"),
        (&["--no-builtin"], "--no-builtin leaves no catalog"),
    ] {
        let all = told_of(&[], arguments);
        assert!(all.starts_with("status 2") && all.contains(said), "{arguments:?}: {all}");
    }
    let baseline = ("errdex.toml", "[lint]\nbaseline = \"known.json\"\n");
    assert!(told_of(&[baseline], &["--update-baseline"]).starts_with("status 0"));
}

#[test]
fn catalogs_of_the_settings_stand_for_those_of_arguments() {
    let settings = ("errdex.toml", "[lint]\ncatalogs = [\"catalog\"]\n");
    let all = told_of(&[settings], &[]);
    assert!(all.starts_with("status 2") && all.contains("errdex.toml: `catalogs` names catalog, which cannot be read"), "{all}");
    let all = told_of(&[settings, ("catalog/acme/provider.yaml", "id: acme\nname: Acme\n")], &["--no-builtin"]);
    assert!(all.starts_with("status 0"), "{all}");
}

#[test]
fn what_is_promised_to_be_fixed_is_fixed() {
    let doubled = "curl 'https://https://api.example.com/v1'\n";
    let all = told_of(&[("call.sh", doubled)], &[]);
    assert!(all.contains("the scheme stands twice") && all.contains("1 can be fixed by --fix --unsafe"), "{all}");
    let all = told_of(&[("call.sh", doubled)], &["--diff", "--unsafe"]);
    assert!(all.contains("+curl 'https://api.example.com/v1'\n") && !all.contains("not fixed"), "{all}");
    let both = told_of(&[("call.sh", "curl 'http://https://api.example.com/v1'\n")], &[]);
    assert!(both.contains("the scheme stands twice") && !both.contains("can be fixed"), "{both}");
}

#[test]
fn yaml_of_others_that_a_hook_names_is_left_out() {
    let feed = ("feed.yaml", "entries:\n  - title: News\n    link: https://a.example\n");
    let all = told_of(&[feed], &["--force-exclude", "feed.yaml"]);
    assert!(all.contains("no findings in 0 files"), "{all}");
    let all = told_of(&[feed], &["feed.yaml"]);
    assert!(!all.contains("catalog/") && all.contains("in 1 file"), "{all}");
    let all = told_of(&[feed], &["--force-exclude", "--kind", "catalog", "feed.yaml"]);
    assert!(all.contains("catalog/missing-key"), "{all}");
    let included = ("errdex.toml", "[lint]\ninclude = [\"*.yaml\"]\n");
    let all = told_of(&[feed, included], &["--force-exclude", "feed.yaml"]);
    assert!(all.contains("in 1 file"), "{all}");
}

#[test]
fn all_keys_of_the_settings_are_documented() {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/settings.md")).unwrap();
    // A key that there is not is answered with those that there are.
    let all = told_of(&[("errdex.toml", "[lint]\nquuxquuxquux = 1\n[catalog]\nquuxquuxquux = 1\n")], &[]);
    let lists = all.split("there are ").skip(1).filter_map(|list| list.lines().next());
    let keys: Vec<&str> = lists.flat_map(|list| list.split('`').skip(1).step_by(2)).collect();
    assert!(keys.len() >= 10, "{all}");
    assert!(keys.iter().all(|key| text.contains(&format!("| `{key}` |"))), "{keys:?}");
}

#[test]
fn docs_are_synchronized_by_the_settings() {
    let settings = "[lint]\ncatalogs = [\"catalog\"]\nbase-url = \"https://errors.example\"\n";
    let entry = "entries:\n- code: ACM-409\n  title: Taken\n  cause: It was sold.\n  fix: Take another.\n  source: s\n";
    let folder = folder(&[
        ("errdex.toml", settings),
        ("catalog/acme/provider.yaml", "id: acme\nname: Acme\n"),
        ("catalog/acme/a.yaml", entry),
        ("R.md", "<!-- errdex:table acme ACM -->\n<!-- /errdex -->\n"),
    ]);
    let sync = |arguments: &[&str]| {
        let mut command = Command::cargo_bin("errdex").unwrap();
        told(&command.current_dir(&folder).args(["docs", "sync"]).args(arguments).output().unwrap())
    };
    let stale = sync(&["--check", "R.md"]);
    assert!(stale.contains("--- a/R.md\n+++ b/R.md\n") && stale.contains("](https://errors.example/acme/ACM-409/)"), "{stale}");
    let other = sync(&["--check", "--base-url", "https://other.example", "R.md"]);
    assert!(other.contains("](https://other.example/acme/ACM-409/)"), "{other}");
    assert!(sync(&["nosuch.md"]).contains("errdex: nosuch.md: No such file"), "{}", sync(&["nosuch.md"]));
}

/// A file of entries, one for each line: code, text of the fix, and what else.
fn entries(rows: &[(&str, &str, &str)]) -> String {
    let entry = |(code, fix, more): &(&str, &str, &str)| {
        format!("  - code: {code}\n    title: Title of {code}\n    cause: It was sold.\n    fix: {fix}\n    source: s\n{more}")
    };
    format!("entries:\n{}", rows.iter().map(entry).collect::<String>())
}

const ACME: (&str, &str) = ("acme/provider.yaml", "id: acme\nname: Acme\n");

#[test]
fn sentences_of_catalogs_are_fixed() {
    let check = |before: &str, after: &str| {
        let folder = folder(&[ACME, ("acme/a.yaml", &entries(&[("A-1", before, "")]))]);
        let output = lint(&folder, &["--fix"]);
        let text = fs::read_to_string(folder.path().join("acme/a.yaml")).unwrap();
        assert_eq!(text, entries(&[("A-1", after, "")]), "{}", told(&output));
    };
    check("Release the the order.", "Release the order.");
    check("Rename the token in the header.", "Replace the token in the header.");
    check("\"Release the order and\\\n      \\ and take it.\"", "\"Release the order and\\\n      \\ take it.\"");
    check("\"Release the order and and\\\n      \\ take it.\"", "\"Release the order and\\\n      \\ take it.\"");
    check(">-\n      Release the order and\n      and take it.", ">-\n      Release the order and\n      take it.");
    check(">-\n      Release the order and\n      and\n      take it.", ">-\n      Release the order and\n      and\n      take it.");
}

#[test]
fn files_of_a_catalog_that_are_left_out_are_read_and_left_alone() {
    let doubled = "Release the the order.";
    let settings = "[lint]\nexclude = [\"acme/made.yaml\"]\n";
    let folder = folder(&[
        ACME,
        ("errdex.toml", settings),
        (".ignore", "ignored.yaml\n"),
        ("acme/a.yaml", &entries(&[("A-1", doubled, "    retired: { by: acme/A-2 }\n")])),
        ("acme/made.yaml", &entries(&[("A-2", doubled, "")])),
        ("acme/ignored.yaml", &entries(&[("A-3", doubled, "")])),
    ]);
    let text = |name: &str| fs::read_to_string(folder.path().join("acme").join(name)).unwrap();
    let all = told(&lint(&folder, &["--fix"]));
    assert!(all.contains("1 finding fixed") && !all.contains("made.yaml") && !all.contains("ignored.yaml"), "{all}");
    assert!(!text("a.yaml").contains(doubled) && text("made.yaml").contains(doubled) && text("ignored.yaml").contains(doubled));
    let named = told(&lint(&folder, &["--fix", "acme/made.yaml"]));
    assert!(!text("made.yaml").contains(doubled) && text("ignored.yaml").contains(doubled), "{named}");
}

#[test]
fn yaml_beside_providers_is_told_only_if_it_lacks_one() {
    let folder = folder(&[
        ACME,
        ("acme/a.yaml", &entries(&[("A-1", "Release it.", "")])),
        ("lost/a.yaml", &entries(&[("L-1", "Release it.", "")])),
        ("deploy/pod.yaml", "kind: Pod\n"),
        ("more/catalog/shop/provider.yaml", "id: shop\nname: Shop\n"),
        ("more/catalog/shop/a.yaml", &entries(&[("S-1", "Release it it.", "")])),
    ]);
    let all = told(&lint(&folder, &["--format", "github"]));
    assert!(all.contains("file=lost/a.yaml") && all.matches("missing-provider").count() == 1, "{all}");
    assert!(!all.contains("pod.yaml") && all.matches("stands here twice").count() == 1, "{all}");
}

#[cfg(unix)]
#[test]
fn files_of_a_catalog_that_cannot_be_read_hide_nothing() {
    use std::os::unix::fs::symlink;
    let retired = "    retired: { by: acme/A-2 }\n";
    let folder = folder(&[
        ACME,
        ("acme/a.yaml", &entries(&[("A-1", "Release the the order.", retired)])),
        ("shop/a.yaml", &entries(&[("S-1", "Release it it.", "")])),
    ]);
    let at = |name: &str| folder.path().join(name);
    fs::write(at("acme/wide.yaml"), b"\xff\xfee\0").unwrap();
    fs::write(at("shop/provider.yaml"), b"\xff\xfee\0").unwrap();
    symlink("gone.yaml", at("acme/dead.yaml")).unwrap();
    symlink(".", at("acme/loop")).unwrap();
    let output = lint(&folder, &["--format", "github"]);
    let all = told(&output);
    assert_eq!(output.status.code(), Some(2), "{all}");
    for line in [
        "errdex: acme/wide.yaml: not UTF-8",
        "errdex: shop/provider.yaml: not UTF-8",
        "errdex: acme/dead.yaml: No such file",
        "::warning file=acme/a.yaml,line=5",
        "::warning file=shop/a.yaml,line=5",
    ] {
        assert!(all.contains(line), "{line} is missing in:\n{all}");
    }
    assert!(!all.contains("dangling") && !all.contains("missing-provider") && !all.contains("loop"), "{all}");
}

#[test]
fn a_file_of_a_catalog_is_linted_without_the_others() {
    let lint = |text: &str| {
        let mut command = Command::cargo_bin("errdex").unwrap();
        command.args(["lint", "--format", "github", "--kind", "catalog", "-"]).write_stdin(text.to_owned());
        told(&command.output().unwrap())
    };
    let entry = lint(&entries(&[("A-1", "Release the the order.", "    retired: { by: acme/A-2 }\n    titel: x\n")]));
    assert!(entry.contains("unknown key `titel`") && !entry.contains("provider") && !entry.contains("A-2"), "{entry}");
    let provider = lint("id: acme\nname: Acme\nfamilies: [{ id: a, shape: '[' }]\n");
    assert!(provider.contains("not a regular expression") && provider.matches("::error").count() == 1, "{provider}");
    let operation = lint("id: make\ntitle: Make\nmethod: post\npath: /orders\nsource: s\nentries: [acme/A-1]\n");
    assert!(operation.contains("`method` is upper case") && operation.matches("::error").count() == 1, "{operation}");
    let good = lint("id: acme\nname: Acme\n");
    assert!(good.starts_with("status 0") && !good.contains("::"), "{good}");
    let named = folder(&[("errors.yaml", &entries(&[("A-1", "Release the the order.", "")]))]);
    let named = told(&self::lint(&named, &["--format", "github", "errors.yaml"]));
    assert!(named.contains("`the` stands here twice") && !named.contains("::error"), "{named}");
}

#[cfg(unix)]
#[test]
fn the_action_lints_all_its_paths() {
    use std::os::unix::fs::PermissionsExt;
    let action = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/action.yml")).unwrap();
    let action: serde_yaml::Value = serde_yaml::from_str(&action).unwrap();
    let steps = action["runs"]["steps"].as_sequence().unwrap();
    let script = steps.iter().find(|step| step["name"] == "Lint").unwrap()["run"].as_str().unwrap();
    let folder = folder(&[("errdex", "#!/bin/sh\nprintf '%s\\n' \"$@\"\n")]);
    fs::set_permissions(folder.path().join("errdex"), fs::Permissions::from_mode(0o755)).unwrap();
    let check = |paths: &str, expect: &str| {
        let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
        let mut bash = std::process::Command::new("bash");
        bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]).env("PATH", path);
        let output = bash.envs([("PATHS", paths), ("FAIL_ON", ""), ("SARIF", "")]).output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("lint\n--format\ngithub\n--\n{expect}"), "{paths:?}");
        assert!(output.status.success());
    };
    check(".", ".\n");
    check("docs  a*b\nREADME.md\n", "docs\na*b\nREADME.md\n");
}
