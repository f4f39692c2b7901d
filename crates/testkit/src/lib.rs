//! What tests of every crate share: temporary projects, redaction of what differs between runs,
//! the Python interpreters and packages that `cargo xtask test` prepares, servers of which each test
//! starts its own, and a browser.
//!
//! It is a dev-dependency only, of any crate. It knows of ours only the vocabulary in `model`, and
//! runs the `warmfront` program as a user would, never its code.

pub mod application;
pub mod browser;
pub mod context;
pub mod example;
pub mod python;
pub mod redact;
pub mod server;
