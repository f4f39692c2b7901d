//! What came of it in sentences, for every report alike.

use warmfront_optimize::change::Source;
use warmfront_optimize::journey::{End, Fate};
use warmfront_optimize::laboratory::Behaviour;

use super::document::{Advice, Applied, Artifact, EventOrigin, Optimized};
use super::fates::Group;
use super::gain::{cheaper, faster, many, measure, span};
use crate::report::figures::{count, money, percent, time};

/// Something to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Next {
    /// What it does.
    pub(super) about: String,
    /// What to type for it.
    pub(super) command: Option<String>,
}

/// Returns what to tell a colleague.
pub(super) fn headline(of: &Optimized) -> String {
    let name = &of.subject.function;
    if matches!(of.behaviour, Behaviour::Different(_)) {
        return format!("{name} behaves differently with what is kept: do not deploy it");
    }
    if of.kept.is_empty() {
        let n = of.tried.len() - Group::Untried.changes(of).len();
        return match n {
            0 if of.tried.is_empty() => format!("{name} stays as it is: nothing was found to try"),
            0 => format!("{name} stays as it is: nothing could be tried"),
            1 => format!("{name} stays as it is: the one change that was tried is not kept"),
            n => format!("{name} stays as it is: none of {n} changes that were tried is kept"),
        };
    }
    let Some(ratios) = of.overall.ratios else {
        let kept = many(of.kept.len(), "change");
        return format!("{name}: {kept} kept; what that comes to in all was not measured");
    };
    let costs = match (of.overall.before, of.overall.after) {
        (Some(before), Some(after)) => format!(
            ": {} instead of {} per million invocations",
            money(after.cost_per_million.get()),
            money(before.cost_per_million.get())
        ),
        _ => String::new(),
    };
    format!(
        "{name}: cold start {}, first request {}, {}{costs}",
        faster(ratios.init),
        faster(ratios.first_request),
        cheaper(ratios.cost)
    )
}

/// Says what is proven of the behaviour.
pub(super) fn proof(of: &Optimized) -> String {
    let n = of.subject.events.len();
    let generated = of.subject.events.iter();
    let n_generated = generated
        .filter(|event| event.origin == EventOrigin::Generated)
        .count();
    match &of.behaviour {
        Behaviour::Different(why) => {
            format!("NOT the same: it behaves differently from what is shipped: {why}")
        }
        Behaviour::Unjudged(why) => format!("not verified: {why}"),
        Behaviour::Same if of.kept.is_empty() => "nothing is changed".to_owned(),
        Behaviour::Same if n == 0 => "not verified: there is no event".to_owned(),
        Behaviour::Same => {
            let events = match n {
                1 => "its one event".to_owned(),
                n => format!("all {n} events"),
            };
            let generated = match n_generated {
                0 => String::new(),
                n_all if n_all == n => {
                    format!(
                        "; {}",
                        proof_of_generated(if n == 1 {
                            "it is generated"
                        } else {
                            "they are generated"
                        })
                    )
                }
                some => format!(
                    "; {}",
                    proof_of_generated(&match some {
                        1 => "one of them is generated".to_owned(),
                        some => format!("{some} of them are generated"),
                    })
                ),
            };
            format!("verified: it behaves the same on {events}{generated}")
        }
    }
}

fn proof_of_generated(which: &str) -> String {
    format!("{which}, and the proof is only as good as that (`--events DIR` takes real ones)")
}

/// Says what was done to get there.
pub(super) fn effort(of: &Optimized) -> String {
    let found = of.tried.len();
    let spent = span(of.spent_ms.get());
    let pairs = match of.overall.n_pairs {
        0 => String::new(),
        n => format!(" (the result by {})", many(n, "pair")),
    };
    format!(
        "{} of {} kept in {spent}{pairs}; wanted was less of: {}",
        of.kept.len(),
        many(found, "change"),
        measure(of.subject.goal)
    )
}

/// Says what it costs a month at the given traffic.
pub(super) fn saving(of: &Optimized) -> Option<String> {
    let now = of.per_month(of.overall.before?)?;
    let invocations = count(of.subject.traffic_per_month?);
    let at = format!("at {invocations} invocations a month");
    if of.kept.is_empty() {
        return Some(format!("{at}: {} a month as it is", money(now)));
    }
    let then = of.per_month(of.overall.after?)?;
    let change = if now >= then { "saved" } else { "spent more" };
    Some(format!(
        "{at}: {} instead of {}, {} a month {change}, before tiers and the free tier",
        money(then),
        money(now),
        money((now - then).abs())
    ))
}

