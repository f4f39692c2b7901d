//! Runs a Python handler as Lambda would: execution environments, the Runtime API, limits, freeze
//! and timeouts.
//!
//! It reads no environment variable, home folder or terminal: callers say everything in [`Setup`].
//! It renders nothing: what happens is told as [`Observation`]s.

mod setup;

pub use setup::{
    InitCpu, Interpreter, LimitsWanted, Observation, PageCache, Refusal, Request, RuntimeClient,
    Setup,
};
