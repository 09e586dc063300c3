//! Catalog sources to image: the one compile function of the build script, of `--catalog FOLDER` and of `errdex catalog compile`.

use std::borrow::Cow;

use regex::bytes::Regex;
use serde::Serialize;

use super::check;
use super::codes::Codes;
use super::entry::{Entry, Family, Operation, Provider};
use super::image::{self, Parts};
use super::index::{Anchors, Names};
use super::key::fold;
use super::samples::Samples;
use super::source::{self, File, ProviderSource};
use super::template::Template;
use super::value::Text;
use super::{OperationRecord, Reading, Record};
use crate::diagnostic::{Diagnostic, Severity};

/// Compiles the files of a catalog. The same files give the same bytes, in whatever order they come.
///
/// # Errors
/// Everything that is wrong with them, in the order of files and places.
pub fn compile(files: &[File]) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let (providers, mut problems) = source::read(files);
    problems.extend(check::check(&providers));
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        problems.sort_by(|a, b| (&a.path, a.span).cmp(&(&b.path, b.span)));
        return Err(problems);
    }
    Ok(write(&providers))
}

/// Writes what was read and checked.
#[must_use]
pub fn write(sources: &[ProviderSource]) -> Vec<u8> {
    let mut sorted: Vec<(String, Record<'_>)> = sources.iter().flat_map(records).collect();
    sorted.sort_by_cached_key(|(name, record)| (name.clone(), record.id()));
    let anchors: Vec<(u32, Vec<String>)> = (0..).zip(&sorted).filter_map(|(number, (_, record))| anchor_texts(number, record)).collect();
    let providers: Vec<&Provider<'_>> = sources.iter().map(|source| &source.provider.value).collect();
    let names: Vec<String> = sorted.iter().map(|(name, _)| name.clone()).collect();
    image::write(&Parts {
        providers: bytes(&providers),
        operations: bytes(&operations(sources)),
        names: Names::write(&names),
        records: sorted.iter().map(|(_, record)| bytes(record)).collect(),
        anchors: Anchors::write(&anchors),
        codes: Codes::write(&codes(&sorted)),
        samples: Samples::write(&anchors),
    })
}

/// The entries of a provider, each under the folded form of its code, or of its slug if it has none.
fn records(source: &ProviderSource) -> impl Iterator<Item = (String, Record<'_>)> {
    let provider = &source.provider.value;
    let families: Vec<(Regex, &Family<'_>)> =
        provider.families.iter().filter_map(|family| Some((family.shape_regex().ok()?, family))).collect();
    source.entries.iter().map(move |placed| {
        let entry: &Entry<'_> = &placed.value;
        let name = entry.code.as_ref().or(entry.slug.as_ref()).map(|name| fold(name)).unwrap_or_default();
        let family = entry.code.as_ref().and_then(|code| {
            let (_, family) = families.iter().find(|(shape, _)| shape.is_match(code.as_bytes()))?;
            Some(Reading::new(&provider.id, family, code))
        });
        (name, Record { provider: Text(Cow::Borrowed(provider.id.as_str())), family, entry: entry.clone() })
    })
}

fn operations(sources: &[ProviderSource]) -> Vec<OperationRecord<'_>> {
    let mut operations: Vec<OperationRecord<'_>> = Vec::new();
    for source in sources {
        let provider = source.provider.value.id.as_str();
        operations.extend(source.operations.iter().map(|placed| {
            let operation: Operation<'_> = placed.value.clone();
            OperationRecord { provider: Text(Cow::Borrowed(provider)), operation }
        }));
    }
    operations.sort_by(|a, b| (&a.provider, &a.operation.id).cmp(&(&b.provider, &b.operation.id)));
    operations
}

/// The codes of records in the order of their names, each with the place of its name. Rules of a linter do not stand in logs.
fn codes<'r>(sorted: &'r [(String, Record<'_>)]) -> Vec<(&'r str, u32)> {
    let mut place = 0;
    let mut codes = Vec::with_capacity(sorted.len());
    for (at, (name, record)) in sorted.iter().enumerate() {
        place += u32::from(at > 0 && sorted[at - 1].0 != *name);
        codes.extend(record.entry.code.as_deref().filter(|_| !record.is_rule()).map(|code| (code, place)));
    }
    codes
}

fn anchor_texts(number: u32, record: &Record<'_>) -> Option<(u32, Vec<String>)> {
    let template = Template::parse(record.entry.message.as_deref().filter(|_| !record.is_rule())?).ok()?;
    Some((number, template.texts().to_vec()))
}

fn bytes<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_allocvec(value).expect("plain data can be written to memory")
}
