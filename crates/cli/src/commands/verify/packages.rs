//! The two packages: where their function is declared, and what runs it.

use std::path::{Path, PathBuf};

use warmfront_engine::Setup;
use warmfront_project::ArchiveError;
use warmfront_project::functions::Found;

use crate::commands::project::Project;
use crate::commands::target::{self, Prepared};
use crate::report::progress::Audience;
use crate::settings::{Place, VerifySettings};

/// Why a package cannot be run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PackageError {
    #[error("package `{}` does not exist", path.display())]
    Missing { path: PathBuf },
    #[error("`{}` is neither a folder nor a zip archive", path.display())]
    Neither { path: PathBuf, source: ArchiveError },
    #[error("nothing says which function `{}` holds", path.display())]
    NoFunction { path: PathBuf },
}

/// Finds the function in both packages, and all that they need.
pub(super) fn prepare(
    settings: &VerifySettings,
    audience: Audience,
) -> anyhow::Result<(Prepared, Setup)> {
    let place = &settings.target.place;
    let reference = Folder::open(&settings.reference, place)?;
    let candidate = Folder::open(&settings.candidate, place)?;
    let (project, found) = declared(&reference, settings)?;
    let (other, judged) = match counterpart(&candidate, &found, place) {
        Some((other, judged)) => (Some(other), judged),
        None => (None, with_code(&found, &candidate.path)),
    };
    let tools = (&[] as &[&str], audience);
    let target = &settings.target;
    let first = target::prepare_found(&project, &found, target, tools)?;
    let other = other.as_ref().unwrap_or(&project);
    let second = target::setup_of(other, &judged, target, audience)?;
    Ok((first, second))
}

/// A package as a folder.
struct Folder {
    given: PathBuf,
    path: PathBuf,
}

impl Folder {
    fn open(path: &Path, place: &Place) -> Result<Self, PackageError> {
        let given = path.to_owned();
        if !path.exists() {
            return Err(PackageError::Missing { path: given });
        }
        if path.is_dir() {
            let path = path.to_owned();
            return Ok(Self { given, path });
        }
        match warmfront_project::unpack(path, &place.folders.cache) {
            Ok(folder) => Ok(Self {
                given,
                path: folder,
            }),
            Err(source) => Err(PackageError::Neither {
                path: given,
                source,
            }),
        }
    }

    /// Looks for functions in the package itself.
    fn project(&self, place: &Place) -> Option<Project> {
        let project = Project::discover_in(&self.path, place).ok()?;
        (!project.listed().is_empty()).then_some(project)
    }
}

/// Returns the function that the reference declares, or else the project around it.
fn declared(reference: &Folder, settings: &VerifySettings) -> anyhow::Result<(Project, Found)> {
    let place = &settings.target.place;
    let name = settings.target.function.as_deref();
    if let Some(project) = reference.project(place) {
        let found = project.choose(name)?.clone();
        return Ok((project, found));
    }
    let project = Project::discover(place)?;
    if project.listed().is_empty() {
        let path = reference.given.clone();
        return Err(PackageError::NoFunction { path }.into());
    }
    let found = with_code(project.choose(name)?, &reference.path);
    Ok((project, found))
}

/// Returns the function of the same name in the other package, where that declares one itself, as
/// another checkout of the same project does.
fn counterpart(candidate: &Folder, found: &Found, place: &Place) -> Option<(Project, Found)> {
    let project = candidate.project(place)?;
    let name = &found.function.name;
    let same = project.choose(Some(name)).ok()?.clone();
    same.mark.is_some().then_some((project, same))
}

fn with_code(found: &Found, code: &Path) -> Found {
    let mut found = found.clone();
    code.clone_into(&mut found.function.code);
    found
}
