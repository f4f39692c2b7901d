//! The settings of `warmfront report`.

use super::optimize::{OptimizeFile, file};
use super::{Place, SettingsError, Variables, width};
use crate::args::{OptimizeFormat, ReportArgs};

/// Everything that `warmfront report` goes by, decided.
#[derive(Debug)]
pub(crate) struct ReportSettings {
    pub(crate) place: Place,
    /// File or function.
    pub(crate) what: Option<String>,
    /// Format of what is printed, if anything is.
    pub(crate) printed: Option<OptimizeFormat>,
    pub(crate) files: Vec<OptimizeFile>,
    /// Cells of a line of text.
    pub(crate) width: usize,
    /// Whether colours are wanted, by the convention of `NO_COLOR`.
    pub(crate) colour: bool,
}

impl ReportSettings {
    /// Decides every setting: flag before environment before default.
    pub(crate) fn resolve(args: ReportArgs, variables: &Variables) -> Result<Self, SettingsError> {
        let files = args.output.output.iter().map(|path| file(path));
        let files: Vec<OptimizeFile> = files.collect::<Result<_, _>>()?;
        let usual = variables.word("WARMFRONT_FORMAT")?;
        let printed = match args.output.format {
            // Who asks for a file has seen enough when it is there.
            None if !files.is_empty() => None,
            None => Some(usual.unwrap_or_default()),
            Some(format) => Some(format),
        };
        Ok(Self {
            place: Place::resolve(args.project, None, variables),
            what: args.what,
            printed,
            files,
            width: width::of(variables),
            colour: variables.text("NO_COLOR").is_none_or(str::is_empty),
        })
    }
}
