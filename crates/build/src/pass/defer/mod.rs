//! Deferred imports: modules that no event needs are loaded at their first use, or never.

pub mod choose;
pub mod known;
pub mod recording;
