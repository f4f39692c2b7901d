//! `warmfront report`.

mod kept;
mod lying;

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

pub(crate) use kept::ResultError;
use kept::{Canvas, Kept};
use lying::Lying;

use super::project::Project;
use crate::args::ReportArgs;
use crate::exit::{OutputError, Status};
use crate::report::file;
use crate::settings::{Place, ReportSettings, Variables};

/// Results that are named beside the one that is shown.
const MOST_NAMED: usize = 8;

/// Shows an earlier result again.
pub(super) fn run(args: ReportArgs) -> anyhow::Result<Status> {
    let variables = Variables::of_this_process();
    let settings = ReportSettings::resolve(args, &variables)?;
    let path = choose(&settings)?;
    let kept = Kept::read(&path)?;
    let canvas = Canvas {
        width: settings.width,
        colour: false,
    };
    for to in &settings.files {
        kept.can_be(to.format)?;
    }
    if let Some(format) = settings.printed {
        kept.can_be(format)?;
    }
    for to in &settings.files {
        file::write(&to.path, |out| kept.write(out, to.format, canvas))?;
    }
    if let Some(format) = settings.printed {
        let stdout = io::stdout();
        let colour = settings.colour && stdout.is_terminal();
        let mut out = BufWriter::new(stdout.lock());
        kept.write(&mut out, format, Canvas { colour, ..canvas })
            .and_then(|()| out.flush())
            .map_err(OutputError::from)?;
    }
    Ok(Status::Good)
}

/// Returns the file of the result that is meant; tells of others where none was named.
fn choose(settings: &ReportSettings) -> anyhow::Result<PathBuf> {
    if let Some(what) = &settings.what {
        let path = Path::new(what);
        if path.is_file() {
            return Ok(path.to_owned());
        }
    }
    let all = lying::all(&folders(&settings.place));
    let wanted = |one: &&Lying| {
        let what = settings.what.as_deref();
        what.is_none_or(|what| one.function == what)
    };
    let mut found = all.iter().filter(wanted);
    let Some(newest) = found.next() else {
        return Err(nothing(settings, &all).into());
    };
    let others: Vec<String> = found
        .take(MOST_NAMED)
        .map(|other| format!("kept too: the {}", other.told()))
        .collect();
    if !others.is_empty() {
        super::tell("note", &[format!("this is the {}", newest.told())]);
        super::tell("note", &others);
    }
    Ok(newest.path.clone())
}

fn nothing(settings: &ReportSettings, all: &[Lying]) -> ResultError {
    let directory = settings.place.directory.clone();
    match &settings.what {
        Some(what) if !all.is_empty() => {
            let mut names: Vec<&str> = all.iter().map(|one| one.function.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            ResultError::NoneOf {
                what: what.clone(),
                names: names.join("`, `"),
            }
        }
        Some(what) if what.contains(['/', '.']) => ResultError::Missing { path: what.into() },
        _ => ResultError::Nothing { directory },
    }
}

/// Returns the folders that results may lie below: the project's, and those of its functions.
fn folders(place: &Place) -> Vec<PathBuf> {
    let mut folders = vec![place.directory.clone()];
    // A project whose functions cannot be found may have results all the same.
    if let Ok(project) = Project::discover(place) {
        folders.extend(project.bases().map(Path::to_owned));
    }
    folders
}
