//! The interpreters and runtime clients that behaviours are run with.
//!
//! `cargo xtask test` tells them in environment variables; without these, interpreters are searched
//! for, and AWS's client is left out.

use std::env;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use warmfront_engine::{Interpreter, RuntimeClient};
use warmfront_model::function::PythonVersion;

/// An interpreter with a runtime client.
#[derive(Debug, Clone)]
pub(crate) struct Runtime {
    pub(crate) client: RuntimeClient,
    pub(crate) interpreter: Interpreter,
    pub(crate) site_packages: Vec<PathBuf>,
}

impl fmt::Display for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", name(self.client), self.interpreter.version)
    }
}

/// Returns the runtime for a minor version, if this machine has it.
pub(crate) fn find(client: RuntimeClient, minor: u8) -> Option<Runtime> {
    let version = PythonVersion { major: 3, minor };
    let site_packages = match client {
        RuntimeClient::Embedded => Vec::new(),
        RuntimeClient::Awslambdaric => vec![awslambdaric(version)?],
    };
    let interpreter = interpreter(&program(version)?)?;
    (interpreter.version == version).then_some(Runtime {
        client,
        interpreter,
        site_packages,
    })
}

/// Returns the newest interpreter with the embedded client.
pub(crate) fn newest() -> Runtime {
    let newest = (8..=14)
        .rev()
        .find_map(|minor| find(RuntimeClient::Embedded, minor));
    newest.expect("there is a Python 3.8 or later on this machine")
}

/// Returns the name that data and reports use.
pub(crate) fn name(client: RuntimeClient) -> &'static str {
    match client {
        RuntimeClient::Embedded => "embedded",
        RuntimeClient::Awslambdaric => "awslambdaric",
    }
}

fn awslambdaric(version: PythonVersion) -> Option<PathBuf> {
    let variable = format!(
        "WARMFRONT_TEST_AWSLAMBDARIC_{}_{}",
        version.major, version.minor
    );
    env::var_os(variable).map(PathBuf::from)
}

fn program(version: PythonVersion) -> Option<PathBuf> {
    let name = format!("python{version}");
    if let Some(list) = env::var_os("WARMFRONT_TEST_INTERPRETERS") {
        return env::split_paths(&list).find(|program| program.ends_with(&name));
    }
    let on_path: Vec<PathBuf> = env::var_os("PATH")
        .map(|path| env::split_paths(&path).collect())
        .unwrap_or_default();
    let versions = env::home_dir().unwrap_or_default().join(".pyenv/versions");
    let managed = std::fs::read_dir(versions)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"));
    managed
        .chain(on_path)
        .map(|folder| folder.join(&name))
        .find(|program| program.is_file())
}

/// Asks an interpreter for its version; a program that does not run is no interpreter.
fn interpreter(program: &Path) -> Option<Interpreter> {
    let script = "import platform; print(platform.python_version())";
    let output = Command::new(program)
        .args(["-I", "-c", script])
        .output()
        .ok()?;
    let full_version = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    Some(Interpreter {
        program: program.to_owned(),
        version: full_version.parse().ok()?,
        full_version,
    })
}
