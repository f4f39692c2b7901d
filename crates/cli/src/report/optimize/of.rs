//! From what the search returns to the document that is kept.

use warmfront_optimize::change::ChangeId;
use warmfront_optimize::journey::{self, Fate, Journey};
use warmfront_optimize::plan::Plan;
use warmfront_stats::bootstrap;

use super::document::{
    Advice, Applied, EventFacts, Figure, Gain, Interval, Optimized, Overall, PackageSize, Ratios,
    SCHEMA, Subject, Summary, Tried, Written,
};

/// What the search does not know and a reader wants to.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Known {
    /// Name of the function.
    pub(crate) function: String,
    /// Its handler.
    pub(crate) handler: String,
    /// Full version of the interpreter.
    pub(crate) python: String,
    /// Events that it was measured and verified with.
    pub(crate) events: Vec<EventFacts>,
    /// How limits were put into force.
    pub(crate) limits: String,
    /// The machine that it ran on, in a few words.
    pub(crate) machine: String,
    /// Invocations per month, where that was told.
    pub(crate) traffic_per_month: Option<u64>,
    /// What was found and needs a person, largest gain first.
    pub(crate) needs_a_person: Vec<Advice>,
    /// What a reader should know of the runs, a sentence each.
    pub(crate) notes: Vec<String>,
    /// Files that were written.
    pub(crate) written: Vec<Written>,
    /// Whether the working tree was changed.
    pub(crate) applied: Applied,
}

impl Optimized {
    /// Brings a journey into the form that is kept; `size` says how large the package with some
    /// changes is, where that is known.
    pub(crate) fn of(
        journey: &Journey,
        plan: &Plan,
        known: Known,
        mut size: impl FnMut(&[ChangeId]) -> Option<PackageSize>,
    ) -> Self {
        let tried = tried(journey, &mut size);
        let overall = &journey.overall;
        Self {
            schema: SCHEMA.to_owned(),
            tried,
            kept: journey.kept.iter().map(|id| id.0.clone()).collect(),
            overall: Overall {
                before: overall.before.as_ref().and_then(summary),
                after: overall.after.as_ref().and_then(summary),
                ratios: overall.ratios.as_ref().and_then(ratios),
                n_pairs: overall.n_pairs,
                package_before: size(&[]),
                package_after: size(&journey.kept),
            },
            behaviour: journey.behaviour.clone(),
            end: journey.end,
            spent_ms: measure(journey.spent.as_secs_f64() * 1e3),
            subject: Subject {
                function: known.function,
                handler: known.handler,
                python: known.python,
                architecture: plan.configuration.architecture.to_string(),
                events: known.events,
                limits: known.limits,
                machine: known.machine,
                goal: journey.goal,
                traffic_per_month: known.traffic_per_month,
                cold_share: measure(plan.cold_share),
                prices: format!("{} prices of {}", plan.prices.region, plan.prices.as_of),
                budget_ms: measure(plan.budget.as_secs_f64() * 1e3),
                margin: measure(plan.margin),
                confidence: measure(plan.confidence.get()),
            },
            needs_a_person: known.needs_a_person,
            notes: known.notes,
            written: known.written,
            applied: known.applied,
        }
    }
}

/// Returns what was tried; the package of a change has everything that helped when it was tried.
fn tried(
    journey: &Journey,
    size: &mut impl FnMut(&[ChangeId]) -> Option<PackageSize>,
) -> Vec<Tried> {
    let mut applied = Vec::new();
    let mut all = Vec::new();
    for each in &journey.tried {
        let change = &each.change;
        let helped = matches!(each.fate, Fate::Kept | Fate::Redundant);
        if helped {
            applied.push(change.id.clone());
        }
        all.push(Tried {
            id: change.id.0.clone(),
            source: change.source,
            title: change.title.clone(),
            expected: change.expected.and_then(Figure::new),
            fate: each.fate.clone(),
            gain: each.gain.as_ref().and_then(gain),
            without: each.without.as_ref().and_then(gain),
            after: each.after.as_ref().and_then(summary),
            package: helped.then(|| size(&applied)).flatten(),
        });
    }
    all
}

/// Returns a figure of the search's own; none of them can be out of bounds.
fn measure(number: f64) -> Figure {
    Figure::new(number).unwrap_or_default()
}

fn gain(gain: &journey::Gain) -> Option<Gain> {
    Some(Gain {
        ratio: Figure::new(gain.ratio)?,
        lower: gain.lower.and_then(Figure::new),
        upper: gain.upper.and_then(Figure::new),
        n_pairs: gain.n_pairs,
    })
}

/// Returns figures where all of them are figures: what lacks one would be told as something else.
fn summary(summary: &journey::Summary) -> Option<Summary> {
    Some(Summary {
        init_ms: Figure::new(summary.init_ms)?,
        first_request_ms: Figure::new(summary.first_request_ms)?,
        p50_ms: Figure::new(summary.p50_ms)?,
        p95_ms: Figure::new(summary.p95_ms)?,
        p99_ms: Figure::new(summary.p99_ms)?,
        max_memory_mb: Figure::new(summary.max_memory_mb)?,
        memory_size_mb: summary.memory_size_mb,
        cost_per_million: Figure::new(summary.cost_per_million)?,
    })
}

fn ratios(ratios: &journey::Ratios) -> Option<Ratios> {
    Some(Ratios {
        init: interval(ratios.init)?,
        first_request: interval(ratios.first_request)?,
        p50: interval(ratios.p50)?,
        cost: interval(ratios.cost)?,
    })
}

fn interval(interval: bootstrap::Interval) -> Option<Interval> {
    Some(Interval {
        estimate: Figure::new(interval.estimate)?,
        lower: Figure::new(interval.lower)?,
        upper: Figure::new(interval.upper)?,
    })
}
