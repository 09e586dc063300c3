//! All integration tests in one binary; the cases are data.

mod commands;
mod contract;
mod examples;
mod hostile;
mod image;
mod support;
mod tidy;
