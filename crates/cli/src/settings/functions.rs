//! The settings of `warmfront functions`.

use std::path::PathBuf;

use super::{SettingsError, Variables};
use crate::args::{FunctionsArgs, OutputFormat};

/// Everything that `warmfront functions` goes by, decided.
#[derive(Debug)]
pub(crate) struct FunctionsSettings {
    pub(crate) directory: PathBuf,
    pub(crate) format: OutputFormat,
}

impl FunctionsSettings {
    /// Decides every setting: flag before environment before default.
    pub(crate) fn resolve(
        args: FunctionsArgs,
        variables: &Variables,
    ) -> Result<Self, SettingsError> {
        let format: Option<OutputFormat> =
            args.output.format.or(variables.word("WARMFRONT_FORMAT")?);
        Ok(Self {
            directory: super::directory(args.project),
            format: format.unwrap_or_default(),
        })
    }
}
