//! The result for programs.

use serde::Serialize;
use warmfront_stats::bootstrap::Interval;
use warmfront_tune::calibration::Calibration;
use warmfront_tune::choice::{Other, Relation, Why};
use warmfront_tune::plan::Strategy;
use warmfront_tune::run::End;
use warmfront_tune::tuning::{Point, Taken, Usable, Verdict};

use super::super::json::millis;
use super::{Tuned, csv, facts, sentences};

/// Name and version of the document.
pub(super) const SCHEMA: &str = "warmfront.tune/1";

/// The result as a document.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    schema: &'static str,
    function: &'a str,
    handler: &'a str,
    python: &'a str,
    architecture: String,
    limits: &'a str,
    memory_size_mb: u32,
    strategy: StrategyDocument,
    budget: usize,
    seed: u64,
    cold_share: f64,
    tolerance: f64,
    confidence: f64,
    verdict: VerdictDocument,
    choice: Option<ChoiceDocument>,
    safe_memory: Option<SafeMemoryDocument>,
    held_out: Option<HeldOutDocument>,
    calibration: Option<CalibrationDocument>,
    architectures: Vec<ArchitectureDocument>,
    traffic: Option<TrafficDocument>,
    headline: String,
    facts: Vec<String>,
    curve: Vec<PointDocument>,
    events: Vec<EventDocument<'a>>,
    samples: Vec<SampleDocument<'a>>,
    notes: &'a [String],
}

#[derive(Debug, Serialize)]
struct StrategyDocument {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantile: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost_weight: Option<f64>,
}

#[derive(Debug, Serialize)]
struct VerdictDocument {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    n_more: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rival_mb: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    loss: Option<f64>,
}

#[derive(Debug, Serialize)]
struct ChoiceDocument {
    memory_size_mb: u32,
    why: &'static str,
    others: Vec<OtherDocument>,
}

#[derive(Debug, Serialize)]
struct OtherDocument {
    memory_size_mb: u32,
    relation: &'static str,
    cost_ratio: IntervalDocument,
    p50_ratio: IntervalDocument,
}

#[derive(Debug, Serialize)]
#[expect(
    clippy::struct_field_names,
    reason = "fields of documents name their unit"
)]
struct SafeMemoryDocument {
    memory_size_mb: u32,
    used_mb: u32,
    margin_mb: u32,
}

#[derive(Debug, Serialize)]
struct HeldOutDocument {
    n_sizes: usize,
    mean_error: f64,
    worst_error: f64,
}

#[derive(Debug, Serialize)]
struct CalibrationDocument {
    factor: IntervalDocument,
    init_factor: Option<f64>,
    max_memory_used_mb: u32,
    n_unused: usize,
    sizes: Vec<CalibratedDocument>,
}

#[derive(Debug, Serialize)]
struct CalibratedDocument {
    memory_size_mb: u32,
    n: usize,
    real_ms: f64,
    scaled_ms: f64,
}

#[derive(Debug, Serialize)]
struct ArchitectureDocument {
    architecture: String,
    cost_per_million: Option<IntervalDocument>,
    break_even: f64,
}

#[derive(Debug, Serialize)]
struct TrafficDocument {
    invocations_per_month: u64,
    cost_per_million_now: Option<f64>,
    cost_per_million_then: Option<f64>,
}

#[derive(Debug, Clone, Copy, Serialize)]
struct IntervalDocument {
    estimate: f64,
    lower: f64,
    upper: f64,
}

#[derive(Debug, Serialize)]
struct PointDocument {
    memory_size_mb: u32,
    n_measured: usize,
    usable: &'static str,
    p50_ms: Option<IntervalDocument>,
    p95_ms: Option<IntervalDocument>,
    init_ms: Option<IntervalDocument>,
    cost_per_million: Option<IntervalDocument>,
}

#[derive(Debug, Serialize)]
struct EventDocument<'a> {
    name: &'a str,
    share: f64,
    cpu_ms: f64,
    wait_ms: f64,
    parallelism: f64,
    curve: Vec<PointDocument>,
}

