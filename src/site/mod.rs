//! Generated documentation: what the catalogs know, written for people to read elsewhere.

pub mod sync;
