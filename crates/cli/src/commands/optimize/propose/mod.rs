//! Changes that may be worth it, in rounds: what comes later depends on what is kept before.

pub(super) mod code;
mod imports;
mod memory;
mod package;
mod placebo;
mod startup;

use std::time::Duration;

use warmfront_optimize::change::{Change, ChangeId, Keeps, Source};

use super::alteration::{Alteration, Fingerprint};
use super::ground::Ground;
use super::trials::Trials;

/// A change with what it does.
pub(super) struct Proposed {
    pub(super) change: Change,
    pub(super) alteration: Alteration,
}

/// What proposals are made from.
pub(super) struct Bench<'b, 'a> {
    pub(super) ground: &'b Ground<'a>,
    pub(super) trials: &'b mut Trials,
    /// What tells this function, its events and its machine from others.
    pub(super) subject: Fingerprint,
    /// What a cold start takes as it is shipped.
    pub(super) cold: Option<Duration>,
    /// What is kept so far.
    pub(super) kept: &'b [&'b Alteration],
}

/// Kinds of changes that are proposed together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Round {
    Sources,
    Imports,
    Startup,
    Memory,
}

/// The rounds, in order.
const ROUNDS: [Round; 4] = [
    Round::Sources,
    Round::Imports,
    Round::Startup,
    Round::Memory,
];

/// What is still to be proposed.
#[derive(Debug, Default)]
pub(super) struct Rounds {
    n_done: usize,
}

impl Bench<'_, '_> {
    /// Returns what part of a cold start as shipped some time is, where that is known.
    fn share_of_cold_start(&self, saved: Duration) -> Option<f64> {
        let cold = self.cold?.as_secs_f64();
        (cold > 0.0).then(|| (saved.as_secs_f64() / cold).clamp(0.0, 1.0))
    }
}

impl Rounds {
    /// Returns the next changes; none when there are no more.
    pub(super) fn next(&mut self, bench: &mut Bench<'_, '_>) -> anyhow::Result<Vec<Proposed>> {
        while let Some(round) = ROUNDS.get(self.n_done) {
            self.n_done += 1;
            let proposed = match round {
                Round::Sources => {
                    let mut proposed = package::propose(bench)?;
                    proposed.extend(code::propose(bench.ground)?);
                    proposed.extend(placebo::propose(bench.ground));
                    proposed
                }
                Round::Imports => imports::propose(bench)?,
                Round::Startup => startup::propose(bench)?,
                Round::Memory => memory::propose(bench)?,
            };
            if !proposed.is_empty() {
                return Ok(proposed);
            }
        }
        Ok(Vec::new())
    }
}

impl Proposed {
    fn new(id: String, source: Source, title: String, alteration: Alteration) -> Self {
        Self {
            change: Change {
                id: ChangeId(id),
                source,
                title,
                expected: None,
                keeps: Keeps::IfBetter,
            },
            alteration,
        }
    }
}
