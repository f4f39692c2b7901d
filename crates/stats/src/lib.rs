//! Statistics of measured times: quantiles, intervals and summaries, on plain `f64`.
//!
//! It knows nothing of functions or invocations, reads no clock, and draws random numbers only
//! from a seed that the caller gives. Two samples are not compared for a verdict here yet.

pub mod bootstrap;
pub mod interval;
pub mod probability;
pub mod quantile;
mod random;
pub mod summary;
