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

use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant;

use warmfront_build::context::Context;
use warmfront_build::manifest::{Diff, Manifest, PassRecord, Subject, Verification};
use warmfront_build::pass::defer::lazy_patch::lazy_patch;
use warmfront_profile::document::Profile;
use warmfront_project::functions::Found;
use warmfront_verify::verdict::Conclusion;

pub(crate) use imports::Deferral;
use imports::Judge;
pub(crate) use kept::KeptManifestError;
pub(crate) use recipe::Tried;

use super::project::Project;
use crate::args::BuildArgs;
use crate::exit::Status;
use crate::report::build as report;
use crate::report::file;
use crate::report::progress::Audience;
use crate::settings::{BuildSettings, Variables};
use original::Original;
use proof::Proven;
use recipe::Recipe;
use runs::Runs;

/// Where Lambda puts a function's code.
pub(in crate::commands) const TASK_ROOT: &str = "/var/task";

/// Where Lambda puts what layers hold.
const LAYER_ROOT: &str = "/opt/python";

/// Builds a package, or explains the last one.
pub(super) fn run(args: BuildArgs) -> anyhow::Result<Status> {
    let began = Instant::now();
    let variables = Variables::of_this_process();
    let settings = BuildSettings::resolve(args, &variables)?;
    let project = Project::discover(&settings.target.place)?;
    let found = project.choose(settings.target.function.as_deref())?.clone();
    let destination = destination::of(&settings, &found);
    if let Some(path) = &settings.explain {
        return kept::explain(&destination, path);
    }
    let before = kept::before(&destination);
    let audience = Audience::of(settings.quiet, false);
    let original = original::read(&project, &found, &settings, audience)?;
    super::tell("note", &original.notes);
    let runs = Runs::begin(&project, &found, &settings, &original)?;
    let profile = settings.profile.as_deref().map(super::profile::read_kept);
    let profile = profile.transpose()?;
    let mut context = context(&found, &settings, (&original, profile.as_ref()), &runs);
    let working = match runs.reference() {
        Some(reference) if settings.verification.is_some() => {
            evidence::gather(reference, &settings, (&mut context.evidence, audience))?
        }
        _ => Vec::new(),
    };
    let mut recipe = Recipe::new(&original.package, &settings.passes, context)?;
    let deferral = if working.is_empty() {
        Deferral::default()
    } else {
        try_changes(&mut recipe, &runs, &settings, (&working, audience))?
    };
    let proven = proof::prove(&recipe, &runs, &settings, audience)?;
    super::tell("note", &proven.made.notes);
    let mut manifest = Manifest::of(
        &proven.made.package,
        subject(&found, &settings, &original, &proven),
    )?;
    manifest.imports = deferral.account.records(&proven.imports);
    if let Some(file) = &settings.lazy_patch {
        let plan = deferral.plan.only(|edge| proven.imports.contains(&edge.id));
        let patch = lazy_patch(&original.package, &plan)?;
        file::write(file, |out| out.write_all(patch.as_bytes()))?;
    }
    let written = destination::write(&settings, &destination, &proven, &manifest)?;
    let difference = before.map(|before| Diff::between(&before, &manifest));
    let report = report::Built {
        function: &found.function.name,
        target: original.target,
        manifest: &manifest,
        written: &written,
        deferral: &deferral,
        tried: recipe.tried(),
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

/// Tries what only runs on events can tell, and has the recipe take over what helps.
fn try_changes(
    recipe: &mut Recipe<'_>,
    runs: &Runs<'_>,
    settings: &BuildSettings,
    (working, audience): (&[usize], Audience),
) -> anyhow::Result<Deferral> {
    let mut deferral = Deferral::default();
    if settings.tried.imports {
        deferral = imports::choose(recipe, runs, Judge::Pairs, audience)?;
        recipe.defer(&deferral);
    }
    if settings.tried.startup {
        let tried = measure::settings(recipe, runs, working, audience)?;
        recipe.settle(tried);
    }
    Ok(deferral)
}

pub(in crate::commands) fn context(
    found: &Found,
    settings: &BuildSettings,
    (original, profile): (&Original, Option<&Profile>),
    runs: &Runs<'_>,
) -> Context {
    let mut function = found.function.clone();
    settings.target.overrides.apply(&mut function);
    Context {
        handler: function.handler.clone(),
        python: original.target.version,
        architecture: original.target.architecture,
        memory_size: function.memory_size,
        root: if settings.layer {
            LAYER_ROOT.to_owned()
        } else {
            TASK_ROOT.to_owned()
        },
        interpreter: runs.interpreter(),
        cache_folder: settings.target.place.folders.cache.clone(),
        evidence: evidence::of_profile(profile),
        choices: settings.choices.clone(),
        deferred: Arc::default(),
    }
}

fn subject(
    found: &Found,
    settings: &BuildSettings,
    original: &Original,
    proven: &Proven,
) -> Subject {
    let options = |flag: &str, patterns: &[String]| {
        let options = patterns.iter().map(|pattern| format!("{flag}={pattern}"));
        options.collect::<Vec<_>>()
    };
    let mut passes: Vec<PassRecord> = settings
        .passes
        .iter()
        .map(|pass| PassRecord {
            name: pass.name.to_owned(),
            options: [
                options("keep", &settings.choices.keep),
                options("drop", &settings.choices.drop),
            ]
            .concat(),
            notes: Vec::new(),
        })
        .collect();
    passes.extend(proven.startup.iter().map(|setting| PassRecord {
        name: warmfront_build::pass::startup::NAME.to_owned(),
        options: vec![setting.name.to_owned()],
        notes: vec![setting.summary.clone()],
    }));
    Subject {
        function: found.function.name.clone(),
        handler: found.function.handler.clone(),
        target: original.target.to_string(),
        built_by: concat!("warmfront ", env!("CARGO_PKG_VERSION")).to_owned(),
        passes,
        verification: proven.verdict.as_ref().map(|verdict| Verification {
            verdict: report::word(verdict.conclusion).to_owned(),
            n_events: verdict.events.len(),
            notes: proven.left_out.clone(),
        }),
        notes: [original.notes.as_slice(), &proven.made.notes].concat(),
    }
}
