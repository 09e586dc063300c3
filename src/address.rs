//! Addresses of a site's pages: from ids to paths that are the same on every file system and in every URL.
//!
//! An address is a path below the site's root that ends with `/`: `equinix/EQ-2012007/`. The root's is empty. Letters, digits and
//! `- _ . + ! ( )` stand as they are; every other byte is `~` and two hexadecimal digits, so that nothing needs escaping in
//! a URL, and no name leads out of the site or means something to an operating system.

use std::fmt::Write;

use xxhash_rust::xxh3::xxh3_64;

/// The longest step of an address, in bytes: file systems know names up to 255.
const MAX_STEP: usize = 120;
/// Names that Windows keeps for devices, with any ending.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// The address of a name below another: each piece between `/` is a step.
#[must_use]
pub fn below(parent: &str, name: &str) -> String {
    let steps = name.split('/').filter(|step| !step.is_empty());
    steps.fold(parent.to_owned(), |address, name| address + &step(name) + "/")
}

/// One step of an address, also fit for an anchor.
#[must_use]
pub fn step(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for (at, byte) in name.bytes().enumerate() {
        let plain = byte.is_ascii_alphanumeric() || b"-_.+!()".contains(&byte);
        let at_end = at == 0 || at + 1 == name.len();
        if plain && !(byte == b'.' && at_end) && !(at == 0 && is_device(name)) {
            out.push(char::from(byte));
        } else {
            // Writing to a String does not fail.
            let _ = write!(out, "~{byte:02X}");
        }
    }
    if out.len() > MAX_STEP {
        out.truncate(MAX_STEP - 17);
        let _ = write!(out, "~{:016x}", xxh3_64(name.as_bytes()));
    }
    out
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    DEVICES.contains(&stem.trim_end_matches(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_addresses() {
        let check = |name: &str, expect: &str| assert_eq!(below("p/", name), format!("p/{expect}"));
        check("EQ-2012007", "EQ-2012007/");
        check("ACM(12)", "ACM(12)/");
        check("request/json-trailing-comma", "request/json-trailing-comma/");
        check("../../etc", "~2E~2E/~2E~2E/etc/");
        check("a b%", "a~20b~25/");
        check("ä", "~C3~A4/");
        check(".git", "~2Egit/");
        check("nul", "~6Eul/");
        check("COM1.x", "~43OM1.x/");
        check("//", "");
        assert!(below("", &"x".repeat(500)).len() <= MAX_STEP + 1);
        assert_ne!(step(&"x".repeat(500)), step(&"x".repeat(501)));
    }
}
