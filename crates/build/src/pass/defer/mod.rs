//! Deferred imports: modules that no event needs are loaded at their first use, or never.
//!
//! Which imports may wait is analysed, which should is chosen by what events load, and the bytecode
//! pass does it by a [`plan`]: the sources of a package stay as they were written.

pub mod analysis;
pub mod choose;
pub mod known;
pub mod lazy_patch;
pub mod plan;
pub mod proposal;
pub mod recording;
pub mod transform;

mod scan;

use proposal::Proposal;

use crate::context::Context;
use crate::package::Package;
use crate::pass::PassError;

/// What this pass is called.
pub const NAME: &str = "defer";

/// What it does, in a line.
pub const SUMMARY: &str =
    "has imports that no event needs wait until they are used, where it is measured to help";

/// Returns the imports of a package, and whether each may be deferred.
pub fn proposals(package: &Package, _context: &Context) -> Result<Vec<Proposal>, PassError> {
    scan::proposals(package)
}

#[cfg(test)]
mod tests;
