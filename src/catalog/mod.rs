//! Everything a catalog is, from YAML to [`Catalog`], the view of a compiled one.
//!
//! The way of the data: [`folder`] reads files, [`yaml`] makes trees with places, [`source`] makes typed values of
//! them ([`entry`], [`value`]), [`check`] refuses what cannot be, [`mod@compile`] writes an [`image`] with its
//! [`index`]es, and [`Catalog`] answers from it. The build script uses the same files.

mod buckets;
#[cfg(not(target_family = "wasm"))]
pub mod check;
pub mod codes;
#[cfg(not(target_family = "wasm"))]
pub mod compile;
pub mod entry;
#[cfg(not(target_family = "wasm"))]
pub mod folder;
pub mod image;
pub mod index;
pub mod key;
pub mod layers;
pub mod samples;
#[cfg(not(target_family = "wasm"))]
pub mod source;
pub mod template;
pub mod value;
#[cfg(not(target_family = "wasm"))]
pub mod yaml;

use std::borrow::Cow;
use std::ops::Range;

use regex::bytes::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

#[cfg(not(target_family = "wasm"))]
pub use compile::compile;
pub use entry::{Entry, Operation, Provider};
pub use image::{Error, Image};

use codes::Codes;
use entry::{Family, Role};
use image::Section;
use index::{Anchors, Names};
use samples::Samples;
use value::{Table, Text};

/// An entry with what the compiler found out about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record<'c> {
    /// The provider's id.
    #[serde(borrow)]
    pub provider: Text<'c>,
    /// The first family of the provider whose shape the code has, read off the code.
    pub family: Option<Reading<'c>>,
    /// The entry.
    pub entry: Entry<'c>,
}

impl Record<'_> {
    /// The entry's id.
    #[must_use]
    pub fn id(&self) -> String {
        self.entry.id(&self.provider)
    }

    /// Whether it is a rule of a linter, which no capture has.
    #[must_use]
    pub fn is_rule(&self) -> bool {
        self.entry.role == Some(Role::Rule)
    }
}

/// What the parts of a code mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading<'c> {
    /// The family's id: `provider/family`.
    #[serde(borrow)]
    pub id: Text<'c>,
    /// What the family's codes are about.
    pub title: Option<Text<'c>>,
    /// The parts in the order of the family, each with its meaning, or as it stands.
    pub parts: Table<'c, Text<'c>>,
}

impl Reading<'_> {
    /// Reads a code as one of a family.
    #[must_use]
    pub fn new(provider: &str, family: &Family<'_>, code: &str) -> Reading<'static> {
        let owned = |text: String| Text(Cow::Owned(text));
        let parts = family.parts.iter().filter_map(|(name, part)| Some((owned(name.to_string()), owned(part.meaning(code)?))));
        Reading {
            id: owned(format!("{provider}/{}", family.id)),
            title: family.title.as_ref().map(|title| owned(title.to_string())),
            parts: Table(parts.collect()),
        }
    }
}

/// An operation with its provider's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationRecord<'c> {
    /// The provider's id.
    #[serde(borrow)]
    pub provider: Text<'c>,
    /// The operation.
    pub operation: Operation<'c>,
}

/// A compiled catalog, ready to answer. Nothing is decoded before it is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Catalog<'c> {
    image: &'c Image,
}

impl<'c> Catalog<'c> {
    /// The view of an image.
    #[must_use]
    pub const fn new(image: &'c Image) -> Self {
        Self { image }
    }

