//! Packages and what is known of them, as rules see them.

mod installed;
mod requirements;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use warmfront_build::inventory::normalized;
use warmfront_check::configuration::{
    Configuration, Kind, Known, Portability, Resource, Setting, Stated, Template,
};
use warmfront_check::contents::{Contents, Distribution};
use warmfront_model::function::{Architecture, PythonVersion};
use warmfront_model::target::Target;
use warmfront_project::configuration::Files;

use super::gather::plain;
use super::sources;
use crate::settings::CheckSettings;

/// Python that a package is judged for when its function declares none.
const USUAL: PythonVersion = PythonVersion {
    major: 3,
    minor: 13,
};

/// Lists what the packages of functions hold, and what lists of requirements ask for.
pub(super) fn contents(
    settings: &CheckSettings,
    files: &Files,
    configuration: &mut Configuration,
    failures: &mut Vec<String>,
) -> Vec<Contents> {
    let lists = files.requirements.iter().map(|file| plain(file));
    let lists = lists.filter(|file| !settings.is_excluded(file));
    let mut all: Vec<Contents> = lists
        .filter_map(|file| requirements::read(&file, &files.sources))
        .collect();
    let mut read = Read::default();
    let mut known = BTreeMap::new();
    for template in &configuration.templates {
        for function in template.of(Kind::Function) {
            let Some(code) = sources::code(template, function) else {
                continue;
            };
            let key = (template.file.clone(), function.id.clone());
            // A layer from elsewhere may be for one machine only.
            let arm64 = if function.has(Setting::Layers) {
                Portability::Unknown
            } else {
                portability(&code)
            };
            let fact = Known { arm64, init: None };
            known.insert(key, fact);
            let package = Package {
                template,
                function,
                code: &code,
            };
            all.extend(read.package(&package, failures));
        }
    }
    configuration.known = known;
    // A folder that was named and holds packages is looked at, whoever deploys it.
    for path in &settings.paths {
        let path = plain(path);
        if installed::holds_packages(&path) && !read.folders.contains_key(&path) {
            let target = Target {
                version: USUAL,
                architecture: Architecture::X86_64,
            };
            all.extend(read.folder(&path, target, failures));
        }
    }
    all
}

/// Adds what packages are judged by beside the files that were found: folders of code, of layers and
/// of what was built, all that lies in those that hold packages, and locks above them.
pub(super) fn looked(
    settings: &CheckSettings,
    configuration: &Configuration,
    looked: &mut BTreeSet<PathBuf>,
) {
    let mut folders: BTreeSet<PathBuf> = settings.paths.iter().map(|path| plain(path)).collect();
    for template in &configuration.templates {
        let base = template.file.parent().unwrap_or(Path::new(""));
        let built = base.join(BUILT);
        looked.extend([base.join(".aws-sam"), built.clone()]);
        for resource in template.of(Kind::Function).chain(template.of(Kind::Layer)) {
            let code = sources::code(template, resource);
            folders.extend(code.iter().map(|code| code.join("python")));
            folders.extend(code);
            if built.is_dir() {
                folders.insert(built.join(&resource.id));
            }
        }
    }
    for folder in folders {
        if installed::holds_packages(&folder) {
            installed::looked(&folder, looked);
        }
        for above in folder.ancestors().take(N_ABOVE) {
            // One that was looked at has its locks there too.
            if looked.insert(above.to_owned()) || above == folder {
                let locks = LOCKS.map(|name| above.join(name));
                looked.extend(locks.into_iter().filter(|lock| lock.is_file()));
            }
        }
    }
}

/// Where `sam build` puts what it makes, from the template's folder.
const BUILT: &str = ".aws-sam/build";

/// Locks that tell on which machines packages run.
const LOCKS: [&str; 3] = ["uv.lock", "poetry.lock", "pdm.lock"];

/// Folders in which locks are looked for: the code's, and those above it.
const N_ABOVE: usize = 4;

/// A function and the folder of its code.
struct Package<'a> {
    template: &'a Template,
    function: &'a Resource,
    code: &'a Path,
}

/// Folders that were read; several functions often share one.
#[derive(Default)]
struct Read {
    folders: BTreeMap<PathBuf, Contents>,
}

