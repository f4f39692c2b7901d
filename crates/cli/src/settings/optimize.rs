//! The settings of `warmfront optimize`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;
use warmfront_optimize::change::Source;
use warmfront_optimize::plan::Goal;

use super::{BuildSettings, SettingsError, Target, Variables, width};
use crate::args::{
    KindArg, OptimizeArgs, OptimizeFormat, OptimizeGoalArg, OptimizeReportArgs, TrafficArg,
};

/// Time that it may take unless told: what a newcomer waits for.
const BUDGET: Duration = Duration::from_mins(10);

/// Share of invocations that are cold starts, unless told.
const COLD_SHARE: f64 = 0.02;

/// How often the function is invoked, unless told.
const TRAFFIC: TrafficArg = TrafficArg {
    per_month: 1_000_000,
};

/// Most changes that do nothing that can be asked for.
pub(super) const MOST_PLACEBOS: usize = 100;

/// Whether the changes are made in the user's own files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taking {
    /// No: they are written as a patch.
    Patch,
    /// All at once, and left to the user to commit.
    Tree,
    /// One commit for each.
    Commits,
}

/// What becomes of what earlier runs measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Earlier {
    Used,
    LeftAlone,
}

/// A file with the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OptimizeFile {
    pub(crate) path: PathBuf,
    pub(crate) format: OptimizeFormat,
}

/// Everything that `warmfront optimize` goes by, decided.
#[derive(Debug)]
pub(crate) struct OptimizeSettings {
    /// How packages are made and proven.
    pub(crate) build: BuildSettings,
    pub(crate) goal: Goal,
    pub(crate) traffic: TrafficArg,
    pub(crate) cold_share: f64,
    pub(crate) budget: Duration,
    pub(crate) earlier: Earlier,
    pub(crate) n_placebos: usize,
    /// Kinds of changes that are tried.
    only: Vec<Source>,
    pub(crate) taking: Taking,
    /// Folder of the results, where it is not that of the function.
    pub(crate) out: Option<PathBuf>,
    pub(crate) format: OptimizeFormat,
    pub(crate) files: Vec<OptimizeFile>,
    pub(crate) quiet: bool,
    /// Cells of a line of text.
    pub(crate) width: usize,
}

impl OptimizeSettings {
    /// Decides every setting: flag before environment before default.
    pub(crate) fn resolve(
        args: OptimizeArgs,
        variables: &Variables,
    ) -> Result<Self, SettingsError> {
        let target = Target::resolve(args.target, None, variables)?;
        let n_placebos = args.runs.placebos.unwrap_or_default();
        if n_placebos > MOST_PLACEBOS {
            return Err(SettingsError::Placebos { given: n_placebos });
        }
        let files = args.report.output.iter().map(|path| file(path));
        Ok(Self {
            build: BuildSettings::usual(target)?,
            goal: goal(args.goal.goal),
            traffic: args.goal.traffic.unwrap_or(TRAFFIC),
            cold_share: args.goal.cold_share.unwrap_or(COLD_SHARE),
            budget: args.runs.budget.map_or(BUDGET, |budget| budget.time),
            earlier: if args.runs.fresh {
                Earlier::LeftAlone
            } else {
                Earlier::Used
            },
            n_placebos,
            only: args.runs.only.iter().copied().map(source).collect(),
            taking: match (args.report.apply, args.report.commits) {
                (_, true) => Taking::Commits,
                (true, false) => Taking::Tree,
                (false, false) => Taking::Patch,
            },
            files: files.collect::<Result<_, _>>()?,
            format: format(&args.report, variables)?,
            out: args.report.out,
            quiet: args.report.quiet || variables.switch("WARMFRONT_QUIET")?,
            width: width::of(variables),
        })
    }
}

impl OptimizeSettings {
    /// Tells whether a kind of changes is tried.
    pub(crate) fn tries(&self, source: Source) -> bool {
        self.only.is_empty() || self.only.contains(&source) || source == Source::Placebo
    }
}

