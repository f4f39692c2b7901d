//! Patterns of waste, one file each.
//!
//! A pattern looks at a `View` of the evidence and says what it found as
//! `Draft`s; what a saving is worth is judged in `effect`, the same way for all. Its file
//! begins with the model that its prediction rests on, and where that comes from.

mod batchable_calls;
mod bytecode_not_used;
mod cacheable_read;
mod call_without_timeout;
mod client_in_handler;
mod connection_per_invocation;
mod cpu;
mod dependence;
mod draft;
mod effect;
mod garbage_collected_at_init;
mod import_needed_by_some;
mod import_never_needed;
mod independent_calls;
mod json_parsed_twice;
mod log_volume;
mod overlap;
mod parts;
mod reach;
mod repeated_read;
mod retried_call;
mod service;
mod site;
mod sql_without_index;
#[cfg(test)]
mod trace;
mod unused_attributes;
mod view;
mod whole_table_scan;
mod wording;

use view::View;

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
    /// Whether it saves the time of calls, so that two such patterns cannot both save the same.
    saves_calls: bool,
    /// Finds its instances.
    find: fn(&View<'_>) -> Vec<Finding>,
}

/// Sorted by name.
pub(crate) const ALL: &[Pattern] = &[
    batchable_calls::PATTERN,
    bytecode_not_used::PATTERN,
    cacheable_read::PATTERN,
    call_without_timeout::PATTERN,
    client_in_handler::PATTERN,
    connection_per_invocation::PATTERN,
    garbage_collected_at_init::PATTERN,
    import_needed_by_some::PATTERN,
    import_never_needed::PATTERN,
    independent_calls::PATTERN,
    json_parsed_twice::PATTERN,
    log_volume::PATTERN,
    repeated_read::PATTERN,
    retried_call::PATTERN,
    sql_without_index::PATTERN,
    unused_attributes::PATTERN,
    whole_table_scan::PATTERN,
];

/// Returns what all patterns find, by saved money, largest first.
#[must_use]
pub fn find(evidence: &Evidence<'_>) -> Vec<Finding> {
    let view = View::of(evidence);
    let (mut competing, mut findings) = (Vec::new(), Vec::new());
    for pattern in ALL {
        let found = (pattern.find)(&view);
        debug_assert!(found.iter().all(|each| each.pattern == pattern.name));
        if pattern.saves_calls {
            competing.extend(found);
        } else {
            findings.extend(found);
        }
    }
    findings.extend(overlap::resolve(competing, evidence.profile));
    sort(&mut findings);
    findings
}

/// Sorts by worth, then by saved money, then by saved time, since a share of cold starts of zero
/// makes all of init free of charge but not free of time.
fn sort(findings: &mut [Finding]) {
    findings.sort_by(|one, other| {
        let saved = |finding: &Finding| finding.saved_dollars_per_million;
        (one.worth.cmp(&other.worth))
            .then(saved(other).total_cmp(&saved(one)))
            .then(saved_ms(other).total_cmp(&saved_ms(one)))
    });
}

/// Returns the milliseconds that a finding saves, of init and of an invocation together.
fn saved_ms(finding: &Finding) -> f64 {
    let init = finding.init_now_ms.zip(finding.init_after_ms);
    let invocation = finding.invocation_now_ms.zip(finding.invocation_after_ms);
    let pairs = init.into_iter().chain(invocation);
    pairs
        .map(|(now, after)| now.estimate - after.estimate)
        .sum()
}

#[cfg(test)]
mod tests;
