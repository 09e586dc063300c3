//! Makes what the benchmarks read: catalogs, logs with the truth about them, hostile inputs.
//!
//! The same arguments give the same bytes on every machine. No part of the package: `rustc -O benches/corpus/main.rs` compiles it.

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

mod catalog;
mod hostile;
mod logs;
mod message;
mod noise;
mod rng;
mod words;
mod yaml;

use hostile::Hostile;
use logs::Maker;
use yaml::Families;

const USAGE: &str = "usage: corpus catalog N OUT        N codes, a row for each meaning: code, status, template with [holes]
       corpus codes N OUT          their codes, one a line
       corpus yaml N DIR           the same as a catalog of errdex
       corpus yaml-prefix N DIR    those of it whose family has a literal prefix
       corpus sparse MIB OUT TRUTH     a log; one line of a thousand has an error
       corpus sparse1 MIB OUT TRUTH    one line of a hundred
       corpus dense MIB OUT TRUTH      each line
       corpus near|long|deep MIB OUT   hostile inputs";

/// Makes different logs of the modes.
const SEED: u64 = 0xBEEF;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => failed(USAGE),
        Err(error) => failed(&error.to_string()),
    }
}

fn failed(message: &str) -> ExitCode {
    // Where standard error is closed, the exit status has to do.
    let _ = writeln!(std::io::stderr(), "{message}");
    ExitCode::from(2)
}

/// Does what the arguments say; `false` if they say nothing that is known.
fn run(arguments: &[&str]) -> Result<bool, Box<dyn Error>> {
    let &[mode, number, out, ref truth @ ..] = arguments else { return Ok(false) };
    let number: usize = number.parse()?;
    match (mode, truth) {
        ("catalog" | "codes" | "yaml" | "yaml-prefix", []) => catalog(mode, number, Path::new(out))?,
        ("sparse" | "sparse1" | "dense", [truth]) => log(mode, number << 20, Path::new(out), Path::new(truth))?,
        ("near", []) => hostile(Hostile::Near, mode, number << 20, Path::new(out))?,
        ("long", []) => hostile(Hostile::Long, mode, number << 20, Path::new(out))?,
        ("deep", []) => hostile(Hostile::Deep, mode, number << 20, Path::new(out))?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn catalog(mode: &str, codes: usize, out: &Path) -> Result<(), Box<dyn Error>> {
    let entries = catalog::entries(codes)?;
    match mode {
        "yaml" => yaml::write(&entries, Families::All, out)?,
        "yaml-prefix" => yaml::write(&entries, Families::Prefixed, out)?,
        "codes" => {
            let mut file = create(out)?;
            for group in entries.chunk_by(|a, b| a.code == b.code) {
                writeln!(file, "{}", group[0].code)?;
            }
            file.flush()?;
        }
        _ => {
            let mut file = create(out)?;
            for entry in &entries {
                writeln!(file, "{}\t{}\t{}", entry.code, entry.status, entry.template)?;
            }
            file.flush()?;
        }
    }
    Ok(())
}

fn log(mode: &str, size: usize, out: &Path, truth: &Path) -> Result<(), Box<dyn Error>> {
    let entries = catalog::entries(largest())?;
    let (mut out, mut truth) = (create(out)?, create(truth)?);
    let mut maker = Maker::new(&entries, seed(mode));
    match mode {
        "sparse" => maker.sparse(0.001, size, &mut out, &mut truth)?,
        "sparse1" => maker.sparse(0.01, size, &mut out, &mut truth)?,
        _ => maker.dense(size, &mut out, &mut truth)?,
    }
    out.flush()?;
    Ok(truth.flush()?)
}

fn hostile(kind: Hostile, mode: &str, size: usize, out: &Path) -> Result<(), Box<dyn Error>> {
    let entries = catalog::entries(largest())?;
    let mut out = create(out)?;
    hostile::write(kind, &entries, seed(mode), size, &mut out)?;
    Ok(out.flush()?)
}

const fn largest() -> usize {
    catalog::SIZES[catalog::SIZES.len() - 1]
}

const fn seed(mode: &str) -> u64 {
    SEED + mode.len() as u64
}

fn create(path: &Path) -> std::io::Result<BufWriter<File>> {
    Ok(BufWriter::with_capacity(1 << 20, File::create(path)?))
}
