//! Triggers in templates of SAM and `CloudFormation`, also as CDK synthesises them.

use super::declared::{self, Names, filter, first};
use super::{Front, Trigger, Triggers, source};
use crate::Surroundings;
use crate::document::{Map, Node, Value};
use crate::functions::reader::{Resolve, Resolved};
use crate::functions::template::resolve::Resolver;

/// Longest chain of resources that make up a path.
const LONGEST_PATH: usize = 30;

/// Reads what triggers the function of this logical id.
pub(super) fn read(template: &Node, function: &str, surroundings: &Surroundings) -> Triggers {
    let empty = Map::new();
    let resources = template.get("Resources").and_then(Node::as_map);
    let stack = Stack {
        resolver: Resolver::new(template, &surroundings.region, &surroundings.account),
        resources: resources.unwrap_or(&empty),
        function,
    };
    let mut triggers = Triggers::default();
    let properties = stack
        .resources
        .get(function)
        .and_then(|resource| resource.get("Properties"));
    if let Some(properties) = properties {
        stack.own(properties, &mut triggers);
    }
    for (name, resource) in stack.resources {
        let kind = resource
            .get("Type")
            .and_then(Node::as_text)
            .unwrap_or_default();
        if let Some(properties) = resource.get("Properties") {
            stack.resource(name, kind, properties, &mut triggers);
        }
    }
    if triggers.triggers.is_empty() {
        stack.permissions(&mut triggers);
    }
    triggers
}

struct Stack<'t> {
    resolver: Resolver<'t>,
    resources: &'t Map,
    function: &'t str,
}

impl Names for Stack<'_> {
    fn text(&self, node: Option<&Node>) -> Option<String> {
        match self.resolver.resolve(node?).ok()? {
            Resolved::Known(node) => node.scalar(),
            Resolved::Absent => None,
            Resolved::Unresolved { stand_in, .. } => Some(stand_in),
        }
    }

    fn name(&self, node: Option<&Node>) -> Option<String> {
        let text = self.text(node)?;
        let id = text.split('.').next().unwrap_or(&text);
        let Some(resource) = self.resources.get(id) else {
            return Some(source::name(&text));
        };
        let keys = [
            "QueueName",
            "TopicName",
            "TableName",
            "BucketName",
            "LogGroupName",
            "Name",
        ];
        let properties = resource.get("Properties");
        let named = keys.iter().find_map(|key| {
            let name = properties.and_then(|properties| properties.get(key));
            self.text(name)
        });
        Some(source::name(&named.unwrap_or_else(|| id.to_owned())))
    }
}

