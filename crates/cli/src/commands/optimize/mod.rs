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

use warmfront_model::usage::Configuration;
use warmfront_optimize::journey::{Fate, Journey, Tried};
use warmfront_optimize::laboratory::{Behaviour, Laboratory as _};
use warmfront_optimize::plan::Plan;
use warmfront_optimize::{OptimizeError, optimize};
use warmfront_project::functions::Found;

use super::build::original;
use super::build::runs::Runs;
use super::project::Project;
use crate::args::OptimizeArgs;
use crate::exit::{Interrupted, Status};
use crate::report::progress::{Audience, Searching};
use crate::settings::{OptimizeSettings, Taking, Variables};
use ground::Ground;
pub(crate) use ground::GroundError;
use laboratory::Lab;
use result::Destination;
use result::tree::Tree;
pub(crate) use result::tree::TreeError;
use trials::Trials;

/// Looks for changes that are worth it, and writes down what came of it.
pub(super) fn run(args: OptimizeArgs) -> anyhow::Result<Status> {
    let began = Instant::now();
    let variables = Variables::of_this_process();
    let settings = OptimizeSettings::resolve(args, &variables)?;
    let audience = Audience::of(settings.quiet, false);
    let target = &settings.build.target;
    let project = Project::discover(&target.place)?;
    let found = project.choose(target.function.as_deref())?.clone();
    let to = Destination {
        folder: settings.out.clone().unwrap_or_else(|| state(&found)),
        tree: match settings.taking {
            Taking::Patch => None,
            Taking::Tree | Taking::Commits => Some(Tree::open(&found.base)?),
        },
    };
    let mut original = original::read(&project, &found, &settings.build, audience)?;
    to.leave_out(&settings, &mut original.package);
    super::tell("note", &original.notes);
    let runs = Runs::begin(&project, &found, &settings.build, &original)?;
    let mut trials = Trials::open(&state(&found).join("trials"), settings.earlier)?;
    let ground = Ground::lay(&settings, &found, (&original, &runs), &mut trials)?;
    let plan = Plan {
        goal: settings.goal,
        cold_share: settings.cold_share,
        configuration: Configuration::from(&ground.reference.setup.function),
        prices: ground.prices.clone(),
        budget: settings.budget,
        ..Plan::default()
    };
    let mut lab = Lab::open(&ground, trials, began.elapsed())?;
    let journey = search(&plan, &mut lab, audience)?;
    result::deliver(&mut lab, &plan, &journey, &to)?;
    Ok(status(&journey))
}

fn search(plan: &Plan, lab: &mut Lab<'_>, audience: Audience) -> anyhow::Result<Journey> {
    let mut progress = Searching::new(audience, plan.budget, lab.spent());
    let journey = optimize(plan, lab, &mut |step| progress.tell(step));
    drop(progress);
    journey.map_err(|error| match error {
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
