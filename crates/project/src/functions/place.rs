//! From a declaration to a function on this machine: folders found, archives unpacked.

use std::path::{Path, PathBuf};

use warmfront_model::function::Function;

use super::Found;
use super::declared::{Code, Declared};
use crate::Surroundings;
use crate::archive;
use crate::problem::{FileError, Problem};

/// Places a declaration, or says why it cannot be run here.
pub(super) fn place(
    declared: Declared,
    file: &Path,
    base: &Path,
    surroundings: &Surroundings,
) -> Result<Result<Found, String>, FileError> {
    check_handler(&declared).map_err(|problem| problem.within(file))?;
    let code = match locate(&declared.code, base, surroundings) {
        Ok(code) => code,
        Err(reason) => return Ok(Err(reason)),
    };
    let mut notes = declared.notes;
    let mut layers = Vec::new();
    for layer in &declared.layers {
        match locate(layer, base, surroundings) {
            Ok(folder) => {
                if !folder.join("python").is_dir() {
                    let shown = folder.display();
                    notes.push(format!(
                        "layer `{shown}` has no `python` folder as it stands"
                    ));
                }
                layers.push(folder);
            }
            Err(reason) => notes.push(format!("a layer is left out: {reason}")),
        }
    }
    let declared_as = declared.name.clone();
    let mut function = Function::new(declared.name, declared.handler, code);
    function.runtime = declared.runtime;
    function.architecture = declared.architecture.unwrap_or_default();
    function.memory_size = declared.memory_size.unwrap_or_default();
    function.timeout = declared.timeout.unwrap_or(function.timeout);
    function.ephemeral_storage = declared.ephemeral_storage.unwrap_or_default();
    function.environment = declared.environment;
    function.layers = layers;
    function.snap_start = declared.snap_start;
    function.log_format = declared.log_format.unwrap_or_default();
    Ok(Ok(Found {
        function,
        declared_as,
        file: file.to_owned(),
        mark: declared.mark,
        base: base.to_owned(),
        events: None,
        python: None,
        requirements: None,
        notes,
    }))
}

/// Refuses a handler that would be looked for outside of the code.
pub(super) fn check_handler(declared: &Declared) -> Result<(), Problem> {
    let handler = &declared.handler;
    let fault = if handler.contains("..") {
        "must not contain `..`"
    } else if handler.starts_with(['/', '\\']) {
        "must not be an absolute path"
    } else if handler.trim().is_empty() {
        "must not be empty"
    } else {
        return Ok(());
    };
    let name = &declared.name;
    let message = format!("handler `{handler}` of `{name}` {fault}");
    Err(Problem::new(declared.mark, message)
        .hint("a handler is a module below the code folder and a name in it: `app.handler`"))
}

/// Returns the folder of code or of a layer, or why there is none.
pub(super) fn locate(
    code: &Code,
    base: &Path,
    surroundings: &Surroundings,
) -> Result<PathBuf, String> {
    let written = match code {
        Code::Elsewhere(reason) => return Err(reason.clone()),
        Code::Inline(text) => {
            return inline(text, surroundings)
                .map_err(|error| format!("its inline code could not be written: {error}"));
        }
        Code::Local(written) => written,
    };
    let path = base.join(written);
    let Ok(path) = fs_err::canonicalize(&path) else {
        return Err(format!("its code `{}` does not exist", path.display()));
    };
    if path.is_dir() {
        return Ok(path);
    }
    if path.extension().is_some_and(|extension| extension == "py") {
        return Ok(path.parent().unwrap_or(base).to_owned());
    }
    archive::unpack(&path, &surroundings.cache_folder).map_err(|error| error.to_string())
}

/// Writes inline code as the module that Lambda makes of it.
fn inline(text: &str, surroundings: &Surroundings) -> std::io::Result<PathBuf> {
    use sha2::{Digest, Sha256};
    let name = archive::hex(&Sha256::digest(text));
    let parent = surroundings.cache_folder.join("inline");
    let folder = parent.join(name);
    if folder.join("index.py").is_file() {
        return Ok(folder);
    }
    fs_err::create_dir_all(&parent)?;
    let temporary = tempfile::tempdir_in(&parent)?;
    let content = temporary.path().join("content");
    fs_err::create_dir(&content)?;
    fs_err::write(content.join("index.py"), text)?;
    match fs_err::rename(&content, &folder) {
        Err(error) if !folder.is_dir() => Err(error),
        _ => Ok(folder),
    }
}
