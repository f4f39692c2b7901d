//! The table at the end of a run.

use super::table::{Align, Table};
use crate::report::Subject;
use crate::report::summary::{Cold, Estimate, Summary, Warm};

/// Returns the table of a run.
pub(super) fn render(subject: &Subject, summary: &Summary) -> String {
    let mut times = Table::new([Align::Left, Align::Right, Align::Left]);
    if let Some(cold) = &summary.cold {
        add_cold(&mut times, cold);
    }
    if let Some(warm) = &summary.warm {
        add_warm(&mut times, warm, summary.concurrency);
    }
    let mut text = times.render();
    let mut fact = |name: &str, value: &str| text.extend([name, ": ", value, "\n"]);
    if !summary.failures.is_empty() {
        fact("failed", &failures(summary));
    }
    if let Some(used) = summary.max_memory_used_mb {
        let size = subject.function.memory_size;
        fact("max memory used", &format!("{used} MB of {size}"));
    }
    if let Some(costs) = costs(summary) {
        let architecture = subject.function.architecture;
        let prices = &summary.prices;
        fact(
            "cost per million",
            &format!("{costs} ({architecture}, {prices})"),
        );
    }
    fact("limits", &subject.limits);
    text
}

fn add_cold(table: &mut Table<3>, cold: &Cold) {
    let column = if cold.n > 1 { "median" } else { "" };
    heading(
        table,
        format!("cold start, n = {}", cold.n),
        column,
        &[cold.init],
    );
    if cold.restore.is_some() {
        // The init happened when the snapshot was made, and nobody waits for it.
        row(table, "  restore", cold.restore);
    } else {
        row(table, "  spawn", Some(cold.spawn));
        if cold.runtime_init.is_none() || cold.function_init.is_none() {
            row(table, "  init", Some(cold.init));
        }
        row(table, "  runtime init", cold.runtime_init);
        row(table, "  function init", cold.function_init);
    }
    row(table, "  first invocation", Some(cold.first_invocation));
    billed(table, cold.billed);
}

fn add_warm(table: &mut Table<3>, warm: &Warm, concurrency: usize) {
    let title = match concurrency {
        1 => format!("warm invocation, n = {}", warm.n),
        _ => format!("warm invocation, n = {}, {concurrency} at a time", warm.n),
    };
    heading(table, title, "duration", &[warm.p50, warm.p90, warm.p99]);
    row(table, "  p50", Some(warm.p50));
    row(table, "  p90", Some(warm.p90));
    row(table, "  p99", Some(warm.p99));
    billed(table, warm.billed);
}

/// Writes the names of the columns; no interval is announced where no estimate has one.
fn heading(table: &mut Table<3>, title: String, column: &str, estimates: &[Estimate]) {
    let bounded = estimates
        .iter()
        .any(|estimate| estimate.lower.is_some() || estimate.upper.is_some());
    let interval = if bounded { "95 % interval" } else { "" };
    table.row([title, column.to_owned(), interval.to_owned()]);
}

fn row(table: &mut Table<3>, name: &str, estimate: Option<Estimate>) {
    if let Some(estimate) = estimate {
        let value = format!("{:.2} ms", estimate.value);
        table.row([name.to_owned(), value, interval(estimate)]);
    }
}

fn billed(table: &mut Table<3>, estimate: Estimate) {
    // The median of an even number of whole milliseconds may be a half.
    let value = format!("{} ms", estimate.value);
    table.row(["  billed duration".to_owned(), value, String::new()]);
}

fn interval(estimate: Estimate) -> String {
    match (estimate.lower, estimate.upper) {
        (Some(lower), Some(upper)) => format!("{lower:.2} – {upper:.2} ms"),
        (Some(lower), None) => format!("≥ {lower:.2} ms"),
        (None, Some(upper)) => format!("≤ {upper:.2} ms"),
        (None, None) => String::new(),
    }
}

fn failures(summary: &Summary) -> String {
    let n: usize = summary.failures.iter().map(|(_, n)| n).sum();
    let each: Vec<String> = summary
        .failures
        .iter()
        .map(|(failure, n)| match n {
            1 => failure.clone(),
            _ => format!("{failure} ({n} times)"),
        })
        .collect();
    format!("{n} of {}: {}", summary.n_invocations, each.join(", "))
}

fn costs(summary: &Summary) -> Option<String> {
    let cold = summary.cold.as_ref().map(|cold| (cold.cost, "cold"));
    let warm = summary.warm.as_ref().map(|warm| (warm.cost, "warm"));
    let costs: Vec<String> = [cold, warm]
        .into_iter()
        .flatten()
        .map(|(cost, which)| format!("{} {which}", cost.per_million()))
        .collect();
    (!costs.is_empty()).then(|| costs.join(", "))
}
