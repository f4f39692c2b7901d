//! The journey as a page: one file that needs nothing else.
//!
//! It is written here as a whole, with every name escaped; its script only changes the theme, and
//! its policy lets nothing else run or load.

use std::fmt::Write as _;
use std::io::{self, Write};

use warmfront_optimize::laboratory::Behaviour;

use super::document::{Advice, Optimized, Tried};
use super::fates::{GROUPS, kept, source, why};
use super::gain::factor;
use super::steps::COLUMNS;
use super::waterfall::Waterfall;
use super::{fates, sentences, svg};
use crate::report::figures::{money, time};
use crate::report::html as pages;
use crate::report::html::escape::{escaped, sentence};

const SKELETON: &str = include_str!("assets/page.html");

const STYLES: &[&str] = &[
    pages::BASE_STYLE,
    pages::PARTS_STYLE,
    include_str!("assets/optimize.css"),
];

/// In the order in which they use each other.
const SCRIPTS: &[&str] = &[
    pages::TEXT_SCRIPT,
    pages::DOM_SCRIPT,
    pages::THEME_SCRIPT,
    "document.documentElement.dataset.ready = \"true\";\n",
];

/// Writes the page.
pub(super) fn write(out: &mut dyn Write, of: &Optimized) -> io::Result<()> {
    let style = STYLES.concat();
    let script = format!("\"use strict\";\n{{\n{}}}\n", SCRIPTS.concat());
    let mut rest = SKELETON;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").unwrap_or_default();
        let part = match name {
            "policy" => pages::policy(&style, &script),
            "style" => style.clone(),
            "script" => script.clone(),
            "masthead" => masthead(of),
            "journey" => journey(of),
            "dropped" => GROUPS.map(|group| dropped(of, group)).concat(),
            "person" => person(of),
            "next" => next(of),
            "foot" => foot(of),
            _ => unreachable!("the skeleton asks for `{name}`"),
        };
        out.write_all(before.as_bytes())?;
        out.write_all(part.as_bytes())?;
        rest = after;
    }
    out.write_all(rest.as_bytes())?;
    out.flush()
}

fn masthead(of: &Optimized) -> String {
    let mut html = format!(
        "<p class=\"eyebrow\">optimized</p><h1>{}</h1><p class=\"headline\">{}</p>",
        escaped(&of.subject.function),
        sentence(&sentences::headline(of))
    );
    html.push_str("<div class=\"chips\">");
    for (term, value) in sentences::subject(of) {
        let _ = write!(
            html,
            "<span><span class=\"term\">{term}</span> {}</span>",
            escaped(&value)
        );
    }
    html.push_str("</div><div class=\"gains\">");
    html.push_str(&tiles(of).concat());
    html.push_str("</div><ul class=\"card known\">");
    let mut told: Vec<String> = sentences::saving(of).into_iter().collect();
    told.push(sentences::effort(of));
    told.extend(sentences::cautions(of));
    html.push_str(&list(&told));
    html.push_str("</ul>");
    html
}

fn tiles(of: &Optimized) -> Vec<String> {
    let mut tiles = Vec::new();
    let overall = &of.overall;
    if let (Some(before), Some(after), Some(ratios)) =
        (overall.before, overall.after, overall.ratios)
    {
        let rows = [
            (
                "cold start",
                "cold",
                ratios.init,
                [before.init_ms, after.init_ms],
            ),
            (
                "first request",
                "warm",
                ratios.first_request,
                [before.first_request_ms, after.first_request_ms],
            ),
            (
                "cost per million",
                "good",
                ratios.cost,
                [before.cost_per_million, after.cost_per_million],
            ),
        ];
        for (title, class, ratio, [was, is]) in rows {
            let written = if class == "good" { money } else { time };
            let about = format!(
                "{} instead of {} ({}×–{}×)",
                written(is.get()),
                written(was.get()),
                factor(ratio.lower.get()),
                factor(ratio.upper.get())
            );
            let figure = format!("{}×", factor(ratio.estimate.get()));
            tiles.push(tile(class, (title, &figure), &about));
        }
    }
    let verdict = match of.behaviour {
        Behaviour::Same if of.kept.is_empty() => "unchanged",
        Behaviour::Same if of.subject.events.is_empty() => "not verified",
        Behaviour::Same => "the same",
        Behaviour::Different(_) => "different",
        Behaviour::Unjudged(_) => "not verified",
    };
    let class = if verdict == "different" { "danger" } else { "" };
    tiles.push(tile(class, ("behaviour", verdict), &sentences::proof(of)));
    tiles
}

fn tile(class: &str, (title, figure): (&str, &str), about: &str) -> String {
    format!(
        "<div class=\"tile {class}\"><div class=\"tile-title\">{}</div><div class=\"figure\">{}</div>\
         <div class=\"tile-about\">{}</div></div>",
        escaped(title),
        escaped(figure),
        sentence(about)
    )
}

