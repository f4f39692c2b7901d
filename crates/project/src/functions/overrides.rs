//! Applies `warmfront.toml` to what was discovered.

use std::path::{Path, PathBuf};

use super::config::{self, Config, Overrides};
use super::declared::{Code, Declared};
use super::{Discovery, place};
use crate::Surroundings;
use crate::document::{LARGEST_TEXT, read_text};
use crate::problem::{FileError, Problem, nearest};

/// A configuration and the file that it stands in.
pub(super) struct Source {
    config: Config,
    file: PathBuf,
}

impl Source {
    /// Says whether it declares a function of its own.
    pub(super) fn declares(&self) -> bool {
        let mut all = self.config.functions.values().chain([&self.config.all]);
        all.any(|overrides| overrides.handler.is_some())
    }
}

/// Reads the configuration of a folder, if it has one.
pub(super) fn read(folder: &Path) -> Result<Option<Source>, FileError> {
    let own = folder.join("warmfront.toml");
    if own.is_file() {
        let text = read_text(&own, LARGEST_TEXT)?;
        let config = config::parse(&text).map_err(|problem| problem.within(&own))?;
        return Ok(Some(Source { config, file: own }));
    }
    let file = folder.join("pyproject.toml");
    if !file.is_file() {
        return Ok(None);
    }
    let text = read_text(&file, LARGEST_TEXT)?;
    match config::parse_pyproject(&text) {
        Ok(config) => Ok(config.map(|config| Source { config, file })),
        // A broken file of other tools is theirs to report, unless it means to speak to this one.
        Err(problem) if text.contains("[tool.warmfront") => Err(problem.within(&file)),
        Err(_) => Ok(None),
    }
}

/// Overrides what was found, and adds what is declared.
pub(super) fn apply(
    source: &Source,
    discovery: &mut Discovery,
    surroundings: &Surroundings,
) -> Result<(), FileError> {
    let mut config = source.config.clone();
    // A handler at the top declares one function; what else stands there is said of all.
    if config.all.handler.is_some() {
        let folder = discovery.folder.file_name().unwrap_or_default();
        let name = config.all.name.take();
        let name = name.unwrap_or_else(|| folder.to_string_lossy().into_owned());
        let mut own = config.functions.remove(&name).unwrap_or_default();
        own.handler = own.handler.or(config.all.handler.take());
        own.code = own.code.or(config.all.code.take());
        config.functions.insert(name, own);
    }
    for (name, overrides) in &config.functions {
        let known = discovery
            .functions
            .iter()
            .any(|found| found.function.name == *name);
        if !known {
            declare(name, overrides, source, discovery, surroundings)?;
        }
    }
    let base = discovery.folder.clone();
    for found in &mut discovery.functions {
        override_one(&config.all, found, &base, source, surroundings)?;
        if let Some(own) = config.functions.get(&found.function.name) {
            override_one(own, found, &base, source, surroundings)?;
        }
    }
    Ok(())
}

fn declare(
    name: &str,
    overrides: &Overrides,
    source: &Source,
    discovery: &mut Discovery,
    surroundings: &Surroundings,
) -> Result<(), FileError> {
    let Some(handler) = &overrides.handler else {
        let names = discovery
            .functions
            .iter()
            .map(|found| found.function.name.as_str());
        let problem = Problem::new(overrides.mark, format!("no function `{name}` was found"));
        let problem = match nearest(name, names) {
            Some(near) => problem.hint(format!("did you mean `{near}`?")),
            None => problem.hint("give it a `handler` to declare it here"),
        };
        return Err(problem.within(&source.file));
    };
    let code = overrides.code.clone().unwrap_or_else(|| ".".to_owned());
    let mut declared = Declared::new(name, handler, Code::Local(code));
    declared.mark = overrides.mark;
    let base = discovery.folder.clone();
    // What a template of the same name could not offer, the configuration does.
    discovery.left_out.retain(|left_out| left_out.name != name);
    match place::place(declared, &source.file, &base, surroundings)? {
        Ok(found) => discovery.functions.push(found),
        Err(reason) => return Err(Problem::new(overrides.mark, reason).within(&source.file)),
    }
    Ok(())
}

fn override_one(
    overrides: &Overrides,
    found: &mut super::Found,
    base: &Path,
    source: &Source,
    surroundings: &Surroundings,
) -> Result<(), FileError> {
    let locate = |written: &str| {
        place::locate(&Code::Local(written.to_owned()), base, surroundings)
            .map_err(|reason| Problem::new(overrides.mark, reason).within(&source.file))
    };
    let function = &mut found.function;
    if let Some(handler) = &overrides.handler {
        let declared = Declared::new(&function.name, handler, Code::Local(String::new()));
        place::check_handler(&declared).map_err(|problem| problem.within(&source.file))?;
        function.handler.clone_from(handler);
    }
    if let Some(code) = &overrides.code {
        function.code = locate(code)?;
    }
    if let Some(layers) = &overrides.layers {
        function.layers = layers
            .iter()
            .map(|layer| locate(layer))
            .collect::<Result<_, _>>()?;
    }
    function.runtime = overrides.runtime.or(function.runtime);
    function.memory_size = overrides.memory_size.unwrap_or(function.memory_size);
    function.timeout = overrides.timeout.unwrap_or(function.timeout);
    function.architecture = overrides.architecture.unwrap_or(function.architecture);
    function.ephemeral_storage = overrides
        .ephemeral_storage
        .unwrap_or(function.ephemeral_storage);
    function.environment.extend(overrides.environment.clone());
    function.snap_start = overrides.snap_start.unwrap_or(function.snap_start);
    function.log_format = overrides.log_format.unwrap_or(function.log_format);
    if let Some(events) = &overrides.events {
        found.events = Some(events.iter().map(|event| base.join(event)).collect());
    }
    if let Some(requirements) = &overrides.requirements {
        found.requirements = Some(base.join(requirements));
    }
    found.python = overrides.python.clone().or(found.python.take());
    Ok(())
}
