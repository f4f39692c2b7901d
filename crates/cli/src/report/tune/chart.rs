//! The curve as every picture of it has it: two panels over memory, their scales and their ticks.

use warmfront_model::units::MemorySize;
use warmfront_stats::bootstrap::Interval;
use warmfront_tune::tuning::{Figures, Usable};

use super::Tuned;
use crate::report::figures::{money, time};

/// From this ratio of the largest to the least on, a scale is logarithmic.
const LOGARITHMIC_FROM: f64 = 8.0;

/// How far beyond the estimates an interval may stretch a scale, as a factor.
const FURTHEST: f64 = 1.6;

/// The curve.
#[derive(Debug, Clone)]
pub(super) struct Chart {
    /// Sizes that have figures, rising.
    pub(super) sizes: Vec<Column>,
    /// What is drawn over them.
    pub(super) panels: Vec<Panel>,
}

/// One memory size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Column {
    pub(super) size: MemorySize,
    /// Where it is from left to right, 0 to 1, by the logarithm of the size.
    pub(super) at: f64,
    pub(super) mark: Mark,
}

/// What a size is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// The size to choose.
    Chosen,
    /// It was run at.
    Tested,
    /// It is predicted.
    Predicted,
    /// It cannot be chosen.
    Unusable,
}

/// One quantity over memory.
#[derive(Debug, Clone)]
pub(super) struct Panel {
    pub(super) title: &'static str,
    pub(super) series: Vec<Series>,
    pub(super) scale: Scale,
    pub(super) figure: fn(f64) -> String,
}

/// One line of a panel: a figure for each size.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Series {
    pub(super) name: &'static str,
    pub(super) figures: Vec<Interval>,
}

/// From figures to places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    is_logarithmic: bool,
}

impl Chart {
    /// Makes the chart of a result; none where there are no figures.
    pub(super) fn new(tuned: Tuned<'_>) -> Option<Self> {
        let points: Vec<_> = tuned
            .tuning
            .curve
            .iter()
            .filter_map(|point| Some((point, point.figures?)))
            .collect();
        let (first, last) = (points.first()?.0.size, points.last()?.0.size);
        let columns = points.iter().map(|(point, _)| Column {
            size: point.size,
            at: position(point.size, first, last),
            mark: if tuned.chosen() == Some(point.size) {
                Mark::Chosen
            } else if point.usable != Usable::Yes {
                Mark::Unusable
            } else if point.n_measured > 0 {
                Mark::Tested
            } else {
                Mark::Predicted
            },
        });
        let figures: Vec<Figures> = points.iter().map(|(_, figures)| *figures).collect();
        let series = |name, of: fn(&Figures) -> Interval| Series {
            name,
            figures: figures.iter().map(of).collect(),
        };
        let times = vec![
            series("p95", |figures| figures.p95_ms),
            series("p50", |figures| figures.p50_ms),
        ];
        let costs = vec![series("cost", |figures| figures.cost)];
        Some(Self {
            sizes: columns.collect(),
            panels: vec![
                panel("duration of a warm invocation", times, time),
                panel("cost per million invocations", costs, money),
            ],
        })
    }
}

fn panel(title: &'static str, series: Vec<Series>, figure: fn(f64) -> String) -> Panel {
    Panel {
        title,
        scale: Scale::of(&series),
        series,
        figure,
    }
}

/// Returns where a size is between two others, by its logarithm.
fn position(size: MemorySize, first: MemorySize, last: MemorySize) -> f64 {
    let log = |size: MemorySize| f64::from(size.megabytes()).ln();
    let width = log(last) - log(first);
    if width > 0.0 {
        (log(size) - log(first)) / width
    } else {
        0.5
    }
}

impl Scale {
    /// Makes a scale that all estimates fit on, and as much of their intervals as helps the eye.
    fn of(series: &[Series]) -> Self {
        let all = || series.iter().flat_map(|series| &series.figures);
        let least = all().map(|figure| figure.estimate).fold(f64::MAX, f64::min);
        let most = all().map(|figure| figure.estimate).fold(0.0, f64::max);
        let low = all().map(|figure| figure.lower).fold(least, f64::min);
        let high = all().map(|figure| figure.upper).fold(most, f64::max);
        let least = least.max(1e-9);
        let most = most.max(least);
        if most / least >= LOGARITHMIC_FROM {
            Self {
                low: low.max(least / FURTHEST) / 1.1,
                high: high.min(most * FURTHEST) * 1.1,
                is_logarithmic: true,
            }
        } else {
            Self {
                low: 0.0,
                high: high.min(most * FURTHEST) * 1.05,
                is_logarithmic: false,
            }
        }
    }

