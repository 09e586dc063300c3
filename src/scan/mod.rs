//! Streams: text of any length, in blocks cut at line ends, worked on by several workers, passed on in order.

pub mod label;
pub mod prometheus;
pub mod stubs;
pub mod summary;
pub mod tally;
pub mod time;
