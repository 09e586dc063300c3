//! The limit of all that read logs: `read` in blocks, and `read` with a count of the line feeds. Prints the bytes or the lines.
//!
//! `rustc -O -C target-cpu=native benches/rivals/limit.rs`, then `limit read|lines FILE`.

use std::error::Error;
use std::fs::File;
use std::io::{self, Read, Write};

/// As errdex reads.
const BLOCK: usize = 256 << 10;
/// Bytes that are counted at a time: a counter of eight bits is enough for them, so that the compiler counts in vectors.
const RUN: usize = 128;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let count = match arguments[..] {
        ["read", path] => sum(path, <[u8]>::len)?,
        ["lines", path] => sum(path, lines)?,
        _ => return Err("usage: limit read|lines FILE".into()),
    };
    Ok(writeln!(io::stdout(), "{count}")?)
}

fn sum(path: &str, count: impl Fn(&[u8]) -> usize) -> io::Result<usize> {
    let mut file = File::open(path)?;
    let mut block = vec![0; BLOCK];
    let mut sum = 0;
    loop {
        match file.read(&mut block)? {
            0 => return Ok(sum),
            length => sum += count(&block[..length]),
        }
    }
}

fn lines(block: &[u8]) -> usize {
    let (runs, rest) = block.as_chunks::<RUN>();
    let count = |run: &[u8]| usize::from(run.iter().map(|&byte| u8::from(byte == b'\n')).sum::<u8>());
    runs.iter().map(|run| count(run)).sum::<usize>() + count(rest)
}
