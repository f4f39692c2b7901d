//! The result for people: what to do, how sure that is, and the curve.

use warmfront_tune::tuning::Point;

use super::super::text::table::{Align, Table};
use super::chart::{Chart, Mark};
use super::{Tuned, facts, plot, sentences};
use crate::report::figures::{between, money, time};

/// Returns the report.
pub(super) fn report(tuned: Tuned<'_>, width: usize) -> String {
    let mut blocks = vec![title(tuned), summary(tuned)];
    if let Some(chart) = Chart::new(tuned) {
        blocks.push(plot::lines(&chart, width));
        blocks.push(table(tuned, &chart));
    }
    blocks.push(assumptions(tuned));
    let mut text = String::new();
    for block in blocks.iter().filter(|block| !block.is_empty()) {
        if !text.is_empty() {
            text.push('\n');
        }
        for line in block {
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    text
}

fn title(tuned: Tuned<'_>) -> Vec<String> {
    let subject = tuned.subject;
    let events = match subject.events.as_slice() {
        [only] => only.clone(),
        several => format!("{} events", several.len()),
    };
    let architecture = tuned.plan.configuration.architecture;
    vec![format!(
        "{} · Python {} · {architecture} · {events} · limits: {}",
        subject.function.name, subject.python, subject.limits
    )]
}

fn summary(tuned: Tuned<'_>) -> Vec<String> {
    let mut lines = vec![sentences::headline(tuned)];
    lines.extend(sentences::why(tuned).map(|why| format!("  {why}")));
    lines.push(format!("  {}", sentences::verdict(tuned)));
    let others = sentences::neighbours(tuned);
    lines.extend(others.iter().map(|line| format!("  {line}")));
    let saving = sentences::saving(tuned);
    lines.extend(saving.map(|line| format!("  {line}")));
    lines
}

/// Returns the sizes with their figures.
fn table(tuned: Tuned<'_>, chart: &Chart) -> Vec<String> {
    let mut table = Table::new([
        Align::Left,
        Align::Right,
        Align::Right,
        Align::Right,
        Align::Right,
        Align::Right,
        Align::Left,
    ]);
    table.row(
        [
            "",
            "memory",
            "runs",
            "p50",
            "p95",
            "per million",
            "95 % interval",
        ]
        .map(str::to_owned),
    );
    for point in &tuned.tuning.curve {
        let mark = chart.sizes.iter().find(|column| column.size == point.size);
        let is_chosen = mark.is_some_and(|column| column.mark == Mark::Chosen);
        table.row(row(point, if is_chosen { "◆" } else { "" }));
    }
    table.render().lines().map(str::to_owned).collect()
}

fn row(point: &Point, mark: &str) -> [String; 7] {
    let figures = point.figures;
    let figure = |text: Option<String>| text.unwrap_or_default();
    let unusable = facts::unusable(point.usable);
    [
        mark.to_owned(),
        point.size.to_string(),
        point.n_measured.to_string(),
        figure(figures.map(|figures| time(figures.p50_ms.estimate))),
        figure(figures.map(|figures| time(figures.p95_ms.estimate))),
        figure(figures.map(|figures| money(figures.cost.estimate))),
        figure(
            unusable
                .map(str::to_owned)
                .or_else(|| figures.map(|figures| between(figures.cost, money))),
        ),
    ]
}

/// Returns what else there is to know, as lines that begin with what they are about.
fn assumptions(tuned: Tuned<'_>) -> Vec<String> {
    let mut lines = vec![format!("cold starts: {}", sentences::cold_starts(tuned))];
    let mut add = |about: &str, line: Option<String>| {
        lines.extend(line.map(|line| format!("{about}: {line}")));
    };
    add("memory", sentences::safe_memory(tuned));
    add("architecture", sentences::architectures(tuned));
    add("predictions", sentences::accuracy(tuned));
    add("calibration", sentences::calibration(tuned));
    for fact in facts::sentences(tuned) {
        add("found", Some(fact));
    }
    for note in &tuned.subject.notes {
        add("note", Some(note.clone()));
    }
    lines
}
