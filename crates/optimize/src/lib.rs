//! The search over changes of a function: what to try next, what to keep.
//!
//! A [`plan::Plan`] says what is wanted and what may be spent. The caller makes changes and measures
//! them as a [`laboratory::Laboratory`]; this crate only decides what is tried on top of what, when a
//! measurement says enough, and what is kept. It knows nothing of how changes are made, runs nothing,
//! and reads no clock: what it returns is a [`journey::Journey`].
//!
//! What can be said of the result:
//! - A change is kept only on top of what was kept before it, and only when the whole was verified to
//!   behave as what is shipped.
//! - It was measured to help twice: when it was tried, with bounds that hold however often they are
//!   looked at, and when it was left out in the end. So a change that does nothing is kept about once
//!   in several thousand times; where the budget ends before it was left out, once in two hundred.
//! - Each pair counts alike, however large its ratio is: what helps fewer than half of the pairs,
//!   such as the cold starts with one event of three, is not seen to help.
//! - The same answers of the laboratory give the same journey.

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
