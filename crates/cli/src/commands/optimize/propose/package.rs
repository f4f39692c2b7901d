//! Passes over the package.

use warmfront_build::package::{ChangeKind, Package};
use warmfront_build::pass::{self, Pass, bytecode};
use warmfront_optimize::change::{Keeps, Source};

use super::{Bench, Proposed};
use crate::commands::optimize::alteration::Alteration;

/// Part of a cold start that valid bytecode saves, where there is none: it is tried first.
const BYTECODE: f64 = 0.4;

/// Proposes every pass that would change something.
pub(super) fn propose(bench: &Bench<'_, '_>) -> anyhow::Result<Vec<Proposed>> {
    let mut proposed = Vec::new();
    for pass in pass::ALL.iter().filter(|pass| pass.by_default) {
        let original = &bench.ground.original.package;
        let mut package = original.clone();
        (pass.apply)(&mut package, &bench.ground.context)?;
        if !changes(original, &package)? {
            continue;
        }
        let is_bytecode = pass.name == bytecode::PASS.name;
        let mut each = Proposed::new(
            format!("package/{}", pass.name),
            Source::Package,
            title(pass),
            Alteration::Pass(pass),
        );
        if is_bytecode {
            each.change.expected = Some(BYTECODE);
        } else {
            // A smaller package is worth something by itself.
            each.change.keeps = Keeps::UnlessWorse;
        }
        proposed.push(each);
    }
    Ok(proposed)
}

fn title(pass: &Pass) -> String {
    pass.summary.to_owned()
}

/// Tells whether a pass made another package of it.
fn changes(before: &Package, after: &Package) -> anyhow::Result<bool> {
    for (path, changes) in after.changes() {
        if changes.iter().all(|change| change.kind == ChangeKind::Kept) {
            continue;
        }
        match (before.get(path), after.get(path)) {
            (Some(before), Some(after)) => {
                if before.content.read()? != after.content.read()? {
                    return Ok(true);
                }
            }
            (None, None) => {}
            _ => return Ok(true),
        }
    }
    Ok(false)
}
