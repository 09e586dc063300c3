//! `errdex lint`: mistakes in catalogs, docs, pages, requests and answers.

mod coverage;
mod report;
mod rewrite;
mod score;
pub(super) mod settings;
mod source;
mod targets;
mod work;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::diagnostic::Severity;
use crate::lint::Kind;
use crate::lint::fix::Extent;

use super::output::{self, Output, Status};
use super::progress::{self, Counters, Progress};
use super::{CatalogArgs, ColorArgs};
use settings::Settings;
use targets::{Target, Targets};
use work::{Job, Linted};

pub(super) const AFTER: &str = "\
Examples:
  errdex lint                             all below the current folder
  errdex lint docs README.md              these
  pbpaste | errdex lint -                 a curl command, before it is sent
  errdex lint --kind page errors.txt      a vendor's page saved as text
  errdex lint --diff                      what --fix would change
  errdex lint --fix                       change it, where nothing else can be meant
  errdex lint --baseline known.json       fail only for new findings
  errdex lint --format sarif > lint.sarif for code scanning
  errdex lint --coverage tests/*.har      which entries of the catalogs some traffic has shown
  errdex explain docs/unknown-code        what a rule means

In folders, Markdown, HTML, .http, .har, .sh, .log and catalogs are linted; name other files, or include them in errdex.toml. What
.gitignore and .ignore name is left out, so are hidden files, and links are not followed.

errdex.toml, in the folder of the first path or above it, says what counts:

  [lint]
  exclude = [\"vendor\"]
  base-url = \"https://errors.example.com/\"
  fail-on = \"warning\"
  levels = { \"docs/*\" = \"warning\", \"docs/unlinked-code\" = \"off\" }

Its other keys are include, catalogs, words, baseline, override and, in [catalog], min-score; docs/settings.md has them all.

One place may break a rule, if a comment before it (or at the end of its line) says why:

  <!-- errdex-allow docs/unknown-code: a code of the test system -->

Exit status: 0 nothing of --fail-on was found, 1 something was, 2 something could not be linted.";

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct LintArgs {
    /// Files, folders, or `-` for the standard input; without any, the current folder
    #[arg(value_name = "PATH|-")]
    inputs: Vec<OsString>,
    /// What named files and the standard input are, instead of what their names and texts say
    #[arg(long, value_enum, value_name = "KIND")]
    kind: Option<KindArg>,
    /// What the findings look like
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: LintFormat,
    /// From which severity on findings fail the run; without this what errdex.toml says, or else `error`
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<SeverityArg>,
    /// Apply the fixes that cannot change what was meant
    #[arg(long)]
    fix: bool,
    /// With --fix or --diff: also the fixes that guess what was meant
    #[arg(long = "unsafe")]
    all_fixes: bool,
    /// Print what --fix would change, with secrets covered, and change nothing
    #[arg(long, conflicts_with = "fix")]
    diff: bool,
    /// A file of findings that were there before: only new ones count. It is written if there is none yet, and loses what has gone
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write all findings of now into the baseline
    #[arg(long)]
    update_baseline: bool,
    /// The least score that the catalog of a provider must have, from 0 to 100; may be given several times
    #[arg(long, value_name = "PROVIDER=N", value_parser = score::parse)]
    min_score: Vec<(String, u8)>,
    /// A file of the best scores so far: lower ones fail, better ones are written into it
    #[arg(long, value_name = "FILE")]
    ratchet: Option<PathBuf>,
    /// Lint nothing: say which entries of the catalogs the traffic in these files (logs, HAR, transcripts) has shown, and which never
    #[arg(long, conflicts_with_all = ["fix", "diff", "all_fixes", "baseline", "update_baseline", "min_score", "ratchet", "fail_on", "kind"])]
    coverage: bool,
    /// With --coverage: fail if a smaller share of the entries was shown
    #[arg(long, value_name = "PERCENT", requires = "coverage", value_parser = clap::value_parser!(u8).range(0..=100))]
    min_coverage: Option<u8>,
    /// The settings, instead of the errdex.toml that is found
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Leave out what errdex.toml excludes, and YAML that is of no catalog, also where it is named: for hooks
    #[arg(long)]
    force_exclude: bool,
    #[command(flatten)]
    catalogs: CatalogArgs,
    #[command(flatten)]
    color: ColorArgs,
    /// Show no progress and no summary
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
#[expect(clippy::doc_markdown, reason = "these are shown as help")]
enum LintFormat {
    /// For a terminal
    #[default]
    Text,
    /// One JSON object, for programs
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Workflow commands of GitHub
    Github,
    /// JUnit XML
    Junit,
    /// Code quality of GitLab
    Gitlab,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KindArg {
    /// YAML of a catalog
    Catalog,
    /// Docs that mention codes
    Markdown,
    /// A vendor's error or API page: HTML, or its text
    Page,
    /// Commands of curl
    Shell,
    /// Requests and answers as they are sent
    Http,
    /// A HAR file
    Har,
    /// A body
    Json,
    /// Anything that may hold the others
    Log,
}

impl KindArg {
    const fn kind(self) -> Kind {
        match self {
            Self::Catalog => Kind::Catalog,
            Self::Markdown => Kind::Markdown,
            Self::Page => Kind::Page,
            Self::Shell => Kind::Shell,
            Self::Http => Kind::Http,
            Self::Har => Kind::Har,
            Self::Json => Kind::Json,
            Self::Log => Kind::Log,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SeverityArg {
    Error,
    Warning,
    Note,
}

impl SeverityArg {
    const fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Note => Severity::Note,
        }
    }
}

pub(super) fn run(arguments: &LintArgs) -> Status {
    let output = Output::new(arguments.color.color);
    match lint(arguments, &output) {
        Ok(status) | Err(status) => status,
    }
}

fn lint(arguments: &LintArgs, output: &Output) -> Result<Status, Status> {
    let here = [OsString::from(".")];
    let paths = if arguments.inputs.is_empty() { &here[..] } else { &arguments.inputs };
    if arguments.fix && paths.iter().any(|path| path == "-") {
        return Err(output.failed("the standard input cannot be changed; --diff shows what would be"));
    }
    let settings = Settings::find(arguments.config.as_deref(), paths[0].as_ref(), "nothing was linted", output)?;
    if let Some(why) = refusal(arguments, &settings) {
        return Err(output.failed(why));
    }
    let opened = settings.open(&arguments.catalogs, output)?;
    if arguments.coverage {
        return coverage::run(arguments, &arguments.inputs, &opened, output);
    }
    let mut known = report::Known::open(arguments, &settings, output)?;
    let mut scores = score::Scores::open(arguments, &settings, output)?;
    let targets = Targets::find(paths, &settings, arguments.force_exclude);
    let counters = Counters::default();
    let fixes = (arguments.fix || arguments.diff).then_some(if arguments.all_fixes { Extent::All } else { Extent::Safe });
    let job = Job {
        settings: &settings,
        layers: opened.layers(),
        force_exclude: arguments.force_exclude,
        counts_fixes: arguments.format == LintFormat::Text && !arguments.quiet,
        kind: arguments.kind.map(KindArg::kind),
        baseline: known.baseline().filter(|_| !arguments.update_baseline),
        fixes,
        width: (arguments.format == LintFormat::Text).then(output::width),
        counters: &counters,
        min_scores: &scores.least,
    };
    let linted = work(arguments, &job, &targets);
    if !arguments.diff {
        scores.keep(arguments, &targets.list, output)?;
    }
    report::report(arguments, &settings, &mut known, targets.messages, linted, output)
}

/// Why the arguments ask for nothing that can be done: what would be passed over is refused.
fn refusal(arguments: &LintArgs, settings: &Settings) -> Option<&'static str> {
    let has_baseline = arguments.baseline.is_some() || settings.config.baseline.is_some();
    if arguments.coverage && !matches!(arguments.format, LintFormat::Text | LintFormat::Json) {
        return Some("--coverage has no findings to write in that format; it has --format text and --format json");
    }
    if arguments.all_fixes && !arguments.fix && !arguments.diff {
        return Some("--unsafe changes nothing by itself; write --fix --unsafe, or --diff --unsafe to see first what it would do");
    }
    if arguments.update_baseline && !has_baseline {
        return Some("--update-baseline has no baseline to write; name it by --baseline FILE, or by `baseline` in errdex.toml");
    }
    None
}

/// Lints, with a line on the terminal if it takes long.
fn work(arguments: &LintArgs, job: &Job<'_>, targets: &Targets) -> Vec<Linted> {
    let is_quiet = arguments.quiet || !progress::is_visible() || matches!(targets.list[..], [] | [Target::Stdin]);
    if is_quiet {
        return work::run(job, &targets.list);
    }
    Progress::on_stderr(job.counters, Some(targets.bytes)).during(|| work::run(job, &targets.list))
}
