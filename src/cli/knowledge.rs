//! Opening the catalogs that the arguments name: the built-in one, folders, images.

use std::path::{Path, PathBuf};

use crate::builtin;
use crate::catalog::layers::{Layer, Layers};
use crate::catalog::{Catalog, Image, compile, folder};
use crate::render::diagnostics;

use super::CatalogArgs;
use super::output::{self, Output, Status};

/// The catalogs given by path, opened. They are kept here, so that [`Opened::layers`] can point into them.
pub(super) struct Opened {
    images: Vec<(String, Image)>,
    builtin: bool,
}

impl Opened {
    /// Opens all catalogs of the arguments; says what is wrong with those that cannot be opened.
    pub(super) fn open(arguments: &CatalogArgs, output: &Output) -> Result<Self, Status> {
        if arguments.no_builtin && arguments.paths.is_empty() {
            return Err(output.failed("--no-builtin leaves no catalog; name one by --catalog PATH"));
        }
        Self::open_after(&[], arguments, output)
    }

    /// The same, with some below those of the arguments.
    pub(super) fn open_after(first: &[PathBuf], arguments: &CatalogArgs, output: &Output) -> Result<Self, Status> {
        let open = |path: &std::path::PathBuf| Some((path.display().to_string(), open(path, output)?));
        let images: Vec<Option<(String, Image)>> = first.iter().chain(&arguments.paths).map(open).collect();
        let images: Option<Vec<(String, Image)>> = images.into_iter().collect();
        images.map(|images| Self { images, builtin: !arguments.no_builtin }).ok_or(Status::Failed)
    }

    /// The catalogs one over the other.
    pub(super) fn layers(&self) -> Layers<'_> {
        let builtin = self.builtin.then(|| Layer { origin: None, catalog: builtin::catalog() });
        let given = self.images.iter().map(|(path, image)| Layer { origin: Some(path.clone()), catalog: Catalog::new(image) });
        Layers::new(builtin.into_iter().chain(given).collect())
    }
}

fn open(path: &Path, output: &Output) -> Option<Image> {
    let image = if path.is_dir() { Image::new(compile_folder(path, output)?) } else { Image::open(path) };
    image.map_err(|error| output.say(format_args!("{} {error}", path.display()))).ok()
}

/// Compiles a folder; reports everything that is wrong with it.
pub(super) fn compile_folder(path: &Path, output: &Output) -> Option<Vec<u8>> {
    let files = folder::read(path).map_err(|error| output.say(error)).ok()?;
    let problems = match compile(&files) {
        Ok(bytes) => return Some(bytes),
        Err(problems) => problems,
    };
    let text_of = |shown: &str| files.iter().find(|file| file.shown == shown).map(|file| file.text.as_str());
    output.message(&diagnostics::render(&problems, text_of, output::width()));
    let count = match problems.len() {
        1 => "1 problem".to_owned(),
        count => format!("{count} problems"),
    };
    output.say(format_args!("{}: {count}, the catalog is not used", path.display()));
    None
}
