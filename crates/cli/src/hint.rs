//! Advice that goes with an error: what to do about it, on a line of its own.

use crate::commands::invoke::{EventError, HandlerOutside};
use crate::settings::{EnvFileError, SettingsError};

/// Returns the advice for an error, if there is any.
pub(crate) fn of(error: &anyhow::Error) -> Option<String> {
    let hint = if let Some(error) = error.downcast_ref::<SettingsError>() {
        settings(error)
    } else if let Some(error) = error.downcast_ref::<EventError>() {
        event(error)
    } else if error.is::<HandlerOutside>() {
        Some("a handler is `folder/module.function`, below the code folder")
    } else {
        None
    };
    hint.map(str::to_owned)
}

fn settings(error: &SettingsError) -> Option<&'static str> {
    Some(match error {
        SettingsError::NothingToRun => "add `--warm N`, or leave `--cold` out",
        SettingsError::ConcurrencyWithoutWarm => "add `--warm N` for N warm invocations per event",
        SettingsError::NotSet { .. } => "give it a value with `--env NAME=VALUE`",
        SettingsError::EnvFile(EnvFileError::Line { .. }) => {
            "each line is `NAME=VALUE`, with quotes around a value that has `#` or line ends"
        }
        SettingsError::EnvFile(EnvFileError::Json { .. } | EnvFileError::Value { .. }) => {
            "SAM's form is `{\"FunctionName\": {\"NAME\": \"value\"}}`"
        }
        _ => return None,
    })
}

fn event(error: &EventError) -> Option<&'static str> {
    Some(match error {
        EventError::Missing { path } if path.to_string_lossy().trim_start().starts_with('{') => {
            "`--event` takes a file; for JSON on the spot: `echo '{}' | warmfront invoke --event -`"
        }
        EventError::Empty { .. } => "an event without content is `{}` or `null`",
        _ => return None,
    })
}
