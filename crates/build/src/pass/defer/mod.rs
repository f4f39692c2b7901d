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

use analysis::{Analysis, Given};
use proposal::{Proposal, Verdict};

use crate::context::Context;
use crate::package::Package;
use crate::pass::PassError;

/// What this pass is called.
pub const NAME: &str = "defer";

/// What it does, in a line.
pub const SUMMARY: &str =
    "has imports that no event needs wait until they are used, where it is measured to help";

/// Returns the imports of a package, and whether each may be deferred.
pub fn proposals(package: &Package, context: &Context) -> Result<Vec<Proposal>, PassError> {
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
        let reasons = analysis.sentences(verdict);
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

#[cfg(test)]
mod tests;
