//! `fixes`: each automatic fix of Python code made on a function that runs, judged by
//! `warmfront verify`, and timed before and after.
//!
//! Calls to AWS go to moto's server in every run: a batch asks for what was never recorded. What a
//! fix means to change is allowed by name, and nothing else is.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;
use serde_json::Value;
use warmfront_testkit::python::Packages;
use warmfront_testkit::server::Server;

use super::{Benchmark, Wanted};
use crate::environments;
use crate::process;
use crate::product::{self, Build};
use crate::workspace::Workspace;

pub(super) const BENCHMARK: Benchmark = Benchmark {
    name: "fixes",
    about: "each fix of `warmfront check`: the verdict on it, times before and after",
    run,
};

/// A function, the rule that mends it, and the differences that are meant.
struct Case {
    name: &'static str,
    code: &'static str,
    allowed: &'static [&'static str],
}

const fn case(name: &'static str, code: &'static str, allowed: &'static [&'static str]) -> Case {
    Case {
        name,
        code,
        allowed,
    }
}

const CASES: &[Case] = &[
    case("client-in-handler", "WF101", &[]),
    case("resource-in-handler", "WF103", &[]),
    case("import-used-on-one-path", "WF201", &[]),
    case("reads-in-loop", "WF301", &["calls"]),
    case("writes-in-loop", "WF301", &["calls"]),
    case("messages-in-loop", "WF301", &["calls"]),
    case("calls-in-sequence", "WF302", &[]),
    case("call-without-timeout", "WF303", &[]),
    case("client-without-timeouts", "WF304", &[]),
    case("no-projection", "WF309", &["calls"]),
    case("short-polling", "WF316", &["calls"]),
    case("json-parsed-twice", "WF401", &[]),
    case("indented-json", "WF413", &["outcome:$.payload.body"]),
    case("gzip-at-level-nine", "WF415", &[]),
];

/// Turns in which both packages are timed, and invocations of each turn.
const N_TURNS: usize = 5;
const N_COLD: &str = "2";
const N_WARM: &str = "20";

/// What is run.
struct Runs<'a> {
    warmfront: PathBuf,
    packages: &'a Packages,
    seed: PathBuf,
    n_turns: usize,
}

fn run(workspace: &Workspace, wanted: &Wanted) -> anyhow::Result<()> {
    let environments = environments::ready(workspace)?;
    let (interpreter, site_packages) = environments.packages.context("no Python 3.11 to 3.13")?;
    let folder = workspace.root.join("crates/check/cases");
    let runs = Runs {
        warmfront: product::build(workspace, Build::of_this_task())?,
        packages: &Packages {
            interpreter,
            site_packages,
        },
        seed: folder.join("seed.py"),
        n_turns: wanted.n_pairs(N_TURNS, 1),
    };
    let scratch = workspace.target.join("bench/fixes");
    println!("load {}, medians", super::load());
    println!(
        "{:<24} {:<6} {:<10} {:>17} {:>17} {:>17}",
        "function", "rule", "verdict", "init ms", "warm ms", "warm CPU ms"
    );
    for case in CASES {
        let is_wanted = |start: &String| case.name.starts_with(start.as_str());
        if wanted.apps.is_empty() || wanted.apps.iter().any(is_wanted) {
            let told = runs.case(case, (&folder.join(case.name), &scratch.join(case.name)));
            println!("{}", told.with_context(|| case.name)?);
        }
    }
    Ok(())
}

