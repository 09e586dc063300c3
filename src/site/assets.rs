//! What pages load: style, scripts, the engine, the catalog. All of it is part of the program and goes into `assets/`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::catalog::Error;
use crate::catalog::layers::Layers;

use super::File;

macro_rules! embedded {
    ($($name:literal),* $(,)?) => { &[$(($name, include_bytes!(concat!("assets/", $name)) as &[u8])),*] };
}

/// Files that are written as they are.
const EMBEDDED: &[(&str, &[u8])] =
    embedded!["site.css", "site.js", "paste.css", "client.js", "worker.js", "search.js", "findings.js", "paste.js"];
/// The engine that explains and searches in the page.
const ENGINE: &[u8] = include_bytes!("assets/engine.wasm");

/// The files below `assets/`.
pub(super) fn files(layers: &Layers<'_>) -> Result<Vec<File>, Error> {
    let mut files: Vec<File> = EMBEDDED.iter().map(|(name, bytes)| File::new(format!("assets/{name}"), *bytes)).collect();
    let mut images = Vec::new();
    for layer in layers.iter() {
        images.extend_from_slice(&layer.catalog.image().bytes()?);
    }
    files.push(File::new("assets/engine.js".to_owned(), script("errdexEngine", ENGINE)));
    files.push(File::new("assets/engine.wasm".to_owned(), ENGINE));
    files.push(File::new("assets/catalog.js".to_owned(), script("errdexCatalog", &images)));
    files.push(File::new("assets/catalog.image".to_owned(), images));
    Ok(files)
}

/// Bytes as a script: a page that was opened from a disk can load nothing else.
fn script(name: &str, bytes: &[u8]) -> Vec<u8> {
    format!("self.{name}=\"{}\";\n", STANDARD.encode(bytes)).into_bytes()
}
