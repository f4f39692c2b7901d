//! What times to expect at sizes, measured or not: draws of the whole curve.
//!
//! A draw is one curve that the runs allow; an interval is what most draws lie within.

use std::time::Duration;

use warmfront_model::units::MemorySize;
use warmfront_stats::bootstrap::Interval;
use warmfront_stats::probability::{Confidence, Probability};
use warmfront_stats::quantile::Sample;
use warmfront_stats::random::Random;

/// Draws of the curve.
const N_DRAWS: usize = 400;

/// By how much the linear model may be off, as a standard deviation of the logarithm.
const MISFIT: f64 = 0.05;

/// One warm run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Observed {
    pub(crate) size: MemorySize,
    pub(crate) wall: Duration,
    pub(crate) cpu: Duration,
}

/// What one draw says of a size, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Drawn {
    pub(crate) p50: f64,
    pub(crate) p95: f64,
    /// Mean of the billed duration.
    pub(crate) billed: f64,
}

/// Draws by size: `draws[size][draw]`.
pub(crate) type Draws = Vec<Vec<Drawn>>;

/// What the runs say of the function, apart from sizes, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Nature {
    pub(crate) cpu: f64,
    pub(crate) wait: f64,
    pub(crate) parallelism: f64,
}

/// Returns what a run computes and waits, in milliseconds.
fn split(run: Observed) -> (f64, f64) {
    let (wall, cpu) = (millis(run.wall), millis(run.cpu));
    (cpu, (wall - cpu * stretch(run.size)).max(0.0))
}

fn stretch(size: MemorySize) -> f64 {
    (1.0 / size.vcpus()).max(1.0)
}

/// Draws curves that the runs of one event allow; there is at least one run.
pub(crate) fn draw(runs: &[Observed], sizes: &[MemorySize], random: &mut Random) -> Draws {
    let parts: Vec<_> = runs.iter().copied().map(split).collect();
    let mut draws = vec![Vec::with_capacity(N_DRAWS); sizes.len()];
    for _ in 0..N_DRAWS {
        let resampled: Vec<_> = parts.iter().map(|_| random.pick(&parts)).collect();
        let error = (MISFIT * random.normal()).exp();
        for (size, draws) in sizes.iter().zip(&mut draws) {
            let times = resampled
                .iter()
                .map(|(cpu, wait)| wait + cpu * stretch(*size));
            let sample = Sample::new(times.map(|time| time * error).collect());
            let sample = sample.expect("there is a run, and its time is finite");
            let p95 = Probability::new(0.95).expect("it is a probability");
            draws.push(Drawn {
                p50: sample.median(),
                p95: sample.quantile(p95),
                billed: sample.mean() + 0.5,
            });
        }
    }
    draws
}

/// Returns what the runs of one event say of the function; there is at least one run.
pub(crate) fn nature(runs: &[Observed]) -> Nature {
    let (cpu, wait): (Vec<_>, Vec<_>) = runs.iter().copied().map(split).unzip();
    let median = |values| Sample::new(values).map_or(0.0, |sample| sample.median());
    Nature {
        cpu: median(cpu),
        wait: median(wait),
        parallelism: 1.0,
    }
}

/// Returns the middle of draws with what most of them lie within.
pub(crate) fn interval(drawn: Vec<f64>, confidence: Confidence) -> Interval {
    let sample = Sample::new(drawn).expect("draws are finite");
    let tail = Probability::new(confidence.tail()).expect("a tail is a probability");
    Interval {
        estimate: sample.median(),
        lower: sample.quantile(tail),
        upper: sample.quantile(tail.complement()),
    }
}

pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