/// Says what a reader has to know who relies on it.
pub(super) fn cautions(of: &Optimized) -> Vec<String> {
    let mut told = Vec::new();
    if of.end == End::Budget {
        let n = Group::Untried.changes(of).len();
        let left = match n {
            0 => "before all measurements were made".to_owned(),
            n => format!("with {} not tried", many(n, "change")),
        };
        told.push(format!(
            "the budget of {} was spent {left}: the same command with a larger `--budget` goes on from here",
            span(of.subject.budget_ms.get())
        ));
    }
    if of.overall.before.is_none() || of.overall.after.is_none() {
        told.push("as shipped and result could not be measured side by side".to_owned());
    }
    told.extend(placebos(of));
    told
}

fn placebos(of: &Optimized) -> Option<String> {
    let is_placebo = |tried: &&super::document::Tried| {
        tried.source == Source::Placebo && tried.fate != Fate::Untried
    };
    let all = of.tried.iter().filter(is_placebo);
    let n = all.clone().count();
    let n_kept = all.filter(|tried| tried.fate == Fate::Kept).count();
    (n > 0).then(|| {
        format!(
            "{n_kept} of {} kept, which change nothing: that is how often chance is taken for a gain",
            many(n, "placebo")
        )
    })
}

/// Says what figures rest on.
pub(super) fn assumptions(of: &Optimized) -> Vec<String> {
    let subject = &of.subject;
    vec![
        format!(
            "{} of invocations are taken to be cold starts (`--cold-share`); {}",
            percent(subject.cold_share.get()),
            subject.prices
        ),
        format!(
            "memory is the most used over the configured size; decisions are made to be right in {} of \
             cases, and less than {} makes no difference",
            percent(subject.confidence.get()),
            percent(subject.margin.get())
        ),
        "each change is measured against the ones before it by pairs of its own, so steps need not \
         add up to the result"
            .to_owned(),
    ]
}

/// Says what advice is predicted to save.
pub(super) fn predicted(advice: &Advice) -> Option<String> {
    let saves = advice.saves?;
    let mut parts = Vec::new();
    parts.extend(
        saves
            .init_ms
            .map(|ms| format!("{} of init", time(ms.get()))),
    );
    let invocation = saves.invocation_ms;
    parts.extend(invocation.map(|ms| format!("{} of an invocation", time(ms.get()))));
    let cost = saves.cost_per_million;
    parts.extend(cost.map(|cost| format!("{} per million invocations", money(cost.get()))));
    (!parts.is_empty()).then(|| format!("predicted to save {}", parts.join(", ")))
}

/// Says what was written.
pub(super) fn artifact(what: Artifact) -> &'static str {
    match what {
        Artifact::Patch => "changes of source and template",
        Artifact::Package => "the package to deploy",
        Artifact::Manifest => "why each file is in it",
        Artifact::Report => "a report",
        Artifact::Journey => "all figures (`warmfront report` renders them again)",
    }
}

/// Says what to do next.
pub(super) fn next(of: &Optimized) -> Vec<Next> {
    if of.kept.is_empty() || matches!(of.behaviour, Behaviour::Different(_)) {
        return Vec::new();
    }
    let place = |what| {
        let found = of.written.iter().find(|written| written.what == what);
        found.map(|written| quoted(&written.path))
    };
    let step = |about: &str, command: String| Next {
        about: about.to_owned(),
        command: Some(command),
    };
    let mut steps = Vec::new();
    match (of.applied, place(Artifact::Patch)) {
        (Applied::No, Some(patch)) => steps.push(step(
            "apply the changes of source and template, at the root of the repository",
            format!("git apply {patch}"),
        )),
        (Applied::Tree, _) => {
            steps.push(step("review what was changed", "git diff".to_owned()));
        }
        (Applied::Commits, _) => {
            steps.push(step("review what was committed", "git log -p".to_owned()));
        }
        (Applied::No, None) => {}
    }
    if let Some(package) = place(Artifact::Package) {
        steps.push(Next {
            about: format!("deploy {package} as the function's code"),
            command: None,
        });
    }
    steps
}

/// Returns a path as a shell takes it.
fn quoted(path: &str) -> String {
    let is_plain = |each: char| each.is_alphanumeric() || "/._-+@%,:=".contains(each);
    if !path.is_empty() && path.chars().all(is_plain) && !path.starts_with('-') {
        return path.to_owned();
    }
    let path = path.replace('\'', "'\\''");
    // What begins with a dash would be taken for a flag.
    let here = if path.starts_with('-') { "./" } else { "" };
    format!("'{here}{path}'")
}

/// Returns what it is about, in the order in which a reader asks.
pub(super) fn subject(of: &Optimized) -> Vec<(&'static str, String)> {
    let subject = &of.subject;
    let events = match subject.events.as_slice() {
        [only] => only.name.clone(),
        several => format!("{} events", several.len()),
    };
    let told = [
        ("handler", subject.handler.clone()),
        ("Python", subject.python.clone()),
        ("architecture", subject.architecture.clone()),
        ("events", events),
        ("limits", subject.limits.clone()),
        ("machine", subject.machine.clone()),
    ];
    told.into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
}
