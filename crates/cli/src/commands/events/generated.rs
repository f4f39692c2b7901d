//! Plausible events where a project has none: made by `warmfront-project`, tried on the engine.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::Context;
use serde_json::Value as Json;
use warmfront_engine::{Engine, Observation, Request, Setup};
use warmfront_model::event::Record;
use warmfront_model::invocation::{Completed, Outcome};
use warmfront_project::events::generated::{self, Candidate, Ending, Ran};
use warmfront_project::functions::Found;

use super::EventFile;
use crate::commands::project::Project;
use crate::commands::running;
use crate::report::progress::{Audience, Progress};

/// Longest that one event is tried.
const LONGEST: Duration = Duration::from_secs(20);

/// Time after which no further event is tried.
const BUDGET: Duration = Duration::from_mins(1);

/// Events after which a function is given up that cannot even be started.
const MOST_LOST: usize = 2;

/// Most lines of the log that tell a path.
const MOST_LINES: usize = 200;

/// Variables that lead calls to AWS somewhere else.
const ENDPOINT: &str = "AWS_ENDPOINT_URL";

/// Variables that let calls to AWS through.
const CREDENTIALS: [&str; 6] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_PROFILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_CONFIG_FILE",
];

/// Events that were made for a function.
#[derive(Debug)]
pub(crate) struct Generated {
    /// The events, the good ones first.
    pub(crate) events: Vec<Made>,
    /// What a reader should know of them.
    pub(crate) notes: Vec<String>,
}

/// An event that was made.
#[derive(Debug)]
pub(crate) struct Made {
    /// Its name, fit for a file, and the event.
    pub(crate) event: EventFile,
    /// What it is, and what is special about it.
    pub(crate) why: String,
    /// How it ended when it was tried.
    pub(crate) ran: Ran,
}

impl Generated {
    /// Tells whether the function handled any of the events.
    pub(crate) fn has_good(&self) -> bool {
        let mut endings = self.events.iter().map(|made| made.ran.ending);
        endings.any(|ending| ending != Ending::Failed)
    }
}

/// Makes events for a function that has none: tries them with its setup, and keeps those that reach
/// different paths.
pub(crate) fn generate(
    project: &Project,
    found: &Found,
    setup: &Setup,
    audience: Audience,
) -> anyhow::Result<Generated> {
    let triggers = project.triggers(found);
    let mut notes = triggers.notes.clone();
    let setup = harmless(setup, &mut notes);
    let mut trial = Trial {
        engine: Engine::start(setup).context("could not start the engine")?,
        begun: Instant::now(),
        n_lost: 0,
        progress: Progress::new(audience, "events tried", generated::MOST_RUN),
    };
    let kept = generated::make(found, &triggers.triggers, &mut |candidate| {
        trial.run(candidate)
    })?;
    trial.engine.stop();
    let events = kept
        .into_iter()
        .map(|(candidate, ran)| made(candidate, ran));
    let generated = Generated {
        events: events.collect(),
        notes,
    };
    Ok(with_notes(generated))
}

/// Says what the events are worth.
fn with_notes(mut generated: Generated) -> Generated {
    let n = generated.events.len();
    let note = format!(
        "{n} events were made from triggers and code; what is shown with them is only as good as \
         they are"
    );
    generated.notes.push(note);
    if !generated.has_good() {
        let note = "the function fails on all of them; put an event that it handles into `events/`";
        generated.notes.push(note.to_owned());
    }
    generated
}

/// Returns a setup in which made-up events do no harm: what they write would be real.
fn harmless(setup: &Setup, notes: &mut Vec<String>) -> Setup {
    let mut setup = running::patient(setup, 1);
    setup.function.timeout = setup.function.timeout.min(LONGEST);
    if withhold(&mut setup) {
        notes.push("events were tried without credentials of AWS".to_owned());
    }
    setup
}

/// Takes credentials of AWS from a setup, unless its calls lead somewhere else, and tells whether
/// there were any: what a function writes on a made-up event would be real.
pub(in crate::commands) fn withhold(setup: &mut Setup) -> bool {
    take_credentials([&mut setup.environment, &mut setup.function.environment])
}

fn take_credentials(mut variables: [&mut BTreeMap<String, String>; 2]) -> bool {
    if variables.iter().any(|each| each.contains_key(ENDPOINT)) {
        return false;
    }
    let mut had_any = false;
    for name in CREDENTIALS {
        for each in &mut variables {
            had_any |= each.remove(name).is_some();
        }
    }
    // Nor are they to come from the machine, where that is one of AWS's own.
    let [environment, _] = variables;
    environment.insert("AWS_EC2_METADATA_DISABLED".to_owned(), "true".to_owned());
    had_any
}

/// The engine that events are tried on, and what bounds that.
struct Trial {
    engine: Engine,
    begun: Instant,
    n_lost: usize,
    progress: Progress,
}

