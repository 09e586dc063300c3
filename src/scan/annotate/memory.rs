//! [`Memory`]: what is said of entries, made when they first come up.

use std::hint::black_box;

/// The most bytes that are kept; with more, all are made anew.
const MOST: usize = 16 << 20;

/// What is said of an entry.
#[derive(Debug, Clone, Default)]
pub(super) enum Kept {
    /// It has not come up.
    #[default]
    Unknown,
    /// Always this.
    Text(Box<[u8]>),
    /// Something else for each line.
    OfTheLine,
}

/// What is said of entries, by their numbers.
#[derive(Debug)]
pub(super) struct Memory {
    entries: Vec<Kept>,
    bytes: usize,
}

impl Memory {
    /// Nothing yet, of so many entries.
    pub(super) fn new(entries: usize) -> Self {
        Self { entries: vec![Kept::Unknown; entries], bytes: 0 }
    }

    /// Brings what is said of some entries into the caches, of many at a time, as one does not depend on the other.
    pub(super) fn warm(&self, entries: &[u32]) {
        let byte = |number: &u32| if let Kept::Text(text) = self.get(*number) { text.first().copied() } else { None };
        black_box(entries.iter().filter_map(byte).fold(0, |sum, byte| sum ^ byte));
    }

    pub(super) fn get(&self, number: u32) -> &Kept {
        self.entries.get(number as usize).unwrap_or(&Kept::OfTheLine)
    }

    pub(super) fn set(&mut self, number: u32, kept: Kept) {
        if let Kept::Text(text) = &kept {
            self.bytes += text.len();
            if self.bytes > MOST {
                self.entries.fill(Kept::Unknown);
                self.bytes = text.len();
            }
        }
        if let Some(place) = self.entries.get_mut(number as usize) {
            *place = kept;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded() {
        let mut memory = Memory::new(5);
        let text = || Kept::Text(vec![0; MOST / 2].into());
        memory.set(0, text());
        memory.set(1, Kept::OfTheLine);
        memory.set(2, text());
        assert!(matches!((memory.get(0), memory.get(2)), (Kept::Text(_), Kept::Text(_))));
        memory.set(3, text());
        assert!(matches!((memory.get(0), memory.get(1), memory.get(3)), (Kept::Unknown, Kept::Unknown, Kept::Text(_))));
        assert!(matches!((memory.get(4), memory.get(5)), (Kept::Unknown, Kept::OfTheLine)));
    }
}
