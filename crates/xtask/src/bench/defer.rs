//! What deferred imports gain: the applications of `examples/apps` with valid bytecode throughout,
//! against the same through `warmfront build --passes defer`, by turns.
//!
//! Beside the gain stands what is left: the modules whose bodies take most of what init still takes,
//! with the reason why they run, and how fast init would be if only those modules ran of which the
//! event uses anything, which nobody can reach who does not change the code.

mod look;
mod page;
mod published;

use std::time::{Duration, Instant};

use anyhow::Context as _;
use warmfront_build::pass::{bytecode, defer};
use warmfront_testkit::application::Application;

use self::look::Look;
use super::build::figures::Figures;
use super::build::form::{Form, Workshop};
use super::build::rounds::{self, Course};
use super::build::subject::Subject;
use super::{Benchmark, Wanted, build, load};
use crate::environments;
use crate::workspace::Workspace;

pub(super) const BENCHMARK: Benchmark = Benchmark {
    name: "defer",
    about: "cold starts, memory and steady state with imports deferred, and what is left of init",
    run,
};

const N_ROUNDS: usize = 10;
const N_QUICK: usize = 3;

/// Warm invocations behind each cold start: what they cost shall not differ.
const N_WARM: usize = 10;

/// The form with bytecode and nothing else, which all else is held against.
const PLAIN: Form = Form::Built(bytecode::PASS.name);

/// The form with imports deferred.
const DEFERRED: Form = Form::Built(defer::NAME);

/// Where the tables are written, from the target folder.
const PAGE: &str = "bench/defer.md";

/// What was found of one application.
struct Found {
    figures: Figures,
    look: Look,
    /// What the build with its trials and its proof took.
    took: Duration,
}

fn run(workspace: &Workspace, wanted: &Wanted) -> anyhow::Result<()> {
    let begun = Instant::now();
    let applications = build::chosen(wanted)?;
    let environments = &environments::ready(workspace)?;
    let workshop = Workshop::ready(workspace, environments)?;
    let n_rounds = wanted.n_pairs(N_ROUNDS, N_QUICK);
    let mut text = page::title(workshop.python, n_rounds)?;
    let mut all = Vec::new();
    for application in &applications {
        let found = measure(&workshop, application, n_rounds);
        match found.with_context(|| format!("`{}`", application.name)) {
            Ok(found) => {
                let section = page::section(&found)?;
                println!("{section}");
                text += &section;
                all.push(found);
            }
            // The others are worth knowing all the same.
            Err(error) => text += &page::failed(&application.name, &error),
        }
    }
    let together = page::together(&all)?;
    let minutes = begun.elapsed().as_secs_f64() / 60.0;
    println!(
        "{together}\n{minutes:.1} minutes, load at the end {}",
        load()
    );
    let file = workspace.target.join(PAGE);
    fs_err::write(&file, text + &together)?;
    println!("wrote {}", file.display());
    Ok(())
}

fn measure(
    workshop: &Workshop<'_>,
    application: &Application,
    n_rounds: usize,
) -> anyhow::Result<Found> {
    let subject = Subject::new(workshop, application)?;
    let passes = [bytecode::PASS.name, defer::NAME];
    let mut shelf = workshop.make(application, &subject.servers.variables, &passes)?;
    let took = shelf.took.get(defer::NAME).copied().unwrap_or_default();
    shelf.made.retain(|made| made.form != Form::Shipped);
    let course = Course {
        n_rounds,
        n_warm: N_WARM,
        passes: &[],
    };
    let figures = rounds::turns(workshop, &subject, &mut shelf, &course)?;
    let of = |form: Form| shelf.place(form.name());
    let look = look::at(workshop, &subject, &[of(PLAIN), of(DEFERRED)])?;
    Ok(Found {
        figures,
        look,
        took,
    })
}
