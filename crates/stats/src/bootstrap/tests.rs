//! Bootstrap intervals: reproducible, honest about size, and right about as often as they say.

use proptest::prelude::*;

use super::*;

fn sample(values: &[f64]) -> Sample {
    Sample::new(values.to_vec()).unwrap()
}

/// Returns numbers spread evenly between 0 and 1, in an order that a seed sets.
fn uniform(random: &mut Random, n: usize) -> Vec<f64> {
    let grid: Vec<f64> = (0..10_000).map(|step| f64::from(step) / 10_000.0).collect();
    (0..n).map(|_| random.pick(&grid)).collect()
}

#[test]
fn the_same_seed_gives_the_same_interval() {
    let mut random = Random::new(1);
    let [a, b] = [30, 31].map(|n| sample(&uniform(&mut random, n)));
    let interval = |seed| ratio_of_medians(&a, &b, Confidence::P95, seed).unwrap();
    assert_eq!(interval(7), interval(7));
    assert_ne!(interval(7), interval(8));
}

#[test]
fn bounds_are_those_of_the_exact_distribution_of_resampled_medians() {
    // The median of nine draws from nine is at or below the second with probability 0.030 and at
    // or below the first with 0.001, so the bound at 0.025 is the second number.
    let values = sample(&[1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 34.0, 55.0]);
    let found = median(&values, Confidence::P95, 42).unwrap();
    let expect = Interval {
        estimate: 8.0,
        lower: 2.0,
        upper: 34.0,
    };
    assert_eq!(found, expect);
}

#[test]
fn bounds_leave_out_half_of_the_rest_on_each_side() {
    let resampled = (0..=1000).rev().map(f64::from).collect();
    let found = percentiles(1.0, resampled, Confidence::P90);
    assert!((found.lower - 50.0).abs() < 1e-9, "{}", found.lower);
    assert!((found.upper - 950.0).abs() < 1e-9, "{}", found.upper);
}

#[test]
fn another_seed_moves_the_bounds_by_little() {
    let values = sample(&uniform(&mut Random::new(1), 100));
    let interval = |seed| median(&values, Confidence::P95, seed).unwrap();
    assert!((interval(1).lower - interval(2).lower).abs() < 0.02);
    assert!((interval(1).upper - interval(2).upper).abs() < 0.02);
}

#[test]
fn too_few_measurements_have_no_interval() {
    let few = sample(&[1.0; 5]);
    let many = sample(&[1.0; 6]);
    let refusal = median(&few, Confidence::P95, 0).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "5 measurements are too few for a confidence of 95 %: 6 are needed"
    );
    assert!(median(&many, Confidence::P95, 0).is_ok());
    assert_eq!(
        ratio_of_medians(&many, &few, Confidence::P95, 0),
        Err(refusal)
    );
    assert_eq!(
        ratio_of_medians(&few, &many, Confidence::P95, 0),
        Err(refusal)
    );
}

#[test]
fn a_ratio_to_nothing_is_refused() {
    let zero = sample(&[0.0, 1.0, 1.0, 1.0, 1.0, 1.0]);
    let refusal = ratio_of_medians(&zero, &zero, Confidence::P95, 0).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "no ratio to a sample that has 0, which is not positive"
    );
}

#[test]
fn a_sample_of_one_value_has_an_interval_of_one_point() {
    let twos = sample(&[2.0; 10]);
    let ones = sample(&[1.0; 10]);
    let interval = ratio_of_medians(&twos, &ones, Confidence::P99, 0).unwrap();
    assert_eq!(
        interval,
        Interval {
            estimate: 2.0,
            lower: 2.0,
            upper: 2.0
        }
    );
}

/// Returns how many of 200 intervals hold the figure.
fn hits(figure: f64, mut interval: impl FnMut(&mut Random) -> Interval) -> usize {
    let mut random = Random::new(20_261_121);
    (0..200)
        .filter(|_| interval(&mut random).contains(figure))
        .count()
}

/// Runs few resamples, which is enough to count hits.
fn quick(estimate: f64, resampled: impl FnMut() -> f64) -> Interval {
    let resampled = std::iter::repeat_with(resampled).take(400).collect();
    percentiles(estimate, resampled, Confidence::P95)
}

#[test]
fn intervals_hold_the_median_about_as_often_as_they_say() {
    let hits = hits(0.5, |random| {
        let values = sample(&uniform(random, 25));
        let mut resample = Resample::of(&values);
        quick(values.median(), || resample.median(random))
    });
    // 190 are expected; four standard deviations and the method's known optimism below.
    assert!((174..=200).contains(&hits), "{hits}");
}

