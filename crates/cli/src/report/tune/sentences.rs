//! What came of it in sentences, for every report alike.

use warmfront_model::function::Architecture;
use warmfront_model::units::MemorySize;
use warmfront_stats::bootstrap::Interval;
use warmfront_tune::choice::{Other, Relation, Why};
use warmfront_tune::plan::Strategy;
use warmfront_tune::tuning::{OnArchitecture, Verdict};

use super::{Tuned, facts};
use crate::report::figures::{between, count, money, percent, time};

/// Returns what to tell a colleague.
pub(super) fn headline(tuned: Tuned<'_>) -> String {
    let name = &tuned.subject.function.name;
    let Some(size) = tuned.chosen() else {
        return match tuned.tuning.verdict {
            Verdict::NeverSucceeded => {
                format!("{name} failed at every size: there is nothing to choose by")
            }
            _ => format!("no size can be chosen for {name}"),
        };
    };
    let Some(figures) = tuned.figures(size) else {
        return format!("{name} should have {size}");
    };
    let own = format!(
        "{} per million invocations, p50 {}",
        money(figures.cost.estimate),
        time(figures.p50_ms.estimate)
    );
    match tuned.other(Relation::Present) {
        _ if size == tuned.present() => format!("{name} has the right size, {size}: {own}"),
        Some(present) => format!(
            "{name} should have {size} instead of {}: {}, {} ({own})",
            present.size,
            cost_change(present),
            speed_change(present)
        ),
        None => format!("{name} should have {size}{}: {own}", instead(tuned)),
    }
}

/// Says what speaks against the present size, where it cannot be chosen.
fn instead(tuned: Tuned<'_>) -> String {
    let present = tuned.present();
    let unusable = tuned
        .point(present)
        .and_then(|point| facts::unusable(point.usable));
    match unusable {
        Some(reason) => format!(" instead of {present}, {reason}"),
        None => String::new(),
    }
}

/// Says what the choice costs where another size costs more or less.
fn cost_change(present: &Other) -> String {
    let ratio = present.cost.estimate;
    match 1.0 - 1.0 / ratio {
        saved if saved <= -0.95 => format!("{:.1} times as dear", 1.0 / ratio),
        saved if saved >= 0.005 => format!("{} cheaper", percent(saved)),
        saved if saved <= -0.005 => format!("{} dearer", percent(-saved)),
        _ => "at the same cost".to_owned(),
    }
}

fn speed_change(present: &Other) -> String {
    let times = present.p50.estimate;
    if times >= 1.95 {
        format!("{times:.1} times as fast")
    } else if times >= 1.005 {
        format!("{} faster", percent(times - 1.0))
    } else if times > 1.0 / 1.005 {
        "as fast".to_owned()
    } else if times > 1.0 / 1.95 {
        format!("{} slower", percent(1.0 / times - 1.0))
    } else {
        format!("{:.1} times as slow", 1.0 / times)
    }
}

/// Says why the size is chosen.
pub(super) fn why(tuned: Tuned<'_>) -> Option<String> {
    let choice = tuned.tuning.choice.as_ref()?;
    let tolerance = percent(tuned.plan.tolerance);
    Some(match choice.why {
        Why::Cheapest => "nothing costs less".to_owned(),
        Why::Fastest => "nothing is faster".to_owned(),
        Why::FasterForTheSame { cheapest } => {
            format!(
                "it is faster than {cheapest}, the cheapest, and costs at most {tolerance} more"
            )
        }
        Why::CheaperForTheSame { fastest } => {
            format!("it is cheaper than {fastest}, the fastest, and at most {tolerance} slower")
        }
        Why::BestBalance => "it is the best balance of cost and duration".to_owned(),
        Why::CheapestWithinLimit => match tuned.plan.strategy {
            Strategy::Slo { quantile, limit } => format!(
                "nothing costs less that keeps p{} within {}",
                quantile.get() * 100.0,
                time(limit.as_secs_f64() * 1e3)
            ),
            _ => "nothing costs less within the limit".to_owned(),
        },
        Why::OnlyOne => "it is the only size that can be chosen".to_owned(),
    })
}

/// Says how sure that is.
pub(super) fn verdict(tuned: Tuned<'_>) -> String {
    let n = tuned.tuning.runs.len();
    let mut sizes: Vec<MemorySize> = tuned.tuning.runs.iter().map(|run| run.size).collect();
    sizes.sort_unstable();
    sizes.dedup();
    let effort = format!("{n} invocations at {} sizes", sizes.len());
    match tuned.tuning.verdict {
        Verdict::Decided => format!("decided after {effort}: more would not change it"),
        Verdict::Undecided {
            n_more,
            rival,
            loss,
        } => {
            let more = n_more.map_or_else(
                || "how many more it takes cannot be told".to_owned(),
                |n_more| format!("about {n_more} more would tell (`--budget {}`)", n + n_more),
            );
            let better = match percent(loss).as_str() {
                "0 %" => "might be the one".to_owned(),
                loss => format!("might be better by up to {loss}"),
            };
            format!("undecided after {effort}: {rival} {better}; {more}")
        }
        Verdict::NeverSucceeded => format!("{effort}, none of which succeeded"),
        Verdict::NoneUsable => {
            format!("{effort}: every size has too little memory, is too slow, or is over the limit")
        }
    }
}

/// Says what each neighbour would lose.
pub(super) fn neighbours(tuned: Tuned<'_>) -> Vec<String> {
    let choice = tuned.tuning.choice.iter();
    let others = choice.flat_map(|choice| &choice.others);
    let neighbours = others.filter(|other| other.relation != Relation::Present);
    let said = neighbours.map(|other| {
        format!(
            "{} would be {} and {}",
            other.size,
            change(other.cost, ["dear", "dearer", "cheaper"]),
            change(other.p50, ["slow", "slower", "faster"])
        )
    });
    said.collect()
}

