//! The engine in the page is that of these sources.

use std::path::Path;

/// POSIX `cksum`: the check that `scripts/wasm` wrote beside each file.
fn cksum(bytes: &[u8]) -> u32 {
    let lengths = std::iter::successors(Some(bytes.len()), |length| Some(length >> 8)).take_while(|length| *length > 0);
    let length = lengths.map(|length| u8::try_from(length & 0xFF).unwrap());
    let step = |sum: u32, byte: u8| {
        (0..8).fold(sum ^ u32::from(byte) << 24, |sum, _| if sum >> 31 == 1 { sum << 1 ^ 0x04C1_1DB7 } else { sum << 1 })
    };
    !bytes.iter().copied().chain(length).fold(0, step)
}

#[test]
fn the_engine_is_built_of_these_sources() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let list = std::fs::read_to_string(root.join("src/site/assets/engine.sources")).unwrap();
    let mut other = Vec::new();
    for line in list.lines() {
        let cells: Vec<&str> = line.splitn(3, ' ').collect();
        let (sum, path) = (cells[0], cells[2]);
        let same = std::fs::read(root.join(path)).is_ok_and(|bytes| cksum(&bytes).to_string() == sum);
        if !same {
            other.push(path);
        }
    }
    assert!(list.contains(" src/matcher/mod.rs\n") && list.contains(" src/site/assets/engine.wasm\n"), "the list lacks what it is about");
    assert!(other.is_empty(), "the engine in the page is of other sources: run scripts/wasm\n{other:#?}");
}

#[test]
fn sums_are_those_of_cksum() {
    assert_eq!((cksum(b""), cksum(b"123456789")), (4_294_967_295, 930_766_865));
}
