//! The laws of the site.
