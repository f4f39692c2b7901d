//! Attributes by the semantic conventions of OpenTelemetry, version 1.37; what they have no name for
//! is under `warmfront`.

use serde::Serialize;

use super::super::timeline::Placed;
use crate::document::{Call, CallKind, Connection, Module, Profile};

/// Names with values.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(transparent)]
pub(super) struct Attributes {
    list: Vec<Attribute>,
}

#[derive(Debug, Clone, Serialize)]
struct Attribute {
    key: &'static str,
    value: Value,
}

/// A value, as the JSON form of protocol buffers has it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::enum_variant_names,
    reason = "they are OTLP's own, in its own words"
)]
enum Value {
    StringValue(String),
    /// 64-bit integers are strings there.
    IntValue(String),
    DoubleValue(f64),
    BoolValue(bool),
    ArrayValue {
        values: Vec<Value>,
    },
}

impl Attributes {
    /// Adds a text that is known and has anything in it.
    pub(super) fn text(&mut self, key: &'static str, value: Option<&str>) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.add(key, Value::StringValue(value.to_owned()));
        }
    }

    fn integer(&mut self, key: &'static str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.add(key, Value::IntValue(value.to_string()));
        }
    }

    fn double(&mut self, key: &'static str, value: f64) {
        if value.is_finite() {
            self.add(key, Value::DoubleValue(value));
        }
    }

    fn truth(&mut self, key: &'static str, value: bool) {
        self.add(key, Value::BoolValue(value));
    }

    fn texts(&mut self, key: &'static str, values: &[&str]) {
        let values = values
            .iter()
            .map(|text| Value::StringValue((*text).to_owned()));
        let values = values.collect();
        self.add(key, Value::ArrayValue { values });
    }

    fn add(&mut self, key: &'static str, value: Value) {
        self.list.push(Attribute { key, value });
    }
}

/// What all spans of an environment are of.
pub(super) fn of_resource(profile: &Profile, environment: usize) -> Attributes {
    let subject = &profile.subject;
    let mut attributes = Attributes::default();
    attributes.text("service.name", Some(&subject.function));
    attributes.text("faas.name", Some(&subject.function));
    attributes.text(
        "faas.instance",
        Some(&format!("environment-{}", environment + 1)),
    );
    let bytes = u64::from(subject.memory_size_mb) << 20;
    attributes.integer("faas.max_memory", Some(bytes));
    attributes.text("process.runtime.name", Some("cpython"));
    attributes.text("process.runtime.version", Some(&subject.python));
    let architecture = match subject.architecture.as_str() {
        "x86_64" => "amd64",
        other => other,
    };
    attributes.text("host.arch", Some(architecture));
    attributes.text("warmfront.limits", Some(&subject.limits));
    attributes
}

/// An invocation. What triggers the function is not known, and neither is its ARN.
pub(super) fn of_invocation(profile: &Profile, placed: &Placed<'_>, trace: &str) -> Attributes {
    let invocation = placed.invocation;
    let mut attributes = Attributes::default();
    attributes.truth("faas.coldstart", invocation.cold);
    attributes.text("faas.invocation_id", uuid(trace).as_deref());
    let handler = profile.subject.handler.as_str();
    attributes.text("code.function.name", Some(handler));
    let event = profile.subject.events.get(invocation.event);
    attributes.text("warmfront.event", event.map(|event| event.name.as_str()));
    let dollars = invocation.dollars_per_million;
    attributes.double("warmfront.dollars_per_million", dollars);
    attributes.truth("warmfront.start_is_measured", placed.measured);
    attributes.text("error.type", invocation.error.as_deref());
    attributes
}

/// A profile does not keep request ids; the trace's id in their form is unique likewise.
fn uuid(trace: &str) -> Option<String> {
    let part = |from: usize, to: usize| trace.get(from..to);
    Some(
        [
            part(0, 8)?,
            part(8, 12)?,
            part(12, 16)?,
            part(16, 20)?,
            part(20, 32)?,
        ]
        .join("-"),
    )
}

/// An import.
pub(super) fn of_import(profile: &Profile, module: &Module) -> Attributes {
    let mut attributes = Attributes::default();
    attributes.text("code.file.path", module.file.as_deref());
    attributes.integer("code.line.number", module.line);
    attributes.text("warmfront.import.module", Some(&module.name));
    attributes.text("warmfront.import.path", module.path.as_deref());
    attributes.double("warmfront.import.self_ms", module.self_ms.0);
    attributes.double("warmfront.import.retained_ms", module.retained_ms.0);
    let distribution = module
        .distribution
        .and_then(|index| profile.distributions.get(index));
    if let Some(distribution) = distribution {
        let name = distribution.name.as_str();
        attributes.text("warmfront.import.distribution", Some(name));
        let version = distribution.version.as_deref();
        attributes.text("warmfront.import.version", version);
    }
    if let Some(usage) = &module.usage {
        let needed = !usage.is_never_needed_by_events();
        attributes.truth("warmfront.import.needed_by_events", needed);
    }
    attributes
}

