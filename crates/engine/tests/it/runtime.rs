//! The interpreters and runtime clients that behaviours are run with.

use std::fmt;
use std::path::PathBuf;

use warmfront_engine::{Interpreter, RuntimeClient};
use warmfront_testkit::python;

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

/// Returns the runtime for a minor version of Python 3, if this machine has it.
pub(crate) fn find(client: RuntimeClient, minor: u8) -> Option<Runtime> {
    let all = python::interpreters();
    let found = all.iter().find(|found| found.version.minor == minor)?;
    let site_packages = match client {
        RuntimeClient::Embedded => Vec::new(),
        RuntimeClient::Awslambdaric => vec![found.awslambdaric()?],
    };
    Some(Runtime {
        client,
        interpreter: described(found),
        site_packages,
    })
}

/// Returns the newest interpreter with the embedded client.
pub(crate) fn newest() -> Runtime {
    Runtime {
        client: RuntimeClient::Embedded,
        interpreter: described(&python::newest()),
        site_packages: Vec::new(),
    }
}

/// Returns the name that data and reports use.
pub(crate) fn name(client: RuntimeClient) -> &'static str {
    match client {
        RuntimeClient::Embedded => "embedded",
        RuntimeClient::Awslambdaric => "awslambdaric",
    }
}

fn described(found: &python::Interpreter) -> Interpreter {
    Interpreter {
        program: found.program.clone(),
        version: found.version,
        full_version: found.full_version().unwrap(),
    }
}
