//! One declared event of SAM, whose kinds have names and properties of their own.

use super::{Front, Trigger, source};
use crate::document::Node;

/// What SAM's kinds need to know of the rest of the template.
pub(super) trait Names {
    /// Returns a value as a text, with a stand-in for what only a deployment knows.
    fn text(&self, node: Option<&Node>) -> Option<String>;

    /// Returns the name of the resource that a value refers to.
    fn name(&self, node: Option<&Node>) -> Option<String>;
}

/// Reads an entry of `Events`.
pub(super) fn event(name: &str, event: &Node, names: &impl Names) -> Option<Trigger> {
    let kind = names.text(event.get("Type"))?;
    let properties = event.get("Properties");
    let property = |key: &str| properties.and_then(|properties| properties.get(key));
    let resource = |key: &str| names.name(property(key));
    let own = || name.to_owned();
    let input = || names.text(property("Input"));
    Some(match kind.as_str() {
        "Api" => route(Front::Rest, properties, names),
        "HttpApi" => route(Front::HttpApi, properties, names),
        "SQS" => Trigger::Queue {
            name: resource("Queue").unwrap_or_else(own),
        },
        "SNS" => Trigger::Topic {
            name: resource("Topic").unwrap_or_else(own),
        },
        "S3" => bucket(own(), properties, names),
        "Schedule" | "ScheduleV2" => Trigger::Schedule {
            name: names.text(property("Name")).unwrap_or_else(own),
            input: input(),
            is_scheduler: kind == "ScheduleV2",
        },
        "EventBridgeRule" | "CloudWatchEvent" => {
            let name = names.text(property("RuleName")).unwrap_or_else(own);
            source::rule(name, property("Pattern"), input())
        }
        "DynamoDB" => Trigger::TableStream {
            table: resource("Stream").unwrap_or_else(own),
        },
        "Kinesis" => Trigger::DataStream {
            stream: resource("Stream").unwrap_or_else(own),
        },
        "Cognito" => {
            let step = property("Trigger").and_then(|node| first(node, names));
            source::user_pool(&step.unwrap_or_default())
        }
        "CloudWatchLogs" => Trigger::Logs {
            group: resource("LogGroupName").unwrap_or_else(own),
        },
        "MSK" | "SelfManagedKafka" => Trigger::Kafka {
            topic: property("Topics")
                .and_then(|node| first(node, names))
                .unwrap_or_else(own),
        },
        "MQ" => Trigger::Broker {
            queue: property("Queues")
                .and_then(|node| first(node, names))
                .unwrap_or_else(own),
            is_rabbit: false,
        },
        _ => Trigger::Other { kind },
    })
}

fn route(front: Front, properties: Option<&Node>, names: &impl Names) -> Trigger {
    let text = |key: &str| {
        let node = properties.and_then(|properties| properties.get(key));
        names.text(node).unwrap_or_default()
    };
    source::route(front, &text("Method"), &text("Path"))
}

fn bucket(own: String, properties: Option<&Node>, names: &impl Names) -> Trigger {
    let property = |path: &[&str]| properties.and_then(|properties| properties.path(path));
    let what = property(&["Events"]).and_then(|node| first(node, names));
    let rules = property(&["Filter", "S3Key", "Rules"]).map(|rules| filter(rules, names));
    let name = names.name(property(&["Bucket"])).unwrap_or(own);
    source::bucket(name, what, rules.unwrap_or_default())
}

/// Reads the rules of a bucket's filter.
pub(super) fn filter(rules: &Node, names: &impl Names) -> Vec<(String, String)> {
    let rules = rules.as_list().unwrap_or_default().iter();
    rules
        .filter_map(|rule| {
            Some((
                names.text(rule.get("Name"))?,
                names.text(rule.get("Value"))?,
            ))
        })
        .collect()
}

/// Returns a text, or the first of a list of them.
pub(super) fn first(node: &Node, names: &impl Names) -> Option<String> {
    names.text(node.as_list().map_or(Some(node), |list| list.first()))
}
