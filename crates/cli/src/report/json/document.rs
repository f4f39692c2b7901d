//! The document of `warmfront invoke`.

use serde::Serialize;
use warmfront_engine::{Interpreter, RuntimeClient};
use warmfront_model::function::Function;

use super::invocation::InvocationJson;
use super::statistics::{Costs, Statistics};
use crate::report::summary::Summary;
use crate::report::{Invocation, Subject};

/// Name and version of the schema; the version rises when something changes its meaning or goes.
const SCHEMA: &str = "warmfront.invoke/1";

#[derive(Serialize)]
pub(super) struct Document<'a> {
    schema: &'static str,
    function: FunctionJson<'a>,
    interpreter: InterpreterJson<'a>,
    runtime_client: &'static str,
    region: &'a str,
    limits: &'a str,
    notes: &'a [String],
    invocations: Vec<InvocationJson<'a>>,
    log: &'a [String],
    statistics: Statistics<'a>,
    costs: Costs<'a>,
}

impl<'a> Document<'a> {
    pub(super) fn new(
        subject: &'a Subject,
        summary: &'a Summary,
        invocations: &'a [Invocation],
        log: &'a [String],
    ) -> Self {
        Self {
            schema: SCHEMA,
            function: FunctionJson::from(&subject.function),
            interpreter: InterpreterJson::from(&subject.interpreter),
            runtime_client: match subject.runtime_client {
                RuntimeClient::Embedded => "embedded",
                RuntimeClient::Awslambdaric => "awslambdaric",
            },
            region: &subject.region,
            limits: &subject.limits,
            notes: &subject.notes,
            invocations: invocations
                .iter()
                .map(|invocation| InvocationJson::new(invocation, &subject.events))
                .collect(),
            log,
            statistics: Statistics::from(summary),
            costs: Costs::from(summary),
        }
    }
}

#[derive(Serialize)]
pub(super) struct FunctionJson<'a> {
    name: &'a str,
    handler: &'a str,
    code: String,
    runtime: Option<String>,
    architecture: &'static str,
    memory_size_mb: u32,
    timeout_s: u64,
    ephemeral_storage_mb: u32,
    snap_start: bool,
}

impl<'a> From<&'a Function> for FunctionJson<'a> {
    fn from(function: &'a Function) -> Self {
        Self {
            name: &function.name,
            handler: &function.handler,
            code: function.code.display().to_string(),
            runtime: function.runtime.map(|version| format!("python{version}")),
            architecture: function.architecture.as_str(),
            memory_size_mb: function.memory_size.megabytes(),
            timeout_s: function.timeout.as_secs(),
            ephemeral_storage_mb: function.ephemeral_storage.megabytes(),
            snap_start: function.snap_start,
        }
    }
}

#[derive(Serialize)]
struct InterpreterJson<'a> {
    program: String,
    version: &'a str,
}

impl<'a> From<&'a Interpreter> for InterpreterJson<'a> {
    fn from(interpreter: &'a Interpreter) -> Self {
        Self {
            program: interpreter.program.display().to_string(),
            version: &interpreter.full_version,
        }
    }
}
