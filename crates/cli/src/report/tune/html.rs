//! The result as a page: one file that needs nothing else.
//!
//! It is written here as a whole, with every name escaped; its script only saves the picture and
//! changes the theme, and its policy lets nothing else run or load.

use std::fmt::Write as _;
use std::io::{self, Write};

use warmfront_tune::choice::Relation;
use warmfront_tune::tuning::{Point, Verdict};

use super::super::html as pages;
use super::super::html::escape::{escaped, sentence};
use super::chart::Chart;
use super::svg::{self, Standing};
use super::{Tuned, facts, sentences};
use crate::report::figures::{between, money, time};

const LEGEND: &str = "◆ chosen, ● tested, ○ predicted, × not usable; bands are 95 % intervals";

const SKELETON: &str = include_str!("assets/page.html");

const STYLES: &[&str] = &[
    pages::BASE_STYLE,
    pages::PARTS_STYLE,
    include_str!("assets/tune.css"),
    include_str!("assets/chart.css"),
];

/// In the order in which they use each other.
const SCRIPTS: &[&str] = &[
    pages::TEXT_SCRIPT,
    pages::DOM_SCRIPT,
    pages::THEME_SCRIPT,
    include_str!("assets/tune.js"),
];

/// Writes the page.
pub(super) fn write(out: &mut dyn Write, tuned: Tuned<'_>) -> io::Result<()> {
    let style = STYLES.concat();
    let script = format!("\"use strict\";\n{{\n{}}}\n", SCRIPTS.concat());
    // The picture is drawn onto a canvas from its own text before it is saved.
    let policy = format!("{}; img-src data:", pages::policy(&style, &script));
    let mut rest = SKELETON;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").unwrap_or_default();
        let part = match name {
            "policy" => policy.clone(),
            "style" => style.clone(),
            "script" => script.clone(),
            "masthead" => masthead(tuned),
            "curve" => curve(tuned),
            "sizes" => sizes(tuned),
            "known" => known(tuned),
            "foot" => foot(tuned),
            _ => unreachable!("the skeleton asks for `{name}`"),
        };
        out.write_all(before.as_bytes())?;
        out.write_all(part.as_bytes())?;
        rest = after;
    }
    out.write_all(rest.as_bytes())?;
    out.flush()
}

fn masthead(tuned: Tuned<'_>) -> String {
    let subject = tuned.subject;
    let title = tuned
        .chosen()
        .map_or_else(|| "No size".to_owned(), |size| size.to_string());
    let mut html = format!(
        "<p class=\"eyebrow\">memory size of {}</p><h1>{}</h1><p class=\"headline\">{}</p>",
        escaped(&subject.function.name),
        escaped(&title),
        sentence(&sentences::headline(tuned))
    );
    let chips = [
        ("Python", subject.python.clone()),
        (
            "architecture",
            tuned.plan.configuration.architecture.to_string(),
        ),
        ("events", subject.events.join(", ")),
        ("limits", subject.limits.clone()),
        ("now", tuned.present().to_string()),
    ];
    html.push_str("<div class=\"chips\">");
    for (term, value) in chips {
        let _ = write!(
            html,
            "<span><span class=\"term\">{term}</span> {}</span>",
            escaped(&value)
        );
    }
    html.push_str("</div><div class=\"tuned\">");
    for tile in tiles(tuned) {
        html.push_str(&tile);
    }
    html.push_str("</div>");
    html
}

fn tiles(tuned: Tuned<'_>) -> Vec<String> {
    let mut tiles = Vec::new();
    if let Some(figures) = tuned.chosen().and_then(|size| tuned.figures(size)) {
        let present = tuned.other(Relation::Present);
        let was = |ratio: Option<f64>, figure: f64, written: fn(f64) -> String| match ratio {
            Some(ratio) => format!("now {} with {}", written(ratio * figure), tuned.present()),
            None => String::new(),
        };
        let cost = figures.cost.estimate;
        tiles.push(tile(
            "good",
            ("per million invocations", &money(cost)),
            &was(present.map(|other| other.cost.estimate), cost, money),
        ));
        let p50 = figures.p50_ms.estimate;
        tiles.push(tile(
            "warm",
            ("p50 of a warm invocation", &time(p50)),
            &was(present.map(|other| other.p50.estimate), p50, time),
        ));
    }
    if let Some(safe) = tuned.tuning.safe_memory {
        let about = format!("most memory used: {} MB", safe.used_mb);
        tiles.push(tile(
            "cold",
            ("least that is safe", &safe.size.to_string()),
            &about,
        ));
    }
    let decided = match tuned.tuning.verdict {
        Verdict::Decided => "decided",
        Verdict::Undecided { .. } => "undecided",
        Verdict::NeverSucceeded | Verdict::NoneUsable => "none",
    };
    let about = format!("after {} invocations", tuned.tuning.runs.len());
    tiles.push(tile("", ("verdict", decided), &about));
    tiles
}

