//! The proof that a package behaves as the original, and what is left out for it.

use std::cell::Cell;
use std::collections::BTreeSet;

use warmfront_build::archive::Layered;
use warmfront_build::pass::startup::{Effect, Setting};
use warmfront_build::search;
use warmfront_verify::plan::{Allowed, Event};
use warmfront_verify::verdict::{Conclusion, Difference, Verdict};

use super::recipe::{self, Made, Recipe, Step};
use super::runs::Runs;
use crate::commands::target::Prepared;
use crate::commands::verify::{self, Pair};
use crate::report::progress::Audience;
use crate::settings::{BuildSettings, VerifyRuns};

/// Packages that are tried at most to find out which change does harm, and more where imports are
/// deferred, of which there are hundreds.
const MOST_TRIES: usize = 12;
const MOST_WITH_IMPORTS: usize = 30;

/// Differences that are shown of the package with all changes.
const MOST_SHOWN: usize = 2;

/// A package, and what was found about it.
pub(super) struct Proven {
    pub(super) made: Made,
    /// The changes that made it.
    pub(super) steps: Vec<Step>,
    /// The start-up settings in it.
    pub(super) startup: Vec<Setting>,
    /// The imports that are deferred in it.
    pub(super) imports: BTreeSet<u32>,
    /// Changes that were left out, with what they would have changed.
    pub(super) left_out: Vec<String>,
    pub(super) verdict: Option<Verdict>,
    /// Why nothing was verified, if so.
    pub(super) unverified: Option<String>,
}

/// Makes the package with all changes that do no harm.
pub(super) fn prove(
    recipe: &Recipe<'_>,
    runs: &Runs<'_>,
    settings: &BuildSettings,
    audience: Audience,
) -> anyhow::Result<Proven> {
    let steps = recipe.steps();
    let (Some(reference), Some(plan)) = (runs.reference(), &settings.verification) else {
        let reason = runs.obstacle().unwrap_or("`--no-verify` was given");
        return unproven(recipe, &steps, reason);
    };
    let judge = Judge {
        recipe,
        runs,
        settings,
        reference,
        audience,
        n_made: Cell::new(0),
    };
    let (made, verdict) = judge.judge(&steps, plan)?;
    if verdict.conclusion != Conclusion::Different {
        return Ok(proven(&steps, made, verdict, Vec::new()));
    }
    // What given events show needs no others to be looked for.
    let is_given = |difference: &Difference| {
        let last = difference.events.last();
        let generated = |event: &Event| event.generated && Some(&event.name) == last;
        !verdict.events.iter().any(generated)
    };
    let mut search_plan = plan.clone();
    if verdict.differences.iter().all(is_given) {
        search_plan.n_generated = 0;
    }
    let most_tries = match recipe::imports(&steps).len() {
        0 => MOST_TRIES,
        _ => MOST_WITH_IMPORTS,
    };
    let split = search::split(&steps, most_tries, |some| {
        let (_, verdict) = judge.judge(some, &search_plan)?;
        anyhow::Ok(verdict.conclusion != Conclusion::Different)
    })?;
    let harmful = split.culprits.iter().map(|step| {
        let name = step.name();
        format!("{name} was left out: with it the function behaves differently")
    });
    let shown = verdict
        .differences
        .iter()
        .take(MOST_SHOWN)
        .map(|difference| {
            let Difference {
                part,
                path,
                reference,
                candidate,
                ..
            } = difference;
            format!("  what differed: {part} {path}: {reference} became {candidate}")
        });
    let shown: Vec<String> = shown.collect();
    let untried = split.untried.iter().map(|step| {
        let name = step.name();
        format!("{name} was left out: too many changes did harm to try it")
    });
    let left_out = harmful.chain(untried).chain(shown).collect();
    let (made, verdict) = judge.judge(&split.kept, plan)?;
    Ok(proven(&split.kept, made, verdict, left_out))
}

fn unproven(recipe: &Recipe<'_>, steps: &[Step], reason: &str) -> anyhow::Result<Proven> {
    Ok(Proven {
        made: recipe.make(steps)?,
        steps: steps.to_vec(),
        startup: recipe::settings(steps),
        imports: recipe::imports(steps),
        left_out: Vec::new(),
        verdict: None,
        unverified: Some(reason.to_owned()),
    })
}

fn proven(steps: &[Step], made: Made, verdict: Verdict, left_out: Vec<String>) -> Proven {
    Proven {
        made,
        steps: steps.to_vec(),
        startup: recipe::settings(steps),
        imports: recipe::imports(steps),
        left_out,
        verdict: Some(verdict),
        unverified: None,
    }
}

/// Makes packages and compares them with the original.
struct Judge<'a> {
    recipe: &'a Recipe<'a>,
    runs: &'a Runs<'a>,
    settings: &'a BuildSettings,
    reference: &'a Prepared,
    audience: Audience,
    n_made: Cell<usize>,
}

impl Judge<'_> {
    fn judge(&self, steps: &[Step], plan: &VerifyRuns) -> anyhow::Result<(Made, Verdict)> {
        let made = self.recipe.make(steps)?;
        self.n_made.set(self.n_made.get() + 1);
        let name = format!("candidate-{}", self.n_made.get());
        let layered = &self.recipe.context.layered;
        let candidate = self.runs.deploy(&name, &made.package, layered)?;
        let pair = Pair {
            reference: self.reference,
            candidate: &candidate,
            allowed: &allowed(steps),
        };
        let verdict = verify::judge(&pair, &self.settings.target, plan, self.audience)?;
        // What was looked at is not needed any more.
        let _ = fs_err::remove_dir_all(&candidate.function.code);
        if *layered != Layered::Nothing
            && let Some(layer) = candidate.function.layers.first()
        {
            let _ = fs_err::remove_dir_all(layer);
        }
        Ok((made, verdict))
    }
}

/// Returns what changes may change.
fn allowed(steps: &[Step]) -> Vec<Allowed> {
    let mut allowed = Vec::new();
    if !recipe::imports(steps).is_empty() {
        allowed.push(allowed_of_imports());
    }
    allowed.extend(recipe::settings(steps).iter().flat_map(allowed_of_setting));
    allowed
}

/// Returns what imports that wait may change.
pub(in crate::commands) fn allowed_of_imports() -> Allowed {
    // A warning that is shown or not shown all the same is a difference of the output.
    Allowed {
        part: "state",
        path: "$.warnings".to_owned(),
        why: "a module that is not loaded adds no filters for warnings of its own".to_owned(),
    }
}

/// Returns what a start-up setting may change.
pub(in crate::commands) fn allowed_of_setting(setting: &Setting) -> Vec<Allowed> {
    let Effect::Variables(variables) = &setting.effect else {
        return Vec::new();
    };
    let allowed = variables.keys().map(|name| Allowed {
        part: "state",
        path: format!("$.variables.{name}"),
        why: format!("start-up setting `{}`", setting.name),
    });
    allowed.collect()
}
