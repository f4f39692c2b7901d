//! From what is known to what is told.

use warmfront_model::function::Architecture;
use warmfront_model::units::{GbSeconds, MemorySize};
use warmfront_stats::bootstrap::Interval;
use warmfront_stats::probability::{Confidence, Probability};
use warmfront_stats::quantile::Sample;
use warmfront_stats::random::Random;

use crate::choice::{self, Choice, Other, Pick, Relation};
use crate::facts;
use crate::goal::{self, Estimate, Prices, Weighted, dollars, millis, real};
use crate::next;
use crate::outlook::{self, Outlook, Run};
use crate::plan::Plan;
use crate::predict::Model;
use crate::tuning::{
    EventCurve, Figures, HeldOut, OnArchitecture, Point, Role, Taken, Tuning, Verdict,
};
use crate::usable;

/// Draws for an event by itself, and for a size that was left out.
const N_DRAWS: usize = 300;

/// Puts together what came of a search.
pub(crate) fn tuning(
    plan: &Plan,
    sizes: &[MemorySize],
    (runs, outlook): (&[Run], &Outlook),
) -> Tuning {
    let taken: Vec<_> = runs.iter().map(|run| run.taken.clone()).collect();
    let inits = outlook::inits(runs);
    let points = |estimates: &[Vec<Estimate>]| -> Vec<Point> {
        let point = |(index, &size): (usize, &MemorySize)| Point {
            size,
            n_measured: n_measured(&taken, size),
            usable: outlook.usable[index],
            figures: (!estimates.is_empty()).then(|| figures(plan, (estimates, index), &inits)),
        };
        sizes.iter().enumerate().map(point).collect()
    };
    let curve = points(&outlook.estimates);
    let mut random = Random::new(plan.seed ^ 0xe7e7);
    let events = outlook::weighted(plan, &outlook.models);
    let events = events.iter().map(|event| {
        let alone = Weighted {
            share: 1.0,
            ..*event
        };
        let estimates = goal::estimates(plan, sizes, (&[alone], &inits), (N_DRAWS, &mut random));
        let usual = event.model.usual();
        EventCurve {
            share: event.share,
            cpu_ms: usual.cpu,
            wait_ms: usual.wait,
            parallelism: event.model.parallelism,
            curve: points(&estimates),
        }
    });
    let events = events.collect();
    let choice = outlook
        .pick
        .map(|pick| choice(plan, sizes, (outlook, pick)));
    Tuning {
        verdict: verdict(plan, sizes, (outlook, runs)),
        facts: facts::of(plan, sizes, (&taken, outlook)),
        safe_memory: usable::safe_memory(sizes, &taken),
        held_out: held_out(plan, sizes, runs),
        architectures: architectures(plan, choice.as_ref(), &curve),
        runs: facts::with_outliers(taken),
        curve,
        events,
        choice,
    }
}

fn n_measured(runs: &[Taken], size: MemorySize) -> usize {
    let warm = runs
        .iter()
        .filter(|taken| taken.size == size && taken.role == Role::Warm);
    warm.count()
}

fn figures(plan: &Plan, (estimates, index): (&[Vec<Estimate>], usize), inits: &[f64]) -> Figures {
    let figure = |of: fn(&Estimate) -> f64| {
        let drawn = estimates.iter().map(|estimates| of(&estimates[index]));
        interval(drawn.collect(), plan.confidence)
    };
    let mut random = Random::new(plan.seed);
    let init = |_| {
        let drawn = inits.iter().map(|_| random.pick(inits));
        drawn.sum::<f64>() / real(inits.len())
    };
    let init: Vec<_> = (0..N_DRAWS).map(init).collect();
    Figures {
        p50_ms: figure(|of| of.p50),
        p95_ms: figure(|of| of.p95),
        init_ms: (!inits.is_empty()).then(|| interval(init, plan.confidence)),
        cost: figure(|of| of.cost),
    }
}

/// Returns the middle of draws with what most of them lie within.
fn interval(drawn: Vec<f64>, confidence: Confidence) -> Interval {
    let sample = Sample::new(drawn).expect("draws are finite, and there are some");
    let tail = Probability::new(confidence.tail()).expect("a tail is a probability");
    Interval {
        estimate: sample.median(),
        lower: sample.quantile(tail),
        upper: sample.quantile(tail.complement()),
    }
}

fn choice(plan: &Plan, sizes: &[MemorySize], (outlook, pick): (&Outlook, Pick)) -> Choice {
    let usable: Vec<_> = outlook.places.iter().map(|&index| sizes[index]).collect();
    let chosen = outlook.places[pick.chosen];
    let other = |index: usize, relation| {
        let ratio = |of: fn(&Estimate) -> f64| {
            let ratios = outlook
                .estimates
                .iter()
                .map(|by_size| of(&by_size[index]) / of(&by_size[chosen]));
            interval(ratios.collect(), plan.confidence)
        };
        Other {
            size: sizes[index],
            relation,
            cost: ratio(|of| of.cost),
            p50: ratio(|of| of.p50),
        }
    };
    let place = |place: Option<usize>| place.and_then(|place| outlook.places.get(place)).copied();
    let below = place(pick.chosen.checked_sub(1)).map(|index| other(index, Relation::Below));
    let above = place(Some(pick.chosen + 1)).map(|index| other(index, Relation::Above));
    let present = sizes
        .iter()
        .position(|size| *size == plan.configuration.memory_size);
    let present = present
        .filter(|&index| index != chosen && outlook.places.contains(&index))
        .map(|index| other(index, Relation::Present));
    Choice {
        size: sizes[chosen],
        why: choice::why(plan, pick, &usable),
        others: below.into_iter().chain(above).chain(present).collect(),
    }
}

