//! Imports that wait until they are used, as one change.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use warmfront_build::pass::Pass;
use warmfront_build::pass::bytecode;
use warmfront_build::pass::defer::plan::Plan;
use warmfront_optimize::change::Source;

use super::{Bench, Proposed};
use crate::commands::build::imports::{self, Judge};
use crate::commands::build::recipe::Recipe;
use crate::commands::optimize::alteration::{Alteration, Fingerprint, Waiting};
use crate::commands::optimize::kit;

/// What was chosen, as it is kept.
#[derive(Serialize, Deserialize)]
struct Chosen {
    plan: String,
    n_imports: usize,
    loaded: BTreeSet<String>,
    saved_ms: f64,
    n_loaded: [usize; 2],
}

/// Proposes all imports that no event needs.
pub(super) fn propose(bench: &mut Bench<'_, '_>) -> anyhow::Result<Vec<Proposed>> {
    let (ground, kept) = (bench.ground, bench.kept);
    let question = Fingerprint::of([
        b"imports".as_slice(),
        ground.subject.as_ref(),
        kit::of_set(kept.iter().copied()).as_ref(),
    ]);
    let chosen = bench.trials.answer(question, || {
        let Ok(package) = kit::edited(ground, kept) else {
            return Ok(None);
        };
        let mut passes = kit::passes(kept);
        let is_bytecode = |pass: &&Pass| pass.name == bytecode::PASS.name;
        if !passes.iter().any(is_bytecode) {
            passes.push(&bytecode::PASS);
        }
        let recipe = Recipe::new(&package, &passes, ground.context.clone())?;
        let deferral = imports::choose(&recipe, ground.runs, Judge::Caller, ground.audience)?;
        Ok(Some(Chosen {
            plan: String::from_utf8_lossy(&deferral.plan.to_json()).into_owned(),
            n_imports: deferral.plan.edges().count(),
            loaded: deferral.loaded.unwrap_or_default(),
            saved_ms: deferral.account.saved.as_secs_f64() * 1e3,
            n_loaded: deferral.account.n_loaded,
        }))
    })?;
    let Some(chosen) = chosen.filter(|chosen| chosen.n_imports > 0) else {
        return Ok(Vec::new());
    };
    let waiting = Waiting {
        plan: Plan::from_json(chosen.plan.as_bytes())?,
        edits: kept.iter().flat_map(|each| each.edits()).cloned().collect(),
        loaded: chosen.loaded,
    };
    let saved = Duration::try_from_secs_f64(chosen.saved_ms / 1e3).unwrap_or_default();
    let title = format!(
        "{} imports that no event needs wait until they are used: {} modules are loaded instead of {}",
        chosen.n_imports, chosen.n_loaded[1], chosen.n_loaded[0]
    );
    let mut proposed = Proposed::new(
        "imports/deferred".to_owned(),
        Source::Imports,
        title,
        Alteration::Imports(Arc::new(waiting)),
    );
    proposed.change.expected = bench.share_of_cold_start(saved);
    Ok(vec![proposed])
}
