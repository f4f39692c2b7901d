//! What proof costs: a build with verification of the largest application, and what the oracle takes
//! for itself.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, ensure};
use serde::Deserialize;
use warmfront_testkit::application::Application;

use super::folder;
use super::form::Workshop;
use crate::process;

/// The application whose packages take about what Lambda allows: 250 MB without bytecode.
const LARGEST: &str = "statsmodels-forecast";

/// What `warmfront verify` tells, as far as it is of interest.
#[derive(Debug, Deserialize)]
struct Verified {
    conclusion: String,
    n_environments: usize,
    took_ms: f64,
    running_ms: f64,
    witness_ms: f64,
}

impl Verified {
    /// Returns what the oracle takes for itself, as a part of what the events take without it.
    fn bookkeeping(&self) -> f64 {
        self.witness_ms / (self.running_ms - self.witness_ms)
    }
}

/// Returns the section on proof; empty where the largest application is not among those measured.
pub(super) fn section(
    workshop: &Workshop<'_>,
    applications: &[Application],
) -> anyhow::Result<String> {
    let mut applications = applications.iter();
    let Some(application) = applications.find(|one| one.name == LARGEST) else {
        return Ok(String::new());
    };
    let forms = workshop.baselines(application)?;
    let bytes = folder::footprint(&forms.project().join("src"))?.bytes;
    let told = proof(workshop, &forms.project(), &forms.place("proven"));
    let told = told.unwrap_or_else(|reason| format!("It could not be proven: {reason:#}."));
    let megabytes = bytes >> 20;
    Ok(format!(
        "### Proof\n\n`{LARGEST}`, {megabytes} MB as shipped. {told}\n\n"
    ))
}

fn proof(workshop: &Workshop<'_>, project: &Path, output: &Path) -> anyhow::Result<String> {
    let mut build = Command::new(&workshop.program);
    build.args(["build", "--quiet", "--format", "json", "--directory"]);
    build.arg(project).arg("--output").arg(output);
    let begun = Instant::now();
    let (status, told) = process::gather(build)?;
    let took = begun.elapsed();
    let code = status.code().context("`warmfront build` was killed")?;
    // One says that there are differences, and there is a verdict then.
    ensure!(code < 2, "`warmfront build` failed: {}", told.trim());
    let verified = verify(workshop, project, output)?;
    Ok(format!(
        "A build with verification took {:.0} s (exit status {code}). Verifying the result again: {}, {} \
         environments in {:.0} s, bookkeeping {:.1} % of the time that inits and events took.",
        took.as_secs_f64(),
        verified.conclusion,
        verified.n_environments,
        verified.took_ms / 1e3,
        verified.bookkeeping() * 1e2,
    ))
}

fn verify(workshop: &Workshop<'_>, project: &Path, output: &Path) -> anyhow::Result<Verified> {
    let mut command = Command::new(&workshop.program);
    command.args(["verify", "--quiet", "--format", "json"]);
    command.arg(project).arg(output);
    command.arg("--events").arg(project.join("events"));
    command.stdin(Stdio::null()).stderr(Stdio::inherit());
    let verdict = command.output()?.stdout;
    serde_json::from_slice(&verdict).context("`warmfront verify` told no verdict")
}

#[cfg(test)]
mod tests {
    use warmfront_testkit::application;

    use super::*;

    #[test]
    fn the_largest_application_is_one() {
        let all = application::all().unwrap();
        assert!(all.iter().any(|one| one.name == LARGEST));
    }

    #[test]
    fn bookkeeping_is_a_part_of_what_is_not_bookkeeping() {
        let told = r#"{"schema": "warmfront.verify/1", "conclusion": "same", "n_environments": 7,
            "took_ms": 900.0, "running_ms": 110.0, "witness_ms": 10.0}"#;
        let verified: Verified = serde_json::from_str(told).unwrap();
        assert!((verified.bookkeeping() - 0.1).abs() < 1e-9);
    }
}
