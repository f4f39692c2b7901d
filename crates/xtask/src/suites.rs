//! `cargo xtask suites`: the test suites of real packages, under the agent and without it.
//!
//! The agent may change no result. Each suite runs plain, under the agent in both of its modes, and
//! plain again; every test must end as it does without. What differs between the two plain runs is
//! told apart, since nobody can be blamed for it. This takes minutes, and is no part of
//! `cargo xtask test`.

mod outcomes;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use warmfront_testkit::python::Interpreter;

use self::outcomes::{Difference, Outcomes, PLUGIN};
use crate::environments;
use crate::process;
use crate::workspace::Workspace;

/// Where the pins of the sources are, from the workspace's root.
const SOURCES: &str = "crates/xtask/requirements/suites-sources.txt";
/// What runs a module under the agent, from the workspace's root.
const UNDER_AGENT: &str = "crates/profile/python/tests/under_agent.py";

/// A package whose source has its tests.
struct Suite {
    /// Name of the folder that its source is in.
    folder: &'static str,
    /// Folder that is imported from, inside.
    imports: &'static str,
}

const ALL: &[Suite] = &[
    Suite {
        folder: "click-8.5.1",
        imports: "src",
    },
    Suite {
        folder: "httpx-0.28.1",
        imports: ".",
    },
    Suite {
        folder: "jinja2-3.1.6",
        imports: "src",
    },
];

/// How a suite is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Plain,
    Timed,
    Survey,
}

impl Way {
    fn flags(self) -> &'static [&'static str] {
        match self {
            Self::Plain => &[],
            Self::Timed => &["--functions"],
            Self::Survey => &["--survey"],
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Timed => "timed",
            Self::Survey => "survey",
        }
    }
}

/// Where suites are run.
struct Stand<'a> {
    workspace: &'a Workspace,
    sources: PathBuf,
    interpreter: &'a Interpreter,
    packages: PathBuf,
}

/// Runs all suites on the oldest and the newest interpreter that their packages are for.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let environments = environments::ready(workspace)?;
    let mut interpreters: Vec<_> = environments.interpreters.iter().collect();
    interpreters.retain(|found| environments::has_packages(found));
    interpreters.dedup_by_key(|found| found.version);
    let newest = interpreters.last().context("no Python 3.11 to 3.13")?;
    let sources = sources(workspace, newest)?;
    let mut ends: Vec<&Interpreter> = interpreters.first().copied().into_iter().collect();
    ends.extend(interpreters.last().filter(|_| interpreters.len() > 1));
    let mut n_different = 0;
    for interpreter in ends {
        let stand = Stand {
            workspace,
            sources: sources.clone(),
            interpreter,
            packages: environments::suites(workspace, interpreter)?,
        };
        for suite in ALL {
            n_different += stand.compare(suite)?;
        }
    }
    ensure!(
        n_different == 0,
        "{n_different} tests end otherwise under the agent"
    );
    Ok(())
}

impl Stand<'_> {
    /// Runs one suite in all ways; returns how many tests the agent changed.
    fn compare(&self, suite: &Suite) -> anyhow::Result<usize> {
        let (before, time) = self.run(suite, Way::Plain)?;
        println!(
            "{}, {}: {before}, {:.1} s",
            suite.folder,
            self.interpreter,
            time.as_secs_f64()
        );
        let watched = [Way::Timed, Way::Survey].map(|way| (way, self.run(suite, way)));
        let (again, _) = self.run(suite, Way::Plain)?;
        let mut n_different = 0;
        for (way, ran) in watched {
            let (outcomes, time) = ran?;
            let differences = outcomes.against(&before, &again);
            let (unsteady, changed): (Vec<_>, Vec<_>) =
                differences.iter().partition(|one| one.unsteady);
            println!(
                "  {:<8}{} changed, {} as unsteady as without; {:.1} s",
                way.name(),
                changed.len(),
                unsteady.len(),
                time.as_secs_f64()
            );
            for Difference {
                test,
                plain,
                watched,
                ..
            } in &changed
            {
                println!("    {test}: {plain} without, {watched} under the agent");
            }
            n_different += changed.len();
        }
        Ok(n_different)
    }

    fn run(&self, suite: &Suite, way: Way) -> anyhow::Result<(Outcomes, Duration)> {
        let folder = self.sources.join(suite.folder);
        let told = self.sources.join("outcomes.json");
        let _ = fs_err::remove_file(&told);
        let mut command = self.interpreter.command();
        match way {
            Way::Plain => command.arg("-m"),
            Way::Timed | Way::Survey => command
                .arg(self.workspace.root.join(UNDER_AGENT))
                .args(way.flags()),
        };
        command.args([
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "outcomes",
            "tests",
        ]);
        command.current_dir(&folder).env("OUTCOMES", &told);
        let search_path = [
            folder.join(suite.imports),
            self.sources.clone(),
            self.packages.clone(),
        ];
        command.env("PYTHONPATH", std::env::join_paths(search_path)?);
        quiet(&mut command);
        let begun = Instant::now();
        // Some tests fail here with and without the agent; what counts is written by the plugin.
        let status = command.status()?;
        let taken = begun.elapsed();
        let outcomes = Outcomes::read(&told)
            .with_context(|| format!("{} ended with {status}, {} run", suite.folder, way.name()))?;
        Ok((outcomes, taken))
    }
}

fn quiet(command: &mut Command) {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
}

/// Returns the folder of unpacked sources, fetched once.
fn sources(workspace: &Workspace, interpreter: &Interpreter) -> anyhow::Result<PathBuf> {
    const UNPACK: &str = "import glob, sys, tarfile
for source in glob.glob(sys.argv[1] + '/*.tar.gz'):
    with tarfile.open(source) as archive:
        archive.extractall(sys.argv[1], filter='data')
";
    let folder = workspace.target.join("suites");
    let is_there = |suite: &Suite| folder.join(suite.folder).is_dir();
    if !ALL.iter().all(is_there) {
        println!("fetching the sources of {} packages", ALL.len());
        fs_err::create_dir_all(&folder)?;
        let mut pip = interpreter.command();
        pip.args([
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
        ]);
        pip.args([
            "--no-deps",
            "--no-binary",
            ":all:",
            "--require-hashes",
            "--dest",
        ]);
        pip.arg(&folder).arg("--requirement");
        process::run(pip.arg(workspace.root.join(SOURCES)))?;
        let mut unpack = interpreter.command();
        process::run(unpack.args(["-c", UNPACK]).arg(&folder))?;
    }
    fs_err::write(folder.join("outcomes.py"), PLUGIN)?;
    Ok(fs_err::canonicalize(Path::new(&folder))?)
}
