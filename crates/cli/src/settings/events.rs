//! The settings of `warmfront events`.

use std::path::PathBuf;

use super::{SettingsError, Target, Variables};
use crate::args::{EventArgs, EventsArgs, OutputFormat, TargetArgs};

/// What becomes of files that are where events are to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existing {
    Kept,
    Replaced,
}

/// Everything that `warmfront events` goes by, decided.
#[derive(Debug)]
pub(crate) struct EventsSettings {
    pub(crate) target: Target,
    /// Folder for the events, when it is named.
    pub(crate) folder: Option<PathBuf>,
    pub(crate) existing: Existing,
    pub(crate) format: OutputFormat,
    pub(crate) quiet: bool,
}

impl EventsSettings {
    /// Decides every setting: flag before environment before default.
    pub(crate) fn resolve(args: EventsArgs, variables: &Variables) -> Result<Self, SettingsError> {
        let target = TargetArgs {
            function: args.function,
            events: EventArgs::default(),
            configuration: args.configuration,
            machine: args.machine,
            project: args.project,
        };
        let format: Option<OutputFormat> =
            args.format.format.or(variables.word("WARMFRONT_FORMAT")?);
        let existing = if args.output.force {
            Existing::Replaced
        } else {
            Existing::Kept
        };
        Ok(Self {
            target: Target::resolve(target, None, variables)?,
            folder: args.output.output,
            existing,
            format: format.unwrap_or_default(),
            quiet: args.output.quiet || variables.switch("WARMFRONT_QUIET")?,
        })
    }
}
