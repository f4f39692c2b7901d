//! Intervals by resampling, for medians and for how many times one is another.
//!
//! Percentile intervals (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter
//! 13), from a seed: the same sample and seed give the same interval for ever. A sample too small
//! for the confidence is refused rather than given an interval that looks narrow.

use crate::interval::least_sample_size;
use crate::probability::{Confidence, Probability};
use crate::quantile::{Sample, of_ordered};
use crate::random::Random;

/// Resamples of an interval: enough that another seed moves a bound by little.
pub const N_RESAMPLES: usize = 10_000;

/// An estimate and what it is likely between.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The figure of the sample itself.
    pub estimate: f64,
    /// Lower bound.
    pub lower: f64,
    /// Upper bound.
    pub upper: f64,
}

impl Interval {
    /// Returns whether a figure is within the bounds.
    #[must_use]
    pub fn contains(&self, figure: f64) -> bool {
        (self.lower..=self.upper).contains(&figure)
    }
}

/// A sample that has no honest interval.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum BootstrapError {
    /// Resamples of so few numbers cannot reach far enough.
    #[error("{n} measurements are too few for a confidence of {confidence}: {needed} are needed")]
    TooFew {
        /// How many there are.
        n: usize,
        /// How many would do.
        needed: usize,
        /// The confidence asked for.
        confidence: Confidence,
    },
    /// A ratio to it may be a division by zero.
    #[error("no ratio to a sample that has {least}, which is not positive")]
    NotPositive {
        /// Its least number.
        least: f64,
    },
}

/// Returns the median with an interval.
pub fn median(
    sample: &Sample,
    confidence: Confidence,
    seed: u64,
) -> Result<Interval, BootstrapError> {
    enough(sample, confidence)?;
    let mut random = Random::new(seed);
    let mut resample = Resample::of(sample);
    let resampled = (0..N_RESAMPLES).map(|_| resample.median(&mut random));
    Ok(percentiles(
        sample.median(),
        resampled.collect(),
        confidence,
    ))
}

/// Returns the median of one sample over that of another, with an interval.
///
/// The samples are drawn from independently. Of measurements taken in pairs, the [`median`] of each
/// pair's ratio is the better figure: what both of a pair suffered cancels out.
pub fn ratio_of_medians(
    numerator: &Sample,
    denominator: &Sample,
    confidence: Confidence,
    seed: u64,
) -> Result<Interval, BootstrapError> {
    enough(numerator, confidence)?;
    enough(denominator, confidence)?;
    if denominator.min() <= 0.0 {
        let least = denominator.min();
        return Err(BootstrapError::NotPositive { least });
    }
    let mut random = Random::new(seed);
    let (mut above, mut below) = (Resample::of(numerator), Resample::of(denominator));
    let resampled = (0..N_RESAMPLES).map(|_| above.median(&mut random) / below.median(&mut random));
    let estimate = numerator.median() / denominator.median();
    Ok(percentiles(estimate, resampled.collect(), confidence))
}

/// Returns by how much the median of one sample exceeds that of another, with an interval.
///
/// As with [`ratio_of_medians`], the samples are drawn from independently.
pub fn difference_of_medians(
    minuend: &Sample,
    subtrahend: &Sample,
    confidence: Confidence,
    seed: u64,
) -> Result<Interval, BootstrapError> {
    enough(minuend, confidence)?;
    enough(subtrahend, confidence)?;
    let mut random = Random::new(seed);
    let (mut from, mut less) = (Resample::of(minuend), Resample::of(subtrahend));
    let resampled = (0..N_RESAMPLES).map(|_| from.median(&mut random) - less.median(&mut random));
    let estimate = minuend.median() - subtrahend.median();
    Ok(percentiles(estimate, resampled.collect(), confidence))
}

/// Refuses a sample whose whole range is no interval of its median at this confidence, since no
/// resample reaches beyond that range.
fn enough(sample: &Sample, confidence: Confidence) -> Result<(), BootstrapError> {
    let needed = least_sample_size(Probability::MEDIAN, confidence).unwrap_or(usize::MAX);
    let n = sample.len();
    if n < needed {
        return Err(BootstrapError::TooFew {
            n,
            needed,
            confidence,
        });
    }
    Ok(())
}

fn percentiles(estimate: f64, mut resampled: Vec<f64>, confidence: Confidence) -> Interval {
    resampled.sort_unstable_by(f64::total_cmp);
    let tail = Probability::new(confidence.tail()).expect("a tail is a probability");
    Interval {
        estimate,
        lower: of_ordered(&resampled, tail),
        upper: of_ordered(&resampled, tail.complement()),
    }
}

/// A sample and room for drawing as many numbers from it, with replacement.
struct Resample<'a> {
    from: &'a [f64],
    drawn: Vec<f64>,
}

impl<'a> Resample<'a> {
    fn of(sample: &'a Sample) -> Self {
        Self {
            from: sample.ordered(),
            drawn: sample.ordered().to_vec(),
        }
    }

    fn median(&mut self, random: &mut Random) -> f64 {
        for number in &mut self.drawn {
            *number = random.pick(self.from);
        }
        median_of(&mut self.drawn)
    }
}

/// Returns the median of numbers in any order, of which there is at least one; faster than
/// ordering them all.
fn median_of(numbers: &mut [f64]) -> f64 {
    let (middle, even) = (numbers.len() / 2, numbers.len().is_multiple_of(2));
    let (below, &mut upper, _) = numbers.select_nth_unstable_by(middle, f64::total_cmp);
    if !even {
        return upper;
    }
    let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    of_ordered(&[lower, upper], Probability::MEDIAN)
}

#[cfg(test)]
mod tests;
