//! Reports of a chosen memory size: for people, for programs, and as pictures.

mod chart;
mod csv;
mod facts;

mod html;
mod json;
mod plot;
mod sentences;
mod svg;
mod text;

use std::io::{self, Write};

use warmfront_model::function::Function;
use warmfront_model::units::MemorySize;
use warmfront_tune::calibration::Calibration;
use warmfront_tune::choice::{Other, Relation};
use warmfront_tune::plan::Plan;
use warmfront_tune::tuning::{Figures, Point, Tuning};

use crate::args::TuneFormat;

/// What was tuned, on what.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    /// The function as it is configured.
    pub(crate) function: Function,
    /// Full version of the interpreter.
    pub(crate) python: String,
    /// Names of the events.
    pub(crate) events: Vec<String>,
    /// How limits are put into force.
    pub(crate) limits: String,
    /// Invocations per month, where that was told.
    pub(crate) traffic: Option<u64>,
    /// What a reader should know of the runs.
    pub(crate) notes: Vec<String>,
}

/// What was wanted, and what came of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tuned<'a> {
    pub(crate) subject: &'a Subject,
    pub(crate) plan: &'a Plan,
    pub(crate) tuning: &'a Tuning,
    /// What scales it to the deployed function.
    pub(crate) calibration: Option<&'a Calibration>,
}

impl<'a> Tuned<'a> {
    /// Returns the chosen size.
    fn chosen(self) -> Option<MemorySize> {
        self.tuning.choice.as_ref().map(|choice| choice.size)
    }

    /// Returns the size that the function is configured with.
    fn present(self) -> MemorySize {
        self.plan.configuration.memory_size
    }

    /// Returns the figures of a size.
    fn figures(self, size: MemorySize) -> Option<&'a Figures> {
        self.point(size)?.figures.as_ref()
    }

    /// Returns what is known of a size.
    fn point(self, size: MemorySize) -> Option<&'a Point> {
        self.tuning.curve.iter().find(|point| point.size == size)
    }

    /// Returns what another size would be instead of the choice.
    fn other(self, relation: Relation) -> Option<&'a Other> {
        let choice = self.tuning.choice.as_ref()?;
        choice
            .others
            .iter()
            .find(|other| other.relation == relation)
    }
}

/// Writes the result in a format; text has `width` cells a line.
pub(crate) fn write(
    out: &mut dyn Write,
    format: TuneFormat,
    tuned: &Tuned<'_>,
    width: usize,
) -> io::Result<()> {
    match format {
        TuneFormat::Text => out.write_all(text::report(*tuned, width).as_bytes()),
        TuneFormat::Json => super::json::write(out, &json::Document::new(*tuned)),
        TuneFormat::Csv => csv::write(out, *tuned),
        TuneFormat::Html => html::write(out, *tuned),
        TuneFormat::Svg => svg::write(out, *tuned),
    }
}

#[cfg(test)]
mod tests;
