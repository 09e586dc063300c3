//! The folder that a site is written into. It has a file that lists what errdex wrote: only that is ever removed.
//!
//! Nothing is written or removed through a symbolic link below the folder.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The list of all files that errdex wrote.
const MARKER: &str = ".errdex-site";
/// Its first line.
const HEAD: &str = "Written by `errdex docs build`: these files are replaced and removed by the next build.";

/// A folder to write into.
pub(super) struct Folder {
    root: PathBuf,
    /// What an earlier build wrote.
    before: BTreeSet<String>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    written: BTreeSet<String>,
    /// Folders that are known to be real ones, and whether this build made them.
    folders: HashMap<PathBuf, bool>,
}

impl Folder {
    /// Opens a folder that is empty, is not there, or was written by errdex before.
    pub(super) fn open(root: &Path) -> Result<Self, String> {
        fs::create_dir_all(root).map_err(|error| at(root, &error))?;
        let marker = root.join(MARKER);
        let before = if is_file(&marker) {
            let text = fs::read_to_string(&marker).map_err(|error| at(&marker, &error))?;
            text.lines().skip(1).filter(|path| is_inside(path)).map(str::to_owned).collect()
        } else {
            let mut items = fs::read_dir(root).map_err(|error| at(root, &error))?;
            if items.next().is_some() {
                return Err(format!("{} is not empty and was not written by errdex; give another folder, or empty it", root.display()));
            }
            BTreeSet::new()
        };
        let folder = Self { root: root.to_owned(), before, state: Mutex::default() };
        // A build that is interrupted must find its folder again.
        folder.mark(&folder.before)?;
        Ok(folder)
    }

    /// Writes a file of the site.
    pub(super) fn write(&self, path: &str, bytes: &[u8]) -> Result<(), String> {
        let is_new = self.make_folder(Path::new(path).parent().unwrap_or(Path::new("")))?;
        let file = self.root.join(path);
        // In a folder that was made just now there are no links of others.
        if !is_new && is_link(&file) {
            return Err(format!("{} is a symbolic link; nothing is written through one", file.display()));
        }
        fs::write(&file, bytes).map_err(|error| at(&file, &error))?;
        self.state().written.insert(path.to_owned());
        Ok(())
    }

    /// Makes a folder and those above it, each a real one; whether it was not there before. Two threads may make the same: the second
    /// finds it there.
    fn make_folder(&self, below: &Path) -> Result<bool, String> {
        if below.as_os_str().is_empty() {
            return Ok(false);
        }
        if let Some(&is_new) = self.state().folders.get(below) {
            return Ok(is_new);
        }
        self.make_folder(below.parent().unwrap_or(Path::new("")))?;
        let folder = self.root.join(below);
        let is_new = match fs::create_dir(&folder) {
            Ok(()) => true,
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(at(&folder, &error)),
            Err(_) if fs::symlink_metadata(&folder).is_ok_and(|found| found.is_dir()) => false,
            Err(_) => return Err(format!("{} is in the way: it is no folder", folder.display())),
        };
        Ok(*self.state().folders.entry(below.to_owned()).or_insert(is_new))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Removes what an earlier build wrote and this one did not.
    pub(super) fn finish(self) -> Result<(), String> {
        let written = std::mem::take(&mut self.state().written);
        for stale in self.before.difference(&written) {
            self.remove(stale);
        }
        self.mark(&written)
    }

    /// Removes a file, and the folders that it leaves empty. What is gone already, or is none of ours, stays as it is.
    fn remove(&self, path: &str) {
        let real = Path::new(path)
            .ancestors()
            .skip(1)
            .all(|folder| fs::symlink_metadata(self.root.join(folder)).is_ok_and(|found| found.is_dir() || folder.as_os_str().is_empty()));
        let file = self.root.join(path);
        if !real || !is_file(&file) || fs::remove_file(&file).is_err() {
            return;
        }
        for folder in Path::new(path).ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty()) {
            if fs::remove_dir(self.root.join(folder)).is_err() {
                return;
            }
        }
    }

    fn mark(&self, written: &BTreeSet<String>) -> Result<(), String> {
        let marker = self.root.join(MARKER);
        if is_link(&marker) {
            return Err(format!("{} is a symbolic link; nothing is written through one", marker.display()));
        }
        let mut text = format!("{HEAD}\n");
        for path in written {
            text += &format!("{path}\n");
        }
        fs::write(&marker, text).map_err(|error| at(&marker, &error))
    }
}

fn at(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

fn is_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_file())
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink())
}

/// Whether a path of the list leads to a file below the folder: the list may have been edited.
fn is_inside(path: &str) -> bool {
    !path.is_empty() && path != MARKER && Path::new(path).components().all(|step| matches!(step, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(root: &Path, files: &[&str]) -> Result<(), String> {
        let folder = Folder::open(root)?;
        files.iter().try_for_each(|path| folder.write(path, path.as_bytes()))?;
        folder.finish()
    }

    #[test]
    fn only_what_was_written_is_removed() {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("site");
        written(&root, &["index.html", "a/b/index.html"]).unwrap();
        fs::write(root.join("CNAME"), "own").unwrap();
        written(&root, &["index.html"]).unwrap();
        assert!(root.join("index.html").exists() && root.join("CNAME").exists());
        assert!(!root.join("a").exists());
    }

    #[test]
    fn the_folders_of_others_are_left_alone() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("thesis.txt"), "").unwrap();
        assert!(written(home.path(), &["index.html"]).unwrap_err().contains("not empty"));
        assert!(!home.path().join("index.html").exists());
    }

    #[test]
    fn a_list_that_was_edited_removes_nothing_outside() {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("site");
        written(&root, &["index.html"]).unwrap();
        let outside = home.path().join("outside.txt");
        fs::write(&outside, "").unwrap();
        fs::write(root.join(MARKER), format!("{HEAD}\n../outside.txt\n{}\n", outside.display())).unwrap();
        written(&root, &["index.html"]).unwrap();
        assert!(outside.exists());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let home = tempfile::tempdir().unwrap();
        let (root, outside) = (home.path().join("site"), home.path().join("outside"));
        fs::create_dir(&outside).unwrap();
        fs::write(outside.join("index.html"), "mine").unwrap();
        written(&root, &["a/index.html", "b/index.html"]).unwrap();
        fs::remove_dir_all(root.join("a")).unwrap();
        std::os::unix::fs::symlink(&outside, root.join("a")).unwrap();
        assert!(written(&root, &["a/index.html"]).unwrap_err().contains("in the way"));
        written(&root, &["b/index.html"]).unwrap();
        assert_eq!(fs::read_to_string(outside.join("index.html")).unwrap(), "mine");
    }
}
