//! The laws of annotating, for any bytes and any split.


