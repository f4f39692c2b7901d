//! Another memory size.

use std::num::NonZeroUsize;
use std::thread;

use warmfront_model::units::MemorySize;
use warmfront_optimize::change::Source;
use warmfront_optimize::plan::Goal;
use warmfront_tune::plan::{Plan, Strategy};

use super::{Bench, Proposed};
use crate::commands::optimize::alteration::{Alteration, Fingerprint};
use crate::commands::optimize::ground::Ground;
use crate::commands::optimize::kit::{self, Ready};
use crate::commands::target::Prepared;
use crate::commands::tune::measure::{self, Task};
use crate::commands::tune::plan;
use crate::settings::Sizes;

/// Proposes the size that a few runs of what is kept speak for.
pub(super) fn propose(bench: &mut Bench<'_, '_>) -> anyhow::Result<Vec<Proposed>> {
    let (ground, kit, kept) = (bench.ground, &mut *bench.kit, bench.kept);
    let question = Fingerprint::of([
        b"memory".as_slice(),
        ground.subject.as_ref(),
        format!("{:?} {}", ground.settings.goal, ground.settings.cold_share).as_bytes(),
        kit::of_set(kept.iter().copied()).as_ref(),
    ]);
    let chosen: Option<u64> = bench.trials.answer(question, || match kit.ready(kept)? {
        Ready::Setup(setup) => tuned(ground, *setup),
        Ready::Unfit(_) => Ok(None),
    })?;
    let present = ground.reference.setup.function.memory_size;
    let Some(size) = chosen.and_then(|size| MemorySize::new(size).ok()) else {
        return Ok(Vec::new());
    };
    if size == present {
        return Ok(Vec::new());
    }
    Ok(vec![Proposed::new(
        format!("memory/{}", size.megabytes()),
        Source::Memory,
        format!("{size} instead of {present}"),
        Alteration::Memory(size),
    )])
}

/// Runs the function at a few sizes, and returns the one to choose.
fn tuned(ground: &Ground<'_>, setup: warmfront_engine::Setup) -> anyhow::Result<Option<u64>> {
    let settings = ground.settings;
    let here = plan::Ground {
        limits: ground.limits,
        processors: thread::available_parallelism().map_or(1, NonZeroUsize::get),
    };
    let events = ground.working.iter();
    let events: Vec<_> = events
        .map(|event| ground.reference.events[*event].clone())
        .collect();
    let usual = plan::usual(&Sizes::usual(), &setup, (&here, ground.prices.clone()));
    let plan = Plan {
        weights: vec![1.0; events.len()],
        cold_share: settings.cold_share,
        strategy: strategy(settings.goal),
        ..usual
    };
    let prepared = Prepared {
        setup,
        events,
        notes: Vec::new(),
        tools: Vec::new(),
    };
    let task = Task {
        plan: &plan,
        prepared: &prepared,
        target: &settings.build.target,
        audience: ground.audience,
    };
    let choice = measure::measure(&task, None)?.tuning.choice;
    Ok(choice.map(|choice| choice.size.megabytes().into()))
}

fn strategy(goal: Goal) -> Strategy {
    match goal {
        Goal::Cost => Strategy::Cost,
        Goal::ColdStart | Goal::P95 => Strategy::Speed,
        Goal::Balanced => Strategy::Balanced { cost: 0.5 },
    }
}
