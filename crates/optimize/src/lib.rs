//! The search over changes of a function: what to try next, what to keep.
//!
//! A [`plan::Plan`] says what is wanted and what may be spent. The caller makes changes and measures
//! them as a [`laboratory::Laboratory`]; this crate only decides what is tried on top of what, when a
//! measurement says enough, and what is kept. It knows nothing of how changes are made, runs nothing,
//! and reads no clock: what it returns is a [`journey::Journey`].

pub mod change;
mod evidence;
pub mod figures;
pub mod journey;
pub mod laboratory;
mod overall;
pub mod plan;
mod purse;
mod search;
pub mod step;
mod worth;

pub use search::{OptimizeError, optimize};
