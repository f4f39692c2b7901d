//! How the time of a call grows with the items that it asks for.
//!
//! **Model.** A call does fixed work (routing, authentication, headers, signing) and work for each
//! item, which grows with the values that an item has, hardly with their bytes: ten thousand of them
//! are as much as one more value. What the fixed work is worth, counted in values, decides how much
//! longer a batch takes than one call.
//!
//! **Where it comes from.** Calls of the same operation that moved more and less tell it: the ratio
//! of their times against the ratio of their values. Where all moved the same, nothing in a trace
//! does, and it is what such calls have elsewhere: moto, with one to fifty items of two to twelve
//! values and 20 to 50,000 bytes, has 19 values for reading from `DynamoDB`, 69 for writing to it,
//! 1 for SQS, 25 for SNS, 150 for parameters and 68 for Kinesis, whose geometric mean is 27, and a
//! spread by a factor of 5. The two are joined by what is most probable given both. The client's own
//! part, measured of botocore alike, has 80 to 290.

use super::super::cpu;
use super::super::effect::{clean, median};
use super::super::parts::Parts;
use super::super::site::Turn;
use super::super::view::View;
use crate::document::Call;

/// Values that the fixed work of a service is worth, where no trace tells otherwise, and the factor
/// by which services differ.
const OF_SERVICES: f64 = 27.0;
const SPREAD: f64 = 5.0;

/// Values that the fixed work of a client is worth.
const OF_CLIENTS: f64 = 150.0;

/// What an item has, where nothing is known of it.
const TYPICAL_VALUES: f64 = 4.0;

/// Bytes that are as much work as one more value.
const BYTES_PER_VALUE: f64 = 10_000.0;

/// Bytes that come with one value, where values were not counted.
const BYTES_WITH_VALUE: f64 = 100.0;

/// Calls of little and of much work that a comparison takes at least, each.
const LEAST_CALLS: usize = 3;

/// How much more the one has to be than the other.
const LEAST_CONTRAST: f64 = 1.5;

/// The median of times is not better known than to this share, however many there are.
const LEAST_ERROR: f64 = 0.02;

/// Share of a call's time that each further item takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Growth {
    client: f64,
    service: f64,
}

impl Growth {
    /// Returns the growth of a site's calls, given what all calls of the same operation tell.
    pub(super) fn of(view: &View<'_>, turns: &[Turn], told: &[Point]) -> Self {
        let calls = turns.iter().flat_map(|turn| &turn.calls);
        let work = median(calls.map(|&call| work_of(view.call(call)))).unwrap_or(TYPICAL_VALUES);
        Self {
            client: work / (work + OF_CLIENTS),
            service: work / (work + fixed_work(told)),
        }
    }

    /// Returns the time of a batch, given the parts of a single call.
    pub(super) fn of_batch(self, single: (f64, f64), n_items: f64) -> f64 {
        let further = n_items - 1.0;
        single.0 * (1.0 + further * self.client) + single.1 * (1.0 + further * self.service)
    }
}

/// One call: the work of its item, in values, and the milliseconds of the service.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    work: f64,
    millis: f64,
}

/// Returns what calls tell of the growth.
pub(super) fn points(view: &View<'_>, turns: &[Turn]) -> Vec<Point> {
    let slower = cpu::wall_per_cpu(&view.profile.subject);
    let of_turn = |turn: &Turn| {
        let busy = cpu::per_call_ms(view, &view.measured[turn.position]) * slower;
        let point = |&call: &usize| Point {
            work: work_of(view.call(call)),
            millis: Parts::of(view, call).with_client(busy).service,
        };
        turn.calls.iter().map(point).collect::<Vec<_>>()
    };
    turns.iter().flat_map(of_turn).collect()
}

/// Returns the work that the item of a call makes.
#[expect(
    clippy::cast_precision_loss,
    reason = "a size that needs more digits is no size of a call"
)]
fn work_of(call: &Call) -> f64 {
    let known = call.request_bytes.into_iter().chain(call.response_bytes);
    let bytes = known.map(|bytes| bytes as f64).reduce(|sum, one| sum + one);
    let values = call.detail.as_ref().map(|detail| {
        let back = detail.fields.len().max(detail.outputs.len());
        back.max(detail.inputs.len()).max(1) as f64
    });
    let values = values
        .or_else(|| bytes.map(|bytes| (bytes / BYTES_WITH_VALUE).max(1.0)))
        .unwrap_or(TYPICAL_VALUES);
    clean(values + bytes.unwrap_or_default() / BYTES_PER_VALUE)
}

/// Returns the values that the fixed work of a service is worth: the most probable figure, given
/// what services have in general and what calls of more and of less work took.
fn fixed_work(points: &[Point]) -> f64 {
    let Some(seen) = Contrast::of(points) else {
        return OF_SERVICES;
    };
    let improbable = |fixed: f64| {
        let unusual = (fixed / OF_SERVICES).ln() / SPREAD.ln();
        let ratio = (fixed + seen.much) / (fixed + seen.little);
        let off = (ratio.ln() - seen.log_ratio) / seen.error;
        unusual.powi(2) + off.powi(2)
    };
    // A fifth of an octave apart, from a quarter of a value to 65,536 of them.
    let candidates = (-10..=80).map(|step| (f64::from(step) / 5.0).exp2());
    candidates
        .min_by(|&one, &other| improbable(one).total_cmp(&improbable(other)))
        .unwrap_or(OF_SERVICES)
}

