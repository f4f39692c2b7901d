//! What to measure next: where runs are expected to tell most, for what they cost of the budget.
//!
//! The draws say how what would be measured at one size goes together with what is wanted of all
//! (knowledge gradient; Frazier, Powell and Dayanik, "The knowledge-gradient policy for correlated
//! normal beliefs", 2009): so runs at a size that will not be chosen count for what they say of
//! others.

use warmfront_stats::random::Random;

use crate::choice::Pick;
use crate::goal::{Estimate, Goals, real};

/// Warm runs of each event that may be made in a new environment, behind its cold one.
const WARM_RUNS: [usize; 3] = [2, 4, 7];

/// What telling the choice from its rival is worth where no gain is expected of it, so that the
/// question whether the choice is right goes on being asked.
const WORTH_OF_CERTAINTY: f64 = 0.001;

/// What might be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// Place of the size among those that may be chosen.
    pub(crate) place: usize,
    /// Warm runs of each event.
    pub(crate) n_warm: usize,
}

/// What may be spent, and on what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Means<'a> {
    /// Invocations that are left.
    pub(crate) budget: usize,
    /// Events that are run at each size.
    pub(crate) n_events: usize,
    /// Standard deviation of the logarithm of one run's time.
    pub(crate) spread: f64,
    /// Sizes that may be chosen.
    pub(crate) usable: &'a [usize],
    /// Which of these can be measured here.
    pub(crate) measurable: &'a [bool],
}

/// Returns what to measure; none if the budget has no room for an environment with a warm run.
pub(crate) fn best(
    means: Means<'_>,
    (estimates, goals, pick): (&[Vec<Estimate>], &Goals, Pick),
    random: &mut Random,
) -> Option<Candidate> {
    let beliefs = Beliefs::of(goals, pick);
    let places = (0..means.usable.len()).filter(|&place| means.measurable[place]);
    let candidates = places.flat_map(|place| WARM_RUNS.map(|n_warm| Candidate { place, n_warm }));
    let affordable =
        candidates.filter(|candidate| cost(*candidate, means.n_events) <= means.budget);
    let noise: Vec<_> = estimates.iter().map(|_| random.normal()).collect();
    let rated = affordable.map(|candidate| {
        let index = means.usable[candidate.place];
        let seen: Vec<_> = estimates.iter().map(|of| of[index].p50.ln()).collect();
        let errors = estimates
            .iter()
            .map(|of| of[index].error.powi(2))
            .sum::<f64>();
        let errors = errors / real(estimates.len());
        let variance = errors + means.spread.powi(2) / real(candidate.n_warm);
        let gain = beliefs.gain(&seen, variance, &noise);
        (gain / real(cost(candidate, means.n_events)), candidate)
    });
    let best = rated.max_by(|(one, _), (other, _)| one.total_cmp(other));
    best.map(|(_, candidate)| candidate)
}

/// Returns how many invocations that takes.
fn cost(candidate: Candidate, n_events: usize) -> usize {
    1 + candidate.n_warm * n_events
}

/// Goals of all places by draw, on the logarithmic scale, with their means.
struct Beliefs {
    goals: Vec<Vec<f64>>,
    means: Vec<f64>,
    pick: Pick,
    rival: usize,
}

impl Beliefs {
    fn of(goals: &Goals, pick: Pick) -> Self {
        let n_places = goals.by_draw.first().map_or(0, Vec::len);
        // A limit that is not kept counts as twice the least.
        let logs = |goals: &Vec<f64>| -> Vec<f64> {
            let least = goals.iter().copied().fold(f64::INFINITY, f64::min);
            let least = if least.is_finite() { least } else { 1.0 };
            let most = 2.0
                * goals
                    .iter()
                    .copied()
                    .filter(|goal| goal.is_finite())
                    .fold(least, f64::max);
            goals.iter().map(|goal| goal.min(most).ln()).collect()
        };
        let by_draw: Vec<_> = goals.by_draw.iter().map(logs).collect();
        let of_place = |place: usize| by_draw.iter().map(|goals| goals[place]).collect();
        let goals: Vec<Vec<f64>> = (0..n_places).map(of_place).collect();
        let means: Vec<_> = goals.iter().map(|goals| mean(goals)).collect();
        let rival = rival(&goals, pick.chosen);
        Self {
            goals,
            means,
            pick,
            rival,
        }
    }

    /// Returns how much less the least goal is expected to be once a figure is measured with that
    /// variance.
    fn gain(&self, seen: &[f64], variance: f64, noise: &[f64]) -> f64 {
        let middle = mean(seen);
        let own = covariance(seen, middle, seen, middle);
        let total = own + variance;
        let slope = |goals: &[f64], mean: f64| covariance(goals, mean, seen, middle) / total;
        let slopes = self.goals.iter().zip(&self.means);
        let slopes: Vec<_> = slopes.map(|(goals, mean)| slope(goals, *mean)).collect();
        let least = |surprise: f64| {
            let updated = self.means.iter().zip(&slopes);
            let updated = updated.map(|(mean, slope)| mean + slope * surprise);
            updated.fold(f64::INFINITY, f64::min)
        };
        let surprises = seen.iter().zip(noise);
        let after = surprises.map(|(seen, noise)| least(seen - middle + noise * variance.sqrt()));
        let gain = least(0.0) - after.sum::<f64>() / real(seen.len());
        gain.max(0.0) + WORTH_OF_CERTAINTY * self.told(seen, middle, total)
    }

    /// Returns the share of what is not known between the choice and its rival that is told.
    fn told(&self, seen: &[f64], middle: f64, total: f64) -> f64 {
        let pair = self.goals[self.pick.chosen]
            .iter()
            .zip(&self.goals[self.rival]);
        let difference: Vec<_> = pair.map(|(chosen, rival)| chosen - rival).collect();
        let mean = mean(&difference);
        let own = covariance(&difference, mean, &difference, mean);
        let both = covariance(&difference, mean, seen, middle);
        if own > 0.0 {
            both * both / total / own
        } else {
            0.0
        }
    }
}

/// Returns the place that most often is better than the choice, by as much as it then is.
pub(crate) fn rival(goals: &[Vec<f64>], chosen: usize) -> usize {
    let better_by = |place: usize| {
        let pairs = goals[place].iter().zip(&goals[chosen]);
        pairs
            .map(|(rival, chosen)| (chosen - rival).max(0.0))
            .sum::<f64>()
    };
    let others = (0..goals.len()).filter(|&place| place != chosen);
    let rival = others.max_by(|&one, &other| better_by(one).total_cmp(&better_by(other)));
    rival.unwrap_or(chosen)
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / real(numbers.len().max(1))
}

fn covariance(one: &[f64], mean_of_one: f64, other: &[f64], mean_of_other: f64) -> f64 {
    let both = one.iter().zip(other);
    let products = both.map(|(one, other)| (one - mean_of_one) * (other - mean_of_other));
    products.sum::<f64>() / real(one.len().max(1))
}
