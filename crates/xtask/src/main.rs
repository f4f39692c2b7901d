//! The project's own automation, run as `cargo xtask`.
//!
//! It owns what surrounds the code: test set-up and the test run, the rules that the compiler does
//! not check, benchmarks and fuzzing. None of it is shipped.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a developer reads along; there is no report to keep clean"
)]

mod bench;
mod browser;
mod environments;
mod fidelity;
mod fuzz;
mod gallery;
mod manual;
mod process;
mod product;
mod programs;
mod rules;
mod studio;
mod suites;
mod test;
mod tidy;
mod tuned;
mod workspace;

use std::process::ExitCode;

use clap::Parser;
use clap::builder::PossibleValuesParser;

use warmfront_testkit::example;

use crate::bench::{Measure, Pace, Wanted};
use crate::workspace::Workspace;

/// Automation of the Warmfront project.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Task {
    /// Set up and run all tests and checks.
    Test {
        /// Run one step only.
        #[arg(long, value_name = "STEP", value_parser = PossibleValuesParser::new(test::names()))]
        only: Option<String>,
    },
    /// Check the rules that the compiler does not.
    Tidy,
    /// Print the variables that tests need, for a shell: `eval "$(cargo xtask env)"`.
    Env,
    /// Run a benchmark.
    Bench {
        /// Name of the benchmark.
        #[arg(
            value_parser = PossibleValuesParser::new(bench::names()),
            required_unless_present = "list"
        )]
        name: Option<String>,
        /// Take just long enough to see that it works.
        #[arg(long)]
        quick: bool,
        /// Applications to take in `bench build`, by name or the start of it; all when absent.
        #[arg(long, value_name = "NAMES", value_delimiter = ',')]
        apps: Vec<String>,
        /// Pairs of measurements to take, in `bench build`.
        #[arg(long, value_name = "N")]
        pairs: Option<usize>,
        /// Measure anew in `bench tune`, in place of what is kept: everything, which takes about a
        /// quarter of an hour, or what other work on the machine disturbed.
        #[arg(long, value_name = "WHAT")]
        measure: Option<Measure>,
        /// List the benchmarks.
        #[arg(long)]
        list: bool,
    },
    /// Write a page of the documentation from what runs here.
    Docs {
        /// Name of the page.
        #[arg(value_parser = ["commands", "fidelity", "profiles", "rules", "tune"])]
        page: String,
        /// Of the page of profiles, write this function's section anew and keep the others.
        #[arg(long, value_name = "FUNCTION", value_parser = example::NAMES)]
        only: Option<String>,
    },
    /// Run test suites of real packages under the profiler's agent, in built form, and plain.
    Suites {
        /// What is held against plain runs; both when absent.
        against: Option<suites::Against>,
    },
    /// Feed parsers with generated input until one breaks.
    Fuzz {
        /// Name of the target; all when absent.
        target: Option<String>,
        /// Time for each target.
        #[arg(long, default_value_t = 60)]
        seconds: u32,
    },
}

fn main() -> ExitCode {
    run(Task::parse()).unwrap_or_else(|failure| {
        eprintln!("error: {failure:#}");
        ExitCode::FAILURE
    })
}

fn run(task: Task) -> anyhow::Result<ExitCode> {
    let workspace = Workspace::load()?;
    match task {
        Task::Test { only } => return Ok(test::run(&workspace, only.as_deref())),
        Task::Tidy => tidy::run(&workspace)?,
        Task::Env => print!("{}", environments::ready(&workspace)?.shell()),
        Task::Bench {
            name: Some(name),
            quick,
            apps,
            pairs,
            measure,
            ..
        } => {
            let pace = if quick { Pace::Quick } else { Pace::Full };
            let wanted = Wanted {
                pace,
                apps,
                pairs,
                measure,
            };
            bench::run(&workspace, &name, &wanted)?;
        }
        Task::Bench { name: None, .. } => bench::list(),
        Task::Docs { page, only } if page == "profiles" => {
            gallery::run(&workspace, only.as_deref())?;
        }
        Task::Docs { page, .. } if page == "tune" => tuned::run(&workspace)?,
        Task::Docs { page, .. } if page == "commands" => manual::run(&workspace)?,
        Task::Docs { page, .. } if page == "rules" => rules::run(&workspace)?,
        Task::Docs { .. } => fidelity::run(&workspace)?,
        Task::Suites { against } => suites::run(&workspace, against)?,
        Task::Fuzz { target, seconds } => fuzz::run(&workspace, target.as_deref(), seconds)?,
    }
    Ok(ExitCode::SUCCESS)
}
