//! The settings of `warmfront check`.

use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use warmfront_build::package::PackagePath;
use warmfront_build::pattern::Patterns;
use warmfront_check::code::Code;
use warmfront_check::fix::Applicability;
use warmfront_check::{Selection, Selector, Store, rule};
use warmfront_project::functions::Found;
use warmfront_project::rules::{self, Table};

use super::{Place, SettingsError, Variables};
use crate::args::{CheckArgs, CheckFormat, FixArgs, ProjectArgs, RuleArgs};

/// Which fixes are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fixing {
    /// None.
    No,
    /// Those of this kind and safer ones are written.
    Write(Applicability),
    /// They are shown, and nothing is changed.
    Show(Applicability),
}

/// Everything that `warmfront check` goes by, decided.
#[derive(Debug)]
pub(crate) struct CheckSettings {
    pub(crate) place: Place,
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) selection: Selection,
    pub(crate) exclude: Patterns,
    ignored_in: Vec<(Patterns, Vec<Selector>)>,
    pub(crate) fixing: Fixing,
    pub(crate) profile: Option<PathBuf>,
    /// Handlers that are known whatever templates say: the folder of their code, and their names.
    pub(crate) handlers: Vec<(PathBuf, String)>,
    /// Where findings in sources are kept between runs.
    pub(crate) store: Option<Store>,
    pub(crate) baseline: Option<PathBuf>,
    pub(crate) write_baseline: Option<PathBuf>,
    pub(crate) format: CheckFormat,
    pub(crate) statistics: bool,
    pub(crate) exit_zero: bool,
    /// Whether colours are wanted, by the convention of `NO_COLOR`.
    pub(crate) colour: bool,
}

impl CheckSettings {
    /// Decides every setting: flag before environment before file before default.
    pub(crate) fn resolve(args: CheckArgs, variables: &Variables) -> Result<Self, SettingsError> {
        let format: Option<CheckFormat> =
            args.output.format.or(variables.word("WARMFRONT_FORMAT")?);
        let here = std::path::absolute(".").unwrap_or_else(|_| PathBuf::from("."));
        let (file, table) = rules::above(&here)?.unwrap_or_default();
        let folder = file.parent().unwrap_or(Path::new("")).to_owned();
        let rule_args = &args.rules;
        let exclude = [&table.exclude[..], &rule_args.exclude].concat();
        let kept = table.baseline.as_ref().map(|file| folder.join(file));
        let place = Place::resolve(ProjectArgs { directory: None }, None, variables);
        let paths = paths(args.paths);
        let store = (!args.known.no_cache).then(|| store(&place, &here, &paths));
        Ok(Self {
            place,
            paths,
            handlers: Vec::new(),
            store,
            selection: selection(rule_args, &table)?,
            exclude: Patterns::new(&exclude),
            ignored_in: ignored_in(&table)?,
            fixing: fixing(&args.fixes),
            profile: args.known.profile,
            // What is written anew is not compared with what was there.
            baseline: args
                .known
                .baseline
                .or(kept)
                .filter(|_| args.known.write_baseline.is_none()),
            write_baseline: args.known.write_baseline,
            format: format.unwrap_or_default(),
            statistics: args.output.statistics,
            exit_zero: args.output.exit_zero,
            colour: variables.text("NO_COLOR").is_none_or(str::is_empty),
        })
    }

    /// Returns what is looked for in a function: in its code, and in the file that declares it.
    pub(crate) fn of_function(place: &Place, found: &Found) -> Result<Self, SettingsError> {
        let function = &found.function;
        let (_, table) = rules::above(&found.base)?.unwrap_or_default();
        let mut paths = vec![function.code.clone()];
        if found.mark.is_some() {
            paths.push(found.file.clone());
        }
        Ok(Self {
            place: place.clone(),
            paths,
            handlers: vec![(function.code.clone(), function.handler.clone())],
            store: None,
            selection: selection(&RuleArgs::default(), &table)?,
            exclude: Patterns::new(&table.exclude),
            ignored_in: ignored_in(&table)?,
            fixing: Fixing::No,
            profile: None,
            baseline: None,
            write_baseline: None,
            format: CheckFormat::Text,
            statistics: false,
            exit_zero: false,
            colour: false,
        })
    }

