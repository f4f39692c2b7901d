//! What a profile says a fix will save, beside what the fix saves.
//!
//! Each experiment is a function with one waste, and the same function with that waste taken out by
//! hand, in `crates/xtask/experiments`. The first is profiled; what the finding predicts is held
//! against runs of both, which take turns.

mod experiment;
mod program;

use std::path::Path;

use anyhow::Context as _;
use warmfront_stats::bootstrap;
use warmfront_stats::probability::Confidence;
use warmfront_stats::quantile::Sample;
use warmfront_testkit::example::Example;
use warmfront_testkit::python::Packages;

use self::experiment::{ALL, Experiment, Part};
use self::program::{Prediction, Program};
use super::{Benchmark, Pace, Wanted, load};
use crate::environments;
use crate::workspace::Workspace;

pub(super) const BENCHMARK: Benchmark = Benchmark {
    name: "predictions",
    about: "what findings of a profile predict, beside what the fix made by hand saves",
    run,
};

/// Where the functions are, from the workspace's root.
const FOLDER: &str = "crates/xtask/experiments";

/// Seed of the intervals' resampling.
const SEED: u64 = 1;

/// How often `before` is profiled, and rounds of both that are measured behind each profile.
const N_PROFILES: usize = 3;
const N_ROUNDS: usize = 6;

fn run(workspace: &Workspace, wanted: &Wanted) -> anyhow::Result<()> {
    let environments = environments::ready(workspace)?;
    let packages = environments.packages.clone();
    let (interpreter, site_packages) = packages.context("no Python 3.11 to 3.13")?;
    let packages = Packages {
        interpreter,
        site_packages,
    };
    let program = Program::build(workspace, &packages)?;
    println!(
        "Python {}, load {}",
        packages.interpreter.full_version()?,
        load()
    );
    let (n_profiles, n_rounds) = match wanted.pace {
        Pace::Full => (N_PROFILES, N_ROUNDS),
        Pace::Quick => (1, N_ROUNDS),
    };
    println!(
        "{n_profiles} profiles, {n_rounds} rounds of both behind each; milliseconds, [95 %]\n"
    );
    for experiment in ALL {
        let servers = Example::start(experiment.servers, &packages, None)?;
        let servers = servers.context("they need nothing of the machine's")?;
        let folder = workspace.root.join(FOLDER).join(experiment.name);
        let mut seen = Seen::default();
        for _ in 0..n_profiles {
            let profile = program.profile(&folder, &servers.variables)?;
            seen.predicted.push(profile.prediction(experiment)?);
            for round in 0..n_rounds {
                seen.round(&program, experiment, &folder, &servers, round)?;
            }
        }
        seen.show(experiment)?;
    }
    println!("\nload at the end {}", load());
    Ok(())
}

/// What was predicted, and what was measured.
#[derive(Default)]
struct Seen {
    predicted: Vec<Prediction>,
    before: Vec<f64>,
    after: Vec<f64>,
}

impl Seen {
    /// Measures both, in an order that alternates.
    fn round(
        &mut self,
        program: &Program<'_>,
        experiment: &Experiment,
        folder: &Path,
        servers: &Example,
        round: usize,
    ) -> anyhow::Result<()> {
        let mut sides = [("before", &mut self.before), ("after", &mut self.after)];
        if round % 2 == 1 {
            sides.reverse();
        }
        for (side, measured) in sides {
            let taken = program.measure(folder, side, experiment.part, &servers.variables)?;
            measured.push(taken);
        }
        Ok(())
    }

    fn show(&self, experiment: &Experiment) -> anyhow::Result<()> {
        let median = |values: Vec<f64>| {
            let interval = bootstrap::median(&Sample::new(values)?, Confidence::P95, SEED)?;
            anyhow::Ok(interval)
        };
        let before = median(self.before.clone())?;
        let after = median(self.after.clone())?;
        let pairs = self.before.iter().zip(&self.after);
        let saved = median(pairs.map(|(before, after)| before - after).collect())?;
        let predicted: Vec<f64> = self.predicted.iter().map(Prediction::saved).collect();
        let predicted = Sample::new(predicted)?;
        let now = Sample::new(self.predicted.iter().map(|one| one.now).collect())?.median();
        let rest = before.estimate - predicted.median();
        let unit = match experiment.part {
            Part::Init => "init",
            Part::Invocation => "warm duration",
        };
        println!("{}: {}", experiment.name, experiment.about);
        println!(
            "  {unit} before     measured {:>8.2} [{:.2}, {:.2}], of which the finding has {now:.2}",
            before.estimate, before.lower, before.upper
        );
        println!(
            "  {unit} after      measured {:>8.2} [{:.2}, {:.2}]  predicted {rest:>8.2}  ratio {:.2}",
            after.estimate,
            after.lower,
            after.upper,
            rest / after.estimate
        );
        println!(
            "  saved              measured {:>8.2} [{:.2}, {:.2}]  predicted {:>8.2} (profiles: {:.2} to {:.2})  \
             ratio {:.2}",
            saved.estimate,
            saved.lower,
            saved.upper,
            predicted.median(),
            predicted.min(),
            predicted.max(),
            predicted.median() / saved.estimate
        );
        for one in &self.predicted {
            let bounds = one
                .bounds
                .map_or("too few for an interval".to_owned(), |bounds| {
                    let rest = before.estimate - one.now;
                    format!(
                        "{unit} after from {:.2} to {:.2}",
                        rest + bounds.0,
                        rest + bounds.1
                    )
                });
            println!("    {bounds}: {}", one.message);
        }
        Ok(())
    }
}
