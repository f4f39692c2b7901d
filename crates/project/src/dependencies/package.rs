//! The packages of a function for the machine that it is deployed on, whatever this one has.

use std::path::{Path, PathBuf};

use warmfront_model::target::Target;

use super::install::{self, Extent, Order, Rules, Sdists};
use super::plan::{self, Plan};
use super::{Progress, ProvideError, Provision, closure, foreign, installed, platform, sources};
use crate::Surroundings;
use crate::functions::Found;
use crate::interpreter::{self, Interpreter};

/// What a package is wanted for.
#[derive(Debug, Clone, Copy)]
pub struct Packaging<'a> {
    /// The function.
    pub found: &'a Found,
    /// The project's folder.
    pub project: &'a Path,
    /// The machine that it is deployed on.
    pub target: Target,
    /// Whether packages may be built from source.
    pub sdists: Sdists,
}

/// Provides what a function needs on its target: a folder with what its requirements or lock ask
/// for, and one with sources of the user's own projects, each if there is any.
///
/// Nothing that happens to be installed here counts, but packages beside the code do.
pub fn package_for(
    packaging: &Packaging<'_>,
    surroundings: &Surroundings,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Provision, ProvideError> {
    let mut provision = Provision::default();
    let Packaging { found, target, .. } = *packaging;
    let code = &found.function.code;
    let Some(file) = plan::source(found, packaging.project) else {
        judge(code, target)?;
        return Ok(provision);
    };
    let environment = platform::environment(target);
    let plan = plan::read(&file, &environment, surroundings)?;
    let present = installed::own_folders(&found.function, target.version);
    let has_own = !installed::names(code).is_empty();
    if has_own && super::missing(&plan, &present, &environment).is_none() {
        judge(code, target)?;
        let note = "the packages beside the code are taken as they are";
        provision.notes.push(note.to_owned());
        return Ok(provision);
    }
    check(&plan, target)?;
    if plan
        .packages
        .iter()
        .any(|package| package.applies(&environment))
        || plan.unnamed().next().is_some()
    {
        let folder = install(packaging, &plan, surroundings, progress)?;
        judge(&folder, target)?;
        if plan.extent == Extent::Whole {
            whole(&folder, &plan.file, target)?;
        }
        provision.site_packages.push(folder);
    }
    let copied = sources::gather(&plan.sources, code, &surroundings.cache_folder)?;
    provision.site_packages.extend(copied);
    provision.notes.extend(loose(&plan));
    Ok(provision)
}

/// Checks that a lock is for the target, and that all of it can be installed.
fn check(plan: &Plan, target: Target) -> Result<(), ProvideError> {
    let environment = platform::environment(target);
    if let Some(reason) = plan.scope.objection(&environment) {
        return Err(ProvideError::OtherTarget {
            file: plan.file.clone(),
            target,
            reason,
        });
    }
    if plan.left_out.is_empty() {
        return Ok(());
    }
    Err(ProvideError::LeftOut {
        file: plan.file.clone(),
        packages: plan.left_out.clone(),
    })
}

fn install(
    packaging: &Packaging<'_>,
    plan: &Plan,
    surroundings: &Surroundings,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<PathBuf, ProvideError> {
    let Packaging { target, sdists, .. } = *packaging;
    let folder = plan.file.parent().unwrap_or(packaging.project);
    let has_uv = surroundings.program("uv").is_some();
    let mut hosts = interpreter::hosts(target.version, folder, surroundings);
    let host = hosts.find(|host| has_uv || host.has_pip);
    let interpreter = host.ok_or(ProvideError::NoHost)?;
    // uv builds here whatever the target is: what has no native code comes out right, and what has
    // is judged afterwards.
    if sdists == Sdists::Built && !has_uv && !is_like(&interpreter, target) {
        return Err(ProvideError::CannotBuild { target });
    }
    let order = Order {
        lines: &plan.lines,
        files: &plan.files,
        folder,
        interpreter: &interpreter,
        surroundings,
        rules: Some(Rules {
            target,
            sdists,
            extent: plan.extent,
        }),
    };
    let installed = install::install(&order, progress)?;
    if sdists == Sdists::Built
        && let Some(library) = foreign::too_new(&installed, target)
    {
        return Err(ProvideError::Foreign {
            file: library,
            target,
        });
    }
    Ok(installed)
}

/// Says whether what an interpreter builds could run on a target.
fn is_like(interpreter: &Interpreter, target: Target) -> bool {
    let machine = interpreter.machine == target.machine();
    interpreter.version == target.version && interpreter.system == "linux" && machine
}

/// Refuses a folder with libraries that the target cannot load.
fn judge(folder: &Path, target: Target) -> Result<(), ProvideError> {
    match foreign::first(folder, target) {
        Some(file) => Err(ProvideError::Foreign { file, target }),
        None => Ok(()),
    }
}

/// Refuses what a lock gave where it lacks something.
fn whole(folder: &Path, file: &Path, target: Target) -> Result<(), ProvideError> {
    let Some(gap) = closure::gap(folder, target) else {
        return Ok(());
    };
    Err(ProvideError::Incomplete {
        file: file.to_owned(),
        target,
        missing: gap.missing,
        needed_by: gap.needed_by,
    })
}

/// Says which requirements allow more than one version, and so another package on another day.
fn loose(plan: &Plan) -> Option<String> {
    let mut loose = plan
        .packages
        .iter()
        .filter(|package| package.pin().is_none());
    let first = loose.next()?;
    let more = match loose.count() {
        0 => String::new(),
        1 => " and 1 more".to_owned(),
        more => format!(" and {more} more"),
    };
    Some(format!(
        "`{}`{more} of `{}` not pinned: another day may bring other versions",
        first.name,
        plan.file.display()
    ))
}
