//! The limit of all that read logs: `read` in blocks, and `read` with a count of the line feeds. Prints the bytes or the lines.
//!
//! `rustc -O -C target-cpu=native benches/rivals/limit.rs`, then `limit read|lines FILE`, or `limit read|lines FILE aligned`: with blocks
//! that begin with a page.
//!
//! That is worth knowing: processors of AMD copy only half as fast, or worse, to a place that is a few bytes behind the source, counted within
//! their pages. What is read comes from the start of a page, and large blocks from the allocator of glibc begin 16 bytes behind one.

use std::error::Error;
use std::fs::File;
use std::io::{self, Read, Write};

/// As errdex reads.
const BLOCK: usize = 256 << 10;
/// Of memory.
const PAGE: usize = 4096;
/// Bytes that are counted at a time: a counter of eight bits is enough for them, so that the compiler counts in vectors.
const RUN: usize = 128;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (what, path, is_aligned) = match arguments[..] {
        [what, path] => (what, path, false),
        [what, path, "aligned"] => (what, path, true),
        _ => return Err("usage: limit read|lines FILE [aligned]".into()),
    };
    let mut room = vec![0; BLOCK + PAGE];
    let start = if is_aligned { room.as_ptr().align_offset(PAGE) } else { 0 };
    let block = &mut room[start..start + BLOCK];
    let count = sum(path, block, if what == "lines" { lines } else { <[u8]>::len })?;
    Ok(writeln!(io::stdout(), "{count}")?)
}

fn sum(path: &str, block: &mut [u8], count: fn(&[u8]) -> usize) -> io::Result<usize> {
    let mut file = File::open(path)?;
    let mut sum = 0;
    loop {
        match file.read(block)? {
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
