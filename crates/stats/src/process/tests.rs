use proptest::prelude::*;

use super::*;

const ONE: &[(f64, f64)] = &[(1.0, 1.0)];
const NONE: &[(f64, f64)] = &[(0.0, 1.0)];

fn seen(at: f64, value: f64, variance: f64) -> Seen {
    Seen {
        at,
        value,
        variance,
    }
}

/// Returns mean and standard deviation of many draws at the first place.
fn drawn(posterior: &Posterior) -> (f64, f64) {
    let mut random = Random::new(5);
    let n = 20_000;
    let values: Vec<_> = (0..n)
        .map(|_| posterior.draw(&mut random).values[0])
        .collect();
    let mean = values.iter().sum::<f64>() / f64::from(n);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / f64::from(n)).sqrt())
}

#[test]
fn a_level_alone_is_the_weighted_mean_of_conjugate_normals() {
    let prior = Prior {
        level: 2.0,
        length: 1.0,
        deviations: NONE,
        errors: NONE,
    };
    let posterior = learn(&prior, &[seen(0.0, 1.0, 0.5), seen(9.0, 3.0, 1.0)], &[4.0]);
    // Precisions add up: 1/4 for the prior's zero, 2 for the 1, 1 for the 3.
    let precision = 0.25 + 2.0 + 1.0;
    assert!((posterior.mean()[0] - (2.0 + 3.0) / precision).abs() < 1e-9);
    let (mean, deviation) = drawn(&posterior);
    assert!((mean - 5.0 / precision).abs() < 0.02);
    assert!((deviation - precision.sqrt().recip()).abs() < 0.02);
}

#[test]
fn evidence_of_one_measurement_is_its_normal_density() {
    let prior = Prior {
        level: 1.0,
        length: 1.0,
        deviations: ONE,
        errors: ONE,
    };
    let evidence = learn(&prior, &[seen(0.0, 2.0, 1.0)], &[0.0]).evidence();
    // Variances of level, deviation, error and measurement add up to 4.
    let expect = -0.5 * (4.0 / 4.0 + (std::f64::consts::TAU * 4.0).ln());
    assert!((evidence - expect).abs() < 1e-9, "{evidence} {expect}");
}

#[test]
fn where_nothing_was_seen_the_prior_stands() {
    let prior = Prior {
        level: 0.6,
        length: 1.0,
        deviations: &[(0.8, 1.0)],
        errors: ONE,
    };
    let (mean, deviation) = drawn(&learn(&prior, &[], &[3.0]));
    assert!(mean.abs() < 0.04 && (deviation - 1.0).abs() < 0.03);
}

#[test]
fn scattered_measurements_make_the_error_large() {
    let prior = Prior {
        level: 3.0,
        length: 2.0,
        deviations: &[(0.01, 1.0)],
        errors: &[(0.01, 1.0), (1.0, 1.0)],
    };
    let mut random = Random::new(0);
    let mut error_of = |values: [f64; 4]| {
        let seen: Vec<_> = values.map(|value| seen(0.0, value, 0.0)).to_vec();
        learn(&prior, &seen, &[0.0]).draw(&mut random).error
    };
    assert!(error_of([0.0, 1.5, -1.0, 0.4]) > 0.5);
    assert!(error_of([0.0, 0.01, -0.01, 0.0]) < 0.5);
}

proptest! {
    #[test]
    fn an_exact_measurement_is_met_and_distance_widens(value in -5.0..5.0_f64, far in 0.1..4.0_f64) {
        let prior = Prior { level: 1.0, length: 1.0, deviations: ONE, errors: NONE };
        let posterior = learn(&prior, &[seen(0.0, value, 1e-9)], &[0.0, far, far + 1.0]);
        prop_assert!((posterior.mean()[0] - value).abs() < 1e-3 * (1.0 + value.abs()));
        let deviations: Vec<_> = (0..3).map(|row| {
            let row = &posterior.parts[0].root.row(row);
            dot(row, row)
        }).collect();
        prop_assert!(deviations[0] < deviations[1] && deviations[1] < deviations[2]);
    }

    #[test]
    fn the_root_times_its_mirror_image_is_the_matrix(cells in prop::collection::vec(-2.0..2.0_f64, 16)) {
        let half = Matrix { n: 4, cells };
        let product = |matrix: &Matrix, row: usize, column: usize| dot(matrix.row(row), matrix.row(column));
        let whole = Matrix::of(4, |row, column| {
            product(&half, row, column) + if row == column { 0.1 } else { 0.0 }
        });
        let root = whole.root();
        for row in 0..4 {
            for column in 0..4 {
                prop_assert!((product(&root, row, column) - whole.row(row)[column]).abs() < 1e-6);
            }
        }
        let given = [1.0, -2.0, 0.5, 3.0];
        let found = root.solve_transposed(&root.solve(&given));
        for (row, given) in given.iter().enumerate() {
            prop_assert!((dot(whole.row(row), &found) - given).abs() < 1e-5);
        }
    }
}