/// Says by how much a ratio is over or under one, with its interval.
fn change(ratio: Interval, [times, over, under]: [&str; 3]) -> String {
    if ratio.estimate >= 1.95 {
        let bounds = format!("{:.1}–{:.1}", ratio.lower, ratio.upper);
        return format!("{:.1} times as {times} ({bounds})", ratio.estimate);
    }
    let is_over = ratio.estimate >= 1.0;
    let part = |ratio: f64| if is_over { ratio - 1.0 } else { 1.0 - ratio };
    let mut bounds = [part(ratio.lower), part(ratio.upper)];
    bounds.sort_by(f64::total_cmp);
    let interval = Interval {
        estimate: part(ratio.estimate),
        lower: bounds[0],
        upper: bounds[1],
    };
    let word = if is_over { over } else { under };
    let bounds = between(interval, percent);
    format!("{} {word} ({bounds})", percent(interval.estimate))
}

/// Says which size is the least that is safe.
pub(super) fn safe_memory(tuned: Tuned<'_>) -> Option<String> {
    let safe = tuned.tuning.safe_memory?;
    Some(format!(
        "{} is the least that is safe: the most memory used was {} MB, and {} MB are added as a margin",
        safe.size, safe.used_mb, safe.margin_mb
    ))
}

/// Says what is assumed of cold starts.
pub(super) fn cold_starts(tuned: Tuned<'_>) -> String {
    let share = percent(tuned.plan.cold_share);
    let init = tuned.chosen().and_then(|size| tuned.figures(size)?.init_ms);
    match init {
        Some(init) => format!(
            "{share} of invocations are taken to be cold starts (`--cold-share`), with an init of {}",
            time(init.estimate)
        ),
        None => format!(
            "{share} of invocations are taken to be cold starts (`--cold-share`); none was measured"
        ),
    }
}

/// Says what is saved a month.
pub(super) fn saving(tuned: Tuned<'_>) -> Option<String> {
    let traffic = tuned.subject.traffic?;
    let invocations = format!("at {} invocations a month", count(traffic));
    let Some((now, then)) = costs(tuned) else {
        return Some(format!("{invocations}: what is saved cannot be told"));
    };
    #[expect(
        clippy::cast_precision_loss,
        reason = "a count of a month is below 2^53"
    )]
    let millions = traffic as f64 / 1e6;
    let (now, then) = (now * millions, then * millions);
    if tuned.chosen() == Some(tuned.present()) {
        return Some(format!("{invocations}: {} a month as it is", money(now)));
    }
    let change = if now >= then { "saved" } else { "spent more" };
    Some(format!(
        "{invocations}: {} instead of {}, {} a month {change}, before tiers and the free tier",
        money(then),
        money(now),
        money((now - then).abs())
    ))
}

/// Returns what a million invocations cost now, and what they would cost.
pub(super) fn costs(tuned: Tuned<'_>) -> Option<(f64, f64)> {
    let then = tuned.figures(tuned.chosen()?)?.cost.estimate;
    let now = if tuned.chosen() == Some(tuned.present()) {
        then
    } else {
        match tuned.other(Relation::Present) {
            Some(present) => present.cost.estimate * then,
            None => tuned.figures(tuned.present())?.cost.estimate,
        }
    };
    Some((now, then))
}

/// Says how the architectures compare at the chosen size.
pub(super) fn architectures(tuned: Tuned<'_>) -> Option<String> {
    let [configured, others @ ..] = tuned.tuning.architectures.as_slice() else {
        return None;
    };
    let other = others.first()?;
    Some(match (configured.cost, other.cost) {
        (Some(own), Some(cost)) => format!(
            "on {} it would cost {} instead of {}",
            other.architecture,
            money(cost.estimate),
            money(own.estimate)
        ),
        _ => unknown(configured.architecture, other),
    })
}

/// Says that this machine cannot know, and what would have to hold.
fn unknown(configured: Architecture, other: &OnArchitecture) -> String {
    let limit = if other.break_even >= 1.0 {
        format!("up to {} slower", percent(other.break_even - 1.0))
    } else {
        format!("at least {} faster", percent(1.0 - other.break_even))
    };
    format!(
        "{} costs no more than {configured} while it is {limit}; how fast it is this machine cannot \
         know (`--speed-ratio`)",
        other.architecture
    )
}

/// Says how well sizes are predicted that were not measured.
pub(super) fn accuracy(tuned: Tuned<'_>) -> Option<String> {
    let held_out = tuned.tuning.held_out?;
    Some(format!(
        "sizes left out in turn are predicted within {} on average, {} at worst ({} sizes)",
        percent(held_out.mean_error),
        percent(held_out.worst_error),
        held_out.n_sizes
    ))
}

/// Says what the curve is scaled by, and how far off it then is.
pub(super) fn calibration(tuned: Tuned<'_>) -> Option<String> {
    let calibration = tuned.calibration?;
    let times = |factor: f64| format!("{factor:.2}");
    let off = calibration.sizes.iter().map(|at| {
        let error = percent(at.error());
        let sign = if at.error() >= 0.0 { "+" } else { "" };
        format!("{} {sign}{error} ({} lines)", at.size, at.n)
    });
    let unused = match calibration.n_unused {
        0 => String::new(),
        n => format!("; {n} lines are of failures or of sizes without figures"),
    };
    Some(format!(
        "times are those here times {} ({}), the median of the log's warm REPORT lines over the \
         predictions; then off by {}{unused}",
        times(calibration.factor.estimate),
        between(calibration.factor, times),
        off.collect::<Vec<_>>().join(", ")
    ))
}
