//! What pages load: style, scripts, the engine, the catalog. All of it is part of the program and goes into `assets/`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::catalog::Error;
use crate::catalog::layers::Layers;

use super::File;

macro_rules! embedded {
    ($($name:literal),* $(,)?) => { &[$(($name, include_str!(concat!("assets/", $name)))),*] };
}

const STYLES: &[(&str, &str)] = embedded!["site.css", "paste.css"];
const SCRIPTS: &[(&str, &str)] = embedded!["site.js", "client.js", "worker.js", "search.js", "findings.js", "paste.js"];
/// The engine that explains and searches in the page.
const ENGINE: &[u8] = include_bytes!("assets/engine.wasm");

/// The files below `assets/`.
pub(super) fn files(layers: &Layers<'_>) -> Result<Vec<File>, Error> {
    let styles = STYLES.iter().map(|(name, text)| (name, lean_style(text)));
    let scripts = SCRIPTS.iter().map(|(name, text)| (name, lean_script(text)));
    let mut files: Vec<File> = styles.chain(scripts).map(|(name, text)| File::new(format!("assets/{name}"), text.into_bytes())).collect();
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

/// A script without indentation, comments and empty lines: every page loads it. One with a text over several lines stays as it is.
fn lean_script(text: &str) -> String {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    if lines().any(|line| !line.matches('`').count().is_multiple_of(2)) {
        return text.to_owned();
    }
    lines().flat_map(|line| [line, "\n"]).collect()
}

/// A style without comments, and with no blank that does not separate two words. One beside `:` or `>` may mean something in a
/// selector, where those here have none.
fn lean_style(text: &str) -> String {
    const AROUND: &[char] = &['{', '}', ';', ','];
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => rest[1..].find('"').map_or(rest.len(), |end| end + 2),
            first => first.len_utf8(),
        };
        let (piece, after) = rest.split_at(length);
        rest = after;
        if first.is_whitespace() || piece.starts_with("/*") {
            blank = true;
            continue;
        }
        if first == '}' && out.ends_with(';') {
            out.pop();
        }
        if blank && !out.is_empty() && !out.ends_with(AROUND) && !out.ends_with([':', '>']) && !AROUND.contains(&first) && first != '>' {
            out.push(' ');
        }
        out += piece;
        blank = false;
    }
    out + "\n"
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
        assert_eq!(lean_script("// a\n  b {\n    // c\n    d: `e`;\n\n  }\n"), "b {\nd: `e`;\n}\n");
        let text = "  const a = `b\n  c`;\n";
        assert_eq!(lean_script(text), text);
    }

    #[test]
    fn styles_lose_what_nobody_sees() {
        let check = |text: &str, expect: &str| assert_eq!(lean_style(text), expect.to_owned() + "\n");
        check(
            "/* a */\n.b > .c,\n.d li + li {\n  e: f  g;\n  /* h */ i: calc(100% + 4px);\n}\n",
            ".b>.c,.d li + li{e:f g;i:calc(100% + 4px)}",
        );
        check("@media (a: b) and (c) { p::before { content: \" ; } /* \"; } }", "@media (a:b) and (c){p::before{content:\" ; } /* \"}}");
        check("p { a: \"b", "p{a:\"b");
    }
}
