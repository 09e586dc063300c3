//! The nodes in the making: which containers are open, and which of them a closer is meant for.
//!
//! The open containers are a list threaded through the nodes themselves, so that depth costs nothing extra.

use super::lexer::Role;
use super::{Entry, Kind};
use crate::span::Span;

/// The index that stands for no node.
pub(super) const NONE: u32 = u32::MAX;

/// Nodes, some of them open.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) entries: Vec<Entry>,
    /// The innermost open container.
    pub(super) open: u32,
    /// Whether the root is the value of a quoted key: what follows it belongs to the text around it.
    pub(super) is_member: bool,
}

/// A closer and what is around it.
#[derive(Debug)]
pub(super) struct Closer {
    /// The kind of container it is made for.
    pub(super) kind: Kind,
    /// The last byte of the token before it.
    pub(super) before: Option<u8>,
    /// The closers right behind it: the kinds they are made for.
    pub(super) ahead: Vec<Kind>,
    /// What stands behind those.
    pub(super) follow: Follow,
}

/// What stands behind closers: it tells which container the text goes on in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Follow {
    /// A comma and a key: an object.
    Key,
    /// A comma and no key: an array.
    Value,
    /// The end of the text: none.
    End,
    /// Something else, which tells nothing.
    Other,
}

/// Changes.
impl Tree {
    /// Opens a container whose first byte is at `start`.
    pub(super) fn open(&mut self, kind: Kind, start: usize) {
        let other = if kind == Kind::Object { Kind::Array } else { Kind::Object };
        let entry = Entry { start: narrow(start), end: self.nearest(other), next: self.open, kind, key: false, open: 0, close: 0 };
        self.open = narrow(self.entries.len());
        self.entries.push(entry);
    }

    /// Adds a node that is no container; the quotes of a string are so many bytes.
    pub(super) fn add(&mut self, kind: Kind, span: Span, role: Role, (open, close): (u8, u8)) {
        let next = narrow(self.entries.len() + 1);
        let (start, end) = (narrow(span.start), narrow(span.end));
        self.entries.push(Entry { start, end, next, kind, key: role == Role::Key, open, close });
    }

    /// Closes the containers that are open, up to and including `target`, which ends at `end`; those inside it end at
    /// `last`.
    pub(super) fn close_through(&mut self, target: u32, last: usize, end: usize) {
        let next = narrow(self.entries.len());
        while let Some(entry) = self.entries.get_mut(self.open as usize) {
            let is_target = self.open == target;
            self.open = entry.next;
            entry.next = next;
            entry.end = narrow(if is_target { end } else { last });
            if is_target {
                break;
            }
        }
    }
}

/// Questions.
impl Tree {
    pub(super) fn kind(&self, index: u32) -> Option<Kind> {
        self.entries.get(index as usize).map(|entry| entry.kind)
    }

    /// The container around an open one.
    pub(super) fn around(&self, index: u32) -> u32 {
        self.entries.get(index as usize).map_or(NONE, |entry| entry.next)
    }

    /// What a value is in the innermost container.
    pub(super) fn role(&self) -> Role {
        match self.kind(self.open) {
            None => Role::Root,
            Some(Kind::Array) => Role::Element,
            Some(_) => Role::Member,
        }
    }

    /// The container that a closer closes, with all that is open inside; `None` for a closer too many. Whichever makes
    /// the least trouble: to close the nearest of its kind, to take it for the other closer, to pass it over.
    pub(super) fn closed_by(&self, closer: &Closer) -> Option<u32> {
        let (open, target) = (self.open, self.nearest(closer.kind));
        let fits = target == open;
        if fits && !closer.ahead.is_empty() {
            // Should one of several be too many, it may as well be the last.
            return Some(open);
        }
        let lost = if self.around(open) == target { 2 } else { 3 };
        let stray = if closer.is_repeated() { 1 } else { 2 };
        let choices =
            [(Some(target), if fits { 0 } else { lost }, self.around(target)), (Some(open), 2, self.around(open)), (None, stray, open)];
        let possible = choices.into_iter().filter(|(choice, ..)| *choice != Some(NONE));
        let best = possible.min_by_key(|&(_, trouble, inside)| trouble + self.trouble(inside, closer, fits));
        best.and_then(|(choice, ..)| choice)
    }

    /// How badly all that comes after a closer fits, if the text goes on inside the container `inside`.
    fn trouble(&self, mut inside: u32, closer: &Closer, fits: bool) -> u32 {
        let mut trouble = 0;
        for kind in &closer.ahead {
            match self.kind(inside) {
                None => trouble += 1,
                Some(open) if open == *kind => inside = self.around(inside),
                Some(_) => trouble += 2,
            }
        }
        trouble + self.trouble_with(closer, inside, fits)
    }

    /// How badly what stands behind all closers fits inside a container.
    fn trouble_with(&self, closer: &Closer, inside: u32, fits: bool) -> u32 {
        let outer = self.kind(self.around(inside));
        match (closer.follow, self.kind(inside)) {
            (Follow::Other, _) | (Follow::End, None) | (Follow::Key, Some(Kind::Object)) | (Follow::Value, Some(Kind::Array)) => 0,
            // Anything can come after the root, but a key tells that it was not meant to end.
            (Follow::Key, None) if self.is_member => 0,
            (Follow::Value, None) if fits => 0,
            // The array may lack its closer, unless there are too many of them here, it seems.
            (Follow::Key, Some(_)) if outer == Some(Kind::Object) => 2 + u32::from(closer.is_suspicious()),
            (Follow::End, Some(_)) => 2,
            _ => 4,
        }
    }

    /// The innermost open container of that kind.
    fn nearest(&self, kind: Kind) -> u32 {
        match self.entries.get(self.open as usize) {
            Some(entry) if entry.kind != kind => entry.end,
            _ => self.open,
        }
    }
}

impl Closer {
    /// Whether the same closer stands before it.
    fn is_repeated(&self) -> bool {
        self.before == Some(if self.kind == Kind::Object { b'}' } else { b']' })
    }

    /// Whether it may well be one too many: behind another one or a comma.
    fn is_suspicious(&self) -> bool {
        matches!(self.before, Some(b'}' | b','))
    }
}

/// An offset or index, as it is stored; all of them fit.
pub(super) fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(NONE)
}
