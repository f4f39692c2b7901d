//! Chooses a memory size from a handful of runs.
//!
//! A [`plan::Plan`] says which sizes may be chosen, what is wanted of them and how many invocations
//! may be spent. The caller runs the function, locally or on Lambda, in the closure that
//! [`tune()`] is given; this crate only decides what to measure next, and what follows from it. It
//! runs nothing, reads no clock, prints nothing, and is repeatable from the plan's seed.

pub mod calibration;
pub mod choice;
mod conclude;
mod facts;
mod goal;
mod next;
mod outlook;
pub mod plan;
mod predict;
pub mod run;
mod search;
mod throttle;
pub mod tuning;
mod usable;
mod warm_up;

pub use search::{TuneError, tune};
