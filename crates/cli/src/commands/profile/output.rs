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

/// Cells of a line where there is no terminal.
const WIDTH: usize = 100;

/// Writes everything that was asked for; files first, so that what is printed comes last. With a
/// profile from before, what changed since is printed instead of the profile.
pub(super) fn write(
    settings: &ProfileSettings,
    profile: &Profile,
    before: Option<&Profile>,
) -> anyhow::Result<()> {
    if let Some(path) = &settings.output {
        file::write(path, |out| json(out, profile))?;
    }
    for export in &settings.exports {
        file::write(&export.path, |mut out| {
            (export.format.write)(profile, &mut out)
        })?;
    }
    if let Some(path) = &settings.html {
        let excerpts = Excerpts::read(profile, profile.subject.code.as_ref());
        file::write(path, |out| html::write(out, profile, &excerpts))?;
    }
    let changed = before.map(|before| compare::compare(before, profile));
    print(settings, profile, changed.as_ref()).map_err(OutputError::from)?;
    Ok(())
}

fn print(
    settings: &ProfileSettings,
    profile: &Profile,
    changed: Option<&Comparison>,
) -> io::Result<()> {
    let options = text_options(settings.colour);
    let mut out = BufWriter::new(io::stdout().lock());
    match (settings.format, changed) {
        (OutputFormat::Text, None) => text::write(&mut out, profile, &options)?,
        (OutputFormat::Text, Some(changed)) => {
            text::write_comparison(&mut out, changed, &options)?;
        }
        (OutputFormat::Json, None) => json(&mut out, profile)?,
        (OutputFormat::Json, Some(changed)) => {
            serde_json::to_writer(&mut out, changed)?;
            out.write_all(b"\n")?;
        }
    }
    out.flush()
}

/// Returns how text is laid out: for the terminal, if it goes to one.
fn text_options(colour: bool) -> TextOptions {
    let size = terminal_size::terminal_size_of(io::stdout());
    TextOptions {
        width: size.map_or(WIDTH, |(width, _)| width.0.into()),
        colour: colour && io::stdout().is_terminal(),
    }
}

fn json(out: &mut dyn Write, profile: &Profile) -> io::Result<()> {
    out.write_all(&profile.to_json())
}
