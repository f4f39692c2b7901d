//! Where a package goes.

use std::io::Write;
use std::path::{Path, PathBuf};

use warmfront_build::archive::{self, Form, Kind, Layered, Split, Written};
use warmfront_build::manifest::{FILE_NAME, Manifest};
use warmfront_build::package::Package;
use warmfront_project::functions::Found;

use super::proof::Proven;
use super::{kept, original};
use crate::report::file;
use crate::settings::{BuildSettings, Destination};

/// Where a package goes.
#[derive(Debug, Clone)]
pub(super) enum Place {
    Folder(PathBuf),
    Zip(PathBuf),
}

impl Place {
    /// Returns where its manifest lies.
    pub(super) fn manifest(&self) -> PathBuf {
        match self {
            Self::Folder(folder) => folder.join(FILE_NAME),
            Self::Zip(archive) => kept::beside_archive(archive),
        }
    }

    /// Returns the place of a layer beside it.
    fn of_layer(&self) -> Self {
        let beside = |path: &Path, ending: &str| {
            let mut name = path.file_stem().unwrap_or_default().to_owned();
            name.push("-layer");
            name.push(ending);
            path.with_file_name(name)
        };
        match self {
            Self::Folder(folder) => Self::Folder(beside(folder, "")),
            Self::Zip(archive) => Self::Zip(beside(archive, ".zip")),
        }
    }
}

/// Returns where the package of a function goes.
pub(super) fn of(settings: &BuildSettings, found: &Found) -> Place {
    match &settings.destination {
        Destination::BesideProject => Place::Folder(original::beside(found)),
        Destination::Folder(folder) => Place::Folder(folder.clone()),
        Destination::Zip(archive) => Place::Zip(archive.clone()),
    }
}

/// Writes the package, and its layer where one is asked for; returns what was written, the code
/// first.
pub(super) fn write(
    settings: &BuildSettings,
    place: &Place,
    proven: &Proven,
    manifest: &Manifest,
) -> anyhow::Result<Vec<Written>> {
    let package = &proven.made.package;
    let manifest = manifest.to_json();
    if !settings.layer {
        return Ok(vec![put(package, &manifest, Form::default(), place)?]);
    }
    let Split { code, layer } = archive::split(package, &Layered::Dependencies);
    let form = |kind, beside: &Package| Form {
        kind,
        bytes_beside: beside.size(),
    };
    let layer_form = form(Kind::Layer, &code);
    let written_layer = put(&layer, &manifest, layer_form, &place.of_layer())?;
    let written_code = put(&code, &manifest, form(Kind::Code, &layer), place)?;
    Ok(vec![written_code, written_layer])
}

/// Writes one package, with its manifest in it or beside it.
pub(super) fn put(
    package: &Package,
    manifest: &[u8],
    form: Form,
    place: &Place,
) -> anyhow::Result<Written> {
    match place {
        Place::Folder(folder) => {
            if let Some(parent) = folder.parent() {
                fs_err::create_dir_all(parent)?;
            }
            Ok(archive::write_folder(package, manifest, form, folder)?)
        }
        Place::Zip(path) => {
            let written = archive::write_zip(package, form, path)?;
            file::write(&kept::beside_archive(path), |out| out.write_all(manifest))?;
            Ok(written)
        }
    }
}
