//! What a profile is written to: standard output, and the files that were asked for.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::Context;
use warmfront_profile::document::Profile;

use crate::exit::OutputError;
use crate::settings::ProfileSettings;

/// Writes everything that was asked for; files first, so that what is printed comes last.
pub(super) fn write(settings: &ProfileSettings, profile: &Profile) -> anyhow::Result<()> {
    if let Some(path) = &settings.output {
        file(path, |out| json(out, profile))?;
    }
    for export in &settings.exports {
        file(&export.path, |mut out| {
            (export.format.write)(profile, &mut out)
        })?;
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
    serde_json::to_writer_pretty(&mut *out, profile)?;
    out.write_all(b"\n")
}

/// Writes a file beside its place and puts it there when it is whole.
fn file(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&std::fs::File>) -> io::Result<()>,
) -> anyhow::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let written = || -> io::Result<()> {
        let unfinished = tempfile::NamedTempFile::new_in(folder)?;
        let mut out = BufWriter::new(unfinished.as_file());
        write(&mut out)?;
        out.flush()?;
        drop(out);
        unfinished.persist(path)?;
        Ok(())
    };
    written().with_context(|| format!("could not write `{}`", path.display()))
}
