//! The engine on real interpreters: what a function sees, what its client gets, and what is left.

mod behaviour;
mod fidelity;
mod pattern;
mod run;
mod runtime;
mod transcript;
