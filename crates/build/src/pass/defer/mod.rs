//! Deferred imports: modules that no event needs are loaded at their first use, or never.
//!
//! Which imports may wait is analysed, which should is chosen by what events load, and the bytecode
//! pass does it by a [`plan`]: the sources of a package stay as they were written.

pub mod choose;
pub mod known;
pub mod plan;
pub mod recording;
pub mod transform;

#[cfg(test)]
mod tests;
