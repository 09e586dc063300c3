//! Reads the pages of a guide: the Markdown files that `SUMMARY.md` lists, or else all of the folder.

use std::path::{Component, Path, PathBuf};

use crate::render::printable;
use crate::site::GuideSource;
use crate::site::guide::contents;

/// The table of contents, as mdBook has it.
const CONTENTS: &str = "SUMMARY.md";

/// Reads a guide.
pub(super) fn read(folder: &Path) -> Result<Vec<GuideSource>, String> {
    // Links lead from file to file, so files are known by where they are. The paths do not get into the site.
    let folder = std::path::absolute(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let listed = folder.join(CONTENTS);
    let pages: Vec<(Option<String>, PathBuf)> = if listed.is_file() {
        let links = contents(&text(&listed)?).into_iter();
        let pages = links.filter(|(_, to)| Path::new(to).extension().is_some_and(|ending| ending == "md") && !to.contains("://"));
        pages.map(|(title, to)| (Some(title), folder.join(to))).collect()
    } else {
        all(&folder)?.into_iter().map(|path| (None, path)).collect()
    };
    pages.into_iter().map(|(title, path)| Ok(GuideSource { text: text(&path)?, path: key(&path), title })).collect()
}

fn text(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", printable(&path.display().to_string())))
}

/// The Markdown files of a folder: its `README.md` or `index.md` first, the others by name.
fn all(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let at = |error: std::io::Error| format!("{}: {error}", folder.display());
    let items: Result<Vec<_>, _> = std::fs::read_dir(folder).map_err(at)?.collect();
    let paths = items.map_err(at)?.into_iter().map(|item| item.path());
    let mut pages: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|ending| ending == "md")).collect();
    let is_first = |path: &Path| path.file_name().is_some_and(|name| name == "README.md" || name == "index.md");
    pages.sort_by_key(|path| (!is_first(path), path.clone()));
    Ok(pages)
}

/// A path with `/`, without `..`.
fn key(path: &Path) -> String {
    let mut steps: Vec<String> = Vec::new();
    for step in path.components() {
        match step {
            Component::ParentDir => drop(steps.pop()),
            Component::Normal(name) => steps.push(name.to_string_lossy().into_owned()),
            Component::Prefix(_) | Component::RootDir | Component::CurDir => {}
        }
    }
    steps.join("/")
}
