//! Turns what the engine and the agent saw of a function into an explanation of its time.
//!
//! [`recording`] reads what the agent wrote inside the interpreter, [`explain`] joins it with the
//! engine's figures to a [`document::Profile`], [`pattern`] finds what of it is waste, and [`export`]
//! and [`compare`] do the rest. It runs nothing: callers run the function with [`agent::SOURCES`].

pub mod agent;
pub mod compare;
pub mod document;
pub mod explain;
pub mod export;
pub mod native;
pub mod pattern;
pub mod phases;
pub mod rank;
pub mod recording;
