//! Given events on which the reference fails: the same failure of both packages proves little.

use std::collections::BTreeMap;

use warmfront_verify::observed::Joined;
use warmfront_verify::plan::{Event, Job, Side};
use warmfront_verify::value::Value;

/// Most characters of a message that are repeated.
const LONGEST: usize = 160;

/// Errors of the reference, by the event that it was given alone.
#[derive(Debug, Default)]
pub(super) struct Failing {
    errors: BTreeMap<String, String>,
}

impl Failing {
    /// Looks at environments that handled one given event.
    pub(super) fn look(&mut self, jobs: &[Job], joined: &[Joined], events: &[Event]) {
        for (job, joined) in jobs.iter().zip(joined) {
            let (Side::Reference, [event]) = (job.side, job.events.as_slice()) else {
                continue;
            };
            let event = &events[*event];
            let outcome = joined.ran.invocations.first().map(|one| &one.outcome);
            if let Some(error) = outcome.and_then(error).filter(|_| !event.generated) {
                self.errors.insert(event.name.clone(), error);
            }
        }
    }

    /// Tells whether the reference never got as far as its handler.
    pub(super) fn is_all(&self, events: &[Event]) -> bool {
        let mut given = events.iter().filter(|event| !event.generated);
        given.all(|event| {
            let error = self.errors.get(&event.name);
            error
                .is_some_and(|error| error.starts_with("Runtime.") || error.starts_with("Sandbox."))
        })
    }

    /// Returns a line for each of them.
    pub(super) fn notes(self) -> impl Iterator<Item = String> {
        let errors = self.errors.into_iter();
        errors.map(|(event, error)| format!("A fails on {event}: {error}"))
    }
}

/// Returns type and message of an outcome that is an error.
fn error(outcome: &Value) -> Option<String> {
    let text = |name| outcome.get(name).and_then(Value::as_text);
    if text("status") != Some("error") {
        return None;
    }
    let message: String = text("message")
        .unwrap_or_default()
        .chars()
        .take(LONGEST)
        .collect();
    Some(format!("{}: {message}", text("type").unwrap_or("error")))
}
