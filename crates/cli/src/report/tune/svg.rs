//! The curve as a picture: a file of its own, or a part of a page that brings its style.

use std::fmt::Write as _;
use std::io::{self, Write};

use warmfront_stats::bootstrap::Interval;

use super::Tuned;
use super::chart::{Chart, Column, Mark, Panel, Series};
use crate::report::figures::between;
use crate::report::html::escape::escaped;

/// Style of a picture that stands alone: the colours of the pages, light and dark.
const STYLE: &str = include_str!("assets/alone.css");

/// Size of the picture in its own units, and where panels are in it.
const WIDTH: f64 = 960.0;
const LEFT: f64 = 84.0;
const RIGHT: f64 = 28.0;
const TOP: f64 = 58.0;
const HEIGHT: f64 = 230.0;
const GAP: f64 = 94.0;

/// Width that a label takes at most.
const LABEL: f64 = 44.0;

/// Where the picture stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// In a file of its own.
    Alone,
    /// In a page.
    InPage,
}

/// Writes the picture as a file.
pub(super) fn write(out: &mut dyn Write, tuned: Tuned<'_>) -> io::Result<()> {
    let chart = Chart::new(tuned);
    let picture = chart.map(|chart| picture(&chart, &tuned.subject.function.name, Standing::Alone));
    let empty = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>\n";
    out.write_all(picture.as_deref().unwrap_or(empty).as_bytes())?;
    out.flush()
}

/// Returns the picture of a chart.
pub(super) fn picture(chart: &Chart, function: &str, standing: Standing) -> String {
    #[expect(clippy::cast_precision_loss, reason = "there are two panels")]
    let height = TOP + (HEIGHT + GAP) * chart.panels.len() as f64 - 40.0;
    let label = escaped(&format!("Duration and cost of {function} by memory size"));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-label=\"{label}\">"
    );
    if standing == Standing::Alone {
        let _ = write!(
            svg,
            "<style>{STYLE}</style><rect class=\"t-paper\" width=\"{WIDTH}\" height=\"{height}\"/>"
        );
    }
    let mut top = TOP;
    for panel in &chart.panels {
        add_panel(&mut svg, chart, panel, top);
        top += HEIGHT + GAP;
    }
    svg.push_str("</svg>\n");
    svg
}

fn add_panel(svg: &mut String, chart: &Chart, panel: &Panel, top: f64) {
    let place = Place { panel, top };
    text(svg, "t-title", (LEFT, top - 30.0), panel.title);
    let mut right = WIDTH - RIGHT;
    for (index, series) in panel
        .series
        .iter()
        .enumerate()
        .filter(|_| panel.series.len() > 1)
    {
        let _ = write!(
            svg,
            "<text class=\"t-name t-{}\" x=\"{right:.1}\" y=\"{:.1}\">{}</text>",
            series.name,
            top - 30.0,
            series.name
        );
        right -= if index == 0 { 48.0 } else { 0.0 };
    }
    for tick in panel.scale.ticks(5) {
        let y = place.y(tick);
        let _ = write!(
            svg,
            "<line class=\"t-grid\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>",
            WIDTH - RIGHT
        );
        text(svg, "t-tick", (LEFT - 10.0, y + 4.0), &(panel.figure)(tick));
    }
    for column in chart
        .sizes
        .iter()
        .filter(|column| column.mark == Mark::Chosen)
    {
        let x = x(column);
        let _ = write!(
            svg,
            "<line class=\"t-guide\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{top:.1}\" y2=\"{:.1}\"/>",
            top + HEIGHT
        );
    }
    for series in &panel.series {
        add_series(svg, chart, &place, series);
    }
    add_sizes(svg, chart, top + HEIGHT + 22.0);
}

/// A panel at its place in the picture.
struct Place<'a> {
    panel: &'a Panel,
    top: f64,
}

impl Place<'_> {
    fn y(&self, figure: f64) -> f64 {
        self.top + HEIGHT * (1.0 - self.panel.scale.position(figure))
    }
}

fn x(column: &Column) -> f64 {
    LEFT + 14.0 + (WIDTH - LEFT - RIGHT - 28.0) * column.at
}

/// Draws the band of the intervals, the line, and a mark for each size.
fn add_series(svg: &mut String, chart: &Chart, place: &Place<'_>, series: &Series) {
    let along = |of: fn(&Interval) -> f64| -> Vec<String> {
        let pairs = chart.sizes.iter().zip(&series.figures);
        let points =
            pairs.map(|(column, figure)| format!("{:.1},{:.1}", x(column), place.y(of(figure))));
        points.collect()
    };
    let mut band = along(|figure| figure.upper);
    band.extend(along(|figure| figure.lower).into_iter().rev());
    let name = series.name;
    let _ = write!(
        svg,
        "<polygon class=\"t-band t-{name}\" points=\"{}\"/>",
        band.join(" ")
    );
    let line = along(|figure| figure.estimate);
    let _ = write!(
        svg,
        "<polyline class=\"t-line t-{name}\" points=\"{}\"/>",
        line.join(" ")
    );
    for (column, figure) in chart.sizes.iter().zip(&series.figures) {
        let told = format!(
            "{}: {name} {} ({})",
            column.size,
            (place.panel.figure)(figure.estimate),
            between(*figure, place.panel.figure)
        );
        let (x, y) = (x(column), place.y(figure.estimate));
        let _ = write!(
            svg,
            "<g class=\"t-mark t-{name} {}\"><title>{}</title>{}</g>",
            class(column.mark),
            escaped(&told),
            shape(column.mark, (x, y))
        );
    }
}

fn class(mark: Mark) -> &'static str {
    match mark {
        Mark::Chosen => "t-chosen",
        Mark::Tested => "t-tested",
        Mark::Predicted => "t-predicted",
        Mark::Unusable => "t-unusable",
    }
}

fn shape(mark: Mark, (x, y): (f64, f64)) -> String {
    match mark {
        Mark::Chosen => format!("<path d=\"M{x:.1} {:.1}l8 8l-8 8l-8 -8z\"/>", y - 8.0),
        Mark::Tested => format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.5\"/>"),
        Mark::Predicted => format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\"/>"),
        Mark::Unusable => format!("<path d=\"M{:.1} {:.1}l8 8m0 -8l-8 8\"/>", x - 4.0, y - 4.0),
    }
}

/// Writes the sizes below a panel: the chosen one and the ends first, then what has room.
fn add_sizes(svg: &mut String, chart: &Chart, y: f64) {
    let rank = |column: &Column| match column.mark {
        Mark::Chosen => 0,
        _ if column.at <= 0.0 || column.at >= 1.0 => 1,
        Mark::Tested => 2,
        Mark::Predicted | Mark::Unusable => 3,
    };
    let mut columns: Vec<&Column> = chart.sizes.iter().collect();
    columns.sort_by_key(|column| rank(column));
    let mut taken: Vec<f64> = Vec::new();
    for column in columns {
        let x = x(column);
        if taken.iter().all(|other| (other - x).abs() >= LABEL) {
            taken.push(x);
            let weight = if column.mark == Mark::Chosen {
                "t-size t-here"
            } else {
                "t-size"
            };
            text(svg, weight, (x, y), &column.size.megabytes().to_string());
        }
    }
    text(svg, "t-tick", (LEFT - 10.0, y), "MB");
}

fn text(svg: &mut String, class: &str, (x, y): (f64, f64), content: &str) {
    let content = escaped(content);
    let _ = write!(
        svg,
        "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{content}</text>"
    );
}