impl Read {
    /// Returns what a function's folder and its layers hold, the first time that the folder is seen.
    fn package(&mut self, package: &Package<'_>, failures: &mut Vec<String>) -> Option<Contents> {
        let id = &package.function.id;
        let base = package.template.file.parent().unwrap_or(Path::new(""));
        // What `sam build` made is what is deployed.
        let built = base.join(BUILT).join(id);
        let folder = [built.as_path(), package.code]
            .into_iter()
            .find(|folder| installed::holds_packages(folder))?;
        if self.folders.contains_key(folder) {
            return None;
        }
        let target = target(package.function);
        let mut contents = self.folder(folder, target, failures)?;
        contents.symbol = Some(id.clone());
        let layers = package.function.get(Setting::Layers);
        for name in layers.map(Stated::list).unwrap_or_default() {
            let name = name.split('.').next().unwrap_or(name);
            let layer = package.template.named(name);
            let code = layer.and_then(|layer| sources::code(package.template, layer));
            if let Some(held) = code.and_then(|code| self.layer(&code, target, failures)) {
                contents.layers.push((format!("layer `{name}`"), held));
            }
        }
        Some(contents)
    }

    fn folder(
        &mut self,
        folder: &Path,
        target: Target,
        failures: &mut Vec<String>,
    ) -> Option<Contents> {
        match installed::read(folder, target) {
            Ok(held) => {
                let contents = Contents {
                    path: folder.to_owned(),
                    installed: Some(held),
                    ..Contents::default()
                };
                self.folders.insert(folder.to_owned(), contents.clone());
                Some(contents)
            }
            Err(error) => {
                failures.push(error.to_string());
                None
            }
        }
    }

    fn layer(
        &mut self,
        code: &Path,
        target: Target,
        failures: &mut Vec<String>,
    ) -> Option<Vec<Distribution>> {
        let inner = code.join("python");
        let folder = if inner.is_dir() {
            inner
        } else {
            code.to_owned()
        };
        if !installed::holds_packages(&folder) {
            return None;
        }
        let contents = match self.folders.get(&folder) {
            Some(contents) => contents.clone(),
            None => self.folder(&folder, target, failures)?,
        };
        Some(contents.installed?.distributions)
    }
}

fn target(function: &Resource) -> Target {
    let runtime = function
        .text(Setting::Runtime)
        .and_then(|text| text.parse().ok());
    let stated = function.get(Setting::Architecture);
    let architecture = match stated.map(Stated::list) {
        Some([only]) if only == "arm64" => Architecture::Arm64,
        _ => Architecture::X86_64,
    };
    Target {
        version: runtime.unwrap_or(USUAL),
        architecture,
    }
}

/// Finds out whether a function's packages run on arm64: from the lock beside or above its code, or
/// from there being no packages at all.
fn portability(code: &Path) -> Portability {
    use warmfront_project::dependencies::lock;
    for folder in code.ancestors().take(N_ABOVE) {
        for name in LOCKS {
            let Ok(text) = fs_err::read_to_string(folder.join(name)) else {
                continue;
            };
            return match lock::builds(&text, "aarch64") {
                Ok(builds) if !builds.missing.is_empty() => Portability::Missing(builds.missing),
                Ok(builds) if builds.native.is_empty() => {
                    Portability::Portable(format!("`{name}` has nothing native"))
                }
                Ok(builds) => {
                    let names: Vec<String> =
                        builds.native.iter().map(|name| normalized(name)).collect();
                    let names = names.join(", ");
                    Portability::Portable(format!("`{name}` has builds for arm64 of {names}"))
                }
                Err(_) => Portability::Unknown,
            };
        }
        let asks = ["requirements.txt", "pyproject.toml", "Pipfile", "setup.py"];
        if asks.iter().any(|name| folder.join(name).is_file()) {
            return Portability::Unknown;
        }
        // What lies above a repository says nothing about it.
        if folder.join(".git").exists() {
            break;
        }
    }
    if installed::holds_packages(code) {
        return Portability::Unknown;
    }
    Portability::Portable("it needs no packages".to_owned())
}
