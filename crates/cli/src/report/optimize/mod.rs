//! Reports of an optimized function: for people, for programs, for a pull request, and as a page.

mod document;
mod fates;
mod gain;
mod html;
mod markdown;
mod of;
mod sentences;
mod steps;
mod svg;
mod text;
mod waterfall;

use std::io::{self, Write};

use crate::args::OptimizeFormat;

pub(crate) use document::{
    Advice, Applied, Artifact, EventFacts, EventOrigin, Figure, PackageSize, Saving, Written,
};
pub(crate) use document::{MOST_BYTES, Optimized, ReadError, SCHEMA};
pub(crate) use markdown::sentence as markdown_of;
pub(crate) use of::Known;

/// Writes a result in a format; text has `width` cells a line.
pub(crate) fn write(
    out: &mut dyn Write,
    format: OptimizeFormat,
    optimized: &Optimized,
    width: usize,
) -> io::Result<()> {
    match format {
        OptimizeFormat::Text => out.write_all(text::report(optimized, width).as_bytes()),
        OptimizeFormat::Json => super::json::write(out, optimized),
        OptimizeFormat::Markdown => out.write_all(markdown::report(optimized).as_bytes()),
        OptimizeFormat::Html => html::write(out, optimized),
    }
}

#[cfg(test)]
mod tests;
