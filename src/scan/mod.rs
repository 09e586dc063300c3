//! Streams: text of any length, in blocks cut at line ends, worked on by several workers, passed on in order.
//!
//! [`blocks`] reads, [`pool`] hands blocks to workers, [`search`] finds the places in a block where something may be known, [`records`] cuts
//! out what stands around them, [`resolve`] says what it is. What comes of it is counted ([`tally`], [`summary`]) or written beside the line
//! ([`annotate`]).

pub mod annotate;
pub mod blocks;
pub mod count;
pub mod label;
pub mod pool;
pub mod prometheus;
pub mod records;
pub mod resolve;
pub mod search;
pub mod stubs;
pub mod summary;
pub mod tally;
pub mod time;