/// Returns a call's name: what is done, to what, with few different values.
pub(super) fn name_of_call(call: &Call) -> String {
    match call.kind {
        CallKind::Sql | CallKind::Mongodb if !call.target.is_empty() => {
            format!("{} {}", call.operation, call.target)
        }
        _ => call.operation.clone(),
    }
}

/// A call.
pub(super) fn of_call(call: &Call) -> Attributes {
    let mut attributes = Attributes::default();
    attributes.text("code.file.path", call.file.as_deref());
    attributes.integer("code.line.number", call.line);
    attributes.text("code.function.name", call.function.as_deref());
    match call.kind {
        CallKind::Aws => of_aws(call, &mut attributes),
        CallKind::Http => of_http(call, &mut attributes),
        CallKind::Sql | CallKind::Redis | CallKind::Mongodb => of_database(call, &mut attributes),
        CallKind::Connect => attributes.text("server.address", Some(&call.target)),
        CallKind::Process => attributes.text("process.executable.name", Some(&call.target)),
        CallKind::Client => attributes.text("warmfront.client.of", Some(&call.target)),
    }
    attributes.text("warmfront.library", Some(&call.library));
    attributes.integer("thread.id", Some(call.thread));
    if let Some(connection) = call.connection {
        attributes.truth("warmfront.connection.new", connection == Connection::New);
    }
    attributes.text("error.type", call.error.as_deref());
    if let Some(time) = call.connect_ms {
        attributes.double("warmfront.connection.ms", time.0);
    }
    attributes
}

fn of_aws(call: &Call, attributes: &mut Attributes) {
    attributes.text("rpc.system", Some("aws-api"));
    let (service, method) = call
        .operation
        .split_once('.')
        .unwrap_or(("", &call.operation));
    attributes.text("rpc.service", Some(service));
    attributes.text("rpc.method", Some(method));
    let target = call.target.as_str();
    match service {
        "DynamoDB" => {
            attributes.text("db.system.name", Some("aws.dynamodb"));
            attributes.text("db.operation.name", Some(method));
            if !target.is_empty() {
                attributes.texts("aws.dynamodb.table_names", &[target]);
            }
        }
        "S3" => attributes.text("aws.s3.bucket", Some(target)),
        _ => attributes.text("warmfront.target", Some(target)),
    }
    of_exchange(call, attributes);
}

fn of_http(call: &Call, attributes: &mut Attributes) {
    attributes.text("http.request.method", Some(&call.operation));
    attributes.text("server.address", Some(&call.target));
    of_exchange(call, attributes);
}

/// What an exchange over HTTP has.
fn of_exchange(call: &Call, attributes: &mut Attributes) {
    attributes.integer("http.response.status_code", call.status);
    let resent = call.attempts.filter(|attempts| *attempts > 1);
    attributes.integer(
        "http.request.resend_count",
        resent.map(|attempts| attempts - 1),
    );
    attributes.integer("http.request.body.size", call.request_bytes);
    attributes.integer("http.response.body.size", call.response_bytes);
}

fn of_database(call: &Call, attributes: &mut Attributes) {
    let system = match call.kind {
        CallKind::Redis => "redis",
        CallKind::Mongodb => "mongodb",
        _ => system_of(&call.library),
    };
    attributes.text("db.system.name", Some(system));
    attributes.text("db.operation.name", Some(&call.operation));
    let target = match call.kind {
        CallKind::Mongodb => "db.collection.name",
        _ => "db.namespace",
    };
    attributes.text(target, Some(&call.target));
    attributes.text("db.query.text", call.statement.as_deref());
    attributes.integer("db.response.returned_rows", call.rows);
}

fn system_of(library: &str) -> &'static str {
    let is_of = |names: &[&str]| names.iter().any(|name| library.starts_with(name));
    if is_of(&["psycopg", "asyncpg", "pg8000", "aiopg"]) {
        "postgresql"
    } else if is_of(&["pymysql", "mysql", "MySQLdb", "aiomysql", "asyncmy"]) {
        "mysql"
    } else if is_of(&["sqlite3", "aiosqlite", "pysqlite"]) {
        "sqlite"
    } else {
        "other_sql"
    }
}
