//! Python packages that tests need, installed once under the target folder.
//!
//! Each set is made in a folder beside its final one and renamed when whole, with a note of what it
//! was made from. A second run compares the note and does nothing; an interrupted one is redone.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context as _, anyhow};
use warmfront_model::function::PythonVersion;
use warmfront_testkit::application::Application;
use warmfront_testkit::browser::CHROMIUM;
use warmfront_testkit::python::{self, Interpreter};
use warmfront_testkit::server;

use crate::browser;
use crate::process;
use crate::programs::{self, Programs};
use crate::workspace::Workspace;

/// Where the requirement files are, from the workspace's root.
const REQUIREMENTS: &str = "crates/xtask/requirements";
/// Where the sets are, from the target folder.
const FOLDER: &str = "test-environments";
/// Note in a finished set: what it was made from.
const NOTE: &str = "made-from";
/// Minor versions that the real packages are pinned for.
const PACKAGES_FOR: std::ops::RangeInclusive<u8> = 11..=13;
/// Minor versions that Lambda offers or offered lately; one absent here is said.
const WANTED: std::ops::RangeInclusive<u8> = 8..=13;

/// Interpreters, the packages installed for them, servers, and a browser.
#[derive(Debug)]
pub(crate) struct Environments {
    pub(crate) interpreters: Vec<Interpreter>,
    awslambdaric: BTreeMap<PythonVersion, PathBuf>,
    pub(crate) packages: Option<(Interpreter, PathBuf)>,
    pub(crate) programs: Programs,
    pub(crate) browser: Option<PathBuf>,
}

/// One set of packages to have.
#[derive(Debug, Clone)]
struct Set {
    name: String,
    interpreter: Interpreter,
    requirements: PathBuf,
}

/// Finds the interpreters and installs what is not installed yet.
pub(crate) fn ready(workspace: &Workspace) -> anyhow::Result<Environments> {
    let interpreters = python::interpreters();
    let clients: Vec<Set> = interpreters.iter().filter_map(runtime_client).collect();
    let newest_first = interpreters.iter().rev();
    let packages = newest_first
        .clone()
        .find(|interpreter| has_packages(interpreter))
        .map(|interpreter| Set {
            name: "packages".to_owned(),
            interpreter: interpreter.clone(),
            requirements: "packages.txt".into(),
        });
    let folder = workspace.target.join(FOLDER);
    fs_err::create_dir_all(&folder)?;
    let lock = fs_err::File::create(folder.join("lock"))?;
    lock.file()
        .lock()
        .context("could not wait for another run's set-up")?;
    let places = thread::scope(|scope| {
        let sets = clients.iter().chain(&packages);
        let makers: Vec<_> = sets
            .map(|set| scope.spawn(move || make(workspace, set)))
            .collect();
        let join = |maker: thread::ScopedJoinHandle<'_, anyhow::Result<PathBuf>>| {
            maker.join().map_err(|_| anyhow!("set-up panicked"))?
        };
        makers
            .into_iter()
            .map(join)
            .collect::<anyhow::Result<Vec<_>>>()
    })?;
    let of_client = clients.iter().map(|set| set.interpreter.version);
    Ok(Environments {
        awslambdaric: of_client.zip(places.iter().cloned()).collect(),
        packages: packages
            .map(|set| set.interpreter)
            .zip(places.get(clients.len()).cloned()),
        interpreters,
        programs: programs::ready(&folder)?,
        browser: browser::ready(&folder)?,
    })
}

/// Tells whether real packages are pinned for an interpreter.
pub(crate) fn has_packages(interpreter: &Interpreter) -> bool {
    PACKAGES_FOR.contains(&interpreter.version.minor)
}

/// Installs what test suites of other packages need; only `cargo xtask suites` wants it.
pub(crate) fn suites(workspace: &Workspace, interpreter: &Interpreter) -> anyhow::Result<PathBuf> {
    let set = Set {
        name: format!("suites-{}", interpreter.version),
        interpreter: interpreter.clone(),
        requirements: "suites.txt".into(),
    };
    make(workspace, &set)
}

/// Installs the packages whose test suites run on their built form.
pub(crate) fn tested(workspace: &Workspace, interpreter: &Interpreter) -> anyhow::Result<PathBuf> {
    let set = Set {
        name: format!("suites-tested-{}", interpreter.version),
        interpreter: interpreter.clone(),
        requirements: "suites-tested.txt".into(),
    };
    make(workspace, &set)
}