fn tile(class: &str, (title, figure): (&str, &str), about: &str) -> String {
    format!(
        "<div class=\"tile {class}\"><div class=\"tile-title\">{}</div><div class=\"figure\">{}</div>\
         <div class=\"tile-about\">{}</div></div>",
        escaped(title),
        escaped(figure),
        escaped(about)
    )
}

fn curve(tuned: Tuned<'_>) -> String {
    let Some(chart) = Chart::new(tuned) else {
        return "<p class=\"empty\">No invocation finished: there is no curve.</p>".to_owned();
    };
    let picture = svg::picture(&chart, &tuned.subject.function.name, Standing::InPage);
    format!(
        "<div class=\"head\"><h2>Curve</h2><p class=\"about\">{}</p></div><figure class=\"card\">{picture}\
         </figure>",
        escaped(LEGEND)
    )
}

fn sizes(tuned: Tuned<'_>) -> String {
    let mut html = "<div class=\"head\"><h2>Sizes</h2></div><div class=\"card scroll\"><table class=\"sizes\">\
                    <thead><tr><th>memory</th><th>runs</th><th>p50</th><th>p95</th><th>init</th>\
                    <th>per million</th><th></th></tr></thead><tbody>"
        .to_owned();
    for point in &tuned.tuning.curve {
        html.push_str(&row(tuned, point));
    }
    html.push_str("</tbody></table></div>");
    html
}

fn row(tuned: Tuned<'_>, point: &Point) -> String {
    let unusable = facts::unusable(point.usable);
    let is_chosen = tuned.chosen() == Some(point.size);
    let class = match unusable {
        _ if is_chosen => "here",
        Some(_) => "out",
        None => "",
    };
    let mut about = vec![unusable.unwrap_or_default()];
    about.extend(is_chosen.then_some("chosen"));
    about.extend((point.size == tuned.present()).then_some("now"));
    about.retain(|word| !word.is_empty());
    let mut html = format!(
        "<tr class=\"{class}\"><td>{}</td><td>{}</td>",
        point.size, point.n_measured
    );
    let figures = point.figures;
    for (interval, written) in [
        (
            figures.map(|figures| figures.p50_ms),
            time as fn(f64) -> String,
        ),
        (figures.map(|figures| figures.p95_ms), time),
        (figures.and_then(|figures| figures.init_ms), time),
        (figures.map(|figures| figures.cost), money),
    ] {
        let cell = interval.map(|interval| {
            let bounds = escaped(&between(interval, written));
            format!(
                "{}<small>{bounds}</small>",
                escaped(&written(interval.estimate))
            )
        });
        let _ = write!(html, "<td>{}</td>", cell.unwrap_or_default());
    }
    let _ = write!(html, "<td>{}</td></tr>", escaped(&about.join(", ")));
    html
}

fn known(tuned: Tuned<'_>) -> String {
    let mut list: Vec<String> = Vec::new();
    list.extend(sentences::why(tuned));
    list.push(sentences::verdict(tuned));
    list.extend(sentences::neighbours(tuned));
    list.extend(sentences::saving(tuned));
    list.push(sentences::cold_starts(tuned));
    list.extend(sentences::safe_memory(tuned));
    list.extend(sentences::architectures(tuned));
    list.extend(sentences::accuracy(tuned));
    list.extend(sentences::calibration(tuned));
    list.extend(facts::sentences(tuned));
    list.extend(tuned.subject.notes.clone());
    let mut html =
        "<div class=\"head\"><h2>What is known</h2></div><ul class=\"card known\">".to_owned();
    for line in list {
        let _ = write!(html, "<li>{}</li>", sentence(&line));
    }
    html.push_str("</ul>");
    html
}

fn foot(tuned: Tuned<'_>) -> String {
    format!(
        "<p>Intervals hold the truth in {} of 100 cases. Prices: {}. Seed {}.</p>",
        (tuned.plan.confidence.get() * 100.0).round(),
        escaped(&prices(tuned)),
        tuned.plan.seed
    )
}

fn prices(tuned: Tuned<'_>) -> String {
    let prices = &tuned.plan.prices;
    format!("{} of {}", prices.region, prices.as_of)
}