fn head(title: &str, about: &str) -> String {
    format!(
        "<div class=\"head\"><h2>{}</h2><p class=\"about\">{}</p></div>",
        escaped(title),
        escaped(about)
    )
}

fn list(lines: &[String]) -> String {
    let items = lines
        .iter()
        .map(|line| format!("<li>{}</li>", sentence(line)));
    items.collect()
}

fn journey(of: &Optimized) -> String {
    let steps = of.steps();
    if steps.is_empty() {
        return "<p class=\"empty\">Nothing could be measured: there are no figures.</p>"
            .to_owned();
    }
    let mut html = head("Journey", "First request, step by step, then every figure");
    if let Some(waterfall) = Waterfall::new(of) {
        let picture = svg::picture(&waterfall, &of.subject.function);
        let _ = write!(html, "<figure class=\"card waterfall\">{picture}</figure>");
    }
    html.push_str("<div class=\"card scroll\"><table class=\"steps\"><thead><tr><th></th>");
    for column in COLUMNS {
        let _ = write!(html, "<th>{}</th>", column.title());
    }
    html.push_str("</tr></thead><tbody>");
    for step in &steps {
        let class = if step.change.is_some() {
            ""
        } else {
            " class=\"here\""
        };
        let _ = write!(html, "<tr{class}><td>{}</td>", escaped(&step.name));
        for column in COLUMNS {
            let _ = write!(html, "<td>{}</td>", escaped(&column.cell(step, of)));
        }
        html.push_str("</tr>");
    }
    if of.overall.ratios.is_some() && !of.kept.is_empty() {
        html.push_str("<tr class=\"better\"><td>better</td>");
        for column in COLUMNS {
            let _ = write!(html, "<td>{}</td>", column.times(&of.overall));
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table></div>");
    html.push_str(&changes_kept(of));
    html
}

fn changes_kept(of: &Optimized) -> String {
    let changes = of.changes_kept();
    if changes.is_empty() {
        return String::new();
    }
    let mut html = "<h3 class=\"sub\">Kept, each on top of the ones before</h3>\
                    <ol class=\"card changes numbered\">"
        .to_owned();
    for tried in changes {
        html.push_str(&item(tried, &kept(tried)));
    }
    html.push_str("</ol>");
    html
}

fn item(tried: &Tried, about: &str) -> String {
    format!(
        "<li><span class=\"title\">{}</span> <span class=\"source-of\">{}</span>\
         <span class=\"why\">{}</span></li>",
        sentence(&tried.title),
        source(tried.source),
        sentence(about)
    )
}

fn dropped(of: &Optimized, group: fates::Group) -> String {
    let changes = group.changes(of);
    if changes.is_empty() {
        return String::new();
    }
    let items = changes.iter().map(|tried| item(tried, &why(tried, of)));
    let items: String = items.collect();
    format!(
        "<section>{}<ul class=\"card changes\">{items}</ul></section>",
        head(group.title(), "")
    )
}

fn person(of: &Optimized) -> String {
    if of.needs_a_person.is_empty() {
        return String::new();
    }
    let items: String = of.needs_a_person.iter().map(advised).collect();
    format!(
        "<section id=\"person\">{}<ul class=\"card changes\">{items}</ul></section>",
        head(
            "Found, and needs a person",
            "What changes more than time and cost, or that no tool can decide"
        )
    )
}

fn advised(advice: &Advice) -> String {
    let about = [advice.place.as_deref(), advice.code.as_deref()];
    let about: Vec<&str> = about.into_iter().flatten().collect();
    let predicted = sentences::predicted(advice).unwrap_or_default();
    format!(
        "<li><span class=\"title\">{}</span> <span class=\"source-of\">{}</span>\
         <span class=\"predicted\">{}</span><span class=\"why\">{}</span></li>",
        sentence(&advice.title),
        escaped(&about.join(" · ")),
        escaped(&predicted),
        sentence(&advice.what_to_do)
    )
}

fn next(of: &Optimized) -> String {
    let steps = sentences::next(of);
    if of.written.is_empty() && steps.is_empty() {
        return String::new();
    }
    let mut html = head("What next", "");
    html.push_str("<div class=\"card next\">");
    for step in steps {
        let _ = write!(html, "<p>{}</p>", escaped(&step.about));
        if let Some(command) = step.command {
            let _ = write!(html, "<pre class=\"statement\">{}</pre>", escaped(&command));
        }
    }
    html.push_str("<ul class=\"files\">");
    for written in &of.written {
        let _ = write!(
            html,
            "<li><code>{}</code><span>{}</span></li>",
            escaped(&written.path),
            sentence(sentences::artifact(written.what))
        );
    }
    html.push_str("</ul></div>");
    html
}

fn foot(of: &Optimized) -> String {
    let mut notes = sentences::assumptions(of);
    notes.extend(of.notes.iter().cloned());
    format!("<ul class=\"known\">{}</ul>", list(&notes))
}
