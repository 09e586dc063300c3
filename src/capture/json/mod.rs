//! A reader of broken JSON: it reads one value as far as it goes, keeps the bytes of every part, and tells what it
//! forgave.
//!
//! [`Document::read`] cannot fail. Valid JSON is read exactly, with nothing forgiven; anything else is read as its
//! author probably meant it, and every liberty taken is in [`Document::forgiven`]. Time and memory are linear in the
//! text, nesting costs no stack, and nothing of the text is copied: a string is unescaped when it is asked for.
//!
//! ```text
//! lexer (what is here?) ── strings (where does it end?) ─┐
//!                       tree (what does it belong to?) ─┴─ reader (what is due?) ──> Document
//! ```
//!
//! All spans count bytes of the text given to `read`, from its beginning, also where reading started further on.

mod build;
mod entities;
mod escape;
mod leniency;
mod lexer;
mod reader;
mod strings;
mod tree;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;

pub(super) use build::Builder;
pub(super) use escape::once as unescaped;
pub use leniency::{Forgiven, Leniency, MAX_FORGIVEN};

use super::plain::Plain;
use crate::span::Span;

/// How many nodes (keys and values) a document holds; beyond it the rest of the text is skipped and
/// [`Leniency::TooLarge`] is reported. A node takes 16 bytes. The value missing after a last key comes on top.
pub const MAX_NODES: usize = 4 << 20;

/// What a [`Node`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `{…}`: members.
    Object,
    /// `[…]`: elements.
    Array,
    /// A quoted string, whatever the quotes.
    String,
    /// A number as JSON writes it, or `NaN`, `Infinity`, `-Infinity`.
    Number,
    /// `true` or `false`, in any case.
    Bool,
    /// `null` in any case, or `None`, `nil`, `undefined`.
    Null,
    /// An unquoted token that is none of those, a key without quotes, or, with no bytes, something that is missing.
    Word,
}

/// One value, as far as it could be read, over the text it was read from.
///
/// ```
/// # use errdex::capture::json::Document;
/// let document = Document::read("log: {'errorCode': 'EQ-1', 'errorMess", 5);
/// let root = document.root().expect("there is a brace");
/// assert_eq!(root.get("errorCode").expect("a member").text(), "EQ-1");
/// assert_eq!(document.forgiven().last().expect("it is cut").what.name(), "json-truncated");
/// ```
#[derive(Debug, Clone)]
pub struct Document<'t> {
    text: &'t str,
    /// In the order of the text; what lies below a node follows it directly.
    entries: Vec<Entry>,
    forgiven: Vec<Forgiven>,
    /// Where reading started: the place of a document without a value.
    start: usize,
    notation: Notation,
}

/// How the strings of a document are escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notation {
    /// With backslashes.
    Json,
    /// With entities: XML, HTML.
    Markup,
}

/// One node as it is stored.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// First byte.
    start: u32,
    /// The byte after the last. While a container is open: the nearest open container around it of the other kind.
    end: u32,
    /// Index after the last node below this one. While a container is open: the open container around it.
    next: u32,
    kind: Kind,
    /// Whether it is the key of a member.
    key: bool,
    /// Bytes of the opening quote, with prefix and backslashes.
    open: u8,
    /// Bytes of the closing quote, with backslashes.
    close: u8,
}

impl<'t> Document<'t> {
    /// Reads the value that begins at byte `start` of `text`, or after it where blanks, comments and stray tokens come
    /// first. What follows the value is not part of the document. Where the braces of an object are missing
    /// (`"key": 1, "other": 2`), its members are read up to the end of the text or a `}`.
    ///
    /// A `start` inside a character stands for the next one, one past the end for the end. Of a text beyond 4 GiB, the
    /// part that 32 bits can address is read.
    #[must_use]
    pub fn read(text: &'t str, start: usize) -> Self {
        reader::read(text, start)
    }

    /// What was consumed: the span of the root, or an empty one at `start` where there is no value.
    #[must_use]
    pub fn span(&self) -> Span {
        self.root().map_or(Span::new(self.start, self.start), Node::span)
    }

    /// The value; `None` where the text had none.
    #[must_use]
    pub fn root(&self) -> Option<Node<'_>> {
        let root = Node { document: self, index: 0 };
        (!self.entries.is_empty()).then_some(root)
    }

    /// What was forgiven, in the order of the text; nothing if the value is JSON. Not more than [`MAX_FORGIVEN`], with
    /// the exception stated there.
    #[must_use]
    pub fn forgiven(&self) -> &[Forgiven] {
        &self.forgiven
    }
}

/// A value or a key of a [`Document`]; as cheap to copy as a reference.
#[derive(Clone, Copy)]
pub struct Node<'d> {
    document: &'d Document<'d>,
    index: usize,
}

