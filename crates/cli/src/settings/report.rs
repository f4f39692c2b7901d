//! The settings of `warmfront report`.

use std::path::PathBuf;

use clap::ValueEnum;

use super::{Place, SettingsError, Variables, width};
use crate::args::{OptimizeFormat, ReportArgs};

/// A file with the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReportFile {
    pub(crate) path: PathBuf,
    pub(crate) format: OptimizeFormat,
}

/// Everything that `warmfront report` goes by, decided.
#[derive(Debug)]
pub(crate) struct ReportSettings {
    pub(crate) place: Place,
    /// File or function.
    pub(crate) what: Option<String>,
    /// Format of what is printed, if anything is.
    pub(crate) printed: Option<OptimizeFormat>,
    pub(crate) files: Vec<ReportFile>,
    /// Cells of a line of text.
    pub(crate) width: usize,
    /// Whether colours are wanted, by the convention of `NO_COLOR`.
    pub(crate) colour: bool,
}

impl ReportSettings {
    /// Decides every setting: flag before environment before default.
    pub(crate) fn resolve(args: ReportArgs, variables: &Variables) -> Result<Self, SettingsError> {
        let files = args.output.output.into_iter().map(file);
        let files: Vec<ReportFile> = files.collect::<Result<_, _>>()?;
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

/// Says which format a file has, by its ending.
pub(super) fn file(path: PathBuf) -> Result<ReportFile, SettingsError> {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let format = match ending {
        Some("txt") => Some(OptimizeFormat::Text),
        Some("md") => Some(OptimizeFormat::Markdown),
        Some("htm") => Some(OptimizeFormat::Html),
        Some(ending) => OptimizeFormat::from_str(ending, true).ok(),
        None => None,
    };
    match format {
        Some(format) => Ok(ReportFile { path, format }),
        None => Err(SettingsError::ReportEnding {
            ending: path
                .file_name()
                .unwrap_or(path.as_os_str())
                .to_string_lossy()
                .into_owned(),
        }),
    }
}
