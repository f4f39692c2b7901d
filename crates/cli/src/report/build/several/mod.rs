//! Reports of a build of several functions, and of what they share.

mod json;
mod snippet;
mod text;

use std::io::{self, Write};
use std::time::Duration;

use warmfront_build::archive::Written;
use warmfront_build::manifest::{Diff, Manifest};
use warmfront_model::target::Target;
use warmfront_project::functions::Found;
use warmfront_verify::verdict::Verdict;

use super::Built;
use crate::args::OutputFormat;
use crate::commands::build::{Deferral, Tried};
use crate::exit::{self, OutputError, Status};

/// What came of several functions.
pub(crate) struct Several<'a> {
    pub(crate) functions: Vec<(&'a Found, anyhow::Result<Function>)>,
    pub(crate) layers: Vec<Layer>,
    pub(crate) took: Duration,
}

/// A function that was built, as [`Built`].
pub(crate) struct Function {
    pub(crate) target: Target,
    pub(crate) manifest: Manifest,
    pub(crate) written: Vec<Written>,
    pub(crate) deferral: Deferral,
    pub(crate) tried: Vec<Tried>,
    pub(crate) left_out: Vec<String>,
    pub(crate) verdict: Option<Verdict>,
    pub(crate) unverified: Option<String>,
    pub(crate) difference: Option<Diff>,
    /// The layer that it shares, by its place among the layers.
    pub(crate) layer: Option<usize>,
    pub(crate) status: Status,
    pub(crate) took: Duration,
}

/// A layer that functions share.
pub(crate) struct Layer {
    pub(crate) name: String,
    pub(crate) target: Target,
    /// The functions that use it.
    pub(crate) functions: Vec<String>,
    pub(crate) manifest: Manifest,
    pub(crate) written: Written,
}

impl Function {
    fn built<'a>(&'a self, found: &'a Found) -> Built<'a> {
        Built {
            function: &found.function.name,
            target: self.target,
            manifest: &self.manifest,
            written: &self.written,
            deferral: &self.deferral,
            tried: &self.tried,
            left_out: &self.left_out,
            verdict: self.verdict.as_ref(),
            unverified: self.unverified.as_deref(),
            difference: self.difference.as_ref(),
            took: self.took,
        }
    }
}

/// Writes the report to standard output, and what failed to standard error.
pub(crate) fn write(several: &Several<'_>, format: OutputFormat) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    let written = match format {
        OutputFormat::Text => stdout.write_all(text::report(several).as_bytes()),
        OutputFormat::Json => json::write(several, &mut stdout),
    };
    written
        .and_then(|()| stdout.flush())
        .map_err(OutputError::from)?;
    let mut stderr = io::stderr().lock();
    for (found, built) in &several.functions {
        if let Err(error) = built {
            let name = &found.function.name;
            exit::failure_of(&format!("`{name}` was not built"), error, &mut stderr);
        }
    }
    Ok(())
}
