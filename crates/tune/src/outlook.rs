//! What is known so far: models of the events, estimates of all sizes, and what would be chosen.

use warmfront_model::units::MemorySize;
use warmfront_stats::random::Random;

use crate::choice::{self, Pick};
use crate::goal::{self, Estimate, Goals, Weighted, millis, real};
use crate::plan::{Plan, Strategy};
use crate::predict::{Model, Observed};
use crate::tuning::{Role, Taken, Usable};
use crate::usable;

/// What is known so far.
#[derive(Debug)]
pub(crate) struct Outlook {
    /// By event of the plan; none of those that never finished.
    pub(crate) models: Vec<Option<Model>>,
    /// By size.
    pub(crate) usable: Vec<Usable>,
    /// Indices of sizes that may be chosen.
    pub(crate) places: Vec<usize>,
    /// By draw and size; none without a model.
    pub(crate) estimates: Vec<Vec<Estimate>>,
    pub(crate) goals: Goals,
    pub(crate) pick: Option<Pick>,
}

/// How likely a limit must be kept for a size to be thought of.
const LEAST_WITHIN: f64 = 0.05;

impl Outlook {
    /// Learns from runs, with so many draws.
    pub(crate) fn of(plan: &Plan, sizes: &[MemorySize], runs: &[Run], n_draws: usize) -> Self {
        let taken: Vec<_> = runs.iter().map(|run| run.taken.clone()).collect();
        let models = models(plan, sizes, runs);
        let most_parallel = models.iter().flatten().map(|model| model.parallelism);
        let most_parallel = most_parallel.fold(1.0, f64::max);
        let mut usable = usable::by_runs(plan, sizes, (&taken, most_parallel));
        let events = weighted(plan, &models);
        let mut random = Random::new(plan.seed);
        let estimates = if events.is_empty() {
            Vec::new()
        } else {
            let inits = inits(runs);
            goal::estimates(plan, sizes, (&events, &inits), (n_draws, &mut random))
        };
        judge(plan, &estimates, &mut usable);
        let places: Vec<_> = (0..sizes.len())
            .filter(|&index| usable[index] == Usable::Yes && !estimates.is_empty())
            .collect();
        let goals = Goals::of(plan.strategy, &estimates, &places);
        let pick = choice::pick(plan, &estimates, (&places, &goals));
        Self {
            models,
            usable,
            places,
            estimates,
            goals,
            pick,
        }
    }

    /// Returns the standard deviation of the logarithm of one run's time, of the event that varies
    /// most.
    pub(crate) fn spread(&self) -> f64 {
        let spreads = self.models.iter().flatten().map(|model| model.spread_of(1));
        spreads.fold(0.0, f64::max)
    }

    /// Returns the index of the size that would be chosen.
    pub(crate) fn chosen(&self) -> Option<usize> {
        self.pick.map(|pick| self.places[pick.chosen])
    }
}

/// An invocation with the number of its execution environment.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Run {
    pub(crate) environment: usize,
    pub(crate) taken: Taken,
}

/// Returns the models of events that have one, with their shares of all invocations.
pub(crate) fn weighted<'a>(plan: &Plan, models: &'a [Option<Model>]) -> Vec<Weighted<'a>> {
    let present = || {
        plan.weights
            .iter()
            .zip(models)
            .filter(|(_, model)| model.is_some())
    };
    let total: f64 = present().map(|(weight, _)| weight).sum();
    let weighted = present().filter_map(|(weight, model)| {
        let model = model.as_ref()?;
        Some(Weighted {
            share: weight / total,
            model,
        })
    });
    weighted.collect()
}

/// Returns the models of all events; none of those that never finished.
pub(crate) fn models(plan: &Plan, sizes: &[MemorySize], runs: &[Run]) -> Vec<Option<Model>> {
    let events = 0..plan.weights.len();
    events
        .map(|event| model(plan, sizes, runs, event))
        .collect()
}

fn model(plan: &Plan, sizes: &[MemorySize], runs: &[Run], event: usize) -> Option<Model> {
    let observed = |role: Role| -> Vec<Observed> {
        let such = runs
            .iter()
            .filter(|run| run.taken.event == event && run.taken.role == role);
        such.map(observed).collect()
    };
    let (mut warm, cold) = (observed(Role::Warm), observed(Role::Cold));
    warm.extend(observed(Role::Outlier));
    if warm.is_empty() {
        // A first run says more than none.
        warm.clone_from(&cold);
    }
    Model::learn(&plan.machine, sizes, [&warm, &cold])
}

/// The least that a clock tells from nothing, in milliseconds.
const LEAST_TIME: f64 = 1e-3;

fn observed(run: &Run) -> Observed {
    Observed {
        size: run.taken.size,
        environment: run.environment,
        wall: millis(run.taken.run.wall).max(LEAST_TIME),
        cpu: millis(run.taken.run.cpu).max(LEAST_TIME),
    }
}

/// Returns inits in milliseconds.
pub(crate) fn inits(runs: &[Run]) -> Vec<f64> {
    let finished = runs.iter().filter(|run| run.taken.role == Role::Cold);
    let inits = finished.filter_map(|run| run.taken.run.init);
    inits.map(|init| millis(init.wall)).collect()
}

/// Adds what predictions say against sizes.
fn judge(plan: &Plan, estimates: &[Vec<Estimate>], usable: &mut [Usable]) {
    let share = |of: &dyn Fn(&Estimate) -> bool, index: usize| {
        let n = estimates
            .iter()
            .filter(|estimates| of(&estimates[index]))
            .count();
        real(n) / real(estimates.len().max(1))
    };
    for (index, usable) in usable.iter_mut().enumerate() {
        if *usable != Usable::Yes || estimates.is_empty() {
            continue;
        }
        let timeout = millis(plan.timeout);
        if share(&|estimate| estimate.p95 > timeout, index) > 0.5 {
            *usable = Usable::TooSlow;
        } else if matches!(plan.strategy, Strategy::Slo { .. })
            && share(&|estimate| estimate.within, index) < LEAST_WITHIN
        {
            *usable = Usable::OverLimit;
        }
    }
}
