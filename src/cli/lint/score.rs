//! The scores that catalogs must have: named by the user, or the best so far, which a file remembers.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::PathBuf;

use crate::catalog::folder;
use crate::lint::catalog::score::{Ratchet, scores};

use super::super::output::{Output, Status};
use super::super::replace::write_whole;
use super::LintArgs;
use super::settings::Settings;
use super::targets::Target;

/// What providers must reach.
pub(super) struct Scores {
    /// By the id of the provider.
    pub(super) least: BTreeMap<String, u8>,
    ratchet: Option<(PathBuf, Ratchet)>,
}

impl Scores {
    /// Those of the arguments, of the settings, and of the file with the best; of several, the highest counts.
    pub(super) fn open(arguments: &LintArgs, settings: &Settings, output: &Output) -> Result<Self, Status> {
        let mut least: BTreeMap<String, u8> = BTreeMap::new();
        let named = settings.config.min_score.iter().map(|(provider, score)| (provider.clone(), u8::try_from(*score).unwrap_or(100)));
        for (provider, score) in named.chain(arguments.min_score.iter().cloned()) {
            let known = least.entry(provider).or_default();
            *known = score.max(*known);
        }
        let Some(path) = arguments.ratchet.clone() else { return Ok(Self { least, ratchet: None }) };
        let read = match std::fs::read_to_string(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Ratchet::default()),
            Err(error) => Err(error.to_string()),
            Ok(text) => Ratchet::read(&text),
        };
        let ratchet = read.map_err(|message| failed(&path, &message, output))?;
        for (provider, score) in ratchet.iter() {
            let known = least.entry(provider.to_owned()).or_default();
            *known = score.max(*known);
        }
        Ok(Self { least, ratchet: Some((path, ratchet)) })
    }

    /// Remembers the scores of the catalogs that were linted, where they are better than before. A score that was asked for of a
    /// provider that is not there would never fail, so that is told.
    pub(super) fn keep(&mut self, arguments: &LintArgs, targets: &[Target], output: &Output) -> Result<(), Status> {
        if self.ratchet.is_none() && arguments.min_score.is_empty() {
            return Ok(());
        }
        let reached = reached(targets);
        if let Some((unknown, _)) = arguments.min_score.iter().find(|(provider, _)| !reached.contains_key(provider)) {
            return Err(output.failed(format_args!("--min-score {unknown}: no catalog of that provider was linted")));
        }
        let Some((path, ratchet)) = &mut self.ratchet else { return Ok(()) };
        let raised: Vec<bool> = reached.iter().map(|(provider, score)| ratchet.raise(provider, *score)).collect();
        if raised.contains(&true) {
            write_whole(path, ratchet.text().as_bytes()).map_err(|error| failed(path, &error.to_string(), output))?;
        }
        Ok(())
    }
}

/// The scores of the catalogs among the targets.
fn reached(targets: &[Target]) -> BTreeMap<String, u8> {
    let folders = targets.iter().filter_map(|target| if let Target::Catalog { folder, .. } = target { Some(folder) } else { None });
    let files = folders.filter_map(|folder| folder::read(folder).ok());
    files.flat_map(|files| scores(&files)).map(|(provider, score)| (provider, score.percent())).collect()
}

fn failed(path: &std::path::Path, message: &str, output: &Output) -> Status {
    output.failed(format_args!("{}: {message}", path.display()))
}

/// Reads `PROVIDER=N`.
pub(super) fn parse(text: &str) -> Result<(String, u8), String> {
    let (provider, score) = text.split_once('=').ok_or("write a provider and its least score: equinix=85")?;
    let score = score.parse().ok().filter(|score| *score <= 100).ok_or("the score is a number from 0 to 100")?;
    Ok((provider.to_owned(), score))
}
