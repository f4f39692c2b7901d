//! Sources of events by what templates call them: ARNs, patterns, paths.

use serde_json::Value as Json;

use super::{Front, Trigger};
use crate::document::{Node, Value};

/// Longest name that is believed.
const LONGEST: usize = 200;

/// Most fields of a pattern that are read.
const MOST_FIELDS: usize = 50;

/// Returns the name at the end of an ARN, or of what stands in for one.
pub(super) fn name(arn: &str) -> String {
    let last = arn.rsplit(':').next().unwrap_or(arn);
    let mut parts = last.split('/');
    let name = match parts.next() {
        // `table/NAME/stream/DATE`, `stream/NAME`
        Some("table" | "stream" | "rule" | "userpool") => parts.next(),
        _ => last.rsplit('/').next(),
    };
    let name = name.unwrap_or(last);
    // `!GetAtt Queue.Arn` stands in as that very text.
    let name = name.strip_suffix(".Arn").unwrap_or(name);
    let name = name.strip_suffix(".StreamArn").unwrap_or(name);
    name.chars().take(LONGEST).collect()
}

/// Returns what an event source mapping reads from, by the source's ARN.
pub(super) fn by_arn(arn: &str, name: String) -> Option<Trigger> {
    let service = arn.strip_prefix("arn:")?.split(':').nth(1)?;
    Some(match service {
        "sqs" => Trigger::Queue { name },
        "sns" => Trigger::Topic { name },
        "dynamodb" => Trigger::TableStream { table: name },
        "kinesis" => Trigger::DataStream { stream: name },
        "kafka" => Trigger::Kafka { topic: name },
        "mq" => Trigger::Broker {
            queue: name,
            is_rabbit: false,
        },
        "s3" => bucket(name, None, Vec::new()),
        "logs" => Trigger::Logs { group: name },
        _ => return None,
    })
}

/// Returns the trigger of a bucket, with what its filter says of keys.
pub(super) fn bucket(name: String, what: Option<String>, rules: Vec<(String, String)>) -> Trigger {
    let mut trigger = (String::new(), String::new());
    for (kind, value) in rules {
        match kind.to_ascii_lowercase().as_str() {
            "prefix" => trigger.0 = value,
            "suffix" => trigger.1 = value,
            _ => {}
        }
    }
    let what = what.unwrap_or_default();
    let what = what.strip_prefix("s3:").unwrap_or(&what);
    let what = match what.split_once(':') {
        Some((kind, "*")) => format!(
            "{kind}:{}",
            if kind == "ObjectCreated" {
                "Put"
            } else {
                "Delete"
            }
        ),
        Some(_) => what.to_owned(),
        None => "ObjectCreated:Put".to_owned(),
    };
    Trigger::Bucket {
        name,
        what,
        prefix: trigger.0,
        suffix: trigger.1,
    }
}

/// Returns the trigger of a route, from a method and a path in any of their spellings.
pub(super) fn route(front: Front, method: &str, path: &str) -> Trigger {
    let method = method.trim().to_ascii_uppercase();
    let path = path.trim();
    let path = match path {
        "" | "*" | "$default" => "/{proxy+}".to_owned(),
        path if path.starts_with('/') => path.to_owned(),
        path => format!("/{path}"),
    };
    Trigger::Http {
        front,
        method: (!matches!(
            method.as_str(),
            "" | "*" | "ANY" | "X-AMAZON-APIGATEWAY-ANY-METHOD"
        ))
        .then_some(method),
        path: path.chars().take(LONGEST).collect(),
    }
}

/// Returns the trigger of a route's key: `GET /orders`, `ANY /x`, `$default`.
pub(super) fn route_key(front: Front, key: &str) -> Trigger {
    match key.trim().split_once(char::is_whitespace) {
        Some((method, path)) => route(front, method, path),
        None if key.trim().starts_with('/') => route(front, "", key),
        None => route(front, "", "*"),
    }
}

/// Returns the trigger of a rule, from its pattern.
pub(super) fn rule(name: String, pattern: Option<&Node>, input: Option<String>) -> Trigger {
    let first = |key: &str| {
        let values = pattern.and_then(|pattern| pattern.get(key))?;
        literal(values)?.as_str().map(str::to_owned)
    };
    let mut detail = Vec::new();
    if let Some(fields) = pattern.and_then(|pattern| pattern.get("detail")) {
        collect(fields, &mut Vec::new(), &mut detail);
    }
    Trigger::Rule {
        name,
        source: first("source"),
        detail_type: first("detail-type"),
        detail,
        input,
    }
}

/// Gathers a value for each field of a pattern.
fn collect(node: &Node, path: &mut Vec<String>, into: &mut Vec<(Vec<String>, Json)>) {
    for (key, below) in node.as_map().into_iter().flatten() {
        if into.len() >= MOST_FIELDS || key.starts_with('$') {
            return;
        }
        path.push(key.clone());
        if below.as_map().is_some() {
            collect(below, path, into);
        } else if let Some(value) = literal(below) {
            into.push((path.clone(), value));
        }
        path.pop();
    }
}

/// Returns a value that matches what a pattern lists.
fn literal(node: &Node) -> Option<Json> {
    let list = node.as_list()?;
    list.iter().find_map(|each| match &each.value {
        Value::Map(map) => {
            let (kind, wanted) = map.first_key_value()?;
            let text = wanted.as_text();
            match kind.as_str() {
                "prefix" => Some(Json::from(format!("{}1", text?))),
                "suffix" => Some(Json::from(format!("1{}", text?))),
                "equals-ignore-case" => Some(Json::from(text?)),
                "wildcard" => Some(Json::from(text?.replace('*', "1"))),
                "exists" => wanted.as_bool()?.then(|| Json::from("1")),
                "numeric" => Some(Json::from(1)),
                _ => None,
            }
        }
        Value::List(_) => None,
        _ => Some(json(each)),
    })
}

/// Returns a value of a template as JSON.
pub(super) fn json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(flag) => Json::Bool(*flag),
        Value::Number(text) => {
            serde_json::from_str(text).unwrap_or_else(|_| Json::String(text.clone()))
        }
        Value::Text(text) => Json::String(text.clone()),
        Value::List(list) => Json::Array(list.iter().map(json).collect()),
        Value::Map(map) => map
            .iter()
            .map(|(key, node)| (key.clone(), json(node)))
            .collect(),
    }
}

/// Returns the step of a user pool as its events name it, from what templates call it.
pub(super) fn user_pool(step: &str) -> Trigger {
    let source = match step {
        "PreSignUp" => "PreSignUp_SignUp",
        "PostConfirmation" => "PostConfirmation_ConfirmSignUp",
        "PreAuthentication" => "PreAuthentication_Authentication",
        "PostAuthentication" => "PostAuthentication_Authentication",
        "PreTokenGeneration" | "PreTokenGenerationConfig" => "TokenGeneration_Authentication",
        "CustomMessage" => "CustomMessage_SignUp",
        "DefineAuthChallenge" => "DefineAuthChallenge_Authentication",
        "CreateAuthChallenge" => "CreateAuthChallenge_Authentication",
        "VerifyAuthChallengeResponse" => "VerifyAuthChallengeResponse_Authentication",
        "UserMigration" => "UserMigration_Authentication",
        other => other,
    };
    Trigger::UserPool {
        source: source.chars().take(LONGEST).collect(),
    }
}
