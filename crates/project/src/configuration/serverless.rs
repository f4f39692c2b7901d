//! `serverless.yml`: functions, their events, the provider's defaults, and `resources` beside them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use warmfront_model::template::{
    Kind, Language, Origin, Resource, Setting, Template, Trigger, Value,
};

use super::reading::{Reading, Table, link, references};
use super::spots::Spots;
use super::template::{arn, belongs, resources};
use super::{Place, files};
use crate::document::Node;
use crate::functions::reader::{Resolve, Resolved};
use crate::functions::serverless::variables::Variables;

const FUNCTION: &Table = &[
    (Setting::MemorySize, &["memorySize"]),
    (Setting::Timeout, &["timeout"]),
    (Setting::Runtime, &["runtime"]),
    (Setting::Architecture, &["architecture"]),
    (Setting::Handler, &["handler"]),
    (Setting::PackageType, &["image"]),
    (Setting::SnapStart, &["snapStart"]),
    (Setting::Versions, &["versionFunctions"]),
    (Setting::ProvisionedConcurrency, &["provisionedConcurrency"]),
    (Setting::ReservedConcurrency, &["reservedConcurrency"]),
    (Setting::Tracing, &["tracing", "lambda"]),
    (Setting::Tracing, &["tracing"]),
    (Setting::LogFormat, &["logs", "lambda", "logFormat"]),
    (Setting::LogFormat, &["logs", "logFormat"]),
    (
        Setting::ApplicationLogLevel,
        &["logs", "lambda", "applicationLogLevel"],
    ),
    (
        Setting::ApplicationLogLevel,
        &["logs", "applicationLogLevel"],
    ),
    (
        Setting::SystemLogLevel,
        &["logs", "lambda", "systemLogLevel"],
    ),
    (Setting::SystemLogLevel, &["logs", "systemLogLevel"]),
    (Setting::LogGroup, &["logs", "lambda", "logGroup"]),
    (Setting::LogGroup, &["logs", "logGroup"]),
    (Setting::Retention, &["logRetentionInDays"]),
    (Setting::Vpc, &["vpc"]),
    (Setting::EphemeralStorage, &["ephemeralStorageSize"]),
    (Setting::FileSystem, &["fileSystemConfig"]),
    (Setting::Layers, &["layers"]),
    (Setting::FunctionUrl, &["url"]),
];

const NAME: &Table = &[(Setting::FunctionName, &["name"])];

const EVENT: &Table = &[
    (Setting::Source, &["arn"]),
    (Setting::BatchSize, &["batchSize"]),
    (Setting::BatchingWindow, &["maximumBatchingWindow"]),
    (Setting::BatchingWindow, &["batchWindow"]),
    (Setting::MaximumConcurrency, &["maximumConcurrency"]),
    (Setting::ParallelizationFactor, &["parallelizationFactor"]),
    (Setting::ResponseTypes, &["functionResponseType"]),
    (Setting::Filters, &["filterPatterns"]),
    (Setting::Bisect, &["bisectBatchOnFunctionError"]),
    (Setting::MaximumRetries, &["maximumRetryAttempts"]),
    (Setting::MaximumAge, &["maximumRecordAgeInSeconds"]),
    (Setting::FailureDestination, &["destinations", "onFailure"]),
    (Setting::Method, &["method"]),
    (Setting::IntegrationTimeout, &["timeoutInMillis"]),
    (
        Setting::AuthorizerTtl,
        &["authorizer", "resultTtlInSeconds"],
    ),
    (Setting::Schedule, &["rate"]),
    (Setting::Input, &["input"]),
    (Setting::Enabled, &["enabled"]),
];

const API: &Table = &[(
    Setting::Compression,
    &["apiGateway", "minimumCompressionSize"],
)];

const PACKAGING: &Table = &[
    (Setting::ZippedPackages, &["zip"]),
    (Setting::Slim, &["slim"]),
];