fn verdict(plan: &Plan, sizes: &[MemorySize], (outlook, runs): (&Outlook, &[Run])) -> Verdict {
    if outlook.estimates.is_empty() {
        return Verdict::NeverSucceeded;
    }
    let Some(pick) = outlook.pick else {
        return Verdict::NoneUsable;
    };
    if pick.confidence >= plan.confidence.get() && n_sizes(runs) > 1 || outlook.places.len() == 1 {
        return Verdict::Decided;
    }
    let losses = outlook.goals.losses(pick.chosen);
    let losses = losses.iter().map(|loss| loss.min(1.0)).collect();
    let by_place = |place: usize| {
        outlook
            .goals
            .by_draw
            .iter()
            .map(|goals| goals[place].min(1e12).ln())
            .collect()
    };
    let goals: Vec<Vec<f64>> = (0..outlook.places.len()).map(by_place).collect();
    let rival = next::rival(&goals, pick.chosen);
    let differences = goals[pick.chosen].iter().zip(&goals[rival]);
    let differences: Vec<_> = differences.map(|(chosen, rival)| chosen - rival).collect();
    Verdict::Undecided {
        n_more: n_more(plan, &differences, runs.len()),
        rival: sizes[outlook.places[rival]],
        loss: interval(losses, plan.confidence).upper,
    }
}

fn n_sizes(runs: &[Run]) -> usize {
    let finished = runs.iter().filter(|run| run.taken.role != Role::Failed);
    let mut sizes: Vec<_> = finished.map(|run| run.taken.size).collect();
    sizes.sort_unstable();
    sizes.dedup();
    sizes.len()
}

/// More invocations than this are not worth naming.
const MOST_MORE: f64 = 10_000.0;

/// Returns about how many more invocations it takes until the difference from the rival surely is
/// within the tolerance, if more of them narrow it as numbers do.
fn n_more(plan: &Plan, differences: &[f64], n_spent: usize) -> Option<usize> {
    let n = real(differences.len().max(1));
    let mean = differences.iter().sum::<f64>() / n;
    let squares: f64 = differences
        .iter()
        .map(|difference| (difference - mean).powi(2))
        .sum();
    let deviation = (squares / n).sqrt();
    // One-sided: 1.64 standard deviations leave 5 %. Below a tenth of the tolerance lies no goal.
    let goal = (plan.tolerance - mean).max(plan.tolerance / 10.0) / 1.64;
    let more = real(n_spent.max(1)) * ((deviation / goal).powi(2) - 1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is within 1 and 10,000"
    )]
    let more = (more <= MOST_MORE).then(|| more.max(1.0).ceil() as usize);
    more
}

/// Predicts every measured size from the others.
fn held_out(plan: &Plan, sizes: &[MemorySize], runs: &[Run]) -> Option<HeldOut> {
    let mut errors = Vec::new();
    let mut n_held = 0;
    for size in sizes {
        let (there, elsewhere): (Vec<_>, Vec<_>) = runs
            .iter()
            .cloned()
            .partition(|run| run.taken.size == *size);
        if n_sizes(&elsewhere) < 2 {
            continue;
        }
        let models = outlook::models(plan, &[*size], &elsewhere);
        let of_size: Vec<_> = (0..models.len())
            .filter_map(|event| error(&there, event, models[event].as_ref()?))
            .collect();
        n_held += usize::from(!of_size.is_empty());
        errors.extend(of_size);
    }
    let worst_error = errors.iter().copied().reduce(f64::max)?;
    Some(HeldOut {
        n_sizes: n_held,
        mean_error: errors.iter().sum::<f64>() / real(errors.len()),
        worst_error,
    })
}

/// Returns how far a predicted median is from that of the runs at the size.
fn error(there: &[Run], event: usize, model: &Model) -> Option<f64> {
    let warm = there
        .iter()
        .filter(|run| run.taken.event == event && run.taken.role == Role::Warm);
    let walls: Vec<_> = warm.map(|run| millis(run.taken.run.wall)).collect();
    let measured = Sample::new(walls)
        .ok()
        .filter(|sample| sample.len() > 1)?
        .median();
    let mut random = Random::new(1);
    let median =
        |_| Sample::new(model.draw(&mut random).warm.concat()).map(|sample| sample.median());
    let medians: Result<Vec<_>, _> = (0..N_DRAWS).map(median).collect();
    let predicted = Sample::new(medians.ok()?).ok()?.median();
    Some((predicted / measured.max(1e-3) - 1.0).abs())
}

fn architectures(plan: &Plan, choice: Option<&Choice>, curve: &[Point]) -> Vec<OnArchitecture> {
    let chosen = choice.and_then(|choice| curve.iter().find(|point| point.size == choice.size));
    let Some((size, figures)) = chosen.and_then(|point| Some((point.size, point.figures?))) else {
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
    let request = Prices::of(plan, size).request;
    let cost = plan.other_architecture.map(|ratio| {
        let there = |cost: f64| request + (cost - request) * ratio / break_even;
        Interval {
            estimate: there(figures.cost.estimate),
            lower: there(figures.cost.lower),
            upper: there(figures.cost.upper),
        }
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
