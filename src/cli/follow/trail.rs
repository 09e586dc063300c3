//! [`Trail`]: of which files the parts of a followed text are.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// How many parts are remembered: many more than there are blocks at work.
const REMEMBERED: usize = 4096;

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) struct Place {
    /// The number of the file.
    pub(in crate::cli) file: u32,
    /// Where in it.
    pub(in crate::cli) offset: u64,
}

/// Of which files the text is that was given. It can be asked by others while the text is read.
#[derive(Debug, Clone, Default)]
pub(in crate::cli) struct Trail {
    /// Where each part begins in the text, and where it is from.
    parts: Arc<Mutex<VecDeque<(u64, Place)>>>,
}

impl Trail {
    /// Where the text at an offset is from; `None` if that was too long ago.
    pub(in crate::cli) fn place(&self, offset: u64) -> Option<Place> {
        let parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        let part = parts.partition_point(|(start, _)| *start <= offset).checked_sub(1)?;
        let (start, place) = parts[part];
        Some(Place { offset: place.offset + (offset - start), ..place })
    }

    /// Notes where the text from an offset on is from.
    pub(super) fn push(&self, offset: u64, place: Place) {
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        let goes_on = parts.back().is_some_and(|(start, last)| last.file == place.file && last.offset + (offset - start) == place.offset);
        if !goes_on {
            parts.push_back((offset, place));
        }
        if parts.len() > REMEMBERED {
            parts.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_go_on_are_one_and_old_ones_are_forgotten() {
        let trail = Trail::default();
        assert_eq!(trail.place(0), None);
        trail.push(0, Place { file: 0, offset: 0 });
        trail.push(10, Place { file: 0, offset: 10 });
        assert_eq!(trail.parts.lock().unwrap().len(), 1);
        trail.push(20, Place { file: 1, offset: 5 });
        assert_eq!(trail.place(19), Some(Place { file: 0, offset: 19 }));
        assert_eq!(trail.place(22), Some(Place { file: 1, offset: 7 }));
        (0..REMEMBERED as u64).for_each(|i| trail.push(30 + i, Place { file: 0, offset: 1000 + 5 * i }));
        assert_eq!(trail.place(29), None);
    }
}
