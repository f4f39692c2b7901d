//! Kept measurements handed out as if they were made: by environment, each used once before any is
//! used again.

use std::collections::BTreeMap;

use warmfront_model::units::MemorySize;
use warmfront_stats::random::Random;
use warmfront_tune::run::{self, Request, Run};

use super::kept::Environment;

/// Hands out runs.
pub(super) struct Replay<'a> {
    environments: &'a [Environment],
    random: Random,
    /// By size, environments still to come, and runs left of the one that is there.
    state: BTreeMap<MemorySize, State<'a>>,
    pub(super) n_spent: usize,
}

#[derive(Default)]
struct State<'a> {
    to_come: Vec<&'a Environment>,
    left: Vec<&'a Run>,
}

impl<'a> Replay<'a> {
    pub(super) fn new(environments: &'a [Environment], seed: u64) -> Self {
        Self {
            environments,
            random: Random::new(seed),
            state: BTreeMap::new(),
            n_spent: 0,
        }
    }

    /// Answers a request of the search.
    pub(super) fn answer(&mut self, request: &Request) -> Vec<Run> {
        if request.environment == run::Environment::New {
            self.state.entry(request.size).or_default().left.clear();
        }
        let runs: Vec<_> = (0..request.n)
            .filter_map(|_| self.next(request.size))
            .collect();
        self.n_spent += runs.len();
        runs
    }

    /// Returns warm runs of so many environments, as the contenders that know no environments see
    /// them.
    pub(super) fn warm(&mut self, size: MemorySize, n: usize) -> Vec<Run> {
        let mut runs = Vec::new();
        while runs.len() < n {
            let Some(run) = self.next(size) else { break };
            if run.end != run::End::Finished {
                return vec![run];
            }
            if run.init.is_none() {
                runs.push(run);
            }
        }
        self.n_spent += runs.len();
        runs
    }

    fn next(&mut self, size: MemorySize) -> Option<Run> {
        let state = self.state.entry(size).or_default();
        if state.left.is_empty() {
            if state.to_come.is_empty() {
                let there = self
                    .environments
                    .iter()
                    .filter(|environment| environment.size == size);
                state.to_come = there.collect();
            }
            let chosen = self.random.pick(&state.to_come);
            state.to_come.retain(|other| !std::ptr::eq(*other, chosen));
            state.left = chosen.runs.iter().rev().collect();
        }
        state.left.pop().cloned()
    }
}
