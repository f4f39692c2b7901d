//! What would be deployed without us: the function's code with its dependencies for the target.

use std::path::{Path, PathBuf};

use warmfront_build::inventory::{self, Limits, Origin, Root};
use warmfront_build::package::Package;
use warmfront_model::target::Target;
use warmfront_project::dependencies::{self, Packaging};
use warmfront_project::functions::Found;

use crate::commands::project::Project;
use crate::report::progress::{Audience, Installation};
use crate::settings::BuildSettings;

/// The function as it would be deployed.
pub(in crate::commands) struct Original {
    pub(in crate::commands) package: Package,
    pub(in crate::commands) target: Target,
    /// What a reader should know of how it was found.
    pub(in crate::commands) notes: Vec<String>,
}

/// Installs what the function needs on its target, and takes stock.
pub(in crate::commands) fn read(
    project: &Project,
    found: &Found,
    settings: &BuildSettings,
    audience: Audience,
) -> anyhow::Result<Original> {
    let target = target_of(project, found, settings)?;
    let packaging = Packaging {
        found,
        project: &found.base,
        target,
        sdists: settings.sdists,
    };
    let surroundings = settings.target.place.surroundings();
    let mut installation = Installation::new(audience);
    let provision = dependencies::package_for(&packaging, &surroundings, &mut |told| {
        installation.tell(told);
    })?;
    let mut roots = vec![Root {
        folder: found.function.code.clone(),
        origin: Origin::Project,
    }];
    roots.extend(provision.site_packages.into_iter().map(|folder| Root {
        folder,
        origin: Origin::Installed,
    }));
    let inventory = inventory::read(&roots, Limits::default())?;
    Ok(Original {
        package: inventory.package,
        target,
        notes: [provision.notes, inventory.notes].concat(),
    })
}

/// Returns the target that is asked for, or else the one that the function is deployed on.
fn target_of(project: &Project, found: &Found, settings: &BuildSettings) -> anyhow::Result<Target> {
    if let Some(target) = settings.built_for {
        return Ok(target);
    }
    let mut function = found.function.clone();
    settings.target.overrides.apply(&mut function);
    if let Some(version) = function.runtime {
        return Ok(Target::of(&function, version));
    }
    let chosen = project.interpreter(found, &function, &settings.target.machine)?;
    Ok(Target::of(&function, chosen.interpreter.version))
}

/// Returns the function with its code in a folder, to be run with the target's Python.
pub(in crate::commands) fn moved(found: &Found, folder: &Path, target: Target) -> Found {
    let mut found = found.clone();
    folder.clone_into(&mut found.function.code);
    found.function.runtime = Some(target.version);
    found
}

/// Returns why a package for this target cannot be run on this machine, if so.
pub(in crate::commands) fn foreign(target: Target) -> Option<String> {
    let here = std::env::consts::ARCH;
    (target.machine() != here).then(|| format!("this machine is {here} and cannot run {target}"))
}

/// Returns the folder in the project where the build of a function lies unless another is named.
pub(in crate::commands) fn beside(found: &Found) -> PathBuf {
    builds(found).join(&found.function.name)
}

/// Returns the folder in the project where builds lie.
pub(super) fn builds(found: &Found) -> PathBuf {
    found.base.join(".warmfront").join("build")
}
