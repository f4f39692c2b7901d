//! What flags of `warmfront tune` lead to.

use clap::Parser;
use warmfront_tune::plan::Strategy;

use super::{SettingsError, Sizes, TuneFormat, TuneSettings, Variables};
use crate::args::{Cli, Command};

fn resolve(flags: &[&str]) -> Result<TuneSettings, SettingsError> {
    let words = ["warmfront", "tune"].iter().chain(flags);
    let Command::Tune(args) = Cli::try_parse_from(words).unwrap().command else {
        panic!("another command");
    };
    TuneSettings::resolve(*args, &Variables::new(&[]))
}

fn megabytes(flags: &[&str]) -> Vec<u32> {
    let (Sizes::AndPresent(sizes) | Sizes::Only(sizes)) = resolve(flags).unwrap().goal.sizes;
    sizes.iter().map(|size| size.megabytes()).collect()
}

#[test]
fn sizes_are_given_or_within_a_range_or_the_usual_ones() {
    assert_eq!(megabytes(&[]).len(), 13);
    assert_eq!(megabytes(&["--sizes", "512,128"]), [512, 128]);
    assert_eq!(
        megabytes(&["--range", "500..1100"]),
        [500, 512, 768, 1024, 1100]
    );
    assert_eq!(megabytes(&["--range", "128..10240"]).len(), 21);
    assert_eq!(megabytes(&["--range", "512..512"]), [512]);
}

#[test]
fn a_limit_is_a_strategy_and_the_strategy_needs_it() {
    let strategy = |flags: &[&str]| resolve(flags).map(|settings| settings.goal.strategy);
    assert!(matches!(strategy(&[]), Ok(Strategy::Cost)));
    assert!(matches!(
        strategy(&["--slo", "p95=1s"]),
        Ok(Strategy::Slo { .. })
    ));
    let both = ["--slo", "p95=1s", "--strategy", "slo"];
    assert!(matches!(strategy(&both), Ok(Strategy::Slo { .. })));
    let alone = strategy(&["--strategy", "slo"]);
    assert!(matches!(alone, Err(SettingsError::SloMissing)));
    let other = strategy(&["--slo", "p95=1s", "--strategy", "speed"]);
    assert!(matches!(other, Err(SettingsError::SloBesideStrategy)));
}

#[test]
fn what_cannot_be_is_refused() {
    let refused = |flags: &[&str]| resolve(flags).unwrap_err();
    assert!(matches!(
        refused(&["--budget", "0"]),
        SettingsError::Budget { given: 0 }
    ));
    assert!(matches!(
        refused(&["--speed-ratio", "0"]),
        SettingsError::SpeedRatio { .. }
    ));
    assert!(matches!(
        refused(&["-o", "curve.png"]),
        SettingsError::Ending { .. }
    ));
    assert!(matches!(
        refused(&["-o", "curve"]),
        SettingsError::Ending { .. }
    ));
}

#[test]
fn a_file_is_written_as_its_ending_says() {
    let files = resolve(&["-o", "a.html", "-o", "b.CSV", "-o", "c.txt"])
        .unwrap()
        .files;
    let formats: Vec<_> = files.iter().map(|file| file.format).collect();
    assert_eq!(
        formats,
        [TuneFormat::Html, TuneFormat::Csv, TuneFormat::Text]
    );
}
