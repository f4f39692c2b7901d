//! Reports of an optimized function: for people, for programs, for a pull request, and as a page.

#![allow(
    dead_code,
    unused_imports,
    reason = "the command that fills it is not there yet"
)]

mod document;
mod of;

pub(crate) use document::{
    Advice, Applied, Artifact, EventFacts, EventOrigin, Figure, Optimized, PackageSize, ReadError,
    Saving, Written,
};
pub(crate) use of::Known;
