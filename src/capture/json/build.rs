//! Builds a [`Document`] from another notation: XML has objects and strings, too.

use super::lexer::Role;
use super::tree::{NONE, Tree};
use super::{Document, Kind, Notation};
use crate::span::Span;

/// A document that is being built, in the order of the text.
pub(in crate::capture) struct Builder<'t> {
    text: &'t str,
    tree: Tree,
    start: usize,
}

impl<'t> Builder<'t> {
    pub(in crate::capture) const fn new(text: &'t str, start: usize) -> Self {
        Self { text, tree: Tree { entries: Vec::new(), open: NONE, is_member: false }, start }
    }

    /// Opens an object.
    pub(in crate::capture) fn open(&mut self, start: usize) {
        self.tree.open(Kind::Object, start);
    }

    /// Closes the innermost object.
    pub(in crate::capture) fn close(&mut self, end: usize) {
        self.tree.close_through(self.tree.open, end, end);
    }

    pub(in crate::capture) fn key(&mut self, span: Span) {
        self.tree.add(Kind::Word, span, Role::Key, (0, 0));
    }

    /// A string with so many bytes of brackets around it.
    pub(in crate::capture) fn string(&mut self, span: Span, brackets: (u8, u8)) {
        self.tree.add(Kind::String, span, Role::Member, brackets);
    }

    /// Whether there is no room for more.
    pub(in crate::capture) fn is_full(&self) -> bool {
        self.tree.entries.len() + 4 >= super::MAX_NODES
    }

    pub(in crate::capture) fn finish(mut self, end: usize) -> Document<'t> {
        while self.tree.open != NONE {
            self.close(end);
        }
        Document { text: self.text, entries: self.tree.entries, forgiven: Vec::new(), start: self.start, notation: Notation::Markup }
    }
}
