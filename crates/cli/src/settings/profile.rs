//! The settings of `warmfront profile`.

use std::path::PathBuf;
use std::time::Duration;

use warmfront_engine::RuntimeClient;

use super::invoke::MOST_INVOCATIONS;
use super::{Installing, SettingsError, Target, Variables, width};
use crate::args::{ExportArg, OutputFormat, ProfileArgs, ProfileRunsArgs};

/// Time after which no further run is begun: the answer is there within a minute.
const BUDGET: Duration = Duration::from_secs(45);

/// Time between two samples of the stacks: rare enough to leave times as they are.
const SAMPLE_INTERVAL_MS: u32 = 5;

/// Longest time between two samples: with more there are none.
const LONGEST_INTERVAL_MS: u32 = 1000;

/// Share of cold starts where nothing is known: AWS saw less than one in a hundred in production
/// (AWS Compute Blog, "Understanding and remediating cold starts", 2025).
const COLD_SHARE: f64 = 0.01;

/// Where the profile comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// The function is run.
    Run,
    /// It was kept.
    Kept(PathBuf),
}

/// How often the function is run, and how closely it is watched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ProfileRuns {
    /// Cold starts per event; as many as there is time for when absent.
    pub(crate) cold: Option<usize>,
    /// Warm invocations per event; as many as the samples need when absent.
    pub(crate) warm: Option<usize>,
    /// Time after which no further run is begun.
    pub(crate) budget: Duration,
    /// Time between two samples; none are taken when absent.
    pub(crate) sample_every: Option<Duration>,
    /// Whether there is a close look.
    pub(crate) survey: bool,
    /// Whether native frames are sampled.
    pub(crate) native: bool,
    /// Share of invocations that are cold starts, as a part of one.
    pub(crate) cold_share: f64,
}

/// Everything that `warmfront profile` goes by, decided.
#[derive(Debug)]
pub(crate) struct ProfileSettings {
    pub(crate) target: Target,
    pub(crate) runs: ProfileRuns,
    pub(crate) source: Source,
    /// Profile that this one is compared with.
    pub(crate) before: Option<PathBuf>,
    pub(crate) format: OutputFormat,
    pub(crate) html: Option<PathBuf>,
    pub(crate) exports: Vec<ExportArg>,
    pub(crate) output: Option<PathBuf>,
    pub(crate) quiet: bool,
    /// Whether colours are wanted, by the convention of `NO_COLOR`.
    pub(crate) colour: bool,
    /// Cells of a line of text.
    pub(crate) width: usize,
}

impl ProfileSettings {
    /// Decides every setting: flag before environment before default.
    pub(crate) fn resolve(args: ProfileArgs, variables: &Variables) -> Result<Self, SettingsError> {
        let mut compared = args.kept.compare.into_iter();
        let before = compared.next();
        let kept = compared.next().or(args.kept.from);
        let target = Target::resolve(args.target, None, variables)?;
        if target.machine.runtime_client == RuntimeClient::Awslambdaric {
            return Err(SettingsError::ForeignClient);
        }
        if args.runs.native && target.machine.installing == Installing::Refused {
            return Err(SettingsError::NativeWithoutInstall);
        }
        let format: Option<OutputFormat> =
            args.output.format.or(variables.word("WARMFRONT_FORMAT")?);
        Ok(Self {
            target,
            runs: runs(&args.runs)?,
            source: kept.map_or(Source::Run, Source::Kept),
            before,
            format: format.unwrap_or_default(),
            html: args.report.html,
            exports: args.report.export,
            output: args.report.output,
            quiet: args.report.quiet || variables.switch("WARMFRONT_QUIET")?,
            width: width::of(variables),
            colour: variables.text("NO_COLOR").is_none_or(str::is_empty),
        })
    }
}

fn runs(args: &ProfileRunsArgs) -> Result<ProfileRuns, SettingsError> {
    if args.cold == Some(0) {
        return Err(SettingsError::NoColdStart);
    }
    let most = [args.cold, args.warm].into_iter().flatten().max();
    if let Some(given) = most.filter(|n| *n > MOST_INVOCATIONS) {
        return Err(SettingsError::TooMany { given });
    }
    let interval = args.sample_interval.unwrap_or(SAMPLE_INTERVAL_MS);
    if interval > LONGEST_INTERVAL_MS {
        return Err(SettingsError::SampleInterval {
            given: interval,
            most: LONGEST_INTERVAL_MS,
        });
    }
    Ok(ProfileRuns {
        cold: args.cold,
        warm: args.warm,
        budget: args.budget.unwrap_or(BUDGET),
        sample_every: (interval > 0).then(|| Duration::from_millis(interval.into())),
        survey: !args.no_survey,
        native: args.native,
        cold_share: args.cold_share.unwrap_or(COLD_SHARE),
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::{ProfileSettings, SettingsError, Source, Variables};
    use crate::args::{Cli, Command};

    fn resolve(flags: &[&str]) -> Result<ProfileSettings, SettingsError> {
        let words = ["warmfront", "profile"].iter().chain(flags);
        let Command::Profile(args) = Cli::try_parse_from(words).unwrap().command else {
            panic!("another command");
        };
        ProfileSettings::resolve(*args, &Variables::new(&[("NO_COLOR", "1")]))
    }

    #[test]
    fn the_second_file_of_a_comparison_is_what_is_shown() {
        let both = resolve(&["--compare", "old", "new"]).unwrap();
        assert_eq!(both.before.as_deref(), Some("old".as_ref()));
        assert_eq!(both.source, Source::Kept("new".into()));
        let one = resolve(&["--compare", "old"]).unwrap();
        assert_eq!(one.source, Source::Run);
        let none = resolve(&["--from", "old"]).unwrap();
        assert_eq!(
            (none.before, none.source),
            (None, Source::Kept("old".into()))
        );
    }

    #[test]
    fn zero_is_no_sampling_and_no_profile_without_cold_start() {
        let settings = resolve(&["--sample-interval", "0", "--cold-share", "2%"]).unwrap();
        assert_eq!(settings.runs.sample_every, None);
        assert!((settings.runs.cold_share - 0.02).abs() < 1e-12);
        assert!(!settings.colour);
        assert!(matches!(
            resolve(&["--cold", "0"]),
            Err(SettingsError::NoColdStart)
        ));
        let refused = resolve(&["--ric", "awslambdaric"]);
        assert!(matches!(refused, Err(SettingsError::ForeignClient)));
        let refused = resolve(&["--native", "--no-install"]);
        assert!(matches!(refused, Err(SettingsError::NativeWithoutInstall)));
        let refused = resolve(&["--sample-interval", "1001"]);
        assert!(matches!(refused, Err(SettingsError::SampleInterval { .. })));
    }
}
