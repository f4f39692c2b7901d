//! The first request step by step, as a picture within the page.

use std::fmt::Write as _;

use super::waterfall::{Bar, Kind, Waterfall};
use crate::report::figures::time;
use crate::report::html::escape::escaped;

/// Size of the picture in its own units, and where bars are in it.
const WIDTH: f64 = 960.0;
const LEFT: f64 = 300.0;
const RIGHT: f64 = 100.0;
const TOP: f64 = 14.0;
const ROW: f64 = 36.0;
const BAR: f64 = 22.0;

/// Letters of a name that have room left of the bars.
const NAME: usize = 40;

/// Returns the picture.
pub(super) fn picture(waterfall: &Waterfall, function: &str) -> String {
    #[expect(clippy::cast_precision_loss, reason = "bars are few")]
    let height = TOP * 2.0 + ROW * waterfall.bars.len() as f64;
    let label = escaped(&format!("First request of {function}, step by step"));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-label=\"{label}\">"
    );
    let x = |time: f64| LEFT + (WIDTH - LEFT - RIGHT) * waterfall.position(time);
    let mut top = TOP;
    let mut edge: Option<f64> = None;
    for bar in &waterfall.bars {
        // A thin line leads from where one bar ends to where the next begins.
        if let Some(edge) = edge {
            let _ = write!(
                svg,
                "<line class=\"w-lead\" x1=\"{edge:.1}\" x2=\"{edge:.1}\" y1=\"{:.1}\" y2=\"{top:.1}\"/>",
                top - (ROW - BAR)
            );
        }
        add(&mut svg, bar, (top, x(bar.from), x(bar.to)));
        edge = Some(match bar.kind {
            Kind::Less => x(bar.from),
            Kind::Whole | Kind::More => x(bar.to),
        });
        top += ROW;
    }
    svg.push_str("</svg>\n");
    svg
}

fn add(svg: &mut String, bar: &Bar, (top, from, to): (f64, f64, f64)) {
    let class = match bar.kind {
        Kind::Whole => "w-whole",
        Kind::Less => "w-less",
        Kind::More => "w-more",
    };
    let figure = bar.figure(time);
    let middle = top + BAR / 2.0 + 5.0;
    let width = (to - from).max(1.5);
    let _ = write!(
        svg,
        "<g class=\"{class}\"><title>{}</title><text class=\"w-name\" x=\"{:.1}\" y=\"{middle:.1}\">{}</text>\
         <rect x=\"{from:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{BAR}\" rx=\"3\"/>\
         <text class=\"w-figure\" x=\"{:.1}\" y=\"{middle:.1}\">{}</text></g>",
        escaped(&format!("{}: {figure}", bar.name)),
        LEFT - 12.0,
        escaped(&shortened(&bar.name)),
        from + width + 8.0,
        escaped(&figure)
    );
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME {
        return name.to_owned();
    }
    let kept: String = name.chars().take(NAME - 1).collect();
    format!("{}…", kept.trim_end())
}