fn source(word: KindArg) -> Source {
    match word {
        KindArg::Code => Source::Code,
        KindArg::Package => Source::Package,
        KindArg::Imports => Source::Imports,
        KindArg::Startup => Source::Startup,
        KindArg::Memory => Source::Memory,
    }
}

fn goal(word: Option<OptimizeGoalArg>) -> Goal {
    match word {
        Some(OptimizeGoalArg::Cost) => Goal::Cost,
        Some(OptimizeGoalArg::ColdStart) => Goal::ColdStart,
        Some(OptimizeGoalArg::P95) => Goal::P95,
        Some(OptimizeGoalArg::Balanced) | None => Goal::Balanced,
    }
}

fn format(
    args: &OptimizeReportArgs,
    variables: &Variables,
) -> Result<OptimizeFormat, SettingsError> {
    let format = args.format.or(variables.word("WARMFRONT_FORMAT")?);
    Ok(format.unwrap_or_default())
}

fn file(path: &Path) -> Result<OptimizeFile, SettingsError> {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let format = match ending {
        Some("txt") => Some(OptimizeFormat::Text),
        Some("md") => Some(OptimizeFormat::Markdown),
        Some("htm") => Some(OptimizeFormat::Html),
        Some(ending) => OptimizeFormat::from_str(ending, true).ok(),
        None => None,
    };
    let ending = path.file_name().unwrap_or(path.as_os_str());
    Ok(OptimizeFile {
        path: path.to_owned(),
        format: format.ok_or_else(|| SettingsError::ReportEnding {
            ending: ending.to_string_lossy().into_owned(),
        })?,
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::{OptimizeSettings, SettingsError, Source, Taking, Variables};
    use crate::args::{Cli, Command, KindArg, OptimizeFormat};

    fn resolve(flags: &[&str]) -> Result<OptimizeSettings, SettingsError> {
        let words = ["warmfront", "optimize"].iter().chain(flags);
        let Command::Optimize(args) = Cli::try_parse_from(words).unwrap().command else {
            panic!("another command");
        };
        OptimizeSettings::resolve(*args, &Variables::new(&[]))
    }

    #[test]
    fn a_file_has_the_format_of_its_ending() {
        let formats = |flags: &[&str]| -> Vec<OptimizeFormat> {
            let files = resolve(flags).unwrap().files.into_iter();
            files.map(|file| file.format).collect()
        };
        assert_eq!(
            formats(&["-o", "a.html", "-o", "b.md", "-o", "c.json", "-o", "d.txt"]),
            [
                OptimizeFormat::Html,
                OptimizeFormat::Markdown,
                OptimizeFormat::Json,
                OptimizeFormat::Text
            ]
        );
        for name in ["report", "report.pdf"] {
            let refused = resolve(&["-o", name]);
            assert!(matches!(refused, Err(SettingsError::ReportEnding { .. })));
        }
    }

    #[test]
    fn nothing_is_made_in_the_tree_unless_asked() {
        let taking = |flags: &[&str]| resolve(flags).unwrap().taking;
        assert_eq!(taking(&[]), Taking::Patch);
        assert_eq!(taking(&["--apply"]), Taking::Tree);
        assert_eq!(taking(&["--apply", "--commits"]), Taking::Commits);
        let words = ["warmfront", "optimize", "--commits"];
        assert!(Cli::try_parse_from(words).is_err());
    }

    #[test]
    fn kinds_that_are_not_named_are_not_tried() {
        let settings = resolve(&["--only", "code,memory"]).unwrap();
        assert!(settings.tries(Source::Code) && settings.tries(Source::Memory));
        assert!(!settings.tries(Source::Package));
        assert!(resolve(&[]).unwrap().tries(Source::Package));
    }

    #[test]
    fn too_many_placebos_are_refused() {
        let refused = resolve(&["--placebos", "101"]);
        assert!(matches!(
            refused,
            Err(SettingsError::Placebos { given: 101 })
        ));
    }
}
