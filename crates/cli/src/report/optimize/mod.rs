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

use std::io::{self, Write};

use crate::args::OptimizeFormat;

/// Writes the result.
pub(crate) fn write(
    out: &mut impl Write,
    _format: OptimizeFormat,
    optimized: &Optimized,
    _width: usize,
) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, optimized).map_err(io::Error::from)?;
    out.write_all(b"\n")
}
