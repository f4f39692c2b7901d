//! A laboratory that makes its measurements up, from true times and the noise of a machine.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::ops::Range;
use std::time::Duration;

use warmfront_stats::random::Random;

use crate::change::{Change, ChangeId, Keeps, Source};
use crate::figures::{Figures, Time};
use crate::laboratory::{Behaviour, Laboratory, Measured};

/// Names of the changes that are made.
pub(super) type With<'a> = BTreeSet<&'a str>;

/// A change with which no function runs.
pub(super) const TORN: &str = "torn";

/// True times in milliseconds, wall clock and CPU.
#[derive(Debug, Clone, Copy)]
pub(super) struct Truth {
    pub(super) init: [f64; 2],
    pub(super) first: [f64; 2],
    pub(super) warm: [f64; 2],
    pub(super) memory_mb: u32,
}

impl Truth {
    /// An ordinary function: it computes at init and mostly waits afterwards.
    pub(super) const ORDINARY: Self = Self {
        init: [900.0, 850.0],
        first: [120.0, 80.0],
        warm: [40.0, 15.0],
        memory_mb: 512,
    };

    /// Multiplies init.
    pub(super) fn init(self, by: f64) -> Self {
        Self {
            init: self.init.map(|time| time * by),
            ..self
        }
    }

    /// Multiplies invocations.
    pub(super) fn warm(self, by: f64) -> Self {
        Self {
            first: self.first.map(|time| time * by),
            warm: self.warm.map(|time| time * by),
            ..self
        }
    }
}

/// How a machine disturbs what runs on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noise {
    /// Standard deviations of the logarithm of an environment's times, wall clock and CPU.
    pub(super) spread: [f64; 2],
    /// Standard deviation of the steps that the machine's own speed takes.
    pub(super) drift: f64,
    /// Share of environments that something else hits hard.
    pub(super) tail: f64,
}

impl Noise {
    /// A quiet machine.
    pub(super) const QUIET: Self = Self {
        spread: [0.01, 0.004],
        drift: 0.002,
        tail: 0.0,
    };
    /// A laptop on which other things run.
    pub(super) const BUSY: Self = Self {
        spread: [0.06, 0.015],
        drift: 0.02,
        tail: 0.06,
    };
}

/// The laboratory.
pub(super) struct Simulated {
    /// What can be proposed, in rounds.
    pub(super) rounds: Vec<Vec<Change>>,
    /// True times with some changes.
    pub(super) truth: fn(&With<'_>) -> Truth,
    /// Behaviour with some changes.
    pub(super) behaviour: fn(&With<'_>) -> Behaviour,
    pub(super) noise: Noise,
    /// What a pair takes, and a verification.
    pub(super) takes: [Duration; 2],
    pub(super) spent: Duration,
    /// What was verified to be the same.
    pub(super) verified: Vec<Vec<ChangeId>>,
    /// What was measured against what.
    pub(super) measured: Vec<[Vec<ChangeId>; 2]>,
    /// Which of these fail for no reason.
    pub(super) failing: Range<usize>,
    random: Random,
    /// Logarithm of how slow the machine is.
    slow: f64,
}

impl Simulated {
    pub(super) fn new(changes: Vec<Change>, truth: fn(&With<'_>) -> Truth, seed: u64) -> Self {
        Self {
            rounds: vec![changes],
            truth,
            behaviour: |_| Behaviour::Same,
            noise: Noise::QUIET,
            takes: [Duration::from_secs(2), Duration::from_secs(3)],
            spent: Duration::ZERO,
            verified: Vec::new(),
            measured: Vec::new(),
            failing: 0..0,
            random: Random::new(seed),
            slow: 0.0,
        }
    }

    fn figures(&mut self, truth: &Truth) -> Figures {
        self.slow = 0.98 * self.slow + self.noise.drift * self.random.normal();
        let hit = if self.random.unit() < self.noise.tail {
            // A Pareto tail of an infinite variance.
            (1.0 - self.random.unit()).powf(-0.6)
        } else {
            1.0
        };
        let mut time = |[wall, cpu]: [f64; 2]| {
            let [of_wall, of_cpu] = self.noise.spread;
            let mut noisy = |of: f64| (self.slow + of * self.random.normal()).exp();
            Time {
                wall: wall * noisy(of_wall) * hit,
                cpu: cpu * noisy(of_cpu) * hit.powf(0.2),
            }
        };
        Figures {
            init: time(truth.init),
            first: time(truth.first),
            warm: (0..8).map(|_| time(truth.warm)).collect(),
            max_memory_mb: 90,
            memory_size_mb: truth.memory_mb,
        }
    }
}

impl Laboratory for Simulated {
    type Error = Infallible;

    fn propose(&mut self, _kept: &[ChangeId]) -> Result<Vec<Change>, Infallible> {
        if self.rounds.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.rounds.remove(0))
    }

    fn verify(&mut self, changes: &[ChangeId]) -> Result<Behaviour, Infallible> {
        self.spent += self.takes[1];
        let behaviour = (self.behaviour)(&with(changes));
        if behaviour == Behaviour::Same {
            self.verified.push(changes.to_vec());
        }
        Ok(behaviour)
    }

    fn measure(
        &mut self,
        before: &[ChangeId],
        after: &[ChangeId],
        n_pairs: usize,
    ) -> Result<Measured, Infallible> {
        let number = self.measured.len();
        self.measured.push([before.to_vec(), after.to_vec()]);
        let sets = [before, after].map(with);
        if self.failing.contains(&number) || sets.iter().any(|set| set.contains(TORN)) {
            return Ok(Measured::Unfit("no module named app".to_owned()));
        }
        let truths = sets.map(|set| (self.truth)(&set));
        let pair = |n: usize| {
            self.spent += self.takes[0];
            // Whoever is first finds the machine as the other left it: they take turns.
            if n.is_multiple_of(2) {
                let before = self.figures(&truths[0]);
                [before, self.figures(&truths[1])]
            } else {
                let after = self.figures(&truths[1]);
                [self.figures(&truths[0]), after]
            }
        };
        Ok(Measured::Pairs((0..n_pairs).map(pair).collect()))
    }

    fn spent(&self) -> Duration {
        self.spent
    }
}

fn with(changes: &[ChangeId]) -> With<'_> {
    changes.iter().map(|id| id.0.as_str()).collect()
}

/// A change that is to help.
pub(super) fn change(id: &str) -> Change {
    Change {
        id: ChangeId(id.to_owned()),
        source: Source::Code,
        title: format!("the change {id}"),
        expected: None,
        keeps: Keeps::IfBetter,
    }
}

pub(super) fn changes(ids: &[&str]) -> Vec<Change> {
    ids.iter().map(|id| change(id)).collect()
}
