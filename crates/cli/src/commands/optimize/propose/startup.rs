//! Start-up settings, each as a change.

use warmfront_build::pass::startup;
use warmfront_optimize::change::Source;

use super::{Bench, Proposed};
use crate::commands::build::measure;
use crate::commands::build::recipe::Recipe;
use crate::commands::optimize::alteration::Alteration;
use crate::commands::optimize::kit;

/// Proposes the settings that may help what is kept.
pub(super) fn propose(bench: &mut Bench<'_, '_>) -> anyhow::Result<Vec<Proposed>> {
    let (ground, kept) = (bench.ground, bench.kept);
    let Ok(package) = kit::edited(ground, kept) else {
        return Ok(Vec::new());
    };
    let passes = kit::passes(kept);
    let mut recipe = Recipe::new(&package, &passes, ground.context.clone())?;
    kit::take_over(kept, &mut recipe)?;
    let settings = measure::proposed(&recipe, ground.runs, &ground.working)?;
    let proposed = settings.into_iter().map(|setting| {
        Proposed::new(
            format!("{}/{}", startup::NAME, setting.name),
            Source::Startup,
            setting.summary.clone(),
            Alteration::Setting(setting),
        )
    });
    Ok(proposed.collect())
}
