//! One function on its way to a package: what is known of it, and what is done.

use std::sync::Arc;

use warmfront_build::archive::Layered;
use warmfront_build::context::Context;
use warmfront_build::manifest::{ImportRecord, Manifest, PassRecord, Subject, Verification};
use warmfront_build::package::Package;
use warmfront_build::pass::startup::{self, Setting};
use warmfront_profile::document::Profile;
use warmfront_project::functions::Found;

use super::imports::{self, Deferral, Judge};
use super::original::Original;
use super::proof::{self, Proven};
use super::recipe::Recipe;
use super::runs::Runs;
use super::{evidence, measure};
use crate::commands::project::Project;
use crate::report::build as report;
use crate::report::progress::Audience;
use crate::settings::BuildSettings;

/// Where Lambda puts a function's code.
const TASK_ROOT: &str = "/var/task";

/// What manifests say made a package.
pub(super) const BUILT_BY: &str = concat!("warmfront ", env!("CARGO_PKG_VERSION"));

/// What there is to begin with.
#[derive(Clone)]
pub(super) struct Inputs<'a> {
    pub(super) project: &'a Project,
    pub(super) found: &'a Found,
    pub(super) settings: &'a BuildSettings,
    pub(super) original: &'a Original,
    /// What will lie in a layer.
    pub(super) layered: Layered,
    pub(super) audience: Audience,
}

/// A function whose changes are chosen.
pub(super) struct Work<'a> {
    pub(super) found: &'a Found,
    pub(super) original: &'a Original,
    settings: &'a BuildSettings,
    audience: Audience,
    runs: Runs<'a>,
    pub(super) recipe: Recipe<'a>,
    pub(super) deferral: Deferral,
}

impl<'a> Work<'a> {
    /// Looks at the function while it handles its events, and chooses what is to be done.
    pub(super) fn begin(inputs: Inputs<'a>) -> anyhow::Result<Self> {
        let Inputs {
            project,
            found,
            settings,
            original,
            layered,
            audience,
        } = inputs;
        let runs = Runs::begin(project, found, settings, original)?;
        let profile = settings.profile.as_deref();
        let profile = profile.map(crate::commands::profile::read_kept);
        let profile = profile.transpose()?;
        let mut context = context(&runs, (found, settings), (original, profile.as_ref()));
        context.layered = layered;
        let working = match runs.reference() {
            Some(reference) if settings.verification.is_some() => {
                evidence::gather(reference, settings, (&mut context.evidence, audience))?
            }
            _ => Vec::new(),
        };
        let mut recipe = Recipe::new(&original.package, &settings.passes, context)?;
        let deferral = if working.is_empty() {
            Deferral::default()
        } else {
            try_changes(&mut recipe, &runs, settings, (&working, audience))?
        };
        runs.tidy();
        Ok(Self {
            found,
            original,
            settings,
            audience,
            runs,
            recipe,
            deferral,
        })
    }

    /// Makes the package with all changes that do no harm.
    pub(super) fn prove(&self) -> anyhow::Result<Proven> {
        proof::prove(&self.recipe, &self.runs, self.settings, self.audience)
    }

    /// Returns what is said of the imports of a package.
    pub(super) fn imports(&self, proven: &Proven) -> Vec<ImportRecord> {
        let account = &self.deferral.account;
        account.records(&proven.imports, self.recipe.plan())
    }

    /// Accounts for the package, or for the part of it that lies with the code.
    pub(super) fn manifest(&self, proven: &Proven, part: &Package) -> anyhow::Result<Manifest> {
        let subject = subject(self.found, self.settings, self.original, proven);
        let mut manifest = Manifest::of(part, subject)?;
        manifest.imports = self.imports(proven);
        Ok(manifest)
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

/// Returns what passes are told.
pub(in crate::commands) fn context(
    runs: &Runs<'_>,
    (found, settings): (&Found, &BuildSettings),
    (original, profile): (&Original, Option<&Profile>),
) -> Context {
    let mut function = found.function.clone();
    settings.target.overrides.apply(&mut function);
    Context {
        handler: function.handler.clone(),
        python: original.target.version,
        architecture: original.target.architecture,
        memory_size: function.memory_size,
        root: TASK_ROOT.to_owned(),
        layered: Layered::Nothing,
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
    Subject {
        function: found.function.name.clone(),
        handler: found.function.handler.clone(),
        target: original.target.to_string(),
        built_by: BUILT_BY.to_owned(),
        passes: passes(settings, &proven.startup),
        verification: proven.verdict.as_ref().map(|verdict| Verification {
            verdict: report::word(verdict.conclusion).to_owned(),
            n_events: verdict.events.len(),
            notes: proven.left_out.clone(),
        }),
        notes: [original.notes.as_slice(), &proven.made.notes].concat(),
    }
}

/// Returns the passes that went over a package, with what they were told.
pub(super) fn passes(settings: &BuildSettings, chosen: &[Setting]) -> Vec<PassRecord> {
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
    passes.extend(chosen.iter().map(|setting| PassRecord {
        name: startup::NAME.to_owned(),
        options: vec![setting.name.to_owned()],
        notes: vec![setting.summary.clone()],
    }));
    passes
}
