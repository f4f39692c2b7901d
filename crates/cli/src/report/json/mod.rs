//! JSON.
pub(crate) mod log;
