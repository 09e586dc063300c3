//! `errdex catalog`: look inside catalogs, and compile them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json as value_of};

use crate::catalog::layers::{Known, Layers};
use crate::catalog::{Catalog, Error, Image};
use crate::lint::catalog::score::Score;
use crate::render::{json, printable};

use super::export::{self, ExportArgs};
use super::import::{self, ImportArgs};
use super::knowledge::{Opened, compile_folder};
use super::output::{Output, Status};
use super::replace::write_whole;
use super::{CatalogArgs, Color};

#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(super) enum CatalogCommand {
    /// List all entries, or those of a provider or with a prefix
    List(ListArgs),
    /// Show entries as JSON
    Show(ShowArgs),
    /// Compile a folder of YAML to an image, which opens faster
    Compile(CompileArgs),
    /// Print an image or folder as JSON: providers, operations, entries
    Dump(DumpArgs),
    /// Count what is known, and how complete it is
    Stats(StatsArgs),
    /// Write a table of all codes, for the lookups of other programs
    #[command(after_help = export::AFTER)]
    Export(ExportArgs),
    /// Make a catalog of a vendor's error or API page
    #[command(after_help = import::AFTER)]
    Import(ImportArgs),
}

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// A provider (equinix), or the start of a code (EQ-2012)
    filter: Option<String>,
    #[command(flatten)]
    catalogs: CatalogArgs,
}

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// Codes or ids
    #[arg(required = true, value_name = "CODE|ID")]
    names: Vec<String>,
    #[command(flatten)]
    catalogs: CatalogArgs,
}

