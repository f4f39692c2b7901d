//! What failed while a function was profiled, said once per event and error.

use std::collections::BTreeMap;

use serde::Deserialize;
use warmfront_model::invocation::{Completed, Outcome, Status};
use warmfront_profile::explain::Run;

use crate::commands::events::EventFile;

/// Most characters of an error's message that are repeated.
const LONGEST: usize = 200;

/// The part of an error document that a reader wants to know.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Document {
    #[serde(rename = "errorType")]
    kind: String,
    #[serde(rename = "errorMessage")]
    message: String,
}

/// Returns a line for each error of each event, with how many invocations ended in it.
pub(super) fn lines(runs: &[Run], events: &[EventFile]) -> Vec<String> {
    let mut of_event: Vec<(usize, BTreeMap<String, usize>)> =
        vec![Default::default(); events.len()];
    for handled in runs.iter().flat_map(|run| &run.invocations) {
        let Some((n, errors)) = of_event.get_mut(handled.event) else {
            continue;
        };
        *n += 1;
        if let Some(error) = error(&handled.completed) {
            *errors.entry(error).or_default() += 1;
        }
    }
    let with_names = events.iter().zip(&of_event);
    let lines = with_names.flat_map(|(event, (n, errors))| {
        errors.iter().map(move |(error, failed)| {
            format!(
                "{failed} of {n} invocations of `{}` failed: {error}",
                event.name
            )
        })
    });
    lines.collect()
}

fn error(completed: &Completed) -> Option<String> {
    let timed_out = completed.report.status == Status::Timeout;
    match &completed.outcome {
        Outcome::Success { .. } => None,
        Outcome::FunctionError { .. } if timed_out => Some("timed out".to_owned()),
        Outcome::FunctionError {
            error_type,
            payload,
        } => {
            let document: Document = serde_json::from_slice(payload).unwrap_or_default();
            let kind = if document.kind.is_empty() {
                error_type
            } else {
                &document.kind
            };
            let first_line = document.message.lines().next().unwrap_or_default();
            // The id differs from one invocation to the next.
            let text = first_line
                .split_once(" Error: ")
                .map_or(first_line, |(_, rest)| rest);
            let text: String = text.chars().take(LONGEST).collect();
            Some(format!("{kind}: {text}").trim_end_matches(": ").to_owned())
        }
    }
}
