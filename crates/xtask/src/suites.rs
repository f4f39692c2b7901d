//! `cargo xtask suites`: the test suites of real packages, under the agent, in built form, and plain.
//!
//! Neither may change a result. Each suite runs plain, under the agent in both of its modes or on the
//! packages as `warmfront build` makes them, and plain again; every test must end as it does plain.
//! What differs between the two plain runs is told apart, since nobody can be blamed for it. This
//! takes minutes, and is no part of `cargo xtask test`.

mod built;
mod deferred;
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

/// What is held against plain runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Against {
    /// The profiler's agent.
    Agent,
    /// Packages in built form.
    Built,
    /// Packages whose imports wait.
    Deferred,
}

/// A package whose source has its tests.
struct Suite {
    /// Name of the folder that its source is in.
    folder: &'static str,
    /// Folder that is imported from, inside.
    imports: &'static str,
    /// Name of the package.
    package: &'static str,
    /// What it is run against.
    against: &'static [Against],
}

/// The agent has been held against some of them only, since each run of it takes minutes.
const BUILT: &[Against] = &[Against::Built];
const BOTH: &[Against] = &[Against::Agent, Against::Built];

const ALL: &[Suite] = &[
    Suite {
        folder: "click-8.5.1",
        imports: "src",
        package: "click",
        against: BOTH,
    },
    Suite {
        folder: "httpx-0.28.1",
        imports: ".",
        package: "httpx",
        against: BOTH,
    },
    Suite {
        folder: "idna-3.20",
        imports: ".",
        package: "idna",
        against: BUILT,
    },
    Suite {
        folder: "jinja2-3.1.6",
        imports: "src",
        package: "jinja2",
        against: BOTH,
    },
    Suite {
        folder: "markupsafe-3.0.4",
        imports: "src",
        package: "markupsafe",
        against: BUILT,
    },
    Suite {
        folder: "pygments-2.21.0",
        imports: ".",
        package: "pygments",
        against: BUILT,
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

/// Tests to be run.
struct Tests<'a> {
    /// Where they are run.
    folder: &'a Path,
    /// What they are run on.
    packages: &'a [PathBuf],
    /// Which, as pytest is told.
    named: &'a [&'a str],
}

/// Where suites are run.
struct Stand<'a> {
    workspace: &'a Workspace,
    sources: PathBuf,
    interpreter: &'a Interpreter,
    packages: PathBuf,
}

/// Runs all suites on the oldest and the newest interpreter that their packages are for.
pub(crate) fn run(workspace: &Workspace, against: Option<Against>) -> anyhow::Result<()> {
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
        let suites = |one: Against| {
            let wanted = against.is_none_or(|wanted| wanted == one);
            ALL.iter()
                .filter(move |suite| wanted && suite.against.contains(&one))
        };
        for suite in suites(Against::Agent) {
            n_different += stand.compare(suite)?;
        }
        n_different += built::compare(&stand, suites(Against::Built))?;
        let is_wanted = against.is_none_or(|wanted| wanted == Against::Deferred);
        if let Some((theirs, packages)) = &environments.packages
            && is_wanted
            && theirs.version == interpreter.version
        {
            n_different += deferred::compare(&stand, packages)?;
        }
    }
    ensure!(n_different == 0, "{n_different} tests end otherwise");
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
            n_different += tell(way.name(), &outcomes.against(&before, &again), time);
        }
        Ok(n_different)
    }

    fn run(&self, suite: &Suite, way: Way) -> anyhow::Result<(Outcomes, Duration)> {
        let folder = self.sources.join(suite.folder);
        let mut command = self.interpreter.command();
        match way {
            Way::Plain => command.arg("-m"),
            Way::Timed | Way::Survey => command
                .arg(self.workspace.root.join(UNDER_AGENT))
                .args(way.flags()),
        };
        let tests = Tests {
            folder: &folder,
            packages: &[folder.join(suite.imports), self.packages.clone()],
            named: &["tests"],
        };
        self.test(command, &tests)
            .with_context(|| format!("{} run {}", suite.folder, way.name()))
    }

    /// Runs tests; the command takes the name of a module to run.
    fn test(
        &self,
        mut command: Command,
        tests: &Tests<'_>,
    ) -> anyhow::Result<(Outcomes, Duration)> {
        let told = tests.folder.join("outcomes.json");
        let _ = fs_err::remove_file(&told);
        command.args(["pytest", "-q", "-p", "no:cacheprovider", "-p", "outcomes"]);
        // Some need packages that are not here.
        command.arg("--continue-on-collection-errors");
        command.args(tests.named);
        command.current_dir(tests.folder).env("OUTCOMES", &told);
        let search_path = [tests.packages, std::slice::from_ref(&self.sources)].concat();
        command.env("PYTHONPATH", std::env::join_paths(search_path)?);
        quiet(&mut command);
        let begun = Instant::now();
        // Some tests fail here whatever they run on; what counts is written by the plugin.
        let status = command.status()?;
        let taken = begun.elapsed();
        let outcomes = Outcomes::read(&told).with_context(|| format!("it ended with {status}"))?;
        ensure!(outcomes.count("passed") > 0, "no test passed: {outcomes}");
        Ok((outcomes, taken))
    }
}

/// Prints what differs; returns how many tests that nobody but the way they ran can have changed.
fn tell(way: &str, differences: &[Difference], time: Duration) -> usize {
    let (unsteady, changed): (Vec<_>, Vec<_>) = differences.iter().partition(|one| one.unsteady);
    println!(
        "  {way:<8}{} changed, {} as unsteady as plain; {:.1} s",
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
        println!("    {test}: {plain} plain, {watched} {way}");
    }
    changed.len()
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
