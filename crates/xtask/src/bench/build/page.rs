//! The tables, in Markdown: a section for each application.

use std::fmt::Write as _;

use warmfront_testkit::python::Interpreter;

use super::figures::{Figures, Of, Ratio, ratio};
use super::form::Form;
use crate::bench::load;

/// Says what the forms are.
const FORMS: &str = "\
The applications of [examples/apps](../examples/apps), each packaged in several forms whose cold starts \
take turns. *As shipped* is what SAM and the Serverless Framework deploy: packages as `pip install` \
compiled them, all dates rewritten, so that Python finds every `.pyc` stale and compiles again, and can \
write nothing back. *Valid bytecode* is the same with its dates, as in an image; the application's own \
modules are compiled at each cold start in both. The others are what `warmfront build` makes of the \
first: *default* as users call it, verified on the application's events, and each pass alone, without \
any run to learn from. Init has all of the CPU, invocations the share of the memory size. Prices are \
those of x86_64 in us-east-1 for an init and its first request.
";

/// Returns what stands above all tables.
pub(in crate::bench) fn title(python: &Interpreter, n_rounds: usize) -> anyhow::Result<String> {
    let version = python.full_version()?;
    let arch = std::env::consts::ARCH;
    Ok(format!(
        "## `cargo xtask bench build`\n\n{FORMS}\n\
         CPython {version} on {arch}, load {}. {n_rounds} rounds, each with a cold start of every form; \
         medians; times faster are medians of the rounds' ratios, [95 %].\n\n",
        load()
    ))
}

/// Returns the section of one application.
pub(in crate::bench) fn section(figures: &Figures) -> anyhow::Result<String> {
    let Figures {
        name,
        memory_size,
        event,
        ..
    } = figures;
    let mut text = format!("### {name}\n\n{memory_size}, first event `{event}`.\n\n");
    text += "| form | init ms (CPU) | × faster than shipped, wall | CPU | × faster than valid, wall | CPU \
             | first request ms (CPU) | warm ms | max memory MB | files | stale .pyc | MB | zipped MB \
             | $ per million cold starts |\n";
    text += "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n";
    for of in &figures.forms {
        text += &row(figures, of)?;
    }
    for note in &figures.notes {
        write!(text, "\n{note}\n")?;
    }
    text.push('\n');
    Ok(text)
}

fn row(figures: &Figures, of: &Of) -> anyhow::Result<String> {
    let (shipped, valid) = (
        figures.baseline(Form::Shipped)?,
        figures.baseline(Form::Valid)?,
    );
    let faster = |baseline: &Of| {
        if baseline.form == of.form {
            return Ok("1 | 1".to_owned());
        }
        let wall = ratio(&of.times_less(baseline, |one| one.init_wall)?)?;
        let cpu = ratio(&of.times_less(baseline, |one| one.init_cpu)?)?;
        anyhow::Ok(format!("{} | {}", shown(wall), shown(cpu)))
    };
    let footprint = of.footprint;
    Ok(format!(
        "| {} | {:.0} ({:.0}) | {} | {} | {:.1} ({:.1}) | {:.2} | {:.0} | {} | {} of {} | {:.1} | {:.1} | {} |\n",
        of.form.name(),
        of.median(|one| one.init_wall)?,
        of.median(|one| one.init_cpu)?,
        faster(shipped)?,
        faster(valid)?,
        of.median(|one| one.first_wall)?,
        of.median(|one| one.first_cpu)?,
        of.median(|one| one.warm_wall)?,
        of.median(|one| one.memory_mb)?,
        footprint.n_files,
        footprint.n_stale,
        footprint.n_bytecode,
        megabytes(footprint.bytes),
        megabytes(of.zipped),
        of.cost(figures.memory_size)?.per_million(),
    ))
}

/// Returns a ratio with its interval, where it has one.
pub(in crate::bench) fn shown(ratio: Ratio) -> String {
    match ratio.bounds {
        Some(bounds) => format!(
            "{:.2} [{:.2}, {:.2}]",
            ratio.estimate, bounds.lower, bounds.upper
        ),
        None => format!("{:.2}", ratio.estimate),
    }
}

/// Lambda counts its megabytes in powers of two.
fn megabytes(bytes: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "no package has 2^53 bytes")]
    let bytes = bytes as f64;
    bytes / f64::from(1 << 20)
}