/// Calls of much work, beside calls of little.
struct Contrast {
    little: f64,
    much: f64,
    /// Logarithm of the ratio of their times, and its standard error.
    log_ratio: f64,
    error: f64,
}

impl Contrast {
    fn of(points: &[Point]) -> Option<Self> {
        let works = || points.iter().map(|point| point.work);
        let middle = f64::midpoint(
            works().fold(f64::INFINITY, f64::min),
            works().fold(0.0, f64::max),
        );
        let (little, much): (Vec<Point>, Vec<Point>) =
            points.iter().partition(|point| point.work < middle);
        let (little, much) = (Group::of(&little)?, Group::of(&much)?);
        (much.work >= LEAST_CONTRAST * little.work).then(|| Self {
            little: little.work,
            much: much.work,
            log_ratio: (much.millis / little.millis).ln(),
            error: little.error.hypot(much.error).max(LEAST_ERROR),
        })
    }
}

/// Calls of about the same work.
struct Group {
    work: f64,
    millis: f64,
    /// Standard error of the time, as a share of it.
    error: f64,
}

impl Group {
    #[expect(clippy::cast_precision_loss, reason = "counts of calls are small")]
    fn of(points: &[Point]) -> Option<Self> {
        let millis = median(points.iter().map(|point| point.millis))?;
        let off = points.iter().map(|point| (point.millis - millis).abs());
        // Of a normal distribution, the deviation is 1.4826 times the median one, and the median
        // has a variance of pi / 2n.
        let deviation = 1.4826 * median(off)?;
        let n = points.len();
        (n >= LEAST_CALLS && millis > 0.0).then(|| Self {
            work: points.iter().map(|point| point.work).sum::<f64>() / n as f64,
            millis,
            error: deviation / millis * (std::f64::consts::FRAC_PI_2 / n as f64).sqrt(),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::trace::aws;
    use super::*;

    /// Calls of a service whose fixed work is worth so many values, which take up to a tenth longer.
    fn service(fixed: f64, works: &[f64]) -> Vec<Point> {
        let late = [1.0, 1.1, 1.03, 1.07];
        let each = works.iter().zip(late.iter().cycle());
        let point = |(&work, late): (&f64, &f64)| Point {
            work,
            millis: 0.1 * (fixed + work) * late,
        };
        each.map(point).collect()
    }

    #[test]
    fn calls_of_more_and_of_less_work_tell_what_is_fixed() {
        for fixed in [2.0, 10.0, 60.0, 300.0] {
            let works = [2.0, 2.0, 3.0, 2.0, 40.0, 42.0, 40.0, 41.0].repeat(10);
            let found = fixed_work(&service(fixed, &works));
            assert!((0.7..1.4).contains(&(found / fixed)), "{fixed}: {found}");
        }
    }

    #[test]
    fn calls_of_the_same_work_tell_nothing() {
        let found = |works: &[f64]| fixed_work(&service(3.0, works));
        assert!((found(&[12.0; 30]) - OF_SERVICES).abs() < 1e-9);
        // Two calls are too few.
        let mut works = vec![2.0; 30];
        works.extend([40.0; 2]);
        assert!((found(&works) - OF_SERVICES).abs() < 1e-9);
    }

    #[test]
    fn what_is_told_badly_counts_little() {
        let mut points = service(2.0, &[2.0, 40.0].repeat(3));
        for (point, late) in points.iter_mut().zip([1.0, 1.0, 3.0, 0.4, 9.0, 7.0]) {
            point.millis *= late;
        }
        assert!(fixed_work(&points) > 6.0, "{}", fixed_work(&points));
    }

    #[test]
    fn work_is_values_and_a_little_for_bytes() {
        let call = aws("DynamoDB.GetItem", "orders");
        let of = |call: &Call| work_of(call);
        assert!((of(&call.call) - 4.0).abs() < 1e-9);
        let sized = call.with(|call| call.response_bytes = Some(1_000));
        assert!((of(&sized.call) - 10.1).abs() < 1e-9);
        let read = sized.values(&[1, 2], &[3, 4, 5]);
        assert!((of(&read.call) - 3.1).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn a_batch_takes_no_less_than_one_call_and_no_more_than_all(
            points in prop::collection::vec((prop::num::f64::ANY, prop::num::f64::ANY), 0..30),
            n_items in 1_u16..1_000,
        ) {
            let points: Vec<Point> = points
                .into_iter()
                .map(|(work, millis)| Point { work: clean(work), millis: clean(millis) })
                .collect();
            let fixed = fixed_work(&points);
            prop_assert!((0.2..70_000.0).contains(&fixed));
            let growth = Growth { client: 0.01, service: 5.0 / (5.0 + fixed) };
            let (n, took) = (f64::from(n_items), growth.of_batch((1.0, 3.0), f64::from(n_items)));
            prop_assert!((4.0..=4.0 * n + 1e-9).contains(&took), "{took}");
        }
    }
}
