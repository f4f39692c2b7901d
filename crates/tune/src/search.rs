//! What to measure next, and when to stop.

use warmfront_model::cost;
use warmfront_model::units::MemorySize;
use warmfront_model::usage::{Configuration, Usage};
use warmfront_model::{function::Architecture, units::GbSeconds};
use warmfront_stats::random::Random;

use crate::choice::{Choice, Other, Relation, Why};
use crate::plan::{Plan, PlanError};
use crate::predict::{self, Draws, Observed};
use crate::run::{End, Environment, Request, Run};
use crate::tuning::{
    EventCurve, Fact, Figures, OnArchitecture, Point, Role, SafeMemory, Step, Taken, Tuning,
    Usable, Verdict,
};

/// Why there is no tuning.
#[derive(Debug, thiserror::Error)]
pub enum TuneError<E> {
    /// The plan cannot be followed.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The closure gave up.
    #[error("could not measure")]
    Measure(#[source] E),
}

/// Chooses a size: asks `measure` for runs within the budget, and tells `observe` how it goes.
pub fn tune<E>(
    plan: &Plan,
    measure: &mut dyn FnMut(&Request) -> Result<Vec<Run>, E>,
    observe: &mut dyn FnMut(Step<'_>),
) -> Result<Tuning, TuneError<E>> {
    plan.check()?;
    let mut sizes = plan.sizes.clone();
    sizes.sort_unstable();
    sizes.dedup();
    let mut runs: Vec<Taken> = Vec::new();
    let ends = [sizes.len() - 1, 0, sizes.len() / 2];
    let share = (plan.budget / 3 / plan.weights.len()).max(1);
    for size in ends.map(|index| sizes[index]) {
        for event in 0..plan.weights.len() {
            let n = share.min(plan.budget - runs.len());
            let request = Request {
                size,
                event,
                n,
                environment: Environment::New,
            };
            if n == 0 {
                continue;
            }
            observe(Step::Measuring(&request));
            let measured = measure(&request).map_err(TuneError::Measure)?;
            observe(Step::Measured(&request, &measured));
            runs.extend(measured.into_iter().map(|run| taken(&request, run)));
        }
    }
    Ok(conclude(plan, &sizes, runs))
}

fn taken(request: &Request, run: Run) -> Taken {
    let role = match (&run.end, run.init) {
        (End::Finished, None) => Role::Warm,
        (End::Finished, Some(_)) => Role::Cold,
        _ => Role::Failed,
    };
    Taken {
        size: request.size,
        event: request.event,
        run,
        role,
    }
}

fn conclude(plan: &Plan, sizes: &[MemorySize], runs: Vec<Taken>) -> Tuning {
    let mut random = Random::new(plan.seed);
    let total: f64 = plan.weights.iter().sum();
    let observed = |event: usize| -> Vec<Observed> {
        let of_event = runs.iter().filter(|taken| taken.event == event);
        let finished = of_event.filter(|taken| matches!(taken.role, Role::Warm | Role::Cold));
        let observed = finished.map(|taken| Observed {
            size: taken.size,
            wall: taken.run.wall,
            cpu: taken.run.cpu,
        });
        observed.collect()
    };
    let mut events = Vec::new();
    let mut mix: Option<Draws> = None;
    for (event, weight) in plan.weights.iter().enumerate() {
        let observed = observed(event);
        if observed.is_empty() {
            continue;
        }
        let draws = predict::draw(&observed, sizes, &mut random);
        let nature = predict::nature(&observed);
        events.push(EventCurve {
            share: weight / total,
            cpu_ms: nature.cpu,
            wait_ms: nature.wait,
            parallelism: nature.parallelism,
            curve: curve(plan, sizes, &runs, Some(&draws)),
        });
        mix = mix.or(Some(draws));
    }
    let curve = curve(plan, sizes, &runs, mix.as_ref());
    let choice = choice(&curve);
    let verdict = if choice.is_some() {
        Verdict::Decided
    } else {
        Verdict::NeverSucceeded
    };
    Tuning {
        facts: facts(&runs),
        safe_memory: safe_memory(sizes, &runs),
        architectures: architectures(plan, choice.as_ref(), &curve),
        runs,
        curve,
        events,
        choice,
        verdict,
        held_out: None,
    }
}

fn curve(plan: &Plan, sizes: &[MemorySize], runs: &[Taken], draws: Option<&Draws>) -> Vec<Point> {
    let points = sizes.iter().enumerate().map(|(index, &size)| {
        let there = runs.iter().filter(|taken| taken.size == size);
        let out_of_memory = there.clone().any(|taken| taken.run.end == End::OutOfMemory);
        let figures = draws.map(|draws| {
            let figure = |of: fn(&predict::Drawn) -> f64| {
                let values = draws[index].iter().map(of).collect();
                predict::interval(values, plan.confidence)
            };
            let mut cost = figure(|drawn| drawn.billed);
            let per_ms = per_million_millis(plan, size);
            let request = request_per_million(plan);
            for figure in [&mut cost.estimate, &mut cost.lower, &mut cost.upper] {
                *figure = *figure * per_ms + request;
            }
            Figures {
                p50_ms: figure(|drawn| drawn.p50),
                p95_ms: figure(|drawn| drawn.p95),
                init_ms: None,
                cost,
            }
        });
        Point {
            size,
            n_measured: there.filter(|taken| taken.role == Role::Warm).count(),
            usable: if out_of_memory {
                Usable::TooLittleMemory
            } else {
                Usable::Yes
            },
            figures,
        }
    });
    points.collect()
}

/// Returns what a million billed milliseconds cost at a size, in dollars.
fn per_million_millis(plan: &Plan, size: MemorySize) -> f64 {
    let configuration = Configuration {
        memory_size: size,
        ..plan.configuration
    };
    let storage = configuration.ephemeral_storage.charged_megabytes();
    let usage = Usage {
        compute: GbSeconds::new(size, warmfront_model::units::BilledDuration::from_millis(1)),
        ephemeral_storage: GbSeconds::of_megabytes(
            storage,
            warmfront_model::units::BilledDuration::from_millis(1),
        ),
        ..Usage::default()
    };
    dollars(
        cost::of_usage(&plan.prices, &configuration, &usage)
            .per_million()
            .0,
    )
}

fn request_per_million(plan: &Plan) -> f64 {
    dollars(plan.prices.request.of(1_000_000))
}

#[expect(clippy::cast_precision_loss, reason = "an estimate is no bill")]
fn dollars(money: warmfront_model::money::Money) -> f64 {
    money.atoms() as f64 * 1e-24
}

fn choice(curve: &[Point]) -> Option<Choice> {
    let usable: Vec<_> = curve
        .iter()
        .filter(|point| point.usable == Usable::Yes)
        .filter_map(|point| Some((point.size, point.figures?)))
        .collect();
    let best = usable
        .iter()
        .min_by(|(_, a), (_, b)| a.cost.estimate.total_cmp(&b.cost.estimate))?;
    let place = usable.iter().position(|(size, _)| *size == best.0)?;
    let other = |index: Option<usize>, relation| {
        let (size, figures) = usable.get(index?)?;
        Some(Other {
            size: *size,
            relation,
            cost: over(figures.cost, best.1.cost.estimate),
            p50: over(figures.p50_ms, best.1.p50_ms.estimate),
        })
    };
    let below = other(place.checked_sub(1), Relation::Below);
    let above = other(Some(place + 1), Relation::Above);
    Some(Choice {
        size: best.0,
        why: Why::Cheapest,
        others: below.into_iter().chain(above).collect(),
    })
}

fn over(
    interval: warmfront_stats::bootstrap::Interval,
    divisor: f64,
) -> warmfront_stats::bootstrap::Interval {
    warmfront_stats::bootstrap::Interval {
        estimate: interval.estimate / divisor,
        lower: interval.lower / divisor,
        upper: interval.upper / divisor,
    }
}

fn facts(runs: &[Taken]) -> Vec<Fact> {
    let mut facts = Vec::new();
    for taken in runs {
        let size = taken.size;
        let fact = match &taken.run.end {
            End::Finished => continue,
            End::OutOfMemory => Fact::OutOfMemory { size },
            End::TimedOut => Fact::TimedOut { size },
            End::Failed { kind, message } => Fact::Failed {
                size,
                event: taken.event,
                kind: kind.clone(),
                message: message.clone(),
                n: 1,
            },
        };
        if !facts.contains(&fact) {
            facts.push(fact);
        }
    }
    facts
}

fn safe_memory(sizes: &[MemorySize], runs: &[Taken]) -> Option<SafeMemory> {
    let finished = runs.iter().filter(|taken| taken.role != Role::Failed);
    let used_mb = finished.map(|taken| taken.run.max_memory_mb).max()?;
    let margin_mb = used_mb / 5;
    let needed = used_mb.saturating_add(margin_mb);
    let size = sizes.iter().find(|size| size.megabytes() >= needed);
    let exact = MemorySize::new(needed.into()).unwrap_or(MemorySize::MOST);
    Some(SafeMemory {
        used_mb,
        margin_mb,
        size: size.copied().unwrap_or(exact),
    })
}

fn architectures(plan: &Plan, choice: Option<&Choice>, curve: &[Point]) -> Vec<OnArchitecture> {
    let Some(choice) = choice else {
        return Vec::new();
    };
    let point = curve.iter().find(|point| point.size == choice.size);
    let Some(figures) = point.and_then(|point| point.figures) else {
        return Vec::new();
    };
    let own = plan.configuration.architecture;
    let other = match own {
        Architecture::X86_64 => Architecture::Arm64,
        Architecture::Arm64 => Architecture::X86_64,
    };
    let price = |architecture| {
        let price = plan.prices.of(architecture).compute.first();
        dollars(price.of_gb_seconds(GbSeconds::whole(1)))
    };
    let break_even = price(own) / price(other);
    let request = request_per_million(plan);
    let cost = plan.other_architecture.map(|ratio| {
        let mut cost = figures.cost;
        for figure in [&mut cost.estimate, &mut cost.lower, &mut cost.upper] {
            *figure = request + (*figure - request) * ratio / break_even;
        }
        cost
    });
    vec![
        OnArchitecture {
            architecture: own,
            cost: Some(figures.cost),
            break_even: 1.0,
        },
        OnArchitecture {
            architecture: other,
            cost,
            break_even,
        },
    ]
}

#[cfg(test)]
mod tests;