impl Stack<'_> {
    /// Reads what the function's own resource says.
    fn own(&self, properties: &Node, triggers: &mut Triggers) {
        for (name, node) in properties
            .get("Events")
            .and_then(Node::as_map)
            .into_iter()
            .flatten()
        {
            if let Some(trigger) = declared::event(name, node, self) {
                triggers.add(trigger);
            }
        }
        if properties.get("FunctionUrlConfig").is_some() {
            triggers.add(source::route(Front::FunctionUrl, "", "*"));
        }
    }

    /// Reads what another resource says, where it points at the function.
    fn resource(&self, name: &str, kind: &str, properties: &Node, triggers: &mut Triggers) {
        let property = |path: &[&str]| properties.path(path);
        let is_meant = |path: &[&str]| property(path).is_some_and(|node| self.mentions(node));
        match kind {
            "AWS::Lambda::EventSourceMapping" if is_meant(&["FunctionName"]) => {
                if let Some(trigger) = self.mapped(properties) {
                    triggers.add(trigger);
                }
            }
            "AWS::Lambda::Url" if is_meant(&["TargetFunctionArn"]) => {
                triggers.add(source::route(Front::FunctionUrl, "", "*"));
            }
            "AWS::SNS::Subscription" if is_meant(&["Endpoint"]) => {
                let name = self.name(property(&["TopicArn"]));
                triggers.add(Trigger::Topic {
                    name: name.unwrap_or_default(),
                });
            }
            "AWS::Events::Rule" => self.rule(name, properties, triggers),
            "AWS::Scheduler::Schedule" if is_meant(&["Target", "Arn"]) => {
                triggers.add(Trigger::Schedule {
                    name: self
                        .text(property(&["Name"]))
                        .unwrap_or_else(|| name.to_owned()),
                    input: self.text(property(&["Target", "Input"])),
                    is_scheduler: true,
                });
            }
            // CDK has a function of its own set the notifications of buckets.
            "AWS::S3::Bucket" | "Custom::S3BucketNotifications" => {
                self.bucket(name, properties, triggers);
            }
            "AWS::Cognito::UserPool" => {
                let steps = property(&["LambdaConfig"]).and_then(Node::as_map);
                for (step, node) in steps.into_iter().flatten() {
                    if self.mentions(node) {
                        triggers.add(source::user_pool(step));
                    }
                }
            }
            "AWS::Logs::SubscriptionFilter" if is_meant(&["DestinationArn"]) => {
                let group = self.name(property(&["LogGroupName"]));
                triggers.add(Trigger::Logs {
                    group: group.unwrap_or_default(),
                });
            }
            "AWS::ElasticLoadBalancingV2::TargetGroup" if is_meant(&["Targets"]) => {
                triggers.add(source::route(Front::LoadBalancer, "", "*"));
            }
            _ => self.api(name, kind, properties, triggers),
        }
    }

    /// Reads what the resources of API Gateway say.
    fn api(&self, name: &str, kind: &str, properties: &Node, triggers: &mut Triggers) {
        let text = |key: &str| self.text(properties.get(key));
        match kind {
            "AWS::ApiGateway::Method" => {
                let uri = properties.path(&["Integration", "Uri"]);
                if uri.is_some_and(|uri| self.mentions(uri)) {
                    let path = self.path(properties.get("ResourceId"));
                    let method = text("HttpMethod").unwrap_or_default();
                    triggers.add(source::route(Front::Rest, &method, &path));
                }
            }
            "AWS::ApiGateway::Authorizer" | "AWS::ApiGatewayV2::Authorizer"
                if properties
                    .get("AuthorizerUri")
                    .is_some_and(|uri| self.mentions(uri)) =>
            {
                let is_token = text("Type").is_some_and(|kind| kind == "TOKEN");
                triggers.add(Trigger::Authorizer { is_token });
            }
            "AWS::ApiGatewayV2::Integration"
                if properties
                    .get("IntegrationUri")
                    .is_some_and(|uri| self.mentions(uri)) =>
            {
                self.routes(name, triggers);
            }
            _ => {}
        }
    }

    /// Reads the routes that lead to an integration.
    fn routes(&self, integration: &str, triggers: &mut Triggers) {
        for resource in self.resources.values() {
            let is_route =
                resource.get("Type").and_then(Node::as_text) == Some("AWS::ApiGatewayV2::Route");
            let properties = resource.get("Properties").filter(|_| is_route);
            let Some(properties) = properties else {
                continue;
            };
            let target = properties.get("Target");
            if !target.is_some_and(|target| mentions(target, integration)) {
                continue;
            }
            let key = self.text(properties.get("RouteKey")).unwrap_or_default();
            if self.is_web_socket(properties.get("ApiId")) {
                triggers.add(Trigger::WebSocket { route: key });
            } else {
                triggers.add(source::route_key(Front::HttpApi, &key));
            }
        }
    }

    fn is_web_socket(&self, api: Option<&Node>) -> bool {
        let id = self.text(api).unwrap_or_default();
        let protocol = self
            .resources
            .get(&id)
            .and_then(|api| api.path(&["Properties", "ProtocolType"]));
        self.text(protocol).as_deref() == Some("WEBSOCKET")
    }

    /// Returns the path of a resource of a REST API, whose parts are resources each.
    fn path(&self, id: Option<&Node>) -> String {
        let mut parts = Vec::new();
        let mut id = self.text(id);
        for _ in 0..LONGEST_PATH {
            let resource = id.as_deref().and_then(|id| self.resources.get(id));
            let Some(properties) = resource.and_then(|resource| resource.get("Properties")) else {
                break;
            };
            parts.extend(self.text(properties.get("PathPart")));
            id = self.text(properties.get("ParentId"));
        }
        parts.reverse();
        format!("/{}", parts.join("/"))
    }

    fn mapped(&self, properties: &Node) -> Option<Trigger> {
        let arn = properties.get("EventSourceArn");
        let text = self.text(arn)?;
        let name = self.name(arn)?;
        if let Some(topics) = properties.get("Topics") {
            let topic = first(topics, self).unwrap_or(name);
            return Some(Trigger::Kafka { topic });
        }
        if let Some(trigger) = source::by_arn(&text, name.clone()) {
            return Some(trigger);
        }
        let resource = self.resources.get(text.split('.').next()?)?;
        let kind = resource.get("Type").and_then(Node::as_text)?;
        let service = kind.split("::").nth(1)?.to_ascii_lowercase();
        let service = match service.as_str() {
            "msk" => "kafka",
            "amazonmq" => "mq",
            other => other,
        };
        source::by_arn(&format!("arn:aws:{service}:"), name)
    }

    fn rule(&self, name: &str, properties: &Node, triggers: &mut Triggers) {
        let targets = properties.get("Targets").and_then(Node::as_list);
        let mut meant = targets.unwrap_or_default().iter();
        let Some(target) =
            meant.find(|target| target.get("Arn").is_some_and(|arn| self.mentions(arn)))
        else {
            return;
        };
        let input = self.text(target.get("Input"));
        let name = self
            .text(properties.get("Name"))
            .unwrap_or_else(|| name.to_owned());
        if properties.get("ScheduleExpression").is_some() {
            triggers.add(Trigger::Schedule {
                name,
                input,
                is_scheduler: false,
            });
        } else {
            triggers.add(source::rule(name, properties.get("EventPattern"), input));
        }
    }

    fn bucket(&self, id: &str, properties: &Node, triggers: &mut Triggers) {
        let own = self.name(properties.get("BucketName"));
        let name = own.unwrap_or_else(|| id.to_owned());
        let configured = properties.get("NotificationConfiguration");
        let lists = ["LambdaConfigurations", "LambdaFunctionConfigurations"];
        let configured = lists.iter().find_map(|key| configured?.get(key)?.as_list());
        for each in configured.unwrap_or_default() {
            let function = each.get("Function").or(each.get("LambdaFunctionArn"));
            if !function.is_some_and(|function| self.mentions(function)) {
                continue;
            }
            let what = each.get("Event").or(each.get("Events"));
            let what = what.and_then(|what| first(what, self));
            let key = ["S3Key", "Key"];
            let rules = key
                .iter()
                .find_map(|key| each.path(&["Filter", key]))
                .and_then(|key| key.get("Rules").or(key.get("FilterRules")));
            let rules = rules.map(|rules| filter(rules, self)).unwrap_or_default();
            triggers.add(source::bucket(name.clone(), what, rules));
        }
    }

    /// Takes from permissions who may invoke the function, where nothing else says who does.
    fn permissions(&self, triggers: &mut Triggers) {
        for resource in self.resources.values() {
            let is_permission =
                resource.get("Type").and_then(Node::as_text) == Some("AWS::Lambda::Permission");
            let properties = resource.get("Properties").filter(|_| is_permission);
            let Some(properties) = properties else {
                continue;
            };
            let function = properties.get("FunctionName");
            if !function.is_some_and(|function| self.mentions(function)) {
                continue;
            }
            let principal = self.text(properties.get("Principal")).unwrap_or_default();
            let name = self.name(properties.get("SourceArn")).unwrap_or_default();
            triggers.triggers.extend(permitted(&principal, name));
        }
        triggers.triggers.dedup();
    }

    fn mentions(&self, node: &Node) -> bool {
        mentions(node, self.function)
    }
}

