//! The environment variables that a function sees, in the platform's names.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use warmfront_model::function::LogFormat;

use crate::setup::{RuntimeClient, Setup};

/// What differs from one environment of a function to the next.
#[derive(Debug)]
pub(crate) struct Identity {
    /// Log stream, unique to the environment.
    pub(crate) log_stream: String,
}

impl Identity {
    /// Makes the identity of a new environment.
    pub(crate) fn new(today: &str) -> Self {
        Self {
            log_stream: format!("{today}/[$LATEST]{}", uuid::Uuid::new_v4().simple()),
        }
    }
}

/// Names the variable that tells the runtime where the Runtime API is.
pub(crate) const RUNTIME_API: &str = "AWS_LAMBDA_RUNTIME_API";

/// Names the variables that tell the bootstrap of an agent: its program, the number of the open file
/// for what it records, and what it is told.
pub(crate) const AGENT: &str = "WARMFRONT_AGENT";
pub(crate) const AGENT_DESCRIPTOR: &str = "WARMFRONT_AGENT_DESCRIPTOR";
const AGENT_OPTIONS: &str = "WARMFRONT_AGENT_OPTIONS";

/// Returns all variables of an environment; nothing is inherited from the tool's own.
pub(crate) fn variables(
    setup: &Setup,
    identity: &Identity,
    runtime_api: SocketAddr,
    temporary: Option<&Path>,
) -> BTreeMap<OsString, OsString> {
    let mut all: BTreeMap<OsString, OsString> = BTreeMap::new();
    let mut set = |name: &str, value: OsString| all.insert(name.into(), value);
    for (name, value) in defaults(setup) {
        set(name, value);
    }
    for (name, value) in setup.environment.iter().chain(&setup.function.environment) {
        set(name, value.into());
    }
    for (name, value) in reserved(setup, identity, runtime_api) {
        set(name, value);
    }
    if let Some(folder) = temporary {
        set("TMPDIR", folder.into());
    }
    for (name, value) in search_paths(setup) {
        set(name, value);
    }
    if let Some(agent) = &setup.agent {
        set(AGENT_OPTIONS, agent.options.as_str().into());
    }
    all
}

/// Variables that a function's configuration may change, as Lambda's documentation lists them.
fn defaults(setup: &Setup) -> Vec<(&'static str, OsString)> {
    let layers = |below: &'static str| {
        setup
            .function
            .layers
            .iter()
            .map(move |layer| layer.join(below))
    };
    let task = &setup.function.code;
    let programs = setup.interpreter.program.parent().map(Path::to_owned);
    let system = ["/usr/local/bin", "/usr/bin", "/bin"].map(PathBuf::from);
    vec![
        ("LANG", "en_US.UTF-8".into()),
        ("TZ", ":UTC".into()),
        (
            "PATH",
            join(programs.into_iter().chain(system).chain(layers("bin"))),
        ),
        (
            "LD_LIBRARY_PATH",
            join(
                [task.clone(), task.join("lib")]
                    .into_iter()
                    .chain(layers("lib")),
            ),
        ),
        ("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR".into()),
        ("AWS_XRAY_DAEMON_ADDRESS", "169.254.79.129:2000".into()),
        ("_AWS_XRAY_DAEMON_ADDRESS", "169.254.79.129".into()),
        ("_AWS_XRAY_DAEMON_PORT", "2000".into()),
    ]
}

/// Variables that Lambda reserves; a configuration cannot change them.
fn reserved(
    setup: &Setup,
    identity: &Identity,
    runtime_api: SocketAddr,
) -> Vec<(&'static str, OsString)> {
    let function = &setup.function;
    let mut all: Vec<(&str, OsString)> = vec![
        ("_HANDLER", function.handler.as_str().into()),
        ("AWS_DEFAULT_REGION", setup.region.as_str().into()),
        (
            "AWS_EXECUTION_ENV",
            format!("AWS_Lambda_python{}", setup.interpreter.version).into(),
        ),
        (
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
            function.memory_size.megabytes().to_string().into(),
        ),
        ("AWS_LAMBDA_FUNCTION_NAME", function.name.as_str().into()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".into()),
        (
            "AWS_LAMBDA_INITIALIZATION_TYPE",
            setup.initialization_type.as_str().into(),
        ),
        (
            "AWS_LAMBDA_LOG_GROUP_NAME",
            format!("/aws/lambda/{}", function.name).into(),
        ),
        (
            "AWS_LAMBDA_LOG_STREAM_NAME",
            identity.log_stream.as_str().into(),
        ),
        (RUNTIME_API, runtime_api.to_string().into()),
        ("AWS_REGION", setup.region.as_str().into()),
        ("LAMBDA_RUNTIME_DIR", "/var/runtime".into()),
        ("LAMBDA_TASK_ROOT", function.code.as_os_str().into()),
    ];
    if function.log_format == LogFormat::Json {
        all.push(("AWS_LAMBDA_LOG_FORMAT", "JSON".into()));
    }
    all
}

/// How the runtime client learns where modules are searched.
fn search_paths(setup: &Setup) -> Vec<(&'static str, OsString)> {
    let version = setup.interpreter.version;
    let layers = setup.function.layers.iter().flat_map(|layer| {
        [
            layer.join(format!("python/lib/python{version}/site-packages")),
            layer.join("python"),
        ]
    });
    let packages = setup.site_packages.iter().cloned();
    match setup.runtime_client {
        RuntimeClient::Embedded => vec![
            (
                "WARMFRONT_PATH_FIRST",
                join([setup.function.code.clone()].into_iter().chain(layers)),
            ),
            ("WARMFRONT_PATH_LAST", join(packages)),
            ("WARMFRONT_NO_BYTECODE", "1".into()),
        ],
        RuntimeClient::Awslambdaric => vec![
            ("PYTHONPATH", join(layers.chain(packages))),
            ("PYTHONDONTWRITEBYTECODE", "1".into()),
        ],
    }
}

fn join(paths: impl IntoIterator<Item = PathBuf>) -> OsString {
    let mut joined = OsString::new();
    for path in paths {
        if !joined.is_empty() {
            joined.push(":");
        }
        joined.push(path);
    }
    joined
}
