//! What is linted: files and folders of the arguments, catalogs among them.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::lint::Kind;

use super::settings::Settings;

/// How many folders up the provider of a file of a catalog is looked for: `operations/` is one further down.
const PROVIDER_ABOVE: usize = 2;

/// One thing to lint.
#[derive(Debug)]
pub(super) enum Target {
    /// The standard input.
    Stdin,
    /// A file; whether it was named.
    File { path: PathBuf, is_named: bool },
    /// A folder that is a catalog, and the files of it that are to be linted; the others are read, as entries refer to each other.
    Catalog { folder: PathBuf, only: BTreeSet<PathBuf> },
}

/// What there is to lint, in the order in which it is told.
#[derive(Debug, Default)]
pub(super) struct Targets {
    pub(super) list: Vec<Target>,
    /// What could not be read on the way.
    pub(super) messages: Vec<String>,
    /// How many bytes the files have.
    pub(super) bytes: u64,
    /// Files that were seen, to lint none twice.
    seen: HashSet<PathBuf>,
}

/// How a folder was named.
#[derive(Debug, Clone, Copy)]
struct Named {
    /// It is the only argument, so nothing is named twice.
    is_one: bool,
    /// What the settings exclude is left out also where it is named.
    force_exclude: bool,
}

impl Targets {
    /// All that the arguments stand for.
    pub(super) fn find(arguments: &[OsString], settings: &Settings, force_exclude: bool) -> Self {
        let mut targets = Self::default();
        let is_one = arguments.len() == 1;
        for argument in arguments {
            let path = Path::new(argument);
            if argument == "-" {
                targets.list.push(Target::Stdin);
                continue;
            }
            match path.canonicalize() {
                Err(error) => targets.messages.push(format!("{}: {error}", path.display())),
                Ok(full) if full.is_dir() => targets.folder(path, &full, settings, Named { is_one, force_exclude }),
                Ok(full) => {
                    let is_out = force_exclude && settings.name(&full).is_some_and(|name| settings.is_excluded(&name));
                    if !is_out && targets.seen.insert(full) {
                        targets.named(path);
                    }
                }
            }
        }
        targets
    }

    fn named(&mut self, path: &Path) {
        if is_yaml(path)
            && let Some(folder) = provider_of(path)
        {
            let path = path.strip_prefix(".").unwrap_or(path);
            let same = |target: &&mut Target| matches!(target, Target::Catalog { folder: other, .. } if *other == folder);
            match self.list.iter_mut().find(same) {
                Some(Target::Catalog { only, .. }) => drop(only.insert(path.to_owned())),
                _ => self.list.push(Target::Catalog { folder, only: BTreeSet::from([path.to_owned()]) }),
            }
            return;
        }
        self.list.push(Target::File { path: path.to_owned(), is_named: true });
    }

    /// The files below a folder that are to be linted, and its catalogs.
    fn folder(&mut self, folder: &Path, full: &Path, settings: &Settings, named: Named) {
        // Who names a folder that is excluded wants it all the same.
        let is_out = settings.name(full).is_some_and(|name| settings.is_excluded(&name));
        let is_excluded = |name: &str| settings.is_excluded(name) && (named.force_exclude || !is_out);
        let before = self.list.len();
        let (mut files, mut providers, mut links) = (Vec::new(), Vec::new(), Vec::new());
        for item in WalkBuilder::new(folder).sort_by_file_name(Ord::cmp).build() {
            let item = match item {
                Ok(item) => item,
                Err(error) => {
                    self.messages.push(error.to_string());
                    continue;
                }
            };
            let path = item.path().strip_prefix(".").unwrap_or(item.path()).to_owned();
            let below = full.join(item.path().strip_prefix(folder).unwrap_or(item.path()));
            let name = settings.name(&below).unwrap_or_else(|| path.to_string_lossy().into_owned());
            let is_file = item.file_type().is_some_and(|kind| kind.is_file());
            if is_file && is_provider(&path) {
                providers.push(path.clone());
            }
            // In a catalog a link stands for its file; elsewhere none is followed.
            let is_link = item.path_is_symlink() && is_yaml(&path) && !item.path().is_dir();
            let is_kept = (is_file || is_link) && !is_excluded(&name) && is_wanted(&path, &name, settings);
            if is_kept && (named.is_one || self.seen.insert(below)) {
                self.bytes += item.metadata().map_or(0, |metadata| metadata.len());
                if is_file { &mut files } else { &mut links }.push(path);
            }
        }
        let folder = folder.strip_prefix(".").unwrap_or(folder);
        self.catalogs(catalogs(&providers, folder), &mut files, &links, settings);
        files.retain(|path| !is_yaml(path) || settings_include(path, settings));
        self.list.splice(before..before, files.into_iter().map(|path| Target::File { path, is_named: false }));
    }

