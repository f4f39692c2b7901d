//! `warmfront.toml`, or `[tool.warmfront]` in `pyproject.toml`: what a user says beyond the
//! templates.

use std::collections::BTreeMap;
use std::time::Duration;

use warmfront_model::function::{Architecture, LogFormat, PythonVersion};
use warmfront_model::units::{EphemeralStorage, MemorySize};

use super::reader::{Plain, Reader, Runtime, unfit};
use crate::document::{self, Node};
use crate::problem::{Mark, Problem, nearest};

/// Keys of a function's table, and of the top for all functions.
const KEYS: [&str; 14] = [
    "architecture",
    "code",
    "environment",
    "ephemeral-storage",
    "events",
    "handler",
    "layers",
    "log-format",
    "memory",
    "python",
    "requirements",
    "runtime",
    "snap-start",
    "timeout",
];

/// Tables at the top that other parts of the tool read.
const OTHER_TABLES: [&str; 8] = [
    "build", "check", "gate", "invoke", "optimize", "profile", "tune", "verify",
];

/// What a configuration file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// What the top of the file says of all functions, or declares as the only one.
    pub all: Overrides,
    /// What is said of functions by name.
    pub functions: BTreeMap<String, Overrides>,
}

/// Settings that replace what a template says, or declare a function together with a handler.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    /// Where they stand.
    pub mark: Option<Mark>,
    /// Name of the function that the top of the file declares.
    pub name: Option<String>,
    /// Handler.
    pub handler: Option<String>,
    /// Folder or archive of the code, relative to the file.
    pub code: Option<String>,
    /// Deployed Python version.
    pub runtime: Option<PythonVersion>,
    /// Memory size.
    pub memory_size: Option<MemorySize>,
    /// Timeout.
    pub timeout: Option<Duration>,
    /// Instruction set.
    pub architecture: Option<Architecture>,
    /// Size of `/tmp`.
    pub ephemeral_storage: Option<EphemeralStorage>,
    /// Environment variables, over those of the template.
    pub environment: BTreeMap<String, String>,
    /// Layers, instead of those of the template.
    pub layers: Option<Vec<String>>,
    /// Files or folders of events, relative to the file.
    pub events: Option<Vec<String>>,
    /// Interpreter: a version, a program's name or a path.
    pub python: Option<String>,
    /// Requirements or lock file, relative to the file.
    pub requirements: Option<String>,
    /// Whether `SnapStart` applies.
    pub snap_start: Option<bool>,
    /// Log format.
    pub log_format: Option<LogFormat>,
}

/// Parses a `warmfront.toml`.
pub fn parse(text: &str) -> Result<Config, Problem> {
    read(&document::toml::parse(text)?)
}

/// Parses the `[tool.warmfront]` of a `pyproject.toml`, if it has one.
pub fn parse_pyproject(text: &str) -> Result<Option<Config>, Problem> {
    let document = document::toml::parse(text)?;
    document.path(&["tool", "warmfront"]).map(read).transpose()
}

fn read(table: &Node) -> Result<Config, Problem> {
    let top: Vec<&str> = KEYS.into_iter().chain(["functions", "name"]).collect();
    know_keys(table, &top, &OTHER_TABLES)?;
    let mut config = Config {
        all: overrides(table)?,
        functions: BTreeMap::new(),
    };
    let mut reader = Reader::new(&Plain);
    config.all.name = reader.text("name", table.get("name"))?;
    if let Some(functions) = table.get("functions") {
        let tables = functions
            .as_map()
            .ok_or_else(|| unfit("functions", "a table", functions))?;
        for (name, table) in tables {
            know_keys(table, &KEYS, &[])?;
            config.functions.insert(name.clone(), overrides(table)?);
        }
    }
    Ok(config)
}

/// Refuses keys that would have no effect.
fn know_keys(table: &Node, known: &[&str], other: &[&str]) -> Result<(), Problem> {
    let Some(map) = table.as_map() else {
        return Err(unfit("function", "a table", table));
    };
    let unknown = map
        .iter()
        .filter(|(key, _)| !known.contains(&key.as_str()) && !other.contains(&key.as_str()))
        .min_by_key(|(_, node)| node.mark);
    let Some((key, node)) = unknown else {
        return Ok(());
    };
    let problem = Problem::new(node.mark, format!("unknown key `{key}`"));
    Err(match nearest(key, known.iter().chain(other).copied()) {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None => problem.hint(format!("known keys are {}", known.join(", "))),
    })
}

