//! Dependencies: where a function's packages come from, and how they get there.
//!
//! What is already there is used: packages beside the code, in its layers, in the interpreter's
//! own folders. Otherwise what a requirements or lock file asks for is installed into a folder of
//! the cache, which is named by everything that determines its content.

mod closure;
mod error;
mod failure;
mod flatten;
mod foreign;
mod imports;
mod install;
mod installed;
mod installer;
pub mod lock;
pub mod marker;
mod package;
mod plan;
mod platform;
mod record;
pub mod requirement;
mod sources;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use crate::Surroundings;
use crate::functions::Found;
use crate::interpreter::Interpreter;
pub use error::ProvideError;
pub use imports::parse as imports_any;
use install::Order;
pub use install::Sdists;
use marker::Environment;
pub use package::{Packaging, package_for};
use plan::Plan;

/// Packages that Lambda's Python runtimes bring along.
const RUNTIME_PACKAGES: [&str; 2] = ["boto3", "botocore"];

/// Where packages are, beside the interpreter's own folders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Provision {
    /// Folders to search after the code and the layers, in order.
    pub site_packages: Vec<PathBuf>,
    /// What a reader should know.
    pub notes: Vec<String>,
}

/// What an installation tells while it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress<'a> {
    /// It began.
    Started {
        /// Name of the installer.
        installer: &'a str,
        /// How many packages are asked for by name.
        n_packages: usize,
    },
    /// The installer said something.
    Line(&'a str),
    /// It is done.
    Finished,
}

/// Says whether a function's packages could be provided for any interpreter: a file asks for them,
/// or they lie beside the code.
#[must_use]
pub fn can_provide(found: &Found, project: &Path) -> bool {
    plan::source(found, project).is_some() || !installed::names(&found.function.code).is_empty()
}

/// Provides what a function needs.
pub fn provide_for(
    found: &Found,
    project: &Path,
    interpreter: &Interpreter,
    surroundings: &Surroundings,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Provision, ProvideError> {
    let mut provision = Provision::default();
    let mut present = installed::own_folders(&found.function, interpreter.version);
    present.extend(interpreter.site_packages.iter().cloned());
    if let Some(file) = plan::source(found, project) {
        let environment = Environment::from(interpreter);
        let plan = plan::read(&file, &environment, surroundings)?;
        provision.notes.extend(plan.notes());
        if let Some(missing) = missing(&plan, &present, &environment) {
            let folder = file.parent().unwrap_or(project);
            let order = Order {
                lines: &plan.lines,
                files: &plan.files,
                folder,
                interpreter,
                surroundings,
                rules: None,
            };
            let installed = install::install(&order, progress)?;
            let file = file.display();
            provision.notes.push(format!(
                "packages of `{file}` are in a folder of the cache, since {missing}"
            ));
            provision.site_packages.push(installed);
        } else {
            provision
                .notes
                .extend(differing(&plan, &present, interpreter));
        }
        let sources = plan.sources.into_iter();
        provision
            .site_packages
            .extend(sources.map(|source| source.on_path));
    }
    present.extend(provision.site_packages.iter().cloned());
    add_runtime_packages(
        found,
        &present,
        interpreter,
        surroundings,
        progress,
        &mut provision,
    );
    Ok(provision)
}

/// Returns why the packages that are present do not do, or `None` when they do.
fn missing(plan: &Plan, present: &[PathBuf], environment: &Environment) -> Option<String> {
    let names: Vec<_> = present
        .iter()
        .map(|folder| installed::names(folder))
        .collect();
    let is_there = |name: &String| names.iter().any(|names| names.contains(name));
    let mut applying = plan
        .packages
        .iter()
        .filter(|package| package.applies(environment));
    if let Some(package) = applying.find(|package| !is_there(&package.name)) {
        return Some(format!(
            "`{}` is not installed for the interpreter",
            package.name
        ));
    }
    // What has no name cannot be looked for.
    let unnamed = plan.unnamed().next();
    unnamed.map(|line| format!("`{line}` has no name to look for"))
}

/// Says which packages are there in another version than the one that is pinned.
fn differing(plan: &Plan, present: &[PathBuf], interpreter: &Interpreter) -> Option<String> {
    let environment = Environment::from(interpreter);
    let folders: Vec<_> = present
        .iter()
        .map(|folder| installed::versions(folder))
        .collect();
    let found = |name: &String| folders.iter().find_map(|folder| folder.get(name));
    let packages = plan
        .packages
        .iter()
        .filter(|package| package.applies(&environment));
    let mut differing = packages.filter_map(|package| {
        let (pin, there) = (package.pin()?, found(&package.name)?);
        let differs = !there.is_empty() && there != pin;
        differs.then(|| format!("`{}` is {there} here and pinned to {pin}", package.name))
    });
    let first = differing.next()?;
    Some(match differing.count() {
        0 => first,
        more => format!("{first}, and {more} more are in other versions than pinned"),
    })
}

/// Lambda's runtimes bring boto3 along; a function may rely on it without asking for it.
fn add_runtime_packages(
    found: &Found,
    present: &[PathBuf],
    interpreter: &Interpreter,
    surroundings: &Surroundings,
    progress: &mut dyn FnMut(Progress<'_>),
    provision: &mut Provision,
) {
    let is_present = RUNTIME_PACKAGES[..1]
        .iter()
        .all(|package| installed::provides(present, package));
    if is_present || !imports::in_folder(&found.function.code, &RUNTIME_PACKAGES) {
        return;
    }
    match provide(&RUNTIME_PACKAGES[..1], interpreter, surroundings, progress) {
        Ok(runtime) => {
            provision.site_packages.extend(runtime.site_packages);
            let note = "boto3 is provided, as Lambda's runtime does, in its latest version";
            provision.notes.push(note.to_owned());
        }
        // The function may run without it; if not, its own error says so.
        Err(error) => provision.notes.push(format!(
            "the function imports boto3, which Lambda's runtime brings and could not be \
             provided: {}",
            error.to_string().lines().last().unwrap_or_default()
        )),
    }
}

/// Provides packages by name, in their latest versions.
pub fn provide(
    packages: &[&str],
    interpreter: &Interpreter,
    surroundings: &Surroundings,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Provision, ProvideError> {
    let lines: Vec<String> = packages.iter().map(|&package| package.to_owned()).collect();
    let order = Order {
        lines: &lines,
        files: &[],
        folder: Path::new("/"),
        interpreter,
        surroundings,
        rules: None,
    };
    let folder = install::install(&order, progress)?;
    Ok(Provision {
        site_packages: vec![folder],
        notes: Vec::new(),
    })
}
