//! What pages load: style, scripts, the engine, the catalog. All of it is part of the program and goes into `assets/`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::catalog::Error;
use crate::catalog::layers::Layers;

use super::File;

macro_rules! embedded {
    ($($name:literal),* $(,)?) => { &[$(($name, include_str!(concat!("assets/", $name)))),*] };
}

/// Styles and scripts.
const EMBEDDED: &[(&str, &str)] =
    embedded!["site.css", "site.js", "paste.css", "client.js", "worker.js", "search.js", "findings.js", "paste.js"];
/// The engine that explains and searches in the page.
const ENGINE: &[u8] = include_bytes!("assets/engine.wasm");

/// The files below `assets/`.
pub(super) fn files(layers: &Layers<'_>) -> Result<Vec<File>, Error> {
    let mut files: Vec<File> = EMBEDDED.iter().map(|(name, text)| File::new(format!("assets/{name}"), lean(text).into_bytes())).collect();
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

/// A style or script without indentation, comments and empty lines: every page loads it. A script with a text over several lines
/// stays as it is.
fn lean(text: &str) -> String {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    if lines().any(|line| !line.matches('`').count().is_multiple_of(2)) {
        return text.to_owned();
    }
    let is_comment = |line: &str| line.starts_with("/*") && line.ends_with("*/");
    lines().filter(|line| !is_comment(line)).flat_map(|line| [line, "\n"]).collect()
}

/// Bytes as a script: a page that was opened from a disk can load nothing else.
fn script(name: &str, bytes: &[u8]) -> Vec<u8> {
    format!("self.{name}=\"{}\";\n", STANDARD.encode(bytes)).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_lose_what_nobody_runs() {
        assert_eq!(lean("/* a */\n  b {\n    // c\n    d: `e`;\n\n  }\n"), "b {\nd: `e`;\n}\n");
        let text = "  const a = `b\n  c`;\n";
        assert_eq!(lean(text), text);
    }
}
