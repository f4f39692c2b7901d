use super::*;

fn size(megabytes: u64) -> MemorySize {
    MemorySize::new(megabytes).unwrap()
}

/// Runs of a function under a law, with some noise, three in each environment.
fn runs(law: Law, work: Work, sizes: &[u64]) -> Vec<Observed> {
    let mut random = Random::new(3);
    let each = sizes
        .iter()
        .enumerate()
        .flat_map(|(environment, &megabytes)| (0..3).map(move |_| (environment, size(megabytes))));
    let run = |(environment, size)| {
        let factor = (0.01 * random.normal()).exp();
        let cpu = work.cpu * factor;
        let wait = work.wait * (0.01 * random.normal()).exp();
        Observed {
            size,
            environment,
            wall: law.wall(size, Work { cpu, wait }, random.unit()),
            cpu,
        }
    };
    each.map(run).collect()
}

fn check(law: Law, work: Work, tolerance: f64) {
    let sizes: Vec<_> = [128, 256, 512, 1024, 1769, 3072].map(size).to_vec();
    let runs = runs(law, work, &[3072, 256, 1024]);
    let model = Model::learn(&Machine::default(), &sizes, [&runs, &[]]).unwrap();
    let mut random = Random::new(1);
    let mut medians = vec![Vec::new(); sizes.len()];
    for _ in 0..200 {
        for (times, medians) in model.draw(&mut random).warm.iter().zip(&mut medians) {
            let mut times = times.clone();
            times.sort_unstable_by(f64::total_cmp);
            medians.push(times[times.len() / 2]);
        }
    }
    for (size, medians) in sizes.iter().zip(&mut medians) {
        medians.sort_unstable_by(f64::total_cmp);
        let (found, expect) = (medians[medians.len() / 2], law.log_wall(*size, work).exp());
        let error = (found / expect - 1.0).abs();
        assert!(error < tolerance, "{size}: {found} instead of {expect}");
    }
}

fn law(overlap: f64, ahead: f64, parallelism: f64) -> Law {
    Law {
        overlap,
        ahead,
        parallelism,
        period: Some(20.0),
    }
}

#[test]
fn computing_is_predicted_at_other_sizes() {
    let work = Work {
        cpu: 80.0,
        wait: 0.1,
    };
    check(law(0.0, 0.0, 1.0), work, 0.05);
    check(law(0.0, 0.0, 1.6), work, 0.05);
}

#[test]
fn waiting_beside_computing_is_told_apart() {
    let work = Work {
        cpu: 30.0,
        wait: 60.0,
    };
    check(law(0.0, 0.0, 1.0), work, 0.05);
    check(law(1.0, 0.0, 1.0), work, 0.08);
}

#[test]
fn without_a_run_there_is_no_model() {
    assert!(Model::learn(&Machine::default(), &[size(128)], [&[], &[]]).is_none());
}
