//! `warmfront build`.

mod destination;
pub(in crate::commands) mod evidence;
pub(in crate::commands) mod imports;
mod kept;
pub(in crate::commands) mod measure;
pub(in crate::commands) mod original;
pub(in crate::commands) mod proof;
pub(in crate::commands) mod recipe;
pub(in crate::commands) mod runs;
mod several;
mod work;

use std::io::Write as _;
use std::time::Instant;

use warmfront_build::archive::Layered;
use warmfront_build::manifest::Diff;
use warmfront_build::pass::defer::lazy_patch::lazy_patch;
use warmfront_verify::verdict::Conclusion;

pub(crate) use imports::Deferral;
pub(crate) use kept::KeptManifestError;
pub(crate) use recipe::Tried;
pub(crate) use several::SeveralError;

use super::project::Project;
use crate::args::BuildArgs;
use crate::exit::Status;
use crate::report::build as report;
use crate::report::file;
use crate::report::progress::Audience;
use crate::settings::{BuildSettings, Functions, Variables};
use proof::Proven;
pub(in crate::commands) use work::context;
use work::{Inputs, Work};

/// Builds packages, or explains the last one.
pub(super) fn run(args: BuildArgs) -> anyhow::Result<Status> {
    let variables = Variables::of_this_process();
    let settings = BuildSettings::resolve(args, &variables)?;
    let project = Project::discover(&settings.target.place)?;
    match &settings.functions {
        Functions::One => one(&project, &settings),
        Functions::Several(several) => several::run(&project, &settings, several),
    }
}

fn one(project: &Project, settings: &BuildSettings) -> anyhow::Result<Status> {
    let began = Instant::now();
    let found = project.choose(settings.target.function.as_deref())?.clone();
    let destination = destination::of(settings, &found);
    if let Some(path) = &settings.explain {
        return kept::explain(&destination, path);
    }
    let before = kept::before(&destination);
    let audience = Audience::of(settings.quiet, false);
    let original = original::read(project, &found, settings, audience)?;
    super::tell("note", &original.notes);
    let work = Work::begin(Inputs {
        project,
        found: &found,
        settings,
        original: &original,
        layered: if settings.layer {
            Layered::Dependencies
        } else {
            Layered::Nothing
        },
        audience,
    })?;
    let proven = work.prove()?;
    super::tell("note", &proven.made.notes);
    let manifest = work.manifest(&proven, &proven.made.package)?;
    if let Some(file) = &settings.lazy_patch {
        let plan = &work.deferral.plan;
        let plan = plan.only(|edge| proven.imports.contains(&edge.id));
        let patch = lazy_patch(&original.package, &plan)?;
        file::write(file, |out| out.write_all(patch.as_bytes()))?;
    }
    let written = destination::write(settings, &destination, &proven, &manifest)?;
    let difference = before.map(|before| Diff::between(&before, &manifest));
    let report = report::Built {
        function: &found.function.name,
        target: original.target,
        manifest: &manifest,
        written: &written,
        deferral: &work.deferral,
        tried: work.recipe.tried(),
        left_out: &proven.left_out,
        verdict: proven.verdict.as_ref(),
        unverified: proven.unverified.as_deref(),
        difference: difference.as_ref(),
        took: began.elapsed(),
    };
    report::write(&report, settings.format)?;
    Ok(status(&proven))
}

fn status(proven: &Proven) -> Status {
    match proven.verdict.as_ref().map(|verdict| verdict.conclusion) {
        Some(Conclusion::Different | Conclusion::Unjudged) => Status::Findings,
        Some(Conclusion::Same) | None => Status::Good,
    }
}
