//! The settings of `warmfront functions`.

use super::{Place, SettingsError, Variables};
use crate::args::{FunctionsArgs, OutputFormat};

/// Everything that `warmfront functions` goes by, decided.
#[derive(Debug)]
pub(crate) struct FunctionsSettings {
    pub(crate) place: Place,
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
            place: Place::resolve(args.project, None, variables),
            format: format.unwrap_or_default(),
        })
    }
}