/// Returns the trigger of a service that may invoke the function.
pub(super) fn permitted(principal: &str, name: String) -> Option<Trigger> {
    Some(match principal.split('.').next()? {
        "apigateway" => source::route(Front::Rest, "", "*"),
        "elasticloadbalancing" => source::route(Front::LoadBalancer, "", "*"),
        "s3" => source::bucket(name, None, Vec::new()),
        "sns" => Trigger::Topic { name },
        "events" => source::rule(name, None, None),
        "logs" => Trigger::Logs { group: name },
        "scheduler" => Trigger::Schedule {
            name,
            input: None,
            is_scheduler: true,
        },
        _ => return None,
    })
}

/// Says whether a value refers to a resource in any of the ways there are.
fn mentions(node: &Node, id: &str) -> bool {
    match &node.value {
        Value::Text(text) => {
            let is_named = |text: &str| {
                text == id
                    || text
                        .strip_prefix(id)
                        .is_some_and(|rest| rest.starts_with('.'))
            };
            is_named(text)
                || text.match_indices("${").any(|(start, _)| {
                    let name = text[start + 2..].split('}').next().unwrap_or_default();
                    is_named(name.trim())
                })
        }
        Value::List(list) => list.iter().any(|node| mentions(node, id)),
        Value::Map(map) => map.values().any(|node| mentions(node, id)),
        _ => false,
    }
}
