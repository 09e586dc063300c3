//! [`Memory`]: what is said of entries, made when they first come up. All workers share it.

use std::hint::black_box;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The most bytes that are kept: what comes up later is made anew each time.
const MOST: usize = 20 << 20;

/// What is said of an entry.
#[derive(Debug, Clone)]
pub(super) enum Kept {
    /// Always this.
    Text(Box<[u8]>),
    /// Something else for each line.
    OfTheLine,
}

/// What is said of entries, by their numbers.
#[derive(Debug)]
pub(super) struct Memory {
    entries: Vec<OnceLock<Kept>>,
    bytes: AtomicUsize,
}

impl Memory {
    /// Nothing yet, of so many entries.
    pub(super) fn new(entries: usize) -> Self {
        Self { entries: vec![OnceLock::new(); entries], bytes: AtomicUsize::new(0) }
    }

    /// Brings what is said of some entries into the caches, of many at a time, as one does not depend on the other.
    pub(super) fn warm(&self, entries: &[u32]) {
        let byte = |number: &u32| if let Some(Kept::Text(text)) = self.get(*number) { text.first().copied() } else { None };
        black_box(entries.iter().filter_map(byte).fold(0, |sum, byte| sum ^ byte));
    }

    /// What is said of an entry, if that is known.
    pub(super) fn get(&self, number: u32) -> Option<&Kept> {
        self.entries.get(number as usize)?.get()
    }

    /// Keeps what is said of an entry, if there is room.
    pub(super) fn set(&self, number: u32, kept: Kept) {
        let len = if let Kept::Text(text) = &kept { text.len() } else { 0 };
        let has_room = self.bytes.fetch_add(len, Ordering::Relaxed) + len <= MOST;
        let is_kept = has_room && self.entries.get(number as usize).is_some_and(|place| place.set(kept).is_ok());
        if !is_kept {
            self.bytes.fetch_sub(len, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded() {
        let memory = Memory::new(5);
        let text = || Kept::Text(vec![0; MOST / 2].into());
        let is_text = |number: u32| matches!(memory.get(number), Some(Kept::Text(_)));
        memory.set(0, text());
        // Another worker was first.
        memory.set(0, text());
        memory.set(1, Kept::OfTheLine);
        memory.set(2, text());
        memory.set(3, text());
        memory.set(4, Kept::OfTheLine);
        memory.set(5, Kept::OfTheLine);
        assert_eq!([0, 2, 3, 1].map(is_text), [true, true, false, false]);
        assert!(matches!((memory.get(1), memory.get(4)), (Some(Kept::OfTheLine), Some(Kept::OfTheLine))));
        assert!(memory.get(3).is_none() && memory.get(5).is_none());
    }
}
