//! `cargo xtask test`: every step from set-up to the last test, in order.

mod steps;
mod tally;

use std::process::ExitCode;
use std::time::Instant;

use tally::Tally;

use crate::workspace::Workspace;

/// One step; its function counts tests, and fails when a check does.
struct Step {
    name: &'static str,
    run: fn(&Workspace) -> anyhow::Result<Tally>,
}

const STEPS: &[Step] = &[
    Step {
        name: "setup",
        run: steps::setup,
    },
    Step {
        name: "fmt",
        run: steps::fmt,
    },
    Step {
        name: "clippy",
        run: steps::clippy,
    },
    Step {
        name: "tidy",
        run: steps::tidy,
    },
    Step {
        name: "nextest",
        run: steps::nextest,
    },
    Step {
        name: "doc",
        run: steps::doc,
    },
    Step {
        name: "python",
        run: steps::python,
    },
    Step {
        name: "fuzz",
        run: steps::fuzz,
    },
];

/// Returns the names of the steps, in order.
pub(crate) fn names() -> Vec<&'static str> {
    STEPS.iter().map(|step| step.name).collect()
}

/// Runs the steps until one fails. The last line counts the tests; a check that fails counts as one.
pub(crate) fn run(workspace: &Workspace, only: Option<&str>) -> ExitCode {
    let start = Instant::now();
    let mut total = Tally::default();
    let wanted = |step: &&Step| only.is_none_or(|name| name == step.name);
    let failed = STEPS.iter().filter(wanted).find(|step| {
        println!("\n== {}", step.name);
        let start = Instant::now();
        let tally = (step.run)(workspace).unwrap_or_else(|failure| {
            println!("{failure:#}");
            Tally::failure()
        });
        total += tally;
        let word = if tally.failed == 0 { "done" } else { "FAILED" };
        println!(
            "== {} {word} in {:.1} s",
            step.name,
            start.elapsed().as_secs_f64()
        );
        tally.failed > 0
    });
    println!();
    if let Some(step) = failed {
        println!(
            "step `{0}` failed; again with: cargo xtask test --only {0}",
            step.name
        );
    }
    println!("finished in {:.0} s", start.elapsed().as_secs_f64());
    println!("{total}");
    if failed.is_none() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
