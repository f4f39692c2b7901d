//! `warmfront functions`.

use std::io::{self, Write};

use super::project::Project;
use crate::args::{FunctionsArgs, OutputFormat};
use crate::exit::{OutputError, Status};
use crate::report::{json, text};
use crate::settings::{FunctionsSettings, Variables};

/// Lists the functions of the project.
pub(super) fn run(args: FunctionsArgs) -> anyhow::Result<Status> {
    let variables = Variables::of_this_process();
    let settings = FunctionsSettings::resolve(args, &variables)?;
    let found = Project::discover(&settings.place)?;
    let (listed, notes) = (found.listed(), found.notes());
    let mut stdout = io::stdout().lock();
    match settings.format {
        OutputFormat::Json => json::write_functions(&mut stdout, &listed, &notes),
        OutputFormat::Text if listed.is_empty() => {
            super::tell("note", &notes);
            if let Err(none) = found.choose(None) {
                super::tell("note", &[none.to_string()]);
            }
            Ok(())
        }
        OutputFormat::Text => {
            super::tell("note", &notes);
            for each in &listed {
                let named = each
                    .notes
                    .iter()
                    .map(|note| format!("{}: {note}", each.function.name));
                super::tell("note", &named.collect::<Vec<_>>());
            }
            stdout
                .write_all(text::functions(&listed).as_bytes())
                .and_then(|()| stdout.flush())
        }
    }
    .map_err(OutputError::from)?;
    Ok(Status::Good)
}