#[derive(Debug, Serialize)]
struct SampleDocument<'a> {
    memory_size_mb: u32,
    event: usize,
    role: &'static str,
    end: &'static str,
    duration_ms: f64,
    cpu_ms: f64,
    init_ms: Option<f64>,
    init_cpu_ms: Option<f64>,
    max_memory_used_mb: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_message: Option<&'a str>,
}

impl<'a> Document<'a> {
    /// Makes the document.
    pub(super) fn new(tuned: Tuned<'a>) -> Self {
        let (subject, plan, tuning) = (tuned.subject, tuned.plan, tuned.tuning);
        Self {
            schema: SCHEMA,
            function: &subject.function.name,
            handler: &subject.function.handler,
            python: &subject.python,
            architecture: plan.configuration.architecture.to_string(),
            limits: &subject.limits,
            memory_size_mb: tuned.present().megabytes(),
            strategy: strategy(plan.strategy),
            budget: plan.budget,
            seed: plan.seed,
            cold_share: plan.cold_share,
            tolerance: plan.tolerance,
            confidence: plan.confidence.get(),
            verdict: verdict(tuning.verdict),
            choice: choice(tuned),
            safe_memory: tuning.safe_memory.map(|safe| SafeMemoryDocument {
                memory_size_mb: safe.size.megabytes(),
                used_mb: safe.used_mb,
                margin_mb: safe.margin_mb,
            }),
            held_out: tuning.held_out.map(|held_out| HeldOutDocument {
                n_sizes: held_out.n_sizes,
                mean_error: held_out.mean_error,
                worst_error: held_out.worst_error,
            }),
            calibration: tuned.calibration.map(calibration),
            architectures: architectures(tuned),
            traffic: traffic(tuned),
            headline: sentences::headline(tuned),
            facts: facts::sentences(tuned),
            curve: curve(&tuning.curve),
            events: events(tuned),
            samples: tuning.runs.iter().map(sample).collect(),
            notes: &subject.notes,
        }
    }
}

fn strategy(strategy: Strategy) -> StrategyDocument {
    let plain = |name| StrategyDocument {
        name,
        quantile: None,
        limit_ms: None,
        cost_weight: None,
    };
    match strategy {
        Strategy::Cost => plain("cost"),
        Strategy::Speed => plain("speed"),
        Strategy::Balanced { cost } => StrategyDocument {
            cost_weight: Some(cost),
            ..plain("balanced")
        },
        Strategy::Slo { quantile, limit } => StrategyDocument {
            quantile: Some(quantile.get()),
            limit_ms: Some(millis(limit)),
            ..plain("slo")
        },
    }
}

fn verdict(verdict: Verdict) -> VerdictDocument {
    let plain = |name| VerdictDocument {
        name,
        n_more: None,
        rival_mb: None,
        loss: None,
    };
    match verdict {
        Verdict::Decided => plain("decided"),
        Verdict::NeverSucceeded => plain("never-succeeded"),
        Verdict::NoneUsable => plain("none-usable"),
        Verdict::Undecided {
            n_more,
            rival,
            loss,
        } => VerdictDocument {
            n_more,
            rival_mb: Some(rival.megabytes()),
            loss: Some(loss),
            ..plain("undecided")
        },
    }
}

fn choice(tuned: Tuned<'_>) -> Option<ChoiceDocument> {
    let choice = tuned.tuning.choice.as_ref()?;
    Some(ChoiceDocument {
        memory_size_mb: choice.size.megabytes(),
        why: match choice.why {
            Why::Cheapest => "cheapest",
            Why::Fastest => "fastest",
            Why::FasterForTheSame { .. } => "faster-for-the-same",
            Why::CheaperForTheSame { .. } => "cheaper-for-the-same",
            Why::BestBalance => "best-balance",
            Why::CheapestWithinLimit => "cheapest-within-limit",
            Why::OnlyOne => "only-one",
        },
        others: choice.others.iter().map(other).collect(),
    })
}

