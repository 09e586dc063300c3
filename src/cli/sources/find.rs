//! Which files the arguments stand for.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::{self, FileType, Metadata};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use glob::{MatchOptions, Pattern, PatternError};

use super::Item;

/// All files that the arguments stand for: in the order of the arguments, and sorted by name where one stands for several.
pub(super) fn find(arguments: &[OsString]) -> Vec<Item> {
    let mut finder = Finder { output: output(), ..Finder::default() };
    for argument in arguments {
        finder.argument(argument);
    }
    finder.found
}

/// What has been found so far.
#[derive(Default)]
struct Finder {
    found: Vec<Item>,
    /// Files and folders without links in their paths. Nothing in a folder is read twice: logs are full of links (`current.log`, those of
    /// containers), which would be counted double, and links to folders can go round.
    seen: HashSet<PathBuf>,
    /// The file that the standard output goes to: what is read of it would be written to it again.
    output: Option<Identity>,
}

impl Finder {
    fn is_output(&self, metadata: &Metadata) -> bool {
        self.output.is_some() && identity(metadata) == self.output
    }

    fn argument(&mut self, argument: &OsString) {
        let path = Path::new(argument);
        match fs::metadata(path) {
            _ if argument == "-" => self.found.push(Item::stdin()),
            Ok(metadata) if metadata.is_dir() => self.below(path.to_owned(), &|_| true),
            Ok(metadata) if self.is_output(&metadata) => {
                self.fail(path, &io::Error::other("is also the output, and would never come to an end"));
            }
            // What was named is read, even if it was named twice, and whatever it is: `<(command)` is a pipe.
            Ok(_) => {
                self.is_new(path);
                self.found.push(Item::file(path.to_owned()));
            }
            Err(error) => match argument.to_str().filter(|text| text.contains(['*', '?', '['])) {
                Some(pattern) if error.kind() == ErrorKind::NotFound => self.pattern(pattern),
                _ => self.fail(path, &error),
            },
        }
    }

    /// A pattern that the shell did not expand.
    fn pattern(&mut self, text: &str) {
        let before = self.found.len();
        let result = if text.contains("**") { self.deep_pattern(text) } else { self.flat_pattern(text) };
        match result {
            Err(error) => self.fail(Path::new(text), &io::Error::other(format!("is no pattern: {}", error.msg))),
            Ok(0) if self.found.len() == before => {
                self.fail(Path::new(text), &io::Error::new(ErrorKind::NotFound, "no file has a name like this"));
            }
            Ok(_) => {}
        }
    }

    /// A pattern whose parts each stand for one name. Folders of such names are read with all that is in them.
    fn flat_pattern(&mut self, text: &str) -> Result<usize, PatternError> {
        let mut count = 0;
        for path in glob::glob(text)? {
            count += 1;
            match path {
                Ok(path) => self.below(path, &|_| true),
                Err(error) => {
                    let path = error.path().to_owned();
                    self.fail(&path, error.error());
                }
            }
        }
        Ok(count)
    }

    /// A pattern with `**`: the files below a folder whose paths are like it. Not by `glob::glob`, which follows links to folders round and
    /// round: with two of them in a folder it would not come to an end.
    fn deep_pattern(&mut self, text: &str) -> Result<usize, PatternError> {
        let pattern = Pattern::new(text)?;
        let options = MatchOptions { require_literal_separator: true, ..MatchOptions::new() };
        let literal = text.find(['*', '?', '[']).map_or(text, |end| &text[..end]);
        let base = literal.rfind(std::path::is_separator).map_or("", |at| &text[..=at]);
        if base.is_empty() {
            let is_wanted = |path: &Path| pattern.matches_path_with(path.strip_prefix(".").unwrap_or(path), options);
            self.below(PathBuf::from("."), &is_wanted);
        } else {
            self.below(PathBuf::from(base), &|path| pattern.matches_path_with(path, options));
        }
        Ok(0)
    }

    /// A file, or all wanted files in a folder and the folders in it. Not by recursion, as folders may be deep.
    fn below(&mut self, path: PathBuf, is_wanted: &dyn Fn(&Path) -> bool) {
        let mut open = vec![path];
        while let Some(path) = open.pop() {
            match fs::metadata(&path) {
                Ok(metadata) if metadata.is_dir() => match self.items(&path) {
                    // The first is taken next.
                    Ok(items) => open.extend(items.into_iter().rev()),
                    Err(error) => self.fail(&path, &error),
                },
                Ok(metadata) if metadata.is_file() => {
                    if is_wanted(&path) && !self.is_output(&metadata) && self.is_new(&path) {
                        self.found.push(Item::file(path));
                    }
                }
                // A pipe would be waited for, and a device has no end.
                Ok(_) => {}
                // A link to nowhere.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => self.fail(&path, &error),
            }
        }
    }

