//! Embedded Python, the bootstrap above all: puts it, compiled, where the interpreter can run it.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sha2::{Digest, Sha256};

use crate::setup::Interpreter;

/// Modules by name, with their sources; the first is the program.
pub(crate) type Sources = [(&'static str, &'static str)];

/// The bootstrap and what it imports from beside it.
pub(crate) const BOOTSTRAP: &Sources = &[
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
/// Without docstrings it is a sixth shorter, which is sooner loaded.
const COMPILE: &str = "\
import os, py_compile, sys
for name in os.listdir(sys.argv[1]):
    path = os.path.join(sys.argv[1], name)
    py_compile.compile(path, cfile=path + 'c', dfile='/var/runtime/' + name, doraise=True, optimize=2,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    os.remove(path)
";

/// Why embedded Python could not be put in place.
#[derive(Debug, thiserror::Error)]
pub enum BootstrapError {
    /// The cache folder cannot be written.
    #[error("could not keep embedded Python in the cache")]
    Cache(#[source] io::Error),
    /// The interpreter cannot be started.
    #[error("could not start interpreter `{}`", program.display())]
    Spawn {
        /// Its path.
        program: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The interpreter does not compile it.
    #[error("interpreter `{}` could not compile embedded Python: {message}", program.display())]
    Compile {
        /// Its path.
        program: PathBuf,
        /// The last line it said.
        message: String,
    },
}

/// Returns the path of the program as bytecode for the interpreter, compiling all the first time.
pub(crate) fn compiled(
    sources: &Sources,
    interpreter: &Interpreter,
    cache: &Path,
) -> Result<PathBuf, BootstrapError> {
    let (name, _) = sources.first().expect("embedded Python has a program");
    let folder = cache.join(name).join(key(sources, interpreter));
    let program = folder.join(name).with_extension("pyc");
    if !program.is_file() {
        let unfinished = folder.with_extension(uuid::Uuid::new_v4().simple().to_string());
        let outcome = compile_into(sources, interpreter, &unfinished)
            .and_then(|()| keep(&unfinished, &folder, &program));
        if outcome.is_err() {
            // The error that is told is the first one.
            let _ = std::fs::remove_dir_all(&unfinished);
        }
        outcome?;
    }
    Ok(program)
}

fn key(sources: &Sources, interpreter: &Interpreter) -> String {
    let mut hash = Sha256::new();
    hash.update(COMPILE);
    for (_, source) in sources {
        hash.update(source);
    }
    hash.update(interpreter.program.as_os_str().as_encoded_bytes());
    hash.update(&interpreter.full_version);
    hash.finalize()
        .iter()
        .take(12)
        .fold(String::new(), |key, byte| format!("{key}{byte:02x}"))
}

fn compile_into(
    sources: &Sources,
    interpreter: &Interpreter,
    folder: &Path,
) -> Result<(), BootstrapError> {
    fs_err::create_dir_all(folder).map_err(BootstrapError::Cache)?;
    for (name, source) in sources {
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
