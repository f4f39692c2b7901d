//! Fixes of the function's own code: what costs time in it, and is known to be mended.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use warmfront_check::code::Code;
use warmfront_check::finding::Finding;
use warmfront_check::fix::{Edit, Plan};
use warmfront_check::rule;
use warmfront_optimize::change::Source;

use super::Proposed;
use crate::commands::check;
use crate::commands::optimize::alteration::Alteration;
use crate::commands::optimize::ground::Ground;
use crate::settings::CheckSettings;

/// Returns what is found in the function's code and in its template.
pub(in crate::commands::optimize) fn findings(ground: &Ground<'_>) -> anyhow::Result<Vec<Finding>> {
    let place = &ground.settings.build.target.place;
    let settings = CheckSettings::of_function(place, ground.found)?;
    let gathered = check::gather::gather(&settings)?;
    Ok(check::find(&settings, &gathered))
}

/// Proposes the fixes, those of one rule in one file together.
pub(super) fn propose(ground: &Ground<'_>) -> anyhow::Result<Vec<Proposed>> {
    let mut groups: BTreeMap<(PathBuf, Code), Vec<Finding>> = BTreeMap::new();
    for mut finding in findings(ground)? {
        let file = absolute(&finding.place.file);
        if ground.sources.name(&file).is_none() || finding.fix.is_none() {
            continue;
        }
        finding.place.file.clone_from(&file);
        groups
            .entry((file, finding.code))
            .or_default()
            .push(finding);
    }
    let groups = groups.into_iter();
    Ok(groups
        .filter_map(|((file, code), findings)| group(ground, &file, code, &findings))
        .collect())
}

fn group(ground: &Ground<'_>, file: &Path, code: Code, findings: &[Finding]) -> Option<Proposed> {
    let (edits, made) = edits(findings);
    let is_own = |edit: &Edit| ground.sources.name(&edit.file).is_some();
    let first = made.first()?;
    if !edits.iter().all(is_own) {
        return None;
    }
    let name = rule::of(code).map_or("fix", |rule| rule.name);
    let path = ground.sources.name(file)?;
    let line = first.place.range.map_or(1, |range| range.start.line);
    let summary = &first.fix.as_ref()?.summary;
    let place = match made.len() {
        1 => format!("{path}:{line}"),
        n => format!("{path}, {n} places"),
    };
    Some(Proposed::new(
        format!("code/{name}/{path}:{line}"),
        Source::Code,
        format!("{summary} ({place})"),
        Alteration::Code(edits),
    ))
}

/// Returns the edits of all fixes that go together, and the findings that they mend.
fn edits(findings: &[Finding]) -> (Vec<Edit>, Vec<&Finding>) {
    let mut plan = Plan::default();
    let mut edits: Vec<Edit> = Vec::new();
    let mut made = Vec::new();
    for finding in findings {
        let Some(fix) = finding.fix.as_ref().filter(|fix| plan.take(fix)) else {
            continue;
        };
        for edit in &fix.edits {
            let edit = Edit {
                file: absolute(&edit.file),
                ..edit.clone()
            };
            if !edits.contains(&edit) {
                edits.push(edit);
            }
        }
        made.push(finding);
    }
    (edits, made)
}

/// Returns a file as the package knows it.
pub(in crate::commands::optimize) fn absolute(file: &Path) -> PathBuf {
    std::path::absolute(file).unwrap_or_else(|_| file.to_owned())
}
