//! What the form of a package costs at cold starts, and what `warmfront build` gains: the applications
//! of `examples/apps`, each as it is commonly shipped, with valid bytecode, and through each pass.
//!
//! The forms of an application take turns, in an order that rotates, so that a busy machine is busy
//! for all of them, and each is compared with the two baselines of its round. There are always both:
//! a package whose dates a zip tool rewrote, so that its bytecode is stale, and one whose bytecode is
//! valid, as in an image. The bytecode is that of `pip install`, which compiles packages only.

pub(super) mod figures;
mod folder;
pub(super) mod form;
pub(super) mod page;
pub(super) mod rounds;
pub(super) mod subject;
pub(super) mod summary;
mod verification;

use std::time::Instant;

use anyhow::{Context as _, ensure};
use warmfront_testkit::application::{self, Application};

use self::figures::Figures;
use self::form::Workshop;
use self::rounds::Course;
use super::{Benchmark, Wanted, load};
use crate::environments;
use crate::workspace::Workspace;

pub(super) const BENCHMARK: Benchmark = Benchmark {
    name: "build",
    about: "cold starts, memory and size of packages as shipped, with valid bytecode, and built",
    run,
};

/// Rounds, each with a cold start of every form: the least that an interval needs, since there are
/// many applications.
const N_ROUNDS: usize = 6;
const N_QUICK: usize = 3;

/// Warm invocations behind each cold start.
const N_WARM: usize = 2;

/// Where the tables are written, from the target folder.
const PAGE: &str = "bench/build.md";

fn run(workspace: &Workspace, wanted: &Wanted) -> anyhow::Result<()> {
    let begun = Instant::now();
    let applications = chosen(wanted)?;
    let environments = &environments::ready(workspace)?;
    let workshop = Workshop::ready(workspace, environments)?;
    let n_rounds = wanted.n_pairs(N_ROUNDS, N_QUICK);
    let mut page = page::title(workshop.python, n_rounds)?;
    println!("{page}");
    let mut all: Vec<Figures> = Vec::new();
    for application in &applications {
        let course = Course {
            n_rounds,
            n_warm: N_WARM,
            passes: &form::passes().collect::<Vec<_>>(),
        };
        let figures = rounds::measure(&workshop, application, &course);
        let figures = figures.with_context(|| format!("`{}`", application.name))?;
        let section = page::section(&figures)?;
        println!("{section}");
        page += &section;
        all.push(figures);
    }
    let proof = verification::section(&workshop, &applications)?;
    println!("{proof}");
    page += &proof;
    let means = summary::section(&all)?;
    let minutes = begun.elapsed().as_secs_f64() / 60.0;
    println!("{means}\n{minutes:.1} minutes, load at the end {}", load());
    page += &means;
    let file = workspace.target.join(PAGE);
    fs_err::write(&file, page)?;
    println!("wrote {}", file.display());
    Ok(())
}

/// Returns the applications that are asked for.
pub(super) fn chosen(wanted: &Wanted) -> anyhow::Result<Vec<Application>> {
    let all = application::all()?;
    let fits = |name: &str, application: &Application| application.name.starts_with(name);
    for name in &wanted.apps {
        ensure!(
            all.iter().any(|application| fits(name, application)),
            "there is no application `{name}` in `examples/apps`"
        );
    }
    let mut chosen = all;
    chosen.retain(|application| {
        let mut names = wanted.apps.iter();
        wanted.apps.is_empty() || names.any(|name| fits(name, application))
    });
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Pace;

    fn names(apps: &[&str]) -> anyhow::Result<Vec<String>> {
        let wanted = Wanted {
            pace: Pace::Quick,
            apps: apps.iter().map(ToString::to_string).collect(),
            pairs: None,
            measure: None,
        };
        Ok(chosen(&wanted)?.into_iter().map(|one| one.name).collect())
    }

    #[test]
    fn applications_are_chosen_by_the_start_of_their_names() {
        let chosen = names(&["pillow", "jinja2-mail"]).unwrap();
        assert_eq!(chosen, ["jinja2-mail", "pillow-thumbnails"]);
        assert!(names(&[]).unwrap().len() >= 14);
        assert!(names(&["pillow", "django"]).is_err());
    }
}
