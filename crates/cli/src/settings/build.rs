//! The settings of `warmfront build`.

use std::path::PathBuf;

use warmfront_build::context::Choices;
use warmfront_build::pass::{self, Pass, bytecode, defer, startup};
use warmfront_engine::RuntimeClient;
use warmfront_model::target::Target as BuildTarget;
use warmfront_project::dependencies::Sdists;

use super::{SettingsError, Target, Variables, VerifyRuns};
use crate::args::{BuildArgs, OutputFormat};

/// The word for no pass at all.
const NONE: &str = "none";

/// Where the package goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Destination {
    /// `.warmfront/build` in the project's folder, in a folder of the function's name.
    BesideProject,
    /// A folder.
    Folder(PathBuf),
    /// A zip archive.
    Zip(PathBuf),
}

/// Which functions are built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Functions {
    /// The one that is named, or the only one.
    One,
    /// More than one, perhaps.
    Several(Several),
}

/// Several functions in one build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Several {
    /// Their names; all of the project's when absent.
    pub(crate) names: Option<Vec<String>>,
    pub(crate) sharing: Sharing,
}

/// What functions share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sharing {
    Nothing,
    /// Layers of what they have in common.
    Layers,
}

/// What is tried on the events, and kept where it is measured to help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tried {
    /// Deferred imports, which take bytecode.
    pub(crate) imports: bool,
    /// Start-up settings.
    pub(crate) startup: bool,
}

/// Everything that `warmfront build` goes by, decided.
#[derive(Debug)]
pub(crate) struct BuildSettings {
    pub(crate) target: Target,
    pub(crate) functions: Functions,
    /// What `--target` says.
    pub(crate) built_for: Option<BuildTarget>,
    pub(crate) destination: Destination,
    pub(crate) passes: Vec<&'static Pass>,
    /// What is tried on the events.
    pub(crate) tried: Tried,
    pub(crate) layer: bool,
    /// What the user decides instead of a pass.
    pub(crate) choices: Choices,
    pub(crate) sdists: Sdists,
    /// How the package is proven; not at all when absent.
    pub(crate) verification: Option<VerifyRuns>,
    pub(crate) profile: Option<PathBuf>,
    /// What of the last build is explained, instead of building.
    pub(crate) explain: Option<String>,
    /// Where a patch of the sources goes that defers the same imports.
    pub(crate) lazy_patch: Option<PathBuf>,
    pub(crate) format: OutputFormat,
    pub(crate) quiet: bool,
}

impl BuildSettings {
    /// Decides every setting: flag before environment before default.
    pub(crate) fn resolve(args: BuildArgs, variables: &Variables) -> Result<Self, SettingsError> {
        let target = Target::resolve(args.target, None, variables)?;
        if target.machine.runtime_client == RuntimeClient::Awslambdaric {
            return Err(SettingsError::ForeignClient);
        }
        let format: Option<OutputFormat> =
            args.output.format.or(variables.word("WARMFRONT_FORMAT")?);
        let functions = functions(args.several.all, args.several.shared_layer);
        let destination = destination(args.package.output);
        if functions != Functions::One && matches!(destination, Destination::Zip(_)) {
            return Err(SettingsError::SeveralInZip);
        }
        let runs = VerifyRuns::resolve(args.verification.plan)?;
        Ok(Self {
            target,
            functions,
            built_for: args.package.target,
            destination,
            tried: Tried {
                imports: is_wanted(args.package.passes.as_deref(), defer::NAME),
                startup: is_wanted(args.package.passes.as_deref(), startup::NAME),
            },
            passes: passes(args.package.passes.as_deref())?,
            layer: args.package.layer,
            choices: Choices {
                keep: args.package.keep,
                drop: args.package.drop,
                drop_runtime_packages: args.package.drop_runtime_packages,
                always_defer: args.package.always_defer,
                never_defer: args.package.never_defer,
            },
            sdists: if args.package.allow_sdist {
                Sdists::Built
            } else {
                Sdists::Refused
            },
            verification: (!args.verification.no_verify).then_some(runs),
            profile: args.verification.profile,
            explain: args.report.explain,
            lazy_patch: args.report.lazy_patch,
            format: format.unwrap_or_default(),
            quiet: args.report.quiet || variables.switch("WARMFRONT_QUIET")?,
        })
    }
}

fn functions(all: bool, shared: Option<Vec<String>>) -> Functions {
    let several = |names, sharing| Functions::Several(Several { names, sharing });
    match shared {
        None if all => several(None, Sharing::Nothing),
        None => Functions::One,
        Some(names) if names.is_empty() => several(None, Sharing::Layers),
        Some(names) => several(Some(names), Sharing::Layers),
    }
}

