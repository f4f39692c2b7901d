//! What is said of deferred imports.

use std::collections::BTreeMap;
use std::fmt::Write;

use warmfront_build::manifest::Manifest;
use warmfront_stats::decision::Decision;

use crate::commands::build::{Deferral, FOR_ANOTHER};

/// Modules that are named.
const MOST_NAMED: usize = 6;

/// Tells people; nothing where nothing was looked at.
pub(super) fn text(deferral: &Deferral, manifest: &Manifest) -> String {
    let (n_deferred, n_looked_at) = (n_deferred(manifest), manifest.imports.len());
    if n_looked_at == 0 {
        return String::new();
    }
    let mut text = String::from("\nDeferred imports, by CPU time of init and first invocation\n");
    let _ = write!(text, "  {n_deferred} of {n_looked_at} imports wait");
    let for_others = manifest
        .imports
        .iter()
        .filter(|one| one.reason == FOR_ANOTHER);
    let n_for_others = for_others.count();
    if n_for_others > 0 {
        let _ = write!(
            text,
            ", {n_for_others} as it pays for others that share the layer"
        );
    }
    if let Some(measured) = deferral.measured {
        let percent = (measured.ratio - 1.0) * 100.0;
        let pairs = measured.n_pairs;
        let verdict = match measured.decision {
            Decision::Better => "kept",
            Decision::Worse | Decision::NoDifference => "left out",
            Decision::Undecided => "undecided, left out",
        };
        let _ = write!(text, ": {percent:+.0} %, {verdict} ({pairs} pairs)");
    }
    text.push('\n');
    let [before, now] = deferral.account.n_loaded;
    let _ = writeln!(
        text,
        "  modules loaded at a cold start: {before} before, {now} now"
    );
    for (module, micros) in most(manifest) {
        let millis = micros / 1000;
        let _ = writeln!(text, "  {module:<34} {millis:>5} ms");
    }
    text
}

/// Returns how many imports are deferred.
pub(super) fn n_deferred(manifest: &Manifest) -> usize {
    let imports = manifest.imports.iter();
    imports.filter(|import| import.deferred).count()
}

/// Returns the modules that save most by not being loaded.
fn most(manifest: &Manifest) -> Vec<(&str, u64)> {
    let deferred = manifest.imports.iter().filter(|import| import.deferred);
    let saving = deferred.filter_map(|import| Some((import.loads.as_str(), import.saves_us?)));
    let modules: BTreeMap<&str, u64> = saving.collect();
    let mut modules: Vec<(&str, u64)> = modules.into_iter().collect();
    modules.sort_by_key(|(_, micros)| std::cmp::Reverse(*micros));
    modules.retain(|(_, micros)| *micros >= 1000);
    modules.truncate(MOST_NAMED);
    modules
}
