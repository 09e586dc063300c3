//! Cases of annotated lines.


