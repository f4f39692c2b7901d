//! The settings of `warmfront verify`.

use std::path::PathBuf;

use warmfront_engine::RuntimeClient;
use warmfront_verify::plan::Allowed;

use super::{SettingsError, Target, Variables};
use crate::args::{OutputFormat, TargetArgs, VerifyArgs, VerifyPlanArgs};

/// Most events that are made from the shapes of the given ones.
const N_GENERATED: usize = 12;

/// Runs of the reference: two show what always varies. What varies at times shows when a difference
/// is looked for again.
const N_REFERENCE: usize = 2;

/// Most of either that can be asked for.
const MOST: usize = 1000;

/// What answers calls to other services.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Calls {
    /// The services, once; the recording of that answers afterwards.
    Made,
    /// The same, and the recording is kept in a folder.
    Recorded(PathBuf),
    /// A recording that was kept in a folder.
    Replayed(PathBuf),
    /// The services, in every run.
    Live,
}

/// How much is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct VerifyRuns {
    pub(crate) n_generated: usize,
    pub(crate) n_reference: usize,
    pub(crate) seed: u64,
    pub(crate) calls: Calls,
}

/// Everything that `warmfront verify` goes by, decided.
#[derive(Debug)]
pub(crate) struct VerifySettings {
    pub(crate) reference: PathBuf,
    pub(crate) candidate: PathBuf,
    pub(crate) target: Target,
    /// Differences that are meant.
    pub(crate) allowed: Vec<Allowed>,
    pub(crate) runs: VerifyRuns,
    pub(crate) format: OutputFormat,
    pub(crate) quiet: bool,
}

impl VerifySettings {
    /// Decides every setting: flag before environment before default.
    pub(crate) fn resolve(args: VerifyArgs, variables: &Variables) -> Result<Self, SettingsError> {
        let target = TargetArgs {
            function: args.function,
            events: args.events,
            configuration: args.configuration,
            machine: args.machine,
            project: args.project,
        };
        let target = Target::resolve(target, None, variables)?;
        if target.machine.runtime_client == RuntimeClient::Awslambdaric {
            return Err(SettingsError::ForeignClient);
        }
        let format: Option<OutputFormat> =
            args.output.format.or(variables.word("WARMFRONT_FORMAT")?);
        Ok(Self {
            reference: args.reference,
            candidate: args.candidate,
            target,
            allowed: args.allow,
            runs: VerifyRuns::resolve(args.plan)?,
            format: format.unwrap_or_default(),
            quiet: args.report.quiet || variables.switch("WARMFRONT_QUIET")?,
        })
    }
}

impl VerifyRuns {
    /// Returns as much as is run unless told.
    pub(crate) fn usual() -> Self {
        Self {
            n_generated: N_GENERATED,
            n_reference: N_REFERENCE,
            seed: 0,
            calls: Calls::Made,
        }
    }

    /// Decides every setting: flag before default.
    pub(super) fn resolve(args: VerifyPlanArgs) -> Result<Self, SettingsError> {
        let n_reference = args.repeat.unwrap_or(N_REFERENCE);
        if n_reference < 2 {
            return Err(SettingsError::Repeat { given: n_reference });
        }
        let n_generated = args.generate.unwrap_or(N_GENERATED);
        let most = n_generated.max(n_reference);
        if most > MOST {
            return Err(SettingsError::TooMany { given: most });
        }
        Ok(Self {
            n_generated,
            n_reference,
            seed: args.seed.unwrap_or_default(),
            calls: match (args.record, args.replay) {
                _ if args.live => Calls::Live,
                (_, Some(folder)) => Calls::Replayed(folder),
                (Some(folder), None) => Calls::Recorded(folder),
                (None, None) => Calls::Made,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::{Calls, SettingsError, Variables, VerifySettings};
    use crate::args::{Cli, Command};

    fn resolve(flags: &[&str]) -> Result<VerifySettings, SettingsError> {
        let words = ["warmfront", "verify", "a", "b"].iter().chain(flags);
        let Command::Verify(args) = Cli::try_parse_from(words).unwrap().command else {
            panic!("another command");
        };
        VerifySettings::resolve(*args, &Variables::new(&[]))
    }

    #[test]
    fn one_run_of_the_reference_shows_nothing() {
        let refused = resolve(&["--repeat", "1"]);
        assert!(matches!(refused, Err(SettingsError::Repeat { given: 1 })));
        assert_eq!(resolve(&["--repeat", "2"]).unwrap().runs.n_reference, 2);
    }

    #[test]
    fn a_part_or_a_place_in_it_is_allowed() {
        let allowed = |text: &str| {
            let allowed = resolve(&["--allow", text]).unwrap().allowed;
            (allowed[0].part, allowed[0].path.clone())
        };
        assert_eq!(allowed("calls"), ("calls", "$".to_owned()));
        assert_eq!(allowed("state:$.a.*"), ("state", "$.a.*".to_owned()));
        for wrong in ["speed", "state:a"] {
            let words = ["warmfront", "verify", "a", "b", "--allow", wrong];
            assert!(Cli::try_parse_from(words).is_err());
        }
    }

    #[test]
    fn calls_are_made_unless_a_folder_answers() {
        let calls = |flags: &[&str]| resolve(flags).unwrap().runs.calls;
        assert_eq!(calls(&[]), Calls::Made);
        assert_eq!(calls(&["--record", "d"]), Calls::Recorded("d".into()));
        assert_eq!(calls(&["--replay", "d"]), Calls::Replayed("d".into()));
        assert_eq!(calls(&["--live"]), Calls::Live);
    }
}
