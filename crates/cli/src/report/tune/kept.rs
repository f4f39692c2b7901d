//! A result that was kept as a document, read back and told again.
//!
//! What is read is what a reader is told: the sentence, the curve, the facts. The document may be
//! anybody's, so nothing in it is relied on to fit together.

use std::io::{self, Write};

use serde::Deserialize;

use super::super::text::cells::{clean, wrap};
use super::super::text::table::{Align, Table};
use super::json::SCHEMA;
use crate::report::figures::{count, money, time};

/// A kept result.
#[derive(Debug, Deserialize)]
pub(crate) struct KeptTuning {
    function: String,
    python: String,
    architecture: String,
    limits: String,
    headline: String,
    verdict: Verdict,
    choice: Option<Choice>,
    traffic: Option<Traffic>,
    facts: Vec<String>,
    curve: Vec<Point>,
    notes: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Verdict {
    name: String,
}

#[derive(Debug, Deserialize)]
struct Choice {
    memory_size_mb: u32,
}

#[derive(Debug, Deserialize)]
struct Traffic {
    invocations_per_month: u64,
    cost_per_million_now: Option<f64>,
    cost_per_million_then: Option<f64>,
}

#[derive(Debug, Deserialize)]
struct Point {
    memory_size_mb: u32,
    n_measured: usize,
    usable: String,
    p50_ms: Option<Estimate>,
    p95_ms: Option<Estimate>,
    cost_per_million: Option<Estimate>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
struct Estimate {
    estimate: f64,
}

/// Why a file is no kept result.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeptError {
    #[error("is of another version than {SCHEMA}")]
    Version,
    #[error("is not as {SCHEMA} says")]
    Malformed { source: serde_json::Error },
}

/// How it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// In a terminal.
    Text,
    /// For a pull request.
    Markdown,
}

const TITLES: [&str; 6] = ["", "memory", "runs", "p50", "p95", "per million"];

impl KeptTuning {
    /// Reads a kept result; fields that are not known are passed over.
    pub(crate) fn from_json(text: &[u8], schema: &str) -> Result<Self, KeptError> {
        if schema != SCHEMA {
            return Err(KeptError::Version);
        }
        serde_json::from_slice(text).map_err(|source| KeptError::Malformed { source })
    }

    /// Tells it; text has `width` cells a line.
    pub(crate) fn write(&self, out: &mut dyn Write, told: Told, width: usize) -> io::Result<()> {
        let lines = match told {
            Told::Text => self.text(width),
            Told::Markdown => self.markdown(),
        };
        for line in lines {
            writeln!(out, "{}", clean(&line).trim_end())?;
        }
        out.flush()
    }

    fn text(&self, width: usize) -> Vec<String> {
        let mut lines = vec![format!(
            "{} · Python {} · {} · limits: {}",
            self.function, self.python, self.architecture, self.limits
        )];
        lines.push(String::new());
        lines.extend(wrap(&self.headline, width));
        lines.extend(self.about().into_iter().map(|line| format!("  {line}")));
        lines.push(String::new());
        let [left, right] = [Align::Left, Align::Right];
        let mut table = Table::new([left, right, right, right, right, right]);
        table.row(TITLES.map(str::to_owned));
        for point in &self.curve {
            table.row(self.row(point));
        }
        lines.extend(table.render().lines().map(str::to_owned));
        lines.push(String::new());
        lines.extend(self.facts.iter().map(|fact| format!("found: {fact}")));
        lines.extend(self.notes.iter().map(|note| format!("note: {note}")));
        lines
    }

    fn markdown(&self) -> Vec<String> {
        use super::super::optimize::markdown_of;
        let mut lines = vec![
            format!("### {}", markdown_of(&self.headline)),
            String::new(),
        ];
        let about = self.about();
        let told = about.iter().chain(&self.facts).chain(&self.notes);
        lines.extend(told.map(|line| format!("- {}", markdown_of(line))));
        lines.push(String::new());
        lines.push(format!("| {} |", TITLES.join(" | ")));
        lines.push("| --- | ---: | ---: | ---: | ---: | ---: |".to_owned());
        for point in &self.curve {
            let cells = self.row(point).map(|cell| markdown_of(&cell));
            lines.push(format!("| {} |", cells.join(" | ")));
        }
        lines
    }

    fn about(&self) -> Vec<String> {
        let mut about = vec![format!("verdict: {}", self.verdict.name.replace('-', " "))];
        about.extend(self.traffic.as_ref().map(|traffic| {
            let cost = |cost: Option<f64>| cost.map_or_else(|| "unknown".to_owned(), money);
            format!(
                "at {} invocations a month: {} per million instead of {}",
                count(traffic.invocations_per_month),
                cost(traffic.cost_per_million_then),
                cost(traffic.cost_per_million_now)
            )
        }));
        about
    }

    fn row(&self, point: &Point) -> [String; 6] {
        let chosen = self.choice.as_ref().map(|choice| choice.memory_size_mb);
        let mark = match point.usable.as_str() {
            _ if chosen == Some(point.memory_size_mb) => "◆",
            "yes" => "",
            _ => "×",
        };
        let figure = |estimate: Option<Estimate>, written: fn(f64) -> String| {
            estimate.map_or_else(String::new, |of| written(of.estimate))
        };
        [
            mark.to_owned(),
            format!("{} MB", point.memory_size_mb),
            point.n_measured.to_string(),
            figure(point.p50_ms, time),
            figure(point.p95_ms, time),
            figure(point.cost_per_million, money),
        ]
    }
}
