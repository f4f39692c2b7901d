//! The size to choose, why, and what its neighbours would lose.

use warmfront_model::units::MemorySize;
use warmfront_stats::bootstrap::Interval;

use crate::goal::{Estimate, Goals, real};
use crate::plan::{Plan, Strategy};

/// The size to choose.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The size.
    pub size: MemorySize,
    /// Why it is the one.
    pub why: Why,
    /// The next sizes of the plan below and above that can be chosen, and the present size.
    pub others: Vec<Other>,
}

/// Why a size is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// Nothing costs less.
    Cheapest,
    /// Nothing is faster.
    Fastest,
    /// It costs no more than the tolerance above the cheapest, and is faster.
    FasterForTheSame {
        /// The cheapest.
        cheapest: MemorySize,
    },
    /// It is no more than the tolerance slower than the fastest, and costs less.
    CheaperForTheSame {
        /// The fastest.
        fastest: MemorySize,
    },
    /// The best balance of cost and duration.
    BestBalance,
    /// The cheapest that keeps within the limit.
    CheapestWithinLimit,
    /// It is the only one that can be chosen.
    OnlyOne,
}

/// What another size would be instead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Other {
    /// The size.
    pub size: MemorySize,
    /// What it is to the choice.
    pub relation: Relation,
    /// Its cost over that of the choice.
    pub cost: Interval,
    /// Its median duration over that of the choice.
    pub p50: Interval,
}

/// What a size is to the choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The next one below.
    Below,
    /// The next one above.
    Above,
    /// The one that the function has now.
    Present,
}

/// The choice among sizes that may be chosen, by their place among these.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pick {
    pub(crate) chosen: usize,
    /// What is best by the goal alone.
    pub(crate) best: usize,
    /// How likely it is that the choice loses no more than the tolerance.
    pub(crate) confidence: f64,
}

/// Chooses: the best by the goal, or what is better otherwise and surely loses little by it.
pub(crate) fn pick(
    plan: &Plan,
    estimates: &[Vec<Estimate>],
    (usable, goals): (&[usize], &Goals),
) -> Option<Pick> {
    let each = || 0..usable.len();
    let confidence = |place: usize| goals.confidence(place, plan.tolerance);
    let lost = |place: usize| {
        let losses = goals.losses(place);
        // A limit that is not kept in some draws is no endless loss, but it is a large one.
        losses.iter().map(|loss| loss.min(10.0)).sum::<f64>() / real(losses.len())
    };
    let least = |of: &dyn Fn(usize) -> f64, among: &[usize]| {
        among
            .iter()
            .copied()
            .min_by(|&one, &other| of(one).total_cmp(&of(other)))
    };
    let all: Vec<_> = each().collect();
    let best = least(&lost, &all)?;
    let alike: Vec<_> = each()
        .filter(|&place| confidence(place) >= plan.confidence.get())
        .collect();
    let other = |place: usize| {
        let of: fn(&Estimate) -> f64 = match plan.strategy {
            Strategy::Speed => |estimate| estimate.cost,
            _ => |estimate| estimate.p50,
        };
        let sum: f64 = estimates
            .iter()
            .map(|estimates| of(&estimates[usable[place]]))
            .sum();
        sum / real(estimates.len())
    };
    let alike =
        least(&other, &alike).filter(|_| !matches!(plan.strategy, Strategy::Balanced { .. }));
    // Two sizes that hardly differ in the other figure either are better told apart by the goal.
    let chosen = alike
        .filter(|&place| other(place) < other(best) * WORTH_IT)
        .unwrap_or(best);
    Some(Pick {
        chosen,
        best,
        confidence: confidence(chosen),
    })
}

/// Ratio of the other figure below which it is worth losing up to the tolerance.
const WORTH_IT: f64 = 0.97;

/// Says why a pick is the choice.
pub(crate) fn why(plan: &Plan, pick: Pick, usable: &[MemorySize]) -> Why {
    let best = usable[pick.best];
    match plan.strategy {
        _ if usable.len() == 1 => Why::OnlyOne,
        Strategy::Balanced { .. } => Why::BestBalance,
        Strategy::Speed if pick.chosen != pick.best => Why::CheaperForTheSame { fastest: best },
        Strategy::Speed => Why::Fastest,
        _ if pick.chosen != pick.best => Why::FasterForTheSame { cheapest: best },
        Strategy::Slo { .. } => Why::CheapestWithinLimit,
        Strategy::Cost => Why::Cheapest,
    }
}
