//! `errdex catalog import`: a vendor's page as a catalog.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::catalog::layers::Layers;
use crate::lint::page::{Imported, import};
use crate::lint::{Document, Kind, Knowledge};
use crate::matcher::Matcher;
use crate::redact::{Redacted, Veiled, veil};
use crate::render::{diagnostics, printable};

use super::output::{Output, Status, width};
use super::replace::write_whole;
use super::{CatalogArgs, input};

pub(super) const AFTER: &str = "\
The page is Markdown, HTML, or the text of one as a browser copies it. What is
doubtful is reported, and stands as comments in what is written. Samples are
mended where that is safe, and their tokens are taken out. Without -o all files
are printed, each under a line with its path. An existing provider.yaml is left
as it is.

Examples:
  errdex catalog import errors.html               see what becomes of it
  errdex catalog import errors.html -o catalog    write catalog/PROVIDER/*.yaml
  errdex catalog import page.txt --provider acme  under this provider's id

Exit status: 0 written, 1 nothing to import on the page, 2 errdex could not run.";

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// The page, or `-` for the standard input
    #[arg(value_name = "PAGE")]
    page: PathBuf,
    /// The provider's id. Without this, it is the one whose host the samples call
    #[arg(long, value_name = "ID")]
    provider: Option<String>,
    /// The folder to write to; `-` prints
    #[arg(short, long, value_name = "DIR|-", default_value = "-")]
    output: PathBuf,
    #[command(flatten)]
    catalogs: CatalogArgs,
}

impl ImportArgs {
    pub(super) const fn catalogs(&self) -> &CatalogArgs {
        &self.catalogs
    }
}

pub(super) fn run(arguments: &ImportArgs, layers: &Layers<'_>, output: &Output) -> Result<Status, Status> {
    let name = arguments.page.display().to_string();
    let bytes = if arguments.page == Path::new("-") { input::stdin() } else { input::file(&arguments.page) };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) => return Err(failed(output, &name, &error)),
    };
    let Veiled { text, secrets } = veil(Redacted::verbatim(bytes).into_text());
    let matcher = Matcher::new(layers.clone());
    let knowledge = Knowledge::new(&matcher);
    let document = Document { name: &name, text: &text, secrets: &secrets, kind: Kind::Page };
    let imported = import(&document, arguments.provider.as_deref(), &knowledge);
    output.message(&diagnostics::render(&imported.findings, |_| Some(text.as_str()), width()));
    if imported.entries == 0 && imported.operations == 0 {
        output.say(format_args!("{name}: no error and no call is described here"));
        return Ok(Status::Nothing);
    }
    if arguments.output == Path::new("-") { print(&imported, output) } else { write(&imported, &arguments.output, output) }
}

fn print(imported: &Imported, output: &Output) -> Result<Status, Status> {
    let mut text = String::new();
    for file in &imported.files {
        let lines = std::iter::once(format!("# {}", file.path)).chain(file.text.lines().map(str::to_owned));
        lines.for_each(|line| text += &format!("{}\n", printable(&line)));
        text.push('\n');
    }
    output.data(&text).map(|()| Status::Found)
}

fn write(imported: &Imported, folder: &Path, output: &Output) -> Result<Status, Status> {
    for file in &imported.files {
        let path = folder.join(&file.path);
        if path.ends_with("provider.yaml") && path.exists() {
            continue;
        }
        let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        made.and_then(|()| write_whole(&path, file.text.as_bytes()))
            .map_err(|error| failed(output, &path.display().to_string(), &error))?;
    }
    let (entries, operations) = (imported.entries, imported.operations);
    let folder = folder.join(&imported.provider);
    output.say(format_args!("wrote {} (entries: {entries}, operations: {operations})", folder.display()));
    Ok(Status::Found)
}

fn failed(output: &Output, name: &str, error: &std::io::Error) -> Status {
    output.failed(format_args!("{name}: {error}"))
}
