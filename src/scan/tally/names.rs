//! Names and their numbers, the smallest of which may be kept.

use std::collections::HashMap;

use super::OTHER_LABEL;

/// Names by number, and back.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    pub(super) list: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
    /// The one asked for last: log lines of one service come in runs.
    last: u32,
    /// The largest name that may be kept; `None` as long as all may.
    largest: Option<Box<str>>,
}

impl Names {
    pub(super) fn get(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    /// The number of a name, a new one if need be; `None` if it is too large.
    pub(super) fn number(&mut self, name: &str) -> Option<u32> {
        if self.list.get(self.last as usize).is_some_and(|last| **last == *name) {
            return Some(self.last);
        }
        if self.largest.as_deref().is_some_and(|largest| name > largest) {
            return None;
        }
        self.last = self.get(name).unwrap_or_else(|| {
            let number = u32::try_from(self.list.len()).expect("far fewer names are kept");
            self.list.push(name.into());
            self.numbers.insert(name.into(), number);
            number
        });
        Some(self.last)
    }

    /// Keeps the `most` smallest names under new numbers; returns the new number of each, `OTHER_LABEL` for what is dropped.
    /// `None` if they are no more than that.
    pub(super) fn keep(&mut self, most: usize) -> Option<Vec<u32>> {
        if self.list.len() <= most {
            return None;
        }
        let mut order: Vec<usize> = (0..self.list.len()).collect();
        order.select_nth_unstable_by(most, |&a, &b| self.list[a].cmp(&self.list[b]));
        let mut numbers = vec![OTHER_LABEL; self.list.len()];
        (0..).zip(&order[..most]).for_each(|(number, &at)| numbers[at] = number);
        self.list = order[..most].iter().map(|&at| std::mem::take(&mut self.list[at])).collect();
        self.numbers = self.list.iter().cloned().zip(0..).collect();
        self.largest = self.list.iter().max().cloned();
        self.last = 0;
        Some(numbers)
    }
}
