//! The program that installs: uv where there is one, else a pip, and what each is told.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::ProvideError;
use super::install::{Extent, Order, Rules, Sdists};
use super::platform;
use crate::interpreter::{self, Interpreter};

/// Runs pip with the markers of the target.
const PIP_FOR_TARGET: &str = include_str!("../../python/pip_for_target.py");

/// Variables that would send packages elsewhere, choose others, or have nothing installed.
const REMOVED: [&str; 28] = [
    "PIP_ABI",
    "PIP_COMPILE",
    "PIP_DRY_RUN",
    "PIP_EDITABLE",
    "PIP_IMPLEMENTATION",
    "PIP_NO_BINARY",
    "PIP_NO_DEPS",
    "PIP_ONLY_BINARY",
    "PIP_PLATFORM",
    "PIP_PREFIX",
    "PIP_PYTHON_VERSION",
    "PIP_REPORT",
    "PIP_REQUIREMENT",
    "PIP_ROOT",
    "PIP_TARGET",
    "PYTHONHOME",
    "PYTHONPATH",
    "UV_COMPILE_BYTECODE",
    "UV_NO_BINARY",
    "UV_NO_BINARY_PACKAGE",
    "UV_NO_BUILD",
    "UV_NO_BUILD_PACKAGE",
    "UV_NO_VERIFY_HASHES",
    "UV_ONLY_BINARY",
    "UV_PYTHON",
    "UV_PYTHON_PLATFORM",
    "UV_REQUIRE_HASHES",
    "UV_SYSTEM_PYTHON",
];

/// A program that installs.
pub(super) struct Installer {
    /// Its name.
    pub(super) name: &'static str,
    /// The command, without what is installed and where.
    pub(super) command: Command,
}

impl Installer {
    fn new(name: &'static str, mut command: Command) -> Self {
        for name in REMOVED {
            command.env_remove(name);
        }
        command
            .env("PIP_REQUIRE_VIRTUALENV", "0")
            .env("PIP_USER", "0")
            .env("PIP_NO_INPUT", "1")
            .env("PIP_DISABLE_PIP_VERSION_CHECK", "1")
            .env("PIP_ROOT_USER_ACTION", "ignore")
            .env("NO_COLOR", "1");
        Self { name, command }
    }
}

/// Finds what installs, and tells it how; a second one is for wheels that the first knows nothing of.
pub(super) fn find(order: &Order<'_>) -> Result<Vec<Installer>, ProvideError> {
    let found = match order.rules {
        Some(rules) => for_target(order, rules),
        None => for_interpreter(order).into_iter().collect(),
    };
    if found.is_empty() {
        let program = order.interpreter.program.clone();
        return Err(ProvideError::NoInstaller { program });
    }
    Ok(found)
}

fn for_interpreter(order: &Order<'_>) -> Option<Installer> {
    let program = &order.interpreter.program;
    if let Some(uv) = uv(order) {
        return Some(Installer::new("uv", uv));
    }
    if let Some(program) = with_pip(order.interpreter) {
        let mut command = Command::new(program);
        command.args(["-m", "pip", "install", "--no-warn-script-location"]);
        return Some(Installer::new("pip", command));
    }
    let mut other = ["pip3", "pip"].iter();
    let mut command = Command::new(other.find_map(|name| order.surroundings.program(name))?);
    command
        .arg("--python")
        .arg(program)
        .args(["install", "--no-warn-script-location"]);
    Some(Installer::new("pip", command))
}

fn uv(order: &Order<'_>) -> Option<Command> {
    let mut command = Command::new(order.surroundings.program("uv")?);
    command
        .args(["pip", "install", "--no-progress", "--python"])
        .arg(&order.interpreter.program);
    Some(command)
}

/// Returns an interpreter that has a pip for this one: itself, or the one that it is based on.
fn with_pip(interpreter: &Interpreter) -> Option<PathBuf> {
    if interpreter.has_pip {
        return Some(interpreter.program.clone());
    }
    // An environment made without pip has it in the installation that it is based on.
    let folder = interpreter.base_prefix.join("bin");
    let program = folder.join(format!("python{}", interpreter.version));
    let base = interpreter::probe(&program, &folder).ok()?;
    (base.has_pip && base.version == interpreter.version).then_some(base.program)
}

fn for_target(order: &Order<'_>, rules: Rules) -> Vec<Installer> {
    let mut installers = Vec::new();
    if let Some(mut command) = uv(order) {
        uv_rules(&mut command, rules);
        installers.push(Installer::new("uv", command));
    }
    if (installers.is_empty() || !platform::is_whole_for_uv(rules.target))
        && let Some(program) = with_pip(order.interpreter)
    {
        installers.push(Installer::new("pip", pip(&program, rules)));
    }
    for installer in &mut installers {
        if rules.extent == Extent::Whole {
            installer.command.arg("--no-deps");
        }
        if order.is_hashed() {
            installer.command.arg("--require-hashes");
        }
    }
    installers
}

fn uv_rules(command: &mut Command, rules: Rules) {
    let version = platform::full_version(rules.target.version);
    command.args(["--python-version", &version]);
    command.args(["--python-platform", &platform::uv_platform(rules.target)]);
    if rules.sdists == Sdists::Refused {
        command.args(["--only-binary", ":all:"]);
    }
}

fn pip(program: &Path, rules: Rules) -> Command {
    let mut command = Command::new(program);
    let table = platform::marker_table(rules.target);
    command.args(["-c", PIP_FOR_TARGET, &table, "install"]);
    command.args(["--no-warn-script-location", "--no-compile"]);
    // Building is for the machine itself, which the caller has compared with the target.
    if rules.sdists == Sdists::Built {
        return command;
    }
    let version = rules.target.version;
    command.args(["--only-binary", ":all:", "--implementation", "cp"]);
    command.args(["--python-version", &platform::full_version(version)]);
    command.args(["--abi", &format!("cp{}{}", version.major, version.minor)]);
    for tag in platform::tags(rules.target) {
        command.args(["--platform", &tag]);
    }
    command
}
