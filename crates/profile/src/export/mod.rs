//! Other tools' formats, one file each.
//!
//! Formats are written from whatever profile there is: what an index does not name is left out.

mod chrome_trace;
mod collapsed;
mod importtime;
mod json;
mod nesting;
mod otlp;
mod paths;
mod pstats;
mod speedscope;
mod timeline;

use std::io::{self, Write};

use crate::document::Profile;

/// A format.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Its name, such as `speedscope`.
    pub name: &'static str,
    /// What opens it, in a few words.
    pub about: &'static str,
    /// Usual extension of its files.
    pub extension: &'static str,
    /// Writes a profile.
    pub write: fn(&Profile, &mut dyn Write) -> io::Result<()>,
}

/// Sorted by name.
pub const ALL: &[Format] = &[
    chrome_trace::FORMAT,
    collapsed::FORMAT,
    importtime::FORMAT,
    json::FORMAT,
    otlp::FORMAT,
    pstats::FORMAT,
    speedscope::FORMAT,
];

/// Returns the format of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Format> {
    ALL.iter().find(|format| format.name == name)
}

#[cfg(test)]
mod tests;