impl BuildSettings {
    /// Returns what is built of a function where nothing is asked for but the best.
    pub(super) fn usual(target: Target) -> Result<Self, SettingsError> {
        if target.machine.runtime_client == RuntimeClient::Awslambdaric {
            return Err(SettingsError::ForeignClient);
        }
        Ok(Self {
            target,
            built_for: None,
            destination: Destination::BesideProject,
            passes: passes(None)?,
            functions: Functions::One,
            layer: false,
            tried: Tried {
                imports: true,
                startup: true,
            },
            choices: Choices::default(),
            sdists: Sdists::Built,
            verification: Some(VerifyRuns::usual()),
            profile: None,
            explain: None,
            lazy_patch: None,
            format: OutputFormat::Text,
            quiet: true,
        })
    }
}

fn destination(given: Option<PathBuf>) -> Destination {
    let is_zip = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "zip");
    match given {
        None => Destination::BesideProject,
        Some(path) if is_zip(&path) && !path.is_dir() => Destination::Zip(path),
        Some(path) => Destination::Folder(path),
    }
}

fn passes(named: Option<&[String]>) -> Result<Vec<&'static Pass>, SettingsError> {
    let Some(named) = named else {
        return Ok(pass::ALL.iter().filter(|pass| pass.by_default).collect());
    };
    if let [only] = named
        && only == NONE
    {
        return Ok(Vec::new());
    }
    let unknown = |name: &&String| names().all(|known| known != **name);
    if let Some(given) = named.iter().find(unknown) {
        let known: Vec<_> = names().collect();
        return Err(SettingsError::NoSuchPass {
            given: given.clone(),
            known: known.join(", "),
        });
    }
    // Imports are deferred in bytecode, and nowhere else.
    let brings =
        |pass: &Pass| pass.name == bytecode::PASS.name && is_wanted(Some(named), defer::NAME);
    let wanted = |pass: &&Pass| named.iter().any(|name| name == pass.name) || brings(pass);
    Ok(pass::ALL.iter().filter(wanted).collect())
}

/// Returns the names of all passes, with that of start-up settings, which are measured one by one.
fn names() -> impl Iterator<Item = &'static str> {
    pass::ALL
        .iter()
        .map(|pass| pass.name)
        .chain([defer::NAME, startup::NAME])
}

fn is_wanted(named: Option<&[String]>, wanted: &str) -> bool {
    named.is_none_or(|named| named.iter().any(|name| name == wanted))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::{BuildSettings, Destination, Functions, SettingsError, Sharing, Variables};
    use crate::args::{Cli, Command};

    fn resolve(flags: &[&str]) -> Result<BuildSettings, SettingsError> {
        let words = ["warmfront", "build"].iter().chain(flags);
        let Command::Build(args) = Cli::try_parse_from(words).unwrap().command else {
            panic!("another command");
        };
        BuildSettings::resolve(*args, &Variables::new(&[]))
    }

    #[test]
    fn passes_are_those_that_are_named() {
        let names = |flags: &[&str]| {
            let settings = resolve(flags).unwrap();
            let names: Vec<_> = settings.passes.iter().map(|pass| pass.name).collect();
            (names, settings.tried.startup)
        };
        assert_eq!(names(&["--passes", "none"]), (vec![], false));
        let two = names(&["--passes", "bytecode,startup,prune"]);
        assert_eq!(two, (vec!["prune", "bytecode"], true));
        let one = resolve(&["--passes", "defer"]).unwrap();
        assert_eq!(
            (one.passes.len(), one.tried.imports, one.tried.startup),
            (1, true, false)
        );
        assert!(names(&[]).1);
        let refused = resolve(&["--passes", "prun"]);
        assert!(matches!(refused, Err(SettingsError::NoSuchPass { .. })));
    }

    #[test]
    fn a_name_that_ends_in_zip_is_an_archive() {
        let destination = |flags: &[&str]| resolve(flags).unwrap().destination;
        assert_eq!(destination(&[]), Destination::BesideProject);
        assert_eq!(
            destination(&["-o", "a.zip"]),
            Destination::Zip("a.zip".into())
        );
        assert_eq!(destination(&["-o", "a"]), Destination::Folder("a".into()));
    }

    #[test]
    fn several_functions_share_layers_or_nothing() {
        let several = |flags: &[&str]| match resolve(flags).unwrap().functions {
            Functions::One => None,
            Functions::Several(several) => Some((several.names, several.sharing)),
        };
        assert_eq!(several(&["Orders"]), None);
        assert_eq!(several(&["--all"]), Some((None, Sharing::Nothing)));
        assert_eq!(several(&["--shared-layer"]), Some((None, Sharing::Layers)));
        let names = vec!["A".to_owned(), "B".to_owned()];
        assert_eq!(
            several(&["--shared-layer=A,B"]),
            Some((Some(names), Sharing::Layers))
        );
        let refused = resolve(&["--shared-layer", "-o", "a.zip"]);
        assert!(matches!(refused, Err(SettingsError::SeveralInZip)));
    }
}
