//! Triggers in a Terraform plan: resources whose expressions refer to the function.

use std::collections::BTreeMap;

use super::template::permitted;
use super::{Front, Trigger, Triggers, source};
use crate::document::{Node, Value};

/// Most resources that are looked at.
const MOST_RESOURCES: usize = 20_000;

/// Longest chain of resources that make up a path.
const LONGEST_PATH: usize = 30;

/// Reads what triggers the function of this name.
pub(super) fn read(plan: &Node, function: &str) -> Triggers {
    let mut resources = BTreeMap::new();
    if let Some(module) = plan.path(&["planned_values", "root_module"]) {
        values(module, &mut resources);
    }
    if let Some(module) = plan.path(&["configuration", "root_module"]) {
        expressions(module, "", &mut resources);
    }
    let named = resources.iter().find(|(_, resource)| {
        let name = resource.text("function_name");
        resource.kind == "aws_lambda_function" && name.as_deref() == Some(function)
    });
    let address = named.map_or_else(|| function.to_owned(), |(address, _)| address.clone());
    let plan = Plan {
        resources,
        function: address,
        name: function,
    };
    let mut triggers = Triggers::default();
    for (address, resource) in &plan.resources {
        if let Some(trigger) = plan.trigger(address, resource) {
            triggers.add(trigger);
        }
    }
    if triggers.triggers.is_empty() {
        plan.permissions(&mut triggers);
    }
    triggers
}

/// A resource: what is known of it, and what its expressions refer to.
#[derive(Default)]
struct Resource<'p> {
    kind: &'p str,
    module: String,
    values: Option<&'p Node>,
    expressions: Option<&'p Node>,
}

impl Resource<'_> {
    fn text(&self, key: &str) -> Option<String> {
        self.values?.get(key)?.scalar()
    }
}

/// Gathers what is known of the resources of a module and of those below it.
fn values<'p>(module: &'p Node, into: &mut BTreeMap<String, Resource<'p>>) {
    let resources = module.get("resources").and_then(Node::as_list);
    for resource in resources.unwrap_or_default() {
        let address = resource.get("address").and_then(Node::as_text);
        let Some(address) = address.filter(|_| into.len() < MOST_RESOURCES) else {
            continue;
        };
        let entry = into.entry(address.to_owned()).or_default();
        entry.kind = resource
            .get("type")
            .and_then(Node::as_text)
            .unwrap_or_default();
        entry.values = resource.get("values");
    }
    let below = module.get("child_modules").and_then(Node::as_list);
    for child in below.unwrap_or_default() {
        values(child, into);
    }
}

/// Adds what the resources of a module refer to; those below have addresses of their own.
fn expressions<'p>(module: &'p Node, prefix: &str, into: &mut BTreeMap<String, Resource<'p>>) {
    let resources = module.get("resources").and_then(Node::as_list);
    for resource in resources.unwrap_or_default() {
        let address = resource.get("address").and_then(Node::as_text);
        let Some(address) = address.filter(|_| into.len() < MOST_RESOURCES) else {
            continue;
        };
        let entry = into.entry(format!("{prefix}{address}")).or_default();
        entry.kind = resource
            .get("type")
            .and_then(Node::as_text)
            .unwrap_or_default();
        prefix.clone_into(&mut entry.module);
        entry.expressions = resource.get("expressions");
    }
    let calls = module.get("module_calls").and_then(Node::as_map);
    for (name, call) in calls.into_iter().flatten() {
        if let Some(module) = call.get("module") {
            expressions(module, &format!("{prefix}module.{name}."), into);
        }
    }
}

struct Plan<'p> {
    resources: BTreeMap<String, Resource<'p>>,
    function: String,
    name: &'p str,
}

