//! Start-up settings, each kept only when cold starts are measured to take less.

use std::time::Duration;

use warmfront_build::archive::Layered;
use warmfront_build::context::Context;
use warmfront_build::package::Package;
use warmfront_build::pass::startup::{self, Patterns, Setting};
use warmfront_engine::Agent;
use warmfront_stats::decision::Decision;

use super::recipe::{Recipe, Tried};
use super::runs::Runs;
use crate::commands::paired::{self, Effort};
use crate::report::progress::{Audience, Progress};

/// Pairs of cold starts for one setting: few, since what does not show in them hardly pays.
const EFFORT: Effort = Effort {
    most_pairs: 16,
    budget: Duration::MAX,
};

/// Tries the settings one after the other, each on top of those that are kept.
pub(super) fn settings(
    recipe: &Recipe<'_>,
    runs: &Runs<'_>,
    working: &[usize],
    audience: Audience,
) -> anyhow::Result<Vec<Tried>> {
    let Some(reference) = runs.reference() else {
        return Ok(Vec::new());
    };
    let plain = recipe.make(&recipe.steps())?.package;
    let context = recipe.startup_context();
    let proposed = proposed(recipe, runs, working)?;
    let mut progress = Progress::new(audience, "start-up settings", proposed.len());
    let mut kept: Vec<Setting> = Vec::new();
    let mut tried = Vec::new();
    let mut best = runs.prepare("settings-0", &plain)?;
    let requests: Vec<_> = working
        .iter()
        .map(|event| runs.request(reference, *event))
        .collect();
    for (n, setting) in proposed.into_iter().enumerate() {
        let chosen = [kept.as_slice(), std::slice::from_ref(&setting)].concat();
        let package = with(&plain, &context, &chosen)?;
        let candidate = runs.prepare(&format!("settings-{}", n + 1), &package)?;
        let compared = paired::compare([&best, &candidate], &requests, EFFORT)?;
        let is_better = compared.decision == Decision::Better;
        tried.push(Tried {
            setting: setting.clone(),
            ratio: compared.ratio(),
            n_pairs: compared.cpu.len(),
            decision: compared.decision,
        });
        if is_better {
            kept.push(setting);
            best = candidate;
        }
        progress.advance();
    }
    Ok(tried)
}

/// Returns the settings that may help a package.
pub(in crate::commands) fn proposed(
    recipe: &Recipe<'_>,
    runs: &Runs<'_>,
    working: &[usize],
) -> anyhow::Result<Vec<Setting>> {
    let plain = recipe.make(&recipe.steps())?.package;
    let context = recipe.startup_context();
    let mut proposed = startup::settings(&plain, &context);
    proposed.extend(patterns(runs, working)?);
    // A bundle lies with the code, and would hold what the layer is there for.
    if context.layered == Layered::Nothing {
        proposed.extend(startup::bundle(&plain, &context)?);
    }
    Ok(proposed)
}

/// Returns the setting that brings regular expressions compiled, if the function's init compiles
/// any.
fn patterns(runs: &Runs<'_>, working: &[usize]) -> anyhow::Result<Option<Setting>> {
    let (Some(reference), Some(event)) = (runs.reference(), working.first()) else {
        return Ok(None);
    };
    let folder = runs.folder().join("patterns");
    fs_err::create_dir_all(&folder)?;
    let mut setup = reference.setup.clone();
    setup.agent = Some(Agent {
        sources: &[startup::RECORDER],
        options: String::new(),
        recordings: folder.clone(),
        reads: None,
    });
    let request = runs.request(reference, *event);
    let environment = paired::once(setup, &request)?;
    let recorded = fs_err::read(folder.join(environment.to_string()))?;
    // What cannot be read is no setting: the function may have ended its own process.
    let patterns = Patterns::read(&recorded).ok();
    let patterns = patterns.filter(|patterns| patterns.n_patterns() > 0);
    Ok(patterns.map(Setting::patterns))
}

fn with(plain: &Package, context: &Context, chosen: &[Setting]) -> anyhow::Result<Package> {
    let mut package = plain.clone();
    startup::apply(&mut package, context, chosen)?;
    Ok(package)
}