    /// Tells whether a rule is left out in a file.
    pub(crate) fn is_ignored_in(&self, file: &Path, code: Code) -> bool {
        let (Some(path), Some(rule)) = (inside(file), rule::of(code)) else {
            return false;
        };
        self.ignored_in.iter().any(|(patterns, selectors)| {
            patterns.find(&path).is_some() && selectors.iter().any(|each| each.selects(rule))
        })
    }

    /// Tells whether a file is not looked at.
    pub(crate) fn is_excluded(&self, file: &Path) -> bool {
        inside(file).is_some_and(|path| self.exclude.find(&path).is_some())
    }
}

/// Returns where findings in these paths are kept: apart from those of other folders, and from those
/// of a program that has other rules.
fn store(place: &Place, here: &Path, paths: &[PathBuf]) -> Store {
    let mut hasher = Sha256::new();
    for path in std::iter::once(here).chain(paths.iter().map(PathBuf::as_path)) {
        hasher.update(path.as_os_str().as_encoded_bytes());
        hasher.update([0]);
    }
    let digest: [u8; 32] = hasher.finalize().into();
    let short = digest
        .first_chunk()
        .map_or(0, |bytes| u64::from_be_bytes(*bytes));
    let program = std::env::current_exe()
        .and_then(|program| program.metadata())
        .ok();
    let built = program.map(|program| (program.len(), program.modified().ok()));
    Store {
        folder: place
            .folders
            .cache
            .join("check")
            .join(format!("{short:016x}")),
        maker: format!("{} {built:?}", env!("CARGO_PKG_VERSION")),
    }
}

/// Returns a path as patterns see it: without a beginning, and with `/` between its parts.
fn inside(file: &Path) -> Option<PackagePath> {
    let text = file.to_string_lossy();
    let text = text.trim_start_matches("./").trim_start_matches('/');
    PackagePath::new(text).ok()
}

fn paths(given: Vec<PathBuf>) -> Vec<PathBuf> {
    if given.is_empty() {
        return vec![PathBuf::from(".")];
    }
    given
}

fn selection(args: &RuleArgs, table: &Table) -> Result<Selection, SettingsError> {
    let mut selection = match args.select.as_ref().or(table.select.as_ref()) {
        Some(select) => with(Selection::none(), select)?,
        None => Selection::default(),
    };
    selection = with(selection, &table.extend_select)?;
    selection = with(selection, &args.extend_select)?;
    // A rule that a flag selects is asked, whatever a file leaves out.
    let left_out = match &args.select {
        Some(_) => args.ignore.clone(),
        None => [&table.ignore[..], &table.extend_ignore, &args.ignore].concat(),
    };
    for selector in selectors(&left_out)?
        .iter()
        .chain(&selectors(&args.extend_ignore)?)
    {
        selection = selection.without(selector);
    }
    Ok(selection)
}

fn with(mut selection: Selection, texts: &[String]) -> Result<Selection, SettingsError> {
    for selector in selectors(texts)? {
        selection = selection.with(&selector);
    }
    Ok(selection)
}

fn selectors(texts: &[String]) -> Result<Vec<Selector>, SettingsError> {
    let parsed = texts
        .iter()
        .map(|text| text.parse().map_err(SettingsError::from));
    parsed.collect()
}

fn ignored_in(table: &Table) -> Result<Vec<(Patterns, Vec<Selector>)>, SettingsError> {
    let files = table.per_file_ignores.iter().map(|(pattern, codes)| {
        let patterns = Patterns::new(std::slice::from_ref(pattern));
        Ok((patterns, selectors(codes)?))
    });
    files.collect()
}

fn fixing(args: &FixArgs) -> Fixing {
    let kind = if args.fix_unsafe {
        Applicability::Unsafe
    } else {
        Applicability::Safe
    };
    match args.diff {
        true => Fixing::Show(kind),
        false if args.fix || args.fix_unsafe => Fixing::Write(kind),
        false => Fixing::No,
    }
}
