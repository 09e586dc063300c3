//! The files of a catalog folder, read from disk.

use std::io;
use std::path::{Path, PathBuf};

use super::source::File;
use super::yaml::MAX_FILE;

/// More files than any catalog has; a folder with more is some other folder.
const MAX_FILES: usize = 20_000;
/// Folders within folders: provider, subject, and some air.
const MAX_DEPTH: usize = 6;

/// What is in a catalog folder.
#[derive(Debug, Default)]
pub struct Content {
    /// The files, in the order of their paths.
    pub files: Vec<File>,
    /// What could not be read: the path as the user knows it, and why.
    pub unread: Vec<(PathBuf, io::Error)>,
}

/// Reads all YAML files of a catalog folder, or of a single provider's folder. Hidden files are left out.
///
/// # Errors
/// If the folder or a file cannot be read, or there is no provider in it; the message names the path.
pub fn read(folder: &Path) -> io::Result<Vec<File>> {
    let content = read_all(folder)?;
    match content.unread.first() {
        Some((path, error)) => Err(named(path, error)),
        None => Ok(content.files),
    }
}

/// The same, but a file that cannot be read does not keep the others from being read.
///
/// # Errors
/// If the folder cannot be read, or there is no provider in it; the message names the path.
pub fn read_all(folder: &Path) -> io::Result<Content> {
    let mut found = Found::default();
    found.walk(folder, MAX_DEPTH).map_err(|error| named(folder, &error))?;
    found.paths.sort();
    let single = ["provider.yaml", "provider.yml"].iter().any(|name| folder.join(name).is_file());
    let name = folder.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    let root = if single { name.unwrap_or_default() + "/" } else { String::new() };
    let mut content = Content { files: Vec::new(), unread: found.unread };
    for path in found.paths {
        let Some(relative) = relative(folder, &path, &root) else { continue };
        match text(&path) {
            Ok(text) => content.files.push(File { path: relative, shown: path.display().to_string(), text }),
            Err(error) => content.unread.push((path, error)),
        }
    }
    if content.files.is_empty() && content.unread.is_empty() {
        let message = format!("{}: no catalog in it; a catalog has a folder for each provider with a provider.yaml", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, message));
    }
    Ok(content)
}

/// The YAML files below a folder.
#[derive(Default)]
struct Found {
    paths: Vec<PathBuf>,
    unread: Vec<(PathBuf, io::Error)>,
}

impl Found {
    fn walk(&mut self, folder: &Path, depth: usize) -> io::Result<()> {
        for item in std::fs::read_dir(folder)? {
            let item = item?;
            let path = item.path();
            if path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b".")) {
                continue;
            }
            // A link to a folder is not followed: it may lead to one above, and all would be read again.
            let is_folder = item.file_type()?.is_dir();
            if is_folder && depth > 0 {
                if let Err(error) = self.walk(&path, depth - 1) {
                    self.unread.push((path, error));
                }
            } else if !path.is_dir() && matches!(path.extension().and_then(|ending| ending.to_str()), Some("yaml" | "yml")) {
                self.paths.push(path);
            }
            if self.paths.len() > MAX_FILES {
                return Err(io::Error::other(format!("over {MAX_FILES} YAML files, so it is no catalog")));
            }
        }
        Ok(())
    }
}

/// The path of a file below the catalog's root; `None` for one at the root itself, which belongs to no provider.
fn relative(folder: &Path, path: &Path, root: &str) -> Option<String> {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    Some(format!("{root}{}", parts.join("/"))).filter(|relative| relative.contains('/'))
}

fn text(path: &Path) -> io::Result<String> {
    let size = std::fs::metadata(path)?.len();
    if size > MAX_FILE as u64 {
        return Err(io::Error::other(format!("{size} bytes; a catalog file has at most {MAX_FILE}")));
    }
    String::from_utf8(std::fs::read(path)?).map_err(|error| io::Error::other(format!("not UTF-8 ({})", error.utf8_error())))
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
