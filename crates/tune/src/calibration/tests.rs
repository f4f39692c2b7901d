use std::time::Duration;

use proptest::prelude::*;
use warmfront_model::units::BilledDuration;
use warmfront_model::usage::Configuration;

use super::*;
use crate::tuning::Usable;

const COLD: &str = "REPORT RequestId: 6f7f0961-f834-42f9-8c42-1d4a3f1d3c1a\tDuration: 201.67 ms\tBilled Duration: 682 ms\tMemory Size: 2048 MB\tMax Memory Used: 81 MB\tInit Duration: 480.25 ms\t";
const JSON: &str = r#"{"time":"2026-10-08T07:30:29.768Z","type":"platform.report","record":{"requestId":"1","metrics":{"durationMs":1233.96,"billedDurationMs":1698,"memorySizeMB":256,"maxMemoryUsedMB":123,"initDurationMs":463.512},"status":"success"}}"#;

fn micros(micros: u64) -> Duration {
    Duration::from_micros(micros)
}

fn one(line: &str) -> Report {
    let read = read(line);
    assert_eq!((read.reports.len(), read.n_broken), (1, 0), "{line}");
    read.reports.into_iter().next().unwrap()
}

#[test]
fn a_text_line_is_read() {
    let report = one(COLD);
    assert_eq!(report.duration, micros(201_670));
    assert_eq!(report.billed_duration.millis(), 682);
    assert_eq!(
        (report.memory_size.megabytes(), report.max_memory_used_mb),
        (2048, 81)
    );
    assert_eq!(
        (report.init_duration, report.restore_duration),
        (Some(micros(480_250)), None)
    );
    assert_eq!((report.status, report.error_type), (Status::Success, None));
}

#[test]
fn a_line_is_read_however_it_was_copied() {
    let spaces = COLD.replace('\t', "  ");
    let stamped = format!("2026-10-08T07:30:27.768000+00:00 2026/10/08/[$LATEST]22be {COLD}\r");
    for line in [&spaces, &stamped] {
        assert_eq!(one(line), one(COLD));
    }
}

#[test]
fn restores_and_failures_are_told() {
    let restored = one(
        "REPORT RequestId: 1\tDuration: 149.53 ms\tBilled Duration: 313 ms\tMemory Size: 3538 MB\tMax Memory Used: 163 MB\tRestore Duration: 789.64 ms\tBilled Restore Duration: 163 ms\t",
    );
    assert_eq!(restored.duration, micros(149_530));
    assert_eq!(restored.restore_duration, Some(micros(789_640)));
    assert_eq!(restored.billed_duration.millis(), 313);
    let failed = one(
        "REPORT RequestId: 1\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 128 MB\tStatus: error\tError Type: Runtime.OutOfMemory",
    );
    assert_eq!(failed.status, Status::Error);
    assert_eq!(failed.error_type.as_deref(), Some("Runtime.OutOfMemory"));
}

