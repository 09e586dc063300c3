//! Names and their numbers, the smallest of which may be kept.

use indexmap::IndexSet;

use super::OTHER_LABEL;

/// Names by number, and back.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    pub(super) list: IndexSet<Box<str>>,
    /// The one asked for last: log lines of one service come in runs.
    last: u32,
    /// The largest name that may be kept; `None` as long as all may.
    largest: Option<Box<str>>,
}

impl Names {
    pub(super) fn get(&self, name: &str) -> Option<u32> {
        self.list.get_index_of(name).map(narrow)
    }

    /// The number of a name, a new one if need be; `None` if it is too large.
    pub(super) fn number(&mut self, name: &str) -> Option<u32> {
        if self.list.get_index(self.last as usize).is_some_and(|last| **last == *name) {
            return Some(self.last);
        }
        if self.largest.as_deref().is_some_and(|largest| name > largest) {
            return None;
        }
        self.last = self.get(name).unwrap_or_else(|| narrow(self.list.insert_full(name.into()).0));
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
        let mut names: Vec<Box<str>> = self.list.drain(..).collect();
        self.list.extend(order[..most].iter().map(|&at| std::mem::take(&mut names[at])));
        self.largest = self.list.iter().max().cloned();
        self.last = 0;
        Some(numbers)
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).expect("far fewer names are kept")
}
