//! Writing a file at once: whoever reads it sees the old text or the new one, never a part.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Puts a text in the place of a file's, which must be there. Its permissions stay; a link goes on pointing to the file.
///
/// # Errors
/// If the folder or the file cannot be written; the file is as it was then.
pub(super) fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let permissions = fs::metadata(&path)?.permissions();
    if permissions.readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "is read-only"));
    }
    let (beside, mut file) = create_beside(&path)?;
    let written = file.write_all(text).and_then(|()| file.set_permissions(permissions)).and_then(|()| file.sync_all());
    let moved = written.and_then(|()| fs::rename(&beside, &path));
    if moved.is_err() {
        // What is wrong is told by the caller; that the rest stays, too, would only hide it.
        let _ = fs::remove_file(&beside);
    }
    moved
}

/// Writes a file, whether it is there or not. A device or a pipe is written into.
///
/// # Errors
/// As for [`replace`].
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if path.is_file() {
        return replace(path, bytes);
    }
    // Also a link that leads to nothing: it stays one.
    if path.symlink_metadata().is_ok() {
        return File::create(path)?.write_all(bytes);
    }
    let (beside, mut file) = create_beside(path)?;
    let written = file.write_all(bytes).and_then(|()| fs::rename(&beside, path));
    written.inspect_err(|_| drop(fs::remove_file(&beside)))
}

/// A new file in the folder of another, so that it can be moved to its place.
fn create_beside(path: &Path) -> io::Result<(PathBuf, File)> {
    const TRIES: usize = 100;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    for attempt in 0..TRIES {
        let beside = path.with_file_name(format!(".{name}.errdex-{}-{attempt}", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&beside) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            created => return created.map(|file| (beside, file)),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "no free name for a file beside it"))
}
