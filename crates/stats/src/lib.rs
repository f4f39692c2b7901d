//! Statistics of measured times: quantiles, intervals, summaries and comparisons, on plain `f64`.
//!
//! It knows nothing of functions or invocations, reads no clock, and draws random numbers only
//! from a seed that the caller gives.

pub mod bootstrap;
pub mod compare;
pub mod decision;
pub mod groups;
pub mod interval;
pub mod probability;
pub mod process;
pub mod quantile;
pub mod random;
pub mod stopping;
pub mod summary;