/// Reads a `serverless.yml`.
pub(super) fn read(document: &Node, spots: &Spots<'_>, place: &Place<'_>) -> Template {
    let load = |written: &str| match place.folder {
        Some(folder) => Ok(files::load_below(folder, written)?.map(unmarked)),
        None => Ok(None),
    };
    let variables = Variables::new(document, &load, place.region);
    let reading = Reading {
        resolve: &variables,
        spots,
    };
    let mut service = Service {
        reading,
        provider: known(&variables, document.get("provider")),
        resources: Vec::new(),
        names: BTreeMap::new(),
    };
    service.shared(document);
    for group in groups(&variables, document) {
        for (name, node) in group.as_map().into_iter().flatten() {
            if let Some(function) = known(&variables, Some(node)) {
                service.function(name, &function, node);
            }
        }
    }
    let listed = known(&variables, document.get("resources"));
    for part in listed
        .iter()
        .flat_map(|node| node.as_list().unwrap_or(std::slice::from_ref(node)))
    {
        let part = known(&variables, Some(part));
        let below = part.and_then(|part| known(&variables, part.get("Resources")));
        if let Some(map) = below.as_ref().and_then(Node::as_map) {
            let mut declared = resources(reading, map);
            for resource in &mut declared {
                resource.path.insert(0, "resources".to_owned());
            }
            service.resources.extend(declared);
        }
    }
    link(&mut service.resources, &service.names);
    service.resources.sort_by_key(|resource| resource.spot);
    Template {
        file: PathBuf::new(),
        language: Language::Serverless,
        resources: service.resources,
    }
}

/// Returns the maps of functions: a list of maps, each often a file of its own, counts as one.
fn groups(variables: &Variables<'_>, document: &Node) -> Vec<Node> {
    let Some(functions) = known(variables, document.get("functions")) else {
        return Vec::new();
    };
    match functions.as_list() {
        Some(list) => list
            .iter()
            .filter_map(|group| known(variables, Some(group)))
            .collect(),
        None => vec![functions],
    }
}

fn known(variables: &Variables<'_>, node: Option<&Node>) -> Option<Node> {
    match variables.resolve(node?) {
        Ok(Resolved::Known(node)) if !node.is_null() => Some(node.into_owned()),
        _ => None,
    }
}

/// Takes the places away from what another file holds: they would be looked for in this one.
fn unmarked(node: Node) -> Node {
    use crate::document::Value as Inner;
    let value = match node.value {
        Inner::List(list) => Inner::List(list.into_iter().map(unmarked).collect()),
        Inner::Map(map) => {
            let entries = map.into_iter().map(|(key, node)| (key, unmarked(node)));
            Inner::Map(entries.collect())
        }
        plain => plain,
    };
    Node::new(value, None)
}

struct Service<'a> {
    reading: Reading<'a>,
    provider: Option<Node>,
    resources: Vec<Resource>,
    /// Names of functions by the ids that the framework gives them.
    names: BTreeMap<String, String>,
}

