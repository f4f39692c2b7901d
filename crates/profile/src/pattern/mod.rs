//! Patterns of waste, one file each.

use crate::document::{Finding, Profile};

/// What patterns look at.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The profile so far, without findings.
    pub profile: &'a Profile,
    /// By event, the string constants of the user's code that ran in a survey.
    pub names: &'a [Vec<String>],
}

/// A pattern.
pub(crate) struct Pattern {
    /// Its name, such as `batchable-calls`.
    pub(crate) name: &'static str,
    /// Finds its instances.
    pub(crate) find: fn(&Evidence<'_>) -> Vec<Finding>,
}

/// Sorted by name.
pub(crate) const ALL: &[Pattern] = &[];

/// Returns what all patterns find, by saved money, largest first.
#[must_use]
pub fn find(evidence: &Evidence<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = ALL
        .iter()
        .flat_map(|pattern| {
            let found = (pattern.find)(evidence);
            debug_assert!(found.iter().all(|each| each.pattern == pattern.name));
            found
        })
        .collect();
    findings.sort_by(|one, other| {
        let saved = |finding: &Finding| finding.saved_dollars_per_million;
        (one.worth.cmp(&other.worth)).then(saved(other).total_cmp(&saved(one)))
    });
    findings
}
