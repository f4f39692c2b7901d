//! The engine on real interpreters: what a function sees, what its client gets, and what is left.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests say what they skip, and fail where they stand"
)]

mod agent;
mod behaviour;
mod fidelity;
mod frozen;
mod leftovers;
mod limits;
mod pattern;
mod pool;
mod report;
mod run;
mod runtime;
mod transcript;
