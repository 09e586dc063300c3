//! errdex explains API errors: it matches captured responses against a catalog of error codes and says what each means, why it
//! happens, and what to change.
//!
//! ```
//! use errdex::catalog::layers::{Layer, Layers};
//! use errdex::matcher::{Matcher, Verdict};
//! use errdex::{builtin, capture, redact};
//!
//! let layers = Layers::new(vec![Layer { origin: None, catalog: builtin::catalog() }]);
//! let matcher = Matcher::new(layers);
//! let pasted = r#"[{"errorCode":"EQ-2010005","errorMessage":"QuoteID not found for this account. Please ensure you have the appropriate permissions to view this quote"}]"#;
//! let capture = capture::parse(redact::redact(pasted.into()), &matcher.envelopes()?);
//! let findings = matcher.find(&capture)?;
//! assert_eq!(findings.list[0].verdict, Verdict::Matched);
//! assert_eq!(findings.list[0].candidates[0].known.id, "equinix/EQ-2010005");
//! # Ok::<(), errdex::catalog::Error>(())
//! ```
//!
//! The modules stand in the order of the data, and each imports only those before it.
//!
//! For `wasm32-unknown-unknown` only what explains is compiled: a page that has it loads the catalog as an image.
//!
//! # What this crate does not do
//!
//! It calls no API and opens no connection. It does not guess: what several entries fit equally is reported as such.

pub mod span;

pub mod diagnostic;

pub mod hidden;

pub mod catalog;

#[cfg(not(target_family = "wasm"))]
pub mod builtin;

pub mod redact;

pub mod capture;

pub mod matcher;

pub mod explain;

pub mod lookup;

#[cfg(not(target_family = "wasm"))]
pub mod scan;

#[cfg(not(target_family = "wasm"))]
pub mod address;

#[cfg(not(target_family = "wasm"))]
pub mod lint;

pub mod render;

#[cfg(not(target_family = "wasm"))]
pub mod site;

#[cfg(not(target_family = "wasm"))]
pub mod cli;

#[cfg(test)]
mod schema;