#[derive(Debug, Args)]
pub(super) struct CompileArgs {
    /// The catalog's folder
    folder: PathBuf,
    /// Where to write the image
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct DumpArgs {
    /// An image or a folder; without it, the built-in catalog
    path: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct StatsArgs {
    #[command(flatten)]
    catalogs: CatalogArgs,
}

pub(super) fn run(command: &CatalogCommand) -> Status {
    let output = Output::new(Color::Auto);
    let done = match command {
        CatalogCommand::List(arguments) => with(&arguments.catalogs, &output, |layers| list(arguments, layers, &output)),
        CatalogCommand::Show(arguments) => with(&arguments.catalogs, &output, |layers| show(arguments, layers, &output)),
        CatalogCommand::Stats(arguments) => with(&arguments.catalogs, &output, |layers| stats(layers, &output)),
        CatalogCommand::Export(arguments) => with(arguments.catalogs(), &output, |layers| export::run(arguments, layers, &output)),
        CatalogCommand::Import(arguments) => with(arguments.catalogs(), &output, |layers| Ok(import::run(arguments, layers, &output))),
        CatalogCommand::Compile(arguments) => compile(arguments, &output),
        CatalogCommand::Dump(arguments) => dump(arguments, &output),
    };
    done.unwrap_or_else(|status| status)
}

/// Opens the catalogs, does the work, and says if one of them is damaged.
fn with(
    arguments: &CatalogArgs,
    output: &Output,
    work: impl FnOnce(&Layers<'_>) -> Result<Result<Status, Status>, Error>,
) -> Result<Status, Status> {
    let opened = Opened::open(arguments, output)?;
    work(&opened.layers()).unwrap_or_else(|damaged| Err(output.damaged(&damaged)))
}

fn list(arguments: &ListArgs, layers: &Layers<'_>, output: &Output) -> Result<Result<Status, Status>, Error> {
    let filter = arguments.filter.as_deref();
    let provider = filter.filter(|filter| layers.providers().is_ok_and(|all| all.iter().any(|provider| provider.id.as_str() == *filter)));
    let known = match (provider, filter) {
        (None, Some(prefix)) => layers.by_prefix(prefix, usize::MAX)?,
        _ => all(layers)?,
    };
    let rows = known.iter().filter(|known| provider.is_none_or(|provider| known.record.provider.as_str() == provider));
    let mut text = String::new();
    for known in rows {
        let status = known.record.entry.status.map_or_else(|| "-".to_owned(), |status| status.to_string());
        text += &format!("{}\t{status}\t{}\n", printable(&known.id), printable(&known.record.entry.title));
    }
    if text.is_empty() {
        output.say(format_args!("nothing begins with {}", filter.unwrap_or_default()));
        return Ok(Ok(Status::Nothing));
    }
    Ok(output.rows(&text).map(|()| Status::Found))
}

/// All entries that count, in the order of their ids.
pub(super) fn all<'c>(layers: &Layers<'c>) -> Result<Vec<Known<'c>>, Error> {
    let mut known: BTreeMap<String, Known<'c>> = BTreeMap::new();
    for (layer, one) in layers.iter().enumerate() {
        for number in one.catalog.numbers() {
            let record = one.catalog.record(number)?;
            let id = record.id();
            known.insert(id.clone(), Known { id, layer, number, record });
        }
    }
    Ok(known.into_values().collect())
}

fn show(arguments: &ShowArgs, layers: &Layers<'_>, output: &Output) -> Result<Result<Status, Status>, Error> {
    let mut status = Status::Found;
    for name in &arguments.names {
        let mut known = layers.by_code(name)?;
        if known.is_empty() {
            known = layers.by_id(name)?;
        }
        if known.is_empty() {
            output.say(format_args!("{name} is no known code or id"));
            status = Status::Nothing;
        }
        let shown: String = known.iter().map(|known| json::render_pretty(&entry(known, layers))).collect();
        if let Err(ended) = output.data(&shown) {
            return Ok(Err(ended));
        }
    }
    Ok(Ok(status))
}

fn entry(known: &Known<'_>, layers: &Layers<'_>) -> Value {
    let mut value = json::entry(&known.record);
    if let Some(origin) = layers.origin(known.layer) {
        value["catalog"] = origin.into();
    }
    value
}

fn stats(layers: &Layers<'_>, output: &Output) -> Result<Result<Status, Status>, Error> {
    let known = all(layers)?;
    let mut text = String::from("provider\tentries\tcodes\twith several meanings\twithout a code\tscore\n");
    for provider in layers.providers()? {
        let own: Vec<_> = known.iter().filter(|known| known.record.provider == provider.id).collect();
        let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
        for known in &own {
            if let Some(code) = known.record.entry.code.as_deref() {
                *codes.entry(code).or_default() += 1;
            }
        }
        let several = codes.values().filter(|&&entries| entries > 1).count();
        let without = own.iter().filter(|known| known.record.entry.code.is_none()).count();
        let score = Score::of(own.iter().map(|known| &known.record.entry)).percent();
        text += &format!("{}\t{}\t{}\t{several}\t{without}\t{score}\n", provider.id, own.len(), codes.len());
    }
    for layer in layers.iter() {
        let image = layer.catalog.image();
        let name = layer.origin.as_deref().map_or(Cow::Borrowed("built-in catalog"), printable);
        text += &format!(
            "{name}: {} bytes, {}\n",
            image.size(),
            if image.len() == 1 { "1 entry".to_owned() } else { format!("{} entries", image.len()) }
        );
    }
    Ok(output.rows(&text).map(|()| Status::Found))
}

fn compile(arguments: &CompileArgs, output: &Output) -> Result<Status, Status> {
    let image = compile_folder(&arguments.folder, output).ok_or(Status::Failed)?;
    let size = image.len();
    let path = arguments.output.display();
    write_whole(&arguments.output, &image).map_err(|error| output.failed(format_args!("{path}: {error}")))?;
    output.say(format_args!("wrote {path} ({size} bytes)"));
    Ok(Status::Found)
}

fn dump(arguments: &DumpArgs, output: &Output) -> Result<Status, Status> {
    let image = match &arguments.path {
        None => None,
        Some(path) if path.is_dir() => Some(Image::new(compile_folder(path, output).ok_or(Status::Failed)?)),
        Some(path) => Some(Image::open(path)),
    };
    let dumped = image.transpose().and_then(|image| match &image {
        Some(image) => dump_catalog(Catalog::new(image)),
        None => dump_catalog(crate::builtin::catalog()),
    });
    match dumped {
        Ok(value) => output.data(&json::render_pretty(&value)).map(|()| Status::Found),
        Err(error) => {
            let name = arguments.path.as_deref().map_or_else(|| "the built-in catalog".to_owned(), |path| path.display().to_string());
            Err(output.failed(format_args!("{name} {error}")))
        }
    }
}

fn dump_catalog(catalog: Catalog<'_>) -> Result<Value, Error> {
    let mut entries = Vec::new();
    for number in catalog.numbers() {
        let record = catalog.record(number)?;
        entries.push(json::entry(&record));
    }
    // The indexes are read as well, so that a dump proves the whole image sound.
    catalog.names()?;
    catalog.anchors()?;
    let operations = catalog.operations()?;
    Ok(json::without_unknown(value_of!({ "providers": catalog.providers()?, "operations": operations, "entries": entries })))
}
