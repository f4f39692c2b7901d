//! Asks a program whether it is a Python, and which.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde::Deserialize;
use warmfront_model::function::PythonVersion;

use super::Interpreter;
use crate::process;

/// Longest that a program may take to answer; a first start from a cold disk can take seconds.
const PATIENCE: Duration = Duration::from_secs(15);

/// What the program is asked. It must run on any Python 3, so that old ones can be named.
const QUESTION: &str = r"
import sys, os, json, platform
try:
    import sysconfig
    paths = sysconfig.get_paths()
    site = [paths.get('purelib'), paths.get('platlib')]
    tag = sysconfig.get_platform()
except Exception:
    site, tag = [], ''
try:
    import site as s
    site += s.getsitepackages()
except Exception:
    pass
try:
    import importlib.util
    pip = importlib.util.find_spec('pip') is not None
except Exception:
    pip = False
print('\n@@' + json.dumps({
    'version': list(sys.version_info[:3]),
    'implementation': platform.python_implementation(),
    'executable': sys.executable or '',
    'prefix': sys.prefix,
    'base_prefix': getattr(sys, 'base_prefix', sys.prefix),
    'site': [p for p in site if p],
    'platform': tag,
    'machine': platform.machine(),
    'system': sys.platform,
    'os_name': os.name,
    'pip': pip,
}))
";

#[derive(Deserialize)]
struct Answer {
    version: [u32; 3],
    implementation: String,
    executable: String,
    prefix: PathBuf,
    base_prefix: PathBuf,
    site: Vec<PathBuf>,
    platform: String,
    machine: String,
    system: String,
    os_name: String,
    pip: bool,
}

/// Why a program cannot serve as the interpreter.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// It could not be started.
    #[error("could not start interpreter `{}`", program.display())]
    Spawn {
        /// The program.
        program: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// It did not answer in time.
    #[error("`{}` did not answer within {} s", program.display(), PATIENCE.as_secs())]
    Silent {
        /// The program.
        program: PathBuf,
    },
    /// It is no Python.
    #[error("`{}` is not a working Python interpreter{}", program.display(), said(output))]
    NotPython {
        /// The program.
        program: PathBuf,
        /// The last that it wrote.
        output: String,
    },
    /// It is a Python that Lambda does not run.
    #[error("`{}` is {implementation} {version}, and CPython 3.8 or later is needed", program.display())]
    Unsupported {
        /// The program.
        program: PathBuf,
        /// Its implementation.
        implementation: String,
        /// Its version.
        version: String,
    },
}

/// Returns the last line of an output, unless it only repeats our question back.
fn said(output: &str) -> String {
    let is_answer = |line: &&str| !line.trim().is_empty() && !line.contains("import sys");
    match output.lines().rev().find(is_answer) {
        Some(line) => format!(": {}", line.trim().chars().take(200).collect::<String>()),
        None => String::new(),
    }
}

/// Asks a program what it is. It runs in `folder`, where version managers look for their pins.
pub fn probe(program: &Path, folder: &Path) -> Result<Interpreter, ProbeError> {
    let mut command = Command::new(program);
    command.args(["-I", "-c", QUESTION]).current_dir(folder);
    command.stdin(Stdio::null());
    let ended = process::run(&mut command, PATIENCE, 1 << 16, &mut |_| ()).map_err(|source| {
        ProbeError::Spawn {
            program: program.to_owned(),
            source,
        }
    })?;
    if ended.status.is_none() {
        return Err(ProbeError::Silent {
            program: program.to_owned(),
        });
    }
    let answer = parse(&ended.stdout).filter(|_| ended.is_success());
    let answer = answer.ok_or_else(|| ProbeError::NotPython {
        program: program.to_owned(),
        output: format!("{}{}", ended.stdout, ended.stderr),
    })?;
    judge(program, answer)
}

/// Finds the answer in what may have other output around it.
fn parse(stdout: &str) -> Option<Answer> {
    let line = stdout
        .lines()
        .rev()
        .find_map(|line| line.strip_prefix("@@"))?;
    serde_json::from_str(line).ok()
}

fn judge(program: &Path, answer: Answer) -> Result<Interpreter, ProbeError> {
    let [major, minor, patch] = answer.version;
    let version = match (u8::try_from(major), u8::try_from(minor)) {
        (Ok(major), Ok(minor)) => PythonVersion { major, minor },
        _ => PythonVersion { major: 0, minor: 0 },
    };
    let full_version = format!("{major}.{minor}.{patch}");
    let is_supported = version.major == 3 && version.minor >= 8;
    if answer.implementation != "CPython" || !is_supported {
        return Err(ProbeError::Unsupported {
            program: program.to_owned(),
            implementation: answer.implementation,
            version: full_version,
        });
    }
    let mut site_packages: Vec<PathBuf> = Vec::new();
    for folder in answer.site {
        if !site_packages.contains(&folder) {
            site_packages.push(folder);
        }
    }
    // What a shim leads to is run directly from here on.
    let executable = PathBuf::from(answer.executable);
    let is_usable = executable.is_absolute() && executable.is_file();
    Ok(Interpreter {
        program: if is_usable {
            executable
        } else {
            program.to_owned()
        },
        version,
        full_version,
        prefix: answer.prefix,
        base_prefix: answer.base_prefix,
        site_packages,
        platform: answer.platform,
        machine: answer.machine,
        system: answer.system,
        os_name: answer.os_name,
        has_pip: answer.pip,
    })
}
