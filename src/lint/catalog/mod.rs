//! Rules of `catalog/`: what makes a catalog poor. What makes it wrong is [`catalog::check`](crate::catalog::check)'s; both come out.
//!
//! Files that are wrong are not looked at any further, and examples are only tried if nothing is wrong: they are read with the very
//! catalog they stand in. Entries are looked at in several threads.

mod example;
mod findings;
mod layering;
mod meaning;
mod overlap;
mod product;
mod scalar;
mod schemas;
pub mod score;
mod texts;
mod urls;

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::catalog::layers::Layers;
use crate::catalog::source::{self, File, Placed, ProviderSource};
use crate::catalog::{Entry, Image, Operation, Provider, check, compile};
use crate::diagnostic::Diagnostic;
use crate::matcher::Matcher;

use super::{Knowledge, Report};
use findings::Findings;
use texts::Texts;

/// All findings in a catalog, in the order of files and places.
#[must_use]
pub fn lint(files: &[File], knowledge: &Knowledge<'_>) -> Vec<Diagnostic> {
    let (sources, found) = read(files);
    looked_at(files, sources, found, &BTreeSet::new(), knowledge)
}

/// All findings in some files of a catalog, whose other files are not at hand: what those might have is not missed. If the
/// provider's own file is not at hand, examples are not tried.
#[must_use]
pub fn lint_part(files: &[File], knowledge: &Knowledge<'_>) -> Vec<Diagnostic> {
    let stand_ins = stand_ins(files);
    let unknown = stand_ins.iter().map(|file| file.shown.clone()).collect();
    let all: Vec<File> = files.iter().cloned().chain(stand_ins).collect();
    let (sources, mut found) = read(&all);
    found.retain(|one| !check::is_of_other_files(one));
    found = looked_at(&all, sources, found, &unknown, knowledge);
    found.retain(|one| one.path.as_ref().is_none_or(|path| !unknown.contains(path)));
    found
}

/// A `provider.yaml` for each folder that has none.
fn stand_ins(files: &[File]) -> Vec<File> {
    let folder = |file: &File| file.path.split_once('/').map_or("", |(folder, _)| folder).to_owned();
    let is_provider = |file: &&File| file.path.ends_with("/provider.yaml") || file.path.ends_with("/provider.yml");
    let known: BTreeSet<String> = files.iter().filter(is_provider).map(folder).collect();
    let all: BTreeSet<String> = files.iter().map(folder).collect();
    let stand_in = |(number, folder): (usize, &String)| {
        let path = format!("{folder}/provider.yaml");
        File { shown: path.clone(), path, text: format!("id: unknown-{number}\nname: Unknown\n") }
    };
    all.difference(&known).enumerate().map(stand_in).collect()
}

/// The catalog, and what is wrong with it.
fn read(files: &[File]) -> (Vec<ProviderSource>, Vec<Diagnostic>) {
    let (sources, mut found) = source::read(files);
    found.extend(check::check(&sources));
    (sources, found)
}

/// What is wrong, and what is poor. Of the files in `unknown` nobody knows what they say.
fn looked_at(
    files: &[File],
    mut sources: Vec<ProviderSource>,
    mut found: Vec<Diagnostic>,
    unknown: &BTreeSet<String>,
    knowledge: &Knowledge<'_>,
) -> Vec<Diagnostic> {
    let wrong: HashSet<String> = found.iter().filter_map(|one| one.path.clone()).collect();
    let is_complete = wrong.is_empty() && unknown.is_empty();
    let image = is_complete.then(|| Image::new(compile::write(&sources)).ok()).flatten();
    for source in &mut sources {
        leave_out(source, &wrong);
    }
    let catalog = Own {
        texts: files.iter().map(|file| (file.shown.as_str(), file.text.as_str())).collect(),
        layers: image.as_ref().map(|image| layering::on_top(knowledge.catalogs, image)),
        words: &knowledge.words,
    };
    for source in &sources {
        let least = knowledge.min_scores.get(source.provider.value.id.as_str()).copied().unwrap_or(0);
        found.extend(beside_each_other(source, least));
        found.extend(catalog.one_by_one(source));
    }
    found.sort_by(|a, b| (&a.path, a.span, &a.rule).cmp(&(&b.path, b.span, &b.rule)));
    found
}

