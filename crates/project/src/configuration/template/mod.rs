//! SAM and `CloudFormation`, also as CDK makes it.

mod tables;

use std::collections::BTreeMap;
use std::path::PathBuf;

use warmfront_model::template::{Kind, Language, Origin, Resource, Setting, Template, Trigger};

use super::Place;
use super::reading::{Reading, link, references};
use super::spots::Spots;
use crate::document::{Map, Node};
use crate::functions::reader::Resolved;
use crate::functions::template::CDK_INTERNAL;
use crate::functions::template::resolve::Resolver;

use tables::FUNCTION;
pub(super) use tables::{principal, table};

/// Reads a template.
pub(super) fn read(document: &Node, spots: &Spots<'_>, place: &Place<'_>) -> Template {
    let resolver = Resolver::new(document, place.region, place.account);
    let reading = Reading {
        resolve: &resolver,
        spots,
    };
    let mut language = Language::CloudFormation;
    let transform = document.get("Transform");
    if transform.is_some_and(|node| reading.text(node).is_some() || node.as_list().is_some()) {
        language = Language::Sam;
    }
    let globals = document.path(&["Globals", "Function"]);
    let empty = Map::new();
    let map = document.get("Resources").and_then(Node::as_map);
    let mut resources = Vec::new();
    if let Some(globals) = globals {
        let mut shared = reading.resource("Globals", Kind::Shared, globals, FUNCTION);
        shared.path = ["Globals", "Function"].map(str::to_owned).to_vec();
        reading.environment(&mut shared, globals.path(VARIABLES), Origin::Own);
        resources.push(shared);
    }
    let stack = Stack {
        reading,
        globals: document.get("Globals"),
        map: map.unwrap_or(&empty),
    };
    for (id, node) in stack.map {
        let condition = node.get("Condition").and_then(Node::scalar);
        let holds = condition.map(|name| resolver.condition(&name));
        if !matches!(holds, Some(Ok(Some(false)))) {
            stack.resource(id, node, &mut resources);
        }
    }
    link(&mut resources, &BTreeMap::new());
    resources.sort_by_key(|resource| resource.spot);
    Template {
        file: PathBuf::new(),
        language,
        resources,
    }
}

/// Reads the resources that a `serverless.yml` adds in `CloudFormation`'s words.
pub(super) fn resources(reading: Reading<'_>, map: &Map) -> Vec<Resource> {
    let stack = Stack {
        reading,
        globals: None,
        map,
    };
    let mut resources = Vec::new();
    for (id, node) in map {
        stack.resource(id, node, &mut resources);
    }
    resources
}

const VARIABLES: &[&str] = &["Environment", "Variables"];

struct Stack<'a> {
    reading: Reading<'a>,
    globals: Option<&'a Node>,
    map: &'a Map,
}

