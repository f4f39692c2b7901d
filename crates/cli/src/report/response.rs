//! Responses of a run: each distinct one once, however many invocations gave it.

use super::{Ended, Invocation};

/// Most distinct responses that are kept for showing.
const MOST_KEPT: usize = 10;

/// One response and how often it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Response {
    /// Which event it answers.
    pub(crate) event: usize,
    /// Its bytes.
    pub(crate) payload: Vec<u8>,
    /// How many invocations gave it.
    pub(crate) n: usize,
}

/// The responses of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Responses {
    /// Distinct ones, in the order they came.
    pub(crate) kept: Vec<Response>,
    /// Invocations whose response is not among them.
    pub(crate) n_others: usize,
}

impl Responses {
    /// Takes the response of an invocation.
    pub(crate) fn add(&mut self, invocation: &Invocation) {
        let Ended::Completed(completed) = &invocation.ended else {
            return;
        };
        let payload = completed.outcome.payload();
        let known = self
            .kept
            .iter_mut()
            .find(|kept| kept.event == invocation.event && kept.payload == payload);
        if let Some(known) = known {
            known.n += 1;
        } else if self.kept.len() < MOST_KEPT {
            self.kept.push(Response {
                event: invocation.event,
                payload: payload.to_vec(),
                n: 1,
            });
        } else {
            self.n_others += 1;
        }
    }
}
