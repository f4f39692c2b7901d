//! Reports of a profile, and of what changed between two.

pub(crate) mod text;
