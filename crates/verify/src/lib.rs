//! Tells whether two packages of a function behave the same on the same events.
//!
//! A witness inside the interpreter records what an invocation does that others can see. A
//! [`plan::Plan`] says which events are handled in which environments; the caller runs them and
//! hands over what was [`observed`]. Runs of the reference among themselves show what is not
//! deterministic, and what is left is compared. It runs nothing and prints nothing.

pub mod behaviour;
pub mod compare;
pub mod drive;
pub mod generate;
pub mod mask;
pub mod observed;
pub mod own;
pub mod plan;
pub mod recording;
pub mod tape;
pub mod token;
mod trace;
pub mod value;
pub mod verdict;
pub mod witness;
