//! The tables, in Markdown: a section for each application, and all together.

use std::fmt::Write as _;

use anyhow::Context as _;
use warmfront_testkit::python::Interpreter;

use super::{DEFERRED, Found, PLAIN, published};
use crate::bench::build::figures::{Measured, ratio};
use crate::bench::build::page::shown;
use crate::bench::build::summary::{Pair, faster};
use crate::bench::load;

/// Says what is compared.
const FORMS: &str = "\
The applications of [examples/apps](../examples/apps), each through `warmfront build --passes bytecode` \
and through `warmfront build --passes defer`, which adds deferred imports, verified on the application's \
events; nothing else differs. Cold starts of both take turns. Init has all of the CPU, the first request \
is init and first invocation together, invocations have the share of the memory size. Resident memory is \
that of the process when init is over. The limit is what init would take if of all modules only those \
ran of which the event calls a function: nobody can reach it who keeps the code as it is. Beside it \
stands what studies published of applications on the same packages, on Lambda.\n";

/// A figure of a cold start or of what follows.
type Part = fn(&Measured) -> f64;

/// What is compared, by name.
const PARTS: &[(&str, Part)] = &[
    ("init, CPU", |one| one.init_cpu),
    ("init, wall", |one| one.init_wall),
    ("first request, CPU", |one| one.init_cpu + one.first_cpu),
    ("first request, wall", |one| one.init_wall + one.first_wall),
    ("warm, CPU", |one| one.warm_cpu),
];

/// Returns what stands above all tables.
pub(super) fn title(python: &Interpreter, n_rounds: usize) -> anyhow::Result<String> {
    let version = python.full_version()?;
    let arch = std::env::consts::ARCH;
    Ok(format!(
        "## `cargo xtask bench defer`\n\n{FORMS}\nCPython {version} on {arch}, load {}. {n_rounds} rounds; \
         medians, and medians of the rounds' ratios, [95 %].\n\n",
        load()
    ))
}

/// Returns the section of one application.
pub(super) fn section(found: &Found) -> anyhow::Result<String> {
    let Found {
        figures,
        look,
        took,
    } = found;
    let mut text = format!(
        "### {}\n\n{}, event `{}`. Built and proven in {:.0} s.\n\n",
        figures.name,
        figures.memory_size,
        figures.event,
        took.as_secs_f64()
    );
    if let Some(pair) = pair(found) {
        text += "| | eager ms | deferred ms | × faster |\n|---|---|---|---|\n";
        for (name, part) in PARTS {
            let times = ratio(&pair.of.times_less(pair.baseline, *part)?)?;
            let (eager, deferred) = (pair.baseline.median(*part)?, pair.of.median(*part)?);
            let times = shown(times);
            writeln!(text, "| {name} | {eager:.1} | {deferred:.1} | {times} |")?;
        }
        text.push('\n');
    }
    let [modules, fewer] = look.n_modules;
    let [resident, less] = look.resident_kb.map(|kb| kb / 1024.0);
    writeln!(
        text,
        "Modules whose bodies run in init: {modules}, now {fewer}. Resident after init: {resident:.1} MB, now \
         {less:.1} MB ({:+.0} %). Limit: {:.1} of the {:.1} ms that bodies take.",
        (less / resident - 1.0) * 1e2,
        look.used.as_secs_f64() * 1e3,
        look.bodies.as_secs_f64() * 1e3,
    )?;
    for line in published::of(&figures.name) {
        writeln!(text, "Published: {line}.")?;
    }
    text += "\n| what init still takes | ms | why it runs |\n|---|---|---|\n";
    for each in &look.remaining {
        let millis = each.own.as_secs_f64() * 1e3;
        let why = each.why.replace('|', "\\|");
        writeln!(text, "| {} | {millis:.1} | {why} |", each.module)?;
    }
    for note in &figures.notes {
        write!(text, "\n{note}\n")?;
    }
    text.push('\n');
    Ok(text)
}

/// Returns the section of an application that could not be measured.
pub(super) fn failed(name: &str, error: &anyhow::Error) -> String {
    format!("### {name}\n\nIt could not be measured: {error:#}.\n\n")
}

/// Returns the section on all applications.
pub(super) fn together(all: &[Found]) -> anyhow::Result<String> {
    let pairs: Vec<Pair<'_>> = all.iter().filter_map(pair).collect();
    if pairs.is_empty() {
        return Ok(String::new());
    }
    let mut text = format!(
        "### Together\n\nGeometric means over {} applications, [95 %]; behind them the applications with the \
         least and the most.\n\n| | × faster |\n|---|---|\n",
        pairs.len()
    );
    for (name, part) in PARTS {
        writeln!(text, "| {name} | {} |", faster(&pairs, *part)?.shown())?;
    }
    let resident = all.iter().map(|found| {
        let [before, after] = found.look.resident_kb;
        (after / before).ln()
    });
    #[expect(clippy::cast_precision_loss, reason = "a handful of applications")]
    let mean = (resident.sum::<f64>() / all.len() as f64).exp();
    let slowest = all.iter().max_by_key(|found| found.took);
    let slowest = slowest.context("there are applications")?;
    writeln!(
        text,
        "| resident after init | {:+.0} % |\n\nThe longest build took {:.0} s ({}).\n",
        (mean - 1.0) * 1e2,
        slowest.took.as_secs_f64(),
        slowest.figures.name
    )?;
    Ok(text)
}

fn pair(found: &Found) -> Option<Pair<'_>> {
    Some(Pair {
        name: &found.figures.name,
        of: found.figures.of(DEFERRED)?,
        baseline: found.figures.of(PLAIN)?,
    })
}