fn other(other: &Other) -> OtherDocument {
    OtherDocument {
        memory_size_mb: other.size.megabytes(),
        relation: match other.relation {
            Relation::Below => "below",
            Relation::Above => "above",
            Relation::Present => "present",
        },
        cost_ratio: interval(other.cost),
        p50_ratio: interval(other.p50),
    }
}

fn calibration(calibration: &Calibration) -> CalibrationDocument {
    let sizes = calibration.sizes.iter().map(|at| CalibratedDocument {
        memory_size_mb: at.size.megabytes(),
        n: at.n,
        real_ms: at.real_ms,
        scaled_ms: at.scaled_ms,
    });
    CalibrationDocument {
        factor: interval(calibration.factor),
        init_factor: calibration.init_factor,
        max_memory_used_mb: calibration.max_memory_mb,
        n_unused: calibration.n_unused,
        sizes: sizes.collect(),
    }
}

fn architectures(tuned: Tuned<'_>) -> Vec<ArchitectureDocument> {
    let all = tuned.tuning.architectures.iter();
    all.map(|each| ArchitectureDocument {
        architecture: each.architecture.to_string(),
        cost_per_million: each.cost.map(interval),
        break_even: each.break_even,
    })
    .collect()
}

fn traffic(tuned: Tuned<'_>) -> Option<TrafficDocument> {
    let costs = sentences::costs(tuned);
    Some(TrafficDocument {
        invocations_per_month: tuned.subject.traffic?,
        cost_per_million_now: costs.map(|(now, _)| now),
        cost_per_million_then: costs.map(|(_, then)| then),
    })
}

fn interval(interval: Interval) -> IntervalDocument {
    IntervalDocument {
        estimate: interval.estimate,
        lower: interval.lower,
        upper: interval.upper,
    }
}

fn curve(points: &[Point]) -> Vec<PointDocument> {
    let documents = points.iter().map(|point| PointDocument {
        memory_size_mb: point.size.megabytes(),
        n_measured: point.n_measured,
        usable: match point.usable {
            Usable::Yes => "yes",
            Usable::TooLittleMemory => "too-little-memory",
            Usable::TooSlow => "too-slow",
            Usable::Fails => "fails",
            Usable::OverLimit => "over-limit",
            Usable::Unknown => "unknown",
        },
        p50_ms: point.figures.map(|figures| interval(figures.p50_ms)),
        p95_ms: point.figures.map(|figures| interval(figures.p95_ms)),
        init_ms: point
            .figures
            .and_then(|figures| figures.init_ms.map(interval)),
        cost_per_million: point.figures.map(|figures| interval(figures.cost)),
    });
    documents.collect()
}

fn events(tuned: Tuned<'_>) -> Vec<EventDocument<'_>> {
    let named = tuned.tuning.events.iter().zip(&tuned.subject.events);
    named
        .map(|(event, name)| EventDocument {
            name,
            share: event.share,
            cpu_ms: event.cpu_ms,
            wait_ms: event.wait_ms,
            parallelism: event.parallelism,
            curve: curve(&event.curve),
        })
        .collect()
}

fn sample(taken: &Taken) -> SampleDocument<'_> {
    let run = &taken.run;
    let (error_type, error_message) = match &run.end {
        End::Failed { kind, message } => (Some(kind.as_str()), Some(message.as_str())),
        _ => (None, None),
    };
    SampleDocument {
        memory_size_mb: taken.size.megabytes(),
        event: taken.event,
        role: csv::role(taken.role),
        end: csv::end(&run.end),
        duration_ms: millis(run.wall),
        cpu_ms: millis(run.cpu),
        init_ms: run.init.map(|init| millis(init.wall)),
        init_cpu_ms: run.init.map(|init| millis(init.cpu)),
        max_memory_used_mb: run.max_memory_mb,
        error_type,
        error_message,
    }
}
