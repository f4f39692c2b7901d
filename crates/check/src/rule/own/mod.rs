//! What Warmfront's own comments do.

pub(super) mod unused_suppression;
