//! What a reader should know of the figures, and what to do next.

use std::collections::BTreeMap;

use warmfront_profile::document::Profile;

use super::figures::{count, percent, time};
use super::imports;
use super::paint::{Paint, Style};
use crate::report::text::cells::wrap;

/// Part of init that may be left over: clocks and rounding account for so much.
const TOLERATED: f64 = 0.03;

/// What can be done with a profile besides reading this.
const NEXT: &str = "next: --html FILE shows timeline, imports and flame graphs; --export FORMAT=FILE \
    is for other tools; -o FILE keeps the profile, and --compare FILE says what a change did";

/// Returns the lines at the end.
pub(super) fn render(profile: &Profile, most: usize, paint: Paint) -> String {
    let mut facts = Vec::new();
    facts.extend(failures(profile).map(|fact| (Style::Bad, fact)));
    facts.extend(imports::compiled(profile).map(|fact| (Style::Bad, fact)));
    facts.extend(account(profile).map(|fact| (Style::Dim, fact)));
    facts.extend(agent(profile).map(|fact| (Style::Dim, fact)));
    let notes = profile.subject.notes.iter();
    facts.extend(notes.map(|note| (Style::Dim, format!("note: {note}"))));
    facts.push((Style::Dim, NEXT.to_owned()));
    let mut text = String::new();
    for (style, fact) in facts {
        for (index, line) in wrap(&fact, most.saturating_sub(2)).iter().enumerate() {
            let indent = if index == 0 { "" } else { "  " };
            text.push_str(&paint.paint(style, &format!("{indent}{line}")));
            text.push('\n');
        }
    }
    text
}

fn failures(profile: &Profile) -> Option<String> {
    let mut failures: BTreeMap<&str, usize> = BTreeMap::new();
    let failed = profile
        .invocations
        .iter()
        .filter_map(|each| each.error.as_deref());
    for error in failed {
        *failures.entry(error).or_default() += 1;
    }
    let n: usize = failures.values().sum();
    let each: Vec<String> = (failures.iter())
        .map(|(error, n)| match n {
            1 => (*error).to_owned(),
            _ => format!("{error} ({n} times)"),
        })
        .collect();
    let all = count(profile.invocations.len(), "invocation");
    (n > 0).then(|| format!("failed: {n} of {all}: {}", each.join(", ")))
}

/// Says that the parts of init add up; where they do not, a note of the profile says it.
fn account(profile: &Profile) -> Option<String> {
    let account = &profile.account;
    let share = (account.unattributed_ms.0 / account.init_ms.0).abs();
    let adds_up = !profile.modules.is_empty() && share <= TOLERATED;
    let (rest, init) = (time(account.unattributed_ms), time(account.init_ms));
    adds_up.then(|| format!("unattributed: {rest} of {init} init ({})", percent(share)))
}

/// Says what watching cost.
fn agent(profile: &Profile) -> Option<String> {
    let (plain, observed) = (
        profile.account.plain_init_ms?,
        profile.account.observed_init_ms?,
    );
    let started = profile.account.agent_ms;
    Some(format!(
        "watching: init took {} unwatched and {} watched, of which the agent's start {}",
        time(plain),
        time(observed),
        time(started)
    ))
}
