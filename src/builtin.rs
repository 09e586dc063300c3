//! The catalog that is part of the program, compiled by the build script.

use std::sync::OnceLock;

use crate::catalog::{Catalog, Image};

static BYTES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalog.image"));

/// The built-in catalog. Nothing is decoded before it is asked for.
///
/// ```
/// let catalog = errdex::builtin::catalog();
/// assert!(!catalog.names()?.exact("eq2010005").is_empty());
/// # Ok::<(), errdex::catalog::Error>(())
/// ```
#[must_use]
pub fn catalog() -> Catalog<'static> {
    static IMAGE: OnceLock<Image> = OnceLock::new();
    Catalog::new(IMAGE.get_or_init(|| Image::new(BYTES).expect("the build script wrote it")))
}
