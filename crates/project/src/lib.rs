//! Finds what a repository holds: functions, their events, the interpreter that runs them and the
//! packages they need.
//!
//! It reads templates and folders, and runs interpreters and package installers. It reads no
//! environment variable, home folder or clock: callers pass [`Surroundings`]. It runs no function.

mod archive;
mod cache;
pub mod configuration;
pub mod dependencies;
pub mod document;
pub mod edit;
pub mod events;
pub mod functions;
pub mod interpreter;
mod problem;
mod process;
pub mod rules;
mod surroundings;
pub mod trigger;
mod written;

pub use archive::{ArchiveError, unpack};
pub use problem::{FileError, Mark, Problem};
pub use surroundings::Surroundings;