impl Plan<'_> {
    fn trigger(&self, address: &str, resource: &Resource<'_>) -> Option<Trigger> {
        let meant = |key: &str| self.is_meant(resource, key).then_some(());
        match resource.kind {
            "aws_lambda_event_source_mapping" => {
                meant("function_name")?;
                self.mapped(resource)
            }
            "aws_lambda_function_url" => {
                meant("function_name")?;
                Some(source::route(Front::FunctionUrl, "", "*"))
            }
            "aws_sns_topic_subscription" => {
                meant("endpoint")?;
                let name = self.named(resource, "topic_arn");
                Some(Trigger::Topic { name })
            }
            "aws_cloudwatch_event_target" => {
                meant("arn")?;
                Some(self.rule(resource))
            }
            "aws_scheduler_schedule" => {
                meant("target")?;
                Some(Trigger::Schedule {
                    name: resource.text("name").unwrap_or_else(|| address.to_owned()),
                    input: Self::block(resource, "target")
                        .and_then(|block| block.get("input")?.scalar()),
                    is_scheduler: true,
                })
            }
            "aws_s3_bucket_notification" => {
                meant("lambda_function")?;
                Some(self.bucket(resource))
            }
            "aws_cloudwatch_log_subscription_filter" => {
                meant("destination_arn")?;
                let group = self.named(resource, "log_group_name");
                Some(Trigger::Logs { group })
            }
            "aws_apigatewayv2_route" => self.route(resource),
            "aws_api_gateway_integration" => {
                meant("uri")?;
                let method = self.method(resource);
                let path = self.path(resource);
                Some(source::route(Front::Rest, &method, &path))
            }
            "aws_lb_target_group_attachment" => {
                meant("target_id")?;
                Some(source::route(Front::LoadBalancer, "", "*"))
            }
            "aws_cognito_user_pool" => self.user_pool(resource),
            _ => None,
        }
    }

    /// Says whether an argument refers to the function, or names it.
    fn is_meant(&self, resource: &Resource<'_>, key: &str) -> bool {
        let known = resource.text(key).map(|text| source::name(&text));
        known.as_deref() == Some(self.name)
            || self
                .referred(resource, key)
                .any(|address| address == self.function)
    }

    /// Returns the addresses of resources that an argument refers to.
    fn referred(&self, resource: &Resource<'_>, key: &str) -> impl Iterator<Item = &str> {
        let mut references = Vec::new();
        if let Some(node) = resource.expressions.and_then(|all| all.get(key)) {
            gather(node, &mut references);
        }
        let named = references.into_iter().filter_map(|reference| {
            let mut parts = reference.splitn(3, '.');
            let local = format!("{}.{}", parts.next()?, parts.next()?);
            let address = format!("{}{local}", resource.module);
            // A resource with a count has an address with an index.
            let indexed = format!("{address}[");
            let known = self.resources.keys();
            let mut known = known.map(String::as_str);
            known.find(|known| *known == address || known.starts_with(&indexed))
        });
        named.collect::<Vec<_>>().into_iter()
    }

    fn first(&self, resource: &Resource<'_>, key: &str) -> Option<&Resource<'_>> {
        let address = self.referred(resource, key).next()?;
        self.resources.get(address)
    }

    /// Returns the name of what an argument refers to.
    fn named(&self, resource: &Resource<'_>, key: &str) -> String {
        if let Some(known) = resource.text(key) {
            return source::name(&known);
        }
        let Some(address) = self.referred(resource, key).next() else {
            return String::new();
        };
        let named = self.resources.get(address).and_then(|resource| {
            let keys = ["name", "bucket", "id"];
            keys.iter().find_map(|key| resource.text(key))
        });
        named.unwrap_or_else(|| address.rsplit('.').next().unwrap_or(address).to_owned())
    }

    fn mapped(&self, resource: &Resource<'_>) -> Option<Trigger> {
        let name = self.named(resource, "event_source_arn");
        if let Some(arn) = resource.text("event_source_arn") {
            return source::by_arn(&arn, name);
        }
        let service = match self.first(resource, "event_source_arn")?.kind {
            "aws_sqs_queue" => "sqs",
            "aws_dynamodb_table" => "dynamodb",
            "aws_kinesis_stream" => "kinesis",
            "aws_msk_cluster" | "aws_msk_serverless_cluster" => "kafka",
            "aws_mq_broker" => "mq",
            _ => return None,
        };
        source::by_arn(&format!("arn:aws:{service}:"), name)
    }

    fn rule(&self, target: &Resource<'_>) -> Trigger {
        let input = target.text("input");
        let name = self.named(target, "rule");
        let rule = self.first(target, "rule");
        let pattern = rule.and_then(|rule| rule.text("event_pattern"));
        match pattern.and_then(|pattern| crate::document::json::parse(&pattern).ok()) {
            Some(pattern) => source::rule(name, Some(&pattern), input),
            None => Trigger::Schedule {
                name,
                input,
                is_scheduler: false,
            },
        }
    }

    fn block<'r>(resource: &'r Resource<'_>, key: &str) -> Option<&'r Node> {
        let node = resource.values?.get(key)?;
        node.as_list().map_or(Some(node), |list| list.first())
    }

    fn bucket(&self, resource: &Resource<'_>) -> Trigger {
        let block = Self::block(resource, "lambda_function");
        let text = |key: &str| block.and_then(|block| block.get(key)?.scalar());
        let events = block.and_then(|block| block.get("events")?.as_list());
        let what = events.and_then(|events| events.first()?.scalar());
        let rules = [("prefix", "filter_prefix"), ("suffix", "filter_suffix")];
        let rules = rules
            .iter()
            .filter_map(|(kind, key)| Some(((*kind).to_owned(), text(key)?)));
        source::bucket(self.named(resource, "bucket"), what, rules.collect())
    }

    fn route(&self, route: &Resource<'_>) -> Option<Trigger> {
        let integration = self.first(route, "target")?;
        self.is_meant(integration, "integration_uri")
            .then_some(())?;
        let key = route.text("route_key").unwrap_or_default();
        let api = self.first(route, "api_id");
        let protocol = api.and_then(|api| api.text("protocol_type"));
        Some(if protocol.as_deref() == Some("WEBSOCKET") {
            Trigger::WebSocket { route: key }
        } else {
            source::route_key(Front::HttpApi, &key)
        })
    }

    fn method(&self, integration: &Resource<'_>) -> String {
        let own = integration.text("http_method");
        let referred = || self.first(integration, "http_method")?.text("http_method");
        own.or_else(referred).unwrap_or_default()
    }

    /// Returns the path of a resource of a REST API, whose parts are resources each.
    fn path(&self, integration: &Resource<'_>) -> String {
        let mut parts = Vec::new();
        let mut resource = self.first(integration, "resource_id");
        for _ in 0..LONGEST_PATH {
            let Some(part) = resource.filter(|part| part.kind == "aws_api_gateway_resource") else {
                break;
            };
            parts.extend(part.text("path_part"));
            resource = self.first(part, "parent_id");
        }
        parts.reverse();
        format!("/{}", parts.join("/"))
    }

    fn user_pool(&self, resource: &Resource<'_>) -> Option<Trigger> {
        let config = resource.expressions?.get("lambda_config")?;
        let config = config.as_list().map_or(Some(config), |list| list.first())?;
        let steps = config.as_map()?.iter();
        let mut meant = steps.filter(|(_, node)| {
            let mut references = Vec::new();
            gather(node, &mut references);
            references
                .iter()
                .any(|each| format!("{}{each}", resource.module).starts_with(&self.function))
        });
        let words = meant.next()?.0.split('_');
        let step = words.map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|first| first.to_ascii_uppercase());
            first.into_iter().chain(letters).collect::<String>()
        });
        Some(source::user_pool(&step.collect::<String>()))
    }

    fn permissions(&self, triggers: &mut Triggers) {
        for resource in self.resources.values() {
            let is_permission = resource.kind == "aws_lambda_permission";
            if is_permission && self.is_meant(resource, "function_name") {
                let principal = resource.text("principal").unwrap_or_default();
                let trigger = permitted(&principal, self.named(resource, "source_arn"));
                if let Some(trigger) = trigger {
                    triggers.add(trigger);
                }
            }
        }
    }
}

/// Gathers the references below an expression.
fn gather<'p>(node: &'p Node, into: &mut Vec<&'p str>) {
    match &node.value {
        Value::List(list) => list.iter().for_each(|node| gather(node, into)),
        Value::Map(map) => {
            let references = map.get("references").and_then(Node::as_list);
            into.extend(
                references
                    .unwrap_or_default()
                    .iter()
                    .filter_map(Node::as_text),
            );
            for node in map.values() {
                gather(node, into);
            }
        }
        _ => {}
    }
}