fn overrides(table: &Node) -> Result<Overrides, Problem> {
    let mut reader = Reader::new(&Plain);
    let mut environment = BTreeMap::new();
    reader.environment("environment", table.get("environment"), &mut environment)?;
    let runtime = match reader.runtime("runtime", table.get("runtime"))? {
        Runtime::Python(version) => Some(version),
        Runtime::Undeclared => None,
        Runtime::Other(other) => {
            let mark = table.get("runtime").and_then(|node| node.mark);
            let message = format!("`runtime`: `{other}` is not a supported Python");
            return Err(Problem::new(mark, message).hint("write it as `python3.12`"));
        }
    };
    let snap_start = match table.get("snap-start") {
        Some(node) => Some(
            node.as_bool()
                .ok_or_else(|| unfit("snap-start", "a boolean", node))?,
        ),
        None => None,
    };
    Ok(Overrides {
        mark: table.mark,
        name: None,
        handler: reader.text("handler", table.get("handler"))?,
        code: reader.text("code", table.get("code"))?,
        runtime,
        memory_size: reader.memory_size("memory", table.get("memory"))?,
        timeout: reader.timeout("timeout", table.get("timeout"))?,
        architecture: reader.architecture("architecture", table.get("architecture"))?,
        ephemeral_storage: reader
            .ephemeral_storage("ephemeral-storage", table.get("ephemeral-storage"))?,
        environment,
        layers: texts("layers", table.get("layers"))?,
        events: texts("events", table.get("events"))?,
        python: reader.text("python", table.get("python"))?,
        requirements: reader.text("requirements", table.get("requirements"))?,
        snap_start,
        log_format: reader.log_format("log-format", table.get("log-format"))?,
    })
}

/// Reads a text or a list of texts.
fn texts(key: &str, node: Option<&Node>) -> Result<Option<Vec<String>>, Problem> {
    let Some(node) = node else {
        return Ok(None);
    };
    let items = node.as_list().unwrap_or(std::slice::from_ref(node));
    let texts = items.iter().map(|item| {
        item.as_text()
            .map(str::to_owned)
            .ok_or_else(|| unfit(key, "a text or a list of texts", item))
    });
    texts.collect::<Result<_, _>>().map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        let problem = parse(text).unwrap_err();
        format!(
            "{problem}; {}",
            problem.hint.as_deref().unwrap_or("no hint")
        )
    }

    #[test]
    fn a_full_table_is_read() {
        let config = parse(
            "python = '3.12'\n[functions.api]\nhandler = 'app.handler'\nmemory = 512\n\
             timeout = 30\narchitecture = 'arm64'\nephemeral-storage = 1024\nevents = 'ev'\n\
             layers = ['layer']\nruntime = 'python3.13'\n[functions.api.environment]\nPORT = 80\n",
        )
        .unwrap();
        assert_eq!(config.all.python.as_deref(), Some("3.12"));
        let api = &config.functions["api"];
        assert_eq!(api.memory_size, MemorySize::new(512).ok());
        assert_eq!(api.timeout, Some(Duration::from_secs(30)));
        assert_eq!(api.environment["PORT"], "80");
        assert_eq!(api.events, Some(vec!["ev".to_owned()]));
    }

    #[test]
    fn an_unknown_key_is_named_with_its_neighbour() {
        assert_eq!(
            refusal("[functions.api]\nmemroy = 512\n"),
            "2:1: unknown key `memroy`; did you mean `memory`?"
        );
        assert!(refusal("colour = 1\n").contains("known keys are"));
    }

    #[test]
    fn values_out_of_range_are_refused() {
        assert_eq!(
            refusal("memory = 64\n"),
            "1:1: `memory`: memory size of 64 MB is outside 128 to 10240 MB; no hint"
        );
        assert_eq!(
            refusal("timeout = 0\n"),
            "1:1: `timeout`: timeout of 0 s is outside 1 to 900 s; no hint"
        );
        assert!(refusal("memory = 'big'\n").contains("`memory` must be a whole number"));
        assert!(refusal("runtime = 'nodejs20.x'\n").contains("not a supported Python"));
    }

    #[test]
    fn other_tools_tables_are_theirs() {
        assert!(parse_pyproject("[tool.black]\nx = 1\n").unwrap().is_none());
        assert!(parse("[gate]\nanything = 1\n").is_ok());
    }
}
