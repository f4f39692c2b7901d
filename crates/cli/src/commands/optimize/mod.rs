//! `warmfront optimize`.

mod alteration;
mod behaviour;
mod bench;
mod ground;
mod kit;
mod laboratory;
mod propose;
mod result;
mod sources;
mod trials;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context as _;
use warmfront_engine::Engine;
use warmfront_model::usage::Configuration;
use warmfront_optimize::journey::{Fate, Journey, Tried};
use warmfront_optimize::laboratory::Behaviour;
use warmfront_optimize::plan::Plan;
use warmfront_optimize::{OptimizeError, optimize};
use warmfront_project::functions::Found;

use super::build::{self, evidence, original, runs::Runs};
use super::project::Project;
use super::target;
use crate::args::OptimizeArgs;
use crate::exit::{Interrupted, Status};
use crate::report::progress::Audience;
use crate::settings::{OptimizeSettings, Taking, Variables};
use ground::Ground;
use laboratory::Lab;
use result::Destination;
use result::tree::Tree;
pub(crate) use result::tree::TreeError;
use sources::Sources;
use trials::Trials;

/// Why nothing can be optimized.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GroundError {
    #[error("the function cannot be run here: {reason}")]
    NotHere { reason: String },
    #[error("there is no event to run `{function}` with")]
    NoEvents { function: String },
    #[error("`{function}` fails on {}", of_events(*n_events))]
    AllFail { function: String, n_events: usize },
}

fn of_events(n: usize) -> String {
    match n {
        1 => "its only event".to_owned(),
        n => format!("all of its {n} events"),
    }
}

/// Looks for changes that are worth it, and writes down what came of it.
pub(super) fn run(args: OptimizeArgs) -> anyhow::Result<Status> {
    let began = Instant::now();
    let variables = Variables::of_this_process();
    let settings = OptimizeSettings::resolve(args, &variables)?;
    let audience = Audience::of(settings.quiet, false);
    let target = &settings.build.target;
    let prices = target::prices(target.prices.as_deref())?;
    let project = Project::discover(&target.place)?;
    let found = project.choose(target.function.as_deref())?.clone();
    let tree = match settings.taking {
        Taking::Patch => None,
        Taking::Tree | Taking::Commits => Some(Tree::open(&found.base)?),
    };
    let original = original::read(&project, &found, &settings.build, audience)?;
    super::tell("note", &original.notes);
    let runs = Runs::begin(&project, &found, &settings.build, &original)?;
    let Some(reference) = runs.reference() else {
        let reason = runs.obstacle().unwrap_or_default().to_owned();
        return Err(GroundError::NotHere { reason }.into());
    };
    let mut context = build::context(&runs, (&found, &settings.build), (&original, None));
    let working = evidence::gather(
        reference,
        &settings.build,
        (&mut context.evidence, audience),
    )?;
    if working.is_empty() {
        return Err(GroundError::AllFail {
            function: found.function.name.clone(),
            n_events: reference.events.len(),
        }
        .into());
    }
    let engine = Engine::start(reference.setup.clone()).context("could not start the engine")?;
    super::tell("warning", engine.notes());
    let limits = engine.limits().to_string();
    let notes = [&original.notes, &reference.notes, engine.notes()].concat();
    engine.stop();
    let sources = Sources::of(&original.package)?;
    let plan = Plan {
        goal: settings.goal,
        cold_share: settings.cold_share,
        configuration: Configuration::from(&reference.setup.function),
        prices,
        budget: settings.budget,
        ..Plan::default()
    };
    let ground = Ground {
        settings: &settings,
        found: &found,
        original: &original,
        sources: &sources,
        runs: &runs,
        reference,
        context,
        working,
        limits,
        notes,
        audience,
    };
    let to = Destination {
        folder: settings.out.clone().unwrap_or_else(|| state(&found)),
        tree,
    };
    let trials = Trials::open(&state(&found).join("trials"), settings.earlier)?;
    let mut lab = Lab::open(&ground, trials, began.elapsed())?;
    let journey = search(&plan, &mut lab)?;
    result::deliver(&mut lab, &plan, &journey, &to)?;
    Ok(status(&journey))
}

fn search(plan: &Plan, lab: &mut Lab<'_>) -> anyhow::Result<Journey> {
    optimize(plan, lab, &mut |_| {}).map_err(|error| match error {
        OptimizeError::Laboratory(error) => {
            if error.is::<Interrupted>() {
                let note = "what was measured is kept: the next run goes on where this one was";
                super::tell("note", &[note.to_owned()]);
            }
            error
        }
    })
}

/// Returns the folder in the project where everything about a function lies.
fn state(found: &Found) -> PathBuf {
    let all = found.base.join(".warmfront").join("optimize");
    all.join(&found.function.name)
}

/// Something that is kept is proven; nothing is proven where what could have helped was not decided.
fn status(journey: &Journey) -> Status {
    let is_open = |tried: &Tried| {
        let fate = &tried.fate;
        matches!(fate, Fate::Undecided(_) | Fate::Untried | Fate::Unjudged(_))
    };
    let is_proven = journey.behaviour == Behaviour::Same;
    let has_settled = !journey.kept.is_empty() || !journey.tried.iter().any(is_open);
    if is_proven && has_settled {
        Status::Good
    } else {
        Status::Findings
    }
}
