//! Reports of a build: for people and for programs.

mod deferral;
mod json;
pub(crate) mod several;
mod text;

use std::io::{self, Write};
use std::time::Duration;

use warmfront_build::archive::Written;
use warmfront_build::manifest::{Diff, Manifest};
use warmfront_model::target::Target;
use warmfront_verify::verdict::{Conclusion, Verdict};

use crate::args::OutputFormat;
use crate::commands::build::{Deferral, Tried};
use crate::exit::OutputError;

/// A package that was built, and what is to be said of it.
pub(crate) struct Built<'a> {
    pub(crate) function: &'a str,
    pub(crate) target: Target,
    pub(crate) manifest: &'a Manifest,
    /// What was written, the code first.
    pub(crate) written: &'a [Written],
    /// Imports that are deferred.
    pub(crate) deferral: &'a Deferral,
    /// Start-up settings that were measured.
    pub(crate) tried: &'a [Tried],
    /// Changes that were left out, and why.
    pub(crate) left_out: &'a [String],
    pub(crate) verdict: Option<&'a Verdict>,
    /// Why nothing was verified, if so.
    pub(crate) unverified: Option<&'a str>,
    /// What is different from the last build.
    pub(crate) difference: Option<&'a Diff>,
    pub(crate) took: Duration,
}

/// Returns a conclusion in a word.
pub(crate) fn word(conclusion: Conclusion) -> &'static str {
    match conclusion {
        Conclusion::Same => "same",
        Conclusion::Different => "different",
        Conclusion::Unjudged => "unjudged",
    }
}

/// Writes the report to standard output.
pub(crate) fn write(built: &Built<'_>, format: OutputFormat) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    let written = match format {
        OutputFormat::Text => stdout.write_all(text::report(built).as_bytes()),
        OutputFormat::Json => super::json::write(&mut stdout, &json::Document::new(built)),
    };
    written
        .and_then(|()| stdout.flush())
        .map_err(OutputError::from)?;
    Ok(())
}