    /// Returns where a figure is from the bottom up, 0 to 1; what is beyond is at the edge.
    pub(super) fn position(self, figure: f64) -> f64 {
        let at = if self.is_logarithmic {
            (figure.max(1e-12) / self.low).ln() / (self.high / self.low).ln()
        } else {
            (figure - self.low) / (self.high - self.low)
        };
        at.clamp(0.0, 1.0)
    }

    /// Returns figures that are round and spread over the scale, rising, about as many as asked for.
    pub(super) fn ticks(self, wanted: usize) -> Vec<f64> {
        let ticks = if self.is_logarithmic {
            let few = self.round(&[1.0, 2.0, 5.0]);
            if few.len() > wanted + 2 {
                self.round(&[1.0])
            } else {
                few
            }
        } else {
            self.even(wanted)
        };
        thinned(ticks, wanted + 2)
    }

    /// Returns the figures of the scale that begin with one of these digits.
    fn round(self, digits: &[f64]) -> Vec<f64> {
        let exponents = self.low.log10().floor()..=self.high.log10().ceil();
        let mut exponent = *exponents.start();
        let mut ticks = Vec::new();
        while exponents.contains(&exponent) {
            let decade = 10f64.powf(exponent);
            ticks.extend(digits.iter().map(|digit| digit * decade));
            exponent += 1.0;
        }
        ticks.retain(|tick| (self.low..=self.high).contains(tick));
        ticks
    }

    /// Returns multiples of a round step.
    fn even(self, wanted: usize) -> Vec<f64> {
        #[expect(clippy::cast_precision_loss, reason = "a number of ticks is small")]
        let rough = self.high / wanted.max(1) as f64;
        let decade = 10f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 2.5, 5.0, 10.0]
            .into_iter()
            .map(|digit| digit * decade)
            .find(|step| *step >= rough)
            .unwrap_or(10.0 * decade);
        let mut ticks = Vec::new();
        let mut tick = 0.0;
        while tick <= self.high && ticks.len() <= wanted {
            ticks.push(tick);
            tick += step;
        }
        ticks
    }
}

/// Leaves out every other tick until few enough are left.
fn thinned(mut ticks: Vec<f64>, most: usize) -> Vec<f64> {
    while ticks.len() > most {
        ticks = ticks.into_iter().step_by(2).collect();
    }
    ticks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use warmfront_stats::bootstrap::Interval;

    use super::{Scale, Series};

    fn scale(estimates: &[f64]) -> Scale {
        let exact = |&estimate: &f64| Interval {
            estimate,
            lower: estimate,
            upper: estimate,
        };
        Scale::of(&[Series {
            name: "",
            figures: estimates.iter().map(exact).collect(),
        }])
    }

    #[test]
    fn what_differs_little_is_seen_from_zero_and_much_by_its_logarithm() {
        let near = scale(&[10.0, 40.0]);
        assert_eq!(near.ticks(4), [0.0, 20.0, 40.0]);
        assert!((near.position(21.0) - 0.5).abs() < 1e-9);
        let far = scale(&[1.0, 1000.0]);
        assert_eq!(far.ticks(4), [1.0, 10.0, 100.0, 1000.0]);
        assert!((far.position(1000f64.sqrt()) - 0.5).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn every_figure_has_a_place_and_ticks_are_few(
            estimates in prop::collection::vec(0.0..1e9f64, 1..20),
            tiny in prop::collection::vec(0.0..1e-6f64, 0..3),
        ) {
            let all = [estimates, tiny].concat();
            let scale = scale(&all);
            for figure in all {
                let at = scale.position(figure);
                prop_assert!((0.0..=1.0).contains(&at), "{figure} at {at}");
            }
            let ticks = scale.ticks(5);
            prop_assert!(ticks.len() <= 7, "{ticks:?}");
            prop_assert!(ticks.is_sorted(), "{ticks:?}");
        }
    }
}
