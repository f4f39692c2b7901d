//! Changes that may be worth it, in rounds: what comes later depends on what is kept before.

pub(super) mod code;
mod imports;
mod memory;
mod package;
mod placebo;
mod startup;

use std::time::Duration;

use warmfront_optimize::change::{Change, ChangeId, Keeps, Source};

use super::alteration::Alteration;
use super::ground::Ground;
use super::kit::Kit;
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
    /// What a cold start takes as it is shipped.
    pub(super) cold: Option<Duration>,
    /// Makes what is kept ready to be run.
    pub(super) kit: &'b mut Kit<'a>,
    /// What is kept so far.
    pub(super) kept: &'b [&'b Alteration],
}

/// Kinds of changes that are proposed together, in the order of their rounds: what tends to save most
/// comes first, as time may run out. The memory size to choose may be another one in the end.
const ROUNDS: [&[Source]; 6] = [
    &[Source::Package],
    &[Source::Memory],
    &[Source::Imports],
    &[Source::Code, Source::Placebo],
    &[Source::Startup],
    &[Source::Memory],
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
            let mut proposed = Vec::new();
            for source in *round {
                if bench.ground.settings.tries(*source) {
                    proposed.extend(of_source(*source, bench)?);
                }
            }
            if !proposed.is_empty() {
                return Ok(proposed);
            }
        }
        Ok(Vec::new())
    }
}

fn of_source(source: Source, bench: &mut Bench<'_, '_>) -> anyhow::Result<Vec<Proposed>> {
    match source {
        Source::Package => package::propose(bench),
        Source::Code => code::propose(bench.ground),
        Source::Placebo => Ok(placebo::propose(bench.ground)),
        Source::Imports => imports::propose(bench),
        Source::Startup => startup::propose(bench),
        Source::Memory => memory::propose(bench),
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