    /// Adds the catalogs that were found, and takes their files out of those that were.
    fn catalogs(&mut self, catalogs: BTreeMap<PathBuf, Vec<PathBuf>>, files: &mut Vec<PathBuf>, links: &[PathBuf], settings: &Settings) {
        let mut found: Vec<(PathBuf, BTreeSet<PathBuf>)> = Vec::new();
        for (root, providers) in catalogs {
            let is_own = |path: &PathBuf| is_yaml(path) && providers.iter().any(|provider| path.starts_with(provider));
            let own = files.extract_if(.., |path| is_own(path)).chain(links.iter().filter(|path| is_own(path)).cloned()).collect();
            found.push((root, own));
        }
        // What is left may be the files of a provider without a provider.yaml.
        for (root, only) in &mut found {
            let is_below = |path: &Path| *root == Path::new(".") || path.starts_with(&*root);
            only.extend(files.extract_if(.., |path| is_yaml(path) && is_below(path) && !settings_include(path, settings)));
        }
        found.retain(|(_, only)| !only.is_empty());
        self.list.extend(found.into_iter().map(|(folder, only)| Target::Catalog { folder, only }));
    }
}

/// Whether a file that was found is to be linted: what `include` says, or else what its ending promises.
fn is_wanted(path: &Path, name: &str, settings: &Settings) -> bool {
    settings.is_included(name).unwrap_or_else(|| Kind::is_promised(&path.to_string_lossy()))
}

/// YAML outside of catalogs belongs to somebody else, unless the settings include it.
pub(super) fn settings_include(path: &Path, settings: &Settings) -> bool {
    path.canonicalize().ok().and_then(|full| settings.is_included(&settings.name(&full)?)).unwrap_or(false)
}

/// The catalogs among files below a folder, with their providers' folders: a catalog is what has folders with a provider.yaml.
fn catalogs(files: &[PathBuf], top: &Path) -> BTreeMap<PathBuf, Vec<PathBuf>> {
    let mut catalogs: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for file in files.iter().filter(|file| is_provider(file)) {
        let provider = file.parent().unwrap_or(Path::new("")).to_owned();
        let above = provider.parent().filter(|above| provider != top && above.starts_with(top));
        let root = above.map_or_else(|| provider.clone(), Path::to_owned);
        let root = if root.as_os_str().is_empty() { PathBuf::from(".") } else { root };
        catalogs.entry(root).or_default().push(provider);
    }
    catalogs
}

pub(super) fn is_yaml(path: &Path) -> bool {
    matches!(path.extension().and_then(|ending| ending.to_str()), Some("yaml" | "yml"))
}

pub(super) fn is_provider(path: &Path) -> bool {
    matches!(path.file_name().and_then(|name| name.to_str()), Some("provider.yaml" | "provider.yml"))
}

/// The folder of the provider to which a file of a catalog belongs.
fn provider_of(path: &Path) -> Option<PathBuf> {
    let folders = path.ancestors().skip(1).take(PROVIDER_ABOVE);
    folders.map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder }).find_map(|folder| {
        let is_it = ["provider.yaml", "provider.yml"].iter().any(|name| folder.join(name).is_file());
        is_it.then(|| folder.to_owned())
    })
}
