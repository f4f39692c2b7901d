//! Text.
pub(crate) mod log;