    /// What is in a folder, sorted; nothing if it was looked into before.
    fn items(&mut self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        if !self.is_new(folder) {
            return Ok(Vec::new());
        }
        let is_readable = |kind: FileType| kind.is_dir() || kind.is_file() || kind.is_symlink();
        let mut items = Vec::new();
        for item in fs::read_dir(folder)? {
            let item = item?;
            if item.file_type().is_ok_and(is_readable) {
                items.push(item.path());
            }
        }
        items.sort();
        Ok(items)
    }

    fn is_new(&mut self, path: &Path) -> bool {
        path.canonicalize().map_or(true, |path| self.seen.insert(path))
    }

    fn fail(&mut self, path: &Path, error: &io::Error) {
        self.found.push(Item::failed(path, error.kind(), error.to_string()));
    }
}

/// What makes a file the same as another: its device and its number there.
type Identity = (u64, u64);

#[cfg(unix)]
fn identity(metadata: &Metadata) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    metadata.is_file().then(|| (metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> Option<Identity> {
    None
}

/// The file that the standard output goes to, if it is one.
#[cfg(unix)]
fn output() -> Option<Identity> {
    use std::os::fd::AsFd;
    let output = io::stdout().as_fd().try_clone_to_owned().ok()?;
    identity(&fs::File::from(output).metadata().ok()?)
}

#[cfg(not(unix))]
fn output() -> Option<Identity> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What arguments below a folder stand for: names, or messages of what cannot be read.
    fn check(folder: &Path, arguments: &[&str], expected: &[&str]) {
        let arguments: Vec<OsString> = arguments.iter().map(|argument| folder.join(argument).into()).collect();
        let prefix = format!("{}/", folder.display());
        let found: Vec<_> = find(&arguments)
            .into_iter()
            .map(|item| match item.place {
                super::super::Place::Failed(_, message) => message,
                _ => item.name.replace(&prefix, ""),
            })
            .collect();
        assert_eq!(found, expected, "{arguments:?}");
    }

    #[test]
    #[cfg(unix)]
    fn arguments_stand_for_files() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let folder = &folder.path().canonicalize().unwrap();
        fs::create_dir_all(folder.join("a/deep")).unwrap();
        for name in ["b.log", "a/2.log", "a/10.log", "a/deep/x.log", "odd[1].log", "esc\u{1b}.txt"] {
            fs::write(folder.join(name), "text").unwrap();
        }
        symlink("..", folder.join("a/deep/round")).unwrap();
        symlink("2.log", folder.join("a/current.log")).unwrap();
        symlink("nowhere", folder.join("a/broken.log")).unwrap();
        symlink(folder.join("a"), folder.join("again")).unwrap();

        check(folder, &["b.log", "b.log"], &["b.log", "b.log"]);
        check(folder, &["a"], &["a/10.log", "a/2.log", "a/deep/x.log"]);
        check(folder, &["again", "a"], &["again/10.log", "again/2.log", "again/deep/x.log"]);
        check(folder, &["a/2.log", "a"], &["a/2.log", "a/10.log", "a/deep/x.log"]);
        check(folder, &["a/1*", "*.log"], &["a/10.log", "b.log", "odd[1].log"]);
        check(folder, &["a/**/x*"], &["a/deep/x.log"]);
        check(folder, &["a/**/*.log"], &["a/10.log", "a/2.log", "a/deep/x.log"]);
        check(folder, &["**/deep/*"], &["a/deep/x.log"]);
        check(folder, &["**/none"], &["no file has a name like this"]);
        check(folder, &["odd[1].log", "*.txt"], &["odd[1].log", "esc\u{241b}.txt"]);
        check(folder, &["*.none"], &["no file has a name like this"]);
        check(folder, &["a["], &["is no pattern: invalid range pattern"]);
        check(folder, &["missing"], &["No such file or directory (os error 2)"]);
    }

    #[test]
    fn a_pipe_is_read_only_if_it_was_named() {
        let found = find(&["-".into(), "/dev/null".into()]);
        let names: Vec<_> = found.iter().map(|item| &item.name[..]).collect();
        assert_eq!(names, ["-", "/dev/null"]);
        assert_eq!(find(&["/dev/nul*".into()]).len(), 0);
    }
}
