//! Compiles `catalog/` into `OUT_DIR/catalog.image`, with the library's own modules, and the misspelled words into `OUT_DIR/words`.
//! What is wrong with the catalog is reported as `file:line:column: message`, all of it at once.

#![allow(dead_code, unreachable_pub, reason = "the shared modules serve the library, of which this needs a part")]

#[path = "src/catalog/mod.rs"]
mod catalog;
#[path = "src/diagnostic.rs"]
mod diagnostic;
#[path = "src/span.rs"]
mod span;
#[path = "src/lint/prose/table.rs"]
mod table;

use std::path::{Path, PathBuf};
use std::process::Command;

use diagnostic::Diagnostic;
use span::LineIndex;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=catalog");
    println!("cargo::rerun-if-changed=startup.ld");
    println!("cargo::rerun-if-changed=src/catalog");
    println!("cargo::rerun-if-changed=src/lint/prose/table.rs");
    link_for_a_quick_start();
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    std::fs::write(out.join("words"), words())?;
    let files = catalog::folder::read(Path::new("catalog"))?;
    match catalog::compile(&files) {
        Ok(image) => Ok(std::fs::write(out.join("catalog.image"), image)?),
        Err(problems) => {
            for problem in &problems {
                println!("cargo::error={}", line(problem, &files));
            }
            Ok(())
        }
    }
}

/// The words that typos knows. What is no word of small letters is no prose.
fn words() -> Vec<u8> {
    let all = typos_dict::WORD.map.entries().map(|(word, right)| (word.into_inner().to_owned(), right.join(",")));
    table::Table::write(all.filter(|(word, _)| word.bytes().all(|byte| byte.is_ascii_lowercase())))
}

/// What makes a release start sooner, where it is known to work: on Linux with glibc, and without flags of somebody's own, which may name
/// a linker that knows no scripts.
///
/// - A program that may be loaded anywhere has its 8,000 pointers to constants written anew at each start, which takes a tenth of the
///   time of `errdex explain CODE`. Libraries, heap and stack stay where the system puts them.
/// - Every shared library costs as much. Of `libgcc_s` only the printing of backtraces is used, which gcc also has as an archive.
/// - The functions that run lie side by side (`startup.ld`): each page that is touched costs more than what runs in it.
fn link_for_a_quick_start() {
    let variable = |key: &str| std::env::var(key).unwrap_or_default();
    let is_known = variable("CARGO_CFG_TARGET_OS") == "linux" && variable("CARGO_CFG_TARGET_ENV") == "gnu";
    if !is_known || variable("PROFILE") != "release" || !variable("CARGO_ENCODED_RUSTFLAGS").is_empty() {
        return;
    }
    println!("cargo::rustc-link-arg-bins=-no-pie");
    println!("cargo::rustc-link-arg-bins=-T{}/startup.ld", variable("CARGO_MANIFEST_DIR"));
    if variable("HOST") == variable("TARGET") && gcc_has("libgcc_eh.a") {
        println!("cargo::rustc-link-lib=static:-bundle=gcc_eh");
    }
}

/// Whether the compiler that Rust links with has a library: it answers with its path, and otherwise with the name alone.
fn gcc_has(library: &str) -> bool {
    let answer = Command::new("cc").arg(format!("-print-file-name={library}")).output();
    answer.is_ok_and(|answer| Path::new(String::from_utf8_lossy(&answer.stdout).trim()).is_absolute())
}

fn line(problem: &Diagnostic, files: &[catalog::source::File]) -> String {
    let path = problem.path.as_deref().unwrap_or("catalog");
    let text = files.iter().find(|file| file.shown == path).map_or("", |file| file.text.as_str());
    let span = problem.span.unwrap_or_default();
    let place = LineIndex::new(text).position(text, span.start);
    let quote: String = span.of(text).lines().next().unwrap_or_default().chars().take(60).collect();
    let quote = if problem.message.contains(&format!("`{quote}`")) { String::new() } else { format!(" `{quote}`") };
    let help = problem.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
    format!("{path}:{}:{}: {}: {}{quote}{help}", place.line, place.column, problem.rule, problem.message)
}
