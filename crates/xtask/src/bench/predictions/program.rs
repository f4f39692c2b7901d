//! The `warmfront` program, run as a user would, and what its JSON says.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use warmfront_profile::document::{Finding, Profile};
use warmfront_stats::quantile::Sample;
use warmfront_testkit::python::Packages;

use super::experiment::{Experiment, Part};
use crate::process;
use crate::product::{self, Build};
use crate::workspace::Workspace;

/// Warm invocations of a round, and cold starts of one that measures init.
const N_WARM: &str = "20";
const N_COLD: &str = "3";

/// Variables that every function gets.
const CREDENTIALS: [&str; 2] = ["AWS_ACCESS_KEY_ID=testing", "AWS_SECRET_ACCESS_KEY=testing"];

/// The program that was built from this workspace.
pub(super) struct Program<'a> {
    path: PathBuf,
    packages: &'a Packages,
}

/// What the finding of an experiment predicts, in milliseconds.
pub(super) struct Prediction {
    pub(super) now: f64,
    pub(super) after: f64,
    /// What the finding's interval has for it.
    pub(super) bounds: Option<(f64, f64)>,
    pub(super) message: String,
}

impl Prediction {
    pub(super) fn saved(&self) -> f64 {
        self.now - self.after
    }
}

/// A profile of `before`.
pub(super) struct Profiled(Profile);

/// What `warmfront invoke` told, as far as it is of interest.
#[derive(Deserialize)]
struct Invoked {
    invocations: Vec<Invocation>,
}

#[derive(Deserialize)]
struct Invocation {
    cold: bool,
    outcome: String,
    report: Report,
}

#[derive(Deserialize)]
struct Report {
    duration_ms: f64,
    init_duration_ms: Option<f64>,
}

impl<'a> Program<'a> {
    /// Builds the program, optimised where this task is.
    pub(super) fn build(workspace: &Workspace, packages: &'a Packages) -> anyhow::Result<Self> {
        Ok(Self {
            path: product::build(workspace, Build::of_this_task())?,
            packages,
        })
    }

    /// Profiles the function as it was before the fix.
    pub(super) fn profile(
        &self,
        folder: &Path,
        variables: &[(String, String)],
    ) -> anyhow::Result<Profiled> {
        let mut command = self.command("profile", folder, "before", variables);
        command.args(["--quiet", "--budget", "20"]);
        Ok(Profiled(json(command)?))
    }

    /// Returns the median of a round, in milliseconds.
    pub(super) fn measure(
        &self,
        folder: &Path,
        side: &str,
        part: Part,
        variables: &[(String, String)],
    ) -> anyhow::Result<f64> {
        let mut command = self.command("invoke", folder, side, variables);
        match part {
            Part::Init => command.args(["--cold", N_COLD]),
            Part::Invocation => command.args(["--cold", "1", "--warm", N_WARM]),
        };
        let told: Invoked = json(command)?;
        let failed = |one: &&Invocation| one.outcome != "success";
        ensure!(
            told.invocations.iter().find(failed).is_none(),
            "the function failed"
        );
        let cold = part == Part::Init;
        let wanted = told.invocations.iter().filter(|one| one.cold == cold);
        let figures = wanted.filter_map(|one| match part {
            Part::Init => one.report.init_duration_ms,
            Part::Invocation => Some(one.report.duration_ms),
        });
        Ok(Sample::new(figures.collect())?.median())
    }

    fn command(
        &self,
        task: &str,
        folder: &Path,
        side: &str,
        variables: &[(String, String)],
    ) -> Command {
        let mut command = Command::new(&self.path);
        command.args([task, "--format", "json", "--no-install"]);
        command.args(["--memory", "1769", "--timeout", "120", "--python"]);
        command.arg(&self.packages.interpreter.program);
        command.arg("--directory").arg(folder.join(side));
        command.arg("--event").arg(folder.join("event.json"));
        let search_path = format!("PYTHONPATH={}", self.packages.site_packages.display());
        command.args(["--env", &search_path]);
        for variable in CREDENTIALS {
            command.args(["--env", variable]);
        }
        for (name, value) in variables {
            command.args(["--env", &format!("{name}={value}")]);
        }
        command
    }
}

impl Profiled {
    /// Returns what the finding that the experiment is about predicts.
    pub(super) fn prediction(&self, experiment: &Experiment) -> anyhow::Result<Prediction> {
        let fits = |finding: &&Finding| finding.pattern == experiment.pattern;
        let figures = |finding: &Finding| {
            let (now, after) = match experiment.part {
                Part::Init => (finding.init_now_ms, finding.init_after_ms),
                Part::Invocation => (finding.invocation_now_ms, finding.invocation_after_ms),
            };
            let after = after?;
            Some(Prediction {
                now: now?.estimate,
                after: after.estimate,
                bounds: after.lower.zip(after.upper),
                message: finding.message.clone(),
            })
        };
        // They come by what they save, largest first.
        let found = self.0.findings.iter().filter(fits).find_map(figures);
        found.with_context(|| {
            format!(
                "`{}` is not found in `{}`",
                experiment.pattern, experiment.name
            )
        })
    }
}

fn json<T: DeserializeOwned>(mut command: Command) -> anyhow::Result<T> {
    Ok(serde_json::from_str(&process::read(&mut command)?)?)
}
