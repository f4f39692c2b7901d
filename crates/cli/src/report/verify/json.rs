//! The verdict for programs.

use serde::Serialize;
use warmfront_verify::verdict::{Conclusion, Difference, Masked, Meant, Verdict};

use super::Subject;

/// Name and version of the document.
const SCHEMA: &str = "warmfront.verify/1";

/// The verdict as a document.
#[derive(Debug, Serialize)]
pub(crate) struct Document<'a> {
    schema: &'static str,
    conclusion: &'static str,
    function: &'a str,
    reference: String,
    candidate: String,
    python: &'a str,
    events: Vec<Event<'a>>,
    differences: Vec<DifferenceDocument<'a>>,
    masked: Vec<MaskedDocument<'a>>,
    unjudged: Vec<MaskedDocument<'a>>,
    meant: Vec<MeantDocument<'a>>,
    n_environments: usize,
    took_ms: f64,
    running_ms: f64,
    witness_ms: f64,
    notes: &'a [String],
}

#[derive(Debug, Serialize)]
struct Event<'a> {
    name: &'a str,
    generated: bool,
}

#[derive(Debug, Serialize)]
struct DifferenceDocument<'a> {
    events: &'a [String],
    part: &'static str,
    path: &'a str,
    reference: &'a str,
    candidate: &'a str,
    excerpt: &'a str,
    n_seen: usize,
}

#[derive(Debug, Serialize)]
struct MeantDocument<'a> {
    part: &'static str,
    path: &'a str,
    reference: &'a str,
    candidate: &'a str,
    why: &'a str,
}

#[derive(Debug, Serialize)]
struct MaskedDocument<'a> {
    event: Option<&'a str>,
    part: &'static str,
    path: &'a str,
    kind: &'a str,
}

impl<'a> Document<'a> {
    /// Makes it.
    pub(crate) fn new(subject: &'a Subject, verdict: &'a Verdict) -> Self {
        let millis = crate::report::json::millis;
        Self {
            schema: SCHEMA,
            conclusion: match verdict.conclusion {
                Conclusion::Same => "same",
                Conclusion::Different => "different",
                Conclusion::Unjudged => "unjudged",
            },
            function: &subject.function,
            reference: subject.reference.display().to_string(),
            candidate: subject.candidate.display().to_string(),
            python: &subject.python,
            events: verdict
                .events
                .iter()
                .map(|event| Event {
                    name: &event.name,
                    generated: event.generated,
                })
                .collect(),
            differences: verdict.differences.iter().map(difference).collect(),
            masked: verdict.masked.iter().map(masked).collect(),
            unjudged: verdict.unjudged.iter().map(masked).collect(),
            meant: verdict.meant.iter().map(meant).collect(),
            n_environments: verdict.n_environments,
            took_ms: millis(subject.took),
            running_ms: millis(verdict.whole_time),
            witness_ms: millis(verdict.own_time),
            notes: &verdict.notes,
        }
    }
}

fn difference(difference: &Difference) -> DifferenceDocument<'_> {
    DifferenceDocument {
        events: &difference.events,
        part: difference.part,
        path: &difference.path,
        reference: &difference.reference,
        candidate: &difference.candidate,
        excerpt: &difference.excerpt,
        n_seen: difference.n_seen,
    }
}

fn meant(meant: &Meant) -> MeantDocument<'_> {
    MeantDocument {
        part: meant.allowed.part,
        path: &meant.path,
        reference: &meant.reference,
        candidate: &meant.candidate,
        why: &meant.allowed.why,
    }
}

fn masked(masked: &Masked) -> MaskedDocument<'_> {
    MaskedDocument {
        event: masked.event.as_deref(),
        part: masked.part,
        path: &masked.path,
        kind: &masked.kind,
    }
}
