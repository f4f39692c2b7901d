//! Deferred imports: modules that no event needs are loaded at their first use, or never.
//!
//! Which imports may wait is analysed, which should is chosen by what events load, and the bytecode
//! pass does it by a [`plan`]: the sources of a package stay as they were written.

pub mod analysis;
pub mod choose;
pub mod known;
pub mod lazy_patch;
pub mod plan;
pub mod proposal;
pub mod recording;
pub mod transform;

use analysis::{Analysis, Edge, Given};
use known::{Known, Standing};
use proposal::{Proposal, Verdict};

use crate::context::Context;
use crate::package::Package;
use crate::pass::PassError;

/// What this pass is called.
pub const NAME: &str = "defer";

/// What it does, in a line.
pub const SUMMARY: &str =
    "has imports that no event needs wait until they are used, where it is measured to help";

/// Reasons that are told of one import.
const MOST_REASONS: usize = 4;

/// Returns the imports of a package, and whether each may be deferred.
pub fn proposals(
    package: &Package,
    context: &Context,
    known: &Known,
) -> Result<Vec<Proposal>, PassError> {
    let handler = &context.handler;
    let module = handler
        .rsplit_once('.')
        .map_or(&**handler, |(module, _)| module);
    let given = Given {
        python: context.python,
        roots: &[module.replace('/', ".")],
        loaded: Some(&context.evidence.modules),
    };
    let analysis = Analysis::of(package, &given)?;
    let proposals = analysis.judged().map(|(number, edge, verdict)| {
        let importer = analysis.tree.module(edge.module);
        let mut reasons = analysis.sentences(verdict);
        let verdict = if is_known_harmless(&analysis, (edge, verdict), known) {
            &analysis::Verdict::Safe
        } else {
            verdict
        };
        reasons.truncate(MOST_REASONS);
        Proposal {
            path: importer.path.clone(),
            importer: importer.name.clone(),
            loads: edge.target.clone(),
            edge: analysis.planned(number, edge),
            verdict: match verdict {
                analysis::Verdict::Safe => Verdict::Safe,
                analysis::Verdict::Unproven(_) => Verdict::Unproven(reasons),
                analysis::Verdict::Unsafe(_) | analysis::Verdict::Needed(_) => {
                    Verdict::Unsafe(reasons)
                }
            },
        }
    });
    Ok(proposals.collect())
}

/// Tells whether all that speaks against deferring an import is what the module does that it loads,
/// and that is known to matter to nobody who does not use the module.
fn is_known_harmless(
    analysis: &Analysis,
    (edge, verdict): (&Edge, &analysis::Verdict),
    known: &Known,
) -> bool {
    let importer = &analysis.tree.module(edge.module).name;
    let known = known.effects(importer, &edge.target);
    let is_safe = known.is_some_and(|known| known.standing == Standing::Safe);
    let mut reasons = verdict.reasons().iter();
    is_safe
        && !matches!(verdict, analysis::Verdict::Needed(_))
        && reasons.all(|reason| reason.module != edge.module)
}

#[cfg(test)]
mod tests;