impl Service<'_> {
    /// Adds what the file says of all functions, and of the packages.
    fn shared(&mut self, document: &Node) {
        if let Some(provider) = &self.provider {
            let mut shared = self
                .reading
                .resource("provider", Kind::Shared, provider, FUNCTION);
            shared.path = vec!["provider".to_owned()];
            self.reading
                .environment(&mut shared, provider.get("environment"), Origin::Own);
            self.resources.push(shared);
            if provider.get("apiGateway").is_some() {
                let mut api =
                    self.reading
                        .resource("provider.apiGateway", Kind::RestApi, provider, API);
                api.path = vec!["provider".to_owned()];
                self.resources.push(api);
            }
        }
        if let Some(packaging) = document.path(&["custom", "pythonRequirements"]) {
            let id = "custom.pythonRequirements";
            let mut packaging = self
                .reading
                .resource(id, Kind::Packaging, packaging, PACKAGING);
            packaging.path = ["custom", "pythonRequirements"].map(str::to_owned).to_vec();
            self.resources.push(packaging);
        }
    }

    fn function(&mut self, name: &str, node: &Node, written: &Node) {
        let mut function = self.reading.resource(name, Kind::Function, node, FUNCTION);
        // The provider's `name` is the cloud's, no function's.
        self.reading
            .settings(&mut function, node, NAME, Origin::Own);
        function.spot = self.reading.spots.key(written);
        function.path = ["functions", name].map(str::to_owned).to_vec();
        self.reading
            .environment(&mut function, node.get("environment"), Origin::Own);
        if let Some(provider) = &self.provider {
            self.reading
                .settings(&mut function, provider, FUNCTION, Origin::Shared);
            let variables = provider.get("environment");
            self.reading
                .environment(&mut function, variables, Origin::Shared);
        }
        function.references = references(node);
        let runtime = function.text(Setting::Runtime);
        if runtime.is_some_and(|runtime| !runtime.starts_with("python")) {
            function.kind = Kind::Other;
        }
        self.names.insert(logical_id(name), name.to_owned());
        if function.kind == Kind::Function {
            let events = node.get("events").and_then(Node::as_list);
            for (index, event) in events.into_iter().flatten().enumerate() {
                for (kind, event) in event.as_map().into_iter().flatten() {
                    self.event(name, index, (kind, event));
                }
            }
            if function.has(Setting::FunctionUrl) {
                let kind = Kind::Source(Trigger::Url);
                let mut source = self
                    .reading
                    .resource(&format!("{name}/url"), kind, node, &[]);
                belongs(&mut source, name);
                self.resources.push(source);
            }
        }
        self.resources.push(function);
    }

    fn event(&mut self, function: &str, index: usize, (kind, event): (&str, &Node)) {
        let id = format!("{function}/{kind}{index}");
        let trigger = trigger(kind);
        // The short form is the address alone: `- sqs: arn:aws:sqs:...`.
        let alone = self.reading.at(event, &[]);
        let alone = alone.filter(|stated| stated.value != Value::Present);
        let table = if alone.is_some() { &[] } else { EVENT };
        let mut source = self
            .reading
            .resource(&id, Kind::Source(trigger), event, table);
        source.spot = self.reading.spots.key(event);
        let setting = match trigger {
            Trigger::Schedule => Setting::Schedule,
            _ => Setting::Source,
        };
        source
            .settings
            .extend(alone.map(|stated| (setting, stated)));
        if kind == "stream" {
            source.kind = Kind::Source(stream(&self.reading, event, &source));
        }
        source.references = references(event);
        belongs(&mut source, function);
        self.resources.push(source);
    }
}

fn trigger(kind: &str) -> Trigger {
    match kind {
        "sqs" => Trigger::Sqs,
        "stream" | "kafka" | "msk" => Trigger::Kafka,
        "activemq" | "rabbitmq" => Trigger::Mq,
        "http" => Trigger::RestApi,
        "httpApi" => Trigger::HttpApi,
        "alb" => Trigger::LoadBalancer,
        "cognitoUserPool" => Trigger::Cognito,
        "schedule" => Trigger::Schedule,
        "s3" | "sns" | "eventBridge" | "cloudwatchEvent" | "cloudwatchLog" | "iot" => {
            Trigger::Asynchronous
        }
        _ => Trigger::Unknown,
    }
}

fn stream(reading: &Reading<'_>, event: &Node, source: &Resource) -> Trigger {
    let kind = event.get("type").and_then(|node| reading.text(node));
    match kind.as_deref() {
        Some("kinesis") => Trigger::Kinesis,
        Some("dynamodb") => Trigger::DynamoDb,
        _ => arn(source.target(Setting::Source).unwrap_or_default()),
    }
}

/// Returns the logical id that the framework gives a function: `hello` is `HelloLambdaFunction`.
fn logical_id(name: &str) -> String {
    let mut id = name.replace('-', "Dash").replace('_', "Underscore");
    if let Some(first) = id.get(..1).map(str::to_ascii_uppercase) {
        id.replace_range(..1, &first);
    }
    format!("{id}LambdaFunction")
}

/// Returns where the settings of a resource are that was read.
pub(super) fn table(resource: &Resource) -> Option<&'static Table> {
    match resource.kind {
        Kind::Function | Kind::Shared => Some(FUNCTION),
        Kind::RestApi => Some(API),
        Kind::Packaging => Some(PACKAGING),
        _ => None,
    }
}