impl Trial {
    /// Runs an event, unless enough is known.
    fn run(&mut self, candidate: &Candidate) -> anyhow::Result<Option<Ran>> {
        if self.n_lost >= MOST_LOST || self.begun.elapsed() > BUDGET {
            return Ok(None);
        }
        let request = Request {
            payload: candidate.event.to_string().into(),
            client_context: None,
            cognito_identity: None,
        };
        let said = candidate.event.to_string().to_lowercase();
        let (mut completed, mut lines) = (None, Vec::new());
        let ran = self
            .engine
            .invoke(request, &mut |observation| match observation {
                Observation::Completed(done) => completed = Some(*done),
                Observation::Event(event) => {
                    if let Record::Function { line } = event.record
                        && lines.len() < MOST_LINES
                    {
                        lines.push(pattern(&String::from_utf8_lossy(&line), &said));
                    }
                }
                Observation::Refused(_) => {}
            });
        running::finished(ran)?;
        self.progress.advance();
        let completed = completed.context("the engine refused the event")?;
        if completed.ended_its_environment() {
            self.n_lost += 1;
        } else {
            self.n_lost = 0;
        }
        Ok(Some(judged(&completed, &lines)))
    }
}

/// Tells how an invocation ended, and what tells its path: what it logged, and how its answer or
/// error is made, without the values in these.
fn judged(completed: &Completed, lines: &[String]) -> Ran {
    let log = lines.join("\n");
    match &completed.outcome {
        Outcome::Success { payload } => {
            let answer: Json = serde_json::from_slice(payload).unwrap_or_default();
            let status = answer.get("statusCode").and_then(Json::as_u64);
            let is_refusal = status.is_some_and(|status| status >= 400);
            Ran {
                ending: if is_refusal {
                    Ending::Refused
                } else {
                    Ending::Good
                },
                path: format!("{status:?}\n{}\n{log}", form(&answer, 0)),
                told: status.map_or_else(|| "ok".to_owned(), |status| format!("status {status}")),
            }
        }
        Outcome::FunctionError {
            error_type,
            payload,
        } => {
            let error: Json = serde_json::from_slice(payload).unwrap_or_default();
            let message = error
                .get("errorMessage")
                .and_then(Json::as_str)
                .unwrap_or_default();
            let message = message.lines().next().unwrap_or_default();
            let message: String = message.chars().take(100).collect();
            // The lines of the traceback are the path.
            let trace = error
                .get("stackTrace")
                .map(Json::to_string)
                .unwrap_or_default();
            Ran {
                ending: Ending::Failed,
                path: format!("{error_type}\n{trace}"),
                told: format!("{error_type}: {message}"),
            }
        }
    }
}

/// Returns a line of the log without what differs from event to event: numbers, names, and what the
/// event said.
fn pattern(line: &str, said: &str) -> String {
    let words = line.split(|letter: char| !letter.is_alphabetic());
    let words = words.filter(|word| {
        let is_plain = word.len() > 3 && !word.chars().any(char::is_uppercase);
        is_plain && !said.contains(word)
    });
    words.take(12).collect::<Vec<_>>().join(" ")
}

/// Returns how a value is made: its keys and kinds, what it says as JSON too.
fn form(value: &Json, depth: usize) -> String {
    if depth > 6 {
        return String::new();
    }
    match value {
        Json::Object(map) => {
            let entries = map.iter().take(40);
            let entries = entries.map(|(key, value)| format!("{key}:{}", form(value, depth + 1)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
        Json::Array(list) => {
            let first = list.first().map(|first| form(first, depth + 1));
            format!("[{}]", first.unwrap_or_default())
        }
        Json::String(text) if text.starts_with(['{', '[']) => {
            let inner: Json = serde_json::from_str(text).unwrap_or_default();
            format!("({})", form(&inner, depth + 1))
        }
        Json::String(_) => "text".to_owned(),
        Json::Number(_) => "number".to_owned(),
        Json::Bool(flag) => flag.to_string(),
        Json::Null => "null".to_owned(),
    }
}

fn made(candidate: Candidate, ran: Ran) -> Made {
    let mut payload = serde_json::to_vec_pretty(&candidate.event).unwrap_or_default();
    payload.push(b'\n');
    Made {
        event: EventFile {
            name: candidate.name,
            payload: payload.into(),
        },
        why: candidate.why,
        ran,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leads_to_a_real_account() {
        let variables = |names: &[&str]| -> BTreeMap<String, String> {
            let each = names
                .iter()
                .map(|name| ((*name).to_owned(), "x".to_owned()));
            each.collect()
        };
        let secret = ["AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "TABLE"];
        let (mut own, mut declared) = (variables(&secret), variables(&secret[..1]));
        assert!(take_credentials([&mut own, &mut declared]));
        let left: Vec<_> = own.keys().map(String::as_str).collect();
        assert_eq!(left, ["AWS_EC2_METADATA_DISABLED", "TABLE"]);
        assert!(declared.is_empty());
        let (mut own, mut declared) = (variables(&secret), variables(&[ENDPOINT]));
        assert!(!take_credentials([&mut own, &mut declared]));
        assert_eq!(own.len(), 3);
    }
}