/// Installs the packages of an application, compiled as a plain installation compiles them; only
/// `cargo xtask bench build` wants them.
pub(crate) fn application(
    workspace: &Workspace,
    interpreter: &Interpreter,
    application: &Application,
) -> anyhow::Result<PathBuf> {
    let set = Set {
        name: format!("app-{}-{}", application.name, interpreter.version),
        interpreter: interpreter.clone(),
        requirements: application.requirements(),
    };
    make(workspace, &set)
}

impl Environments {
    /// Returns the variables that tell tests what is where.
    pub(crate) fn variables(&self) -> Vec<(String, OsString)> {
        let programs = self.interpreters.iter().map(|found| &found.program);
        let list = env::join_paths(programs).unwrap_or_default();
        let mut variables = vec![(python::INTERPRETERS.to_owned(), list)];
        for (version, place) in &self.awslambdaric {
            variables.push((python::awslambdaric_variable(*version), place.into()));
        }
        if let Some((interpreter, place)) = &self.packages {
            let program = (&interpreter.program).into();
            variables.push((python::PACKAGES_PYTHON.to_owned(), program));
            variables.push((python::PACKAGES.to_owned(), place.into()));
        }
        let others = [
            (server::POSTGRES, &self.programs.postgres),
            (server::REDIS, &self.programs.redis),
            (CHROMIUM, &self.browser),
        ];
        let told = |(name, place): (&str, &Option<PathBuf>)| {
            Some((name.to_owned(), place.as_ref()?.into()))
        };
        variables.extend(others.into_iter().filter_map(told));
        variables
    }

    /// Returns the variables as a shell reads them.
    pub(crate) fn shell(&self) -> String {
        let line = |(name, value): (String, OsString)| {
            let value = value.to_string_lossy().replace('\'', r"'\''");
            format!("export {name}='{value}'\n")
        };
        self.variables().into_iter().map(line).collect()
    }

    /// Returns the folder that holds `awslambdaric` for one interpreter.
    pub(crate) fn awslambdaric(&self, interpreter: &Interpreter) -> Option<&Path> {
        let place = self.awslambdaric.get(&interpreter.version);
        place.map(PathBuf::as_path)
    }

    /// Returns what a developer wants to know before tests run.
    pub(crate) fn summary(&self) -> String {
        let present = |minor| {
            let mut versions = self.interpreters.iter().map(|found| found.version.minor);
            versions.any(|version| version == minor)
        };
        let names: Vec<_> = self.interpreters.iter().map(ToString::to_string).collect();
        let mut lines = vec![format!("found {}", names.join(", "))];
        let absent = WANTED.filter(|&minor| !present(minor));
        lines.extend(absent.map(|minor| format!("skipped Python 3.{minor}: not on this machine")));
        let without = |found: &&Interpreter| self.awslambdaric(found).is_none();
        let no_client = self.interpreters.iter().filter(without);
        lines.extend(no_client.map(|found| format!("skipped awslambdaric for {found}: no wheel")));
        if self.packages.is_none() {
            lines.push("skipped real packages: pinned for Python 3.11 to 3.13".to_owned());
        }
        lines.extend(self.programs.skipped());
        if self.browser.is_none() {
            lines.push("skipped Chromium: not on this machine".to_owned());
        }
        lines.join("\n")
    }
}

/// AWS's client exists as wheels for Linux only.
fn runtime_client(interpreter: &Interpreter) -> Option<Set> {
    let requirements = match interpreter.version.minor {
        _ if !cfg!(target_os = "linux") => return None,
        8 => "awslambdaric-3.8.txt",
        9 => "awslambdaric-3.9.txt",
        10..=14 => "awslambdaric.txt",
        _ => return None,
    };
    Some(Set {
        name: format!("awslambdaric-{}", interpreter.version),
        interpreter: interpreter.clone(),
        requirements: requirements.into(),
    })
}

