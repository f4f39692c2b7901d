//! The parts of a cold start and of a warm invocation: two bars on one scale, and their figures.

use warmfront_profile::document::{Millis, Profile};
use warmfront_profile::phases::{self, Breakdown, Phase};
use warmfront_profile::rank;

use super::figures::{dollars, time};
use super::paint::{Paint, Style};

/// Most cells of a bar: more show nothing more.
const MOST_CELLS: usize = 64;

/// A part as it is shown: phases that nobody tells apart are one.
struct Part {
    glyph: char,
    name: &'static str,
    of: &'static [Phase],
}

const PARTS: &[Part] = &[
    Part {
        glyph: '▁',
        name: "spawn",
        of: &[Phase::Spawn],
    },
    Part {
        glyph: '▒',
        name: "runtime init",
        of: &[Phase::RuntimeInit],
    },
    Part {
        glyph: '█',
        name: "function init",
        of: &[Phase::FunctionInit],
    },
    Part {
        glyph: '▓',
        name: "handler, on a CPU",
        of: &[Phase::HandlerCpu],
    },
    Part {
        glyph: '░',
        name: "waiting for calls",
        of: &[Phase::Waiting],
    },
    Part {
        glyph: '▚',
        name: "garbage collection",
        of: &[Phase::Collecting],
    },
    Part {
        glyph: '·',
        name: "idle or throttled",
        of: &[Phase::Idle],
    },
    Part {
        glyph: '▖',
        name: "event and response",
        of: &[Phase::EventParsing, Phase::Serialising],
    },
    Part {
        glyph: '▗',
        name: "rest",
        of: &[Phase::Init, Phase::Invocation],
    },
];

/// Returns the bars, then a table of the parts.
pub(super) fn render(profile: &Profile, most: usize, paint: Paint) -> String {
    let cold = phases::cold(profile);
    let warm = phases::warm(profile, None);
    let times = rank::all(profile);
    let sides = [
        ("cold start", cold, times.cold_dollars),
        ("warm", warm, times.warm_dollars),
    ];
    let sides: Vec<Side> = sides
        .into_iter()
        .filter_map(|(name, breakdown, dollars)| {
            Some(Side {
                name,
                breakdown: breakdown?,
                dollars,
            })
        })
        .collect();
    let mut text = bars(&sides, most, paint);
    text.push('\n');
    text.push_str(&table(&sides, paint));
    text
}

/// One of the two that are shown side by side.
struct Side {
    name: &'static str,
    breakdown: Breakdown,
    dollars: Option<f64>,
}

impl Side {
    fn time_of(&self, part: &Part) -> Millis {
        part.of.iter().map(|phase| self.breakdown.of(*phase)).sum()
    }
}

fn bars(sides: &[Side], most: usize, paint: Paint) -> String {
    let longest = sides.iter().map(|side| side.breakdown.total_ms.0);
    let longest = longest.fold(0.0, f64::max);
    // Room for the name before and the time after.
    let cells = most.saturating_sub(26).clamp(8, MOST_CELLS);
    let mut text = String::new();
    for side in sides {
        let bar = bar(side, longest, cells, paint);
        let total = time(side.breakdown.total_ms);
        let line = format!("{:<10}  {bar}  {total}", side.name);
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// Returns a bar; each part ends where it ends in time, so that rounding never adds up.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a share of some dozens of cells"
)]
fn bar(side: &Side, longest: f64, cells: usize, paint: Paint) -> String {
    let mut bar = String::new();
    let (mut passed, mut drawn) = (0.0, 0);
    for (index, part) in PARTS.iter().enumerate() {
        passed += side.time_of(part).0;
        let end = (passed / longest * cells as f64).round() as usize;
        let glyphs: String = (drawn..end.min(cells)).map(|_| part.glyph).collect();
        drawn = drawn.max(end.min(cells));
        bar.push_str(&paint.paint(Style::Phase(index), &glyphs));
    }
    if bar.is_empty() {
        // Too short to be seen beside the other.
        bar.push('▏');
    }
    bar
}

fn table(sides: &[Side], paint: Paint) -> String {
    let mut text = String::new();
    let heading: Vec<String> = sides
        .iter()
        .map(|side| format!("{:>11}", side.name))
        .collect();
    let heading = format!("{:22}{}", "", heading.join(" "));
    text.push_str(&paint.paint(Style::Dim, heading.trim_end()));
    text.push('\n');
    for (index, part) in PARTS.iter().enumerate() {
        let times: Vec<Millis> = sides.iter().map(|side| side.time_of(part)).collect();
        if times.iter().any(|time| time.0 > 0.0) {
            let glyph = paint.paint(Style::Phase(index), &part.glyph.to_string());
            let cells: Vec<String> = times.iter().map(|each| known(*each)).collect();
            row(&mut text, &format!("{glyph} {:20}", part.name), &cells);
        }
    }
    let n = sides.iter().map(|side| side.breakdown.n.to_string());
    row(&mut text, "  the median one of   ", &n.collect::<Vec<_>>());
    let money = sides
        .iter()
        .map(|side| side.dollars.map_or_else(String::new, dollars));
    row(
        &mut text,
        "  a million of them   ",
        &money.collect::<Vec<_>>(),
    );
    text
}

fn row(text: &mut String, name: &str, cells: &[String]) {
    let cells: Vec<String> = cells.iter().map(|cell| format!("{cell:>11}")).collect();
    let line = format!("{name}{}", cells.join(" "));
    text.push_str(line.trim_end());
    text.push('\n');
}

fn known(of: Millis) -> String {
    if of.0 > 0.0 { time(of) } else { String::new() }
}
