//! What findings cost, by a profile that was kept.

use std::path::{Path, PathBuf};
use std::time::Duration;

use warmfront_check::configuration::Configuration;
use warmfront_check::finding::{Class, Cost, Finding, Subject};
use warmfront_profile::document::{Call, Profile};

use crate::commands::profile::read_kept;
use crate::settings::CheckSettings;

/// Where a profile is kept unless said otherwise.
const USUAL: &str = ".warmfront/profile.json";

/// A profile that was kept.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) profile: Profile,
    /// Where it was.
    pub(super) label: String,
}

/// Returns where a profile is looked for.
pub(super) fn looked(settings: &CheckSettings) -> PathBuf {
    let named = settings.profile.clone();
    named.unwrap_or_else(|| USUAL.into())
}

/// Reads the profile that a flag names, or the one that lies where profiles are kept.
pub(super) fn kept(settings: &CheckSettings) -> anyhow::Result<Option<Kept>> {
    let usual = Path::new(USUAL);
    let path: PathBuf = match &settings.profile {
        Some(path) => path.clone(),
        None if usual.is_file() => usual.to_owned(),
        None => return Ok(None),
    };
    let profile = read_kept(&path)?;
    Ok(Some(Kept {
        profile,
        label: path.display().to_string(),
    }))
}

/// Adds how long the init of the profiled function took.
pub(super) fn measured(configuration: &mut Configuration, profile: &Profile) {
    for ((_, id), known) in &mut configuration.known {
        if *id == profile.subject.function {
            known.init = Some(profile.account.init_ms.to_duration());
        }
    }
}

/// Gives findings their measured cost, and puts the costliest first; what was not seen keeps its
/// place and has no number.
pub(super) fn join(found: &mut [Finding], profile: &Profile) {
    for finding in found.iter_mut() {
        finding.cost = cost(finding, profile);
    }
    // The sort is stable: without a cost the order of files stays.
    found.sort_by_key(|finding| std::cmp::Reverse(finding.cost.map(|cost| cost.per_million)));
}

fn cost(finding: &Finding, profile: &Profile) -> Option<Cost> {
    let time = match &finding.subject {
        Subject::Import(module) => import(module, profile)?,
        Subject::Operation(operation) => calls(finding, profile, Some(operation))?,
        Subject::Place if finding.class != Class::Safety => calls(finding, profile, None)?,
        Subject::Place | Subject::None => return None,
    };
    if time <= 0.0 {
        return None;
    }
    // An init is paid for by the share of invocations that are cold starts.
    let share = if finding.class == Class::Init {
        profile.subject.cold_share
    } else {
        1.0
    };
    let dollars = profile.subject.dollars_per_million(time) * share;
    Some(Cost {
        time: Duration::try_from_secs_f64(time / 1e3).ok()?,
        per_million: format!("{dollars:.6}").parse().ok()?,
    })
}

/// Returns what would be saved if a module were never imported, in milliseconds.
fn import(module: &str, profile: &Profile) -> Option<f64> {
    let found = profile.modules.iter().find(|each| each.name == module)?;
    Some(found.retained_ms.0)
}

/// Returns how long the calls at a finding's lines took per invocation, in milliseconds.
fn calls(finding: &Finding, profile: &Profile, operation: Option<&str>) -> Option<f64> {
    let range = finding.place.range?;
    let lines = range.start.line..=range.end.line;
    let is_here = |call: &&Call| {
        let file = call.file.as_deref().map(|file| profile.subject.short(file));
        let is_file = file.is_some_and(|file| finding.place.file.ends_with(file));
        let is_operation = operation.is_none_or(|operation| call.operation == operation);
        is_file && is_operation && call.line.is_some_and(|line| lines.contains(&line))
    };
    let here: Vec<&Call> = profile.calls.iter().filter(is_here).collect();
    let total: f64 = here.iter().map(|call| call.duration_ms.0).sum();
    let listed = profile.invocations_with_calls();
    let n = u32::try_from(listed.iter().filter(|listed| **listed).count()).ok()?;
    (!here.is_empty() && n > 0).then(|| total / f64::from(n))
}