/// Returns the set's site-packages folder, after installing it unless the note says it is there.
fn make(workspace: &Workspace, set: &Set) -> anyhow::Result<PathBuf> {
    let place = workspace.target.join(FOLDER).join(&set.name);
    let site_packages = place.join("site-packages");
    let requirements = workspace.root.join(REQUIREMENTS).join(&set.requirements);
    let pins = fs_err::read_to_string(&requirements)?;
    let note = format!(
        "{} {}\n{pins}",
        set.interpreter.program.display(),
        set.interpreter.full_version()?
    );
    if fs_err::read_to_string(place.join(NOTE)).is_ok_and(|made_from| made_from == note) {
        return Ok(site_packages);
    }
    // Standard output may be a shell's, which reads variables from it.
    eprintln!("installing {} for {}", set.name, set.interpreter);
    let partial = place.with_file_name(format!("{}.partial", set.name));
    remove(&partial)?;
    fs_err::create_dir_all(&partial)?;
    install(
        &set.interpreter,
        &requirements,
        &partial.join("site-packages"),
    )
    .with_context(|| format!("could not install {} for {}", set.name, set.interpreter))?;
    fs_err::write(partial.join(NOTE), note)?;
    remove(&place)?;
    fs_err::rename(&partial, &place)?;
    Ok(site_packages)
}

/// Wheels only, and nothing but what is pinned, so that no build tool decides what tests see.
fn install(interpreter: &Interpreter, requirements: &Path, target: &Path) -> anyhow::Result<()> {
    let mut command = interpreter.command();
    // The packages are compiled, as those of a deployed function are.
    command.env_remove("PYTHONDONTWRITEBYTECODE");
    command.env("PIP_ROOT_USER_ACTION", "ignore");
    command.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]);
    command.args(["--no-deps", "--only-binary", ":all:"]);
    command.arg("--target").arg(target);
    command.arg("--requirement").arg(requirements);
    process::run(&mut command)
}

fn remove(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        fs_err::remove_dir_all(folder)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interpreter(version: &str) -> Interpreter {
        Interpreter {
            program: format!("/opt/it's/python{version}").into(),
            version: version.parse().unwrap(),
        }
    }

    fn environments() -> Environments {
        let interpreters = vec![interpreter("3.9"), interpreter("3.12")];
        Environments {
            awslambdaric: [("3.12".parse().unwrap(), "/sets/client".into())].into(),
            packages: Some((interpreter("3.12"), "/sets/packages".into())),
            interpreters,
            programs: Programs {
                postgres: Some("/opt/postgres/bin".into()),
                redis: None,
            },
            browser: Some("/opt/chromium".into()),
        }
    }

    #[test]
    fn shell_form_survives_quotes() {
        assert_eq!(
            environments().shell(),
            r"export WARMFRONT_TEST_INTERPRETERS='/opt/it'\''s/python3.9:/opt/it'\''s/python3.12'
export WARMFRONT_TEST_AWSLAMBDARIC_3_12='/sets/client'
export WARMFRONT_TEST_PACKAGES_PYTHON='/opt/it'\''s/python3.12'
export WARMFRONT_TEST_PACKAGES='/sets/packages'
export WARMFRONT_TEST_POSTGRES='/opt/postgres/bin'
export WARMFRONT_TEST_CHROMIUM='/opt/chromium'
"
        );
    }

    #[test]
    fn what_is_skipped_is_said() {
        let summary = environments().summary();
        assert!(summary.starts_with("found Python 3.9, Python 3.12\n"));
        assert!(summary.contains("\nskipped Python 3.8: not on this machine\n"));
        assert!(summary.contains("skipped awslambdaric for Python 3.9"));
        assert!(!summary.contains("real packages"));
        assert!(!summary.contains("PostgreSQL"));
        assert!(summary.ends_with("\nskipped Redis: not on this machine"));
        let bare = Environments {
            browser: None,
            ..environments()
        };
        assert!(
            bare.summary()
                .ends_with("\nskipped Chromium: not on this machine")
        );
    }

    #[test]
    fn unfinished_set_is_redone_and_a_finished_one_kept() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace {
            root: folder.path().to_owned(),
            target: folder.path().join("target"),
            packages: Vec::new(),
        };
        let requirements = folder.path().join(REQUIREMENTS);
        fs_err::create_dir_all(&requirements).unwrap();
        fs_err::write(requirements.join("none.txt"), "# nothing\n").unwrap();
        let set = Set {
            name: "none-3.12".to_owned(),
            interpreter: python::newest(),
            requirements: "none.txt".into(),
        };
        let place = workspace.target.join("test-environments/none-3.12");
        fs_err::create_dir_all(place.join("site-packages/half")).unwrap();

        make(&workspace, &set).unwrap();
        assert!(!place.join("site-packages/half").exists());
        fs_err::write(place.join("kept"), "").unwrap();
        make(&workspace, &set).unwrap();
        assert!(place.join("kept").exists());
    }
}
