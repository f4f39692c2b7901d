//! Gains that do not add up: two patterns that would save the time of the same calls.

use std::collections::BTreeSet;

use super::saved_ms;
use super::wording::{ms, place};
use crate::document::{Finding, Profile};

/// Two findings are about the same calls when they share this much of the smaller one's.
const SAME: f64 = 0.5;

/// Keeps, of findings about the same calls, the one that saves most; it mentions the others.
pub(super) fn resolve(mut findings: Vec<Finding>, profile: &Profile) -> Vec<Finding> {
    findings.sort_by(|one, other| {
        let worth = one.worth.cmp(&other.worth);
        let dollars = |finding: &Finding| finding.saved_dollars_per_million;
        worth.then(dollars(other).total_cmp(&dollars(one)))
    });
    let mut kept: Vec<(Finding, BTreeSet<usize>)> = Vec::new();
    for finding in findings {
        let calls: BTreeSet<usize> = finding.calls.iter().copied().collect();
        let rival = kept.iter_mut().find(|(_, of)| same(of, &calls));
        match rival {
            Some((better, _)) if better.pattern == finding.pattern => {}
            Some((better, _)) => {
                let line = place(profile, finding.file.as_deref(), finding.line);
                let saves = ms(saved_ms(&finding));
                let pattern = &finding.pattern;
                better.evidence.push(format!(
                    "`{pattern}` at {line} is about the same calls and would save {saves} instead, not on top"
                ));
            }
            None => kept.push((finding, calls)),
        }
    }
    kept.into_iter().map(|(finding, _)| finding).collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of calls are small")]
fn same(one: &BTreeSet<usize>, other: &BTreeSet<usize>) -> bool {
    let shared = one.intersection(other).count();
    let smaller = one.len().min(other.len());
    smaller > 0 && shared as f64 >= SAME * smaller as f64
}
