//! Deferred imports: modules that no event needs are loaded at their first use, or never.

pub mod analysis;
pub mod choose;
pub mod plan;
pub mod recording;
pub mod transform;

#[cfg(test)]
mod tests;
