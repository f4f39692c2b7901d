//! What a profile is written to: standard output, and the files that were asked for.

use std::io::{self, BufWriter, IsTerminal, Write};

use warmfront_profile::compare::{self, Comparison};
use warmfront_profile::document::Profile;

use crate::args::OutputFormat;
use crate::exit::OutputError;
use crate::report::file;
use crate::report::html::{self, Excerpts};
use crate::report::profile::text::{self, TextOptions};
use crate::settings::ProfileSettings;

/// Writes everything that was asked for; files first, so that what is printed comes last.
pub(super) fn write(
    settings: &ProfileSettings,
    profile: &Profile,
    before: Option<&Profile>,
) -> anyhow::Result<()> {
    if let Some(path) = &settings.output {
        file::write(path, |out| out.write_all(&profile.to_json()))?;
    }
    for export in &settings.exports {
        file::write(&export.path, |out| (export.format.write)(profile, out))?;
    }
    if let Some(path) = &settings.html {
        let excerpts = Excerpts::read(profile, profile.subject.code.as_ref());
        file::write(path, |out| html::write(out, profile, &excerpts))?;
    }
    let comparison = before.map(|before| compare::compare(before, profile));
    print(settings, profile, comparison.as_ref()).map_err(OutputError::from)?;
    Ok(())
}

fn print(
    settings: &ProfileSettings,
    profile: &Profile,
    comparison: Option<&Comparison>,
) -> io::Result<()> {
    let stdout = io::stdout();
    let options = TextOptions {
        width: settings.width,
        colour: settings.colour && stdout.is_terminal(),
    };
    let mut out = BufWriter::new(stdout.lock());
    match (settings.format, comparison) {
        (OutputFormat::Text, None) => text::write(&mut out, profile, &options)?,
        (OutputFormat::Text, Some(comparison)) => {
            text::write_comparison(&mut out, comparison, &options)?;
        }
        (OutputFormat::Json, None) => out.write_all(&profile.to_json())?,
        (OutputFormat::Json, Some(comparison)) => {
            serde_json::to_writer_pretty(&mut out, comparison)?;
            out.write_all(b"\n")?;
        }
    }
    out.flush()
}
