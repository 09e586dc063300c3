//! `errdex catalog export`: the codes as a table that other programs look them up in.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::Value;

use crate::catalog::Error;
use crate::catalog::entry::Role;
use crate::catalog::layers::{Known, Layers};
use crate::explain::Filled;
use crate::render::table;

use super::CatalogArgs;
use super::catalog::all;
use super::output::{Output, Status};
use super::replace::write_whole;

pub(super) const AFTER: &str = "\
There is one row for each code, in the order of the codes. A code with several entries is never guessed at: its row has `ambiguous` and \
all `ids`, of the other fields those in which the entries agree, and as its title how many meanings there are. `errdex annotate` tells \
them apart by the message; a table cannot. Entries without a code, and codes that tell of no error, have no row.

csv has a header and all columns, ids with `|` between them. yaml and json have the code as key, and leave out what is unknown; with a \
single field its value stands right behind the key. Codes are looked up to the letter.

Examples:
  errdex catalog export -o codes.csv                               Vector, OpenTelemetry Collector
  errdex catalog export --provider equinix --fields title          Fluent Bit: two columns
  errdex catalog export --format yaml -o codes.yaml                Logstash, OpenTelemetry Collector
  errdex catalog export --format ndjson | jq -c 'select(.retryable)'

docs/pipelines/ shows the configuration of each.

Exit status: 0, or 2 if errdex could not run.";

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// What to write
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// Only the codes of this provider. May be given several times
    #[arg(long = "provider", value_name = "ID")]
    providers: Vec<String>,
    /// The fields beside the code, with commas between them, in this order
    #[arg(
        long,
        value_enum,
        value_name = "LIST",
        value_delimiter = ',',
        default_value = "ambiguous,id,ids,provider,status,title,fix,retryable,url"
    )]
    fields: Vec<Field>,
    /// The file to write, in one piece: a program that reads it again sees the old table or the new one. Without this, it is printed
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    catalogs: CatalogArgs,
}

