//! The applications of `examples/apps`, together with the servers that they call.
//!
//! Their packages are pinned beside each, and are not among those that the set-up step installs:
//! `cargo xtask bench build` has them installed.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};

use crate::python::{Interpreter, Packages};
use crate::server::Server;

/// An application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Name of its folder.
    pub name: String,
    /// The folder.
    pub folder: PathBuf,
}

/// What an application calls, while it runs.
#[derive(Debug)]
pub struct Servers {
    /// Variables that the application needs to find them.
    pub variables: Vec<(String, String)>,
    _server: Option<Server>,
}

/// Returns all applications, by name.
pub fn all() -> anyhow::Result<Vec<Application>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/apps");
    let root = fs_err::canonicalize(root)?;
    let mut found = Vec::new();
    for entry in fs_err::read_dir(root)? {
        let folder = entry?.path();
        let name = folder.file_name().unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
        // Tools keep what is theirs in hidden folders.
        if folder.is_dir() && !name.starts_with('.') {
            found.push(Application { name, folder });
        }
    }
    found.sort_by(|before, after| before.name.cmp(&after.name));
    Ok(found)
}

impl Application {
    /// Returns the folder of its code, as it is in the repository.
    #[must_use]
    pub fn code(&self) -> PathBuf {
        self.folder.join("src")
    }

    /// Returns the file with its pinned packages.
    #[must_use]
    pub fn requirements(&self) -> PathBuf {
        self.code().join("requirements.txt")
    }

    /// Makes the files that the repository does not keep, such as a trained model, with the
    /// application's own packages.
    pub fn prepare(
        &self,
        interpreter: &Interpreter,
        site_packages: &Path,
        into: &Path,
    ) -> anyhow::Result<()> {
        let script = self.folder.join("prepare.py");
        if !script.is_file() {
            return Ok(());
        }
        let mut command = interpreter.command();
        command.env("PYTHONPATH", site_packages);
        succeed(command.arg(script).arg(into))
    }

    /// Starts what it calls. The packages are those of the set-up step, which have a stand-in for AWS.
    pub fn serve(&self, packages: &Packages) -> anyhow::Result<Servers> {
        let seed = self.folder.join("seed.py");
        let services = self.folder.join("services.py");
        let (server, variables) = if seed.is_file() {
            let server = Server::moto(packages)?;
            let mut command = packages.interpreter.command();
            command.env("PYTHONPATH", &packages.site_packages);
            succeed(command.arg(seed).arg(server.url()))?;
            let variables = vec![
                ("AWS_ENDPOINT_URL", server.url()),
                ("AWS_ACCESS_KEY_ID", "testing".to_owned()),
                ("AWS_SECRET_ACCESS_KEY", "testing".to_owned()),
            ];
            (Some(server), variables)
        } else if services.is_file() {
            let mut command = packages.interpreter.command();
            command.arg(services);
            let server = Server::program(command)?;
            let variables = vec![("SERVICES_URL", server.url())];
            (Some(server), variables)
        } else {
            (None, Vec::new())
        };
        let told = |(name, value): (&str, String)| (name.to_owned(), value);
        Ok(Servers {
            variables: variables.into_iter().map(told).collect(),
            _server: server,
        })
    }
}

fn succeed(command: &mut Command) -> anyhow::Result<()> {
    let ended = command.output();
    let ended = ended.with_context(|| format!("could not run {command:?}"))?;
    ensure!(
        ended.status.success(),
        "{command:?} failed, {}: {}",
        ended.status,
        String::from_utf8_lossy(&ended.stderr)
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn lines(file: &Path) -> Vec<String> {
        let text = fs_err::read_to_string(file).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn every_application_has_its_files() {
        let all = all().unwrap();
        assert!(all.len() >= 14, "{}", all.len());
        let readme = fs_err::read_to_string(all[0].folder.join("../README.md")).unwrap();
        for application in all {
            let name = &application.name;
            assert!(readme.contains(&format!("| `{name}` |")), "{name}");
            let handler = fs_err::read_to_string(application.code().join("app.py")).unwrap();
            assert!(handler.contains("handler"), "{name}");
            let template = lines(&application.folder.join("template.yaml"));
            for wanted in [
                "CodeUri: src/",
                "Handler: app.handler",
                "Runtime: python3.13",
            ] {
                assert!(template.iter().any(|line| line.trim() == wanted), "{name}");
            }
        }
    }

    #[test]
    fn every_package_is_pinned() {
        for application in all().unwrap() {
            let pins = lines(&application.requirements());
            assert!(!pins.is_empty(), "{}", application.name);
            for pin in pins {
                let (package, version) = pin.split_once("==").unwrap();
                assert!(!package.is_empty() && version.contains('.'), "{pin}");
            }
        }
    }

    #[test]
    fn every_application_has_a_few_events() {
        for application in all().unwrap() {
            let events = fs_err::read_dir(application.folder.join("events")).unwrap();
            let events: Vec<_> = events.map(|entry| entry.unwrap().path()).collect();
            assert!((3..=5).contains(&events.len()), "{}", application.name);
            for event in events {
                let text = fs_err::read_to_string(&event).unwrap();
                let event: Value = serde_json::from_str(&text).unwrap();
                assert!(event.is_object());
            }
        }
    }
}
