//! The files of a catalog folder, read from disk.

use std::io;
use std::path::{Path, PathBuf};

use super::source::File;
use super::yaml::MAX_FILE;

/// More files than any catalog has; a folder with more is some other folder.
const MAX_FILES: usize = 20_000;
/// Folders within folders: provider, subject, and some air.
const MAX_DEPTH: usize = 6;

/// Reads all YAML files of a catalog folder, or of a single provider's folder. Hidden files are left out.
///
/// # Errors
/// If the folder or a file cannot be read, or there is no provider in it; the message names the path.
pub fn read(folder: &Path) -> io::Result<Vec<File>> {
    let mut paths = Vec::new();
    walk(folder, MAX_DEPTH, &mut paths)?;
    paths.sort();
    let single = ["provider.yaml", "provider.yml"].iter().any(|name| folder.join(name).is_file());
    let name = folder.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    let root = if single { name.unwrap_or_default() + "/" } else { String::new() };
    let files = paths.iter().filter_map(|path| file(folder, path, &root).transpose());
    let files = files.collect::<io::Result<Vec<File>>>()?;
    if files.is_empty() {
        let message = format!("{}: no catalog in it; a catalog has a folder for each provider with a provider.yaml", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, message));
    }
    Ok(files)
}

fn walk(folder: &Path, depth: usize, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for item in std::fs::read_dir(folder).map_err(|error| named(folder, &error))? {
        let path = item?.path();
        let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if path.is_dir() && !hidden && depth > 0 {
            walk(&path, depth - 1, paths)?;
        } else if !hidden && matches!(path.extension().and_then(|e| e.to_str()), Some("yaml" | "yml")) {
            paths.push(path);
        }
        if paths.len() > MAX_FILES {
            let message = format!("{}: over {MAX_FILES} YAML files, so it is no catalog", folder.display());
            return Err(io::Error::other(message));
        }
    }
    Ok(())
}

/// A file with its path below the catalog's root; `None` for one at the root itself, which belongs to no provider.
fn file(folder: &Path, path: &Path, root: &str) -> io::Result<Option<File>> {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    let relative = format!("{root}{}", parts.join("/"));
    if !relative.contains('/') {
        return Ok(None);
    }
    let size = std::fs::metadata(path).map_err(|error| named(path, &error))?.len();
    if size > MAX_FILE as u64 {
        let message = format!("{}: {size} bytes; a catalog file has at most {MAX_FILE}", path.display());
        return Err(io::Error::other(message));
    }
    let bytes = std::fs::read(path).map_err(|error| named(path, &error))?;
    let text =
        String::from_utf8(bytes).map_err(|error| io::Error::other(format!("{}: not UTF-8 ({})", path.display(), error.utf8_error())))?;
    Ok(Some(File { path: relative, shown: path.display().to_string(), text }))
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
