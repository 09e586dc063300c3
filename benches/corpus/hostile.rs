//! Inputs that are made to be slow: what nearly is a code, a line without end, nesting without end.

use std::fmt::{self, Write as _};
use std::io::{self, Write};

use crate::catalog::{Entry, tiers};
use crate::logs::draw;
use crate::message::{escape, fill};
use crate::rng::Rng;
use crate::words::NEARLY;

/// A kind of hostile input.
#[derive(Clone, Copy)]
pub enum Hostile {
    /// Tokens that nearly are codes.
    Near,
    /// One line, with errors in it.
    Long,
    /// JSON nested some thousand levels deep.
    Deep,
}

/// Writes an input of about `size` bytes.
pub fn write(kind: Hostile, entries: &[Entry], seed: u64, size: usize, out: &mut impl Write) -> io::Result<()> {
    let tiers = tiers(entries);
    let mut rng = Rng::new(seed);
    let mut text = String::new();
    let mut done = 0;
    while done < size {
        text.clear();
        match kind {
            Hostile::Near => near(&mut rng, entries, &tiers, &mut text),
            Hostile::Long => long(&mut rng, entries, &tiers, &mut text).map_err(io::Error::other)?,
            Hostile::Deep => deep(&mut rng, &mut text),
        }
        out.write_all(text.as_bytes())?;
        done += text.len();
    }
    if matches!(kind, Hostile::Long) { out.write_all(b"\n") } else { Ok(()) }
}

/// A line of codes that are cut off, go on, or have something before them.
fn near(rng: &mut Rng, entries: &[Entry], tiers: &[usize], out: &mut String) {
    for _ in 0..12 {
        let code = &entries[draw(rng, tiers)].code;
        let cut = |by: usize| &code[..code.len() - by];
        match rng.below(6) {
            0 => *out += cut(1),
            1 => out.extend(["X", code]),
            2 => out.extend([code, "7"]),
            3 => *out += cut(2),
            4 => out.extend([cut(1), "z"]),
            _ => *out += rng.pick(NEARLY),
        }
        *out += rng.pick(&[" ", ",", "\"", "/", "|"]);
    }
    out.push('\n');
}

/// A piece of one line of JSON: seldom an error.
fn long(rng: &mut Rng, entries: &[Entry], tiers: &[usize], out: &mut String) -> fmt::Result {
    let entry = &entries[draw(rng, tiers)];
    let message = fill(rng, &entry.template)?;
    if rng.chance(0.02) {
        return write!(out, "{{\"errorCode\":\"{}\",\"errorMessage\":\"{}\"}},", entry.code, escape(&message));
    }
    *out += "{\"items\":[";
    for _ in 0..30 {
        write!(out, "{{\"id\":{},\"h\":\"", rng.below(1 << 30))?;
        rng.hex(16, out);
        *out += "\"},";
    }
    *out += "null]},";
    Ok(())
}

/// A line of objects in objects.
fn deep(rng: &mut Rng, out: &mut String) {
    let depth = 2000 + rng.below(20_000);
    for _ in 0..depth {
        *out += if rng.chance(0.5) { "{\"errorCode\":" } else { "{\"a\":" };
    }
    *out += "\"EQ-2010005\"";
    out.extend(std::iter::repeat_n('}', depth));
    out.push('\n');
}