impl Stack<'_> {
    fn resource(&self, id: &str, node: &Node, into: &mut Vec<Resource>) {
        let Some(written) = node.get("Type").and_then(Node::as_text) else {
            return;
        };
        let (kind, table) = tables::of(written).unwrap_or((Kind::Other, &[]));
        let empty = Node::new(crate::document::Value::Map(Map::new()), None);
        let properties = node.get("Properties").unwrap_or(&empty);
        let mut resource = self.reading.resource(id, kind, properties, table);
        written.clone_into(&mut resource.written);
        resource.spot = self.reading.spots.key(node);
        resource.path = ["Resources", id, "Properties"].map(str::to_owned).to_vec();
        resource.references = references(properties);
        resource
            .references
            .retain(|name| self.map.contains_key(name));
        match kind {
            Kind::Function => self.function(&mut resource, properties, written),
            Kind::Source(Trigger::Unknown) => self.source(&mut resource, properties),
            Kind::RestApi | Kind::HttpApi => self.api(&mut resource, properties, written, into),
            Kind::Scaling => {
                let dimension = self.text(properties, "ScalableDimension");
                if dimension.as_deref() != Some("lambda:function:ProvisionedConcurrency") {
                    resource.kind = Kind::Other;
                }
            }
            _ => {}
        }
        if resource.kind == Kind::Function {
            self.events(&resource, properties, into);
        }
        into.push(resource);
    }

    fn text(&self, properties: &Node, key: &str) -> Option<String> {
        self.reading.text(properties.get(key)?)
    }

    fn function(&self, resource: &mut Resource, properties: &Node, written: &str) {
        let variables = properties.path(VARIABLES);
        self.reading.environment(resource, variables, Origin::Own);
        let shared = self.globals.and_then(|globals| globals.get("Function"));
        if written == "AWS::Serverless::Function"
            && let Some(shared) = shared
        {
            self.reading
                .settings(resource, shared, FUNCTION, Origin::Shared);
            let variables = shared.path(VARIABLES);
            self.reading
                .environment(resource, variables, Origin::Shared);
        }
        let is_python = resource.target(Setting::Runtime).is_none_or(|runtime| {
            runtime.starts_with("python") || resource.text(Setting::Runtime).is_none()
        });
        let is_image = resource.text(Setting::PackageType) == Some("Image");
        let has_runtime = resource.has(Setting::Runtime);
        let is_internal = CDK_INTERNAL
            .iter()
            .any(|start| resource.id.starts_with(start));
        if !is_python || is_internal || !(has_runtime || is_image) {
            resource.kind = Kind::Other;
        }
    }

    /// Adds what SAM lists under a function's `Events`.
    fn events(&self, function: &Resource, properties: &Node, into: &mut Vec<Resource>) {
        let events = properties.get("Events").and_then(Node::as_map);
        for (name, event) in events.into_iter().flatten() {
            let Some(written) = event.get("Type").and_then(Node::as_text) else {
                continue;
            };
            let kind = Kind::Source(tables::event(written));
            let id = format!("{}/{name}", function.id);
            let settings = event.get("Properties").unwrap_or(event);
            let mut source = self.reading.resource(&id, kind, settings, tables::SOURCE);
            source.spot = self.reading.spots.key(event);
            source.path.clone_from(&function.path);
            source
                .path
                .extend(["Events", name, "Properties"].map(str::to_owned));
            source.references = references(settings);
            belongs(&mut source, &function.id);
            into.push(source);
        }
        if function.has(Setting::FunctionUrl) {
            let node = properties.get("FunctionUrlConfig").unwrap_or(properties);
            let kind = Kind::Source(Trigger::Url);
            let id = format!("{}/url", function.id);
            let mut source = self.reading.resource(&id, kind, node, &[]);
            belongs(&mut source, &function.id);
            into.push(source);
        }
    }

    /// Finds out what invokes a function through a mapping or a permission.
    fn source(&self, resource: &mut Resource, properties: &Node) {
        let trigger = match self.text(properties, "Principal") {
            Some(principal) => tables::principal(&principal),
            None => self.mapped(resource),
        };
        resource.kind = Kind::Source(trigger);
    }

    fn mapped(&self, resource: &Resource) -> Trigger {
        let source = resource.target(Setting::Source).unwrap_or_default();
        let id = source.split('.').next().unwrap_or(source);
        let kind = self.map.get(id).and_then(|node| node.get("Type"));
        match kind.and_then(Node::as_text) {
            Some("AWS::SQS::Queue") => Trigger::Sqs,
            Some("AWS::Kinesis::Stream") => Trigger::Kinesis,
            Some("AWS::DynamoDB::Table" | "AWS::DynamoDB::GlobalTable") => Trigger::DynamoDb,
            _ => arn(source),
        }
    }

    /// Adds what `Globals` say of APIs, and the authorisers that SAM lists under one.
    fn api(
        &self,
        resource: &mut Resource,
        properties: &Node,
        written: &str,
        into: &mut Vec<Resource>,
    ) {
        let key = match written {
            "AWS::Serverless::Api" => "Api",
            "AWS::Serverless::HttpApi" => "HttpApi",
            _ => {
                // WebSockets have an API of the same type.
                if self.text(properties, "ProtocolType").as_deref() == Some("WEBSOCKET") {
                    resource.kind = Kind::Other;
                }
                return;
            }
        };
        let shared = self.globals.and_then(|globals| globals.get(key));
        if let Some(shared) = shared {
            self.reading
                .settings(resource, shared, tables::API, Origin::Shared);
        }
        let authorizers = properties
            .path(&["Auth", "Authorizers"])
            .and_then(Node::as_map);
        for (name, node) in authorizers.into_iter().flatten() {
            if matches!(self.reading.resolve.resolve(node), Ok(Resolved::Known(_))) {
                let table = &[(
                    Setting::AuthorizerTtl,
                    &["Identity", "ReauthorizeEvery"][..],
                )];
                let id = format!("{}/{name}", resource.id);
                let mut authorizer = self.reading.resource(&id, Kind::Authorizer, node, table);
                authorizer.path.clone_from(&resource.path);
                authorizer
                    .path
                    .extend(["Auth", "Authorizers", name].map(str::to_owned));
                into.push(authorizer);
            }
        }
    }
}

/// Says which function a source invokes.
pub(super) fn belongs(source: &mut Resource, function: &str) {
    use warmfront_model::template::{Stated, Value};
    let stated = Stated {
        value: Value::Known(function.to_owned()),
        spot: source.spot,
        origin: Origin::Own,
    };
    source.settings.insert(Setting::Function, stated);
}

/// Returns what an ARN, or what stands for it, is of.
pub(super) fn arn(arn: &str) -> Trigger {
    let service = arn.split(':').nth(2).unwrap_or_default();
    match service {
        "sqs" => Trigger::Sqs,
        "kinesis" => Trigger::Kinesis,
        "dynamodb" => Trigger::DynamoDb,
        "kafka" => Trigger::Kafka,
        "mq" => Trigger::Mq,
        _ => Trigger::Unknown,
    }
}
