//! All integration tests in one binary; the cases are data.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

mod annotate;
mod blame;
mod captures;
mod clients;
mod commands;
mod contract;
mod engine;
mod equinix;
mod examples;
mod hostile;
mod image;
mod lint;
mod linting;
mod outputs;
mod pages;
mod pastes;
#[cfg(unix)]
mod run;
mod secrets;
mod support;
mod tidy;