#[test]
fn a_json_line_is_read_and_one_without_init_too() {
    let report = one(JSON);
    assert_eq!(report.duration, micros(1_233_960));
    assert_eq!(report.init_duration, Some(micros(463_512)));
    assert_eq!(report.memory_size.megabytes(), 256);
    let warm = one(&JSON.replace(r#","initDurationMs":463.512"#, ""));
    assert_eq!(warm.init_duration, None);
}

#[test]
fn other_lines_are_passed_over_and_broken_ones_counted() {
    let log = format!(
        "START RequestId: 1 Version: $LATEST\nhello\nINIT_REPORT Init Duration: 9999.79 ms\tPhase: init\tStatus: timeout\n{COLD}\n{}\n{}\n",
        &COLD[..70],
        &JSON[..90]
    );
    let read = read(&log);
    assert_eq!((read.reports.len(), read.n_broken), (1, 2));
}

fn point(megabytes: u64, p50: f64) -> Point {
    let figure = |figure: f64| Interval {
        estimate: figure,
        lower: figure * 0.9,
        upper: figure * 1.1,
    };
    Point {
        size: MemorySize::new(megabytes).unwrap(),
        n_measured: 3,
        usable: Usable::Yes,
        figures: Some(Figures {
            p50_ms: figure(p50),
            p95_ms: figure(p50 * 2.0),
            init_ms: Some(figure(400.0)),
            cost: figure(0.2 + p50 * 0.01),
        }),
    }
}

fn reported(megabytes: u64, millis: f64) -> Report {
    Report {
        duration: Duration::from_secs_f64(millis / 1e3),
        billed_duration: BilledDuration::from_millis(1),
        memory_size: MemorySize::new(megabytes).unwrap(),
        max_memory_used_mb: 70,
        init_duration: None,
        restore_duration: None,
        status: Status::Success,
        error_type: None,
    }
}

#[test]
fn a_slower_machine_is_made_up_for_and_the_rest_is_the_error() {
    let curve = [point(128, 100.0), point(1024, 20.0)];
    let mut reports: Vec<_> = [148.0, 149.0, 150.0, 151.0, 152.0]
        .map(|millis| reported(128, millis))
        .to_vec();
    reports.extend([33.0, 33.0].map(|millis| reported(1024, millis)));
    reports.push(Report {
        init_duration: Some(Duration::from_millis(800)),
        ..reported(128, 900.0)
    });
    reports.push(reported(512, 50.0));
    let calibration = Calibration::of(&curve, &reports, (Confidence::P95, 1)).unwrap();
    assert!((calibration.factor.estimate - 1.51).abs() < 0.001);
    assert_eq!(calibration.init_factor, Some(2.0));
    assert_eq!(calibration.n_unused, 1);
    let errors: Vec<_> = calibration
        .sizes
        .iter()
        .map(CalibratedSize::error)
        .collect();
    assert!(
        (errors[0] - 0.0067).abs() < 0.001 && (errors[1] + 0.0848).abs() < 0.001,
        "{errors:?}"
    );
    let plan = Plan::new(Vec::new(), Configuration::default(), Duration::from_secs(3));
    let scaled = calibration.scaled(&plan, &curve)[0].figures.unwrap();
    assert!((scaled.p50_ms.estimate - 151.0).abs() < 0.1);
    assert!((scaled.cost.estimate - (0.2 + 1.51)).abs() < 0.001);
    assert!(scaled.p50_ms.lower < 151.0 * 0.9 + 0.1 && scaled.p50_ms.upper > 151.0 * 1.1 - 0.1);
}

#[test]
fn too_few_lines_are_refused() {
    let curve = [point(128, 100.0)];
    let refusal = |reports: &[Report]| {
        let refusal = Calibration::of(&curve, reports, (Confidence::P95, 1));
        refusal.unwrap_err().to_string()
    };
    assert_eq!(
        refusal(&[]),
        "no REPORT line of a warm, successful invocation at a size that was predicted"
    );
    let few = refusal(&[reported(128, 100.0)]);
    assert!(few.starts_with("1 measurements are too few"), "{few}");
}

proptest! {
    #[test]
    fn any_log_is_read(log in "(REPORT RequestId:|Duration:|Billed |Memory Size: |[0-9.]{0,9} ms|MB|\t|\n|platform.report|\\{|\\}|\\PC){0,40}") {
        let read = read(&log);
        prop_assert!(read.reports.len() + read.n_broken <= log.lines().count());
    }

    #[test]
    fn a_line_says_what_was_written(
        duration in 0_u64..90_000_000, init in prop::option::of(0_u64..10_000_000),
        size in 128_u64..=10_240, used in 0_u32..10_240, billed in 0_u64..1_000_000,
    ) {
        let hundredths = |micros: u64| format!("{}.{:02} ms", micros / 100, micros % 100);
        let init_field = init.map(|init| format!("Init Duration: {}\t", hundredths(init)));
        let line = format!(
            "REPORT RequestId: a\tDuration: {}\tBilled Duration: {billed} ms\tMemory Size: {size} MB\tMax Memory Used: {used} MB\t{}",
            hundredths(duration),
            init_field.unwrap_or_default(),
        );
        let report = one(&line);
        prop_assert_eq!(report.duration.as_micros(), u128::from(duration * 10));
        prop_assert_eq!(report.init_duration.map(|init| init.as_micros()), init.map(|init| u128::from(init * 10)));
        prop_assert_eq!((u64::from(report.memory_size.megabytes()), report.max_memory_used_mb), (size, used));
        prop_assert_eq!(report.billed_duration.millis(), billed);
    }
}
