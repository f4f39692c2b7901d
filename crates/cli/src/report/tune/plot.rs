//! The curve in a terminal, or in a text file: characters on a grid.

use warmfront_stats::bootstrap::Interval;

use super::chart::{Chart, Column, Mark, Panel, Series};

/// Lines of one panel.
const HEIGHT: usize = 10;

/// Cells for the figures left of a panel.
const MARGIN: usize = 10;

/// Narrowest and widest plot, in cells.
const WIDTHS: (usize, usize) = (24, 84);

/// What marks mean.
pub(super) const LEGEND: &str = "◆ chosen  ● tested  ○ predicted  × not usable  ░ 95 % interval";

/// Returns the lines of all panels.
pub(super) fn lines(chart: &Chart, width: usize) -> Vec<String> {
    let cells = width.saturating_sub(MARGIN + 2).clamp(WIDTHS.0, WIDTHS.1);
    let mut lines = Vec::new();
    for panel in &chart.panels {
        lines.push(title(panel));
        lines.extend(rows(chart, panel, cells));
        lines.push(axis(chart, cells));
    }
    lines.push(format!("{:MARGIN$}{LEGEND}", ""));
    lines
}

fn title(panel: &Panel) -> String {
    match panel.series.as_slice() {
        [.., _, main] => format!("{}, {}", panel.title, main.name),
        _ => panel.title.to_owned(),
    }
}

fn rows(chart: &Chart, panel: &Panel, cells: usize) -> Vec<String> {
    let mut grid = vec![vec![' '; cells]; HEIGHT];
    let row = |figure: f64| HEIGHT - 1 - nearest(panel.scale.position(figure), HEIGHT);
    let Some(main) = panel.series.last() else {
        return Vec::new();
    };
    for cell in 0..cells {
        let figure = between(chart, main, share(cell, cells));
        let band = &mut grid[row(figure.upper)..=row(figure.lower)];
        band.iter_mut().for_each(|line| line[cell] = '░');
        grid[row(figure.estimate)][cell] = '─';
    }
    for (column, figure) in chart.sizes.iter().zip(&main.figures) {
        grid[row(figure.estimate)][nearest(column.at, cells)] = sign(column);
    }
    labelled(panel, &grid)
}

/// Puts the figures of ticks left of their lines.
fn labelled(panel: &Panel, grid: &[Vec<char>]) -> Vec<String> {
    let mut labels = vec![String::new(); HEIGHT];
    for tick in panel.scale.ticks(4) {
        let at = HEIGHT - 1 - nearest(panel.scale.position(tick), HEIGHT);
        labels[at] = (panel.figure)(tick);
    }
    let lines = labels.iter().zip(grid).map(|(label, row)| {
        let edge = if label.is_empty() { '│' } else { '┤' };
        let row: String = row.iter().collect();
        format!("{label:>MARGIN$} {edge}{}", row.trim_end())
    });
    lines.collect()
}

/// Returns the names of as many sizes as fit, the chosen one and the ends first.
fn axis(chart: &Chart, cells: usize) -> String {
    let mut line: Vec<char> = vec![' '; MARGIN + 2 + cells + 8];
    let ends = [chart.sizes.first(), chart.sizes.last()];
    let chosen = chart
        .sizes
        .iter()
        .filter(|column| column.mark == Mark::Chosen);
    let tested = chart
        .sizes
        .iter()
        .filter(|column| column.mark == Mark::Tested);
    let wanted = chosen
        .chain(ends.into_iter().flatten())
        .chain(tested)
        .chain(&chart.sizes);
    for column in wanted {
        let name: Vec<char> = column.size.megabytes().to_string().chars().collect();
        let middle = MARGIN + 2 + nearest(column.at, cells);
        let start = middle.saturating_sub(name.len() / 2);
        let room = start.saturating_sub(1)..(start + name.len() + 1).min(line.len());
        if line[room].iter().all(|cell| *cell == ' ') {
            line[start..start + name.len()].copy_from_slice(&name);
        }
    }
    let line: String = line.into_iter().collect();
    format!("{} MB", line.trim_end())
}

fn sign(column: &Column) -> char {
    match column.mark {
        Mark::Chosen => '◆',
        Mark::Tested => '●',
        Mark::Predicted => '○',
        Mark::Unusable => '×',
    }
}

/// Returns a figure at a place between two sizes.
fn between(chart: &Chart, series: &Series, at: f64) -> Interval {
    let next = chart.sizes.partition_point(|column| column.at < at);
    let next = next.min(chart.sizes.len() - 1);
    let before = next.saturating_sub(1);
    let (left, right) = (chart.sizes[before].at, chart.sizes[next].at);
    let part = if right > left {
        ((at - left) / (right - left)).clamp(0.0, 1.0)
    } else {
        1.0
    };
    let (one, two) = (series.figures[before], series.figures[next]);
    let mix = |one: f64, two: f64| one + (two - one) * part;
    Interval {
        estimate: mix(one.estimate, two.estimate),
        lower: mix(one.lower, two.lower),
        upper: mix(one.upper, two.upper),
    }
}

/// Returns where the middle of a cell is, 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "cells of a line are few")]
fn share(cell: usize, cells: usize) -> f64 {
    cell as f64 / (cells - 1) as f64
}

/// Returns the cell that a place of 0 to 1 is in.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "cells of a line are few, and a place is within 0 and 1"
)]
fn nearest(at: f64, cells: usize) -> usize {
    (at * (cells - 1) as f64).round() as usize
}
