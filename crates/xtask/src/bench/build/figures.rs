//! What was measured of the forms of an application.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use warmfront_model::cost;
use warmfront_model::invocation::{Completed, Spent};
use warmfront_model::money::Money;
use warmfront_model::price::PriceTable;
use warmfront_model::units::MemorySize;
use warmfront_model::usage::{Configuration, Start};
use warmfront_stats::bootstrap::{self, Interval};
use warmfront_stats::probability::Confidence;
use warmfront_stats::quantile::Sample;

use super::folder::Footprint;
use super::form::Form;

/// Seed of the intervals' resampling.
const SEED: u64 = 1;

/// One cold start, in milliseconds, with the invocations behind it.
#[derive(Debug, Clone, Copy)]
pub(in crate::bench) struct Measured {
    pub(in crate::bench) init_wall: f64,
    pub(in crate::bench) init_cpu: f64,
    pub(in crate::bench) first_wall: f64,
    pub(in crate::bench) first_cpu: f64,
    pub(in crate::bench) warm_wall: f64,
    pub(in crate::bench) warm_cpu: f64,
    pub(in crate::bench) memory_mb: f64,
}

/// All cold starts of one form.
pub(in crate::bench) struct Of {
    pub(in crate::bench) form: Form,
    pub(in crate::bench) taken: Vec<Measured>,
    pub(in crate::bench) footprint: Footprint,
    pub(in crate::bench) zipped: u64,
}

/// All forms of one application.
pub(in crate::bench) struct Figures {
    pub(in crate::bench) name: String,
    pub(in crate::bench) memory_size: MemorySize,
    pub(in crate::bench) event: &'static str,
    pub(in crate::bench) forms: Vec<Of>,
    pub(in crate::bench) notes: Vec<String>,
}

/// A ratio, with its interval where there are enough pairs for one.
#[derive(Debug, Clone, Copy)]
pub(in crate::bench) struct Ratio {
    pub(in crate::bench) estimate: f64,
    pub(in crate::bench) bounds: Option<Interval>,
}

impl Measured {
    pub(in crate::bench) fn new(
        init: Spent,
        cold: &Completed,
        warm: &[Completed],
    ) -> anyhow::Result<Self> {
        Ok(Self {
            init_wall: millis(init.wall),
            init_cpu: millis(init.cpu),
            first_wall: millis(cold.report.duration),
            first_cpu: millis(cold.cpu),
            warm_wall: median(warm.iter().map(|one| millis(one.report.duration)))?,
            warm_cpu: median(warm.iter().map(|one| millis(one.cpu)))?,
            memory_mb: f64::from(cold.report.max_memory_used_mb),
        })
    }
}

impl Of {
    /// Returns the middle of a figure.
    pub(in crate::bench) fn median(&self, part: fn(&Measured) -> f64) -> anyhow::Result<f64> {
        median(self.taken.iter().map(part))
    }

    /// Returns how many times less a figure is than that of a baseline, round by round.
    pub(in crate::bench) fn times_less(
        &self,
        baseline: &Self,
        part: fn(&Measured) -> f64,
    ) -> anyhow::Result<Vec<f64>> {
        let rounds = self.taken.iter().zip(&baseline.taken);
        rounds
            .map(|(own, other)| {
                let ratio = part(other) / part(own);
                ensure!(ratio.is_finite() && ratio > 0.0, "{ratio} is no ratio");
                Ok(ratio)
            })
            .collect()
    }

    /// Returns what a cold start with its first request costs, at the middle of each.
    pub(in crate::bench) fn cost(&self, memory_size: MemorySize) -> anyhow::Result<Money> {
        let configuration = Configuration {
            memory_size,
            ..Configuration::default()
        };
        let duration = seconds(self.median(|one| one.first_wall)?);
        let init = seconds(self.median(|one| one.init_wall)?);
        let prices = PriceTable::default();
        let cost = cost::of_invocation(&prices, &configuration, duration, Start::Init(init));
        Ok(cost.total())
    }
}

impl Figures {
    /// Returns a form's figures.
    pub(in crate::bench) fn of(&self, form: Form) -> Option<&Of> {
        self.forms.iter().find(|of| of.form == form)
    }

    /// Returns a baseline's figures.
    pub(in crate::bench) fn baseline(&self, form: Form) -> anyhow::Result<&Of> {
        self.of(form).context("there are always both baselines")
    }
}

/// Returns the middle of ratios.
pub(in crate::bench) fn ratio(ratios: &[f64]) -> anyhow::Result<Ratio> {
    let sample = Sample::new(ratios.to_vec())?;
    Ok(Ratio {
        estimate: sample.median(),
        // Of few pairs there is no honest one.
        bounds: bootstrap::median(&sample, Confidence::P95, SEED).ok(),
    })
}

fn median(values: impl Iterator<Item = f64>) -> anyhow::Result<f64> {
    Ok(Sample::new(values.collect())?.median())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn seconds(millis: f64) -> Duration {
    Duration::from_secs_f64(millis / 1e3)
}
