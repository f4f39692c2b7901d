//! Reports of a check: for people, for programs, and for the services that show findings.

mod excerpt;
mod github;
mod json;
mod junit;
pub(crate) mod rules;
mod sarif;
#[cfg(test)]
mod tests;
mod text;
mod unified;

use std::io::{self, Write};

use warmfront_check::finding::{Finding, Place};

pub(crate) use rules::list;
pub(crate) use unified::{patch, unified};

use crate::args::CheckFormat;
use crate::commands::check::Texts;
use crate::settings::CheckSettings;

/// What was found, and what is to be said of it.
pub(crate) struct Checked<'a> {
    pub(crate) findings: &'a [Finding],
    pub(crate) texts: &'a Texts,
    pub(crate) n_files: usize,
    /// Findings that the baseline knows.
    pub(crate) n_known: usize,
    pub(crate) n_mended: usize,
    /// Files that could not be read.
    pub(crate) failures: &'a [String],
    /// The profile that costs come from, if there was one.
    pub(crate) profile: Option<&'a str>,
}

/// How text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    /// Whether colours are used.
    pub(crate) colour: bool,
    /// Whether places are links.
    pub(crate) links: bool,
}

impl Look {
    /// Returns a text in a style: the number that terminals know it by.
    fn paint(self, style: u8, text: &str) -> String {
        if self.colour && !text.is_empty() {
            format!("\x1b[{style}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

/// Writes the report in the format that was asked for.
pub(crate) fn write(
    out: &mut impl Write,
    checked: &Checked<'_>,
    (settings, look): (&CheckSettings, Look),
) -> io::Result<()> {
    match settings.format {
        CheckFormat::Text if settings.statistics => {
            out.write_all(text::statistics(checked).as_bytes())
        }
        CheckFormat::Text => out.write_all(text::report(checked, look).as_bytes()),
        CheckFormat::Json => super::json::write(out, &json::Document::new(checked)),
        CheckFormat::Sarif => super::json::write(out, &sarif::Log::new(checked)),
        CheckFormat::Github => out.write_all(github::lines(checked).as_bytes()),
        CheckFormat::Junit => out.write_all(junit::document(checked).as_bytes()),
    }?;
    out.flush()
}

/// Returns a place as compilers write it.
fn shown(place: &Place) -> String {
    let file = place.file.display();
    match place.range {
        Some(range) => format!("{file}:{}:{}", range.start.line, range.start.column),
        None => file.to_string(),
    }
}

/// Says what a finding was measured to cost, if it was.
fn cost(finding: &Finding) -> Option<String> {
    let cost = finding.cost?;
    let millis = cost.time.as_secs_f64() * 1e3;
    let class = finding.class.words();
    Some(format!(
        "{millis:.1} ms {class}, {:.2} per million invocations",
        cost.per_million
    ))
}
