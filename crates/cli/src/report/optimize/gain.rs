//! How gains and stretches of time are said.

use warmfront_optimize::journey::Clock;
use warmfront_optimize::plan::Goal;
use warmfront_stats::bootstrap;

use super::document::{Gain, Interval};
use crate::report::figures::{between, percent, time};

/// Returns what the ratios of changes are of.
pub(super) fn measure(goal: Goal) -> &'static str {
    match goal {
        Goal::Cost => "cost",
        Goal::ColdStart => "time to the first response",
        Goal::P95 => "warm p95",
        Goal::Balanced => "cost and time to the first response, alike",
    }
}

/// Says what a change does: `38 % less (35–41 %)`.
pub(super) fn change(gain: Gain) -> String {
    let bounds = match (gain.lower, gain.upper) {
        (Some(lower), Some(upper)) => format!(" ({})", range(lower.get(), upper.get())),
        _ => String::new(),
    };
    let clock = match gain.clock {
        Clock::Wall => "",
        Clock::Cpu => " by CPU time",
    };
    let few = if bounds.is_empty() {
        ", too few for bounds"
    } else {
        ""
    };
    let pairs = many(gain.n_pairs, "pair");
    format!("{}{bounds}{clock}, {pairs}{few}", part(gain.ratio.get()))
}

/// Says what a ratio means for what it is of.
pub(super) fn part(ratio: f64) -> String {
    if ratio >= 1.95 {
        return format!("{} times as much", factor(ratio));
    }
    match percent((ratio - 1.0).abs()).as_str() {
        "0 %" => "no change".to_owned(),
        share if ratio < 1.0 => format!("{share} less"),
        share => format!("{share} more"),
    }
}

fn range(lower: f64, upper: f64) -> String {
    if lower < 1.0 && upper > 1.0 || upper >= 1.95 {
        return format!("{} to {}", part(lower), part(upper));
    }
    let mut shares = [lower, upper].map(|ratio| (ratio - 1.0).abs());
    shares.sort_by(f64::total_cmp);
    between(bounds(shares), percent)
}

/// Says how many times faster something is, from its ratio of before over after.
pub(super) fn faster(ratio: Interval) -> String {
    let [lower, upper] = [ratio.lower.get(), ratio.upper.get()];
    if lower <= 1.0 && upper >= 1.0 {
        return format!(
            "as fast as before ({}× to {}×)",
            factor(lower),
            factor(upper)
        );
    }
    let estimate = ratio.estimate.get();
    if estimate >= 1.0 {
        let range = between(bounds([lower, upper]), factor);
        return format!("{} times faster ({range})", factor(estimate));
    }
    let range = between(bounds([upper, lower].map(inverse)), factor);
    format!("{} times slower ({range})", factor(inverse(estimate)))
}

/// Says how much cheaper something is, from its ratio of before over after.
pub(super) fn cheaper(ratio: Interval) -> String {
    let [lower, upper] = [ratio.lower.get(), ratio.upper.get()].map(inverse);
    let range = range(upper, lower);
    if upper <= 1.0 && lower >= 1.0 {
        return format!("at the same cost ({range})");
    }
    let share = inverse(ratio.estimate.get());
    let word = if share < 1.0 { "cheaper" } else { "dearer" };
    format!("{} {word} ({range})", percent((share - 1.0).abs()))
}

fn inverse(ratio: f64) -> f64 {
    // A ratio of nothing is one of a figure that was nothing: it is not drawn as endless.
    if ratio > 0.0 { 1.0 / ratio } else { 1.0 }
}

/// Returns how many times something is something else.
pub(super) fn factor(ratio: f64) -> String {
    match ratio {
        _ if ratio >= 99.5 => format!("{ratio:.0}"),
        _ if ratio >= 1.095 => format!("{ratio:.1}"),
        _ => format!("{ratio:.2}"),
    }
}

fn bounds([lower, upper]: [f64; 2]) -> bootstrap::Interval {
    bootstrap::Interval {
        estimate: lower,
        lower,
        upper,
    }
}

/// Returns a stretch of time that people wait through.
pub(super) fn span(millis: f64) -> String {
    let seconds = millis / 1e3;
    match seconds {
        _ if seconds >= 119.5 => {
            let minutes = format!("{:.1}", seconds / 60.0);
            format!("{} min", minutes.trim_end_matches(".0"))
        }
        _ if seconds >= 9.95 => format!("{seconds:.0} s"),
        _ => time(millis),
    }
}

/// Returns a number of things: `1 change`, `3 changes`.
pub(super) fn many(n: usize, thing: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {thing}{plural}")
}