impl Runs<'_> {
    fn case(&self, case: &Case, (from, to): (&Path, &Path)) -> anyhow::Result<String> {
        let [before, after] = ["before", "after"].map(|side| to.join(side));
        for side in [&before, &after] {
            fs_err::create_dir_all(side)?;
            fs_err::copy(from.join("app.py"), side.join("app.py"))?;
        }
        self.mend(case, &after)?;
        let server = Server::moto(self.packages)?;
        let mut seed = self.packages.interpreter.command();
        seed.env("PYTHONPATH", &self.packages.site_packages);
        process::run(seed.arg(&self.seed).arg(server.url()))?;
        let events = from.join("events");
        let verdict = self.verdict(case, (&before, &after), (&events, &server))?;
        let mut times = [Times::default(), Times::default()];
        for _ in 0..self.n_turns {
            for (side, times) in [&before, &after].into_iter().zip(&mut times) {
                self.time(side, (&events, &server), times)?;
            }
        }
        let [one, other] = times.map(Times::medians);
        let pair = |place: usize| format!("{:7.1} → {:7.1}", one[place], other[place]);
        Ok(format!(
            "{:<24} {:<6} {verdict:<10} {:>17} {:>17} {:>17}",
            case.name,
            case.code,
            pair(0),
            pair(1),
            pair(2)
        ))
    }

    /// Makes the fix, and sees that the rule finds nothing any more.
    fn mend(&self, case: &Case, folder: &Path) -> anyhow::Result<()> {
        let source = fs_err::read_to_string(folder.join("app.py"))?;
        let mut check = Command::new(&self.warmfront);
        check.args(["check", "--no-cache", "--select", case.code, "--fix-unsafe"]);
        process::run(check.arg("--quiet").current_dir(folder))?;
        let mended = fs_err::read_to_string(folder.join("app.py"))?;
        anyhow::ensure!(mended != source, "nothing was mended");
        Ok(())
    }

    fn verdict(
        &self,
        case: &Case,
        (before, after): (&Path, &Path),
        around: (&Path, &Server),
    ) -> anyhow::Result<String> {
        let mut verify = self.command("verify", around);
        verify.args(["--quiet", "--live"]);
        for allowed in case.allowed {
            verify.args(["--allow", allowed]);
        }
        let output = verify.arg(before).arg(after).output()?;
        let told = String::from_utf8_lossy(&output.stderr);
        let verdict: Value =
            serde_json::from_slice(&output.stdout).with_context(|| told.into_owned())?;
        for difference in verdict["differences"].as_array().into_iter().flatten() {
            println!("  {difference}");
        }
        let conclusion = verdict["conclusion"].as_str().context("no conclusion")?;
        Ok(conclusion.to_owned())
    }

    fn time(
        &self,
        package: &Path,
        around: (&Path, &Server),
        times: &mut Times,
    ) -> anyhow::Result<()> {
        let mut invoke = self.command("invoke", around);
        invoke.args(["--quiet", "--cold", N_COLD, "--warm", N_WARM, "--directory"]);
        let output = invoke.arg(package).output()?;
        let told = String::from_utf8_lossy(&output.stderr);
        let report: Value =
            serde_json::from_slice(&output.stdout).with_context(|| told.into_owned())?;
        let invocations = report["invocations"].as_array();
        for each in invocations.context("no invocations")? {
            times
                .init
                .extend(each["report"]["init_duration_ms"].as_f64());
            if each["cold"] == false {
                times.warm.extend(each["report"]["duration_ms"].as_f64());
                times.cpu.extend(each["cpu_ms"].as_f64());
            }
        }
        Ok(())
    }

    fn command(&self, name: &str, (events, server): (&Path, &Server)) -> Command {
        let mut command = Command::new(&self.warmfront);
        command.args([
            name,
            "--format",
            "json",
            "--memory",
            "1769",
            "--timeout",
            "60",
        ]);
        command.arg("--event").arg(events);
        command
            .arg("--python")
            .arg(&self.packages.interpreter.program);
        let packages = self.packages.site_packages.display().to_string();
        for (name, value) in [
            ("PYTHONPATH", packages.as_str()),
            ("AWS_ENDPOINT_URL", &server.url()),
            ("AWS_ACCESS_KEY_ID", "testing"),
            ("AWS_SECRET_ACCESS_KEY", "testing"),
        ] {
            command.arg("--env").arg(format!("{name}={value}"));
        }
        command
    }
}

/// Times of a package, in milliseconds.
#[derive(Debug, Default)]
struct Times {
    init: Vec<f64>,
    warm: Vec<f64>,
    cpu: Vec<f64>,
}

impl Times {
    fn medians(self) -> [f64; 3] {
        [self.init, self.warm, self.cpu].map(|mut times| {
            times.sort_by(f64::total_cmp);
            times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
        })
    }
}
