//! Makes the package of a function smaller and faster to start, accounting for every change.
//!
//! A [`package::Package`] is what would be deployed, as paths and contents. Each pass changes it and
//! says why, file by file; the [`manifest`] is the sum of what they said. Nothing of the user's is
//! written to: the result goes to a folder or an archive of its own. What is right for a function is
//! decided by the caller's closures, which verify and measure.

pub mod archive;
pub mod context;
pub mod inventory;
pub mod manifest;
pub mod package;
pub mod pass;
pub mod pattern;
pub mod search;
pub mod source;
