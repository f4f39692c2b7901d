//! Why imports of a module wait until they are used, or stand where they stand, in words.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{ImportRecord, Manifest};

/// What is said of an import whose module does not run.
const NOT_REACHED: &str = "no event runs the module that imports it";

/// Most imports that are told one by one, and most modules of a package.
const MOST_LISTED: usize = 12;

impl Manifest {
    /// Says what became of the imports of a module, or of all modules of a package.
    pub(super) fn explain_imports(&self, asked: &str) -> Option<String> {
        let of_module: Vec<&ImportRecord> = self
            .imports
            .iter()
            .filter(|record| record.loads == asked)
            .collect();
        let within = format!("{asked}.");
        let mut below: BTreeMap<&str, Vec<&ImportRecord>> = BTreeMap::new();
        for record in &self.imports {
            if record.loads.starts_with(&within) {
                below.entry(&record.loads).or_default().push(record);
            }
        }
        if of_module.is_empty() && below.is_empty() {
            return None;
        }
        let mut text = format!("`{asked}`: {}\n", standing(&of_module, below.len()));
        let mut told = BTreeSet::new();
        // Each name of a statement is an import of its own, mostly with the same to be said of it.
        let mut of_module = of_module;
        of_module.retain(|record| {
            told.insert((&record.path, record.line, record.deferred, &record.reason))
        });
        for record in of_module.iter().take(MOST_LISTED) {
            let ImportRecord {
                importer,
                path,
                line,
                reason,
                ..
            } = record;
            let what = if record.deferred {
                "deferred"
            } else {
                "not deferred"
            };
            let _ = writeln!(text, "  {what} in {importer} ({path}:{line}): {reason}");
        }
        more(&mut text, of_module.len(), "imports of it");
        let mut below: Vec<(&str, Vec<&ImportRecord>)> = below.into_iter().collect();
        below.sort_by_key(|(_, records)| std::cmp::Reverse(saving(records)));
        for (module, records) in below.iter().take(MOST_LISTED) {
            let _ = writeln!(text, "  {module}: {}", standing(records, 0));
        }
        more(&mut text, below.len(), "modules in it");
        Some(text)
    }
}

/// Says whether a module waits, given all imports of it that were looked at.
fn standing(records: &[&ImportRecord], n_below: usize) -> String {
    let time = |micros: Option<u64>| micros.map(millis);
    let saves = time(saving(records));
    let n_deferred = records.iter().filter(|record| record.deferred).count();
    match (records.len(), n_deferred, saves) {
        (0, _, _) => format!("{n_below} of its modules were looked at"),
        _ if records.iter().all(|record| record.reason == NOT_REACHED) => {
            "not loaded: no event runs what imports it".to_owned()
        }
        (n, deferred, Some(saves)) if n == deferred => format!("deferred, saves {saves}"),
        (n, deferred, None) if n == deferred => "deferred, for what else is loaded".to_owned(),
        (_, 0, Some(saves)) => format!("not deferred, takes {saves} with all that it loads"),
        (_, 0, None) => "not deferred".to_owned(),
        (n, deferred, _) => format!("deferred in {deferred} of {n} places, and loaded by others"),
    }
}

fn saving(records: &[&ImportRecord]) -> Option<u64> {
    records.iter().filter_map(|record| record.saves_us).max()
}

fn more(text: &mut String, n: usize, what: &str) {
    if n > MOST_LISTED {
        let _ = writeln!(text, "  and {} more {what}", n - MOST_LISTED);
    }
}

fn millis(micros: u64) -> String {
    format!("{}.{} ms of CPU time", micros / 1000, micros % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::NOT_REACHED;
    use crate::manifest::{ImportRecord, Manifest, Subject};
    use crate::package::Package;

    fn record(importer: &str, loads: &str, deferred: bool, reason: &str) -> ImportRecord {
        ImportRecord {
            importer: importer.to_owned(),
            path: format!("{}.py", importer.replace('.', "/")),
            line: 7,
            loads: loads.to_owned(),
            binds: loads.to_owned(),
            deferred,
            reason: reason.to_owned(),
            saves_us: (loads != "shop.api").then_some(12_340),
        }
    }

    fn explained(asked: &str) -> Option<String> {
        let mut manifest = Manifest::of(&Package::default(), Subject::default()).unwrap();
        manifest.imports = vec![
            record("shop", "shop.plot", true, "none of 3 events needs it"),
            record(
                "shop.core",
                "shop.plot",
                false,
                "`Plot` is a base class at line 12",
            ),
            record("app", "shop.api", false, "every event needs it"),
            record("app", "json.tool", true, "none of 3 events needs it"),
            record("shop.plot", "shop.plot.ink", false, NOT_REACHED),
        ];
        manifest.explain(asked)
    }

    #[test]
    fn a_module_is_explained_by_those_who_import_it() {
        insta::assert_snapshot!(explained("shop.plot").unwrap(), @"
        `shop.plot`: deferred in 1 of 2 places, and loaded by others
          deferred in shop (shop.py:7): none of 3 events needs it
          not deferred in shop.core (shop/core.py:7): `Plot` is a base class at line 12
          shop.plot.ink: not loaded: no event runs what imports it
        ");
        insta::assert_snapshot!(explained("shop").unwrap(), @"
        `shop`: 3 of its modules were looked at
          shop.plot: deferred in 1 of 2 places, and loaded by others
          shop.plot.ink: not loaded: no event runs what imports it
          shop.api: not deferred
        ");
        insta::assert_snapshot!(explained("json.tool").unwrap(), @"
        `json.tool`: deferred, saves 12.3 ms of CPU time
          deferred in app (app.py:7): none of 3 events needs it
        ");
        assert_eq!(explained("sho"), None);
    }
}
