//! `warmfront events`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use warmfront_project::functions::Found;

use super::{Generated, generate};
use crate::args::{EventsArgs, OutputFormat};
use crate::commands::project::Project;
use crate::commands::{target, tell};
use crate::exit::{OutputError, Status};
use crate::report::events::{self as report, Written};
use crate::report::file;
use crate::report::progress::Audience;
use crate::settings::{EventsSettings, Existing, Variables};

/// There are events where some would be written.
#[derive(Debug, thiserror::Error)]
#[error("`{}` has events already", folder.display())]
pub(crate) struct EventsExist {
    folder: PathBuf,
}

/// Makes events for a function, and writes them.
pub(in crate::commands) fn run(args: EventsArgs) -> anyhow::Result<Status> {
    let variables = Variables::of_this_process();
    let settings = EventsSettings::resolve(args, &variables)?;
    let audience = Audience::of(settings.quiet, false);
    let project = Project::discover(&settings.target.place)?;
    let found = project.choose(settings.target.function.as_deref())?;
    let folder = folder(&settings, &project, found);
    if settings.existing == Existing::Kept && has_events(&folder) {
        return Err(EventsExist { folder }.into());
    }
    let setup = target::setup_of(&project, found, &settings.target, audience)?;
    let generated = generate(&project, found, &setup, audience)?;
    let files = write(&folder, &generated)?;
    // As a reader sees them: below the template or code.
    let below = |path: &PathBuf| path.strip_prefix(&found.base).unwrap_or(path).to_owned();
    let files: Vec<PathBuf> = files.iter().map(below).collect();
    let written = Written {
        function: &found.function.name,
        generated: &generated,
        files: &files,
    };
    let mut out = io::stdout().lock();
    match settings.format {
        OutputFormat::Text => {
            tell("note", &generated.notes);
            report::write_text(&mut out, &written)
        }
        OutputFormat::Json => report::write_json(&mut out, &written),
    }
    .and_then(|()| out.flush())
    .map_err(OutputError::from)?;
    Ok(if generated.has_good() {
        Status::Good
    } else {
        Status::Findings
    })
}

/// Returns where the events go: where they will be found.
fn folder(settings: &EventsSettings, project: &Project, found: &Found) -> PathBuf {
    if let Some(folder) = &settings.folder {
        return folder.clone();
    }
    let events = found.base.join("events");
    if project.has_several() {
        events.join(&found.function.name)
    } else {
        events
    }
}

/// Says whether a folder has files that are read as events.
fn has_events(folder: &Path) -> bool {
    let files = warmfront_project::events::listed(folder);
    files.iter().any(|file| file.is_file())
}

/// Writes the events, and returns their files.
fn write(folder: &Path, generated: &Generated) -> anyhow::Result<Vec<PathBuf>> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("could not make folder `{}`", folder.display()))?;
    let mut paths = Vec::new();
    for made in &generated.events {
        let path = folder.join(format!("{}.json", made.event.name));
        file::write(&path, |out| out.write_all(&made.event.payload))?;
        paths.push(path);
    }
    Ok(paths)
}