/// Takes out what stands in files in which something is wrong: what else is odd there may be a consequence.
fn leave_out(source: &mut ProviderSource, wrong: &HashSet<String>) {
    source.entries.retain(|entry| !wrong.contains(&entry.path));
    source.operations.retain(|operation| !wrong.contains(&operation.path));
}

/// The catalog that is linted.
struct Own<'f> {
    /// The texts of its files, by the names that diagnostics have.
    texts: HashMap<&'f str, &'f str>,
    /// The catalog, compiled, over others; `None` if something is wrong with it.
    layers: Option<Layers<'f>>,
    words: &'f BTreeSet<String>,
}

/// What is looked at by itself.
#[derive(Clone, Copy)]
enum Item<'s> {
    Provider(&'s Placed<Provider<'static>>),
    Entry(&'s Placed<Entry<'static>>),
    Operation(&'s Placed<Operation<'static>>),
}

impl Own<'_> {
    fn one_by_one(&self, source: &ProviderSource) -> Vec<Diagnostic> {
        let provider = [Item::Provider(&source.provider)];
        let entries = source.entries.iter().map(Item::Entry);
        let operations = source.operations.iter().map(Item::Operation);
        let items: Vec<Item<'_>> = provider.into_iter().chain(entries).chain(operations).collect();
        in_parallel(&items, |items| self.share(items, &source.provider.value))
    }

    /// The share of one thread, which has a matcher of its own.
    fn share(&self, items: &[Item<'_>], provider: &Provider<'static>) -> Vec<Diagnostic> {
        let matcher = Matcher::new(self.layers.clone().unwrap_or_default());
        let knowledge = Knowledge { words: self.words.clone(), ..Knowledge::new(&matcher) };
        let mut found = Findings::default();
        for item in items {
            match *item {
                Item::Provider(placed) => texts::provider(&self.texts(placed), &knowledge, found.of(placed)),
                Item::Entry(placed) => self.entry(placed, provider, &knowledge, found.of(placed)),
                Item::Operation(placed) => {
                    texts::operation(&self.texts(placed), &knowledge, found.of(placed));
                    schemas::check(placed, found.of(placed));
                    if self.layers.is_some() {
                        example::operation(&self.texts(placed), &knowledge, found.of(placed));
                    }
                }
            }
        }
        found.finish()
    }

    fn entry(&self, placed: &Placed<Entry<'static>>, provider: &Provider<'static>, knowledge: &Knowledge<'_>, report: &mut Report) {
        texts::entry(&self.texts(placed), provider, knowledge, report);
        if self.layers.is_some() {
            example::entry(&self.texts(placed), &provider.id, knowledge, report);
            meaning::description(placed, provider, knowledge.catalogs, report);
        }
    }

    fn texts<'s, T>(&'s self, placed: &'s Placed<T>) -> Texts<'s, T> {
        Texts { placed, file: self.texts.get(placed.path.as_str()).copied().unwrap_or_default() }
    }
}

/// What is wrong with entries beside each other.
fn beside_each_other(source: &ProviderSource, least: u8) -> Vec<Diagnostic> {
    let mut found = Findings::default();
    overlap::lint(source, &mut found);
    meaning::titles(source, &mut found);
    meaning::statuses(source, &mut found);
    score::lint(source, least, &mut found);
    found.finish()
}

/// Does a work that is the same for each item in as many threads as there are processors, if there are enough of them.
fn in_parallel<T: Sync>(items: &[T], work: impl Fn(&[T]) -> Vec<Diagnostic> + Sync) -> Vec<Diagnostic> {
    const WORTH_A_THREAD: usize = 256;
    const MOST: usize = 8;
    let processors = std::thread::available_parallelism().map_or(1, usize::from).min(MOST);
    let share = items.len().div_ceil(processors).max(WORTH_A_THREAD);
    if items.len() <= share {
        return work(items);
    }
    std::thread::scope(|scope| {
        let threads: Vec<_> = items.chunks(share).map(|items| scope.spawn(|| work(items))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}

#[cfg(test)]
mod tests;