#[test]
fn intervals_hold_the_ratio_about_as_often_as_they_say() {
    let hits = hits(3.0, |random| {
        let shifted = |random: &mut Random| {
            uniform(random, 25)
                .iter()
                .map(|x| x + 0.5)
                .collect::<Vec<_>>()
        };
        let slow = sample(&shifted(random).iter().map(|x| x * 3.0).collect::<Vec<_>>());
        let fast = sample(&shifted(random));
        let (mut above, mut below) = (Resample::of(&slow), Resample::of(&fast));
        quick(1.0, || above.median(random) / below.median(random))
    });
    assert!((174..=200).contains(&hits), "{hits}");
}

#[test]
fn intervals_hold_the_difference_about_as_often_as_they_say() {
    let hits = hits(2.0, |random| {
        let slow: Vec<f64> = uniform(random, 25).iter().map(|x| x + 2.0).collect();
        let (slow, fast) = (sample(&slow), sample(&uniform(random, 25)));
        let (mut from, mut less) = (Resample::of(&slow), Resample::of(&fast));
        quick(2.0, || from.median(random) - less.median(random))
    });
    assert!((174..=200).contains(&hits), "{hits}");
}

#[test]
fn a_difference_has_the_sign_of_the_first_sample() {
    let (many, few) = (sample(&[3.0; 6]), sample(&[1.0; 5]));
    let found = difference_of_medians(&many, &sample(&[1.0; 6]), Confidence::P95, 0).unwrap();
    let expect = Interval {
        estimate: 2.0,
        lower: 2.0,
        upper: 2.0,
    };
    assert_eq!(found, expect);
    assert!(difference_of_medians(&many, &few, Confidence::P95, 0).is_err());
    assert!(difference_of_medians(&few, &many, Confidence::P95, 0).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_other_way_round_a_difference_changes_its_sign_only(
        one in prop::collection::vec(-1e3..1e3, 6..16),
        other in prop::collection::vec(-1e3..1e3, 6..16),
        seed in any::<u64>(),
    ) {
        let [one, other] = [one, other].map(|values| sample(&values));
        let there = difference_of_medians(&one, &other, Confidence::P95, seed).unwrap();
        let back = difference_of_medians(&other, &one, Confidence::P95, seed).unwrap();
        prop_assert!((there.estimate + back.estimate).abs() < 1e-9);
        prop_assert!(there.lower <= there.upper);
        let most = one.max() - other.min();
        prop_assert!(other.min() - one.max() <= back.lower && there.upper <= most);
    }

    #[test]
    fn bounds_stay_within_the_sample(values in prop::collection::vec(-1e6..1e6, 6..20), seed in any::<u64>()) {
        let values = sample(&values);
        let interval = median(&values, Confidence::P95, seed).unwrap();
        prop_assert!(values.min() <= interval.lower && interval.upper <= values.max());
        prop_assert!(interval.lower <= interval.upper);
    }

    #[test]
    fn units_cancel_out_of_a_ratio(values in prop::collection::vec(1_u16..1000, 8..16), seed in any::<u64>()) {
        // Powers of two scale floats without rounding.
        let [plain, scaled] = [1.0, 1024.0].map(|unit| {
            sample(&values.iter().map(|&value| f64::from(value) * unit).collect::<Vec<_>>())
        });
        let a = ratio_of_medians(&plain, &plain, Confidence::P90, seed).unwrap();
        let b = ratio_of_medians(&scaled, &scaled, Confidence::P90, seed).unwrap();
        prop_assert_eq!(a, b);
        prop_assert!(a.contains(1.0));
    }

    #[test]
    fn more_confidence_is_never_narrower(values in prop::collection::vec(0.0..1e3, 10..20), seed in any::<u64>()) {
        let values = sample(&values);
        let wide = median(&values, Confidence::P99, seed).unwrap();
        let narrow = median(&values, Confidence::P90, seed).unwrap();
        prop_assert!(wide.lower <= narrow.lower && narrow.upper <= wide.upper);
    }
}

proptest! {
    #[test]
    fn selecting_the_median_is_ordering_for_it(values in prop::collection::vec(-1e6..1e6, 1..40)) {
        let expect = sample(&values).median();
        let mut values = values;
        prop_assert_eq!(median_of(&mut values).to_bits(), expect.to_bits());
    }
}
