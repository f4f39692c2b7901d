//! Triggers in `serverless.yml`: the `events` of a function.

use super::{Front, Trigger, Triggers, source};
use crate::document::{Node, Value};
use crate::functions::reader::{Resolve, Resolved};
use crate::functions::serverless::{Load, variables::Variables};

/// Reads what triggers the function of this name.
pub(super) fn read(document: &Node, function: &str, load: &Load<'_>, region: &str) -> Triggers {
    let service = Service(Variables::new(document, load, region));
    let mut triggers = Triggers::default();
    let functions = service.known(document.get("functions"));
    let groups = match functions.as_ref().map(|node| &node.value) {
        Some(Value::List(list)) => list.clone(),
        _ => functions.into_iter().collect(),
    };
    for group in groups {
        let group = service.known(Some(&group));
        let node = group.as_ref().and_then(|group| group.get(function));
        let Some(declared) = service.known(node) else {
            continue;
        };
        if service
            .known(declared.get("url"))
            .is_some_and(|url| url.as_bool() != Some(false))
        {
            triggers.add(source::route(Front::FunctionUrl, "", "*"));
        }
        let events = service.known(declared.get("events"));
        for event in events.as_ref().and_then(Node::as_list).unwrap_or_default() {
            let Some(event) = service.known(Some(event)) else {
                continue;
            };
            for (kind, given) in event.as_map().into_iter().flatten() {
                let given = service.known(Some(given));
                if let Some(trigger) = service.event(kind, given.as_ref()) {
                    triggers.add(trigger);
                }
            }
        }
    }
    triggers
}

struct Service<'a>(Variables<'a>);

impl Service<'_> {
    /// Returns a value with its variables followed.
    fn known(&self, node: Option<&Node>) -> Option<Node> {
        match self.0.resolve(node?).ok()? {
            Resolved::Known(node) if !node.is_null() => Some(node.into_owned()),
            _ => None,
        }
    }

    fn text(&self, node: Option<&Node>) -> Option<String> {
        match self.0.resolve(node?).ok()? {
            Resolved::Known(node) => match node.as_list() {
                Some([first, ..]) => first.scalar(),
                _ => node.scalar(),
            },
            Resolved::Absent => None,
            Resolved::Unresolved { stand_in, .. } => Some(stand_in),
        }
    }

    /// Returns what is given alone, or under any of these keys.
    fn given(&self, given: Option<&Node>, keys: &[&str]) -> Option<String> {
        let given = given?;
        if given.as_map().is_none_or(|map| {
            map.len() == 1
                && map
                    .keys()
                    .all(|key| key == "Ref" || key.starts_with("Fn::"))
        }) {
            return self.text(Some(given));
        }
        keys.iter().find_map(|key| self.text(given.get(key)))
    }

    fn named(&self, given: Option<&Node>, keys: &[&str]) -> String {
        let text = self.given(given, keys).unwrap_or_default();
        source::name(&text)
    }

    fn event(&self, kind: &str, given: Option<&Node>) -> Option<Trigger> {
        let name = |keys: &[&str]| self.named(given, keys);
        let text = |key: &str| self.text(given.and_then(|given| given.get(key)));
        Some(match kind {
            "http" => self.route(Front::Rest, given),
            "httpApi" => self.route(Front::HttpApi, given),
            "alb" => {
                let conditions = given.and_then(|given| given.get("conditions"));
                self.route(Front::LoadBalancer, conditions)
            }
            "websocket" => Trigger::WebSocket {
                route: self.given(given, &["route"])?,
            },
            "sqs" => Trigger::Queue {
                name: name(&["arn"]),
            },
            "sns" => Trigger::Topic {
                name: name(&["topicName", "arn"]),
            },
            "s3" => self.bucket(given),
            "schedule" => Trigger::Schedule {
                name: text("name").unwrap_or_else(|| "schedule".to_owned()),
                input: self.input(given),
                is_scheduler: text("method").as_deref() == Some("scheduler"),
            },
            "stream" => {
                let arn = self.given(given, &["arn"])?;
                let name = source::name(&arn);
                let is_table = match text("type") {
                    Some(kind) => kind == "dynamodb",
                    None => arn.contains("dynamodb") || arn.ends_with("StreamArn"),
                };
                if is_table {
                    Trigger::TableStream { table: name }
                } else {
                    Trigger::DataStream { stream: name }
                }
            }
            "eventBridge" | "cloudwatchEvent" => self.rule(given),
            "cognitoUserPool" => source::user_pool(&text("trigger").unwrap_or_default()),
            "cloudwatchLog" => Trigger::Logs {
                group: name(&["logGroup"]),
            },
            "kafka" | "msk" => Trigger::Kafka {
                topic: name(&["topic"]),
            },
            "activemq" | "rabbitmq" => Trigger::Broker {
                queue: name(&["queue"]),
                is_rabbit: kind == "rabbitmq",
            },
            _ => Trigger::Other {
                kind: kind.chars().take(60).collect(),
            },
        })
    }

    fn route(&self, front: Front, given: Option<&Node>) -> Trigger {
        let text = |key: &str| self.text(given.and_then(|given| given.get(key)));
        match given.filter(|given| given.as_map().is_none()) {
            Some(short) => source::route_key(front, &short.scalar().unwrap_or_default()),
            None => source::route(
                front,
                &text("method").unwrap_or_default(),
                &text("path").unwrap_or_default(),
            ),
        }
    }

    fn bucket(&self, given: Option<&Node>) -> Trigger {
        let what = self.text(given.and_then(|given| given.get("event")));
        let rules = given.and_then(|given| given.get("rules"));
        let rules = rules.and_then(Node::as_list).unwrap_or_default().iter();
        let rules = rules.filter_map(|rule| {
            let (kind, value) = rule.as_map()?.first_key_value()?;
            Some((kind.clone(), self.text(Some(value))?))
        });
        source::bucket(self.named(given, &["bucket"]), what, rules.collect())
    }

    fn rule(&self, given: Option<&Node>) -> Trigger {
        let text = |key: &str| self.text(given.and_then(|given| given.get(key)));
        let name = text("name").unwrap_or_else(|| "rule".to_owned());
        let input = self.input(given);
        if text("schedule").is_some() {
            return Trigger::Schedule {
                name,
                input,
                is_scheduler: false,
            };
        }
        let pattern = given.and_then(|given| given.get("pattern").or(given.get("event")));
        source::rule(name, self.known(pattern).as_ref(), input)
    }

    /// Returns what a rule hands over, which may be written as a map.
    fn input(&self, given: Option<&Node>) -> Option<String> {
        let input = self.known(given?.get("input"))?;
        match &input.value {
            Value::Text(text) => Some(text.clone()),
            _ => Some(source::json(&input).to_string()),
        }
    }
}