    /// The image.
    #[must_use]
    pub const fn image(self) -> &'c Image {
        self.image
    }

    /// All providers, in order.
    ///
    /// # Errors
    /// If the image is damaged; so with the other questions.
    pub fn providers(self) -> Result<Vec<Provider<'c>>, Error> {
        decode(self.image.section(Section::Providers)?)
    }

    /// All operations, in order.
    ///
    /// # Errors
    /// If the image is damaged.
    pub fn operations(self) -> Result<Vec<OperationRecord<'c>>, Error> {
        decode(self.image.section(Section::Operations)?)
    }

    /// The record of a number, from 0.
    ///
    /// # Errors
    /// If the image is damaged.
    pub fn record(self, number: u32) -> Result<Record<'c>, Error> {
        decode(self.image.record(number)?)
    }

    /// The same, read into `room` if the image is a file, and not kept: for those who look at thousands.
    ///
    /// # Errors
    /// If the image is damaged.
    pub fn record_in<'r>(self, number: u32, room: &'r mut Vec<u8>) -> Result<Record<'r>, Error>
    where
        'c: 'r,
    {
        decode(self.image.record_in(number, room)?)
    }

    /// The message of a record. What stands behind it is not looked at, which is most.
    ///
    /// # Errors
    /// As for [`record`](Self::record).
    pub fn message_in<'r>(self, number: u32, room: &'r mut Vec<u8>) -> Result<Option<Text<'r>>, Error>
    where
        'c: 'r,
    {
        /// Provider and family; code, slug, status, title and message of the entry.
        type Start<'r> = ((Text<'r>, Option<Reading<'r>>), (Option<Text<'r>>, Option<Text<'r>>, Option<u16>, Text<'r>, Option<Text<'r>>));
        let bytes = self.image.record_in(number, room)?;
        let ((_, (.., message)), _): (Start<'r>, _) = postcard::take_from_bytes(bytes).map_err(|_| UNREADABLE)?;
        Ok(message)
    }

    /// The numbers of all records.
    #[must_use]
    pub fn numbers(self) -> Range<u32> {
        0..self.image.len()
    }

    /// The index of codes.
    ///
    /// # Errors
    /// If the image is damaged.
    pub fn names(self) -> Result<Names<'c>, Error> {
        Names::read(self.image.section(Section::Names)?)
    }

    /// The index of messages.
    ///
    /// # Errors
    /// If the image is damaged.
    pub fn anchors(self) -> Result<Anchors<'c>, Error> {
        Anchors::read(self.image.section(Section::Anchors)?)
    }

    /// The index of codes in streams.
    ///
    /// # Errors
    /// If the image is damaged.
    pub fn codes(self) -> Result<Codes<'c>, Error> {
        Codes::read(self.image.section(Section::Codes)?)
    }

    /// The index of messages in streams.
    ///
    /// # Errors
    /// If the image is damaged.
    pub fn samples(self) -> Result<Samples<'c>, Error> {
        Samples::read(self.image.section(Section::Samples)?)
    }
}

impl Family<'_> {
    /// The shape as a regular expression for a whole code.
    ///
    /// # Errors
    /// If it is none, or a much larger one than any code needs (`(a{1000}){1000}`); [`check`] reports it.
    pub fn shape_regex(&self) -> Result<Regex, regex::Error> {
        whole_regex(&self.shape)
    }

    /// The shape as a regular expression for a code at the start of a text.
    ///
    /// # Errors
    /// As [`shape_regex`](Self::shape_regex).
    pub fn shape_prefix_regex(&self) -> Result<Regex, regex::Error> {
        shape_regex(&self.shape, "")
    }
}

/// A family's shape as a regular expression for a whole code.
///
/// # Errors
/// As [`Family::shape_regex`].
pub fn whole_regex(shape: &str) -> Result<Regex, regex::Error> {
    shape_regex(shape, "$")
}

/// Codes are ASCII, and so are `\d` and `\w` in their shapes: all of Unicode would take longer to compile than a capture to read.
fn shape_regex(shape: &str, end: &str) -> Result<Regex, regex::Error> {
    const MAX_SIZE: usize = 256 << 10;
    RegexBuilder::new(&format!("^(?:{shape}){end}")).unicode(false).size_limit(MAX_SIZE).build()
}

const UNREADABLE: Error = Error::damaged("a record cannot be read");

fn decode<'c, T: Deserialize<'c>>(bytes: &'c [u8]) -> Result<T, Error> {
    postcard::from_bytes(bytes).map_err(|_| UNREADABLE)
}