impl<'d> Node<'d> {
    /// What it is.
    #[must_use]
    pub fn kind(self) -> Kind {
        self.entry().kind
    }

    /// The whole value: a container with its brackets, if it has them, a string with its quotes (and prefix and backslashes, if it has
    /// them). What a truncated text left open ends with the last token. The spans of a container's nodes lie within
    /// its own and do not overlap.
    #[must_use]
    pub fn span(self) -> Span {
        let entry = self.entry();
        Span::new(entry.start as usize, entry.end as usize)
    }

    /// What lies between the quotes of a string; [`span`](Self::span) for everything else.
    #[must_use]
    pub fn inner_span(self) -> Span {
        let entry = self.entry();
        let span = self.span();
        Span::new(span.start + usize::from(entry.open), span.end - usize::from(entry.close))
    }

    /// The bytes of [`span`](Self::span).
    #[must_use]
    pub fn raw(self) -> &'d str {
        self.span().of(self.document.text)
    }

    /// A string, unescaped; anything else as it stands in the text. An escape that JSON does not know stays as it is,
    /// half a surrogate pair becomes U+FFFD. A string quoted with backslashes (`\"…\"`) is unescaped once more for
    /// every level of strings it lay in.
    #[must_use]
    pub fn text(self) -> Cow<'d, str> {
        if self.kind() != Kind::String {
            return Cow::Borrowed(self.raw());
        }
        let opening = &self.raw()[..usize::from(self.entry().open)];
        let body = self.inner_span().of(self.document.text);
        match self.document.notation {
            Notation::Json => escape::text(body, opening),
            Notation::Markup if opening.starts_with("<!") => Cow::Borrowed(body),
            Notation::Markup => entities::decode(body),
        }
    }

    /// A string freed of its escapes, with the way back; `None` if it has none. `outer` is the way of the document's text.
    pub(crate) fn unescaped(self, outer: &Plain) -> Option<Plain> {
        if self.kind() != Kind::String {
            return None;
        }
        let opening = &self.raw()[..usize::from(self.entry().open)];
        let (body, start) = (self.inner_span().of(self.document.text), self.inner_span().start);
        let plain = match self.document.notation {
            Notation::Json => escape::plain(body, opening)?,
            Notation::Markup if opening.starts_with("<!") => return None,
            Notation::Markup => entities::plain(body)?,
        };
        Some(plain.within(outer, start))
    }

    /// Whether there is nothing in it: no member, no element, no byte between the quotes or in the token.
    #[must_use]
    pub fn is_empty(self) -> bool {
        match self.kind() {
            Kind::Object | Kind::Array => self.after() == self.index + 1,
            _ => self.inner_span().is_empty(),
        }
    }

    /// The members of an object, keys and values, in the order of the text, duplicates included; none for other kinds.
    /// Keys are strings or words.
    pub fn members(self) -> impl Iterator<Item = (Self, Self)> + Clone {
        let mut children = self.children(Kind::Object);
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// The elements of an array; none for other kinds.
    pub fn elements(self) -> impl Iterator<Item = Self> + Clone {
        self.children(Kind::Array)
    }

    /// The value of the first member whose unescaped key is exactly `key`.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Self> {
        self.members().find(|(name, _)| name.is(key)).map(|(_, value)| value)
    }

    /// This node, then all values below it in the order of the text, parents before children; keys are left out.
    pub fn descendants(self) -> impl Iterator<Item = Self> + Clone {
        let below = (self.index + 1..self.after()).map(move |index| self.at(index));
        std::iter::once(self).chain(below.filter(|node| !node.entry().key))
    }

    /// Whether its text is `key`. Asked of every key of a document, and mostly answered by the length.
    pub(super) fn is(self, key: &str) -> bool {
        let inner = self.inner_span();
        match inner.len().cmp(&key.len()) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Equal => inner.of(self.document.text) == key,
            // Escapes make a text longer.
            std::cmp::Ordering::Greater => {
                memchr::memchr2(b'\\', b'&', inner.of(self.document.text).as_bytes()).is_some() && self.text() == key
            }
        }
    }

    fn entry(self) -> &'d Entry {
        &self.document.entries[self.index]
    }

    /// The index after this node and all below it.
    fn after(self) -> usize {
        self.entry().next as usize
    }

    fn at(self, index: usize) -> Self {
        Self { index, ..self }
    }

    /// The nodes directly below a container of that kind, keys among them.
    fn children(self, kind: Kind) -> impl Iterator<Item = Self> + Clone {
        let end = if self.kind() == kind { self.after() } else { 0 };
        let within = move |index: usize| (index < end).then(|| self.at(index));
        std::iter::successors(within(self.index + 1), move |node| within(node.after()))
    }
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let span = self.span();
        write!(formatter, "{:?} {}..{}", self.kind(), span.start, span.end)
    }
}
