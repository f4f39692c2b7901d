//! The embedded bootstrap: puts it, compiled for the interpreter, where it can be run.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sha2::{Digest, Sha256};

use crate::setup::Interpreter;

/// The program first, then the modules that it imports from beside it.
const SOURCES: [(&str, &str); 5] = [
    ("bootstrap", include_str!("../python/bootstrap.py")),
    (
        "warmfront_context",
        include_str!("../python/warmfront_context.py"),
    ),
    (
        "warmfront_http",
        include_str!("../python/warmfront_http.py"),
    ),
    (
        "warmfront_json",
        include_str!("../python/warmfront_json.py"),
    ),
    ("warmfront_log", include_str!("../python/warmfront_log.py")),
];

/// Compiles every source in the folder `argv[1]`; unchecked-hash bytecode is valid whatever the
/// source's date, and needs no source beside it. Tracebacks name the runtime's folder on Lambda.
const COMPILE: &str = "\
import os, py_compile, sys
for name in os.listdir(sys.argv[1]):
    path = os.path.join(sys.argv[1], name)
    py_compile.compile(path, cfile=path + 'c', dfile='/var/runtime/' + name, doraise=True,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    os.remove(path)
";

/// Why the bootstrap could not be put in place.
#[derive(Debug, thiserror::Error)]
pub enum BootstrapError {
    /// The cache folder cannot be written.
    #[error("could not keep the bootstrap in the cache")]
    Cache(#[source] io::Error),
    /// The interpreter cannot be started.
    #[error("could not start interpreter `{}`", program.display())]
    Spawn {
        /// Its path.
        program: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The interpreter does not compile the bootstrap.
    #[error("interpreter `{}` could not compile the bootstrap: {message}", program.display())]
    Compile {
        /// Its path.
        program: PathBuf,
        /// The last line it said.
        message: String,
    },
}

/// Returns the path of the bootstrap as bytecode for the interpreter, compiling it the first time.
pub(crate) fn compiled(interpreter: &Interpreter, cache: &Path) -> Result<PathBuf, BootstrapError> {
    let folder = cache.join("bootstrap").join(key(interpreter));
    let program = folder.join("bootstrap.pyc");
    if !program.is_file() {
        let unfinished = folder.with_extension(uuid::Uuid::new_v4().simple().to_string());
        let outcome = compile_into(interpreter, &unfinished)
            .and_then(|()| keep(&unfinished, &folder, &program));
        if outcome.is_err() {
            // The error that is told is the first one.
            let _ = std::fs::remove_dir_all(&unfinished);
        }
        outcome?;
    }
    Ok(program)
}

fn key(interpreter: &Interpreter) -> String {
    let mut hash = Sha256::new();
    for (_, source) in SOURCES {
        hash.update(source);
    }
    hash.update(interpreter.program.as_os_str().as_encoded_bytes());
    hash.update(&interpreter.full_version);
    hash.finalize()
        .iter()
        .take(12)
        .fold(String::new(), |key, byte| format!("{key}{byte:02x}"))
}

fn compile_into(interpreter: &Interpreter, folder: &Path) -> Result<(), BootstrapError> {
    fs_err::create_dir_all(folder).map_err(BootstrapError::Cache)?;
    for (name, source) in SOURCES {
        fs_err::write(folder.join(name).with_extension("py"), source)
            .map_err(BootstrapError::Cache)?;
    }
    let program = interpreter.program.clone();
    let output = Command::new(&program)
        .args(["-I", "-S", "-c", COMPILE])
        .arg(folder)
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .map_err(|source| BootstrapError::Spawn {
            program: program.clone(),
            source,
        })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let message = said.lines().last().unwrap_or("it said nothing").to_owned();
    Err(BootstrapError::Compile { program, message })
}

/// Moves the finished folder to its place; another run may have been there first.
fn keep(unfinished: &Path, folder: &Path, program: &Path) -> Result<(), BootstrapError> {
    match fs_err::rename(unfinished, folder) {
        Err(_) if program.is_file() => {
            fs_err::remove_dir_all(unfinished).map_err(BootstrapError::Cache)
        }
        other => other.map_err(BootstrapError::Cache),
    }
}
