//! What was fixed, and what is new.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::document::{Finding, Profile, Worth};

/// Findings that are not in both profiles.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FindingChanges {
    /// Those that are gone, by the money that they cost.
    pub fixed: Vec<FindingChange>,
    /// Those that came, likewise.
    pub new: Vec<FindingChange>,
    /// How many are in both.
    pub n_remaining: usize,
}

/// A finding that is in one of the profiles.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FindingChange {
    /// Name of its pattern.
    pub pattern: String,
    /// What is or was the case.
    pub message: String,
    /// File of the line.
    pub file: Option<String>,
    /// The line.
    pub line: Option<u32>,
    /// Dollars that it costs per million invocations.
    pub dollars_per_million: f64,
}

/// What makes two findings one, wherever its line is now: pattern, file, function, and what it is
/// about.
type Identity<'a> = (&'a str, Option<&'a str>, Option<&'a str>, &'a str, &'a str);

/// Compares the findings that are worth a fix, or a risk.
pub(super) fn compare(old: &Profile, new: &Profile) -> FindingChanges {
    let mut before = by_identity(old);
    let mut changes = FindingChanges::default();
    for (identity, findings) in by_identity(new) {
        let known = before.remove(&identity).unwrap_or_default();
        changes.n_remaining += known.len().min(findings.len());
        changes.new.extend(more(new, &findings, known.len()));
        changes.fixed.extend(more(old, &known, findings.len()));
    }
    for findings in before.into_values() {
        changes.fixed.extend(more(old, &findings, 0));
    }
    for list in [&mut changes.fixed, &mut changes.new] {
        let cost = |change: &FindingChange| change.dollars_per_million;
        list.sort_by(|one, other| cost(other).total_cmp(&cost(one)));
    }
    changes
}

fn by_identity(profile: &Profile) -> BTreeMap<Identity<'_>, Vec<&Finding>> {
    let mut findings: BTreeMap<Identity<'_>, Vec<&Finding>> = BTreeMap::new();
    for finding in profile
        .findings
        .iter()
        .filter(|finding| finding.worth != Worth::NotWorthIt)
    {
        findings
            .entry(identity(profile, finding))
            .or_default()
            .push(finding);
    }
    findings
}

fn identity<'a>(profile: &'a Profile, finding: &'a Finding) -> Identity<'a> {
    let file = finding
        .file
        .as_deref()
        .map(|file| profile.subject.short(file));
    let call = finding
        .calls
        .first()
        .and_then(|index| profile.calls.get(*index));
    let module = finding
        .modules
        .first()
        .and_then(|index| profile.modules.get(*index));
    let (what, whom) = match (call, module) {
        (Some(call), _) => (call.operation.as_str(), call.target.as_str()),
        (None, Some(module)) => (module.name.as_str(), ""),
        (None, None) => ("", ""),
    };
    (
        &finding.pattern,
        file,
        finding.function.as_deref(),
        what,
        whom,
    )
}

/// Returns what there is beyond so many of the same.
fn more<'a>(
    profile: &'a Profile,
    findings: &'a [&Finding],
    than: usize,
) -> impl Iterator<Item = FindingChange> + 'a {
    findings.iter().skip(than).map(|finding| FindingChange {
        pattern: finding.pattern.clone(),
        message: finding.message.clone(),
        file: (finding.file.as_deref()).map(|file| profile.subject.short(file).to_owned()),
        line: finding.line,
        dollars_per_million: finding.saved_dollars_per_million,
    })
}
