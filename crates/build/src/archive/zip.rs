//! Zip archives that are the same to the byte: names in order, no dates, no owners, no extra fields.

use std::io::{self, Write};
use std::path::Path;

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use super::layout::{Layout, Place};
use super::output::Output;
use super::temporary::Temporary;
use super::{Form, Kind, MOST_DIRECT, WriteError, Written, check, megabytes, read, written};
use crate::package::Package;

/// Effort of the compression. Higher levels take several times as long for one part in a hundred.
const LEVEL: i64 = 6;

/// Writes a package as a zip archive, in place of an earlier one.
pub fn write_zip(package: &Package, form: Form, to: &Path) -> Result<Written, WriteError> {
    let layout = check(package, form)?;
    // A pipe or device is no place for a result that is renamed into it.
    if to.exists() && !to.is_file() {
        let path = to.to_owned();
        return Err(WriteError::NotABuild { path });
    }
    let failed = written(to);
    let temporary = Temporary::beside(to)?;
    let content = temporary.content();
    let file = fs_err::File::create_new(&content).map_err(&failed)?;
    let mut writer = ZipWriter::new(Output::new(file));
    fill(&mut writer, &layout, form.kind, to)?;
    let output = writer.finish().map_err(|error| failed(cause(error)))?;
    let file = output.finish().map_err(&failed)?;
    // A full disk may show only now.
    file.sync_all().map_err(&failed)?;
    let bytes_zipped = file.metadata().map_err(&failed)?.len();
    drop(file);
    fs_err::rename(&content, to).map_err(&failed)?;
    Ok(Written {
        path: to.to_owned(),
        bytes: package.size(),
        bytes_zipped: Some(bytes_zipped),
        notes: direct(bytes_zipped).into_iter().collect(),
    })
}

/// Returns an error of the file system as it was, without a layer around it.
fn cause(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        other => io::Error::other(other),
    }
}

fn direct(bytes_zipped: u64) -> Option<String> {
    (bytes_zipped > MOST_DIRECT).then(|| {
        format!(
            "the archive has {} MB: above 50 MB it can only be deployed by way of S3",
            megabytes(bytes_zipped)
        )
    })
}

fn fill(
    writer: &mut ZipWriter<Output>,
    layout: &Layout<'_>,
    kind: Kind,
    to: &Path,
) -> Result<(), WriteError> {
    let failed = written(to);
    for place in &layout.places {
        let options = options(place);
        if let Some(target) = place.link_target(kind) {
            let added = writer.add_symlink(place.name.as_str(), target, options);
            added.map_err(|error| failed(cause(error)))?;
            continue;
        }
        let started = writer.start_file(place.name.as_str(), options);
        started.map_err(|error| failed(cause(error)))?;
        read(&place.entry.content, &mut |bytes| {
            writer.write_all(bytes).map_err(&failed)
        })?;
    }
    Ok(())
}

/// Returns when every file was changed, whatever the clock says: as in a folder.
fn changed() -> DateTime {
    DateTime::from_date_and_time(1980, 1, 2, 0, 0, 0).expect("the format knows years from 1980 on")
}

fn options(place: &Place<'_>) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(changed())
        .system(System::Unix)
        .unix_permissions(place.mode())
}