impl ExportArgs {
    pub(super) const fn catalogs(&self) -> &CatalogArgs {
        &self.catalogs
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A header and a line for each code
    #[default]
    Csv,
    /// A mapping from codes
    Yaml,
    /// An object with the codes as keys
    Json,
    /// An object on a line for each code
    Ndjson,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Field {
    /// Whether the code has several entries
    Ambiguous,
    /// The entry's id, if it is the only one
    Id,
    /// The ids of all entries, if there are several
    Ids,
    /// Who answers so
    Provider,
    /// The HTTP status
    Status,
    /// What it is, in a line
    Title,
    /// The first thing to do
    Fix,
    /// Whether the same request may succeed later
    Retryable,
    /// Where it is documented
    Url,
}

impl Field {
    const fn name(self) -> &'static str {
        match self {
            Self::Ambiguous => table::AMBIGUOUS,
            Self::Id => "id",
            Self::Ids => "ids",
            Self::Provider => "provider",
            Self::Status => "status",
            Self::Title => "title",
            Self::Fix => "fix",
            Self::Retryable => "retryable",
            Self::Url => "url",
        }
    }

    /// What the entries of a code say of it; `None` if nothing, or not the same.
    fn cell(self, entries: &[Known<'_>]) -> Option<Value> {
        let several = entries.len() > 1;
        match self {
            Self::Ambiguous => several.then_some(Value::Bool(true)),
            Self::Id => agreed(entries, |known| Some(known.id.clone())),
            Self::Ids => several.then(|| entries.iter().map(|known| known.id.clone()).collect()),
            Self::Provider => agreed(entries, |known| Some(known.record.provider.to_string())),
            Self::Status => agreed(entries, |known| known.record.entry.status),
            Self::Title => agreed(entries, |known| Some(known.record.entry.title.to_string()))
                .or_else(|| Some(format!("{} meanings", entries.len()).into())),
            Self::Fix => agreed(entries, |known| Some(Filled::open(&known.record.entry.fix, &known.record.entry).to_string())),
            Self::Retryable => agreed(entries, |known| known.record.entry.retryable),
            Self::Url => agreed(entries, |known| known.record.entry.url.as_ref().map(ToString::to_string)),
        }
    }
}

/// What all entries say, if it is the same.
fn agreed<T: PartialEq + Into<Value>>(entries: &[Known<'_>], say: impl Fn(&Known<'_>) -> Option<T>) -> Option<Value> {
    let mut said = entries.iter().map(say);
    let first = said.next()??;
    said.all(|next| next.as_ref() == Some(&first)).then(|| first.into())
}

pub(super) fn run(arguments: &ExportArgs, layers: &Layers<'_>, output: &Output) -> Result<Result<Status, Status>, Error> {
    if let Some(status) = unknown_provider(&arguments.providers, layers, output)? {
        return Ok(Err(status));
    }
    let codes = codes(arguments, layers)?;
    let ambiguous = codes.values().filter(|entries| entries.len() > 1).count();
    let fields = distinct(&arguments.fields);
    let rows: Vec<table::Row> = codes.into_iter().filter_map(|(code, entries)| row(code, &entries, &fields)).collect();
    let columns: Vec<&str> = fields.iter().map(|field| field.name()).collect();
    let text = match arguments.format {
        Format::Csv => table::csv(&columns, &rows),
        Format::Yaml => table::yaml(&rows),
        Format::Json => table::json(&rows),
        Format::Ndjson => table::ndjson(&rows),
    };
    let Some(path) = &arguments.output else { return Ok(output.data(&text).map(|()| Status::Found)) };
    let path_shown = path.display();
    Ok(match write_whole(path, text.as_bytes()) {
        Ok(()) => {
            output.say(format_args!("wrote {path_shown} ({} codes, {ambiguous} of them ambiguous)", rows.len()));
            Ok(Status::Found)
        }
        Err(error) => Err(output.failed(format_args!("{path_shown}: {error}"))),
    })
}

/// Says which provider there is none of. A table that is empty by a typing error would be noticed late.
fn unknown_provider(wanted: &[String], layers: &Layers<'_>, output: &Output) -> Result<Option<Status>, Error> {
    let known: Vec<String> = layers.providers()?.iter().map(|provider| provider.id.to_string()).collect();
    let Some(unknown) = wanted.iter().find(|wanted| !known.contains(wanted)) else { return Ok(None) };
    Ok(Some(output.failed(format_args!("no provider {unknown}; there are: {}", known.join(", ")))))
}

/// The codes that tell of an error, each with its entries, in order.
fn codes<'c>(arguments: &ExportArgs, layers: &Layers<'c>) -> Result<BTreeMap<String, Vec<Known<'c>>>, Error> {
    let wanted = |known: &Known<'_>| arguments.providers.is_empty() || arguments.providers.iter().any(|id| *id == *known.record.provider);
    let mut codes: BTreeMap<String, Vec<Known<'c>>> = BTreeMap::new();
    for known in all(layers)?.into_iter().filter(wanted) {
        if let Some(code) = known.record.entry.code.as_ref().map(ToString::to_string) {
            codes.entry(code).or_default().push(known);
        }
    }
    codes.retain(|_, entries| entries.iter().any(|known| known.record.entry.role.is_none_or(Role::is_error)));
    Ok(codes)
}

/// The fields, each where it stands first.
fn distinct(fields: &[Field]) -> Vec<Field> {
    let mut distinct = Vec::new();
    for &field in fields {
        if !distinct.contains(&field) {
            distinct.push(field);
        }
    }
    distinct
}

/// The row of a code; `None` if nothing of what is wanted is known.
fn row(code: String, entries: &[Known<'_>], fields: &[Field]) -> Option<table::Row> {
    let cells: Vec<_> = fields.iter().map(|field| (field.name(), field.cell(entries))).collect();
    cells.iter().any(|(_, cell)| cell.is_some()).then_some(table::Row { code, cells })
}
