//! Pruning: what cannot be needed at run time goes, each file with its reason.
//!
//! Rules propose files by what they are. A proposal is then held against the package's own code: what
//! the remaining sources import, or name as a file, stays, and so does what a run touched or the user
//! wants. Code that computes names cannot be read this way; a build that is verified finds what it
//! needs, and [`groups`] says what to put back together.

mod proposal;
mod rule;
mod survey;
mod used;

use std::collections::BTreeMap;

use crate::context::Context;
use crate::package::{Package, PackagePath};
use crate::pass::{Applied, Pass, PassError};
use proposal::{Proposals, Verdict};
use survey::Survey;

/// The pass.
pub const PASS: Pass = Pass {
    name: NAME,
    summary: "take out what cannot be needed at run time",
    by_default: true,
    apply,
};

const NAME: &str = "prune";

/// Files that go for one reason, and are put back together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What they are, such as `pandas: tests`.
    pub name: String,
    /// The files.
    pub paths: Vec<PackagePath>,
    /// Their sizes together.
    pub bytes: u64,
}

/// Returns what would go, by distribution and rule, largest first. Files of a group stay when
/// [`crate::context::Choices::keep`] names them.
pub fn groups(package: &Package, context: &Context) -> Result<Vec<Group>, PassError> {
    let plan = plan(package, context)?;
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for (path, proposal) in plan.decided() {
        let Some(entry) = package
            .get(path)
            .filter(|_| proposal.verdict == Verdict::Goes)
        else {
            continue;
        };
        let owner = entry.distribution.as_deref().unwrap_or("the function");
        let name = format!("{owner}: {}", proposal.rule);
        let group = groups.entry(name.clone()).or_insert_with(|| Group {
            name,
            paths: Vec::new(),
            bytes: 0,
        });
        group.paths.push(path.clone());
        group.bytes += entry.content.size();
    }
    let mut groups: Vec<Group> = groups.into_values().collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.bytes));
    Ok(groups)
}

fn apply(package: &mut Package, context: &Context) -> Result<Applied, PassError> {
    let plan = plan(package, context)?;
    for (path, proposal) in plan.decided() {
        match &proposal.verdict {
            Verdict::Goes => package.remove(NAME, path, proposal.reason.clone()),
            Verdict::Stays(why) => {
                package.keep(NAME, path, format!("{}, but {why}", proposal.reason));
            }
        }
    }
    Ok(Applied {
        notes: plan.notes,
        ..Applied::default()
    })
}

/// Decides about every file that a rule proposes.
fn plan(package: &Package, context: &Context) -> Result<Proposals, PassError> {
    let mut proposals = Proposals::default();
    let mut survey = Survey::new(package, context);
    for rule in rule::BY_NAME {
        rule.propose(&survey, &mut proposals);
    }
    used::hold_wanted(&survey, &mut proposals);
    survey.read_sources(&proposals)?;
    used::hold_imported(&mut survey, &mut proposals)?;
    for rule in rule::BY_CODE {
        rule.propose(&survey, &mut proposals);
    }
    used::hold_wanted(&survey, &mut proposals);
    used::hold_named(&survey, &mut proposals);
    used::hold_linked(&survey, &mut proposals);
    used::follow_sources(&survey, &mut proposals);
    Ok(proposals)
}

#[cfg(test)]
mod tests;
