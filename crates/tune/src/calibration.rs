//! Scaling what was measured here to what the real function's log says.
//!
//! Every warm REPORT of a size that is on the curve gives a ratio of its duration to the predicted
//! median; the median ratio is the factor. Sizes are then as far off as they are after scaling, which
//! is said: a factor mends another machine's speed, not another function.

mod report;

use warmfront_model::invocation::{Report, Status};
use warmfront_model::units::MemorySize;
use warmfront_stats::bootstrap::{self, BootstrapError, Interval};
use warmfront_stats::probability::Confidence;
use warmfront_stats::quantile::Sample;

use crate::goal::{Prices, millis};
use crate::plan::Plan;
use crate::tuning::{Figures, Point};

pub use report::{Read, read};

/// What scales the curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// Real duration over predicted duration.
    pub factor: Interval,
    /// Real init over local init; none without cold REPORT lines or local cold starts.
    pub init_factor: Option<f64>,
    /// Sizes that REPORT lines are of, rising.
    pub sizes: Vec<CalibratedSize>,
    /// Most memory used by the real function, in megabytes.
    pub max_memory_mb: u32,
    /// Lines that could not be used: other sizes than the curve's, failures.
    pub n_unused: usize,
}

/// How well the scaled curve meets one size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CalibratedSize {
    /// The size.
    pub size: MemorySize,
    /// Warm REPORT lines of it.
    pub n: usize,
    /// Their median duration in milliseconds.
    pub real_ms: f64,
    /// The predicted median duration after scaling.
    pub scaled_ms: f64,
}

impl CalibratedSize {
    /// Returns how far the scaled prediction is off (0.04 is 4 % too slow).
    #[must_use]
    pub fn error(&self) -> f64 {
        self.scaled_ms / self.real_ms - 1.0
    }
}

/// Why REPORT lines scale nothing.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum CalibrationError {
    /// None of them is of a warm success at a size on the curve.
    #[error("no REPORT line of a warm, successful invocation at a size that was predicted")]
    NoneUsable,
    /// They are too few for the confidence.
    #[error(transparent)]
    TooFew(#[from] BootstrapError),
}

impl Calibration {
    /// Compares REPORT lines with a curve.
    pub fn of(
        curve: &[Point],
        reports: &[Report],
        (confidence, seed): (Confidence, u64),
    ) -> Result<Self, CalibrationError> {
        let predicted = |size: MemorySize| {
            let point = curve.iter().find(|point| point.size == size)?;
            point.figures
        };
        let usable = |report: &&Report| {
            report.status == Status::Success && predicted(report.memory_size).is_some()
        };
        let usable: Vec<_> = reports.iter().filter(usable).collect();
        let warm = usable
            .iter()
            .filter(|report| is_warm(report) && !report.duration.is_zero());
        let warm: Vec<_> = warm
            .filter_map(|report| {
                let size = report.memory_size;
                Some((
                    size,
                    millis(report.duration),
                    predicted(size)?.p50_ms.estimate,
                ))
            })
            .filter(|(_, _, predicted)| *predicted > 0.0)
            .collect();
        let ratios = warm.iter().map(|(_, real, predicted)| real / predicted);
        let ratios = Sample::new(ratios.collect()).map_err(|_| CalibrationError::NoneUsable)?;
        let factor = bootstrap::median(&ratios, confidence, seed)?;
        Ok(Self {
            factor,
            init_factor: init_factor(curve, &usable),
            sizes: by_size(&warm, factor.estimate),
            max_memory_mb: usable
                .iter()
                .map(|report| report.max_memory_used_mb)
                .max()
                .unwrap_or(0),
            n_unused: reports.len() - usable.len(),
        })
    }

    /// Returns the curve scaled, its intervals widened by that of the factor.
    #[must_use]
    pub fn scaled(&self, plan: &Plan, curve: &[Point]) -> Vec<Point> {
        let scale = |point: &Point| {
            let request = Prices::of(plan, point.size).request;
            let figures = point.figures.map(|figures| self.figures(figures, request));
            Point {
                figures,
                ..point.clone()
            }
        };
        curve.iter().map(scale).collect()
    }

    fn figures(&self, figures: Figures, request: f64) -> Figures {
        let cost = shifted(times(shifted(figures.cost, -request), self.factor), request);
        let init = |init: Interval| times(init, exact(self.init_factor.unwrap_or(1.0)));
        Figures {
            p50_ms: times(figures.p50_ms, self.factor),
            p95_ms: times(figures.p95_ms, self.factor),
            init_ms: figures.init_ms.map(init),
            cost,
        }
    }
}

fn is_warm(report: &Report) -> bool {
    report.init_duration.is_none() && report.restore_duration.is_none()
}

fn init_factor(curve: &[Point], reports: &[&Report]) -> Option<f64> {
    let real = reports.iter().filter_map(|report| report.init_duration);
    let real = Sample::from_durations(real).ok()?.median();
    let local = curve.iter().find_map(|point| point.figures?.init_ms)?;
    (local.estimate > 0.0).then(|| real / local.estimate)
}

fn by_size(warm: &[(MemorySize, f64, f64)], factor: f64) -> Vec<CalibratedSize> {
    let mut sizes: Vec<_> = warm
        .iter()
        .map(|(size, _, predicted)| (*size, *predicted))
        .collect();
    sizes.sort_unstable_by_key(|(size, _)| *size);
    sizes.dedup_by_key(|(size, _)| *size);
    let of_size = |(size, predicted): (MemorySize, f64)| {
        let real = warm
            .iter()
            .filter(|(at, ..)| *at == size)
            .map(|(_, real, _)| *real);
        let real = Sample::new(real.collect()).ok()?;
        Some(CalibratedSize {
            size,
            n: real.len(),
            real_ms: real.median(),
            scaled_ms: predicted * factor,
        })
    };
    sizes.into_iter().filter_map(of_size).collect()
}

fn exact(figure: f64) -> Interval {
    Interval {
        estimate: figure,
        lower: figure,
        upper: figure,
    }
}

fn shifted(interval: Interval, by: f64) -> Interval {
    Interval {
        estimate: interval.estimate + by,
        lower: interval.lower + by,
        upper: interval.upper + by,
    }
}

/// Multiplies positive figures that know nothing of each other: relative errors add up as squares.
fn times(one: Interval, other: Interval) -> Interval {
    let estimate = one.estimate * other.estimate;
    let off = |bound: fn(&Interval) -> f64| {
        let relative = |interval: &Interval| {
            if interval.estimate > 0.0 {
                bound(interval) / interval.estimate - 1.0
            } else {
                0.0
            }
        };
        relative(&one).hypot(relative(&other))
    };
    Interval {
        estimate,
        lower: estimate * (1.0 - off(|interval| interval.lower)).max(0.0),
        upper: estimate * (1.0 + off(|interval| interval.upper)),
    }
}

#[cfg(test)]
mod tests;
