//! What a profile is written to: standard output, and the files that were asked for.

use std::io::{self, BufWriter, Write};

use warmfront_profile::document::Profile;

use crate::exit::OutputError;
use crate::report::file;
use crate::report::html::{self, Excerpts};
use crate::settings::ProfileSettings;

/// Writes everything that was asked for; files first, so that what is printed comes last.
pub(super) fn write(settings: &ProfileSettings, profile: &Profile) -> anyhow::Result<()> {
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
    print(profile).map_err(OutputError::from)?;
    Ok(())
}

fn print(profile: &Profile) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    json(&mut out, profile)?;
    out.flush()
}

fn json(out: &mut dyn Write, profile: &Profile) -> io::Result<()> {
    out.write_all(&profile.to_json())
}
